"""Keeps ``household_summary`` in step: rebuilt for the touched households at the end of every transaction."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Any, cast

from sqlalchemy import Column, Delete, Insert, Integer, MetaData, Select, Table, delete, func, insert, or_, select
from sqlalchemy.orm import Session

from app.models.audit import AuditEntry
from app.models.enums import OPEN_ALERT_STATES
from app.models.history import HISTORY, VERSIONED, in_chunks
from app.models.household import HouseholdSummary
from app.services import clock, plans
from app.services import effective as e
from app.services.effective import Sql
from app.services.errors import NotFound
from app.services.ledger import Transaction
from app.services.standing import HEAD, Reckoning, standing
from app.services.workflow.plan import Counting

# Lives in the writer's memory only: the households to rebuild.
_touched = Table(
    "touched_household",
    MetaData(),
    Column("id", Integer, primary_key=True, autoincrement=False),
    prefixes=["TEMPORARY"],
)
_summary = cast("Table", HouseholdSummary.__table__)  # declared as FromClause, always a Table
_region, _case, _spell, _alert = (VERSIONED[n] for n in ("region", "monitoring_case", "monitoring_spell", "alert"))

# The tables that the summary is made of, and the column by which a row leads to its household.
_OWNERS = {
    "household": "id",
    "membership": "household_id",
    "household_fact": "household_id",
    "income_statement": "household_id",
    "monitoring_spell": "household_id",
    "monitoring_case": "household_id",
    "alert": "household_id",
    "list_entry": "household_id",
}
_PERSONS = {"person": "id", "person_fact": "person_id", "list_entry": "person_id"}
# Their content decides how everything is counted.
_PLANS = frozenset({"plan_year", "plan_version"})


def refresh(tx: Transaction) -> None:
    """Rebuild the summary of every household that this transaction touched; the Ledger's deriver.

    A new plan, or a day on which school age is counted anew, touches them all.
    """
    session, reckoning = tx.session, reckoning_on(tx.session, tx.today)
    _touched.create(session.connection(), checkfirst=True)
    session.execute(delete(_touched))
    if not _PLANS.isdisjoint(tx.journal.tables) or reckoning != _last_reckoning(session, before=tx.seq):
        session.execute(insert(_touched).from_select(["id"], select(e.household.c.id)))
    else:
        for name in tx.journal.tables:
            _collect(tx, name)
    if session.scalar(select(_touched.c.id).limit(1)) is not None:
        forget, build = _statements(reckoning)
        session.execute(forget)
        session.execute(build)


def reckoning_on(session: Session, day: date) -> Reckoning:
    """How households are reckoned on a day; the usual counting where there is no plan yet."""
    try:
        counting = plans.plan_in(session, day=day).plan.counting
    except NotFound:
        counting = Counting()
    return Reckoning.on(day, counting)


def is_current(session: Session, reckoning: Reckoning) -> bool:
    """Whether the summary was built with this reckoning: it is as old as the last transaction."""
    return _last_reckoning(session, before=None) == reckoning


def _last_reckoning(session: Session, *, before: int | None) -> Reckoning | None:
    entry = select(AuditEntry.recorded_at).order_by(AuditEntry.seq.desc()).limit(1)
    recorded_at = session.scalar(entry if before is None else entry.where(AuditEntry.seq < before))
    return None if recorded_at is None else reckoning_on(session, recorded_at.astimezone(clock.OFFICE_ZONE).date())


def _collect(tx: Transaction, name: str) -> None:
    table, history = VERSIONED[name], HISTORY[name]
    if name not in _OWNERS and name not in _PERSONS and name != "region":
        return
    if name in tx.journal.bulk:
        conditions: list[Sql] = [table.c.seq == tx.seq]
    else:
        conditions = [table.c.id.in_(chunk) for chunk in in_chunks(sorted(tx.journal.touched[name]))]
    for condition in conditions:
        _add(tx, table, name, condition)
    # What was deleted, or moved away from a household, is found in the old version only.
    _add(tx, history, name, history.c.to_seq == tx.seq)


def _add(tx: Transaction, table: Table, name: str, condition: Sql) -> None:
    for homes in _homes_of(table, name, condition):
        column = next(iter(homes.selected_columns))
        found = homes.where(column.is_not(None)).distinct().subquery()
        new = select(found.c[0]).where(found.c[0].not_in(select(_touched.c.id)))
        tx.session.execute(insert(_touched).from_select(["id"], new))


def _homes_of(table: Table, name: str, condition: Sql) -> list[Select[Any]]:
    found: list[Select[Any]] = []
    if name in _OWNERS:
        found.append(select(table.c[_OWNERS[name]]).where(condition))
    if name in _PERSONS:
        persons = select(table.c[_PERSONS[name]]).where(condition)
        found.append(select(e.membership.c.household_id).where(e.membership.c.person_id.in_(persons)))
    if name == "region":
        regions, h = select(table.c.id).where(condition), e.household.c
        found.append(select(h.id).where(or_(h.village_id.in_(regions), h.group_id.in_(regions))))
    return found


@lru_cache(maxsize=8)
def _statements(reckoning: Reckoning) -> tuple[Delete, Insert]:
    """Building the statement takes longer than running it for one household, so each reckoning's is kept."""
    homes = select(_touched.c.id)
    h, found = e.household, standing(reckoning, homes)
    village, group, head = _region.alias("village"), _region.alias("group_region"), e.person.alias("head")
    source = (
        found.source.join(village, village.c.id == h.c.village_id)
        .outerjoin(group, group.c.id == h.c.group_id)
        .outerjoin(head, head.c.id == func.coalesce(found.columns["head_person_id"], _last_head()))
    )
    words = found.columns.pop("words")
    columns: dict[str, Sql] = {
        "household_id": h.c.id,
        "code": h.c.code,
        "village_id": h.c.village_id,
        "village_name": village.c.name,
        "group_name": func.coalesce(group.c.name, ""),
        "group_order": func.coalesce(group.c.position, 0),
        "head_name": func.coalesce(head.c.name, ""),
        "head_id_number": head.c.id_number,
        "household_type": h.c.household_type,
        "category": _open_spell(_spell.c.category),
        "risks": _open_spell(_spell.c.risks),
        "case_state": _case_state(),
        "open_alerts": _open_alerts(),
        **found.columns,
        "phone": h.c.phone,
        "status": h.c.status,
        "search_text": _search_text(words),
    }
    rows = select(*(value.label(name) for name, value in columns.items())).select_from(source)
    return (
        delete(_summary).where(_summary.c.household_id.in_(homes)),
        insert(_summary).from_select(list(columns), rows.where(h.c.id.in_(homes))),
    )


