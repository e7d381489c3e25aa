"""自然增减: who came to a household of the township and who left it, when, why and on what proof.

Read from memberships and the history of households: nothing is counted that the ledger does not say. What undoing
took back is not there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from app.models.audit import AuditEntry
from app.models.enums import Arrival, Labelled
from app.models.history import HISTORY
from app.models.household import Household, HouseholdSummary, Membership, MembershipReason, Person
from app.models.region import Region
from app.services.clock import OFFICE_ZONE
from app.services.last_step import undone_in
from app.services.ledger import Ledger


class Way(Labelled):
    """In which direction the township's population changed."""

    CAME = "came", "增加"
    LEFT = "left", "减少"
    WITHIN = "within", "镇内变动", "分户、并户、转户、调整村组：全镇人数不变"
    MENDED = "mended", "更正", "漏登补录、登记错误：人口没有变化，台账改对了"


class Departure(Labelled):
    """Why somebody belongs to a household no more."""

    DIED = "died", "死亡"
    MARRIED_OUT = "married_out", "婚出"
    MOVED_OUT = "moved_out", "迁出"
    MOVED_HOUSEHOLD = "moved_household", "转到别户"
    SPLIT = "split", "分户"
    MERGED = "merged", "并户"
    ERROR = "error", "登记错误"


NOT_SAID = "未注明"
_MOVED_GROUP, _MOVED_OUT, _MOVED_IN = "调整到别组", "调整到别村", "由别村调来"
_WITHIN = (Departure.MOVED_HOUSEHOLD.value, Departure.SPLIT.value, Departure.MERGED.value)


@dataclass(frozen=True, slots=True)
class NaturalChange:
    """One line of the register: a person who came or left, or a household that went to another village or group.

    ``persons`` is signed for the village: +1, -1, or how many moved with the household. ``needs_reason``: came, and
    nobody said how.
    """

    id: int  # of this reading only
    membership_id: int | None
    person_id: int
    household_id: int
    household_code: str
    head_name: str
    village_id: int
    village_name: str
    group_name: str
    on: date
    way: Way
    kind: str
    name: str
    relation: str
    sex: str | None
    born_on: date | None
    id_number: str | None
    proof: str
    category: str | None
    persons: int
    needs_reason: bool = False
    is_departure: bool = False

    @property
    def month(self) -> str:
        """2020-05."""
        return f"{self.on:%Y-%m}"


@dataclass(frozen=True, slots=True)
class VillageTally:
    """How a village's population changed: by the words of the reasons, and on balance."""

    village_id: int
    village_name: str
    by_kind: Counter[str]
    came: int
    left: int
    within: int  # households and persons that went to or came from elsewhere in the township, on balance

    @property
    def net(self) -> int:
        """自然增减: those who came less those who left."""
        return self.came - self.left


