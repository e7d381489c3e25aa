"""One alert with everything about it: measures, every step, papers and files, and what its forms must know."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.cases import Alert, Measure, WorkflowStep
from app.models.enums import AlertState, MeasureGroup, MeasureState, Party
from app.models.papers import Attachment, PaperSnapshot
from app.models.plans import Department, Officer
from app.services import clock
from app.services.alerts.book import AlertLine, lines_in
from app.services.alerts.handovers import Handover, handovers_of
from app.services.alerts.loading import LoadedAlert
from app.services.directory import in_term
from app.services.papers.queries.step_words import field_text
from app.services.papers.wording import yuan
from app.services.procedure.steps import data_of, row_of, steps_of
from app.services.procedure.surroundings import working_days
from app.services.step_fields import field_label
from app.services.workflow.alert_table import ALERT_TABLE
from app.services.workflow.common_guards import truth
from app.services.workflow.facts import Signer
from app.services.workflow.measures import fitting_groups
from app.services.workflow.plan import Plan


@dataclass(frozen=True, slots=True)
class MeasureLine:
    """A measure of the alert."""

    measure_id: int
    group: MeasureGroup
    description: str
    responsible: str
    starts_on: date | None
    due_on: date | None
    amount_fen: int | None
    state: MeasureState
    done_on: date | None
    evidence: str
    cancelled_reason: str

    def is_late(self, today: date) -> bool:
        """Whether it is not done after its day."""
        return self.state is MeasureState.PLANNED and self.due_on is not None and self.due_on < today


@dataclass(frozen=True, slots=True)
class StepLine:
    """A step that was taken: whose it was, who signed and typed, when, and what was said."""

    number: int
    action: str
    name: str
    party: str
    occurred_on: date
    recorded_on: date
    signed: str
    typed_by: str
    paper_no: str
    to_state: AlertState
    told: tuple[tuple[str, str], ...]
    taken_back_on: date | None
    taken_back_reason: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """What proves something about the alert: a measure's proof, a frozen paper, a file."""

    kind: str  # measure, paper, file
    name: str
    text: str
    on: date | None
    attachment_id: int | None = None  # of a file


@dataclass(frozen=True, slots=True)
class DepartmentChoice:
    """A department that can be chosen, whether the gap is its duty, and who answers for it."""

    code: str
    name: str
    is_dutiable: bool
    contacts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FormFacts:
    """What the forms of the alert's steps offer and propose."""

    departments: tuple[DepartmentChoice, ...]
    fitting: frozenset[str]
    exit_items: Mapping[str, int | None]  # of the plan, without income: what the ledger says since the help began
    above_exit_line: int | None
    exit_line_fen: int
    needs_every_item: bool
    alert_gaps: tuple[str, ...]
    members: int
    response_by: date  # if it is handed over today
    finish_by: date
    officers: tuple[Signer, ...]


@dataclass(frozen=True, slots=True)
class AlertPage:
    """An alert as its pane shows it."""

    line: AlertLine
    measures: tuple[MeasureLine, ...]
    steps: tuple[StepLine, ...]
    handovers: tuple[Handover, ...]
    evidence: tuple[Evidence, ...]
    form: FormFacts
    previous: str = ""  # the number of the closed alert for the same gap that this one follows


def page_in(session: Session, loaded: LoadedAlert, plan: Plan, *, today: date) -> AlertPage:
    """The page of a loaded alert."""
    alert = loaded.alert
    assert alert is not None
    (line,) = lines_in(session, alert.number)
    measures = tuple(_measures(session, alert))
    return AlertPage(
        line,
        measures,
        tuple(_steps(session, alert)),
        handovers_of(steps_of(session, alert), today=today),
        tuple(_evidence(session, alert, measures)),
        form_facts_in(session, plan, loaded, today=today, members=line.household.member_count),
        _previous(session, alert),
    )


def _previous(session: Session, alert: Alert) -> str:
    found = session.get(Alert, alert.previous_alert_id) if alert.previous_alert_id else None
    return found.number if found else ""


def form_facts_in(session: Session, plan: Plan, loaded: LoadedAlert, *, today: date, members: int) -> FormFacts:
    """What the forms of a household's alert offer; also before there is an alert."""
    facts = loaded.facts
    items = {item: facts.exit_items.get(item) for item in plan.exit_items if item != "income"}
    calendar, limits = working_days(session), plan.limits
    counts = bool(limits.alert_working_days)
    return FormFacts(
        departments=tuple(_departments(session, facts.gap or "", today)),
        fitting=fitting_groups(facts.gap or "", facts.risks),
        exit_items=items,
        above_exit_line=facts.above_exit_line,
        exit_line_fen=plan.exit_line_fen,
        needs_every_item=facts.category == "unstable_exited",
        alert_gaps=plan.alert_gaps,
        members=members,
        response_by=calendar.due(today, limits.response_days, in_working_days=counts),
        finish_by=calendar.due(today, limits.finish_days, in_working_days=counts),
        officers=tuple(_officers(session, today)),
    )


