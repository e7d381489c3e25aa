"""会前: the households that are ready for the agenda with what the meeting looks at."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from app.services.meetings.records import Candidate
from app.ui.common.chips import Chip, Shape
from app.ui.common.columns import Column, chip_column, day_column
from app.ui.common.context import TabContext
from app.ui.common.empty_state import EmptyOr, EmptyState
from app.ui.common.household_columns import category_column, code_column, head_column, income_column, members_column
from app.ui.common.table_view import DataTable
from app.ui.common.windowed_model import RowsTableModel
from app.ui.meetings.contents import Contents
from app.ui.theme import Tone

translate = QCoreApplication.translate


class BeforePage(QWidget):
    """The material of a meeting; a double click opens the household's page."""

    def __init__(self, context: TabContext) -> None:
        super().__init__()
        self._context = context
        self.facts = QLabel()
        self.facts.setWordWrap(True)
        self.model: RowsTableModel[Candidate] = RowsTableModel(
            candidate_columns(), id_of=lambda c: c.household.household_id
        )
        self.table = DataTable(
            self.model, name=self.tr("待评议的户"), key="meetings/candidates", frozen=1, memory=context.memory
        )
        self.table.opened.connect(context.navigator.open_household)
        self.empty = EmptyState()
        self._either = EmptyOr(self.table, self.empty)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 6, 8, 6)
        column.addWidget(self.facts)
        column.addWidget(self._either, 1)

    def show_contents(self, contents: Contents) -> None:
        """Show who is ready and what is missing before the meeting."""
        self.model.show_rows(contents.candidates)
        self._either.show_empty(is_empty=not contents.candidates)
        if contents.page is not None and contents.page.items:
            self.empty.say(self.tr("本次会议的户都已有结论，见“逐户评议”。"))
        else:
            self.empty.say(self.tr("本村没有待评议的户。走访登记后的户会出现在这里。"))
            self.empty.offer(
                self.tr("去入户走访"), lambda: self._context.navigator.open_tab("visits"), is_primary=False
            )
        self.facts.setText(self._told(contents))

    def _told(self, contents: Contents) -> str:
        said = [self.tr("待评议 {count} 户").format(count=len(contents.candidates))]
        suspects = sum(c.open_suspects > 0 for c in contents.candidates)
        if suspects:
            said.append(self.tr("有疑点未作结论 {count} 户（不能纳入）").format(count=suspects))
        unchecked = sum(c.comparison_open for c in contents.candidates)
        if unchecked:
            said.append(self.tr("比对未办结 {count} 户（可评议，报区前须办结）").format(count=unchecked))
        page = contents.page
        if page is not None:
            place = page.place or self.tr("地点未填")
            people = self.tr("主持 {chair}，记录 {recorder}，监票 {teller}").format(
                chair=page.chair or "—", recorder=page.recorder or "—", teller=page.teller or "—"
            )
            said += [place, people, self.tr("参会范围：{body}").format(body=page.body)]
        return "；".join(said) + "。"


def candidate_columns() -> Sequence[Column[Candidate]]:
    """What the meeting looks at of one household."""
    return (
        head_column(lambda c: c.household.head_name),
        Column("group", translate("meetings", "组"), lambda c: c.household.group_name, 7),
        members_column(lambda c: c.household.member_count),
        category_column(lambda c: c.category),
        income_column(lambda c: c.net_per_head_fen),
        day_column("visited", translate("meetings", "走访日期"), lambda c: c.visited_on, width=11),
        Column("risks", translate("meetings", "走访发现的风险"), lambda c: risk_words(c), 18),
        chip_column("open", translate("meetings", "会前要办"), _open_chips, width=16),
        Column("difficulty", translate("meetings", "主要困难"), lambda c: c.difficulty, 24, tip=lambda c: c.difficulty),
        Column("finding", translate("meetings", "走访意见"), lambda c: c.finding, 24, tip=lambda c: c.finding),
        code_column(lambda c: c.household.code),
    )


def risk_words(candidate: Candidate) -> str:
    """The risks of the visit in words."""
    return "、".join(risk.label for risk in candidate.risks)


def _open_chips(candidate: Candidate) -> tuple[Chip, ...] | None:
    chips = []
    if candidate.open_suspects:
        word = translate("meetings", "疑点{count}条").format(count=candidate.open_suspects)
        chips.append(Chip(word, Shape.TRIANGLE, Tone.DUE))
    if candidate.comparison_open:
        chips.append(Chip(translate("meetings", "待比对"), Shape.RING, Tone.DUE))
    if candidate.deferred:
        word = translate("meetings", "缓议过{count}次").format(count=candidate.deferred)
        chips.append(Chip(word, Shape.HALF, Tone.NEUTRAL))
    return tuple(chips) or None
