"""The cases of a plan as lists name them, and the steps they took: one statement each, whatever their number."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, cast

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import aliased

from app.models.cases import Case, MonitoringSpell, WorkflowStep
from app.models.enums import CaseState, HouseholdType
from app.models.history import in_chunks
from app.models.household import Household, HouseholdSummary
from app.models.region import Region
from app.services.papers.queries.asking import Question
from app.services.papers.queries.gone import last_known
from app.services.papers.wording import short_day, yuan
from app.services.plan_cases import of_plan

_VILLAGE = aliased(Region)
_GROUP = aliased(Region)


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case with its household as lists name it."""

    case_id: int
    household_id: int
    spell_id: int | None
    code: str
    national_code: str
    village_id: int
    village: str
    group: str
    head: str
    id_number: str
    members: int
    household_type: str
    category_code: str
    category: str
    state: CaseState
    track: str
    origin: str
    net_per_head_fen: int | None
    net_basis: str
    risks: str
    identified_on: date | None
    entered_on: date | None
    opened_on: date
    state_since_on: date
    mend_due_on: date | None
    comparison_open: bool
    open_alerts: int
    address: str
    phone: str
    tags: str

    @property
    def income(self) -> str:
        """人均纯收入 in yuan."""
        return yuan(self.net_per_head_fen)

    @property
    def identified(self) -> str:
        """识别日期 for a narrow column."""
        return short_day(self.identified_on)

    @property
    def entered(self) -> str:
        """录入日期 for a narrow column."""
        return short_day(self.entered_on)


_COLUMNS: tuple[ColumnElement[Any], ...] = tuple(
    cast("ColumnElement[Any]", column)
    for column in (
        Case.id,
        Case.household_id,
        Case.spell_id,
        Case.category,
        Case.state,
        Case.track,
        Case.origin,
        Case.entered_on,
        Case.opened_on,
        Case.state_since_on,
        Case.mend_due_on,
        Case.comparison_open,
        Household.code,
        Household.national_code,
        Household.village_id,
        Household.household_type,
        Household.address,
        HouseholdSummary.head_name,
        HouseholdSummary.head_id_number,
        HouseholdSummary.member_count,
        HouseholdSummary.net_per_head_fen,
        HouseholdSummary.net_basis,
        HouseholdSummary.open_alerts,
        HouseholdSummary.phone,
        HouseholdSummary.tags,
        MonitoringSpell.risks,
        MonitoringSpell.identified_on,
    )
)


def case_rows(question: Question, *conditions: ColumnElement[bool], every_plan: bool = False) -> list[CaseRow]:
    """The cases of the running plan that are wanted, in the order of villages, groups and heads."""
    statement = _statement().where(*conditions)
    if not every_plan:
        statement = statement.where(of_plan(question.running.plan_id))
    scope = question.scope
    statement = statement.where(*question.within(village=_of(Household.village_id), household=_of(Household.id)))
    if scope.cases is not None:
        statement = statement.where(Case.id.in_(scope.cases))
    return _as_last_known(question, [_row(question, row) for row in question.session.execute(statement)])


def _as_last_known(question: Question, rows: list[CaseRow]) -> list[CaseRow]:
    """The same rows; a household that nobody lives in any more by its last head and members."""
    known = last_known(question.session, (row.household_id for row in rows if not row.members))
    return [
        replace(row, head=last.head, id_number=last.id_number, members=last.members)
        if (last := known.get(row.household_id))
        else row
        for row in rows
    ]


def wanted_cases(question: Question, *pending: CaseState) -> list[CaseRow]:
    """The cases of the step that freezes a paper, else those that wait for it."""
    return case_rows(question) if question.freezing else case_rows(question, in_states(*pending))


def in_states(*states: CaseState) -> ColumnElement[bool]:
    """The condition on a case's state."""
    return Case.state.in_([state.value for state in states])


def _of(column: object) -> ColumnElement[int]:
    return cast("ColumnElement[int]", column)


def _statement() -> Select[Any]:
    return (
        select(*_COLUMNS, _VILLAGE.name.label("village"), _GROUP.name.label("group_name"))
        .join(Household, Household.id == Case.household_id)
        .join(HouseholdSummary, HouseholdSummary.household_id == Household.id)
        .join(_VILLAGE, _VILLAGE.id == Household.village_id)
        .outerjoin(_GROUP, _GROUP.id == Household.group_id)
        .outerjoin(MonitoringSpell, MonitoringSpell.id == Case.spell_id)
        .order_by(
            _VILLAGE.position,
            _VILLAGE.id,
            _GROUP.position,
            _GROUP.id,
            HouseholdSummary.head_name,
            Case.id,
        )
    )


