"""节假日: the days off and weekends worked that ship with the program, and those that the office adds or changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select

from app.models.plans import Holiday
from app.services.context import Actor
from app.services.errors import NotFound, Reason, refuse
from app.services.ledger import Ledger
from app.services.workflow.working_days import shipped_calendar

_MOST_DAYS = 31


@dataclass(frozen=True, slots=True)
class HolidayRow:
    """A day that does not follow the week. ``holiday_id`` None = it ships with the program."""

    day: date
    is_working: bool
    name: str
    holiday_id: int | None


class HolidayService:
    """Reads and changes the office's calendar; its own days win over the shipped ones."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def years(self) -> tuple[int, ...]:
        """The years that have any such day, earliest first."""
        with self._ledger.reading() as session:
            own = set(session.scalars(select(Holiday.day)))
        calendar = shipped_calendar()
        return tuple(sorted({day.year for day in own | calendar.off | calendar.on}))

    def days(self, year: int) -> Sequence[HolidayRow]:
        """The days of a year that do not follow the week, in order."""
        calendar = shipped_calendar()
        found = {day: HolidayRow(day, False, "", None) for day in calendar.off if day.year == year}
        found |= {day: HolidayRow(day, True, "", None) for day in calendar.on if day.year == year}
        with self._ledger.reading() as session:
            for row in session.scalars(select(Holiday)):
                if row.day.year == year:
                    found[row.day] = HolidayRow(row.day, bool(row.is_working), row.name or "", row.id)
        return tuple(found[day] for day in sorted(found))

    def save(self, first: date, last: date, *, is_working: bool, name: str, actor: Actor, today: date) -> int:
        """Say of every day from ``first`` to ``last`` whether offices are open; the number of days."""
        count = (last - first).days + 1
        if count < 1:
            raise refuse("holiday.ends_before_it_begins", field="last")
        if count > _MOST_DAYS:
            raise refuse("holiday.too_long", field="last", days=count, most=_MOST_DAYS)
        with self._ledger.transaction("holiday.save", actor=actor, today=today) as tx:
            days = [first + timedelta(days=n) for n in range(count)]
            known = {row.day: row for row in tx.session.scalars(select(Holiday).where(Holiday.day.in_(days)))}
            for day in days:
                row = known.get(day) or Holiday(day=day)
                row.is_working, row.name = int(is_working), name.strip() or None
                tx.session.add(row)
            tx.note(first=first.isoformat(), count=count)
        return count

    def remove(self, holiday_id: int, *, actor: Actor, today: date) -> None:
        """Take back a day that the office added: it follows the shipped calendar and the week again."""
        with self._ledger.transaction("holiday.remove", actor=actor, today=today) as tx:
            row = tx.session.get(Holiday, holiday_id)
            if row is None:
                raise NotFound(Reason("holiday.not_found", {}))
            tx.session.delete(row)
