"""问题整改: the register of problems; enter one, and say with what proof it was put right."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.services.errors import Refused
from app.services.problems import Manner, NewProblem, ProblemRow
from app.services.regions import RegionRow
from app.ui.actions import Key, make_action
from app.ui.common import dialogs
from app.ui.common.chips import Chip, Shape, due_chip
from app.ui.common.choice_editors import Option
from app.ui.common.columns import Column, chip_column, day_column
from app.ui.common.context import TabContext
from app.ui.common.empty_state import EmptyOr, EmptyState
from app.ui.common.filter_chips import FilterChip, FilterChips
from app.ui.common.form_builder import Field, Form, Kind
from app.ui.common.table_view import DataTable
from app.ui.common.tasks import Latest, Task
from app.ui.common.windowed_model import RowsTableModel
from app.ui.theme import Tone


class ProblemsPage(QWidget):
    """Open problems, what is due first on top; late ones in red."""

    def __init__(self, context: TabContext) -> None:
        super().__init__()
        self._context = context
        self._problems: tuple[ProblemRow, ...] = ()
        self._villages: Sequence[RegionRow] = ()
        self._regions = Latest(context.runner, self)
        self._regions.answered.connect(self._on_regions)
        self.chips = FilterChips(
            (
                FilterChip("open", self.tr("未整改")),
                FilterChip("late", self.tr("超期")),
                FilterChip("done", self.tr("已整改")),
            ),
            name=self.tr("筛选"),
            single=True,
        )
        self.chips.choose(frozenset({"open"}))
        self.model: RowsTableModel[ProblemRow] = RowsTableModel(
            (
                Column("number", self.tr("编号"), lambda row: row.number, 9),
                chip_column("left", self.tr("进度"), self._chip, width=11),
                Column("content", self.tr("问题"), lambda row: row.content, 34, tip=lambda row: row.content),
                Column("about", self.tr("对象"), self._about, 16),
                Column("source", self.tr("来源"), lambda row: row.source, 12),
                Column("responsible", self.tr("责任人"), lambda row: row.responsible, 9),
                Column("manner", self.tr("整改方式"), lambda row: row.manner.label, 9),
                day_column("found_on", self.tr("发现"), lambda row: row.found_on),
                day_column("due_on", self.tr("期限"), lambda row: row.due_on),
                day_column("done_on", self.tr("完成"), lambda row: row.done_on),
                Column("proof", self.tr("佐证"), lambda row: row.proof, 16, tip=lambda row: row.proof),
            ),
            id_of=lambda row: row.id,
        )
        self.table = DataTable(
            self.model, name=self.tr("问题整改清单"), key="workbench/problems", memory=context.memory
        )
        self.add = QPushButton(self.tr("登记问题…"))
        self.finish = QPushButton(self.tr("登记整改完成…"))
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        self._nothing = EmptyState()
        self._empty = EmptyOr(self.table, self._nothing)
        self._count = QLabel()
        self._count.setProperty("muted", True)
        top = QHBoxLayout()
        top.addWidget(self.chips, 1)
        top.addWidget(self.add)
        top.addWidget(self.finish)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 4)
        column.addLayout(top)
        column.addWidget(self._empty, 1)
        column.addWidget(self._count)

    def _connect(self) -> None:
        self.add.clicked.connect(self._on_add)
        self.finish.clicked.connect(self._on_finish)
        self.chips.changed.connect(self._show)
        self.table.opened.connect(lambda _: self._on_finish())
        self.table.current_changed.connect(lambda _: self._fit())
        make_action(Key.NEW, self, self._on_add)

    def _chip(self, row: ProblemRow) -> Chip:
        if row.done_on is not None:
            return Chip(self.tr("已整改"), Shape.CHECK, Tone.DONE)
        if row.due_on is None:
            return Chip(self.tr("持续整改"), Shape.HALF, Tone.ACCENT)
        days = (row.due_on - self._context.today()).days
        return due_chip(days, (self.tr("剩{days}天"), self.tr("逾期{days}天")))

    @staticmethod
    def _about(row: ProblemRow) -> str:
        return f"{row.village_name or ''} {row.head_name or ''}".strip()

    # -- showing -----------------------------------------------------------------------------------------------------

    def show_problems(self, problems: tuple[ProblemRow, ...]) -> None:
        """Show the register."""
        self._problems = problems
        today = self._context.today()
        self.chips.show_counts(
            {
                "open": sum(row.done_on is None for row in problems),
                "late": sum(row.is_late(today) for row in problems),
                "done": sum(row.done_on is not None for row in problems),
            }
        )
        self._show()

    def show_late(self) -> None:
        """Show what is late."""
        self.chips.choose(frozenset({"late"}))
        self._show()

    def _show(self) -> None:
        today, pressed = self._context.today(), next(iter(self.chips.chosen), "")
        tests: dict[str, Callable[[ProblemRow], bool]] = {
            "open": lambda row: row.done_on is None,
            "late": lambda row: row.is_late(today),
            "done": lambda row: row.done_on is not None,
        }
        shown = [row for row in self._problems if pressed not in tests or tests[pressed](row)]
        current = self.table.current_id()
        self.model.show_rows(shown)
        ids = [row.id for row in shown]
        self.table.select_position(ids.index(current) if current in ids else 0)
        self._count.setText(self.tr("共 {count} 条").format(count=len(shown)))
        self._empty.show_empty(is_empty=not shown)
        if not shown:
            self._nothing.say(self.tr("这里没有问题。大排查、“回头看”和上级检查发现的问题登记后会出现在这里。"))
            self._nothing.offer(self.tr("登记问题…"), self._on_add)
        self._fit()

    def _fit(self) -> None:
        row = self._chosen()
        is_open = row is not None and row.done_on is None
        self.finish.setEnabled(is_open)
        why = self.tr("先在表中选一条问题。") if row is None else self.tr("这条问题已经整改完成。")
        self.finish.setToolTip("" if is_open else why)

    def _chosen(self) -> ProblemRow | None:
        current = self.table.current_id()
        return next((row for row in self.model.rows if row.id == current), None)

    # -- writing -----------------------------------------------------------------------------------------------------

    def _on_add(self) -> None:
        regions = self._context.office.regions
        self._regions.ask(self.tr("读取村组"), lambda _: regions.tree())

    def _on_regions(self, rows: Sequence[RegionRow]) -> None:
        self._villages = [row for row in rows if row.kind == "village"]
        manners = tuple(Option(manner.value, manner.label) for manner in Manner)
        villages = tuple(Option(str(row.id), row.name) for row in self._villages)
        form = Form(
            (
                Field("source", self.tr("问题来源"), required=True, hint=self.tr("如 大排查、“回头看”、市级督查")),
                Field("content", self.tr("问题内容"), Kind.LONG_TEXT, required=True),
                Field("responsible", self.tr("责任人"), required=True),
                Field("manner", self.tr("整改方式"), Kind.CHOICE, required=True, options=manners, initial="at_once"),
                Field("found_on", self.tr("发现日期"), Kind.DAY, required=True, initial=self._context.today()),
                Field("due_on", self.tr("整改期限"), Kind.DAY, hint=self.tr("立行立改的必填。")),
                Field("village_id", self.tr("涉及的村"), Kind.CHOICE, options=villages),
                Field("household_code", self.tr("涉及的户编号")),
            ),
            today=self._context.today,
        )
        dialogs.panel(self, self.tr("登记问题"), form, do=self.tr("登记"), then=lambda dialog: self._add(form, dialog))

    def _add(self, form: Form, dialog: QDialog) -> None:
        if not form.check():
            return
        said = form.values()
        found_on, due_on = said["found_on"], said["due_on"]
        problem = NewProblem(
            source=str(said["source"]),
            content=str(said["content"]),
            responsible=str(said["responsible"]),
            found_on=found_on if isinstance(found_on, date) else self._context.today(),
            due_on=due_on if isinstance(due_on, date) else None,
            manner=Manner(str(said["manner"])),
            household_code=str(said["household_code"]) if said["household_code"] else None,
            village_id=int(str(said["village_id"])) if said["village_id"] else None,
        )
        problems, actor, today = self._context.office.problems, self._context.actor(), self._context.today()
        task = self._context.runner.start(
            self.tr("登记问题"), lambda _: problems.add(problem, actor=actor, today=today)
        )
        task.succeeded.connect(
            lambda number: self._on_done(self.tr("已登记问题 {number}。").format(number=number), dialog)
        )
        self._show_refusals(task, form)

    def _on_finish(self) -> None:
        row = self._chosen()
        if row is None or row.done_on is not None:
            return
        form = Form(
            (
                Field("on", self.tr("完成日期"), Kind.DAY, required=True, initial=self._context.today()),
                Field("proof", self.tr("整改情况和佐证"), Kind.LONG_TEXT, required=True),
            ),
            today=self._context.today,
        )
        title = self.tr("登记整改完成 {number}").format(number=row.number)
        dialogs.panel(self, title, form, do=self.tr("保存"), then=lambda dialog: self._finish(row.id, form, dialog))

    def _finish(self, problem_id: int, form: Form, dialog: QDialog) -> None:
        if not form.check():
            return
        on, proof = form.value("on"), str(form.value("proof"))
        problems, actor, today = self._context.office.problems, self._context.actor(), self._context.today()
        day = on if isinstance(on, date) else today
        task = self._context.runner.start(
            self.tr("登记整改"), lambda _: problems.finish(problem_id, on=day, proof=proof, actor=actor, today=today)
        )
        task.succeeded.connect(lambda _: self._on_done(self.tr("已登记整改完成。"), dialog))
        self._show_refusals(task, form)

    def _show_refusals(self, task: Task, form: Form) -> None:
        def show(refused: Refused) -> None:
            form.show_refusal(refused)

        task.refused.connect(show)

    def _on_done(self, said: str, dialog: QDialog) -> None:
        dialog.accept()
        self._context.navigator.say(said)
