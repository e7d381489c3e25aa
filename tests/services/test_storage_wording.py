"""Every refusal of the storage has its Chinese sentence, and no sentence waits for a refusal that never comes."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SECTIONS = ("database", "keys", "attachment", "backup", "disk", "password", "verify")
# Raised by the window and the command line, which own their own tests.
ELSEWHERE = {"password.missing", "password.not_typed_back"}


# A column, parts of a backup, audit actions.
NO_CODES = {"attachment.id", "database.db", "database.keys", "backup.make", "backup.restore"}
