"""What the guards know of a case or an alert: plain values, loaded by the door, judged here without a database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum

from app.models.enums import AlertState, CaseState, Category, PlanStage, Track


@dataclass(frozen=True, slots=True)
class Signer:
    """A person who signed and the office signed for."""

    name: str
    office: str = ""


@dataclass(frozen=True, slots=True)
class Permit:
    """补办: these actions, for households that the door has matched, until the last day."""

    actions: frozenset[str]
    last_day: date
    reason: str
    paper_no: str
    signer: str


@dataclass(frozen=True, slots=True)
class Request:
    """What somebody wants to do: the day it happened, who signed, and the fields of the row."""

    today: date
    occurred_on: date
    signers: tuple[Signer, ...] = ()
    paper_no: str | None = None
    data: Mapping[str, object] = field(default_factory=dict)
    permit: Permit | None = None

    def value(self, name: str) -> object:
        """A field of the row; ``paper_no``, ``signers`` and ``occurred_on`` count as fields too."""
        if name == "signers":
            return self.signers
        if name == "paper_no":
            return self.paper_no
        return self.data.get(name)

    def text(self, name: str) -> str:
        """A field as text, empty when missing."""
        value = self.value(name)
        return "" if value is None else str(value).strip()


@dataclass(frozen=True, slots=True)
class HouseholdFacts:
    """What any new case must know of its household."""

    is_living: bool = True
    household_type: str | None = None
    has_open_case: bool = False
    was_cleared: bool = False
    below_line: int | None = None
    has_income_event: bool = False
    members_without_id: tuple[str, ...] = ()
    no_labour: bool = False


@dataclass(frozen=True, slots=True)
class LastStep:
    """The step before: what take-back, order and windows must know of it."""

    on: date
    action: str = ""
    party: str = ""
    is_own: bool = True  # another office's answer cannot be taken back
    paper_left: bool = False  # a frozen paper names the household: what has left cannot be taken back
    next_party_acted: bool = False
    windows: tuple[PlanStage, ...] = ()
    permit_until: date | None = None  # the step was taken by a permit; so may its take-back


@dataclass(frozen=True, slots=True)
class Calendar:
    """How the year of the case or alert lies to the plan that judges it."""

    plan_year: int | None = None  # of the case's own plan
    is_rolled_over: bool = False  # from an earlier plan: that plan's 接续 runs until 动态监测 opens
    continuing_until: date | None = None  # the day before the next plan's 动态监测, where the next plan exists


class NamedClue(Enum):
    """The clue that a proposal names: usable, not in the register, another household's, or 不属实 / 重复."""

    USABLE = "usable"
    UNKNOWN = "unknown"
    ELSEWHERE = "elsewhere"
    SETTLED = "settled"


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """A case as the guards see it; ``state`` is None before the first row."""

    household: HouseholdFacts = field(default_factory=HouseholdFacts)
    state: CaseState | None = None
    track: Track = Track.BATCH
    category: Category | None = None
    last: LastStep | None = None
    calendar: Calendar = field(default_factory=Calendar)
    is_provisional: bool = False  # opened by an emergency: row 2's guards are asked with the papers
    sheet_closed: bool = False
    villages_missing: tuple[str, ...] = ()
    unanswered_items: int = 0
    open_suspects: int = 0
    comparison_open: bool = False
    has_not_qualified: bool = False
    attempts: int = 0
    open_alerts: int = 0
    open_objections: int = 0
    notice_to: date | None = None
    mend_due_on: date | None = None
    points_to_mend: int = 0
    # 等区: the day of a district answer, or of a late own step after it, from which the next step has three days
    reopened_from: date | None = None
    missing_entry_fields: tuple[str, ...] = ()
    identified_on: date | None = None
    has_clear_visit: bool = False
    has_clear_meeting: bool = False
    missing_december_sheets: int = 0
    plan_years: frozenset[int] = frozenset()  # years with a plan
    named_clue: NamedClue = NamedClue.USABLE


@dataclass(frozen=True, slots=True)
class AlertFacts:
    """An alert as the guards see it; ``state`` is None before the first row."""

    state: AlertState | None = None
    household: HouseholdFacts = field(default_factory=HouseholdFacts)
    case_state: CaseState | None = None
    category: Category | None = None
    gap: str | None = None
    risks: tuple[str, ...] = ()
    open_gaps: frozenset[str] = frozenset()  # gaps of the household's other open alerts
    last: LastStep | None = None
    calendar: Calendar = field(default_factory=Calendar)
    marker: tuple[Signer, ...] = ()
    closure_requesters: tuple[Signer, ...] = ()
    is_known_department: bool = True
    department_duties: frozenset[str] = frozenset()
    declined: int = 0
    reminders: int = 0
    is_accepted: bool = False
    due_on: date | None = None
    limit_on: date | None = None
    measures: Mapping[int, str] = field(default_factory=dict)  # id -> MeasureState
    evidence: int = 0
    is_paused: bool = False
    closed_on: date | None = None
    follow_up_due_on: date | None = None
    # exit item -> 1 yes, 0 no, None unknown, from facts dated after the help began
    exit_items: Mapping[str, int | None] = field(default_factory=dict)
    above_exit_line: int | None = None
