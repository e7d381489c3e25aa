"""The story from April on, by the command line: months, an alert, registers, reports, the roll-over, the backup."""

from __future__ import annotations

from openpyxl import load_workbook

from tests.stories.desk import Desk
from tests.stories.spring import WATCHED, two
from tests.stories.year_files import BOOK_HOUSEHOLDS, PERSONS, SIZE, code, codes

MEASURE = {"group": "health", "responsible": "周医保", "starts_on": "2020-05-08", "due_on": "2020-05-20"}
EXIT_ITEMS = ("education", "medical", "housing", "water", "electricity", "broadcast")


def households_are_watched(desk: Desk) -> None:
    """Every month all watched households; in May one lacks medical insurance: an alert from mark to follow-up."""
    desk.day = "2020-04-20"
    for day in ("2020-04-20", "2020-05-06"):
        desk.day = day
        wanting = code(10) if day == "2020-05-06" else None
        checked = desk.record("monthly-check", *(_month(number, day, wanting) for number in codes(*WATCHED)))
    assert checked["results"] == [{"entry": 3, "household_code": code(10), "gaps": ["medical"]}]
    assert "monitoring.not_watched" in desk.codes(
        "record", "monthly-check", "--data", desk.data(_month(code(5), desk.day))
    )
    marking = {"gap": "medical", "month": "2020-05", "fact": "一人未参保", "found_on": "2020-05-06"}
    marked = {**marking, "signers": [{"name": "石监测", "office": "石桥村"}]}
    value = desk.done("act", "mark", "--household", code(10), "--data", desk.data(marked))
    assert desk.refused("mark", code(10), **marked) == {"alert.already_open"}
    number = value["done"][0]["alert"]
    assert (number, value["done"][0]["state"]) == ("YJ2020-0001", "村标注")
    assert desk.alert("review_village", number, finding="属实", signers=two("石桥村")[:1]) == "村初审"
    desk.day = "2020-05-07"
    assert desk.alert("confirm", number, level="red", limit_on="2020-06-06") == "预警对象"
    handover = {"department": "区医保局", "response_due_on": "2020-05-10", "due_on": "2020-05-30"}
    assert desk.alert("assign", number, **handover) == "已交办"
    printed, words = desk.pdf("print", "assignment")
    assert (printed["documents"], number in words, "区医保局" in words) == (1, True, True)
    desk.day = "2020-05-08"
    assert desk.alert("accept", number, person="周医保") == "已交办"
    assert desk.alert("plan_measures", number, measures=[MEASURE]) == "帮扶中"
    assert desk.done("status")["alerts"] == {"帮扶中": 1}


def the_alert_is_closed(desk: Desk) -> None:
    """Help is done and proved, two verify, the department updates, the village looks again."""
    number = "YJ2020-0001"
    desk.day = "2020-05-18"
    done = {**MEASURE, "state": "done", "done_on": "2020-05-18", "evidence": "参保凭证"}
    assert desk.alert("update_measure", number, measure=done) == "帮扶中"
    desk.day = "2020-05-19"
    assert desk.alert("request_closure", number, paper_no="医保1号", signers=["周医保"]) == "申请销号"
    desk.day = "2020-05-22"
    closing = {
        "verifiers": ["李检", "王经办"],
        "facts": "已参保",
        "signers": ["陈镇长"],
        "net_income_fen": 1_500_000,
        "heads": 3,
    }
    lacking = desk.codes("act", "close", "--alert", number, "--data", desk.data(closing))
    assert lacking == {"alert.exit_items_open"}
    assert desk.alert("close", number, **closing, exit_items=dict.fromkeys(EXIT_ITEMS, 1)) == "已销号"
    desk.day = "2020-05-25"
    assert desk.alert("record_update", number, system="医保系统") == "部门已更新"
    early = desk.codes("act", "follow_up", "--alert", number, "--data", desk.data({"result": "stable"}))
    assert early == {"alert.follow_up_early"}
    desk.day = "2020-06-22"
    assert desk.alert("follow_up", number, result="stable") == "已回访"
    assert desk.done("show", code(10))["alerts"][0]["state"] == "followed_up"
    past = {day: desk.done("show", code(10), "--on", day) for day in ("2020-03-21", "2020-04-05", "2020-05-10")}
    assert [page["case"]["state"] for page in past.values()] == ["村已上报", "已走访", "监测中"]
    assert [[alert["state"] for alert in page["alerts"]] for page in past.values()] == [[], [], ["helping"]]
    assert past["2020-04-05"]["facts"] == {**past["2020-03-21"]["facts"], **past["2020-04-05"]["facts"]}
    assert {"visit", "national_export"} >= {row["source"] for row in past["2020-05-10"]["incomes"]}


def _month(number: str, day: str, wanting: str | None = None) -> dict[str, object]:
    findings = dict.fromkeys(("housing", "education", "medical", "water", "income", "employment", "living"), "正常")
    check = {"household": number, "month": day[:7], "checker": "石监测", "findings": findings}
    return (
        {**check, "findings": {**findings, "medical": "缺项"}, "notes": {"medical": "一人未参保"}}
        if number == wanting
        else check
    )


