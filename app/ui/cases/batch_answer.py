"""完成 n / 拒绝 m: what a batch answered, with the refused ones as a list to mend and try again (workflow 1)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.services.cases.door import Outcome, RefusedHousehold
from app.services.wording import sentence
from app.ui.common.columns import Column
from app.ui.common.context import TabContext
from app.ui.common.household_columns import code_column, head_column
from app.ui.common.permits import PermitWish, ask_permit, wish_for
from app.ui.common.table_view import DataTable
from app.ui.common.windowed_model import RowsTableModel
from app.ui.theme import row_height

_MOST_ROWS = 5


@dataclass(frozen=True, slots=True)
class _Refused:
    code: str
    head: str
    why: str


class BatchAnswer(QFrame):
    """Hidden while nothing was refused. ``opened(code)``: a refused household is to be shown in the list above."""

    opened = Signal(str)

    def __init__(self, context: TabContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.setProperty("bar", "refused")
        self.heading = QLabel()
        self.permit = QPushButton(self.tr("开补办单…"))
        self._wish = PermitWish()
        self.permit.clicked.connect(lambda: ask_permit(context.navigator, self._wish))
        close = QPushButton(self.tr("收起"))
        close.clicked.connect(self.hide)
        self.model: RowsTableModel[_Refused] = RowsTableModel(
            (
                code_column(lambda r: r.code),
                head_column(lambda r: r.head),
                Column("why", self.tr("没有办成的原因和办法"), lambda r: r.why, 40, tip=lambda r: r.why),
            )
        )
        self.table = DataTable(self.model, name=self.tr("没有办成的户"))
        self.table.horizontalHeader().setStretchLastSection(True)
        self.table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.why = QLabel()
        self.why.setWordWrap(True)
        self.why.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.table.current_changed.connect(self._on_current)
        self.table.opened.connect(lambda row: self.opened.emit(self.model.rows[row].code))
        head = QHBoxLayout()
        head.addWidget(self.heading, 1)
        head.addWidget(self.permit)
        head.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 6, 8, 6)
        column.addLayout(head)
        column.addWidget(self.table)
        column.addWidget(self.why)
        self.hide()

    def show_outcome(self, outcome: Outcome, names: Mapping[str, str], *, did: str) -> None:
        """Say what was done (``did`` such as 已报区) in the status bar, and list what was not."""
        said = self.tr("{did}：完成 {done} 户 / 拒绝 {refused} 户").format(
            did=did, done=len(outcome.done), refused=len(outcome.refused)
        )
        self.show_refused(said, outcome.refused, names)

    def show_refused(self, said: str, refused: Sequence[RefusedHousehold], names: Mapping[str, str]) -> None:
        """Say ``said`` in the status bar, and list what was refused."""
        self._context.navigator.say(said)
        if not refused:
            self.hide()
            return
        self.heading.setText(self.tr("{said}。双击一户去改，改好后再办。").format(said=said))
        self.model.show_rows(
            _Refused(
                row.household_code,
                names.get(row.household_code, ""),
                "".join(dict.fromkeys(sentence(reason) for reason in row.reasons)),
            )
            for row in refused
        )
        self._wish = wish_for((row.household_code, row.reasons) for row in refused)
        self.permit.setVisible(self._wish != PermitWish())
        rows = min(len(refused), _MOST_ROWS)
        self.table.setFixedHeight(round(row_height(self.font()) * (rows + 1.3)))
        self.table.select_position(0)
        self.show()

    def _on_current(self, position: int) -> None:
        """The whole reason of the row under the cursor, however long."""
        self.why.setText(self.model.rows[position].why if position >= 0 else "")
