"""Working days: weekdays less public holidays plus the weekends worked instead (State Council's yearly notices)."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache

from app.paths import resource

_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """Days off and weekends worked; days in neither follow the week. The office's own days come on top."""

    off: frozenset[date] = field(default_factory=frozenset)
    on: frozenset[date] = field(default_factory=frozenset)

    def is_working(self, day: date) -> bool:
        """Whether offices are open on this day."""
        return day in self.on or (day.weekday() < 5 and day not in self.off)

    def after(self, day: date, count: int) -> date:
        """The ``count``-th working day after ``day``; ``day`` itself for a count of 0."""
        while count > 0:
            day += _ONE_DAY
            count -= self.is_working(day)
        return day

    def due(self, day: date, count: int, *, in_working_days: bool) -> date:
        """The day ``count`` days after ``day``: natural days, or working days."""
        return self.after(day, count) if in_working_days else day + timedelta(days=count)

    def with_days(self, *, off: frozenset[date], on: frozenset[date]) -> WorkCalendar:
        """The same calendar with the office's own days, which win."""
        return WorkCalendar((self.off | off) - on, (self.on | on) - off)


@cache
def shipped_calendar() -> WorkCalendar:
    """The holidays that ship with the program; years without a notice follow the week."""
    table = tomllib.loads(resource("holidays.toml").read_text(encoding="utf-8"))
    off = frozenset(day for year in table.values() for day in year.get("off", ()))
    on = frozenset(day for year in table.values() for day in year.get("on", ()))
    return WorkCalendar(off, on)
