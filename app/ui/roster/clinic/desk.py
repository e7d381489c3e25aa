"""证件核对: the list of doubtful numbers to the left, the case to the right; a person decides, nothing by itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtWidgets import QComboBox, QLabel, QPushButton
from typing_extensions import override

from app.services.changes import ChangeSet
from app.services.clinic.diagnosing import Diagnosis
from app.services.clinic.faults import Fault
from app.services.clinic.service import Correction
from app.services.regions import RegionRow
from app.ui.common.context import TabContext
from app.ui.common.desk_page import DeskPage
from app.ui.common.empty_state import EmptyOr, EmptyState
from app.ui.common.icons import icon
from app.ui.common.list_and_case import Parts, lay_out
from app.ui.common.refusals import RefusalBar
from app.ui.common.reveal import RevealButton
from app.ui.common.table_view import DataTable
from app.ui.common.tasks import Latest, Work
from app.ui.common.village_box import VillageBox
from app.ui.common.windowed_model import RowsTableModel
from app.ui.roster.clinic.asking import ClinicQuestions
from app.ui.roster.clinic.case import ClinicCase
from app.ui.roster.clinic.lists import person_columns, state_chips

_TO_DECIDE, _OF_DECIDED = frozenset({"best", "score"}), frozenset({"reason", "by"})


class ClinicDesk(DeskPage):
    """Enter accepts the candidate under the cursor; the cursor goes on to the next person."""

    def __init__(self, context: TabContext) -> None:
        super().__init__()
        self._context = context
        self._all: tuple[Diagnosis, ...] = ()
        self._is_stale = True
        self._reads = Latest(context.runner, self)
        self.reveal = RevealButton()
        self.model: RowsTableModel[Diagnosis] = RowsTableModel(
            person_columns(self.reveal.shown), id_of=lambda r: r.person_id
        )
        self.table = DataTable(
            self.model,
            name=self.tr("证件有问题的人员"),
            key="clinic",
            frozen=2,
            stretch=("faults",),
            memory=context.memory,
            parent=self,
        )
        self.empty = EmptyState()
        self._either = EmptyOr(self.table, self.empty)
        self.case = ClinicCase(context, self.reveal.shown)
        self.bar = RefusalBar(self)
        self.questions = ClinicQuestions(context, self)
        self._count = QLabel()
        self._count.setProperty("muted", True)
        self.faults, self.states, self.villages = QComboBox(), QComboBox(), VillageBox()
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        self.again = QPushButton(icon("refresh-cw"), self.tr("重新核对"))
        self.batch = QPushButton(icon("square-check"), self.tr("批量采用…"))
        self.states.addItem(self.tr("全部状态"), "")
        for key, chip in state_chips().items():
            self.states.addItem(chip.word, key)
        self.states.setCurrentIndex(1)
        self.faults.addItem(self.tr("全部问题"), "")
        self.faults.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.faults.setMinimumContentsLength(14)
        boxes = ((self.faults, self.tr("问题")), (self.states, self.tr("状态")), (self.villages, self.tr("村")))
        parts = Parts(
            boxes=boxes,
            left=(self.again,),
            right=(self.batch, self.reveal),
            bar=self.bar,
            list=self._either,
            case=self.case,
            count=self._count,
            shares=(126, 52),
        )
        lay_out(self, parts)

    def _connect(self) -> None:
        self._reads.answered.connect(self._on_read)
        self._reads.refused.connect(self.bar.show_refusal)
        self.table.current_changed.connect(lambda _: self.case.show_row(self.chosen()))
        self.table.opened.connect(lambda _: self.case.accept())
        self.table.selection_counted.connect(self._context.navigator.selection_counted)
        for box in (self.faults, self.states, self.villages):
            box.activated.connect(lambda _: self.show_rows())
        self.again.clicked.connect(self.diagnose)
        self.batch.clicked.connect(self._on_batch)
        self.reveal.toggled.connect(self._on_revealed)
        self.case.accepted.connect(self._on_accepted)
        self.case.kept.connect(self._on_keep)
        self.case.put_off.connect(self._on_put_off)
        self.case.household_opened.connect(self._on_open)
        self._context.hub.changed.connect(self._on_changed)

    # -- reading -------------------------------------------------------------------------------------

    @override
    def know_regions(self, regions: Sequence[RegionRow]) -> None:
        self.villages.know_regions(regions)

    @override
    def reload(self) -> None:
        self.reveal.setChecked(False)
        if self._is_stale:
            self.diagnose()

    def diagnose(self) -> None:
        """Look at every number again."""
        clinic, today = self._context.office.clinic, self._context.today()
        self._is_stale = False
        self._reads.ask(self.tr("核对证件"), lambda task: clinic.diagnose(today=today, report=task.progress))

    def _on_read(self, rows: Sequence[Diagnosis]) -> None:
        self._all = tuple(rows)
        self.show_rows()

    def show_rows(self) -> None:
        """Show those that the boxes leave; the cursor stays at its place."""
        place = max(self.table.currentIndex().row(), 0)
        state, fault = self.states.currentData(), self.faults.currentData()
        village = self.villages.currentData()
        here = [row for row in self._all if not state or row.state == state]
        here = [row for row in here if village is None or row.village_id == village]
        self._count_faults(here)
        rows = [row for row in here if not fault or Fault(fault) in row.faults]
        self._show_columns(state)
        self.model.show_rows(rows)
        self._say_empty()
        self._either.show_empty(is_empty=not rows)
        sure = sum(row.is_sure for row in rows)
        self._count.setText(
            self.tr("{count} 人，其中 {sure} 人的候选号码把握大").format(count=f"{len(rows):,}", sure=f"{sure:,}")
        )
        self.batch.setEnabled(sure > 0)
        self.batch.setToolTip("" if sure else self.tr("列出的人中没有把握大的候选号码。"))
        if rows:
            self.table.select_position(min(place, len(rows) - 1))
        self.case.show_row(self.chosen())

    def _say_empty(self) -> None:
        """Nobody under these filters is another thing than nobody at all."""
        if any(row.state == "open" for row in self._all):
            self.empty.say(self.tr("所选的问题、状态和村没有人员。"))
            self.empty.offer(self.tr("看全部未处理的"), self.show_all)
        else:
            self.empty.say(
                self.tr("没有证件号码有问题的人员。导入名册后，这里列出校验错误、损坏、占位的号码和候选号码。")
            )
            self.empty.offer(self.tr("重新核对"), self.diagnose)

    def show_all(self) -> None:
        """Everybody who waits for a decision."""
        self.states.setCurrentIndex(self.states.findData("open"))
        for box in (self.faults, self.villages):
            box.setCurrentIndex(0)
        self.show_rows()

    def _show_columns(self, state: str) -> None:
        """Candidates while there is something to decide, the decision once it has been made."""
        shown = {"open": _TO_DECIDE, "": _TO_DECIDE | _OF_DECIDED}.get(state, _OF_DECIDED)
        for place, column in enumerate(self.model.columns):
            if column.key in _TO_DECIDE | _OF_DECIDED:
                self.table.setColumnHidden(place, column.key not in shown)

    def _count_faults(self, rows: Sequence[Diagnosis]) -> None:
        kept, counts = self.faults.currentData(), Counter(fault for row in rows for fault in row.faults)
        self.faults.clear()
        self.faults.addItem(self.tr("全部问题（{count}）").format(count=f"{len(rows):,}"), "")
        for fault in Fault:
            if counts[fault] or fault.value == kept:
                self.faults.addItem(
                    self.tr("{fault}（{count}）").format(fault=fault.label, count=f"{counts[fault]:,}"), fault.value
                )
        self.faults.setCurrentIndex(max(self.faults.findData(kept), 0))

    def chosen(self) -> Diagnosis | None:
        """The person under the cursor."""
        current = self.table.current_id()
        return next((row for row in self.model.rows if row.person_id == current), None)

    def _on_revealed(self) -> None:
        self.show_rows()
        self.case.show_numbers_anew()

    def _on_changed(self, changes: ChangeSet) -> None:
        if changes.touches("person", "membership", "household", "id_decision", "finding", "import_batch"):
            self._is_stale = True
            if self.isVisible():
                self.diagnose()

    # -- deciding ------------------------------------------------------------------------------------

    def _on_accepted(self, number: str) -> None:
        row = self.chosen()
        if row is not None:
            self._correct([(row, number)])

    def _on_batch(self) -> None:
        sure = [(row, row.candidates[0].number) for row in self.model.rows if row.is_sure]
        self.questions.look(sure, self.reveal.shown, lambda: self._correct(sure))

    def _correct(self, pairs: Sequence[tuple[Diagnosis, str]]) -> None:
        clinic, actor, today = self._context.office.clinic, self._context.actor(), self._context.today()
        given = [Correction(row.person_id, row.row_version, number) for row, number in pairs]
        gone = {row.person_id for row, _ in pairs}
        said = self.tr("已更正 {count} 人的证件号码，可在台账中撤销上一步。").format(count=len(given))
        self._write(lambda _: clinic.correct(given, actor=actor, today=today), said, gone=gone)

    def _on_keep(self) -> None:
        row = self.chosen()
        if row is not None:
            self.questions.keep(row, lambda reason: self._decided(row, "kept", reason))

    def _on_put_off(self) -> None:
        row = self.chosen()
        if row is not None:
            self.questions.put_off(row, lambda reason: self._decided(row, "waiting", reason))

    def _decided(self, row: Diagnosis, state: str, reason: str) -> None:
        by, on = self._context.actor().name, self._context.today()
        decided = replace(row, state=state, reason=reason, decided_by=by, decided_on=on)
        self._all = tuple(decided if known.person_id == row.person_id else known for known in self._all)
        self.show_rows()

    def _on_open(self) -> None:
        row = self.chosen()
        if row is not None:
            self.household_asked.emit(row.household_id, "members", row.person_id)

    def _write(self, work: Work[ChangeSet | None], said: str, *, gone: set[int]) -> None:
        self.bar.clear()
        self.case.setEnabled(False)
        task = self._context.runner.start(self.tr("更正证件号码"), work)
        task.succeeded.connect(lambda _: self._on_written(said, gone))
        task.refused.connect(self.bar.show_refusal)
        task.finished.connect(lambda: self.case.setEnabled(True))

    def _on_written(self, said: str, gone: set[int]) -> None:
        self._all = tuple(row for row in self._all if row.person_id not in gone)
        self._context.navigator.say(said)
        self.show_rows()
        self.table.setFocus()