def checks_and_registers(desk: Desk) -> None:
    """疑点 to a workbook, an exemption that holds; clues answered; a problem found and put right; facts by hand."""
    out = desk.folder / "疑点.xlsx"
    found = desk.done("check", "--out", out)
    assert sum(found["by_code"].values()) == len(found["findings"])
    first = found["findings"][0]
    listed = [row for row in load_workbook(out).worksheets[0].iter_rows(values_only=True) if first["code"] in row]
    assert len(listed) == found["by_code"][first["code"]]
    exempted = {"household": first["household_code"], "rule": first["code"], "reason": "核实属实"}
    desk.record("finding-exemption", {**exempted, "member": first["member_name"] or ""})
    again = desk.done("check", "--code", first["code"])
    assert (again["exempt"], len(again["findings"])) == (1, len(listed) - 1)
    desk.record("clue-answer", {"number": "2020-0001", "state": "已核", "answer": "已通水", "reply_on": "2020-06-22"})
    clue = {"channel": "群众反映", "content": "屋顶漏雨", "household": code(5), "informant": "邻居"}
    number = desk.record("clue", clue)["results"][0]["number"]
    desk.record("clue-answer", {"number": number, "state": "不属实", "answer": "已修好"})
    problem = {"source": "大排查", "content": "档案缺页", "responsible": "王经办", "due_on": "2020-06-30"}
    number = desk.record("problem", problem)["results"][0]["number"]
    desk.record("problem-done", {"number": number, "proof": "已补齐"})
    desk.record("fact", {"household": code(5), "values": {"water_safe": "否"}})
    assert desk.done("show", code(5))["facts"]["water_safe"] == 0
    desk.record("income", {"household": code(5), "basis": "村核算", "net_fen": 1_500_000, "heads": 3})
    desk.record("delegation", {"leader": "陈镇长", "to": "王经办", "paper_no": "石委〔2020〕3号"})


def stages_are_reported(desk: Desk) -> None:
    """A report for each stage; its figures are those of the ledger, and they stay."""
    desk.day = "2020-07-01"
    texts = {stage: desk.pdf("report", "--stage", stage)[1] for stage in "PZDLMC"}
    households = {"P": 12, "Z": 13, "D": 11, "L": 11, "M": 11, "C": 11}
    for stage, count in households.items():
        assert f"我镇监测程序内农户{count}户{count * SIZE}人" in texts[stage], stage
    assert "（五）民主评议：减少1户3人，评议后12户36人" in texts["D"]
    assert "共标注预警1件，未结0件" in texts["M"]
    assert desk.pdf("report", "--stage", "P")[1] == texts["P"]
    changes = desk.pdf("print", "list_changes")[1]
    steps = ("拟新增：＋11户33人；排查后13户39人", "－1户3人；比对后12户36人", "＋1户3人；走访后13户39人")
    assert all(step in changes for step in (*steps, "－1户3人；评议后12户36人", "－1户3人；审定后11户33人"))
    assert len(desk.sheet("cases")) == len(WATCHED) + 3
    assert len(desk.sheet("roster")) == PERSONS + BOOK_HOUSEHOLDS * SIZE
    assert len(desk.sheet("alerts")) == 1


def the_year_is_rolled_over(desk: Desk) -> None:
    """Every month is checked or carried; without December nothing rolls over; then all go on in the next plan."""
    for month in range(6, 12):
        desk.day = f"2020-{month:02}-28"
        checks = [{**_month(number, desk.day), "carried": month % 2 == 1} for number in codes(*WATCHED)]
        desk.record("monthly-check", *checks)
    desk.day = "2020-12-28"
    missing = desk.refused("roll_over", code(0), new_plan=2021)
    assert missing >= {"roll_over.december_missing"}
    desk.record("monthly-check", *(_month(number, desk.day) for number in codes(*WATCHED)))
    assert desk.record("plan", {"year": 2021, "copy_of": 2020})["results"][0]["plan"].startswith("2021")
    desk.day = "2020-12-30"
    assert desk.codes("record", "plan-close", "--data", desk.data({"year": 2020})) == {"plan.still_open"}
    assert desk.act("roll_over", codes(*WATCHED), new_plan=2021) == ["监测中"]
    printed, words = desk.pdf("print", "carry_forward_list")
    assert (printed["documents"], code(0) in words) == (1, True)
    desk.record("plan-close", {"year": 2020})
    desk.day = "2021-01-10"
    status = desk.done("status")
    assert (status["stage"], status["cases"]) == ("K", {"监测中": len(WATCHED), "不纳入": 3})
    desk.record("monthly-check", _month(code(0), desk.day))
    signed = {"signers": [{"name": "石监测", "office": "石桥村"}], "month": "2021-01", "found_on": desk.day}
    marked = desk.data({"gap": "water", "fact": "水管冻裂", **signed})
    assert desk.done("act", "mark", "--household", code(11), "--data", marked)["done"][0]["alert"] == "YJ2021-0001"
    assert desk.refused("propose", code(5), category="marginal", origin="hit", basis="村核算") == {"plan.closed"}


def nothing_is_lost(desk: Desk) -> None:
    """The chain holds from the first day; a backup stands up elsewhere and says the same."""
    verified = desk.done("verify")
    assert (verified["ok"], verified["problems"]) == (True, [])
    assert verified["audit_entries"] > 100
    backup = desk.folder / "全年.swbak"
    assert desk.done("backup", backup)["ok"] is True
    before = {number: desk.done("show", number) for number in codes(10, 24)}
    status = desk.done("status")
    desk.database = "另一台电脑.db"
    assert desk.done("restore", backup)["ok"] is True
    assert desk.done("status") == status
    assert {number: desk.done("show", number) for number in codes(10, 24)} == before
    assert desk.done("verify")["ok"] is True
