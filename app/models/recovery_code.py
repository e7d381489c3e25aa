"""The recovery code: 160 random bits on paper, in groups that can be read aloud and checked (reliability 2.3).

Eight groups of four base32 characters and a ninth that checks them: ``ABCD-EFGH-…``. Base32 has no 0, 1, 8 or 9,
so those, typed by mistake, can only mean O, I, B - and 9 is an error.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
import unicodedata
from collections.abc import Mapping

from app.models.problems import StorageProblem

GROUPS = 9
_GROUP = 4
_SECRET = (GROUPS - 1) * _GROUP
_ALPHABET = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
_MISREAD = str.maketrans("018", "OIB")


def new_code() -> str:
    """A fresh code as it is printed."""
    return _shown(base64.b32encode(secrets.token_bytes(20)).decode())


def _shown(secret: str) -> str:
    whole = secret + _check_group(secret)
    return "-".join(whole[first : first + _GROUP] for first in range(0, len(whole), _GROUP))


def _check_group(secret: str) -> str:
    digest = hashlib.sha256(f"shouwang recovery {secret}".encode()).digest()
    return base64.b32encode(digest)[:_GROUP].decode()


def _compact(typed: str) -> str:
    plain = unicodedata.normalize("NFKC", typed).upper().translate(_MISREAD)
    return "".join(character for character in plain if character.isalnum())


def looks_like_code(typed: str) -> bool:
    """Whether this can only be meant as a recovery code: 36 base32 characters, however grouped."""
    compact = _compact(typed)
    return len(compact) == _SECRET + _GROUP and _ALPHABET.issuperset(compact)


def secret_of(typed: str) -> str:
    """The 32 characters that unlock; ``keys.mistyped_recovery_code`` if the check group does not fit."""
    compact = _compact(typed)
    secret = compact[:_SECRET]
    if not looks_like_code(typed) or compact[_SECRET:] != _check_group(secret):
        raise StorageProblem("keys.mistyped_recovery_code")
    return secret


def groups_of(code: str) -> tuple[str, ...]:
    """The nine groups in order, for printing and for asking some of them back."""
    compact = _compact(code)
    return tuple(compact[first : first + _GROUP] for first in range(0, len(compact), _GROUP))


def groups_to_ask(code: str) -> tuple[int, int]:
    """Two different group numbers (1 to 9) that the clerk must type back before set-up may end."""
    first, second = sorted(secrets.SystemRandom().sample(range(1, len(groups_of(code)) + 1), 2))
    return first, second


def is_typed_back(code: str, answers: Mapping[int, str]) -> bool:
    """Whether at least two groups were answered and every answer is right; numbers count from 1."""
    groups = groups_of(code)
    return len(answers) >= 2 and all(
        1 <= number <= len(groups) and _compact(typed) == groups[number - 1] for number, typed in answers.items()
    )
