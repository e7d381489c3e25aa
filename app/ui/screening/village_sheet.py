"""One village's sheet: report or strike each line, add what the village proposes itself, sign, register."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QDialog, QLabel, QVBoxLayout, QWidget

from app.models.enums import CaseState
from app.services.households import RosterQuery, RosterRow
from app.services.screening.hits import HitFilter
from app.services.screening.results import HitRow, SheetRow
from app.services.screening.sheets import SheetInput, SheetOutcome
from app.services.workflow.facts import Signer
from app.ui.cases.batch_page import case_batch
from app.ui.cases.rows import chosen_rows, show_again
from app.ui.common import dialogs
from app.ui.common.context import TabContext
from app.ui.common.empty_state import EmptyOr, EmptyState
from app.ui.common.form_builder import Field, Form, Kind
from app.ui.common.paper_files import Wanted
from app.ui.common.signers_editor import SignersEditor
from app.ui.common.table_view import DataTable
from app.ui.common.windowed_model import RowsTableModel
from app.ui.screening.own_proposal import ask_own_proposal
from app.ui.screening.sheet_lines import Say, SheetLine, line_columns, lines_of
from app.ui.screening.sheet_words import refused_sentences, sheet_said
from app.ui.screening.task_page import TaskPage


@dataclass(frozen=True, slots=True)
class _Read:
    hits: Sequence[HitRow]
    proposed: Sequence[RosterRow]
    officers: Sequence[Signer]


class VillageSheetEditor(TaskPage):
    """``registered`` when a sheet was written; number, day and signers stay for the next village."""

    registered = Signal()

    def __init__(self, context: TabContext) -> None:
        super().__init__(context)
        self._village: SheetRow | None = None
        self._sheets: dict[int, dict[int, SheetLine]] = {}  # what was said and not registered, by village
        self.title = QLabel()
        self.title.setProperty("heading", True)
        self.lines: RowsTableModel[SheetLine] = RowsTableModel(line_columns(), id_of=lambda line: line.household_id)
        self.table = DataTable(self.lines, name=self.tr("上报表的户"), key="sheet", memory=context.memory)
        self.form = Form(
            (
                Field("sheet_no", self.tr("上报表编号"), required=True, keep=True),
                Field("signed_on", self.tr("签字日期"), Kind.DAY, required=True, keep=True),
                Field("signers", self.tr("签字人（两人）"), Kind.SIGNERS, required=True, keep=True, least=2),
            ),
            today=context.today,
        )
        self.form.set_values({"signed_on": context.today()})
        self.zero = QCheckBox(self.tr("零报告：本村没有要上报的户"))
        self.result = QLabel()
        self.result.setWordWrap(True)
        self.result.hide()
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        self.save = self.button(self.tr("登记这张上报表"), self._on_save, sign="save", is_primary=True)
        said = EmptyState(self.tr("本村没有命中的户。村里如有要上报的户，按“村主动提出…”加进来；没有就登记零报告。"))
        self._either = EmptyOr(self.table, said)
        self.column.setContentsMargins(8, 0, 0, 0)
        self.column.addWidget(self.title)
        self.column.addWidget(
            self.tools(
                self.button(self.tr("上报"), lambda: self.say(Say.REPORT), sign="check"),
                self.button(self.tr("不报…"), self._on_strike, sign="x"),
                self.button(self.tr("清除意见"), lambda: self.say(Say.NOTHING)),
                self.button(self.tr("村主动提出…"), self._on_own, sign="plus"),
                self.button(self.tr("退村…"), self._on_return, sign="undo-2", tip=self.tr("把村已上报的户退回村里")),
                self.button(self.tr("打印上报表"), self._on_print, sign="printer"),
            )
        )
        self.column.addWidget(self.bar)
        self.column.addWidget(self._either, 1)
        below = QWidget()
        column = QVBoxLayout(below)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.result)
        column.addWidget(self.form)
        column.addWidget(self.tools(self.zero, self.save))
        self.column.addWidget(below)

    def _connect(self) -> None:
        self.table.current_changed.connect(self.household_chosen)
        self.table.opened.connect(self.household_opened)
        self.answers.answered.connect(self._on_read)

    # -- which village -----------------------------------------------------------------------------

    @property
    def village(self) -> SheetRow | None:
        """The village whose sheet is typed."""
        return self._village

    @property
    def is_typed(self) -> bool:
        """Whether something was said of any village that is not registered yet."""
        return any(line.say is not Say.NOTHING for sheet in self._sheets.values() for line in sheet.values())

    @property
    def _typed(self) -> dict[int, SheetLine]:
        return self._sheets.setdefault(self._village.village_id, {}) if self._village else {}

    def show_village(self, village: SheetRow) -> None:
        """Turn to a village; what was said of another one stays there until it is registered."""
        if self._village is None or self._village.village_id != village.village_id:
            self.zero.setChecked(False)
            self.result.hide()
            self.bar.clear()
        self._village = village
        number = 1 if village.closed_on is None else village.supplements + 2
        name = self.tr("上报表") if number == 1 else self.tr("补充上报表")
        self.title.setText(
            self.tr("{village}　{name}（第 {number} 张）").format(village=village.village, name=name, number=number)
        )
        self.reload()

    def reload(self) -> None:
        """Read the village's lines again; what was said stays."""
        if self._village is None:
            return
        office, today, village = self.context.office, self.context.today(), self._village

        def read(_: object) -> _Read:
            hits = office.screening.hits(HitFilter(village_id=village.village_id), today=today)
            query = RosterQuery(village_id=village.village_id, case_states=(CaseState.PROPOSED.value,))
            proposed = office.households.rows(office.households.find_ids(query))
            officers = office.directory.officers(on=today, village=village.village)
            signers = [Signer(officer.name, officer.post or officer.organisation) for officer in officers]
            return _Read(hits, list(proposed.values()), signers)

        self.answers.ask(self.tr("读取上报表"), read)

    def _on_read(self, read: _Read) -> None:
        editor = self.form.editor("signers")
        if isinstance(editor, SignersEditor):
            editor.suggest(read.officers)
        lines = lines_of(read.hits, read.proposed, self._typed)
        self._keep(line for line in lines if line.is_open)
        show_again(self.table, self.lines, lines)
        self._either.show_empty(is_empty=not lines)

    def _keep(self, lines: Iterable[SheetLine]) -> None:
        if self._village is not None:
            self._sheets[self._village.village_id] = {line.household_id: line for line in lines}

    # -- what the village says ---------------------------------------------------------------------

    def say(self, word: Say, reason: str = "") -> None:
        """The village's word for the selected lines."""
        chosen = [line for line in chosen_rows(self.table, self.lines) if line.is_open]
        if not self.need(chosen, self.tr("请先在表中选还没有答复的户，可以多选。")):
            return
        for line in chosen:
            if line.is_own and word is not Say.REPORT:
                del self._typed[line.household_id]
            else:
                self._typed[line.household_id] = line.saying(word, reason)
        self._show_typed()

    def _show_typed(self) -> None:
        rest = [line for line in self.lines.rows if not line.is_open]
        kept = self.table.selected_ids()
        show_again(self.table, self.lines, [*self._typed.values(), *rest])
        self._either.show_empty(is_empty=not self._typed and not rest)
        if kept and self.table.current_id() is None:
            self.table.select_position(0)

    def _on_strike(self) -> None:
        if not self.need(self.table.selected_ids(), self.tr("请先在表中选不报的户，可以多选。")):
            return
        form = Form((Field("reason", self.tr("不报的原因"), Kind.LONG_TEXT, required=True),))

        def strike(dialog: QDialog) -> None:
            if form.check():
                self.say(Say.STRIKE, str(form.value("reason")))
                dialog.accept()

        dialogs.panel(self, self.tr("村核不报"), form, do=self.tr("不报"), then=strike).resize(480, 180)

    def _on_own(self) -> None:
        if self._village is not None:
            ask_own_proposal(self, self.context, then=self._add_own)

    def _add_own(self, line: SheetLine) -> None:
        self._typed[line.household_id] = line
        self._show_typed()

    def _on_return(self) -> None:
        chosen = [
            line for line in chosen_rows(self.table, self.lines) if line.case_state is CaseState.REPORTED_BY_VILLAGE
        ]
        if self.need(chosen, self.tr("请先选“村已上报”的户，再退回村里。")):
            names = {line.code: line.head_name for line in chosen}
            self.batch_asked.emit(case_batch(self.context, "return_village", tuple(names), names=names))

    def _on_print(self) -> None:
        if self._village is not None:
            self.papers.ask_print(Wanted("village_report", self.tr("村级排查上报表"), villages=[self._village.village]))

    # -- registering -------------------------------------------------------------------------------

    def _on_save(self) -> None:
        self.bar.clear()
        if self._village is None or not self.form.check():
            return
        values = self.form.values()
        signers, signed_on = values["signers"], values["signed_on"]
        assert isinstance(signers, tuple)
        said = list(self._typed.values())
        given = SheetInput(
            village=self._village.village,
            sheet_no=str(values["sheet_no"]),
            signed_on=signed_on,  # type: ignore[arg-type] - the form gives a day
            signers=signers,
            reported=tuple(line.reported() for line in said if line.say is Say.REPORT),
            struck=tuple(line.struck() for line in said if line.say is Say.STRIKE),
            is_zero=self.zero.isChecked(),
        )
        if not given.reported and not given.struck and not given.is_zero:
            self.bar.show_sentences([self.tr("表上还没有意见：请对每户选“上报”或“不报”，没有要上报的请勾选零报告。")])
            return
        screening, actor, today = self.context.office.screening, self.context.actor(), self.context.today()
        task = self.context.runner.start(
            self.tr("登记上报表"), lambda _: screening.report_sheet(given, actor=actor, today=today)
        )
        task.succeeded.connect(self._on_registered)
        task.refused.connect(self.form.show_refusal)

    def _on_registered(self, outcome: SheetOutcome) -> None:
        refused = {row.household_code for row in outcome.refused}
        self._keep([line for line in self._typed.values() if line.code in refused])
        self.zero.setChecked(False)
        village = self._village.village if self._village else ""
        self.result.setText(sheet_said(village, outcome))
        self.result.show()
        self.context.navigator.say(self.result.text())
        names = {line.code: line.head_name for line in self.lines.rows}
        self.bar.show_sentences(refused_sentences(outcome.refused, names))
        self.registered.emit()
