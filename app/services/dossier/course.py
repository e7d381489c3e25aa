"""What became of a household: spells, cases, alerts, measures, findings, attachments, and the time line."""

from __future__ import annotations

import json

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.audit import AuditEntry
from app.models.cases import Alert, Case, Measure, MonitoringSpell, WorkflowStep
from app.models.household import Person
from app.models.imports import Finding
from app.models.papers import Attachment
from app.models.plans import Department, PlanYear
from app.services import clock
from app.services.dossier.parts import (
    AlertLine,
    AttachmentLine,
    CaseLine,
    FindingLine,
    MeasureLine,
    SpellLine,
    TimelineLine,
)


def split_codes(joined: str | None) -> tuple[str, ...]:
    """The codes of a column that joins them by commas."""
    return tuple(filter(None, (joined or "").split(",")))


def spells_of(session: Session, household_id: int) -> tuple[SpellLine, ...]:
    """Times of monitoring, the latest first."""
    found = session.scalars(
        select(MonitoringSpell).where(MonitoringSpell.household_id == household_id).order_by(MonitoringSpell.id.desc())
    )
    return tuple(
        SpellLine(
            x.category,
            split_codes(x.risks),
            x.identified_on,
            x.eliminated_on,
            x.closed_on,
            is_provisional=bool(x.is_provisional),
        )
        for x in found
    )


def cases_of(session: Session, household_id: int) -> tuple[CaseLine, ...]:
    """Procedures, the latest first."""
    found = session.execute(
        select(Case, PlanYear.year)
        .join(PlanYear, PlanYear.id == Case.plan_id)
        .where(Case.household_id == household_id)
        .order_by(Case.id.desc())
    )
    return tuple(
        CaseLine(year, x.state, x.track, x.category, x.opened_on, x.state_since_on, x.closed_on) for x, year in found
    )


def alerts_of(session: Session, household_id: int) -> tuple[AlertLine, ...]:
    """Alerts, open ones first, then the latest."""
    found = session.execute(
        select(Alert, Department.name)
        .outerjoin(Department, Department.id == Alert.department_id)
        .where(Alert.household_id == household_id)
        .order_by(Alert.is_open.desc(), Alert.id.desc())
    )
    return tuple(
        AlertLine(x.id, x.number, x.gap, x.state, x.fact, x.found_on, name, x.due_on, x.closed_on) for x, name in found
    )


def measures_of(session: Session, household_id: int) -> tuple[MeasureLine, ...]:
    """Help measures, the latest first."""
    found = session.execute(
        select(Measure, Alert.number)
        .outerjoin(Alert, Alert.id == Measure.alert_id)
        .where(Measure.household_id == household_id)
        .order_by(Measure.id.desc())
    )
    return tuple(
        MeasureLine(x.id, number, x.group, x.description, x.responsible, x.due_on, x.state, x.done_on, x.amount_fen)
        for x, number in found
    )


def findings_of(session: Session, household_id: int) -> tuple[FindingLine, ...]:
    """疑点 of the household and its members that are not mended, open ones first."""
    found = session.execute(
        select(Finding, Person.name)
        .outerjoin(Person, Person.id == Finding.person_id)
        .where(Finding.household_id == household_id, Finding.state != "fixed")
        .order_by((Finding.state == "open").desc(), Finding.id)
    )
    return tuple(
        FindingLine(
            x.id,
            x.row_version,
            x.rule_code,
            x.person_id,
            name or "",
            x.message or "",
            x.state,
            x.reason,
            x.decided_by,
            x.decided_on,
        )
        for x, name in found
    )


def attachments_of(session: Session, household_id: int) -> tuple[AttachmentLine, ...]:
    """Files kept for the household, the latest first."""
    found = session.scalars(
        select(Attachment).where(Attachment.household_id == household_id).order_by(Attachment.id.desc())
    )
    return tuple(AttachmentLine(x.id, x.original_name, x.kind, x.size_bytes, x.taken_on, x.remark) for x in found)


# What these wrote stands in the time line as a step of the case already.
_TOLD_BY_STEPS = (
    "cross_check.close",
    "district.report",
    "entry.confirm",
    "entry.mark_entered",
    "screening.strike",
    "screening.village_sheet",
    "visit.join",
    "visit.record_attempt",
    "visit.record_clear_visit",
    "visit.record_visit",
    "visit.require_revisit",
)


def timeline_of(session: Session, household_id: int, uid: str) -> tuple[TimelineLine, ...]:
    """Steps of cases and alerts, and entries about the household itself, the latest first."""
    steps = session.scalars(
        select(WorkflowStep)
        .where(WorkflowStep.household_id == household_id)
        .order_by(WorkflowStep.occurred_on.desc(), WorkflowStep.id.desc())
    )
    told = [
        TimelineLine(
            x.occurred_on,
            x.action,
            x.to_state,
            _signers(x) or x.actor,
            x.session_user,
            x.paper_no,
            x.taken_back_on,
        )
        for x in steps
    ]
    entries = session.scalars(
        select(AuditEntry)
        .where(
            AuditEntry.subject_kind == "household",
            AuditEntry.subject_uid == uid,
            AuditEntry.action.not_like("case.%"),
            AuditEntry.action.not_like("alert.%"),
            AuditEntry.action.not_in(_TOLD_BY_STEPS),
        )
        .order_by(AuditEntry.seq.desc())
    )
    own = [_entry_line(entry) for entry in entries]
    return tuple(sorted([*told, *own], key=lambda line: line.on, reverse=True))


def _signers(step: WorkflowStep) -> str:
    return "、".join(str(signer["name"]) for signer in json.loads(step.signers or "[]"))


def _entry_line(entry: AuditEntry) -> TimelineLine:
    body = json.loads(entry.body)
    on = entry.occurred_on or entry.recorded_at.astimezone(clock.OFFICE_ZONE).date()
    detail = str(body.get("details", {}).get("reason", ""))
    return TimelineLine(on, entry.action, detail, str(body["actor"]), str(body["session_user"]), None, None)