def _last_head() -> Sql:
    """The last head of a household that has ended: its rows in old lists keep their name."""
    m, h = e.membership.c, e.household.c
    found = select(m.person_id).where(
        m.household_id == h.id, m.relation == HEAD, m.to_on.is_not(None), h.status != "active"
    )
    return found.order_by(m.to_on.desc(), m.id.desc()).limit(1).correlate(e.household).scalar_subquery()


def _open_spell(value: Sql) -> Sql:
    own = (_spell.c.household_id == e.household.c.id, _spell.c.closed_on.is_(None))
    found = select(value).where(*own).order_by(_spell.c.id.desc()).limit(1)
    return found.correlate(e.household).scalar_subquery()


def _case_state() -> Sql:
    found = select(_case.c.state).where(_case.c.household_id == e.household.c.id)
    return found.order_by(_case.c.is_open.desc(), _case.c.id.desc()).limit(1).correlate(e.household).scalar_subquery()


def _open_alerts() -> Sql:
    states = [state.value for state in OPEN_ALERT_STATES]
    counted = select(func.count()).where(_alert.c.household_id == e.household.c.id, _alert.c.state.in_(states))
    return counted.correlate(e.household).scalar_subquery()


def _search_text(words: Sql) -> Sql:
    h = e.household.c
    own = h.code + " " + func.coalesce(h.national_code, "") + " " + func.coalesce(h.phone, "")
    return func.lower(own + " " + func.coalesce(h.address, "") + " " + words)
