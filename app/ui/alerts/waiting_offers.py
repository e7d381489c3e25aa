"""待标注: offers of all three sources in one list; several are marked as the village signed, or dismissed with why."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QCoreApplication, QItemSelectionModel, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSplitter, QVBoxLayout, QWidget

from app.services.errors import Refused
from app.services.raising.records import Offer, OfferSource, OfferWay
from app.services.workflow.facts import Signer
from app.ui.alerts.waiting_book import Waiting
from app.ui.cases.batch_answer import BatchAnswer
from app.ui.common.chips import Chip, Shape
from app.ui.common.columns import Column, chip_column, day_column
from app.ui.common.context import TabContext
from app.ui.common.empty_state import EmptyOr, EmptyState
from app.ui.common.filter_chips import FilterChip, FilterChips
from app.ui.common.form_builder import Field, Form, Kind
from app.ui.common.household_columns import head_column, village_column
from app.ui.common.scrolled import Scrolled
from app.ui.common.search_box import SearchBox
from app.ui.common.signers_editor import SignersEditor
from app.ui.common.table_view import DataTable
from app.ui.common.village_box import VillageBox
from app.ui.common.windowed_model import RowsTableModel
from app.ui.theme import Tone

translate = QCoreApplication.translate
_PANE = 400


@dataclass(frozen=True, slots=True)
class Asked:
    """What a press says: the keys of the offers, and the day; signers and platform day, or the reason."""

    keys: tuple[str, ...]
    on: date
    signers: tuple[Signer, ...] = ()
    platform_on: date | None = None
    reason: str = ""


def way_chip(offer: Offer) -> Chip:
    """What becomes of an offer."""
    if offer.way is OfferWay.MARK:
        return Chip(translate("alerts", "可标注"), Shape.TRIANGLE, Tone.DUE)
    if offer.way is OfferWay.ADD:
        return Chip(translate("alerts", "补记"), Shape.RING, Tone.DUE)
    if offer.way is OfferWay.CLUE:
        return Chip(translate("alerts", "登记线索"), Shape.DOT, Tone.ACCENT)
    return Chip(translate("alerts", "请核实"), Shape.RING, Tone.NEUTRAL)


def offer_columns() -> tuple[Column[Offer], ...]:
    """One offer a line."""
    return (
        head_column(lambda o: o.household.head_name),
        village_column(lambda o: o.household.village_name),
        Column("source", translate("alerts", "来源"), lambda o: o.source.label, 7),
        chip_column("way", translate("alerts", "办法"), way_chip, width=12),
        Column("gap", translate("alerts", "缺项"), lambda o: o.gap.label if o.gap else "", 7),
        Column("title", translate("alerts", "情形"), lambda o: o.title, 22, tip=lambda o: o.title),
        Column("value", translate("alerts", "依据"), lambda o: o.evidence.value, 22, tip=lambda o: o.fact),
        Column("from", translate("alerts", "出处"), lambda o: o.evidence.source, 10, tip=lambda o: o.origin),
        day_column("since", translate("alerts", "日期"), lambda o: o.evidence.on),
        Column("origin", translate("alerts", "名单、规则、月份"), lambda o: o.origin, 18, is_extra=True),
        Column("code", translate("alerts", "户编号"), lambda o: o.household.code, 16, is_extra=True),
    )


class WaitingOffers(QWidget):
    """``take_asked(Asked)``, ``dismiss_asked(Asked)``; ``import_asked`` for a department's list."""

    take_asked = Signal(object)
    dismiss_asked = Signal(object)
    import_asked = Signal()
    household_asked = Signal(int)

    def __init__(self, context: TabContext) -> None:
        super().__init__()
        self._context, self._today = context, context.today
        self._all: tuple[Offer, ...] = ()
        self._offers: tuple[Offer, ...] = ()
        self.filters = FilterChips(
            [
                *(FilterChip(source.value, source.label) for source in OfferSource),
                FilterChip(OfferWay.MARK.value, self.tr("可标注")),
                FilterChip(OfferWay.CLUE.value, self.tr("登记线索")),
                FilterChip(OfferWay.VERIFY.value, self.tr("请核实"), self.tr("缺项不在本年度方案内，核实后填原因")),
            ],
            name=self.tr("筛选待标注"),
        )
        self.village = VillageBox()
        self.search = SearchBox(self.tr("在本页查找 户主/户编号/情形/依据"))
        self.model: RowsTableModel[Offer] = RowsTableModel(offer_columns())
        self.table = DataTable(
            self.model,
            name=self.tr("待标注"),
            key="alerts/waiting",
            frozen=1,
            memory=context.memory,
            stretch=("title", "value"),
        )
        self._nothing = EmptyState("", sign="circle-check")
        self._empty = EmptyOr(self.table, self._nothing)
        self.answer = BatchAnswer(context)
        self.form = _mark_form(context.today)
        self.reason = _reason_form(context.today)
        self.mark = _button(primary=True)
        self.dismiss = _button()
        self._about = QLabel()
        self._about.setWordWrap(True)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.addWidget(self.search, 1)
        top.addWidget(self.village)
        brought = QPushButton(self.tr("导入部门推送…"))
        brought.clicked.connect(self.import_asked)
        top.addWidget(brought)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(8, 8, 8, 4)
        column.addLayout(top)
        column.addWidget(self.filters)
        column.addWidget(self._empty, 1)
        column.addWidget(self.answer)
        self._split = QSplitter()
        self._split.addWidget(left)
        self._split.addWidget(self._pane())
        self._split.setSizes([1366 - _PANE, _PANE])
        self._split.setStretchFactor(0, 1)
        self._split.setHandleWidth(1)
        self._split.setChildrenCollapsible(False)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._split)

    def _pane(self) -> QWidget:
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(10, 8, 8, 8)
        column.addWidget(self._about)
        for title, form, button in (
            (self.tr("标注或登记线索：标注由村里签字确认"), self.form, self.mark),
            (self.tr("不标注：写明原因，依据变化前不再提请"), self.reason, self.dismiss),
        ):
            heading = QLabel(title)
            heading.setProperty("heading", True)
            column.addSpacing(6)
            column.addWidget(heading)
            column.addWidget(form)
            column.addWidget(button)
        column.addStretch(1)
        self._panel = Scrolled(inside)
        self._panel.setMinimumWidth(340)
        return self._panel

    def _connect(self) -> None:
        self.filters.changed.connect(self._show)
        self.search.query_changed.connect(lambda _: self._show())
        self.search.left_down.connect(self.table.setFocus)
        self.village.currentIndexChanged.connect(lambda _: self._show())
        self.table.selection_counted.connect(self._on_selected)
        self.table.opened.connect(
            lambda position: self.household_asked.emit(self._offer(position).household.household_id)
        )
        self.answer.opened.connect(self._on_refused_opened)
        self.mark.clicked.connect(self._on_mark)
        self.dismiss.clicked.connect(self._on_dismiss)

    def _offer(self, position: int) -> Offer:
        return self._offers[position]

    def show_waiting(self, now: Waiting) -> None:
        """Show a new reading; what was chosen stays chosen where it still stands."""
        self.village.know_regions(now.villages)
        editor = self.form.editor("signers")
        if isinstance(editor, SignersEditor):
            editor.suggest(now.officers)
        kept = {offer.key for offer in self.chosen()}
        self._all = now.offers
        counts: dict[str, int] = {source.value: 0 for source in OfferSource}
        for offer in now.offers:
            counts[offer.source.value] += 1
            way = _chip_of(offer)
            counts[way] = counts.get(way, 0) + 1
        self.filters.show_counts(counts)
        for form in (self.form, self.reason):
            if form.value("on") is None:
                form.set_values({"on": self._today()})
        self._show(kept)

    def show_only(self, source: str) -> None:
        """Show one source's offers."""
        self.filters.choose(frozenset({source}) if source else frozenset())
        self._show()

    def _show(self, kept: Collection[str] = ()) -> None:
        self._offers = tuple(offer for offer in self._all if self._keeps(offer))
        self.model.show_rows(self._offers)
        self._say_empty()
        wanted = [n for n, offer in enumerate(self._offers) if offer.key in kept]
        if self._offers:
            self.table.select_position(wanted[0] if wanted else 0)
        self._choose(wanted)
        self._on_selected(self.table.selected_count())

    def _choose(self, positions: Sequence[int]) -> None:
        flags = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
        for position in positions:
            self.table.selectionModel().select(self.model.index(position, 0), flags)

    def _keeps(self, offer: Offer) -> bool:
        chosen = self.filters.chosen
        sources = chosen & {source.value for source in OfferSource}
        ways = chosen & {way.value for way in OfferWay}
        village, text = self.village.currentData(), self.search.text().strip()
        home = offer.household
        said = (home.head_name, home.code, home.village_name, offer.title, offer.evidence.value, offer.origin)
        return (
            (not sources or offer.source.value in sources)
            and (not ways or _chip_of(offer) in ways)
            and village in (None, home.village_id)
            and any(text in words for words in said)
        )

    def _say_empty(self) -> None:
        self._empty.show_empty(is_empty=not self._offers)
        self._panel.setVisible(bool(self._offers))
        if self._offers:
            return
        if self._all:
            self._nothing.say(self.tr("这些条件下没有待标注的。"))
            self._nothing.offer(self.tr("显示全部"), self.show_all)
            return
        self._nothing.say(self.tr("没有待标注的。月监测的缺项、部门推送达到阈值的、台账数据碰到规则的，会出现在这里。"))
        self._nothing.offer(self.tr("导入部门推送…"), self.import_asked.emit)

    def show_all(self) -> None:
        """Release every filter."""
        self.search.forget()
        self.village.setCurrentIndex(0)
        self.filters.choose(frozenset())
        self._show()

    def chosen(self) -> tuple[Offer, ...]:
        """The offers that are selected."""
        return tuple(self._offers[number] for number in self.table.selected_ids() if number < len(self._offers))

    def _on_selected(self, _count: int) -> None:
        offers = self.chosen()
        able = [offer for offer in offers if offer.way is not OfferWay.VERIFY]
        self.mark.setText(self._press(able))
        self.mark.setEnabled(bool(able))
        self.mark.setToolTip(
            "" if able else self.tr("所选的缺项不在本年度方案的预警缺项内，不能标注；核实后填写原因办理“不标注”。")
        )
        self.dismiss.setText(self.tr("不标注所选 {count} 项").format(count=len(offers)))
        self.dismiss.setEnabled(bool(offers))
        needs = any(offer.way is OfferWay.MARK for offer in able)
        self.form.show_field("signers", is_shown=needs or not able)
        self._about.setText(self._words(offers))

    def _press(self, able: Sequence[Offer]) -> str:
        clues = sum(offer.way is OfferWay.CLUE for offer in able)
        marks = len(able) - clues
        if clues and marks:
            return self.tr("标注 {marks} 项、登记线索 {clues} 条").format(marks=marks, clues=clues)
        if clues:
            return self.tr("登记所选 {count} 条线索").format(count=clues)
        return self.tr("标注所选 {count} 项").format(count=marks)

    def _words(self, offers: Sequence[Offer]) -> str:
        if not offers:
            return self.tr("在左边选一项或几项（Ctrl、Shift 多选，Ctrl+A 全选）。")
        if len(offers) == 1:
            offer = offers[0]
            said = f"{offer.household.village_name} {offer.household.head_name}\n{offer.fact}"
            if offer.way is OfferWay.ADD:
                said += "\n" + self.tr("该缺项已有未结预警 {number}，标注时在其中补记一条。").format(
                    number=offer.open_alert
                )
            if offer.way is OfferWay.CLUE:
                said += "\n" + self.tr("本户不在监测中：登记为部门推送线索，核实后可以拟新增。")
            if offer.way is OfferWay.VERIFY:
                said += "\n" + self.tr("缺项不在本年度方案内：请核实，只能办理“不标注”；需先帮扶的办“应急”。")
            return said
        counts = {way: sum(offer.way is way for offer in offers) for way in OfferWay}
        parts = [f"{way.label} {count}" for way, count in counts.items() if count]
        return self.tr("已选 {count} 项：{parts}").format(count=len(offers), parts="，".join(parts))

    def _on_mark(self) -> None:
        able = tuple(offer.key for offer in self.chosen() if offer.way is not OfferWay.VERIFY)
        if not self.form.check():
            return
        said = self.form.values()
        if able and isinstance(said["on"], date):
            platform = said["platform_on"] if isinstance(said["platform_on"], date) else None
            signers = said["signers"] if isinstance(said["signers"], tuple) else ()
            self.take_asked.emit(Asked(able, said["on"], signers, platform))

    def _on_dismiss(self) -> None:
        if not self.reason.check():
            return
        said = self.reason.values()
        if isinstance(said["on"], date):
            keys = tuple(offer.key for offer in self.chosen())
            self.dismiss_asked.emit(Asked(keys, said["on"], reason=str(said["reason"] or "")))

    def _on_refused_opened(self, code: str) -> None:
        found = next((n for n, offer in enumerate(self._offers) if offer.household.code == code), None)
        if found is not None:
            self.table.select_position(found)

    def names(self) -> dict[str, str]:
        """Heads by household code, for the list of what was refused."""
        return {offer.household.code: offer.household.head_name for offer in self._offers}

    def show_refusal(self, refused: Refused, *, of_dismissal: bool) -> None:
        """Say why the whole press came to nothing."""
        (self.reason if of_dismissal else self.form).show_refusal(refused)


def _chip_of(offer: Offer) -> str:
    """The filter that keeps an offer: what is added to an open alert is marked too."""
    return OfferWay.MARK.value if offer.way is OfferWay.ADD else offer.way.value


def _mark_form(today: Callable[[], date]) -> Form:
    return Form(
        (
            Field("on", translate("alerts", "标注日期"), Kind.DAY, required=True, keep=True),
            Field("platform_on", translate("alerts", "平台标注日期"), Kind.DAY, keep=True),
            Field("signers", translate("alerts", "村签字人"), Kind.SIGNERS, required=True, keep=True),
        ),
        today=today,
    )


def _reason_form(today: Callable[[], date]) -> Form:
    return Form(
        (
            Field("on", translate("alerts", "核实日期"), Kind.DAY, required=True, keep=True),
            Field("reason", translate("alerts", "不标注的原因"), Kind.LONG_TEXT, required=True),
        ),
        today=today,
    )


def _button(*, primary: bool = False) -> QPushButton:
    button = QPushButton()
    button.setProperty("primary", primary)
    return button
