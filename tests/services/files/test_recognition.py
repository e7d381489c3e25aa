"""Titles above each other, twice, missing or unknown; columns known by their cells; lists of another kind."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.services.errors import Refused
from app.services.files.tables import Table, read_table
from app.services.wording import sentences
from tests.services.files.making import EXPORT_32, csv_file, id_number, xls, xlsx
from tests.services.imports.exports import living_export, monitoring_export

PEOPLE = [("王小明", "户主"), ("李桂兰", "配偶"), ("王建军", "之子"), ("张秀英", "之母")]


def people() -> list[list[object]]:
    return [
        [name, id_number(i, born="19700101"), relation, f"1380000000{i}"] for i, (name, relation) in enumerate(PEOPLE)
    ]


def told(table: Table) -> list[tuple[str, str]]:
    """What was said of columns and kinds: (code, title)."""
    return [(str(note[3]), str(note[2])) for notes in table.notes for note in notes.notes if note[3] in SAID]


SAID = ("by_content", "looks_like")


def fields(table: Table) -> dict[str, str | None]:
    return {column.letter: column.field for column in table.sheets[0].columns}


def test_columns_without_titles_are_known_by_their_cells_and_listed(tmp_path: Path):
    path = csv_file(tmp_path / "名单.csv", [["姓名", "", "", ""], *people()])
    table = read_table(path, "roster")
    assert fields(table) == {"A": "name", "B": "id_number", "C": "relation", "D": "phone"}
    assert told(table) == [("by_content", "B列"), ("by_content", "C列"), ("by_content", "D列")]
    assert [row.text("phone") for row in table.rows] == [f"1380000000{i}" for i in range(4)]


def test_a_column_of_names_without_a_title(tmp_path: Path):
    rows = [[i + 1, "红星村", *row] for i, row in enumerate(people())]
    path = xlsx(tmp_path / "名单.xlsx", [["序号", "村", "列3", "身份证", "与户主关系", "Column6"], *rows])
    table = read_table(path, "roster")
    assert fields(table)["C"] == "name"
    assert [row.text("name") for row in table.rows] == [name for name, _ in PEOPLE]


def test_a_titled_column_of_phones_is_not_taken_for_the_persons(tmp_path: Path):
    rows = [["姓名", "身份证", "填表人电话"], *[[row[0], row[1], row[3]] for row in people()]]
    table = read_table(xlsx(tmp_path / "a.xlsx", rows), "roster")
    assert fields(table)["C"] is None
    assert told(table) == []


def test_what_a_person_left_out_is_not_taken_by_its_cells(tmp_path: Path):
    path = xlsx(
        tmp_path / "a.xlsx",
        [["姓名", "人编号", ""], *[[row[0], f"51999910{i}", row[3]] for i, row in enumerate(people())]],
    )
    assert fields(read_table(path, "roster"))["C"] == "phone"
    assert "C" not in fields(read_table(path, "roster", mapping={"C": None}))


def test_a_parent_title_over_children_is_joined_where_children_repeat(tmp_path: Path):
    rows = [
        ["石门镇红星村户籍册"],
        ["户主信息", "", "家庭成员信息", "", ""],
        ["姓名", "身份证号码", "姓名", "身份证号码", "关系"],
        ["王小明", id_number(1), "李桂兰", id_number(2), "配偶"],
    ]
    path = xlsx(tmp_path / "a.xlsx", rows, merged=["A1:E1", "A2:B2", "C2:E2"])
    table = read_table(path, "roster")
    assert fields(table) == {
        "A": "head_name",
        "B": "head_id_number",
        "C": "name",
        "D": "id_number",
        "E": "relation",
    }


def test_income_and_expense_items_of_one_name_under_their_parents(tmp_path: Path):
    rows = [
        ["户编号", "户主姓名", "耕地面积", "生产经营性收入", "", "生产经营性支出", ""],
        ["", "", "", "种植业", "养殖业", "种植业", "养殖业"],
        ["5199990001", "王小明", "3", "5000", "2000", "800", "300"],
    ]
    path = xlsx(tmp_path / "a.xlsx", rows, merged=["A1:A2", "B1:B2", "C1:C2", "D1:E1", "F1:G1"])
    row = read_table(path, "living").rows[0]
    names = ("item_business_crops", "item_business_livestock", "item_expense_crops", "item_expense_livestock")
    assert [row.number(name) for name in names] == [500_000, 200_000, 80_000, 30_000]


@pytest.mark.parametrize(
    ("asked", "rows", "kind"),
    [
        ("village-profile", monitoring_export(3), "monitoring"),
        ("village-profile", living_export(3), "living"),
        ("roster", [["户编号", "家庭纯收入", "工资性收入"], ["5199990001", 1, 2]], "incomes"),
        ("roster", [["行政村", "总户数", "总人口数", "低保户数"], ["红星村", 10, 30, 2]], "village-profile"),
    ],
)
def test_the_refusal_of_another_kind_names_it(tmp_path: Path, asked: str, rows: list[list[object]], kind: str):
    path = xlsx(tmp_path / "来件.xlsx", rows)
    with pytest.raises(Refused) as refused:
        read_table(path, asked)
    assert refused.value.codes == ("files.looks_like", "files.no_header")
    assert kind in sentences(refused.value)[0]


def test_a_list_that_fits_another_kind_better_is_read_and_says_so(tmp_path: Path):
    path = xlsx(tmp_path / "来件.xlsx", monitoring_export(6))
    assert told(read_table(path, "roster")) == [("looks_like", "监测对象信息表")]
    assert told(read_table(path, "monitoring")) == []
    assert (
        told(read_table(xlsx(tmp_path / "b.xlsx", [list(EXPORT_32), [""] * 8 + ["王小明", id_number(1)]]), "roster"))
        == []
    )


def test_a_departments_list_read_as_a_roster_names_its_kind(tmp_path: Path):
    rows = [["姓名", "身份证号", "低保类别", "月保障金"], *[[row[0], row[1], "A类", "320"] for row in people()]]
    assert told(read_table(xlsx(tmp_path / "a.xlsx", rows), "roster")) == [("looks_like", "分类名单")]
    rows = [["姓名", "身份证号", "民族", "与户主关系"], *[[row[0], row[1], "汉族", row[2]] for row in people()]]
    assert told(read_table(xlsx(tmp_path / "b.xlsx", rows), "category-list")) == [("looks_like", "农户花名册")]
    assert told(read_table(xlsx(tmp_path / "c.xlsx", rows), "roster")) == []


def test_columns_too_many_and_too_few_refuse_nothing(tmp_path: Path):
    rows = [list(row) for row in monitoring_export(3)]
    for row in rows[2:]:
        row.extend(["多出的一列", "x"])
        del row[90:100]
    assert len(read_table(xlsx(tmp_path / "a.xlsx", rows), "monitoring").rows) == 3


def test_an_old_workbook_of_a_department_and_a_web_page_named_so(tmp_path: Path):
    rows = [
        ["2025年9月份农村低保备案表"],
        ["序号", "姓名", "身份证号", "月保障金"],
        *[[i + 1, row[0], row[1], "320"] for i, row in enumerate(people())],
        ["合计", "", "", "1280"],
        ["填表人：", "", "", ""],
    ]
    table = read_table(xls(tmp_path / "2025年9月份农村低保备案表.xls", rows), "category-list")
    assert [row.text("name") for row in table.rows] == [name for name, _ in PEOPLE]
    assert [text for _, _, text in table.footers] == ["合计", "填表人："]
    cells = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    page = tmp_path / "备案表.xls"
    page.write_bytes(f"<html><meta charset=gb2312><table>{cells}</table></html>".encode("gb18030"))
    assert len(read_table(page, "category-list").rows) == 4


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8", "utf-8-sig"])
def test_text_with_quoted_numbers(tmp_path: Path, encoding: str):
    rows = [["姓名", "证件号码"], *[[row[0], f'="{row[1]}"'] for row in people()]]
    table = read_table(csv_file(tmp_path / "a.csv", rows, encoding=encoding), "roster")
    assert [row.text("id_number") for row in table.rows] == [row[1] for row in people()]
    assert [note[3] for notes in table.notes for note in notes.notes] == ["formula_quote"] * 4


def test_sheets_of_villages_and_a_hidden_one(tmp_path: Path):
    sheet = [["姓名", "身份证", "关系"], *[row[:3] for row in people()]]
    path = xlsx(tmp_path / "a.xlsx", [["目录"]], sheets={"红星村": sheet, "青山村": sheet})
    table = read_table(path, "roster")
    assert [seen.name for seen in table.sheets] == ["红星村", "青山村"]
    assert [skipped.why for skipped in table.skipped] == ["no_header"]
