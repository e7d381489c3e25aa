"""证件核对 in the window: accept, type, keep, put off, many at once; numbers masked until they are asked for."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from sqlalchemy import text

from app.services import last_step
from app.ui.common.a11y import nameless
from app.ui.roster.clinic.desk import ClinicDesk
from tests import factories as make
from tests.services.towns import citizen
from tests.ui.conftest import compose
from tests.ui.roster.acting import Acting
from tests.ui.roster.conftest import settled

BORN = date(1970, 5, 1)
ONE, TWO, THREE = citizen(101), citizen(103), citizen(105)


@pytest.fixture
def desk(town, actor, today, qtbot) -> ClinicDesk:
    """测零 lacks the check digit, 测一 has the old number, 测三's check digit is wrong."""
    with town.office.ledger.transaction("test.faults", actor=actor, today=today) as tx:
        home = make.household(tx, code="519999000009")
        made = (
            ("测零", "户主", ONE[:17]),
            ("测一", "之子", TWO[:6] + TWO[8:17]),
            ("测三", "其他", THREE[:17] + ("1" if THREE[17] != "1" else "2")),
        )
        for place, (name, relation, number) in enumerate(made):
            make.member(tx, home, name=name, relation=relation, id_number=number, sex="male", position=place)
    page = ClinicDesk(town.context)
    qtbot.addWidget(page)
    page.resize(1366, 620)
    page.know_regions(town.office.regions.tree())
    page.show()
    page.reload()
    settled(town, qtbot)
    qtbot.waitUntil(lambda: len(page.model.rows) >= 3)
    return page


@pytest.fixture
def act(desk, town, qtbot):
    return Acting(desk, town, qtbot)


def names(desk) -> list[str]:
    return [row.name for row in desk.model.rows]


def pick(desk, name):
    desk.table.select_position(names(desk).index(name))


def number_of(town, name) -> str:
    with town.office.ledger.reading() as session:
        return session.execute(text("SELECT id_number FROM person WHERE name = :name"), {"name": name}).scalar_one()


def button(desk, words) -> QPushButton:
    return next(b for b in desk.findChildren(QPushButton) if b.text() == words)


def test_every_input_has_a_name(desk):
    assert nameless(desk) == []


def test_enter_accepts_the_first_candidate_and_goes_on(desk, town, qtbot, actor, today):
    pick(desk, "测零")
    place = desk.table.currentIndex().row()
    assert "号码损坏" in desk.case.title.text()
    qtbot.keyClick(desk.table, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "测零" not in names(desk))
    settled(town, qtbot)
    assert number_of(town, "测零") == ONE
    assert desk.table.currentIndex().row() == place
    step = last_step.LastStepService(town.office.ledger).last(actor=actor)
    assert step is not None
    town.office.last_step.undo(step.seq, what="更正证件号码", actor=actor, today=today)
    qtbot.waitUntil(lambda: "测零" in names(desk))
    assert number_of(town, "测零") == ONE[:17]


def test_numbers_are_masked_until_they_are_asked_for(desk, town, qtbot):
    pick(desk, "测一")

    def seen() -> str:
        cells = [
            str(model.index(row, column).data())
            for model in (desk.model, desk.case.model)
            for row in range(model.rowCount())
            for column in range(model.columnCount())
        ]
        return "\n".join((*cells, desk.case.facts.text()))

    assert TWO not in seen()
    desk.reveal.click()
    assert TWO in seen()
    desk.reload()
    assert TWO not in seen()
    settled(town, qtbot)


def test_another_number_is_checked_while_it_is_typed(desk, town, qtbot):
    pick(desk, "测三")
    compose(desk.case.line, THREE[:17])
    qtbot.waitUntil(lambda: "不能保存：号码损坏" in desk.case.said.text())
    assert not desk.case.save.isEnabled()
    desk.case.line.clear()
    compose(desk.case.line, THREE)
    qtbot.waitUntil(lambda: desk.case.save.isEnabled())
    assert "校验正确" in desk.case.said.text()
    desk.case.save.click()
    qtbot.waitUntil(lambda: "测三" not in names(desk))
    settled(town, qtbot)
    assert number_of(town, "测三") == THREE


def test_what_is_so_is_kept_with_a_reason_and_found_under_its_state(desk, town, act, qtbot):
    pick(desk, "测三")
    desk.case.keep.click()
    act.press("保留")
    assert "理由：请填写。" in act.text
    act.type("理由", "已看身份证")
    act.press("保留")
    qtbot.waitUntil(lambda: "测三" not in names(desk))
    settled(town, qtbot)
    desk.states.setCurrentIndex(desk.states.findData("kept"))
    desk.show_rows()
    (row,) = desk.model.rows
    assert (row.name, row.reason, row.decided_by) == ("测三", "已看身份证", "王测")


def test_what_has_to_be_looked_at_waits(desk, town, act, qtbot):
    pick(desk, "测零")
    desk.case.wait.click()
    act.press("标为待核")
    qtbot.waitUntil(lambda: "测零" not in names(desk))
    settled(town, qtbot)
    desk.states.setCurrentIndex(desk.states.findData("waiting"))
    desk.show_rows()
    assert names(desk) == ["测零"]


def test_sure_ones_are_written_together_after_a_look(desk, town, act, qtbot):
    sure = [row.name for row in desk.model.rows if row.is_sure]
    assert "测一" in sure
    desk.batch.click()
    assert f"以下 {len(sure)} 人" in act.text
    act.press("取消")
    assert number_of(town, "测一") != TWO
    desk.batch.click()
    act.press("全部更正")
    qtbot.waitUntil(lambda: "测一" not in names(desk))
    settled(town, qtbot)
    assert number_of(town, "测一") == TWO


def test_the_boxes_narrow_and_the_household_is_opened(desk, town, qtbot):
    desk.faults.setCurrentIndex(desk.faults.findData("old"))
    desk.show_rows()
    assert names(desk) == ["测一"]
    with qtbot.waitSignal(desk.household_asked) as asked:
        desk.case.go.click()
    assert asked.args[1:] == ["members", desk.model.rows[0].person_id]
    desk.villages.setCurrentIndex(desk.villages.findText("石桥村"))
    desk.show_rows()
    assert names(desk) == []
    assert "所选的问题、状态和村没有人员" in desk.empty.text
    next(b for b in desk.empty.findChildren(QPushButton) if b.text() == "看全部未处理的").click()
    assert len(names(desk)) >= 3


def test_the_list_needs_no_sideways_scrolling_and_shows_the_decision_once_there_is_one(desk, town, qtbot):
    assert desk.table.horizontalScrollBar().maximum() == 0
    hidden = {c.key for n, c in enumerate(desk.model.columns) if desk.table.isColumnHidden(n)}
    assert {"reason", "by"} <= hidden
    desk.states.setCurrentIndex(desk.states.findText("属实保留"))
    desk.show_rows()
    hidden = {c.key for n, c in enumerate(desk.model.columns) if desk.table.isColumnHidden(n)}
    assert not {"reason", "by"} & hidden


def test_nothing_typed_cannot_be_saved_and_says_why(desk):
    assert not desk.case.save.isEnabled()
    assert "校验正确" in desk.case.save.toolTip()
