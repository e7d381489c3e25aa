"""Everything that the pages of one meeting show, read in one go."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from app.services.briefs import HouseholdBrief
from app.services.errors import Reason
from app.services.meetings.records import Candidate, Item, MeetingPage
from app.services.meetings.rules import MeetingState
from app.services.office import Office
from app.services.workflow.facts import Signer
from app.services.workflow.plan import MeetingRules
from app.ui.meetings.lines import Line


@dataclass(frozen=True, slots=True)
class Agenda:
    """A household on the agenda: what the visit found, who of those present is kin, and its conclusion."""

    household: HouseholdBrief
    case_id: int
    candidate: Candidate | None
    item: Item | None
    kin: tuple[str, ...]
    net_per_head_fen: int | None = None

    @property
    def is_concluded(self) -> bool:
        """Whether a conclusion stands; it is changed only by taking the step back."""
        return self.item is not None and self.item.conclusion is not None


@dataclass(frozen=True, slots=True)
class Contents:
    """One line of the list, opened. ``page`` is None while the meeting is not called."""

    line: Line
    rules: MeetingRules
    page: MeetingPage | None
    candidates: tuple[Candidate, ...]
    officers: tuple[Signer, ...] = ()
    kin: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    next_call_on: date | None = None  # named by the failed meeting before
    incomes: Mapping[int, int | None] = field(default_factory=dict)  # per head, in fen, by household

    @property
    def agenda(self) -> tuple[Agenda, ...]:
        """Households that were ready on the day, and those that have a conclusion of this meeting."""
        if self.page is None:
            return ()
        items = {item.case_id: item for item in self.page.items}
        held_on = self.page.row.held_on
        ready = {c.case_id: c for c in self.candidates if c.visited_on is None or c.visited_on <= held_on}
        if self.page.row.state is MeetingState.CLOSED:
            ready = {case_id: c for case_id, c in ready.items() if case_id in items}
        briefs = {case_id: c.household for case_id, c in ready.items()}
        briefs |= {case_id: item.household for case_id, item in items.items()}
        found = [
            self._agenda(brief, case_id, ready.get(case_id), items.get(case_id)) for case_id, brief in briefs.items()
        ]
        return tuple(sorted(found, key=lambda row: (row.household.group_name, row.household.head_name)))

    def _agenda(self, brief: HouseholdBrief, case_id: int, candidate: Candidate | None, item: Item | None) -> Agenda:
        income = self.incomes.get(brief.household_id)
        return Agenda(brief, case_id, candidate, item, self.kin.get(brief.code, ()), income)

    def not_valid(self) -> tuple[Reason, ...]:
        """Why nothing can be concluded here."""
        if self.page is None:
            return ()
        row = self.page.row
        if row.state is MeetingState.CLOSED:
            return (Reason("meeting.closed", {"number": row.number}),)
        if row.state is not MeetingState.VALID:
            return (Reason("meeting.not_valid", {"number": row.number, "state": row.state.label}),)
        return ()


def read_contents(office: Office, line: Line, *, today: date) -> Contents:
    """Read what stands behind a line of the list."""
    meetings = office.meetings
    ready = meetings.candidates(village_id=line.village_id, is_clearing=line.is_clearing)
    rules = office.plans.current(line.meeting.held_on if line.meeting else today).plan.meeting
    listed = office.directory.officers(on=today, village=line.village_name)
    officers = tuple(Signer(row.name, row.post or row.organisation) for row in listed)
    if line.meeting is None:
        held = meetings.meetings(today=today, village_id=line.village_id)
        own = [row for row in held if row.is_clearing == line.is_clearing]
        return Contents(line, rules, None, ready, officers, next_call_on=own[-1].next_call_on if own else None)
    page = meetings.page(line.meeting.id)
    households = {item.household.household_id for item in page.items} | {c.household.household_id for c in ready}
    rows = office.households.rows(tuple(households))
    return Contents(
        line,
        rules,
        page,
        ready,
        officers,
        meetings.kin(line.meeting.id),
        incomes={household_id: row.net_per_head_fen for household_id, row in rows.items()},
    )
