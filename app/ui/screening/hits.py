"""筛查: run the plan's clauses, see who is found and who cannot be judged, and what another line would do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtWidgets import QHBoxLayout, QLabel, QTabWidget, QVBoxLayout, QWidget
from typing_extensions import override

from app.models.enums import CaseState, Category, PlanStage
from app.services.errors import NotFound, Reason
from app.services.plans import RunningPlan
from app.services.screening.results import HitRow, ScreeningResult, Unknown
from app.services.workflow.plan import Plan
from app.ui.cases.rows import show_again
from app.ui.common.action_bar import ActionBar, BarAction
from app.ui.common.chips import case_chip, category_chip
from app.ui.common.columns import Column, chip_column, day_column, money_column
from app.ui.common.context import TabContext
from app.ui.common.empty_state import EmptyOr, EmptyState
from app.ui.common.filter_chips import FilterChip, FilterChips
from app.ui.common.table_view import DataTable
from app.ui.common.windowed_model import RowsTableModel
from app.ui.screening.importing_page import ImportingPage
from app.ui.screening.line_box import LineBox
from app.ui.screening.village_box import VillageBox
from app.ui.screening.words import clause_word, missing_words, priority_chip, village_answer_chip

# A household whose procedure has ended is judged again.
_ENDED = (CaseState.NOT_INCLUDED.value, CaseState.RISK_CLEARED.value, CaseState.REMOVED.value)


@dataclass(frozen=True, slots=True)
class _Read:
    plan: RunningPlan
    hits: Sequence[HitRow]
    preview: ScreeningResult


class HitsPage(ImportingPage):
    """命中 and 缺数据, narrowed by village and category; the line above both saves nothing by itself."""

    def __init__(self, context: TabContext) -> None:
        super().__init__(context)
        self._read: _Read | None = None
        self._text = ""
        self.line = LineBox(context)
        self.said = QLabel()
        self.said.setProperty("muted", True)
        self.village = VillageBox(self)
        self.chips = FilterChips(self._chips(), name=self.tr("筛选"))
        self.hits: RowsTableModel[HitRow] = RowsTableModel(self._columns(), id_of=lambda row: row.household_id)
        self.table = DataTable(self.hits, name=self.tr("筛查命中"), key="hits", frozen=2, memory=context.memory)
        self.unknown: RowsTableModel[Unknown] = RowsTableModel(
            self._unknown_columns(), id_of=lambda row: row.household_id
        )
        self.unknown_table = DataTable(self.unknown, name=self.tr("缺数据的户"), key="unknown", memory=context.memory)
        self.lists = QTabWidget()
        self.run = ActionBar(name=self.tr("筛查"))
        self._lay_out()
        self._connect()

    def _chips(self) -> Sequence[FilterChip]:
        return (
            FilterChip("priority", self.tr("优先"), self.tr("家中有低保、特困、重病或残疾成员")),
            *(FilterChip(category.value, category.label) for category in self._categories()),
            FilterChip("unanswered", self.tr("村未答复")),
            FilterChip("sign", self.tr("有苗头"), self.tr("缺数据，但已有至少一项不利情况")),
        )

    def _categories(self) -> Sequence[Category]:
        """突发严重困难户 exist since 2021."""
        try:
            plan = self.context.office.plans.current(self.context.today()).plan
        except NotFound:
            return tuple(Category)
        return tuple(c for c in Category if c is not Category.SUDDEN or plan.variant != "sc2020")

    def _columns(self) -> list[Column[HitRow]]:
        return [
            Column("code", self.tr("户编号"), lambda r: r.household_code, 16),
            Column("head", self.tr("户主"), lambda r: r.head_name, 10),
            Column("village", self.tr("村"), lambda r: r.village, 12),
            chip_column("category", self.tr("类别"), lambda r: category_chip(r.category)),
            chip_column("priority", self.tr("优先"), lambda r: priority_chip() if r.priority else None, width=8),
            money_column("income", self.tr("人均纯收入"), lambda r: r.net_per_head_fen),
            Column("clauses", self.tr("命中条款"), lambda r: "、".join(map(clause_word, r.clauses)), 22),
            chip_column("answer", self.tr("村答复"), lambda r: village_answer_chip(r.answer), width=9),
            day_column("answered", self.tr("答复日期"), lambda r: r.answered_on),
            chip_column("state", self.tr("状态"), lambda r: case_chip(r.case_state) if r.case_state else None),
            Column(
                "reason", self.tr("不报原因"), lambda r: r.answer_reason or "", 24, tip=lambda r: r.answer_reason or ""
            ),
        ]

    def _unknown_columns(self) -> list[Column[Unknown]]:
        yes, no = self.tr("有苗头"), ""
        return [
            Column("code", self.tr("户编号"), lambda r: r.household_code, 16),
            Column("head", self.tr("户主"), lambda r: r.head_name, 10),
            Column("village", self.tr("村"), lambda r: r.village, 12),
            Column("sign", self.tr("苗头"), lambda r: yes if r.has_sign else no, 8),
            Column("missing", self.tr("缺什么"), lambda r: missing_words(r.missing), 50),
        ]

    def _lay_out(self) -> None:
        self._none = EmptyState(
            self.tr("还没有筛查结果。按方案的条款筛查全镇，命中的户由村核实后上报；筛查本身不立项。")
        )
        self._either = EmptyOr(self.table, self._none)
        known = EmptyState(self.tr("没有缺数据的户：每一户都能判断。"), sign="circle-check")
        self._either_unknown = EmptyOr(self.unknown_table, known)
        self.lists.setDocumentMode(True)
        self.lists.addTab(self._either, self.tr("命中"))
        self.lists.addTab(self._either_unknown, self.tr("缺数据"))
        narrowing = QHBoxLayout()
        narrowing.addWidget(self.village)
        narrowing.addWidget(self.chips, 1)
        listing = QWidget()
        column = QVBoxLayout(listing)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.line)
        column.addWidget(self.run)
        column.addWidget(self.bar)
        column.addLayout(narrowing)
        column.addWidget(self.lists, 1)
        column.addWidget(self.said)
        self.show_listing(listing)

    def _show_actions(self, running: RunningPlan) -> None:
        """筛查 is closed outside its stage and says so; the rest is open on any day."""
        closed = closed_reasons(running.plan, self.context.today())
        screen = self.tr("按方案筛查")
        self.run.show_actions(
            (
                BarAction("run", screen, self.run_screening, closed, sign="filter", is_primary=True),
                BarAction("print", self.tr("打印所列户的理由单"), self._on_print, sign="printer"),
                BarAction("incomes", self.tr("导入收入表…"), lambda: self.begin_import("incomes"), sign="upload"),
                BarAction(
                    "category-list", self.tr("导入部门名单…"), lambda: self.begin_import("category-list"), sign="upload"
                ),
            )
        )
        self._none.say(self._none.text)
        if not closed:
            self._none.offer(screen, self.run_screening)

    def _connect(self) -> None:
        for table in (self.table, self.unknown_table):
            table.current_changed.connect(self.household_chosen)
            table.opened.connect(self.household_opened)
            table.selection_counted.connect(self.context.navigator.selection_counted)
        self.answers.answered.connect(self._on_read)
        self.chips.changed.connect(self._show)
        self.village.chosen.connect(self._show)

    @override
    def reload(self) -> None:
        office, today = self.context.office, self.context.today()

        def read(_: object) -> _Read:
            plan = office.plans.current(today)
            return _Read(plan, office.screening.hits(today=today), office.screening.preview(today=today))

        self.answers.ask(self.tr("读取筛查结果"), read)

    @override
    def look_for(self, text: str) -> None:
        self._text = text.strip()
        self._show()

    def run_screening(self) -> None:
        """Run the screening and write its hits."""
        screening, actor, today = self.context.office.screening, self.context.actor(), self.context.today()
        task = self.write(self.tr("按方案筛查"), lambda _: screening.run(actor=actor, today=today))
        task.succeeded.connect(self._on_screened)

    def _on_screened(self, result: ScreeningResult) -> None:
        signs = sum(unknown.has_sign for unknown in result.unknown)
        said = self.tr(
            "筛查完成：命中 {found} 户，自动纳入 {carried} 户，缺数据 {unknown} 户（有苗头 {signs} 户）。"
        ).format(found=len(result.candidates), carried=result.carried_over, unknown=len(result.unknown), signs=signs)
        self.context.navigator.say(said)

    def _on_read(self, read: _Read) -> None:
        self._read = read
        self.line.show_plan(read.plan)
        self._show_actions(read.plan)
        villages = dict.fromkeys([row.village for row in read.hits] + [row.village for row in read.preview.unknown])
        self.village.offer(sorted(villages))
        self._show()

    def _show(self) -> None:
        if self._read is None:
            return
        hits = [row for row in self._read.hits if self._wants(row.village, row.head_name, row.household_code)]
        unknown = [
            row for row in self._read.preview.unknown if self._wants(row.village, row.head_name, row.household_code)
        ]
        self.chips.show_counts(_counts(hits, unknown))
        pressed = self.chips.chosen
        categories = pressed & {category.value for category in Category}
        hits = [row for row in hits if not categories or row.category.value in categories]
        hits = [row for row in hits if row.priority or "priority" not in pressed]
        hits = [row for row in hits if row.answer is None or "unanswered" not in pressed]
        unknown = [row for row in unknown if row.has_sign or "sign" not in pressed]
        show_again(self.table, self.hits, hits, stands=self.lists.currentIndex() == 0)
        show_again(self.unknown_table, self.unknown, unknown)
        self._either.show_empty(is_empty=not self._read.hits)
        self._either_unknown.show_empty(is_empty=not self._read.preview.unknown)
        self.lists.setTabText(0, self.tr("命中 {count}").format(count=f"{len(hits):,}"))
        self.lists.setTabText(1, self.tr("缺数据 {count}").format(count=f"{len(unknown):,}"))
        self.said.setText(self._now())

    def _wants(self, village: str, *words: str) -> bool:
        return self.village.wants(village) and (not self._text or any(self._text in word for word in words))

    def _now(self) -> str:
        """What screening now would find beside what was found: says when it should be run again."""
        assert self._read is not None
        stored = {row.household_id for row in self._read.hits if row.case_state in (None, *_ENDED)}
        found = {candidate.household_id for candidate in self._read.preview.candidates}
        if not self._read.hits:
            return self.tr("按现在的数据筛查，会命中 {count} 户。").format(count=len(found))
        if stored == found:
            return self.tr("命中名单与现在的数据一致。")
        return self.tr("数据有变化：现在筛查会多出 {more} 户、减少 {less} 户，请重新筛查。").format(
            more=len(found - stored), less=len(stored - found)
        )

    def _on_print(self) -> None:
        rows = self.hits.rows if self.lists.currentIndex() == 0 else self.unknown.rows
        if self.need(rows, self.tr("名单里没有户。")):
            codes = [row.household_code for row in rows]
            self.printing.ask("reason_sheet", self.tr("筛查理由单"), households=codes)


def _counts(hits: Sequence[HitRow], unknown: Sequence[Unknown]) -> dict[str, int]:
    counts = {category.value: sum(row.category is category for row in hits) for category in Category}
    return counts | {
        "priority": sum(row.priority for row in hits),
        "unanswered": sum(row.answer is None for row in hits),
        "sign": sum(row.has_sign for row in unknown),
    }


def closed_reasons(plan: Plan, today: date) -> tuple[Reason, ...]:
    """Why the screening may not be run on this day; the service says the same."""
    window = plan.stage(PlanStage.SCREENING)
    if window is not None and today in window:
        return ()
    opens, closes = (window.opens_on, window.closes_on) if window else ("", "")
    return (Reason("screening.closed", {"today": today, "opens_on": opens, "closes_on": closes}),)
