"""Key slots, recovery code, password rules (reliability 2.3, bar 15)."""

from __future__ import annotations

import json
import os
import random
import time
from dataclasses import replace

import pytest

from app.models import keys, recovery_code
from app.models.keys import CURRENT_KDF, KdfParameters, KeyRing, SlotKind
from app.models.passwords import password_problems
from app.models.problems import StorageProblem

CHEAP = KdfParameters(passes=1, memory_kib=64, lanes=1)
PASSWORD = "春耕Shui渠7"


@pytest.fixture(scope="module")
def made():
    data_key = keys.new_data_key()
    ring, code = KeyRing.create(data_key, PASSWORD, user="王芳", role="clerk", kdf=CHEAP)
    return data_key, ring, code


def _refusal(work):
    with pytest.raises(StorageProblem) as refused:
        work()
    return refused.value.code


def test_password_and_recovery_code_both_unlock(made):
    data_key, ring, code = made
    assert ring.unlock(PASSWORD).data_key == data_key
    assert ring.unlock(PASSWORD, user="王芳").slot.role == "clerk"
    assert ring.unlock(code).slot.kind is SlotKind.RECOVERY
    assert ring.unlock(code.lower().replace("-", " ")).data_key == data_key
    assert ring.unlock("春耕Ｓhui渠７ ").data_key == data_key  # full width, as an input method types it


def test_wrong_secrets_are_told_apart(made):
    _, ring, code = made
    other = recovery_code.new_code()
    wrong = ("B" if code[0] == "A" else "A") + code[1:]
    assert _refusal(lambda: ring.unlock("nope")) == "keys.wrong_password"
    assert _refusal(lambda: ring.unlock(PASSWORD, user="李四")) == "keys.unknown_user"
    assert _refusal(lambda: ring.unlock(other)) == "keys.wrong_recovery_code"
    assert _refusal(lambda: ring.unlock(wrong)) == "keys.mistyped_recovery_code"


def test_a_slot_edited_to_another_user_role_or_cost_does_not_open(made):
    _, ring, _ = made
    slot = ring.users[0]
    for change in (
        {"user": "李四"},
        {"role": "leader"},
        {"kdf": replace(CHEAP, passes=2)},
        {"kind": SlotKind.RECOVERY},
    ):
        assert replace(slot, **change).unlock(PASSWORD) is None


def test_unlocking_costs_what_it_must_and_no_more():
    assert CURRENT_KDF.memory_kib >= 64 * 1024
    assert CURRENT_KDF.passes >= 3
    ring, _ = KeyRing.create(os.urandom(32), PASSWORD, user="u", role="clerk")
    started = time.perf_counter()
    ring.unlock(PASSWORD)
    assert time.perf_counter() - started <= 1.0


def test_a_new_password_raises_the_cost_and_rewrites_only_its_slot(made):
    data_key, ring, code = made
    ring = ring.with_user(data_key, "另一个 Pass 7", user="李四", role="leader", kdf=CHEAP)
    new = ring.with_password(data_key, "王芳", "新的Mima72")
    assert new.user("王芳").kdf == CURRENT_KDF
    assert new.user("李四") == ring.user("李四")
    assert new.unlock("新的Mima72", user="王芳").data_key == data_key
    assert _refusal(lambda: new.unlock(PASSWORD, user="王芳")) == "keys.wrong_password"
    assert new.unlock(code).data_key == data_key
    dear = replace(CURRENT_KDF, passes=4)
    assert dear.at_least(CURRENT_KDF) == dear


def test_users_come_and_go(made):
    data_key, ring, code = made
    two = ring.with_user(data_key, "另一个 Pass 7", user="李四", role="leader", kdf=CHEAP)
    assert _refusal(lambda: two.with_user(data_key, "x", user="李四", role="leader", kdf=CHEAP)) == "keys.user_exists"
    assert [slot.user for slot in two.without_user("王芳").users] == ["李四"]
    assert _refusal(lambda: ring.without_user("王芳")) == "keys.last_user"
    renewed, fresh = ring.with_new_recovery_code(data_key, kdf=CHEAP)
    assert renewed.unlock(fresh).data_key == data_key
    assert _refusal(lambda: renewed.unlock(code)) == "keys.wrong_recovery_code"


def test_the_file_holds_no_secret_and_two_generations(made, tmp_path):
    data_key, ring, code = made
    database = tmp_path / "a.db"
    keys.save(database, ring)
    assert keys.load(database) == ring
    content = keys.key_file(database).read_bytes()
    assert data_key.hex().encode() not in content
    assert PASSWORD.encode() not in content
    assert code.encode() not in content
    newer, _ = ring.with_new_recovery_code(data_key, kdf=CHEAP)
    keys.save(database, newer)
    assert keys.load(database) == newer
    assert keys.previous_key_file(database).read_bytes() == content
    assert len(list(tmp_path.iterdir())) == 2


