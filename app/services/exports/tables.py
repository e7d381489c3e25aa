"""The tables that are no papers: roster, households, cases, hits, clues, comparison, alerts, platform to-do."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType
from typing import TypeAlias

from sqlalchemy import func, select

from app.models.cases import PlatformTask
from app.models.enums import ClueChannel, ClueState, HouseholdType
from app.models.facts import Clue
from app.models.household import HouseholdSummary, Membership, Person
from app.models.region import Region
from app.models.screening import ScreeningHit
from app.services import effective as e
from app.services.entry.platform import TaskKind
from app.services.exports import national, returning
from app.services.exports.comparing import CORRECTION_COLUMNS, ITEM_COLUMNS, correction_rows, difference_rows
from app.services.files.sheets import ColumnKind, SheetColumn, SheetValue
from app.services.papers.queries.alerts import alert_rows
from app.services.papers.queries.asking import Question, risk_labels
from app.services.papers.queries.case_rows import case_rows
from app.services.papers.queries.cross_check import item_rows
from app.services.papers.queries.households import household_rows, reasons_text, tag_labels
from app.services.papers.wording import sex_word

Row: TypeAlias = Sequence[SheetValue]

_TEXT, _ID, _NUMBER, _FEN, _DAY = ColumnKind.TEXT, ColumnKind.ID, ColumnKind.NUMBER, ColumnKind.FEN, ColumnKind.DAY
_ANSWERS = {"reported": "上报", "struck": "不报"}


@dataclass(frozen=True, slots=True)
class ExportTable:
    """A table: its name, its columns as (heading, kind), and the rows read from one snapshot."""

    name: str
    columns: tuple[tuple[str, ColumnKind], ...]
    rows: Callable[[Question], Iterator[Row]]
    # A list whose columns depend on what the ledger holds.
    columns_now: Callable[[Question], Sequence[tuple[str, ColumnKind]]] | None = None

    def sheet_columns(self, question: Question) -> tuple[SheetColumn, ...]:
        """The columns as a workbook has them."""
        columns = self.columns_now(question) if self.columns_now else self.columns
        return tuple(SheetColumn(heading, kind) for heading, kind in columns)


def _truth(value: int | None) -> str | None:
    return None if value is None else "是" if value else "否"


def _type(code: str | None) -> str:
    return HouseholdType(code).label if code else ""


_ROSTER_FACTS = ("education", "school_status", "health", "labour_skill", "work_months", "work_place")
_ROSTER_TRUTHS = ("resident_medical", "employee_medical", "subsistence_allowance", "extreme_poverty_support")


def _roster(question: Question) -> Iterator[Row]:
    """One row per living member, households in the order of places."""
    s = HouseholdSummary
    facts = [e.person_value(name).label(name) for name in (*_ROSTER_FACTS, *_ROSTER_TRUTHS)]
    statement = (
        select(
            *(s.village_name, s.group_name, s.code, s.head_name, Person.national_code, Person.name, Person.id_number),
            *(Membership.relation, Person.sex, Person.born_on, Person.ethnicity, Person.phone.label("person_phone")),
            *(s.member_count, s.household_type, s.category, s.net_per_head_fen, s.phone, *facts),
        )
        .join(Membership, Membership.household_id == s.household_id)
        .join(Person, Person.id == Membership.person_id)
        .where(s.status == "active", Membership.to_on.is_(None))
        .order_by(
            s.village_id, s.group_order, s.group_name, s.head_name, s.household_id, Membership.position, Membership.id
        )
    )
    for condition in _scope(question):
        statement = statement.where(condition)
    for row in question.session.execute(statement):
        yield (
            *(row.village_name, row.group_name, row.code, row.head_name, row.national_code, row.name, row.id_number),
            *(row.relation, sex_word(row.sex), row.born_on, row.ethnicity, row.member_count),
            *(getattr(row, name) for name in _ROSTER_FACTS),
            *(_truth(getattr(row, name)) for name in _ROSTER_TRUTHS),
            *(_type(row.household_type), question.category(row.category), row.net_per_head_fen),
            *(row.phone, row.person_phone),
        )


def _scope(question: Question) -> list:
    summary = HouseholdSummary
    return question.within(village=summary.village_id, household=summary.household_id)


def _households(question: Question) -> Iterator[Row]:
    s = HouseholdSummary
    statement = select(s).where(s.status == "active", *_scope(question))
    for row in question.session.scalars(
        statement.order_by(s.village_id, s.group_order, s.group_name, s.head_name, s.household_id)
    ):
        yield (
            *(row.village_name, row.group_name, row.code, row.head_name, row.head_id_number, row.member_count),
            *(row.counted_heads, _type(row.household_type), question.category(row.category), risk_labels(row.risks)),
            *(row.net_per_head_fen, row.net_basis),
            *map(_truth, (row.food_enough, row.clothing_enough, row.education_secured, row.medical_covered)),
            *(_truth(row.housing_safe), _truth(row.water_safe), tag_labels(row.tags), row.open_alerts, row.phone),
        )


def _cases(question: Question) -> Iterator[Row]:
    for row in case_rows(question):
        yield (
            *(row.village, row.group, row.code, row.national_code, row.head, row.id_number, row.members),
            *(row.household_type, row.category, row.state.label, row.state_since_on, row.track),
            *(risk_labels(row.risks), row.net_per_head_fen, row.opened_on, row.identified_on, row.entered_on),
            row.open_alerts,
        )


def _hits(question: Question) -> Iterator[Row]:
    hits = {
        hit.household_id: hit
        for hit in question.session.scalars(
            select(ScreeningHit).where(ScreeningHit.plan_id == question.running.plan_id)
        )
    }
    line = question.running.plan.line_fen
    known = household_rows(question, hits).values()
    for row in sorted(known, key=lambda r: (r.village_id, r.group, r.head, r.household_id)):
        if not _wanted(question, row.village_id, row.household_id):
            continue
        hit = hits[row.household_id]
        because = reasons_text(hit.reasons, net_per_head_fen=row.net_per_head_fen, line_fen=line)
        yield (
            *(row.village, row.group, row.code, row.head, row.id_number, row.members, row.household_type),
            *(question.category(hit.category), "是" if hit.priority else "", row.net_per_head_fen, because),
            *("是" if hit.is_current else "否", _ANSWERS.get(hit.answer or "", ""), hit.answer_reason, hit.answered_on),
        )


def _wanted(question: Question, village_id: int, household_id: int) -> bool:
    scope = question.scope
    in_village = scope.villages is None or village_id in scope.villages
    return in_village and (scope.households is None or household_id in scope.households)


def _clues(question: Question) -> Iterator[Row]:
    s = HouseholdSummary
    statement = (
        select(Clue, func.coalesce(Region.name, s.village_name), s.code, s.head_name)
        .outerjoin(s, s.household_id == Clue.household_id)
        .outerjoin(Region, Region.id == Clue.village_id)
        .where(*_scope(question))
        .order_by(Clue.received_on, Clue.id)
    )
    for clue, village, code, head in question.session.execute(statement):
        yield (
            *(clue.number, ClueChannel(clue.channel).label, clue.received_on, clue.informant, village, code, head),
            *(
                clue.subject_name,
                clue.subject_id_number,
                clue.content,
                ClueState(clue.state).label,
                clue.answer,
                clue.answered_on,
            ),
        )


def _comparison(question: Question) -> Iterator[Row]:
    cases = {row.case_id: row for row in case_rows(question)}
    for item in item_rows(question, list(cases)):
        row = cases[item.case_id or 0]
        yield (
            *(item.batch, row.village, row.code, row.head, item.person, item.id_number, item.relation, item.topic),
            *(item.outcome, item.answered_by, item.answered_on, item.details, item.verification, item.evidence),
            *(item.conclusion, item.verifiers, item.exempt_reason),
        )


def _alerts(question: Question) -> Iterator[Row]:
    for row in alert_rows(question):
        alert = row.alert
        yield (
            *(alert.number, row.village, row.group, row.code, row.head, row.category, row.gap, row.state, alert.fact),
            *(alert.found_on, alert.platform_on, row.department, alert.department_contact, alert.assigned_on),
            *(alert.response_due_on, alert.responded_on, alert.due_on, alert.reminders, alert.closed_on),
            *(alert.close_platform_on, alert.follow_up_due_on),
        )


def _platform(question: Question) -> Iterator[Row]:
    s = HouseholdSummary
    statement = (
        select(PlatformTask, s.village_name, s.code, s.head_name)
        .join(s, s.household_id == PlatformTask.household_id)
        .where(PlatformTask.done_on.is_(None), PlatformTask.is_void.is_(None), *_scope(question))
        .order_by(PlatformTask.opened_on, s.village_id, PlatformTask.id)
    )
    for task, village, code, head in question.session.execute(statement):
        kind = TaskKind(task.kind).label
        yield (kind, village, code, head, task.field, task.old_value, task.new_value, task.opened_on)


def _national(name: str, kind: str) -> ExportTable:
    return ExportTable(name, (), partial(national.rows_of, kind), partial(national.columns_of, kind))


_PLACE = (("村", _TEXT), ("组", _TEXT), ("户编号", _ID), ("户主姓名", _TEXT))

TABLES: Mapping[str, ExportTable] = MappingProxyType(
    {
        "roster": ExportTable(
            "农户花名册",
            (
                *(("行政村", _TEXT), ("组", _TEXT), ("户编号", _ID), ("户主姓名", _TEXT), ("人编号", _ID)),
                *(("姓名", _TEXT), ("证件号码", _ID), ("与户主关系", _TEXT), ("性别", _TEXT), ("出生日期", _DAY)),
                *(("民族", _TEXT), ("人数", _NUMBER), ("文化程度", _TEXT), ("在校生状况", _TEXT), ("健康状况", _TEXT)),
                *(("劳动技能", _TEXT), ("务工时间（月）", _NUMBER), ("务工所在地", _TEXT)),
                *(("是否参加城乡居民基本医疗保险", _TEXT), ("是否参加城镇职工基本医疗保险", _TEXT)),
                *(("是否享受低保", _TEXT), ("是否特困供养人员", _TEXT), ("户类型", _TEXT), ("监测对象类别", _TEXT)),
                *(("人均纯收入", _FEN), ("户联系电话", _ID), ("人联系电话", _ID)),
            ),
            _roster,
        ),
        "households": ExportTable(
            "农户台账",
            (
                *(*_PLACE, ("户主身份证号", _ID), ("人口", _NUMBER), ("计入人均", _NUMBER), ("户类型", _TEXT)),
                *(("监测类别", _TEXT), ("风险", _TEXT), ("人均纯收入", _FEN), ("收入依据", _TEXT)),
                *(("不愁吃", _TEXT), ("不愁穿", _TEXT), ("义务教育", _TEXT), ("基本医疗", _TEXT)),
                *(("住房安全", _TEXT), ("饮水安全", _TEXT), ("标签", _TEXT), ("未结预警", _NUMBER), ("电话", _ID)),
            ),
            _households,
        ),
        "cases": ExportTable(
            "监测程序名单",
            (
                *(*_PLACE[:3], ("国家系统编号", _ID), _PLACE[3], ("户主身份证号", _ID), ("人口", _NUMBER)),
                *(("户类型", _TEXT), ("类别", _TEXT), ("状态", _TEXT), ("状态日期", _DAY), ("办理方式", _TEXT)),
                *(("风险", _TEXT), ("人均纯收入", _FEN), ("开始日期", _DAY), ("识别日期", _DAY), ("录入日期", _DAY)),
                ("未结预警", _NUMBER),
            ),
            _cases,
        ),
        "hits": ExportTable(
            "筛查命中名单",
            (
                *(*_PLACE, ("户主身份证号", _ID), ("人口", _NUMBER), ("户类型", _TEXT), ("拟定类别", _TEXT)),
                *(("重点", _TEXT), ("人均纯收入", _FEN), ("依据", _TEXT), ("仍然命中", _TEXT), ("村核意见", _TEXT)),
                *(("不报理由", _TEXT), ("答复日期", _DAY)),
            ),
            _hits,
        ),
        "clues": ExportTable(
            "线索登记簿",
            (
                *(("编号", _ID), ("渠道", _TEXT), ("登记日期", _DAY), ("反映人", _TEXT), ("村", _TEXT)),
                *(("户编号", _ID), ("户主姓名", _TEXT), ("被反映人", _TEXT)),
                *(("被反映人证件号码", _ID), ("内容", _TEXT), ("状态", _TEXT), ("答复", _TEXT), ("答复日期", _DAY)),
            ),
            _clues,
        ),
        "comparison": ExportTable(
            "信息比对台账",
            (
                *(("批次", _NUMBER), ("村", _TEXT), ("户编号", _ID), ("户主姓名", _TEXT), ("姓名", _TEXT)),
                *(("身份证号", _ID), ("与户主关系", _TEXT), ("比对项目", _TEXT), ("结果", _TEXT), ("反馈单位", _TEXT)),
                *(("反馈日期", _DAY), ("疑点说明", _TEXT), ("核实情况", _TEXT), ("佐证", _TEXT), ("结论", _TEXT)),
                *(("核实人", _TEXT), ("免比对原因", _TEXT)),
            ),
            _comparison,
        ),
        "alerts": ExportTable(
            "预警台账",
            (
                *(("编号", _ID), *_PLACE, ("类别", _TEXT), ("缺项", _TEXT), ("状态", _TEXT), ("情况", _TEXT)),
                *(("发现日期", _DAY), ("平台标注日期", _DAY), ("交办部门", _TEXT), ("部门联系人", _TEXT)),
                *(("交办日期", _DAY), ("答复期限", _DAY), ("接收日期", _DAY), ("办结期限", _DAY)),
                *(("催办次数", _NUMBER), ("销号日期", _DAY), ("平台销号日期", _DAY), ("应回访日期", _DAY)),
            ),
            _alerts,
        ),
        "platform": ExportTable(
            "平台待办",
            (
                *(("事项", _TEXT), ("村", _TEXT), ("户编号", _ID), ("户主姓名", _TEXT), ("字段", _TEXT)),
                *(("系统原值", _TEXT), ("应改为", _TEXT), ("提出日期", _DAY)),
            ),
            _platform,
        ),
        "platform-corrections": ExportTable("国家系统待修改清单", CORRECTION_COLUMNS, correction_rows),
        "ledger-comparison": ExportTable("台账比对差异清单", ITEM_COLUMNS, difference_rows),
        "monitoring": _national("监测对象信息", "monitoring"),
        "living": _national("户信息", "living"),
        "work": ExportTable("务工信息表", returning.WORK_COLUMNS, returning.work_rows),
        "incomes": ExportTable("农户收入表", returning.INCOME_COLUMNS, returning.income_rows),
        "category-list": ExportTable("分类名单", returning.LIST_COLUMNS, returning.list_rows),
        "village-profile": ExportTable("行政村信息表", returning.VILLAGE_COLUMNS, returning.village_rows),
    }
)
