"""What a roster leaves for a person to decide; the import goes on without an answer."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Row, Select, and_, func, literal, or_, select
from sqlalchemy.orm import Session

from app.models.history import VERSIONED
from app.services.errors import Reason
from app.services.id_number import masked
from app.services.imports.results import Question
from app.services.imports.roster_child import HEAD
from app.services.imports.roster_places import UNKNOWN_VILLAGE
from app.services.imports.roster_plan import HAS_LEFT, MOVES, STAYS
from app.services.imports.roster_report import Words, with_place
from app.services.imports.roster_tables import DIFFERENCE, HOUSEHOLD, KNOWN, MEMBER, STAGE
from app.services.imports.sql import Expression
from app.services.imports.staging import Staged
from app.services.wording import sentence

HOUSEHOLDS, PERSONS, MEMBERSHIPS = (VERSIONED[name] for name in ("household", "person", "membership"))
PLACE_COLUMNS = frozenset({"village_id", "group_id"})
# An ID number damaged by Excel ends in zeros; its first digits are right.
_ZEROS, _SURE = "%000", 15
_OLD, _NEW = 15, 18


def questions_of(session: Session, staged: Staged) -> Iterator[Question]:
    """Every question of the plan, those about new records without their numbers yet."""
    words = Words(session, staged)
    yield from _newer_here(session, words)
    yield from of_new_records(session, staged)
    for moves, kind in ((STAYS, "stays_here"), (HAS_LEFT, "has_left")):
        yield from _moved(session, words, moves, kind)
    yield from _missing_members(session, staged)
    yield from _changed_heads(session, words)
    yield from _unknown_villages(session, words)


def of_new_records(session: Session, staged: Staged) -> Iterator[Question]:
    """The questions that name persons or households which the import makes; complete once it has been written."""
    words = Words(session, staged)
    yield from _moved(session, words, MOVES, "moved")
    yield from _look_alikes(session, words)


def _asked(kind: str, place: tuple[str, str, int | None], *, values: dict[str, object], **about: object) -> Question:
    wording = values.pop("wording", kind)
    message = sentence(Reason(f"question.{wording}", values))
    return Question(kind, *place, message, **about)  # type: ignore[arg-type]


def _newer_here(session: Session, words: Words) -> Iterator[Question]:
    kept = with_place(select(DIFFERENCE).where(DIFFERENCE.c.kept == 1)).order_by(DIFFERENCE.c.n, DIFFERENCE.c.field)
    for row in session.execute(kept):
        change = words.change(row)
        values: dict[str, object] = {"label": change.label, "field": change.field}
        values |= {"ours": change.old, "theirs": change.new}
        if change.theirs_on is None:
            values["wording"] = "newer_here_undated"
        # A group that the import founds has no number yet.
        is_open = row.field in PLACE_COLUMNS and str(row.new).startswith("-")
        yield _asked(
            "newer_here",
            words.place(row),
            values=values,
            household_id=row.household_id,
            person_id=change.person_id,
            field=f"{row.subject}.{row.field}",
            record=row.subject_id,
            ours=row.old,
            theirs=None if is_open else row.new,
        )


def _moved(session: Session, words: Words, moves: int, kind: str) -> Iterator[Question]:
    for row in session.execute(_moving(moves)):
        ours = sentence(Reason(f"left.{row.ours}")) if moves == HAS_LEFT and row.ours else row.ours
        values: dict[str, object] = {"label": row.name, "ours": ours or "—", "theirs": row.theirs or "新户"}
        yield _asked(
            kind,
            words.place(row),
            values=values,
            household_id=row.household_id,
            person_id=row.person_id,
            other_household_id=row.home_id,
            theirs=row.relation,
        )


def _moving(moves: int) -> Select[*tuple[object, ...]]:
    """Persons whom the file has in another household than the ledger: ``household_id`` is the file's."""
    home = HOUSEHOLDS.alias("home")
    target = HOUSEHOLDS.alias("target")
    last_reason = (
        select(MEMBERSHIPS.c.end_reason)
        .where(MEMBERSHIPS.c.person_id == MEMBER.c.person_id)
        .order_by(MEMBERSHIPS.c.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    ours = last_reason if moves == HAS_LEFT else home.c.code
    theirs = func.coalesce(target.c.code, HOUSEHOLD.c.code)
    return (
        select(
            *(STAGE.c.file, STAGE.c.sheet, STAGE.c.row, STAGE.c.name, STAGE.c.relation),
            *(MEMBER.c.person_id, MEMBER.c.home_id, HOUSEHOLD.c.household_id),
            *(ours.label("ours"), theirs.label("theirs")),
        )
        .select_from(MEMBER)
        .join(STAGE, STAGE.c.n == MEMBER.c.n)
        .outerjoin(HOUSEHOLD, HOUSEHOLD.c.key == MEMBER.c.key)
        .outerjoin(home, home.c.id == MEMBER.c.home_id)
        .outerjoin(target, target.c.id == HOUSEHOLD.c.household_id)
        .where(MEMBER.c.moves == moves)
        .order_by(MEMBER.c.n)
    )


def _missing_members(session: Session, staged: Staged) -> Iterator[Question]:
    """Living members of the file's households whom the file does not name."""
    named = select(MEMBER.c.person_id).where(MEMBER.c.person_id.is_not(None))
    statement = (
        select(
            PERSONS.c.name,
            PERSONS.c.id.label("person_id"),
            HOUSEHOLDS.c.id.label("household_id"),
            HOUSEHOLDS.c.code.label("ours"),
        )
        .select_from(HOUSEHOLD)
        .join(HOUSEHOLDS, HOUSEHOLDS.c.id == HOUSEHOLD.c.household_id)
        .join(MEMBERSHIPS, MEMBERSHIPS.c.household_id == HOUSEHOLDS.c.id)
        .join(PERSONS, PERSONS.c.id == MEMBERSHIPS.c.person_id)
        .where(
            HOUSEHOLD.c.outcome.in_(("updated", "unchanged")),
            MEMBERSHIPS.c.to_on.is_(None),
            MEMBERSHIPS.c.person_id.not_in(named),
        )
        .order_by(HOUSEHOLDS.c.code, MEMBERSHIPS.c.position)
    )
    files = "、".join(staged.names)
    for row in session.execute(statement):
        values: dict[str, object] = {"label": row.name, "ours": row.ours}
        about = {"household_id": row.household_id, "person_id": row.person_id}
        yield _asked("member_missing", (files, "", None), values=values, **about)


def _changed_heads(session: Session, words: Words) -> Iterator[Question]:
    """Households whose head the file names otherwise; where ours stays because it is newer, that is asked instead."""
    head, old = MEMBER.alias("head"), KNOWN.alias("old_head")
    kept = select(DIFFERENCE.c.key).where(
        DIFFERENCE.c.field == "relation", DIFFERENCE.c.kept == 1, DIFFERENCE.c.key.is_not(None)
    )
    statement = (
        select(
            *(STAGE.c.file, STAGE.c.sheet, STAGE.c.row, STAGE.c.name, HOUSEHOLDS.c.code),
            *(HOUSEHOLD.c.household_id, head.c.person_id),
            *(old.c.person_id.label("old_id"), old.c.name.label("old_name")),
        )
        .select_from(HOUSEHOLD)
        .join(head, head.c.n == HOUSEHOLD.c.head_n)
        .join(STAGE, STAGE.c.n == head.c.n)
        .join(old, and_(old.c.household_id == HOUSEHOLD.c.household_id, old.c.relation == HEAD))
        .join(HOUSEHOLDS, HOUSEHOLDS.c.id == HOUSEHOLD.c.household_id)
        .where(head.c.outcome.is_not(None), old.c.person_id.is_distinct_from(head.c.person_id))
        .where(HOUSEHOLD.c.key.not_in(kept))
        .order_by(STAGE.c.n)
    )
    for row in session.execute(statement):
        values: dict[str, object] = {"label": row.code, "ours": row.old_name, "theirs": row.name}
        yield _asked(
            "head_changed",
            words.place(row),
            values=values,
            household_id=row.household_id,
            other_person_id=row.old_id,
            field="membership.relation",
            ours=row.old_name,
            theirs=row.name,
        )


def _look_alikes(session: Session, words: Words) -> Iterator[Question]:
    """New persons who look like one whom the ledger has, and whom the file does not name besides."""
    seen: set[tuple[int, int]] = set()
    for row in session.execute(_alike()):
        if (row.n, row.known_id) in seen:
            continue
        seen.add((row.n, row.known_id))
        values: dict[str, object] = {
            "label": row.name,
            "ours": row.known_name,
            "code": row.code or "已减少",
            "number": masked(row.known_number) or "无证件号码",
        }
        yield _asked(
            "possible_duplicate",
            words.place(row),
            values=values,
            household_id=row.household_id,
            person_id=row.person_id,
            other_person_id=row.known_id,
            other_household_id=row.home_id,
        )


def _alike() -> Select[*tuple[object, ...]]:
    here = HOUSEHOLDS.alias("here")
    other = MEMBER.alias("other")
    claimed = select(literal(1)).where(other.c.person_id == KNOWN.c.person_id).correlate(KNOWN).exists()
    born = func.coalesce(STAGE.c.born_on, STAGE.c.id_born_on)
    same_birth = and_(
        KNOWN.c.name == STAGE.c.name, PERSONS.c.born_on == born, here.c.village_id == HOUSEHOLD.c.village_id
    )
    new, old = MEMBER.c.id_key, KNOWN.c.id_key
    cut = and_(func.substr(new, 1, _SURE) == func.substr(old, 1, _SURE), func.length(new) == func.length(old))
    damaged = and_(cut, new != old, or_(new.like(_ZEROS), old.like(_ZEROS)))
    by_number = and_(KNOWN.c.name == STAGE.c.name, or_(damaged, _old_form(new, old), _old_form(old, new)))
    return (
        select(
            *(STAGE.c.file, STAGE.c.sheet, STAGE.c.row, STAGE.c.name, MEMBER.c.n, MEMBER.c.person_id),
            *(HOUSEHOLD.c.household_id, KNOWN.c.person_id.label("known_id"), KNOWN.c.name.label("known_name")),
            *(here.c.code, here.c.id.label("home_id"), PERSONS.c.id_number.label("known_number")),
        )
        .select_from(MEMBER)
        .join(STAGE, STAGE.c.n == MEMBER.c.n)
        .join(KNOWN, KNOWN.c.name == STAGE.c.name)
        .join(PERSONS, PERSONS.c.id == KNOWN.c.person_id)
        .outerjoin(HOUSEHOLD, HOUSEHOLD.c.key == MEMBER.c.key)
        .outerjoin(here, here.c.id == KNOWN.c.household_id)
        .where(MEMBER.c.outcome == "created", or_(same_birth, by_number), ~claimed)
        .order_by(MEMBER.c.n, KNOWN.c.person_id)
    )


def _old_form(short: Expression, long: Expression) -> Expression:
    """The same number with 15 and with 18 digits."""
    cut = func.substr(long, 1, 6) + func.substr(long, 9, 9)
    return and_(func.length(short) == _OLD, func.length(long) == _NEW, short == cut)


def _unknown_villages(session: Session, words: Words) -> Iterator[Question]:
    first = func.min(STAGE.c.n)
    grouped = (
        select(first.label("n"), STAGE.c.village.label("named"), func.count().label("rows"))
        .join(MEMBER, MEMBER.c.n == STAGE.c.n)
        .where(MEMBER.c.problem == UNKNOWN_VILLAGE, STAGE.c.village.is_not(None))
        .group_by(STAGE.c.village)
        .subquery()
    )
    statement = select(STAGE.c.file, STAGE.c.sheet, STAGE.c.row, grouped.c.named, grouped.c.rows)
    for row in session.execute(statement.join(grouped, grouped.c.n == STAGE.c.n).order_by(grouped.c.n)):
        yield _question_of_village(words, row)


def _question_of_village(words: Words, row: Row[*tuple[object, ...]]) -> Question:
    values: dict[str, object] = {"village": row.named, "rows": row.rows}
    return _asked("unknown_village", words.place(row), values=values, field="region.name", theirs=row.named)
