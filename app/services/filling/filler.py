"""Filling one sheet of a blank: its labelled cells, and its rows, with rows put in where the blank has too few."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from openpyxl.cell.cell import Cell
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from app.services.errors import refuse
from app.services.filling.catalogue import Level, fields
from app.services.filling.cells import Lists, put
from app.services.filling.references import Insertion
from app.services.filling.shifting import copy_formula, insert_rows
from app.services.filling.structure import Slot, Structure, anchor, put_inline, text_at
from app.services.rosters.catalogue import FieldKind

MOST_NOTES = 500
_SHOWN_ROWS = 12

Values = Mapping[str, object]


@dataclass(slots=True)
class Report:
    """What happened: rows written, rows put in, and every value that was not written, with its reason."""

    rows: int = 0
    inserted: int = 0
    notes: list[dict[str, object]] = field(default_factory=list)
    left_off: int = 0
    shown: list[list[str]] = field(default_factory=list)  # the first rows
    labels: list[list[str]] = field(default_factory=list)  # label and value of the first copy

    def note(self, code: str, **values: object) -> None:
        """One value that was not written."""
        if len(self.notes) < MOST_NOTES:
            self.notes.append({"code": code, **values})
        else:
            self.left_off += 1


@dataclass(slots=True)
class SheetFiller:
    """One sheet with what its places stand for. ``may_insert`` False: only the rows that the blank gives."""

    book: Workbook
    sheet: Worksheet
    structure: Structure
    mapping: Mapping[str, str]
    may_insert: bool
    report: Report
    name: str

    def fill(self, constants: Values, rows: Sequence[Values]) -> None:
        """Write the labelled cells, then the rows; Refused when the rows do not fit and must not be put in."""
        table = self.structure.table
        columns = [slot for slot in self.structure.slots if not slot.row and self._field(slot)]
        moved = self._make_room(len(rows)) if table and columns and rows else None
        lists = Lists(self.book, self.sheet)
        is_first = not self.report.labels
        for slot in self.structure.slots:
            if slot.row and self._field(slot):
                text = self._label(slot, constants, moved, lists)
                if is_first:
                    self.report.labels.append([slot.title, text])
        if table and columns:
            self._rows(columns, [{**constants, **row} for row in rows], lists)

    # -- rows ----------------------------------------------------------------------------------------------------------

    def _make_room(self, wanted: int) -> Insertion | None:
        table = self.structure.table
        assert table is not None
        given = table.last - table.first + 1
        if wanted <= given:
            return None
        protection = self.sheet.protection
        if not self.may_insert or (protection.sheet and protection.insertRows):
            code = "filling.too_many" if not self.may_insert else "filling.too_many_protected"
            raise refuse(code, file=self.name, sheet=self.sheet.title, rows=wanted, given=given)
        where = Insertion(self.sheet.title, table.first, table.last, wanted - given)
        insert_rows(self.book, self.sheet, where)
        self.report.inserted += where.count
        return where

    def _rows(self, columns: Sequence[Slot], rows: Sequence[Values], lists: Lists) -> None:
        table = self.structure.table
        assert table is not None
        kinds = fields()
        for number, values in enumerate(rows, start=1):
            row = table.first + number - 1
            for slot in columns:
                key = self.mapping[slot.key]
                value = number if kinds[key].level is Level.ROW else values.get(key)
                self._write(slot, self.sheet.cell(row, slot.column), value, kinds[key].kind, lists)
            if len(self.report.shown) < _SHOWN_ROWS:
                self.report.shown.append([text_at(self.sheet, row, slot.column) for slot in columns])
        self.report.rows += len(rows)
        if any(slot.has_formula for slot in self.structure.slots):
            self._spread_formulas(len(rows))

    def _spread_formulas(self, count: int) -> None:
        """A blank often has its formulas in the first row only; the rows that are filled get them too."""
        table = self.structure.table
        assert table is not None
        columns = [slot.column for slot in self.structure.slots if slot.has_formula]
        for row in range(table.first + 1, table.first + count):
            for column in columns:
                copy_formula(self.sheet.cell(table.first, column), self.sheet.cell(row, column))

    # -- one place -----------------------------------------------------------------------------------------------------

    def _field(self, slot: Slot) -> str | None:
        return self.mapping.get(slot.key)

    def _label(self, slot: Slot, constants: Values, moved: Insertion | None, lists: Lists) -> str:
        key = self.mapping[slot.key]
        row = moved.row(slot.row) if moved else slot.row
        cell = self.sheet.cell(*anchor(self.sheet, row, slot.column))
        value = constants.get(key)
        if not slot.inline:
            self._write(slot, cell, value, fields()[key].kind, lists)
        elif value not in (None, "") and isinstance(cell, Cell) and self._may_write(slot, cell):
            text = _in_words(value, fields()[key].kind)
            cell.value = put_inline(str(cell.value), slot.inline, text)
        return str(cell.value or "")

    def _may_write(self, slot: Slot, cell: object) -> bool:
        if not isinstance(cell, Cell):
            self.report.note("filling.merged", column=slot.title, row=getattr(cell, "row", 0))
            return False
        if self.sheet.protection.sheet and cell.protection.locked:
            self.report.note("filling.locked", column=slot.title, row=cell.row)
            return False
        if cell.data_type == "f":
            self.report.note("filling.formula", column=slot.title, row=cell.row)
            return False
        return True

    def _write(self, slot: Slot, cell: object, value: object, kind: FieldKind, lists: Lists) -> None:
        if value in (None, "") or not self._may_write(slot, cell):
            return
        assert isinstance(cell, Cell)
        fitting = lists.fitting(cell, value)
        if fitting is None:
            allowed = "、".join(lists.allowed(cell)[:6])
            self.report.note("filling.not_in_list", column=slot.title, row=cell.row, value=str(value), allowed=allowed)
            return
        put(cell, fitting, kind)


def _in_words(value: object, kind: FieldKind) -> str:
    if kind is FieldKind.DAY:
        year, month, day = str(value).split("-")
        return f"{int(year)}年{int(month)}月{int(day)}日"
    return str(value)
