"""The catalogue on the left: stages as headings, under them reports, papers and lists with what is ready now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QBrush, QColor
from PySide6.QtWidgets import QHeaderView, QTreeWidget, QTreeWidgetItem, QWidget

from app.services.exports.service import ExportKind
from app.services.papers.service import KindRow
from app.services.papers.shelves import shelves
from app.services.period_reports import PeriodReport
from app.services.reports import ReportStage
from app.ui.common.values import spoken_day
from app.ui.theme import DISABLED, width_of


class What(Enum):
    """What an entry of the catalogue is."""

    PAPER = auto()
    REPORT = auto()
    LIST = auto()


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry; ``code`` is a kind of paper, a stage, a report of a period (month_report/2020-06), a kind of list."""

    what: What
    code: str
    name: str
    count: str = ""
    is_ready: bool = True
    row: KindRow | None = None
    stage: str = ""  # the stage's or period's name, of a report

    @property
    def kind(self) -> str:
        """The kind of paper, or of list."""
        if self.what is not What.REPORT:
            return self.code
        kind, is_period, _ = self.code.partition("/")
        return kind if is_period else "stage_report"


@dataclass(frozen=True, slots=True)
class Stock:
    """Everything that the catalogue offers, as the services say."""

    papers: Sequence[KindRow]
    stages: Sequence[ReportStage]
    lists: Sequence[ExportKind]
    periods: Sequence[PeriodReport] = ()

    @property
    def tables(self) -> frozenset[str]:
        """The kinds that exist as a workbook."""
        return frozenset(kind.kind for kind in self.lists)


class Catalogue(QTreeWidget):
    """``chosen(Entry)`` when the cursor comes to an entry. Entries with nothing to print are grey, yet can be read."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("文书和清单"))
        self.setColumnCount(2)
        self.setHeaderHidden(True)
        self.setUniformRowHeights(True)
        self.setIndentation(width_of(2, self.font()))
        self.header().setStretchLastSection(False)
        self.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.header().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self._entries: list[Entry] = []
        self.currentItemChanged.connect(self._on_current)

    @property
    def entries(self) -> tuple[Entry, ...]:
        """What stands here, from top to bottom."""
        return tuple(self._entries)

    def show_stock(self, stock: Stock) -> None:
        """Show what there is; the cursor stays where it was."""
        before = self.current()
        self.blockSignals(True)
        self.clear()
        self._entries = []
        papers = {row.kind: row for row in stock.papers}
        for shelf in shelves():
            entries = [self._paper(papers[kind]) for kind in shelf.kinds if kind in papers]
            if shelf.has_reports:
                entries = [*(self._report(stage) for stage in stock.stages), *entries]
            if shelf.has_periods:
                entries = [*(self._period(report) for report in stock.periods), *entries]
            self._add(shelf.name, entries)
        names = {row.kind for row in stock.papers}
        ledgers = [Entry(What.LIST, k.kind, k.name, self.tr("Excel")) for k in stock.lists if k.kind not in names]
        self._add(self.tr("台账和清单"), ledgers)
        self.expandAll()
        self.blockSignals(False)
        key = (before.what, before.code) if before else None
        if key is None or not self.choose(*key):
            self._choose_first()

    def _add(self, title: str, entries: Sequence[Entry]) -> None:
        if not entries:
            return
        head = QTreeWidgetItem(self, [title])
        head.setFlags(Qt.ItemFlag.ItemIsEnabled)
        font = head.font(0)
        font.setBold(True)
        head.setFont(0, font)
        for entry in entries:
            item = QTreeWidgetItem(head, [entry.name, entry.count])
            item.setTextAlignment(1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            item.setToolTip(0, entry.name)
            item.setData(0, Qt.ItemDataRole.UserRole, len(self._entries))
            if not entry.is_ready:
                for column in (0, 1):
                    item.setForeground(column, QBrush(QColor(DISABLED)))
            self._entries.append(entry)

    def _paper(self, row: KindRow) -> Entry:
        name = self.tr("{name} ❄").format(name=row.name) if row.frozen else row.name
        return Entry(What.PAPER, row.kind, name, str(row.documents) if row.documents else "", row.documents > 0, row)

    def _report(self, stage: ReportStage) -> Entry:
        name = self.tr("{stage}报告 ❄").format(stage=stage.name)
        count = spoken_day(stage.as_of) if stage.as_of else ""
        return Entry(What.REPORT, stage.code, name, count, stage.as_of is not None, stage=stage.name)

    @staticmethod
    def _period(report: PeriodReport) -> Entry:
        return Entry(What.REPORT, report.code, f"{report.name} ❄", spoken_day(report.as_of), stage=report.span)

    def current(self) -> Entry | None:
        """The entry under the cursor."""
        return self._entry(self.currentItem())

    def choose(self, what: What, code: str) -> bool:
        """Put the cursor on an entry; False when it is not here."""
        for item in self._items():
            entry = self._entry(item)
            if entry and (entry.what, entry.code) == (what, code):
                self.setCurrentItem(item)
                return True
        return False

    def _choose_first(self) -> None:
        ready = (item for item in self._items() if (entry := self._entry(item)) and entry.is_ready)
        if item := next(ready, None):
            self.setCurrentItem(item)

    def _items(self) -> list[QTreeWidgetItem]:
        heads = (self.topLevelItem(n) for n in range(self.topLevelItemCount()))
        return [head.child(n) for head in heads if head is not None for n in range(head.childCount())]

    def _entry(self, item: QTreeWidgetItem | None) -> Entry | None:
        number = item.data(0, Qt.ItemDataRole.UserRole) if item is not None else None
        return self._entries[number] if isinstance(number, int) else None

    def _on_current(self, item: QTreeWidgetItem | None) -> None:
        if entry := self._entry(item):
            self.chosen.emit(entry)
