"""What is no transition: registers, households' changes, persons who act, plans, each noted by ``record``."""

from __future__ import annotations

import json

import pytest
from openpyxl import load_workbook

from tests.services.files.making import id_number, xlsx

HEADS = ("户编号", "行政村", "组", "姓名", "证件号码", "与户主关系", "民族", "人均纯收入", "危房户", "户类型")
TWO = [{"name": "张支书", "office": "红星村"}, {"name": "李主任", "office": "红星村"}]


def code(number: int) -> str:
    return f"519999{number:010}"


@pytest.fixture
def town(training, tmp_path):
    """Six households of three in two villages: 王 of 红星村 and 李 of 石桥村."""
    rows: list[list[object]] = [list(HEADS)]
    for number in range(6):
        village, surname = ("红星村", "王") if number < 3 else ("石桥村", "李")
        for place, (name, relation) in enumerate((("甲", "户主"), ("乙", "配偶"), ("丙", "之子"))):
            who = (f"{surname}{number}{name}", id_number(number * 3 + place, born="19700202"), relation, "汉族")
            rows.append([code(number), village, "1组", *who, "3600", "是", "一般农户"])
    answer = training("import", xlsx(tmp_path / "花名册.xlsx", rows), "--json", "--today", "2020-03-20")
    assert (answer.status, answer.json["households"]["created"]) == (0, 6), answer.out
    return training


@pytest.fixture
def record(town, tmp_path):
    def run(kind: str, *entries: dict[str, object], day: str = "2020-03-20"):
        file = tmp_path / "data.json"
        file.write_text(json.dumps(entries, ensure_ascii=False), encoding="utf-8")
        return town("record", kind, "--data", file, "--json", "--today", day)

    return run


@pytest.fixture
def recorded(record):
    def run(kind: str, *entries: dict[str, object], day: str = "2020-03-20"):
        answer = record(kind, *entries, day=day)
        assert answer.status == 0, answer.out
        return answer.json.get("results", [])

    return run


@pytest.fixture
def show(town):
    return lambda number: town("show", number, "--json").json


def names(page) -> list[str]:
    return [f"{member['name']}{member['relation']}" for member in page["members"]]


def test_households_and_members_change(recorded, show):
    born = {"household": code(0), "name": "王新", "relation": "之女", "sex": "女", "born_on": "2020-03-01"}
    recorded("member", born)
    assert names(show(code(0)))[-1] == "王新之女"
    gone = {"household": code(0), "member": "王0甲", "reason": "死亡", "on": "2020-03-19"}
    recorded("member-end", {**gone, "relations": {"王0乙": "户主", "王0丙": "之子", "王新": "之女"}})
    assert show(code(0))["head_name"] == "王0乙"
    recorded("head-change", {"household": code(1), "relations": {"王1甲": "配偶", "王1乙": "户主", "王1丙": "之子"}})
    assert show(code(1))["head_name"] == "王1乙"
    (made,) = recorded("split", {"household": code(1), "leaving": {"王1丙": "户主"}})
    assert names(show(made["household_code"])) == ["王1丙户主"]
    recorded(
        "merge",
        {"household": made["household_code"], "into": code(1), "relations": {"王1丙": "之子"}, "proof": "并户申请"},
    )
    assert names(show(code(1))) == ["王1甲配偶", "王1乙户主", "王1丙之子"]
    head = {"name": "赵新", "relation": "户主", "id_number": id_number(900, born="19800101")}
    (made,) = recorded(
        "household", {"village": "石桥村", "group": "1组", "members": [head], "household_type": "一般农户"}
    )
    recorded("household-move", {"household": made["household_code"], "village": "红星村"})
    assert show(made["household_code"])["village"] == "红星村"
    recorded("household-end", {"household": made["household_code"], "reason": "整户迁出", "proof": "迁出证明"})
    assert show(made["household_code"])["status"] == "moved"


def test_how_members_came_and_on_what_proof_they_left(recorded, record, town, show, tmp_path):
    born = {"household": code(0), "name": "王新", "relation": "之女", "born_on": "2020-03-01", "on": "2020-03-01"}
    recorded("member", {**born, "came_by": "出生", "proof": "出生证1号"})
    recorded("member", {"household": code(1), "name": "王媳", "relation": "之儿媳", "on": "2020-03-02"})
    recorded("arrival", {"household": code(1), "member": "王媳", "came_by": "婚入", "proof": "结婚证2号"})
    recorded("member-end", {"household": code(0), "member": "王0丙", "reason": "死亡", "proof": "死亡证明3号"})
    recorded("member-move", {"household": code(1), "member": "王1丙", "into": code(0), "relation": "其他"})
    assert "王1丙其他" in names(show(code(0)))
    out = tmp_path / "增减.xlsx"
    assert town("export", "natural_changes", "--out", str(out), "--json").json["rows"] > 0
    rows = [[str(cell.value or "") for cell in row] for sheet in load_workbook(out) for row in sheet.iter_rows()]
    for reason, proof in (("出生", "出生证1号"), ("婚入", "结婚证2号"), ("死亡", "死亡证明3号")):
        assert any(reason in row and proof in row for row in rows)
    old = {"household": code(0), "name": "王老", "relation": "其他", "born_on": "1950-01-01", "on": "2020-03-01"}
    answer = record("member", {**old, "came_by": "出生"})
    assert answer.status == 1
    assert "不是新生儿" in answer.out


