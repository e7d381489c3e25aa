"""录入助手 by keyboard alone: copying, ticks that last, numbers taken back, the clipboard emptied."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.models.enums import CaseState
from app.models.household import Person
from app.services.entry.platform import TaskKind
from app.ui.common.a11y import nameless
from app.ui.entry.assistant.clipboard import GuardedClipboard
from app.ui.entry.assistant.window import AssistantWindow
from tests.ui.working import press, settled


def clipboard() -> str:
    return QGuiApplication.clipboard().text()


@pytest.fixture
def helper(approved, view, qtbot) -> AssistantWindow:
    settled(approved, qtbot)
    press(view.marking, "录入助手")
    settled(approved, qtbot)
    qtbot.addWidget(view.assistant)
    return view.assistant


def key_to(window: AssistantWindow, field: str) -> str:
    return next(f.key for f in window.sheet.fields if f.key.endswith(f".{field}"))


def test_it_stays_on_top_small_and_names_nobody_in_its_title(helper):
    assert helper.windowFlags() & Qt.WindowType.WindowStaysOnTopHint
    assert helper.windowTitle() == "录入助手"
    assert (helper.width(), helper.height()) == (360, 560)
    assert nameless(helper) == []
    assert "第 1/3 户" in helper.told.text()


def test_fields_come_in_the_order_of_the_national_form(helper):
    titles = [field.title for field in helper.sheet.fields]
    assert titles[:4] == ["户编号", "户主姓名", "户主证件号码", "家庭住址"]
    assert [block.title[0] for block in helper.sheet.blocks] == ["A", "B", "B", "C", "D", "E", "F"]
    values = {field.key.rsplit(".", 1)[1]: field.value for field in helper.sheet.blocks[3].fields}
    assert values["housing_problem"] == "否"
    assert values["member_uninsured"] == "是"
    wage = next(field for field in helper.sheet.fields if field.title == "工资性收入")
    assert wage.value == "9000"


def test_one_key_copies_ticks_and_goes_on_over_what_is_empty(helper):
    assert helper.fields.current_field().title == "户主姓名"  # no number yet: 户编号 is empty and skipped
    name = helper.sheet.head_name
    QTest.keyClick(helper.fields, Qt.Key.Key_Return)
    assert clipboard() == name
    assert helper.fields.is_ticked(key_to(helper, "head_name"))
    field = helper.fields.current_field()
    assert field.title == "户主证件号码"
    assert field.value not in helper.next.text()
    assert field.value[-2:] in helper.next.text()
    QTest.keyClick(helper, Qt.Key.Key_F9)
    assert clipboard() == field.value
    QTest.keyClick(helper, Qt.Key.Key_F9, Qt.KeyboardModifier.ShiftModifier)
    assert helper.fields.current_field().title == "户主证件号码"
    helper.skip.setChecked(False)
    helper.fields.go_to(key_to(helper, "address"))
    helper.step(1)
    assert helper.fields.current_field().title == "自然村"
    assert "空" in helper.next.text()
    helper.reveal.setChecked(True)
    helper.fields.go_to(key_to(helper, "head_id_number"))
    assert field.value in helper.next.text()


def test_ticks_last_and_belong_to_their_household(approved, helper, view, qtbot):
    first = helper.sheet.household_id
    for _ in range(3):
        QTest.keyClick(helper, Qt.Key.Key_F9)
    helper.go(1)
    settled(approved, qtbot)
    assert helper.sheet.household_id != first
    assert "本户已录 0/" in helper.told.text()
    helper.go(-1)
    settled(approved, qtbot)
    assert helper.sheet.household_id == first
    assert "本户已录 3/" in helper.told.text()
    assert "已动 1 户" in helper.told.text()
    assert helper.fields.current_field().title not in ("户主姓名", "户主证件号码", "家庭住址")
    helper.fields.tick(key_to(helper, "head_name"), is_ticked=False)
    helper.close()
    settled(approved, qtbot)
    press(view.marking, "录入助手")
    settled(approved, qtbot)
    assert "本户已录 2/" in helper.told.text()
    ticked = next(field for field in helper.sheet.fields if field.is_ticked)
    assert (ticked.ticked_by, ticked.ticked_on) == ("王测", approved.day)


def test_a_word_finds_its_field_and_a_member(helper):
    helper.search.setText("健康状况")
    tops = [helper.fields.topLevelItem(i) for i in range(helper.fields.topLevelItemCount())]
    shown = [top.text(0) for top in tops if not top.isHidden()]
    assert [text[:2] for text in shown] == ["B1", "B2"]
    QTest.keyClick(helper.search, Qt.Key.Key_Escape)
    assert not any(top.isHidden() for top in tops)


def test_the_number_comes_back_and_the_household_is_entered(approved, helper, qtbot):
    first = helper.sheet
    helper.number.setText("12 34")
    QTest.keyClick(helper.number, Qt.Key.Key_Return)
    assert "不像国家系统的编号" in helper.refusal.text
    helper.number.setText(" 5199991234567 ")
    QTest.keyClick(helper.number, Qt.Key.Key_Return)
    settled(approved, qtbot)
    assert helper.sheet.household_id != first.household_id  # on to the next
    dossier = approved.office.dossiers.get(first.household_id)
    assert dossier.head.national_code == "5199991234567"
    assert dossier.head.case_state == CaseState.ENTERED.value
    kinds = [task.kind for task in approved.office.platform.tasks() if task.household.code == first.code]
    assert TaskKind.ENTER not in kinds
    helper.number.setText("5199991234567")
    helper.finish()
    settled(approved, qtbot)
    assert first.code in helper.refusal.text


def test_a_members_number_is_taken_where_the_member_stands(approved, helper, qtbot):
    assert not helper.person_number.isVisible()
    member = next(block for block in helper.sheet.blocks if block.person_id)
    helper.fields.go_to(member.fields[0].key)
    assert helper.person_number.isVisible()
    helper.person_number.setText("51N00000001")
    QTest.keyClick(helper.person_number, Qt.Key.Key_Return)
    settled(approved, qtbot)
    with approved.office.ledger.reading() as session:
        assert session.get(Person, member.person_id).national_code == "51N00000001"
    other = [block for block in helper.sheet.blocks if block.person_id][1]
    helper.fields.go_to(other.fields[0].key)
    helper.person_number.setText("51N00000001")
    helper.save_person_number()
    settled(approved, qtbot)
    assert "已登记在" in helper.refusal.text


def test_other_tasks_of_the_platform_are_finished_here(approved, helper, qtbot):
    code, platform = helper.sheet.code, approved.office.platform
    actor = approved.context.actor()
    assert not helper.tasks.isVisible()
    platform.add_correction(
        code, field="电话", old_value="1", new_value="2", on=approved.day, actor=actor, today=approved.day
    )
    helper.serve([helper.sheet.household_id], helper.sheet.household_id)
    settled(approved, qtbot)
    assert helper.tasks.isVisible()
    QTest.mouseClick(helper.tasks, Qt.MouseButton.LeftButton)
    settled(approved, qtbot)
    assert not helper.tasks.isVisible()
    assert platform.tasks(kind=TaskKind.CORRECT) == ()


def test_locking_hides_it_and_empties_the_clipboard(approved, helper, qtbot):
    helper.fields.go_to(key_to(helper, "head_id_number"))
    helper.copy_next()
    assert clipboard()
    approved.context.navigator.locked.emit()
    assert clipboard() == ""
    assert not helper.isVisible()
    settled(approved, qtbot)
    approved.context.navigator.unlocked.emit()
    assert helper.isVisible()


def test_what_is_sensitive_leaves_the_clipboard_by_itself(theme, qtbot):
    guard = GuardedClipboard(seconds=0.01)
    guard.copy("519999197005010011", is_sensitive=True)
    qtbot.waitUntil(lambda: clipboard() == "")
    guard.copy("红星村", is_sensitive=False)
    guard.copy("519999197005010011", is_sensitive=True)
    QGuiApplication.clipboard().setText("别的")  # somebody copied something else meanwhile
    guard.empty()
    assert clipboard() == "别的"
    guard.copy("红星村", is_sensitive=False)
    guard.empty()
    assert clipboard() == "红星村"
    QApplication.clipboard().clear()
