"""An alert under way: the steps from the village's mark to the closure that every path is made of."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from app.demo.clerk.calendar import Story
from app.demo.clerk.desk import CLERK, COLLEAGUE, LEADER, Desk, as_data, village_two
from app.demo.clerk.directory import contact
from app.demo.clerk.staff import work_team
from app.demo.clerk.watching import Gaps, day_of
from app.models.enums import MonthlyItem
from app.services.monitoring.months import Month

# Gap -> the department whose duty it is, the group of measures that fits, and what is done.
HELP: Mapping[MonthlyItem, tuple[str, str, str]] = {
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
        alert.take("assign", ("alert.duty_differs",), **handover(alert, other))
    alert.take("assign", **handover(alert, department), **({"reason": reason} if reason else {}))


def handover(alert: Alert, department: str) -> dict[str, Any]:
    """Department, contact, and the two days of row 8."""
    return {
        "department": department,
        "contact": contact(department),
        "response_due_on": (alert.on + timedelta(days=3)).isoformat(),
        "due_on": (alert.on + timedelta(days=30)).isoformat(),
    }


def to_helping(alert: Alert) -> Story:
    """Handed over, accepted, measures decided."""
    department, group, text = HELP[alert.item]
    yield alert.after(0)
    assign(alert, department)
    yield alert.after(2)
    alert.take("accept", person=contact(department))
    yield alert.after(1)
    measures(alert, group, text)


def measures(alert: Alert, group: str, text: str) -> None:
    """Row 14."""
    due = alert.on + timedelta(days=20)
    measure = {"group": group, "description": text, "responsible": contact(HELP[alert.item][0]),
               "due_on": due.isoformat(), "amount_fen": 280_000}  # fmt: skip
    alert.take("plan_measures", measures=[measure])


def finish_measures(alert: Alert) -> None:
    """Row 15: done, with evidence."""
    group = HELP[alert.item][1]
    if not alert.desk.done["alert.unproved"]:
        alert.desk.done["alert.unproved"] += 1
        alert.take("update_measure", ("alert.measure_not_proved",), measure={"group": group, "state": "done"})
    done = {"group": group, "state": "done", "done_on": alert.on.isoformat(), "evidence": "现场照片2张、验收单"}
    alert.take("update_measure", measure=done)


def request_closure(alert: Alert) -> None:
    """Row 17."""
    person = contact(HELP[alert.item][0])
    alert.take("request_closure", paper_no=f"销号申请-{alert.number[-4:]}",
               signers=[{"name": person, "office": HELP[alert.item][0]}])  # fmt: skip


def close(alert: Alert) -> None:
    """Row 19: two of the township on site, the leader signs; first once by him who asked for it."""
    heads = int(str(alert.desk.facts(alert.key[1]).get("counted_heads") or 1))
    data: dict[str, Any] = {
        "verifiers": [CLERK, COLLEAGUE],
        "facts": "现场查看，缺项已解决，户主签字确认",
        "signers": [{"name": LEADER, "office": alert.desk.township}],
        "exit_items": EXIT_ITEMS,
        "net_income_fen": heads * (560_000 + int(alert.number[-4:]) % 9 * 20_000),
        "heads": heads,
        "gap_covered": True,
        "covered_by": "帮扶措施已落实",
        "platform_on": alert.on.isoformat(),
    }
    if not alert.desk.done["alert.by_requester"]:
        alert.desk.done["alert.by_requester"] += 1
        person = contact(HELP[alert.item][0])
        own = [{"name": person, "office": HELP[alert.item][0]}]
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
