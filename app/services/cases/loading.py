"""Loads what the guards must know of a household's case, from the ledger as it stands in the transaction."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, exists, func, select
from sqlalchemy.orm import Session

from app.models.cases import Alert, Case, MonitoringSpell, WorkflowStep
from app.models.cross_check import CrossCheckBatch, CrossCheckItem
from app.models.enums import OPEN_ALERT_STATES, CaseState, Category, Track
from app.models.household import Household, Membership, Person
from app.models.region import Region
from app.models.screening import VillageSheet
from app.services import effective as e
from app.services import id_number
from app.services.entry.completeness import required_in
from app.services.plans import RunningPlan
from app.services.workflow.common_guards import a_day
from app.services.workflow.facts import CaseFacts, HouseholdFacts
from app.services.workflow.judge import TABLES

_NO_LABOUR = ("丧失劳动力", "无劳动力")


@dataclass(frozen=True, slots=True)
class Loaded:
    """A household with its open case, its open spell and the facts that the guards ask."""

    household: Household
    case: Case | None
    spell: MonitoringSpell | None
    last_step: WorkflowStep | None
    facts: CaseFacts


def find_household(session: Session, code: str) -> Household | None:
    """The household of a code: its permanent one or its national one."""
    found = session.scalars(select(Household).where(Household.code == code)).one_or_none()
    return found or session.scalars(select(Household).where(Household.national_code == code)).first()


def load(session: Session, household: Household, running: RunningPlan) -> Loaded:
    """Everything about one household's case; a closed case counts as none."""
    case = session.scalars(
        select(Case).where(Case.household_id == household.id, Case.is_open == 1).order_by(Case.id.desc())
    ).first()
    spell = session.scalars(
        select(MonitoringSpell)
        .where(MonitoringSpell.household_id == household.id, MonitoringSpell.closed_on.is_(None))
        .order_by(MonitoringSpell.id.desc())
    ).first()
    steps = _steps(session, case)
    own = _household_facts(session, household, running, has_open_case=case is not None)
    return Loaded(
        household, case, spell, steps[-1] if steps else None, _case_facts(session, case, spell, steps, own, running)
    )


def _steps(session: Session, case: Case | None) -> list[WorkflowStep]:
    if case is None:
        return []
    taken = select(WorkflowStep).where(WorkflowStep.case_id == case.id, WorkflowStep.taken_back_on.is_(None))
    return list(session.scalars(taken.order_by(WorkflowStep.number)))


def _household_facts(
    session: Session, household: Household, running: RunningPlan, *, has_open_case: bool
) -> HouseholdFacts:
    row = session.execute(
        select(
            e.below_line(running.plan.line_fen),
            e.has_event("income_drop", "spending_jump"),
        ).where(e.household.c.id == household.id)
    ).one()
    cleared = exists().where(Case.household_id == household.id, Case.state == CaseState.RISK_CLEARED)
    members = session.execute(
        select(Person.name, Person.id_number, e.person_value("labour_skill").label("labour"))
        .join(Membership, Membership.person_id == Person.id)
        .where(Membership.household_id == household.id, Membership.to_on.is_(None))
    ).all()
    exempt = set(
        session.scalars(
            select(Person.name)
            .join(CrossCheckItem, CrossCheckItem.person_id == Person.id)
            .where(CrossCheckItem.household_id == household.id, CrossCheckItem.outcome == "exempt")
        )
    )
    return HouseholdFacts(
        is_living=household.status == "active",
        household_type=household.household_type,
        has_open_case=has_open_case,
        was_cleared=bool(session.scalar(select(cleared))),
        below_line=row[0],
        has_income_event=bool(row[1]),
        members_without_id=tuple(m.name for m in members if not _usable(m.id_number) and m.name not in exempt),
        no_labour=bool(members) and all(m.labour in _NO_LABOUR for m in members),
    )


def _usable(number: str | None) -> bool:
    return bool(number) and id_number.has_right_check_digit(str(number)[:18])