class NaturalChangeService:
    """Answers the register."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def between(self, first: date, last: date, *, village_id: int | None = None) -> tuple[NaturalChange, ...]:
        """Every change from a day to a day, the latest first."""
        with self._ledger.reading() as session:
            found = changes_in(session, first, last)
        kept = (change for change in found if village_id in (None, change.village_id))
        return tuple(sorted(kept, key=lambda c: (c.on, c.household_code, c.name), reverse=True))


def changes_in(session: Session, first: date, last: date) -> list[NaturalChange]:
    """Every change from a day to a day, in no order."""
    return list(_numbered([*_came(session, first, last), *_left(session, first, last), *_moved(session, first, last)]))


def tally(changes: Iterable[NaturalChange]) -> tuple[VillageTally, ...]:
    """The changes by village, in the order of the tree."""
    rows: dict[int, list[NaturalChange]] = {}
    for change in changes:
        rows.setdefault(change.village_id, []).append(change)
    return tuple(_tally(own) for _, own in sorted(rows.items()))


def _tally(own: Sequence[NaturalChange]) -> VillageTally:
    def balance(way: Way) -> int:
        return sum(change.persons for change in own if change.way is way)

    kinds = Counter(change.kind for change in own)
    return VillageTally(
        own[0].village_id, own[0].village_name, kinds, balance(Way.CAME), -balance(Way.LEFT), balance(Way.WITHIN)
    )


# -- who came, who left ------------------------------------------------------------------------------------------------

_COLUMNS = (
    Membership.id.label("membership_id"),
    Membership.relation,
    Membership.from_on,
    Membership.to_on,
    Membership.end_reason,
    Person.id.label("person_id"),
    Person.name,
    Person.sex,
    Person.born_on,
    Person.id_number,
    MembershipReason.came_by,
    MembershipReason.came_proof,
    MembershipReason.left_proof,
    Household.ended_on,
    Household.end_reason.label("household_end"),
    HouseholdSummary.household_id,
    HouseholdSummary.code,
    HouseholdSummary.head_name,
    HouseholdSummary.village_id,
    HouseholdSummary.village_name,
    HouseholdSummary.group_name,
    HouseholdSummary.category,
)


def _memberships(*more: Any) -> Any:
    return (
        select(*_COLUMNS, *more)
        .join(Person, Person.id == Membership.person_id)
        .join(HouseholdSummary, HouseholdSummary.household_id == Membership.household_id)
        .join(Household, Household.id == Membership.household_id)
        .join(MembershipReason, MembershipReason.membership_id == Membership.id, isouter=True)
    )


def _came(session: Session, first: date, last: date) -> Iterator[dict[str, Any]]:
    before = aliased(Membership)
    from_within = (
        select(before.end_reason)
        .where(
            before.person_id == Membership.person_id,
            before.id != Membership.id,
            before.to_on == Membership.from_on,
            before.end_reason.in_(_WITHIN),
        )
        .limit(1)
        .scalar_subquery()
    )
    statement = _memberships(from_within.label("within")).where(Membership.from_on.between(first, last))
    # Somebody entered in error has neither come nor left.
    statement = statement.where(or_(Membership.end_reason.is_(None), Membership.end_reason != Departure.ERROR.value))
    for row in session.execute(statement):
        kind, way = _arrival(row.came_by, row.within)
        yield {
            **_known(row),
            "on": row.from_on,
            "way": way,
            "kind": kind,
            "proof": row.came_proof or "",
            "persons": 0 if way is Way.MENDED else 1,
            "needs_reason": kind == NOT_SAID,
        }


def _arrival(came_by: str | None, within: str | None) -> tuple[str, Way]:
    if within:
        return f"{Departure(within).label}（入）", Way.WITHIN
    if came_by:
        return Arrival(came_by).label, Way.MENDED if came_by == Arrival.FORGOTTEN else Way.CAME
    return NOT_SAID, Way.CAME


def _left(session: Session, first: date, last: date) -> Iterator[dict[str, Any]]:
    for row in session.execute(_memberships().where(Membership.to_on.between(first, last))):
        reason = row.end_reason or ""
        way = Way.WITHIN if reason in _WITHIN else Way.MENDED if reason == Departure.ERROR else Way.LEFT
        word = Departure(reason).label if reason in {one.value for one in Departure} else NOT_SAID
        ended = row.household_end if row.ended_on == row.to_on else None
        yield {
            **_known(row),
            "on": row.to_on,
            "way": way,
            "kind": f"{word}（出）" if way is Way.WITHIN else word,
            "proof": row.left_proof or ended or "",
            "persons": 0 if way is Way.MENDED else -1,
            "is_departure": True,
        }


def _known(row: Any) -> dict[str, Any]:
    return {
        "membership_id": row.membership_id,
        "person_id": row.person_id,
        "household_id": row.household_id,
        "household_code": row.code,
        "head_name": row.head_name,
        "village_id": row.village_id,
        "village_name": row.village_name,
        "group_name": row.group_name,
        "name": row.name,
        "relation": row.relation or "",
        "sex": row.sex,
        "born_on": row.born_on,
        "id_number": row.id_number,
        "category": row.category,
    }


# -- households that went to another place ---------------------------------------------------------------------------


def _moved(session: Session, first: date, last: date) -> Iterator[dict[str, Any]]:
    """A line for the place that was left, one for the new place; a village that was joined to another moved nobody."""
    undone = undone_in(session)
    old, region = HISTORY["household"], {row.id: row.name for row in session.execute(select(Region.id, Region.name))}
    statement = (
        select(old, AuditEntry.seq.label("at"), AuditEntry.occurred_on, AuditEntry.recorded_at)
        .join(AuditEntry, AuditEntry.seq == old.c.to_seq)
        .where(AuditEntry.action.in_(("household.move", "household.edit")))
    )
    for row in session.execute(statement).all():
        on = row.occurred_on or row.recorded_at.astimezone(OFFICE_ZONE).date()
        now = _version(session, row.id, row.at)
        if row.at in undone or not first <= on <= last or now is None:
            continue
        if (row.village_id, row.group_id) == (now.village_id, now.group_id):
            continue
        yield from _both_places(session, row, now, on, region)


def _version(session: Session, household_id: int, seq: int) -> Any:
    """The household as the transaction ``seq`` left it."""
    for table in (Household.__table__, HISTORY["household"]):
        found = session.execute(select(table).where(table.c.id == household_id, table.c.seq == seq)).first()
        if found is not None:
            return found
    return None


def _both_places(session: Session, old: Any, new: Any, on: date, region: dict[int, str]) -> Iterator[dict[str, Any]]:
    head = session.execute(
        select(HouseholdSummary.head_name, HouseholdSummary.head_person_id, HouseholdSummary.category).where(
            HouseholdSummary.household_id == old.id
        )
    ).one()
    living = and_(
        or_(Membership.from_on.is_(None), Membership.from_on <= on),
        or_(Membership.to_on.is_(None), Membership.to_on > on),
    )
    there = session.scalar(select(func.count()).where(Membership.household_id == old.id, living)) or 0
    route = "→".join(region[one.village_id] + region.get(one.group_id or 0, "") for one in (old, new))
    is_near = old.village_id == new.village_id  # another group: the village's population is the same
    for place, persons in ((new, 0),) if is_near else ((old, -there), (new, there)):
        yield {
            "membership_id": None,
            "person_id": head.head_person_id or 0,
            "household_id": old.id,
            "household_code": old.code,
            "head_name": head.head_name,
            "village_id": place.village_id,
            "village_name": region[place.village_id],
            "group_name": region.get(place.group_id or 0, ""),
            "on": on,
            "way": Way.WITHIN,
            "kind": _MOVED_GROUP if is_near else _MOVED_OUT if place is old else _MOVED_IN,
            "name": f"全户{there}人",
            "relation": "",
            "sex": None,
            "born_on": None,
            "id_number": None,
            "proof": route,
            "category": head.category,
            "persons": persons,
        }


def _numbered(rows: Iterable[dict[str, Any]]) -> Iterator[NaturalChange]:
    for number, row in enumerate(rows, start=1):
        yield NaturalChange(id=number, **row)
