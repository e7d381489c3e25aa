"""A village whose households wait for their visit, behind a real tab; the window stands on 3-28."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

import pytest
from PySide6.QtWidgets import QDialog, QLabel, QMessageBox, QPushButton, QWidget

from app.services.office import Office
from app.services.workflow.facts import Signer
from app.ui.common.context import TabContext
from app.ui.visits.view import VisitsView
from tests.services.towns import ACTOR, Town, found

DAY = date(2020, 3, 28)
VISITORS = (Signer("王测", "石门镇"), Signer("赵队", "驻村工作队"))


@dataclass
class Tab:
    """The tab with what stands behind it."""

    office: Office
    town: Town
    context: TabContext
    view: VisitsView
    said: list[str]
    ids: dict[str, int]

    def open(self, code: str) -> None:
        """Open a household as a double click does."""
        self.view.list.go_to(self.ids[code])
        self.view.list.table.opened.emit(self.ids[code])

    def work(self, code: str):
        """The household as the ledger has it now."""
        return next(w for w in self.office.teams.work(today=DAY) if w.household.code == code)

    @property
    def pane(self):
        return self.view.pane

    @property
    def sheet(self):
        assert self.view.pane.sheet is not None
        return self.view.pane.sheet


@pytest.fixture
def today() -> date:
    return DAY


@pytest.fixture
def town(office: Office) -> Town:
    made = found(office.ledger, households=4)
    made.bring_to("listed", *made.codes[:3])
    return made


@pytest.fixture
def teams(office: Office, town: Town) -> tuple[int, int]:
    first = office.teams.save_team("第1组", leader="王测", members=VISITORS, actor=ACTOR, today=DAY)
    others = (Signer("刘干部", "石门镇"), Signer("陈队员", "驻村工作队"))
    second = office.teams.save_team("第2组", leader="", members=others, actor=ACTOR, today=DAY)
    office.teams.assign(first, household_codes=town.codes[:2], actor=ACTOR, today=DAY)
    return first, second


@pytest.fixture
def context(office: Office, context_over: Callable[[Office], TabContext]) -> TabContext:
    return context_over(office)


@pytest.fixture
def tab(office: Office, town: Town, teams: tuple[int, int], context: TabContext, qtbot) -> Iterator[Tab]:
    view = VisitsView(context)
    qtbot.addWidget(view)
    view.resize(1366, 700)
    view.show()
    view.activateWindow()
    said: list[str] = []
    context.navigator.said.connect(said.append)
    ids = {row.code: id_ for id_, row in office.households.rows(range(1, 50)).items()}
    made = Tab(office, town, context, view, said, ids)
    settled(made, qtbot)
    yield made
    view.hide()


def settled(tab: Tab, qtbot) -> None:
    """Every question has been answered, also those that an answer asked."""
    qtbot.waitUntil(lambda: tab.context.runner.running == (), timeout=20_000)
    qtbot.wait(1)
    qtbot.waitUntil(lambda: tab.context.runner.running == (), timeout=20_000)


def shown(view: VisitsView) -> list[str]:
    """The codes of the households as the list shows them."""
    return [row.code for row in view.list.shown]


def words(widget: QWidget) -> str:
    """Every label that is seen."""
    return "\n".join(label.text() for label in widget.findChildren(QLabel) if label.isVisible())


def button(widget: QWidget, text: str) -> QPushButton:
    """The visible button of these words."""
    return next(b for b in widget.findChildren(QPushButton) if b.text() == text and b.isVisible())


def dialog_of(widget: QWidget, kind: type[QDialog] = QDialog) -> QDialog:
    """The dialog that is open now."""
    return next(d for d in widget.findChildren(kind) if d.isVisible())


def question(widget: QWidget) -> QMessageBox:
    """The question that is open now."""
    found = dialog_of(widget, QMessageBox)
    assert isinstance(found, QMessageBox)
    return found
