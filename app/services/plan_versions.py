"""The saved versions of a plan: who saved which when, why, and what differed from the one before."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.audit import AuditEntry
from app.models.plans import PlanVersion, PlanYear
from app.services.workflow.plan import Plan, load


@dataclass(frozen=True, slots=True)
class PlanChange:
    """One thing that differs between two plans: ``path`` such as line_fen, limits.finish_days, stages.P.opens_on."""

    path: str
    before: object
    after: object


@dataclass(frozen=True, slots=True)
class VersionRow:
    """One saved version of a plan; ``changes`` against the version before it, empty for the first."""

    number: int
    reason: str
    seq: int
    saved_at: datetime | None = None
    saved_by: str = ""
    changes: tuple[PlanChange, ...] = ()


def differences(before: Plan, after: Plan) -> tuple[PlanChange, ...]:
    """Everything that differs, in the order of the plan."""
    old, new = _flat(before), _flat(after)
    paths = dict.fromkeys((*new, *old))
    return tuple(PlanChange(path, old.get(path), new.get(path)) for path in paths if old.get(path) != new.get(path))


def version_rows(session: Session, year: int) -> Sequence[VersionRow]:
    """Every saved version of a year's plan, newest first."""
    statement = (
        select(PlanVersion, AuditEntry)
        .join(PlanYear, PlanYear.id == PlanVersion.plan_id)
        .outerjoin(AuditEntry, AuditEntry.seq == PlanVersion.seq)
        .where(PlanYear.year == year)
        .order_by(PlanVersion.number)
    )
    found: list[VersionRow] = []
    before: Plan | None = None
    for version, entry in session.execute(statement):
        plan = load(version.body)
        changes = differences(before, plan) if before is not None else ()
        by = _signer(entry.body) if entry is not None else ""
        at = entry.recorded_at if entry is not None else None
        found.append(VersionRow(version.number, version.reason, version.seq, at, by, changes))
        before = plan
    return tuple(reversed(found))


def _signer(body: str) -> str:
    told = json.loads(body)
    actor, typist = str(told.get("actor") or ""), str(told.get("session_user") or "")
    return actor if actor == typist or not typist else f"{actor}（{typist}代录）"


def _flat(plan: Plan) -> dict[str, object]:
    values = asdict(plan)
    values["stages"] = {
        window.stage.value: {"name": window.name, "opens_on": window.opens_on, "closes_on": window.closes_on}
        for window in plan.stages
    }
    values["deadlines"] = {d.code: {"name": d.name, "due_on": d.due_on} for d in plan.deadlines}
    found: dict[str, object] = {}
    _spread(values, "", found)
    return found


def _spread(values: dict[str, object], prefix: str, found: dict[str, object]) -> None:
    for key, value in values.items():
        if isinstance(value, dict):
            _spread(value, f"{prefix}{key}.", found)
        else:
            found[f"{prefix}{key}"] = tuple(value) if isinstance(value, list) else value
