"""疑点检查: the whole town's findings, filtered, decided, exported; one press brings the clerk to the field."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QPushButton, QVBoxLayout
from typing_extensions import override

from app.services.changes import ChangeSet
from app.services.findings.rules import rules
from app.services.findings.service import CheckResult, FindingFilter, FindingRow
from app.services.regions import RegionRow
from app.ui.common.chips import Chip, Shape
from app.ui.common.columns import Column, chip_column, day_column
from app.ui.common.context import TabContext
from app.ui.common.desk_page import DeskPage
from app.ui.common.empty_state import EmptyOr, EmptyState
from app.ui.common.household_columns import code_column, head_column, id_column, village_column
from app.ui.common.icons import icon
from app.ui.common.paper_files import BOOK, FileJob, PaperFiles
from app.ui.common.refusals import RefusalBar
from app.ui.common.table_view import DataTable
from app.ui.common.tasks import Latest, TaskContext
from app.ui.common.windowed_model import RowsTableModel
from app.ui.household.decisions import Decisions
from app.ui.theme import Tone

translate = QCoreApplication.translate
_STATES = ("open", "exempt", "fixed")
# On which page of the household the field of a rule's group stands.
_PAGES = {"living": "guarantees", "income": "income", "risk": "monitoring"}
_OF_PERSONS = "members"


def finding_columns() -> Sequence[Column[FindingRow]]:
    """One finding a line; the gravest come first."""
    states = {
        "open": Chip(translate("findings", "待核"), Shape.RING, Tone.DUE),
        "exempt": Chip(translate("findings", "属实豁免"), Shape.CHECK, Tone.NEUTRAL),
        "fixed": Chip(translate("findings", "已改"), Shape.CHECK, Tone.DONE),
    }
    return (
        chip_column("state", translate("findings", "状态"), lambda r: states.get(r.state), width=11),
        village_column(lambda r: r.village),
        head_column(lambda r: r.head_name),
        Column("member", translate("findings", "姓名"), lambda r: r.member_name or "", 9),
        Column("title", translate("findings", "疑点"), lambda r: r.title, 26, tip=lambda r: r.title),
        Column("message", translate("findings", "具体情况"), lambda r: r.message, 46, tip=lambda r: r.message),
        Column("hint", translate("findings", "怎么改"), lambda r: r.hint, 36, tip=lambda r: r.hint),
        Column("reason", translate("findings", "豁免理由"), lambda r: r.reason or "", 16, tip=lambda r: r.reason or ""),
        Column("by", translate("findings", "核实人"), lambda r: r.decided_by or "", 8),
        day_column("on", translate("findings", "核实日期"), lambda r: r.decided_on),
        id_column(lambda r: r.member_id_number),
        code_column(lambda r: r.household_code),
        Column("rule", translate("findings", "规则"), lambda r: r.code, 10),
    )


def page_of(row: FindingRow) -> str:
    """The page of the household's pane on which the clerk mends this finding."""
    rule = rules().get(row.code)
    group = rule.group if rule else ""
    return _PAGES.get(group, _OF_PERSONS if row.person_id is not None else "overview")


