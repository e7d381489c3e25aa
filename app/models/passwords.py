"""Which passwords are good enough: whoever copies database and key file is stopped by the password alone.

At 0.1 s a guess and 1,000 cores a six-digit number falls in 100 seconds and a list of common passwords in minutes
(reliability 2.3), so: 8 characters of 3 classes and on no such list, or a phrase of 4 words.
"""

from __future__ import annotations

import unicodedata
from functools import cache

from app.paths import resource

LEAST_CHARACTERS = 8
LEAST_CLASSES = 3
PHRASE_WORDS = 4
PHRASE_CHARACTERS = 8

_RUNS = ("0123456789", "abcdefghijklmnopqrstuvwxyz", "qwertyuiopasdfghjklzxcvbnm", "1qaz2wsx3edc4rfv5tgb6yhn7ujm")
_SHIFTED = str.maketrans("!@#$%^&*()", "1234567890")
_LEET = str.maketrans("@$0!3", "asoie")


@cache
def _common() -> frozenset[str]:
    lines = resource("common_passwords.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))


def normalised(password: str) -> str:
    """The password as it is used: full-width letters and signs count as the ordinary ones, blanks outside do not."""
    return unicodedata.normalize("NFKC", password).strip()


def password_problems(password: str, *, user: str = "", office: str = "") -> tuple[str, ...]:
    """The codes of everything that is wrong with a new password; empty if it may be used."""
    plain = normalised(password)
    found: list[str] = []
    if not _is_phrase(plain):
        if len(plain) < LEAST_CHARACTERS:
            found.append("password.too_short")
        if _classes(plain) < LEAST_CLASSES:
            found.append("password.too_simple")
    if _is_common(plain):
        found.append("password.too_common")
    lowered = plain.casefold()
    if any(len(name) >= 2 and name.casefold() in lowered for name in (user.strip(), office.strip())):
        found.append("password.contains_name")
    return tuple(found)


def _is_phrase(plain: str) -> bool:
    words = {word.casefold() for word in plain.split() if len(word) >= 2}
    return len(words) >= PHRASE_WORDS and len(plain) >= PHRASE_CHARACTERS


def _classes(plain: str) -> int:
    kinds = (str.islower, str.isupper, str.isdigit)
    known = sum(any(kind(character) for character in plain) for kind in kinds)
    other = any(not any(kind(character) for kind in kinds) for character in plain)
    return known + int(other)


def _is_common(plain: str) -> bool:
    lowered = plain.casefold()
    core = lowered.strip("0123456789!@#$%^&*._-+=?~ ")
    letters = "".join(character for character in lowered.translate(_SHIFTED) if character.isalnum())
    if not core or not _common().isdisjoint((core, core.translate(_LEET))):
        return True
    return len(set(letters)) <= 2 or any(letters in run or letters[::-1] in run for run in _RUNS)
