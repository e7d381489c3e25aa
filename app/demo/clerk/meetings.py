"""评定, 6 to 10 April: a meeting in every village, one of them without a quorum; the list to the district."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from app.demo.clerk import visits
from app.demo.clerk.desk import LEADER, Desk
from app.demo.clerk.staff import committee, work_team
from app.models.enums import Risk
from app.services.meetings.records import Attendance, Call, Candidate, HouseholdVote
from app.services.meetings.rules import Conclusion, MeetingState, Votes
from app.services.workflow.facts import Signer

FIRST, SECOND, REPORTED = date(2020, 4, 6), date(2020, 4, 9), date(2020, 4, 10)
Judge = Callable[[Candidate], Conclusion]


@dataclass(slots=True)
class Evaluated:
    """Who was included and reported."""

    included: list[str] = field(default_factory=list)
    rejected: list[str] = field(default_factory=list)
    reported: list[str] = field(default_factory=list)


def evaluate_all(desk: Desk, late_hit: str, unreachable: str) -> Evaluated:
    """All villages meet; whoever was visited late or was put off comes on the second agenda of its village."""
    deferred: list[str] = []
    result = Evaluated()

    def judge(candidate: Candidate) -> Conclusion:
        code = candidate.household.code
        character = desk.character(code)
        if code == late_hit or (character and character.rejected):
            return Conclusion.EXCLUDE
        if not deferred:
            deferred.append(code)
            return Conclusion.DEFER
        return Conclusion.INCLUDE

    failed = _most_hits(desk)
    _no_quorum(desk, failed, FIRST, next_on=FIRST + timedelta(days=1))
    for village in desk.villages:
        meet(desk, village, FIRST + timedelta(days=village == failed), judge, result)
    visits.by_permit(desk, unreachable)
    for village in desk.by_village([c.household.code for c in desk.office.meetings.candidates()]):
        meet(desk, village, SECOND, lambda _: Conclusion.INCLUDE, result)
    report(desk, list_no="石脱贫〔2020〕3号", on=REPORTED, result=result)
    desk.say(
        f"评议：{len(desk.villages)} 个村，纳入 {len(result.included)} 户，不纳入 {len(result.rejected)} 户，"
        f"缓议 {desk.done['defer']} 户，流会 {desk.done['meeting.failed']} 次；报区 {len(result.reported)} 户"
    )
    return result


def _most_hits(desk: Desk) -> str:
    found = desk.by_village([c.household.code for c in desk.office.meetings.candidates()])
    return max(found, key=lambda village: len(found[village]))


def _call(desk: Desk, village: str, on: date, *, clearing: bool = False) -> int | None:
    call = Call(
        village_id=desk.villages[village], held_on=on, place=f"{village}党群服务中心", chair=committee(village)[0],
        recorder=committee(village)[5], teller=work_team(village)[1], is_clearing=clearing,
        observers=((LEADER, "包村领导"),),
    )  # fmt: skip
    called = desk.attempt(
        "meeting.call", on, lambda: desk.office.meetings.call(call, actor=desk.actor(), today=on), subject=village
    )
    return called.meeting_id if called else None


def _no_quorum(desk: Desk, village: str, on: date, *, next_on: date) -> None:
    """Five of nine come: 流会. Nothing may be concluded, and the second call is dated."""
    meeting = _call(desk, village, on)
    assert meeting is not None
    present = frozenset((*committee(village)[:4], work_team(village)[0]))
    changed = desk.office.meetings.record_attendance(
        meeting, Attendance(present, {committee(village)[5]: "到县开会"}, next_on), actor=desk.actor(), today=on
    )
    desk.done["meeting.failed"] += changed.state is MeetingState.FAILED
    candidate = desk.office.meetings.candidates(village_id=desk.villages[village])[0]
    vote = _vote(candidate, Conclusion.INCLUDE, present=5, on=on)
    desk.attempt(
        "meeting.votes",
        on,
        lambda: desk.office.meetings.record_votes(meeting, [vote], actor=desk.actor(), today=on),
        subject=village,
        expects=("meeting.not_valid",),
    )


def meet(
    desk: Desk,
    village: str,
    on: date,
    judge: Judge,
    result: Evaluated,
    *,
    clearing: bool = False,
    only: Collection[str] | None = None,
) -> None:
    """One meeting from call to minutes. Eight of nine come; one village's vote is close."""
    meeting = _call(desk, village, on, clearing=clearing)
    if meeting is None:
        return
    present = frozenset((*committee(village), *work_team(village)[:2]))
    away = {work_team(village)[2]: "轮休"}
    desk.office.meetings.record_attendance(meeting, Attendance(present | {LEADER}, away), actor=desk.actor(), today=on)
    found = desk.office.meetings.candidates(village_id=desk.villages[village], is_clearing=clearing)
    ready = [
        c for c in found if (c.visited_on is None or c.visited_on <= on) and (only is None or c.household.code in only)
    ]
    votes = [_vote(candidate, judge(candidate), present=len(present), on=on) for candidate in ready]
    if votes:
        outcome = desk.office.meetings.record_votes(meeting, votes, actor=desk.actor(), today=on)
        _sort(desk, votes, desk.note("meeting.votes", on, outcome.done, outcome.refused), result)
    text = desk.office.meetings.draft_minutes(meeting)
    desk.office.meetings.write_minutes(meeting, text or "本次无评议对象。", actor=desk.actor(), today=on)
    desk.attempt(
        "meeting.close", on, lambda: desk.office.meetings.close(meeting, actor=desk.actor(), today=on), subject=village
    )


def _sort(desk: Desk, votes: Sequence[HouseholdVote], done: Collection[str], result: Evaluated) -> None:
    names = {Conclusion.INCLUDE: "evaluate", Conclusion.EXCLUDE: "reject", Conclusion.DEFER: "defer"}
    for vote in votes:
        if vote.household_code in done:
            desk.done[names[vote.conclusion]] += 1
            if vote.conclusion is Conclusion.INCLUDE:
                result.included.append(vote.household_code)
            elif vote.conclusion is Conclusion.EXCLUDE:
                result.rejected.append(vote.household_code)


def _vote(candidate: Candidate, conclusion: Conclusion, *, present: int, on: date) -> HouseholdVote:
    code = candidate.household.code
    if conclusion is Conclusion.DEFER:
        return HouseholdVote(
            household_code=code, votes=Votes(3, 1, present - 4), conclusion=conclusion,
            reason="收入核算有出入，待补充证明", next_meeting_on=on + timedelta(days=3),
        )  # fmt: skip
    if conclusion is Conclusion.EXCLUDE:
        return HouseholdVote(
            household_code=code, votes=Votes(1, present - 1), conclusion=conclusion,
            reason="收入稳定，无返贫致贫风险", told_on=on + timedelta(days=1),
        )  # fmt: skip
    risks = candidate.risks or (Risk.ILLNESS,)
    return HouseholdVote(
        household_code=code, votes=Votes(present - 1, 0, 1), conclusion=conclusion, opinion="情况属实，同意纳入",
        risks=risks[:5],
    )  # fmt: skip


def report(desk: Desk, *, list_no: str, on: date, result: Evaluated, but: Collection[str] = ()) -> list[str]:
    """Row 21 for all who are ready."""
    ready = [row.household.code for row in desk.office.district.ready(today=on) if row.household.code not in but]
    if not ready:
        return []
    outcome = desk.office.district.report(
        ready, list_no=list_no, on=on, signers=(Signer(LEADER, desk.township),), actor=desk.actor(LEADER), today=on
    )
    done = desk.note("report_district", on, outcome.done, outcome.refused)
    result.reported += done
    return done
