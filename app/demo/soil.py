"""Dirt in single cells and rows of a file, as copying, typing and spreadsheets leave it (domain 7.2)."""

from __future__ import annotations

from collections.abc import Sequence

from app.demo.layouts import Cell
from app.demo.manifest import Fault
from app.demo.pages import Gardener, Page
from app.demo.people import Person
from app.demo.places import FOREIGN_VILLAGE
from app.services.id_number import check_digit, has_right_check_digit

_NBSP = "\u00a0"
_ID = "证件号码"


def spoil_export(page: Page, gardener: Gardener) -> None:
    """The 47-column export after somebody opened it in a spreadsheet."""
    gardener.plant(page, Fault.ID_AS_NUMBER, _ID, _as_number, count=3, fits=_has_plain_number)
    gardener.plant(page, Fault.ID_ZEROED, _ID, _zeroed, count=2, fits=_has_plain_number)
    gardener.plant(page, Fault.EMPTY_NAME, "姓名", lambda _: None, count=2)
    gardener.plant(page, Fault.FULL_WIDTH, _ID, _full_width, count=5, fits=_has_plain_number)
    gardener.plant(page, Fault.NBSP, _ID, lambda text: text + _NBSP, count=5, fits=_has_plain_number)
    gardener.plant(page, Fault.APOSTROPHE, _ID, lambda text: f"'{text}", count=4, fits=_has_plain_number)
    gardener.plant(page, Fault.LOWER_X, _ID, str.lower, count=4, fits=_ends_with_x)
    gardener.plant(page, Fault.SPACED_NAME, "姓名", _spaced, count=4, fits=_has_short_name)
    gardener.plant(page, Fault.IMPOSSIBLE_DATE, "出生日期", lambda text: f"{text[:4]}0231", count=3)
    _repeat_rows(page, gardener, count=2)
    _close(page, total=f"合计：{sum(1 for who in page.who if who)}人", signed=True)


def spoil_roster(page: Page, gardener: Gardener) -> None:
    """The 32-column roster after several hands filled in what was empty."""
    gardener.plant(page, Fault.ID_SCIENTIFIC, _ID, _scientific, count=2, fits=_has_plain_number)
    gardener.plant(page, Fault.ID_AS_NUMBER, _ID, _as_number, count=2, fits=_has_plain_number)
    gardener.plant(page, Fault.NBSP, _ID, lambda text: _NBSP + text, count=3, fits=_has_plain_number)
    gardener.plant(page, Fault.MONTHS_WITH_UNIT, "务工时间（月）", lambda text: f"{text}个月", count=6)
    gardener.plant(page, Fault.TICK_FOR_YES, "是否参加大病保险", lambda _: "√", count=6)
    gardener.plant(
        page, Fault.UNKNOWN_HEALTH, "健康状况", lambda _: "亚健康", count=2, fits=lambda p: p.health == "健康"
    )
    _repeat_rows(page, gardener, count=1)
    _close(page, total="合计", signed=False)


def spoil_surveys(pages: Sequence[Page], gardener: Gardener) -> None:
    """The survey, one sheet for each village, typed in twelve places."""
    first, second = pages[0], pages[1 % len(pages)]
    gardener.plant(first, Fault.FULL_WIDTH, _ID, _full_width, count=3, fits=_has_plain_number)
    gardener.plant(first, Fault.EMPTY_NAME, "姓名", lambda _: None, count=1, fits=_is_no_head)
    gardener.plant(second, Fault.NBSP, _ID, lambda text: text + _NBSP, count=3, fits=_has_plain_number)
    gardener.plant(second, Fault.LOWER_X, _ID, str.lower, count=2, fits=_ends_with_x)
    _foreign_rows(second)
    for page in pages:
        _close(page, total="合计", signed=True)


def spoil_books(pages: Sequence[Page], gardener: Gardener) -> None:
    """The villages' books: numbers wrapped so that the spreadsheet keeps them, numbers of the school register."""
    first, second = pages[0], pages[1 % len(pages)]
    gardener.plant(first, Fault.FORMULA_QUOTE, "身份证", lambda text: f'="{text}"', count=6, fits=_has_plain_number)
    gardener.plant(second, Fault.LEADING_G, "身份证", lambda text: f"G{text}", count=3, fits=_is_pupil)


def _repeat_rows(page: Page, gardener: Gardener, *, count: int) -> None:
    for row, household in gardener.rows(page, count=count):
        page.note(Fault.REPEATED_ROW, household, page.add(list(page.rows[row - 1])))


def _foreign_rows(page: Page) -> None:
    """A household of the neighbouring township, copied along: three rows with another village."""
    template = next(row for row, who in zip(page.rows, page.who, strict=True) if who)
    village, number = page.column("村"), page.column(_ID)
    for place in range(3):
        row = list(template)
        row[village] = FOREIGN_VILLAGE
        row[number] = _foreign_number(place)
        row[page.column("户主证件号码")] = _foreign_number(0)
        page.note(Fault.UNKNOWN_VILLAGE, None, page.add(row), "村")


def _foreign_number(place: int) -> str:
    first_17 = f"519998197001{place + 1:02}{place + 11:03}"
    return first_17 + check_digit(first_17)


def _close(page: Page, *, total: str, signed: bool) -> None:
    row: list[Cell] = [None] * len(page.layout.titles)
    row[0] = total
    page.note(Fault.TOTAL_ROW, None, page.add(row))
    if signed:
        page.note(Fault.FOOTER_ROW, None, page.add(["填表人：张经办　　审核人：李主任　　填表日期：2020年3月18日"]))


def _has_plain_number(person: Person) -> bool:
    return len(person.id_number) == 18 and person.id_number.isdigit() and person.disability is None


def _ends_with_x(person: Person) -> bool:
    return person.id_number.endswith("X") and person.disability is None


def _has_short_name(person: Person) -> bool:
    return len(person.name) == 2


def _is_no_head(person: Person) -> bool:
    return person.relation not in ("户主", "配偶")


def _is_pupil(person: Person) -> bool:
    return person.school_status in ("小学", "七年级", "八年级", "九年级") and _has_plain_number(person)


def _as_number(text: str) -> Cell:
    """What a spreadsheet keeps of eighteen digits: fifteen."""
    return float(text[:15] + "000")


def _zeroed(text: str) -> Cell:
    """The same, saved as text again; the check digit is wrong, or it would be somebody's number."""
    zeroed = text[:15] + "000"
    return zeroed if not has_right_check_digit(zeroed) else text[:14] + "1000"


def _scientific(text: str) -> Cell:
    return f"{text[0]}.{text[1:6]}E+17"


def _full_width(text: str) -> Cell:
    return "".join(chr(ord(digit) + 0xFEE0) for digit in text)


def _spaced(text: str) -> Cell:
    return f"{text[0]}　{text[1]}"
