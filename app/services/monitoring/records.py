"""What the monthly watch takes and gives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from app.models.enums import Gap, MonthlyFinding, MonthlyItem
from app.services.briefs import HouseholdBrief
from app.services.cases.door import RefusedHousehold
from app.services.changes import ChangeSet
from app.services.monitoring.grid import CheckWay
from app.services.monitoring.months import Month


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """What is typed first and kept for all households: the month, the day, who looked, and how."""

    month: Month
    checked_on: date
    checker: str
    way: CheckWay = CheckWay.VISIT


@dataclass(frozen=True, slots=True)
class CheckEntry:
    """A household's seven items; a 缺项 says what is missing in its note."""

    household_code: str
    findings: Mapping[MonthlyItem, MonthlyFinding]
    notes: Mapping[MonthlyItem, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AlertOffer:
    """A 缺项 that may be marked as an alert (alert row 1), unless one is open for the gap already."""

    household: HouseholdBrief
    month: Month
    gap: Gap
    fact: str
    found_on: date


@dataclass(frozen=True, slots=True)
class SavedChecks:
    """完成 n / 拒绝 m; ``offers`` are the gaps among what was saved."""

    saved: tuple[str, ...]
    refused: tuple[RefusedHousehold, ...]
    offers: tuple[AlertOffer, ...]
    changes: ChangeSet | None


@dataclass(frozen=True, slots=True)
class CheckPage:
    """One stored check with its notes."""

    month: Month
    checked_on: date
    checker: str
    way: CheckWay
    is_carried: bool
    findings: Mapping[MonthlyItem, MonthlyFinding]
    notes: Mapping[MonthlyItem, str]


@dataclass(frozen=True, slots=True)
class PastCheck:
    """A check among the others of its household; ``rewritten`` counts the versions that it replaced."""

    page: CheckPage
    rewritten: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """A village's month: due, done, of these carried over from the month before."""

    village_id: int
    village_name: str
    due: int
    done: int
    carried: int

    @property
    def carried_share(self) -> int:
        """How many of a hundred checks say only 沿用上月."""
        return round(100 * self.carried / self.done) if self.done else 0


@dataclass(frozen=True, slots=True)
class OverdueHousehold:
    """A household with months that went by without a check, oldest first."""

    household: HouseholdBrief
    months: tuple[Month, ...]
