"""Chinese names as people type them: pinyin in full and by initials."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

# Readings of characters as surnames, where the common reading is another one.
_SURNAMES = {
    "曾": "zeng", "单": "shan", "仇": "qiu", "解": "xie", "区": "ou", "查": "zha", "朴": "piao", "盖": "ge",
    "任": "ren", "华": "hua", "乐": "yue", "尉": "yu", "缪": "miao", "种": "chong", "翟": "zhai", "繁": "po",
    "员": "yun", "覃": "qin", "冼": "xian", "秘": "bi", "黑": "he", "折": "she", "石": "shi", "葛": "ge",
}  # fmt: skip


class Romanised(NamedTuple):
    """``pinyin`` without tones and spaces, ``initials`` one letter per character; both in lower case."""

    pinyin: str
    initials: str


@cache
def _reading(character: str) -> str:
    from pypinyin import Style, pinyin  # loaded on first use: its dictionaries cost start-up time

    return pinyin(character, style=Style.NORMAL, errors="default")[0][0].lower()


def romanise(name: str) -> Romanised:
    """The pinyin of a name; characters without a reading, digits and letters stay, dots and spaces are dropped."""
    characters = [c for c in name if c.isalnum()]
    readings = [_SURNAMES.get(c) if i == 0 and c in _SURNAMES else _reading(c) for i, c in enumerate(characters)]
    words = [word or "" for word in readings]
    return Romanised("".join(words), "".join(word[:1] for word in words))
