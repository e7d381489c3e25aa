"""Pages of the alert's pane: measures with their buttons, the history with every step, and the evidence."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QTextBrowser, QVBoxLayout, QWidget

from app.models.enums import MeasureState
from app.services.alerts.handovers import Handover
from app.services.alerts.page import AlertPage, Evidence, MeasureLine, StepLine
from app.ui.alerts.words import measure_chip
from app.ui.common.chips import alert_chip
from app.ui.common.columns import Column, chip_column, day_column, money_column
from app.ui.common.empty_state import EmptyOr, EmptyState
from app.ui.common.icons import icon
from app.ui.common.table_view import DataTable
from app.ui.common.values import day_text
from app.ui.common.windowed_model import RowsTableModel


class MeasuresPage(QWidget):
    """``asked(measure id or None, MeasureState or None)``: a measure is to be added, changed, done or cancelled."""

    asked = Signal(object, object)

    def __init__(self, today: Callable[[], date], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model: RowsTableModel[MeasureLine] = RowsTableModel(
            (
                Column("group", self.tr("类别"), lambda m: m.group.label, 10),
                Column("description", self.tr("措施"), lambda m: m.description, 14, tip=lambda m: m.description),
                Column("responsible", self.tr("责任人"), lambda m: m.responsible, 8),
                day_column("due_on", self.tr("期限"), lambda m: m.due_on),
                chip_column("state", self.tr("进度"), lambda m: measure_chip(m, today())),
                day_column("done_on", self.tr("完成"), lambda m: m.done_on),
                money_column("amount", self.tr("资金"), lambda m: m.amount_fen, width=8),
                Column("evidence", self.tr("佐证或取消原因"), lambda m: m.evidence or m.cancelled_reason, 16),
            ),
            id_of=lambda m: m.measure_id,
        )
        self.table = DataTable(self.model, name=self.tr("帮扶措施"))
        self._empty = EmptyOr(self.table, EmptyState(self.tr("还没有帮扶措施。交办后由部门会同村“定措施”。")))
        row = QHBoxLayout()
        self.buttons: dict[str, QPushButton] = {}
        for key, text, state in (
            ("add", self.tr("新增措施"), None),
            ("change", self.tr("修改"), None),
            ("done", self.tr("登记完成"), MeasureState.DONE),
            ("cancel", self.tr("取消"), MeasureState.CANCELLED),
        ):
            button = self.buttons[key] = QPushButton(text)
            button.clicked.connect(lambda _=False, k=key, s=state: self._on_pressed(k, s))
            row.addWidget(button)
        row.addStretch(1)
        self._row = QWidget()
        self._row.setLayout(row)
        row.setContentsMargins(0, 0, 0, 0)
        column = QVBoxLayout(self)
        column.addWidget(self._row)
        column.addWidget(self._empty, 1)
        self.table.opened.connect(lambda _: self._row.isVisibleTo(self) and self._on_pressed("change", None))
        self.table.current_changed.connect(lambda _: self._fit())

    def show_page(self, page: AlertPage, *, may_change: bool) -> None:
        """Show the measures; buttons only where measures can be changed now."""
        current = self.table.current_id()
        self.model.show_rows(page.measures)
        self._empty.show_empty(is_empty=not page.measures)
        self._row.setVisible(may_change)
        ids = [measure.measure_id for measure in page.measures]
        self.table.select_position(ids.index(current) if current in ids else 0)
        self._fit()

    def _fit(self) -> None:
        chosen = self._chosen()
        is_planned = chosen is not None and chosen.state is MeasureState.PLANNED
        self.buttons["change"].setEnabled(chosen is not None)
        for key in ("done", "cancel"):
            self.buttons[key].setEnabled(is_planned)

    def _chosen(self) -> MeasureLine | None:
        current = self.table.current_id()
        return next((measure for measure in self.model.rows if measure.measure_id == current), None)

    def _on_pressed(self, key: str, state: MeasureState | None) -> None:
        chosen = None if key == "add" else self.table.current_id()
        self.asked.emit(chosen, state)


class HistoryPage(QWidget):
    """The days of each hand-over, then every step, the latest first: who signed, who typed it, what was said."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.handovers = QLabel()
        self.handovers.setWordWrap(True)
        self.handovers.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.text = QTextBrowser()
        self.text.setAccessibleName(self.tr("经过"))
        column = QVBoxLayout(self)
        column.addWidget(self.handovers)
        column.addWidget(self.text, 1)

    def show_page(self, page: AlertPage) -> None:
        """Write the history of an alert."""
        self.handovers.setText("\n".join(self._days(n, one) for n, one in enumerate(page.handovers, start=1)))
        self.handovers.setVisible(bool(page.handovers))
        blocks = [self._told(step) for step in reversed(page.steps)]
        self.text.setPlainText("\n\n".join(blocks))

    def _days(self, number: int, one: Handover) -> str:
        said = self.tr("第{number}次交办 {department}：{first}起，").format(
            number=number, department=one.department, first=day_text(one.from_on)
        )
        if one.to_on is None:
            said += self.tr("办理中，")
        else:
            said += self.tr("{last}{how}，").format(last=day_text(one.to_on), how=one.ended_by)
        said += self.tr("用时 {days} 天").format(days=one.worked)
        if one.paused:
            said += self.tr("，另中止 {days} 天").format(days=one.paused)
        if one.returns:
            said += self.tr("，其中核实不过 {count} 次、重办 {days} 天").format(count=one.returns, days=one.again)
        return said

    def _told(self, step: StepLine) -> str:
        head = self.tr("{number}. {day} {name} → {state}（{party}）").format(
            number=step.number,
            day=day_text(step.occurred_on),
            name=step.name,
            state=alert_chip(step.to_state).word,
            party=step.party,
        )
        lines = [head]
        if step.taken_back_on is not None:
            back = self.tr("　已撤回 {day}：{reason}")
            lines.append(back.format(day=day_text(step.taken_back_on), reason=step.taken_back_reason))
        if step.signed:
            lines.append(self.tr("　签字：{names}").format(names=step.signed))
        recorded = self.tr("　由{user}代录，{day}录入").format(user=step.typed_by, day=day_text(step.recorded_on))
        lines.append(recorded + (self.tr("，文号 {number}").format(number=step.paper_no) if step.paper_no else ""))
        lines += [f"　{label}：{text}" for label, text in step.told]
        return "\n".join(lines)


