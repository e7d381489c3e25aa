"""A watched village behind a real tab 预警看板, with a calendar that the test turns."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

import pytest
from PySide6.QtWidgets import QApplication

from app.services.cases.request import parse_step
from app.services.office import Office
from app.services.workflow.facts import Signer
from app.ui.alerts.view import AlertsTab
from app.ui.common.context import TabContext
from tests import factories as make
from tests.services.towns import ACTOR, found

EXITED = "519999000099"


@dataclass
class Watch:
    """The office, its tab, and today."""

    office: Office
    context: TabContext
    codes: tuple[str, ...]
    day: date
    tab: AlertsTab | None = None


@pytest.fixture
def watch(office: Office, context_over: Callable[[Office], TabContext]) -> Watch:
    """Two 边缘户 and a 脱贫监测户 (测老户) that are watched, on 20 April 2020."""
    office.settings.found("石门镇", is_training=True, actor=ACTOR, today=date(2020, 3, 20))
    town = found(office.ledger)
    with office.ledger.transaction("test.exited", actor=ACTOR, today=date(2020, 3, 20)) as tx:
        village = tx.session.get_one(type(town.village), town.village.id)
        home = make.household(tx, in_village=village, code=EXITED, household_type="exited")
        make.member(tx, home, name="测老户")
    given = parse_step(
        {"occurred_on": "2020-03-20", "category": "unstable_exited", "source_list": "两摸底"}, today=date(2020, 3, 20)
    )
    carried = office.cases.take("carry_over", households=[EXITED], given=given, actor=ACTOR, today=date(2020, 3, 20))
    assert carried.refused == ()
    town.bring_to("monitored")
    made = Watch(office, context_over(office), (*town.codes, EXITED), date(2020, 4, 20))
    made.context = replace(made.context, today=lambda: made.day, actor=lambda: ACTOR)
    return made


@pytest.fixture
def tab(watch: Watch, qtbot) -> AlertsTab:
    """The tab, shown and read."""
    view = AlertsTab(watch.context)
    qtbot.addWidget(view)
    view.resize(1366, 700)
    view.show()
    watch.tab = view
    settled(watch, qtbot)
    return view


def settled(watch: Watch, qtbot) -> None:
    """Every question has been answered, and those that the answers asked."""
    for _ in range(3):
        qtbot.waitUntil(lambda: watch.context.runner.running == ())
        QApplication.processEvents()


def signed(*names: str) -> tuple[Signer, ...]:
    """Persons who sign."""
    return tuple(Signer(name, "村委会") for name in names)


class Clerk:
    """Does in the list's pane what a clerk does: press the action, fill the form, save."""

    def __init__(self, watch: Watch, tab: AlertsTab, qtbot) -> None:
        self.watch, self.tab, self.qtbot = watch, tab, qtbot

    def open(self, number: str) -> None:
        """Show an alert."""
        self.tab.show_alert(number)
        settled(self.watch, self.qtbot)
        assert self.tab.list.pane.number == number

    def turn(self, month: int, day: int) -> None:
        """It is another day: what is shown is read again."""
        self.watch.day = date(2020, month, day)
        number = self.tab.list.pane.number
        if number:
            self.tab.list.pane.show_alert(number)
        settled(self.watch, self.qtbot)

    def press(self, action: str) -> None:
        """Press the button of an action."""
        self.tab.list.pane.bar.button(action).click()

    def take(self, action: str, **values: object) -> None:
        """Press, fill, save."""
        self.press(action)
        step = self.tab.list.pane.step
        assert step.action == action, self.tab.list.pane.bar.reasons.text
        form = step.form
        assert form is not None
        form.set_values({"occurred_on": self.watch.day, **values})
        step.save.click()
        settled(self.watch, self.qtbot)

    @property
    def state(self) -> str:
        """The state that the list shows for the alert in the pane."""
        number = self.tab.list.pane.number
        return next(line.state.label for line in self.watch.office.alerts.lines() if line.number == number)

    @property
    def refusal(self) -> str:
        """What the open form says against the step."""
        form = self.tab.list.pane.step.form
        return form.bar.text if form else ""


@pytest.fixture
def clerk(watch: Watch, tab: AlertsTab, qtbot) -> Clerk:
    """Hands for the pane."""
    return Clerk(watch, tab, qtbot)


def mark(watch: Watch, code: str, gap: str = "medical", day: date = date(2020, 4, 22)) -> str:
    """Mark an alert through the service; its number."""
    watch.day = max(watch.day, day)
    data = {"gap": gap, "month": "2020-04", "fact": "一人未参保", "found_on": "2020-04-20"}
    given = parse_step(
        {"occurred_on": day.isoformat(), "signers": [{"name": "监测员", "office": "红星村"}], **data}, today=day
    )
    outcome = watch.office.alerts.take("mark", households=[code], given=given, actor=ACTOR, today=day)
    assert outcome.refused == (), outcome.refused
    return outcome.done[0].number
