"""平台待办: what is still to be done on the national platform, and the list of data to be corrected there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QDialog, QLabel, QVBoxLayout, QWidget

from app.services.changes import ChangeSet
from app.services.entry.platform import TaskKind, TaskRow
from app.services.errors import Reason
from app.ui.cases.narrowing import Narrowing
from app.ui.common import dialogs
from app.ui.common.action_bar import ActionBar, BarAction
from app.ui.common.context import TabContext
from app.ui.common.empty_state import EmptyOr, EmptyState
from app.ui.common.filter_chips import FilterChip, FilterChips
from app.ui.common.form_builder import Field, Form, Kind
from app.ui.common.paper_files import PaperFiles, Wanted
from app.ui.common.refusals import RefusalBar
from app.ui.common.table_view import DataTable
from app.ui.common.tasks import Latest
from app.ui.common.windowed_model import RowsTableModel
from app.ui.entry.correcting import ask_correction
from app.ui.entry.platform_rows import task_columns

# Done by marking the household as entered, not here: the number and the day belong together.
_BY_MARKING = frozenset({TaskKind.ENTER, TaskKind.MARK})


class PlatformPage(QWidget):
    """``counted(n)``: how many lines are open."""

    counted = Signal(int)
    assistant_asked = Signal(object, int)

    def __init__(self, context: TabContext) -> None:
        super().__init__()
        self._context = context
        self._rows: Sequence[TaskRow] = ()
        self._lists = Latest(context.runner, self)
        self.narrowing = Narrowing()
        self.narrowing.serve(self)
        self.kinds = FilterChips([FilterChip(k.value, k.label) for k in TaskKind], name=self.tr("事项"))
        self.with_done = QCheckBox(self.tr("也列出已办结的"))
        self.bar = ActionBar(name=self.tr("平台待办"))
        self.refusal = RefusalBar(self)
        self.files = PaperFiles(context, self, self.refusal)
        self.model: RowsTableModel[TaskRow] = RowsTableModel(task_columns(), id_of=lambda task: task.id)
        self.table = DataTable(
            self.model, name=self.tr("平台待办"), key="entry/platform", frozen=2, memory=context.memory
        )
        self.empty = EmptyState(self.tr("平台上没有要办的事项。录入、变更、退出和预警会在这里生成待办。"))
        self.empty.offer(self.tr("加一条待修改…"), self.add)
        self._either = EmptyOr(self.table, self.empty)
        self.counts = QLabel()
        self.counts.setProperty("muted", True)
        self._lay_out()
        self._connect()
        self.reload()

    def _lay_out(self) -> None:
        self.narrowing.row.addWidget(self.with_done)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 4)
        for part in (self.narrowing, self.kinds, self.bar, self.refusal):
            column.addWidget(part)
        column.addWidget(self._either, 1)
        column.addWidget(self.counts)

    def _connect(self) -> None:
        self._lists.answered.connect(self._on_rows)
        self.narrowing.narrowed.connect(self._show_rows)
        self.kinds.changed.connect(self._show_rows)
        self.with_done.toggled.connect(lambda _: self.reload())
        self.table.selection_counted.connect(lambda _: self._show_bar())
        self.table.opened.connect(self._on_opened)
        self._context.hub.changed.connect(self._on_changed)

    # -- the list ------------------------------------------------------------------------------------------------------

    def reload(self) -> None:
        """Read the list again."""
        platform, with_done = self._context.office.platform, self.with_done.isChecked()
        self._lists.ask(self.tr("读取平台待办"), lambda _: platform.tasks(include_done=with_done))

    def _on_rows(self, rows: Sequence[TaskRow]) -> None:
        self._rows = rows
        self.narrowing.offer(row.household for row in rows)
        counts = Counter(row.kind.value for row in rows if row.done_on is None)
        self.kinds.show_counts({kind.value: counts[kind.value] for kind in TaskKind})
        self._show_rows()
        self.counted.emit(sum(counts.values()))

    def _show_rows(self) -> None:
        kinds = self.kinds.chosen
        shown = [r for r in self._rows if self.narrowing.fits(r.household) and (not kinds or r.kind.value in kinds)]
        self.model.show_rows(shown)
        self._either.show_empty(is_empty=not self._rows)
        if shown:
            self.table.select_position(0)
        self.counts.setText(self.tr("列出 {count} 条").format(count=len(shown)))
        self._show_bar()

    def chosen(self) -> tuple[TaskRow, ...]:
        """The chosen lines."""
        ids = set(self.table.selected_ids())
        return tuple(row for row in self.model.rows if row.id in ids)

    def _show_bar(self) -> None:
        chosen = self.chosen()
        nobody = () if chosen else (Reason("entry.no_task_chosen"),)
        done = tuple(Reason("entry.task_done", {"done_on": row.done_on}) for row in chosen if row.done_on)[:1]
        others = () if all(r.kind is TaskKind.CORRECT for r in chosen) else (Reason("entry.only_corrections"),)
        verified = tuple(Reason("entry.verified", {"on": r.verified_on}) for r in chosen if r.verified_on)[:1]
        marked = (Reason("entry.done_by_marking"),) if any(r.kind in _BY_MARKING for r in chosen) else ()
        nothing = () if self.model.rows else (Reason("entry.desk_empty"),)
        self.bar.show_actions(
            [
                BarAction(
                    "finish",
                    self.tr("办结 {count} 条…").format(count=len(chosen)),
                    self.finish,
                    (*nobody, *done, *marked),
                    "check",
                    is_primary=True,
                ),
                BarAction("back", self.tr("系统退回…"), self.send_back, (*nobody, *others, *verified), "undo-2"),
                BarAction("assistant", self.tr("录入助手"), self._on_assistant, nothing, "copy"),
                BarAction("drop", self.tr("不用办…"), self.drop, (*nobody, *done), "trash-2"),
                BarAction("add", self.tr("加一条待修改…"), self.add, (), "plus"),
                BarAction("print", self.tr("打印待办和待修改清单"), self._print, (), "printer"),
                BarAction("export", self.tr("导出"), self._export, (), "file-spreadsheet"),
            ]
        )

    def _on_assistant(self) -> None:
        """The small window beside the browser: the households that are listed, from the one under the cursor on."""
        ids = list(dict.fromkeys(row.household.household_id for row in self.model.rows))
        current = self.table.current_id()
        row = next((row for row in self.model.rows if row.id == current), None)
        self.assistant_asked.emit(ids, row.household.household_id if row else 0)

    # -- actions -------------------------------------------------------------------------------------------------------

    def finish(self) -> None:
        """Ask when and by whom the chosen lines were done on the platform."""
        ids = [row.id for row in self.chosen()]
        form = Form(
            (
                Field("on", self.tr("办结日期"), Kind.DAY, required=True),
                Field("by", self.tr("办理人"), required=True),
            ),
            today=self._context.today,
        )
        form.set_values({"on": self._context.today(), "by": self._context.actor().name})

        def send(dialog: QDialog) -> None:
            on = form.value("on")
            if not form.check() or not isinstance(on, date):
                return
            platform, actor, today = self._context.office.platform, self._context.actor(), self._context.today()
            by = str(form.value("by"))
            task = self._context.runner.start(
                self.tr("办结平台待办"), lambda _: platform.finish(ids, on=on, by=by, actor=actor, today=today)
            )
            said = self.tr("平台待办：完成 {count} 条").format(count=len(ids))
            task.succeeded.connect(lambda _: self._context.navigator.say(said))
            task.succeeded.connect(lambda _: dialog.accept())
            task.refused.connect(form.show_refusal)

        title = self.tr("办结 {count} 条平台待办").format(count=len(ids))
        dialogs.panel(self, title, form, do=self.tr("办结"), then=send)
        form.focus_first()

    def send_back(self) -> None:
        """Ask why the platform did not take the chosen changes of data."""
        ids = [row.id for row in self.chosen()]
        form = Form(
            (
                Field("on", self.tr("退回日期"), Kind.DAY, required=True),
                Field("reason", self.tr("退回原因"), required=True),
            ),
            today=self._context.today,
        )
        form.set_values({"on": self._context.today()})

        def send(dialog: QDialog) -> None:
            on = form.value("on")
            if not form.check() or not isinstance(on, date):
                return
            platform, actor, today = self._context.office.platform, self._context.actor(), self._context.today()
            reason = str(form.value("reason"))
            task = self._context.runner.start(
                self.tr("登记系统退回"),
                lambda _: platform.send_back(ids, reason=reason, on=on, actor=actor, today=today),
            )
            task.succeeded.connect(lambda _: dialog.accept())
            task.refused.connect(form.show_refusal)

        title = self.tr("国家系统退回 {count} 条修改").format(count=len(ids))
        dialogs.panel(self, title, form, do=self.tr("退回"), then=send)
        form.focus_first()

    def drop(self) -> None:
        """Nothing is to be done after all; the line stays in the ledger, void."""
        chosen = self.chosen()
        heads = "、".join(dict.fromkeys(row.household.head_name for row in chosen[:8]))
        dialogs.confirm(
            self,
            self.tr("不用办"),
            self.tr("{count} 条待办（{heads}）将从清单中去掉，不能恢复；台账里留有记录。").format(
                count=len(chosen), heads=heads
            ),
            do=self.tr("去掉 {count} 条").format(count=len(chosen)),
            then=lambda: self._drop([row.id for row in chosen]),
            is_destructive=True,
        )

    def _drop(self, task_ids: Sequence[int]) -> None:
        platform, actor, today = self._context.office.platform, self._context.actor(), self._context.today()

        def work(_: object) -> None:
            for task_id in task_ids:
                platform.drop(task_id, actor=actor, today=today)

        task = self._context.runner.start(self.tr("去掉平台待办"), work)
        said = self.tr("已去掉 {count} 条平台待办。").format(count=len(task_ids))
        task.succeeded.connect(lambda _: self._context.navigator.say(said))
        task.refused.connect(self.refusal.show_refusal)

    def add(self) -> None:
        """Add a line of the 待修改清单, for the household of the current line if there is one."""
        chosen = self.chosen()
        ask_correction(self, self._context, code=chosen[0].household.code if len(chosen) == 1 else "")

    def _wanted(self) -> Wanted:
        return Wanted("corrections", self.tr("系统待改清单"), villages=self.narrowing.villages)

    def _print(self) -> None:
        self.files.ask_print(self._wanted())

    def _export(self) -> None:
        self.files.ask_export(self._wanted())

    def _on_opened(self, task_id: int) -> None:
        row = next(row for row in self.model.rows if row.id == task_id)
        self._context.navigator.open_household(row.household.household_id)

    def _on_changed(self, changes: ChangeSet) -> None:
        if changes.touches("platform_task", "platform_correction", "household", "monitoring_case"):
            self.reload()
