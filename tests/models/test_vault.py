"""Attachments: unreadable without the key, whole or refused, never half written."""

from __future__ import annotations

import os
import random

import pytest

from app.models.atomic import write_whole
from app.models.problems import StorageProblem
from app.models.vault import Vault, derived_key, is_vault_name

KEY = bytes(range(32))


@pytest.fixture
def vault(tmp_path):
    return Vault(tmp_path / "a.db.files", KEY)


def _refusal(work):
    with pytest.raises(StorageProblem) as refused:
        work()
    return refused.value.code


def test_what_was_put_comes_back(vault):
    photo = os.urandom(300_000)
    name = vault.put(photo)
    assert vault.get(name) == photo
    assert vault.put(photo) == name
    assert list(vault.names()) == [name]
    assert vault.get(vault.put(b"")) == b""


def test_neither_name_nor_content_tells_anything(vault, tmp_path):
    scan = "张三 519999198001010011 残疾证".encode() * 50
    name = vault.put(scan)
    other = Vault(tmp_path / "b.db.files", os.urandom(32))
    assert other.put(scan) != name
    stored = (vault.folder / name).read_bytes()
    assert b"519999" not in stored
    assert "张三".encode() not in stored
    (other.folder / name).write_bytes(stored)
    assert _refusal(lambda: other.get(name)) == "attachment.damaged"


def test_every_flip_cut_and_rename_is_found(vault):
    name, second = vault.put(b"a" * 500), vault.put(b"b" * 500)
    file = vault.folder / name
    whole = file.read_bytes()
    rng = random.Random(5)
    for _ in range(100):
        content = bytearray(whole)
        content[rng.randrange(len(whole))] ^= 1 << rng.randrange(8)
        file.write_bytes(content)
        assert _refusal(lambda: vault.get(name)) == "attachment.damaged"
        file.write_bytes(whole[: rng.randrange(len(whole))])
        assert _refusal(lambda: vault.get(name)) == "attachment.damaged"
    file.write_bytes((vault.folder / second).read_bytes())
    assert _refusal(lambda: vault.get(name)) == "attachment.damaged"
    assert vault.put(b"a" * 500) == name  # storing it again repairs it
    assert vault.get(name) == b"a" * 500


def test_missing_ones_and_strange_names_are_refused(vault):
    assert _refusal(lambda: vault.get("0" * 40)) == "attachment.missing"
    for name in ("../a.db", "", "x" * 40, "0" * 39, "/etc/passwd"):
        assert not is_vault_name(name)
        assert _refusal(lambda name=name: vault.get(name)) == "attachment.missing"
    assert list(vault.names()) == []


def test_a_folder_that_cannot_be_made_is_refused(tmp_path):
    (tmp_path / "file").touch()
    assert _refusal(lambda: Vault(tmp_path / "file", KEY).put(b"x")) == "attachment.not_written"


def test_removing_and_sweeping(vault):
    name = vault.put(b"x")
    (vault.folder / f"{name}.1234.writing").write_bytes(b"half")
    vault.sweep()
    assert [file.name for file in vault.folder.iterdir()] == [name]
    vault.remove(name)
    vault.remove(name)
    assert list(vault.names()) == []


def test_a_failed_check_keeps_the_old_file(tmp_path):
    target = tmp_path / "x"
    write_whole(target, b"old")

    def fail(_content):
        raise ValueError("not what was meant")

    with pytest.raises(ValueError, match="not what was meant"):
        write_whole(target, b"new", check=fail)
    assert target.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [target]


def test_keys_for_different_purposes_differ():
    assert derived_key(KEY, "a") != derived_key(KEY, "b")
    assert derived_key(KEY, "a") == derived_key(KEY, "a")
    assert len(derived_key(KEY, "a")) == 32
