"""Lists out: IDs stay text, nothing is a formula, every letter comes back, and files are whole or untouched."""

from __future__ import annotations

import errno
import os
import random
import sys
import time
from datetime import date
from pathlib import Path

import openpyxl
import pytest
import python_calamine

from app.services.children import CancelledByUser, child
from app.services.errors import Refused
from app.services.files.atomic import free_name, replacing, write_file
from app.services.files.sheets import ColumnKind, SheetColumn, SheetSpec, write_workbook
from app.services.files.tables import read_table
from app.services.papers.printing import document
from app.services.papers.stamp import Stamp
from app.services.wording import sentences
from tests.services.files.making import id_number
from tests.services.papers import samples

MANY_CELLS = 500_000
COLUMNS = (
    SheetColumn("姓名"),
    SheetColumn("证件号码", ColumnKind.ID),
    SheetColumn("人数", ColumnKind.NUMBER),
    SheetColumn("人均纯收入", ColumnKind.FEN),
    SheetColumn("出生日期", ColumnKind.DAY),
)


RARE = "䶮㛃𬭎𫖯𤩽·\ue863"


def cells(path: Path, sheet: int = 0) -> list[list[object]]:
    book = python_calamine.CalamineWorkbook.from_path(path)
    return [list(row) for row in book.get_sheet_by_index(sheet).iter_rows()]


def test_a_list_looks_like_an_office_list_and_reads_back_equal(tmp_path: Path):
    path = tmp_path / "花名册.xlsx"
    rows = [["张䶮", id_number(1), 3, 523_410, date(1980, 1, 1)], ["李𬭎", id_number(2), None, 0, None]]
    spec = SheetSpec("红星村", COLUMNS, rows, title="石门镇农户花名册", lines=["2020年3月20日"], foot=["填表人："])
    assert write_workbook(path, [spec]) == 2
    assert cells(path)[3:5] == [
        ["张䶮", id_number(1), 3.0, 5234.1, date(1980, 1, 1)],
        ["李𬭎", id_number(2), "", 0.0, ""],
    ]
    page = openpyxl.load_workbook(path)["红星村"]
    assert (page.freeze_panes, page.print_title_rows, page.page_setup.orientation) == ("A4", "$3:$3", "landscape")
    assert sorted(str(area) for area in page.merged_cells.ranges) == ["A1:E1", "A2:E2", "A6:E6"]
    assert (page["B4"].number_format, page["B4"].data_type, page["D4"].number_format) == ("@", "s", "#,##0.00")
    assert page["A3"].font.name == "黑体"
    assert (page.column_dimensions["B"].width, page.column_dimensions["C"].width) == (20, 6)
    table = read_table(path, "roster")
    assert [row.text("id_number") for row in table.rows] == [id_number(1), id_number(2)]
    assert [row.number("net_per_head") for row in table.rows] == [523_410, 0]


def random_text(rng: random.Random) -> str:
    """Any characters that text may have, the dangerous ones often."""
    dangerous = "=+-@\t\r\n_x0041FE<&>'\"#N/A \u3000\x00\x1f\x7f"
    anything = [chr(c) for c in (rng.randrange(0xD800), rng.randrange(0xE000, 0x110000))]
    letters = [*dangerous, *RARE, *anything]
    return rng.choice(["", *"=+-@'"]) + "".join(rng.choices(letters, k=rng.randint(1, 30)))


def test_ten_thousand_random_texts_come_back_and_none_is_a_formula(tmp_path: Path):
    rng = random.Random(28)
    texts = [text for _ in range(11_000) if (text := random_text(rng)).strip()]  # calamine drops blank cells
    assert len(texts) >= 10_000
    path = tmp_path / "a.xlsx"
    write_workbook(path, [SheetSpec("甲", [SheetColumn("文字", width=10)], [[text] for text in texts])])
    assert [row[0] for row in cells(path)[1:]] == texts
    page = openpyxl.load_workbook(path)["甲"]
    assert {page.cell(i + 2, 1).data_type for i in range(len(texts))} == {"s"}


def test_what_begins_like_a_formula_carries_the_mark_that_keeps_it_text(tmp_path: Path):
    path = tmp_path / "a.xlsx"
    write_workbook(path, [SheetSpec("甲", [SheetColumn("文字")], [["=1+1"], ["+86"], ["安全"]])])
    page = openpyxl.load_workbook(path)["甲"]
    assert [bool(page.cell(row, 1).quotePrefix) for row in (2, 3, 4)] == [True, True, False]


def test_sheet_names_are_made_legal_and_unique(tmp_path: Path):
    path = tmp_path / "a.xlsx"
    names = ["红星村/1组", "红星村:1组", "x" * 40, "X" * 40, "", "'引号'"]
    write_workbook(path, [SheetSpec(name, [SheetColumn("列")], [["1"]]) for name in names])
    written = openpyxl.load_workbook(path).sheetnames
    assert len({name.casefold() for name in written}) == len(names)
    assert all(0 < len(name) <= 31 for name in written)


def test_a_large_list_is_streamed_and_leaves_nothing_behind(tmp_path: Path, home: Path):
    path, width = tmp_path / "a.xlsx", 60
    count = MANY_CELLS // width + 500
    columns = [SheetColumn(f"列{i}", ColumnKind.ID) for i in range(width)]
    rows = ([f"{number}"] * width for number in range(count))
    told: list[int] = []
    sheets = [
        SheetSpec("前", columns[:1], [["1"]]),
        SheetSpec("大", columns, rows),
        SheetSpec("后", columns[:1], [["9"]]),
    ]
    assert write_workbook(path, sheets, on_progress=lambda done, _: told.append(done)) == count + 2
    assert told[-1] == count + 2
    assert [cells(path, i)[-1][0] for i in range(3)] == ["1", str(count - 1), "9"]
    assert len(cells(path, 1)) == count + 1
    assert list((home / "tmp").iterdir()) == []


