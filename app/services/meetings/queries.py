"""Meetings as they are read: per village, one page, and who is ready for the agenda."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models.cases import Case, WorkflowStep
from app.models.cross_check import CrossCheckItem
from app.models.enums import CaseState, Category, Risk
from app.models.household import HouseholdSummary
from app.models.meetings import Meeting, MeetingAttendance, MeetingItem
from app.models.region import Region
from app.models.visits import Visit
from app.services.briefs import BRIEF, BY_PLACE, brief_of
from app.services.meetings.records import Attendant, Candidate, Item, MeetingPage, MeetingRow
from app.services.meetings.rules import Conclusion, MeetingState, Votes, VotingWay, fewest_present
from app.services.meetings.voting import concluded_cases, stands
from app.services.plans import RunningPlan


def meeting_rows(session: Session, running: RunningPlan, *, village_id: int | None = None) -> list[MeetingRow]:
    """The meetings of a plan by village and number."""
    statement = (
        select(Meeting, Region.name)
        .join(Region, Region.id == Meeting.village_id)
        .where(Meeting.plan_id == running.plan_id)
        .order_by(Region.position, Region.id, Meeting.number)
    )
    if village_id is not None:
        statement = statement.where(Meeting.village_id == village_id)
    rows = session.execute(statement).all()
    return [_meeting_row(running, meeting, name, _conclusions(session, meeting)) for meeting, name in rows]


def meeting_page(session: Session, running: RunningPlan, meeting: Meeting) -> MeetingPage:
    """One meeting with attendance and agenda."""
    village = session.get_one(Region, meeting.village_id)
    counts = _conclusions(session, meeting)
    return MeetingPage(
        row=_meeting_row(running, meeting, village.name, counts),
        place=meeting.place or "",
        body=running.plan.meeting.body,
        chair=meeting.chair or "",
        recorder=meeting.recorder or "",
        teller=meeting.teller or "",
        voting_way=VotingWay(meeting.voting_way) if meeting.voting_way else None,
        attendants=tuple(_attendants(session, meeting.id)),
        items=tuple(_items(session, meeting)),
        minutes=meeting.minutes or "",
    )


def candidates(session: Session, *, village_id: int | None, is_clearing: bool = False) -> list[Candidate]:
    """Households ready for the agenda: visited, or visited for clearing and without a meeting since; by place."""
    state = CaseState.MONITORED if is_clearing else CaseState.VISITED
    statement = (
        select(*BRIEF, Case, HouseholdSummary.net_per_head_fen)
        .join(Case, Case.household_id == HouseholdSummary.household_id)
        .where(Case.is_open == 1, Case.state == state.value)
        .order_by(*BY_PLACE)
    )
    if village_id is not None:
        statement = statement.where(HouseholdSummary.village_id == village_id)
    rows = session.execute(statement).all()
    cases = [row[len(BRIEF)].id for row in rows]
    visits = _visits(session, cases, purpose="clearing" if is_clearing else "identification")
    suspects = _open_suspects(session, cases)
    steps = _steps(session, cases)
    found = []
    for row in rows:
        case, net_per_head = row[len(BRIEF) :]
        visit = visits.get(case.id)
        if is_clearing and (visit is None or (case.id, "record_clear_meeting") in steps):
            continue
        found.append(
            Candidate(
                household=brief_of(row),
                case_id=case.id,
                category=Category(case.category),
                visited_on=visit.visited_on if visit else None,
                net_per_head_fen=net_per_head,
                risks=as_risks(visit.risks if visit else None),
                difficulty=(visit.difficulty or "") if visit else "",
                finding=(visit.finding or "") if visit else "",
                open_suspects=suspects.get(case.id, 0),
                comparison_open=bool(case.comparison_open),
                deferred=steps.get((case.id, "defer"), 0),
            )
        )
    return found


def as_risks(text: str | None) -> tuple[Risk, ...]:
    """Stored risk codes as members."""
    return tuple(Risk(code) for code in (text or "").split(",") if code)


def _meeting_row(running: RunningPlan, meeting: Meeting, village: str, counts: Counter[str]) -> MeetingRow:
    return MeetingRow(
        id=meeting.id,
        village_id=meeting.village_id,
        village_name=village,
        number=meeting.number,
        is_clearing=meeting.purpose == "clearing",
        held_on=meeting.held_on,
        state=MeetingState(meeting.state),
        expected=meeting.expected_count,
        present=meeting.present_count,
        needed=fewest_present(running.plan.meeting, expected=meeting.expected_count),
        next_call_on=meeting.next_call_on,
        concluded={Conclusion(code): count for code, count in counts.items()},
    )


def _conclusions(session: Session, meeting: Meeting) -> Counter[str]:
    rows = session.execute(
        select(MeetingItem.conclusion, func.count())
        .where(MeetingItem.meeting_id == meeting.id, stands(meeting))
        .group_by(MeetingItem.conclusion)
    )
    return Counter({str(conclusion): count for conclusion, count in rows})


def _attendants(session: Session, meeting_id: int) -> list[Attendant]:
    rows = session.scalars(
        select(MeetingAttendance)
        .where(MeetingAttendance.meeting_id == meeting_id)
        .order_by(MeetingAttendance.is_observer, MeetingAttendance.id)
    )
    return [
        Attendant(r.id, r.name or "", r.post or "", bool(r.is_present), bool(r.is_observer), r.absence_reason or "")
        for r in rows
    ]


def _items(session: Session, meeting: Meeting) -> list[Item]:
    standing = concluded_cases(session, meeting)
    rows = session.execute(
        select(*BRIEF, MeetingItem)
        .join(Case, Case.household_id == HouseholdSummary.household_id)
        .join(MeetingItem, MeetingItem.case_id == Case.id)
        .where(MeetingItem.meeting_id == meeting.id)
        .order_by(MeetingItem.id)
    )
    found = []
    for row in rows:
        item: MeetingItem = row[len(BRIEF)]
        counted = item.votes_for is not None
        votes = Votes(item.votes_for or 0, item.votes_against or 0, item.votes_abstained or 0, item.votes_recused or 0)
        found.append(
            Item(
                household=brief_of(row),
                case_id=item.case_id,
                votes=votes if counted else None,
                recused=tuple(name for name in (item.recused_names or "").split("、") if name),
                opinion=item.opinion or "",
                risks=as_risks(item.risks),
                risk_remark=item.risk_remark or "",
                conclusion=Conclusion(item.conclusion) if item.conclusion and item.case_id in standing else None,
                reason=item.reason or "",
                told_on=item.told_on,
            )
        )
    return found


def _visits(session: Session, cases: Sequence[int], *, purpose: str) -> dict[int, Visit]:
    rows = session.scalars(
        select(Visit)
        .where(Visit.case_id.in_(cases), Visit.purpose == purpose, Visit.outcome.in_(("visited", "phone")))
        .order_by(Visit.visited_on, Visit.id)
    )
    return {visit.case_id: visit for visit in rows}


def _open_suspects(session: Session, cases: Sequence[int]) -> dict[int, int]:
    rows = session.execute(
        select(Case.id, func.count())
        .join(CrossCheckItem, CrossCheckItem.household_id == Case.household_id)
        .where(Case.id.in_(cases), CrossCheckItem.outcome == "suspect", CrossCheckItem.conclusion.is_(None))
        .group_by(Case.id)
    )
    return {row[0]: row[1] for row in rows}


def _steps(session: Session, cases: Sequence[int]) -> dict[tuple[int, str], int]:
    rows = session.execute(
        select(WorkflowStep.case_id, WorkflowStep.action, func.count())
        .where(
            WorkflowStep.case_id.in_(cases),
            WorkflowStep.action.in_(("defer", "record_clear_meeting")),
            WorkflowStep.taken_back_on.is_(None),
        )
        .group_by(WorkflowStep.case_id, WorkflowStep.action)
    )
    return {(case_id or 0, action): count for case_id, action, count in rows}
