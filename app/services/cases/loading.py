"""Loads what the guards must know of a household's case, from the ledger as it stands in the transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from sqlalchemy import Integer, Select, bindparam, exists, func, or_, select
from sqlalchemy.orm import Session

from app.models.cases import Alert, Case, MonitoringSpell, MonthlyCheck, WorkflowStep
from app.models.cross_check import CrossCheckBatch, CrossCheckItem
from app.models.enums import OPEN_ALERT_STATES, CaseState, Category, Track
from app.models.facts import HouseholdFact
from app.models.household import Household, Membership, Person
from app.models.objections import Objection
from app.models.screening import VillageSheet
from app.services import effective as e
from app.services import id_number
from app.services.clues import standing_in
from app.services.entry.completeness import required_in
from app.services.plans import RunningPlan
from app.services.procedure.steps import data_of, day_of, last_step, row_of, steps_of
from app.services.procedure.surroundings import Surroundings, around_plan
from app.services.workflow.facts import CaseFacts, HouseholdFacts, NamedClue
from app.services.workflow.reopening import PastStep, reopened_from
from app.services.workflow.windows import windows_of

_NO_LABOUR = ("丧失劳动力", "无劳动力")
_WATCHED = frozenset({CaseState.ENTERED, CaseState.MONITORED, CaseState.CLEARING_PROPOSED})
_COMPARED = frozenset({CaseState.CROSS_CHECKING, CaseState.CROSS_CHECKED})


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


def open_case_of(session: Session, household_id: int) -> Case | None:
    """The open case of a household; a closed case counts as none."""
    return session.scalars(
        select(Case).where(Case.household_id == household_id, Case.is_open == 1).order_by(Case.id.desc())
    ).first()


def last_case_of(session: Session, household_id: int) -> Case | None:
    """The household's latest case, open or closed: a closing step can be taken back too."""
    return session.scalars(select(Case).where(Case.household_id == household_id).order_by(Case.id.desc())).first()


def open_spell_of(session: Session, household_id: int) -> MonitoringSpell | None:
    """The open spell of a household."""
    return session.scalars(
        select(MonitoringSpell)
        .where(MonitoringSpell.household_id == household_id, MonitoringSpell.closed_on.is_(None))
        .order_by(MonitoringSpell.id.desc())
    ).first()


def load(
    session: Session,
    household: Household,
    running: RunningPlan,
    *,
    surroundings: Surroundings | None = None,
    closed_too: bool = False,
    clue_no: str = "",
) -> Loaded:
    """Everything about one household's case; ``surroundings`` saves looking them up again for every household.

    A closed case counts as none, unless ``closed_too`` asks for it: for taking back what closed it. ``clue_no`` is the
    clue on which a new case is to rest.
    """
    near = surroundings or around_plan(session, running)
    case, spell = open_case_of(session, household.id), open_spell_of(session, household.id)
    if case is None and closed_too:
        case = last_case_of(session, household.id)
    steps = steps_of(session, case)
    own = household_facts(session, household, running, has_open_case=case is not None)
    named = standing_in(session, clue_no, household.id) if clue_no else NamedClue.USABLE
    facts = CaseFacts(household=own, plan_years=frozenset(near.years.values()), named_clue=named)
    if case is not None:
        facts = _case_facts(session, case, spell, steps, own, near)
    return Loaded(household, case, spell, steps[-1] if steps else None, facts)


def household_facts(
    session: Session, household: Household, running: RunningPlan, *, has_open_case: bool
) -> HouseholdFacts:
    """What any new case or alert must know of its household."""
    row = session.execute(_own_facts(), {"household": household.id, "line": running.plan.line_fen}).one()
    members = session.execute(_members(), {"household": household.id}).all()
    without_id = [m.name for m in members if not _usable(m.id_number)]
    exempt = _exempt(session, household) if without_id else set()
    nobody_works = bool(members) and all(m.labour in _NO_LABOUR for m in members)
    return HouseholdFacts(
        is_living=household.status == "active",
        household_type=household.household_type,
        has_open_case=has_open_case,
        was_cleared=bool(row.was_cleared) or _cleared_elsewhere(session, household),
        below_line=row.below,
        has_income_event=bool(row.has_event),
        members_without_id=tuple(name for name in without_id if name not in exempt),
        no_labour=nobody_works if row.no_labour is None else bool(row.no_labour),
    )


