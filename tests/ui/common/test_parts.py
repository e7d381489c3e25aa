from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QLabel, QMessageBox, QPushButton, QToolButton, QWidget

from app.services.changes import ChangeSet
from app.services.errors import Reason, Refused, refuse
from app.ui.common import dialogs
from app.ui.common.a11y import nameless, spoken
from app.ui.common.action_bar import ActionBar, BarAction
from app.ui.common.chips import Chip, ChipLabel
from app.ui.common.empty_state import EmptyOr, EmptyState
from app.ui.common.filter_chips import FilterChip, FilterChips
from app.ui.common.hub import ChangeHub
from app.ui.common.live_line import LiveLine
from app.ui.common.screenshot import LARGE, grab
from app.ui.common.search_box import SearchBox
from app.ui.common.side_pane import SidePane, WithPane
from tests.ui.conftest import compose

CLOSED = Reason("window.closed", {"field": "occurred_on"})


@pytest.fixture
def done() -> list[str]:
    return []


@pytest.fixture
def bar(qtbot, theme, done) -> ActionBar:
    made = ActionBar(
        (
            BarAction("visit", "走访", lambda: done.append("visit"), is_primary=True, sign="footprints"),
            BarAction(
                "evaluate", "评议纳入", lambda: done.append("evaluate"), (CLOSED, Reason("disk.full", {"path": "D:"}))
            ),
        ),
        name="可以办理的步骤",
    )
    qtbot.addWidget(made)
    made.resize(500, 200)
    made.show()
    return made


def test_an_open_action_acts(bar, done, qtbot):
    qtbot.mouseClick(bar.button("visit"), Qt.MouseButton.LeftButton)
    assert done == ["visit"]
    assert not bar.reasons.isVisible()


def test_a_closed_action_says_every_reason_when_pressed_and_as_tooltip(bar, done, qtbot):
    button = bar.button("evaluate")
    assert "D:" in button.toolTip()
    assert button.property("closed")
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert done == []
    assert bar.reasons.isVisible()
    assert "评议纳入：" in bar.reasons.text
    assert "D:" in bar.reasons.text


def test_a_closed_action_speaks_to_the_keyboard(bar, qtbot):
    bar.button("visit").setFocus()
    qtbot.keyClick(bar.button("visit"), Qt.Key.Key_Tab)
    qtbot.waitUntil(lambda: bar.button("evaluate").hasFocus())
    assert "D:" in bar.reasons.text


def test_a_closed_window_offers_the_permit(bar, qtbot):
    qtbot.mouseClick(bar.button("evaluate"), Qt.MouseButton.LeftButton)
    permit = next(b for b in bar.reasons.findChildren(QPushButton) if "补办单" in b.text())
    with qtbot.waitSignal(bar.permit_asked) as asked:
        permit.click()
    assert asked.args == ["evaluate"]


def test_replaced_actions_keep_the_focus(bar, qtbot):
    bar.button("visit").setFocus()
    bar.show_actions((BarAction("visit", "走访", lambda: None),))
    assert bar.button("visit").hasFocus()
    assert bar.keys() == ("visit",)
    assert not bar.reasons.isVisible()


def test_many_sentences_are_cut_and_counted(bar):
    bar.reasons.show_sentences([f"第{n}条" for n in range(9)])
    assert bar.reasons.text.splitlines()[-1] == "还有 3 条原因。"


def test_search_asks_at_once_and_only_when_the_words_change(qtbot, theme):
    box = SearchBox("查找")
    qtbot.addWidget(box)
    asked: list[str] = []
    box.query_changed.connect(asked.append)
    compose(box, "王大")
    compose(box, " ")
    qtbot.keyClicks(box, "w")
    assert asked == ["王大", "王大 w"]
    qtbot.keyClick(box, Qt.Key.Key_Escape)
    assert asked[-1] == ""
    assert box.text() == ""


def test_filter_chips_hold_and_count(qtbot, theme):
    chips = FilterChips((FilterChip("exited", "脱贫户"), FilterChip("gap", "缺数据")), name="筛选")
    qtbot.addWidget(chips)
    with qtbot.waitSignal(chips.changed):
        qtbot.mouseClick(chips.findChildren(QToolButton)[1], Qt.MouseButton.LeftButton)
    assert chips.chosen == {"gap"}
    chips.show_counts({"exited": 1234})
    assert [b.text() for b in chips.findChildren(QToolButton)] == ["脱贫户 1,234", "缺数据"]


def test_single_filters_exclude_each_other(qtbot, theme):
    chips = FilterChips((FilterChip("a", "甲"), FilterChip("b", "乙")), name="筛选", single=True)
    qtbot.addWidget(chips)
    for button in chips.findChildren(QToolButton):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert chips.chosen == {"b"}


def test_moving_the_line_says_who_comes_in_before_anything_is_saved(qtbot, theme):
    line = LiveLine("收入线")
    qtbot.addWidget(line)
    line.show()
    line.show_line(500_000)
    with qtbot.waitSignal(line.moved) as moved:
        line.findChildren(QWidget)[0].focusProxy().setText("5200")
    assert moved.args == [520_000]
    line.show_effect(510_000, entering=9, leaving=9)
    shown = lambda: [c.chip.word for c in line.findChildren(ChipLabel) if c.chip]  # noqa: E731
    assert shown() == []
    line.show_effect(520_000, entering=37, leaving=12)
    assert shown() == ["进入 +37户", "退出 −12户"]
    saved: list[object] = []
    line.save_asked.connect(saved.append)
    buttons = {b.text(): b for b in line.findChildren(QPushButton)}
    buttons["存为方案的新版本…"].click()
    assert saved == [520_000]
    buttons["恢复"].click()
    assert line.line_fen == 500_000
    assert shown() == []


