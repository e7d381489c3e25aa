"""Money, days and counts between the screen and the services: fen, ``date``, ``int``."""

from __future__ import annotations

import re
from datetime import date

from PySide6.QtCore import QCoreApplication

from app.services.files.quantities import NotUnderstoodError, day_of, fen_of
from app.services.files.repairs import compact

_SHORT_DAY = re.compile(r"(\d{1,2})[-/.月](\d{1,2})日?")
_MONTH_DAY = re.compile(r"(\d{2})(\d{2})")


def money_text(fen: int | None) -> str:
    """Fen as yuan: 5,234.10; whole amounts without cents; empty for None."""
    if fen is None:
        return ""
    sign = "-" if fen < 0 else ""
    yuan, cents = divmod(abs(fen), 100)
    return f"{sign}{yuan:,}.{cents:02}" if cents else f"{sign}{yuan:,}"


def money_of(text: str) -> int | None:
    """Fen of what was typed (5000, 5,000.50, 1.2万, ５０００元); None if it says nothing. ValueError if unreadable."""
    if not text.strip():
        return None
    try:
        return fen_of(text, repairs=[])
    except NotUnderstoodError:
        raise ValueError(text) from None


def day_text(day: date | None) -> str:
    """2020-03-25, or nothing."""
    return day.isoformat() if day else ""


def spoken_day(day: date) -> str:
    """3月25日: for sentences in which the year goes without saying."""
    return QCoreApplication.translate("values", "{month}月{day}日").format(month=day.month, day=day.day)


def day_of_text(text: str, *, year: int) -> date | None:
    """The day of what was typed: 2020-03-25, 20200325, 2020年3月25日; 3-25, 0325, 3月25日 in ``year``.

    None if it says nothing; ValueError if it is no day.
    """
    bare = compact(text, repairs=[])
    if not bare:
        return None
    match = _SHORT_DAY.fullmatch(bare) or _MONTH_DAY.fullmatch(bare)
    if match:
        return date(year, int(match.group(1)), int(match.group(2)))
    try:
        return day_of(bare, repairs=[])
    except NotUnderstoodError:
        raise ValueError(text) from None


def count_of_text(text: str) -> int | None:
    """A whole number as typed, with or without separators; None if it says nothing, ValueError if it is none."""
    bare = compact(text, repairs=[]).replace(",", "").replace("，", "")
    return int(bare) if bare else None
