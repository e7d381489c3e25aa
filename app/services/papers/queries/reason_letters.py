"""理由书: why a household is on the list or not, in words for the household itself or a petitioner (plan 二, design 2).

Every clause with the value, source and day it was judged by, every decision with its day, office and votes. Nothing of
another household stands on it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from sqlalchemy import select

from app.models.cases import Case, MonitoringSpell
from app.models.enums import CLOSED_CASE_STATES
from app.models.household import HouseholdSummary
from app.services.papers.layouts.listing import Fact, ListColumn, ListData, ListRow, RowKind, Sort
from app.services.papers.layouts.slip import SlipData, SlipPlace, SlipText
from app.services.papers.queries.asking import NOTHING_FOUND, Draft, Found, Question, drafts, risk_labels
from app.services.papers.queries.case_rows import CaseRow, Step, case_rows, steps_of_cases
from app.services.papers.queries.households import HouseholdRow, household_rows
from app.services.papers.queries.reasons import clause_rows
from app.services.papers.queries.step_words import field_text
from app.services.papers.wording import day, short_day, yuan
from app.services.plan_cases import of_plan
from app.services.screening.clauses import Rules, screen
from app.services.screening.evidence import evidence_of
from app.services.screening.results import Evidence
from app.services.screening.signs import read_signs
from app.services.standing import Reckoning
from app.services.workflow.case_table import CASE_TABLE, CONSEQUENCES

_COLUMNS = (
    ListColumn("条款、数据或决定", 20, Sort.TEXT),
    ListColumn("登记值或结果", 16, Sort.TEXT),
    ListColumn("来源或作出决定的单位", 12, Sort.TEXT),
    ListColumn("日期", 9, Sort.DAY),
    ListColumn("判断", 6),
)
_NAMES = {row.action: row.name for row in (*CASE_TABLE, *CONSEQUENCES)}
_REASONS = ("reason", "basis", "finding", "decision", "decision_no", "difficulty", "evidence", "proof")


def letters(question: Question) -> Found:
    """One for every household that is named, also one that was never looked at; without names those with a case."""
    wanted = _wanted(question)
    if not wanted:
        return drafts(NOTHING_FOUND)
    return Found(len(wanted), _drafts(question, wanted))


def _wanted(question: Question) -> list[int]:
    summary = HouseholdSummary
    statement = select(summary.household_id).where(
        *question.within(village=summary.village_id, household=summary.household_id)  # type: ignore[arg-type]
    )
    if question.scope.households is None:
        statement = statement.where(
            summary.household_id.in_(select(Case.household_id).where(of_plan(question.running.plan_id)))
        )
    ordered = statement.order_by(summary.village_id, summary.group_order, summary.head_name, summary.household_id)
    return list(question.session.scalars(ordered))


def _drafts(question: Question, wanted: Sequence[int]) -> Iterator[Draft]:
    session, plan = question.session, question.running.plan
    ids = frozenset(wanted)
    one = wanted[0] if len(wanted) == 1 else None
    signs = {
        row.household_id: row
        for row in read_signs(session, plan, today=question.today, household_id=one, with_open_case=True)
        if row.household_id in ids
    }
    evidence = evidence_of(session, ids, reckoning=Reckoning.on(question.today, plan.counting))
    homes = household_rows(question, wanted)
    cases: dict[int, CaseRow] = {row.household_id: row for row in case_rows(question) if row.household_id in ids}
    steps = steps_of_cases(question, (row.case_id for row in cases.values()))
    for id_ in (id_ for id_ in wanted if id_ in homes):
        case = cases.get(id_)
        rows = (
            list(clause_rows(question, signs[id_], tuple(map(_without_who, evidence.get(id_, ())))))
            if id_ in signs
            else []
        )
        taken = steps.get(case.case_id, []) if case else []
        found = signs.get(id_)
        answer = screen(found.signs, Rules.of(plan)).answer if found else None
        data = _letter(question, homes[id_], case, rows, taken, answer=answer)
        yield Draft(data, household_id=id_, village_id=homes[id_].village_id)


def _letter(
    question: Question,
    home: HouseholdRow,
    case: CaseRow | None,
    clauses: Sequence[ListRow],
    steps: Sequence[Step],
    *,
    answer: bool | None,
) -> SlipData:
    rows = [ListRow(("一、条款和数据",), RowKind.GROUP), *clauses] if clauses else []
    rows += [ListRow(("二、办理过程和决定",), RowKind.GROUP), *map(_decision, steps)] if steps else []
    return SlipData(
        title=f"{question.township}防止返贫监测对象认定理由书",
        subtitle=f"（{question.year}年方案）",
        office=question.desk,
        day=question.today,
        facts=(
            Fact("户编号", home.code),
            Fact("户主姓名", home.head),
            Fact("村、组", f"{home.village}{home.group}"),
            Fact("家庭人口", f"{home.members}人"),
            Fact("收入线", f"{yuan(question.running.plan.line_fen)}元"),
            Fact("人均纯收入", f"{home.income}元" if home.income else "没有登记"),
        ),
        table_heading="依据",
        table=ListData("", _COLUMNS, tuple(rows), empty="没有可以判断的数据。"),
        texts=(
            SlipText("结论", _conclusion(question, home, case, answer=answer), 2),
            SlipText("不同意怎么办", question.text("reason_letter.appeal"), 1),
        ),
        places=(
            SlipPlace("经办人（签字）"),
            SlipPlace("分管领导（签字）"),
            SlipPlace("农户或来访人签收（签字）"),
            SlipPlace(question.government, is_seal=True),
        ),
    )


def _conclusion(question: Question, home: HouseholdRow, case: CaseRow | None, *, answer: bool | None) -> str:
    spell = _spell(question, home)
    if case is None and spell is None:
        words = {
            True: "按登记数据符合筛查条件，尚未由村提出，正在核实。",
            False: "按登记数据不符合筛查条件，所以没有列入。",
            None: "登记的数据不全，不能判断，需要核实后再定。",
        }
        return f"截至{day(question.today)}，该户没有列入监测对象。{words[answer]}"
    if spell is not None and spell.closed_on is None and spell.identified_on is not None:
        risks = risk_labels(spell.risks)
        since = f"{day(spell.identified_on)}起为{question.category(spell.category)}"
        return f"该户{since}{f'，风险为{risks}' if risks else ''}，现正在监测。"
    if spell is not None and spell.eliminated_on is not None:
        return f"该户曾为监测对象，风险已于{day(spell.eliminated_on)}消除，不再监测。"
    if case is None:
        return "该户已不再监测。"
    if case.state in CLOSED_CASE_STATES:
        return f"该户未列入监测对象：{case.state.label}（{day(case.state_since_on)}）。"
    return f"该户正在办理：{case.state.label}，尚未审定。"


def _spell(question: Question, home: HouseholdRow) -> MonitoringSpell | None:
    statement = select(MonitoringSpell).where(
        MonitoringSpell.household_id == home.household_id, MonitoringSpell.is_provisional == 0
    )
    return question.session.scalars(statement.order_by(MonitoringSpell.id.desc())).first()


def _decision(step: Step) -> ListRow:
    given = (field_text(name, step.data.get(name), workflow="case", action=step.action) for name in _REASONS)
    told = "；".join(filter(None, (_votes(step), *given)))
    # To whom it is given, offices answer and not the persons who signed for them.
    offices = "、".join(dict.fromkeys(office for _, office in step.signers if office))
    return ListRow(
        (
            f"　{_NAMES.get(step.action, step.action)}",
            told,
            offices or step.on_behalf_of,
            short_day(step.occurred_on),
            "",
        )
    )


def _without_who(evidence: Evidence) -> Evidence:
    """Who gave a clue, and in which words, is nobody's but the office's."""
    return replace(evidence, note="有") if evidence.fact == "clues" and evidence.note else evidence


def _votes(step: Step) -> str:
    if "votes_for" not in step.data:
        return ""
    names = (
        ("expected", "应到"), ("present", "实到"), ("votes_for", "赞成"), ("votes_against", "反对"),
        ("votes_abstained", "弃权"), ("votes_recused", "回避"),
    )  # fmt: skip
    return "，".join(f"{word}{step.data[key]}" for key, word in names if step.data.get(key) is not None)