class FindingsDesk(DeskPage):
    """``household_asked(household_id, page, person_id)``: go to the field; 0 = no person."""

    def __init__(self, context: TabContext) -> None:
        super().__init__()
        self._context = context
        self._rows = Latest(context.runner, self)
        self.model: RowsTableModel[FindingRow] = RowsTableModel(finding_columns(), id_of=lambda r: r.id)
        self.table = DataTable(
            self.model, name=self.tr("疑点"), key="findings", frozen=1, memory=context.memory, parent=self
        )
        self.empty = EmptyState(self.tr("没有疑点。“运行检查”按全省疑点规则检查全镇农户，有问题的列在这里。"))
        self._either = EmptyOr(self.table, self.empty)
        self.bar = RefusalBar(self)
        self.files = PaperFiles(context, self, self.bar)
        self.decisions = Decisions(context, self)
        self._count = QLabel()
        self._count.setProperty("muted", True)
        self.states, self.rules, self.villages = QComboBox(), QComboBox(), QComboBox()
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        self.run = self._button("refresh-cw", self.tr("运行检查"), self.check)
        self.run.setProperty("primary", True)
        row.addWidget(self.run)
        words = {"open": self.tr("待核"), "exempt": self.tr("属实豁免"), "fixed": self.tr("已改")}
        self.states.addItem(self.tr("全部状态"), "")
        for state in _STATES:
            self.states.addItem(words[state], state)
        self.states.setCurrentIndex(1)
        self.rules.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.rules.setMinimumContentsLength(18)
        named = (
            (self.states, self.tr("状态")),
            (self.rules, self.tr("规则")),
            (self.villages, self.tr("村")),
        )
        for box, name in named:
            box.setAccessibleName(name)
            row.addWidget(box)
        row.addStretch(1)
        self.jump = self._button("arrow-right-left", self.tr("去改"), self._on_jump)
        self.exempt = self._button("check", self.tr("属实，豁免"), self._on_exempt)
        self.reopen = self._button("undo-2", self.tr("取消豁免"), self._on_reopen)
        self.export = self._button("file-spreadsheet", self.tr("导出"), self._on_export)
        for button in (self.jump, self.exempt, self.reopen, self.export):
            row.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 0)
        column.addLayout(row)
        column.addWidget(self.bar)
        column.addWidget(self._either, 1)
        column.addWidget(self._count)

    def _button(self, sign: str, text: str, act: object) -> QPushButton:
        colour = {"colour": "#FFFFFF"} if sign == "refresh-cw" else {}
        button = QPushButton(icon(sign, **colour), text)
        button.clicked.connect(act)
        return button

    def _connect(self) -> None:
        self._rows.answered.connect(self._on_rows)
        self.table.opened.connect(lambda _: self._on_jump())
        self.table.selection_counted.connect(self._context.navigator.selection_counted)
        for box in (self.states, self.rules, self.villages):
            box.activated.connect(lambda _: self.reload())
        self.decisions.saved.connect(lambda _: self.reload())
        self._context.hub.changed.connect(self._on_changed)

    # -- reading -------------------------------------------------------------------------------------

    @override
    def know_regions(self, regions: Sequence[RegionRow]) -> None:
        """The villages that the list can be narrowed to."""
        kept = self.villages.currentData()
        self.villages.clear()
        self.villages.addItem(self.tr("全镇"), None)
        for region in regions:
            if region.kind == "village":
                self.villages.addItem(region.name, region.id)
        self.villages.setCurrentIndex(max(self.villages.findData(kept), 0))

    def wanted(self) -> FindingFilter:
        """What the boxes say."""
        state, code = self.states.currentData(), self.rules.currentData()
        return FindingFilter(
            states=(state,) if state else _STATES,
            codes=(code,) if code else (),
            village_id=self.villages.currentData(),
        )

    @override
    def reload(self) -> None:
        """Read the list and the counts by rule again."""
        findings, wanted = self._context.office.findings, self.wanted()
        self._rows.ask(self.tr("读取疑点"), lambda _: (findings.find(wanted), findings.counts()))

    def _on_rows(self, answer: tuple[Sequence[FindingRow], dict[str, int]]) -> None:
        rows, counts = answer
        self.model.show_rows(rows)
        self._either.show_empty(is_empty=not rows)
        self._count.setText(self.tr("{count} 条").format(count=f"{len(rows):,}"))
        kept = self.rules.currentData()
        self.rules.clear()
        self.rules.addItem(self.tr("全部规则（待核 {count}）").format(count=f"{sum(counts.values()):,}"), "")
        for code, rule in rules().items():
            if counts.get(code) or code == kept:
                text = self.tr("{title}（{count}）").format(title=rule.title, count=counts.get(code, 0))
                self.rules.addItem(text, code)
        self.rules.setCurrentIndex(max(self.rules.findData(kept), 0))
        if rows and self.table.current_id() is None:
            self.table.select_position(0)

    def _on_changed(self, changes: ChangeSet) -> None:
        if changes.touches("finding", "import_batch"):
            self.reload()

    # -- doing ---------------------------------------------------------------------------------------

    def check(self) -> None:
        """Run every active rule over the town."""
        findings, actor, today = self._context.office.findings, self._context.actor(), self._context.today()
        self.bar.clear()
        self.run.setEnabled(False)
        task = self._context.runner.start(self.tr("疑点检查"), lambda _: findings.check(actor=actor, today=today))
        task.succeeded.connect(self._on_checked)
        task.refused.connect(self.bar.show_refusal)
        task.finished.connect(lambda: self.run.setEnabled(True))

    def _on_checked(self, result: CheckResult) -> None:
        said = self.tr("已检查 {households} 户：待核 {open} 条，已豁免 {exempt} 条，已改 {fixed} 条").format(
            households=f"{result.checked:,}", open=f"{len(result.findings):,}", exempt=result.exempt, fixed=result.fixed
        )
        if result.skipped:
            said = self.tr("{said}；{count} 条规则因台账中没有相应的列，没有检查").format(
                said=said, count=len(result.skipped)
            )
        self._context.navigator.say(said)
        self.reload()

    def _chosen(self) -> FindingRow | None:
        current = self.table.current_id()
        found = next((row for row in self.model.rows if row.id == current), None)
        if found is None:
            self.bar.show_sentences([self.tr("请先在表中选一条疑点。")])
        else:
            self.bar.clear()
        return found

    def _on_jump(self) -> None:
        row = self._chosen()
        if row is not None:
            self.household_asked.emit(row.household_id, page_of(row), row.person_id or 0)

    def _on_exempt(self) -> None:
        row = self._chosen()
        if row is not None and row.state == "open":
            self.decisions.exempt(row.id, row.row_version, row.message)
        elif row is not None:
            self.bar.show_sentences([self.tr("这一条不是待核状态，不需要豁免。")])

    def _on_reopen(self) -> None:
        row = self._chosen()
        if row is not None and row.state == "exempt":
            self.decisions.reopen(row.id, row.row_version)
        elif row is not None:
            self.bar.show_sentences([self.tr("这一条没有豁免，不需要取消。")])

    def _on_export(self) -> None:
        self.files.ask(self._export_job(self.model.rows))

    def export_to(self, rows: Sequence[FindingRow], target: Path) -> None:
        """Write these findings for the villages; ID numbers masked."""
        self.files.write(self._export_job(rows), target)

    def _export_job(self, rows: Sequence[FindingRow]) -> FileJob:
        exports, actor, today = self._context.office.exports, self._context.actor(), self._context.today()
        title, said = self.tr("疑点清单"), self.tr("已导出 {count} 条疑点")

        def export(target: Path, _: TaskContext) -> int:
            return exports.export_findings(title, rows, target, whole_ids=False, actor=actor, today=today).rows

        return FileJob(title, export, lambda count: said.format(count=count), BOOK)
