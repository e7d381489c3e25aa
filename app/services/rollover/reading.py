"""The rollover list, read from the ledger: whom it names, where each stands, what is proposed (workflow 2 row 34)."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.cases import Alert, Case, MonitoringSpell, MonthlyCheck, WorkflowStep
from app.models.enums import (
    OPEN_ALERT_STATES,
    AlertState,
    CaseState,
    Category,
    EndCause,
    Gap,
    PlanStage,
)
from app.models.facts import HouseholdFact
from app.models.history import in_chunks
from app.models.household import Household, HouseholdSummary
from app.models.plans import Department, PlanVersion, PlanYear
from app.models.rollover import CarryDecision
from app.services import plans
from app.services.briefs import BRIEF, BY_PLACE, brief_of
from app.services.monitoring.grid import WATCHED
from app.services.rollover.listed import compare_lists, listed_in
from app.services.rollover.proposing import Known, propose
from app.services.rollover.records import (
    Choice,
    Decision,
    DeskRow,
    NextPlan,
    OpenAlert,
    RolloverDesk,
    Standing,
    VillageDecember,
)
from app.services.workflow.plan import load

_OPENS = (12, 1)


def ending_plan(session: Session, today: date) -> plans.RunningPlan:
    """The plan whose turn of the year it is: last year's until it is closed and the new 排查 is over, else this year's.

    In December this year's own.
    """
    years = {row.year: row.status for row in session.execute(select(PlanYear.year, PlanYear.status))}
    last = today.year - 1
    if (today.month, today.day) < _OPENS and last in years:
        following = plans.plan_in(session, year=today.year).plan if today.year in years else None
        screening = following.stage(PlanStage.SCREENING) if following else None
        if years[last] != "closed" or screening is None or today <= screening.closes_on:
            return plans.plan_in(session, year=last)
    return plans.plan_in(session, year=today.year) if today.year in years else plans.plan_in(session, day=today)


def desk_in(session: Session, *, today: date) -> RolloverDesk:
    """The whole desk."""
    running = ending_plan(session, today)
    year, opens = running.plan.year, date(running.plan.year, *_OPENS)
    rows = rows_in(session, running)
    if today < opens:
        rows = tuple(replace(row, december=None) for row in rows)
    listed = listed_in(session, since=opens)
    marked, comparison = compare_lists(session, rows, listed)
    return RolloverDesk(
        year=year,
        opens_on=opens,
        is_open=today >= opens,
        is_closed=running.status == "closed",
        next_plan=_next_plan(session, year),
        villages=_villages(rows),
        rows=marked,
        comparison=comparison,
    )


def _next_plan(session: Session, year: int) -> NextPlan:
    """A plan that was made from this one is stale once this one got a later version and it did not."""
    rows = {row.year: row for row in session.scalars(select(PlanYear).where(PlanYear.year.in_((year, year + 1))))}
    own, following = rows.get(year), rows.get(year + 1)
    if following is None or own is None:
        return NextPlan.MISSING
    first = _version(session, following.id, following.current_version_number)
    newest = _version(session, own.id, own.current_version_number)
    is_shifted = first.reason.startswith(plans.SHIFTED_FROM.format(year=year))
    if is_shifted and newest.seq > first.seq and load(newest.body).shifted(year + 1) != load(first.body):
        return NextPlan.STALE
    return NextPlan.READY


def _version(session: Session, plan_id: int, number: int) -> PlanVersion:
    chosen = select(PlanVersion).where(PlanVersion.plan_id == plan_id, PlanVersion.number == number)
    return session.scalars(chosen).one()


@dataclass(frozen=True, slots=True)
class _Member:
    """A household of the list with the case and spell for which it is there."""

    household_id: int
    case: Case | None
    spell: MonitoringSpell | None
    standing: Standing


def rows_in(session: Session, running: plans.RunningPlan, codes: Collection[str] | None = None) -> tuple[DeskRow, ...]:
    """The households of the list by place; only these where some are named."""
    members = {member.household_id: member for member in _members(session, running)}
    own = Known.fields()
    alerts, december = _alerts(session, members), _december(session, running.plan.year, members.values())
    said, decided = _said_cleared(session, members), decisions_in(session, running.plan_id)
    found: list[DeskRow] = []
    for chunk in in_chunks(sorted(members)):
        statement = select(*BRIEF, *own, HouseholdSummary.household_type).join(
            Household, Household.id == HouseholdSummary.household_id
        )
        statement = statement.where(HouseholdSummary.household_id.in_(chunk)).order_by(*BY_PLACE)
        if codes is not None:
            statement = statement.where(HouseholdSummary.code.in_(list(codes)))
        for row in session.execute(statement):
            brief, rest = brief_of(row), row[len(BRIEF) :]
            member = members[brief.household_id]
            category, decision = _category(member), decided.get(brief.household_id)
            known = Known(*rest[: len(own)], said_cleared=brief.household_id in said, members=brief.member_count)
            found.append(
                DeskRow(
                    household=brief,
                    state=CaseState(member.case.state) if member.case else None,
                    category=category,
                    household_type=rest[-1],
                    identified_on=member.spell.identified_on if member.spell else None,
                    alerts=alerts.get(brief.household_id, ()),
                    december=december.get(brief.household_id),
                    standing=_stands(member, decision),
                    proposal=propose(known, category, rest[-1], on_watch=_on_watch(member)),
                    decision=decision,
                )
            )
    return tuple(found)


def _category(member: _Member) -> Category:
    named = member.spell.category if member.spell else member.case.category if member.case else None
    return Category(named or Category.MARGINAL)


def _stands(member: _Member, decision: Decision | None) -> Standing:
    """Without a case there is no step to take: the decision alone leaves a household out."""
    is_out = member.case is None and decision is not None and decision.choice is Choice.LEAVE_OUT
    return Standing.LEFT_OUT if is_out else member.standing


def _on_watch(member: _Member) -> bool:
    return member.case is None or CaseState(member.case.state) in WATCHED


def _members(session: Session, running: plans.RunningPlan) -> Iterable[_Member]:
    """Open cases of the plan, those that went over, watched ones without a case, and those that ended in the year."""
    plan_id, year = running.plan_id, running.plan.year
    carried = _carried(session, year)
    spells = _spells(session, ends_from=date(year, 1, 1))
    seen: set[int] = set()
    cases = session.scalars(select(Case).order_by(Case.id.desc()))
    for case in cases:
        if case.household_id in seen:
            continue
        standing = _standing(case, plan_id, carried, year)
        if standing is not None:
            seen.add(case.household_id)
            yield _Member(case.household_id, case, spells.get(case.household_id), standing)
    with_case = set(session.scalars(select(Case.household_id).where(Case.is_open == 1)))
    for household_id, spell in spells.items():
        if household_id not in seen and household_id not in with_case and spell.closed_on is None:
            yield _Member(household_id, None, spell, Standing.WAITING)


def _standing(case: Case, plan_id: int, carried: Mapping[int, date], year: int) -> Standing | None:
    """Where a case stands; None when it has nothing to do with the turn of this year."""
    if case.id in carried:
        if case.is_open:
            return Standing.CARRIED
        return Standing.CLEARED if case.state == CaseState.RISK_CLEARED else Standing.LEFT_OUT
    if case.plan_id != plan_id:
        return None
    if case.is_open:
        return Standing.WAITING
    if case.state == CaseState.RISK_CLEARED:
        return Standing.CLEARED
    return Standing.LEFT_OUT if case.state == CaseState.REMOVED and case.spell_id else None


def _carried(session: Session, year: int) -> dict[int, date]:
    """The cases that went over to the next year: by their step, or taken in from the list of our own (row 1)."""
    steps = select(WorkflowStep.case_id, WorkflowStep.action, WorkflowStep.data, WorkflowStep.occurred_on).where(
        WorkflowStep.action.in_(("roll_over", "carry_over")), WorkflowStep.taken_back_on.is_(None)
    )
    found: dict[int, date] = {}
    for row in session.execute(steps):
        data = json.loads(row.data or "{}")
        went_over = str(data.get("new_plan") or "") == str(year + 1)
        if went_over or (row.action == "carry_over" and data.get("source_list") == own_list_name(year)):
            found[row.case_id] = row.occurred_on
    return found


def own_list_name(year: int) -> str:
    """The source that row 1 names for what comes from our own ledger."""
    return f"{year}年本镇监测台账"


def _spells(session: Session, *, ends_from: date) -> dict[int, MonitoringSpell]:
    """The last spell of each household that was watched in the year."""
    rows = session.scalars(
        select(MonitoringSpell)
        .where(MonitoringSpell.closed_on.is_(None) | (MonitoringSpell.closed_on >= ends_from))
        .order_by(MonitoringSpell.id)
    )
    return {spell.household_id: spell for spell in rows if not spell.is_provisional or spell.closed_on is None}


def _alerts(session: Session, ids: Collection[int]) -> Mapping[int, tuple[OpenAlert, ...]]:
    found: dict[int, list[OpenAlert]] = defaultdict(list)
    states = [state.value for state in OPEN_ALERT_STATES]
    statement = (
        select(Alert, Department.name)
        .outerjoin(Department, Department.id == Alert.department_id)
        .where(Alert.state.in_(states))
        .order_by(Alert.number)
    )
    for alert, department in session.execute(statement):
        if alert.household_id in ids:
            told = OpenAlert(
                alert.number, Gap(alert.gap).label, AlertState(alert.state), department or "", alert.due_on
            )
            found[alert.household_id].append(told)
    return {id_: tuple(alerts) for id_, alerts in found.items()}


def _december(session: Session, year: int, members: Iterable[_Member]) -> dict[int, bool]:
    """Whether December's sheet of each watched household is in; only those that are to be watched in December."""
    last_day = date(year, 12, 1) + timedelta(days=30)
    due: dict[int, int] = {}
    for member in members:
        spell = member.spell
        is_due = spell is not None and spell.identified_on is not None and spell.identified_on <= last_day
        if is_due and spell and _on_watch(member) and (spell.closed_on is None or spell.closed_on > last_day):
            due[spell.id] = member.household_id
    checked: set[int] = set()
    for chunk in in_chunks(sorted(due)):
        month = select(MonthlyCheck.spell_id).where(
            MonthlyCheck.month == f"{year}-12", MonthlyCheck.spell_id.in_(chunk)
        )
        checked.update(session.scalars(month))
    return {household: spell in checked for spell, household in due.items()}


