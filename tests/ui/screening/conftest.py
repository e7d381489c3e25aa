"""Two villages with households that the clauses find, that are stable, and that nobody knows enough of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

import pytest
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QPushButton

from app.services.office import Office
from app.services.screening.sheets import Reported, SheetInput
from app.services.workflow.facts import Signer
from app.ui.common.context import TabContext
from app.ui.common.form_builder import Form
from app.ui.screening.view import ScreeningView
from tests import factories as make
from tests.services.towns import citizen

TWO = (Signer("张支书", "红星村"), Signer("李主任", "红星村"))


@dataclass
class Town:
    """The office, the tab's context, and a day that a test may move."""

    office: Office
    context: TabContext
    actor: object
    day: date
    ids: dict[str, int]

    def at(self, day: int) -> Town:
        """Go on to a day of March 2020."""
        self.day = date(2020, 3, day)
        return self

    def screened(self) -> None:
        self.office.screening.run(actor=self.actor, today=self.day)

    def reported(self, *codes: str, village: str = "红星村", no: str = "红1号") -> None:
        """The village's sheet with these households."""
        given = SheetInput(village, no, self.day, TWO, tuple(Reported(code) for code in codes), is_zero=not codes)
        outcome = self.office.screening.report_sheet(given, actor=self.actor, today=self.day)
        assert outcome.refused == ()

    def requested(self, *codes: str) -> None:
        """Ask the departments about these households."""
        asked = self.office.cross_check.request(codes, list_no="石1号", on=self.day, actor=self.actor, today=self.day)
        assert asked.outcome.refused == ()

    def state(self, code: str) -> str | None:
        return self.office.households.rows([self.ids[code]])[self.ids[code]].case_state


@pytest.fixture
def town(office: Office, context_over: Callable[[Office], TabContext], actor, today) -> Town:
    office.plans.create_from_preset("2020", year=2020, actor=actor, today=today)
    ids: dict[str, int] = {}
    with office.ledger.transaction("test.town", actor=actor, today=today) as tx:
        number = iter(range(1, 40))
        for place, codes in (("红星村", ("A1", "A2", "A3")), ("青山村", ("B1",))):
            for code in codes:
                home = make.household(tx, in_village=make.village(tx, place), code=code, household_type="exited")
                make.member(tx, home, name=f"户主{code}", id_number=citizen(next(number)))
                make.household_fact(tx, home, net_per_head_fen=400_000, dangerous_housing=1, safe_water=1)
                ids[code] = home.id
        rich = make.household(tx, in_village=make.village(tx, "青山村"), code="R1", household_type="exited")
        person = make.member(tx, rich, name="富户", id_number=citizen(next(number)))
        make.person_fact(tx, person, resident_medical=1)
        make.household_fact(tx, rich, net_per_head_fen=550_000, dangerous_housing=1, safe_water=1)
        unknown = make.household(tx, in_village=make.village(tx, "青山村"), code="U1", household_type="exited")
        make.member(tx, unknown, name="缺户", id_number=citizen(next(number)))
        make.household_fact(tx, unknown, dangerous_housing=1, safe_water=1)
        own = make.household(tx, in_village=make.village(tx, "红星村"), code="N1")
        make.member(tx, own, name="邻户", id_number=citizen(next(number)))
        make.income(tx, own, net_fen=300_000, heads=1)
        ids |= {"R1": rich.id, "U1": unknown.id, "N1": own.id}
    made = Town(office, context_over(office), actor, today, ids)
    made.context = replace(made.context, today=lambda: made.day)
    return made


@pytest.fixture
def open_tab(town: Town, qtbot) -> Callable[[str], ScreeningView]:
    """The tab, on a task."""

    def show(task: str) -> ScreeningView:
        view = ScreeningView(town.context)
        qtbot.addWidget(view)
        view.resize(1366, 700)
        view.show()
        view.show_task(task)
        settled(town, qtbot)
        return view

    return show


def settled(town: Town, qtbot) -> None:
    """Every question has been answered, also those that an answer or a write has asked."""
    for _ in range(4):
        qtbot.waitUntil(lambda: town.context.runner.running == ())
        QApplication.processEvents()


def press(widget, text: str) -> None:
    """Press the visible button with these words."""
    next(b for b in widget.findChildren(QPushButton) if b.text() == text and b.isVisible()).click()


def words(widget) -> str:
    """Every visible word of labels."""
    return "\n".join(label.text() for label in widget.findChildren(QLabel) if label.isVisible())


def dialog_of(widget) -> QDialog:
    """The small form that is open on top of a page."""
    return next(d for d in widget.findChildren(QDialog) if d.isVisible())


def fill_dialog(widget, do: str, **values: object) -> None:
    """Fill the open form and press its button."""
    dialog = dialog_of(widget)
    dialog.findChild(Form).set_values(values)
    press(dialog, do)


def column(table, key: str) -> list[str]:
    """The texts of a column as shown."""
    model = table.model()
    section = [c.key for c in model.columns].index(key)
    return [str(model.index(row, section).data() or "") for row in range(model.rowCount())]


def select(table, key: str, *texts: str) -> None:
    """Select the rows whose cell says one of these texts."""
    table.clearSelection()
    wanted = [row for row, text in enumerate(column(table, key)) if text in texts]
    assert wanted
    table.select_position(wanted[0])
    from PySide6.QtCore import QItemSelectionModel

    flags = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
    for row in wanted[1:]:
        table.selectionModel().select(table.model().index(row, 0), flags)
