"""check --out-dir and province, as a script calls them."""

from __future__ import annotations

import json

import openpyxl
import pytest

from tests.services.files.making import xlsx
from tests.simple_town import write_roster

DAY = ("--json", "--today", "2020-03-20")


@pytest.fixture
def town(training, tmp_path):
    file = write_roster(tmp_path / "花名册.csv", households=30, seed=3)
    assert training("import", file, *DAY).status == 0
    return training


@pytest.fixture
def checked(town):
    answer = town("check", *DAY)
    assert answer.status == 0
    return answer.json["findings"]


def test_findings_go_out_as_a_folder(town, checked, tmp_path):
    folder = tmp_path / "疑点数据"
    answer = town("check", "--out-dir", folder, *DAY)
    assert answer.status == 0, answer.out
    assert str(folder / "疑点数据统计表.xlsx") in answer.json["files"]
    again = town("check", "--out-dir", folder, *DAY)
    assert (again.status, again.json["refused"][0]["codes"]) == (1, ["finding.folder_taken"])


def test_the_provinces_list_goes_round(town, checked, tmp_path):
    one = next(row for row in checked if row["member_id_number"])
    rows = [
        ["姓名", "身份证号码", "疑点类型", "整改情况", "情况说明"],
        [one["member_name"], one["member_id_number"], one["title"], None, None],
        ["无此人", "519999198001010011", "某种疑点", None, None],
    ]
    path = xlsx(tmp_path / "省级疑点.xlsx", rows)
    seen = town("province", "import", path, "--dry-run", *DAY).json
    assert (seen["list"], seen["rows"], seen["matched"]) == (None, 2, {"matched": 1, "not_found": 1})
    made = town("province", "import", path, "--rule", f"某种疑点={one['code']}", *DAY).json
    assert [rule["code"] for rule in made["rules"]] == [one["code"], one["code"]]
    assert made["counts"]["both"] == 1
    listed = town("province", "list", *DAY).json
    assert [(row["list"], row["entries"]) for row in listed] == [(made["list"], 2)]
    data = tmp_path / "答复.json"
    data.write_text(json.dumps([{"row": 2, "state": "属实", "note": "已核对户口簿"}]), encoding="utf-8")
    answered = town("province", "answer", str(made["list"]), "--data", data, *DAY).json
    assert answered["states"] == {"true": 1, "open": 1}
    out = tmp_path / "反馈.xlsx"
    filled = town("province", "export", str(made["list"]), out, "--purpose", "报县局", *DAY).json
    assert filled == {"rows": 2, "answered": 1, "same_workbook": True}
    page = openpyxl.load_workbook(out).worksheets[0]
    assert [page["D2"].value, page["E2"].value, page["D3"].value] == ["属实", "已核对户口簿", None]


def test_what_cannot_be_answered_is_refused(town, checked, tmp_path):
    path = xlsx(
        tmp_path / "省级疑点.xlsx", [["姓名", "身份证号码", "疑点类型"], ["某人", "519999198001010011", "民族为空"]]
    )
    made = town("province", "import", path, *DAY).json
    data = tmp_path / "答复.json"
    data.write_text(json.dumps([{"row": 99, "state": "属实", "note": "x"}]), encoding="utf-8")
    wrong = town("province", "answer", str(made["list"]), "--data", data, *DAY)
    assert (wrong.status, wrong.json["refused"][0]["codes"]) == (1, ["province.bad_answer"])
    nothing = town("province", "answer", str(made["list"]), "--accept", *DAY)
    assert nothing.json["refused"][0]["codes"] == ["province.nothing_proposed"]
    assert town("province", "list", "99", *DAY).json["refused"][0]["codes"] == ["province.no_such_list"]
