"""年末结转: the desk in the window from November to the closed year."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from sqlalchemy import select

from app.models.enums import MonthlyFinding, MonthlyItem
from app.models.household import Household
from app.services.monitoring.months import Month
from app.services.monitoring.records import CheckEntry, Round
from app.services.rollover.records import Choice, Standing
from app.ui.common.a11y import nameless
from app.ui.entry.rollover.page import RolloverPage
from tests.services.papers.conftest import text_of
from tests.services.towns import ACTOR, found
from tests.ui.printing import keep_at_once
from tests.ui.working import Desk, desk_over, form_in, panel, press, replaced, settled

DECEMBER = date(2020, 12, 20)


@pytest.fixture
def desk(office, runner, memory, theme) -> Desk:
    town = found(office.ledger, households=3)
    town.bring_to("monitored")
    normal = dict.fromkeys(MonthlyItem, MonthlyFinding.NORMAL)
    round_ = Round(month=Month.of(DECEMBER), checked_on=DECEMBER, checker="李")
    entries = [CheckEntry(code, normal, {}) for code in town.codes[:2]]
    office.monitoring.save(round_, entries, actor=ACTOR, today=DECEMBER)
    with office.ledger.transaction("test.life", actor=ACTOR, today=DECEMBER) as tx:
        tx.session.scalars(select(Household).where(Household.code == town.codes[1])).one().status = "gone"
    return desk_over(office, town, runner, memory, DECEMBER)


@pytest.fixture
def page(desk: Desk, qtbot) -> RolloverPage:
    made = RolloverPage(desk.context)
    qtbot.addWidget(made)
    made.resize(1366, 700)
    made.show()
    settled(desk, qtbot)
    return made


def button(page: RolloverPage, words: str) -> QPushButton:
    return next(b for b in page.findChildren(QPushButton) if b.text().startswith(words) and b.isVisibleTo(page))


def choose(page: RolloverPage, code: str) -> None:
    page.table.select_position([row.household.code for row in page.model.rows].index(code))


def standing(page: RolloverPage) -> dict[str, Standing]:
    assert page.desk is not None
    return {row.household.code: row.standing for row in page.desk.rows}


def test_before_december_the_list_can_be_looked_at_and_not_carried(desk, page, qtbot):
    desk.day = date(2020, 11, 30)
    page.reload()
    settled(desk, qtbot)
    assert "12月1日起办理" in page.head.text()
    press(page, "全部结转")
    assert "2020年12月1日起办理" in page.bar.reasons.text
    assert "还没有2021年的工作方案" in page.bar.reasons.text


def test_the_year_is_carried_over_in_one_go(desk, page, qtbot):
    plain, gone, unchecked = desk.town.codes
    assert "缺12月监测 1 户" in page.head.text()
    assert nameless(page.window()) == []
    press(page, "平移出2021年方案")
    settled(desk, qtbot)
    assert list(desk.office.plans.years()) == [2020, 2021]
    press(page, "全部结转 3 户")
    dialog = panel(qtbot)
    form_in(dialog).set_values({"missing_reason": "户主住院"})
    press(dialog, "办理 3 户")
    settled(desk, qtbot)
    assert standing(page) == {plain: Standing.CARRIED, gone: Standing.WAITING, unchecked: Standing.CARRIED}
    assert "整户已无人。请先决定" in page.answer.why.text()
    choose(page, gone)
    press(page, "决定")
    dialog = panel(qtbot)
    form = form_in(dialog)
    assert form.values()["choice"] == Choice.LEAVE_OUT.value
    press(dialog, "记录决定")
    settled(desk, qtbot)
    assert "说明" in form.bar.text
    form.set_values({"reason": "死亡证明", "decision_no": "区退1号"})
    press(dialog, "记录决定")
    settled(desk, qtbot)
    press(page, "结转所选 1 户")
    dialog = panel(qtbot)
    press(dialog, "办理 1 户")
    settled(desk, qtbot)
    assert standing(page)[gone] is Standing.LEFT_OUT
    assert page.desk is not None
    assert page.desk.pending == ()
    assert button(page, "封存2020年").isEnabled()


def test_a_decision_is_taken_back(desk, page, qtbot):
    gone = desk.town.codes[1]
    choose(page, gone)
    press(page, "决定")
    dialog = panel(qtbot)
    form_in(dialog).set_values({"reason": "死亡证明", "decision_no": "区退1号"})
    press(dialog, "记录决定")
    settled(desk, qtbot)
    assert page.chosen()[0].decision is not None
    press(page, "撤销决定")
    settled(desk, qtbot)
    assert page.chosen()[0].decision is None


def test_the_list_is_printed_and_the_village_narrows(desk, page, qtbot, monkeypatch, tmp_path):
    out = tmp_path / "清单.pdf"
    replaced(monkeypatch, "choose_save_file", lambda *_, then, **__: then(out))
    press(page, "年末结转清单")
    keep_at_once(qtbot)
    settled(desk, qtbot)
    text = text_of(out.read_bytes())
    assert all(code in text for code in desk.town.codes)
    page.village_table.select_position(0)
    QTest.keyClick(page.village_table, Qt.Key.Key_Return)
    assert page.narrowing.villages == ("红星村",)
    page.show_only("december")
    assert [row.household.code for row in page.model.rows] == [desk.town.codes[2]]