def test_an_empty_list_says_what_fills_it(qtbot, theme):
    pressed: list[int] = []
    empty = EmptyState("还没有农户。")
    either = EmptyOr(QLabel("表"), empty)
    qtbot.addWidget(either)
    empty.offer("导入花名册…", lambda: pressed.append(1)).click()
    either.show()
    either.show_empty(is_empty=True)
    assert empty.isVisible()
    assert pressed == [1]
    either.show_empty(is_empty=False)
    assert not empty.isVisible()


def test_the_pane_opens_on_demand_and_by_itself_on_a_wide_window(qtbot, theme):
    pane = SidePane(name="所选户")
    both = WithPane(QLabel("表"), pane)
    qtbot.addWidget(both)
    both.resize(1366, 700)
    both.show()
    assert not both.is_pane_open()
    assert not both.opens_by_itself()
    both.open_pane()
    assert both.is_pane_open()
    assert pane.width() <= 1366 / 2
    pane.show_head("王小明", "石桥村3组", (Chip("监测中"),))
    pane.closed.emit()
    assert not both.is_pane_open()
    both.resize(1920, 1000)
    assert both.opens_by_itself()
    assert nameless(both) == []


def test_a_question_before_what_cannot_be_taken_back(qtbot, theme):
    parent = QWidget()
    qtbot.addWidget(parent)
    done: list[int] = []
    box = dialogs.confirm(parent, "删除", "将删除…", do="删除", then=lambda: done.append(1), is_destructive=True)
    assert box.defaultButton().text() == "不做，返回"
    box.defaultButton().click()
    assert done == []
    again = dialogs.confirm(parent, "删除", "将删除…", do="删除", then=lambda: done.append(1))
    next(b for b in again.buttons() if b.text() == "删除").click()
    assert done == [1]


def test_a_refusal_without_a_form_is_shown_in_words(qtbot, theme):
    parent = QWidget()
    qtbot.addWidget(parent)
    box = dialogs.show_refusal(parent, "没有办成", Refused(*refuse("keys.wrong_password").reasons))
    assert isinstance(box, QMessageBox)
    assert "密码不对" in box.text()
    box.close()


def test_file_choosers_answer_with_paths(qtbot, theme, tmp_path):
    parent = QWidget()
    qtbot.addWidget(parent)
    chosen: list[object] = []
    target = tmp_path / "走访表.pdf"
    save = dialogs.choose_save_file(parent, "保存", kinds="PDF (*.pdf)", proposed=target, then=chosen.append)
    assert isinstance(save, QFileDialog)
    save.fileSelected.emit(str(target))
    save.close()
    files = dialogs.choose_open_files(parent, "打开", kinds="表格 (*.xlsx)", then=chosen.append)
    files.filesSelected.emit([str(target)])
    files.close()
    folder = dialogs.choose_folder(parent, "文件夹", then=chosen.append)
    folder.fileSelected.emit(str(tmp_path))
    folder.close()
    assert chosen == [target, [target], tmp_path]


def test_a_panel_stays_until_all_is_well(qtbot, theme):
    parent = QWidget()
    qtbot.addWidget(parent)
    tries: list[int] = []

    def then(dialog):
        tries.append(1)
        if len(tries) == 2:
            dialog.accept()

    dialog = dialogs.panel(parent, "新增", QLabel("表单"), do="保存", then=then)
    save = next(b for b in dialog.findChildren(QPushButton) if b.text() == "保存")
    save.click()
    assert dialog.isVisible()
    with qtbot.waitSignal(dialog.accepted):
        save.click()


def test_changes_are_told_in_the_windows_thread(qtbot, theme, runner):
    hub = ChangeHub()
    change = ChangeSet(7, {"household": frozenset({1})})
    with qtbot.waitSignal(hub.changed) as changed:
        runner.start("写", lambda _: hub.post(change))
    assert changed.args == [change]


def test_pictures_are_taken_in_the_size_asked_for(qtbot, theme, tmp_path):
    label = QLabel("石门镇")
    qtbot.addWidget(label)
    file = grab(label, tmp_path / "a" / "b.png", LARGE)
    assert file.stat().st_size > 500
    with pytest.raises(OSError, match="cannot write"):
        grab(label, tmp_path)


def test_nameless_inputs_are_found(qtbot, theme):
    window = QWidget()
    qtbot.addWidget(window)
    bare = QToolButton(window)
    named = QPushButton("保存", window)
    assert nameless(window) == [bare]
    assert spoken(named) == "保存"


def test_a_chip_never_becomes_a_window(qtbot, theme):
    chip = ChipLabel(Chip("监测中"))
    qtbot.addWidget(chip)
    assert not chip.isVisible()
    parent = QWidget()
    qtbot.addWidget(parent)
    chip.setParent(parent)
    parent.show()
    chip.show_chip(Chip("已录入"))
    assert chip.isVisible()
