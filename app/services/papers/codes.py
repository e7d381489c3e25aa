"""The code of a paper that comes home: kind, number, check character, such as ``ZF-3K7P-2M9C``; no personal data in it.

The number is taken from the digest of what is printed: the same values print the same code, changed values another.
The check character is a weighted sum in the field of 32 elements, so every single wrong character and every two
characters that changed places are noticed. Letters of Crockford's base 32: I and L are read as 1, O as 0.
"""

from __future__ import annotations

import hashlib
import re
from functools import cache

from app.services.errors import refuse

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
KIND_LETTERS, NUMBER_LENGTH = 2, 7
LENGTH = KIND_LETTERS + NUMBER_LENGTH + 1
_VALUE = {character: value for value, character in enumerate(ALPHABET)}
_READ_AS = str.maketrans({"I": "1", "L": "1", "O": "0"})
_BETWEEN = re.compile(r"[\s\-－—–‐_]+")
_REDUCING = 0b100101  # x^5 + x^2 + 1, primitive: the weights are the powers of x, all different
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}


def _doubled(value: int) -> int:
    value <<= 1
    return value ^ _REDUCING if value & 32 else value


def _check(body: str) -> str:
    total = 0
    for character in body:
        total = _doubled(total ^ _VALUE[character])
    return ALPHABET[total]


def code_of(letters: str, digest: str) -> str:
    """The code of a paper of this kind on which values of this digest are printed."""
    number = int.from_bytes(hashlib.sha256(f"{letters}:{digest}".encode()).digest()[:5], "big")
    body = letters + "".join(ALPHABET[number >> shift & 31] for shift in range(0, 5 * NUMBER_LENGTH, 5))
    return shown(body + _check(body))


def shown(bare: str) -> str:
    """As it stands on the paper: in three groups."""
    return f"{bare[:2]}-{bare[2:6]}-{bare[6:]}"


@cache
def _kinds() -> dict[str, str]:
    from app.services.papers.kinds import kinds

    return {kind.letters: kind.code for kind in kinds().values() if kind.letters}


def kind_of(code: str) -> str:
    """The kind of paper that a code names."""
    return _kinds()[code[:KIND_LETTERS]]


def _bare(text: str) -> str:
    return _BETWEEN.sub("", text.translate(_FULL_WIDTH)).upper()


def looks_like_code(text: str) -> bool:
    """Whether somebody means a paper's code, right or mistyped: the letters of a kind and about as many characters."""
    bare = _bare(text)
    if bare[:KIND_LETTERS] not in _kinds() or not bare.isascii() or not bare.isalnum():
        return False
    return len(bare) == LENGTH or (abs(len(bare) - LENGTH) == 1 and "-" in text.translate(_FULL_WIDTH))


def read(text: str) -> str:
    """A typed or scanned code as it stands on the paper. Refused: ``papers.code_mistyped``."""
    bare = _bare(text).translate(_READ_AS)
    right = len(bare) == LENGTH and bare[:KIND_LETTERS] in _kinds() and all(c in _VALUE for c in bare)
    if not right or _check(bare[:-1]) != bare[-1]:
        raise refuse("papers.code_mistyped", paper=text.strip()[:40])
    return shown(bare)


def may_begin(text: str) -> bool:
    """Whether these characters can be the first ones of a scanned code."""
    bare = text.upper().replace("-", "")
    if not bare.isascii() or len(bare) > LENGTH or not (bare.isalnum() and text.count("-") <= 2):
        return False
    letters = bare[:KIND_LETTERS]
    return any(known.startswith(letters) for known in _kinds()) and (len(bare) <= KIND_LETTERS or letters in _kinds())
