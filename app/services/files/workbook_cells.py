"""Text into a cell of a workbook that another program wrote: never a formula, nothing that a workbook cannot hold."""

from __future__ import annotations

import re

from openpyxl.cell.cell import Cell

from app.services.files.workbook_rows import LONGEST_TEXT, begins_a_formula

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\ufffe\uffff]")
# Excel reads _x0041_ as A.
_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


def put_text(cell: Cell, text: str) -> None:
    """Write a text as it is, without control characters, as long as a cell can be."""
    text = _ESCAPED.sub("_x005F_", _CONTROL.sub("", text))[:LONGEST_TEXT]
    cell.value = text
    cell.data_type = "s"
    if begins_a_formula(text):
        cell.quotePrefix = True  # type: ignore[attr-defined]
