"""工作方案: the year's plan as a readable table, its versions, the editor, a new year's plan, closing a year."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QStackedWidget,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from app.services.changes import ChangeSet
from app.services.errors import Refused
from app.services.plan_versions import PlanChange, VersionRow
from app.services.plans import RunningPlan
from app.services.workflow.plan import Plan, preset, presets
from app.ui.common import dialogs
from app.ui.common.chips import Chip, ChipLabel, Shape
from app.ui.common.choice_editors import ChoiceEditor, Option
from app.ui.common.context import TabContext
from app.ui.common.empty_state import EmptyState
from app.ui.common.form_builder import Field, Form, Kind
from app.ui.common.refusals import RefusalBar
from app.ui.common.table_view import DataTable
from app.ui.common.tasks import Latest
from app.ui.common.windowed_model import RowsTableModel
from app.ui.settings import plan_tables as tables
from app.ui.settings.plan_editor import PlanEditor
from app.ui.settings.plan_tables import Rule, StageLine
from app.ui.theme import Tone


@dataclass(frozen=True, slots=True)
class _Answer:
    years: Sequence[int]
    running: RunningPlan | None
    versions: Sequence[VersionRow]


class PlanPage(QWidget):
    """What the year is judged by, and how it came to be so."""

    def __init__(self, context: TabContext) -> None:
        super().__init__()
        self._context = context
        self._plans = Latest(context.runner, self)
        self._known: Sequence[int] = ()
        self._wanted: int | None = None
        self.running: RunningPlan | None = None
        self.editor: PlanEditor | None = None
        self.year = ChoiceEditor(())
        for part in (self.year, self.year.focusProxy()):
            if part is not None:
                part.setAccessibleName(self.tr("年度"))
        self.state, self.check = ChipLabel(parent=self), ChipLabel(parent=self)
        self.edit = QPushButton(self.tr("修改方案…"))
        self.create_year = QPushButton(self.tr("新建年度方案…"))
        self.close_year = QPushButton(self.tr("关闭本年度…"))
        self.bar = RefusalBar(self)
        self.head = QLabel()
        self.head.setProperty("heading", True)
        self.head.setWordWrap(True)
        self.stages: RowsTableModel[StageLine] = RowsTableModel(tables.stage_columns())
        self.rules: RowsTableModel[Rule] = RowsTableModel(tables.rule_columns())
        self.versions: RowsTableModel[VersionRow] = RowsTableModel(tables.version_columns(), id_of=lambda v: v.number)
        self.changes: RowsTableModel[PlanChange] = RowsTableModel(tables.change_columns(self._plan))
        self.pages = QStackedWidget()
        self._lay_out()
        self._connect()
        self.reload()

    # -- building ----------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        for part in (self.year, self.state, self.check):
            row.addWidget(part)
        row.addStretch(1)
        for button in (self.edit, self.create_year, self.close_year):
            row.addWidget(button)
        shown = QWidget()
        column = QVBoxLayout(shown)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(row)
        column.addWidget(self.bar)
        column.addWidget(self.head)
        column.addWidget(self._tabs(), 1)
        self.empty = EmptyState(self.tr("还没有工作方案。选一份预置方案新建，再按本地文件核对修改。"))
        self.empty.offer(self.tr("新建年度方案…"), self.ask_new_year)
        self.pages.addWidget(shown)
        self.pages.addWidget(self.empty)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.pages)

    def _tabs(self) -> QTabWidget:
        memory = self._context.memory
        self.stage_table = DataTable(self.stages, name=self.tr("阶段和期限"), key="settings/stages", memory=memory)
        rule_table = DataTable(self.rules, name=self.tr("标准和规则"), key="settings/rules", memory=memory)
        self.version_table = DataTable(self.versions, name=self.tr("方案版本"), key="settings/versions", memory=memory)
        change_table = DataTable(self.changes, name=self.tr("与上一版的不同"), key="settings/changes", memory=memory)
        first, second = QWidget(), QWidget()
        column = QVBoxLayout(first)
        column.setContentsMargins(0, 4, 0, 0)
        column.addWidget(self.stage_table, 2)
        column.addWidget(rule_table, 3)
        column = QVBoxLayout(second)
        column.setContentsMargins(0, 4, 0, 0)
        column.addWidget(self.version_table, 1)
        self.change_title = QLabel(self.tr("与上一版的不同"))
        self.change_title.setProperty("heading", True)
        column.addWidget(self.change_title)
        column.addWidget(change_table, 1)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.addTab(first, self.tr("方案内容"))
        self.tabs.addTab(second, self.tr("版本"))
        return self.tabs

    def _connect(self) -> None:
        self._plans.answered.connect(self._on_answer)
        self.year.changed.connect(self._on_year)
        self.edit.clicked.connect(self.begin_edit)
        self.create_year.clicked.connect(self.ask_new_year)
        self.close_year.clicked.connect(self.ask_close)
        self.version_table.current_changed.connect(self._on_version)
        self._context.hub.changed.connect(self._on_changed)

    # -- showing -----------------------------------------------------------------------------------

    def _plan(self) -> Plan | None:
        return self.running.plan if self.running else None

    def reload(self) -> None:
        """Read the plan of the chosen year again; the running one when none is chosen."""
        plans, today, wanted = self._context.office.plans, self._context.today(), self._wanted

        def read(_: object) -> _Answer:
            years = plans.years()
            if not years:
                return _Answer((), None, ())
            running = plans.of_year(wanted) if wanted else plans.current(today)
            return _Answer(years, running, plans.versions(running.plan.year))

        self._plans.ask(self.tr("读取方案"), read)

    def _on_answer(self, answer: _Answer) -> None:
        self.running = answer.running
        if self.editor is None:
            self.pages.setCurrentIndex(0 if answer.running else 1)
        if answer.running is None:
            return
        plan, self._known = answer.running.plan, answer.years
        self.year.blockSignals(True)
        self.year.offer([Option(str(year), self.tr("{year}年").format(year=year)) for year in answer.years])
        self.year.set_value(str(plan.year))
        self.year.blockSignals(False)
        self._show(answer.running)
        self.versions.show_rows(answer.versions)
        self.version_table.select_position(0)

    def _on_year(self) -> None:
        chosen = self.year.value()
        self._wanted = int(chosen) if chosen else None
        self.reload()

    def _show(self, running: RunningPlan) -> None:
        plan, is_closed = running.plan, running.status == "closed"
        done = Chip(self.tr("已结转，只读"), Shape.CHECK, Tone.NEUTRAL)
        self.state.show_chip(done if is_closed else Chip(self.tr("执行中"), Shape.DOT, Tone.DONE))
        unchecked = Chip(self.tr("请按本地文件核对"), Shape.TRIANGLE, Tone.DUE)
        self.check.show_chip(unchecked if plan.to_be_checked else None)
        self.edit.setEnabled(not is_closed)
        self.close_year.setEnabled(not is_closed)
        self.head.setText(self.tr("{name}（第 {version} 版）").format(name=plan.name, version=running.version))
        self.stages.show_rows(tables.stage_lines(plan))
        self.rules.show_rows(tables.rules_of(plan))

    def _on_version(self, number: int) -> None:
        version = next((row for row in self.versions.rows if row.number == number), None)
        self.changes.show_rows(version.changes if version else ())
        if version is not None and not version.changes:
            self.change_title.setText(self.tr("第 {number} 版是最初的版本").format(number=version.number))
        elif version is not None:
            said = self.tr("第 {number} 版与上一版的 {count} 处不同")
            self.change_title.setText(said.format(number=version.number, count=len(version.changes)))

    def _on_changed(self, changes: ChangeSet) -> None:
        if changes.touches("plan_year", "plan_version"):
            self.reload()

    # -- editing -----------------------------------------------------------------------------------

    def begin_edit(self) -> None:
        """Open the editor over the plan that is shown."""
        if self.running is None or self.running.status == "closed":
            return
        self.bar.clear()
        base = self.running.version
        self.editor = PlanEditor(self.running.plan, today=self._context.today)
        self.editor.saved.connect(lambda plan, reason: self._save(plan, reason, base))
        self.editor.left.connect(self._on_left)
        self.pages.addWidget(self.editor)
        self.pages.setCurrentWidget(self.editor)

    def _save(self, plan: Plan, reason: str, base: int) -> None:
        plans, actor, today = self._context.office.plans, self._context.actor(), self._context.today()
        editor = self.editor
        task = self._context.runner.start(
            self.tr("保存方案"),
            lambda _: plans.save(plan, base_version=base, reason=reason, actor=actor, today=today),
        )
        task.succeeded.connect(self._on_saved)
        task.refused.connect(lambda refused: editor.show_refusal(refused) if editor and isValid(editor) else None)

    def _on_saved(self, running: RunningPlan) -> None:
        said = self.tr("方案已存为第 {version} 版。").format(version=running.version)
        self._context.navigator.say(said)
        self.leave_editor()
        self.reload()

    def _on_left(self) -> None:
        if self.editor is None or not self.editor.is_changed:
            self.leave_editor()
            return
        dialogs.confirm(
            self,
            self.tr("放弃修改"),
            self.tr("方案的修改还没有保存，放弃后不能恢复。"),
            do=self.tr("放弃修改"),
            then=self.leave_editor,
            is_destructive=True,
        )

    def leave_editor(self) -> None:
        """Back to the table; what was typed is forgotten."""
        if self.editor is not None:
            self.pages.removeWidget(self.editor)
            self.editor.deleteLater()
            self.editor = None
        self.pages.setCurrentIndex(0 if self.running else 1)

    @property
    def has_unsaved(self) -> bool:
        """Whether closing would lose an edit."""
        return self.editor is not None and self.editor.is_changed

    # -- years -------------------------------------------------------------------------------------

    def ask_new_year(self) -> Form:
        """Ask for the year and what its plan is made from."""
        plans = self._context.office.plans
        copies = [
            Option(f"copy:{year}", self.tr("复制{year}年方案，日期平移").format(year=year))
            for year in sorted(self._known, reverse=True)
        ]
        ready = [Option(f"preset:{code}", preset(code).name) for code in presets()]
        form = Form(
            (
                Field("year", self.tr("年度"), Kind.INTEGER, True, least=2016, most=2100),
                Field("source", self.tr("依据"), Kind.CHOICE, True, options=[*copies, *ready]),
            ),
            today=self._context.today,
        )
        form.set_values({"year": max(self._known, default=self._context.today().year - 1) + 1})
        form.set_values({"source": (copies or ready)[0].code})
        actor, today = self._context.actor(), self._context.today()

        def work(year: int, source: str) -> RunningPlan:
            how, _, code = source.partition(":")
            if how == "copy":
                return plans.copy_to(year, from_year=int(code), actor=actor, today=today)
            return plans.create_from_preset(code, year=year, actor=actor, today=today)

        self._open_new_year(form, work)
        return form

    def _open_new_year(self, form: Form, work: Callable[[int, str], RunningPlan]) -> None:
        def send(dialog: QDialog) -> None:
            if not form.check():
                return
            year, source = int(str(form.value("year"))), str(form.value("source"))
            task = self._context.runner.start(self.tr("新建方案"), lambda _: work(year, source))
            task.succeeded.connect(lambda running: self._on_created(dialog, running))
            task.refused.connect(lambda refused: form.show_refusal(refused) if isValid(form) else None)

        dialogs.panel(self, self.tr("新建年度方案"), form, do=self.tr("新建"), then=send)

    def _on_created(self, dialog: QDialog, running: RunningPlan) -> None:
        if isValid(dialog):
            dialog.accept()
        said = self.tr("{year}年方案已建好，请按本地文件核对日期和标准。").format(year=running.plan.year)
        self._context.navigator.say(said)
        self._wanted = running.plan.year
        self.reload()

    def ask_close(self) -> None:
        """Ask before the year becomes read-only."""
        if self.running is None:
            return
        year = self.running.plan.year
        dialogs.confirm(
            self,
            self.tr("关闭{year}年度").format(year=year),
            self.tr(
                "结转办完后关闭：{year}年方案和程序从此只能查看，不能再改。还有没办结、没结转的户或预警时不能关闭。"
            ).format(year=year),
            do=self.tr("关闭年度"),
            then=lambda: self._close(year),
            is_destructive=True,
        )

    def _close(self, year: int) -> None:
        self.bar.clear()
        plans, actor, today = self._context.office.plans, self._context.actor(), self._context.today()
        task = self._context.runner.start(self.tr("关闭年度"), lambda _: plans.close(year, actor=actor, today=today))
        task.succeeded.connect(lambda _: self.reload())
        task.refused.connect(self._on_refused)

    def _on_refused(self, refused: Refused) -> None:
        self.bar.show_refusal(refused)
