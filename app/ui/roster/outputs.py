"""What leaves the roster: papers of chosen households, and the present list as a workbook."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QDialog, QLabel, QPushButton, QVBoxLayout, QWidget

from app.services.exports.shown import ShownList
from app.services.papers.kinds import Subject
from app.services.papers.service import KindRow
from app.ui.common import dialogs
from app.ui.common.choice_editors import Option
from app.ui.common.context import TabContext
from app.ui.common.form_builder import Field, Form, Kind
from app.ui.common.icons import icon
from app.ui.common.paper_files import BOOK, FileJob, PaperFiles, Wanted
from app.ui.common.tasks import TaskContext
from app.ui.roster.listing import RosterList

# Kinds about one household go sheet by sheet; those about a step too. Lists of a village are printed in 报表.
_OF_HOUSEHOLDS = frozenset({Subject.HOUSEHOLD, Subject.STEP, Subject.ALERT})
_MASKED, _WHOLE = "masked", "whole"


class RosterOutputs(QObject):
    """Prints and exports what is chosen or shown; a refusal is shown by the window that asked.

    ``roster_asked(ids)``: these households by a designed roster.
    """

    roster_asked = Signal(object)

    def __init__(self, context: TabContext, window: QWidget, shown: RosterList) -> None:
        super().__init__(window)
        self._context, self._window, self._list = context, window, shown
        self.files = PaperFiles(context, window)

    # -- printing ------------------------------------------------------------------------------------

    def print_papers(self) -> None:
        """Ask which paper of the chosen households (else of the one under the cursor), then where to."""
        ids = self._list.table.selected_ids() or tuple(filter(None, (self._list.table.current_id(),)))
        if not ids:
            dialogs.inform(self._window, self.tr("打印"), self.tr("请先在台账中选一户或几户（Ctrl、Shift 可多选）。"))
            return
        papers, today = self._context.office.papers, self._context.today()
        task = self._context.runner.start(
            self.tr("读取可打印的表"), lambda _: papers.list_kinds(today=today), quiet=True
        )
        task.succeeded.connect(lambda kinds: self._choose_kind(ids, kinds))

    def _choose_kind(self, ids: Sequence[int], kinds: Sequence[KindRow]) -> None:
        options = [
            Option(kind.kind, kind.name) for kind in kinds if kind.subject in _OF_HOUSEHOLDS and kind.documents > 0
        ]
        if not options:
            text = self.tr("现在没有可以按户打印的表。列入初步名单后可打印入户走访表，办理各步骤后可打印相应的表。")
            dialogs.inform(self._window, self.tr("打印"), text)
            return
        first = options[0].code if len(options) == 1 else None
        form = Form((Field("kind", self.tr("表"), Kind.CHOICE, required=True, options=options, initial=first),))
        panel = self._with_words(
            form, self.tr("为选中的 {count} 户生成 PDF，没有这种表的户会略过。").format(count=len(ids))
        )

        def go_on(dialog: QDialog) -> None:
            if form.check():
                kind = str(form.value("kind"))
                dialog.accept()
                self.files.ask_print(self.wanted(ids, kind, next(o.word for o in options if o.code == kind)))

        dialogs.panel(self._window, self.tr("打印"), panel, do=self.tr("下一步：存到…"), then=go_on)

    def wanted(self, ids: Sequence[int], kind: str, name: str) -> Wanted:
        """These papers of these households."""
        return Wanted(kind, name, households=[row.code for row in self._list.model.rows_of(ids)])

    # -- exporting -----------------------------------------------------------------------------------

    def export_list(self) -> None:
        """Ask whether ID numbers shall be whole, then where to; the columns are those that are shown."""
        chosen = self._list.table.selected_ids()
        several = chosen if len(chosen) > 1 else ()
        ids = several or tuple(self._list.model.ids)
        if not ids:
            dialogs.inform(self._window, self.tr("导出"), self.tr("列表是空的，没有可以导出的农户。请先清除筛选条件。"))
            return
        options = (
            Option(_MASKED, self.tr("遮住中间几位（平时用这个）")),
            Option(_WHOLE, self.tr("完整号码（留有审计记录）")),
        )
        form = Form((Field("ids", self.tr("证件号码"), Kind.CHOICE, required=True, options=options, initial=_MASKED),))
        text = self.tr("按现在显示的列和顺序导出 {count} 户。").format(count=f"{len(ids):,}")
        by_roster = QPushButton(icon("file-spreadsheet"), self.tr("改为按名册导出…"))
        by_roster.setToolTip(self.tr("转到“名册设计”，只列这些户，列、排序和签字由名册决定"))
        panel = self._with_words(form, text, by_roster)

        def go_on(dialog: QDialog) -> None:
            if form.check():
                is_whole = form.value("ids") == _WHOLE
                dialog.accept()
                self.files.ask(self._export_job(ids, is_whole=is_whole))

        dialog = dialogs.panel(self._window, self.tr("导出"), panel, do=self.tr("下一步：存到…"), then=go_on)

        def to_rosters() -> None:
            dialog.reject()
            self.roster_asked.emit(ids)

        by_roster.clicked.connect(to_rosters)

    def export_to(self, ids: Sequence[int], target: Path, *, is_whole: bool) -> None:
        """Write these households with the columns that the table shows."""
        self.files.write(self._export_job(ids, is_whole=is_whole), target)

    def _export_job(self, ids: Sequence[int], *, is_whole: bool, purpose: str = "") -> FileJob:
        title, said = self.tr("农户台账"), self.tr("已导出 {count} 户")
        shown = ShownList(title=title, ids=ids, columns=self._list.shown_columns(), whole_ids=is_whole)
        exports, actor, today = self._context.office.exports, self._context.actor(), self._context.today()

        def export(target: Path, task: TaskContext) -> str:
            made = exports.export_roster(
                shown,
                target,
                purpose=purpose,
                actor=actor,
                today=today,
                on_progress=task.progress,
                cancelled=task.is_cancelled,
            )
            return f"{made.rows:,}"

        return FileJob(
            title,
            export,
            lambda count: said.format(count=count),
            BOOK,
            carries_ids=lambda: is_whole,
            for_purpose=lambda given: self._export_job(ids, is_whole=is_whole, purpose=given),
        )

    @staticmethod
    def _with_words(form: Form, text: str, *below: QWidget) -> QWidget:
        whole = QWidget()
        words = QLabel(text)
        words.setWordWrap(True)
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(words)
        column.addWidget(form)
        for part in below:
            column.addWidget(part)
        return whole