def test_villages_are_founded_renamed_and_joined(recorded, show):
    recorded("region", {"name": "白岩村"}, {"name": "2组", "village": "白岩村"})
    recorded("region-name", {"village": "白岩村", "name": "白岩社区", "from_on": "2020-03-20"})
    recorded("household-move", {"household": code(0), "village": "白岩社区", "group": "2组"})
    assert recorded("region-merge", {"village": "白岩社区", "into": "红星村"}) == [{"entry": 1, "households": 1}]
    assert show(code(0))["village"] == "红星村"


def test_clues_events_and_answers_on_hits(recorded, record, town):
    (made,) = recorded("clue", {"channel": "12345", "content": "有人住院", "subject_name": "李4甲"})
    recorded("clue-match", {"number": made["number"], "household": code(4)})
    recorded(
        "event", {"household": code(4), "event": "支出骤增", "description": "住院自付3万", "amount_fen": 3_000_000}
    )
    hits = {row["household_code"] for row in town("screen", "--json", "--today", "2020-03-20").json["candidates"]}
    assert hits == {code(number) for number in range(6)}
    recorded("hit-answer", {"household": code(5), "reason": "已住安置房", "signers": TWO}, day="2020-03-21")
    again = record("hit-answer", {"household": "404", "reason": "x", "signers": TWO}, day="2020-03-21")
    assert again.json["refused"][0]["codes"] == ["screening.no_hit"]


def test_persons_who_act_come_and_go(recorded, record, town):
    leader = {"name": "陈镇长", "organisation": "石门镇", "party": "镇领导", "post": "镇长"}
    recorded("officer", leader, {"name": "王经办", "organisation": "石门镇", "party": "T"})
    recorded("delegation", {"leader": "陈镇长", "to": "王经办", "paper_no": "石委1号"})
    permit = {
        "actions": ["propose"],
        "households": [code(0)],
        "last_day": "2020-04-30",
        "reason": "漏报",
        "paper_no": "补1号",
    }
    recorded("permit", {**permit, "signer": "王经办"}, day="2020-03-26")
    recorded("delegation-end", {"leader": "陈镇长", "to": "王经办"}, day="2020-03-27")
    late = record("permit", {**permit, "paper_no": "补2号", "signer": "王经办"}, day="2020-03-28")
    assert late.json["refused"][0]["codes"] == ["permit.signer_not_leader"]
    recorded("officer-end", {"name": "王经办", "organisation": "石门镇"}, day="2020-03-28")
    recorded("department", {"code": "water", "name": "区水务局", "duties": ["water"], "phone": "0830-1"})
    wrong = record("department", {"code": "x", "name": "某局", "duties": ["彩礼"]})
    assert wrong.json["refused"][0]["codes"] == ["directory.department_incomplete"]


def test_the_plans_line_and_the_next_plan(recorded, record, town):
    recorded("plan-line", {"line_fen": 520_000, "reason": "区里通知", "year": 2020})
    screened = town("screen", "--json", "--today", "2020-03-20").json
    assert screened["candidates"][0]["reasons"][0]["values"]["line_fen"] == 520_000
    assert recorded("plan", {"year": 2021, "preset": "2021-2025"})[0]["plan"].startswith("2021")
    assert record("plan", {"year": 2021, "copy_of": 2020}).json["refused"][0]["codes"] == ["plan.exists"]


def test_one_wrong_record_does_not_lose_the_others(record):
    good = {"household": code(0), "values": {"water_safe": "否"}}
    answer = record("fact", good, {**good, "household": "404"}, {**good, "values": {"没有": 1}}, {"household": code(1)})
    assert (answer.status, answer.json["recorded"]) == (1, 1)
    assert [row["entry"] for row in answer.json["refused"]] == [2, 3, 4]
    assert [row["codes"] for row in answer.json["refused"]] == [
        ["household.not_found"], ["record.unknown_field"], ["record_file.missing"],
    ]  # fmt: skip


def test_what_is_no_object_or_on_no_list_is_refused_not_dropped(record):
    sheet = {"village": "红星村", "sheet_no": "1", "signers": TWO, "reported": [code(0)]}
    assert record("village-sheet", sheet).json["refused"][0]["codes"] == ["record_file.bad_row"]
    reported = [{"household": code(0), "basis": "村核算", "category": "贫困户"}]
    assert record("village-sheet", {**sheet, "reported": reported}).json["refused"][0]["codes"] == [
        "record_file.bad_choice"
    ]
    assert record("member-end", {"household": code(0), "member": "无此人", "reason": "死亡"}).json["refused"][0][
        "codes"
    ] == ["record_file.no_such_member"]
