"""Lists that move cases: what was carried over, what the district decided; each row asks the one door (design 4)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.models.cases import Case
from app.models.enums import CaseState, Risk
from app.models.facts import ListEntry
from app.models.history import VERSIONED, bulk_insert
from app.models.household import Household
from app.services.cases.door import reasons_in, take_in
from app.services.cases.request import StepInput
from app.services.errors import Reason
from app.services.imports.entries import REPEATED, count_outcomes
from app.services.imports.kinds import Findings, Placed, all_rejections, rejection
from app.services.imports.results import Question
from app.services.imports.staging import Staged
from app.services.imports.subjects import (
    SUBJECT,
    Names,
    forget_subjects,
    match_subjects,
    refuse_strangers,
    refused_rows,
)
from app.services.ledger import Transaction
from app.services.wording import sentence
from app.services.workflow.common_guards import a_day

_SAID = {"outcome": "unchanged"}
_STATE_AFTER: Mapping[str, CaseState] = {
    "carry_over": CaseState.MONITORED,
    "record_approval": CaseState.APPROVED,
    "record_return": CaseState.TO_BE_MENDED,
    "record_refusal": CaseState.NOT_INCLUDED,
}
_CLEARED, _NO_CATEGORY, _NO_DECISION = "cleared", "no_category", "no_decision"
Fields = Mapping[str, object]
# What a row asks of the door: the action and its data; a problem when it asks nothing.
Asking = Callable[[Fields], tuple[str, dict[str, object]] | str]


@dataclass(frozen=True, slots=True)
class Step:
    """One row's step: which staged row, which household, what is asked."""

    n: int
    household_code: str
    action: str
    on: date
    data: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class DoorPlan:
    """The steps that the door would take, and the rows that it would not with every reason."""

    names: Names
    steps: tuple[Step, ...]
    refused: tuple[tuple[int, tuple[Reason, ...]], ...]


@dataclass(frozen=True, slots=True)
class DoorImport:
    """A list whose rows are steps of cases."""

    name: str
    columns: str
    asking: Asking
    codes: Mapping[str, tuple[str, str]]
    child_kind: str = "read-table"
    added: tuple[str, ...] = ()
    list_kind: str = ""  # as which list the rows are kept, to be compared with the ledger later

    def plan(self, session: Session, staged: Staged, *, today: date) -> DoorPlan:
        """Find each row's household and ask the table whether the step may be taken."""
        names = match_subjects(session, staged, year=today.year)
        refuse_strangers(session, needs_household=True)
        source = "、".join(Path(name).stem for name in staged.names)
        asked: dict[int, tuple[str, object]] = {}
        steps: list[Step] = []
        refused: list[tuple[int, tuple[Reason, ...]]] = []
        for n, household_id, fields in _rows(session, names):
            asking = self.asking(fields | {"source": source})
            if isinstance(asking, str):
                _settle(session, n, problem=asking)
                continue
            # A list of persons names a household once for each of its members.
            same = (asking[0], asking[1].get("category"))
            if household_id in asked:
                _settle(session, n, **_SAID if asked[household_id] == same else {"problem": REPEATED})
                continue
            asked[household_id] = same
            household = session.get_one(Household, household_id)
            step = _step(n, household, asking, today=today)
            reasons = _reasons(session, household, step, today=today)
            if not reasons:
                steps.append(step)
                _settle(session, n, outcome="created")
            elif _is_done(session, household, step):
                _settle(session, n, **_SAID)
            else:
                refused.append((n, reasons))
        return DoorPlan(names, tuple(steps), tuple(refused))

    def findings(self, session: Session, staged: Staged, plan: DoorPlan) -> Findings:
        """Steps that would be taken, and every other row with its reasons."""
        placed = refused_rows(session, staged, what="农户", codes=self.codes)
        placed += [_not_taken(session, staged, n, reasons) for n, reasons in plan.refused]
        return Findings(entries=count_outcomes(session), rejected=all_rejections(staged, placed))

    def apply(self, tx: Transaction, staged: Staged, plan: DoorPlan, *, batch_id: int) -> Sequence[Question]:
        """Take the steps: one call for each action, day and paper, so that a list is one frozen paper."""
        calls: dict[tuple[str, date, object], list[Step]] = {}
        for step in plan.steps:
            calls.setdefault((step.action, step.on, step.data.get("decision_no")), []).append(step)
        for (action, on, number), steps in calls.items():
            each = {step.household_code: step.data for step in steps}
            given = StepInput(occurred_on=on, paper_no=str(number) if number else None, each=each)
            _, refused = take_in(tx, action, households=list(each), given=given)
            if refused:
                raise RuntimeError("the door refused what it had just allowed")
        _note_national_codes(tx, plan.steps)
        if self.list_kind:
            _keep_list(tx, plan.names, self.list_kind, batch_id=batch_id)
        return ()

    def forget(self, session: Session) -> None:
        """Drop the plan's tables."""
        forget_subjects(session)


def _rows(session: Session, names: Names) -> list[tuple[int, int, dict[str, object]]]:
    stage = names.stage
    statement = (
        select(SUBJECT.c.household_id, SUBJECT.c.data_on, stage)
        .join(SUBJECT, SUBJECT.c.n == stage.c.n)
        .where(SUBJECT.c.problem.is_(None))
        .order_by(stage.c.n)
    )
    rows = session.execute(statement).mappings().all()
    return [(row["n"], row["household_id"], dict(row)) for row in rows]


def _settle(session: Session, n: int, **values: str) -> None:
    session.execute(update(SUBJECT).where(SUBJECT.c.n == n).values(**values))


