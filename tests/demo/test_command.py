"""``demo`` on the command line: what it refuses and what it answers for a township that is there already."""

from __future__ import annotations

import json

import pytest

from app.__main__ import main
from app.demo.commands import DATABASE
from app.demo.training import key_file
from tests.demo.conftest import PASSWORD, found_office


def test_fewer_households_than_the_cast_needs_are_wrong_usage(tmp_path, capsys):
    assert main(["demo", str(tmp_path), "--households", "60"]) == 2
    assert "800" in capsys.readouterr().err


def test_a_township_that_is_there_is_opened_and_not_played_again(tmp_path, capsys, monkeypatch):
    monkeypatch.delenv("SHOUWANG_PASSWORD", raising=False)
    made = found_office(tmp_path)
    path = made.database.path
    made.database.close()
    path.rename(tmp_path / DATABASE)
    path.with_name(f"{path.name}.keys").rename(tmp_path / f"{DATABASE}.keys")
    key_file(tmp_path / DATABASE).write_text(PASSWORD + "\n", encoding="utf-8")
    assert main(["demo", str(tmp_path), "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["database"] == str((tmp_path / DATABASE).absolute())
    assert (answer["households"], answer["members"]) == (0, 0)
    assert answer["files"] == [str(tmp_path / DATABASE), str(key_file(tmp_path / DATABASE))]


@pytest.mark.parametrize("named", ["--key-file", "SHOUWANG_PASSWORD"])
def test_a_password_that_is_named_is_the_one_that_counts(tmp_path, capsys, monkeypatch, named):
    made = found_office(tmp_path)
    path = made.database.path
    made.database.close()
    path.rename(tmp_path / DATABASE)
    path.with_name(f"{path.name}.keys").rename(tmp_path / f"{DATABASE}.keys")
    file = tmp_path / "own.txt"
    file.write_text(PASSWORD + "\n", encoding="utf-8")
    if named == "SHOUWANG_PASSWORD":
        monkeypatch.setenv(named, PASSWORD)
        options = []
    else:
        monkeypatch.delenv("SHOUWANG_PASSWORD", raising=False)
        options = [named, str(file)]
    assert main(["demo", str(tmp_path), "--json", *options]) == 0
    assert not key_file(tmp_path / DATABASE).exists()
    assert json.loads(capsys.readouterr().out)["files"] == [str(tmp_path / DATABASE)]
