"""Alerts from the village's mark to the call after the closure, by every path that the table knows."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from app.demo.clerk.calendar import Story
from app.demo.clerk.desk import CLERK, COLLEAGUE, LEADER, Desk, as_data, two, village_two
from app.demo.clerk.directory import contact
from app.demo.clerk.staff import work_team
from app.demo.clerk.watching import Gaps, day_of
from app.models.enums import MonthlyItem
from app.services.monitoring.months import Month

# Gap -> the department whose duty it is, the group of measures that fits, and what is done.
_HELP: Mapping[MonthlyItem, tuple[str, str, str]] = {
    MonthlyItem.HOUSING: ("区住建局", "housing", "加固后墙，更换檩条"),
    MonthlyItem.MEDICAL: ("区医保局", "health", "代缴参保费，办理参保登记"),
    MonthlyItem.WATER: ("区水务局", "water", "接入村集中供水管网"),
    MonthlyItem.EDUCATION: ("区教育局", "compulsory_education", "送教上门，劝返复学"),
    MonthlyItem.LIVING: ("区民政局", "social_security", "纳入临时救助，发放口粮"),
}
EXIT_ITEMS = dict.fromkeys(("education", "medical", "housing", "water", "electricity", "broadcast"), 1)


@dataclass(slots=True)
class Alert:
    """An alert under way: its number once it was marked, its household, its day."""

    desk: Desk
    gaps: Gaps
    key: tuple[Month, str]
    on: date

    @property
    def number(self) -> str:
        """The number that it was given when it was marked."""
        return self.gaps.marked[self.key]

    @property
    def item(self) -> MonthlyItem:
        """What is missing."""
        return self.gaps.planned[self.key]

    @property
    def village(self) -> str:
        """Whose village answers for it."""
        return self.desk.village_of(self.key[1])

    def after(self, days: int) -> date:
        """The day so many days on, which is now today."""
        self.on += timedelta(days=days)
        return self.on

    def take(self, action: str, expects: Collection[str] = (), **data: object) -> bool:
        """One step of it, today; whether it was taken."""
        return bool(self.desk.alert(action, [self.number], self.on, data, expects=expects))


def started(desk: Desk, gaps: Gaps, month: int, code: str, item: MonthlyItem) -> Alert:
    """Plan the gap of a household; the alert is marked with the month's round."""
    key = gaps.plan(month, code, item)
    return Alert(desk, gaps, key, day_of(Month(2020, month)))


def to_confirmed(alert: Alert, *, level: str = "amber") -> Story:
    """Reviewed by another person of the village, confirmed by the leader with level and limit."""
    yield alert.after(1)
    if not alert.desk.done["alert.same_signer"]:
        alert.desk.done["alert.same_signer"] += 1
        marker = [{"name": work_team(alert.village)[0], "office": "驻村工作队"}]
        alert.take("review_village", ("alert.same_signer",), finding="属实", signers=marker)
    alert.take("review_village", finding="经入户核实，情况属实", signers=as_data(village_two(alert.village)[:1]))
    yield alert.after(1)
    alert.take("confirm", level=level, limit_on=(alert.on + timedelta(days=60)).isoformat())


def assign(alert: Alert, department: str, *, reason: str = "") -> None:
    """Row 8: three days to answer, thirty to finish."""
    if not alert.desk.done["alert.wrong_duty"]:
        alert.desk.done["alert.wrong_duty"] += 1
        other = "区应急管理局" if department != "区应急管理局" else "区教育局"
        alert.take("assign", ("alert.duty_differs",), **_handover(alert, other))
    alert.take("assign", **_handover(alert, department), **({"reason": reason} if reason else {}))


def _handover(alert: Alert, department: str) -> dict[str, object]:
    return {
        "department": department,
        "contact": contact(department),
        "response_due_on": (alert.on + timedelta(days=3)).isoformat(),
        "due_on": (alert.on + timedelta(days=30)).isoformat(),
    }


def to_helping(alert: Alert) -> Story:
    """Handed over, accepted, measures decided."""
    department, group, text = _HELP[alert.item]
    yield alert.after(0)
    assign(alert, department)
    yield alert.after(2)
    alert.take("accept", person=contact(department))
    yield alert.after(1)
    measures(alert, group, text)


def measures(alert: Alert, group: str, text: str) -> None:
    """Row 14."""
    due = alert.on + timedelta(days=20)
    measure = {"group": group, "description": text, "responsible": contact(_HELP[alert.item][0]),
               "due_on": due.isoformat(), "amount_fen": 280_000}  # fmt: skip
    alert.take("plan_measures", measures=[measure])


