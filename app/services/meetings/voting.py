"""One household's vote becomes an item of the minutes and a step through the door (rows 15, 16, 17, 31a)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import Session

from app.models.cases import Case, WorkflowStep
from app.models.enums import CaseState
from app.models.household import Household, Membership, Person
from app.models.meetings import Meeting, MeetingAttendance, MeetingItem
from app.models.region import Region
from app.services import plans
from app.services.cases.door import Done, take_in
from app.services.cases.loading import find_household
from app.services.cases.request import PermitInput, StepInput
from app.services.errors import Reason
from app.services.ledger import Transaction
from app.services.meetings.records import HouseholdVote
from app.services.meetings.rules import Conclusion, is_carried, recusal_problems, vote_problems
from app.services.steps import Tally
from app.services.workflow.facts import Signer
from app.services.workflow.plan import MeetingRules

_ACTIONS = {Conclusion.INCLUDE: "evaluate", Conclusion.EXCLUDE: "reject", Conclusion.DEFER: "defer"}


def stands(meeting: Meeting) -> ColumnElement[bool]:
    """Whether an item's conclusion still holds: its step was not taken back. A clearing vote that fails has none."""
    if meeting.purpose == "clearing":
        return MeetingItem.conclusion.is_not(None)
    return MeetingItem.conclusion.is_not(None) & exists().where(
        WorkflowStep.case_id == MeetingItem.case_id,
        WorkflowStep.action.in_(list(_ACTIONS.values())),
        WorkflowStep.occurred_on == meeting.held_on,
        WorkflowStep.taken_back_on.is_(None),
    )


def concluded_cases(session: Session, meeting: Meeting) -> frozenset[int]:
    """The cases with a conclusion of this meeting that still stands."""
    own = select(MeetingItem.case_id).where(MeetingItem.meeting_id == meeting.id, stands(meeting))
    return frozenset(session.scalars(own))


def kin_of(session: Session, meeting: Meeting) -> dict[str, tuple[str, ...]]:
    """By household code: members who are present at the meeting under their own name and must recuse themselves."""
    statement = (
        select(Household.code, Person.name)
        .join(Membership, Membership.household_id == Household.id)
        .join(Person, Person.id == Membership.person_id)
        .where(
            Household.village_id == meeting.village_id,
            Membership.to_on.is_(None),
            Person.name.in_(_present(session, meeting)),
        )
        .order_by(Household.code, Membership.position, Membership.id)
    )
    found: dict[str, tuple[str, ...]] = {}
    for code, name in session.execute(statement):
        found[code] = (*found.get(code, ()), name)
    return found


def record_votes_in(
    tx: Transaction,
    tally: Tally,
    meeting: Meeting,
    votes: Sequence[HouseholdVote],
    *,
    permit: PermitInput | None = None,
) -> None:
    """Record every vote that may stand; the others are refused by household, with all reasons."""
    rules = plans.plan_in(tx.session, day=meeting.held_on).plan.meeting
    present = _present(tx.session, meeting)
    for vote in votes:
        household = find_household(tx.session, vote.household_code)
        case = _case(tx.session, household, meeting) if household else None
        if household is None or case is None:
            village = tx.session.get_one(Region, meeting.village_id).name
            tally.refuse(vote.household_code, Reason("meeting.not_candidate", {"village": village}))
            continue
        reasons = tuple(_problems(tx.session, rules, vote, present=present, household=household, meeting=meeting))
        if reasons:
            tally.refuse(household.code, *reasons)
        elif _taken(tx, tally, meeting, vote, household.code, permit=permit):
            _store(tx, meeting, case, vote)


def _present(session: Session, meeting: Meeting) -> frozenset[str]:
    names = select(MeetingAttendance.name).where(
        MeetingAttendance.meeting_id == meeting.id,
        MeetingAttendance.is_present == 1,
        MeetingAttendance.is_observer == 0,
    )
    return frozenset(name for name in session.scalars(names) if name)


