"""Our list beside the list of 两摸底 that was imported: on both, only ours, only theirs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.facts import ListEntry
from app.models.household import HouseholdSummary
from app.services.rollover.records import DeskRow, ListComparison, Standing, Stranger

LIST_KIND = "carried_over"
_UNMATCHED = "名单上的人没有对上台账"
_ELSEWHERE = {
    None: "台账有这户，但没有在监测",
    Standing.CLEARED: "台账中风险已消除",
    Standing.LEFT_OUT: "台账中已退出监测",
}


@dataclass(frozen=True, slots=True)
class Listed:
    """A row of the list."""

    household_id: int | None
    code: str
    name: str
    id_number: str


def listed_in(session: Session, *, since: date) -> tuple[Listed, ...]:
    """The rows of the lists of this turn of the year, a household once."""
    statement = (
        select(ListEntry.household_id, HouseholdSummary.code, ListEntry.name, ListEntry.id_number)
        .outerjoin(HouseholdSummary, HouseholdSummary.household_id == ListEntry.household_id)
        .where(ListEntry.list_kind == LIST_KIND, ListEntry.as_of_on >= since)
        .order_by(ListEntry.id)
    )
    found: dict[object, Listed] = {}
    for household_id, code, name, number in session.execute(statement):
        found.setdefault(household_id or (name, number), Listed(household_id, code or "", name or "", number or ""))
    return tuple(found.values())


def compare_lists(
    session: Session, rows: Sequence[DeskRow], listed: Sequence[Listed]
) -> tuple[tuple[DeskRow, ...], ListComparison | None]:
    """The rows marked, and the counts; nothing is said without a list."""
    if not listed:
        return tuple(rows), None
    theirs = {row.household_id for row in listed if row.household_id is not None}
    marked = tuple(replace(row, on_list=row.household.household_id in theirs) for row in rows)
    standing = {row.household.household_id: row.standing for row in rows}
    live = {id_ for id_, stands in standing.items() if stands in (Standing.WAITING, Standing.CARRIED)}
    strangers = tuple(
        Stranger(row.name, row.id_number, row.code, _why(row, standing.get(row.household_id or 0)))
        for row in listed
        if row.household_id not in live
    )
    return marked, ListComparison(len(live & theirs), len(live - theirs), strangers)


def _why(row: Listed, standing: Standing | None) -> str:
    return _UNMATCHED if row.household_id is None else _ELSEWHERE.get(standing, _ELSEWHERE[None])
