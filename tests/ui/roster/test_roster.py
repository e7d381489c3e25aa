from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QLabel, QLineEdit, QPushButton, QToolButton

from app.services.changes import ChangeSet
from app.ui.common.a11y import nameless
from app.ui.common.chips import ChipLabel
from app.ui.roster.filters import KEPT_FILTERS
from app.ui.roster.places import Place
from tests.ui.conftest import compose
from tests.ui.roster.conftest import settled, shown


def press(roster, word):
    chip = next(b for b in roster.list.chips.findChildren(QToolButton) if b.text().startswith(word))
    chip.click()


def words(widget):
    return "\n".join(label.text() for label in widget.findChildren(QLabel) if label.isVisible())


def test_all_households_with_counts_by_place_and_filter(roster, town, qtbot):
    assert sorted(shown(roster)) == ["李秀英", "欧阳建国", "王大山"]
    model = roster.places.model()
    root = model.index(0, 0)
    assert [(model.index(r, 0, root).data(), model.index(r, 1, root).data()) for r in range(2)] == [
        ("红星村", "2"),
        ("石桥村", "1"),
    ]
    chips = {b.text() for b in roster.list.chips.findChildren(QToolButton)}
    assert {"脱贫户 1", "一般农户 2", "重病 1", "缺数据 2", "有疑点 0"} <= chips


def test_typing_finds_by_name_pinyin_and_id(roster, town, qtbot):
    for typed, found in (
        ("欧阳", ["欧阳建国"]),
        ("wangdashan", ["王大山"]),
        ("wxy", ["王大山"]),
        ("010013", ["王大山"]),
    ):
        roster.list.search.clear()
        compose(roster.list.search, typed)
        assert shown(roster) == found, typed
    settled(town, qtbot)
    assert shown(roster) == ["王大山"]


def test_nothing_found_offers_to_clear(roster, town, qtbot):
    compose(roster.list.search, "没有这个人")
    settled(town, qtbot)
    assert roster.list.empty.isVisible()
    next(b for b in roster.list.empty.findChildren(QPushButton) if b.text() == "清除条件").click()
    settled(town, qtbot)
    assert len(shown(roster)) == 3


def test_chips_combine_and_rivals_release_each_other(roster, town, qtbot):
    press(roster, "一般农户")
    press(roster, "重病")
    settled(town, qtbot)
    assert shown(roster) == ["李秀英"]
    press(roster, "脱贫户")
    assert roster.list.pressed == {"exited", "serious_illness"}
    assert shown(roster) == []


def test_a_village_narrows_the_list(roster, town, qtbot):
    model = roster.places.model()
    roster.places.setCurrentIndex(model.index(1, 0, model.index(0, 0)))
    assert shown(roster) == ["欧阳建国"]
    roster.places.setCurrentIndex(model.index(0, 0))
    assert len(shown(roster)) == 3


def test_headers_sort_through_the_service(roster, town, qtbot):
    income = [c.key for c in roster.list.model.columns].index("income")
    for _ in range(2):
        roster.list.table.horizontalHeader().sectionClicked.emit(income)
    settled(town, qtbot)
    assert shown(roster)[0] == "欧阳建国"


def test_a_household_opens_in_the_pane_with_everything_known(roster, town, qtbot):
    roster.show_household(town.first)
    settled(town, qtbot)
    assert roster.list.table.current_id() == town.first
    pane = roster.pane
    assert pane.isVisible()
    assert "王大山　2人　红星村1组" in words(pane)
    assert "4,500 元（村里核算）" in words(pane)
    pane.tabs.setCurrentWidget(pane.members)
    assert [m.name for m in pane.members.present.model.rows] == ["王大山", "王小雨"]
    pane.tabs.setCurrentWidget(pane.income)
    assert [(i.per_head_fen, i.is_effective) for i in pane.income.statements.model.rows] == [
        (450_000, True),
        (420_000, False),
    ]
    pane.tabs.setCurrentWidget(pane.guarantees)
    qtbot.waitUntil(lambda: "采用：安全，国家系统导出，2020-01-10" in words(pane.guarantees))
    assert [c.chip.word for c in pane.guarantees.findChildren(ChipLabel) if c.chip][:4] == [
        "安全",
        "有保障",
        "全员参保",
        "有保障",
    ]


