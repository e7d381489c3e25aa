"""Cells to values, column by column: what can be read is read, every repair is named, nothing is guessed.

A reader is a dictionary from cell to value that fills itself: a township's columns hold few different values, so
most of 2.8 million cells cost one look-up. Cells with a note cost a second one, or their note would be lost.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from app.services.files.cells import Cell, cell_text, is_number
from app.services.files.codes import CodeList, code_list
from app.services.files.columns import Field, FieldKind
from app.services.files.quantities import (
    NotUnderstoodError,
    count_of,
    day_of,
    fen_of,
    first_day_of,
    hundredths_of,
    metres_of,
    month_text,
)
from app.services.files.repairs import Repair, compact, person_name, trimmed
from app.services.id_number import is_damaged_number, is_damaged_text

# What a row holds after reading: text, a whole number, or nothing. Days are ISO text on the way to the database.
Value: TypeAlias = str | int | None

_LARGEST_CACHE = 200_000
_MOST_NOTED = 2_000
_NOTHING = frozenset({"-", "--", "—", "——", "/", "\\", "null", "none", "nan", "#n/a", "#value!", "#ref!", "(空)"})
_NOTHING_IN_CODES = _NOTHING | {"无", "空", "没有", "暂无", "不详", "未知"}
_SEVERAL = re.compile(r"[,，、;；/|\s]+")
# An option's own words may hold a blank or a stroke.
_OPTIONS = re.compile(r"\s*[,，、;；\n]\s*")
_SCHOOL_REGISTER = re.compile(r"[Gg][0-9]{17}[0-9Xx]")
_CLEAN_ID = re.compile(r"[0-9]{17}[0-9X]")
_SCIENTIFIC = re.compile(r"[0-9](?:\.[0-9]+)?[Ee]\+[0-9]{1,2}")


class Problem(StrEnum):
    """Why a cell's value could not be taken as it stands."""

    PRECISION_LOST = "precision_lost"  # a long number kept as a number: its last digits are gone
    NOT_UNDERSTOOD = "not_understood"  # kept as raw text, no value
    NOT_IN_LIST = "not_in_list"  # taken as it came


@dataclass(frozen=True, slots=True)
class CellNote:
    """A repair or problem of one cell: the field's position, what it was, and the text that stood there."""

    position: int
    code: str
    raw: str


_Convert: TypeAlias = Callable[[Cell, list[str]], Value]


class CellReader(dict[Cell, Value]):
    """Reads the cells of one column; notes go to the list that all columns of a row share."""

    def __init__(self, field: Field, *, position: int, notes: list[CellNote]) -> None:
        super().__init__()
        self[""] = None
        self._convert = _converter(field)
        self._position = position
        self._notes = notes
        # Cells with a note are kept apart: each time they are read, their notes are told again.
        self._noted: dict[Cell, tuple[Value, list[CellNote]]] = {}

    def __missing__(self, cell: Cell) -> Value:
        known = self._noted.get(cell)
        if known is not None:
            self._notes.extend(known[1])
            return known[0]
        codes: list[str] = []
        value = self._convert(cell, codes)
        if codes:
            raw = cell_text(cell)
            notes = [CellNote(self._position, code, raw) for code in dict.fromkeys(codes)]
            self._notes.extend(notes)
            if len(self._noted) < _MOST_NOTED:
                self._noted[cell] = (value, notes)
        elif len(self) < _LARGEST_CACHE:
            self[cell] = value
        return value


def _converter(field: Field) -> _Convert:
    listed = code_list(field.code_list) if field.code_list else None
    match field.kind:
        case FieldKind.TRUTH:
            return _truth(listed or code_list("yes_no"))
        case FieldKind.CHOICE:
            return _choice(_required(listed, field))
        case FieldKind.CHOICES:
            return _choices(_required(listed, field))
        case _:
            return _BY_KIND.get(field.kind) or _quantity(field.kind)


def _required(listed: CodeList | None, field: Field) -> CodeList:
    if listed is None:
        raise ValueError(f"field {field.name} needs a code list")
    return listed


def _says_nothing(text: str, codes: list[str], *, words: frozenset[str]) -> bool:
    if not text:
        return True
    if text.casefold() in words:
        codes.append(Repair.NOTHING)
        return True
    return False


def _text(cell: Cell, codes: list[str]) -> Value:
    text = trimmed(cell_text(cell), repairs=codes)
    return None if _says_nothing(text, codes, words=_NOTHING) else text


def _term(cell: Cell, codes: list[str]) -> Value:
    text = trimmed(cell_text(cell), repairs=codes)
    return None if _says_nothing(text, codes, words=_NOTHING_IN_CODES) else text


def _name(cell: Cell, codes: list[str]) -> Value:
    text = person_name(cell_text(cell), repairs=codes)
    return None if _says_nothing(text, codes, words=_NOTHING) else text


def _is_clean_number(cell: Cell) -> bool:
    """Whether the cell is text of plain digits: nearly every ID number, code and phone of an export."""
    return isinstance(cell, str) and cell.isascii() and cell.isdigit()


def _id_number(cell: Cell, codes: list[str]) -> Value:
    if isinstance(cell, str) and _CLEAN_ID.fullmatch(cell) and not cell.endswith("000"):
        return cell
    number = _code(cell, codes)
    if not isinstance(number, str) or Problem.PRECISION_LOST in codes:
        return number
    if _SCHOOL_REGISTER.fullmatch(number):
        codes.append(Repair.LEADING_G)
        number = number[1:]
    if number != number.upper():
        codes.append(Repair.LOWER_X)
        number = number.upper()
    if is_damaged_text(number):
        codes.append(Problem.PRECISION_LOST)
        return None
    return number


