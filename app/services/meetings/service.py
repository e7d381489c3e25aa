"""Evaluation meetings: call, attendance, votes per household, minutes (workflow 5; rows 15-17 and 31a)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from app.models.meetings import Meeting, MeetingAttendance
from app.models.plans import Officer
from app.models.region import Region
from app.services import plans
from app.services.cases.door import Outcome
from app.services.cases.request import PermitInput
from app.services.changes import ChangeSet
from app.services.context import Actor
from app.services.errors import NotFound, Reason, refuse
from app.services.ledger import Ledger, Transaction
from app.services.meetings.minutes import draft
from app.services.meetings.queries import candidates, meeting_page, meeting_rows
from app.services.meetings.records import Attendance, Call, Candidate, HouseholdVote, MeetingPage, MeetingRow
from app.services.meetings.rules import MeetingState, fewest_present, is_valid
from app.services.meetings.voting import concluded_cases, kin_of, record_votes_in
from app.services.plans import RunningPlan
from app.services.steps import Tally, run_batch


@dataclass(frozen=True, slots=True)
class MeetingChanged:
    """A meeting was called or changed."""

    meeting_id: int
    state: MeetingState
    changes: ChangeSet | None


class MeetingService:
    """Calls meetings, records who came and how they voted, and closes them with minutes."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def meetings(self, *, today: date, village_id: int | None = None) -> tuple[MeetingRow, ...]:
        """The meetings of the running plan by village and number."""
        with self._ledger.reading() as session:
            return tuple(meeting_rows(session, plans.plan_in(session, day=today), village_id=village_id))

    def page(self, meeting_id: int) -> MeetingPage:
        """One meeting with attendance sheet and agenda."""
        with self._ledger.reading() as session:
            meeting = _meeting(session, meeting_id)
            return meeting_page(session, plans.plan_in(session, day=meeting.held_on), meeting)

    def candidates(self, *, village_id: int | None = None, is_clearing: bool = False) -> tuple[Candidate, ...]:
        """The households that are ready for the agenda."""
        with self._ledger.reading() as session:
            return tuple(candidates(session, village_id=village_id, is_clearing=is_clearing))

    def kin(self, meeting_id: int) -> dict[str, tuple[str, ...]]:
        """By household code, who of those present belongs to the household and must recuse himself."""
        with self._ledger.reading() as session:
            return kin_of(session, _meeting(session, meeting_id))

    def call(self, call: Call, *, actor: Actor, today: date) -> MeetingChanged:
        """Call a meeting of the plan's body; 应到 are its members in office on that day, from the directory."""
        with self._ledger.transaction("meeting.call", actor=actor, today=today) as tx:
            plans.refuse_closed_in(tx.session, call.held_on.year)
            running = plans.plan_in(tx.session, day=call.held_on)
            village = tx.session.get(Region, call.village_id)
            if village is None:
                raise NotFound(Reason("region.not_found", {"id": call.village_id}))
            number = _next_number(tx.session, running, village, call)
            meeting = Meeting(
                plan_id=running.plan_id,
                village_id=village.id,
                number=number,
                purpose="clearing" if call.is_clearing else "identification",
                body=",".join(running.plan.meeting.bodies),
                present_count=0,
            )
            _fill_in(tx, meeting, call, running, village)
        return MeetingChanged(meeting.id, MeetingState.CALLED, tx.changes)

    def change_call(self, meeting_id: int, call: Call, *, actor: Actor, today: date) -> MeetingChanged:
        """Another day, place or chair for a meeting that is called and not held; its sheet is written anew."""
        with self._ledger.transaction("meeting.change_call", actor=actor, today=today) as tx:
            meeting = _meeting(tx.session, meeting_id)
            plans.refuse_closed_in(tx.session, meeting.held_on.year, call.held_on.year)
            state = MeetingState(meeting.state)
            if state is not MeetingState.CALLED:
                raise refuse("meeting.not_called", number=meeting.number, state=state.label)
            before = tx.session.scalar(
                select(func.max(Meeting.held_on)).where(
                    Meeting.plan_id == meeting.plan_id,
                    Meeting.village_id == meeting.village_id,
                    Meeting.purpose == meeting.purpose,
                    Meeting.number < meeting.number,
                )
            )
            if before is not None and call.held_on < before:
                raise refuse("meeting.held_before_last", last=before, day=call.held_on)
            for row in tx.session.scalars(select(MeetingAttendance).where(MeetingAttendance.meeting_id == meeting.id)):
                tx.session.delete(row)
            tx.session.flush()
            running = plans.plan_in(tx.session, day=meeting.held_on)
            _fill_in(tx, meeting, call, running, tx.session.get_one(Region, meeting.village_id))
        return MeetingChanged(meeting.id, MeetingState.CALLED, tx.changes)

    def record_attendance(
        self, meeting_id: int, attendance: Attendance, *, actor: Actor, today: date
    ) -> MeetingChanged:
        """Who came. Too few: the meeting has failed (流会), nothing is concluded, and the next call is dated."""
        with self._ledger.transaction("meeting.attendance", actor=actor, today=today) as tx:
            meeting = _meeting(tx.session, meeting_id)
            plans.refuse_closed_in(tx.session, meeting.held_on.year)
            if meeting.held_on > today:
                raise refuse("meeting.future", day=meeting.held_on, today=today)
            state = MeetingState(meeting.state)
            open_again = state is MeetingState.VALID and not concluded_cases(tx.session, meeting)
            if state is not MeetingState.CALLED and not open_again:
                raise refuse("meeting.not_called", number=meeting.number, state=state.label)
            meeting.present_count = _tick(tx, meeting, attendance)
            running = plans.plan_in(tx.session, day=meeting.held_on)
            new = _judged(running, meeting, attendance.next_call_on)
            meeting.state = new.value
            meeting.next_call_on = attendance.next_call_on if new is MeetingState.FAILED else None
            tx.about("meeting", meeting.uid, occurred_on=meeting.held_on)
            tx.note(present=meeting.present_count, expected=meeting.expected_count, state=new.value)
        return MeetingChanged(meeting.id, new, tx.changes)

    def record_votes(
        self,
        meeting_id: int,
        votes: Sequence[HouseholdVote],
        *,
        actor: Actor,
        today: date,
        permit: PermitInput | None = None,
    ) -> Outcome:
        """The conclusions of a valid meeting, each through the door: 纳入, 不纳入 or 缓议."""
        if not votes:
            raise refuse("meeting.nothing_to_record")

        def work(tx: Transaction, tally: Tally) -> None:
            meeting = _meeting(tx.session, meeting_id)
            state = MeetingState(meeting.state)
            if state is MeetingState.CLOSED:
                raise refuse("meeting.closed", number=meeting.number)
            if state is not MeetingState.VALID:
                raise refuse("meeting.not_valid", number=meeting.number, state=state.label)
            record_votes_in(tx, tally, meeting, votes, permit=permit)
            tx.about("meeting", meeting.uid, occurred_on=meeting.held_on)

        return run_batch(self._ledger, "meeting.votes", work, actor=actor, today=today)

    def draft_minutes(self, meeting_id: int) -> str:
        """会议记录 as the ledger can tell it, for the recorder to go on from."""
        return draft(self.page(meeting_id))

    def write_minutes(self, meeting_id: int, text: str, *, actor: Actor, today: date) -> MeetingChanged:
        """Keep the minutes; free until the meeting is closed."""
        with self._ledger.transaction("meeting.minutes", actor=actor, today=today) as tx:
            meeting = _open_meeting(tx.session, meeting_id)
            meeting.minutes = text.strip() or None
            tx.about("meeting", meeting.uid)
        return MeetingChanged(meeting.id, MeetingState(meeting.state), tx.changes)

    def close(self, meeting_id: int, *, actor: Actor, today: date) -> MeetingChanged:
        """End a valid meeting: minutes are there, and nobody who was ready is left without a conclusion."""
        with self._ledger.transaction("meeting.close", actor=actor, today=today) as tx:
            meeting = _open_meeting(tx.session, meeting_id)
            state = MeetingState(meeting.state)
            if state is not MeetingState.VALID:
                raise refuse("meeting.not_valid", number=meeting.number, state=state.label)
            left = _without_conclusion(tx.session, meeting)
            if left:
                raise refuse("meeting.items_open", count=len(left), households=left)
            if not meeting.minutes:
                raise refuse("meeting.minutes_missing")
            meeting.state = MeetingState.CLOSED.value
            tx.about("meeting", meeting.uid)
        return MeetingChanged(meeting.id, MeetingState.CLOSED, tx.changes)


