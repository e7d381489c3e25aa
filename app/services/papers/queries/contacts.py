"""Where a household lives and how it is reached, as forms print it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select

from app.models.history import in_chunks
from app.models.household import Household, HouseholdSummary
from app.services import effective as e
from app.services.papers.queries.asking import Question


@dataclass(frozen=True, slots=True)
class Contact:
    """Address, phone, and what else stands at the head of a form."""

    address: str
    natural_village: str
    phone: str
    national_code: str
    no_labour: bool | None  # 整户无劳动能力兜底保障户


def contacts(question: Question, ids: Iterable[int]) -> dict[int, Contact]:
    """The contact of each household."""
    found: dict[int, Contact] = {}
    for chunk in in_chunks(sorted(set(ids))):
        statement = (
            select(
                *(Household.id, Household.address, Household.natural_village),
                *(Household.national_code, HouseholdSummary.phone),
                e.household_value("no_labour_household").label("no_labour"),
            )
            .join(HouseholdSummary, HouseholdSummary.household_id == Household.id)
            .where(Household.id.in_(chunk))
        )
        for row in question.session.execute(statement):
            found[row.id] = Contact(
                address=row.address or "",
                natural_village=row.natural_village or "",
                phone=row.phone or "",
                national_code=row.national_code or "",
                no_labour=None if row.no_labour is None else bool(row.no_labour),
            )
    return found
