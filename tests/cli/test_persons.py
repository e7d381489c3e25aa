"""clinic and duplicates from the command line: what is found, decided, joined and taken back."""

from __future__ import annotations

import json

import pytest

from tests.services.files.making import id_number, xlsx

HEADS = ("户编号", "行政村", "组", "姓名", "证件号码", "与户主关系", "民族", "人均纯收入", "危房户", "户类型")
RIGHT = id_number(7, born="19700202")


@pytest.fixture
def town(training, tmp_path):
    """Three households: a number without its check digit, and one person in two households."""
    rows: list[list[object]] = [list(HEADS)]
    people = (
        (1, "王一", id_number(1, born="19700202"), "户主"),
        (1, "王二", RIGHT[:17], "之子"),
        (2, "李一", id_number(2, born="19700202"), "户主"),
        (2, "李小明", id_number(3, born="19800203"), "之子"),
        (3, "赵一", id_number(4, born="19700202"), "户主"),
        (3, "李小明", id_number(3, born="19800203") + "43", "其他"),
    )
    for home, name, number, relation in people:
        rows.append([f"519999{home:010}", "红星村", "1组", name, number, relation, "汉族", "3600", "否", "一般农户"])
    answer = training("import", xlsx(tmp_path / "花名册.xlsx", rows), "--json", "--today", "2020-03-20")
    assert (answer.status, answer.json["households"]["created"]) == (0, 3), answer.out
    return training


@pytest.fixture
def record(town, tmp_path):
    def run(kind: str, **entry: object):
        file = tmp_path / "data.json"
        file.write_text(json.dumps(entry, ensure_ascii=False), encoding="utf-8")
        return town("record", kind, "--data", file, "--json", "--today", "2020-03-20")

    return run


def clinic(town):
    answer = town("clinic", "--json", "--all", "--today", "2020-03-20")
    assert answer.status == 0, answer.out
    return {row["name"]: row for row in answer.json["persons"]}


def test_a_number_is_found_and_corrected_kept_or_put_off(town, record):
    row = clinic(town)["王二"]
    assert (row["faults"], row["state"]) == (["damaged"], "open")
    assert RIGHT in [candidate["id_number"] for candidate in row["candidates"]]
    said = town("clinic", "--today", "2020-03-20").out
    assert "王二" in said
    assert RIGHT[:17] not in said  # the screen of a terminal is read by others, too
    assert record("id-decision", person=row["person"], decision="待核").status == 0
    assert clinic(town)["王二"]["state"] == "waiting"
    refused = record("id-decision", person=row["person"], decision="keep")
    assert (refused.status, refused.json["refused"][0]["codes"]) == (1, ["clinic.reason_missing"])
    assert record("id-decision", person=row["person"], decision="correct", id_number=RIGHT).status == 0
    assert "王二" not in clinic(town)


def test_records_of_one_person_are_joined_separated_and_told_apart(town, record):
    def pairs():
        return town("duplicates", "--json", "--today", "2020-03-20").json

    (pair,) = pairs()["pairs"]
    assert pair["kind"] == "id"
    assert "证件号码前18位相同" in pair["reasons"]
    first, second = pair["first"], pair["second"]
    missing = record("merge-persons", winner=first["person"], loser=second["person"])
    assert missing.json["refused"][0]["codes"] == ["twin.household_missing"]
    done = record(
        "merge-persons", winner=first["person"], loser=second["person"], household=second["household_code"],
        values={"id_number": second["id_number"]},
    )  # fmt: skip
    assert done.status == 0, done.out
    assert pairs()["pairs"] == []
    members = town("show", second["household_code"], "--json").json["members"]
    assert [member["name"] for member in members] == ["赵一", "李小明"]
    assert record("unmerge", merge=done.json["results"][0]["merge"]).status == 0
    assert len(pairs()["pairs"]) == 1
    assert record("not-same", first=first["person"], second=second["person"], reason="已核户口本").status == 0
    assert pairs()["pairs"] == []
    assert record("not-same", first=second["person"], second=first["person"], decision="retract").status == 0
    assert len(pairs()["pairs"]) == 1
