"""Cases outside the batch: the answer that came in May, a clue of June (补录), the fire of August, December's clue."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from app.demo.cast import Part
from app.demo.clerk import comparison, decisions, entry, meetings, visits
from app.demo.clerk.calendar import Story
from app.demo.clerk.desk import LEADER, Desk, as_data, village_two
from app.demo.clerk.meetings import Evaluated
from app.models.enums import ClueChannel
from app.services.clues import ClueInput
from app.services.meetings.rules import Conclusion
from app.services.recording.inputs import IncomeInput


def answered_late(desk: Desk, code: str, folder: Path) -> Story:
    """区: the answer on a household that nobody had answered; its entry follows within three days (等区)."""
    on = decisions.DECIDED_LATE
    yield on
    path = folder / "区级审定结果_第3批_迟到.xlsx"
    decisions.take_in(desk, path, {code: decisions.AGREED}, number="区审〔2020〕5号", on=on)
    yield on + timedelta(days=2)
    entry.enter(desk, on=on + timedelta(days=2))
    entry.confirm(desk, folder / "四川省大数据平台监测对象导出_0510.xlsx", on=on + timedelta(days=2))


def supplement(desk: Desk, code: str, folder: Path, on: date) -> Story:
    """补录: from the clue to the ledger within fifteen days."""
    yield on
    number = _clue(desk, code, on)
    _expected_income(desk, code, on)
    yield on + timedelta(days=1)
    on += timedelta(days=1)
    data = {"category": _category(desk, code), "origin": "clue", "clue_no": number, "basis": "入户核算预计收入"}
    desk.take("propose", [code], on, data)
    yield from _through(desk, code, folder, on, round_no="补录")


def _clue(desk: Desk, code: str, on: date) -> str:
    given = ClueInput(
        channel=ClueChannel.HOTLINE, received_on=on, content="家中主要劳动力患病住院，失去收入", informant="邻居甲",
        household_id=desk.household_id(code),
    )  # fmt: skip
    desk.done["clue.register"] += 1
    return desk.office.clues.register(given, actor=desk.actor(), today=on).number


def _expected_income(desk: Desk, code: str, on: date) -> None:
    heads = int(str(desk.facts(code).get("counted_heads") or 1))
    given = IncomeInput(
        year=on.year, observed_on=on, basis="患病后务工收入中断，按实际月数测算", net_fen=heads * 360_000
    )
    desk.office.recording.record_income(desk.household_id(code), given, actor=desk.actor(), today=on)
    desk.done["record_income"] += 1


def _category(desk: Desk, code: str) -> str:
    return "unstable_exited" if desk.dossier(code).head.household_type == "exited" else "marginal"


def _through(desk: Desk, code: str, folder: Path, on: date, *, round_no: str) -> Story:
    """From 拟新增 to the ledger, each step on its own day."""
    village = desk.village_of(code)
    signers = as_data(village_two(village))
    desk.take("report_village", [code], on, {"sheet_no": f"{village}{round_no}1号", "signers": signers})
    list_no = f"石脱贫〔2020〕{round_no}{on:%m%d}号"
    number = comparison.request(desk, [code], list_no=list_no, on=on, due_on=on + timedelta(days=3))
    yield on + timedelta(days=2)
    on += timedelta(days=2)
    asked = comparison.export(desk, number, folder / f"信息比对申请名单_第{number}批.xlsx", on=on)
    comparison.late_answer(desk, folder, asked=asked, codes=[code], suspected={}, on=on)
    comparison.close(desk, [code], on=on)
    listed = {"list_no": f"区脱贫〔2020〕{round_no}{on:%m%d}号", "list_on": on.isoformat()}
    desk.take("confirm_list", [code], on, listed, by=desk.actor(LEADER))
    yield on + timedelta(days=1)
    on += timedelta(days=1)
    visits.record(desk, code, on)
    yield on + timedelta(days=1)
    on += timedelta(days=1)
    result = Evaluated()
    meetings.meet(desk, village, on, lambda _: Conclusion.INCLUDE, result)
    meetings.report(desk, list_no=f"石脱贫〔2020〕{round_no}报{on:%m%d}号", on=on, result=result)
    yield on + timedelta(days=3)
    on += timedelta(days=3)
    path = folder / f"区级审定结果_{round_no}_{on:%m%d}.xlsx"
    decisions.take_in(desk, path, {code: decisions.AGREED}, number=f"区审〔2020〕{round_no}{on:%m%d}号", on=on)
    yield on + timedelta(days=1)
    on += timedelta(days=1)
    entry.enter(desk, on=on)
    entry.confirm(desk, folder / f"四川省大数据平台监测对象导出_{on:%m%d}.xlsx", on=on)


def fire(desk: Desk, code: str, folder: Path) -> Story:
    """绿色通道: the house burns down; help first, then the papers."""
    on = date(2020, 8, 6)
    yield on
    numbers = desk.alert(
        "emergency",
        (),
        on,
        {"gap": "housing", "event": "8月5日夜失火，三间瓦房烧毁", "first_aid": "临时安置在村活动室，发放棉被口粮"},
        households=[code],
    )
    yield on + timedelta(days=1)
    handover = {
        "department": "区住建局", "response_due_on": "2020-08-10", "due_on": "2020-09-06",
    }  # fmt: skip
    desk.alert("assign", numbers, on + timedelta(days=1), handover)
    yield on + timedelta(days=2)
    desk.alert("accept", numbers, on + timedelta(days=2), {"person": "邓科长"})
    measure = {"group": "housing", "description": "重建住房60平方米", "responsible": "邓科长", "due_on": "2020-08-30",
               "amount_fen": 3_500_000}  # fmt: skip
    desk.alert("plan_measures", numbers, on + timedelta(days=2), {"measures": [measure]})
    yield from _through(desk, code, folder, on + timedelta(days=2), round_no="应急")
    done = date(2020, 8, 28)
    yield done
    proof = {"group": "housing", "state": "done", "done_on": done.isoformat(), "evidence": "竣工验收单、照片"}
    desk.alert("update_measure", numbers, done, {"measure": proof})
    signers = [{"name": "邓科长", "office": "区住建局"}]
    desk.alert("request_closure", numbers, done, {"paper_no": "应急销号1号", "signers": signers})
    closing = {
        "verifiers": ["王经办", "赵经办"], "facts": "新房已入住", "signers": [{"name": LEADER}], "gap_covered": True,
        "covered_by": "住房重建", "exit_items": {"housing": 1}, "net_income_fen": 1_500_000, "heads": 3,
        "platform_on": done.isoformat(),
    }  # fmt: skip
    desk.alert("close", numbers, done, closing)


def december_clue(desk: Desk, code: str) -> Story:
    """A clue of December that is still being compared when the year ends: it crosses the year."""
    on = date(2020, 12, 21)
    yield on
    number = _clue(desk, code, on)
    _expected_income(desk, code, on)
    data = {"category": _category(desk, code), "origin": "clue", "clue_no": number, "basis": "入户核算预计收入"}
    desk.take("propose", [code], on, data)
    yield on + timedelta(days=2)
    on += timedelta(days=2)
    village = desk.village_of(code)
    desk.take("report_village", [code], on, {"sheet_no": f"{village}补录2号", "signers": as_data(village_two(village))})
    comparison.request(desk, [code], list_no="石脱贫〔2020〕补录1223号", on=on, due_on=date(2021, 1, 8))


def of_part(desk: Desk, part: Part) -> list[str]:
    """The codes of the households with this part."""
    return desk.codes(desk.invented.cast.of(part))
