"""Departments' lists, offers, answers and thresholds from a script."""

from __future__ import annotations

import csv
import json

import pytest

DAY = ("--json", "--today", "2020-05-20")
ROSTER = ("村", "组", "户编号", "姓名", "证件号码", "与户主关系", "户类型")
PEOPLE = (
    ("红星村", "1组", "519999000001", "王大山", "519999197005010013", "户主", "脱贫户"),
    ("红星村", "1组", "519999000002", "李小山", "519999198001010022", "户主", "一般农户"),
)
TITLES = ("部门", "预警类型", "姓名", "身份证号", "个人自付费用", "出院日期")


@pytest.fixture
def office(training, tmp_path):
    """Two households that are not watched, and a list that names both."""

    def write(name: str, *rows):
        with (tmp_path / name).open("w", encoding="utf-8-sig", newline="") as target:
            csv.writer(target).writerows(rows)
        return str(tmp_path / name)

    training("import", write("花名册20200301.csv", ROSTER, *PEOPLE), *DAY)
    pushed = [("区医保局", "住院", name, number, "6000", "2020-05-01") for _, _, _, name, number, *_ in PEOPLE]
    answer = training("import", write("推送.csv", TITLES, *pushed), "--kind", "department-list", *DAY)
    assert answer.status == 0
    return training


def record(office, tmp_path, name: str, **values):
    path = tmp_path / "data.json"
    path.write_text(json.dumps(values, ensure_ascii=False), encoding="utf-8")
    return office("record", name, "--data", path, *DAY)


def test_offers_are_listed_and_answered(office, tmp_path):
    said = office("alert-offers", "--source", "lists", *DAY).json
    assert said["by_source"] == {"department_list": 1}
    (offer,) = said["offers"]
    assert (offer["household_code"], offer["way"], offer["gap"]) == ("519999000001", "clue", "medical")
    assert office("alert-offers", "--source", "rules", *DAY).json["offers"] == []
    assert office("alert-offers", "--rows", *DAY).json["by_state"] == {"offered": 1, "below": 1}
    bare = record(office, tmp_path, "alert-offer-answer", offers=[offer["key"]], answer="dismiss")
    assert (bare.status, bare.json["refused"][0]["codes"]) == (1, ["raising.dismissed_without_reason"])
    taken = record(office, tmp_path, "alert-offer-answer", offers=[offer["key"]], answer="take")
    assert taken.status == 0
    assert office("alert-offers", *DAY).json["offers"] == []
    again = record(office, tmp_path, "alert-offer-answer", offers=[offer["key"]], answer="take")
    assert (again.status, again.json["refused"][0]["codes"]) == (1, ["raising.gone"])
    assert "待标注 0 项" in office("alert-offers", *DAY[1:]).out


def test_thresholds_and_rules_are_changed_with_a_reason(office, tmp_path):
    changed = record(
        office, tmp_path, "alert-threshold", kind="inpatient", thresholds={"other": 500_000}, reason="区医保局2号文"
    )
    assert changed.status == 0
    assert office("alert-offers", *DAY).json["by_source"] == {"department_list": 2}
    bad = record(office, tmp_path, "alert-threshold", kind="inpatient", thresholds={"other": "多"}, reason="x")
    assert bad.status == 1
    assert record(office, tmp_path, "alert-rule", rule="G1", params={"percent": 30}, reason="本区").status == 0
    settings = office("alert-offers", "--settings", *DAY).json
    assert settings["kinds"][0]["thresholds"]["other"] == 500_000
    assert settings["rules"][0]["params"] == {"percent": 30}
    text = office("alert-offers", "--settings", *DAY[1:]).out
    assert "其他农户 5000元" in text
    assert "区医保局2号文" in text
    assert "因病住院自付" in office("alert-offers", "--rows", *DAY[1:]).out


def test_a_row_is_matched_by_hand(office, tmp_path):
    rows = office("alert-offers", "--rows", *DAY).json["rows"]
    below = next(row for row in rows if row["state"] == "below")
    moved = record(office, tmp_path, "department-row-match", row=below["id"], household="519999000001")
    assert moved.status == 0
    assert office("alert-offers", "--rows", *DAY).json["by_state"] == {"offered": 2}
    gone = record(office, tmp_path, "department-row-match", row=9_999, household="519999000001")
    assert (gone.status, gone.json["refused"][0]["codes"]) == (1, ["raising.row_unknown"])
