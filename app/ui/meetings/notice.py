"""公示: the households that were evaluated and stand on the notice, where the plan has one."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from app.models.enums import CaseState
from app.services.changes import ChangeSet
from app.services.households import RosterQuery, RosterRow
from app.ui.cases.steps_page import StepsPage, StepsSpec
from app.ui.common.context import TabContext
from app.ui.common.household_columns import (
    case_column,
    category_column,
    code_column,
    head_column,
    income_column,
    members_column,
    place_column,
    type_column,
)
from app.ui.meetings.notice_register import NoticeRegister

translate = QCoreApplication.translate
_STATES = (CaseState.EVALUATED, CaseState.NOTICE_POSTED, CaseState.NOTICE_OVER)


class NoticePage(QWidget):
    """The households with their steps; below them what hangs, and the objections. ``counted`` as the list says."""

    counted = Signal(int)

    def __init__(self, context: TabContext) -> None:
        super().__init__()
        self._context = context
        self.households = notice_page(context)
        self.narrowing = self.households.narrowing
        self.register = NoticeRegister(context, self._home)
        self.households.counted.connect(self.counted)
        self.households.table.current_changed.connect(lambda _: self.register.show_bar())
        context.hub.changed.connect(self._on_changed)
        split = QSplitter(Qt.Orientation.Vertical)
        split.setChildrenCollapsible(False)
        split.addWidget(self.households)
        split.addWidget(self.register)
        split.setStretchFactor(0, 3)
        split.setStretchFactor(1, 2)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(split)

    def _home(self) -> tuple[str, str] | None:
        rows = self.households.chosen()
        posted = [row for row in rows if row.case_state == CaseState.NOTICE_POSTED]
        return (posted[0].code, posted[0].head_name) if len(posted) == 1 else None

    def _on_changed(self, changes: ChangeSet) -> None:
        if changes.touches("monitoring_case", "objection", "notice_mark", "paper_snapshot"):
            self.register.reload()


def notice_page(context: TabContext) -> StepsPage[RosterRow]:
    """The households whose notice is to be posted, hangs or is over, with their steps."""
    households = context.office.households

    def read() -> Sequence[RosterRow]:
        ids = households.find_ids(RosterQuery(case_states=tuple(state.value for state in _STATES)))
        found = households.rows(ids)
        return [found[id_] for id_ in ids if id_ in found]

    page = StepsPage(
        context,
        StepsSpec(
            key="meetings/notice",
            name=translate("meetings", "公示的户"),
            states=_STATES,
            elsewhere=frozenset({"uphold_objection"}),  # follows from the inquiry below
            columns=(
                head_column(lambda row: row.head_name),
                place_column(lambda row: row),
                members_column(lambda row: row.member_count),
                type_column(lambda row: row.household_type),
                case_column(lambda row: row.case_state),
                category_column(lambda row: row.category),
                income_column(lambda row: row.net_per_head_fen),
                code_column(lambda row: row.code),
            ),
            read=read,
            household=lambda row: row,
            state=lambda row: row.case_state,
            empty=translate("meetings", "没有待公示的户。评议纳入的户会出现在这里。"),
        ),
    )
    page.empty.offer(translate("meetings", "去村级评议"), lambda: context.navigator.open_tab("meetings", "evaluated"))
    return page
