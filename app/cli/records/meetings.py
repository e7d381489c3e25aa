"""评议会议: called, attended, voted and written down, from one record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.cli.records.entry import Entry, Field, RecordKind, optional, refuse_named
from app.cli.records.lookups import village_ids
from app.models.enums import Risk
from app.services.errors import refuse
from app.services.meetings.records import Attendance, Call, HouseholdVote, MeetingRow
from app.services.meetings.rules import Conclusion, MeetingState, Votes, VotingWay

if TYPE_CHECKING:
    from app.services.office import Office

_WAYS = tuple(way.value for way in VotingWay)


def _meeting(office: Office, entry: Entry) -> None:
    """A meeting that stopped half-way, at a vote that was refused, goes on where it stopped."""
    actor, today = entry.actor, entry.today
    meeting = _under_way(office, entry)
    if meeting is None:
        meeting_id, is_valid = office.meetings.call(_call(office, entry), actor=actor, today=today).meeting_id, False
    else:
        meeting_id, is_valid = meeting.id, bool(sum(meeting.concluded.values()))
    if entry.texts("present") and not is_valid:
        attendance = Attendance(
            frozenset(entry.texts("present")), _absences(entry.part("absence_reasons")), entry.maybe_day("next_call_on")
        )
        attended = office.meetings.record_attendance(meeting_id, attendance, actor=actor, today=today)
        is_valid = attended.state is not MeetingState.FAILED
    if is_valid:
        _votes(office, meeting_id, entry)


def _under_way(office: Office, entry: Entry) -> MeetingRow | None:
    village, day = village_ids(office, (entry.text("village"),))[0], entry.day("held_on")
    is_open = (MeetingState.CALLED, MeetingState.VALID)
    found = (
        row
        for row in office.meetings.meetings(today=entry.today, village_id=village)
        if row.held_on == day and row.is_clearing == bool(entry.truth("clearing")) and row.state in is_open
    )
    return next(found, None)


def _call(office: Office, entry: Entry) -> Call:
    return Call(
        village_id=village_ids(office, (entry.text("village"),))[0],
        held_on=entry.day("held_on"),
        place=entry.text("place"),
        chair=entry.text("chair"),
        recorder=entry.text("recorder"),
        teller=entry.text("teller"),
        voting_way=VotingWay(entry.text("voting_way") or VotingWay.HANDS.value),
        is_clearing=bool(entry.truth("clearing")),
        observers=tuple((row.text("name"), row.text("post")) for row in entry.rows("observers")),
    )


def _votes(office: Office, meeting_id: int, entry: Entry) -> None:
    actor, today = entry.actor, entry.today
    votes = [_vote(row) for row in entry.rows("votes")]
    if votes:
        refuse_named(office.meetings.record_votes(meeting_id, votes, actor=actor, today=today).refused)
    minutes = entry.text("minutes") or office.meetings.draft_minutes(meeting_id)
    office.meetings.write_minutes(meeting_id, minutes, actor=actor, today=today)
    if entry.truth("closed") is not False:
        office.meetings.close(meeting_id, actor=actor, today=today)


def _absences(part: Entry) -> dict[str, str]:
    return {name: part.text(name) for name in part.values}


def _vote(row: Entry) -> HouseholdVote:
    named = row.codes("conclusion", Conclusion)
    if not named:
        raise refuse("record_file.missing", name="结论（conclusion）")
    return HouseholdVote(
        household_code=row.text("household"),
        votes=Votes(
            row.number("in_favour") or 0,
            row.number("against") or 0,
            row.number("abstained") or 0,
            row.number("recused") or 0,
        ),
        conclusion=Conclusion(named[0]),
        recused=row.texts("recused_names"),
        opinion=row.text("opinion"),
        risks=tuple(Risk(code) for code in row.codes("risks", Risk)),
        risk_remark=row.text("risk_remark"),
        reason=row.text("reason"),
        told_on=row.maybe_day("told_on"),
        next_meeting_on=row.maybe_day("next_meeting_on"),
    )


KINDS = (
    RecordKind(
        "meeting",
        "评议会议：召集、签到、表决、记录",
        (
            Field("village", "村"),
            Field("held_on", "会议日期", "day"),
            optional("place", "地点"),
            optional("chair", "主持人"),
            optional("recorder", "记录人"),
            optional("teller", "计票人"),
            optional("voting_way", "表决方式", "choice", options=_WAYS),
            optional("clearing", "消除评议", "truth"),
            optional("observers", "列席 [{name, post}]", "list"),
            optional("present", "到会人员姓名", "list"),
            optional("absence_reasons", "缺席原因 {姓名: 原因}", "object"),
            optional("next_call_on", "流会后的下次会议日期", "day"),
            optional(
                "votes",
                "逐户表决 [{household, in_favour, against, abstained, recused, conclusion, risks, reason, told_on}]",
                "list",
            ),
            optional("minutes", "会议记录（不写则由台账起草）"),
            optional("closed", "会议是否结束（默认是）", "truth"),
        ),
        _meeting,
    ),
)
