"""Putting rows into a sheet as Excel does it: cells, heights, merges, formulas, areas, lists and formats all follow."""

from __future__ import annotations

from collections.abc import Iterator
from copy import copy
from typing import Any

from openpyxl.cell.cell import Cell
from openpyxl.formatting.formatting import ConditionalFormattingList
from openpyxl.formula.translate import Translator
from openpyxl.utils import get_column_letter
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet.cell_range import CellRange, MultiCellRange
from openpyxl.worksheet.formula import ArrayFormula
from openpyxl.worksheet.worksheet import Worksheet

from app.services.filling.references import Insertion


def insert_rows(book: Workbook, sheet: Worksheet, where: Insertion) -> None:
    """Put the rows in and give them the looks and the formulas of the last row above them."""
    areas = {page.title: (page.print_area, page.print_title_rows) for page in book.worksheets}
    heights = {number: copy(height) for number, height in sheet.row_dimensions.items()}
    sheet.insert_rows(where.below + 1, where.count)
    _move_heights(sheet, heights, where)
    _move_merges(sheet, where)
    _move_formulas(book, where)
    _move_names(book, areas, where)
    _move_ranges(sheet, where)
    _move_drawings(sheet, where)
    for number in range(where.below + 1, where.below + where.count + 1):
        copy_row(sheet, where.below, number)


def copy_row(sheet: Worksheet, source: int, target: int) -> None:
    """Looks, height, merges along the row and formulas of one row for another."""
    for column in range(1, sheet.max_column + 1):
        old = sheet.cell(source, column)
        if not isinstance(old, Cell):
            continue
        new = sheet.cell(target, column)
        if isinstance(new, Cell):
            new._style = copy(old._style)  # noqa: SLF001 - openpyxl's own way to share a style
            copy_formula(old, new)
    if source in sheet.row_dimensions:
        sheet.row_dimensions[target].height = sheet.row_dimensions[source].height
    along = [r for r in sheet.merged_cells.ranges if r.min_row == source == r.max_row]
    for merged in along:
        letters = get_column_letter(merged.min_col), get_column_letter(merged.max_col)
        sheet.merge_cells(f"{letters[0]}{target}:{letters[1]}{target}")


def copy_formula(old: object, new: object) -> None:
    """A formula for another cell that is empty, its relative references moved along."""
    if not isinstance(old, Cell) or not isinstance(new, Cell) or new.value is not None:
        return
    if isinstance(old.value, str) and old.data_type == "f":
        new.value = Translator(old.value, origin=old.coordinate).translate_formula(new.coordinate)


def _move_heights(sheet: Worksheet, old: dict[int, Any], where: Insertion) -> None:
    for number in [number for number in sheet.row_dimensions if number > where.below]:
        del sheet.row_dimensions[number]
    for number, height in old.items():
        if number > where.below:
            height.index = where.row(number)
            sheet.row_dimensions[where.row(number)] = height


def _move_merges(sheet: Worksheet, where: Insertion) -> None:
    """The cells have moved already; the ranges follow, and grow where they stood beside the whole table."""
    ranges = list(sheet.merged_cells.ranges)
    sheet.merged_cells.ranges.clear()
    for merged in ranges:
        along = merged.min_row == merged.max_row
        top, bottom = (where.row(merged.min_row),) * 2 if along else where.span(merged.min_row, merged.max_row)
        merged.min_row, merged.max_row = top, bottom
        sheet.merged_cells.ranges.add(merged)


def _cells(sheet: Worksheet) -> Iterator[Cell]:
    for row in sheet.iter_rows():
        for cell in row:
            if isinstance(cell, Cell) and cell.data_type == "f":
                yield cell


def _move_formulas(book: Workbook, where: Insertion) -> None:
    for page in book.worksheets:
        for cell in _cells(page):
            if isinstance(cell.value, ArrayFormula):
                cell.value.ref = where.names(cell.value.ref, on=page.title)
                cell.value.text = where.formula(str(cell.value.text), on=page.title)
            elif isinstance(cell.value, str):
                cell.value = where.formula(cell.value, on=page.title)


def _move_names(book: Workbook, areas: dict[str, tuple[Any, Any]], where: Insertion) -> None:
    for page in book.worksheets:
        area, _ = areas[page.title]
        if page.title == where.sheet and area:
            page.print_area = where.names(area.replace(f"'{page.title}'!", ""), on=page.title)
        for name in page.defined_names.values():
            name.attr_text = where.names(name.attr_text or "", on=page.title)
    for name in book.defined_names.values():
        name.attr_text = where.names(name.attr_text or "", on="")


def _move_ranges(sheet: Worksheet, where: Insertion) -> None:
    for rule in sheet.data_validations.dataValidation:
        rule.sqref = _moved(rule.sqref, where)
        for part in ("formula1", "formula2"):
            text = getattr(rule, part)
            if text and not text.startswith('"'):
                setattr(rule, part, where.formula(f"={text}", on=sheet.title)[1:])
    formats = sheet.conditional_formatting
    sheet.conditional_formatting = ConditionalFormattingList()
    for listed in formats:
        for rule in listed.rules:
            rule.formula = [where.formula(f"={text}", on=sheet.title)[1:] for text in rule.formula]
            sheet.conditional_formatting.add(str(_moved(listed.sqref, where)), rule)
    if sheet.auto_filter.ref:
        sheet.auto_filter.ref = where.reference(sheet.auto_filter.ref)
    for table in sheet.tables.values():
        table.ref = where.reference(table.ref)
    for mark in sheet.row_breaks.brk:
        mark.id = where.row(mark.id)


def _moved(ranges: MultiCellRange, where: Insertion) -> MultiCellRange:
    made = []
    for part in ranges.ranges:
        top, bottom = where.span(part.min_row, part.max_row)
        # One list for the one given row serves the new rows as well.
        if part.min_row <= where.below <= part.max_row and bottom == part.max_row:
            bottom += where.count
        made.append(CellRange(min_col=part.min_col, max_col=part.max_col, min_row=top, max_row=bottom))
    return MultiCellRange(made)


def images_of(sheet: Worksheet) -> list[Any]:
    """The pictures of a sheet; openpyxl has no public list of them."""
    return list(getattr(sheet, "_images", ()))


def _move_drawings(sheet: Worksheet, where: Insertion) -> None:
    for drawn in images_of(sheet):
        for mark in (getattr(drawn.anchor, "_from", None), getattr(drawn.anchor, "to", None)):
            if mark is not None:
                mark.row = where.row(mark.row + 1) - 1
