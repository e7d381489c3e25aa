"""催报: who owes what, the words to paste into a message, and the way to the 催办单."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from app.services.urging import Gathered, Recipient, message
from app.ui.common.chips import Chip, due_chip
from app.ui.common.columns import Column, chip_column, count_column
from app.ui.common.context import TabContext
from app.ui.common.editors import DayEditor
from app.ui.common.empty_state import EmptyOr, EmptyState
from app.ui.common.icons import icon
from app.ui.common.table_view import DataTable
from app.ui.common.tasks import Latest
from app.ui.common.windowed_model import RowsTableModel

_ANSWER_DAYS = 3


class UrgingPage(QWidget):
    """Every village and department that owes something; those chosen are written to in one press."""

    def __init__(self, context: TabContext) -> None:
        super().__init__()
        self._context = context
        self._gathered = Gathered("", ())
        self._answers = Latest(context.runner, self)
        self.model: RowsTableModel[Recipient] = RowsTableModel(
            (
                Column("name", self.tr("对象"), lambda row: row.name, 12),
                count_column("count", self.tr("未完成"), lambda row: row.count),
                chip_column("since", self.tr("最早到期"), self._chip, width=12),
                Column("contact", self.tr("联系人"), lambda row: row.contact, 18),
                Column("kinds", self.tr("哪些工作"), self._kinds, 30, tip=self._kinds),
            )
        )
        self.table = DataTable(self.model, name=self.tr("催报对象"), key="workbench/urging", memory=context.memory)
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setAccessibleName(self.tr("催报文字"))
        self.answer_by = DayEditor(year=lambda: context.today().year)
        self.answer_by.set_value(context.today() + timedelta(days=_ANSWER_DAYS))
        self.with_names = QCheckBox(self.tr("写出户主姓名"))
        self.with_names.setChecked(True)
        self.with_names.setToolTip(self.tr("发到多人的群里时不要勾选：只写户数，不写姓名"))
        self.copy = QPushButton(icon("copy", colour="#FFFFFF"), self.tr("复制文字"))
        self.copy.setProperty("primary", True)
        self.slips = QPushButton(icon("printer"), self.tr("催办单…"))
        self.leader = QPushButton(icon("printer"), self.tr("全镇一页…"))
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        self.table.horizontalHeader().setStretchLastSection(True)
        nothing = EmptyState(self.tr("各村、各部门没有逾期或临近期限的工作。"), sign="circle-check")
        self._place = EmptyOr(self.table, nothing)
        heading = QLabel(self.tr("要催报的村和部门（可多选，Ctrl+A 全选）"))
        heading.setBuddy(self.table)
        left, right = QWidget(), QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(heading)
        column.addWidget(self._place, 1)
        tools, papers = QHBoxLayout(), QHBoxLayout()
        by = QLabel(self.tr("回复期限"))
        by.setBuddy(self.answer_by)
        self.answer_by.line.setAccessibleName(self.tr("回复期限"))
        tools.addWidget(by)
        tools.addWidget(self.answer_by, 1)
        tools.addWidget(self.with_names)
        for button in (self.copy, self.slips, self.leader):
            papers.addWidget(button)
        papers.addStretch(1)
        other = QVBoxLayout(right)
        other.setContentsMargins(8, 0, 0, 0)
        other.addLayout(tools)
        other.addWidget(self.text, 1)
        other.addLayout(papers)
        split = QSplitter()
        split.addWidget(left)
        split.addWidget(right)
        split.setSizes([820, 520])
        whole = QVBoxLayout(self)
        whole.setContentsMargins(8, 8, 8, 4)
        whole.addWidget(split, 1)

    def _connect(self) -> None:
        navigator = self._context.navigator
        self._answers.answered.connect(self._on_gathered)
        self.table.selection_counted.connect(lambda _: self._write())
        self.with_names.toggled.connect(lambda _: self._write())
        self.answer_by.changed.connect(self._write)
        self.copy.clicked.connect(self._on_copy)
        self.slips.clicked.connect(lambda: navigator.open_tab("reports", "urging_slip"))
        self.leader.clicked.connect(lambda: navigator.open_tab("reports", "leader_page"))

    def _chip(self, row: Recipient) -> Chip:
        days = (row.since - self._context.today()).days
        return due_chip(days, (self.tr("剩{days}天"), self.tr("逾期{days}天")))

    def _kinds(self, row: Recipient) -> str:
        return self.tr("、").join(
            self.tr("{name} {count}").format(name=urge.name, count=len(urge.owed)) for urge in row.urges
        )

    # -- showing -----------------------------------------------------------------------------------------------------

    def reload(self) -> None:
        """Gather again."""
        office, today = self._context.office, self._context.today()
        self._answers.ask(self.tr("汇总催报"), lambda _: office.urging.gather(today=today))

    def _on_gathered(self, gathered: Gathered) -> None:
        before = {row.key for row in self.chosen()}
        self._gathered = gathered
        rows = gathered.recipients
        self.model.show_rows(rows)
        self._place.show_empty(is_empty=not rows)
        if rows and not any(row.key in before for row in rows):
            self.table.select_position(0)
        self._write()

    def chosen(self) -> Sequence[Recipient]:
        """The chosen recipients, from top to bottom."""
        rows = self.model.rows
        positions = sorted({index.row() for index in self.table.selectionModel().selectedIndexes()})
        return [rows[position] for position in positions if position < len(rows)]

    def _write(self) -> None:
        given = self.answer_by.value()
        by = given if isinstance(given, date) else self._context.today() + timedelta(days=_ANSWER_DAYS)
        today, names = self._context.today(), self.with_names.isChecked()
        chosen = self.chosen()
        self.text.setPlainText(
            "\n\n".join(
                message(row, office=self._gathered.office, today=today, answer_by=by, with_names=names)
                for row in chosen
            )
        )
        for button in (self.copy, self.slips):
            button.setEnabled(bool(chosen))

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text.toPlainText())
        count = len(self.chosen())
        self._context.navigator.say(self.tr("已复制 {count} 个对象的催报文字，可粘贴到消息里。").format(count=count))
