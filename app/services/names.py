"""Names as they are typed: pinyin and initials for the type-ahead search, and when two spellings are one name."""

from __future__ import annotations

import os
import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from app.paths import resource

# Columns of Person: a name of fifty characters fits, alternatives that do not are left out.
_PINYIN_LENGTH = 400
_INITIALS_LENGTH = 80
_BETWEEN = re.compile(r"[\s·•・.．。‧∙・'’]+")


def plain_name(name: str) -> str:
    """A name for comparison: width, blanks and the dots of minority names do not count."""
    return _BETWEEN.sub("", unicodedata.normalize("NFKC", name))


def same_name(first: str, second: str) -> bool:
    """Whether two spellings are one name."""
    return plain_name(first) == plain_name(second)


@dataclass(frozen=True, slots=True)
class _Surnames:
    readings: Mapping[str, tuple[str, ...]]
    initials: Mapping[str, str]


def romanise(name: str) -> tuple[str, str]:
    """(pinyin, initials) of a name in lower case without tones; ü is v; several readings stand blank-separated.

    A surname with its own reading gets it (曾 zeng, 单 shan); one that is read in two ways gets both, the usual
    first (覃 qin, tan). A character without a known reading stands for itself, so that it is found by itself.
    """
    letters = [char for char in name if char.isalnum()]
    if not letters:
        return "", ""
    heads = _surname_readings("".join(letters))
    rest = letters[heads[0].length :]
    given = "".join(map(_reading, rest))
    short = "".join(map(_initial, rest))
    return (
        _joined((head.pinyin + given for head in heads), _PINYIN_LENGTH),
        _joined((head.initials + short for head in heads), _INITIALS_LENGTH),
    )


@dataclass(frozen=True, slots=True)
class _Head:
    length: int
    pinyin: str
    initials: str


def _surname_readings(name: str) -> list[_Head]:
    surnames = _surnames()
    double = name[:2]
    if len(name) > 2 and double in surnames.initials:
        return [_Head(2, pinyin, surnames.initials[double]) for pinyin in surnames.readings[double]]
    first = name[0]
    # One character alone is no surname with a given name: both its own and its usual reading may be typed.
    readings = surnames.readings.get(first) or (_reading(first),)
    return [_Head(1, pinyin, pinyin[:1]) for pinyin in readings]


def _joined(readings: Iterable[str], limit: int) -> str:
    text = ""
    for reading in dict.fromkeys(readings):
        longer = f"{text} {reading}".strip()
        if len(longer) > limit:
            return text or reading[:limit]
        text = longer
    return text


@cache
def _surnames() -> _Surnames:
    table = tomllib.loads(resource("surnames.toml").read_text(encoding="utf-8"))
    return _Surnames({name: tuple(found) for name, found in table["readings"].items()}, table["initials"])


def _initial(char: str) -> str:
    return _reading(char)[:1]


@cache
def _reading(char: str) -> str:
    if char.isascii():
        return char.lower()
    # Words of several characters are of no use for names, and their table costs 40 MB and 0.1 s.
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")
    from pypinyin import lazy_pinyin

    found = lazy_pinyin(char)
    return found[0].lower() if found else char
