"""评定: attendance, evaluation sheet and record of every meeting (workflow 5, domain 4.9)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from sqlalchemy import select

from app.models.enums import CaseState
from app.models.meetings import Meeting, MeetingAttendance, MeetingItem
from app.models.plans import Officer
from app.models.region import Region
from app.models.visits import Visit
from app.services.meetings.queries import candidates
from app.services.meetings.rules import is_valid
from app.services.papers.layouts.listing import Fact, ListColumn, ListData, ListRow, Sort
from app.services.papers.layouts.slip import SlipData, SlipPlace, SlipText, WideFact
from app.services.papers.queries.asking import Draft, Found, Question, drafts, risk_labels
from app.services.papers.queries.case_rows import CaseRow, case_rows, in_states
from app.services.papers.queries.listing import by_hand, by_village, make_list, numbered
from app.services.papers.wording import day
from app.services.workflow.plan import MeetingRules

CONCLUSIONS = {"include": "纳入", "exclude": "不纳入", "defer": "缓议"}
WAYS = {"hands": "举手表决", "open_ballot": "记名投票", "secret_ballot": "无记名投票"}
PURPOSES = {"identification": "拟新增监测对象评议", "clearing": "风险消除评议"}
# A clearing meeting agrees to clear; its sheet has the same columns.
CLEARING_CONCLUSIONS = {"include": "同意消除", "exclude": "继续监测", "defer": "缓议"}
_OPEN = ("called", "valid")


@dataclass(frozen=True, slots=True)
class Held:
    """A meeting, or one that is still to be called in a village (``meeting`` None)."""

    village_id: int
    village: str
    meeting: Meeting | None
    items: tuple[MeetingItem, ...]
    people: tuple[MeetingAttendance, ...]
    cases: dict[int, CaseRow]
    ready: tuple[int, ...] = ()  # cases on the agenda of an open meeting that have no item yet

    @property
    def case_ids(self) -> tuple[int, ...]:
        """The cases on the agenda."""
        if self.meeting is None:
            return tuple(self.cases)
        return (*(item.case_id for item in self.items), *self.ready)

    @property
    def concluded(self) -> tuple[MeetingItem, ...]:
        """What was decided of a household."""
        return tuple(item for item in self.items if item.conclusion)

    @property
    def is_clearing(self) -> bool:
        """Whether the meeting is about clearing."""
        return self.meeting is not None and self.meeting.purpose == "clearing"


def held_meetings(question: Question) -> list[Held]:
    """Every meeting of the plan, then the villages that wait for one with what they have to evaluate."""
    session, scope = question.session, question.scope
    statement = select(Meeting).where(Meeting.plan_id == question.running.plan_id)
    meetings = list(session.scalars(statement.order_by(Meeting.held_on, Meeting.id)))
    ids = [meeting.id for meeting in meetings]
    items: dict[int, list[MeetingItem]] = {}
    for item in session.scalars(select(MeetingItem).where(MeetingItem.meeting_id.in_(ids)).order_by(MeetingItem.id)):
        items.setdefault(item.meeting_id, []).append(item)
    people: dict[int, list[MeetingAttendance]] = {}
    attendance = select(MeetingAttendance).where(MeetingAttendance.meeting_id.in_(ids))
    for row in session.scalars(attendance.order_by(MeetingAttendance.id)):
        people.setdefault(row.meeting_id, []).append(row)
    cases = {row.case_id: row for row in case_rows(question)}
    villages = _villages(question)
    found = [
        Held(
            m.village_id,
            villages[m.village_id],
            m,
            tuple(items.get(m.id, ())),
            tuple(people.get(m.id, ())),
            cases,
            _ready(question, m, {item.case_id for item in items.get(m.id, ())}),
        )
        for m in meetings
        if m.village_id in villages
    ]
    called = {m.village_id for m in meetings if m.state in _OPEN and m.purpose == "identification"}
    if scope.households is None:
        waiting = case_rows(question, in_states(CaseState.VISITED))
        for village_id, village, own in by_village(waiting):
            if village_id not in called:
                found.append(Held(village_id, village, None, (), (), {row.case_id: row for row in own}))
    return found


def _ready(question: Question, meeting: Meeting, known: set[int]) -> tuple[int, ...]:
    """What an open meeting still has to evaluate: visited by its day, and without an item."""
    if meeting.state not in _OPEN:
        return ()
    is_clearing = meeting.purpose == "clearing"
    waiting = candidates(question.session, village_id=meeting.village_id, is_clearing=is_clearing)
    return tuple(
        candidate.case_id
        for candidate in waiting
        if candidate.case_id not in known and (candidate.visited_on is None or candidate.visited_on <= meeting.held_on)
    )


def _villages(question: Question) -> dict[int, str]:
    statement = select(Region.id, Region.name).where(Region.kind == "village")
    if question.scope.villages is not None:
        statement = statement.where(Region.id.in_(question.scope.villages))
    return {row.id: row.name for row in question.session.execute(statement)}


def facts_of_meeting(question: Question, held: Held) -> tuple[Fact, ...]:
    """Time, place, body and numbers of a meeting; places to write them where it is still to be called."""
    meeting = held.meeting
    if meeting is None:
        body = question.running.plan.meeting.body
        labels = ("会议时间", "会议地点", "评议主体", "应到人数", "实到人数", "表决方式")
        return tuple(Fact(label, body if label == "评议主体" else "") for label in labels)
    return (
        Fact("会议时间", day(meeting.held_on)),
        Fact("会议地点", meeting.place or ""),
        Fact("评议主体", question.running.plan.meeting.body),
        Fact("应到人数", str(meeting.expected_count)),
        Fact("实到人数", presence(meeting, question.running.plan.meeting)),
        Fact("表决方式", WAYS.get(meeting.voting_way or "", meeting.voting_way or "")),
    )


def presence(meeting: Meeting, rules: MeetingRules) -> str:
    """实到 with its share of 应到, and whether the meeting counts."""
    if not meeting.present_count or not meeting.expected_count:
        return ""
    share = (2000 * meeting.present_count + meeting.expected_count) // (2 * meeting.expected_count)
    valid = is_valid(rules, expected=meeting.expected_count, present=meeting.present_count)
    return f"{meeting.present_count}（{share // 10}.{share % 10}%，{'有效' if valid else '流会'}）"


def attendance(question: Question) -> Found:
    """签到表: those who were called, with room to sign; before a meeting is called, those in the directory."""
    found: list[Draft] = []
    for held in held_meetings(question):
        is_held = held.meeting is not None and held.meeting.state != "called"
        rows = [_present(row, is_held=is_held) for row in held.people] or _directory(question, held)
        title = f"{held.village}{question.year}年民主评议会议签到表"
        data = make_list(question, title, numbered(rows), kind="attendance_sheet", office="")
        if held.meeting is not None:
            data = replace(data, day=held.meeting.held_on)
        facts = facts_of_meeting(question, held)[:4]
        found.append(Draft(replace(data, facts=facts), village_id=held.village_id, case_ids=held.case_ids))
    return drafts(found)


def blank_attendance(question: Question) -> Found:
    """签到表 without a village, with room for those who come."""
    rows = numbered([("",) * 5] * _BLANK_ROWS)
    data = make_list(question, "村（社区）民主评议会议签到表", rows, kind="attendance_sheet", office="")
    return drafts(
        [
            Draft(
                replace(
                    data, day=None, columns=by_hand(data.columns), facts=facts_of_meeting(question, _NO_MEETING)[:4]
                )
            )
        ]
    )


def blank_evaluation(question: Question) -> Found:
    """评议表 without a village."""
    rows = numbered([("",) * 15] * (_BLANK_ROWS // 2))
    data = make_list(question, "村（社区）监测对象评议表", rows, kind="evaluation_sheet", office="")
    facts = facts_of_meeting(question, _NO_MEETING)
    return drafts([Draft(replace(data, day=None, tall=True, columns=by_hand(data.columns), facts=facts))])


_BLANK_ROWS = 24
_NO_MEETING = Held(0, "", None, (), (), {})


def _present(row: MeetingAttendance, *, is_held: bool) -> tuple[str, ...]:
    role = "列席" if row.is_observer else "应到"
    absent = row.absence_reason or "未到" if is_held and not row.is_present else ""
    return (row.name or "", row.post or "", role, "", absent)


def _directory(question: Question, held: Held) -> list[tuple[str, ...]]:
    bodies = question.running.plan.meeting.bodies
    statement = (
        select(Officer.name, Officer.post)
        .where(Officer.village_id == held.village_id, Officer.body.in_(bodies))
        .order_by(Officer.id)
    )
    current = statement.where(
        (Officer.from_on.is_(None)) | (Officer.from_on <= question.today),
        (Officer.to_on.is_(None)) | (Officer.to_on >= question.today),
    )
    return [(row.name, row.post or "", "应到", "", "") for row in question.session.execute(current)]


def evaluation(question: Question) -> Found:
    """评议表: one line per household, with what the visit found, the votes and the conclusion."""
    all_held = held_meetings(question)
    findings = _visit_findings(question, {case_id for held in all_held for case_id in held.case_ids})
    found: list[Draft] = []
    for held in all_held:
        rows = _evaluated(held, findings)
        if held.meeting is not None and held.meeting.state == "failed":
            continue  # 流会: nothing was concluded
        subject = "监测对象风险消除" if held.is_clearing else "拟新增监测对象"
        title = f"{held.village}{question.year}年{subject}评议表"
        data = make_list(
            question, title, numbered(rows), kind="evaluation_sheet", office=held.village, village=held.village
        )
        if held.meeting is not None:
            data = replace(data, day=held.meeting.held_on, number=f"第{held.meeting.number}次")
        found.append(
            Draft(
                replace(data, facts=facts_of_meeting(question, held)),
                village_id=held.village_id,
                case_ids=held.case_ids,
            )
        )
    return drafts(found)


def _evaluated(held: Held, findings: dict[int, str]) -> list[tuple[str, ...]]:
    if held.meeting is None:
        return [_line(row, findings.get(row.case_id, ""), None) for row in held.cases.values()]
    items: dict[int, MeetingItem | None] = {item.case_id: item for item in held.items}
    items |= dict.fromkeys(held.ready)
    pairs = ((held.cases.get(case_id), item) for case_id, item in items.items())
    words = CLEARING_CONCLUSIONS if held.is_clearing else CONCLUSIONS
    lines = [(row, _line(row, findings.get(row.case_id, ""), item, words)) for row, item in pairs if row is not None]
    return [line for _, line in sorted(lines, key=lambda pair: (pair[0].group, pair[0].head))]


def _line(
    row: CaseRow, finding: str, item: MeetingItem | None, words: Mapping[str, str] = CONCLUSIONS
) -> tuple[str, ...]:
    compared = "待比对" if row.comparison_open else "已比对"
    lead = (row.group, row.head, str(row.members), row.category, row.income, finding, compared)
    if item is None:
        return (*lead, *("",) * 8)
    votes = (item.votes_for, item.votes_against, item.votes_abstained, item.votes_recused)
    risks = "；".join(part for part in (risk_labels(item.risks), item.risk_remark or "") if part)
    conclusion = words.get(item.conclusion or "", "")
    counted = ("" if vote is None else str(vote) for vote in votes)
    return (*lead, item.opinion or "", *counted, risks, conclusion, item.reason or "")


def _visit_findings(question: Question, case_ids: set[int]) -> dict[int, str]:
    statement = (
        select(Visit.case_id, Visit.risk_found, Visit.risks, Visit.difficulty, Visit.finding)
        .where(Visit.case_id.in_(sorted(case_ids)), Visit.outcome.in_(("visited", "phone")))
        .order_by(Visit.visited_on, Visit.id)
    )
    found: dict[int, str] = {}
    for row in question.session.execute(statement):
        risks = risk_labels(row.risks)
        found[row.case_id] = "；".join(part for part in (row.difficulty, risks, row.finding) if part)
    return found


def records(question: Question) -> Found:
    """会议记录: facts of the meeting, who was there, the votes household by household, the minutes."""
    found: list[Draft] = []
    for held in held_meetings(question):
        if held.meeting is None:
            continue
        slip = _record(question, held, held.meeting)
        found.append(Draft(slip, village_id=held.village_id, case_ids=held.case_ids))
    return drafts(found)


def _record(question: Question, held: Held, meeting: Meeting) -> SlipData:
    voters = [row.name or "" for row in held.people if row.is_present and not row.is_observer]
    observers = [f"{row.name or ''}（{row.post or ''}）" for row in held.people if row.is_present and row.is_observer]
    absent = [f"{row.name or ''}（{row.absence_reason or '未到'}）" for row in held.people if not row.is_present]
    facts = [fact for fact in facts_of_meeting(question, held) if fact.label != "评议主体"]
    people = (Fact("主持人", meeting.chair or ""), Fact("记录人", meeting.recorder or ""))
    wide = (
        WideFact("参会人员", "、".join(voters)),
        WideFact("列席人员", "、".join(observers)),
        WideFact("缺席人员", "、".join(absent)),
        WideFact("议题", PURPOSES.get(meeting.purpose, meeting.purpose)),
    )
    failed = f"本次会议流会，定于{day(meeting.next_call_on)}再次召开。" if meeting.state == "failed" else ""
    return SlipData(
        title=f"{held.village}{question.year}年民主评议会议记录",
        number=f"第{meeting.number}次",
        facts=(*facts, *people, Fact("监票、计票人", meeting.teller or "")),
        wide_facts=tuple(fact for fact in wide if fact.value),
        table_heading="逐户表决情况",
        table=_votes(held),
        texts=(SlipText("会议记录", "\n".join(part for part in (meeting.minutes or "", failed) if part), 10),),
        places=(
            SlipPlace("主持人（签字）"),
            SlipPlace("记录人（签字）"),
            SlipPlace("监票、计票人（签字）"),
            SlipPlace("驻村工作队（签字）"),
        ),
    )


VOTES = (
    ListColumn("户主姓名", 8),
    ListColumn("类别", 8),
    ListColumn("赞成", 4, Sort.NUMBER),
    ListColumn("反对", 4, Sort.NUMBER),
    ListColumn("弃权", 4, Sort.NUMBER),
    ListColumn("回避", 4, Sort.NUMBER),
    ListColumn("回避人", 8, Sort.TEXT),
    ListColumn("结论", 6),
    ListColumn("理由、风险", 14, Sort.TEXT),
)


def _votes(held: Held) -> ListData:
    rows = []
    for item in held.items:
        row = held.cases.get(item.case_id)
        votes = (item.votes_for, item.votes_against, item.votes_abstained, item.votes_recused)
        counted = ["" if vote is None else str(vote) for vote in votes]
        why = "；".join(part for part in (item.reason or "", risk_labels(item.risks), item.risk_remark or "") if part)
        conclusion = (CLEARING_CONCLUSIONS if held.is_clearing else CONCLUSIONS).get(item.conclusion or "", "")
        name, category = (row.head, row.category) if row else ("", "")
        rows.append(ListRow((name, category, *counted, item.recused_names or "", conclusion, why)))
    return ListData("", VOTES, tuple(rows), empty="" if rows else "（无）")
