"""Joining two records of one person inside a running transaction: everything that refers to the loser moves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, Table, UniqueConstraint, and_, exists, select
from sqlalchemy.orm import Session

from app.models.cases import Case
from app.models.history import BOOKKEEPING, HISTORY, VERSIONED, bulk_update
from app.models.household import Household, Membership, Person
from app.models.imports import Finding
from app.services.errors import Reason, refuse_all
from app.services.household_events import procedure
from app.services.household_events.common import HEAD, present
from app.services.ledger import Transaction
from app.services.names import romanise
from app.services.undo import TouchedRow

# Fields of which one of the two values is kept, in the order in which they are shown.
FIELDS = ("name", "id_number", "sex", "born_on", "ethnicity", "phone", "national_code", "died_on")
_FOLLOW = {"id_number": ("id_kind",)}
# Rows that say something about the pair itself stay with both records.
_STAY = frozenset({"distinct_pair", "person", "id_decision"})


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeInput:
    """Who stays, who becomes an alias, and what is kept where the two records differ.

    ``values``: field -> the value kept, one of the two; fields not named keep the winner's, or the loser's if the
    winner has none. ``household_id``: where the person belongs from now on, asked when both stand in different ones.
    """

    winner_id: int
    loser_id: int
    winner_version: int | None = None
    loser_version: int | None = None
    values: Mapping[str, object] = field(default_factory=dict)
    household_id: int | None = None
    relation: str = ""


def merge_in(tx: Transaction, winner: Person, loser: Person, given: MergeInput) -> Household:
    """Join the two; returns the household to which the person belongs."""
    refuse_all(_value_reasons(winner, loser, given.values))
    home = _settle_memberships(tx, winner, loser, given)
    _take_values(winner, loser, given.values)
    loser.alias_of_id = winner.id
    tx.session.flush()
    items = VERSIONED["cross_check_item"]
    alive = procedure.open_case(tx, home.id)
    held = tx.session.scalar(select(items.c.id).where(items.c.person_id == loser.id).limit(1))
    for table in _tables():
        _move_rows(tx.session, table, loser.id, winner.id)
    if held is not None and alive is not None:
        procedure.move_comparison_in(tx, [winner.id], home, alive)
    aliases = VERSIONED["person"]
    bulk_update(tx.session, aliases, aliases.c.alias_of_id == loser.id, {"alias_of_id": winner.id})
    _move_findings(tx.session, loser.id, winner.id)
    tx.session.expire_all()
    return home


def _take_values(winner: Person, loser: Person, values: Mapping[str, object]) -> None:
    for name in FIELDS:
        mine, theirs = getattr(winner, name), getattr(loser, name)
        kept = values.get(name, theirs if mine in (None, "") else mine)
        if kept != mine:
            setattr(winner, name, kept)
            for follower in _FOLLOW.get(name, ()):
                setattr(winner, follower, getattr(loser, follower))
    winner.pinyin, winner.initials = romanise(winner.name)


def _value_reasons(winner: Person, loser: Person, values: Mapping[str, object]) -> Iterator[Reason]:
    for name, value in values.items():
        if name not in FIELDS or value not in (getattr(winner, name), getattr(loser, name)):
            yield Reason("twin.value_unknown", {"value": value or name, "field": name})


# -- where the person belongs -------------------------------------------------------------------------


def _settle_memberships(tx: Transaction, winner: Person, loser: Person, given: MergeInput) -> Household:
    """End what is doubled, so that one membership is left, and give the person's memberships to the winner."""
    rows = _open_memberships(tx.session, (winner.id, loser.id))
    homes = {row.household_id: tx.session.get_one(Household, row.household_id) for row in rows}
    home_id = _chosen_home(homes, given)
    staying = [row for row in rows if row.household_id == home_id]
    kept = next((row for row in staying if row.relation == HEAD), staying[0])
    ending = [row for row in rows if row.id != kept.id]
    refuse_all(_ending_reasons(tx, ending, kept, homes))
    for row in ending:
        row.to_on = tx.today
        row.end_reason = "error" if row.household_id == home_id else "merged"
    if given.relation and kept.relation != HEAD:
        kept.relation = given.relation
    tx.session.flush()
    return homes[home_id]


def _open_memberships(session: Session, people: tuple[int, int]) -> list[Membership]:
    statement = select(Membership).where(Membership.person_id.in_(people), Membership.to_on.is_(None))
    rows = list(session.scalars(statement.order_by(Membership.id)))
    return sorted(rows, key=lambda row: row.person_id != people[0])


