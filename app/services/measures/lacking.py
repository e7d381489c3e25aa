"""Who is watched and not helped: a month without a measure, half a year without one that lets them earn (开发式帮扶).

The one definition for the reports, the town's list and the workbench. Cancelled measures count as none; what the
national system exported counts beside our own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.cases import Measure, MonitoringSpell
from app.models.enums import Labelled, MeasureState
from app.models.facts import MeasureFact
from app.models.household import HouseholdSummary
from app.services.briefs import BRIEF, HouseholdBrief, brief_of
from app.services.findings.matrix import DEVELOPMENT, GROUPS, column_of, option_words

MONTH_DAYS, HALF_YEAR_DAYS = 30, 182


class Lack(Labelled):
    """What is missing for too long."""

    MEASURE = "no_measure", "一个月无帮扶措施", "识别超过一个月，没有任何帮扶措施（取消的不算）"
    DEVELOPMENT = "no_development", "半年无开发式帮扶", "识别超过半年，没有产业、就业、金融、公益岗位帮扶"


@dataclass(frozen=True, slots=True)
class Unhelped:
    """A watched household without help: what is missing, and the first day on which it was too long."""

    household: HouseholdBrief
    lack: Lack
    identified_on: date
    since: date


def lacks(identified_on: date, groups: Collection[str], *, on: date) -> tuple[Lack, ...]:
    """What a household watched since ``identified_on`` lacks on a day, with measures of these groups."""
    days = (on - identified_on).days
    found = []
    if days > MONTH_DAYS and not groups:
        found.append(Lack.MEASURE)
    if days > HALF_YEAR_DAYS and not set(groups) & set(DEVELOPMENT):
        found.append(Lack.DEVELOPMENT)
    return tuple(found)


def exported_groups(rows: Iterable[Any]) -> frozenset[str]:
    """The groups of measures that the newest of a household's exported records names."""
    newest = max(rows, key=lambda row: (row.year or 0, row.observed_on or date.min, row.id), default=None)
    if newest is None:
        return frozenset()
    none = {*option_words("none"), ""}
    told = {group: (getattr(newest, column_of(group)) or "").strip() for group in GROUPS}
    return frozenset(group for group, text in told.items() if text not in none)


def unhelped_in(session: Session, *, today: date) -> tuple[Unhelped, ...]:
    """Everybody who is watched today and lacks help for too long, the longest first."""
    return tuple(sorted(_unhelped(session, today), key=lambda row: (row.since, row.household.code)))


def _unhelped(session: Session, today: date) -> Iterator[Unhelped]:
    watched = _watched(session, today)
    groups = _groups(session, {row[0]: brief.household_id for row, brief in watched})
    limits = {Lack.MEASURE: MONTH_DAYS, Lack.DEVELOPMENT: HALF_YEAR_DAYS}
    for (spell_id, identified_on), brief in watched:
        for lack in lacks(identified_on, groups[spell_id], on=today):
            yield Unhelped(brief, lack, identified_on, identified_on + timedelta(days=limits[lack] + 1))


def _watched(session: Session, today: date) -> list[tuple[tuple[int, date], HouseholdBrief]]:
    """Spells under way that began more than a month ago."""
    statement = (
        select(*BRIEF, MonitoringSpell.id, MonitoringSpell.identified_on)
        .join(MonitoringSpell, MonitoringSpell.household_id == HouseholdSummary.household_id)
        .where(
            MonitoringSpell.is_provisional == 0,
            MonitoringSpell.closed_on.is_(None),
            MonitoringSpell.eliminated_on.is_(None),
            MonitoringSpell.identified_on < today - timedelta(days=MONTH_DAYS),
        )
    )
    places = slice(len(BRIEF), None)
    return [((row[places][0], row[places][1]), brief_of(row)) for row in session.execute(statement)]


def _groups(session: Session, homes: Mapping[int, int]) -> Mapping[int, set[str]]:
    """The groups of measures of each spell: ours (those of no spell count for the present one) and the exported."""
    spells = {home: spell for spell, home in homes.items()}
    found: dict[int, set[str]] = defaultdict(set)
    own = select(Measure.household_id, Measure.spell_id, Measure.group).where(
        Measure.state != MeasureState.CANCELLED.value
    )
    for home, spell_id, group in session.execute(own):
        spell = spells.get(home)
        if spell is not None and spell_id in (None, spell):
            found[spell].add(group)
    exported: dict[int, list[Any]] = defaultdict(list)
    columns = ("household_id", "id", "year", "observed_on", *(column_of(group) for group in GROUPS))
    for row in session.execute(select(*_columns(columns))):
        if row.household_id in spells:
            exported[row.household_id].append(row)
    for home, rows in exported.items():
        found[spells[home]] |= exported_groups(rows)
    return found


def _columns(names: Sequence[str]) -> list[Any]:
    return [getattr(MeasureFact, name) for name in names]
