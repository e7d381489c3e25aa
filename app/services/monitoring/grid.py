"""The grid of the monthly watch: household × month, and what is still missing (plan 三, workflow 5)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from app.models.cases import Case, MonitoringSpell, MonthlyCheck
from app.models.enums import CaseState, Category, Labelled, MonthlyFinding, MonthlyItem, VisitOutcome
from app.models.household import Household, HouseholdSummary, Membership
from app.models.region import Region
from app.models.visits import Visit
from app.services.briefs import BRIEF, HouseholdBrief, brief_of
from app.services.monitoring.months import Month

WATCHED = (CaseState.ENTERED, CaseState.MONITORED, CaseState.CLEARING_PROPOSED)
_ITEMS = tuple(MonthlyItem)
_FINDINGS: Mapping[str | None, MonthlyFinding | None] = {None: None, **{f.value: f for f in MonthlyFinding}}


class CheckWay(Labelled):
    """How a household was looked at."""

    VISIT = "visit", "入户"
    PHONE = "phone", "电话"


class CellState(Labelled):
    """Where a household's month stands."""

    NOT_DUE = "not_due", "不需监测"
    DUE = "due", "待监测"
    OVERDUE = "overdue", "逾期未监测"
    DONE = "done", "已监测"


def worst_of(findings: Iterable[MonthlyFinding | None]) -> MonthlyFinding | None:
    """缺项 before 有变化 before 正常; None where nothing was said."""
    found = set(findings)
    order = (MonthlyFinding.GAP, MonthlyFinding.CHANGED, MonthlyFinding.NORMAL)
    return next((finding for finding in order if finding in found), None)


@dataclass(frozen=True, slots=True)
class Cell:
    """A month of a household; ``findings`` in the order of ``MonthlyItem``, empty unless it was checked."""

    state: CellState
    findings: tuple[MonthlyFinding | None, ...] = ()
    is_carried: bool = False
    checked_on: date | None = None

    @property
    def worst(self) -> MonthlyFinding | None:
        """缺项 before 有变化 before 正常."""
        return worst_of(self.findings)


@dataclass(frozen=True, slots=True)
class GridRow:
    """A watched household with one cell for each month of the grid."""

    household: HouseholdBrief
    spell_id: int
    category: Category
    watched_from: date
    watched_to: date | None
    cells: tuple[Cell, ...]
    is_away: bool = False  # 全家外出: looked at by phone


@dataclass(frozen=True, slots=True)
class Grid:
    """The months, and the households by place."""

    months: tuple[Month, ...]
    rows: tuple[GridRow, ...]


@dataclass(frozen=True, slots=True)
class Watched:
    """A spell with the days from which and until which its household is watched."""

    household: HouseholdBrief
    spell_id: int
    category: Category
    watched_from: date
    watched_to: date | None
    is_away: bool = False

    def covers(self, month: Month) -> bool:
        """Whether the household is to be checked in the month; not any more in the month of its closing."""
        return self.watched_from <= month.last and (self.watched_to is None or self.watched_to > month.last)


_VILLAGE, _GROUP = aliased(Region), aliased(Region)
# As 月监测表 prints them: what comes back on paper is typed from the first line to the last.
_AS_PRINTED: tuple[ColumnElement[Any], ...] = (
    _VILLAGE.position,  # type: ignore[assignment]
    _VILLAGE.id,
    _GROUP.position,
    _GROUP.id,
    HouseholdSummary.head_name,
)
_BARE = {state: Cell(state) for state in CellState}


def watched_in(session: Session, *, village_id: int | None = None, codes: Sequence[str] | None = None) -> list[Watched]:
    """Every spell whose household was entered or carried over, by place; ended ones keep their span."""
    entered = func.max(Case.entered_on)
    statement = (
        select(
            *BRIEF,
            MonitoringSpell.id,
            MonitoringSpell.category,
            MonitoringSpell.identified_on,
            MonitoringSpell.closed_on,
            entered,
        )
        .join(MonitoringSpell, MonitoringSpell.household_id == HouseholdSummary.household_id)
        .join(Case, Case.spell_id == MonitoringSpell.id)
        .join(Household, Household.id == MonitoringSpell.household_id)
        .join(_VILLAGE, _VILLAGE.id == Household.village_id)
        .outerjoin(_GROUP, _GROUP.id == Household.group_id)
        .where(
            MonitoringSpell.is_provisional == 0,
            MonitoringSpell.identified_on.is_not(None),
            or_(Case.state.in_([s.value for s in WATCHED]), MonitoringSpell.closed_on.is_not(None)),
        )
        .group_by(MonitoringSpell.id)
        .order_by(*_AS_PRINTED, func.max(Case.id))
    )
    if village_id is not None:
        statement = statement.where(HouseholdSummary.village_id == village_id)
    if codes is not None:
        statement = statement.where(HouseholdSummary.code.in_(list(codes)))
    found, founded, away = [], _split_off(session), _away(session)
    for row in session.execute(statement):
        spell_id, category, identified_on, closed_on, entered_on = row[len(BRIEF) :]
        watched_from = max(identified_on, entered_on or identified_on, founded.get(row[0]) or identified_on)
        is_away = row[0] in away
        found.append(Watched(brief_of(row), spell_id, Category(category), watched_from, closed_on, is_away))
    return found


