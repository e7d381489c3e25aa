"""What an evening of the ledger says, and what has become of it since."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from app.models.enums import CLOSED_CASE_STATES, CaseState, Category, Labelled


class Shown(Labelled):
    """What is compared between an evening and now."""

    EXISTS = "exists", "在册"
    HEAD = "head", "户主"
    PLACE = "place", "村组"
    MEMBERS = "members", "人口"
    TYPE = "type", "户类型"
    CATEGORY = "category", "监测类别"
    STATE = "state", "办理状态"
    ALERTS = "alerts", "未结预警"


@dataclass(frozen=True, slots=True)
class Standing:
    """A household at one time; ``exists`` is false before it was known and after it ended."""

    exists: bool = False
    head: str = ""
    village: str = ""
    group: str = ""
    members: int = 0
    household_type: str | None = None
    category: Category | None = None
    state: CaseState | None = None
    alerts: int = 0

    @property
    def is_in_procedure(self) -> bool:
        """Watched, in the procedure, or with an open alert."""
        is_open = self.state is not None and self.state not in CLOSED_CASE_STATES
        return is_open or self.category is not None or self.alerts > 0


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is otherwise now."""

    what: Shown
    then: str
    now: str


@dataclass(frozen=True, slots=True)
class LastChange:
    """Who changed a household last, and how many transactions have touched it since that evening."""

    count: int
    action: str
    by: str
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class PastHousehold:
    """A household that evening and now."""

    household_id: int
    code: str
    then: Standing
    now: Standing
    differences: tuple[Difference, ...] = ()
    last: LastChange | None = None


@dataclass(frozen=True, slots=True)
class PastVillage:
    """The counts of a village (or of the town) that evening."""

    village_id: int | None
    village: str
    households: int = 0
    members: int = 0
    categories: Mapping[Category, int] = field(default_factory=Counter)
    states: Mapping[CaseState, int] = field(default_factory=Counter)
    alerts: int = 0

    @property
    def watched(self) -> int:
        """Households with an open spell."""
        return sum(self.categories.values())


@dataclass(frozen=True, slots=True)
class PastTown:
    """An evening: what the ledger said then. ``late_steps`` happened by that day and were typed afterwards."""

    on: date
    seq: int
    entries_since: int
    late_steps: int
    total: PastVillage
    villages: tuple[PastVillage, ...]
    households: tuple[PastHousehold, ...]

    @property
    def is_present(self) -> bool:
        """Nothing has been written since."""
        return self.entries_since == 0


@dataclass(frozen=True, slots=True)
class Change:
    """One transaction that touched a household after the evening: what, when, by whom, when typed, why."""

    seq: int
    action: str
    occurred_on: date | None
    recorded_at: datetime
    by: str
    typed_by: str
    why: str
