"""筛查理由单: why a household was found, was not, or cannot be judged; clause, value, source, date (design 2)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import func, select

from app.models.enums import ClueChannel
from app.models.household import HouseholdSummary
from app.models.screening import ScreeningHit
from app.services.papers.layouts.listing import Fact, ListColumn, ListData, ListRow, RowKind, Sort
from app.services.papers.layouts.slip import SlipData, SlipPlace, SlipText
from app.services.papers.queries.asking import Draft, Found, Question
from app.services.papers.queries.households import tag_labels
from app.services.papers.wording import short_day, yuan
from app.services.screening.clauses import FACTS, Rules, screen
from app.services.screening.evidence import evidence_of
from app.services.screening.reasons import reason_lines
from app.services.screening.results import Evidence, ReasonLine
from app.services.screening.signs import Screened, read_signs
from app.services.standing import Reckoning

_COLUMNS = (
    ListColumn("条款或数据", 22, Sort.TEXT),
    ListColumn("登记值", 16, Sort.TEXT),
    ListColumn("来源", 12),
    ListColumn("日期", 10, Sort.DAY),
    ListColumn("判断", 8),
)
_ANSWERS = {True: "是", False: "否", None: "缺数据"}
_TRUTHS = {1: "稳定", 0: "不稳定", None: "缺数据"}
_INSURED = {1: "已参保", 0: "未参保", None: "缺数据"}
_FACTS = {**FACTS, "income_event": "收入骤减或支出骤增", "emergency": "突发情况", "clues": "线索"}
_SOURCES = {
    "household_book": "户籍册",
    "import": "导入",
    "national_export": "国家系统导出",
    "department": "部门名单",
    "village": "村上报",
    "clerk": "经办人录入",
    "household": "户主陈述",
    "meeting": "民主评议",
    "visit": "入户走访",
    "verification": "现场核实",
}
# "visit" is a source (somebody came to the household) and a channel (somebody came to the office): never one table.
_CHANNELS = {channel.value: channel.label for channel in ClueChannel}


def reason_sheets(question: Question) -> Found:
    """One sheet for every household that is named, else for every present hit."""
    wanted = question.scope.households
    if wanted is None:
        hits = select(ScreeningHit.household_id).where(
            ScreeningHit.plan_id == question.running.plan_id, ScreeningHit.is_current == 1
        )
        wanted = frozenset(question.session.scalars(hits))
    living = select(HouseholdSummary.household_id).where(
        HouseholdSummary.household_id.in_(wanted), HouseholdSummary.status == "active"
    )
    if question.scope.villages is not None:
        living = living.where(HouseholdSummary.village_id.in_(question.scope.villages))
    count = question.session.scalar(select(func.count()).select_from(living.subquery())) or 0
    return Found(count, _drafts(question, frozenset(question.session.scalars(living))))


def _drafts(question: Question, wanted: frozenset[int]) -> Iterator[Draft]:
    session, plan = question.session, question.running.plan
    one = next(iter(wanted)) if len(wanted) == 1 else None
    rows = read_signs(session, plan, today=question.today, household_id=one, with_open_case=True)
    screened = [row for row in rows if row.household_id in wanted]
    evidence = evidence_of(session, wanted, reckoning=Reckoning.on(question.today, plan.counting))
    villages = _villages(question, wanted)
    for row in screened:
        said = evidence.get(row.household_id, ())
        data = _sheet(question, row, said)
        yield Draft(data, household_id=row.household_id, village_id=villages.get(row.household_id))


def _villages(question: Question, wanted: frozenset[int]) -> dict[int, int]:
    statement = select(HouseholdSummary.household_id, HouseholdSummary.village_id).where(
        HouseholdSummary.household_id.in_(wanted)
    )
    return {row[0]: row[1] for row in question.session.execute(statement)}


def _sheet(question: Question, row: Screened, said: Sequence[Evidence]) -> SlipData:
    plan = question.running.plan
    answer = screen(row.signs, Rules.of(plan))
    lines = reason_lines(row, answer, plan, evidence=said, only_yes=False)
    found = {True: "命中", False: "未命中", None: "缺数据，不能判断"}[answer.answer]
    category = question.category(answer.category.value) if answer.category and answer.answer else ""
    missing = "、".join(_FACTS.get(name, name) for name in answer.missing)
    facts = [
        Fact("户编号", row.code),
        Fact("户主", row.head_name),
        Fact("村", row.village),
        Fact("收入线", f"{yuan(plan.line_fen)}元"),
        Fact("筛查结果", f"{found}{'（优先）' if answer.answer and answer.priority else ''}"),
        Fact("对应类别", category or "—"),
        Fact("身份标签", tag_labels(",".join(row.tags)) or "—"),
    ]
    return SlipData(
        title=f"{question.year}年筛查理由单",
        office=question.government,
        day=question.today,
        facts=(*facts, Fact("缺少的数据", missing or "—")),
        table_heading="逐条判断",
        table=ListData(title="逐条判断", columns=_COLUMNS, rows=tuple(_rows(lines))),
        texts=(SlipText("村核实情况", "", 4),),
        places=(SlipPlace("村核实人（签字）"), SlipPlace("村党组织书记（签字）")),
    )


def clause_rows(question: Question, row: Screened, said: Sequence[Evidence]) -> Iterator[ListRow]:
    """Every clause of the plan with its answer, and under it what it was judged by."""
    plan = question.running.plan
    answer = screen(row.signs, Rules.of(plan))
    return _rows(reason_lines(row, answer, plan, evidence=said, only_yes=False))


def _rows(lines: tuple[ReasonLine, ...]) -> Iterator[ListRow]:
    for line in lines:
        yield ListRow((line.text, "", "", "", _ANSWERS[line.answer]), RowKind.LINE)
        for evidence in line.evidence:
            yield ListRow((f"　{_fact(evidence)}", _value(evidence), _source(evidence), _on(evidence), ""))


def _fact(evidence: Evidence) -> str:
    name = _FACTS.get(evidence.fact, evidence.fact)
    return f"{name}：{evidence.member}" if evidence.member else name


def _value(evidence: Evidence) -> str:
    if evidence.fact == "expected_income":
        figure = f"{yuan(evidence.value)}元" if evidence.value is not None else ""
        return f"{figure}（{evidence.note}）" if evidence.note else figure
    if evidence.fact in ("income_event", "emergency", "clues"):
        return evidence.note
    value = (_INSURED if evidence.fact == "medical_covered" and evidence.member else _TRUTHS)[evidence.value]
    return f"{value}（{evidence.note}）" if evidence.note else value


def _source(evidence: Evidence) -> str:
    words = _CHANNELS if evidence.fact == "clues" else _SOURCES
    return words.get(evidence.source, evidence.source)


def _on(evidence: Evidence) -> str:
    return short_day(evidence.observed_on)