def _parsed(content):
    try:
        return json.loads(content)
    except ValueError:
        return None


def test_damage_is_told_from_a_wrong_password(made, tmp_path):
    _, ring, _ = made
    whole = keys.to_bytes(ring)
    rng = random.Random(1)
    for _ in range(300):
        content = bytearray(whole)
        content[rng.randrange(len(whole) - 1)] ^= 1 << rng.randrange(7)
        if json.loads(whole) != _parsed(content):  # a blank between tokens says nothing
            code = _refusal(lambda content=content: keys.from_bytes(bytes(content), tmp_path))
            assert code in ("keys.damaged", "keys.newer")
    for content in (b"", b"{}", b"[1]", b"\xff\xfe", whole[:300], b"[" * 100_000):
        assert _refusal(lambda content=content: keys.from_bytes(content, tmp_path)) == "keys.damaged"


def test_a_damaged_or_lost_file_falls_back_to_the_generation_before(made, tmp_path):
    data_key, ring, _ = made
    database = tmp_path / "a.db"
    assert _refusal(lambda: keys.load(database)) == "keys.missing"
    keys.save(database, ring)
    newer, _ = ring.with_new_recovery_code(data_key, kdf=CHEAP)
    keys.save(database, newer)
    keys.key_file(database).write_bytes(b"torn")
    assert keys.load(database) == ring
    keys.save(database, newer)  # the damaged file does not push the good one out
    assert keys.from_bytes(keys.previous_key_file(database).read_bytes(), tmp_path) == ring
    keys.key_file(database).unlink()
    assert keys.load(database) == ring
    keys.previous_key_file(database).write_bytes(b"torn")
    assert _refusal(lambda: keys.load(database)) == "keys.missing"


def test_a_newer_or_absurd_key_file_is_refused(made, tmp_path):
    _, ring, _ = made

    def rewritten(**changes):
        body = {**json.loads(keys.to_bytes(ring)), **changes}
        body.pop("checksum")
        body["checksum"] = keys._checksum(body)
        return json.dumps(body).encode()

    slots = json.loads(keys.to_bytes(ring))["slots"]
    slots[0]["kdf"]["memory_kib"] = 2**30
    assert _refusal(lambda: keys.from_bytes(rewritten(version=2), tmp_path)) == "keys.newer"
    assert _refusal(lambda: keys.from_bytes(rewritten(cipher="ROT13"), tmp_path)) == "keys.damaged"
    assert _refusal(lambda: keys.from_bytes(rewritten(slots=slots), tmp_path)) == "keys.damaged"


def test_the_recovery_code_is_readable_and_checked():
    code = recovery_code.new_code()
    groups = recovery_code.groups_of(code)
    assert code == "-".join(groups)
    assert [len(group) for group in groups] == [4] * 9
    assert not set(code) & set("0189")
    assert (
        recovery_code.secret_of(code.replace("O", "0").replace("I", "1").replace("B", "8"))
        == code.replace("-", "")[:32]
    )
    found = 0
    for position in range(len(code)):
        for other in "AZ7":
            if code[position] not in ("-", other):
                found += _refusal(
                    lambda t=code[:position] + other + code[position + 1 :]: recovery_code.secret_of(t)
                ) == ("keys.mistyped_recovery_code")
    assert found >= 90
    first, second = recovery_code.groups_to_ask(code)
    assert 1 <= first < second <= 9
    right = {first: groups[first - 1].lower(), second: f" {groups[second - 1]} "}
    assert recovery_code.is_typed_back(code, right)
    assert not recovery_code.is_typed_back(code, {first: groups[first - 1]})
    assert not recovery_code.is_typed_back(code, {**right, first: "AAAA" if groups[first - 1] != "AAAA" else "BBBB"})


@pytest.mark.parametrize(
    ("password", "codes"),
    [
        ("水渠Aq93kz", ()),
        ("x9Kd2mQp", ()),
        ("春耕 水渠 灯火 石榴", ()),
        ("correct horse battery staple", ()),
        ("Xk3", ("password.too_short",)),
        ("abcqwzpmx", ("password.too_simple",)),
        ("12345678", ("password.too_simple", "password.too_common")),
        ("Password1!", ("password.too_common",)),
        ("P@ssw0rd2020", ("password.too_common",)),
        ("1qaz@WSX", ("password.too_common",)),
        ("1111 2222 3333 4444", ("password.too_common",)),
        ("Wangfang#72k", ("password.contains_name",)),
        ("石门镇x9Kd2m", ("password.contains_name",)),
        ("", ("password.too_short", "password.too_simple", "password.too_common")),
    ],
)
def test_passwords(password, codes):
    assert password_problems(password, user="wangfang", office="石门镇") == codes
