"""The diagnosis list: every living person whose number has something wrong, with candidates."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from app.models.household import HouseholdSummary, IdDecision
from app.models.imports import Finding
from app.services import effective as e
from app.services import id_number as ids
from app.services.clinic.candidates import Candidate, candidates_of, is_sure
from app.services.clinic.evidence import Evidence, gather, owners
from app.services.clinic.faults import RULES, Fault, Holder, faults_of
from app.services.names import plain_name

OPEN, WAITING, KEPT = "open", "waiting", "kept"
Progress = Callable[[int, int], None]
_REPORT_EVERY = 2_000


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """One person's number: what is wrong, what it may be, and what somebody decided about it so far."""

    person_id: int
    row_version: int
    household_id: int
    household_code: str
    head_name: str
    village_id: int
    village: str
    name: str
    relation: str
    sex: str | None
    born_on: date | None
    number: str
    faults: tuple[Fault, ...]
    candidates: tuple[Candidate, ...] = ()
    state: str = OPEN
    reason: str = ""
    decided_by: str = ""
    decided_on: date | None = None

    @property
    def holder(self) -> Holder:
        """The person's own columns."""
        return Holder(self.name, self.born_on, self.sex, self.relation)

    @property
    def is_sure(self) -> bool:
        """Whether the first candidate is far ahead."""
        return is_sure(self.candidates)


def diagnose(
    session: Session, *, today: date, people: Collection[int] | None = None, report: Progress = lambda d, t: None
) -> list[Diagnosis]:
    """All persons with something wrong, by village and household; ``people`` narrows to these."""
    rows = session.execute(_living(people)).all()
    owned, found, regions = owners(session), list[Diagnosis](), _regions_of(rows)
    for number, row in enumerate(rows):
        if number % _REPORT_EVERY == 0:
            report(number, len(rows))
        if people is None or row.id in people:
            faults = _faults(row, owned, today)
            if faults:
                found.append(_diagnosis(row, faults))
    decided = _decided(session, found)
    evidence = gather(session, [d.person_id for d in found], {d.name for d in found})
    report(len(rows), len(rows))
    return [_complete(decided.get(d.person_id, d), evidence, owned, regions) for d in found]


def _living(people: Collection[int] | None) -> Any:
    """Every living member, or the members of the households of these persons."""
    m, p, s = e.membership, e.person, HouseholdSummary
    columns = (p.c.id, p.c.row_version, p.c.name, p.c.sex, p.c.born_on, p.c.id_number, m.c.relation)
    home = (s.household_id, s.code, s.head_name, s.village_id, s.village_name)
    joined = m.join(p, p.c.id == m.c.person_id).join(s, s.household_id == m.c.household_id)
    chosen = select(*columns, *home).select_from(joined).where(m.c.to_on.is_(None), s.status == "active")
    if people is not None:
        own = m.alias("own")
        chosen = chosen.where(m.c.household_id.in_(select(own.c.household_id).where(own.c.person_id.in_(people))))
    return chosen.order_by(s.village_id, s.code, m.c.position, m.c.id)


def _faults(row: Row[Any], owned: Mapping[str, Sequence[tuple[int, str]]], today: date) -> tuple[Fault, ...]:
    holder = Holder(row.name, row.born_on, row.sex, row.relation)
    faults = faults_of(row.id_number, holder, today=today)
    others = owned.get(ids.match_key(row.id_number), ()) if row.id_number else ()
    own = plain_name(row.name)
    is_shared = len(others) > 1 and any(id_ != row.id and plain_name(name) != own for id_, name in others)
    if not is_shared or Fault.PLACEHOLDER in faults:
        return faults
    return (*faults, Fault.OTHER_PERSON)


def _diagnosis(row: Row[Any], faults: tuple[Fault, ...]) -> Diagnosis:
    return Diagnosis(
        person_id=row.id,
        row_version=row.row_version,
        household_id=row.household_id,
        household_code=row.code,
        head_name=row.head_name,
        village_id=row.village_id,
        village=row.village_name,
        name=row.name,
        relation=row.relation or "",
        sex=row.sex,
        born_on=row.born_on,
        number=row.id_number or "",
        faults=faults,
    )


def _regions_of(rows: Sequence[Row[Any]]) -> Mapping[int, frozenset[str]]:
    found: dict[int, set[str]] = defaultdict(set)
    for row in rows:
        if row.id_number and ids.has_right_check_digit(row.id_number):
            found[row.household_id].add(row.id_number[:6])
    return {home: frozenset(regions) for home, regions in found.items()}


def _complete(
    d: Diagnosis,
    evidence: Evidence,
    owned: Mapping[str, Sequence[tuple[int, str]]],
    regions: Mapping[int, frozenset[str]],
) -> Diagnosis:
    heard = evidence.of(d.person_id, d.name)
    found = candidates_of(d.number, d.holder, heard, regions=regions.get(d.household_id, frozenset()))
    kept: list[Candidate] = []
    for candidate in found:
        others = [name for id_, name in owned.get(ids.match_key(candidate.number), ()) if id_ != d.person_id]
        if any(plain_name(name) != plain_name(d.name) for name in others):
            continue  # somebody else's number
        if set(faults_of(candidate.number, d.holder, today=date.max)) >= set(d.faults):
            continue  # mends nothing
        kept.append(replace(candidate, owner=others[0]) if others else candidate)
    return replace(d, candidates=tuple(kept))


def _decided(session: Session, found: Sequence[Diagnosis]) -> dict[int, Diagnosis]:
    """Those that somebody decided on while the number was the same, and those whose finding is exempt."""
    decisions = {(row.person_id, row.id_number): row for row in session.scalars(select(IdDecision))}
    exempt = _exempt(session)
    made: dict[int, Diagnosis] = {}
    for d in found:
        decision = decisions.get((d.person_id, d.number))
        if decision is not None:
            made[d.person_id] = replace(
                d,
                state=decision.decision,
                reason=decision.reason or "",
                decided_by=decision.decided_by or "",
                decided_on=decision.decided_on,
            )
        elif all((d.person_id, RULES.get(fault, "")) in exempt for fault in d.faults):
            finding = exempt[d.person_id, RULES[d.faults[0]]]
            made[d.person_id] = replace(
                d,
                state=KEPT,
                reason=finding.reason or "",
                decided_by=finding.decided_by or "",
                decided_on=finding.decided_on,
            )
    return made


def _exempt(session: Session) -> dict[tuple[int, str], Finding]:
    statement = select(Finding).where(Finding.state == "exempt", Finding.subject_kind == "person")
    known = statement.where(Finding.rule_code.in_(set(RULES.values())))
    return {(finding.subject_id, finding.rule_code): finding for finding in session.scalars(known)}
