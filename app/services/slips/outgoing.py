"""The workbook for a department: its alerts, each measure with its last values locked, lines for new ones."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.cases import Alert, Measure
from app.models.enums import AlertState, Gap, MeasureGroup, MeasureState
from app.models.household import HouseholdSummary
from app.models.plans import Department
from app.services.briefs import BRIEF, HouseholdBrief, brief_of
from app.services.files.sheets import ColumnKind, SheetColumn, SheetSpec, SheetValue
from app.services.papers.wording import yuan
from app.services.slips.numbers import number_of

# With the department: handed over or being helped. What it asked to close waits for the township.
WITH_IT = (AlertState.ASSIGNED, AlertState.HELPING)
_NEW_LINES = {AlertState.ASSIGNED: 3, AlertState.HELPING: 1}
_K = ColumnKind
_COLUMNS = (
    SheetColumn("办理号", _K.ID, width=4, is_hidden=True),
    SheetColumn("预警编号", _K.ID, width=14),
    SheetColumn("村", width=9),
    SheetColumn("户主", width=9),
    SheetColumn("缺项", width=9),
    SheetColumn("情况", width=20),
    SheetColumn("接收期限", _K.DAY, width=11),
    SheetColumn("办结期限", _K.DAY, width=11),
    SheetColumn("已有措施", width=26),
    SheetColumn("接收人", width=9, is_open=True),
    SheetColumn("接收日期", _K.DAY, width=11, is_open=True),
    SheetColumn("措施类别", width=13, is_open=True, options=tuple(group.label for group in MeasureGroup)),
    SheetColumn("具体措施", width=18, is_open=True),
    SheetColumn("责任人", width=9, is_open=True),
    SheetColumn("开始日期", _K.DAY, width=11, is_open=True),
    SheetColumn("完成期限", _K.DAY, width=11, is_open=True),
    SheetColumn("资金（元）", _K.FEN, width=10, is_open=True),
    SheetColumn("进度", width=9, is_open=True, options=tuple(state.label for state in MeasureState)),
    SheetColumn("完成日期", _K.DAY, width=11, is_open=True),
    SheetColumn("佐证", width=18, is_open=True),
    SheetColumn("取消原因", width=14, is_open=True),
    SheetColumn("申请销号", width=9, is_open=True, options=("是",)),
    SheetColumn("申请文号", width=12, is_open=True),
    SheetColumn("签字人", width=9, is_open=True),
    SheetColumn("办理日期", _K.DAY, width=11, is_open=True),
)
_LINES = (
    "黄色格填写，空着的不改动原有内容；一行一项措施，“已有措施”一行只填有变化的格，新措施填在空行。",
    "接收人、接收日期、申请销号、申请文号、签字人每条预警填一行即可。日期写 2020-6-1。请勿增删行。",
)


@dataclass(frozen=True, slots=True)
class Given:
    """An alert that a department has, with its measures."""

    alert: Alert
    household: HouseholdBrief
    measures: tuple[Measure, ...]


def given_in(session: Session, department: Department) -> list[Given]:
    """What a department has to do, what is due first on top."""
    states = [state.value for state in WITH_IT]
    found = session.execute(
        select(*BRIEF, Alert)
        .join(Alert, Alert.household_id == HouseholdSummary.household_id)
        .where(Alert.department_id == department.id, Alert.state.in_(states))
        .order_by(Alert.due_on.is_(None), Alert.due_on, Alert.id)
    ).all()
    return [Given(row[-1], brief_of(row), tuple(_measures(session, row[-1]))) for row in found]


def _measures(session: Session, alert: Alert) -> Iterator[Measure]:
    own = select(Measure).where(Measure.alert_id == alert.id).order_by(Measure.id)
    yield from session.scalars(own)


def slip_sheet(department: str, given: Sequence[Given], *, office: str, today: date) -> SheetSpec:
    """The one sheet of the workbook."""
    lines = [(one, measure, new) for one in given for measure, new in _lines(one)]
    rows = [
        _cells(one, measure, number_of(one.alert, measure, new=new, place=place, total=len(lines)))
        for place, (one, measure, new) in enumerate(lines, start=1)
    ]
    title = f"{department}预警交办反馈表"
    made = f"{office}　{today.year}年{today.month}月{today.day}日发出，共 {len(given)} 条预警"
    return SheetSpec("交办反馈", _COLUMNS, rows, title=title, lines=(made, *_LINES), is_locked=True)


def _lines(one: Given) -> Iterator[tuple[Measure | None, int]]:
    for measure in one.measures:
        if measure.state == MeasureState.PLANNED.value:
            yield measure, 0
    for new in range(1, _NEW_LINES[AlertState(one.alert.state)] + 1):
        yield None, new


def _cells(one: Given, measure: Measure | None, number: str) -> list[SheetValue]:
    alert, home = one.alert, one.household
    response = None if alert.responded_on else alert.response_due_on
    fixed: list[SheetValue] = [number, alert.number, home.village_name, home.head_name, Gap(alert.gap).label]
    fixed += [alert.fact or "", response, alert.due_on, _told(measure)]
    return [*fixed, *(None for _ in _COLUMNS[len(fixed) :])]


def _told(measure: Measure | None) -> str:
    if measure is None:
        return "（新措施）"
    parts = (
        MeasureGroup(measure.group).label,
        measure.description,
        measure.responsible,
        f"{yuan(measure.amount_fen)}元" if measure.amount_fen else "",
        f"{measure.due_on.month}月{measure.due_on.day}日前" if measure.due_on else "",
        MeasureState(measure.state).label,
    )
    return " ".join(part for part in parts if part)