def expected_members(session: Session, running: RunningPlan, *, village_id: int, day: date) -> list[Officer]:
    """The plan's body of a village on a day: 两委 and work team with terms that cover it."""
    return list(
        session.scalars(
            select(Officer)
            .where(
                Officer.village_id == village_id,
                Officer.body.in_(running.plan.meeting.bodies),
                or_(Officer.from_on.is_(None), Officer.from_on <= day),
                or_(Officer.to_on.is_(None), Officer.to_on >= day),
            )
            .order_by(Officer.id)
        )
    )


def _meeting(session: Session, meeting_id: int) -> Meeting:
    meeting = session.get(Meeting, meeting_id)
    if meeting is None:
        raise NotFound(Reason("meeting.not_found", {"meeting": meeting_id}))
    return meeting


def _open_meeting(session: Session, meeting_id: int) -> Meeting:
    meeting = _meeting(session, meeting_id)
    if meeting.state == MeetingState.CLOSED.value:
        raise refuse("meeting.closed", number=meeting.number)
    return meeting


def _next_number(session: Session, running: RunningPlan, village: Region, call: Call) -> int:
    purpose = "clearing" if call.is_clearing else "identification"
    own = select(Meeting).where(
        Meeting.plan_id == running.plan_id, Meeting.village_id == village.id, Meeting.purpose == purpose
    )
    last = session.scalars(own.order_by(Meeting.number.desc())).first()
    if last is not None:
        if last.state in (MeetingState.CALLED.value, MeetingState.VALID.value):
            raise refuse("meeting.already_open", village=village.name, number=last.number)
        if call.held_on < last.held_on:
            raise refuse("meeting.held_before_last", last=last.held_on, day=call.held_on)
    highest = session.scalar(
        select(func.max(Meeting.number)).where(Meeting.plan_id == running.plan_id, Meeting.village_id == village.id)
    )
    return (highest or 0) + 1


