"""A hundred and more files that nobody should open: what each is, and how it is made."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

from app.services.files.cells import column_letter
from tests.services.files.making import HEAD, NAMESPACE, id_number, raw_xlsx, xls, xlsx

Maker = Callable[[Path], object]
ROWS = [["姓名", "证件号码"], *[["张三", id_number(i)] for i in range(40)]]
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def corpus() -> Mapping[str, Maker]:
    """Every file by what it is."""
    return {
        **_far_cells(),
        **_doctypes(),
        **_packings(),
        **_archives(),
        **_truncated(),
        **_other_things(),
        **_pages(),
        **_texts(),
        **_old_workbooks(),
        **_open_documents(),
    }


def _write(content: bytes) -> Maker:
    return lambda path: path.write_bytes(content)


def _cell(reference: str) -> str:
    return f'<sheetData><row><c r="{reference}" t="inlineStr"><is><t>x</t></is></c></row></sheetData>'


def _far_cells() -> dict[str, Maker]:
    places = [
        "XFD1",
        "XFD1048576",
        "A1048576",
        "A200001",
        "SS1",
        "TA9",
        "ZZ1",
        "AAA1",
        "xfd9",
        "Ss2",
        "B999999",
        "C300000",
    ]
    places += [f"{column_letter(600 + 700 * i)}{1 + 50_000 * i}" for i in range(1, 9)]
    found: dict[str, Maker] = {f"cell in {place}": lambda p, at=place: raw_xlsx(p, _cell(at)) for place in places}
    found["far cell after a megabyte"] = lambda p: raw_xlsx(
        p,
        "<sheetData>"
        + "".join(f'<row><c r="A{i}"><v>{i * 7919}</v></c></row>' for i in range(1, 40_000))
        + _cell("XFD9"),
    )
    found["far cell in the second sheet's part"] = lambda p: raw_xlsx(
        p,
        "<sheetData/>",
        parts={"xl/worksheets/sheet2.xml": f"{HEAD}<worksheet xmlns='{NAMESPACE}'>{_cell('XFD9')}</worksheet>"},
    )
    found["far cell with blanks around"] = lambda p: raw_xlsx(
        p, _cell("XFD9").replace('r="', "r = '").replace('9"', "9'")
    )
    return found


def _doctypes() -> dict[str, Maker]:
    laughs = "".join(f"<!ENTITY a{i} '{f'&a{i - 1};' * 10}'>" for i in range(1, 10))
    kinds = {
        "plain": "<!DOCTYPE x>",
        "laughs": f"<!DOCTYPE x [<!ENTITY a0 'ha'>{laughs}]>",
        "small letters": "<!doctype x []>",
        "with a blank": "<! DOCTYPE x []>",
        "file": '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>',
        "address": '<!DOCTYPE x [<!ENTITY e SYSTEM "http://127.0.0.1:9/">]>',
        "parameter": '<!DOCTYPE x [<!ENTITY % p SYSTEM "http://127.0.0.1:9/"> %p;]>',
    }
    found: dict[str, Maker] = {
        f"document type {name} in the sheet": lambda p, told=text: raw_xlsx(p, "<sheetData/>", head=HEAD + told)
        for name, text in kinds.items()
    }
    for part in (
        "xl/sharedStrings.xml",
        "xl/styles.xml",
        "docProps/core.xml",
        "xl/_rels/other.xml.rels",
        "[Content].xml",
    ):
        found[f"document type in {part}"] = lambda p, name=part: raw_xlsx(
            p, "<sheetData/>", parts={name: HEAD + kinds["laughs"] + "<x>&a9;</x>"}
        )
    return found


def _packings() -> dict[str, Maker]:
    def bomb(path: Path, block: str, times: int) -> None:
        raw_xlsx(path, f"<sheetData>{block * times}</sheetData>")

    row = "<row>" + "<c><v>1</v></c>" * 1000 + "</row>"
    found: dict[str, Maker] = {f"bomb of {n} rows": lambda p, n=n: bomb(p, row, n) for n in (500, 4_000, 20_000)}
    found["bomb of blanks"] = lambda p: bomb(p, " " * 1_000_000, 50)
    found["bomb in another part"] = lambda p: raw_xlsx(p, "<sheetData/>", parts={"xl/media/a.bin": b"\0" * 60_000_000})
    found["bomb of strings"] = lambda p: raw_xlsx(
        p, "<sheetData/>", parts={"xl/sharedStrings.xml": HEAD + "<sst>" + "<si><t>a</t></si>" * 2_000_000 + "</sst>"}
    )
    for count in (2_001, 5_000):
        found[f"{count} parts"] = lambda p, n=count: raw_xlsx(
            p, "<sheetData/>", parts={f"xl/x{i}.xml": "<x/>" for i in range(n)}
        )
    return found


def _archives() -> dict[str, Maker]:
    def packed(*names: str) -> Maker:
        def make(path: Path) -> None:
            with zipfile.ZipFile(path, "w") as archive:
                for name in names:
                    archive.writestr(name, "x")

        return make

    names = [
        "../../etc/passwd",
        "..\\..\\Windows\\win.ini",
        "/etc/passwd",
        "C:\\autoexec.bat",
        "名单.txt",
        "a/../../b.xlsx",
    ]
    found = {f"archive with {name}": packed(name) for name in names}
    found["sheet beside a path outside"] = packed("xl/workbook.xml", "../../evil.xml")
    found["word document"] = packed("[Content_Types].xml", "word/document.xml")
    found["presentation"] = packed("[Content_Types].xml", "ppt/presentation.xml")
    found["workbook without parts"] = packed("xl/workbook.xml")
    found["binary workbook of rubbish"] = packed("xl/workbook.bin", "xl/worksheets/sheet1.bin")
    found["archive in an archive"] = lambda path: _nest(path)
    found["directory that lies"] = lambda path: path.write_bytes(_lying(path))
    return found


def _nest(path: Path) -> None:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("inner.xlsx", inner.getvalue())


def _lying(path: Path) -> bytes:
    """A directory that says another size than its parts have."""
    data = bytearray(xlsx(path, ROWS).read_bytes())
    start = data.rfind(b"PK\x01\x02")
    data[start + 24 : start + 28] = b"\xff\xff\xff\x7f"
    return bytes(data)


def _truncated() -> dict[str, Maker]:
    def cut(path: Path, share: float) -> None:
        whole = xlsx(path, ROWS).read_bytes()
        path.write_bytes(whole[: int(len(whole) * share)])

    return {f"workbook cut at {n}/20": lambda p, n=n: cut(p, n / 20) for n in range(1, 20)}


def _other_things() -> dict[str, Maker]:
    things = {
        "pdf": b"%PDF-1.7\n",
        "picture": b"\x89PNG\r\n\x1a\n" + b"\0" * 99,
        "photo": b"\xff\xd8\xff\xe0" + b"\0" * 99,
        "gif": b"GIF89a" + b"\0" * 99,
        "rar": b"Rar!\x1a\x07\x00" + b"\0" * 99,
        "7z": b"7z\xbc\xaf\x27\x1c" + b"\0" * 99,
        "gzip": b"\x1f\x8b\x08" + b"\0" * 99,
        "rtf": b"{\\rtf1 x}",
        "program": b"MZ" + b"\0" * 99,
        "elf": b"\x7fELF" + b"\0" * 99,
        "database": b"SQLite format 3\0" + b"\0" * 99,
        "blanks": b" \r\n\t" * 1000,
        "zeros": b"\0" * 4096,
        "nothing": b"",
        "xml": b"<?xml version='1.0'?><a/>",
        "xml 2003": b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>',
    }
    found = {name: _write(content) for name, content in things.items()}
    for seed in range(6):
        found[f"rubbish {seed}"] = _write(random.Random(seed).randbytes(3_000) + b"\0")
    return found


def _pages() -> dict[str, Maker]:
    deep = b"<table><tr><td>" * 3_000
    pages = {
        "log-in page": "<html><body>请登录</body></html>".encode(),
        "page of scripts": b"<html><script>while(1){}</script></html>",
        "huge columns": b"<table><tr>" + b"<td colspan=99999999>x</td>" * 9 + b"</tr></table>",
        "huge rows": b"<table><tr><td rowspan=99999999 colspan=99999999>x</td><td colspan=500>y</td></tr></table>",
        "tables in tables": deep,
        "cells without an end": b"<table><tr>" + b"<td>" * 700,
        "a table of something": b"<table><tr><td>1</td></tr></table>",
        "open comment": b"<html><!-- " + b"x" * 9_000,
    }
    return {f"web page: {name}": _write(content) for name, content in pages.items()}


def _texts() -> dict[str, Maker]:
    titles = "姓名,证件号码\n"
    texts = {
        "open quote": (titles + '"张三' + "x" * 300_000).encode(),
        "too wide": ("姓名,证件号码" + ",x" * 600).encode(),
        "too long": (titles + "张三,1\n" * 200_001).encode(),
        "unknown encoding": b"\xff\xfa,\xff\n" * 20,
        "mixed encodings": titles.encode("gbk") + "李小四住在红星村三组,2\n".encode() + "王五,3\n".encode("gbk"),
        "no titles": "这不是名单,只是几个字\n".encode(),
        "titles only": titles.encode(),
        "half a character": titles.encode("gb18030") + b"\xd5\xc5\xc8,1\n\x81",
        "zeros inside": titles.encode() + b"\0\0\0",
    }
    return {f"text: {name}": _write(content) for name, content in texts.items()}


def _old_workbooks() -> dict[str, Maker]:
    def cut(path: Path, share: float) -> None:
        whole = xls(path, ROWS).read_bytes()
        path.write_bytes(whole[: int(len(whole) * share)])

    def without_header(path: Path) -> None:
        xls(path, [["甲", "乙"], ["1", "2"]])

    found: dict[str, Maker] = {f"old workbook cut at {n}/10": lambda p, n=n: cut(p, n / 10) for n in range(1, 5)}
    found["old workbook head"] = _write(OLE + b"\0" * 2_000)
    found["old workbook of rubbish"] = _write(OLE + random.Random(5).randbytes(4_000))
    for name in ("EncryptedPackage", "WordDocument", "PowerPoint Document"):
        found[f"compound file of {name}"] = _write(OLE + b"\0" * 600 + name.encode("utf-16-le"))
    found["old workbook without titles"] = without_header
    return found


def _open_documents() -> dict[str, Maker]:
    """LibreOffice's own form, where one cell may be said to stand a million times."""
    office = "urn:oasis:names:tc:opendocument:xmlns"
    columns, rows_ = 'table:number-columns-repeated="16384"', 'table:number-rows-repeated="1048576"'

    def cell(down: str, across: str) -> str:
        inner = f'<table:table-cell {across} office:value-type="string"><text:p>x</text:p></table:table-cell>'
        return f"<table:table-row {down}>{inner}</table:table-row>"

    words = {
        "far columns": cell("", columns),
        "far rows": cell(rows_, ""),
        "far corner": cell(rows_, columns),
        "nothing": "",
    }

    def make(path: Path, rows: str) -> None:
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
            archive.writestr(
                "content.xml",
                f"{HEAD}<office:document-content xmlns:office='{office}:office:1.0' xmlns:table='{office}:table:1.0'"
                f" xmlns:text='{office}:text:1.0'><office:body><office:spreadsheet><table:table table:name='a'>{rows}"
                "</table:table></office:spreadsheet></office:body></office:document-content>",
            )

    return {f"open document: {name}": lambda p, rows=rows: make(p, rows) for name, rows in words.items()}
