"""今天: the stage with its countdown, what is due (late first), the week ahead, the villages, the data's health."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QPushButton, QSplitter, QVBoxLayout, QWidget

from app.models.enums import CaseState
from app.services.status import Ahead, Status, VillageProgress
from app.ui.common.chips import Chip, ChipLabel, Shape, due_chip
from app.ui.common.columns import Column, chip_column, count_column
from app.ui.common.empty_state import EmptyOr, EmptyState
from app.ui.common.memory import WindowMemory
from app.ui.common.table_view import DataTable
from app.ui.common.values import spoken_day
from app.ui.common.windowed_model import RowsTableModel
from app.ui.theme import Tone
from app.ui.workbench.reading import Health, Reading
from app.ui.workbench.words import TodayRow, row_of_late, row_of_task

_WEEK = 7  # days without a backup that are too many


class TodayPage(QWidget):
    """``asked(kind)`` when a line is opened: the list behind it."""

    asked = Signal(str)

    def __init__(self, today: Callable[[], date], memory: WindowMemory) -> None:
        super().__init__()
        self._today, self._memory = today, memory
        self.stage, self.counts = QLabel(), QLabel()
        self.stage.setProperty("heading", True)
        self.counts.setProperty("muted", True)
        self.counts.setWordWrap(True)
        self.due: RowsTableModel[TodayRow] = RowsTableModel(
            (
                chip_column("since", self.tr("紧急"), lambda row: row.chip(today()), width=12),
                Column("name", self.tr("工作"), lambda row: row.name, 18),
                count_column("count", self.tr("数量"), lambda row: row.count),
                Column("due_on", self.tr("期限"), lambda row: spoken_day(row.due_on) if row.due_on else "", 9),
                Column("items", self.tr("有哪些"), lambda row: row.items, 48, tip=lambda row: row.items),
            )
        )
        self.ahead: RowsTableModel[Ahead] = RowsTableModel(
            (
                Column("day", self.tr("日期"), lambda one: spoken_day(one.day), 9),
                chip_column("left", self.tr("还有"), self._left, width=8),
                Column("name", self.tr("到期的事"), lambda one: one.name, 20),
                count_column("count", self.tr("数量"), lambda one: one.count if one.kind != "stage" else None),
            )
        )
        self.villages: RowsTableModel[VillageProgress] = RowsTableModel(
            (
                Column("name", self.tr("村"), lambda row: row.name, 10),
                chip_column("done", self.tr("本阶段完成"), _done, width=13),
                count_column("open", self.tr("未结预警"), lambda row: row.open_alerts or None),
                chip_column("late", self.tr("超期"), _late, width=7),
            )
        )
        self._lay_out()

    def _left(self, one: Ahead) -> Chip:
        days, word = (one.day - self._today()).days, self.tr("{days}天")
        return Chip(self.tr("今天"), Shape.RING, Tone.DUE) if days == 0 else due_chip(days, (word, word))

    def _lay_out(self) -> None:
        self.table = self._table(self.due, self.tr("今天要办的事"), "today")
        self.table.horizontalHeader().setStretchLastSection(True)
        self.ahead_table = self._table(self.ahead, self.tr("未来七天"), "ahead")
        self.village_table = self._table(self.villages, self.tr("各村进度"), "villages")
        self.table.opened.connect(lambda position: self.asked.emit(self.due.rows[self._row(self.table)].kind))
        self.ahead_table.opened.connect(lambda _: self.asked.emit(self.ahead.rows[self._row(self.ahead_table)].kind))
        nothing = EmptyState(self.tr("今天没有要办的事，也没有逾期的工作。"), sign="circle-check")
        self._due_place = EmptyOr(self.table, nothing)
        self._ahead_place = EmptyOr(self.ahead_table, EmptyState(self.tr("七天内没有到期的事。"), sign="calendar"))
        left, right = QWidget(), QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._heading(self.tr("今天要办的事（逾期在前，双击打开名单）"), self.table))
        column.addWidget(self._due_place, 1)
        other = QVBoxLayout(right)
        other.setContentsMargins(8, 0, 0, 0)
        other.addWidget(self._heading(self.tr("未来七天"), self.ahead_table))
        other.addWidget(self._ahead_place, 3)
        other.addWidget(self._heading(self.tr("各村进度"), self.village_table))
        other.addWidget(self.village_table, 4)
        other.addWidget(QLabel(self.tr("数据情况")))
        other.addWidget(self._health())
        split = QSplitter()
        split.addWidget(left)
        split.addWidget(right)
        split.setSizes([860, 460])
        split.setHandleWidth(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(8, 8, 8, 4)
        whole.addWidget(self.stage)
        whole.addWidget(self.counts)
        whole.addWidget(split, 1)

    def _table(self, model: RowsTableModel, name: str, key: str) -> DataTable:
        return DataTable(model, name=name, key=f"workbench/{key}", memory=self._memory)

    @staticmethod
    def _row(table: DataTable) -> int:
        return table.currentIndex().row()

    @staticmethod
    def _heading(text: str, table: DataTable) -> QLabel:
        label = QLabel(text)
        label.setBuddy(table)
        return label

    def _health(self) -> QWidget:
        place = QWidget()
        grid = QGridLayout(place)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setColumnStretch(1, 1)
        self.health: dict[str, ChipLabel] = {}
        for line, (key, name, act) in enumerate(
            (
                ("finding", self.tr("疑点未处理"), self.tr("看疑点户")),
                ("unknown", self.tr("两不愁三保障缺数据"), self.tr("看缺数据户")),
                ("backup", self.tr("上次备份"), self.tr("去备份")),
            )
        ):
            chip = self.health[key] = ChipLabel(None, place)
            button = QPushButton(act)
            button.clicked.connect(lambda _=False, k=key: self.asked.emit(k))
            row = QHBoxLayout()
            row.addWidget(chip)
            row.addStretch(1)
            grid.addWidget(QLabel(name), line, 0)
            grid.addLayout(row, line, 1)
            grid.addWidget(button, line, 2)
        return place

    # -- showing -----------------------------------------------------------------------------------------------------

    def show_reading(self, reading: Reading) -> None:
        """Show where the year stands."""
        status = reading.status
        late = sorted((row_of_late(one) for one in status.late), key=lambda row: row.due_on or date.max)
        late_kinds = {row.kind for row in late}
        tasks = [row_of_task(task) for task in status.tasks if task.left and task.code not in late_kinds]
        rows = [*late, *tasks]
        self.due.show_rows(rows)
        self._due_place.show_empty(is_empty=not rows)
        self.ahead.show_rows(reading.ahead)
        self._ahead_place.show_empty(is_empty=not reading.ahead)
        self.villages.show_rows(reading.villages)
        self.stage.setText(self._stage_text(status))
        self.counts.setText(self._counts_text(status))
        self._show_health(reading.health)

    def _stage_text(self, status: Status) -> str:
        if status.stage is not None:
            said = self.tr("{stage}：第{day}天，还剩{left}天（{closes}结束）")
            if not status.days_left:
                said = self.tr("{stage}：第{day}天，今天是最后一天（{closes}结束）")
            closes = spoken_day(status.stage.closes_on)
            return said.format(stage=status.stage.name, day=status.day_of_stage, left=status.days_left, closes=closes)
        if status.next_stage is not None:
            days = (status.next_stage.opens_on - self._today()).days
            return self.tr("下一阶段：{stage}，还有{days}天").format(stage=status.next_stage.name, days=days)
        return self.tr("本年各阶段已经结束，请在“录入建档 → 年末结转”办理结转。")

    def _counts_text(self, status: Status) -> str:
        parts = [
            self.tr("共 {households} 户 {members} 人").format(
                households=f"{status.households:,}", members=f"{status.members:,}"
            )
        ]
        parts += [f"{state.label} {status.cases[state]}" for state in CaseState if state in status.cases]
        if status.alerts:
            alerts = " ".join(f"{state.label} {count}" for state, count in status.alerts.items())
            parts.append(self.tr("预警：{alerts}").format(alerts=alerts))
        return "　".join(parts)

    def _show_health(self, health: Health) -> None:
        said = self.tr("{count} 户")
        for key, count in (("finding", health.open_findings), ("unknown", health.unknown)):
            shape, tone = (Shape.TRIANGLE, Tone.DUE) if count else (Shape.CHECK, Tone.DONE)
            self.health[key].show_chip(Chip(said.format(count=f"{count:,}"), shape, tone))
        self.health["backup"].show_chip(self._backup_chip(health))

    def _backup_chip(self, health: Health) -> Chip:
        if health.backup_days is None:
            return Chip(self.tr("还没有备份"), Shape.TRIANGLE, Tone.LATE)
        if health.backup_days >= _WEEK:
            return Chip(self.tr("{days} 天前").format(days=health.backup_days), Shape.TRIANGLE, Tone.LATE)
        word = self.tr("今天") if health.backup_days <= 0 else self.tr("{days} 天前").format(days=health.backup_days)
        return Chip(word, Shape.CHECK, Tone.DONE)


def _done(row: VillageProgress) -> Chip | None:
    if not row.total:
        return None
    shape, tone = (Shape.CHECK, Tone.DONE) if row.done >= row.total else (Shape.HALF, Tone.ACCENT)
    return Chip(f"{row.done}/{row.total}", shape, tone)


def _late(row: VillageProgress) -> Chip | None:
    return Chip(str(row.late_alerts), Shape.TRIANGLE, Tone.LATE) if row.late_alerts else None
