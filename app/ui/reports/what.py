"""What of the chosen kind is wanted: village, households; the frozen ones by number; what is out of date."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from app.services.households import RosterRow
from app.services.papers.kinds import Subject
from app.services.papers.service import Outdated
from app.services.papers.snapshots import SnapshotRow
from app.ui.common.choice_editors import ChoiceEditor, Option
from app.ui.common.columns import Column, count_column, day_column
from app.ui.common.context import TabContext
from app.ui.common.household_columns import head_column, place_column
from app.ui.common.household_picker import HouseholdPicker
from app.ui.common.refusals import RefusalBar
from app.ui.common.table_view import DataTable
from app.ui.common.values import day_text
from app.ui.common.windowed_model import RowsTableModel
from app.ui.reports.batch_box import BatchBox
from app.ui.reports.catalogue import Entry, What
from app.ui.reports.jobs import Scope

_BY_HOUSEHOLD = frozenset({Subject.HOUSEHOLD, Subject.ALERT, Subject.STEP})
_WHOLE = ""


class WhatPane(QWidget):
    """``scope_changed`` when another part is wanted; ``stored_chosen(id)`` when a frozen paper is (-1: none more)."""

    scope_changed = Signal()
    stored_chosen = Signal(int)
    void_asked = Signal(object)  # the SnapshotRow

    def __init__(self, context: TabContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._entry: Entry | None = None
        self._by_household = False
        self.title = QLabel()
        self.title.setProperty("heading", True)
        self.title.setWordWrap(True)
        self.note = QLabel()
        self.note.setWordWrap(True)
        self.note.setProperty("muted", True)
        self.bar = RefusalBar(self)
        self.village = ChoiceEditor((Option(_WHOLE, self.tr("全镇")),))
        self.village.set_value(_WHOLE)
        self._village_name = self._label(self.tr("村（社区）"), self.village)
        self.batch = BatchBox()
        self.households = HouseholdPicker(context)
        self._households_name = self._label(self.tr("只要这些户（不选为全部）"), self.households)
        self.stored_model: RowsTableModel[SnapshotRow] = RowsTableModel(self._stored(), id_of=lambda row: row.id)
        self.stored = DataTable(self.stored_model, name=self.tr("存档文书"), key="papers", memory=context.memory)
        self._stored_name = QLabel()
        self._stored_name.setProperty("heading", True)
        self.back = QPushButton(self.tr("返回：现在要打印的全部"))
        self.void = QPushButton(self.tr("作废第几号…"))
        self.outdated_model: RowsTableModel[tuple[Outdated, RosterRow]] = RowsTableModel(
            self._outdated(), id_of=lambda pair: pair[0].household_id
        )
        self.outdated = DataTable(self.outdated_model, name=self.tr("已打印、内容有变化的户"))
        self._outdated_name = QLabel()
        self._outdated_name.setProperty("heading", True)
        self.only_outdated = QPushButton(self.tr("只打印这些户"))
        self._lay_out()
        self._connect()

    @staticmethod
    def _label(text: str, buddy: QWidget) -> QLabel:
        label = QLabel(text)
        label.setBuddy(buddy.focusProxy() or buddy)
        for part in (buddy, buddy.focusProxy()):
            if part is not None and not part.accessibleName():
                part.setAccessibleName(text)
        return label

    def _stored(self) -> Sequence[Column[SnapshotRow]]:
        return (
            count_column("number", self.tr("号"), lambda row: row.number, width=4),
            day_column("issued", self.tr("日期"), lambda row: row.issued_on, width=11),
            Column("title", self.tr("标题"), self._title_of, 22, tip=lambda row: row.title),
            count_column("households", self.tr("户数"), lambda row: row.households, width=5),
            Column("paper_no", self.tr("文号"), lambda row: row.paper_no, 12),
            Column(
                "voided", self.tr("作废"), lambda row: day_text(row.voided_on), 11, tip=lambda row: row.voided_reason
            ),
        )

    def _title_of(self, row: SnapshotRow) -> str:
        return self.tr("（作废）{title}").format(title=row.title) if row.voided_on else row.title

    def _outdated(self) -> Sequence[Column[tuple[Outdated, RosterRow]]]:
        return (
            head_column(lambda pair: pair[1].head_name),
            place_column(lambda pair: pair[1], width=13),
            day_column("printed", self.tr("打印日期"), lambda pair: pair[0].printed_on, width=11),
        )

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 0, 8, 0)
        for part in (self.title, self.note, self.bar, self._village_name, self.village, self.batch):
            column.addWidget(part)
        column.addWidget(self._households_name)
        column.addWidget(self.households)
        for part in (self._outdated_name, self.outdated, self.only_outdated):
            column.addWidget(part)
        column.addWidget(self._stored_name)
        column.addWidget(self.stored, 4)
        column.addWidget(self.back)
        column.addWidget(self.void)
        column.addStretch(1)

    def _connect(self) -> None:
        self.village.changed.connect(self.scope_changed)
        self.batch.changed.connect(self._on_batch)
        self.households.picked.connect(self.scope_changed)
        self.stored.current_changed.connect(self.stored_chosen)
        self.back.clicked.connect(self._on_back)
        self.void.clicked.connect(self._on_void)
        self.only_outdated.clicked.connect(self._on_only_outdated)

    # -- what is shown -----------------------------------------------------------------------------

    @property
    def scope(self) -> Scope:
        """The part that is wanted."""
        village = str(self.village.value() or "")
        if self.batch.is_blank:
            return Scope(is_blank=True)
        codes = self.households.codes if self.households.isVisibleTo(self) else ()
        return Scope((village,) if village else (), codes, self.batch.selection, self.batch.is_duplex)

    def show_choices(self, names: Sequence[str], teams: Sequence[str]) -> None:
        """Offer these villages and visiting teams."""
        self.batch.show_teams(teams)
        self.village.offer((Option(_WHOLE, self.tr("全镇")), *(Option(name, name) for name in names)))

    def show_entry(self, entry: Entry) -> None:
        """Say what this is and ask only what applies to it."""
        is_new = self._entry is None or (self._entry.what, self._entry.code) != (entry.what, entry.code)
        self._entry = entry
        self.title.setText(entry.name)
        self.note.setText(self._note(entry))
        row = entry.row
        by_household = entry.what is What.LIST or (row is not None and row.subject in _BY_HOUSEHOLD)
        self.batch.show_kind(entry.code if row is not None else "", row.subject if row is not None else None)
        self._by_household = by_household
        self._on_blank()
        if is_new:
            self.bar.clear()
            self.show_outdated(())
            self.show_stored(())

    def _note(self, entry: Entry) -> str:
        if entry.what is What.LIST:
            return self.tr("整理成 Excel 工作簿，证件号码为文本。")
        if entry.what is What.REPORT:
            return self.tr("按最后一天（进行中按今天）的台账统计；打印或存为PDF时存档编号，随时可原样重印。")
        row = entry.row
        if row is None:
            return ""
        if not row.documents:
            return self.tr("现在没有可打印的。相应的工作步骤办理后，这里自动出现。")
        said = self.tr("现有 {count} 份").format(count=row.documents)
        if row.frozen:
            return self.tr("{said}：待办 {pending} 份，最近存档 {stored} 份。更早的存档点下面一份看原样。").format(
                said=said, stored=row.documents - row.pending, pending=row.pending
            )
        return self.tr("{said}。").format(said=said)

    def show_stored(self, rows: Sequence[SnapshotRow]) -> None:
        """List the frozen papers of the kind."""
        self.stored.blockSignals(True)
        self.stored_model.show_rows(rows)
        self.stored.blockSignals(False)
        self._stored_name.setText(self.tr("存档 ❄ {count} 份（点一份看原样）").format(count=len(rows)))
        self._show_part(bool(rows), self._stored_name, self.stored)
        self.back.hide()
        self.void.hide()

    def show_outdated(self, rows: Sequence[tuple[Outdated, RosterRow]]) -> None:
        """List the households whose printed paper no longer says what the ledger says."""
        self.outdated_model.show_rows(rows)
        self._outdated_name.setText(self.tr("打印后内容有变化：{count} 户").format(count=len(rows)))
        self._show_part(bool(rows), self._outdated_name, self.outdated, self.only_outdated)

    def mark_stored(self, *, is_chosen: bool) -> None:
        """Offer the way back from a single frozen paper."""
        self.back.setVisible(is_chosen)
        row = self._chosen_row() if is_chosen else None
        self.void.setVisible(row is not None and row.voided_on is None)
        if row is not None:
            self.void.setText(self.tr("作废第{number}号…").format(number=row.number))

    def _chosen_row(self) -> SnapshotRow | None:
        chosen = self.stored.current_id()
        return next((row for row in self.stored_model.rows if row.id == chosen), None)

    def _on_void(self) -> None:
        row = self._chosen_row()
        if row is not None:
            self.void_asked.emit(row)

    def _on_batch(self) -> None:
        self._on_blank()
        self.scope_changed.emit()

    def _on_blank(self) -> None:
        """An empty form is of nobody."""
        asks = not self.batch.is_blank
        self._show_part(asks and self._by_household, self._households_name, self.households)
        is_report = self._entry is not None and self._entry.what is What.REPORT
        self._show_part(asks and not is_report, self._village_name, self.village)

    @staticmethod
    def _show_part(is_shown: bool, *parts: QWidget) -> None:
        for part in parts:
            part.setVisible(is_shown)

    def _on_back(self) -> None:
        self.stored.clearSelection()
        self.stored.setCurrentIndex(self.stored_model.index(-1, -1))
        self.stored_chosen.emit(-1)

    def _on_only_outdated(self) -> None:
        self.households.set_value(tuple(row.code for _, row in self.outdated_model.rows))
