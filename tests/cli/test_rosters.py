"""roster, record roster-design, and export with a purpose, as a script calls them."""

from __future__ import annotations

import json

import openpyxl
import pypdf
import pytest

from tests.services.files.making import fast_xlsx

TITLES = ["行政村", "组", "户编号", "姓名", "证件号码", "与户主关系", "性别", "健康状况", "是否享受低保"]
ROWS = [
    ["红星村", "1组", "51999900000001", "张䶮", "519999195001010018", "户主", "男", "患有大病", "是"],
    ["红星村", "1组", "51999900000001", "李氏", "519999195203040024", "配偶", "女", "健康", "是"],
    ["双井村", "2组", "51999900000002", "王五", "519999198001010039", "户主", "男", "健康", "否"],
]


@pytest.fixture
def office(training, tmp_path):
    file = fast_xlsx(tmp_path / "花名册.xlsx", [TITLES, *ROWS])
    assert training("import", file, "--today", "2020-03-20", "--json").status == 0
    return training


def rows_of(path) -> list[tuple[object, ...]]:
    return list(openpyxl.load_workbook(path).worksheets[0].iter_rows(values_only=True))


def test_the_fields_need_no_database(shouwang):
    rows = shouwang("roster", "--fields", "--json").json
    field = next(row for row in rows if row["field"] == "facts.health")
    assert (field["name"], field["kind"], field["of"]) == ("健康状况", "codes", "person")
    assert "患有大病" in field["options"]


def test_ready_made_lists_are_named_written_and_printed(office, tmp_path):
    listed = {row["code"]: row for row in office("roster", "--list", "--json").json}
    assert len(listed) >= 18
    assert listed["subsistence"]["not_applicable"] is None
    assert "退役军人" in listed["veterans"]["not_applicable"]
    answer = office("roster", "低保人员花名册", "--out", tmp_path / "低保.xlsx", "--json").json
    assert answer["rows"] == 2
    assert "519999********" not in str(rows_of(tmp_path / "低保.xlsx"))
    assert "5199991950******18" in str(rows_of(tmp_path / "低保.xlsx"))
    answer = office("roster", "subsistence", "--village", "红星村", "--out", tmp_path / "低保.pdf", "--json").json
    assert (answer["rows"], answer["pages"]) == (2, 1)
    assert "张䶮" in pypdf.PdfReader(tmp_path / "低保.pdf").pages[0].extract_text()


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("veterans", "--out", "a.xlsx"), "rosters.not_applicable"),
        (("没有的", "--out", "a.xlsx"), "rosters.unknown"),
        (("subsistence", "--out", "a.doc"), "roster_command.ending"),
        (("subsistence", "--out", "a.xlsx", "--village", "无此村"), "region.unknown_village"),
        (("subsistence", "--out", "a.xlsx", "--village", "双井村"), "rosters.nothing"),
        ((), "roster_command.nothing_named"),
    ],
)
def test_what_cannot_be_written_is_refused(office, arguments, code):
    answer = office("roster", *arguments, "--json")
    assert answer.status == 1
    assert answer.json["refused"][0]["codes"] == [code]
    assert "{" not in answer.json["refused"][0]["message"]


def test_a_design_is_recorded_twice_and_written_with_whole_numbers(office, tmp_path):
    design = {
        "name": "女性名册",
        "columns": ["household.village_name", {"field": "person.name", "title": "姓名（女）"}, "person.id_number"],
        "conditions": [{"field": "person.sex", "test": "是", "values": ["女"]}],
        "ids": "全部",
        "office_line": False,
        "numbered": False,
    }
    file = tmp_path / "设计.json"
    file.write_text(json.dumps(design), encoding="utf-8")
    assert office("record", "roster-design", "--data", file, "--json").json["results"][0]["version"] == 1
    assert office("record", "roster-design", "--data", file, "--json").json["results"][0]["version"] == 2
    office("roster", "女性名册", "--out", tmp_path / "a.xlsx", "--purpose", "妇联核对", "--json")
    assert rows_of(tmp_path / "a.xlsx")[1:] == [
        ("行政村", "姓名（女）", "证件号码"),
        ("红星村", "李氏", "519999195203040024"),
    ]
    file.write_text(json.dumps({**design, "columns": ["person.nonsense"], "colour": "红"}), encoding="utf-8")
    assert office("record", "roster-design", "--data", file, "--json").status == 1


def test_the_contract_of_export_holds_without_a_purpose_and_takes_one(office, tmp_path):
    for arguments in ((), ("--purpose", "报区级主管部门")):
        answer = office("export", "roster", "--out", tmp_path / "a.xlsx", *arguments, "--json")
        assert (answer.status, answer.json["rows"]) == (0, 3)
