"""What some slips say beyond their step: measures, the facts of two visits, the words to the household."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import cast

from sqlalchemy import select

from app.models.cases import Case, Measure
from app.models.enums import MeasureState, Track
from app.services.papers.layouts.listing import Fact, ListColumn, ListData, ListRow, Sort
from app.services.papers.layouts.slip import SlipPlace, SlipText
from app.services.papers.queries.asking import Question
from app.services.papers.queries.case_rows import Step
from app.services.papers.queries.cross_check import topic_label
from app.services.papers.queries.step_words import field_text
from app.services.papers.queries.taken import Taken
from app.services.papers.queries.visit_facts import fact_of, net_income, per_head
from app.services.papers.wording import day, ordinal, short_day, truth, yuan
from app.services.procedure.surroundings import working_days
from app.services.step_fields import field_label

_PLANNED = (
    ListColumn("序号", 3, Sort.NUMBER),
    ListColumn("措施类别", 8),
    ListColumn("措施内容", 16, Sort.TEXT),
    ListColumn("责任人", 6),
    ListColumn("金额（元）", 6, Sort.YUAN),
    ListColumn("完成时限", 8, Sort.DAY),
)
_FINISHED = (
    ListColumn("序号", 3, Sort.NUMBER),
    ListColumn("措施类别", 8),
    ListColumn("措施内容", 12, Sort.TEXT),
    ListColumn("完成日期", 8, Sort.DAY),
    ListColumn("佐证或取消原因", 12, Sort.TEXT),
    ListColumn("状态", 5),
)
_COMPARED = (ListColumn("项目", 14, Sort.TEXT), ListColumn("识别时", 8), ListColumn("消除时", 8))
_FACTS = ("food_enough", "clothing_enough", "education_secured", "medical_covered", "housing_safe", "water_safe")


@dataclass(frozen=True, slots=True)
class Extra:
    """What a kind adds to its slip."""

    subtitle: str = ""
    facts: tuple[Fact, ...] = ()
    table: tuple[str, ListData] | None = None
    texts: tuple[SlipText, ...] = ()
    places: tuple[SlipPlace, ...] = ()
    notes: tuple[str, ...] = ()


def nothing_more(_question: Question, _taken: Taken) -> Extra:
    """The step alone."""
    return Extra()


def _measure_sheet(_question: Question, taken: Taken) -> Extra:
    given = taken.step.data.get("measures")
    rows = []
    for number, entry in enumerate(cast("list[Mapping[str, object]]", given or []), start=1):
        amount = entry.get("amount_fen")
        rows.append(
            ListRow(
                (
                    *(str(number), field_text("group", entry.get("group"), within="measures")),
                    *(str(entry.get("description") or ""), str(entry.get("responsible") or "")),
                    *(yuan(amount) if isinstance(amount, int) else "", str(entry.get("due_on") or "")),
                )
            )
        )
    return Extra(table=("帮扶措施", ListData("", _PLANNED, tuple(rows), empty="（无）")))


def _closure_request(question: Question, taken: Taken) -> Extra:
    rows = [
        ListRow(
            (
                *(str(number), field_text("group", m.group, within="measures"), m.description or ""),
                *(short_day(m.done_on), m.evidence or m.cancelled_reason or "", MeasureState(m.state).label),
            )
        )
        for number, m in enumerate(_until(taken), start=1)
    ]
    told = SlipText("申请事由", _reached(question, taken), 3)
    return Extra(table=("措施完成情况", ListData("", _FINISHED, tuple(rows), empty="（无）")), texts=(told,))


def _until(taken: Taken) -> Sequence[Measure]:
    """The measures that were there when the step was taken."""
    on = taken.step.occurred_on
    return [m for m in taken.measures if m.done_on is None or m.done_on <= on]


def _reached(question: Question, taken: Taken) -> str:
    gap = taken.alert.gap if taken.alert else ""
    return question.text("closure_request.text", gap=gap)


def _reminder(question: Question, taken: Taken) -> Extra:
    number = len(taken.days_of("remind")) + 1
    due = taken.alert.alert.due_on if taken.alert else None
    until = f"应于{day(due)}前办结" if due else "尚未办结"
    text = question.text("reminder.text", until=until)
    return Extra(subtitle=f"（第{ordinal(number)}次催办）", texts=(SlipText("催办内容", text, 4),))


def _clearing_form(question: Question, taken: Taken) -> Extra:
    first, second = taken.before("record_visit"), taken.before("record_clear_visit")
    rows = [ListRow((field_label(name), truth(fact_of(first, name)), truth(fact_of(second, name)))) for name in _FACTS]
    rows += [
        ListRow(("家庭年纯收入（元）", net_income(first), net_income(second))),
        ListRow(("家庭人均纯收入（元）", per_head(first), per_head(second))),
        ListRow(("走访日期", short_day(first.occurred_on) if first else "", short_day(_on(second)))),
    ]
    line = Fact("监测线（元）", yuan(question.running.plan.line_fen))
    held = taken.before("record_clear_meeting")
    facts = (Fact("识别日期", day(_on(taken.before("record_approval", "carry_over")))), line)
    table = ListData("", _COMPARED, tuple(rows))
    opinion = SlipText("区级审定意见", "", 3)
    return Extra(
        facts=facts, table=("识别时和消除时对比", table), texts=(SlipText("民主评议", _votes(held), 2), opinion)
    )


def _on(step: Step | None) -> date | None:
    return step.occurred_on if step else None


def _votes(step: Step | None) -> str:
    if step is None:
        return ""
    said = "，".join(
        f"{label}{step.text(name)}"
        for name, label in (
            *(("expected", "应到"), ("present", "实到"), ("votes_for", "赞成")),
            *(("votes_against", "反对"), ("votes_abstained", "弃权"), ("votes_recused", "回避")),
        )
        if step.text(name)
    )
    return f"{day(step.occurred_on)}，{said}。"


def _notification(question: Question, taken: Taken) -> Extra:
    text = question.text("notification.text", head=taken.household.head, reason=_why_not(question, taken.step))
    return Extra(
        texts=(SlipText("告知内容", text, 6),),
        places=(SlipPlace(question.government, is_seal=True),),
        notes=question.notes("notification.note"),
    )


def _why_not(question: Question, step: Step) -> str:
    plan = f"按照《{question.running.plan.name}》，"
    match step.action:
        case "exclude_cross_check":
            return f"{plan}经信息比对并核实，你户“{topic_label(step.text('item'))}”一项不符合条件，"
        case "reject":
            return f"{plan}{day(step.occurred_on)}村民主评议认为：{step.text('reason')}，你户"
        case _:
            number = f"（{step.text('decision_no')}）" if step.text("decision_no") else ""
            return f"{plan}经{question.district}审定{number}：{step.text('reason')}，你户"


def _district_opinion(_question: Question, _taken: Taken) -> Extra:
    return Extra(texts=(SlipText("镇级意见", "", 3), SlipText("区级意见", "", 3)))


def _emergency(question: Question, taken: Taken) -> Extra:
    """By when the papers must follow, where the emergency opened a case of the green channel."""
    on = taken.step.occurred_on
    opened = select(Case.id).where(
        Case.household_id == taken.step.household_id, Case.track == Track.GREEN.value, Case.opened_on == on
    )
    if question.session.scalar(opened.limit(1)) is None:
        return Extra()
    limits = question.running.plan.limits
    counts = bool(limits.supplement_working_days)
    last = working_days(question.session).due(on, limits.green_papers_days, in_working_days=counts)
    due = f"{day(last)}前（{limits.green_papers_days}{'个工作日' if counts else '天'}内）"
    note = "先行救助后，应在期限内补齐村级上报、信息比对、入户走访、评议和报区审定手续；不符合条件的办理不纳入。"
    return Extra(facts=(Fact("补办手续期限", due),), notes=(note,))


EXTRAS: Mapping[str, Callable[[Question, Taken], Extra]] = {
    "measure_sheet": _measure_sheet,
    "closure_request": _closure_request,
    "reminder": _reminder,
    "clearing_form": _clearing_form,
    "notification": _notification,
    "removal_form": _district_opinion,
    "recategorising": _district_opinion,
    "emergency_register": _emergency,
}
