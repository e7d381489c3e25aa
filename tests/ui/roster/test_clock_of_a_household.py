"""The household's page says how long its 补录 has run, and nothing where no clock runs."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtWidgets import QLabel

from app.services.households import RosterQuery
from app.ui.roster.view import RosterView
from tests.services.towns import found
from tests.ui.roster.conftest import Town, settled


@pytest.fixture
def today() -> date:
    return date(2020, 6, 20)


@pytest.mark.parametrize("is_supplement", [True, False])
def test_the_clock_above_the_steps(office, context_over, qtbot, is_supplement):
    town = found(office.ledger, households=1)
    if is_supplement:
        town.act("propose", (6, 1), category="marginal", origin="clue", basis="村干部核算")
    else:
        town.bring_to("listed")
    (id_,) = office.households.find_ids(RosterQuery())
    window = Town(office, context_over(office), id_, id_, 0)
    view = RosterView(window.context)
    qtbot.addWidget(view)
    view.resize(1366, 700)
    view.show()
    settled(window, qtbot)
    view.show_household(id_)
    settled(window, qtbot)
    clock = view.procedure.clock
    assert clock.isVisible() is is_supplement
    if is_supplement:
        said = "".join(label.text() for label in clock.findChildren(QLabel))
        assert "补录：2020-06-01 起算，已用 19 天，其中区级 0 天、镇村 19 天。应在 2020-06-16 前由区级审定。" in said
