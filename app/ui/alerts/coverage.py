"""How far each village is in a month; choosing one narrows the grid to it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from app.services.monitoring.months import Month
from app.services.monitoring.records import Coverage
from app.ui.common.chips import Chip, Shape
from app.ui.common.columns import Align, Column, chip_column
from app.ui.common.memory import WindowMemory
from app.ui.common.table_view import DataTable
from app.ui.common.windowed_model import RowsTableModel
from app.ui.theme import Tone

_ALL = -1


class CoverageList(QWidget):
    """``village_chosen(id)``: None for all villages."""

    village_chosen = Signal(object)

    def __init__(self, memory: WindowMemory, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model: RowsTableModel[Coverage] = RowsTableModel(
            (
                Column("name", self.tr("村"), lambda row: row.village_name, 9, sort_key=""),
                chip_column("done", self.tr("已监测/应"), self._done, width=10),
                Column("carried", self.tr("沿用"), self._carried, 10, Align.RIGHT, tip=self._carried_tip, sort_key=""),
            ),
            id_of=lambda row: row.village_id,
        )
        self._title = QLabel()
        self.table = DataTable(self.model, name=self.tr("各村监测进度"), key="alerts/coverage", memory=memory)
        self._title.setBuddy(self.table)
        self._village = _ALL
        self._is_filling = False
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._title)
        column.addWidget(self.table, 1)
        self.table.current_changed.connect(self._on_current)

    @staticmethod
    def _carried(row: Coverage) -> str:
        return f"{row.carried}（{row.carried_share}%）" if row.carried else ""

    def _carried_tip(self, row: Coverage) -> str:
        return self.tr("已监测 {done} 户中 {carried} 户沿用上月，占 {share}%").format(
            done=row.done, carried=row.carried, share=row.carried_share
        )

    @staticmethod
    def _done(row: Coverage) -> Chip:
        is_over = row.done >= row.due
        shape, tone = (Shape.CHECK, Tone.DONE) if is_over else (Shape.HALF, Tone.ACCENT)
        return Chip(f"{row.done}/{row.due}", shape, tone)

    def show_month(self, month: Month, rows: Sequence[Coverage]) -> None:
        """Show the villages of a month under a line for all of them; the chosen one stays."""
        self._title.setText(self.tr("{month}月各村进度").format(month=month.number))
        whole = Coverage(
            _ALL,
            self.tr("全镇"),
            sum(row.due for row in rows),
            sum(row.done for row in rows),
            sum(row.carried for row in rows),
        )
        self._is_filling = True
        self.model.show_rows((whole, *rows))
        positions = [row.village_id for row in self.model.rows]
        self.table.select_position(positions.index(self._village) if self._village in positions else 0)
        self._is_filling = False

    def choose(self, village_id: int) -> None:
        """Put the cursor on a village, if it is here."""
        position = next((n for n, row in enumerate(self.model.rows) if row.village_id == village_id), None)
        if position is not None:
            self.table.select_position(position)

    def choose_all(self) -> None:
        """Choose the line of the whole township."""
        self.table.select_position(0)

    def _on_current(self, village_id: int) -> None:
        if self._is_filling or not self.model.rows or village_id == self._village:
            return
        self._village = village_id
        self.village_chosen.emit(None if village_id == _ALL else village_id)
