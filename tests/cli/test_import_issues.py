"""Columns by hand, what changes, and deciding what an import left, from a script."""

from __future__ import annotations

import csv
import json

import pytest

HEADER = ("村", "组", "户编号", "姓名", "证件号码", "与户主关系", "能打通的号")
ROWS = (
    ("红星村", "1组", "519999000001", "王大山", "519999197005010013", "户主", "13800000001"),
    ("红星村", "1组", "519999000001", "王小山", "519999199801010014", "之子", ""),
)
DAY = ("--json", "--today", "2020-03-20")


@pytest.fixture
def write(tmp_path):
    def run(name: str, rows, header=HEADER):
        with (tmp_path / name).open("w", encoding="utf-8-sig", newline="") as target:
            csv.writer(target).writerows((header, *rows))
        return str(tmp_path / name)

    return run


def test_a_column_named_once_is_known_the_next_time(training, write):
    file = write("花名册20200301.csv", ROWS)
    first = training("import", file, "--map", "能打通的号=户联系电话", "--sender", "红星村", *DAY).json
    assert first["unmatched_columns"] == []
    named = {column["title"]: column for column in first["columns"]}["能打通的号"]
    assert (named["field"], named["origin"], named["samples"]) == ("household_phone", "hand", ["13*******01"])
    again = training("import", write("花名册20200310.csv", ROWS), *DAY).json
    assert {column["title"]: column["origin"] for column in again["columns"]}["能打通的号"] == "remembered"
    wrong = training("import", file, "--map", "能打通的号=没有这一项", *DAY)
    assert (wrong.status, wrong.json["refused"][0]["codes"]) == (1, ["import.unknown_column"])


def test_a_dry_run_says_what_would_change_and_which_side_is_newer(training, write):
    training("import", write("a20200301.csv", ROWS), *DAY)
    changed = (ROWS[0], (*ROWS[1][:5], "之女", ""))
    answer = training("import", write("b20200310.csv", changed), "--dry-run", *DAY).json
    (change,) = answer["changes"]
    assert (change["old"], change["new"], change["newer"], change["kept"]) == ("之子", "之女", "theirs", False)
    assert (change["ours_on"], change["theirs_on"]) == ("2020-03-01", "2020-03-10")
    assert sum(answer["outcomes"].values()) == answer["rows"] + answer["footers"] == 2
    assert "更新 王小山" in training("import", write("b20200310.csv", changed), "--dry-run", *DAY[1:]).out


def test_a_file_without_a_day_says_so_and_takes_one(training, write):
    file = write("花名册.csv", ROWS)
    assert training("import", file, "--dry-run", *DAY).json["undated_files"] == ["花名册.csv"]
    assert "--data-on" in training("import", file, "--dry-run", *DAY[1:]).out
    assert training("import", file, "--dry-run", "--data-on", "2020-03-01", *DAY).json["undated_files"] == []


def test_what_an_import_left_is_listed_and_decided(training, write, tmp_path):
    training("import", write("a20200301.csv", ROWS), *DAY)
    training("import", write("b20200310.csv", ROWS[:1]), *DAY)
    listed = training("import-issues", "--json").json
    (issue,) = listed["issues"]
    assert (issue["kind"], issue["village"], listed["by_kind"]) == ("member_missing", "红星村", {"member_missing": 1})
    assert [option["option"] for option in issue["options"]] == ["still", "end", "checked"]
    assert "王小山" in training("import-issues").out
    assert training("import-issues", "--decide", "end").status == 1
    short = training("import-issues", str(issue["id"]), "--decide", "end", *DAY)
    assert (short.status, short.json["done"]) == (1, [])
    data = tmp_path / "data.json"
    data.write_text(json.dumps({"reason": "moved_out", "on": "2020-03-05"}), encoding="utf-8")
    done = training("import-issues", "--kind", "member_missing", "--decide", "end", "--data", str(data), *DAY)
    assert (done.status, done.json) == (0, {"done": [issue["id"]], "refused": []})
    assert training("import-issues", "--json").json["issues"] == []
    assert "登记减少" in training("import-issues", "--all").out
    assert training("status", "--json").json["members"] == 1
