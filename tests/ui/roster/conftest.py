"""Three households in two villages, on the 2020 plan, behind a real roster tab."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import pytest

from app.services.office import Office
from app.ui.common.context import TabContext
from app.ui.roster.view import RosterView
from tests import factories as make


@dataclass
class Town:
    office: Office
    context: TabContext
    first: int
    second: int
    third: int


@pytest.fixture
def town(office: Office, context_over: Callable[[Office], TabContext], actor, today) -> Town:
    office.plans.create_from_preset("2020", year=2020, actor=actor, today=today)
    with office.ledger.transaction("test.town", actor=actor, today=today) as tx:
        red, stone = make.village(tx, "红星村"), make.village(tx, "石桥村")
        group = make.group(tx, red, "1组")
        one = make.household(tx, in_village=red, in_group=group, code="519999000001", household_type="exited")
        head = make.member(tx, one, name="王大山", id_number="519999197005010013", sex="male")
        child = make.member(tx, one, name="王小雨", relation="之女", born_on=date(2010, 6, 1), sex="female")
        for person in (head, child):
            make.person_fact(tx, person, resident_medical=1, health="健康")
        make.person_fact(tx, child, school_status="小学")
        make.household_fact(tx, one, dangerous_housing=0, safe_water=1, net_per_head_fen=420_000)
        make.income(tx, one, net_fen=900_000, heads=2, basis="村里核算")
        two = make.household(tx, in_village=red, code="519999000002", phone="13800000002")
        sick = make.member(tx, two, name="李秀英", sex="female")
        make.person_fact(tx, sick, health="患有大病", resident_medical=0, employee_medical=0)
        three = make.household(tx, in_village=stone, code="519999000003")
        make.member(tx, three, name="欧阳建国")
        make.household_fact(tx, three, net_per_head_fen=1_234_500)
        ids = (one.id, two.id, three.id)
    return Town(office, context_over(office), *ids)


@pytest.fixture
def roster(town: Town, qtbot) -> RosterView:
    view = RosterView(town.context)
    qtbot.addWidget(view)
    view.resize(1366, 700)
    view.show()
    settled(town, qtbot)
    return view


def settled(town: Town, qtbot) -> None:
    """Every question has been answered."""
    qtbot.waitUntil(lambda: town.context.runner.running == (), timeout=30_000)


def shown(view: RosterView) -> list[str]:
    """The heads of the households as the table shows them."""
    model = view.list.model
    return [str(model.index(row, 1).data()) for row in range(model.rowCount())]


@pytest.fixture
def act(roster: RosterView, town: Town, qtbot):
    from tests.ui.roster.acting import Acting

    return Acting(roster, town, qtbot)


@pytest.fixture
def opened(roster: RosterView, town: Town, qtbot) -> RosterView:
    """The first household's page is seen."""
    roster.show_household(town.first)
    settled(town, qtbot)
    return roster
