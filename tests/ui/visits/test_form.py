"""The form typed back: by the keyboard alone, one household after the other, nothing lost."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QWidget
from sqlalchemy import select

from app.models.cases import Case
from app.models.household import IncomeItem, IncomeStatement
from app.models.visits import Visit
from app.services.visits.worklist import Progress
from app.services.workflow.facts import Signer
from app.ui.common.a11y import nameless
from tests.services.towns import VISIT
from tests.ui.conftest import compose
from tests.ui.visits.conftest import DAY, VISITORS, button, dialog_of, question, settled, words

ENTER = Qt.Key.Key_Return


def here() -> QWidget:
    focused = QApplication.focusWidget()
    assert focused is not None
    return focused


def typed(qtbot, text: str) -> None:
    """Type into what has the focus, and go on with Enter."""
    if text.isascii():
        qtbot.keyClicks(here(), text)
    else:
        compose(here(), text)
    qtbot.keyClick(here(), ENTER)


def rows_of(sheet) -> list[QLineEdit]:
    return sheet.income.stops()


def fill_by_keyboard(tab, qtbot) -> None:
    """From the first amount to the last field as a clerk would."""
    sheet = tab.sheet
    amounts = rows_of(sheet)
    assert here() is amounts[0]
    typed(qtbot, "8*1300")
    typed(qtbot, "2000")
    assert here() is amounts[2]
    for _ in amounts[2:]:
        qtbot.keyClick(here(), ENTER)
    typed(qtbot, "300")
    typed(qtbot, "1200")
    typed(qtbot, "")  # heads stay
    for key in "111211":  # food, clothing, education, medical, housing, water
        qtbot.keyClick(here(), key)
        qtbot.keyClick(here(), ENTER)
    qtbot.keyClick(here(), "1")
    qtbot.keyClick(here(), ENTER)
    qtbot.keyClick(here(), Qt.Key.Key_Space)  # the first risk: illness
    qtbot.keyClick(here(), ENTER)
    qtbot.keyClick(here(), ENTER)  # visited, not by phone
    typed(qtbot, "户主长期患病")
    typed(qtbot, "建议纳入")
    qtbot.keyClick(here(), ENTER)  # signed
    typed(qtbot, "ZF-1")


def test_a_form_is_typed_by_keyboard_and_the_next_household_of_the_team_opens(tab, qtbot):
    first, second = tab.town.codes[0], tab.town.codes[1]
    tab.open(first)
    settled(tab, qtbot)
    assert [v.name for v in tab.sheet.form.value("visitors")] == ["王测", "赵队"]
    fill_by_keyboard(tab, qtbot)
    assert "人均 6,200 元（12,400÷2人）" in words(tab.pane)
    assert tab.pane.foot.line.chip.word == "不低于监测线"
    assert here() is tab.pane.foot.save_next
    qtbot.keyClick(here(), ENTER)
    settled(tab, qtbot)
    assert any("已保存，现为“已走访”" in text for text in tab.said)
    assert tab.sheet.code == second
    assert tab.sheet.form.value("visited_on") == DAY
    assert here() is rows_of(tab.sheet)[0]
    with tab.office.ledger.reading() as session:
        visit = session.scalars(select(Visit)).one()
        statement = session.get_one(IncomeStatement, visit.statement_id)
        items = session.scalars(select(IncomeItem).order_by(IncomeItem.position)).all()
    assert (visit.visited_on, visit.outcome, visit.risks, visit.finding) == (DAY, "visited", "illness", "建议纳入")
    assert (statement.net_fen, statement.claims_fen, statement.self_paid_fen) == (1_240_000, 30_000, 120_000)
    assert [(i.item_code, i.amount_fen, i.formula) for i in items] == [
        ("wage.migrant", 1_040_000, "8*1300"),
        ("wage.public_post", 200_000, None),
    ]


def test_the_day_is_kept_and_asked_once(tab, qtbot):
    tab.open(tab.town.codes[0])
    settled(tab, qtbot)
    tab.sheet.form.editor("visited_on").set_value(date(2020, 3, 26))
    fill_by_keyboard(tab, qtbot)
    tab.pane.foot.save_next.click()
    settled(tab, qtbot)
    assert tab.sheet.code == tab.town.codes[1]
    assert tab.sheet.form.value("visited_on") == date(2020, 3, 26)


def test_the_last_household_of_a_team_says_that_the_team_is_through(tab, qtbot, town):
    town.act("record_visit", (3, 27), town.codes[1], **VISIT)
    settled(tab, qtbot)
    tab.open(town.codes[0])
    settled(tab, qtbot)
    fill_by_keyboard(tab, qtbot)
    tab.pane.foot.save_next.click()
    settled(tab, qtbot)
    assert any("本组已全部走访" in text for text in tab.said)
    assert "已走访并登记" in words(tab.pane)
    assert "风险：因病" in words(tab.pane)


def test_what_is_missing_is_said_beside_its_field_and_nothing_is_stored(tab, qtbot):
    tab.open(tab.town.codes[0])
    settled(tab, qtbot)
    tab.pane.foot.save.click()
    settled(tab, qtbot)
    assert words(tab.sheet).count("请填写。") >= 8
    assert tab.work(tab.town.codes[0]).progress is Progress.NOT_PRINTED


def test_an_amount_that_cannot_be_read_is_named(tab, qtbot):
    tab.open(tab.town.codes[0])
    settled(tab, qtbot)
    compose(rows_of(tab.sheet)[0], "大约五千")
    tab.pane.foot.save.click()
    assert "“务工收入”的金额“大约五千”看不懂" in words(tab.sheet)
    assert tab.sheet.is_dirty


def test_outside_the_window_the_refusal_offers_the_permit(tab, qtbot, context):
    pages: list[str] = []
    context.navigator.settings_asked.connect(pages.append)
    tab.open(tab.town.codes[0])
    settled(tab, qtbot)
    fill_by_keyboard(tab, qtbot)
    tab.sheet.form.editor("visited_on").set_value(date(2020, 3, 24))
    tab.pane.foot.save.click()
    settled(tab, qtbot)
    assert "不在办理期" in tab.sheet.form.bar.text
    button(tab.sheet, "开补办单…").click()
    assert pages == [f"permits:record_visit:{tab.town.codes[0]}"]


def test_kin_and_a_single_visitor_are_refused_beside_the_visitors(tab, qtbot):
    tab.open(tab.town.codes[0])
    settled(tab, qtbot)
    fill_by_keyboard(tab, qtbot)
    head = tab.sheet.start.household.head_name
    tab.sheet.form.editor("visitors").set_value((Signer("王测"), Signer(head)))
    tab.pane.foot.save.click()
    settled(tab, qtbot)
    assert "走访人不得是本户的亲属" in tab.sheet.form.bar.text
    tab.sheet.form.editor("visitors").set_value((Signer("王测"),))
    tab.pane.foot.save.click()
    settled(tab, qtbot)
    assert "入户须有两名走访人，现有1人" in tab.sheet.form.bar.text


def test_a_visit_by_phone_asks_whether_they_are_away(tab, qtbot):
    tab.open(tab.town.codes[0])
    settled(tab, qtbot)
    away = tab.sheet.form.editor("is_away")
    assert not away.isVisible()
    fill_by_keyboard(tab, qtbot)
    tab.sheet.form.editor("way").set_value("phone")
    assert away.isVisible()
    away.set_value(0)
    tab.pane.foot.save.click()
    settled(tab, qtbot)
    assert "只有外出户才能电话走访" in tab.sheet.form.bar.text
    away.set_value(1)
    tab.sheet.form.editor("signature").set_value("absent")
    tab.pane.foot.save.click()
    settled(tab, qtbot)
    assert tab.sheet.form.editor("no_signature_reason").isVisible()
    tab.sheet.form.editor("no_signature_reason").set_value("在外务工")
    tab.pane.foot.save.click()
    settled(tab, qtbot)
    assert "已走访并登记" in words(tab.pane)


def test_the_ledger_answers_only_when_asked(tab, qtbot):
    tab.open(tab.town.codes[0])
    settled(tab, qtbot)
    assert "台账：" in words(tab.sheet)
    assert tab.sheet.form.value("food_enough") is None
    next(b for b in tab.sheet.findChildren(QPushButton) if b.text() == "其余各项与台账一致").click()
    assert tab.sheet.form.value("food_enough") == 1
    assert not tab.sheet.form.editor("water_safe").is_answered  # the ledger does not know


def test_unsaved_typing_is_asked_about_kept_and_named_when_closing(tab, qtbot):
    first, second = tab.town.codes[0], tab.town.codes[1]
    tab.open(first)
    settled(tab, qtbot)
    assert tab.view.may_close() == ""
    rows_of(tab.sheet)[0].setText("12345")
    tab.view.open_household(tab.ids[second])
    box = question(tab.view)
    assert "还没有保存" in box.text()
    next(b for b in box.buttons() if b.text() == "不做，返回").click()
    assert tab.sheet.code == first
    tab.view.open_household(tab.ids[second])
    next(b for b in question(tab.view).buttons() if b.text() == "先放着，去另一户").click()
    settled(tab, qtbot)
    assert tab.sheet.code == second
    assert "还没有保存" in tab.view.may_close()
    tab.view.open_household(tab.ids[first])
    settled(tab, qtbot)
    assert rows_of(tab.sheet)[0].text() == "12,345"
    assert tab.sheet.start.household.head_name in tab.view.may_close()


def test_typing_survives_closing_the_pane_and_goes_only_when_it_is_given_up(tab, qtbot):
    code = tab.town.codes[0]
    tab.open(code)
    settled(tab, qtbot)
    rows_of(tab.sheet)[0].setText("777")
    next(a for a in tab.view.actions() if a.text() == "收起右侧").trigger()
    assert not tab.pane.isVisible()
    tab.open(code)
    settled(tab, qtbot)
    assert (tab.pane.isVisible(), rows_of(tab.sheet)[0].text()) == (True, "777")
    button(tab.pane, "放弃").click()
    next(b for b in question(tab.view).buttons() if b.text() == "放弃所填").click()
    settled(tab, qtbot)
    assert rows_of(tab.sheet)[0].text() == ""
    assert tab.view.may_close() == ""


def test_the_cursor_in_the_list_does_not_take_a_half_typed_form_away(tab, qtbot):
    tab.open(tab.town.codes[0])
    settled(tab, qtbot)
    rows_of(tab.sheet)[0].setText("1")
    tab.view.list.go_to(tab.ids[tab.town.codes[1]])
    settled(tab, qtbot)
    assert tab.sheet.code == tab.town.codes[0]


def test_own_items_can_be_added(tab, qtbot):
    tab.open(tab.town.codes[0])
    settled(tab, qtbot)
    menu = button(tab.sheet, "加一项收支").menu()
    next(a for a in menu.actions() if a.text() == "转移性收入").trigger()
    compose(here(), "临时救助")
    amount = rows_of(tab.sheet)[-1]
    amount.setText("600")
    line = tab.sheet.income.value()[-1]
    assert (line.label, line.group, line.amount_fen) == ("临时救助", "transfer", 60_000)


def test_a_revisit_brings_the_form_back_with_what_was_found(tab, qtbot, town):
    code = town.codes[0]
    town.act("record_visit", (3, 27), code, **VISIT)
    settled(tab, qtbot)
    tab.open(code)
    settled(tab, qtbot)
    tab.pane.bar.button("revisit").click()
    dialog = dialog_of(tab.pane)
    compose(next(e for e in dialog.findChildren(QLineEdit) if e.accessibleName() == "事由"), "分户")
    button(dialog, "需复访").click()
    settled(tab, qtbot)
    assert tab.work(code).progress is Progress.REVISIT
    assert tab.sheet.code == code
    assert "务工收入" in [line.label for line in tab.sheet.income.value()]


def test_a_wrong_record_is_taken_back(tab, qtbot, town):
    code = town.codes[0]
    town.act("record_visit", (3, 27), code, **VISIT)
    settled(tab, qtbot)
    tab.open(code)
    settled(tab, qtbot)
    tab.pane.bar.button("take_back").click()
    dialog = dialog_of(tab.pane)
    compose(next(e for e in dialog.findChildren(QLineEdit) if e.accessibleName() == "撤回原因"), "填错户")
    button(dialog, "撤回上一步").click()
    settled(tab, qtbot)
    assert tab.sheet.code == code
    assert tab.work(code).progress is Progress.NOT_PRINTED


@pytest.mark.parametrize("today", [date(2020, 5, 20)])
def test_a_monitored_household_is_visited_to_clear_its_risk_by_the_same_form(tab, qtbot, town, today):
    town.bring_to("monitored", town.codes[3])
    settled(tab, qtbot)
    tab.view.show_list("monitored")
    assert [row.code for row in tab.view.list.shown] == [town.codes[3]]
    tab.view.scan.found.emit(tab.ids[town.codes[3]])
    settled(tab, qtbot)
    assert tab.sheet.is_clearing
    tab.sheet.form.editor("visitors").set_value(VISITORS)
    tab.sheet.focus_first()
    assert tab.sheet.form.value("risks") == ("illness",)  # as it was identified
    fill_by_keyboard(tab, qtbot)
    tab.sheet.form.editor("risks").set_value(("illness",))
    tab.pane.foot.save.click()
    settled(tab, qtbot)
    with tab.office.ledger.reading() as session:
        purposes = session.scalars(select(Visit.purpose).order_by(Visit.id)).all()
        state = session.scalars(select(Case.state).where(Case.household_id == tab.ids[town.codes[3]])).one()
    assert (purposes[-1], state) == ("clearing", "monitored")


def test_every_input_can_be_announced(tab, qtbot):
    tab.open(tab.town.codes[0])
    settled(tab, qtbot)
    assert nameless(tab.view) == []