class EvidencePage(QWidget):
    """What proves something: the proofs of measures, frozen papers, files.

    ``add_asked`` when files are to be kept with the alert; ``open_asked(attachment id)`` to look at one.
    """

    add_asked = Signal()
    open_asked = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        kinds = {"measure": self.tr("措施佐证"), "paper": self.tr("存档文书❄"), "file": self.tr("附件")}
        self.model: RowsTableModel[Evidence] = RowsTableModel(
            (
                Column("kind", self.tr("种类"), lambda e: kinds[e.kind], 10),
                Column("name", self.tr("名称"), lambda e: e.name, 20, tip=lambda e: e.name),
                Column("text", self.tr("内容"), lambda e: e.text, 24, tip=lambda e: e.text),
                day_column("on", self.tr("日期"), lambda e: e.on),
            )
        )
        self.table = DataTable(self.model, name=self.tr("佐证"))
        nothing = EmptyState(self.tr("还没有佐证。登记措施完成时填写的佐证、存档的文书和上传的附件会出现在这里。"))
        self._empty = EmptyOr(self.table, nothing)
        self.add = QPushButton(icon("upload"), self.tr("上传佐证…"))
        self.open = QPushButton(icon("eye"), self.tr("打开附件"))
        self.add.clicked.connect(self.add_asked)
        self.open.clicked.connect(self._on_open)
        self.table.opened.connect(lambda _: self._on_open())
        self.table.current_changed.connect(lambda _: self._fit())
        row = QHBoxLayout()
        row.addWidget(self.add)
        row.addWidget(self.open)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.addLayout(row)
        column.addWidget(self._empty, 1)

    def show_page(self, page: AlertPage) -> None:
        """Show the evidence of an alert."""
        self.model.show_rows(page.evidence)
        self._empty.show_empty(is_empty=not page.evidence)
        self.table.select_position(0)
        self._fit()

    def _chosen(self) -> int | None:
        row = self.model.row_at(self.table.currentIndex().row()) if self.model.rows else None
        return row.attachment_id if row is not None else None

    def _fit(self) -> None:
        self.open.setEnabled(self._chosen() is not None)

    def _on_open(self) -> None:
        if (attachment_id := self._chosen()) is not None:
            self.open_asked.emit(attachment_id)