def _code(cell: Cell, codes: list[str]) -> Value:
    if _is_clean_number(cell):
        return str(cell)
    if is_number(cell) and is_damaged_number(float(cell)):  # type: ignore[arg-type]
        codes.append(Problem.PRECISION_LOST)
        return None
    text = compact(cell_text(cell), repairs=codes)
    if _says_nothing(text, codes, words=_NOTHING_IN_CODES):
        return None
    if _SCIENTIFIC.fullmatch(text):
        codes.append(Problem.PRECISION_LOST)
        return None
    return text


def _phone(cell: Cell, codes: list[str]) -> Value:
    if _is_clean_number(cell):
        return str(cell)
    text = compact(cell_text(cell), repairs=codes)
    if _says_nothing(text, codes, words=_NOTHING_IN_CODES):
        return None
    if _SCIENTIFIC.fullmatch(text):
        codes.append(Problem.NOT_UNDERSTOOD)
        return None
    return text


def _truth(listed: CodeList) -> _Convert:
    def convert(cell: Cell, codes: list[str]) -> Value:
        text = compact(cell_text(cell), repairs=codes)
        found = listed.find(text)
        if found is None:
            if not _says_nothing(text, codes, words=_NOTHING_IN_CODES):
                codes.append(Problem.NOT_UNDERSTOOD)
            return None
        stored, own = found
        if not own:
            codes.append(Repair.WORD)
        return int(stored)

    return convert


def _choice(listed: CodeList) -> _Convert:
    def convert(cell: Cell, codes: list[str]) -> Value:
        text = trimmed(cell_text(cell), repairs=codes)
        return _listed(text, listed, codes)

    return convert


def _listed(text: str, listed: CodeList, codes: list[str]) -> Value:
    found = listed.find(text)
    if found is None:
        if _says_nothing(text, codes, words=_NOTHING_IN_CODES):
            return None
        codes.append(Problem.NOT_IN_LIST)
        return text
    stored, own = found
    if not own:
        codes.append(Repair.WORD)
    return stored


def _choices(listed: CodeList) -> _Convert:
    def convert(cell: Cell, codes: list[str]) -> Value:
        text = trimmed(cell_text(cell), repairs=codes)
        # A value may itself hold a separator, so the whole text is looked up first.
        if listed.find(text) is not None:
            return _listed(text, listed, codes)
        parts = [part for part in _SEVERAL.split(text) if part]
        if len(parts) > 1 and text != ",".join(parts):
            codes.append(Repair.SEPARATOR)
        values = [_listed(part, listed, codes) for part in parts]
        named = list(dict.fromkeys(str(value) for value in values if value is not None))
        ordered = sorted(named, key=lambda value: _place(value, listed.joined))
        if listed.joined and ordered != named:
            codes.append(Repair.ORDER)
            named = ordered
        return ",".join(named) or None

    return convert


def _place(value: str, order: tuple[str, ...]) -> int:
    return order.index(value) if value in order else len(order)


def _options(cell: Cell, codes: list[str]) -> Value:
    """Ticked options by comma, each once, in the order of the cell."""
    text = trimmed(cell_text(cell), repairs=codes)
    if _says_nothing(text, codes, words=_NOTHING_IN_CODES):
        return None
    joined = ",".join(dict.fromkeys(part for part in _OPTIONS.split(text) if part))
    if joined != text:
        codes.append(Repair.SEPARATOR)
    return joined or None


def _quantity(kind: FieldKind) -> _Convert:
    def convert(cell: Cell, codes: list[str]) -> Value:
        if isinstance(cell, str) and _says_nothing(compact(cell, repairs=[]), codes, words=_NOTHING_IN_CODES):
            return None
        repairs: list[str] = []
        try:
            value = _measured(kind, cell, repairs)
        except (NotUnderstoodError, ValueError, OverflowError):
            codes.append(Problem.NOT_UNDERSTOOD)
            return None
        codes.extend(repairs)
        return value

    return convert


def _measured(kind: FieldKind, cell: Cell, repairs: list[str]) -> Value:
    match kind:
        case FieldKind.COUNT:
            return count_of(cell, repairs=repairs)
        case FieldKind.YEAR:
            return _year(cell, repairs)
        case FieldKind.FEN:
            return fen_of(cell, repairs=repairs)
        case FieldKind.AREA:
            return hundredths_of(cell, repairs=repairs)
        case FieldKind.DISTANCE:
            return metres_of(cell, repairs=repairs)
        case FieldKind.MONTH:
            return month_text(cell, repairs=repairs)
        case FieldKind.DATA_DAY:
            return first_day_of(cell, repairs=repairs).isoformat()
        case _:
            return day_of(cell, repairs=repairs).isoformat()


def _year(cell: Cell, repairs: list[str]) -> int:
    year = count_of(cell, repairs=repairs)
    if not 1900 <= year <= 2200:
        raise NotUnderstoodError
    return year


_BY_KIND: Mapping[FieldKind, _Convert] = {
    FieldKind.TEXT: _text,
    FieldKind.TERM: _term,
    FieldKind.NAME: _name,
    FieldKind.ID_NUMBER: _id_number,
    FieldKind.CODE: _code,
    FieldKind.PHONE: _phone,
    FieldKind.OPTIONS: _options,
}