def _fill_in(tx: Transaction, meeting: Meeting, call: Call, running: RunningPlan, village: Region) -> None:
    """What the call says, and the sheet of those who are expected on that day; refused where nobody is."""
    body = expected_members(tx.session, running, village_id=village.id, day=call.held_on)
    if not body:
        name = running.plan.meeting.body
        raise refuse("meeting.body_unknown", village=village.name, day=call.held_on, body=name)
    meeting.held_on, meeting.place = call.held_on, call.place.strip() or None
    meeting.chair, meeting.recorder = call.chair.strip() or None, call.recorder.strip() or None
    meeting.teller, meeting.voting_way = call.teller.strip() or None, call.voting_way.value
    meeting.expected_count = len(body)
    tx.session.add(meeting)
    tx.session.flush()
    _write_sheet(tx, meeting, body, call)
    tx.about("meeting", meeting.uid, occurred_on=call.held_on)
    tx.note(expected=len(body), number=meeting.number)


def _write_sheet(tx: Transaction, meeting: Meeting, body: Sequence[Officer], call: Call) -> None:
    """The attendance sheet: everybody expected, then the observers. Namesakes are told apart by a number."""
    names: set[str] = set()
    people = [(officer.id, officer.name, officer.post or "", 0) for officer in body]
    people += [(None, name.strip(), post.strip(), 1) for name, post in call.observers if name.strip()]
    for officer_id, name, post, is_observer in people:
        shown, n = name, 2
        while shown in names:
            shown, n = f"{name}（{n}）", n + 1
        names.add(shown)
        tx.session.add(
            MeetingAttendance(
                meeting_id=meeting.id,
                officer_id=officer_id,
                name=shown,
                post=post,
                is_present=is_observer,
                is_observer=is_observer,
            )
        )
    tx.session.flush()


def _tick(tx: Transaction, meeting: Meeting, attendance: Attendance) -> int:
    """Mark who is there on the sheet; returns how many of those expected came."""
    rows = tx.session.scalars(select(MeetingAttendance).where(MeetingAttendance.meeting_id == meeting.id)).all()
    known = {row.name for row in rows}
    strangers = sorted((attendance.present | attendance.absence_reasons.keys()) - known)
    if strangers:
        raise refuse("meeting.unknown_member", names=strangers)
    for row in rows:
        row.is_present = int(row.name in attendance.present)
        row.absence_reason = None if row.is_present else attendance.absence_reasons.get(row.name or "")
    return sum(row.is_present for row in rows if not row.is_observer)


def _judged(running: RunningPlan, meeting: Meeting, next_call_on: date | None) -> MeetingState:
    rules, expected, present = running.plan.meeting, meeting.expected_count, meeting.present_count
    if is_valid(rules, expected=expected, present=present):
        return MeetingState.VALID
    if next_call_on is None or next_call_on <= meeting.held_on:
        needed = fewest_present(rules, expected=expected)
        raise refuse(
            "meeting.next_call_missing", expected=expected, present=present, needed=needed, day=meeting.held_on
        )
    return MeetingState.FAILED


def _without_conclusion(session: Session, meeting: Meeting) -> list[str]:
    """Heads of households that were ready on the day of the meeting and still have no conclusion of it."""
    concluded = concluded_cases(session, meeting)
    ready = candidates(session, village_id=meeting.village_id, is_clearing=meeting.purpose == "clearing")
    return [
        candidate.household.head_name or candidate.household.code
        for candidate in ready
        if candidate.case_id not in concluded
        and (candidate.visited_on is None or candidate.visited_on <= meeting.held_on)
    ]