@cache
def _own_facts() -> Select:
    """What the ledger says of one household; built once, for building it takes longer than asking it."""
    cleared = exists().where(Case.household_id == e.household.c.id, Case.state == CaseState.RISK_CLEARED.value)
    return select(
        e.is_below(e.net_per_head_fen(), bindparam("line", type_=Integer)).label("below"),
        e.has_event("income_drop", "spending_jump").label("has_event"),
        e.household_value("no_labour_household").label("no_labour"),
        cleared.label("was_cleared"),
    ).where(e.household.c.id == bindparam("household", type_=Integer))


@cache
def _members() -> Select:
    return (
        select(Person.name, Person.id_number, e.person_value("labour_skill").label("labour"))
        .join(Membership, Membership.person_id == Person.id)
        .where(Membership.household_id == bindparam("household", type_=Integer), Membership.to_on.is_(None))
    )


def _exempt(session: Session, household: Household) -> set[str]:
    found = (
        select(Person.name)
        .join(CrossCheckItem, CrossCheckItem.person_id == Person.id)
        .where(CrossCheckItem.household_id == household.id, CrossCheckItem.outcome == "exempt")
    )
    return set(session.scalars(found))


def _cleared_elsewhere(session: Session, household: Household) -> bool:
    """The export says 风险是否消除 = 是, and no later export takes it back."""
    said = HouseholdFact.exported_risk_cleared
    found = (
        select(said)
        .where(HouseholdFact.household_id == household.id, said.is_not(None))
        .order_by(HouseholdFact.observed_on.desc().nulls_last(), HouseholdFact.id.desc())
    )
    return session.scalars(found).first() in ("是", "1", "cleared")


def _usable(number: str | None) -> bool:
    return bool(number) and id_number.has_right_check_digit(str(number)[:18])


def _items(session: Session, case: Case) -> Sequence[CrossCheckItem]:
    """What was asked of this household's persons in the plan of the case, also before it joined another household."""
    asked = (
        select(CrossCheckItem)
        .join(CrossCheckBatch, CrossCheckBatch.id == CrossCheckItem.batch_id)
        .where(
            or_(CrossCheckItem.household_id == case.household_id, CrossCheckItem.case_id == case.id),
            CrossCheckBatch.plan_id == case.plan_id,
        )
    )
    return session.scalars(asked).all()


def _case_facts(
    session: Session,
    case: Case,
    spell: MonitoringSpell | None,
    steps: list[WorkflowStep],
    own: HouseholdFacts,
    near: Surroundings,
) -> CaseFacts:
    items, state = _items(session, case), CaseState(case.state)
    suspects = [item for item in items if item.outcome == "suspect"]
    answered = [item.answered_on for item in items if item.answered_on and state in _COMPARED]
    since_refusal = _since(steps, "refuse_clear", "recall_by_alert")
    return CaseFacts(
        household=own,
        state=state,
        track=Track(case.track),
        category=Category(case.category),
        last=last_step(
            session, steps, next_party_acted=_answer_came(steps, items) or _watch_began(session, case, spell, steps)
        ),
        calendar=near.calendar_of(case.plan_id, since=case.opened_on),
        is_provisional=bool(spell and spell.is_provisional),
        sheet_closed=_sheet_closed(session, case, steps),
        villages_missing=near.villages_missing,
        unanswered_items=sum(item.outcome == "unanswered" for item in items),
        open_suspects=sum(item.conclusion is None for item in suspects),
        comparison_open=bool(case.comparison_open),
        has_not_qualified=any(item.conclusion == "not_qualified" for item in suspects),
        attempts=_attempts(steps),
        open_alerts=_open_alerts(session, case),
        mend_due_on=case.mend_due_on,
        points_to_mend=_points(steps),
        reopened_from=reopened_from(_past(steps, near), late_results=answered),
        missing_entry_fields=_missing_entry_fields(session, case, near.running),
        identified_on=spell.identified_on if spell else None,
        has_clear_visit=any(step.action == "record_clear_visit" for step in since_refusal),
        has_clear_meeting=any(step.action == "record_clear_meeting" for step in since_refusal),
        missing_december_sheets=_december_missing(session, case, spell, near),
        open_objections=_open_objections(session, case),
        notice_to=_notice_to(steps),
        plan_years=frozenset(near.years.values()),
    )


