"""What is late: what, whom, since when. A kind with nothing in it is left out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from app.models.cases import Alert, Case, Measure, MonthlyCheck, PlatformTask, Problem
from app.models.cross_check import CrossCheckBatch, CrossCheckItem
from app.models.enums import OPEN_ALERT_STATES, AlertState, CaseState, PlanStage, Track
from app.models.household import HouseholdSummary
from app.models.imports import Finding
from app.models.region import Region
from app.models.screening import VillageSheet
from app.models.visits import VisitAssignment
from app.services.alerts.loading import pause_end
from app.services.cases.clocks import running_clocks
from app.services.measures.lacking import Lack, unhelped_in
from app.services.monitoring.grid import watched_in
from app.services.monitoring.months import watched_months
from app.services.notices import notices_in
from app.services.plan_cases import of_plan
from app.services.plans import RunningPlan
from app.services.procedure.steps import day_of, steps_of

# A form that is back from the village is typed within three days.
TYPING_DAYS = 3
# The office backs up every week (reliability).
BACKUP_DAYS = 7


@dataclass(frozen=True, slots=True)
class LateItem:
    """One thing that is late: a household's code, an alert's number or a village, its name, and since when."""

    subject: str
    name: str
    since: date


@dataclass(frozen=True, slots=True)
class Late:
    """A kind of work that is overdue, with everything behind its count, the oldest first."""

    kind: str
    name: str
    entries: tuple[LateItem, ...]

    @property
    def since(self) -> date:
        """Since when the oldest of it is late."""
        return self.entries[0].since

    @property
    def items(self) -> tuple[str, ...]:
        """Codes, numbers or names, without repeats."""
        return tuple(dict.fromkeys(entry.subject for entry in self.entries))


def find_late(
    session: Session, running: RunningPlan, today: date, *, days_since_backup: int | None = None
) -> tuple[Late, ...]:
    """Everything that is late on this day, in the order of the year."""
    found: list[tuple[str, str, Iterator[LateItem] | Sequence[LateItem]]] = [
        ("village_sheet", "村上报表未交", _villages_out(session, running, today)),
        ("cross_check", "信息比对未答复", _unanswered(session, running, today)),
        *_after_stages(session, running, today),
        *_tracks(session, running, today),
        ("notice_over", "公示期满未办结", _notices_over(session, running, today)),
        ("notice_hanging", "公示期满未撤下", _notices_hanging(session, today)),
        ("not_typed", "走访表已打印未录入", _not_typed(session, running, today)),
        ("platform", "平台待办", _platform(session, today)),
        ("not_monitored", "月度监测逾期", _not_monitored(session, running, today)),
        ("alert", "预警超期", _overdue_alerts(session, today)),
        ("closure", "销号申请待核实", _closures(session, today)),
        ("measure", "帮扶措施超期", _measures(session, today)),
        *_unhelped(session, today),
        ("problem", "问题整改超期", _problems(session, today)),
        ("finding", "疑点未处理", _findings(session, today)),
        ("backup", "备份", _backup(today, days_since_backup)),
    ]
    kinds = (Late(kind, name, tuple(sorted(entries, key=lambda entry: entry.since))) for kind, name, entries in found)
    return tuple(late for late in kinds if late.entries)


def _notices_over(session: Session, running: RunningPlan, today: date) -> Iterator[LateItem]:
    """Households whose notice's full days are over and that nobody has closed."""
    rows = session.execute(
        select(Case, HouseholdSummary.code, HouseholdSummary.head_name)
        .join(HouseholdSummary, HouseholdSummary.household_id == Case.household_id)
        .where(of_plan(running.plan_id), Case.state == CaseState.NOTICE_POSTED.value)
    )
    for case, code, head in rows:
        posted = [step for step in steps_of(session, case) if step.action == "post_notice"]
        over = day_of(posted[-1], "to_on") if posted else None
        if over is not None and today > over:
            yield LateItem(code, head, over)


def _notices_hanging(session: Session, today: date) -> list[LateItem]:
    """Notices whose time is over and that are not noted as taken down, by village and place."""
    return [
        LateItem(row.village, f"第{row.number}号：{'、'.join(row.hanging)}", row.to_on)
        for row in notices_in(session)
        if row.is_late(today)
    ]


# What should have been left behind when a stage closes: (stage, kind, name, states).
_AFTER_STAGE = (
    (PlanStage.SCREENING, "not_reported", "村未上报", (CaseState.PROPOSED, CaseState.REPORTED_BY_VILLAGE)),
    (PlanStage.VISITING, "not_visited", "未走访", (CaseState.LISTED,)),
    (PlanStage.EVALUATING, "not_evaluated", "未评议报区", (CaseState.VISITED, CaseState.EVALUATED)),
    (PlanStage.ENTERING, "not_entered", "未录入", (CaseState.APPROVED,)),
)


