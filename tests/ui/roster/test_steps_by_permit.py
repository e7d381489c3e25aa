"""The household's page: a step outside its window asks for a permit, and a stored permit opens it by its number."""

from __future__ import annotations

from datetime import date

import pytest

from app.services.households import RosterQuery
from app.services.workflow.facts import Permit
from app.ui.roster.view import RosterView
from tests.services.towns import ACTOR, found
from tests.ui.roster.conftest import Town, settled
from tests.ui.working import press

DAY = date(2020, 4, 12)


@pytest.fixture
def today() -> date:
    return DAY


@pytest.fixture
def home(office, context_over, qtbot):
    town = found(office.ledger, households=1)
    town.bring_to("listed")
    (id_,) = office.households.find_ids(RosterQuery())
    return Town(office, context_over(office), id_, id_, 0), town.codes[0], id_


def show(home, qtbot) -> RosterView:
    window, _, id_ = home
    view = RosterView(window.context)
    qtbot.addWidget(view)
    view.resize(1366, 700)
    view.show()
    settled(window, qtbot)
    view.show_household(id_)
    settled(window, qtbot)
    return view


def test_a_closed_step_asks_for_a_permit_with_step_and_household(home, qtbot):
    window, code, _ = home
    asked: list[str] = []
    window.context.navigator.settings_asked.connect(asked.append)
    bar = show(home, qtbot).procedure.bar
    bar.button("record_visit").click()
    assert "不在办理期" in bar.reasons.text
    press(bar, "开补办单…")
    assert asked == [f"permits:record_visit:{code}"]


def test_a_stored_permit_opens_the_step_and_is_named(home, qtbot):
    window, _, id_ = home
    permit = Permit(frozenset({"record_visit"}), date(2020, 4, 30), "洪水断路", "石补〔2020〕1号", "李镇长")
    window.office.plans.grant(permit, household_ids=[id_], year=2020, actor=ACTOR, today=DAY)
    view = show(home, qtbot)
    bar = view.procedure.bar
    assert bar.button("record_visit").toolTip() == "按补办单 石补〔2020〕1号 办理"
    bar.button("record_visit").click()
    assert view.procedure.page.form is not None