def _since(steps: list[WorkflowStep], *actions: str) -> list[WorkflowStep]:
    """The steps after the last one of these actions."""
    places = [place for place, step in enumerate(steps) if step.action in actions]
    return steps[places[-1] + 1 :] if places else steps


def _attempts(steps: list[WorkflowStep]) -> int:
    """Failed attempts since the household was last put on the list."""
    count = 0
    for step in steps:
        if step.action == "record_attempt":
            count += 1
        elif step.to_state != step.from_state:
            count = 0
    return count


def _answer_came(steps: list[WorkflowStep], items: Sequence[CrossCheckItem]) -> bool:
    """The district has acted on the last step when it has answered a comparison that this step asked for."""
    asks = steps and steps[-1].action in ("submit_cross_check", "join_on_visit")
    return bool(asks) and any(item.outcome not in ("unanswered", "exempt") for item in items)


def _watch_began(session: Session, case: Case, spell: MonitoringSpell | None, steps: list[WorkflowStep]) -> bool:
    """The village has acted on the step that put the household under watch: an alert or a monthly check stands."""
    watched = {state.value for state in _WATCHED}
    if not steps or steps[-1].to_state not in watched or steps[-1].from_state in watched:
        return False
    checked = exists().where(MonthlyCheck.spell_id == (spell.id if spell else 0))
    return bool(_open_alerts(session, case)) or bool(session.scalar(select(checked)))


def _points(steps: list[WorkflowStep]) -> int:
    returned = [step for step in steps if step.action == "record_return"]
    if not returned:
        return 0
    points = data_of(returned[-1]).get("points")
    return len(points) if isinstance(points, list) else 0


def _past(steps: list[WorkflowStep], near: Surroundings) -> list[PastStep]:
    found: list[PastStep] = []
    for step in steps:
        row = row_of(step)
        if row is not None:
            named = day_of(step, row.answer_field) if row.answer_field else None
            found.append(PastStep(row, step.occurred_on, windows_of(row, near.plan), named))
    return found


def _open_objections(session: Session, case: Case) -> int:
    if case.state != CaseState.NOTICE_POSTED:
        return 0
    counted = select(func.count()).where(Objection.case_id == case.id, Objection.is_founded.is_(None))
    return session.scalar(counted) or 0


def _notice_to(steps: list[WorkflowStep]) -> date | None:
    posted = [step for step in steps if step.action == "post_notice"]
    return day_of(posted[-1], "to_on") if posted else None


def _sheet_closed(session: Session, case: Case, steps: list[WorkflowStep]) -> bool:
    """The village's sheet is closed; a returned household needs a supplement that was closed after its return."""
    returned = [step.occurred_on for step in steps if step.action == "return_village"]
    village = select(Household.village_id).where(Household.id == case.household_id).scalar_subquery()
    conditions = [
        VillageSheet.plan_id == case.plan_id,
        VillageSheet.village_id == village,
        VillageSheet.closed_on.is_not(None),
    ]
    if returned:
        conditions += [VillageSheet.closed_on >= returned[-1], VillageSheet.number > 1]
    return bool(session.scalar(select(exists().where(*conditions))))


def _open_alerts(session: Session, case: Case) -> int:
    states = [state.value for state in OPEN_ALERT_STATES]
    counted = select(func.count()).where(Alert.household_id == case.household_id, Alert.state.in_(states))
    return session.scalar(counted) or 0


def _missing_entry_fields(session: Session, case: Case, running: RunningPlan) -> tuple[str, ...]:
    """What the 采集表 lacks; looked up only where the next step asks for it."""
    if case.state != CaseState.APPROVED:
        return ()
    return required_in(session, case.household_id, year=running.plan.year)


def _december_missing(session: Session, case: Case, spell: MonitoringSpell | None, near: Surroundings) -> int:
    """1 when a watched household has no monthly check of its plan's December."""
    if CaseState(case.state) not in _WATCHED or spell is None:
        return 0
    month = f"{near.years.get(case.plan_id, near.plan.year)}-12"
    found = exists().where(MonthlyCheck.spell_id == spell.id, MonthlyCheck.month == month)
    return int(not session.scalar(select(found)))
