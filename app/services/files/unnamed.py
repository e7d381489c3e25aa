"""Workbooks written without a file that anybody could find: openpyxl keeps each sheet's rows in clear on the way.

Its temporary files have names and stay when the program is killed. Here the rows go to a file without a name
(Windows: one that is deleted as soon as nobody holds it), which the system takes away with the process.
What of openpyxl is overridden here has no public name.
"""

# ruff: noqa: SLF001

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook
from openpyxl.drawing.spreadsheet_drawing import SpreadsheetDrawing
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.writer.excel import ExcelWriter
from typing_extensions import override


class _UnnamedWriter(WorksheetWriter):
    """Writes a sheet's XML into a file without a name."""

    _rels: Any

    def __init__(self, sheet: Any) -> None:
        self.written: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - closed by cleanup
        super().__init__(sheet, out=self.written)

    @override
    def cleanup(self) -> None:
        self.written.close()


class _BookWriter(ExcelWriter):
    """openpyxl's writer of the whole book; sheets come from files that have no name."""

    _archive: ZipFile

    @override
    def write_worksheet(self, ws: Any) -> None:
        ws._drawing = SpreadsheetDrawing()
        ws._drawing.charts, ws._drawing.images = ws._charts, ws._images
        writer = _UnnamedWriter(ws)
        writer.write()
        ws._rels = writer._rels
        writer.written.seek(0)
        with self._archive.open(ws.path[1:], "w", force_zip64=True) as part:
            shutil.copyfileobj(writer.written, part, 1 << 20)
        self.manifest.append(ws)
        writer.cleanup()


def save_unnamed(book: Workbook, path: str | Path) -> None:
    """Write the book (an ordinary one, no streamed one) to ``path``; what it holds lies in no other file on the way."""
    with ZipFile(path, "w", ZIP_DEFLATED, allowZip64=True) as archive:
        _BookWriter(book, archive).write_data()
