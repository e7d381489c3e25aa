"""Which months are watched, and from which day a check of a month may be dated (workflow 5). Pure."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from app.models.enums import PlanStage
from app.services.workflow.plan import Plan, StageWindow
from app.services.workflow.windows import dated

_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """A calendar month; its text is 2020-04."""

    year: int
    number: int

    @classmethod
    def of(cls, day: date) -> Month:
        """The month that holds the day."""
        return cls(day.year, day.month)

    @classmethod
    def parse(cls, text: str) -> Month | None:
        """The month of a text like 2020-04; None for any other."""
        found = _MONTH.fullmatch(text.strip())
        return cls(int(found[1]), int(found[2])) if found else None

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year, self.number, 1)

    @property
    def last(self) -> date:
        """Its last day."""
        return date(self.year, self.number, monthrange(self.year, self.number)[1])

    @property
    def next(self) -> Month:
        """The month after."""
        return Month(self.year + self.number // 12, self.number % 12 + 1)

    @property
    def previous(self) -> Month:
        """The month before."""
        return Month(self.year - (self.number == 1), (self.number - 2) % 12 + 1)

    def __str__(self) -> str:
        return f"{self.year:04}-{self.number:02}"

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and (day.year, day.month) == (self.year, self.number)


def watch_windows(plan: Plan) -> tuple[StageWindow, ...]:
    """动态监测, 成效巩固 and 接续: when monthly checks are due."""
    return dated((PlanStage.MONITORING, PlanStage.CONSOLIDATING, PlanStage.CONTINUING), plan)


def opens_on(plan: Plan, month: Month) -> date | None:
    """The first day on which a check of this month may be dated; None when the plan does not watch the month.

    April 2020 starts on the 16th.
    """
    starts = [
        max(window.opens_on, month.first)
        for window in watch_windows(plan)
        if window.opens_on <= month.last and window.closes_on >= month.first
    ]
    return min(starts, default=None)


def watched_months(plan: Plan, *, until: date) -> tuple[Month, ...]:
    """The plan's months in order, from 动态监测 on, up to the month of ``until``."""
    windows = watch_windows(plan)
    if not windows:
        return ()
    month, end = Month.of(windows[0].opens_on), min(Month.of(until), Month.of(windows[-1].closes_on))
    found: list[Month] = []
    while month <= end:
        if opens_on(plan, month) is not None:
            found.append(month)
        month = month.next
    return tuple(found)
