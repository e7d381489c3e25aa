"""公示 (2021+): what hangs in the village, the account of it, the inquiry into an objection (workflow 2, rows 18-20).

A notice is built from ``NoticeLine`` alone: what is no field of it cannot come onto the page.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from app.models.cases import Case
from app.models.enums import CaseState
from app.models.objections import Objection
from app.services.papers.layouts.letter import LetterData, LetterPart
from app.services.papers.layouts.listing import Fact, ListColumn, ListData, ListRow, Sort
from app.services.papers.layouts.slip import SlipChoice, SlipData, SlipPlace, SlipText
from app.services.papers.noticing import SHOWS_ID_TAIL, SHOWS_RISK
from app.services.papers.queries.asking import NOTHING_FOUND, Draft, Found, Question, drafts, risk_labels
from app.services.papers.queries.case_rows import (
    CaseRow,
    Step,
    case_rows,
    in_states,
    last,
    steps_of_cases,
    wanted_cases,
)
from app.services.papers.queries.households import household_rows
from app.services.papers.queries.listing import by_village, sums
from app.services.papers.wording import day
from app.services.plan_cases import of_plan
from app.services.settings import setting_in
from app.services.workflow.common_guards import a_day

_VISIBLE = 2


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """Everything that a notice may say of a household; risk and tail only where the office's rules ask for them."""

    group: str
    head: str
    members: int
    category: str
    risk: str = ""
    id_tail: str = ""


@dataclass(frozen=True, slots=True)
class _Shown:
    risk: bool
    id_tail: bool


def posted(question: Question) -> Found:
    """One notice for each village: the households that were evaluated for inclusion, or those of the step."""
    if question.running.plan.variant == "sc2020":
        return drafts(NOTHING_FOUND)
    cases = wanted_cases(question, CaseState.EVALUATED)
    steps = steps_of_cases(question, (row.case_id for row in cases), "post_notice", "evaluate")
    shown = _shown(question)
    return drafts(
        [
            Draft(
                _notice(question, village, own, steps, shown),
                village_id=village_id,
                case_ids=tuple(row.case_id for row in own),
            )
            for village_id, village, own in by_village(cases)
        ]
    )


def _shown(question: Question) -> _Shown:
    session = question.session
    return _Shown(
        risk=setting_in(session, SHOWS_RISK) is True,
        id_tail=setting_in(session, SHOWS_ID_TAIL) is True,
    )


def _line(row: CaseRow, evaluated: Step | None, shown: _Shown) -> NoticeLine:
    risks = evaluated.data.get("risks") if evaluated else None
    first = [str(risk) for risk in risks][:1] if isinstance(risks, list) else row.risks.split(",")[:1]
    number = row.id_number.strip()
    whole = len(number) == 18
    return NoticeLine(
        group=row.group,
        head=row.head,
        members=row.members,
        category=row.category,
        risk=risk_labels(first) if shown.risk else "",
        id_tail="*" * 16 + number[-_VISIBLE:] if shown.id_tail and whole else "",
    )


def _table(lines: Sequence[NoticeLine], shown: _Shown) -> ListData:
    columns = [
        ListColumn("序号", 3, Sort.NUMBER),
        ListColumn("村民小组", 8),
        ListColumn("户主姓名", 9),
        ListColumn("家庭人口", 5, Sort.NUMBER),
        ListColumn("监测类别", 10),
    ]
    columns += [ListColumn("主要风险", 7)] if shown.risk else []
    columns += [ListColumn("证件号码（末两位）", 11)] if shown.id_tail else []
    rows = []
    for number, line in enumerate(lines, start=1):
        cells = [str(number), line.group, line.head, str(line.members), line.category]
        cells += [line.risk] if shown.risk else []
        cells += [line.id_tail] if shown.id_tail else []
        rows.append(ListRow(tuple(cells)))
    return ListData("", tuple(columns), tuple(rows))