def finish_measures(alert: Alert) -> None:
    """Row 15: done, with evidence."""
    group = _HELP[alert.item][1]
    if not alert.desk.done["alert.unproved"]:
        alert.desk.done["alert.unproved"] += 1
        alert.take("update_measure", ("alert.measure_not_proved",), measure={"group": group, "state": "done"})
    done = {"group": group, "state": "done", "done_on": alert.on.isoformat(), "evidence": "现场照片2张、验收单"}
    alert.take("update_measure", measure=done)


def request_closure(alert: Alert) -> None:
    """Row 17."""
    person = contact(_HELP[alert.item][0])
    alert.take("request_closure", paper_no=f"销号申请-{alert.number[-4:]}",
               signers=[{"name": person, "office": _HELP[alert.item][0]}])  # fmt: skip


def close(alert: Alert) -> None:
    """Row 19: two of the township on site, the leader signs; first once by him who asked for it."""
    data: dict[str, object] = {
        "verifiers": [CLERK, COLLEAGUE],
        "facts": "现场查看，缺项已解决，户主签字确认",
        "signers": [{"name": LEADER, "office": alert.desk.township}],
        "exit_items": EXIT_ITEMS,
        "net_income_fen": 2_400_000,
        "heads": 3,
        "gap_covered": True,
        "covered_by": "帮扶措施已落实",
        "platform_on": alert.on.isoformat(),
    }
    if not alert.desk.done["alert.by_requester"]:
        alert.desk.done["alert.by_requester"] += 1
        person = contact(_HELP[alert.item][0])
        own = [{"name": person, "office": _HELP[alert.item][0]}]
        alert.take("close", ("alert.verified_by_requester",), **{**data, "signers": own})
    alert.take("close", **data)


def to_closed(alert: Alert) -> Story:
    """From the mark to the closure without a hitch."""
    yield from to_confirmed(alert)
    yield from to_helping(alert)
    yield alert.after(15)
    finish_measures(alert)
    yield alert.after(2)
    request_closure(alert)
    yield alert.after(0)
    close(alert)


# -- the paths -----------------------------------------------------------------------------------------


def full(alert: Alert) -> Story:
    """Closed, updated by the department, called after thirty days, and told once more."""
    yield from to_closed(alert)
    yield alert.after(3)
    alert.take("record_update", system="部门业务系统")
    alert.take("follow_up", ("alert.follow_up_early",), result="stable")
    yield alert.after(28)
    alert.take("follow_up", result="stable")
    alert.take("record_update", system="四川省大数据平台")


def dismissed(alert: Alert) -> Story:
    """Not so, says the village."""
    yield alert.after(1)
    alert.take("dismiss", reason="核实为误登，医保已于1月缴费", signers=as_data(village_two(alert.village)))


def rejected(alert: Alert) -> Story:
    """Sent back to the village, reviewed again, and not upheld by the leader."""
    yield alert.after(1)
    signer = as_data(village_two(alert.village)[1:])
    alert.take("review_village", finding="属实", signers=signer)
    yield alert.after(1)
    alert.take("return_village", reason="未附照片", due_on=(alert.on + timedelta(days=3)).isoformat())
    yield alert.after(2)
    alert.take("review_village", finding="补充照片后仍报", signers=signer)
    yield alert.after(1)
    alert.take("reject", reason="照片显示只是墙皮脱落，不影响安全")


def declined_twice(alert: Alert) -> Story:
    """Two departments send it back; the leader decides, and it is closed and stays 部门已更新."""
    department, group, text = _HELP[alert.item]
    yield from to_confirmed(alert, level="red")
    yield alert.after(0)
    assign(alert, "区民政局", reason="兼有生活困难，先请民政牵头")
    yield alert.after(1)
    alert.take("decline", reason="属行业主管部门职责")
    yield alert.after(0)
    assign(alert, department)
    yield alert.after(1)
    alert.take("decline", ("alert.second_decline",), reason="本年资金已用完")
    alert.take("decline", reason="本年资金已用完", leader_decision="由区医保局办理，资金由镇统筹")
    yield alert.after(0)
    assign(alert, department)
    yield alert.after(1)
    alert.take("accept", person=contact(department))
    measures(alert, group, text)
    yield alert.after(12)
    finish_measures(alert)
    request_closure(alert)
    close(alert)
    yield alert.after(4)
    alert.take("record_update", system="医保信息平台")


