"""What the meetings service takes and gives: frozen records, no rows."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from app.models.enums import Category, Risk
from app.services.briefs import HouseholdBrief
from app.services.meetings.rules import Conclusion, MeetingState, Votes, VotingWay


@dataclass(frozen=True, slots=True)
class Attendant:
    """Somebody on the attendance sheet; observers (列席) have no vote and do not count."""

    id: int
    name: str
    post: str
    is_present: bool
    is_observer: bool
    absence_reason: str


@dataclass(frozen=True, slots=True)
class Item:
    """A household on the agenda, with its conclusion once there is one."""

    household: HouseholdBrief
    case_id: int
    votes: Votes | None
    recused: tuple[str, ...]
    opinion: str
    risks: tuple[Risk, ...]
    risk_remark: str
    conclusion: Conclusion | None
    reason: str
    told_on: date | None


@dataclass(frozen=True, slots=True)
class MeetingRow:
    """A meeting in the list of a village."""

    id: int
    village_id: int
    village_name: str
    number: int
    is_clearing: bool
    held_on: date
    state: MeetingState
    expected: int
    present: int
    needed: int
    next_call_on: date | None
    concluded: dict[Conclusion, int]


@dataclass(frozen=True, slots=True)
class MeetingPage:
    """Everything about one meeting."""

    row: MeetingRow
    place: str
    body: str
    chair: str
    recorder: str
    teller: str
    voting_way: VotingWay | None
    attendants: tuple[Attendant, ...]
    items: tuple[Item, ...]
    minutes: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """A household ready for the agenda, with what the meeting looks at. Money in fen."""

    household: HouseholdBrief
    case_id: int
    category: Category
    visited_on: date | None
    net_per_head_fen: int | None
    risks: tuple[Risk, ...]
    difficulty: str
    finding: str
    open_suspects: int
    comparison_open: bool
    deferred: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """How a meeting is called."""

    village_id: int
    held_on: date
    place: str = ""
    chair: str = ""
    recorder: str = ""
    teller: str = ""
    voting_way: VotingWay = VotingWay.HANDS
    is_clearing: bool = False
    observers: tuple[tuple[str, str], ...] = ()  # (name, post)


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseholdVote:
    """The vote on one household as the sheet says it."""

    household_code: str
    votes: Votes
    conclusion: Conclusion
    recused: tuple[str, ...] = ()
    opinion: str = ""
    risks: tuple[Risk, ...] = ()
    risk_remark: str = ""
    reason: str = ""
    told_on: date | None = None
    next_meeting_on: date | None = None  # 缓议


@dataclass(frozen=True, slots=True)
class Attendance:
    """Who came, by the name on the sheet; the others are absent, with a reason where one is known."""

    present: frozenset[str]
    absence_reasons: dict[str, str] = field(default_factory=dict)
    next_call_on: date | None = None  # needed when too few came