def _chosen_home(homes: Mapping[int, Household], given: MergeInput) -> int:
    codes = [home.code for home in homes.values()]
    if given.household_id is None:
        refuse_all([Reason("twin.household_missing", {"codes": codes, "field": "household"})] if len(homes) > 1 else [])
        return next(iter(homes))
    if given.household_id not in homes:
        refuse_all([Reason("twin.household_wrong", {"code": given.household_id, "field": "household"})])
    return given.household_id


def _ending_reasons(
    tx: Transaction, ending: Sequence[Membership], kept: Membership, homes: Mapping[int, Household]
) -> Iterator[Reason]:
    elsewhere = [row for row in ending if row.household_id != kept.household_id]
    heads = [row for row in elsewhere if row.relation == HEAD]
    if heads and kept.relation == HEAD:
        both = [homes[kept.household_id], homes[heads[0].household_id]]
        if all(_has_open_case(tx.session, home.id) for home in both):
            yield Reason("twin.both_heads", {"codes": [home.code for home in both]})
            return
    gone = {row.id for row in ending}
    for row in elsewhere:
        rest = [member for member in present(tx.session, row.household_id) if member.id not in gone]
        values = {"name": tx.session.get_one(Person, row.person_id).name, "code": homes[row.household_id].code}
        if not rest:
            yield Reason("twin.last_member", values)
        elif row.relation == HEAD and all(member.relation != HEAD for member in rest):
            yield Reason("twin.head_leaves", values)


def _has_open_case(session: Session, household_id: int) -> bool:
    case = select(Case.id).where(Case.household_id == household_id, Case.is_open == 1)
    return session.scalar(case.limit(1)) is not None


# -- what refers to the person -------------------------------------------------------------------------


def _tables() -> list[Table]:
    return [table for name, table in VERSIONED.items() if name not in _STAY and "person_id" in table.c]


def _move_rows(session: Session, table: Table, loser: int, winner: int) -> None:
    """All rows of the table; one that would stand twice (the same item of one comparison) stays with the alias."""
    condition = table.c.person_id == loser
    twin = table.alias("twin")
    for unique in table.constraints:
        if isinstance(unique, UniqueConstraint) and "person_id" in unique.columns:
            others = [name for name in unique.columns.keys() if name != "person_id"]  # noqa: SIM118
            same = and_(*(twin.c[name] == table.c[name] for name in others))
            condition = and_(condition, ~exists().where(twin.c.person_id == winner, same))
    if session.scalar(select(table.c.id).where(condition).limit(1)) is not None:
        bulk_update(session, table, condition, {"person_id": winner})


def _move_findings(session: Session, loser: int, winner: int) -> None:
    """``person_id`` has moved with the rest; the subject follows where the winner has no finding of the rule."""
    own = set(session.scalars(select(Finding.rule_code).where(_of(winner))))
    for finding in session.scalars(select(Finding).where(_of(loser))):
        if finding.rule_code not in own:
            finding.subject_id = winner
        elif finding.state == "open":
            finding.state = "fixed"
    session.flush()


def _of(person_id: int) -> ColumnElement[bool]:
    return and_(Finding.subject_kind == "person", Finding.subject_id == person_id)


def written_since(session: Session, person_id: int, seq: int) -> list[TouchedRow]:
    """What was written about the person after transaction ``seq``: nobody can say to which record it belongs."""
    found: list[TouchedRow] = []
    for table in (*_tables(), VERSIONED["person"]):
        if table.name not in BOOKKEEPING:
            own = table.c.id if table.name == "person" else table.c.person_id
            later = select(table.c.id).where(own == person_id, table.c.seq > seq)
            found += [TouchedRow(table.name, id_) for id_ in session.scalars(later)]
    return found


def books_back_in(tx: Transaction, seq: int) -> None:
    """Set the books of the program (findings, import issues) back to what they said before transaction ``seq``."""
    for name in ("finding", "import_issue"):
        table, history = VERSIONED[name], HISTORY[name]
        for old in tx.session.execute(select(history).where(history.c.to_seq == seq)).mappings():
            values = {k: old[k] for k in ("person_id", "subject_id", "state") if k in old}
            bulk_update(tx.session, table, and_(table.c.id == old["id"], table.c.seq == seq), values)
