"""One household as the ledger stood in the evening of a day: what was recorded by then, nothing reckoned anew."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date

from sqlalchemy import FromClause, RowMapping, select
from sqlalchemy.orm import Session

from app.models.audit import AuditEntry
from app.models.enums import CaseState
from app.models.history import VERSIONED, as_of
from app.models.household import Household
from app.services import audit, clock
from app.services import effective as e
from app.services.errors import NotFound, Reason
from app.services.papers.sent import sent_of
from app.services.recording.fields import HOUSEHOLD_FACT, PERSON_FACT

_TABLES = ("household", "membership", "person", "household_fact", "person_fact", "income_statement", "region")
_COURSE = ("monitoring_case", "monitoring_spell", "alert")
_INCOME = ("year", "occasion", "source", "basis", "observed_on", "heads", "net_fen")


def page_as_of(session: Session, household: Household, on: date) -> dict[str, object]:
    """The page of ``show --on``: members, facts, case, spell, alerts and time line; NotFound before it was known."""
    seq = audit.seq_at(session, clock.end_of(on))
    past = {name: as_of(VERSIONED[name], seq) for name in (*_TABLES, *_COURSE)}
    own = session.execute(select(past["household"]).where(past["household"].c.id == household.id)).mappings().first()
    if own is None:
        raise NotFound(Reason("household.not_yet", {"code": household.code, "on": on}))
    members = _members(session, past, household.id)
    region = past["region"].c
    return {
        **without_bookkeeping(own),
        "as_of": on,
        "village": session.scalar(select(region.name).where(region.id == own["village_id"])),
        "head_name": next((row["name"] for row in members if row["relation"] == "户主"), None),
        "facts": _facts(session, past["household_fact"], "household_id", household.id, HOUSEHOLD_FACT),
        "members": members,
        "incomes": _incomes(session, past["income_statement"], household.id),
        **_course(session, past, household.id),
        "papers": papers_sent(session, household, until=seq),
        "timeline": timeline(session, household, until=seq),
    }


def _members(session: Session, past: Mapping[str, FromClause], household_id: int) -> list[dict[str, object]]:
    m, p = past["membership"], past["person"]
    rows = session.execute(
        select(p.c.id, p.c.name, p.c.id_number, p.c.sex, p.c.born_on, m.c.relation, m.c.counts_per_head)
        .join_from(m, p, p.c.id == m.c.person_id)
        .where(m.c.household_id == household_id, m.c.to_on.is_(None))
        .order_by(m.c.position, m.c.id)
    ).mappings()
    return [
        {
            **{str(key): value for key, value in row.items() if key != "id"},
            "facts": _facts(session, past["person_fact"], "person_id", row["id"], PERSON_FACT),
        }
        for row in rows.all()
    ]


def _facts(session: Session, table: FromClause, owner: str, id_: int, fields: Iterable[str]) -> dict[str, object]:
    """The value that counts of every field that was recorded."""
    columns = [e.latest_of(table, name, e.key_of(table)).label(name) for name in fields]
    row = session.execute(select(*columns).where(table.c[owner] == id_)).mappings().one()
    return {str(name): value for name, value in row.items() if value is not None}


def _incomes(session: Session, table: FromClause, household_id: int) -> list[dict[str, object]]:
    columns = [table.c[name] for name in _INCOME]
    rows = session.execute(select(*columns).where(table.c.household_id == household_id).order_by(table.c.id))
    return [dict(zip(_INCOME, row, strict=True)) for row in rows]


def _course(session: Session, past: Mapping[str, FromClause], household_id: int) -> dict[str, object]:
    """Case, spell and alerts."""
    case, spell, alert = (past[name] for name in _COURSE)
    latest = [
        session.execute(select(t).where(t.c.household_id == household_id).order_by(t.c.id.desc()).limit(1))
        .mappings()
        .first()
        for t in (case, spell)
    ]
    alerts = session.execute(select(alert).where(alert.c.household_id == household_id).order_by(alert.c.id)).mappings()
    return {
        "case": latest[0] and _case(latest[0]),
        "spell": latest[1] and _spell(latest[1]),
        "alerts": [{name: row[name] for name in ("number", "gap", "state", "due_on")} for row in alerts],
    }


def _case(row: RowMapping) -> dict[str, object]:
    state = CaseState(row["state"])
    names = ("track", "category", "opened_on")
    return {"state": state.label, "state_code": state.value, **{name: row[name] for name in names}}


def _spell(row: RowMapping) -> dict[str, object]:
    names = ("category", "identified_on", "eliminated_on", "closed_on")
    return {"risks": row["risks"].split(",") if row["risks"] else [], **{name: row[name] for name in names}}


def without_bookkeeping(row: RowMapping) -> dict[str, object]:
    """A row without the columns that only the ledger needs."""
    return {str(key): value for key, value in row.items() if key not in ("id", "seq", "row_version")}


def papers_sent(session: Session, household: Household, *, until: int | None = None) -> list[dict[str, object]]:
    """The frozen papers that name the household, the latest first; ``until`` = up to that transaction."""
    return [
        {
            "on": paper.issued_on,
            "kind": paper.kind,
            "name": paper.name,
            "number": paper.number,
            "paper_no": paper.paper_no or None,
            "title": paper.title,
            "voided_on": paper.voided_on,
            "voided_reason": paper.voided_reason or None,
        }
        for paper in sent_of(session, household.id, until=until)
    ]


def timeline(session: Session, household: Household, *, until: int | None = None) -> list[dict[str, object]]:
    """Steps of the procedure and entries about the household, oldest first; ``until`` = up to that transaction."""
    table = VERSIONED["workflow_step"]
    step = table if until is None else as_of(table, until)
    steps = session.execute(
        select(step).where(step.c.household_id == household.id).order_by(step.c.seq, step.c.id)
    ).mappings()
    told = [
        {
            "on": row["occurred_on"],
            "workflow": row["workflow"],
            "action": row["action"],
            "to": row["to_state"],
            "by": row["actor"],
            "typed_by": row["session_user"],
            "paper_no": row["paper_no"],
            "taken_back_on": row["taken_back_on"],
        }
        for row in steps
    ]
    statement = select(AuditEntry.occurred_on, AuditEntry.recorded_at, AuditEntry.action, AuditEntry.body).where(
        AuditEntry.subject_kind == "household", AuditEntry.subject_uid == household.uid
    )
    if until is not None:
        statement = statement.where(AuditEntry.seq <= until)
    own = [
        {
            "on": entry.occurred_on or entry.recorded_at.astimezone(clock.OFFICE_ZONE).date(),
            "action": entry.action,
            "by": json.loads(entry.body)["actor"],
        }
        for entry in session.execute(statement.order_by(AuditEntry.seq))
        if not entry.action.startswith("case.")
    ]
    return sorted([*told, *own], key=lambda row: str(row["on"]))
