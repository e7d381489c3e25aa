"""文书收回: what of the printed papers came home, by village and kind; a pile is taken in by scanning."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLabel, QPushButton, QSplitter, QVBoxLayout, QWidget
from typing_extensions import override

from app.services.changes import ChangeSet
from app.services.papers.returning import CountRow, PaperRow, Whereabouts, counts_of, outdated_codes
from app.ui.common import dialogs
from app.ui.common.context import TabContext
from app.ui.common.desk_page import DeskPage
from app.ui.common.empty_state import EmptyOr, EmptyState
from app.ui.common.filter_chips import FilterChip, FilterChips
from app.ui.common.icons import icon
from app.ui.common.paper_files import PaperFiles, Wanted
from app.ui.common.refusals import RefusalBar
from app.ui.common.search_box import SearchBox
from app.ui.common.table_view import DataTable
from app.ui.common.tasks import Latest
from app.ui.common.windowed_model import RowsTableModel
from app.ui.reports.returned.tables import count_columns, paper_columns

_MISSING, _OUTDATED, _HOME = "missing", "outdated", "home"
_TOUCHING = ("print_record", "attachment", "visit", "alert", "household", "membership", "person", "monitoring_case")


class ReturnedPage(DeskPage):
    """Counts on the left, the papers behind the chosen count on the right."""

    def __init__(self, context: TabContext) -> None:
        super().__init__()
        self._context = context
        self._rows: Sequence[PaperRow] = ()
        self._counts: Sequence[CountRow] = ()
        self._ticked: list[str] = []
        self._reading = Latest(context.runner, self)
        self.bar = RefusalBar(self)
        self._files = PaperFiles(context, self, self.bar)
        self.counts_model: RowsTableModel[CountRow] = RowsTableModel(
            count_columns(), id_of=lambda row: self._counts.index(row)
        )
        self.counts = DataTable(
            self.counts_model, name=self.tr("各村文书收回情况"), key="returned/counts", memory=context.memory
        )
        self.papers_model: RowsTableModel[PaperRow] = RowsTableModel(paper_columns(), id_of=lambda row: row.record_id)
        self.papers = DataTable(
            self.papers_model,
            name=self.tr("文书清单"),
            key="returned/papers",
            memory=context.memory,
            stretch=("name", "where"),
        )
        self.chips = FilterChips(
            (
                FilterChip(_MISSING, self.tr("未收回")),
                FilterChip(_OUTDATED, self.tr("已过期")),
                FilterChip(_HOME, self.tr("已收回")),
            ),
            name=self.tr("按收回情况筛选"),
            single=True,
        )
        self._build_buttons()
        self._lay_out()
        self._connect()
        self.reload()

    # -- building ----------------------------------------------------------------------------------

    def _build_buttons(self) -> None:
        self.taking = QPushButton(icon("scan-line"), self.tr("登记收回（扫码）"))
        self.taking.setCheckable(True)
        self.taking.setToolTip(self.tr("按下后，每扫一份登记收回一份；再按一次结束"))
        self.box = SearchBox(self.tr("或输入纸上页脚的编码，回车登记收回"))
        self.said = QLabel()
        self.said.setTextFormat(Qt.TextFormat.PlainText)
        self.undo = QPushButton(icon("undo-2"), self.tr("撤销这一份"))
        self.undo.setEnabled(False)
        self.open_one = QPushButton(icon("pencil"), self.tr("打开录入"))
        self.attach = QPushButton(icon("upload"), self.tr("附扫描件…"))
        self.everything = QPushButton(icon("list"), self.tr("全部村和文书"))
        self.reprint = QPushButton(icon("printer"), self.tr("只重印这些"))

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.addWidget(self.taking)
        top.addWidget(self.box, 1)
        top.addWidget(self.said, 2)
        top.addWidget(self.undo)
        below = QHBoxLayout()
        below.addWidget(self.chips, 1)
        for button in (self.everything, self.open_one, self.attach, self.reprint):
            below.addWidget(button)
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(below)
        column.addWidget(self.papers, 1)
        whole = QSplitter(Qt.Orientation.Horizontal)
        whole.addWidget(self.counts)
        whole.addWidget(right)
        whole.setStretchFactor(1, 1)
        whole.setChildrenCollapsible(False)
        whole.setSizes([480, 860])
        empty = EmptyState(
            self.tr("还没有打印过要收回的文书。走访表、采集表、授权书、核查表、回访表、月监测表打印后列在这里。")
        )
        empty.offer(self.tr("去打印"), lambda: self._context.navigator.open_tab("reports", "visit_form"))
        self._whole = EmptyOr(whole, empty)
        page = QVBoxLayout(self)
        page.setContentsMargins(8, 6, 8, 4)
        page.addLayout(top)
        page.addWidget(self.bar)
        page.addWidget(self._whole, 1)

    def _connect(self) -> None:
        self._reading.answered.connect(self._on_rows)
        self.counts.current_changed.connect(lambda _: self._show())
        self.papers.current_changed.connect(lambda _: self._show_buttons())
        self.papers.opened.connect(lambda _: self._on_open())
        self.chips.changed.connect(self._show)
        self.taking.toggled.connect(self._on_taking)
        self.box.entered.connect(self._on_entered)
        self.undo.clicked.connect(self._on_undo)
        self.open_one.clicked.connect(self._on_open)
        self.attach.clicked.connect(self._on_attach)
        self.everything.clicked.connect(self._on_everything)
        self.reprint.clicked.connect(self._on_reprint)
        self._context.hub.changed.connect(self._on_changed)

    # -- what is shown -----------------------------------------------------------------------------

    @override
    def reload(self) -> None:
        office, today = self._context.office, self._context.today()
        self._reading.ask(self.tr("读取文书收回情况"), lambda _: office.returning.papers(today=today))

    @override
    def show_what(self, what: str) -> None:
        if what in (_MISSING, _OUTDATED, _HOME):
            self._on_everything()
            self.chips.choose(frozenset({what}))
            self._show()

    def _on_changed(self, changes: ChangeSet) -> None:
        if changes.touches(*_TOUCHING):
            self.reload()

    def _on_rows(self, rows: Sequence[PaperRow]) -> None:
        kept = self._count_chosen()
        self._rows, self._counts = rows, counts_of(rows)
        self.counts_model.show_rows(self._counts)
        places = [(row.village_id, row.kind) for row in self._counts]
        if kept is not None and (kept.village_id, kept.kind) in places:
            self.counts.select_position(places.index((kept.village_id, kept.kind)))
        self._whole.show_empty(is_empty=not rows)
        self._show()

    def _count_chosen(self) -> CountRow | None:
        position = self.counts.current_id()
        return self._counts[position] if position is not None and 0 <= position < len(self._counts) else None

    def _show(self) -> None:
        count, chosen = self._count_chosen(), self.chips.chosen
        own = [r for r in self._rows if count is None or (r.village_id, r.kind) == (count.village_id, count.kind)]
        self.papers_model.show_rows([row for row in own if _keeps(row, chosen)])
        late = sum(row.outdated for row in own)
        self.reprint.setText(self.tr("只重印过期的 {count} 份").format(count=late))
        self._show_buttons()

    def _show_buttons(self) -> None:
        count, row = self._count_chosen(), self._paper_chosen()
        late = count.outdated if count is not None else 0
        self.reprint.setEnabled(late > 0)
        self.reprint.setToolTip(
            self.tr("先在左边选一个村的一种文书") if count is None else self.tr("新的一份代替旧的；旧编码仍能打开")
        )
        self.everything.setEnabled(count is not None)
        self.open_one.setEnabled(row is not None)
        self.attach.setEnabled(row is not None and row.household_id is not None)

    def _paper_chosen(self) -> PaperRow | None:
        wanted = self.papers.current_id()
        return next((row for row in self.papers_model.rows if row.record_id == wanted), None)

    # -- taking in ---------------------------------------------------------------------------------

    def _on_taking(self, is_on: bool) -> None:
        navigator = self._context.navigator
        navigator.scan_taker = self._take if is_on else None
        self._say(self.tr("请逐份扫码") if is_on else "")

    def _take(self, code: str) -> bool:
        if not self.isVisible():
            self.taking.setChecked(False)
            return False
        self._tick(code)
        return True

    def _on_entered(self, text: str) -> None:
        if text:
            self.box.forget()
            self._tick(text)

    def _tick(self, code: str) -> None:
        office, actor, today = self._context.office, self._context.actor(), self._context.today()
        self.bar.clear()
        self._run(lambda: office.returning.tick(code, actor=actor, today=today)[0], self._on_ticked)

    def _on_ticked(self, row: object) -> None:
        assert isinstance(row, PaperRow)
        QApplication.beep()
        self._ticked.append(row.code)
        self.undo.setEnabled(True)
        about = row.head_name or row.alert_number or row.village
        self._say(
            self.tr("第 {count} 份：{name} {about} {code} 已收回").format(
                count=len(self._ticked), name=row.name, about=about, code=row.code
            )
        )

    def _on_undo(self) -> None:
        office, actor, today = self._context.office, self._context.actor(), self._context.today()
        code = self._ticked[-1]
        self._run(lambda: office.returning.untick(code, actor=actor, today=today), lambda _: self._on_undone(code))

    def _on_undone(self, code: str) -> None:
        self._ticked.remove(code)
        self.undo.setEnabled(bool(self._ticked))
        self._say(self.tr("{code} 已撤销收回").format(code=code))

    def _run(self, work: Callable[[], object], done: Callable[[object], None]) -> None:
        task = self._context.runner.start(self.tr("登记收回"), lambda _: work())
        task.succeeded.connect(done)
        task.refused.connect(self.bar.show_refusal)

    def _say(self, text: str) -> None:
        self.said.setText(text)
        self.said.setToolTip(text)

    # -- buttons -----------------------------------------------------------------------------------

    def _on_everything(self) -> None:
        self.counts.setCurrentIndex(self.counts.rootIndex())
        self._show()

    def _on_open(self) -> None:
        row = self._paper_chosen()
        if row is not None:
            self.taking.setChecked(False)
            self._context.navigator.enter_code(row.code)

    def _on_attach(self) -> None:
        row = self._paper_chosen()
        if row is None:
            return
        office, actor, today = self._context.office, self._context.actor(), self._context.today()

        def chosen(files: list[Path]) -> None:
            def attach() -> None:
                for file in files:
                    office.returning.attach_scan(row.code, file, actor=actor, today=today)

            self._run(attach, lambda _: self._say(self.tr("{code} 已附扫描件").format(code=row.code)))

        dialogs.choose_open_files(
            self,
            self.tr("附扫描件或照片"),
            kinds=self.tr("扫描件和照片 (*.pdf *.jpg *.jpeg *.png *.tif *.tiff *.bmp)"),
            then=chosen,
        )

    def _on_reprint(self) -> None:
        count = self._count_chosen()
        if count is None:
            return
        own = [row for row in self._rows if row.village_id == count.village_id]
        households, alerts = outdated_codes(own, count.kind)
        self._files.ask_print(Wanted(count.kind, count.name, households=households, alerts=alerts))


def _keeps(row: PaperRow, chosen: frozenset[str]) -> bool:
    if _MISSING in chosen:
        return row.whereabouts is Whereabouts.MISSING
    if _HOME in chosen:
        return row.whereabouts is Whereabouts.HOME
    return row.outdated if _OUTDATED in chosen else True
