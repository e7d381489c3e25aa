"""export village-workbook and village-workbook: out, back, said again, refused."""

from __future__ import annotations

import json

import pytest

from tests.services.test_village_book import Filled
from tests.simple_town import write_roster


@pytest.fixture
def village(training, tmp_path):
    """The name of a village whose hits wait for an answer on 2020-03-21."""
    file = write_roster(tmp_path / "花名册.csv", households=200, seed=3)
    assert training("import", file, "--json", "--today", "2020-03-20").status == 0
    found = training("screen", "--json", "--today", "2020-03-20").json["candidates"]
    assert found
    shown = training("show", found[0]["household_code"], "--json", "--today", "2020-03-20").json
    return json.dumps(shown, ensure_ascii=False)


def test_books_go_out_come_back_and_a_second_return_changes_nothing(training, village, tmp_path):
    folder = tmp_path / "发村"
    folder.mkdir()
    day = ("--today", "2020-03-21")
    made = training("export", "village-workbook", "--out", folder, "--json", *day)
    assert made.status == 0
    name, rows = next(iter(made.json["villages"].items()))
    assert name in village or rows
    refused = training("export", "village-workbook", "--out", tmp_path / "一本.xlsx", "--json", *day)
    assert refused.json["refused"][0]["codes"] == ["book.one_village"]
    whole = training("export", "village-workbook", "--ids", "whole", "--out", folder, "--json", *day)
    assert whole.json["refused"][0]["codes"] == ["book.purpose_missing"]
    filled = Filled(folder / f"{name}工作簿.xlsx", "上报表")
    code = next(iter(filled.rows))
    filled.put(code, 村核意见="不报", **{"原因（不报必填）": "收入稳定"})
    filled.save()
    dry = training("village-workbook", filled.path, "--dry-run", "--json", *day)
    assert (dry.status, len(dry.json["changes"]), dry.json["problems"]) == (0, 2, [])
    signed = ("--signer", "张支书", "李主任", "--sheet-no", "1号")
    done = training("village-workbook", filled.path, "--village", name, *signed, "--json", *day)
    assert (done.status, done.json["written"], done.json["refused"]) == (0, {"fields": 2, "rows": 1}, [])
    again = training("village-workbook", filled.path, *signed, "--json", *day)
    assert (again.status, again.json["changes"]) == (0, [])
    late = training("village-workbook", filled.path, "--json", "--today", "2020-04-20")
    assert (late.status, late.json["refused"][0]["codes"]) == (1, ["book.other_period"])
    assert "村级工作簿" in training("export", "--list").out
