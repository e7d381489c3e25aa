"""Changes of a household whose case is open: said before saving, done through the doors, told to the clerk after."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QMessageBox
from sqlalchemy import select

from app.models.cases import Alert, MonitoringSpell
from app.services.household_events.outlook import Change
from app.services.households import RosterQuery
from app.ui.household.picker import HouseholdPicker
from app.ui.roster.view import RosterView
from tests.services.towns import ACTOR, found
from tests.ui.roster.acting import Acting
from tests.ui.roster.conftest import Town, settled
from tests.ui.roster.test_household_changes import ask

DAY = date(2020, 5, 6)


@pytest.fixture
def today() -> date:
    return DAY


class Followed:
    """A township of two households, one of them brought to a state, and its page."""

    def __init__(self, office, context, qtbot, state: str) -> None:
        self.town = found(office.ledger, households=2, members=3)
        self.town.bring_to(state, self.town.codes[0])
        ids = {office.households.code_of(id_): id_ for id_ in office.households.find_ids(RosterQuery())}
        self.first, self.second = (ids[code] for code in self.town.codes)
        self.office, self._qtbot = office, qtbot
        self.window = Town(office, context, self.first, self.second, 0)

    def show(self) -> RosterView:
        view = RosterView(self.window.context)
        self._qtbot.addWidget(view)
        view.resize(1366, 700)
        view.show()
        settled(self.window, self._qtbot)
        view.show_household(self.first)
        settled(self.window, self._qtbot)
        self.act = Acting(view, self.window, self._qtbot)
        return view

    def state(self, household_id: int) -> str | None:
        return self.office.households.rows([household_id])[household_id].case_state


@pytest.fixture
def follow(office, context_over, qtbot):
    return lambda state: Followed(office, context_over(office), qtbot, state)


def mark_two_alerts(home: Followed) -> None:
    with home.office.ledger.transaction("test.alerts", actor=ACTOR, today=DAY) as tx:
        for number, gap in enumerate(("housing", "water")):
            tx.session.add(
                Alert(
                    number=f"YJ-{number}",
                    household_id=home.first,
                    plan_id=1,
                    gap=gap,
                    state="marked",
                    found_on=DAY,
                    state_since_on=DAY,
                )
            )


def test_a_split_after_the_visit_sends_both_back_and_says_so(follow):
    home = follow("visited")
    view = home.show()
    ask(view, view.pane.overview, "split")
    assert "两户都退回待走访" in home.act.text
    assert "不能用“撤销上一步”撤回" in home.act.text
    name = view.pane.dossier.members[2].name
    home.act.tick(name)
    home.act.press("保存分户")
    box = next(b for b in view.findChildren(QMessageBox) if b.isVisible())
    assert "重新入户走访" in box.text()
    home.act.answer("知道了")
    assert view.pane.dossier.head.head_name == name
    assert home.state(home.first) == home.state(view.pane.dossier.head.household_id) == "listed"
    view.undoing.ask()
    home.act.answer("撤销")
    assert "不能在这里撤销" in home.act.answer("知道了")


def test_an_end_after_approval_needs_the_decision(follow):
    home = follow("monitored")
    view = home.show()
    ask(view, view.pane.overview, "end")
    assert "监测程序（监测中）同时退出" in home.act.text
    home.act.choose("事由", "整户死亡")
    home.act.type("依据", "死亡证明")
    home.act.press("注销本户")
    assert "审批文号：请填写。" in home.act.text
    home.act.type("审批文号", "石脱贫〔2020〕9号")
    home.act.press("注销本户")
    assert "书面告知区级部门" in home.act.answer("知道了")
    assert home.state(home.first) == "removed"
    assert home.office.dossiers.get(home.first).head.status == "gone"


def test_of_two_cases_the_joined_one_survives_and_the_outlook_follows_the_choice(follow, qtbot):
    home = follow("listed")
    view = home.show()
    ask(view, view.pane.overview, "merge")
    assert "转到并入的户继续办理" in home.act.text
    home.town.bring_to("proposed", home.town.codes[1])
    picker = home.act.dialog.findChild(HouseholdPicker)
    home.act.type("并入哪一户", home.town.codes[1])
    qtbot.keyClick(picker.line, Qt.Key.Key_Return)
    assert "监测程序（初步名单）同时终止" in home.act.text


def test_each_open_alert_goes_to_the_chosen_side(follow):
    home = follow("monitored")
    mark_two_alerts(home)
    view = home.show()
    ask(view, view.pane.overview, "split")
    assert "有 2 条未办结的预警" in home.act.text
    home.act.tick(view.pane.dossier.members[2].name)
    word = next(a.number for a in view.pane.dossier.alerts if a.gap == "water")
    next(b for b in home.act.dialog.findChildren(QCheckBox) if b.text().startswith(word)).click()
    home.act.press("保存分户")
    home.act.answer("知道了")
    made = view.pane.dossier.head.household_id
    assert [a.gap for a in home.office.dossiers.get(made).alerts] == ["water"]
    assert [a.gap for a in home.office.dossiers.get(home.first).alerts] == ["housing"]


def test_the_head_of_a_followed_household_dies_and_the_case_stays(follow):
    home = follow("monitored")
    view = home.show()
    said = [reason.code for reason in home.office.household_events.outlook(Change.HEAD, home.first)]
    assert said[0] == "outlook.head_stays"
    view.pane.tabs.setCurrentWidget(view.pane.members)
    view.pane.members.present.table.select_position(0)
    ask(view, view.pane.members, "member_leave")
    assert "户编号、监测程序和预警都不变" in home.act.text
    home.act.choose("减少原因", "去世")
    home.act.box("新户主").setCurrentIndex(1)
    for box in home.act.dialog.findChildren(type(home.act.box("新户主"))):
        if box.accessibleName().endswith("与户主关系") and not box.currentData():
            box.setCurrentText("其他")
    home.act.press("保存")
    assert not home.act.is_open
    assert "国家系统待修改清单" in home.act.answer("知道了")
    assert home.state(home.first) == "monitored"


def test_a_measure_of_a_watched_household_is_registered_and_finished(follow, qtbot):
    home = follow("monitored")
    with home.office.ledger.transaction("test.risk", actor=ACTOR, today=DAY) as tx:
        for spell in tx.session.scalars(select(MonitoringSpell)):
            spell.risks = "illness"
    view = home.show()
    page = view.pane.monitoring
    ask(view, page, "measure_add")
    settled(home.window, qtbot)
    assert "因病：没有对应的措施，应有健康帮扶、社会帮扶中的一类" in home.act.text
    home.act.choose("措施类别", "健康帮扶")
    assert "因病：本项措施对应" in home.act.text
    home.act.press("保存")
    assert "责任人：请填写" in home.act.text
    home.act.type("责任人", "王村医")
    home.act.type("完成期限", "2020-05-01")
    home.act.press("保存")
    assert "早于开始日期" in home.act.text
    home.act.type("完成期限", "2020-06-30")
    home.act.press("保存")
    assert not home.act.is_open
    (measure,) = page.measures.model.rows
    assert (measure.group, measure.responsible, measure.state) == ("health", "王村医", "planned")
    ask(view, page, "measure_change")
    settled(home.window, qtbot)
    home.act.choose("办到哪一步", "已完成")
    home.act.press("保存")
    assert "佐证" in home.act.text
    home.act.type("佐证", "照片2张")
    home.act.press("保存")
    assert page.measures.model.rows[0].state == "done"
    qtbot.waitUntil(lambda: view.undoing.action.toolTip().startswith("撤销：修改帮扶措施"))