def _count(session: Session, case: Case, *conditions: object) -> int:
    statement = (
        select(func.count())
        .select_from(CrossCheckItem)
        .join(CrossCheckBatch, CrossCheckBatch.id == CrossCheckItem.batch_id)
        .where(CrossCheckItem.household_id == case.household_id, CrossCheckBatch.plan_id == case.plan_id)
    )
    return session.scalar(statement.where(*conditions)) or 0  # type: ignore[arg-type]


def _case_facts(
    session: Session,
    case: Case | None,
    spell: MonitoringSpell | None,
    steps: list[WorkflowStep],
    own: HouseholdFacts,
    running: RunningPlan,
) -> CaseFacts:
    if case is None:
        return CaseFacts(household=own)
    item = CrossCheckItem
    suspect = item.outcome == "suspect"
    last = steps[-1] if steps else None
    answers = [step.occurred_on for step in steps if _reopens(step)]
    return CaseFacts(
        household=own,
        state=CaseState(case.state),
        track=Track(case.track),
        category=Category(case.category),
        last_step_on=last.occurred_on if last else None,
        last_action=last.action if last else None,
        last_party=last.party if last else None,
        last_paper_frozen=bool(last and last.paper_id),
        steps_since_own=int(bool(last) and not _is_own(last)),  # type: ignore[arg-type]
        sheet_closed=_sheet_closed(session, case),
        villages_missing=_villages_missing(session, running),
        unanswered_items=_count(session, case, item.outcome == "unanswered"),
        open_suspects=_count(session, case, suspect, item.conclusion.is_(None)),
        comparison_open=bool(case.comparison_open),
        has_not_qualified=_count(session, case, suspect, item.conclusion == "not_qualified") > 0,
        attempts=sum(step.action == "record_attempt" for step in steps),
        open_alerts=_open_alerts(session, case),
        mend_due_on=case.mend_due_on,
        answered_on=max(answers, default=None),
        missing_entry_fields=_missing_entry_fields(session, case, running),
        identified_on=spell.identified_on if spell else None,
        has_clear_visit=any(step.action == "record_clear_visit" for step in steps),
        has_clear_meeting=any(step.action == "record_clear_meeting" for step in steps),
        notice_to=_notice_to(steps),
    )


def _reopens(step: WorkflowStep) -> bool:
    return any(row.reopens for row in TABLES["case"] if row.action == step.action)


def _is_own(step: WorkflowStep) -> bool:
    return all(row.own for row in TABLES["case"] if row.action == step.action)


def _notice_to(steps: list[WorkflowStep]) -> date | None:
    posted = [step for step in steps if step.action == "post_notice"]
    return a_day(json.loads(posted[-1].data).get("to_on")) if posted else None


def _sheet_closed(session: Session, case: Case) -> bool:
    village = select(Household.village_id).where(Household.id == case.household_id).scalar_subquery()
    closed = exists().where(
        VillageSheet.plan_id == case.plan_id, VillageSheet.village_id == village, VillageSheet.closed_on.is_not(None)
    )
    return bool(session.scalar(select(closed)))


def _villages_missing(session: Session, running: RunningPlan) -> tuple[str, ...]:
    closed = exists().where(
        and_(
            VillageSheet.plan_id == running.plan_id,
            VillageSheet.village_id == Region.id,
            VillageSheet.closed_on.is_not(None),
        )
    )
    missing = select(Region.name).where(Region.kind == "village", Region.merged_into_id.is_(None), ~closed)
    return tuple(session.scalars(missing.order_by(Region.position, Region.id)))


def _open_alerts(session: Session, case: Case) -> int:
    states = [state.value for state in OPEN_ALERT_STATES]
    counted = select(func.count()).where(Alert.household_id == case.household_id, Alert.state.in_(states))
    return session.scalar(counted) or 0


def _missing_entry_fields(session: Session, case: Case, running: RunningPlan) -> tuple[str, ...]:
    """What the 采集表 lacks; looked up only where the next step asks for it."""
    if case.state != CaseState.APPROVED:
        return ()
    return required_in(session, case.household_id, year=running.plan.year)
