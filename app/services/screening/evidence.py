"""The recorded values behind an answer, for any number of households: which one counts, who said it, when."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import String, cast, select
from sqlalchemy.orm import Session

from app.models.history import VERSIONED, in_chunks
from app.services import effective as e
from app.services.screening.results import Evidence
from app.services.screening.signs import EMERGENCY, INCOME_EVENTS, UNCOUNTED_CLUES
from app.services.standing import EXCUSED_DROPOUT, PRESCHOOL, SECONDARY, Reckoning, school_births

_clue = VERSIONED["clue"]
_INSURANCE = ("resident_medical", "employee_medical")
_SCHOOLING = ("dropout_reason", "school_status", "education")
Found = dict[int, list[Evidence]]
# (household, guarantee) -> the year of what was recorded of the household as a whole.
Years = dict[tuple[int, str], int]


@dataclass(slots=True)
class _Member:
    """A living member with the first (the effective) word of each field."""

    household_id: int
    name: str
    born_on: date | None
    said: dict[str, tuple[Any, str, date | None]] = field(default_factory=dict)
    years: dict[str, int] = field(default_factory=dict)
    secondary_year: int = 0  # the newest year that names a level above 小学


def evidence_of(
    session: Session, household_ids: Iterable[int], *, reckoning: Reckoning
) -> Mapping[int, list[Evidence]]:
    """What counts of income, guarantees, events and clues, by household."""
    found: Found = defaultdict(list)
    for ids in in_chunks(household_ids):
        years = _own_facts(session, ids, found)
        _incomes(session, ids, found)
        _members(session, ids, found, years, reckoning)
        _events(session, ids, found)
        _clues(session, ids, found)
    return found


def _own_facts(session: Session, ids: Sequence[int], found: Found) -> Years:
    """The effective value of each guarantee as recorded of the household."""
    f, key = e.household_fact, e.key_of(e.household_fact)
    values = {"housing_safe": e.housing_of_row(), "water_safe": e.water_of_row()}
    values |= {n: f.c[n] for n in ("medical_covered", "education_secured", "food_enough", "clothing_enough")}
    rows = session.execute(
        select(f.c.household_id, f.c.source, f.c.observed_on, key.label("key"))
        .add_columns(*(value.label(name) for name, value in values.items()))
        .where(f.c.household_id.in_(ids))
        .order_by(key.desc())
    ).mappings()
    years: Years = {}
    for row in rows:
        for name in values:
            place = (row["household_id"], name)
            if row[name] is not None and place not in years:
                years[place] = int(row["key"][:4])
                found[place[0]].append(Evidence(name, row[name], row["source"], row["observed_on"]))
    return years


def _incomes(session: Session, ids: Sequence[int], found: Found) -> None:
    """The statement or the imported figure that counts."""
    best: dict[int, tuple[str, Evidence]] = {}
    for home, keyed, said in (*_statements(session, ids), *_imported(session, ids)):
        if home not in best or keyed > best[home][0]:
            best[home] = (keyed, said)
    for home, (_, said) in best.items():
        found[home].append(said)


def _statements(session: Session, ids: Sequence[int]) -> Iterator[tuple[int, str, Evidence]]:
    s, keyed = e.statement, e.statement_key() + cast(e.per_head(), String)
    columns = (s.c.household_id, s.c.source, s.c.observed_on, s.c.basis, keyed.label("keyed"))
    for row in session.execute(select(*columns).where(s.c.household_id.in_(ids), keyed.is_not(None))):
        figure, basis = int(row.keyed[e.KEY_LENGTH :]), row.basis or e.STATED_BASIS
        yield row.household_id, row.keyed, _income(figure, row, basis)


def _imported(session: Session, ids: Sequence[int]) -> Iterator[tuple[int, str, Evidence]]:
    f, keyed = e.household_fact, e.key_of(e.household_fact) + cast(e.household_fact.c.net_per_head_fen, String)
    columns = (f.c.household_id, f.c.source, f.c.observed_on, f.c.net_per_head_fen, keyed.label("keyed"))
    for row in session.execute(select(*columns).where(f.c.household_id.in_(ids), keyed.is_not(None))):
        yield row.household_id, row.keyed, _income(row.net_per_head_fen, row, e.IMPORTED_BASIS)


def _income(figure: int, row: Any, basis: str) -> Evidence:
    return Evidence("expected_income", figure, row.source, row.observed_on, note=basis)


def _members(session: Session, ids: Sequence[int], found: Found, years: Years, reckoning: Reckoning) -> None:
    """Insurance and schooling of each member, where the members' facts decide and not the household's own."""
    oldest, youngest = school_births(reckoning)
    by_home: dict[int, list[_Member]] = defaultdict(list)
    for member in _read_members(session, ids).values():
        by_home[member.household_id].append(member)
    for home, members in by_home.items():
        pupils = [m for m in members if m.born_on is None or oldest < m.born_on <= youngest]
        for name, fields, counted in (
            ("medical_covered", _INSURANCE, members),
            ("education_secured", _SCHOOLING, pupils),
        ):
            newest = max((m.years[f] for m in members for f in fields if f in m.years), default=0)
            own = years.get((home, name))
            if own is None or own < newest:
                found[home] = [said for said in found[home] if said.fact != name]
                found[home] += [_of_member(member, name, fields) for member in counted]


def _read_members(session: Session, ids: Sequence[int]) -> dict[int, _Member]:
    m, p, f = e.membership, e.person, e.person_fact
    fields = (*_INSURANCE, *_SCHOOLING)
    key = e.key_of(f)
    rows = session.execute(
        select(m.c.id, m.c.household_id, p.c.name, p.c.born_on, f.c.source, f.c.observed_on, key.label("key"))
        .add_columns(*(f.c[name] for name in fields))
        .select_from(m.join(p, p.c.id == m.c.person_id).outerjoin(f, f.c.person_id == p.c.id))
        .where(m.c.household_id.in_(ids), m.c.to_on.is_(None))
        .order_by(m.c.position, m.c.id, key.desc())
    ).mappings()
    members: dict[int, _Member] = {}
    for row in rows:
        member = members.setdefault(row["id"], _Member(row["household_id"], row["name"], row["born_on"]))
        for name in fields:
            if row[name] is not None and name not in member.said:
                member.said[name] = (row[name], row["source"], row["observed_on"])
                member.years[name] = int(row["key"][:4])
        if row["education"] in SECONDARY:
            member.secondary_year = max(member.secondary_year, int(row["key"][:4]))
    for member in members.values():
        _forget_old_schooling(member)
    return members


def _forget_old_schooling(member: _Member) -> None:
    """Only the newest year that speaks of schooling counts, as in ``standing.schooling_columns``."""
    newest = max((member.years[name] for name in _SCHOOLING if name in member.years), default=0)
    left = max(member.years.get("dropout_reason", 0), member.years.get("school_status", 0), member.secondary_year)
    for name in _SCHOOLING:
        last = left if name == "dropout_reason" else newest
        if member.years.get(name, last) < last:
            del member.said[name], member.years[name]


def _of_member(member: _Member, name: str, fields: Sequence[str]) -> Evidence:
    said = {field: member.said[field] for field in fields if field in member.said}
    value = _insured(said) if name == "medical_covered" else _schooled(said, is_pupil=member.born_on is not None)
    first = next(iter(said.values()), (None, "", None))
    note = "、".join(str(word[0]) for word in said.values()) if name == "education_secured" else ""
    return Evidence(name, value, first[1], first[2], member.name, note)


def _insured(said: Mapping[str, tuple[Any, str, date | None]]) -> int | None:
    values = [said[name][0] if name in said else None for name in _INSURANCE]
    if 1 in values:
        return 1
    return 0 if values == [0, 0] else None


def _schooled(said: Mapping[str, tuple[Any, str, date | None]], *, is_pupil: bool) -> int | None:
    """As ``standing.schooled``; of somebody without a birth date only a yes can be said."""
    reason, status, level = (said[name][0] if name in said else None for name in _SCHOOLING)
    if reason is not None and reason not in EXCUSED_DROPOUT:
        return 0 if is_pupil else None
    in_school = status is not None and status not in PRESCHOOL
    return 1 if in_school or level in SECONDARY or reason in EXCUSED_DROPOUT else None


def _events(session: Session, ids: Sequence[int], found: Found) -> None:
    v = e.household_event.c
    columns = (v.household_id, v.kind, v.amount_fen, v.source, v.happened_on, v.description)
    standing = (v.household_id.in_(ids), v.withdrawn_on.is_(None), v.kind.in_((*INCOME_EVENTS, EMERGENCY)))
    for row in session.execute(select(*columns).where(*standing).order_by(v.happened_on, v.id)):
        fact = "emergency" if row.kind == EMERGENCY else "income_event"
        found[row.household_id].append(
            Evidence(fact, row.amount_fen, row.source, row.happened_on, note=row.description or row.kind)
        )


def _clues(session: Session, ids: Sequence[int], found: Found) -> None:
    c = _clue.c
    standing = (c.household_id.in_(ids), c.state.not_in(UNCOUNTED_CLUES))
    columns = (c.household_id, c.number, c.channel, c.received_on)
    for row in session.execute(select(*columns).where(*standing).order_by(c.received_on, c.id)):
        found[row.household_id].append(Evidence("clues", 1, row.channel, row.received_on, note=row.number))
