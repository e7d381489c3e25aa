"""The frame of a workbook around sheets that are written already: styles, names, what belongs to what.

openpyxl's own way of saving puts each sheet into a named temporary file first, which stays when the program is killed.
Here nothing is written but the workbook itself. What of openpyxl is overridden has no public name.
"""

# ruff: noqa: SLF001

from __future__ import annotations

from io import BytesIO
from typing import Any
from zipfile import ZipFile

from openpyxl import Workbook
from openpyxl.drawing.spreadsheet_drawing import SpreadsheetDrawing
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import ExcelWriter
from typing_extensions import override


def sheet_xml(sheet: Worksheet) -> bytes:
    """A sheet as openpyxl writes it, made in memory."""
    made = BytesIO()
    WorksheetWriter(sheet, made).write()
    return made.getvalue()


class _FrameWriter(ExcelWriter):
    """Writes everything but the sheets."""

    @override
    def write_worksheet(self, ws: Any) -> None:
        ws._drawing, ws._rels = SpreadsheetDrawing(), []
        self.manifest.append(ws)


def write_frame(book: Workbook, archive: ZipFile) -> None:
    """All parts of the book but its sheets; sheet n must lie in ``xl/worksheets/sheetN.xml``."""
    _FrameWriter(book, archive).write_data()
