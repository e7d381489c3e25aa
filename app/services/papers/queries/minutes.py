"""评议会议纪要: what a meeting that counts decided, as an official document of the village."""

from __future__ import annotations

from app.models.meetings import Meeting, MeetingItem
from app.services.papers.layouts.letter import LetterData, LetterPart
from app.services.papers.parts import Level
from app.services.papers.queries.asking import Draft, Found, Question, drafts, risk_labels
from app.services.papers.queries.case_rows import CaseRow
from app.services.papers.queries.meetings import CLEARING_CONCLUSIONS, CONCLUSIONS, PURPOSES, WAYS, Held, held_meetings
from app.services.papers.wording import day, ordinal


def minutes(question: Question) -> Found:
    """One for every meeting of the plan that was held, counted and concluded something."""
    found: list[Draft] = []
    for held in held_meetings(question):
        if held.meeting is None or held.meeting.state == "failed" or not held.concluded:
            continue
        found.append(Draft(_letter(question, held, held.meeting), village_id=held.village_id, case_ids=held.case_ids))
    return drafts(found)


def _letter(question: Question, held: Held, meeting: Meeting) -> LetterData:
    subject = PURPOSES.get(meeting.purpose, meeting.purpose)
    return LetterData(
        title=f"{held.village}第{meeting.number}次\n民主评议会议纪要",
        addressee="",
        body=(LetterPart(_opening(question, held, meeting, subject)), *_decided(held), *_present(held)),
        office=question.words.own_committee(held.village, question.today) or f"{held.village}村民委员会",
        day=meeting.held_on,
        signers=("主持人（签字）", "记录人（签字）"),
    )


def _opening(question: Question, held: Held, meeting: Meeting, subject: str) -> str:
    place = f"在{meeting.place}" if meeting.place else ""
    chair = f"，{meeting.chair}主持" if meeting.chair else ""
    way = WAYS.get(meeting.voting_way or "", "")
    voted = f"，{way}" if way else ""
    counted = f"应到{meeting.expected_count}人，实到{meeting.present_count}人"
    return question.text(
        "minutes.opening",
        when=day(meeting.held_on),
        village=held.village,
        place=place,
        meeting=f"{chair}，进行{subject}。{counted}{voted}",
        households=len(held.concluded),
    )


def _decided(held: Held) -> list[LetterPart]:
    words = CLEARING_CONCLUSIONS if held.is_clearing else CONCLUSIONS
    parts: list[LetterPart] = []
    for code, word in words.items():
        own = [item for item in held.concluded if item.conclusion == code]
        if not own:
            continue
        number = ordinal(sum(part.level is Level.FIRST for part in parts) + 1)
        parts.append(LetterPart(f"{number}、{word}{len(own)}户", Level.FIRST))
        parts += [LetterPart(_item(n, item, held.cases.get(item.case_id))) for n, item in enumerate(own, start=1)]
    return parts


def _item(number: int, item: MeetingItem, row: CaseRow | None) -> str:
    who = f"{row.group}{row.head}户（{row.members}人，{row.category}）" if row else ""
    votes = (item.votes_for, item.votes_against, item.votes_abstained, item.votes_recused)
    words = ("赞成", "反对", "弃权", "回避")
    counted = "、".join(f"{word}{vote}票" for word, vote in zip(words, votes, strict=True) if vote is not None)
    why = "；".join(part for part in (item.reason or "", risk_labels(item.risks), item.risk_remark or "") if part)
    said = "。".join(part for part in (f"{number}. {who}", counted, why) if part)
    return f"{said}。"


def _present(held: Held) -> list[LetterPart]:
    groups = (
        ("出席：", [p.name or "" for p in held.people if p.is_present and not p.is_observer]),
        ("列席：", [p.name or "" for p in held.people if p.is_present and p.is_observer]),
        ("请假：", [p.name or "" for p in held.people if not p.is_present]),
    )
    return [LetterPart(f"{label}{'、'.join(names)}。") for label, names in groups if names]
