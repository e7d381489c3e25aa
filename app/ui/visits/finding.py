"""The box that takes a paper's code, a household's code, an ID's tail or a name, and answers with households."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from app.models.enums import CaseState
from app.services.households import RosterQuery, RosterRow
from app.services.papers.codes import looks_like_code
from app.ui.common.context import TabContext
from app.ui.common.search_box import SearchBox
from app.ui.common.tasks import Latest

_OFFERED = 15
_DUE_HERE = frozenset({CaseState.LISTED.value, CaseState.VISITED.value, CaseState.MONITORED.value})


class ScanBox(QWidget):
    """``found(household_id)`` when exactly one is meant; several are offered in a menu; ``lost(text)`` for none."""

    found = Signal(int)
    lost = Signal(str)

    def __init__(self, context: TabContext) -> None:
        super().__init__()
        self._context = context
        self._answers = Latest(context.runner, self)
        self.box = SearchBox(self.tr("扫码或输入：文书编码、户编号、身份证尾号、姓名、电话（回车打开）"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.box)
        self.setFocusProxy(self.box)
        self.box.entered.connect(self._ask)
        self._answers.answered.connect(self._on_found)

    def _ask(self, text: str) -> None:
        if not text:
            return
        if looks_like_code(text):
            self.box.forget()
            self._context.navigator.enter_code(text)
            return
        households = self._context.office.households

        def find(_: object) -> tuple[str, Sequence[RosterRow]]:
            ids = households.find_ids(RosterQuery(text=text), limit=200)
            rows: Mapping[int, RosterRow] = households.rows(ids)
            return text, [rows[id_] for id_ in ids if id_ in rows]

        self._answers.ask(self.tr("查找农户"), find)

    def _on_found(self, answer: tuple[str, Sequence[RosterRow]]) -> None:
        text, rows = answer
        exact = [row for row in rows if row.code == text]
        due = [row for row in rows if row.case_state in _DUE_HERE]
        meant = exact or (due if len(due) == 1 else rows)
        if not meant:
            self.lost.emit(text)
        elif len(meant) == 1:
            self._answer(meant[0].household_id)
        else:
            self._offer([*due, *(row for row in meant if row not in due)])

    def _offer(self, rows: Sequence[RosterRow]) -> None:
        menu = QMenu(self)
        menu.aboutToHide.connect(menu.deleteLater)
        for row in rows[:_OFFERED]:
            state = CaseState(row.case_state).label if row.case_state else ""
            said = [row.head_name, f"{row.village_name}{row.group_name}", row.code, state]
            action = menu.addAction("　".join(filter(None, said)))
            action.triggered.connect(lambda _=False, id_=row.household_id: self._answer(id_))
        if len(rows) > _OFFERED:
            more = menu.addAction(self.tr("还有 {count} 户，请多输几个字").format(count=len(rows) - _OFFERED))
            more.setEnabled(False)
        menu.popup(self.mapToGlobal(QPoint(0, self.height())))
        if menu.actions():
            menu.setActiveAction(menu.actions()[0])

    def _answer(self, household_id: int) -> None:
        self.box.forget()
        self.found.emit(household_id)
