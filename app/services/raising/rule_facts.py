"""What the rules look at: effective values of the monitored households, each with its source and day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Select, case, func, or_, select
from sqlalchemy.orm import Session

from app.models.enums import Risk
from app.models.history import VERSIONED
from app.models.household import HouseholdSummary as Summary
from app.services import effective as e
from app.services.briefs import BRIEF, BY_PLACE, HouseholdBrief, brief_of
from app.services.monitoring.grid import WATCHED
from app.services.standing import SCHOOLING, Reckoning, of_school_age, schooled, schooling_columns

_spell, _record, _work = VERSIONED["monitoring_spell"], VERSIONED["monitoring_fact"], VERSIONED["work_spell"]
_IDENTIFICATION = "identification"
_SOURCES: Mapping[str, str] = {
    "household_book": "户籍册",
    "import": "导入",
    "national_export": "国家系统导出",
    "household": "农户申报",
    "department": "部门数据",
    "village": "村级上报",
    "clerk": "办事员录入",
    "meeting": "评议会议",
    "visit": "入户走访",
    "verification": "销号核实",
}


@dataclass(frozen=True, slots=True)
class Fact:
    """An effective value with the source and day it comes from."""

    value: Any
    source: str
    on: date | None
    year: int


@dataclass(slots=True)
class Person:
    """A living member, as the rules see him: truths are 1, 0, None."""

    name: str
    insured: int | None
    insured_fact: Fact | None
    at_school: int | None
    school_fact: Fact | None
    dropout_reason: str | None


@dataclass(slots=True)
class Home:
    """A monitored household with what is known of it."""

    brief: HouseholdBrief
    heads: int
    income_fen: int | None
    identified_on: date | None = None
    risks: tuple[str, ...] = ()
    figures: list[Fact] = field(default_factory=list)  # per head, the one that counts first
    at_identification: Fact | None = None
    housing: Fact | None = None
    housing_words: str = ""
    water: Fact | None = None
    persons: list[Person] = field(default_factory=list)  # those of whom a rule has something to say
    jobs: list[tuple[int, int | None, str | None, date | None]] = field(default_factory=list)


def homes_of(session: Session, *, today: date, reckoning: Reckoning) -> dict[int, Home]:
    """Every household whose case is being watched, in the order of places."""
    ids = select(Summary.household_id).where(*_watched())
    found: dict[int, Home] = {}
    statement = select(*BRIEF, Summary.counted_heads, Summary.net_per_head_fen).where(*_watched()).order_by(*BY_PLACE)
    for row in session.execute(statement):
        heads, figure = row[len(BRIEF) :]
        found[row[0]] = Home(brief_of(row), heads, figure)
    _spells(session, found, ids)
    _figures(session, found, ids)
    _of_homes(session, found, ids)
    _of_persons(session, found, ids, reckoning)
    _jobs(session, found, ids)
    return found


def _watched() -> list[Any]:
    return [Summary.case_state.in_([state.value for state in WATCHED]), Summary.status == "active"]


def fact_of(key: str | None, value: Any) -> Fact | None:
    """A value with source and day read from the text that ordered it; None without a value."""
    if key is None or value is None:
        return None
    rank, day = int(key[5]), key[6:16]
    source = e.SOURCE_RANK[rank - 1] if rank else ""
    on = None if day.startswith("0000") else date.fromisoformat(day)
    return Fact(value, _SOURCES.get(source, "其他来源"), on, int(key[:4]))


def _spells(session: Session, homes: Mapping[int, Home], ids: Select[Any]) -> None:
    s = _spell.c
    rows = session.execute(
        select(s.household_id, s.identified_on, s.risks)
        .where(s.household_id.in_(ids), s.closed_on.is_(None), s.is_provisional == 0)
        .order_by(s.id)
    )
    for household_id, identified_on, risks in rows:
        homes[household_id].identified_on = identified_on
        homes[household_id].risks = tuple(filter(None, (risks or "").split(",")))


def _figures(session: Session, homes: Mapping[int, Home], ids: Select[Any]) -> None:
    """Income per head from statements and exports in the order in which they count, and the record's own taking."""
    s, f, r = e.statement, e.household_fact, _record
    stated = select(s.c.household_id, e.statement_key(), e.per_head()).where(s.c.household_id.in_(ids))
    imported = select(f.c.household_id, e.key_of(f), f.c.net_per_head_fen).where(f.c.household_id.in_(ids))
    gathered: dict[int, list[tuple[str, int]]] = defaultdict(list)
    for statement in (stated, imported):
        for household_id, key, figure in session.execute(statement):
            if figure is not None:
                gathered[household_id].append((key, figure))
    for household_id, found in gathered.items():
        homes[household_id].figures = _facts(sorted(found, reverse=True))
    taken = (
        select(r.c.household_id, e.key_of(r), r.c.net_per_head_fen)
        .where(r.c.household_id.in_(ids), r.c.occasion == _IDENTIFICATION, r.c.net_per_head_fen.is_not(None))
        .order_by(e.key_of(r))
    )
    for household_id, key, figure in session.execute(taken):
        homes[household_id].at_identification = fact_of(key, figure)


