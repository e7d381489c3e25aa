"""可以办结: households whose comparison is complete; they are closed as a batch (rows 7 and 7b)."""

from __future__ import annotations

from collections.abc import Sequence

from typing_extensions import override

from app.services.briefs import HouseholdBrief
from app.services.cases.door import Outcome
from app.ui.cases.batch_page import Batch, Values
from app.ui.cases.rows import chosen_rows, show_again
from app.ui.common.columns import Column
from app.ui.common.context import TabContext
from app.ui.common.empty_state import EmptyOr, EmptyState
from app.ui.common.form_builder import Field, Kind
from app.ui.common.household_columns import code_column, head_column, members_column, phone_column, place_column
from app.ui.common.paper_files import Wanted
from app.ui.common.table_view import DataTable
from app.ui.common.windowed_model import RowsTableModel
from app.ui.screening.task_page import TaskPage


class ClosingPage(TaskPage):
    """All of them are closed unless several are selected."""

    def __init__(self, context: TabContext) -> None:
        super().__init__(context)
        self.rows: RowsTableModel[HouseholdBrief] = RowsTableModel(self._columns(), id_of=lambda row: row.household_id)
        self.table = DataTable(self.rows, name=self.tr("可以办结的户"), key="closing", memory=context.memory)
        said = EmptyState(self.tr("没有可以办结的户。每人每项都有结果、疑似都核实为不影响的户会出现在这里。"))
        self._either = EmptyOr(self.table, said)
        self.column.setContentsMargins(0, 4, 0, 0)
        self.column.addWidget(
            self.tools(
                self.button(self.tr("比对办结…"), self._on_close, sign="check", is_primary=True),
                self.papers.button(Wanted("cross_check_results", self.tr("比对结果核实表"))),
            )
        )
        self.column.addWidget(self.bar)
        self.column.addWidget(self._either, 1)
        self.table.current_changed.connect(self.household_chosen)
        self.table.opened.connect(self.household_opened)
        self.table.selection_counted.connect(context.navigator.selection_counted)
        self.answers.answered.connect(self._on_read)

    def _columns(self) -> list[Column[HouseholdBrief]]:
        return [
            code_column(lambda r: r.code),
            head_column(lambda r: r.head_name),
            members_column(lambda r: r.member_count),
            place_column(lambda r: r),
            phone_column(lambda r: r.phone),
        ]

    @override
    def reload(self) -> None:
        cross_check, today = self.context.office.cross_check, self.context.today()
        self.answers.ask(self.tr("读取可以办结的户"), lambda _: cross_check.ready_to_close(today=today))

    def _on_read(self, rows: Sequence[HouseholdBrief]) -> None:
        show_again(self.table, self.rows, rows, stands=self.isVisible())
        self._either.show_empty(is_empty=not rows)
        self.counted.emit(len(rows))

    def _on_close(self) -> None:
        chosen = chosen_rows(self.table, self.rows)
        rows = chosen if len(chosen) > 1 else self.rows.rows
        if not self.need(rows, self.tr("没有可以办结的户。")):
            return
        cross_check, actor, today = self.context.office.cross_check, self.context.actor(), self.context.today()

        def take(codes: Sequence[str], values: Values) -> Outcome:
            return cross_check.close(
                codes,
                on=values["occurred_on"],  # type: ignore[arg-type] - the form gives a day and signers
                verifiers=values["verifiers"],  # type: ignore[arg-type]
                evidence=str(values["evidence"] or ""),
                actor=actor,
                today=today,
            )

        fields = (
            Field("occurred_on", self.tr("办结日期"), Kind.DAY, required=True, keep=True),
            Field("verifiers", self.tr("核实人"), Kind.SIGNERS, keep=True, least=2),
            Field("evidence", self.tr("依据"), hint=self.tr("如：各部门反馈表")),
        )
        names = {row.code: row.head_name for row in rows}
        hint = self.tr("选中两户以上时只办所选的户。")
        self.batch_asked.emit(
            Batch(
                "close", self.tr("比对办结"), fields, tuple(names), take, names, hint=hint, action="close_cross_check"
            )
        )
