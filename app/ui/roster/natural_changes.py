"""自然增减: who came and who left, by month and village, with the register to print and the sums of the township."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QPushButton, QVBoxLayout
from typing_extensions import override

from app.models.enums import Category
from app.services.changes import ChangeSet
from app.services.id_number import masked
from app.services.natural_changes import NaturalChange, Way
from app.services.regions import RegionRow
from app.ui.common.chips import Chip, Shape, category_chip
from app.ui.common.columns import Column, chip_column, day_column
from app.ui.common.context import TabContext
from app.ui.common.desk_page import DeskPage
from app.ui.common.empty_state import EmptyOr, EmptyState
from app.ui.common.filter_chips import FilterChip, FilterChips
from app.ui.common.household_columns import code_column, head_column, place_column
from app.ui.common.icons import icon
from app.ui.common.paper_files import PaperFiles, Wanted
from app.ui.common.refusals import RefusalBar
from app.ui.common.table_view import DataTable
from app.ui.common.tasks import Latest
from app.ui.common.village_box import VillageBox
from app.ui.common.windowed_model import RowsTableModel
from app.ui.household.member_changes import MemberChanges
from app.ui.theme import Tone

translate = QCoreApplication.translate

UNSAID = "unsaid"
_TOUCHED = ("membership", "membership_reason", "household", "person", "import_batch", "region")
_SHAPES = {
    Way.CAME: (Shape.DOT, Tone.DONE),
    Way.LEFT: (Shape.CROSS, Tone.DUE),
    Way.WITHIN: (Shape.RING, Tone.NEUTRAL),
    Way.MENDED: (Shape.CHECK, Tone.NEUTRAL),
}


def way_chip(change: NaturalChange) -> Chip:
    """增加, 减少, 镇内变动, 更正; the word of the reason stands beside it."""
    shape, tone = _SHAPES[change.way]
    return Chip(change.way.label, shape, tone)


def kind_chip(change: NaturalChange) -> Chip | None:
    """Who came without a word how."""
    return Chip(change.kind, Shape.TRIANGLE, Tone.DUE) if change.needs_reason else None


def _category(change: NaturalChange) -> Chip | None:
    return category_chip(Category(change.category)) if change.category else None


def _columns() -> Sequence[Column[NaturalChange]]:
    return (
        day_column("on", translate("population", "日期"), lambda c: c.on),
        chip_column("way", translate("population", "增减"), way_chip, width=12),
        Column("kind", translate("population", "原因"), lambda c: c.kind, 14, chip=kind_chip, tip=lambda c: c.kind),
        Column("name", translate("population", "姓名"), lambda c: c.name, 9),
        Column("relation", translate("population", "与户主关系"), lambda c: c.relation, 11),
        Column("number", translate("population", "证件号码"), lambda c: masked(c.id_number), 19),
        place_column(lambda c: c, width=15),
        head_column(lambda c: c.head_name),
        Column("proof", translate("population", "依据"), lambda c: c.proof, 18, tip=lambda c: c.proof),
        chip_column("category", translate("population", "监测类别"), _category, width=14),
        code_column(lambda c: c.household_code),
    )


class NaturalChangesDesk(DeskPage):
    """The year's changes, the latest first; what nobody gave a reason for is told apart and completed here."""

    def __init__(self, context: TabContext) -> None:
        super().__init__()
        self._context = context
        self._rows: Sequence[NaturalChange] = ()
        self._reads = Latest(context.runner, self)
        self.years, self.months, self.villages = QComboBox(), QComboBox(), VillageBox()
        self.years.setAccessibleName(self.tr("年份"))
        self.months.setAccessibleName(self.tr("月份"))
        self.chips = FilterChips(self._filters(), name=self.tr("增减"))
        self.bar = RefusalBar(self)
        self.files = PaperFiles(context, self, self.bar)
        self.model: RowsTableModel[NaturalChange] = RowsTableModel(_columns(), id_of=lambda c: c.id)
        self.table = DataTable(
            self.model, name=self.tr("自然增减"), key="population", frozen=1, stretch=("proof",), memory=context.memory
        )
        self.empty = EmptyState(
            self.tr("这段时间没有人口增减。出生、婚入、迁入、死亡、迁出等在农户页“成员”里登记后，都会列在这里。")
        )
        self.empty.offer(self.tr("去农户台账"), lambda: context.navigator.open_tab("roster"))
        self._either = EmptyOr(self.table, self.empty)
        self.counts = QLabel()
        self.counts.setProperty("muted", True)
        self.members = MemberChanges(context, self)
        self._lay_out()
        self._connect()

    def _filters(self) -> Sequence[FilterChip]:
        ways = [FilterChip(way.value, way.label, way.meaning) for way in Way]
        tip = self.tr("有人进了户，没有写是出生、婚入还是迁入")
        return (*ways, FilterChip(UNSAID, self.tr("原因未注明"), tip))

    def _lay_out(self) -> None:
        self._offer_periods()
        top = QHBoxLayout()
        for box in (self.years, self.months, self.villages):
            top.addWidget(box)
        top.addWidget(self.chips, 1)
        self.reason = QPushButton(icon("pencil"), self.tr("补注原因…"))
        self.open_home = QPushButton(icon("house"), self.tr("打开农户"))
        self.print = QPushButton(icon("printer"), self.tr("打印台账"))
        self.print.setToolTip(self.tr("每村一份全年的人口自然增减台账；上面选了村时只出这个村"))
        self.sums = QPushButton(icon("printer"), self.tr("打印统计表"))
        self.export = QPushButton(icon("file-spreadsheet"), self.tr("导出台账"))
        self.export_sums = QPushButton(icon("file-spreadsheet"), self.tr("导出统计表"))
        below = QHBoxLayout()
        for button in (self.reason, self.open_home):
            below.addWidget(button)
        below.addStretch(1)
        for button in (self.print, self.sums, self.export, self.export_sums):
            below.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 4)
        column.addLayout(top)
        column.addLayout(below)
        column.addWidget(self.bar)
        column.addWidget(self._either, 1)
        column.addWidget(self.counts)

    def _offer_periods(self) -> None:
        """This year and the four before it; a month or all of them."""
        year = self._context.today().year
        for back in range(5):
            self.years.addItem(self.tr("{year}年").format(year=year - back), year - back)
        self.months.addItem(self.tr("全年"), 0)
        for month in range(1, 13):
            self.months.addItem(self.tr("{month}月").format(month=month), month)

    def _connect(self) -> None:
        self._reads.answered.connect(self._on_read)
        self._reads.refused.connect(self.bar.show_refusal)
        self.years.currentIndexChanged.connect(lambda _: self.reload())
        for box in (self.months, self.villages):
            box.currentIndexChanged.connect(lambda _: self._show_rows())
        self.chips.changed.connect(self._show_rows)
        self.table.current_changed.connect(self._on_current)
        self.table.opened.connect(self._open)
        self.reason.clicked.connect(self.ask_reason)
        self.open_home.clicked.connect(lambda: self._open(self.table.current_id() or -1))
        register, sums = "natural_changes", "natural_change_sums"
        self.print.clicked.connect(lambda: self.files.ask_print(self._wanted(register)))
        self.sums.clicked.connect(lambda: self.files.ask_print(self._wanted(sums)))
        self.export.clicked.connect(lambda: self.files.ask_export(self._wanted(register)))
        self.export_sums.clicked.connect(lambda: self.files.ask_export(self._wanted(sums)))
        self._context.hub.changed.connect(self._on_changed)

    def _wanted(self, kind: str) -> Wanted:
        names = {
            "natural_changes": self.tr("人口自然增减台账"),
            "natural_change_sums": self.tr("人口自然增减统计表"),
        }
        chosen = self.villages.currentData() is not None
        return Wanted(kind, names[kind], villages=(self.villages.currentText(),) if chosen else ())

    @override
    def know_regions(self, regions: Sequence[RegionRow]) -> None:
        self.villages.know_regions(regions)

    @override
    def reload(self) -> None:
        year, changes = int(self.years.currentData()), self._context.office.natural_changes
        first, last = date(year, 1, 1), date(year, 12, 31)
        self._reads.ask(self.tr("读取自然增减"), lambda _: changes.between(first, last))

    @override
    def show_what(self, what: str) -> None:
        self.chips.choose(frozenset(what.split(",")))
        self._show_rows()

    def _on_read(self, rows: Sequence[NaturalChange]) -> None:
        self._rows = rows
        self._show_rows()

    def _show_rows(self) -> None:
        month, village = self.months.currentData(), self.villages.currentData()
        narrowed = [
            row for row in self._rows if month in (0, row.on.month) and (village is None or row.village_id == village)
        ]
        counts = {way.value: sum(row.way is way for row in narrowed) for way in Way}
        self.chips.show_counts({**counts, UNSAID: sum(row.needs_reason for row in narrowed)})
        chosen = self.chips.chosen
        shown = [row for row in narrowed if not chosen or _keys(row) & chosen]
        self.model.show_rows(shown)
        self._either.show_empty(is_empty=not shown)
        if shown:
            self.table.select_position(0)
        self._on_current(self.table.current_id() if shown else -1)
        came = sum(row.persons for row in narrowed if row.way is Way.CAME)
        left = -sum(row.persons for row in narrowed if row.way is Way.LEFT)
        net = self.tr("净减 {net} 人") if left > came else self.tr("净增 {net} 人")
        said = self.tr("增加 {came} 人，减少 {left} 人，{net}。镇内变动和更正不计入。双击打开农户。")
        self.counts.setText(said.format(came=came, left=left, net=net.format(net=abs(came - left))))

    def _row(self, id_: int | None) -> NaturalChange | None:
        return next((row for row in self.model.rows if row.id == id_), None)

    def _on_current(self, id_: int | None) -> None:
        row = self._row(id_)
        self.open_home.setEnabled(row is not None)
        self.reason.setEnabled(row is not None and _may_be_explained(row))
        why = "" if self.reason.isEnabled() else self.tr("选一条“增加”或“更正”的记录，可以补注或改正增加原因。")
        self.reason.setToolTip(why)

    def ask_reason(self) -> None:
        """Ask how the current person came."""
        row = self._row(self.table.current_id())
        if row is not None and row.membership_id is not None and _may_be_explained(row):
            self.members.say_arrival(row.membership_id, row.name, proof=row.proof)

    def _open(self, id_: int) -> None:
        row = self._row(id_)
        if row is not None:
            page = "members" if row.membership_id is not None else "overview"
            self.household_asked.emit(row.household_id, page, row.person_id)

    def _on_changed(self, changes: ChangeSet) -> None:
        if changes.touches(*_TOUCHED):
            self.reload()


def _keys(row: NaturalChange) -> frozenset[str]:
    return frozenset((row.way.value, *((UNSAID,) if row.needs_reason else ())))


def _may_be_explained(row: NaturalChange) -> bool:
    """Somebody who came, not one who went from one household of the township to another."""
    return row.way in (Way.CAME, Way.MENDED) and row.membership_id is not None and not row.is_departure
