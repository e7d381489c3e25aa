"""Reads an evening: the rows of then are those that stood when its last transaction had been committed.

Nearly every row stands unchanged, so the tables themselves are read, and history only for what was replaced since.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Row, func, select
from sqlalchemy.orm import Session

from app.models.enums import OPEN_ALERT_STATES, CaseState, Category
from app.models.history import HISTORY, VERSIONED, in_chunks
from app.models.household import HouseholdSummary
from app.services.past.records import Standing

_HEAD = "户主"
_OPEN_ALERTS = [state.value for state in OPEN_ALERT_STATES]


@dataclass(slots=True)
class Evening:
    """Every household as it stood, by id, with its code and the village it lay in."""

    codes: dict[int, str] = field(default_factory=dict)
    villages: dict[int, int] = field(default_factory=dict)
    standings: dict[int, Standing] = field(default_factory=dict)


def rows_at(session: Session, name: str, seq: int, columns: Sequence[str], *conditions: Any) -> Iterator[Row[Any]]:
    """The rows of a table that stood after a transaction. ``conditions``: each makes one from a table's columns."""
    current, history = VERSIONED[name], HISTORY[name]
    now = select(*(current.c[c] for c in columns)).where(current.c.seq <= seq, *_of(current, conditions))
    past = select(*(history.c[c] for c in columns)).where(
        history.c.to_seq > seq, history.c.seq <= seq, *_of(history, conditions)
    )
    yield from session.execute(now)
    yield from session.execute(past)


def _of(table: FromClause, conditions: Sequence[Any]) -> list[ColumnElement[bool]]:
    return [condition(table.c) for condition in conditions]


def evening_at(session: Session, seq: int, *, village_id: int | None = None) -> Evening:
    """All households of then, or of what was then a village."""
    found = Evening()
    regions = {row.id: row.name for row in rows_at(session, "region", seq, ("id", "name"))}
    homes: dict[int, Any] = {}
    names = ("id", "code", "village_id", "group_id", "household_type", "status")
    here = [lambda c: c.village_id == village_id] if village_id is not None else []
    for row in rows_at(session, "household", seq, names, *here):
        homes[row.id] = row
    heads, members = _people(session, seq)
    states = _states(session, seq)
    categories = _categories(session, seq)
    alerts: Counter[int] = Counter(
        row.household_id
        for row in rows_at(session, "alert", seq, ("household_id",), lambda c: c.state.in_(_OPEN_ALERTS))
    )
    for id_, row in homes.items():
        found.codes[id_], found.villages[id_] = row.code, row.village_id
        found.standings[id_] = Standing(
            exists=row.status == "active",
            head=heads.get(id_, ""),
            village=regions.get(row.village_id, ""),
            group=regions.get(row.group_id, ""),
            members=members.get(id_, 0),
            household_type=row.household_type,
            category=categories.get(id_),
            state=states.get(id_),
            alerts=alerts.get(id_, 0),
        )
    return found


def _people(session: Session, seq: int) -> tuple[dict[int, str], Mapping[int, int]]:
    """Each household's head and how many lived there."""
    members: Counter[int] = Counter()
    current = VERSIONED["membership"]
    counted = (
        select(current.c.household_id, func.count())
        .where(current.c.seq <= seq, current.c.to_on.is_(None))
        .group_by(current.c.household_id)
    )
    members.update({row[0]: row[1] for row in session.execute(counted)})
    history = HISTORY["membership"]
    replaced = (
        select(history.c.household_id, func.count())
        .where(history.c.to_seq > seq, history.c.seq <= seq, history.c.to_on.is_(None))
        .group_by(history.c.household_id)
    )
    members.update({row[0]: row[1] for row in session.execute(replaced)})
    return _heads(session, seq), members


def _heads(session: Session, seq: int) -> dict[int, str]:
    """The head's name of each household, as it was written then."""
    member, person, history = VERSIONED["membership"], VERSIONED["person"], HISTORY["membership"]
    found: dict[int, tuple[tuple[int, int], int, str]] = {}
    now = (
        select(member.c.household_id, member.c.position, member.c.id, member.c.person_id, person.c.name)
        .join_from(member, person, person.c.id == member.c.person_id)
        .where(member.c.relation == _HEAD, member.c.to_on.is_(None), member.c.seq <= seq)
    )
    past = (
        select(history.c.household_id, history.c.position, history.c.id, history.c.person_id, person.c.name)
        .join_from(history, person, person.c.id == history.c.person_id)
        .where(history.c.relation == _HEAD, history.c.to_on.is_(None), history.c.seq <= seq, history.c.to_seq > seq)
    )
    for statement in (now, past):
        for home, position, id_, person_id, name in session.execute(statement):
            place = (position, id_)
            if home not in found or place < found[home][0]:
                found[home] = (place, person_id, name)
    was = HISTORY["person"]
    renamed = select(was.c.id, was.c.name).where(was.c.seq <= seq, was.c.to_seq > seq)
    names = {row.id: row.name for row in session.execute(renamed)}
    return {home: names.get(person_id, name) for home, (_, person_id, name) in found.items()}


def _states(session: Session, seq: int) -> dict[int, CaseState]:
    """The state of each household's open case, else of its latest."""
    found: dict[int, tuple[tuple[int, int], str]] = {}
    for row in rows_at(session, "monitoring_case", seq, ("id", "household_id", "state", "is_open")):
        order = (row.is_open, row.id)
        if row.household_id not in found or order > found[row.household_id][0]:
            found[row.household_id] = (order, row.state)
    return {id_: CaseState(state) for id_, (_, state) in found.items()}


def _categories(session: Session, seq: int) -> dict[int, Category]:
    """The category of each household's open spell."""
    rows = rows_at(
        session, "monitoring_spell", seq, ("id", "household_id", "category"), lambda c: c.closed_on.is_(None)
    )
    found: dict[int, tuple[int, str]] = defaultdict(lambda: (0, ""))
    for row in rows:
        found[row.household_id] = max(found[row.household_id], (row.id, row.category))
    return {id_: Category(category) for id_, (_, category) in found.items()}


def are_places_unchanged(session: Session, seq: int) -> bool:
    """No village or group was renamed, moved or merged after a transaction."""
    region = VERSIONED["region"]
    return not session.scalar(select(func.count()).where(region.c.seq > seq))


def present(session: Session, ids: Collection[int]) -> Evening:
    """These households as the ledger stands now."""
    s = HouseholdSummary
    statement = select(
        *(s.household_id, s.code, s.village_id, s.village_name, s.group_name, s.head_name, s.member_count, s.status),
        *(s.household_type, s.category, s.case_state, s.open_alerts),
    )
    found = Evening()
    rows = (row for chunk in in_chunks(ids) for row in session.execute(statement.where(s.household_id.in_(chunk))))
    for row in rows:
        found.codes[row.household_id], found.villages[row.household_id] = row.code, row.village_id
        found.standings[row.household_id] = Standing(
            exists=row.status == "active",
            head=row.head_name,
            village=row.village_name,
            group=row.group_name,
            members=row.member_count,
            household_type=row.household_type,
            category=Category(row.category) if row.category else None,
            state=CaseState(row.case_state) if row.case_state else None,
            alerts=row.open_alerts,
        )
    return found