def test_what_is_not_known_is_said(roster, town, qtbot):
    roster.show_household(town.second)
    settled(town, qtbot)
    roster.pane.tabs.setCurrentWidget(roster.pane.guarantees)
    qtbot.waitUntil(lambda: "没有任何来源登记过" in words(roster.pane.guarantees))
    assert "按成员推算：李秀英" in words(roster.pane.guarantees)


def test_steps_of_the_case_are_offered_with_reasons(roster, town, qtbot):
    roster.show_household(town.first)
    settled(town, qtbot)
    keys = roster.procedure.bar.keys()
    assert "propose" in keys
    roster.procedure.bar.button("propose").click()
    assert roster.pane.tabs.currentWidget() is roster.procedure.page


def test_a_hidden_household_is_found_again(roster, town, qtbot):
    press(roster, "重病")
    settled(town, qtbot)
    roster.show_household(town.third)
    settled(town, qtbot)
    assert roster.list.table.current_id() == town.third


def test_a_write_elsewhere_is_shown_and_keeps_the_cursor(roster, town, qtbot, actor, today):
    roster.show_household(town.first)
    settled(town, qtbot)
    with town.office.ledger.transaction("test.phone", actor=actor, today=today) as tx:
        from app.models.household import Household

        tx.session.get_one(Household, town.first).phone = "13911112222"
    qtbot.waitUntil(lambda: "13911112222" in words(roster.pane))
    assert roster.list.table.current_id() == town.first
    phone = [c.key for c in roster.list.model.columns].index("phone")
    row = roster.list.model.position_of(town.first)
    assert roster.list.model.index(row, phone).data() == "13911112222"


def test_a_filter_is_kept_under_a_name_without_words(roster, town, qtbot, actor, today):
    press(roster, "重病")
    next(a for a in roster.kept.menu().actions() if a.text() == "把当前筛选存为常用…").trigger()
    dialog = roster.kept.findChild(QDialog)
    compose(dialog.findChild(QLineEdit), "重病户")
    next(b for b in dialog.findChildren(QPushButton) if b.text() == "保存").click()
    settled(town, qtbot)
    assert town.office.settings.get(KEPT_FILTERS) == [
        {"name": "重病户", "chips": ["serious_illness"], "village": None, "group": None}
    ]
    roster.list.press(frozenset(), Place())
    next(a for a in roster.kept.menu().actions() if a.text() == "重病户").trigger()
    assert shown(roster) == ["李秀英"]


def test_excel_habits(roster, town, qtbot):
    qtbot.keyClick(roster, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(roster.list.search.hasFocus)
    qtbot.keyClick(roster.list.search, Qt.Key.Key_Down)
    assert roster.list.table.hasFocus()
    qtbot.keyClick(roster.list.table, Qt.Key.Key_Return)
    settled(town, qtbot)
    assert roster.pane.isVisible()
    qtbot.keyClick(roster.list.table, Qt.Key.Key_Escape)
    assert not roster.pane.isVisible()


def test_change_of_nothing_shown_reads_nothing(roster, town, qtbot):
    town.context.hub.post(ChangeSet(9, {"setting": frozenset({1})}))
    settled(town, qtbot)
    assert len(shown(roster)) == 3


def test_every_input_has_a_name(roster, town, qtbot):
    roster.show_household(town.first)
    settled(town, qtbot)
    for index in range(roster.pane.tabs.count()):
        roster.pane.tabs.setCurrentIndex(index)
    roster.desk_pages.open("imports")
    settled(town, qtbot)
    assert nameless(roster) == []