def _facts(keyed: Iterable[tuple[str, int]]) -> list[Fact]:
    return [fact for key, value in keyed if (fact := fact_of(key, value)) is not None]


def _of_homes(session: Session, homes: Mapping[int, Home], ids: Select[Any]) -> None:
    f = e.household_fact
    statement = (
        select(
            f.c.household_id,
            e.key_of(f).label("key"),
            e.housing_of_row(),
            e.water_of_row(),
            f.c.housing_grade,
            f.c.dangerous_housing,
        )
        .where(f.c.household_id.in_(ids))
        .order_by(e.key_of(f))
    )
    for household_id, key, housing, water, grade, dangerous in session.execute(statement):
        home = homes[household_id]
        if housing is not None:
            home.housing = fact_of(key, housing)
            home.housing_words = f"住房{grade}级" if grade else "危房户：是" if dangerous == 1 else "住房不安全"
        home.water = fact_of(key, water) or home.water


def _of_persons(session: Session, homes: Mapping[int, Home], ids: Select[Any], reckoning: Reckoning) -> None:
    """The members who are known to be without insurance, or out of school at school age."""
    m, p, f = e.membership, e.person, e.person_fact
    living = select(m.c.person_id).where(m.c.to_on.is_(None), m.c.household_id.in_(ids))
    own = (f.c[name] for name in ("person_id", "year", "resident_medical", "employee_medical", *SCHOOLING))
    # The offset is a fence: the key of a row is worked out once, not for every column.
    keyed = select(*own, e.key_of(f).label("key")).where(f.c.person_id.in_(living)).offset(0).subquery("keyed")
    key = keyed.c.key
    of_insurance = or_(keyed.c.resident_medical.is_not(None), keyed.c.employee_medical.is_not(None))
    of_school = or_(*(keyed.c[name].is_not(None) for name in SCHOOLING))
    columns = {
        "resident": e.latest_of(keyed, "resident_medical", key),
        "employee": e.latest_of(keyed, "employee_medical", key),
        "insured_key": func.max(case((of_insurance, key))),
        "school_key": func.max(case((of_school, key))),
        **schooling_columns(key, keyed),
    }
    values = (
        select(keyed.c.person_id, *(value.label(name) for name, value in columns.items()))
        .group_by(keyed.c.person_id)
        .subquery("person_values")
    )
    v = values.c
    at_school = case(
        (of_school_age(p.c.born_on, reckoning) == 1, schooled(v.school_status, v.education, v.dropout_reason))
    )
    statement = (
        select(
            m.c.household_id,
            p.c.name,
            e.insured(v.resident, v.employee),
            v.insured_key,
            at_school,
            v.school_key,
            v.dropout_reason,
        )
        .join(p, p.c.id == m.c.person_id)
        .join(values, v.person_id == p.c.id)
        .where(
            m.c.to_on.is_(None), m.c.household_id.in_(ids), or_(e.insured(v.resident, v.employee) == 0, at_school == 0)
        )
        .order_by(m.c.household_id, m.c.position, p.c.id)
    )
    for household_id, name, insured, insured_key, school, school_key, reason in session.execute(statement):
        facts = (fact_of(insured_key, insured), fact_of(school_key, school))
        homes[household_id].persons.append(Person(name, insured, facts[0], school, facts[1], reason))


def _jobs(session: Session, homes: Mapping[int, Home], ids: Select[Any]) -> None:
    """The work list's rows, of the households for which work is the risk alone."""
    m, w = e.membership, _work
    at_risk = select(_spell.c.household_id).where(
        _spell.c.closed_on.is_(None), _spell.c.risks.contains(Risk.UNSTABLE_WORK.value)
    )
    rows: Sequence[Any] = session.execute(
        select(m.c.household_id, m.c.person_id, w.c.is_working, w.c.to_text, w.c.observed_on)
        .join(w, w.c.person_id == m.c.person_id)
        .where(
            m.c.to_on.is_(None),
            m.c.household_id.in_(ids),
            m.c.household_id.in_(at_risk),
            w.c.is_working.is_not(None),
        )
        .order_by(w.c.observed_on, w.c.id)
    ).all()
    for household_id, person_id, is_working, to_text, observed_on in rows:
        homes[household_id].jobs.append((person_id, is_working, to_text, observed_on))
