"""shouwang fill: a blank filled from the command line, refusals in words."""

from __future__ import annotations

import pytest
from openpyxl import load_workbook

from tests.services.filling import blanks
from tests.simple_town import write_roster


@pytest.fixture
def town(training, tmp_path):
    file = write_roster(tmp_path / "花名册.csv", households=20, seed=3)
    assert training("import", file, "--json", "--today", "2020-03-20").status == 0
    return training


def test_a_blank_is_filled_and_told(town, tmp_path):
    blank, out = blanks.small(tmp_path / "空表.xlsx", ("姓名", "住哪里", "身份证号")), tmp_path / "填好.xlsx"
    dry = town("fill", blank, "--dry-run", "--map", "住哪里=家庭住址", "--json")
    assert (dry.status, dry.json["households"]) == (0, 20)
    assert {m["title"]: m["field"] for m in dry.json["matched"]} == {
        "姓名": "name", "住哪里": "address", "身份证号": "id_number",
    }  # fmt: skip
    refused = town("fill", blank, "--out", out, "--json")
    assert (refused.status, refused.json["refused"][0]["codes"]) == (1, ["filling.purpose_missing"])
    assert not out.exists()
    done = town("fill", blank, "--out", out, "--map", "住哪里=家庭住址", "--purpose", "报区局", "--json")
    assert (done.status, done.json["rows"]) == (0, dry.json["rows"])
    assert load_workbook(out).active.max_row == 1 + done.json["rows"]
    # the matching is remembered: nothing has to be said the second time
    again = town("fill", blank, "--dry-run", "--ids", "masked", "--rows", "households")
    assert "20 行" in again.out
    assert "没有填的项" not in again.out


def test_what_is_wrong_is_said(town, tmp_path):
    blank = blanks.small(tmp_path / "空表.xlsx", ("姓名", "性别", "民族"))
    for arguments, code in (
        (("fill",), "filling.nothing_named"),
        (("fill", blank, "--dry-run", "--map", "没有的=姓名"), "filling.place_unknown"),
        (("fill", blank, "--dry-run", "--map", "姓名=没有的"), "filling.field_unknown"),
        (("fill", blank, "--dry-run", "--sheet", "没有的"), "filling.no_sheet"),
        (("fill", blank, "--dry-run", "--village", "没有村"), "papers.village_unknown"),
        (("fill", blank, "--dry-run", "--household", "999999"), "papers.household_unknown"),
    ):
        answer = town(*arguments, "--json")
        assert answer.status == 1
        assert answer.json["refused"][0]["codes"] == [code]
    assert "证件号码" in town("fill", "--list").out
