"""Files as export programs write them: quick, text cells, shared strings; CSV in GB18030 for old Excel."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

from app.demo.layouts import Cell

Rows = Iterable[Sequence[Cell]]

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
# A fixed day keeps the bytes of the same township the same.
_STAMP = (2020, 3, 10, 8, 0, 0)


def write_xlsx(path: Path, sheets: Mapping[str, Rows]) -> Path:
    """A workbook: strings become text cells, numbers numeric cells, None an empty one."""
    strings: dict[str, int] = {}
    bodies = [_sheet(rows, strings) for rows in sheets.values()]
    numbers = range(1, len(bodies) + 1)
    shared = "".join(f'<si><t xml:space="preserve">{escape(text)}</t></si>' for text in strings)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as archive:

        def put(name: str, text: str) -> None:
            archive.writestr(zipfile.ZipInfo(name, _STAMP), f"{_HEAD}{text}", zipfile.ZIP_DEFLATED)

        put("[Content_Types].xml", _content_types(numbers))
        put("_rels/.rels", _relations([("officeDocument", "xl/workbook.xml")]))
        put("xl/workbook.xml", _workbook(list(sheets)))
        targets = [("worksheet", f"worksheets/sheet{n}.xml") for n in numbers]
        put("xl/_rels/workbook.xml.rels", _relations([*targets, ("sharedStrings", "sharedStrings.xml")]))
        for number, body in zip(numbers, bodies, strict=True):
            put(f"xl/worksheets/sheet{number}.xml", body)
        put("xl/sharedStrings.xml", f'<sst xmlns="{_MAIN}">{shared}</sst>')
    return path


def write_csv(path: Path, rows: Rows, *, encoding: str = "gb18030") -> Path:
    """Comma-separated text as Chinese Excel saves it."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows(["" if cell is None else cell for cell in row] for row in rows)
    path.write_bytes(text.getvalue().encode(encoding))
    return path


def letter(column: int) -> str:
    """Excel's letter of a column counted from 0."""
    text = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


def _sheet(rows: Rows, strings: dict[str, int]) -> str:
    letters: list[str] = []
    lines: list[str] = []
    for number, row in enumerate(rows, start=1):
        letters += [letter(i) for i in range(len(letters), len(row))]
        cells: list[str] = []
        for i, value in enumerate(row):
            if value is None or value == "":
                continue
            if isinstance(value, str):
                place = strings.setdefault(value, len(strings))
                cells.append(f'<c r="{letters[i]}{number}" t="s"><v>{place}</v></c>')
            else:
                cells.append(f'<c r="{letters[i]}{number}"><v>{value!r}</v></c>')
        lines.append(f'<row r="{number}">{"".join(cells)}</row>')
    return f'<worksheet xmlns="{_MAIN}"><sheetData>{"".join(lines)}</sheetData></worksheet>'


def _workbook(names: Sequence[str]) -> str:
    sheets = "".join(
        f'<sheet name="{escape(name)}" sheetId="{n}" r:id="rId{n}"/>' for n, name in enumerate(names, start=1)
    )
    return f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{sheets}</sheets></workbook>'


def _relations(targets: Sequence[tuple[str, str]]) -> str:
    entries = "".join(
        f'<Relationship Id="rId{n}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(targets, start=1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{entries}</Relationships>'


def _content_types(numbers: Iterable[int]) -> str:
    parts = [("/xl/workbook.xml", "sheet.main"), ("/xl/sharedStrings.xml", "sharedStrings")]
    parts += [(f"/xl/worksheets/sheet{n}.xml", "worksheet") for n in numbers]
    overrides = "".join(f'<Override PartName="{name}" ContentType="{_SHEET_TYPE}.{kind}+xml"/>' for name, kind in parts)
    return (
        f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f"{overrides}</Types>"
    )
