"""The living members of households, with effective facts: one statement for any number of households."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Row, select

from app.models.history import in_chunks
from app.models.household import Membership, Person
from app.services import effective as e
from app.services.papers.layouts.visit_form import Member
from app.services.papers.queries.asking import Question
from app.services.papers.wording import sex_word

_FACTS = (
    "education",
    "school_status",
    "health",
    "labour_skill",
    "work_place",
    "work_months",
    "subsistence_allowance",
    "extreme_poverty_support",
)


@dataclass(frozen=True, slots=True)
class LivingMember:
    """A living member as person lists name him."""

    person_id: int
    name: str
    relation: str
    id_number: str


def living_members(question: Question, household_ids: Iterable[int]) -> dict[int, list[LivingMember]]:
    """The living members of each household, in the order of its sheet."""
    found: dict[int, list[LivingMember]] = {}
    columns = (Membership.household_id, Person.id, Person.name, Membership.relation, Person.id_number)
    for row in member_rows(question, household_ids, *columns):
        member = LivingMember(row.id, row.name, row.relation or "", row.id_number or "")
        found.setdefault(row.household_id, []).append(member)
    return found


def form_members(question: Question, household_ids: Iterable[int]) -> dict[int, list[Member]]:
    """The living members of each household as the visit form prints them."""
    found: dict[int, list[Member]] = {}
    columns = (
        *(Membership.household_id, Person.id, Person.name, Membership.relation, Person.id_number, Person.sex),
        *(Person.born_on, Membership.counts_per_head, e.member_insured().label("insured")),
        *(e.person_value(name).label(name) for name in _FACTS),
    )
    for row in member_rows(question, household_ids, *columns):
        found.setdefault(row.household_id, []).append(_member(row, question.today))
    return found


def member_rows(question: Question, household_ids: Iterable[int], *columns: Any) -> Iterator[Any]:
    """These columns of every living member, household by household, in the order of its sheet."""
    for chunk in in_chunks(sorted(set(household_ids))):
        statement = (
            select(*columns)
            .join(Membership, Membership.person_id == Person.id)
            .where(Membership.household_id.in_(chunk), Membership.to_on.is_(None))
            .order_by(Membership.household_id, Membership.position, Membership.id)
        )
        yield from question.session.execute(statement)


def _member(row: Row[Any], today: date) -> Member:
    allowance = "低保" if row.subsistence_allowance == 1 else ""
    if row.extreme_poverty_support == 1:
        allowance = "特困"
    return Member(
        name=row.name,
        relation=row.relation or "",
        sex=sex_word(row.sex),
        age=None if row.born_on is None else _age(row.born_on, today),
        id_number=row.id_number or "",
        schooling=row.school_status or row.education or "",
        health=row.health or "",
        labour=row.labour_skill or "",
        work=_work(row.work_place, row.work_months),
        medical=None if row.insured is None else bool(row.insured),
        allowance=allowance,
        counts_per_head=bool(row.counts_per_head),
    )


def _age(born_on: date, today: date) -> int:
    return today.year - born_on.year - ((today.month, today.day) < (born_on.month, born_on.day))


def _work(place: str | None, months: int | None) -> str:
    duration = f"{months}个月" if months else ""
    return " ".join(part for part in (place or "", duration) if part)
