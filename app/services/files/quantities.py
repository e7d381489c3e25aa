"""Days, months, counts and amounts of money as offices write them."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from app.services.files.cells import Cell, cell_text, is_number
from app.services.files.repairs import Repair, compact

_EXCEL_EPOCH = date(1899, 12, 30)
_FIRST_SERIAL, _LAST_SERIAL = 2_101, 73_050  # 1905 ... 2099; 1900–2100 would be years
_DIGITS_8 = re.compile(r"(\d{4})(\d{2})(\d{2})")
_PARTED_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:T?\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?")
_MONTH = re.compile(r"(\d{4})(?:[-/.年](\d{1,2})月?|(\d{2}))")
_COUNT = re.compile(r"([+-]?\d+)(?:\.0+)?(个月|月|人|户|个|亩|次|天|年|岁|口)?")
_AREA = re.compile(r"([+-]?[\d,]*\.?\d+|[\d,]+\.?)(亩|平方米|平米|㎡|m2|m²)?")
_DISTANCE = re.compile(r"(\d*\.?\d+|\d+\.?)(公里|千米|km|KM|Km|米|m)?")
_METRES = frozenset({"米", "m"})
_AMOUNT = re.compile(r"[¥￥]?([+-]?[\d,]*\.?\d+|[\d,]+\.?)(万元|万|元)?(?:/人|/年|/月)?")


class NotUnderstoodError(Exception):
    """The cell says something, but not what its column asks for."""


def day_of(cell: Cell, *, repairs: list[str]) -> date:
    """A calendar day."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    if (serial := _serial_day(cell)) is not None:
        repairs.append(Repair.EXCEL_DATE)
        return serial
    text = compact(cell_text(cell), repairs=repairs)
    if match := _DIGITS_8.fullmatch(text):
        return _day(match)
    if match := _PARTED_DAY.fullmatch(text):
        if "年" in text or "/" in text or "." in text:
            repairs.append(Repair.DATE_FORM)
        return _day(match)
    raise NotUnderstoodError


def month_text(cell: Cell, *, repairs: list[str]) -> str:
    """YYYYMM; a full day stays one (YYYY-MM-DD)."""
    if (serial := _serial_day(cell)) is not None:
        repairs.append(Repair.EXCEL_DATE)
        return f"{serial:%Y%m}"
    if not isinstance(cell, (date, datetime)):
        found: list[str] = []
        text = compact(cell_text(cell), repairs=found)
        if match := _MONTH.fullmatch(text):
            repairs.extend(found)
            if match.group(2):
                repairs.append(Repair.DATE_FORM)
            return _month(match)
    return day_of(cell, repairs=repairs).isoformat()


def first_day_of(cell: Cell, *, repairs: list[str]) -> date:
    """A day; of a month alone its first day (a 数据日期 is never made younger than it may be)."""
    text = month_text(cell, repairs=repairs)
    if len(text) == len("YYYYMM"):
        return date(int(text[:4]), int(text[4:]), 1)
    return date.fromisoformat(text)


def count_of(cell: Cell, *, repairs: list[str]) -> int:
    """A whole number, with or without its unit."""
    text = compact(cell_text(cell), repairs=repairs)
    match = _COUNT.fullmatch(text)
    if match is None:
        raise NotUnderstoodError
    if match.group(2):
        repairs.append(Repair.UNIT)
    return int(match.group(1))


def fen_of(cell: Cell, *, repairs: list[str]) -> int:
    """An amount written in yuan, as fen."""
    text = compact(cell_text(cell), repairs=repairs)
    match = _AMOUNT.fullmatch(text)
    if match is None:
        raise NotUnderstoodError
    factor = 1_000_000 if (match.group(2) or "").startswith("万") else 100
    return _whole(match.group(1), text, factor, repairs=repairs)


def hundredths_of(cell: Cell, *, repairs: list[str]) -> int:
    """An area in 1/100 of its column's unit."""
    text = compact(cell_text(cell), repairs=repairs)
    match = _AREA.fullmatch(text)
    if match is None:
        raise NotUnderstoodError
    return _whole(match.group(1), text, 100, repairs=repairs)


def metres_of(cell: Cell, *, repairs: list[str]) -> int:
    """A distance in metres; a bare number counts kilometres."""
    text = compact(cell_text(cell), repairs=repairs)
    match = _DISTANCE.fullmatch(text)
    if match is None:
        raise NotUnderstoodError
    return _whole(match.group(1), text, 1 if match.group(2) in _METRES else 1_000, repairs=repairs)


def _whole(number: str, text: str, factor: int, *, repairs: list[str]) -> int:
    """The number times the factor as a whole one; what stood beside it and what was rounded is named."""
    digits = number.replace(",", "")
    if digits != text:
        repairs.append(Repair.UNIT)
    try:
        exact = Decimal(digits) * factor
    except InvalidOperation:
        raise NotUnderstoodError from None
    whole = exact.quantize(Decimal(1), rounding=ROUND_HALF_UP)
    # A binary fraction such as 5234.099999999999 is the spreadsheet's doing, not the clerk's.
    if abs(exact - whole) > Decimal("0.0001"):
        repairs.append(Repair.ROUNDED)
    return int(whole)


def _serial_day(cell: Cell) -> date | None:
    """The day behind a bare serial number; text is one only where a date column was saved as CSV."""
    if is_number(cell):
        value = float(cell)  # type: ignore[arg-type]
    elif isinstance(cell, str) and cell.strip().isascii() and cell.strip().isdigit() and len(cell.strip()) == 5:
        value = float(cell)
    else:
        return None
    return _EXCEL_EPOCH + timedelta(days=int(value)) if _FIRST_SERIAL <= value <= _LAST_SERIAL else None


def _day(match: re.Match[str]) -> date:
    try:
        return date(*(int(part) for part in match.groups()[:3]))
    except ValueError:
        raise NotUnderstoodError from None


def _month(match: re.Match[str]) -> str:
    year, month = int(match.group(1)), int(match.group(2) or match.group(3))
    if not (1900 <= year <= 2200 and 1 <= month <= 12):
        raise NotUnderstoodError
    return f"{year:04}{month:02}"
