"""What the rollover desk shows, and what is decided there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.models.enums import AlertState, CaseState, Category, EndCause, Labelled
from app.services.briefs import HouseholdBrief
from app.services.cases.door import RefusedHousehold
from app.services.changes import ChangeSet
from app.services.workflow.facts import Signer


class Choice(Labelled):
    """What becomes of a household at the turn of the year."""

    CARRY = "carry", "结转"
    RECATEGORISE = "recategorise", "变更类别后结转"
    LEAVE_OUT = "leave_out", "不结转"


class Standing(Labelled):
    """Where a household stands on the list."""

    WAITING = "waiting", "待结转"
    CARRIED = "carried", "已结转"
    LEFT_OUT = "left_out", "已退出"
    CLEARED = "cleared", "风险已消除"


class Why(Labelled):
    """What the ledger says that speaks for a proposal."""

    WATCHED = "watched", "仍在监测"
    NOBODY_LEFT = "nobody_left", "整户已无人"
    MOVED = "moved", "整户已迁出"
    MERGED = "merged", "已并入他户"
    SAID_CLEARED = "said_cleared", "导出数据写明风险已消除，请先核实；属实的办风险消除"
    CATEGORY = "category", "类别与户类型不符"


class NextPlan(Labelled):
    """Whether the next year's plan can be carried over to."""

    MISSING = "missing", "还没有下一年方案"
    STALE = "stale", "下一年方案建立后，本年方案又改过"
    READY = "ready", "下一年方案已建立"


@dataclass(frozen=True, slots=True)
class OpenAlert:
    """An alert that goes over with its number and clock."""

    number: str
    gap: str
    state: AlertState
    department: str
    due_on: date | None

    def days_left(self, today: date) -> int | None:
        """Days to its due date, negative once it is late."""
        return (self.due_on - today).days if self.due_on else None


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the ledger proposes for a household, and why."""

    choice: Choice
    why: Why
    category: Category | None = None
    cause: EndCause | None = None

    @property
    def is_plain(self) -> bool:
        """Nothing speaks against carrying it: no decision of its own is needed."""
        return self.choice is Choice.CARRY and self.why is Why.WATCHED


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person decided; ``reason`` explains a missing sheet of December, or why it is left out."""

    choice: Choice
    category: Category | None = None
    cause: EndCause | None = None
    reason: str = ""
    decision_no: str = ""
    decided_on: date | None = None
    decided_by: str = ""

    @property
    def told(self) -> str:
        """The decision in a few words, as the list says it before it is carried out."""
        if self.choice is Choice.CARRY:
            return self.reason
        words = self.category.label if self.category else self.cause.label if self.cause else ""
        return "，".join(filter(None, (self.choice.label, words, self.reason)))


@dataclass(frozen=True, slots=True)
class DeskRow:
    """A household of the list."""

    household: HouseholdBrief
    state: CaseState | None  # None: watched without a case of the plan
    category: Category
    household_type: str | None
    identified_on: date | None
    alerts: tuple[OpenAlert, ...]
    december: bool | None  # None: no sheet is due
    standing: Standing
    proposal: Proposal
    decision: Decision | None = None
    on_list: bool | None = None  # None: no list of 两摸底 was imported

    @property
    def is_pending(self) -> bool:
        """Something is still to be done: it waits, or what the ledger says now speaks against what was carried."""
        is_doubtful = self.proposal.choice is not Choice.CARRY
        return self.standing is Standing.WAITING or (self.standing is Standing.CARRIED and is_doubtful)

    @property
    def needs_reason(self) -> bool:
        """December's sheet is missing and nobody has said why."""
        said = self.decision is not None and bool(self.decision.reason)
        return self.standing is Standing.WAITING and self.december is False and not said

    @property
    def choice(self) -> Choice | None:
        """What would be done with it now; None while a person must decide."""
        if self.decision is not None:
            return self.decision.choice
        return Choice.CARRY if self.proposal.is_plain else None


@dataclass(frozen=True, slots=True)
class VillageDecember:
    """December's sheets of a village."""

    village_id: int
    village: str
    due: int
    missing: int
    cases: int
    alerts: int


@dataclass(frozen=True, slots=True)
class Stranger:
    """A household of the imported list that is not on ours."""

    name: str
    id_number: str
    code: str
    why: str


@dataclass(frozen=True, slots=True)
class ListComparison:
    """Ours beside the list of 两摸底: on both, only ours, only theirs."""

    both: int
    only_ours: int
    only_theirs: tuple[Stranger, ...]


@dataclass(frozen=True, slots=True)
class RolloverDesk:
    """The turn of a year as it stands."""

    year: int
    opens_on: date
    is_open: bool
    is_closed: bool  # the year is read-only
    next_plan: NextPlan
    villages: tuple[VillageDecember, ...]
    rows: tuple[DeskRow, ...]
    comparison: ListComparison | None = None

    def count(self, standing: Standing) -> int:
        """How many households stand so."""
        return sum(row.standing is standing for row in self.rows)

    @property
    def pending(self) -> tuple[DeskRow, ...]:
        """What is still to be carried over, changed or left out."""
        return tuple(row for row in self.rows if row.is_pending)


@dataclass(frozen=True, slots=True)
class CarryInput:
    """The paper with which the chosen households are carried out; reasons of single households stand in decisions."""

    occurred_on: date
    signers: tuple[Signer, ...] = ()
    paper_no: str | None = None
    missing_reason: str = ""


@dataclass(frozen=True, slots=True)
class CarryOutcome:
    """完成 n / 拒绝 m. ``changed``: got another category, and was carried over unless it had been before."""

    changed: tuple[str, ...] = ()
    carried: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    refused: tuple[RefusedHousehold, ...] = ()
    changes: ChangeSet | None = None

    @property
    def done(self) -> tuple[str, ...]:
        """The households with which something was done, once each."""
        return tuple(dict.fromkeys((*self.changed, *self.carried, *self.left_out)))
