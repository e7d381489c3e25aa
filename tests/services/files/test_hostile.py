"""Files that would end, fill or fool a parser: each refused within seconds, in Chinese, with nothing read."""

from __future__ import annotations

import os
import random
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from app.services.errors import Refused
from app.services.files.tables import read_table
from app.services.wording import sentences
from tests.services.files.making import HEAD, csv_file, id_number, raw_xlsx, xls, xlsx

ROWS = [["姓名", "证件号码"], *[["张三", id_number(i)] for i in range(40)]]
SECONDS = 10


def spent() -> float:
    """Processor seconds of the children so far: a busy machine makes nothing look hostile."""
    times = os.times()
    return times.children_user + times.children_system


def refusal(path: Path) -> tuple[str, ...]:
    """The codes; also proves that the sentence is Chinese, names the file, and came in time."""
    started = spent()
    with pytest.raises(Refused) as refused:
        read_table(path, "roster")
    assert spent() - started < SECONDS
    for sentence in sentences(refused.value):
        assert path.name in sentence
        assert "。" in sentence
        assert "{" not in sentence
    return refused.value.codes


def cell(reference: str) -> str:
    return f"<c r='{reference}' t='inlineStr'><is><t>x</t></is></c>"


def far(reference: str, *, quote: str = '"') -> str:
    return f"<sheetData><row>{cell(reference)}</row></sheetData>".replace("'", quote)


def written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def bomb(path: Path, *, megabytes: int) -> Path:
    block = "<row>" + "<c><v>1</v></c>" * 1000 + "</row>"
    return raw_xlsx(path, f"<sheetData>{block * (megabytes * 1024 * 1024 // len(block))}</sheetData>")


def nested_entities(path: Path) -> Path:
    entities = "".join(f"<!ENTITY a{i} '{f'&a{i - 1};' * 10}'>" for i in range(1, 10))
    head = f"{HEAD}<!DOCTYPE x [<!ENTITY a0 'ha'>{entities}]>"
    return raw_xlsx(path, "<sheetData><row><c t='str'><v>&a9;</v></c></row></sheetData>", head=head)


def outside_entity(path: Path) -> Path:
    head = f'{HEAD}<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    return raw_xlsx(path, "<sheetData><row><c t='str'><v>&e;</v></c></row></sheetData>", head=head)


def many_parts(path: Path) -> Path:
    return raw_xlsx(path, "<sheetData/>", parts={f"xl/x{i}.xml": "<x/>" for i in range(2_100)})


def packed(path: Path, name: str) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(name, "x")
    return path


