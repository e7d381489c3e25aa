"""动态监测: every village looks at its households every month; what is missing is marked the same day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from app.demo.clerk.calendar import Story
from app.demo.clerk.desk import Desk
from app.demo.clerk.entry import finish_platform
from app.demo.clerk.staff import committee, work_team
from app.models.enums import MonthlyFinding, MonthlyItem
from app.services.monitoring.grid import CellState, CheckWay
from app.services.monitoring.months import Month
from app.services.monitoring.records import CheckEntry, Round
from app.services.workflow.facts import Signer

FACTS = {
    MonthlyItem.HOUSING: "连日大雨，后墙开裂，住房不安全",
    MonthlyItem.MEDICAL: "家庭成员一人未缴城乡居民医保",
    MonthlyItem.WATER: "水源枯竭，饮水要挑",
    MonthlyItem.EDUCATION: "初三学生不愿到校上课",
    MonthlyItem.LIVING: "口粮不足，靠邻里接济",
    MonthlyItem.INCOME: "工地停工，工资未发",
}


@dataclass(slots=True)
class Gaps:
    """Which gap comes up at which household in which month, and the alerts that were marked for it."""

    planned: dict[tuple[Month, str], MonthlyItem] = field(default_factory=dict)
    marked: dict[tuple[Month, str], str] = field(default_factory=dict)

    def plan(self, month: int, code: str, item: MonthlyItem) -> tuple[Month, str]:
        """Let this gap come up."""
        key = (Month(2020, month), code)
        self.planned[key] = item
        return key


def day_of(month: Month) -> date:
    """The day on which the villages bring their sheets: the 25th, in April the 28th."""
    return date(month.year, month.number, 28 if month.number == 4 else 25)


def watch(desk: Desk, gaps: Gaps, months: Sequence[int]) -> Story:
    """Each month: the round of every village, the gaps marked, the platform's list worked off."""
    for number in months:
        month = Month(2020, number)
        on = day_of(month)
        yield on
        for village, village_id in desk.villages.items():
            _round(desk, gaps, month, village, village_id, on)
        yield on + timedelta(days=2)
        finish_platform(desk, on=on + timedelta(days=2))


def _round(desk: Desk, gaps: Gaps, month: Month, village: str, village_id: int, on: date) -> None:
    grid = desk.office.monitoring.grid(today=on, village_id=village_id, months=[month])
    due = [row.household.code for row in grid.rows if row.cells[0].state is CellState.DUE]
    if not due:
        return
    checker = work_team(village)[0]
    round_ = Round(month=month, checked_on=on, checker=checker, way=CheckWay.VISIT)
    carried = _carried(desk, gaps, round_, due, on)
    rest = [code for code in due if code not in carried]
    if rest:
        _refused_without_note(desk, round_, rest[0], on)
        saved = desk.office.monitoring.save(
            round_, list(_entries(desk, gaps, month, rest)), actor=desk.actor(), today=on
        )
        desk.done["monthly_check"] += len(saved.saved)
        for refused in saved.refused:
            desk.refuse(on, "monthly_check", refused.household_code, refused.reasons, expects=())
    _mark(desk, gaps, month, village, village_id, on)


def _carried(desk: Desk, gaps: Gaps, round_: Round, due: Sequence[str], on: date) -> frozenset[str]:
    """沿用上月, every other month, where nothing new came up and last month brought a check without a gap."""
    if round_.month.number % 2 or round_.month.number == 12:
        return frozenset()
    before = round_.month.previous
    plain = [code for code in due if (round_.month, code) not in gaps.planned and (before, code) not in gaps.planned]
    if not plain:
        return frozenset()
    saved = desk.office.monitoring.carry(round_, plain, actor=desk.actor(), today=on)
    desk.done["monthly_check.carried"] += len(saved.saved)
    # Whoever was entered after last month's round has nothing to carry over: it is looked at.
    for refused in saved.refused:
        desk.refuse(on, "monthly_check.carry", refused.household_code, refused.reasons,
                    expects=("monitoring.nothing_to_carry",))  # fmt: skip
    return frozenset(saved.saved)


def _entries(desk: Desk, gaps: Gaps, month: Month, codes: Sequence[str]) -> Iterator[CheckEntry]:
    for place, code in enumerate(codes):
        findings = dict.fromkeys(MonthlyItem, MonthlyFinding.NORMAL)
        notes: dict[MonthlyItem, str] = {}
        gap = gaps.planned.get((month, code))
        if gap:
            findings[gap], notes[gap] = MonthlyFinding.GAP, FACTS[gap]
        elif place % 7 == month.number % 7:
            findings[MonthlyItem.INCOME] = MonthlyFinding.CHANGED
            notes[MonthlyItem.INCOME] = "外出务工，收入增加"
        yield CheckEntry(code, findings, notes)


def _refused_without_note(desk: Desk, round_: Round, code: str, on: date) -> None:
    """Once: a gap that does not say what is missing."""
    if desk.done["monthly_check.silent"]:
        return
    desk.done["monthly_check.silent"] += 1
    findings = {**dict.fromkeys(MonthlyItem, MonthlyFinding.NORMAL), MonthlyItem.WATER: MonthlyFinding.GAP}
    saved = desk.office.monitoring.save(round_, [CheckEntry(code, findings)], actor=desk.actor(), today=on)
    for refused in saved.refused:
        desk.refuse(on, "monthly_check", refused.household_code, refused.reasons,
                    expects=("monitoring.gap_without_note",))  # fmt: skip


def _mark(desk: Desk, gaps: Gaps, month: Month, village: str, village_id: int, on: date) -> None:
    """Row 1 of the alerts for what came up this month."""
    offers = [
        offer
        for offer in desk.office.monitoring.offers(month, today=on, village_id=village_id)
        if (month, offer.household.code) in gaps.planned
    ]
    if not offers:
        return
    outcome = desk.office.monitoring.mark_alerts(
        offers, on=on, signers=(Signer(work_team(village)[0], "驻村工作队"),), platform_on=on,
        actor=desk.actor(committee(village)[0], f"{village}村委会"), today=on,
    )  # fmt: skip
    desk.done["alert.mark"] += len(outcome.done)
    for done in outcome.done:
        gaps.marked[month, done.household_code] = done.number
    for refused in outcome.refused:
        desk.refuse(on, "alert.mark", refused.named, refused.reasons, expects=())
