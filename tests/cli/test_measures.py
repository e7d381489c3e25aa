"""Measures and slips by command: what is entered, refused, sent to a department, and taken back."""

from __future__ import annotations

import json

import pytest
from openpyxl import load_workbook

from tests.services.files.making import id_number, xlsx

HEADS = ("户编号", "行政村", "组", "姓名", "证件号码", "与户主关系", "民族", "人均纯收入", "户类型")
CODE = "5199990000000000"


@pytest.fixture
def town(training, tmp_path):
    """One watched household with an alert that was handed over."""
    row = (CODE, "红星村", "1组", "测户主", id_number(1, born="19700202"), "户主", "汉族", "3600", "脱贫户")
    training("import", xlsx(tmp_path / "花名册.xlsx", [list(HEADS), list(row)]), "--json", "--today", "2020-03-20")
    signed = [{"name": "监测员"}]
    steps = (
        ("carry_over", "--household", CODE, "2020-03-20", {"category": "unstable_exited", "source_list": "两摸底"}),
        ("mark", "--household", CODE, "2020-05-06",
         {"gap": "medical", "month": "2020-05", "fact": "未参保", "found_on": "2020-05-06", "signers": signed}),
        ("review_village", "--alert", "YJ2020-0001", "2020-05-06",
         {"finding": "属实", "signers": [{"name": "张支书"}]}),
        ("confirm", "--alert", "YJ2020-0001", "2020-05-07", {"level": "red", "limit_on": "2020-06-06"}),
        ("assign", "--alert", "YJ2020-0001", "2020-05-07",
         {"department": "区医保局", "response_due_on": "2020-05-10", "due_on": "2020-05-30"}),
    )  # fmt: skip
    for action, how, named, day, data in steps:
        file = tmp_path / "step.json"
        file.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
        answer = training("act", action, how, named, "--data", file, "--json", "--today", day)
        assert answer.status == 0, answer.out
    return training


@pytest.fixture
def record(town, tmp_path):
    def run(**entry: object):
        file = tmp_path / "measure.json"
        file.write_text(json.dumps(entry, ensure_ascii=False), encoding="utf-8")
        return town("record", "measure", "--data", file, "--json", "--today", "2020-06-10")

    return run


def test_a_measure_is_recorded_changed_and_refused(record):
    given = {"household": CODE, "group": "健康帮扶", "responsible": "王村医"}
    answer = record(**given, due_on="2020-06-01")
    assert answer.status == 1
    assert answer.json["refused"][0]["codes"] == ["measure.due_before_start"]
    (made,) = record(**given, due_on="2020-08-01").json["results"]
    assert made["household_code"] == CODE
    done = record(**given, measure=made["measure"], state="已完成", done_on="2020-06-10", evidence="照片")
    assert done.status == 0, done.out


def test_a_slip_goes_out_and_comes_back(town, tmp_path):
    file = tmp_path / "医保局.xlsx"
    out = town("alert-slips", "export", "区医保局", file, "--json", "--today", "2020-05-08")
    assert out.json == {"rows": 3, "alerts": 1}
    book = load_workbook(file)
    sheet = book.active
    titles = {sheet.cell(5, column).value: column for column in range(1, sheet.max_column + 1)}
    for title, value in {
        "接收人": "周医保",
        "措施类别": "健康帮扶",
        "责任人": "周医保",
        "完成期限": "2020-5-25",
    }.items():
        sheet.cell(6, titles[title]).value = value
    book.save(file)
    look = town("alert-slips", "import", file, "--dry-run", "--json", "--today", "2020-05-12").json
    assert (look["dry_run"], look["steps"]) == (True, 2)
    back = town("alert-slips", "import", file, "--json", "--today", "2020-05-12")
    assert (back.status, back.json["steps"], back.json["files"][0]["missing_rows"]) == (0, 2, [])
    again = town("alert-slips", "import", file, "--today", "2020-05-12")
    assert (again.status, "办理 0 步" in again.out) == (0, True)


def test_a_department_without_alerts_is_refused(town, tmp_path):
    answer = town("alert-slips", "export", "区住建局", tmp_path / "无.xlsx", "--json", "--today", "2020-05-08")
    assert answer.status == 1
    assert answer.json["refused"][0]["codes"] == ["slip.nothing"]
