"""疑点检查: the town's findings by rule, explained, decided many at once; one press brings the clerk to the input."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QSplitter,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from app.services.changes import ChangeSet
from app.services.findings.answers import Proposal
from app.services.findings.deciding import Decided, FindingDetail, RuleCount
from app.services.findings.rules import rules
from app.services.findings.service import CheckResult, FindingFilter, FindingRow
from app.services.regions import RegionRow
from app.ui.actions import Key, make_action
from app.ui.common.context import TabContext
from app.ui.common.desk_page import DeskPage
from app.ui.common.empty_state import EmptyOr, EmptyState
from app.ui.common.icons import icon
from app.ui.common.paper_files import Wanted
from app.ui.common.refusals import RefusalBar
from app.ui.common.table_view import DataTable
from app.ui.common.tasks import Latest
from app.ui.common.village_box import VillageBox
from app.ui.common.windowed_model import RowsTableModel
from app.ui.roster.findings.columns import STATES, finding_columns
from app.ui.roster.findings.detail import DetailPanel
from app.ui.roster.findings.exempting import Exempting
from app.ui.roster.findings.jumping import place_of
from app.ui.roster.findings.outputs import FindingOutputs
from app.ui.roster.findings.proposals import ProposalsPage
from app.ui.roster.findings.rule_table import RuleTable
from app.ui.roster.findings.tree import RuleTree
from app.ui.theme import width_of

_NONE = ("",)  # no rule at all: a level that the chosen group does not have


class FindingsDesk(DeskPage):
    """The rules on the left, their findings on the right, the one under the cursor explained below."""

    def __init__(self, context: TabContext) -> None:
        super().__init__()
        self._context = context
        self._counts: Sequence[RuleCount] = ()
        self._reasons: Sequence[str] = ()  # given before: the pick list
        self._rows, self._details = Latest(context.runner, self), Latest(context.runner, self)
        self.tree = RuleTree()
        self.model: RowsTableModel[FindingRow] = RowsTableModel(finding_columns(), id_of=lambda r: r.id)
        self.table = DataTable(
            self.model,
            name=self.tr("疑点"),
            key="findings_desk",
            frozen=1,
            stretch=("title", "message"),
            memory=context.memory,
            parent=self,
        )
        self.empty = EmptyState()
        self._either = EmptyOr(self.table, self.empty)
        self.detail = DetailPanel()
        self.bar = RefusalBar(self)
        self.outputs = FindingOutputs(context, self, self.bar)
        self.exempting = Exempting(context, self)
        self.proposals = ProposalsPage(context)
        self.rule_table = RuleTable(context)
        self._count = QLabel()
        self._count.setProperty("muted", True)
        self.states, self.levels, self.villages = QComboBox(), QComboBox(), VillageBox()
        self._lay_out()
        self._connect()

    # -- building ------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        right = QSplitter(Qt.Orientation.Vertical)
        right.addWidget(self._either)
        right.addWidget(self.detail)
        right.setStretchFactor(0, 1)
        right.setSizes([3, 1])
        right.setChildrenCollapsible(False)
        whole = QSplitter(Qt.Orientation.Horizontal)
        whole.addWidget(self.tree)
        whole.addWidget(right)
        whole.setStretchFactor(1, 1)
        whole.setChildrenCollapsible(False)
        whole.setSizes([width_of(46, self.font()), 1])
        right.setSizes([round(self.height() * 0.7), width_of(18, self.font())])
        desk = QWidget()
        column = QVBoxLayout(desk)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(self._toolbar())
        column.addWidget(self.bar)
        column.addWidget(whole, 1)
        column.addWidget(self._count)
        self._pages = QStackedLayout(self)
        self._pages.addWidget(desk)
        self._pages.addWidget(self.proposals)
        self._pages.addWidget(self.rule_table)

    def _toolbar(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(0, 4, 0, 0)
        self.run = self._button("refresh-cw", self.tr("运行检查"), self.check)
        self.run.setProperty("primary", True)
        row.addWidget(self.run)
        words = {"open": self.tr("待核"), "exempt": self.tr("属实豁免"), "fixed": self.tr("已改")}
        self.states.addItem(self.tr("全部状态"), "")
        for state in STATES:
            self.states.addItem(words[state], state)
        self.states.setCurrentIndex(1)
        self.levels.addItem(self.tr("各级"), 0)
        for level in sorted({rule.level for rule in rules().values()}):
            self.levels.addItem(self.tr("{level} 级").format(level=level), level)
        named = (
            (self.states, self.tr("状态")),
            (self.levels, self.tr("级别")),
            (self.villages, self.tr("村")),
        )
        for box, name in named:
            box.setAccessibleName(name)
            row.addWidget(box)
        row.addWidget(self._button("list", self.tr("规则表"), self.show_rules))
        row.addStretch(1)
        self.jump = self._button("arrow-right-left", self.tr("去改"), self._on_jump)
        self.jump.setToolTip(self.tr("打开这一户，光标放在要改的那一项（Enter）"))
        self.again = self._button("scan-line", self.tr("复查本户"), self._on_recheck)
        self.again.setToolTip(self.tr("按现在的数据重新检查选中的这一户，改好的变为“已改”"))
        self.exempt = self._button("check", self.tr("属实，豁免"), self._on_exempt)
        self.reopen = self._button("undo-2", self.tr("取消豁免"), self._on_reopen)
        for button in (self.jump, self.again, self.exempt, self.reopen, self._menu_button()):
            row.addWidget(button)
        return row

    def _menu_button(self) -> QPushButton:
        """Out and in: the list, the folder for the villages, their answers, a list of exemptions."""
        button = QPushButton(icon("file-spreadsheet"), self.tr("导出和读回"))
        menu = QMenu(button)
        exporting = make_action(Key.EXPORT, self, lambda: self.outputs.export_list(self.model.rows))
        exporting.setText(self.tr("导出当前列表…"))
        menu.addAction(exporting)
        menu.addAction(icon("folder-open"), self.tr("导出给各村的表…"), self.outputs.ask_folder)
        printing = make_action(Key.PRINT, self, self._on_print)
        printing.setText(self.tr("打印疑点核查单…"))
        menu.addAction(printing)
        menu.addSeparator()
        menu.addAction(icon("upload"), self.tr("读回村里填好的表…"), self.outputs.ask_answers)
        menu.addAction(icon("upload"), self.tr("导入豁免清单…"), self.outputs.ask_exemptions)
        button.setMenu(menu)
        return button

    def _button(self, sign: str, text: str, act: object) -> QPushButton:
        colour = {"colour": "#FFFFFF"} if sign == "refresh-cw" else {}
        button = QPushButton(icon(sign, **colour), text)
        button.clicked.connect(act)
        return button

    def _connect(self) -> None:
        self._rows.answered.connect(self._on_rows)
        self._details.answered.connect(self.detail.show_detail)
        self._details.refused.connect(lambda _: self.detail.show_nothing())
        self.tree.chosen.connect(self.reload)
        self.table.opened.connect(lambda _: self._on_jump())
        self.table.current_changed.connect(self._on_current)
        self.table.selection_counted.connect(lambda _: self._say_count())
        for box in (self.states, self.levels, self.villages):
            box.activated.connect(lambda _: self.reload())
        self.exempting.saved.connect(lambda _: self.reload())
        self.outputs.proposed.connect(self.show_proposals)
        self.proposals.closed.connect(self.show_findings)
        self.rule_table.closed.connect(self.show_findings)
        self.rule_table.rule_asked.connect(self._on_rule_asked)
        self.rule_table.configuring.saved.connect(lambda _: self.reload())
        self.proposals.household_asked.connect(lambda home, person: self.household_asked.emit(home, "members", person))
        self._context.hub.changed.connect(self._on_changed)

    # -- reading -------------------------------------------------------------------------------------

    @override
    def know_regions(self, regions: Sequence[RegionRow]) -> None:
        self.villages.know_regions(regions)

    def wanted(self) -> FindingFilter:
        """What the tree and the boxes say."""
        state, level, codes = self.states.currentData(), self.levels.currentData(), self.tree.codes
        if level:
            of_level = [code for code, rule in rules().items() if rule.level == level]
            codes = tuple(code for code in of_level if not codes or code in codes) or _NONE
        return FindingFilter(states=(state,) if state else STATES, codes=codes, village_id=self.villages.currentData())

    @override
    def reload(self) -> None:
        """Read the list and the counts by rule again."""
        office, wanted = self._context.office, self.wanted()
        desk, today = office.finding_desk, self._context.today()
        self._rows.ask(
            self.tr("读取疑点"), lambda _: (office.findings.find(wanted), desk.tree(today=today), desk.reasons())
        )

    def _on_rows(self, answer: tuple[Sequence[FindingRow], Sequence[RuleCount], Sequence[str]]) -> None:
        rows, counts, self._reasons = answer
        kept = self.table.current_id()
        self.tree.show_counts(counts)
        self.rule_table.show_rules(counts)
        self._show_columns()
        self.model.show_rows(rows)
        self._counts = counts
        self._say_empty()
        self._either.show_empty(is_empty=not rows)
        self._say_count()
        position = next((n for n, row in enumerate(rows) if row.id == kept), 0)
        if rows:
            self.table.select_position(position)
        else:
            self.detail.show_nothing()
        self._on_current(self.table.current_id() or -1)

    def _say_empty(self) -> None:
        """Nothing under these filters is another thing than nothing at all."""
        if any(count.open or count.exempt or count.fixed for count in self._counts):
            self.empty.say(self.tr("所选的规则、状态、级别和村没有疑点。"))
            self.empty.offer(self.tr("看全部待核疑点"), self.show_all)
        else:
            self.empty.say(self.tr("没有疑点。“运行检查”按全省疑点规则检查全镇农户，有问题的列在这里。"))
            self.empty.offer(self.tr("运行检查"), self.check)

    def show_all(self) -> None:
        """Every open finding of the town."""
        self.states.setCurrentIndex(self.states.findData("open"))
        self.levels.setCurrentIndex(0)
        self.villages.setCurrentIndex(0)
        self.tree.choose(())

    def _show_columns(self) -> None:
        """A former reason of what is open stands below; the column belongs to what is exempt."""
        keys = [column.key for column in self.model.columns]
        self.table.setColumnHidden(keys.index("reason"), self.states.currentData() == "open")

    def _say_count(self) -> None:
        waiting, back = (sum(getattr(count, key) for count in self._counts) for key in ("open", "back"))
        parts = [self.tr("列出 {count} 条").format(count=f"{len(self.model.rows):,}")]
        if (chosen := self.table.selected_count()) > 1:
            parts.append(self.tr("已选 {count} 条").format(count=f"{chosen:,}"))
        parts.append(self.tr("全镇待核 {count} 条").format(count=f"{waiting:,}"))
        if back:
            parts.append(self.tr("其中 {count} 条豁免后证据已变").format(count=f"{back:,}"))
        self._count.setText("，".join(parts))

    def _on_current(self, finding_id: int) -> None:
        desk = self._context.office.finding_desk
        if finding_id > 0:
            self._details.ask(self.tr("读取疑点详情"), lambda _: desk.detail(finding_id))
        elif not self.model.rows:
            self.detail.show_nothing()

    def _on_changed(self, changes: ChangeSet) -> None:
        if changes.touches("finding", "import_batch", "setting"):
            self.reload()

    # -- doing ---------------------------------------------------------------------------------------

    def check(self) -> None:
        """Run every active rule over the town."""
        findings, actor, today = self._context.office.findings, self._context.actor(), self._context.today()
        self.bar.clear()
        self.run.setEnabled(False)
        task = self._context.runner.start(self.tr("疑点检查"), lambda _: findings.check(actor=actor, today=today))
        task.succeeded.connect(self._on_checked)
        task.refused.connect(self.bar.show_refusal)
        task.finished.connect(lambda: self.run.setEnabled(True))

    def _on_checked(self, result: CheckResult) -> None:
        said = self.tr("已检查 {households} 户：待核 {open} 条，已豁免 {exempt} 条，已改 {fixed} 条").format(
            households=f"{result.checked:,}", open=f"{len(result.findings):,}", exempt=result.exempt, fixed=result.fixed
        )
        if result.skipped:
            said = self.tr("{said}；{count} 条规则因台账中没有相应的列，没有检查").format(
                said=said, count=len(result.skipped)
            )
        self._context.navigator.say(said)
        self.reload()

    def chosen(self) -> list[FindingRow]:
        """The chosen findings; says so in the bar when there are none."""
        wanted = set(self.table.selected_ids())
        found = [row for row in self.model.rows if row.id in wanted]
        if found:
            self.bar.clear()
        else:
            self.bar.show_sentences([self.tr("请先在表中选一条疑点，可以多选。")])
        return found

    def _on_jump(self) -> None:
        rows = self.chosen()
        if not rows:
            return
        current = self.table.current_id()
        row = next((row for row in rows if row.id == current), rows[0])
        if row.household_id is None:
            self.bar.show_sentences([self.tr("这是村级疑点：行政村信息改正后重新导入。")])
            self.bar.offer(self.tr("导入行政村信息…"), self._import_villages)
            return
        desk = self._context.office.finding_desk
        task = self._context.runner.start(self.tr("打开疑点"), lambda _: desk.detail(row.id), quiet=True)
        task.succeeded.connect(lambda detail: self._go(row, detail))
        task.refused.connect(self.bar.show_refusal)

    def _on_print(self) -> None:
        """The sheets for paper: of the chosen village, else of every one."""
        village = self.villages.currentText() if self.villages.currentData() else ""
        wanted = Wanted("finding_sheet", self.tr("疑点核查单"), villages=(village,) if village else ())
        self.outputs.files.ask_print(wanted)

    def _import_villages(self) -> None:
        self._context.navigator.open_tab("roster", "import:village-profile")

    def _go(self, row: FindingRow, detail: FindingDetail) -> None:
        self.household_asked.emit(row.household_id or 0, place_of(row, detail.fields), row.person_id or 0)

    def _on_recheck(self) -> None:
        rows = self.chosen()
        if not rows:
            return
        desk, actor, today = self._context.office.finding_desk, self._context.actor(), self._context.today()
        homes = list(dict.fromkeys(row.household_id for row in rows if row.household_id is not None))

        def work(_: object) -> Decided:
            done = [desk.recheck(home, actor=actor, today=today) for home in homes]
            return Decided(sum(one.done for one in done), {}, None)

        task = self._context.runner.start(self.tr("复查本户"), work)
        task.succeeded.connect(lambda decided: self._on_rechecked(len(homes), decided))
        task.refused.connect(self.bar.show_refusal)

    def _on_rechecked(self, homes: int, decided: Decided) -> None:
        said = self.tr("已复查 {homes} 户：{count} 条已改。").format(homes=homes, count=decided.done)
        self._context.navigator.say(said)
        self.reload()

    def _on_exempt(self) -> None:
        rows = [row for row in self.chosen() if row.state == "open"]
        if rows:
            self.exempting.exempt(rows, self._reasons)
        elif self.chosen():
            self.bar.show_sentences([self.tr("这一条不是待核状态，不需要豁免。")])

    def _on_reopen(self) -> None:
        rows = [row for row in self.chosen() if row.state == "exempt"]
        if rows:
            self.exempting.reopen(rows)
        elif self.chosen():
            self.bar.show_sentences([self.tr("这一条没有豁免，不需要取消。")])

    # -- what comes back -----------------------------------------------------------------------------

    def show_proposals(self, proposals: Sequence[Proposal]) -> None:
        """Turn to the rows of the sheets that were read."""
        self.proposals.show_proposals(proposals)
        self._pages.setCurrentWidget(self.proposals)

    def show_rules(self) -> None:
        """Turn to the table of rules."""
        self._pages.setCurrentWidget(self.rule_table)
        self.rule_table.table.setFocus()

    def _on_rule_asked(self, code: str) -> None:
        self.tree.choose((code,))
        self.show_findings()

    def show_findings(self) -> None:
        """Turn back to the findings."""
        self._pages.setCurrentIndex(0)
        self.reload()
