"""Steps that leave the office as official letters by GB/T 9704: 撤回函, 提请区级协调函."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from app.services.papers.layouts.letter import LetterData, LetterPart
from app.services.papers.queries.asking import Question
from app.services.papers.queries.taken import Taken
from app.services.papers.wording import day
from app.services.workflow.common_guards import a_day

_SIGNERS = ("经办人（签字）", "分管领导（签字）")


def _home(taken: Taken) -> str:
    home = taken.household
    return f"{home.village}{home.group}{home.head}户（户编号{home.code}，{home.members}人）"


def _recall(question: Question, taken: Taken) -> LetterData:
    step, sent = taken.step, taken.before("report_district", "resubmit")
    when = f"{day(sent.occurred_on)}" if sent else ""
    number = f"（{sent.text('list_no')}）" if sent and sent.text("list_no") else ""
    due = day(_date_of(taken, "due_on"))
    again = question.text("recall.again_by", due=due) if due else question.text("recall.again")
    return LetterData(
        title=f"{question.government}关于撤回\n{taken.household.head}户上报材料的函",
        number=question.paper_no or step.paper_no,
        addressee=question.district,
        body=(
            LetterPart(
                question.text(
                    "recall.body",
                    when=when,
                    sent_no=number,
                    household=_home(taken),
                    reason=step.text("reason"),
                    again=again,
                )
            ),
        ),
        closing=question.text("recall.closing"),
        office=question.government,
        day=step.occurred_on,
        signers=_SIGNERS,
    )


def _coordination(question: Question, taken: Taken) -> LetterData:
    step, row = taken.step, taken.alert
    gap = row.gap if row else ""
    return LetterData(
        title=f"{question.government}关于提请协调解决\n{taken.household.head}户{gap}问题的函",
        number=question.paper_no or step.paper_no,
        addressee=question.district,
        body=tuple(LetterPart(text) for text in _troubles(question, taken, gap)),
        closing=question.text("coordination.closing"),
        office=question.government,
        day=step.occurred_on,
        signers=_SIGNERS,
    )


def _troubles(question: Question, taken: Taken, gap: str) -> list[str]:
    row = taken.alert
    if row is None:
        return []
    alert = row.alert
    marked = f"我镇{_home(taken)}（{row.category}，预警编号{alert.number}）于{day(alert.found_on)}标注“{gap}”预警"
    found = [f"{marked}：{(alert.fact or '').rstrip('。')}。"]
    assigned = taken.before("assign", "reassign")
    if assigned is not None:
        due = f"，办结时限{day(alert.due_on)}" if alert.due_on else ""
        reminded = "、".join(day(step.occurred_on) for step in taken.days_of("remind"))
        asked = f"我镇已于{reminded}催办，尚未办结。" if reminded else "至今尚未办结。"
        found.append(f"该预警于{day(assigned.occurred_on)}交办{row.department}{due}。{asked}")
    due = day(_date_of(taken, "reply_due_on"))
    found.append(question.text("coordination.ask_by", due=due) if due else question.text("coordination.ask"))
    return found


def _date_of(taken: Taken, name: str) -> date | None:
    return a_day(taken.step.text(name))


LETTERS: Mapping[str, Callable[[Question, Taken], LetterData]] = {
    "recall_letter": _recall,
    "coordination_letter": _coordination,
}
