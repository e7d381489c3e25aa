"""Every refusal of the storage has its Chinese sentence, and no sentence waits for a refusal that never comes."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SECTIONS = ("database", "keys", "attachment", "backup", "disk", "password", "verify")
# Raised by the window and the command line, which own their own tests.
ELSEWHERE = {"password.missing", "password.not_typed_back"}


# A column, parts of a backup, audit actions.
NO_CODES = {"attachment.id", "database.db", "database.keys", "backup.make", "backup.restore"}
    "attachment.id",
    "database.db",
    "database.keys",
    "backup.make",
    "backup.restore",
}  # a column, parts of a backup, audit actions
SERVICES = ("keyring.py", "opening.py", "storage.py", "backup/*.py")


def _used():
    code = re.compile(rf'"((?:{"|".join(SECTIONS)})\.[a-z_]+)"')
    files = [*(ROOT / "app/models").glob("*.py")]
    files += [file for pattern in SERVICES for file in (ROOT / "app/services").glob(pattern)]
    return {found for file in files for found in code.findall(file.read_text(encoding="utf-8"))} - NO_CODES


def _sentences():
    table = tomllib.loads((ROOT / "resources/wording/storage.toml").read_text(encoding="utf-8"))
    return {f"{section}.{code}": text for section, codes in table.items() for code, text in codes.items()}


def test_codes_and_sentences_agree():
    assert _used() - _sentences().keys() == set()
    assert _sentences().keys() - _used() == ELSEWHERE


def test_sentences_name_the_next_step():
    assert [code for code, text in _sentences().items() if "请" not in text and "再试" not in text] == []
