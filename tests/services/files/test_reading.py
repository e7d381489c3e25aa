"""Lists as they really arrive: every form of file, headers anywhere, totals, several sheets."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from app.services.children import CancelledByUser
from app.services.errors import Refused
from app.services.files.tables import Table, read_table
from tests.services.files.making import csv_file, id_number, xls, xlsx

TITLES = ["行政村", "组", "户编号", "姓名", "证件号码", "与户主关系", "是否危房户"]
RARE = ["䶮", "㛃", "𬭎", "𫖯", "𤩽"]


def people(count: int, *, village: str = "红星村") -> list[list[object]]:
    return [
        [
            village,
            "1组",
            f"51999900{i // 3:04}",
            f"张{RARE[i % 5]}",
            id_number(i),
            "户主" if i % 3 == 0 else "之子",
            "否",
        ]
        for i in range(count)
    ]


def names(table: Table) -> list[str | None]:
    return [row.text("name") for row in table.rows]


def notes(table: Table) -> list[tuple[object, ...]]:
    return [tuple(note) for read in table.notes for note in read.notes]


WRITERS = {
    "xlsx": lambda path, rows: xlsx(path, rows),
    "xls": lambda path, rows: xls(path, rows),
    "gb18030.csv": lambda path, rows: csv_file(path, rows),
    "utf8.csv": lambda path, rows: csv_file(path, rows, encoding="utf-8"),
    "bom.csv": lambda path, rows: csv_file(path, rows, encoding="utf-8-sig"),
    "utf16.txt": lambda path, rows: csv_file(path, rows, encoding="utf-16", delimiter="\t"),
    "tab-named.xls": lambda path, rows: csv_file(path, rows, delimiter="\t"),
    "semicolon.csv": lambda path, rows: csv_file(path, rows, delimiter=";"),
}


@pytest.mark.parametrize("form", WRITERS)
def test_every_form_gives_the_same_rows_with_the_rare_names_whole(tmp_path: Path, form: str):
    rows = people(6)
    path = WRITERS[form](tmp_path / f"名单.{form}", [TITLES, *rows])
    table = read_table(path, "roster")
    assert names(table) == [row[3] for row in rows]
    assert [row.text("id_number") for row in table.rows] == [row[4] for row in rows]
    assert [row.row for row in table.rows] == [2, 3, 4, 5, 6, 7]
    assert {row.number("dangerous_housing") for row in table.rows} == {0}


def test_a_web_page_named_xls_is_read_as_the_list_it_holds(tmp_path: Path):
    cells = "".join(f"<td rowspan=1>{text}</td>" for text in people(1)[0])
    titles = "".join(f"<th>{text}</th>" for text in TITLES)
    page = f"<html><meta charset=gb2312><table><tr>{titles}</tr><tr>{cells}</tr></table></html>"
    path = tmp_path / "低保备案表.xls"
    path.write_bytes(page.encode("gb18030"))
    table = read_table(path, "roster")
    assert (names(table), table.rows[0].row) == (["张䶮"], 2)


@pytest.mark.parametrize("above", range(6))
def test_the_header_may_stand_below_titles_and_notes(tmp_path: Path, above: int):
    lead: list[list[object]] = [
        ["石门镇农户花名册"],
        ["填报单位：石门镇"],
        [],
        ["说明：按村填写", "", "2022年10月"],
        [],
    ]
    path = xlsx(tmp_path / "a.xlsx", [*lead[:above], TITLES, *people(3)])
    table = read_table(path, "roster")
    assert table.sheets[0].header_row == above + 1
    assert [row.row for row in table.rows] == [above + 2, above + 3, above + 4]


def test_a_header_in_two_lines_with_merged_parents(tmp_path: Path):
    path = xlsx(
        tmp_path / "a.xlsx",
        [
            ["石门镇红星村户籍册"],
            ["组", "户主信息", "", "家庭成员情况", "", "", ""],
            ["", "姓名", "身份证号码", "姓名", "身份证号码", "关系", "电话"],
            ["1组", "张三", id_number(1), "张小三", id_number(2), "子", "13800000000"],
        ],
        merged=["A1:G1", "A2:A3", "B2:C2", "D2:G2"],
    )
    table = read_table(path, "roster")
    row = table.rows[0]
    fields = ("group", "head_name", "head_id_number", "name", "id_number", "relation", "phone")
    assert [row.text(name) for name in fields] == [
        "1组", "张三", id_number(1), "张小三", id_number(2), "之子", "13800000000",
    ]  # fmt: skip


def test_titles_with_stars_blanks_and_remarks_and_an_unknown_column(tmp_path: Path):
    titles = ["*姓 名", "身份证号码（18位）", "与户主\n关系", "务工时间(月)", "家里养的猪"]
    table = read_table(xlsx(tmp_path / "a.xlsx", [titles, ["张三", id_number(1), "户主", "6", "3"]]), "roster")
    row = table.rows[0]
    assert (row.text("name"), row.text("relation"), row.number("work_months")) == ("张三", "户主", 6)
    assert table.sheets[0].unmatched == ("家里养的猪",)


def test_a_title_that_stands_twice_is_told_apart(tmp_path: Path):
    titles = ["姓名", "证件号码", "风险是否已消除", "风险是否已消除", "风险是否已消除0"]
    table = read_table(xlsx(tmp_path / "a.xlsx", [titles, ["张三", id_number(1), "是", "否", "否"]]), "roster")
    assert table.rows[0].text("risk_cleared") == "是"
    assert table.sheets[0].unmatched == ("风险是否已消除（第2列）", "风险是否已消除0")


def test_a_column_of_numbers_without_a_title_is_found_by_its_content(tmp_path: Path):
    rows = [["张三", "户主", id_number(1)], ["李四", "配偶", id_number(2)], ["王五", "之子", id_number(3)]]
    table = read_table(xlsx(tmp_path / "a.xlsx", [["姓名", "与户主关系", ""], *rows]), "roster")
    assert [row.text("id_number") for row in table.rows] == [row[2] for row in rows]


def test_a_column_called_head_that_says_yes_and_no_is_no_name(tmp_path: Path):
    rows = [["张三", id_number(1), "是"], ["李四", id_number(2), "否"]]
    table = read_table(xlsx(tmp_path / "a.xlsx", [["姓名", "身份证", "户主"], *rows]), "roster")
    assert table.sheets[0].unmatched == ("户主",)


def test_a_chosen_mapping_overrules_the_titles(tmp_path: Path):
    path = xlsx(tmp_path / "a.xlsx", [["姓名", "号", "电话"], ["张三", id_number(1), "1"]])
    table = read_table(path, "roster", mapping={"号": "id_number", "C": None})
    assert table.rows[0].text("id_number") == id_number(1)
    assert table.rows[0].text("phone") is None


def test_totals_signatures_and_repeated_headers_are_no_rows(tmp_path: Path):
    rows: list[list[object]] = [
        TITLES,
        ["1", "2", "3", "4", "5", "6", "7"],
        *people(2),
        ["小计", "", "", "2人"],
        TITLES,
        *people(1),
        [],
        ["合计", "", "", "3", "", "", ""],
        ["共1户3人"],
        ["填表人：王某", "", "审核人：", "", "", "2022年10月1日"],
        ["注：本表一式两份"],
        ["（村委会盖章）"],
    ]
    table = read_table(xlsx(tmp_path / "a.xlsx", rows), "roster")
    assert [row.row for row in table.rows] == [3, 4, 7]
    assert [text for _, _, text in table.footers] == [
        "小计", "合计", "共1户3人", "填表人：王某", "注：本表一式两份", "（村委会盖章）",
    ]  # fmt: skip


def test_merged_households_speak_for_all_their_members(tmp_path: Path):
    rows = [["户编号", "户主", "姓名", "身份证", "电话"], ["H1", "张三", "张三", id_number(1), "1"]]
    rows += [["", "", "张四", id_number(2), ""], ["H2", "李四", "李四", id_number(3), "2"]]
    table = read_table(xlsx(tmp_path / "a.xlsx", rows, merged=["A2:A3", "B2:B3", "E2:E3"]), "roster")
    assert [row.text("household_code") for row in table.rows] == ["H1", "H1", "H2"]
    assert [row.text("head_name") for row in table.rows] == ["张三", "张三", "李四"]
    assert [row.text("phone") for row in table.rows] == ["1", None, "2"]


def test_every_sheet_with_a_header_is_read_and_the_others_are_named(tmp_path: Path):
    path = xlsx(
        tmp_path / "a.xlsx",
        [TITLES, *people(2)],
        sheets={"青山村": [["标题"], TITLES, *people(3, village="青山村")], "说明": [["填表说明"]], "空表": []},
    )
    book = openpyxl.load_workbook(path)
    book.create_sheet("字典").append(TITLES)
    book["字典"].sheet_state = "hidden"
    book.save(path)
    table = read_table(path, "roster")
    assert [(row.sheet, row.row) for row in table.rows] == [
        ("Sheet", 2), ("Sheet", 3), ("青山村", 3), ("青山村", 4), ("青山村", 5),
    ]  # fmt: skip
    assert [(s.name, s.why) for s in table.skipped] == [("说明", "no_header"), ("空表", "empty"), ("字典", "hidden")]


def test_columns_that_do_not_start_at_a_keep_excels_letters(tmp_path: Path):
    path = xlsx(tmp_path / "a.xlsx", [[], [None, None, "姓名", "身份证", "?"], [None, None, "张三", id_number(1), "x"]])
    table = read_table(path, "roster")
    assert [(c.letter, c.title) for c in table.sheets[0].columns] == [("C", "姓名"), ("D", "身份证"), ("E", "?")]
    assert table.rows[0].row == 3


def test_a_number_that_lost_its_digits_rejects_its_row_and_names_it(tmp_path: Path):
    rows: list[list[object]] = [["姓名", "证件号码"], ["张三", id_number(1)], ["李四", float(id_number(2))]]
    rows += [["王五", "5.19999E+17"], ["赵六", ""]]
    table = read_table(xlsx(tmp_path / "a.xlsx", rows), "roster")
    assert names(table) == ["张三"]
    assert [(r.row, r.reasons) for r in table.rejected] == [
        (3, (("id_number", "证件号码", "precision_lost"),)),
        (4, (("id_number", "证件号码", "precision_lost"),)),
        (5, (("id_number", "证件号码", "missing"),)),
    ]
    assert table.rejected[1].cells == ("王五", "5.19999E+17")


def test_a_damaged_number_of_somebody_else_is_left_out_and_noted(tmp_path: Path):
    rows: list[list[object]] = [["姓名", "证件号码", "户主证件号码"], ["张三", id_number(1), float(id_number(2))]]
    table = read_table(xlsx(tmp_path / "a.xlsx", rows), "roster")
    assert table.rows[0].text("head_id_number") is None
    assert [note[:4] for note in notes(table)] == [(2, "head_id_number", "户主证件号码", "precision_lost")]


def test_each_repair_is_listed_with_its_place_and_what_stood_there(tmp_path: Path):
    rows = [["姓名", "证件号码", "是否低保"], ["张　三", f'="{id_number(1)}"', "√"]]
    table = read_table(csv_file(tmp_path / "a.csv", rows), "roster")
    assert notes(table) == [
        (2, "name", "姓名", "space", "张　三"),
        (2, "id_number", "证件号码", "formula_quote", f'="{id_number(1)}"'),
        (2, "subsistence_allowance", "是否低保", "word", "√"),
    ]
    assert table.rows[0].text("raw_person") == '{"subsistence_allowance": "√"}'


def test_a_record_over_two_lines_is_one_row_as_in_excel(tmp_path: Path):
    path = csv_file(
        tmp_path / "a.csv",
        [["姓名", "身份证", "住址"], ["张三", id_number(1), "红星村\n1组"], [], ["李四", id_number(2), ""]],
    )
    assert [row.row for row in read_table(path, "roster").rows] == [2, 4]


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([["说明"], ["这里没有名单"]], "files.no_header"),
        ([["姓名", "电话"], ["张三", "1"]], "files.no_header"),
    ],
)
def test_a_list_without_a_fitting_header_is_refused(tmp_path: Path, rows: list[list[object]], code: str):
    with pytest.raises(Refused) as refused:
        read_table(xlsx(tmp_path / "a.xlsx", rows), "roster")
    assert refused.value.codes == (code,)


def test_cancel_stops_the_reading(tmp_path: Path):
    path = xlsx(tmp_path / "a.xlsx", [TITLES, *people(50)])
    with pytest.raises(CancelledByUser):
        read_table(path, "roster", cancelled=lambda: True)


def test_progress_is_told(tmp_path: Path):
    path = csv_file(tmp_path / "a.csv", [TITLES, *people(6_000)])
    told: list[tuple[int, int]] = []
    table = read_table(path, "roster", on_progress=lambda done, total: told.append((done, total)))
    assert len(table.rows) == 6_000
    assert told
    assert all(0 < done <= total for done, total in told)
