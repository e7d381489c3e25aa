"""Two villages on the 2020 plan with a leader, behind the real settings pages; forms are found as a user finds them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QPushButton, QWidget

from app.models.enums import Party
from app.services.directory import OfficerRow
from app.services.office import Office
from app.ui.common.context import TabContext
from app.ui.settings.view import SettingsView
from tests import factories as make


@dataclass
class Town:
    office: Office
    context: TabContext
    codes: tuple[str, ...]
    households: tuple[int, ...]


@pytest.fixture
def town(office: Office, context_over: Callable[[Office], TabContext], actor, today) -> Town:
    office.settings.found("石门镇", is_training=False, actor=actor, today=today)
    office.plans.create_from_preset("2020", year=2020, actor=actor, today=today)
    with office.ledger.transaction("test.town", actor=actor, today=today) as tx:
        homes = []
        for number, name in enumerate(("红星村", "石桥村")):
            village = make.village(tx, name)
            home = make.household(tx, in_village=village, in_group=make.group(tx, village), code=f"51999900000{number}")
            make.member(tx, home, name=("王大山", "李秀英")[number])
            homes.append(home)
        ids, codes = tuple(home.id for home in homes), tuple(home.code for home in homes)
    office.directory.save_officer(
        OfficerRow(name="李镇长", organisation="石门镇", party=Party.LEADER, post="分管领导"), actor=actor, today=today
    )
    return Town(office, context_over(office), codes, ids)


@pytest.fixture
def settings(town: Town, qtbot) -> SettingsView:
    view = SettingsView(town.context)
    qtbot.addWidget(view)
    view.resize(1366, 700)
    view.show()
    settled(town, qtbot)
    return view


def settled(town: Town, qtbot) -> None:
    """Every question has been answered, also those that answers asked."""
    qtbot.waitUntil(lambda: town.context.runner.running == ())
    QApplication.processEvents()
    qtbot.waitUntil(lambda: town.context.runner.running == ())


def words(widget: QWidget) -> str:
    """What stands in the labels that are seen."""
    return "\n".join(label.text() for label in widget.findChildren(QLabel) if label.isVisible())


def rows(model) -> list[list[str]]:
    """What the cells of a table say."""
    return [
        [str(model.index(row, column).data() or "") for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


def press(widget: QWidget, text: str) -> None:
    """Press the button with these words."""
    found = [b for b in widget.findChildren(QPushButton) if b.text() == text and b.isVisible() and b.isEnabled()]
    assert found, text
    found[0].click()


def dialog(widget: QWidget) -> QDialog:
    """The small form on top."""
    found = [d for d in widget.findChildren(QDialog) if d.isVisible()]
    assert found
    return found[-1]
