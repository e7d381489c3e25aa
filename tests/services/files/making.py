"""Files as offices and systems make them, and files as nobody should: real bytes, no mocks."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

import openpyxl
import xlwt

from app.services.files.cells import column_letter
from app.services.id_number import check_digit

Cells = Iterable[Sequence[object]]

NAMESPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_TYPES = (
    f"{HEAD}<Types xmlns='http://schemas.openxmlformats.org/package/2006/content-types'>"
    "<Default Extension='rels' ContentType='application/vnd.openxmlformats-package.relationships+xml'/>"
    "<Default Extension='xml' ContentType='application/xml'/>"
    "<Override PartName='/xl/workbook.xml' ContentType="
    "'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml'/>"
    "<Override PartName='/xl/worksheets/sheet1.xml' ContentType="
    "'application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml'/></Types>"
)
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_ROOT = (
    f"{HEAD}<Relationships xmlns='{_PACKAGE}'><Relationship Id='rId1' Type='{_RELATIONS}/officeDocument' "
    "Target='xl/workbook.xml'/></Relationships>"
)
_BOOK = (
    f"{HEAD}<workbook xmlns='{NAMESPACE}' xmlns:r='{_RELATIONS}'>"
    "<sheets><sheet name='Sheet1' sheetId='1' r:id='rId1'/></sheets></workbook>"
)
_BOOK_RELATIONS = (
    f"{HEAD}<Relationships xmlns='{_PACKAGE}'>"
    f"<Relationship Id='rId1' Type='{_RELATIONS}/worksheet' Target='worksheets/sheet1.xml'/>"
    f"<Relationship Id='rId2' Type='{_RELATIONS}/sharedStrings' Target='sharedStrings.xml'/></Relationships>"
)


def id_number(sequence: int, *, born: str = "19800101", area: str = "519999") -> str:
    """A number of the invented region with a right check digit."""
    first_17 = f"{area}{born}{sequence % 1000:03}"
    return first_17 + check_digit(first_17)


def xlsx(path: Path, rows: Cells, *, sheets: Mapping[str, Cells] | None = None, merged: Sequence[str] = ()) -> Path:
    """A workbook as a clerk's Excel would save it."""
    book = openpyxl.Workbook()
    first = book.active
    assert first is not None
    for row in rows:
        first.append(list(row))
    for area in merged:
        first.merge_cells(area)
    for name, more in (sheets or {}).items():
        sheet = book.create_sheet(name)
        for row in more:
            sheet.append(list(row))
    book.save(path)
    book.close()
    return path


def xls(path: Path, rows: Cells) -> Path:
    """An old workbook."""
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("花名册")
    for i, row in enumerate(rows):
        for j, value in enumerate(row):
            if value not in ("", None):
                sheet.write(i, j, value)
    book.save(str(path))
    return path


def csv_file(path: Path, rows: Cells, *, encoding: str = "gb18030", delimiter: str = ",") -> Path:
    """Comma-separated text as Chinese Excel saves it."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows(rows)
    path.write_bytes(text.getvalue().encode(encoding))
    return path


def raw_xlsx(path: Path, sheet_data: str, *, parts: Mapping[str, bytes | str] | None = None, head: str = HEAD) -> Path:
    """A workbook from its sheet's XML: what no spreadsheet program would write."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", _TYPES)
        archive.writestr("_rels/.rels", _ROOT)
        archive.writestr("xl/workbook.xml", _BOOK)
        archive.writestr("xl/_rels/workbook.xml.rels", _BOOK_RELATIONS)
        archive.writestr("xl/worksheets/sheet1.xml", f"{head}<worksheet xmlns='{NAMESPACE}'>{sheet_data}</worksheet>")
        for name, content in (parts or {}).items():
            archive.writestr(name, content)
    return path


def fast_xlsx(path: Path, rows: Cells) -> Path:
    """A large workbook with shared strings, as export programs write it, ten times as fast as openpyxl."""
    strings: dict[str, int] = {}
    letters: list[str] = []
    lines: list[str] = []
    for number, row in enumerate(rows, start=1):
        letters += [column_letter(i) for i in range(len(letters), len(row))]
        cells = [
            _cell(f"{letters[i]}{number}", value, strings) for i, value in enumerate(row) if value not in ("", None)
        ]
        lines.append(f'<row r="{number}">{"".join(cells)}</row>')
    shared = "".join(f'<si><t xml:space="preserve">{escape(text)}</t></si>' for text in strings)
    return raw_xlsx(
        path,
        f"<sheetData>{''.join(lines)}</sheetData>",
        parts={"xl/sharedStrings.xml": f"{HEAD}<sst xmlns='{NAMESPACE}'>{shared}</sst>"},
    )


def _cell(reference: str, value: object, strings: dict[str, int]) -> str:
    if isinstance(value, (int, float)):
        return f'<c r="{reference}"><v>{value}</v></c>'
    return f'<c r="{reference}" t="s"><v>{strings.setdefault(str(value), len(strings))}</v></c>'
