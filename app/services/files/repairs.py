"""Hidden characters and habits of spreadsheets, taken away one by one and named (domain 7.2, design 4).

Every repair has a code that the user sees counted and listed; nothing else about a text is changed.
"""

from __future__ import annotations

import re
from enum import StrEnum


class Repair(StrEnum):
    """What was taken away from, or turned round in, one cell."""

    SPACE = "space"  # blanks of every width, tabs, NBSP, zero-width and control characters
    FULL_WIDTH = "full_width"  # １２３ for 123
    APOSTROPHE = "apostrophe"  # '5199 as spreadsheets mark text
    FORMULA_QUOTE = "formula_quote"  # ="5199" as tools write it to keep the digits
    LOWER_X = "lower_x"
    LEADING_G = "leading_g"  # the school register's G + ID number
    EXCEL_DATE = "excel_date"  # the serial number of a day (43910) in a column of dates
    DATE_FORM = "date_form"  # 2020年3月, 2020.3.5: another way to write a month or a day
    WORD = "word"  # another word for a value of the code list: 妻 for 配偶, √ for 是
    UNIT = "unit"  # 6个月, 5,000元, 1.2万元
    ROUNDED = "rounded"  # an amount with fractions of a fen
    NOTHING = "nothing"  # - or / or 无 where a value would stand
    SEPARATOR = "separator"  # 残疾、大病 for 残疾,大病
    ORDER = "order"  # 长期慢性病,残疾 for 残疾,长期慢性病: the same values in the export's order
    BY_CONTENT = "by_content"  # a column without a title that is known, taken for what its cells are
    LOOKS_LIKE = "looks_like"  # of a whole sheet: its titles fit another kind of list better; the raw text names it


_INVISIBLE = "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad\u202a\u202b\u202c\u202d\u202e"
_BLANKS = re.compile(rf"[\s\u00a0\u3000\x00-\x1f\x7f{_INVISIBLE}]+")
_UNSEEN = re.compile(rf"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f{_INVISIBLE}]")
_EDGES = re.compile(r"^[\s\u00a0\u3000]+|[\s\u00a0\u3000]+$")
_SUSPECT = re.compile(rf"^[\s'’‘`=＝]|\s$|[\u00a0\u3000\x00-\x1f\x7f{_INVISIBLE}]")
_QUOTED_FORMULA = re.compile(r'^[=＝]\s*"(.*)"$', re.DOTALL)
_PADDED_NAME = 3
_APOSTROPHES = "'’‘`"
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3002: ord("."), 0x2212: ord("-")}
_WIDE = re.compile(r"[\uff01-\uff5e]")


def trimmed(text: str, *, repairs: list[str]) -> str:
    """Free text without edges, hidden characters and spreadsheet marks; its inner blanks and width stay."""
    if not _SUSPECT.search(text):
        return text
    text = _without_marks(text, repairs=repairs)
    clean = _EDGES.sub("", _UNSEEN.sub("", text).replace("\u00a0", " "))
    if clean != text:
        repairs.append(Repair.SPACE)
    return clean


def compact(text: str, *, repairs: list[str]) -> str:
    """A number, code or date without any blank and in half width."""
    text = _without_marks(text, repairs=repairs)
    if _BLANKS.search(text):
        text = _BLANKS.sub("", text)
        repairs.append(Repair.SPACE)
    if _WIDE.search(text):
        text = text.translate(_FULL_WIDTH)
        repairs.append(Repair.FULL_WIDTH)
    return _without_marks(text, repairs=repairs)


def person_name(text: str, *, repairs: list[str]) -> str:
    """A name without the padding of 张　三; a longer name keeps its inner blanks (阿依 古丽)."""
    clean = trimmed(text, repairs=repairs)
    closed = _BLANKS.sub("", clean)
    if closed != clean and len(closed) <= _PADDED_NAME and not _has_latin(closed):
        if Repair.SPACE not in repairs:
            repairs.append(Repair.SPACE)
        return closed
    return clean


def _has_latin(text: str) -> bool:
    return any(char.isascii() and char.isalpha() for char in text)


def _without_marks(text: str, *, repairs: list[str]) -> str:
    if match := _QUOTED_FORMULA.match(text.strip()):
        text = match.group(1).replace('""', '"')
        repairs.append(Repair.FORMULA_QUOTE)
    bare = text.lstrip()
    if bare[:1] and bare[0] in _APOSTROPHES:
        text = bare.lstrip(_APOSTROPHES)
        repairs.append(Repair.APOSTROPHE)
    return text
