"""The rows of one result file by bucket; rows whose name differs are settled by a person."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QDialog
from typing_extensions import override

from app.services.cross_check.results import RowView
from app.services.cross_check.words import Bucket
from app.ui.cases.rows import chosen_rows, show_again
from app.ui.common import dialogs
from app.ui.common.columns import Column, chip_column, count_column
from app.ui.common.context import TabContext
from app.ui.common.empty_state import EmptyOr, EmptyState
from app.ui.common.filter_chips import FilterChip, FilterChips
from app.ui.common.form_builder import Field, Form
from app.ui.common.table_view import DataTable
from app.ui.common.windowed_model import RowsTableModel
from app.ui.screening.outcome_chips import bucket_chip
from app.ui.screening.task_page import TaskPage


class ResultRows(TaskPage):
    """What needs a person is shown first; the chips narrow to one bucket."""

    _ORDER = (
        Bucket.NAME_DIFFERS,
        Bucket.NOT_FOUND,
        Bucket.MALFORMED,
        Bucket.DUPLICATE,
        Bucket.REPAIRED,
        Bucket.MATCHED,
    )

    def __init__(self, context: TabContext) -> None:
        super().__init__(context)
        self._import: int | None = None
        self._all: Sequence[RowView] = ()
        self.rows: RowsTableModel[RowView] = RowsTableModel(self._columns(), id_of=lambda row: row.id)
        self.table = DataTable(self.rows, name=self.tr("结果文件的行"), key="result-rows", memory=context.memory)
        buckets = tuple(FilterChip(bucket.value, bucket.label) for bucket in self._ORDER)
        self.chips = FilterChips(buckets, name=self.tr("归类"))
        self._either = EmptyOr(self.table, EmptyState(self.tr("在上面选一个结果文件，这里列出它的每一行归到了哪里。")))
        self.column.addWidget(self.chips)
        self.column.addWidget(self.bar)
        self.column.addWidget(self._either, 1)
        self.column.addWidget(
            self.tools(
                self.button(self.tr("是同一个人…"), lambda: self._on_settle(accept=True), sign="check"),
                self.button(self.tr("不是这个人…"), lambda: self._on_settle(accept=False), sign="x"),
            )
        )
        self.chips.changed.connect(self._show)
        self.answers.answered.connect(self._on_rows)

    def _columns(self) -> list[Column[RowView]]:
        return [
            count_column("row", self.tr("行"), lambda r: r.file_row, width=5),
            chip_column("bucket", self.tr("归类"), lambda r: bucket_chip(r.bucket), width=13),
            Column("name", self.tr("姓名"), lambda r: r.name, 9),
            Column("number", self.tr("证件号码"), lambda r: r.id_number, 20),
            Column("topic", self.tr("项目"), lambda r: r.topic.label if r.topic else "", 8),
            Column("result", self.tr("结果"), lambda r: r.result, 8),
            Column("details", self.tr("说明"), lambda r: r.details, 30, tip=lambda r: r.details),
        ]

    def show_import(self, number: int) -> None:
        """Show the rows of this import; -1 shows nothing."""
        if number >= 0:
            self._import = number
            self.reload()

    @override
    def reload(self) -> None:
        number, cross_check = self._import, self.context.office.cross_check
        if number is not None:
            self.answers.ask(self.tr("读取结果行"), lambda _: cross_check.rows(number))

    def _on_rows(self, rows: Sequence[RowView]) -> None:
        self._all = rows
        self.chips.show_counts({bucket.value: sum(row.bucket is bucket for row in rows) for bucket in self._ORDER})
        self._show()

    def _show(self) -> None:
        pressed = self.chips.chosen
        shown = [row for row in self._all if not pressed or row.bucket.value in pressed]
        show_again(self.table, self.rows, sorted(shown, key=lambda row: self._ORDER.index(row.bucket)))
        self._either.show_empty(is_empty=not self._all)

    def _on_settle(self, *, accept: bool) -> None:
        chosen = [row for row in chosen_rows(self.table, self.rows) if row.bucket is Bucket.NAME_DIFFERS]
        if not self.need(chosen, self.tr("请先选“姓名不符”的行，可以多选。")):
            return
        form = Form((Field("reason", self.tr("怎么认定的"), required=True),))
        title = self.tr("是同一个人") if accept else self.tr("不是这个人")

        def settle(dialog: QDialog) -> None:
            if form.check():
                dialog.accept()
                self.settle(chosen, accept=accept, reason=str(form.value("reason")))

        said = self.tr("{title}：{count} 行").format(title=title, count=len(chosen))
        dialogs.panel(self, said, form, do=self.tr("认定"), then=settle).resize(460, 140)

    def settle(self, rows: Sequence[RowView], *, accept: bool, reason: str) -> None:
        """Decide these rows, each with the same reason."""
        cross_check, actor, today = self.context.office.cross_check, self.context.actor(), self.context.today()

        def work(_: object) -> None:
            for row in rows:
                cross_check.settle_row(row.id, accept=accept, reason=reason, actor=actor, today=today)

        task = self.write(self.tr("认定结果行"), work)
        task.succeeded.connect(lambda _: self.reload())