def _is_done(session: Session, household: Household, step: Step) -> bool:
    """Whether an earlier import of the list has taken this very step."""
    target = _STATE_AFTER.get(step.action)
    case = session.scalars(select(Case).where(Case.household_id == household.id).order_by(Case.id.desc())).first()
    return case is not None and case.state == target and step.data.get("category") in (None, case.category)


def _step(n: int, household: Household, asked: tuple[str, dict[str, object]], *, today: date) -> Step:
    action, data = asked
    on = a_day(data.pop("on", None)) or today
    return Step(n, household.code, action, min(on, today), {k: v for k, v in data.items() if v not in (None, "", [])})


def _reasons(session: Session, household: Household, step: Step, *, today: date) -> tuple[Reason, ...]:
    given = StepInput(step.on, paper_no=_text(step.data.get("decision_no")), data=step.data)
    return reasons_in(session, household, step.action, given, today=today)


def _text(value: object) -> str | None:
    return str(value) if value else None


def _not_taken(session: Session, staged: Staged, n: int, reasons: tuple[Reason, ...]) -> Placed:
    why = "".join(sentence(reason) for reason in reasons)
    stage = staged.table.c
    named = Names(staged.table, staged.fields).field("name", "head_name", "household_code")
    name = session.scalar(select(named).where(stage.n == n))
    field = "category" if "category" in staged.fields else "name"
    return rejection(session, staged, n, field=field, code="row.not_taken", name=name, why=why)


def _note_national_codes(tx: Transaction, steps: Sequence[Step]) -> None:
    """The platform's number, where the list has it."""
    for step in steps:
        code = step.data.get("national_code")
        if not code:
            continue
        household = tx.session.scalars(select(Household).where(Household.code == step.household_code)).one()
        case = tx.session.scalars(select(Case).where(Case.household_id == household.id, Case.is_open == 1)).first()
        household.national_code = household.national_code or str(code)
        if case is not None:
            case.national_code = str(code)


# How a row is kept that found nobody for certain; every other one found its household.
_BUCKETS = {"not_found": "not_found", "name_differs": "name_differs", "ambiguous": "duplicate"}


def _keep_list(tx: Transaction, names: Names, kind: str, *, batch_id: int) -> None:
    """Whom the list says to be at risk still, found or not; a row that was kept in the same year is not kept again."""
    entry = VERSIONED[ListEntry.__tablename__]
    statement = (
        select(
            names.field("name", "head_name"),
            names.field("id_number", "head_id_number"),
            *(SUBJECT.c.person_id, SUBJECT.c.household_id, SUBJECT.c.problem, SUBJECT.c.data_on),
        )
        .join(names.stage, names.stage.c.n == SUBJECT.c.n)
        .where(SUBJECT.c.problem.is_distinct_from(_CLEARED))
        .order_by(SUBJECT.c.n)
    )
    known = select(entry.c.name, entry.c.id_number, entry.c.household_id, entry.c.as_of_on)
    rows = tx.session.execute(known.where(entry.c.list_kind == kind))
    seen = {(row.name, row.id_number, row.household_id, row.as_of_on.year) for row in rows if row.as_of_on}
    made: list[dict[str, object]] = []
    for name, number, person_id, household_id, problem, data_on in tx.session.execute(statement):
        matched, day = _BUCKETS.get(problem, "matched"), data_on or tx.today
        person_id, household_id = (person_id, household_id) if matched == "matched" else (None, None)
        key = (name, number, household_id, day.year)
        if key in seen:
            continue
        seen.add(key)
        who = {"name": name, "id_number": number, "person_id": person_id, "household_id": household_id}
        made.append(who | {"list_kind": kind, "as_of_on": day, "matched": matched, "batch_id": batch_id})
    bulk_insert(tx.session, entry, made)


def _carry_over(fields: Fields) -> tuple[str, dict[str, object]] | str:
    """Row 1: every household of 两摸底 whose risk was not cleared."""
    if fields.get("cleared") == 1:
        return _CLEARED
    if not fields.get("category"):
        return _NO_CATEGORY
    known = {risk.value for risk in Risk}
    risks = [fields[f"risk_{i}"] for i in range(1, 6) if fields.get(f"risk_{i}") in known]
    source = str(fields["source"])
    return "carry_over", {
        "source_list": source,
        "category": fields["category"],
        "risks": risks,
        "national_code": fields.get("national_code"),
        "late_reason": f"名单导入：{source}",
    }


def _district_decision(fields: Fields) -> tuple[str, dict[str, object]] | str:
    """Rows 22, 23 and 26; a row without an answer is 未答复 and moves nothing."""
    number = fields.get("decision_no") or fields["source"]
    on = fields.get("decided_on") or fields.get("data_on")
    match fields.get("decision"):
        case "approved":
            data = {"decision": "同意", "decision_no": number, "category": fields.get("category"), "on": on}
            return "record_approval", data
        case "returned":
            return "record_return", {"reason": fields.get("reason"), "due_on": fields.get("due_on"), "on": on}
        case "refused":
            return "record_refusal", {"decision_no": number, "reason": fields.get("reason"), "on": on}
        case _:
            return _NO_DECISION


CARRIED_OVER = DoorImport(
    "carried-over",
    "carried-over",
    _carry_over,
    {_CLEARED: ("row.cleared", "cleared"), _NO_CATEGORY: ("row.missing_value", "category")},
    list_kind="carried_over",
)
DISTRICT_DECISION = DoorImport(
    "district-decision", "district-decision", _district_decision, {_NO_DECISION: ("row.missing_value", "decision")}
)