def _case(session: Session, household: Household, meeting: Meeting) -> Case | None:
    if household.village_id != meeting.village_id:
        return None
    state = CaseState.MONITORED if meeting.purpose == "clearing" else CaseState.VISITED
    return session.scalars(
        select(Case).where(
            Case.household_id == household.id,
            Case.is_open == 1,
            or_(Case.state == state.value, Case.id.in_(concluded_cases(session, meeting))),
        )
    ).first()


def _problems(
    session: Session,
    rules: MeetingRules,
    vote: HouseholdVote,
    *,
    present: frozenset[str],
    household: Household,
    meeting: Meeting,
) -> Iterator[Reason]:
    yield from vote_problems(vote.votes, present=len(present))
    kin = session.scalars(
        select(Person.name)
        .join(Membership, Membership.person_id == Person.id)
        .where(Membership.household_id == household.id, Membership.to_on.is_(None))
    ).all()
    yield from recusal_problems(vote.votes, recused=vote.recused, present=present, kin=kin)
    carried = is_carried(rules, vote.votes, present=len(present))
    if vote.conclusion is Conclusion.EXCLUDE and carried:
        yield Reason(
            "meeting.carried_but_excluded",
            {"votes_for": vote.votes.in_favour, "present": len(present), "conclusion": vote.conclusion.label},
        )


def _taken(
    tx: Transaction, tally: Tally, meeting: Meeting, vote: HouseholdVote, code: str, *, permit: PermitInput | None
) -> bool:
    if meeting.purpose == "clearing" and vote.conclusion is not Conclusion.INCLUDE:
        # The household stays watched: a vote that is not carried is minuted and moves nothing.
        tally.done.append(Done(code, CaseState.MONITORED))
        return True
    action = "record_clear_meeting" if meeting.purpose == "clearing" else _ACTIONS[vote.conclusion]
    return tally.add(take_in(tx, action, households=[code], given=_step(meeting, vote), permit=permit))


def _step(meeting: Meeting, vote: HouseholdVote) -> StepInput:
    data: dict[str, object] = {
        "meeting": meeting.uid,
        "expected": meeting.expected_count,
        "present": meeting.present_count,
        "votes_for": vote.votes.in_favour,
        "votes_against": vote.votes.against,
        "votes_abstained": vote.votes.abstained,
        "votes_recused": vote.votes.recused,
        "risks": [risk.value for risk in vote.risks],
        "risk_remark": vote.risk_remark.strip(),
        "reason": vote.reason.strip(),
        "told_on": vote.told_on.isoformat() if vote.told_on else None,
        "next_meeting_on": vote.next_meeting_on.isoformat() if vote.next_meeting_on else None,
    }
    signers = tuple(Signer(name) for name in (meeting.chair, meeting.recorder) if name)
    return StepInput(meeting.held_on, signers, f"第{meeting.number}次评议", data)


def _store(tx: Transaction, meeting: Meeting, case: Case, vote: HouseholdVote) -> None:
    item = tx.session.scalars(
        select(MeetingItem).where(MeetingItem.meeting_id == meeting.id, MeetingItem.case_id == case.id)
    ).one_or_none()
    if item is None:
        item = MeetingItem(meeting_id=meeting.id, case_id=case.id)
        tx.session.add(item)
    item.votes_for, item.votes_against = vote.votes.in_favour, vote.votes.against
    item.votes_abstained, item.votes_recused = vote.votes.abstained, vote.votes.recused
    item.recused_names = "、".join(vote.recused) or None
    item.opinion = vote.opinion.strip() or None
    item.risks = ",".join(risk.value for risk in vote.risks)
    item.risk_remark = vote.risk_remark.strip() or None
    item.conclusion, item.reason = vote.conclusion.value, vote.reason.strip() or None
    item.told_on = vote.told_on
    tx.session.flush()