def _after_stages(session: Session, running: RunningPlan, today: date) -> list[tuple[str, str, list[LateItem]]]:
    found = []
    for code, kind, name, states in _AFTER_STAGE:
        window = running.plan.stage(code)
        if window and today > window.closes_on:
            chosen = (Case.state.in_([s.value for s in states]), Case.track == Track.BATCH.value)
            found.append((kind, name, _cases(session, running, window.closes_on, *chosen)))
    return found


def _tracks(session: Session, running: RunningPlan, today: date) -> list[tuple[str, str, list[LateItem]]]:
    """Cases on a track of their own whose clock is over; the district's days are told apart."""
    late = [clock for clock in running_clocks(session, running.plan, today=today) if clock.is_overrun(today)]
    supplement = [
        LateItem(
            clock.household_code,
            f"{clock.head_name}（第{clock.days}天，其中区级{clock.district_days}天）",
            clock.due_on,
        )
        for clock in late
        if clock.track is Track.SUPPLEMENT
    ]
    green = [LateItem(c.household_code, c.head_name, c.due_on) for c in late if c.track is Track.GREEN]
    return [("supplement", "补录超期", supplement), ("green_papers", "绿色通道手续逾期", green)]


def _cases(session: Session, running: RunningPlan, since: date, *conditions: ColumnElement[bool]) -> list[LateItem]:
    rows = session.execute(
        select(HouseholdSummary.code, HouseholdSummary.head_name)
        .join(Case, Case.household_id == HouseholdSummary.household_id)
        .where(of_plan(running.plan_id), *conditions)
        .order_by(HouseholdSummary.code)
    )
    return [LateItem(code, head, since) for code, head in rows]


def _deadline(running: RunningPlan, code: str, today: date) -> date | None:
    """The day of a sub-deadline that has passed."""
    due = next((deadline.due_on for deadline in running.plan.deadlines if deadline.code == code), None)
    return due if due is not None and today > due else None


def _villages_out(session: Session, running: RunningPlan, today: date) -> list[LateItem]:
    due = _deadline(running, "village_report", today)
    if due is None:
        return []
    sheets = select(VillageSheet.village_id).where(
        VillageSheet.plan_id == running.plan_id, VillageSheet.closed_on.is_not(None)
    )
    missing = select(Region.name).where(
        Region.kind == "village", Region.merged_into_id.is_(None), Region.id.not_in(sheets)
    )
    return [LateItem(name, name, due) for name in session.scalars(missing.order_by(Region.position, Region.id))]


def _unanswered(session: Session, running: RunningPlan, today: date) -> Iterator[LateItem]:
    """Open cases whose request is past its own day, else past the plan's."""
    planned = next((d.due_on for d in running.plan.deadlines if d.code == "cross_check"), None)
    rows = session.execute(
        select(HouseholdSummary.code, HouseholdSummary.head_name, CrossCheckBatch.requested_on, CrossCheckBatch.due_on)
        .distinct()
        .join(CrossCheckItem, CrossCheckItem.household_id == HouseholdSummary.household_id)
        .join(CrossCheckBatch, CrossCheckBatch.id == CrossCheckItem.batch_id)
        .join(Case, Case.household_id == HouseholdSummary.household_id)
        .where(CrossCheckBatch.plan_id == running.plan_id, CrossCheckItem.outcome == "unanswered", Case.is_open == 1)
        .order_by(HouseholdSummary.code)
    )
    for code, head, requested_on, due_on in rows:
        due = due_on or max(planned or requested_on, requested_on)
        if today > due:
            yield LateItem(code, head, due)


def _not_typed(session: Session, running: RunningPlan, today: date) -> list[LateItem]:
    rows = session.execute(
        select(HouseholdSummary.code, HouseholdSummary.head_name, VisitAssignment.printed_on)
        .join(Case, Case.household_id == HouseholdSummary.household_id)
        .join(VisitAssignment, VisitAssignment.case_id == Case.id)
        .where(
            of_plan(running.plan_id),
            Case.is_open == 1,
            Case.state == CaseState.LISTED.value,
            VisitAssignment.printed_on < today - timedelta(days=TYPING_DAYS),
        )
    )
    return [LateItem(code, head, printed + timedelta(days=TYPING_DAYS)) for code, head, printed in rows if printed]


def _platform(session: Session, today: date) -> list[LateItem]:
    rows = session.execute(
        select(HouseholdSummary.code, HouseholdSummary.head_name, PlatformTask.opened_on)
        .join(PlatformTask, PlatformTask.household_id == HouseholdSummary.household_id)
        .where(PlatformTask.done_on.is_(None), PlatformTask.is_void.is_(None), PlatformTask.opened_on <= today)
        .order_by(HouseholdSummary.code)
    )
    return [LateItem(*row) for row in rows]