def _away(session: Session) -> frozenset[int]:
    """Households that were away when somebody last went there, or were asked by phone because of it."""
    last = select(Visit.household_id, func.max(Visit.visited_on).label("on")).group_by(Visit.household_id).subquery()
    rows = session.scalars(
        select(Visit.household_id)
        .join(last, and_(last.c.household_id == Visit.household_id, last.c.on == Visit.visited_on))
        .where(Visit.outcome.in_([VisitOutcome.AWAY.value, VisitOutcome.PHONE.value]))
    )
    return frozenset(rows)


def _split_off(session: Session) -> dict[int, date | None]:
    """Households that came of a split, and since when: before, they were watched with the one they came from."""
    rows = session.execute(
        select(Membership.household_id, func.min(Membership.from_on))
        .join(Household, Household.id == Membership.household_id)
        .where(Household.split_from_id.is_not(None))
        .group_by(Membership.household_id)
    )
    return {row[0]: row[1] for row in rows}


def grid_in(
    session: Session,
    months: Sequence[Month],
    *,
    today: date,
    village_id: int | None = None,
    codes: Sequence[str] | None = None,
    away_months: int = 1,
) -> Grid:
    """The grid of these months as it stands; households away are due once in ``away_months``."""
    found = watched_in(session, village_id=village_id, codes=codes)
    watched = [w for w in found if any(w.covers(m) for m in months)]
    far = _back(months[0], away_months - 1) if months and away_months > 1 else None
    checks = _checks(session, months, None if codes is None else [w.spell_id for w in watched], far=far)
    rows = tuple(
        GridRow(
            w.household,
            w.spell_id,
            w.category,
            w.watched_from,
            w.watched_to,
            tuple(
                checks.get((w.spell_id, str(month))) or _BARE[_state(w, month, today, checks, away_months)]
                for month in months
            ),
            w.is_away,
        )
        for w in watched
    )
    return Grid(tuple(months), rows)


def _back(month: Month, count: int) -> Month:
    for _ in range(count):
        month = month.previous
    return month


def _checks(
    session: Session, months: Sequence[Month], spells: Sequence[int] | None, *, far: Month | None = None
) -> dict[tuple[int, str], Cell]:
    if not months:
        return {}
    columns = [getattr(MonthlyCheck, item.value) for item in _ITEMS]
    statement = select(
        MonthlyCheck.spell_id, MonthlyCheck.month, MonthlyCheck.is_carried, MonthlyCheck.checked_on, *columns
    ).where(MonthlyCheck.month >= str(far or months[0]), MonthlyCheck.month <= str(months[-1]))
    if spells is not None:
        statement = statement.where(MonthlyCheck.spell_id.in_(spells))
    rows = session.execute(statement)
    # 3,000 households × 12 months: most checks say the same seven words.
    known: dict[tuple[str | None, ...], tuple[MonthlyFinding | None, ...]] = {}
    found: dict[tuple[int, str], Cell] = {}
    for spell_id, month, is_carried, checked_on, *codes in rows:
        key = tuple(codes)
        findings = known.get(key)
        if findings is None:
            findings = known[key] = tuple(_FINDINGS[code] for code in codes)
        found[(spell_id, month)] = Cell(CellState.DONE, findings, bool(is_carried), checked_on)
    return found


def _state(
    watched: Watched, month: Month, today: date, checks: Mapping[tuple[int, str], Cell], away_months: int
) -> CellState:
    if not watched.covers(month) or month.first > today:
        return CellState.NOT_DUE
    if watched.is_away and any(
        (watched.spell_id, str(_back(month, count))) in checks for count in range(1, away_months)
    ):
        return CellState.NOT_DUE
    return CellState.OVERDUE if month.last < today else CellState.DUE