def _said_cleared(session: Session, ids: Collection[int]) -> set[int]:
    """The newest export that says anything of 风险是否消除 says 是."""
    said = HouseholdFact.exported_risk_cleared
    newest: dict[int, str] = {}
    statement = (
        select(HouseholdFact.household_id, said)
        .where(said.is_not(None))
        .order_by(HouseholdFact.observed_on.asc().nulls_first(), HouseholdFact.id)
    )
    for household_id, value in session.execute(statement):
        newest[household_id] = value or ""
    return {id_ for id_, value in newest.items() if id_ in ids and value in ("是", "1", "cleared")}


def decisions_in(session: Session, plan_id: int) -> dict[int, Decision]:
    """What was decided of each household for the year after this plan."""
    rows = session.scalars(select(CarryDecision).where(CarryDecision.plan_id == plan_id))
    return {row.household_id: _decision(row) for row in rows}


def _decision(row: CarryDecision) -> Decision:
    return Decision(
        choice=Choice(row.decision),
        category=Category(row.category) if row.category else None,
        cause=EndCause(row.cause) if row.cause else None,
        reason=row.reason or "",
        decision_no=row.decision_no or "",
        decided_on=row.decided_on,
        decided_by=row.decided_by,
    )


def _villages(rows: Sequence[DeskRow]) -> tuple[VillageDecember, ...]:
    found: dict[int, list[DeskRow]] = {}
    for row in rows:
        if row.standing in (Standing.WAITING, Standing.CARRIED):
            found.setdefault(row.household.village_id, []).append(row)
    return tuple(
        VillageDecember(
            village_id=id_,
            village=own[0].household.village_name,
            due=sum(row.december is not None for row in own),
            missing=sum(row.december is False for row in own),
            cases=len(own),
            alerts=sum(len(row.alerts) for row in own),
        )
        for id_, own in found.items()
    )