def _departments(session: Session, gap: str, today: date) -> list[DepartmentChoice]:
    contacts: dict[int, list[str]] = {}
    people = select(Officer).where(Officer.department_id.is_not(None), in_term(today)).order_by(Officer.id)
    for officer in session.scalars(people):
        if officer.department_id is not None:
            contacts.setdefault(officer.department_id, []).append(officer.name)
    found = [
        DepartmentChoice(row.code, row.name, gap in row.duties.split(","), tuple(contacts.get(row.id, ())))
        for row in session.scalars(select(Department).order_by(Department.id))
    ]
    return sorted(found, key=lambda choice: not choice.is_dutiable)


def _officers(session: Session, today: date) -> Iterator[Signer]:
    for officer in session.scalars(select(Officer).where(in_term(today)).order_by(Officer.id)):
        yield Signer(officer.name, f"{officer.organisation}{officer.post or ''}")


def _measures(session: Session, alert: Alert) -> Iterator[MeasureLine]:
    for row in session.scalars(select(Measure).where(Measure.alert_id == alert.id).order_by(Measure.id)):
        yield MeasureLine(
            row.id,
            MeasureGroup(row.group),
            row.description or "",
            row.responsible or "",
            row.starts_on,
            row.due_on,
            row.amount_fen,
            MeasureState(row.state),
            row.done_on,
            row.evidence or "",
            row.cancelled_reason or "",
        )


def _steps(session: Session, alert: Alert) -> Iterator[StepLine]:
    own = select(WorkflowStep).where(WorkflowStep.alert_id == alert.id).order_by(WorkflowStep.number)
    for step in session.scalars(own):
        row = row_of(step)
        signers = json.loads(step.signers or "[]")
        yield StepLine(
            step.number,
            step.action,
            row.name if row else step.action,
            Party(step.party).label,
            step.occurred_on,
            step.recorded_at.astimezone(clock.OFFICE_ZONE).date(),
            "、".join(f"{s['name']}{'（' + s['office'] + '）' if s.get('office') else ''}" for s in signers),
            step.session_user,
            step.paper_no or "",
            AlertState(step.to_state),
            tuple(_told(data_of(step))),
            step.taken_back_on,
            step.taken_back_reason or "",
        )


def _told(data: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    for name, value in data.items():
        if value in (None, "", [], {}, ()):
            continue
        rows = value if isinstance(value, list) else [value]
        if name in ("measures", "measure"):
            yield field_label(name), "；".join(_measure_told(row) for row in rows if isinstance(row, Mapping))
        elif name in ("exit_items", "gap_covered"):
            yield field_label(name), _answers(value)
        elif name == "verifiers":
            yield field_label(name), "、".join(_person(row) for row in rows)
        else:
            yield field_label(name), field_text(name, _as_words(name, value))


def _answers(value: object) -> str:
    if isinstance(value, Mapping):
        return "；".join(f"{field_label(str(item))} {_answers(answer)}" for item, answer in value.items())
    said = truth(value)
    return "不清楚" if said is None else "是" if said else "否"


def _person(row: object) -> str:
    return str(row.get("name", "")) if isinstance(row, Mapping) else str(row)


def _as_words(name: str, value: object) -> object:
    return _choice_words().get(name, {}).get(str(value), value)


@cache
def _choice_words() -> Mapping[str, Mapping[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for row in ALERT_TABLE:
        for need in row.needs:
            if need.choices:
                found.setdefault(need.field, {}).update({m.value: m.label for m in need.choices})
    return found


def _measure_told(row: Mapping[str, object]) -> str:
    group = str(row.get("group") or "")
    known = {member.value: member.label for member in MeasureGroup}
    state = str(row.get("state") or "")
    states = {member.value: member.label for member in MeasureState}
    amount = row.get("amount_fen")
    parts: Sequence[object] = (
        known.get(group, group),
        row.get("description"),
        row.get("responsible"),
        f"{yuan(amount)}元" if isinstance(amount, int) else None,
        row.get("due_on"),
        states.get(state),
        row.get("evidence"),
        row.get("cancelled_reason") or row.get("reason"),
    )
    return " ".join(str(part) for part in parts if part)


def _evidence(session: Session, alert: Alert, measures: Sequence[MeasureLine]) -> Iterator[Evidence]:
    for measure in measures:
        if measure.evidence:
            yield Evidence("measure", measure.group.label, measure.evidence, measure.done_on)
    papers = (
        select(PaperSnapshot)
        .join(WorkflowStep, WorkflowStep.paper_id == PaperSnapshot.id)
        .where(WorkflowStep.alert_id == alert.id)
        .distinct()
        .order_by(PaperSnapshot.id)
    )
    for paper in session.scalars(papers):
        yield Evidence("paper", paper.title, paper.paper_no or f"存档第{paper.number}号", paper.issued_on)
    files = select(Attachment).where(Attachment.alert_id == alert.id).order_by(Attachment.id)
    for file in session.scalars(files):
        yield Evidence("file", file.original_name, file.remark or "", file.taken_on, file.id)
