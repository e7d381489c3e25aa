"""The columns of the platform's to-do list."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

from app.services.entry.corrections import CorrectionState
from app.services.entry.platform import TaskKind, TaskRow
from app.ui.common.chips import Chip, Shape
from app.ui.common.columns import Column, chip_column, day_column
from app.ui.common.household_columns import code_column, head_column, place_column
from app.ui.theme import Tone

translate = QCoreApplication.translate


def task_columns() -> Sequence[Column[TaskRow]]:
    """What is to be done, for whom, since when; corrections with old and new value."""
    return (
        chip_column("kind", translate("entry", "事项"), _kind_chip, width=14),
        chip_column("state", translate("entry", "状态"), _state_chip, width=15),
        head_column(lambda t: t.household.head_name),
        place_column(lambda t: t.household),
        day_column("opened", translate("entry", "产生日期"), lambda t: t.opened_on, width=11),
        Column("field", translate("entry", "字段"), lambda t: t.field, 14),
        Column("old", translate("entry", "原值"), lambda t: t.old_value, 16),
        Column("new", translate("entry", "新值"), lambda t: t.new_value, 16),
        day_column("done", translate("entry", "办结日期"), lambda t: t.done_on, width=11),
        Column("by", translate("entry", "办理人"), lambda t: t.done_by, 10),
        Column("reason", translate("entry", "理由或退回原因"), _reason, 24, tip=_reason),
        day_column("verified", translate("entry", "核验日期"), lambda t: t.verified_on, width=11),
        code_column(lambda t: t.household.code),
    )


def _kind_chip(task: TaskRow) -> Chip:
    if task.done_on is not None:
        return Chip(task.kind.label, Shape.CHECK, Tone.DONE)
    alerts = (TaskKind.MARK_ALERT, TaskKind.CLOSE_ALERT)
    return Chip(task.kind.label, Shape.DIAMOND if task.kind in alerts else Shape.RING, Tone.ACCENT)


_STATES = {
    CorrectionState.TO_DO: (Shape.RING, Tone.DUE),
    CorrectionState.SENT_BACK: (Shape.DIAMOND, Tone.LATE),
    CorrectionState.DONE: (Shape.CHECK, Tone.ACCENT),
    CorrectionState.VERIFIED: (Shape.CHECK, Tone.DONE),
}


def _state_chip(task: TaskRow) -> Chip | None:
    """Where a change of data stands; the other kinds are to be done or done."""
    return Chip(task.state.label, *_STATES[task.state]) if task.kind is TaskKind.CORRECT else None


def _reason(task: TaskRow) -> str:
    return task.sent_back_reason if task.state is CorrectionState.SENT_BACK else task.reason
