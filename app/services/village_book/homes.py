"""The locked columns that every sheet begins with."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.history import in_chunks
from app.models.household import Household, HouseholdSummary
from app.services.id_number import masked
from app.services.village_book.records import BookColumn, Place

LEAD = (
    BookColumn("number", "序号", 6),
    BookColumn("code", "户编号", 17),
    BookColumn("head", "户主", 9),
    BookColumn("id_number", "户主证件号码", 21),
    BookColumn("group", "组", 8),
    BookColumn("members", "人口", 6),
)


@dataclass(frozen=True, slots=True)
class Home:
    """A household as a book names it."""

    id: int
    uid: str
    code: str
    head: str
    id_number: str
    group: str
    members: int

    def lead(self, number: int, place: Place) -> tuple[str, ...]:
        """The cells of ``LEAD``; the ID number whole only where that was asked for."""
        shown = self.id_number if place.whole_ids else masked(self.id_number) if self.id_number else ""
        return (str(number), self.code, self.head, shown, self.group, str(self.members))


def homes_in(session: Session, ids: Collection[int]) -> Mapping[int, Home]:
    """These households by their id."""
    found: dict[int, Home] = {}
    summary = HouseholdSummary
    for chunk in in_chunks(ids):
        rows = session.execute(
            select(
                Household.id,
                Household.uid,
                summary.code,
                summary.head_name,
                summary.head_id_number,
                summary.group_name,
                summary.member_count,
            )
            .join(summary, summary.household_id == Household.id)
            .where(Household.id.in_(chunk))
        )
        for row in rows:
            found[row[0]] = Home(row[0], row[1], row[2], row[3], row[4] or "", row[5], row[6])
    return found
