"""The monthly watch, the alerts and the measures of a period, each figure with its rows behind it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from app.models.cases import MonthlyCheck
from app.models.enums import AlertState, MeasureGroup, MeasureState, MonthlyFinding, MonthlyItem
from app.services.monitoring.grid import CheckWay, Watched, watched_in
from app.services.monitoring.months import Month, opens_on
from app.services.papers.queries.as_of import AlertOn, Past, alerts_on
from app.services.papers.queries.asking import Question
from app.services.papers.queries.book_flow import BookFlow, Watch
from app.services.papers.queries.period import Period

_ENDED = frozenset({AlertState.UNFOUNDED, AlertState.TERMINATED})


@dataclass(frozen=True, slots=True)
class MonthFlow:
    """A month of the watch: every household that was due, with its check or None."""

    month: Month
    told: tuple[tuple[Watched, MonthlyCheck | None], ...]

    @property
    def due(self) -> int:
        """How many households were to be looked at."""
        return len(self.told)

    @property
    def checks(self) -> tuple[MonthlyCheck, ...]:
        """What was found."""
        return tuple(check for _, check in self.told if check is not None)

    @property
    def missing(self) -> tuple[Watched, ...]:
        """Who was not looked at."""
        return tuple(watched for watched, check in self.told if check is None)

    @property
    def counts(self) -> tuple[int, ...]:
        """应监测, 已监测, 其中电话, 其中沿用, 有变化, 有缺项, 未监测."""
        done = self.checks
        by_phone = sum(check.way == CheckWay.PHONE for check in done)
        carried = sum(bool(check.is_carried) for check in done)
        said = (
            sum(_says(check, finding) for check in done) for finding in (MonthlyFinding.CHANGED, MonthlyFinding.GAP)
        )
        return (self.due, len(done), by_phone, carried, *said, self.due - len(done))

    def of(self, village: str) -> MonthFlow:
        """The part of a village."""
        return MonthFlow(self.month, tuple(pair for pair in self.told if pair[0].household.village_name == village))


def month_flows(question: Question, period: Period, *, until: date) -> tuple[MonthFlow, ...]:
    """Every month of the period that the plan watches, up to a day."""
    plan = question.running.plan
    watched = watched_in(question.session)
    villages, homes = question.scope.villages, question.scope.households
    wanted = [
        w
        for w in watched
        if (villages is None or w.household.village_id in villages)
        and (homes is None or w.household.household_id in homes)
    ]
    months = [m for m in period.months if m.first <= until and opens_on(plan, m) is not None]
    checks = _checks(question, months)
    return tuple(
        MonthFlow(month, tuple((w, checks.get((w.spell_id, str(month)))) for w in wanted if w.covers(month)))
        for month in months
    )


def _checks(question: Question, months: Sequence[Month]) -> dict[tuple[int, str], MonthlyCheck]:
    statement = select(MonthlyCheck).where(MonthlyCheck.month.in_([str(month) for month in months]))
    return {(check.spell_id, check.month): check for check in question.session.scalars(statement)}


def _says(check: MonthlyCheck, finding: MonthlyFinding) -> bool:
    return any(getattr(check, item.value) == finding.value for item in MonthlyItem)


@dataclass(frozen=True, slots=True)
class AlertFlow:
    """The alerts of a period. ``opening + found + again - closed - ended = closing``, alert by alert."""

    opening: tuple[AlertOn, ...]
    found: tuple[AlertOn, ...]
    again: tuple[AlertOn, ...]  # were closed when the period began and are open at its end: 反弹
    closed: tuple[AlertOn, ...]
    ended: tuple[AlertOn, ...]  # 不成立, 终止
    closing: tuple[AlertOn, ...]
    late: tuple[AlertOn, ...]  # of the closing ones, past their day

    @property
    def all(self) -> tuple[AlertOn, ...]:
        """Every alert that was open at some time of the period, by number."""
        return tuple(sorted({a.row.alert.id: a for part in self._parts() for a in part}.values(), key=_number))

    def of(self, **wanted: str) -> AlertFlow:
        """The part with these words in its row: ``gap="住房安全"``, ``department=…``, ``village=…``."""
        return AlertFlow(
            *(
                tuple(a for a in part if all(getattr(a.row, name) == value for name, value in wanted.items()))
                for part in self._parts()
            )
        )

    def _parts(self) -> tuple[tuple[AlertOn, ...], ...]:
        return (self.opening, self.found, self.again, self.closed, self.ended, self.closing, self.late)


def _number(alert: AlertOn) -> tuple[date, int]:
    return alert.row.alert.found_on, alert.row.alert.id


def alert_flow(question: Question, period: Period, *, until: date) -> AlertFlow:
    """The alerts of a period up to a day of it."""
    before = {a.row.alert.id for a in alerts_on(question, period.day_before) if a.is_open}
    known = alerts_on(question, until)
    found = [a for a in known if a.row.alert.found_on >= period.first]
    new = {a.row.alert.id for a in found}
    again = [a for a in known if a.is_open and a.row.alert.id not in before | new]
    over = [a for a in known if not a.is_open and a.row.alert.id in before | new]
    closing = [a for a in known if a.is_open]
    return AlertFlow(
        opening=tuple(a for a in known if a.row.alert.id in before),
        found=tuple(found),
        again=tuple(again),
        closed=tuple(a for a in over if a.state not in _ENDED),
        ended=tuple(a for a in over if a.state in _ENDED),
        closing=tuple(closing),
        late=tuple(a for a in closing if is_late(a, until)),
    )


def is_late(alert: AlertOn, on: date) -> bool:
    """Whether it is past its finish (its limit before the hand-over); a paused clock stands."""
    row = alert.row.alert
    due = row.due_on or row.limit_on
    return row.paused_on is None and due is not None and due < on


@dataclass(frozen=True, slots=True)
class Help:
    """A measure for a household of the book."""

    watch: Watch
    group: MeasureGroup
    description: str
    responsible: str
    amount_fen: int | None
    state: MeasureState
    starts_on: date | None
    due_on: date | None
    done_on: date | None


def helps(question: Question, book: BookFlow, *, until: date) -> tuple[Help, ...]:
    """The measures, cancelled ones left out, of the households in the book at the end of the day."""
    by_home = {watch.household_id: watch for watch in book.closing}
    rows: Mapping[int, Sequence[Any]] = Past(question, until).rows("measure", "household_id", set(by_home))
    return tuple(
        Help(
            watch=watch,
            group=MeasureGroup(row.group),
            description=row.description or "",
            responsible=row.responsible or "",
            amount_fen=row.amount_fen,
            state=MeasureState(row.state),
            starts_on=row.starts_on,
            due_on=row.due_on,
            done_on=row.done_on,
        )
        for home, watch in by_home.items()
        for row in sorted(rows[home], key=lambda row: row.id)
        if row.state != MeasureState.CANCELLED.value and row.spell_id in (None, watch.spell_id)
    )
