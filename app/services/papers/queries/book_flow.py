"""The book of monitored households over a period: who was in it, who came, who left, and why."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from sqlalchemy import select

from app.models.cases import MonitoringSpell
from app.models.household import Household, HouseholdSummary
from app.models.region import Region
from app.services.papers.queries.as_of import Past
from app.services.papers.queries.asking import Question
from app.services.papers.queries.gone import last_known
from app.services.papers.queries.period import Period


@dataclass(frozen=True, slots=True)
class Watch:
    """A spell of a household: when it came into the book and left it; names and members as of the period's end.

    ``members_before`` are those at the period's beginning; the same as ``members`` where nothing is known of then.
    """

    spell_id: int
    household_id: int
    village: str
    group: str
    code: str
    head: str
    members: int
    members_before: int
    category_code: str
    category: str
    risks: tuple[str, ...]
    identified_on: date
    ended_on: date | None
    is_eliminated: bool

    def is_in_book(self, on: date) -> bool:
        """Whether it was watched when the day ended."""
        return self.identified_on <= on and (self.ended_on is None or self.ended_on > on)


@dataclass(frozen=True, slots=True)
class BookFlow:
    """The book of a period. ``opening + added - eliminated - removed = closing``, household by household."""

    ever: tuple[Watch, ...]  # identified by the period's end
    opening: tuple[Watch, ...]
    added: tuple[Watch, ...]
    eliminated: tuple[Watch, ...]
    removed: tuple[Watch, ...]
    closing: tuple[Watch, ...]

    def of(self, village: str) -> BookFlow:
        """The part of a village."""
        return BookFlow(*(tuple(w for w in part if w.village == village) for part in self.parts()))

    def parts(self) -> tuple[tuple[Watch, ...], ...]:
        """Its six lists in order."""
        return (self.ever, self.opening, self.added, self.eliminated, self.removed, self.closing)

    @property
    def change(self) -> int:
        """By how many persons households that were or came into the book grew or shrank meanwhile."""
        came = persons_before(self.opening) + persons(self.added)
        return persons(self.closing) - (came - persons(self.eliminated) - persons(self.removed))


def persons(watched: Iterable[Watch]) -> int:
    """The members at the period's end."""
    return sum(watch.members for watch in watched)


def persons_before(watched: Iterable[Watch]) -> int:
    """The members at the period's beginning."""
    return sum(watch.members_before for watch in watched)


def book_flow(question: Question, period: Period, *, until: date) -> BookFlow:
    """The book of a period up to a day of it."""
    ever = tuple(watch for watch in _watches(question, period, until) if watch.identified_on <= until)
    ended = [w for w in ever if w.ended_on is not None and period.first <= w.ended_on <= until]
    return BookFlow(
        ever=ever,
        opening=tuple(w for w in ever if w.is_in_book(period.day_before)),
        added=tuple(w for w in ever if w.identified_on >= period.first),
        eliminated=tuple(w for w in ended if w.is_eliminated),
        removed=tuple(w for w in ended if not w.is_eliminated),
        closing=tuple(w for w in ever if w.is_in_book(until)),
    )


def _watches(question: Question, period: Period, until: date) -> list[Watch]:
    rows = question.session.execute(_statement(question)).all()
    ids = {row.household_id for row in rows}
    then, before = Past(question, until), Past(question, period.day_before)
    homes, homes_before = then.homes(ids), before.homes(ids)
    spells = then.rows("monitoring_spell", "id", {row.id for row in rows})
    gone = last_known(question.session, (row.household_id for row in rows if not row.member_count))
    return [
        _watch(question, row, homes.get(row.household_id), homes_before.get(row.household_id), spells[row.id], gone)
        for row in rows
    ]


def _statement(question: Question) -> Any:
    columns = (
        *(MonitoringSpell.id, MonitoringSpell.household_id, MonitoringSpell.category, MonitoringSpell.risks),
        *(MonitoringSpell.identified_on, MonitoringSpell.eliminated_on, MonitoringSpell.closed_on),
        *(Region.name.label("village"), HouseholdSummary.group_name, HouseholdSummary.code),
        *(HouseholdSummary.head_name, HouseholdSummary.member_count),
    )
    return (
        select(*cast("tuple[Any, ...]", columns))
        .join(Household, Household.id == MonitoringSpell.household_id)
        .join(HouseholdSummary, HouseholdSummary.household_id == Household.id)
        .join(Region, Region.id == Household.village_id)
        .where(MonitoringSpell.is_provisional == 0, MonitoringSpell.identified_on.is_not(None))
        .where(*question.within(village=Household.village_id, household=Household.id))
        .order_by(
            Region.position,
            Region.id,
            HouseholdSummary.group_order,
            HouseholdSummary.group_name,
            HouseholdSummary.head_name,
            MonitoringSpell.id,
        )
    )


def _watch(question: Question, row: Any, home: Any, before: Any, spell: Sequence[Any], gone: Any) -> Watch:
    known = spell[0] if spell else row
    last = gone.get(row.household_id)
    members = home.members if home else last.members if last else row.member_count
    head = home.head if home else row.head_name
    return Watch(
        spell_id=row.id,
        household_id=row.household_id,
        village=home.village if home else row.village,
        group=home.group if home else row.group_name or "",
        code=row.code,
        head=head or (last.head if last else ""),
        members=members,
        members_before=before.members if before else members,
        category_code=known.category,
        category=question.category(known.category),
        risks=tuple(code for code in (known.risks or "").split(",") if code),
        identified_on=row.identified_on,
        ended_on=row.closed_on or row.eliminated_on,
        is_eliminated=row.eliminated_on is not None,
    )
