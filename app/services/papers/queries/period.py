"""The periods that are reported: a month, a quarter, a year, each with its code and its words. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from app.services.monitoring.months import Month, watched_months
from app.services.papers.wording import ordinal
from app.services.workflow.plan import Plan

_QUARTER = re.compile(r"(\d{4})Q([1-4])", re.IGNORECASE)
_YEAR = re.compile(r"\d{4}")


@dataclass(frozen=True, slots=True)
class Period:
    """From the first day to the last; ``code`` is 2020-06, 2020Q2 or 2020."""

    code: str
    first: date
    last: date
    name: str  # 2020年6月

    @property
    def day_before(self) -> date:
        """The day at whose end the period's opening figures stand."""
        return self.first - timedelta(days=1)

    @property
    def months(self) -> tuple[Month, ...]:
        """Its calendar months."""
        found = [Month.of(self.first)]
        while found[-1] < Month.of(self.last):
            found.append(found[-1].next)
        return tuple(found)

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and self.first <= day <= self.last


def parse_period(text: str) -> Period | None:
    """The period of a code; None for any other text."""
    code = text.strip()
    if (month := Month.parse(code)) is not None:
        return month_period(month)
    if found := _QUARTER.fullmatch(code):
        return quarter_period(int(found[1]), int(found[2]))
    if _YEAR.fullmatch(code):
        return year_period(int(code))
    return None


def month_period(month: Month) -> Period:
    """A calendar month."""
    return Period(str(month), month.first, month.last, f"{month.year}年{month.number}月")


def quarter_period(year: int, number: int) -> Period:
    """A quarter of a year."""
    first, last = Month(year, number * 3 - 2).first, Month(year, number * 3).last
    return Period(f"{year}Q{number}", first, last, f"{year}年第{ordinal(number)}季度")


def year_period(year: int) -> Period:
    """A whole year."""
    return Period(str(year), date(year, 1, 1), date(year, 12, 31), f"{year}年")


def offered_periods(plan: Plan, *, today: date) -> tuple[Sequence[Period], Sequence[Period], Sequence[Period]]:
    """The months, quarters and years that the plan has watched by now, the latest first."""
    months = watched_months(plan, until=today)
    quarters = dict.fromkeys((month.year, (month.number + 2) // 3) for month in months)
    years = dict.fromkeys(month.year for month in months)
    return (
        [month_period(month) for month in reversed(months)],
        [quarter_period(*quarter) for quarter in reversed(quarters)],
        [year_period(year) for year in reversed(years)],
    )