def test_a_text_longer_than_a_cell_is_refused_by_its_place_not_cut(tmp_path: Path):
    path = tmp_path / "a.xlsx"
    write_file(path, b"old")
    with pytest.raises(Refused) as refused:
        write_workbook(path, [SheetSpec("甲", [SheetColumn("备注")], [["长" * 32_768]])])
    assert "“甲”第 2 行“备注”" in sentences(refused.value)[0]
    assert path.read_bytes() == b"old"
    assert list(tmp_path.glob("*.writing")) == []


def test_cancel_keeps_the_old_file(tmp_path: Path):
    path = tmp_path / "a.xlsx"
    write_file(path, b"old")
    rows = ([str(time.monotonic())] for _ in range(10_000_000))
    started = time.monotonic()
    with pytest.raises(CancelledByUser):
        write_workbook(
            path, [SheetSpec("甲", [SheetColumn("列")], rows)], cancelled=lambda: time.monotonic() > started + 0.5
        )
    assert path.read_bytes() == b"old"


class SharingViolationError(PermissionError):
    """What Windows raises while another program holds the file."""

    winerror = 32


def test_a_file_open_in_excel_is_refused_in_time_with_another_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    path = tmp_path / "名单.xlsx"
    write_file(path, b"old")

    def held(self: Path, target: Path) -> Path:
        raise SharingViolationError(errno.EACCES, "in use")

    monkeypatch.setattr(Path, "replace", held)
    started = time.monotonic()
    with pytest.raises(Refused) as refused:
        write_file(path, b"new")
    assert time.monotonic() - started < 5
    assert "名单（2）.xlsx" in sentences(refused.value)[0]
    assert path.read_bytes() == b"old"
    assert [file.name for file in tmp_path.iterdir() if file.is_file()] == ["名单.xlsx"]


def test_a_scanner_that_lets_go_is_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    path, real, held = tmp_path / "a.xlsx", Path.replace, [2]

    def replace(self: Path, target: Path) -> Path:
        if held[0]:
            held[0] -= 1
            raise SharingViolationError(errno.EACCES, "in use")
        return real(self, target)

    monkeypatch.setattr(Path, "replace", replace)
    write_file(path, b"new")
    assert path.read_bytes() == b"new"


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS, errno.EIO])
def test_a_failing_disk_keeps_the_old_file_and_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int):
    path = tmp_path / "名单.xlsx"
    write_file(path, b"old")

    def fail(_handle: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(Refused) as refused:
        write_file(path, b"new")
    assert refused.value.codes[0].startswith("disk.")
    assert path.read_bytes() == b"old"
    assert list(tmp_path.glob("*.writing")) == []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a file that is always full")
@pytest.mark.parametrize("kind", ["write-workbook", "print-papers"])
def test_a_full_disk_in_the_child_that_writes_is_a_refusal_in_chinese(kind: str):
    form = document("visit_form", samples.visit_form(), Stamp("3f9a12bc45de", "打印 2020-04-10 09:12"))
    made = [form.kind, form.version, form.text, form.stamp.audit_head, form.stamp.made, form.code, False]
    about = {"name": "甲", "title": None, "lines": [], "foot": [], "landscape": True}
    said = {
        "print-papers": [{"type": "documents", "documents": [made]}, {"type": "file", "path": "/dev/full"}],
        "write-workbook": [
            {"type": "sheet", **about, "columns": [["姓名", "text", None]]},
            {"type": "rows", "rows": [["张䶮"]]},
        ],
    }[kind]

    def work() -> None:
        request = {"path": "/dev/full", "name": "名单.xlsx", "title": "名单", "duplex": False}
        with child(kind, request, about="名单.xlsx") as worker:
            for message in (*said, {"type": "end"}):
                worker.send(message)
            list(worker.messages())

    with pytest.raises(Refused) as refused:
        work()
    assert refused.value.codes == ("disk.full",)
    assert sentences(refused.value)[0].startswith("磁盘已满，没有写成“名单.xlsx”")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit for one file")
@pytest.mark.parametrize("rows", [100, MANY_CELLS + 1])
def test_a_disk_that_ends_under_the_child_keeps_the_old_file(tmp_path: Path, rows: int):
    import resource

    path = tmp_path / "名单.xlsx"
    write_file(path, b"old")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, before[1]))  # what the child inherits
    try:
        with pytest.raises(Refused) as refused:
            write_workbook(path, [SheetSpec("甲", [SheetColumn("列")], ([str(n)] for n in range(rows)))])
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert refused.value.codes == ("disk.too_big",)
    assert path.read_bytes() == b"old"
    assert list(tmp_path.glob("*.writing")) == []


def test_a_workbook_for_a_folder_that_is_not_there_is_refused(tmp_path: Path):
    with pytest.raises(Refused) as refused:
        write_workbook(tmp_path / "没有" / "a.xlsx", [SheetSpec("甲", COLUMNS, [])])
    assert refused.value.codes == ("files.no_folder",)


def test_strays_of_a_killed_writer_go_with_the_next_write(tmp_path: Path):
    stray = tmp_path / "a.xlsx.0a1b2c3d.writing"
    stray.write_bytes(b"names")
    with replacing(tmp_path / "a.xlsx") as temporary:
        temporary.write_bytes(b"new")
    assert not stray.exists()


def test_the_next_free_name(tmp_path: Path):
    path = tmp_path / "名单.xlsx"
    assert free_name(path) == path
    path.touch()
    (tmp_path / "名单（2）.xlsx").touch()
    assert free_name(path).name == "名单（3）.xlsx"
