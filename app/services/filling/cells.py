"""One value into one cell: as text, number or day, inside the cell's own format, its lock and its list of values."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from openpyxl.cell.cell import Cell
from openpyxl.utils import range_boundaries
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from app.services.files.columns import title_key
from app.services.files.workbook_cells import put_text
from app.services.rosters.catalogue import FieldKind

_TEXT_KINDS = (FieldKind.ID, FieldKind.PHONE, FieldKind.CODE)


def put(cell: Cell, value: object, kind: FieldKind) -> None:
    """Write a value; IDs and codes stay text, nothing is ever a formula, a day is a day where the format allows."""
    if kind is FieldKind.DAY and isinstance(value, str):
        _put_day(cell, value)
    elif isinstance(value, (int, float)) and kind not in _TEXT_KINDS:
        cell.value = str(value) if cell.number_format == "@" else value
    else:
        put_text(cell, str(value))
        if kind in _TEXT_KINDS:
            cell.number_format = "@"


def _put_day(cell: Cell, text: str) -> None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        put_text(cell, text)
        return
    if cell.number_format == "@":
        put_text(cell, text)
        return
    kept = cell.number_format
    cell.value = day
    cell.number_format = "yyyy-mm-dd" if kept == "General" else kept


class Lists:
    """The lists of values that the blank allows, by cell."""

    def __init__(self, book: Workbook, sheet: Worksheet) -> None:
        self._rules: list[tuple[DataValidation, tuple[str, ...]]] = []
        for rule in sheet.data_validations.dataValidation:
            if rule.type == "list" and rule.formula1:
                allowed = tuple(_allowed(book, sheet, rule.formula1))
                if allowed:
                    self._rules.append((rule, allowed))

    def allowed(self, cell: Cell) -> tuple[str, ...]:
        """What may stand in this cell; empty = anything."""
        return next((allowed for rule, allowed in self._rules if cell.coordinate in rule.sqref), ())

    def fitting(self, cell: Cell, value: object) -> object | None:
        """The value as the list spells it; None when the list does not have it."""
        allowed = self.allowed(cell)
        if not allowed:
            return value
        text = str(value)
        if text in allowed:
            return text
        return next((word for word in allowed if title_key(word) == title_key(text)), None)


def _allowed(book: Workbook, sheet: Worksheet, formula: str) -> Iterable[str]:
    if formula.startswith('"'):
        return [word.strip() for word in formula.strip('"').split(",")]
    named = book.defined_names.get(formula.lstrip("=")) or sheet.defined_names.get(formula.lstrip("="))
    reference = named.attr_text if named is not None else formula
    page_name, _, area = (reference or "").rpartition("!")
    page_name = page_name.lstrip("=").strip("'").replace("''", "'")
    page = book[page_name] if page_name in book.sheetnames else sheet
    try:
        left, top, right, bottom = range_boundaries(area.lstrip("=").replace("$", ""))
    except (ValueError, TypeError):
        return []  # a formula; Excel alone can say what it allows
    if None in (left, top, right, bottom):
        return []
    rows = page.iter_rows(min_row=top, max_row=bottom, min_col=left, max_col=right, values_only=True)
    return [str(value) for row in rows for value in row if value is not None]
