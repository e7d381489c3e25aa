"""Values as papers write them: money in yuan, days, marks for what is unknown."""

from __future__ import annotations

from datetime import date

UNKNOWN = "—"


def yuan(fen: int | None, *, unknown: str = "") -> str:
    """12,345.60; whole yuan without decimals; nothing for what is not known."""
    if fen is None:
        return unknown
    sign, whole, rest = "-" if fen < 0 else "", *divmod(abs(fen), 100)
    return f"{sign}{whole:,}.{rest:02d}" if rest else f"{sign}{whole:,}"


def day(value: date | None, *, unknown: str = "") -> str:
    """2020年3月25日, no leading zeros."""
    return unknown if value is None else f"{value.year}年{value.month}月{value.day}日"


def short_day(value: date | None, *, unknown: str = "") -> str:
    """2020-03-25, for narrow columns."""
    return unknown if value is None else value.isoformat()


def truth(value: bool | None, *, yes: str = "是", no: str = "否", unknown: str = "") -> str:
    """A three-valued answer in words."""
    return unknown if value is None else yes if value else no


_SEXES = {"male": "男", "female": "女"}


def sex_word(code: str | None) -> str:
    """男, 女, or nothing where it is not known."""
    return _SEXES.get(code or "", "")


def month(value: str) -> str:
    """2020-04 as 2020年4月."""
    year, _, number = value.partition("-")
    return f"{year}年{int(number)}月"


_DIGITS = "零一二三四五六七八九"


def ordinal(number: int) -> str:
    """1 as 一, 12 as 十二, up to 99: numbers of headings."""
    tens, ones = divmod(number, 10)
    if not tens:
        return _DIGITS[ones]
    return ("" if tens == 1 else _DIGITS[tens]) + "十" + (_DIGITS[ones] if ones else "")
