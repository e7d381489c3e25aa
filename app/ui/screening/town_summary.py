"""镇级汇总: what the villages reported, which are missing, whose number is unusable, and the list to the district."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QLabel, QSplitter, QVBoxLayout, QWidget
from typing_extensions import override

from app.models.enums import CaseState, Category
from app.services.cases.door import Outcome
from app.services.cross_check.requests import Exemption, UnusableId
from app.services.errors import Reason
from app.services.households import RosterQuery, RosterRow
from app.services.screening.hits import HitFilter
from app.services.screening.results import TownSummary
from app.services.wording import sentence
from app.ui.cases.batch_page import Batch, Values, case_batch
from app.ui.cases.rows import chosen_rows, show_again
from app.ui.common import dialogs
from app.ui.common.chips import Chip, Shape
from app.ui.common.columns import Column, chip_column
from app.ui.common.context import TabContext
from app.ui.common.empty_state import EmptyOr, EmptyState
from app.ui.common.form_builder import Field, Form, Kind
from app.ui.common.household_columns import code_column, roster_columns
from app.ui.common.paper_files import Wanted
from app.ui.common.table_view import DataTable
from app.ui.common.windowed_model import RowsTableModel
from app.ui.screening.task_page import TaskPage
from app.ui.theme import Tone

_SEPARATORS = re.compile(r"[、，,；;\s]+")


@dataclass(frozen=True, slots=True)
class _Read:
    summary: TownSummary
    rows: Sequence[RosterRow]
    categories: Mapping[int, Category]
    unusable: Sequence[UnusableId]


class TownSummaryPage(TaskPage):
    """Above: the households that the villages reported. Below: members who cannot be compared, until exempted."""

    def __init__(self, context: TabContext) -> None:
        super().__init__(context)
        self._exempt: dict[int, Exemption] = {}
        self._missing: tuple[str, ...] = ()
        self._problems: Mapping[str, int] = {}
        self._categories: Mapping[int, Category] = {}
        self.said = QLabel()
        self.said.setWordWrap(True)
        self.rows: RowsTableModel[RosterRow] = RowsTableModel(self._columns(), id_of=lambda row: row.household_id)
        self.table = DataTable(self.rows, name=self.tr("村已上报的户"), key="reported", frozen=2, memory=context.memory)
        self.unusable: RowsTableModel[UnusableId] = RowsTableModel(self._id_columns(), id_of=lambda row: row.person_id)
        self.id_table = DataTable(self.unusable, name=self.tr("证件号码不能比对的人"), key="unusable")
        self._lay_out()
        self.table.current_changed.connect(self.household_chosen)
        self.table.opened.connect(self.household_opened)
        self.table.selection_counted.connect(context.navigator.selection_counted)
        self.answers.answered.connect(self._on_read)

    def _columns(self) -> list[Column[RosterRow]]:
        return [
            *roster_columns(lambda r: self._categories.get(r.household_id)),
            chip_column("ids", self.tr("证件号码"), self._id_chip, width=12),
        ]

    def _id_chip(self, row: RosterRow) -> Chip:
        open_problems = self._problems.get(row.code, 0)
        if open_problems:
            return Chip(self.tr("{count} 人不能比对").format(count=open_problems), Shape.CROSS, Tone.DUE)
        return Chip(self.tr("可以比对"), Shape.CHECK, Tone.DONE)

    def _id_columns(self) -> list[Column[UnusableId]]:
        return [
            code_column(lambda r: r.household_code),
            Column("name", self.tr("姓名"), lambda r: r.name, 10),
            Column("number", self.tr("证件号码"), lambda r: r.id_number, 22),
            Column("why", self.tr("问题"), lambda r: sentence(Reason(f"cross_check_id.{r.why}")), 16),
            Column("exempt", self.tr("免比对原因"), self._exempt_reason, 36),
        ]

    def _exempt_reason(self, row: UnusableId) -> str:
        known = self._exempt.get(row.person_id)
        return known.reason if known else ""

    def _lay_out(self) -> None:
        self.submit = self.button(
            self.tr("汇总报区、申请比对…"), self._on_submit, sign="arrow-right-left", is_primary=True
        )
        self.column.addWidget(self.said)
        self.column.addWidget(
            self.tools(
                self.submit,
                self.button(self.tr("退村…"), self._on_return, sign="undo-2"),
                self.papers.button(Wanted("township_summary", self.tr("镇级汇总表"))),
                self.papers.button(Wanted("cross_check_request", self.tr("比对申请"))),
                self.papers.button(Wanted("return_slip", self.tr("退回单"))),
            )
        )
        self.column.addWidget(self.bar)
        self._either = EmptyOr(
            self.table, EmptyState(self.tr("没有等待汇总的户。各村的上报表登记后，上报的户会出现在这里。"))
        )
        below = QWidget()
        column = QVBoxLayout(below)
        column.setContentsMargins(0, 4, 0, 0)
        title = QLabel(self.tr("证件号码不能比对的人：改正号码，或写明原因免比对"))
        title.setProperty("heading", True)
        self._either_ids = EmptyOr(
            self.id_table, EmptyState(self.tr("每个人的证件号码都可以比对。"), sign="circle-check")
        )
        column.addWidget(title)
        column.addWidget(self._either_ids, 1)
        column.addWidget(
            self.tools(
                self.button(self.tr("免比对…"), self._on_exempt),
                self.button(self.tr("取消免比对"), self._on_not_exempt),
                self.button(self.tr("打开农户改号码"), self._on_open, sign="pencil"),
            )
        )
        split = QSplitter(Qt.Orientation.Vertical)
        split.addWidget(self._either)
        split.addWidget(below)
        split.setChildrenCollapsible(False)
        split.setSizes([300, 200])
        self.column.addWidget(split, 1)

    @override
    def reload(self) -> None:
        office, today = self.context.office, self.context.today()

        def read(_: object) -> _Read:
            query = RosterQuery(case_states=(CaseState.REPORTED_BY_VILLAGE.value,))
            ids = office.households.find_ids(query)
            found = office.households.rows(ids)
            rows = [found[id_] for id_ in ids if id_ in found]
            unusable = office.cross_check.unusable([row.code for row in rows]) if rows else ()
            hits = office.screening.hits(HitFilter(only_current=False), today=today)
            categories = {hit.household_id: hit.category for hit in hits}
            return _Read(office.screening.summary(today=today), rows, categories, unusable)

        self.answers.ask(self.tr("读取镇级汇总"), read)

    def _on_read(self, read: _Read) -> None:
        self._missing, self._categories = read.summary.missing, read.categories
        self._count_problems(read.unusable)
        show_again(self.table, self.rows, read.rows, stands=True)
        show_again(self.id_table, self.unusable, read.unusable)
        self._either.show_empty(is_empty=not read.rows)
        self._either_ids.show_empty(is_empty=not read.unusable)
        summary = read.summary
        parts = [
            self.tr("{all} 个村中已上报 {done} 个").format(all=summary.villages, done=summary.villages_in),
            self.tr("上报 {reported} 户，不报 {struck} 户").format(reported=summary.reported, struck=summary.struck),
        ]
        if summary.unanswered:
            parts.append(self.tr("还有 {count} 户命中没有答复").format(count=summary.unanswered))
        if self._missing:
            parts.append(self.tr("未上报的村：{names}").format(names="、".join(self._missing)))
        self.said.setText("；".join(parts) + "。")

    def _count_problems(self, unusable: Sequence[UnusableId]) -> None:
        counts: dict[str, int] = {}
        for row in unusable:
            if row.person_id not in self._exempt:
                counts[row.household_code] = counts.get(row.household_code, 0) + 1
        self._problems = counts

    # -- exempting ---------------------------------------------------------------------------------

    def _on_exempt(self) -> None:
        chosen = chosen_rows(self.id_table, self.unusable)
        if not self.need(chosen, self.tr("请先在下表中选人，可以多选。")):
            return
        form = Form((Field("reason", self.tr("免比对的原因"), required=True),))

        def exempt(dialog: QDialog) -> None:
            if form.check():
                reason = str(form.value("reason"))
                for row in chosen:
                    self._exempt[row.person_id] = Exemption(row.household_code, reason, row.person_id, row.name)
                self._show_exemptions()
                dialog.accept()

        dialogs.panel(self, self.tr("免比对"), form, do=self.tr("免比对"), then=exempt).resize(460, 140)

    def _on_not_exempt(self) -> None:
        for row in chosen_rows(self.id_table, self.unusable):
            self._exempt.pop(row.person_id, None)
        self._show_exemptions()

    def _show_exemptions(self) -> None:
        self._count_problems(self.unusable.rows)
        show_again(self.id_table, self.unusable, self.unusable.rows)
        show_again(self.table, self.rows, self.rows.rows)

    def _on_open(self) -> None:
        chosen = chosen_rows(self.id_table, self.unusable)
        if not self.need(chosen, self.tr("请先在下表中选一个人。")):
            return
        row = next((row for row in self.rows.rows if row.code == chosen[0].household_code), None)
        if row is not None:
            self.context.navigator.open_household(row.household_id)

    # -- steps -------------------------------------------------------------------------------------

    def _chosen(self) -> Mapping[str, str]:
        """Code -> head of the selected households; all of them when no several are selected."""
        chosen = chosen_rows(self.table, self.rows)
        rows = chosen if len(chosen) > 1 else self.rows.rows
        return {row.code: row.head_name for row in rows}

    def _on_return(self) -> None:
        chosen = {row.code: row.head_name for row in chosen_rows(self.table, self.rows)}
        if self.need(list(chosen), self.tr("请先在上表中选要退回村里的户，可以多选。")):
            self.batch_asked.emit(case_batch(self.context, "return_village", tuple(chosen), names=chosen))

    def _on_submit(self) -> None:
        names = self._chosen()
        if not self.need(list(names), self.tr("没有等待汇总的户：请先登记各村的上报表。")):
            return
        office, actor, today = self.context.office, self.context.actor(), self.context.today()

        def take(codes: Sequence[str], values: Values) -> Outcome:
            signers, on, due = values["signers"], values["occurred_on"], values["due_on"]
            exemptions = [e for e in self._exempt.values() if e.household_code in set(codes)]
            return office.cross_check.request(
                codes,
                list_no=str(values["list_no"] or ""),
                on=on,  # type: ignore[arg-type] - the form gives days
                due_on=due,  # type: ignore[arg-type]
                exemptions=exemptions,
                missing_villages=_villages(values["missing_villages"]),
                signers=signers,  # type: ignore[arg-type]
                actor=actor,
                today=today,
            ).outcome

        hint = self.tr("报区后按批次比对；名单和申请留存为编号文件。选中两户以上时只报所选的户。")
        initial = {"missing_villages": "、".join(self._missing)} if self._missing else {}
        self.batch_asked.emit(
            Batch(
                "request",
                self.tr("汇总报区"),
                self._fields(),
                tuple(names),
                take,
                names,
                initial,
                hint,
                "submit_cross_check",
            )
        )

    def _fields(self) -> Sequence[Field]:
        return (
            Field("occurred_on", self.tr("报区日期"), Kind.DAY, required=True, keep=True),
            Field("list_no", self.tr("名单文号"), required=True, keep=True),
            Field("due_on", self.tr("请求反馈的期限"), Kind.DAY, keep=True),
            Field("missing_villages", self.tr("未上报、本次不等的村"), hint=self.tr("用顿号分开；没有就留空")),
            Field("signers", self.tr("签发人"), Kind.SIGNERS, keep=True),
        )


def _villages(value: object) -> list[str]:
    return [name for name in _SEPARATORS.split(str(value or "")) if name]