HOSTILE: dict[str, tuple[Callable[[Path], Path], set[str]]] = {
    "far column": (lambda p: raw_xlsx(p, far("XFD1")), {"files.far_cell"}),
    "far corner": (lambda p: raw_xlsx(p, far("XFD1048576")), {"files.far_cell"}),
    "far row": (lambda p: raw_xlsx(p, far("A1048576")), {"files.far_cell"}),
    "row 200001": (lambda p: raw_xlsx(p, far("A200001")), {"files.far_cell"}),
    "column 513": (lambda p: raw_xlsx(p, far("SS1")), {"files.far_cell"}),
    "far in small letters": (lambda p: raw_xlsx(p, far("xfd1048576")), {"files.far_cell"}),
    "far in single quotes": (lambda p: raw_xlsx(p, far("XFD1048576", quote="'")), {"files.far_cell"}),
    "far with blanks": (
        lambda p: raw_xlsx(p, far("XFD1048576").replace("r=", "r = ")),
        {"files.far_cell"},
    ),
    "bomb": (lambda p: bomb(p, megabytes=60), {"files.bomb"}),
    "large bomb": (lambda p: bomb(p, megabytes=310), {"files.bomb"}),
    "billion laughs": (nested_entities, {"files.doctype"}),
    "outside entity": (outside_entity, {"files.doctype"}),
    "many parts": (many_parts, {"files.too_many_parts"}),
    "zip of something": (lambda p: packed(p, "名单.txt"), {"files.not_a_table"}),
    "word document": (lambda p: packed(p, "word/document.xml"), {"files.not_a_table"}),
    "path outside": (lambda p: packed(p, "../../etc/passwd"), {"files.not_a_table"}),
    "empty": (lambda p: written(p, b""), {"files.empty"}),
    "blanks": (lambda p: written(p, b"\x00" * 4096), {"files.empty"}),
    "half a zip": (lambda p: written(p, xlsx(p, ROWS).read_bytes()[:3000]), {"files.damaged"}),
    "zip head only": (lambda p: written(p, b"PK\x03\x04" + b"\x00" * 100), {"files.damaged"}),
    "log-in page": (lambda p: written(p, "<html><body>请登录</body></html>".encode()), {"files.web_page"}),
    "page with a table of something": (
        lambda p: written(p, b"<html><table><tr><td>1</td></tr></table></html>"),
        {"files.no_header"},
    ),
    "page with a huge span": (
        lambda p: written(p, b"<table><tr>" + b"<td colspan=99999999>x</td>" * 9 + b"</tr></table>"),
        {"files.too_wide"},
    ),
    "xml 2003": (
        lambda p: written(p, b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>'),
        {"files.xml_2003"},
    ),
    "pdf": (lambda p: written(p, b"%PDF-1.7\n"), {"files.not_a_table"}),
    "picture": (lambda p: written(p, b"\x89PNG\r\n\x1a\n"), {"files.not_a_table"}),
    "binary rubbish": (lambda p: written(p, random.Random(1).randbytes(5_000)), {"files.unreadable"}),
    "old workbook head only": (
        lambda p: written(p, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 2000),
        {"files.unreadable"},
    ),
    "with password": (
        lambda p: written(p, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le") * 40),
        {"files.password"},
    ),
    "no sheet": (lambda p: packed(p, "xl/nothing.xml"), {"files.unreadable"}),
    "sheet that is no xml": (lambda p: raw_xlsx(p, "<<<"), {"files.unreadable", "files.no_header"}),
    "open quote to the end": (
        lambda p: written(p, ('姓名,证件号码\n"张三' + "x" * 300_000).encode()),
        {"files.broken_quotes"},
    ),
    "too wide text": (lambda p: csv_file(p, [["姓名", "证件号码", *["x"] * 600]]), {"files.too_wide"}),
    "too long text": (lambda p: csv_file(p, [ROWS[0], *[["张三", "1"]] * 200_001]), {"files.too_wide"}),
    "unknown encoding": (lambda p: written(p, b"\xff\xfa,\xff\n" * 20), {"files.encoding"}),
    "utf-8 in the middle of gbk": (
        lambda p: written(
            p, "姓名,证件号码\n张三,1\n".encode("gbk") + "李小四住在红星村三组,2\n".encode() + "王五,3\n".encode("gbk")
        ),
        {"files.mixed_encoding"},
    ),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_file_is_refused_with_its_reason(tmp_path: Path, what: str):
    make, codes = HOSTILE[what]
    path = make(tmp_path / "来件.xlsx")
    assert set(refusal(path)) <= codes


def test_a_file_that_is_not_there_a_folder_and_a_large_file(tmp_path: Path):
    assert refusal(tmp_path / "没有.xlsx") == ("files.missing",)
    folder = tmp_path / "文件夹.xlsx"
    folder.mkdir()
    assert refusal(folder) == ("files.is_folder",)
    large = tmp_path / "大.csv"
    with large.open("wb") as stream:
        stream.truncate(51 * 1024 * 1024)
    assert refusal(large) == ("files.too_big",)


def test_cells_without_references_that_fill_the_memory_end_the_child_alone(tmp_path: Path):
    """Honest packing, honest references, and still more than a child may have."""
    cells = "".join(f"<c><v>{i}</v></c>" for i in range(100_000))
    path = raw_xlsx(tmp_path / "来件.xlsx", f"<sheetData><row>{cells}</row><row r='190000'>{cells}</row></sheetData>")
    assert set(refusal(path)) <= {"work.crashed", "work.too_much_memory", "work.too_long", "files.unreadable"}


def test_a_sheet_that_lies_about_its_size_is_read_by_its_cells(tmp_path: Path):
    rows = "<row r='1'><c r='A1' t='str'><v>姓名</v></c><c r='B1' t='str'><v>证件号码</v></c></row>"
    rows += f"<row r='2'><c r='A2' t='str'><v>张三</v></c><c r='B2' t='str'><v>{id_number(1)}</v></c></row>"
    path = raw_xlsx(tmp_path / "a.xlsx", f"<dimension ref='A1:SR199999'/><sheetData>{rows}</sheetData>")
    assert [row.text("name") for row in read_table(path, "roster").rows] == ["张三"]


def test_truncated_workbooks_at_every_tenth_are_refused(tmp_path: Path):
    whole = xlsx(tmp_path / "whole.xlsx", ROWS).read_bytes()
    for tenth in range(1, 10):
        path = written(tmp_path / f"{tenth}.xlsx", whole[: len(whole) * tenth // 10])
        assert refusal(path) == ("files.damaged",)


@pytest.mark.parametrize("seed", range(12))
def test_mutated_old_workbooks_are_read_or_refused_never_worse(tmp_path: Path, seed: int):
    rng = random.Random(seed)
    data = bytearray(xls(tmp_path / "whole.xls", ROWS).read_bytes())
    for _ in range(rng.randint(1, 60)):
        data[rng.randrange(512, len(data))] = rng.randrange(256)
    path = written(tmp_path / "来件.xls", bytes(data))
    started = spent()
    said = ""
    try:
        read_table(path, "roster")
    except Refused as refused:
        said = "".join(sentences(refused))
    assert not said or path.name in said
    assert spent() - started < SECONDS