def _not_monitored(session: Session, running: RunningPlan, today: date) -> list[LateItem]:
    """Months that are over without a check; counted by household first, looked into only where one is missing."""
    months = [month for month in watched_months(running.plan, until=today) if month.last < today]
    if not months:
        return []
    done: dict[int, int] = {
        row[0]: row[1]
        for row in session.execute(
            select(MonthlyCheck.spell_id, func.count())
            .where(MonthlyCheck.month >= str(months[0]), MonthlyCheck.month <= str(months[-1]))
            .group_by(MonthlyCheck.spell_id)
        )
    }
    found: list[LateItem] = []
    for watched in watched_in(session):
        due = [month for month in months if watched.covers(month)]
        if len(due) > done.get(watched.spell_id, 0):
            own = select(MonthlyCheck.month).where(MonthlyCheck.spell_id == watched.spell_id)
            checked = set(session.scalars(own)) if watched.spell_id in done else set()
            missing = [month for month in due if str(month) not in checked]
            home = watched.household
            found += [LateItem(home.code, home.head_name, month.last) for month in missing[:1]]
    return found


def _alerts(session: Session, since: ColumnElement[date], *conditions: ColumnElement[bool]) -> list[LateItem]:
    rows = session.execute(
        select(Alert.number, HouseholdSummary.head_name, since)
        .join(HouseholdSummary, HouseholdSummary.household_id == Alert.household_id)
        .where(*conditions)
        .order_by(Alert.id)
    )
    return [LateItem(*row) for row in rows]


def _overdue_alerts(session: Session, today: date) -> list[LateItem]:
    """Past its finish day (before the hand-over: its limit), or not taken over in time; paused clocks stand."""
    states = Alert.state.in_([state.value for state in OPEN_ALERT_STATES])
    silent = (Alert.state == AlertState.ASSIGNED.value) & Alert.responded_on.is_(None) & Alert.paused_on.is_(None)
    due = func.coalesce(Alert.due_on, Alert.limit_on)
    finish = _alerts(session, due, states, due < today, Alert.paused_on.is_(None))
    known = {entry.subject for entry in finish}
    response = _alerts(session, Alert.response_due_on, silent, Alert.response_due_on < today)  # type: ignore[arg-type]
    return [*finish, *(e for e in response if e.subject not in known), *_pauses_over(session, today)]


def _pauses_over(session: Session, today: date) -> Iterator[LateItem]:
    """Clocks that still stand although the end that was approved for the pause has passed."""
    paused = (
        select(Alert, HouseholdSummary.head_name)
        .join(HouseholdSummary, HouseholdSummary.household_id == Alert.household_id)
        .where(Alert.is_open == 1, Alert.paused_on.is_not(None))
    )
    for alert, head in session.execute(paused.order_by(Alert.id)):
        end = pause_end(steps_of(session, alert))
        if end is not None and end < today:
            yield LateItem(alert.number, f"{head}（中止到期未恢复）", end)


def _closures(session: Session, today: date) -> list[LateItem]:
    state = Alert.state == AlertState.CLOSURE_REQUESTED.value
    return _alerts(session, Alert.state_since_on, state, Alert.state_since_on < today)  # type: ignore[arg-type]


def _measures(session: Session, today: date) -> list[LateItem]:
    rows = session.execute(
        select(HouseholdSummary.code, HouseholdSummary.head_name, Measure.due_on)
        .join(Measure, Measure.household_id == HouseholdSummary.household_id)
        .where(Measure.state == "planned", Measure.due_on < today)
        .order_by(HouseholdSummary.code)
    )
    return [LateItem(code, head, due) for code, head, due in rows if due]


def _unhelped(session: Session, today: date) -> list[tuple[str, str, list[LateItem]]]:
    """Watched for a month without a measure, for half a year without one that lets them earn."""
    found = unhelped_in(session, today=today)
    return [
        (
            lack.value,
            lack.label,
            [LateItem(u.household.code, u.household.head_name, u.since) for u in found if u.lack is lack],
        )
        for lack in Lack
    ]


def _problems(session: Session, today: date) -> list[LateItem]:
    rows = session.execute(
        select(Problem.number, Problem.responsible, Problem.due_on).where(
            Problem.done_on.is_(None), Problem.due_on < today
        )
    )
    return [LateItem(number, responsible or "", due) for number, responsible, due in rows if due]


def _findings(session: Session, today: date) -> list[LateItem]:
    """Households with an open finding; a finding has no day of its own, it is due today."""
    rows = session.execute(
        select(HouseholdSummary.code, HouseholdSummary.head_name)
        .where(
            HouseholdSummary.household_id.in_(
                select(Finding.household_id).where(
                    Finding.state == "open",
                    or_(Finding.exempt_digest.is_(None), Finding.exempt_digest != Finding.evidence_digest),
                )
            )
        )
        .order_by(HouseholdSummary.code)
    )
    return [LateItem(code, head, today) for code, head in rows]


def _backup(today: date, days_since_backup: int | None) -> list[LateItem]:
    if days_since_backup is None or days_since_backup < BACKUP_DAYS:
        return []
    return [
        LateItem("备份", f"已{days_since_backup}天没有备份", today - timedelta(days=days_since_backup - BACKUP_DAYS))
    ]
