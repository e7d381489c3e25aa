"""村级工作簿: books out at the top; below, what a returned one says, decided field by field and then written."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSplitter, QVBoxLayout, QWidget
from typing_extensions import override

from app.services.changes import ChangeSet
from app.services.errors import Refused
from app.services.monitoring.grid import CheckWay
from app.services.village_book.records import BookTaken, Returned, Signing
from app.services.workflow.facts import Signer
from app.ui.common import dialogs
from app.ui.common.choice_editors import Option
from app.ui.common.context import TabContext
from app.ui.common.desk_page import DeskPage
from app.ui.common.empty_state import EmptyOr, EmptyState
from app.ui.common.form_builder import Field, Form, Kind
from app.ui.common.icons import icon
from app.ui.common.refusals import RefusalBar
from app.ui.common.signers_editor import SignersEditor
from app.ui.common.tasks import Latest
from app.ui.reports.workbooks.sending import SendingBar
from app.ui.reports.workbooks.tables import ChangeTable, ProblemTable, lines_of, problem_lines, refused_lines

_Known = tuple[Sequence[str], Sequence[str], Sequence[Signer]]


class WorkbooksPage(DeskPage):
    """A returned book is compared first; nothing is written before it was seen."""

    def __init__(self, context: TabContext) -> None:
        super().__init__()
        self._context = context
        self._file: Path | None = None
        self._returned: Returned | None = None
        self._chosen: set[tuple[str, str, str]] = set()
        self._known = Latest(context.runner, self)
        self._known.answered.connect(self._on_known)
        self.sending = SendingBar(context)
        self.bar = RefusalBar(self)
        self.told = QLabel()
        self.told.setWordWrap(True)
        self.read_button = QPushButton(icon("upload"), self.tr("读交回的工作簿…"))
        self.changes, self.problems = ChangeTable(context.memory), ProblemTable(context.memory)
        self.problems_title = QLabel()
        self.form = self._make_form()
        self.write_button = QPushButton(self.tr("写入"))
        self.write_button.setProperty("primary", True)
        self._nothing = EmptyState()
        self._empty = EmptyOr(self._decisions(), self._nothing)
        self._lay_out()
        self._connect()
        self._show_returned()
        self.reload()

    def _make_form(self) -> Form:
        ways = [Option(way.value, way.label) for way in CheckWay]
        return Form(
            (
                Field("on", self.tr("签字（监测）日期"), Kind.DAY, required=True),
                Field("signers", self.tr("签字人"), Kind.SIGNERS),
                Field("way", self.tr("没填方式的"), Kind.CHOICE, options=ways, initial=CheckWay.VISIT.value),
                Field("sheet_no", self.tr("上报表编号")),
            ),
            today=self._context.today,
        )

    def _decisions(self) -> QWidget:
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.changes, 3)
        hint = QLabel(self.tr("1 采用村里填的　2 不动　空格 换一种（可多选）　没有填的格不改动台账"))
        hint.setProperty("muted", True)
        column.addWidget(hint)
        column.addWidget(self.problems_title)
        column.addWidget(self.problems, 2)
        right = QWidget()
        side = QVBoxLayout(right)
        side.setContentsMargins(8, 0, 0, 0)
        side.addWidget(self.form)
        side.addWidget(self.write_button)
        side.addStretch(1)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(left)
        split.addWidget(right)
        split.setStretchFactor(0, 1)
        split.setChildrenCollapsible(False)
        split.setSizes([960, 360])
        return split

    def _lay_out(self) -> None:
        back = QHBoxLayout()
        back.addWidget(self.told, 1)
        back.addWidget(self.read_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 4)
        column.addWidget(self.sending)
        column.addLayout(back)
        column.addWidget(self.bar)
        column.addWidget(self._empty, 1)

    def _connect(self) -> None:
        self.sending.refused.connect(self.bar.show_refusal)
        self.read_button.clicked.connect(self._on_read)
        self.changes.taking_asked.connect(self._on_taking)
        self.changes.opened.connect(lambda _: self._on_taking(None))
        self.write_button.clicked.connect(self._on_write)
        self._context.hub.changed.connect(self._on_changed)

    @override
    def reload(self) -> None:
        """Read which villages there are and what is due."""
        office, today = self._context.office, self._context.today()

        def read(_: object) -> _Known:
            officers = [Signer(row.name, row.organisation) for row in office.directory.officers(on=today)]
            return office.village_books.villages(), office.village_books.due(today=today), officers

        self._known.ask(self.tr("读取村级工作簿"), read)

    def _on_known(self, known: _Known) -> None:
        villages, due, officers = known
        self.sending.show_villages(villages, due)
        signers = self.form.editor("signers")
        assert isinstance(signers, SignersEditor)
        signers.suggest(officers)

    # -- back ----------------------------------------------------------------------------------------------------------

    def _on_read(self) -> None:
        dialogs.choose_open_files(
            self, self.tr("交回的村级工作簿"), kinds="Excel (*.xlsx)", then=lambda files: self.read_file(files[0])
        )

    def read_file(self, file: Path) -> None:
        """Compare a returned book with the ledger."""
        books, today = self._context.office.village_books, self._context.today()
        self.bar.clear()
        task = self._context.runner.start(
            self.tr("读取工作簿"), lambda job: books.read(file, today=today, on_progress=job.progress)
        )
        task.succeeded.connect(lambda returned: self._on_returned(file, returned))
        task.refused.connect(self._on_refused)

    def _on_returned(self, file: Path, returned: Returned) -> None:
        self._file, self._returned = file, returned
        self._chosen = {change.id for change in returned.changes if not change.is_stale}
        self.problems.lines.show_rows(problem_lines(returned.problems))
        self._show_returned()
        self.changes.select_position(0)
        self.changes.setFocus()

    def _on_refused(self, refused: Refused) -> None:
        self._file = self._returned = None
        self._show_returned()
        self.bar.show_refusal(refused)

    def _show_returned(self) -> None:
        returned = self._returned
        self._empty.show_empty(is_empty=returned is None)
        self.read_button.setVisible(returned is not None)
        if returned is None:
            self.told.setText("")
            self._nothing.say(self.tr("还没有读交回的工作簿。村里填好后，在这里读入：先逐项比对，再写入台账。"))
            self._nothing.offer(self.tr("读交回的工作簿…"), self._on_read)
            return
        self.told.setText(
            self.tr("{village} {period}：{count} 处与台账不同，{same} 处已经相同").format(
                village=returned.village, period=returned.period, count=len(returned.changes), same=returned.same
            )
        )
        self.form.show_field("sheet_no", is_shown="hits" in returned.needs)
        self.form.show_field("way", is_shown="months" in returned.needs)
        self._show_choices()

    def _show_choices(self) -> None:
        changes = self._returned.changes if self._returned else ()
        current = self.changes.currentIndex().row()
        self.changes.lines.show_rows(lines_of(changes, self._chosen))
        if current >= 0:
            self.changes.select_position(current)
        count = len(self.problems.lines.rows)
        self.problems_title.setText(self.tr("没有读、没有登记的 {count} 处").format(count=count))
        self.problems_title.setVisible(count > 0)
        self.problems.setVisible(count > 0)
        self.write_button.setText(self.tr("写入所采用的 {count} 处").format(count=len(self._chosen)))
        self.write_button.setEnabled(bool(self._chosen))

    def _on_taking(self, taking: bool | None) -> None:
        if self._returned is None:
            return
        numbers = self.changes.selected_ids() or tuple(filter(None, (self.changes.current_id(),)))
        for number in numbers:
            change = self._returned.changes[number].id
            is_taken = change not in self._chosen if taking is None else taking
            (self._chosen.add if is_taken else self._chosen.discard)(change)
        last = max(numbers, default=0)
        self._show_choices()
        self.changes.select_position(
            last + 1 if taking is not None and last + 1 < self.changes.lines.rowCount() else last
        )

    def _on_write(self) -> None:
        if self._file is None or self._returned is None or not self.form.check():
            return
        values = self.form.values()
        signing = Signing(
            on=values["on"],  # type: ignore[arg-type]  # checked by the form
            signers=values["signers"] or (),  # type: ignore[arg-type]
            sheet_no=str(values["sheet_no"] or ""),
            way=CheckWay(str(values["way"] or CheckWay.VISIT.value)),
        )
        books, actor, today = self._context.office.village_books, self._context.actor(), self._context.today()
        file, chosen = self._file, frozenset(self._chosen)
        # What was changed here while the page was open was not seen: it stays and is shown again.
        stale = {change.id for change in self._returned.changes if change.is_stale} & chosen
        task = self._context.runner.start(
            self.tr("写入工作簿"),
            lambda job: books.take(
                file, signing=signing, chosen=chosen, stale=stale, actor=actor, today=today, on_progress=job.progress
            ),
        )
        task.succeeded.connect(lambda taken: self._on_taken(file, taken))
        task.refused.connect(self.form.show_refusal)

    def _on_taken(self, file: Path, taken: BookTaken) -> None:
        said = self.tr("已写入 {rows} 行 {fields} 处，拒绝 {refused} 行").format(
            rows=taken.rows, fields=taken.fields, refused=len(taken.refused)
        )
        self._context.navigator.say(said)
        books, today = self._context.office.village_books, self._context.today()
        task = self._context.runner.start(self.tr("再比对工作簿"), lambda _: books.read(file, today=today), quiet=True)
        task.succeeded.connect(lambda returned: self._show_after(file, returned, taken))
        task.refused.connect(self._on_refused)

    def _show_after(self, file: Path, returned: Returned, taken: BookTaken) -> None:
        """What is left: rows that a service refused stay with their reasons."""
        self._on_returned(file, returned)
        lines = [*refused_lines(taken.refused), *problem_lines(returned.problems)]
        self.problems.lines.show_rows(
            type(line)(number, line.sheet, line.row, line.who, line.column, line.text)
            for number, line in enumerate(lines)
        )
        self._show_choices()

    def _on_changed(self, changes: ChangeSet) -> None:
        if changes.touches("region", "screening_run", "plan_version"):
            self.reload()
