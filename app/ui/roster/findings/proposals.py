"""What came back from the villages, row by row; the clerk confirms what becomes an exemption."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.services.findings.answers import Proposal, Verdict
from app.services.findings.deciding import Decided
from app.ui.common.context import TabContext
from app.ui.common.empty_state import EmptyOr, EmptyState
from app.ui.common.icons import icon
from app.ui.common.refusals import RefusalBar
from app.ui.common.table_view import DataTable
from app.ui.common.windowed_model import RowsTableModel
from app.ui.roster.findings.columns import proposal_columns, verdict_words
from app.ui.roster.findings.exempting import Exempting

_SETTLED = frozenset({Verdict.ALREADY, Verdict.MENDED, Verdict.EMPTY})


class ProposalsPage(QWidget):
    """``closed()``: back to the findings. ``household_asked(household_id, person_id)``: look at one."""

    closed = Signal()
    household_asked = Signal(int, int)

    def __init__(self, context: TabContext) -> None:
        super().__init__()
        self._context = context
        self._proposals: tuple[Proposal, ...] = ()
        self._asked: tuple[Proposal, ...] = ()
        self.bar = RefusalBar(self)
        self.exempting = Exempting(context, self)
        self.model: RowsTableModel[tuple[int, Proposal]] = RowsTableModel(proposal_columns(), id_of=lambda r: r[0])
        self.table = DataTable(
            self.model,
            name=self.tr("填好的表"),
            key="proposals",
            stretch=("about", "reason"),
            memory=context.memory,
            parent=self,
        )
        self.kinds = QComboBox()
        self.kinds.setAccessibleName(self.tr("核对结果"))
        self._summary = QLabel()
        self._summary.setProperty("muted", True)
        self._summary.setWordWrap(True)
        self._either = EmptyOr(self.table, EmptyState(self.tr("没有这一类。")))
        self._lay_out()
        self.kinds.activated.connect(lambda _: self._show())
        self.table.opened.connect(self._on_opened)
        self.exempting.decided.connect(self._on_decided)

    def _lay_out(self) -> None:
        back = QPushButton(icon("chevron-left"), self.tr("返回疑点"))
        back.clicked.connect(self.closed)
        self.confirm = QPushButton(icon("check", colour="#FFFFFF"), "")
        self.confirm.setProperty("primary", True)
        self.confirm.clicked.connect(self._on_confirm)
        row = QHBoxLayout()
        row.addWidget(back)
        row.addWidget(self.kinds)
        row.addStretch(1)
        row.addWidget(self.confirm)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(row)
        column.addWidget(self.bar)
        column.addWidget(self._summary)
        column.addWidget(self._either, 1)

    def show_proposals(self, proposals: Sequence[Proposal]) -> None:
        """Show these, those that can be exempted first."""
        self._proposals = tuple(proposals)
        self.bar.clear()
        counts = Counter(p.verdict for p in proposals)
        words = verdict_words()
        self.kinds.clear()
        self.kinds.addItem(self.tr("全部（{count}）").format(count=len(proposals)), None)
        for verdict, (text, _) in words.items():
            if counts[verdict]:
                self.kinds.addItem(f"{text}（{counts[verdict]}）", verdict)
        self.kinds.setCurrentIndex(max(self.kinds.findData(Verdict.EXEMPT), 0))
        said = self.tr("共读出 {count} 行。只有“可豁免”的行在确认后写入，其余各行请逐条处理。")
        self._summary.setText(said.format(count=len(proposals)))
        can = counts[Verdict.EXEMPT]
        self.confirm.setText(self.tr("确认豁免所选"))
        self.confirm.setEnabled(bool(can))
        self.confirm.setToolTip("" if can else self.tr("没有可以豁免的行。"))
        self._show()

    def _show(self) -> None:
        verdict = self.kinds.currentData()
        rows = [(n, p) for n, p in enumerate(self._proposals, start=1) if verdict is None or p.verdict == verdict]
        self.model.show_rows(rows)
        self._either.show_empty(is_empty=not rows)
        if verdict == Verdict.EXEMPT:  # Qt gives the word back, not the member
            self.table.selectAll()
        self.table.setFocus()

    def _on_confirm(self) -> None:
        chosen = set(self.table.selected_ids())
        wanted = [p for n, p in self.model.rows if n in chosen and p.verdict is Verdict.EXEMPT]
        if not wanted:
            self.bar.show_sentences([self.tr("请先在表中选可豁免的行，可以多选。")])
            return
        self.bar.clear()
        self._asked = tuple(wanted)
        self.exempting.confirm(wanted)

    def _on_decided(self, decided: Decided) -> None:
        """What is done leaves the rows that still wait for a person; none of them is lost with the page."""
        asked = {p.finding.id for p in self._asked if p.finding is not None} - set(decided.refused)
        now = [
            replace(p, verdict=Verdict.ALREADY) if p.finding is not None and p.finding.id in asked else p
            for p in self._proposals
        ]
        if all(p.verdict in _SETTLED for p in now):
            self.closed.emit()
        else:
            self.show_proposals(now)

    def _on_opened(self, id_: int) -> None:
        finding = self._proposals[id_ - 1].finding
        if finding is not None and finding.household_id is not None:
            self.household_asked.emit(finding.household_id, finding.person_id or 0)