def _notice(
    question: Question, village: str, cases: list[CaseRow], steps: dict[int, list[Step]], shown: _Shown
) -> LetterData:
    households, persons = sums(cases)
    step = last(steps, cases[0].case_id, "post_notice")
    lines = [_line(row, last(steps, row.case_id, "evaluate"), shown) for row in cases]
    days = question.running.plan.limits.notice_days
    from_on, to_on = (_day_of(step, name) for name in ("from_on", "to_on"))
    place = f"公示地点：{step.text('place')}。" if step and step.text("place") else ""
    return LetterData(
        title=question.text("public_notice.title", village=village),
        addressee="",
        body=(
            LetterPart(
                question.text(
                    "public_notice.opening",
                    village=village,
                    body=question.running.plan.meeting.body,
                    households=households,
                    persons=persons,
                ),
                table=_table(lines, shown),
            ),
            LetterPart(
                question.text("public_notice.time", **{"from": from_on, "to": to_on, "days": days, "place": place})
            ),
            LetterPart(question.text("public_notice.objection")),
        ),
        office=question.committee(village) + "（公章）",
        day=a_day(step.data.get("from_on")) if step else None,
    )


def announced(question: Question) -> Found:
    """公告: for each village and decision of the district, who is now on the list; in the township's name."""
    approved = (CaseState.APPROVED, CaseState.ENTERED, CaseState.MONITORED, CaseState.CLEARING_PROPOSED)
    cases = case_rows(question, in_states(*approved))
    steps = steps_of_cases(question, (row.case_id for row in cases), "record_approval", "evaluate")
    shown = _shown(question)
    decided: dict[tuple[int, str], list[tuple[CaseRow, Step]]] = {}
    for row in cases:
        step = last(steps, row.case_id, "record_approval")
        if step is not None:
            decided.setdefault((row.village_id, step.text("decision_no")), []).append((row, step))
    return drafts(
        [
            Draft(
                _announcement(question, number, own, steps, shown),
                village_id=village_id,
                case_ids=tuple(row.case_id for row, _ in own),
            )
            for (village_id, number), own in decided.items()
        ]
    )


def _announcement(
    question: Question,
    number: str,
    decided: list[tuple[CaseRow, Step]],
    steps: dict[int, list[Step]],
    shown: _Shown,
) -> LetterData:
    cases = [row for row, _ in decided]
    households, persons = sums(cases)
    on = max(step.occurred_on for _, step in decided)
    lines = [_line(row, last(steps, row.case_id, "evaluate"), shown) for row in cases]
    told = question.text(
        "announcement.opening",
        when=day(on),
        decision=f"（{number}）" if number else "",
        households=households,
        persons=persons,
    )
    return LetterData(
        title=question.text("announcement.title", village=cases[0].village),
        addressee="",
        body=(LetterPart(told, table=_table(lines, shown)), LetterPart(question.text("announcement.objection"))),
        office=question.government,
        day=on,
    )


def _day_of(step: Step | None, name: str) -> str:
    return day(a_day(step.data.get(name)) if step else None) or "＿＿＿＿年＿＿月＿＿日"


def accounts(question: Question) -> Found:
    """公示情况说明: for each village the households whose notice is over, where it hung, and the objections."""
    cases = case_rows(question, in_states(CaseState.NOTICE_OVER))
    steps = steps_of_cases(question, (row.case_id for row in cases), "post_notice", "close_notice")
    return drafts(
        [
            Draft(
                _account(question, village, own, steps),
                village_id=village_id,
                case_ids=tuple(row.case_id for row in own),
            )
            for village_id, village, own in by_village(cases)
        ]
    )