def hard(alert: Alert) -> Story:
    """Extended, paused and resumed, reminded twice, taken to the district, refused once, closed at last."""
    yield from to_confirmed(alert, level="red")
    yield from to_helping(alert)
    yield alert.after(5)
    late = (alert.on + timedelta(days=40)).isoformat()
    alert.take("extend", cause="season", due_on=late, paper_no=f"延期审批-{alert.number[-4:]}")
    yield alert.after(2)
    until = (alert.on + timedelta(days=5)).isoformat()
    alert.take("pause", cause="away", until_on=until, paper_no=f"中止审批-{alert.number[-4:]}")
    yield alert.after(4)
    alert.take("resume", reason="户主已返乡")
    alert.take("remind", ("alert.not_due_yet",))
    alert.take("escalate", ("alert.two_reminders",), reply_due_on=(alert.on + timedelta(days=7)).isoformat())
    yield alert.after(12)
    group = _HELP[alert.item][1]
    alert.take("update_measure", measure={"group": group, "state": "cancelled", "reason": "施工队更换，重新安排"})
    again = {"group": group, "responsible": "吴科长", "due_on": (alert.on + timedelta(days=24)).isoformat()}
    alert.take("update_measure", measure=again)
    yield alert.after(23)
    alert.take("remind")
    yield alert.after(1)
    alert.take("remind")
    alert.take("escalate", reply_due_on=(alert.on + timedelta(days=3)).isoformat())
    yield from _refused_once(alert)


def _refused_once(alert: Alert) -> Story:
    finish_measures(alert)
    request_closure(alert)
    due = (alert.on + timedelta(days=10)).isoformat()
    alert.take(
        "refuse_closure", unmet=[alert.item.value], due_on=due, signers=two(alert.desk.township, CLERK, COLLEAGUE)
    )
    yield alert.after(3)
    more = {"group": _HELP[alert.item][1], "state": "done", "evidence": "返工后照片"}
    alert.take("update_measure", measure=more)
    request_closure(alert)
    close(alert)


def reassigned(alert: Alert) -> Story:
    """Given to another department half-way; closed."""
    department, group, text = _HELP[alert.item]
    yield from to_confirmed(alert)
    yield from to_helping(alert)
    yield alert.after(3)
    alert.take("reassign", **_handover(alert, department), reason="改由乡村建设股承办")
    yield alert.after(1)
    alert.take("accept", person=contact(department))
    measures(alert, group, text)
    yield alert.after(10)
    finish_measures(alert)
    request_closure(alert)
    close(alert)


def rebounding(alert: Alert) -> Story:
    """Closed, then the same gap again within the months of 反弹: reopened and closed once more."""
    yield from to_closed(alert)
    yield alert.after(20)
    alert.take("reopen", fact="大雨后同一面墙再次开裂")
    yield from to_helping(alert)
    yield alert.after(10)
    finish_measures(alert)
    request_closure(alert)
    close(alert)


def mistaken(alert: Alert) -> Story:
    """Confirmed, then found to be double: terminated."""
    yield from to_confirmed(alert)
    yield alert.after(2)
    alert.take("terminate", cause="mistaken", proof="与村民核实，系邻居户情况，登记错户")


def seen_again(alert: Alert) -> Story:
    """The same gap next month: refused as a second alert, added as a line, and helped on."""
    yield from to_confirmed(alert)
    yield from to_helping(alert)
    yield alert.after(4)
    data = {"gap": alert.item.value, "month": f"{alert.on:%Y-%m}", "fact": "仍未解决", "found_on": alert.on.isoformat(),
            "signers": [{"name": work_team(alert.village)[0]}]}  # fmt: skip
    alert.desk.alert("mark", (), alert.on, data, households=[alert.key[1]], expects=("alert.already_open",))
    alert.desk.attempt(
        "alert.add_line",
        alert.on,
        lambda: alert.desk.office.alerts.add_line(
            alert.number, fact="仍未解决，待停雨施工", found_on=alert.on, actor=alert.desk.actor(), today=alert.on
        ),
        subject=alert.number,
    )
    yield alert.after(12)
    finish_measures(alert)
    request_closure(alert)
    close(alert)


def stays(alert: Alert, state: str) -> Story:
    """Ends the year in this state and is carried over: numbers and clocks go on."""
    if state == "marked":
        return
    if state == "reviewed":
        yield alert.after(1)
        alert.take("review_village", finding="属实", signers=as_data(village_two(alert.village)[:1]))
        return
    yield from to_confirmed(alert)
    if state == "assigned":
        yield alert.after(0)
        assign(alert, _HELP[alert.item][0])
        yield alert.after(1)
        alert.take("accept", person=contact(_HELP[alert.item][0]))
    elif state in ("helping", "closure_requested"):
        yield from to_helping(alert)
    if state == "closure_requested":
        yield alert.after(15)
        finish_measures(alert)
        alert.take("extend", cause="district", due_on="2021-01-15", paper_no=f"延期审批-{alert.number[-4:]}")
        alert.on = date(2020, 12, 31)
        yield alert.on
        request_closure(alert)
