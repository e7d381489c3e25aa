"""The slip that a single step leaves: the household, what was done, every field of the step, who signed."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from app.models.enums import AlertState, CaseState
from app.services.papers.kinds import PaperData, kinds
from app.services.papers.layouts.listing import Fact
from app.services.papers.layouts.slip import SlipData, SlipPlace, SlipText, WideFact
from app.services.papers.queries.asking import Draft, Found, Question, drafts
from app.services.papers.queries.case_rows import Step
from app.services.papers.queries.step_extras import EXTRAS, nothing_more
from app.services.papers.queries.step_letters import LETTERS
from app.services.papers.queries.step_words import field_text
from app.services.papers.queries.taken import Taken, taken_steps
from app.services.papers.wording import day
from app.services.step_fields import field_label
from app.services.workflow.alert_table import ALERT_TABLE
from app.services.workflow.case_table import CASE_TABLE

# What stands in places or tables of the slip, or is of use to the program alone.
_ELSEWHERE = frozenset({"signers", "income_items", "visitors", "verifiers", "measures", "meeting", "paper_no"})
_OF_ALERT = frozenset({"gap", "category"})
_SHORT = frozenset({"finder", "person", "way", "cause"})
_LABELS = {("recategorising", "category"): "变更后类别", ("notification", "item"): "不符的项目"}
_TWO = "（两人）"
_LONG = 24


@cache
def _names() -> dict[tuple[str, str], str]:
    return {("case", row.action): row.name for row in CASE_TABLE} | {("alert", r.action): r.name for r in ALERT_TABLE}


def slips(question: Question) -> Found:
    """One slip for every step of the plan's cases and alerts that leaves this kind of paper, the latest last."""
    return drafts([_draft(question, taken, _slip(question, taken)) for taken in taken_steps(question)])


def _draft(question: Question, taken: Taken, data: PaperData) -> Draft:
    return Draft(
        data,
        household_id=taken.step.household_id,
        village_id=taken.household.village_id,
        case_ids=(taken.step.case_id,) if taken.step.case_id else (),
        alert_id=taken.step.alert_id,
    )


def letters(question: Question) -> Found:
    """The same for the kinds that leave the office as official letters: 撤回函, 提请区级协调函."""
    write = LETTERS[question.kind]
    return drafts([_draft(question, taken, write(question, taken)) for taken in taken_steps(question)])


def _slip(question: Question, taken: Taken) -> SlipData:
    kind, step = kinds()[question.kind], taken.step
    short, long = _fields(question, taken)
    extra = EXTRAS.get(question.kind, nothing_more)(question, taken)
    table_heading, table = extra.table or ("", None)
    return SlipData(
        title=f"{question.township}{kind.name}",
        subtitle=extra.subtitle,
        office=question.desk,
        number=question.paper_no or step.paper_no,
        day=step.occurred_on,
        facts=(*_facts(question, taken), *short, *extra.facts),
        wide_facts=() if question.kind == "notification" else _recorded(step),
        table_heading=table_heading,
        table=table,
        texts=(*extra.texts, *long) or (SlipText("说明", "", 4),),
        places=(*_places(step, kind.signers), *extra.places),
        notes=extra.notes,
    )


def _facts(question: Question, taken: Taken) -> tuple[Fact, ...]:
    """Whom it is about, and what was done when."""
    step, home = taken.step, taken.household
    workflow = "case" if step.case_id else "alert"
    who = (
        Fact("户主姓名", home.head),
        Fact("户编号", home.code),
        Fact("村、组", f"{home.village}{home.group}"),
        Fact("家庭人口", f"{home.members}人"),
    )
    about = (
        (Fact("监测类别", taken.category),)
        if taken.alert is None
        else (
            Fact("预警编号", taken.alert.alert.number),
            Fact("监测类别", taken.alert.category),
            Fact("缺项", taken.alert.gap),
            Fact("责任部门", taken.alert.department),
        )
    )
    if question.kind == "notification":  # goes to the household: nothing of how the office works
        return (*who, Fact("告知日期", day(step.occurred_on)))
    if question.kind == "recategorising":
        about = (Fact("原类别", taken.category_before),)
    before, after = _state(workflow, step.from_state), _state(workflow, step.to_state)
    return (
        *who,
        *about,
        Fact("办理事项", _names().get((workflow, step.action), step.action)),
        Fact("办理日期", day(step.occurred_on)),
        Fact("办理状态", after if before in ("", after) else f"{before}→{after}"),
    )


def _state(workflow: str, code: str) -> str:
    if not code:
        return ""
    return CaseState(code).label if workflow == "case" else AlertState(code).label


def _fields(question: Question, taken: Taken) -> tuple[tuple[Fact, ...], tuple[SlipText, ...]]:
    """Every field of the step: short ones in pairs, long ones with room."""
    short: list[Fact] = []
    long: list[SlipText] = []
    step = taken.step
    workflow = "case" if step.case_id else "alert"
    hidden = _ELSEWHERE | _OF_ALERT if taken.alert is not None else _ELSEWHERE
    for name, value in step.data.items():
        if name in hidden or question.kind == "notification" or value in (None, "", [], {}):
            continue
        label = _LABELS.get((question.kind, name)) or field_label(name)
        text = field_text(name, value, workflow=workflow, action=step.action)
        if name == "category":
            text = question.category(str(value))
        if name in _SHORT or (len(text) <= _LONG and "\n" not in text):
            short.append(Fact(label, text))
        else:
            long.append(SlipText(label, text, 3))
    return tuple(short), tuple(long)


def _recorded(step: Step) -> tuple[WideFact, ...]:
    """由某某代录 where another hand typed what somebody signed."""
    if step.session_user and step.session_user != step.actor:
        return (WideFact("录入", f"{step.actor}（{step.on_behalf_of}），由{step.session_user}代录"),)
    return ()


def _places(step: Step, titles: Sequence[str]) -> tuple[SlipPlace, ...]:
    """Whoever signs this kind, with the names of those who did; each title stands for one person or says how many."""
    wanted = [title for text in titles or ("经办人", "分管领导") for title in _titles(text)]
    named = list(step.signers)
    made = [
        SlipPlace(title, named[number][0], step.occurred_on) if number < len(named) else SlipPlace(title)
        for number, title in enumerate(wanted)
    ]
    more = named[len(wanted) :]
    return (
        *made,
        *(SlipPlace(f"签字人{f'（{office}）' if office else ''}", name, step.occurred_on) for name, office in more),
    )


def _titles(text: str) -> list[str]:
    """走访人（两人） are two places to sign."""
    if text.endswith(_TWO):
        return [f"{text.removesuffix(_TWO)}（签字）"] * 2
    return [text if "（" in text else f"{text}（签字）"]