def _account(question: Question, village: str, cases: list[CaseRow], steps: dict[int, list[Step]]) -> LetterData:
    households, persons = sums(cases)
    body = [
        LetterPart(question.text("notice_account.opening", village=village, households=households, persons=persons))
    ]
    hung: dict[tuple[str, str, str, str], int] = {}
    closed = None
    for row in cases:
        step, end = last(steps, row.case_id, "post_notice"), last(steps, row.case_id, "close_notice")
        closed = end or closed
        key = (
            step.text("place") if step else "",
            _day_of(step, "from_on"),
            _day_of(step, "to_on"),
            end.text("receipt") if end else "",
        )
        hung[key] = hung.get(key, 0) + 1
    for (place, from_on, to_on, receipt), count in hung.items():
        body.append(LetterPart(f"{count}户于{from_on}至{to_on}在{place}公示，照片或回执：{receipt}。"))
    found = question.session.scalars(
        select(Objection).where(Objection.case_id.in_([row.case_id for row in cases])).order_by(Objection.id)
    ).all()
    body.append(LetterPart(_objections_text(found)))
    return LetterData(
        title=f"{village}拟新增监测对象\n公示情况说明",
        addressee=question.government,
        body=tuple(body),
        closing=question.text("notice_account.closing"),
        office=question.committee(village) + "（公章）",
        day=closed.occurred_on if closed else question.today,
        signers=("村党组织书记（签字）", "村务监督委员会主任（签字）"),
    )


def _objections_text(found: Sequence[Objection]) -> str:
    if not found:
        return "公示期间没有收到异议。"
    founded, unfounded = (sum(one.is_founded == truth for one in found) for truth in (1, 0))
    waiting = len(found) - founded - unfounded
    said = [f"不成立{unfounded}条"] if unfounded else []
    said += [f"成立{founded}条，已重新走访、评议"] if founded else []
    said += [f"正在核查{waiting}条"] if waiting else []
    return f"收到异议{len(found)}条，由两人核查：{'；'.join(said)}。"


def inquiries(question: Question) -> Found:
    """异议核查表: one for every objection of the plan, filled in as far as the inquiry has come."""
    statement = (
        select(Objection, Case.category)
        .join(Case, Case.id == Objection.case_id)
        .where(of_plan(question.running.plan_id))
        .order_by(Objection.id)
    )
    if question.scope.households is not None:
        statement = statement.where(Objection.household_id.in_(question.scope.households))
    found = question.session.execute(statement).all()
    homes = household_rows(question, (objection.household_id for objection, _ in found))
    made = []
    for objection, category in found:
        home = homes.get(objection.household_id)
        villages = question.scope.villages
        if home is None or (villages is not None and home.village_id not in villages):
            continue
        facts = (
            Fact("户主姓名", home.head),
            Fact("村、组", f"{home.village}{home.group}"),
            Fact("监测类别", question.category(category)),
            Fact("收到日期", day(objection.received_on)),
            Fact("反映人", objection.objector or "不具名"),
            Fact("核查日期", day(objection.inquired_on)),
            Fact("答复日期", day(objection.told_on)),
        )
        signers = json.loads(objection.inquirers or "[]")
        names = [str(signer.get("name", "")) for signer in signers] + ["", ""]
        chosen = None if objection.is_founded is None else "异议成立" if objection.is_founded else "异议不成立"
        data = SlipData(
            title=f"{question.township}异议核查表",
            office=question.desk,
            number=objection.number,
            facts=facts,
            choices=(SlipChoice("核查结论", ("异议成立", "异议不成立"), chosen),),
            texts=(SlipText("异议内容", objection.content or "", 4), SlipText("核查情况", objection.finding or "", 8)),
            places=(
                *(SlipPlace("核查人（签字）", name, objection.inquired_on) for name in names[:2]),
                SlipPlace("分管领导（签字）"),
            ),
            notes=question.notes("objection_inquiry.note"),
        )
        made.append(
            Draft(
                data,
                household_id=objection.household_id,
                village_id=home.village_id,
                case_ids=(objection.case_id,),
            )
        )
    return drafts(made)
