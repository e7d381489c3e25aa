"""Comparisons and 国家系统待修改清单 as workbooks: one sheet or one file for each village."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from sqlalchemy import ColumnElement, select

from app.models.cases import PlatformTask
from app.models.comparison import ComparisonItem, PlatformCorrection
from app.models.household import HouseholdSummary
from app.models.region import Region
from app.services.comparison.kinds import ItemKind, ItemState, newer_of
from app.services.comparison.results import ItemRow
from app.services.context import Actor
from app.services.entry.corrections import CORRECT, state_of
from app.services.errors import refuse
from app.services.exports.told import tell
from app.services.files.atomic import file_name
from app.services.files.sheets import ColumnKind, SheetColumn, SheetSpec, SheetValue, write_workbook
from app.services.id_number import masked
from app.services.ledger import Ledger
from app.services.papers.queries.asking import Question

_TEXT, _ID, _NUMBER, _DAY = ColumnKind.TEXT, ColumnKind.ID, ColumnKind.NUMBER, ColumnKind.DAY
_NO_VILLAGE = "未注明村"
TITLE = "台账比对差异清单"

ITEM_COLUMNS = (
    *(("差异", _TEXT), ("村", _TEXT), ("户编号", _ID), ("姓名", _TEXT), ("证件号码", _ID), ("字段", _TEXT)),
    *(("本镇台账", _TEXT), ("本镇日期", _DAY), ("表中", _TEXT), ("表的日期", _DAY), ("新旧", _TEXT)),
    *(("台账备注", _TEXT), ("表中位置", _TEXT), ("处理", _TEXT), ("理由", _TEXT)),
)
CORRECTION_COLUMNS = (
    *(("状态", _TEXT), ("村", _TEXT), ("户编号", _ID), ("户主姓名", _TEXT), ("字段", _TEXT)),
    *(("系统现值", _TEXT), ("应改为", _TEXT), ("理由", _TEXT), ("提出日期", _DAY), ("修改日期", _DAY)),
    *(("修改人", _TEXT), ("退回原因", _TEXT), ("核验日期", _DAY)),
)


def _scope(question: Question) -> Sequence[ColumnElement[bool]]:
    village, household = ComparisonItem.__table__.c.village_id, ComparisonItem.__table__.c.household_id
    return question.within(village=village, household=household)


def difference_rows(question: Question) -> Iterator[Sequence[SheetValue]]:
    """Every difference that has not closed."""
    item = ComparisonItem
    statement = (
        select(item, Region.name)
        .outerjoin(Region, Region.id == item.village_id)
        .where(item.closed_on.is_(None), *_scope(question))
        .order_by(Region.position, item.village_id, item.household_code, item.kind, item.person_id, item.field)
    )
    for row, village in question.session.execute(statement):
        yield (
            *(ItemKind(row.kind).label, village, row.household_code, row.name, row.id_number, row.field),
            *(row.ours, row.ours_on, row.theirs, row.theirs_on, newer_of(row.ours_on, row.theirs_on).label),
            *(row.note, row.place, ItemState(row.state).label, row.reason),
        )


def correction_rows(question: Question) -> Iterator[Sequence[SheetValue]]:
    """Every line of 国家系统待修改清单, those that were verified too."""
    s = HouseholdSummary
    statement = (
        select(PlatformTask, PlatformCorrection, s.village_name, s.code, s.head_name)
        .join(s, s.household_id == PlatformTask.household_id)
        .outerjoin(PlatformCorrection, PlatformCorrection.task_id == PlatformTask.id)
        .where(PlatformTask.kind == CORRECT, PlatformTask.is_void.is_(None))
        .where(*question.within(village=s.village_id, household=s.household_id))
        .order_by(s.village_id, s.head_name, PlatformTask.id)
    )
    for task, line, village, code, head in question.session.execute(statement):
        yield (
            *(state_of(task, line).label, village, code, head, task.field, task.old_value, task.new_value),
            *(line.reason if line else None, task.opened_on, task.done_on, task.done_by),
            *(line.sent_back_reason if line else None, line.verified_on if line else None),
        )


def export_items(ledger: Ledger, rows: Sequence[ItemRow], out: Path, *, actor: Actor, today: date) -> int:
    """Write these differences, one sheet for each village, numbers masked; returns the number of rows."""
    if not rows:
        raise refuse("papers.nothing", kind=TITLE)
    sheets = [_sheet(village, found) for village, found in _by_village(rows).items()]
    written = write_workbook(out, sheets)
    tell(ledger, "ledger-comparison", written, whole_ids=False, actor=actor, today=today)
    return written


def export_by_village(ledger: Ledger, rows: Sequence[ItemRow], folder: Path, *, actor: Actor, today: date) -> int:
    """Write one workbook for each village into a folder, numbers masked; returns the number of files."""
    if not rows:
        raise refuse("papers.nothing", kind=TITLE)
    villages, written = _by_village(rows), 0
    try:
        for village, found in villages.items():
            target = folder / f"{file_name(f'{TITLE}_{village}_{today:%Y%m%d}')}.xlsx"
            written += write_workbook(target, [_sheet(village, found)])
    finally:
        if written:  # what was written before one of them failed has left, too
            tell(ledger, "ledger-comparison", written, whole_ids=False, actor=actor, today=today)
    return len(villages)


def _by_village(rows: Sequence[ItemRow]) -> dict[str, list[ItemRow]]:
    found = defaultdict[str, list[ItemRow]](list)
    for row in rows:
        found[row.village or _NO_VILLAGE].append(row)
    return found


def _sheet(village: str, rows: Sequence[ItemRow]) -> SheetSpec:
    def text(row: ItemRow, value: str) -> str:
        # A number may also be the value that differs, or stand beside a name.
        return value.replace(row.id_number, masked(row.id_number)) if row.id_number else value

    def value(row: ItemRow, words: str) -> str:
        return masked(words) if row.column == "person.id_number" else text(row, words)

    def cells(row: ItemRow) -> list[SheetValue]:
        return [
            *(row.kind.label, row.village, row.household_code, row.name, masked(row.id_number), row.field),
            *(value(row, row.ours), row.ours_on, value(row, row.theirs), row.theirs_on, row.newer.label),
            *(row.note, row.place, row.state.label, row.reason),
        ]

    columns = [SheetColumn(title, kind) for title, kind in ITEM_COLUMNS]
    return SheetSpec(name=village, columns=columns, rows=map(cells, rows), title=f"{village}{TITLE}")
