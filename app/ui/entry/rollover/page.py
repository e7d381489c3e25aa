"""年末结转: December's sheets, the list with its proposals, decisions, and the way into the next plan."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QLabel, QSplitter, QVBoxLayout, QWidget

from app.models.enums import NoState
from app.services.cases.door import Done, Outcome
from app.services.changes import ChangeSet
from app.services.errors import Reason, Refused
from app.services.rollover.records import CarryOutcome, DeskRow, NextPlan, RolloverDesk, Standing, VillageDecember
from app.ui.cases.batch_answer import BatchAnswer
from app.ui.cases.narrowing import Narrowing
from app.ui.cases.rows import chosen_rows, show_again
from app.ui.common import dialogs
from app.ui.common.action_bar import ActionBar, BarAction
from app.ui.common.context import TabContext
from app.ui.common.empty_state import EmptyOr, EmptyState
from app.ui.common.filter_chips import FilterChip, FilterChips
from app.ui.common.form_builder import Form
from app.ui.common.paper_files import PaperFiles, Wanted
from app.ui.common.refusals import RefusalBar
from app.ui.common.table_view import DataTable
from app.ui.common.tasks import Latest
from app.ui.common.windowed_model import RowsTableModel
from app.ui.entry.rollover.columns import household_columns, village_columns
from app.ui.entry.rollover.forms import carry_form, carry_of, carry_summary, decision_form, decision_of
from app.ui.entry.rollover.strangers import strangers_table

_TOUCHED = (
    *("monitoring_spell", "monitoring_case", "household", "membership", "alert", "monthly_check", "list_entry"),
    *("plan_year", "plan_version", "carry_decision"),
)
_TESTS: dict[str, Callable[[DeskRow], bool]] = {
    "pending": lambda row: row.is_pending,
    "undecided": lambda row: row.is_pending and row.choice is None,
    "december": lambda row: row.december is False and row.standing is Standing.WAITING,
    "alerts": lambda row: bool(row.alerts),
    "carried": lambda row: row.standing is Standing.CARRIED,
    "ended": lambda row: row.standing in (Standing.LEFT_OUT, Standing.CLEARED),
    "ours": lambda row: row.on_list is False and row.standing in (Standing.WAITING, Standing.CARRIED),
}


class RolloverPage(QWidget):
    """``counted`` with what is still to be done, once the desk is open."""

    counted = Signal(int)

    def __init__(self, context: TabContext) -> None:
        super().__init__()
        self._context = context
        self.desk: RolloverDesk | None = None
        self._desks = Latest(context.runner, self)
        self.head = QLabel()
        self.head.setWordWrap(True)
        self.head.setAccessibleName(self.tr("年末结转进度"))
        self.narrowing = Narrowing()
        self.narrowing.serve(self)
        self.chips = FilterChips(self._filters(), name=self.tr("筛选"), single=True)
        self.bar = ActionBar(name=self.tr("年末结转"))
        self.refusal = RefusalBar(self)
        self.answer = BatchAnswer(context)
        self.files = PaperFiles(context, self, self.refusal)
        self.villages: RowsTableModel[VillageDecember] = RowsTableModel(
            village_columns(), id_of=lambda row: row.village_id
        )
        self.village_table = DataTable(self.villages, name=self.tr("各村12月监测"), key="entry/rollover/villages")
        self.model: RowsTableModel[DeskRow] = RowsTableModel(
            household_columns(context.today), id_of=lambda row: row.household.household_id
        )
        self.table = DataTable(
            self.model, name=self.tr("年末结转名单"), key="entry/rollover", frozen=2, memory=context.memory
        )
        self.counts = QLabel()
        self.counts.setProperty("muted", True)
        self._lay_out()
        self._connect()
        self.reload()

    def _filters(self) -> Sequence[FilterChip]:
        return (
            FilterChip("pending", self.tr("待办")),
            FilterChip("undecided", self.tr("需要决定"), self.tr("已无人、迁出、并户或类别不符，要有人决定")),
            FilterChip("december", self.tr("缺12月监测")),
            FilterChip("alerts", self.tr("有未结预警")),
            FilterChip("carried", self.tr("已结转")),
            FilterChip("ended", self.tr("已退出和已消除")),
            FilterChip("ours", self.tr("只在我方"), self.tr("导入的两摸底名单上没有")),
        )

    def _lay_out(self) -> None:
        empty = EmptyState(self.tr("这一年没有要结转的户。录入监测的户和没有办结的程序会出现在这里。"))
        empty.offer(self.tr("去监测对象"), lambda: self._context.navigator.open_tab("entry", "monitored"))
        self._either = EmptyOr(self.table, empty)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(self.village_table)
        split.addWidget(self._either)
        split.setStretchFactor(1, 1)
        split.setSizes([275, 1025])
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 4)
        for part in (self.head, self.narrowing, self.chips, self.bar, self.refusal, self.answer):
            column.addWidget(part)
        column.addWidget(split, 1)
        column.addWidget(self.counts)

    def _connect(self) -> None:
        self._desks.answered.connect(self._on_desk)
        self.narrowing.narrowed.connect(self._show_rows)
        self.chips.changed.connect(self._show_rows)
        self.table.selection_counted.connect(self._on_selection)
        self.table.opened.connect(self._context.navigator.open_household)
        self.village_table.opened.connect(self._on_village)
        self.answer.opened.connect(self._on_refused_opened)
        self._context.hub.changed.connect(self._on_changed)

    # -- showing -----------------------------------------------------------------------------------------------------

    def reload(self) -> None:
        """Read the desk again; the current household stays."""
        rollover, today = self._context.office.rollover, self._context.today()
        self._desks.ask(self.tr("读取年末结转"), lambda _: rollover.desk(today=today))

    def _on_desk(self, desk: RolloverDesk) -> None:
        is_new = self.desk is None
        self.desk = desk
        self.head.setText(self._told(desk))
        self.narrowing.offer(row.household for row in desk.rows)
        self.chips.show_counts({key: sum(map(test, desk.rows)) for key, test in _TESTS.items()})
        if is_new and desk.pending:
            self.chips.choose(frozenset({"pending"}))
        show_again(self.village_table, self.villages, desk.villages)
        self._show_rows()
        self.counted.emit(len(desk.pending) if desk.is_open else 0)

    def _told(self, desk: RolloverDesk) -> str:
        said = [self.tr("{year}年结转到{following}年").format(year=desk.year, following=desk.year + 1)]
        if desk.is_closed:
            said.append(self.tr("{year}年已经封存，只能查看").format(year=desk.year))
        elif not desk.is_open:
            said.append(self.tr("12月1日起办理，现在可以先核对和决定"))
        missing = sum(village.missing for village in desk.villages)
        alerts = sum(village.alerts for village in desk.villages)
        said.append(self.tr("待结转 {count} 户").format(count=desk.count(Standing.WAITING)))
        said.append(self.tr("已结转 {count} 户").format(count=desk.count(Standing.CARRIED)))
        if desk.is_open:
            said.append(self.tr("缺12月监测 {count} 户").format(count=missing))
        said.append(self.tr("未结预警 {count} 条，编号和时限随户结转").format(count=alerts))
        said.append(desk.next_plan.label)
        return self.tr("；").join(said) + self.tr("。")

    def _show_rows(self) -> None:
        if self.desk is None:
            return
        pressed = next(iter(self.chips.chosen), "")
        test = _TESTS.get(pressed, lambda _: True)
        shown = [row for row in self.desk.rows if test(row) and self.narrowing.fits(row.household)]
        show_again(self.table, self.model, shown, stands=True)
        self._either.show_empty(is_empty=not self.desk.rows)
        self.counts.setText(self._counted(len(shown)))
        self._show_bar()

    def _counted(self, count: int) -> str:
        said = self.tr("{count} 户。按住 Ctrl 或 Shift 可选多户一起办理。").format(count=count)
        compared = self.desk.comparison if self.desk else None
        if compared is None:
            return said + self.tr("导入两摸底名单后，这里比对两边。")
        return said + self.tr("与两摸底名单比：两边都有 {both} 户，只在我方 {ours} 户，只在名单 {theirs} 户。").format(
            both=compared.both, ours=compared.only_ours, theirs=len(compared.only_theirs)
        )

    def show_only(self, key: str) -> None:
        """Press one filter."""
        self.chips.choose(frozenset({key}) if key in _TESTS else frozenset())
        self._show_rows()

    def _on_village(self, village_id: int) -> None:
        name = next((row.village for row in self.villages.rows if row.village_id == village_id), None)
        place = self.narrowing.village.findData(name)
        self.narrowing.village.setCurrentIndex(0 if place == self.narrowing.village.currentIndex() else max(place, 0))

    def _on_selection(self, count: int) -> None:
        self._context.navigator.selection_counted.emit(count)
        self._show_bar()

    def chosen(self) -> tuple[DeskRow, ...]:
        """The chosen households."""
        return chosen_rows(self.table, self.model)

    # -- actions -----------------------------------------------------------------------------------------------------

    def _show_bar(self) -> None:
        desk = self.desk
        if desk is None:
            return
        rows, pending = self.chosen(), [row for row in self.chosen() if row.is_pending]
        nothing = () if pending else (Reason("rollover.nothing_chosen"),)
        against = self._against(desk)
        decided = () if any(row.decision for row in pending) else (Reason("rollover.no_decision"),)
        count, whole = len(pending), len(desk.pending)
        none_left = () if whole else (Reason("rollover.nothing_left"),)
        actions = [
            BarAction("decide", self.tr("决定（{count} 户）…").format(count=count), self._on_decide, nothing, "pencil"),
            BarAction("forget", self.tr("撤销决定"), self._on_forget, nothing or decided, "undo-2"),
            BarAction(
                "carry",
                self.tr("结转所选 {count} 户…").format(count=count),
                lambda: self._on_carry(pending),
                nothing or against,
            ),
            BarAction(
                "carry_all",
                self.tr("全部结转 {count} 户…").format(count=whole),
                lambda: self._on_carry(desk.pending),
                none_left or against,
                is_primary=True,
            ),
            BarAction("december", self.tr("去补12月监测"), self._on_december, (), "calendar"),
            BarAction("preview", self.tr("预览清单"), self._on_preview, (), "eye"),
            BarAction("paper", self.tr("年末结转清单"), self._on_paper, (), "printer"),
            *self._plan_actions(desk),
        ]
        if desk.comparison and desk.comparison.only_theirs:
            text = self.tr("只在名单 {count} 户…").format(count=len(desk.comparison.only_theirs))
            actions.append(BarAction("strangers", text, self._on_strangers, (), "list"))
        self.bar.show_actions(actions)
        self._context.navigator.selection_counted.emit(len(rows))

    @staticmethod
    def _against(desk: RolloverDesk) -> tuple[Reason, ...]:
        """What stands against carrying anything over today."""
        found = []
        if desk.is_closed:
            found.append(Reason("plan.closed", {"year": desk.year}))
        if not desk.is_open:
            found.append(Reason("rollover.not_open", {"opens_on": desk.opens_on}))
        if desk.next_plan is NextPlan.MISSING:
            found.append(Reason("rollover.no_next_plan", {"year": desk.year + 1}))
        return tuple(found)

    def _plan_actions(self, desk: RolloverDesk) -> list[BarAction]:
        following = desk.year + 1
        if desk.next_plan is NextPlan.MISSING:
            text = self.tr("平移出{year}年方案").format(year=following)
            return [BarAction("plan", text, lambda: self._on_plan(is_new=True), (), "calendar")]
        if desk.next_plan is NextPlan.STALE:
            text = self.tr("按改后的方案重新平移{year}年").format(year=following)
            return [BarAction("plan", text, lambda: self._on_plan(is_new=False), (), "refresh-cw")]
        if desk.is_closed:
            return []
        waiting = desk.count(Standing.WAITING)
        reasons = (Reason("rollover.still_waiting", {"year": desk.year, "count": waiting}),) if waiting else ()
        text = self.tr("封存{year}年…").format(year=desk.year)
        return [BarAction("close", text, lambda: self._context.navigator.open_settings("plan"), reasons, "lock")]

    def _on_decide(self) -> None:
        rows = [row for row in self.chosen() if row.is_pending]
        form = decision_form(self._context, rows[0])
        names = "、".join(row.household.head_name for row in rows[:8])
        title = self.tr("决定 {count} 户：{names}").format(count=len(rows), names=names)
        codes = [row.household.code for row in rows]
        dialogs.panel(
            self, title, form, do=self.tr("记录决定"), then=lambda shown: self._decide(codes, form, shown)
        ).resize(560, 420)

    def _decide(self, codes: Sequence[str], form: Form, dialog: QDialog) -> None:
        if not form.check():
            return
        rollover, actor, today = self._context.office.rollover, self._context.actor(), self._context.today()
        decision = decision_of(form.values())
        task = self._context.runner.start(
            self.tr("记录结转决定"), lambda _: rollover.decide(codes, decision, actor=actor, today=today)
        )
        task.succeeded.connect(lambda _: dialog.accept())
        task.refused.connect(form.show_refusal)

    def _on_forget(self) -> None:
        rollover, actor, today = self._context.office.rollover, self._context.actor(), self._context.today()
        codes = [row.household.code for row in self.chosen() if row.is_pending]
        self._write(self.tr("撤销决定"), lambda: rollover.forget(codes, actor=actor, today=today))

    def _on_carry(self, rows: Sequence[DeskRow]) -> None:
        form = carry_form(self._context, missing=sum(row.needs_reason for row in rows))
        names = {row.household.code: row.household.head_name for row in rows}
        content, head = QWidget(), QLabel(carry_summary(rows))
        head.setWordWrap(True)
        column = QVBoxLayout(content)
        column.addWidget(head)
        column.addWidget(form, 1)
        dialogs.panel(
            self,
            self.tr("结转 {count} 户").format(count=len(rows)),
            content,
            do=self.tr("办理 {count} 户").format(count=len(rows)),
            then=lambda shown: self._carry(names, form, shown),
        ).resize(560, 360)

    def _carry(self, names: dict[str, str], form: Form, dialog: QDialog) -> None:
        if not form.check():
            return
        rollover, actor, today = self._context.office.rollover, self._context.actor(), self._context.today()
        given = carry_of(form.values(), today=today)
        task = self._context.runner.start(
            self.tr("年末结转"), lambda _: rollover.carry_out(list(names), given, actor=actor, today=today)
        )
        task.succeeded.connect(lambda outcome: self._on_carried(names, dialog, outcome))
        task.refused.connect(form.show_refusal)

    def _on_carried(self, names: dict[str, str], dialog: QDialog, outcome: CarryOutcome) -> None:
        dialog.accept()
        done = tuple(Done(code, NoState.NONE) for code in outcome.done)
        self.answer.show_outcome(Outcome(done, outcome.refused, outcome.changes), names, did=self.tr("年末结转"))

    def _on_december(self) -> None:
        self._context.navigator.open_tab("alerts", "not_monitored")

    def _on_preview(self) -> None:
        self._context.navigator.open_tab("reports", "carry_forward_list")

    def _on_paper(self) -> None:
        wanted = Wanted("carry_forward_list", self.tr("年末结转清单"), villages=self.narrowing.villages)
        self.files.ask_print(wanted)

    def _on_plan(self, *, is_new: bool) -> None:
        if self.desk is None:
            return
        year, plans = self.desk.year, self._context.office.plans
        make = plans.copy_to if is_new else plans.renew
        actor, today = self._context.actor(), self._context.today()
        self._write(self.tr("平移方案"), lambda: make(year + 1, from_year=year, actor=actor, today=today))

    def _on_strangers(self) -> None:
        if self.desk is not None and self.desk.comparison is not None:
            table = strangers_table(self.desk.comparison.only_theirs)
            said = self.tr("只在两摸底名单上的户")
            dialogs.panel(self, said, table, do=self.tr("去自动纳入办理"), then=self._go_to_carry_over).resize(760, 420)

    def _go_to_carry_over(self, dialog: QDialog) -> None:
        dialog.accept()
        self._context.navigator.open_tab("screening", "carry_over")

    def _write(self, name: str, work: Callable[[], object]) -> None:
        self.refusal.clear()
        task = self._context.runner.start(name, lambda _: work())
        task.refused.connect(self._on_refused)

    def _on_refused(self, refused: Refused) -> None:
        self.refusal.show_refusal(refused)

    def _on_refused_opened(self, code: str) -> None:
        places = [row.household.code for row in self.model.rows]
        if code in places:
            self.table.select_position(places.index(code))

    def _on_changed(self, changes: ChangeSet) -> None:
        if changes.touches(*_TOUCHED):
            self.reload()