def _row(question: Question, row: Any) -> CaseRow:
    return CaseRow(
        case_id=row.id,
        household_id=row.household_id,
        spell_id=row.spell_id,
        code=row.code,
        national_code=row.national_code or "",
        village_id=row.village_id,
        village=row.village,
        group=row.group_name or "",
        head=row.head_name,
        id_number=row.head_id_number or "",
        members=row.member_count,
        household_type=HouseholdType(row.household_type).label if row.household_type else "",
        category_code=row.category,
        category=question.category(row.category),
        state=CaseState(row.state),
        track=row.track,
        origin=row.origin or "",
        net_per_head_fen=row.net_per_head_fen,
        net_basis=row.net_basis or "",
        risks=row.risks or "",
        identified_on=row.identified_on,
        entered_on=row.entered_on,
        opened_on=row.opened_on,
        state_since_on=row.state_since_on,
        mend_due_on=row.mend_due_on,
        comparison_open=bool(row.comparison_open),
        open_alerts=row.open_alerts,
        address=row.address or "",
        phone=row.phone or "",
        tags=row.tags or "",
    )


@dataclass(frozen=True, slots=True)
class Step:
    """A step that stands, as papers speak of it."""

    id: int
    case_id: int | None
    alert_id: int | None
    household_id: int
    row: str
    action: str
    from_state: str
    to_state: str
    occurred_on: date
    paper_no: str
    actor: str
    on_behalf_of: str
    session_user: str
    signers: tuple[tuple[str, str], ...]
    data: Mapping[str, object]
    seq: int = 0  # the transaction that wrote this version of it

    def text(self, name: str) -> str:
        """A field of the step as text, empty when it was not given."""
        value = self.data.get(name)
        return "" if value is None else str(value)


def steps_of_cases(question: Question, case_ids: Iterable[int], *actions: str) -> dict[int, list[Step]]:
    """The steps of each case that were not taken back, in order; only these actions where some are named."""
    found: dict[int, list[Step]] = {}
    for step in _steps(question, WorkflowStep.case_id, case_ids, actions):
        if step.case_id is not None:
            found.setdefault(step.case_id, []).append(step)
    return found


def steps_of_alerts(question: Question, alert_ids: Iterable[int], *actions: str) -> dict[int, list[Step]]:
    """The same for alerts."""
    found: dict[int, list[Step]] = {}
    for step in _steps(question, WorkflowStep.alert_id, alert_ids, actions):
        if step.alert_id is not None:
            found.setdefault(step.alert_id, []).append(step)
    return found


def _steps(question: Question, owner: Any, ids: Iterable[int], actions: Collection[str]) -> Iterable[Step]:
    for chunk in in_chunks(sorted(ids)):
        statement = select(WorkflowStep).where(owner.in_(chunk), WorkflowStep.taken_back_on.is_(None))
        if actions:
            statement = statement.where(WorkflowStep.action.in_(actions))
        for row in question.session.scalars(statement.order_by(owner, WorkflowStep.number)):
            yield step_of(row)


def step_of(row: WorkflowStep) -> Step:
    """A stored step as papers speak of it."""
    signers = json.loads(row.signers or "[]")
    return Step(
        id=row.id,
        case_id=row.case_id,
        alert_id=row.alert_id,
        household_id=row.household_id,
        row=row.row,
        action=row.action,
        from_state=row.from_state or "",
        to_state=row.to_state,
        occurred_on=row.occurred_on,
        paper_no=row.paper_no or "",
        actor=row.actor,
        on_behalf_of=row.on_behalf_of,
        session_user=row.session_user,
        signers=tuple((str(s.get("name", "")), str(s.get("office", ""))) for s in signers),
        data=json.loads(row.data or "{}"),
        seq=row.seq,
    )


def last(steps: Mapping[int, list[Step]], owner: int, *actions: str) -> Step | None:
    """The last step of an owner among these actions."""
    return next((step for step in reversed(steps.get(owner, [])) if step.action in actions), None)
