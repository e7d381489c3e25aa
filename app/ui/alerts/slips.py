"""交办反馈表: out to a department as a workbook, and what comes back shown line by line before it is written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QLabel, QVBoxLayout, QWidget

from app.services.slips.reading import SlipLine, SlipVerdict
from app.services.slips.service import SlipReturn, SlipWritten
from app.services.wording import sentence
from app.ui.common import dialogs
from app.ui.common.chips import Chip, Shape
from app.ui.common.columns import Column, chip_column, count_column
from app.ui.common.context import TabContext
from app.ui.common.empty_state import EmptyOr, EmptyState
from app.ui.common.paper_files import FileJob, PaperFiles
from app.ui.common.table_view import DataTable
from app.ui.common.values import money_text
from app.ui.common.windowed_model import RowsTableModel
from app.ui.theme import Tone, width_of

_WIDTH, _HEIGHT = 130, 420
_SHOWN = {
    SlipVerdict.WRITTEN: (Shape.CHECK, Tone.DONE),
    SlipVerdict.SAME: (Shape.RING, Tone.NEUTRAL),
    SlipVerdict.EMPTY: (Shape.RING, Tone.NEUTRAL),
    SlipVerdict.STALE: (Shape.TRIANGLE, Tone.DUE),
    SlipVerdict.UNKNOWN: (Shape.TRIANGLE, Tone.LATE),
    SlipVerdict.REFUSED: (Shape.TRIANGLE, Tone.LATE),
}


@dataclass(frozen=True, slots=True)
class _Read:
    file: Path
    found: SlipReturn


class SlipReturnView(QWidget):
    """The lines of one file that were filled in, with what each changes and why it may not."""

    def __init__(self, file: Path, found: SlipReturn) -> None:
        super().__init__()
        self.model: RowsTableModel[SlipLine] = RowsTableModel(
            (
                count_column("row", self.tr("行"), lambda line: line.row, width=5),
                Column("alert", self.tr("预警编号"), lambda line: line.alert, 13),
                Column("head", self.tr("户主"), lambda line: line.head_name, 8),
                chip_column("verdict", self.tr("结果"), _chip, width=11),
                Column("changes", self.tr("改动（原来 → 填报）"), self._changes, 44, tip=self._changes),
                Column("why", self.tr("原因"), _why, 40, tip=_why),
            )
        )
        shown = [line for line in found.lines if line.verdict is not SlipVerdict.EMPTY]
        self.model.show_rows(shown)
        table = DataTable(self.model, name=self.tr("反馈表各行"))
        self.detail = QLabel()
        self.detail.setWordWrap(True)
        self.detail.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        table.current_changed.connect(lambda _: self._on_current(table.currentIndex().row()))
        self._either = EmptyOr(table, EmptyState(self.tr("这份表里没有填写任何内容。")))
        self._either.show_empty(is_empty=not shown)
        self.said = QLabel(self._said(file, found))
        self.said.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.said)
        column.addWidget(self._either, 1)
        column.addWidget(self.detail)
        table.select_position(next((n for n, line in enumerate(shown) if line.reasons), 0))
        self.setMinimumSize(width_of(_WIDTH, self.font()), _HEIGHT)

    def _said(self, file: Path, found: SlipReturn) -> str:
        counts = {verdict: found.count(verdict) for verdict in SlipVerdict}
        one = self.tr("{verdict} {count} 行")
        told = "，".join(one.format(verdict=v.label, count=count) for v, count in counts.items() if count)
        text = self.tr("{file}：{told}。").format(file=file.name, told=told)
        if found.missing:
            places = "、".join(map(str, found.missing))
            text += "\n" + self.tr("缺少原表的第 {places} 项（被删去），这些不改动。").format(places=places)
        return text

    def _on_current(self, row: int) -> None:
        """The whole of a row that the columns cut."""
        line = self.model.row_at(row)
        told = (self._changes(line), _why(line)) if line else ()
        self.detail.setText("\n".join(filter(None, told)))

    def _changes(self, line: SlipLine) -> str:
        empty = self.tr("空")
        parts = [
            f"{d.field}：{_shown(d.field, d.before) or empty} → {_shown(d.field, d.after)}" for d in line.differences
        ]
        return "；".join(parts)


def _shown(field: str, value: object) -> str:
    if isinstance(value, int):
        return money_text(value)
    return str(value or "")


def _why(line: SlipLine) -> str:
    return "".join(sentence(reason) for reason in line.reasons)


def _chip(line: SlipLine) -> Chip:
    shape, tone = _SHOWN[line.verdict]
    return Chip(line.verdict.label, shape, tone)


class Slips(QWidget):
    """Asks for the files and shows what came back; hidden itself, it stands for its page."""

    def __init__(self, context: TabContext, page: QWidget) -> None:
        super().__init__(page)
        self.hide()
        self._context, self._page = context, page
        self._files = PaperFiles(context, page)

    def send(self, department: str) -> None:
        """Write the workbook of a department."""
        slips, actor, today = self._context.office.slips, self._context.actor(), self._context.today()
        name = self.tr("{department}交办反馈表").format(department=department)

        def said(result: object) -> str:
            assert isinstance(result, SlipWritten)
            text = self.tr("{name}已导出：{alerts} 条预警。填好后用“收回反馈表”收回。")
            return text.format(name=name, alerts=result.alerts)

        self._files.ask(
            FileJob(
                name,
                lambda file, _: slips.export(department, file, actor=actor, today=today),
                said,
                ending=".xlsx",
            )
        )

    def receive(self) -> None:
        """Choose files that came back, then look at the first; the others follow one by one."""
        dialogs.choose_open_files(
            self._page,
            self.tr("选择部门填好的交办反馈表"),
            kinds=self.tr("表格 (*.xlsx *.xls *.et)"),
            then=self.look_at,
        )

    def look_at(self, files: Sequence[Path]) -> None:
        """Compare the first of these files with the ledger, show it, then go on with the rest."""
        if not files:
            return
        file, *rest = files
        slips, actor, today = self._context.office.slips, self._context.actor(), self._context.today()
        title = self.tr("收回交办反馈表")
        task = self._context.runner.start(
            title, lambda _: _Read(file, slips.look(file, actor=actor, today=today)), quiet=True
        )
        task.succeeded.connect(lambda read: self._show(title, read, rest))
        task.refused.connect(lambda why: dialogs.show_refusal(self._page, title, why))

    def _show(self, title: str, read: _Read, rest: Sequence[Path]) -> None:
        view = SlipReturnView(read.file, read.found)
        steps = read.found.steps
        do = self.tr("写入 {count} 步").format(count=steps) if steps else self.tr("知道了")

        def then(dialog: QDialog) -> None:
            dialog.accept()
            if steps:
                self._write(title, read.file, rest)
            else:
                self.look_at(rest)

        dialogs.panel(self._page, title, view, do=do, then=then, can_cancel=bool(steps))

    def _write(self, title: str, file: Path, rest: Sequence[Path]) -> None:
        slips, actor, today = self._context.office.slips, self._context.actor(), self._context.today()
        task = self._context.runner.start(title, lambda _: slips.take_in(file, actor=actor, today=today))

        def written(found: SlipReturn) -> None:
            text = self.tr("{file}：已办理 {steps} 步，{refused} 行没有写入。")
            refused = sum(bool(line.reasons) for line in found.lines)
            self._context.navigator.say(text.format(file=file.name, steps=found.steps, refused=refused))
            self.look_at(rest)

        task.succeeded.connect(written)
        task.refused.connect(lambda why: dialogs.show_refusal(self._page, title, why))
