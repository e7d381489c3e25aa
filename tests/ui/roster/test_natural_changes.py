"""自然增减 in the window: what is typed on a household's page stands in the register, with what is still to be said."""

from __future__ import annotations

import pytest

from app.services.household_events.inputs import PersonInput
from tests.ui.roster.conftest import settled


def cells(page, key):
    place = [column.key for column in page.model.columns].index(key)
    return [str(page.model.index(row, place).data()) for row in range(page.model.rowCount())]


@pytest.fixture
def desk(roster, town, qtbot):
    """The page, turned to."""
    page = roster.desk_pages.open("population")
    settled(town, qtbot)
    return page


def _newborn(roster, town, act, qtbot):
    roster.pane.tabs.setCurrentWidget(roster.pane.members)
    roster.pane.members.bar.button("member_add").click()
    act.type("姓名", "王小满")
    act.choose("与户主关系", "之女")
    act.type("出生日期", "2020-03-20")
    act.press("保存")
    assert "增加原因：请填写。" in act.text
    act.choose("增加原因", "出生")
    act.type("从何日起", "2020-03-20")
    act.type("依据", "出生医学证明T51")
    act.press("保存")
    assert not act.is_open
    settled(town, qtbot)


def test_an_emergency_is_registered_from_the_household_s_page(opened, town, qtbot):
    asked = []
    town.context.navigator.tab_asked.connect(lambda key, what: asked.append((key, what)))
    opened.pane.tabs.setCurrentWidget(opened.pane.monitoring)
    opened.pane.monitoring.bar.button("alert_raise").click()
    assert asked == [("alerts", f"raise:{town.first}")]


def test_a_birth_typed_on_the_page_stands_in_the_register(opened, roster, town, act, qtbot):
    _newborn(opened, town, act, qtbot)
    page = roster.desk_pages.open("population")
    settled(town, qtbot)
    assert (cells(page, "way"), cells(page, "kind"), cells(page, "proof")) == (["增加"], ["出生"], ["出生医学证明T51"])
    assert "增加 1 人，减少 0 人，净增 1 人" in page.counts.text()
    asked = []
    page.household_asked.connect(lambda *what: asked.append(what))
    page.open_home.click()
    assert asked[0][:2] == (town.first, "members")


def test_what_nobody_said_is_completed_in_the_register(desk, roster, town, act, qtbot, actor, today):
    town.office.household_events.add_member(
        town.first, PersonInput("王媳", "之儿媳"), on=today, actor=actor, today=today
    )
    settled(town, qtbot)
    qtbot.waitUntil(lambda: cells(desk, "kind") == ["未注明"])
    desk.show_what("unsaid")
    assert desk.reason.isEnabled()
    desk.reason.click()
    act.press("保存")
    assert "增加原因：请填写。" in act.text
    act.choose("增加原因", "婚入")
    act.type("依据", "结婚证")
    act.press("保存")
    settled(town, qtbot)
    desk.show_what("came")
    qtbot.waitUntil(lambda: cells(desk, "kind") == ["婚入"])


def test_a_month_or_village_without_changes_says_what_fills_it(opened, roster, town, act, qtbot):
    _newborn(opened, town, act, qtbot)
    page = roster.desk_pages.open("population")
    settled(town, qtbot)
    page.months.setCurrentIndex(1)
    assert page.empty.isVisible()
    assert not page.open_home.isEnabled()
    page.months.setCurrentIndex(3)
    assert len(cells(page, "kind")) == 1
    page.villages.setCurrentIndex(page.villages.findText("石桥村"))
    assert page.empty.isVisible()
