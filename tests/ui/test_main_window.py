from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import ClassVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QMessageBox, QPushButton, QVBoxLayout

from app.services.changes import ChangeSet
from app.services.errors import refuse
from app.services.workflow.plan import preset
from app.ui.common.a11y import nameless
from app.ui.common.context import TabContext, TabSpec, TabView
from app.ui.common.screenshot import LARGE, SMALL
from app.ui.frame import FrameFacts, StageLabel, Suggestion
from app.ui.main_window import MainWindow
from tests.ui.conftest import compose


class Page(TabView):
    made: ClassVar[list[str]] = []

    def __init__(self, key: str) -> None:
        super().__init__()
        Page.made.append(key)
        self.asked: list[object] = []
        self.unsaved = ""
        QVBoxLayout(self).addWidget(QLabel(key))

    def show_list(self, what: str) -> None:
        self.asked.append(what)

    def show_household(self, household_id: int) -> None:
        self.asked.append(household_id)

    def search(self, text: str) -> None:
        self.asked.append(text)

    def show_page(self, key: str) -> None:
        self.asked.append(key)

    def may_close(self) -> str:
        return self.unsaved


@dataclass
class Frame:
    window: MainWindow
    context: TabContext
    facts: list[FrameFacts]


def spec(key: str) -> TabSpec:
    return TabSpec(key, f"页{key}", "list", lambda _: Page(key))


@pytest.fixture
def frame(context: TabContext, theme, qtbot) -> Frame:
    Page.made = []
    facts = [
        FrameFacts(
            "石门镇",
            preset("2020"),
            date(2020, 4, 2),
            20_134,
            61_220,
            datetime(2020, 4, 2, 0, 31, tzinfo=UTC),
            "3f9a12b3c4",
        )
    ]

    def check(secret: str) -> None:
        if secret != "对":
            raise refuse("keys.wrong_password")

    window = MainWindow(
        context,
        [spec(key) for key in ("workbench", "roster", "visits")],
        spec("settings"),
        theme=theme,
        read_facts=lambda: facts[-1],
        suggest=lambda text: [Suggestion(7, f"{text}小明 石桥村3组")] if text == "王" else [],
        check_secret=check,
    )
    qtbot.addWidget(window)
    window.resize(SMALL)
    window.show()
    qtbot.waitUntil(lambda: "石门镇" in window.windowTitle())
    return Frame(window, context, facts)


def words(frame: Frame) -> str:
    return " ".join(label.text() for label in frame.window.findChildren(QLabel) if label.isVisible())


def test_head_and_foot_say_where_the_office_stands(frame):
    stage = frame.window.findChild(StageLabel)
    assert stage.chip.word == "走访阶段 3/25–4/5 · 第9天 · 还剩3天"
    assert "石门镇 防返贫监测帮扶" in words(frame)
    assert "共20,134户 61,220人" in words(frame)
    assert "审计 3f9a12b3" in words(frame)


@pytest.mark.parametrize(
    ("day", "word"),
    [
        (date(2020, 4, 5), "走访阶段 3/25–4/5 · 第12天 · 最后1天"),
        (date(2020, 2, 1), "排查阶段 3/20 开始 · 还有48天"),
        (date(2021, 1, 3), "接续期 1/1–4/15 · 第3天 · 还剩102天"),
        (date(2021, 5, 3), "全年各阶段已结束"),
    ],
)
def test_stage_of_a_day(theme, qtbot, day, word):
    label = StageLabel()
    qtbot.addWidget(label)
    label.show_stage(preset("2020"), day)
    assert label.chip.word == word


def test_a_write_refreshes_the_frame(frame, qtbot):
    frame.facts.append(FrameFacts("石门镇", None, date(2020, 4, 2), 1, 2))
    frame.context.hub.post(ChangeSet(1))
    qtbot.waitUntil(lambda: "共1户 2人" in words(frame))
    assert "还没有方案" in words(frame)


def test_tabs_are_made_when_they_are_first_shown(frame, qtbot):
    assert Page.made == ["workbench"]
    qtbot.keyClick(frame.window, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    assert Page.made == ["workbench", "roster"]
    assert frame.window.keys() == ("workbench", "roster", "visits", "settings")


def test_tabs_meet_through_the_navigator(frame):
    frame.context.navigator.open_household(12)
    frame.context.navigator.open_tab("visits", "late")
    frame.context.navigator.open_settings("backup")
    assert frame.window.show_tab("roster").asked == [12]
    assert frame.window.show_tab("visits").asked == ["late"]
    assert frame.window.show_tab("settings").asked == ["backup"]


def test_settings_hide_again(frame):
    frame.window.show_tab("settings")
    tabs = frame.window.tabs
    assert tabs.tabText(tabs.currentIndex()) == "页settings"
    tabs.setCurrentIndex(0)
    assert not tabs.isTabVisible(3)


def test_search_over_everything_offers_households_and_opens_them(frame, qtbot):
    search = frame.window.head.search
    qtbot.keyClick(frame.window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(search.hasFocus)
    compose(search, "王")
    qtbot.waitUntil(lambda: search.completer() is not None and search.completer().popup().isVisible())
    search.completer().activated.emit("王小明 石桥村3组")
    assert frame.window.show_tab("roster").asked == [7]
    qtbot.waitUntil(lambda: search.text() == "")
    search.completer().popup().hide()


def test_enter_searches_in_the_roster(frame, qtbot):
    compose(frame.window.head.search, "李")
    qtbot.keyClick(frame.window.head.search, Qt.Key.Key_Return)
    assert frame.window.show_tab("roster").asked == ["李"]


def test_work_is_shown_with_its_count_and_can_be_cancelled(frame, qtbot):
    gate: list[int] = []

    def work(task):
        while not gate:
            task.progress(312, 1004)

    frame.context.runner.start("生成走访表", work)
    line = frame.window.foot.work
    qtbot.waitUntil(lambda: line.text == "生成走访表 312/1,004")
    next(b for b in line.findChildren(QPushButton) if b.text() == "取消").click()
    qtbot.waitUntil(lambda: line.text == "生成走访表：已取消，没有改动")


def test_a_result_offers_its_file(frame, tmp_path):
    frame.context.navigator.tell_file("走访表 1,004 页", tmp_path / "走访表.pdf")
    shown = {b.text() for b in frame.window.foot.work.findChildren(QPushButton) if b.isVisible()}
    assert shown == {"打开文件", "打开文件夹"}


def test_a_refused_task_says_why_and_shows_all(frame, qtbot):
    def work(_):
        raise refuse("disk.full", path="D:")

    frame.context.runner.start("导出", work)
    line = frame.window.foot.work
    qtbot.waitUntil(lambda: line.text.startswith("导出：") and "D:" in line.text)
    next(b for b in line.findChildren(QPushButton) if b.text() == "查看明细").click()
    box = frame.window.findChild(QMessageBox)
    assert "D:" in box.text()
    box.close()


def test_a_quiet_task_is_not_shown(frame, qtbot):
    before = frame.window.foot.work.text
    task = frame.context.runner.start("找", lambda _: 1, quiet=True)
    with qtbot.waitSignal(task.finished):
        pass
    assert frame.window.foot.work.text == before


def test_locked_window_hides_everything_until_the_password_comes(frame, qtbot):
    qtbot.keyClick(frame.window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert frame.window.is_locked()
    assert "石门镇" not in words(frame)
    secret = next(e for e in frame.window.findChildren(QLineEdit) if e.isVisible())
    compose(secret, "错")
    qtbot.keyClick(secret, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "密码不对" in words(frame))
    secret.clear()
    compose(secret, "对")
    qtbot.keyClick(secret, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not frame.window.is_locked())
    assert "石门镇" in words(frame)
    assert secret.text() == ""


def test_shortcuts_do_nothing_while_locked(frame, qtbot):
    frame.window.lock()
    qtbot.keyClick(frame.window, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    assert Page.made == ["workbench"]


def test_zoom_is_remembered(frame, theme, qtbot):
    qtbot.keyClick(frame.window, Qt.Key.Key_Equal, Qt.KeyboardModifier.ControlModifier)
    assert theme.zoom == 1.1
    frame.window.close()
    assert frame.context.memory.text_of("window/zoom") == "1.1"


def test_unsaved_work_is_asked_for_before_closing(frame, qtbot):
    page = frame.window.show_tab("visits")
    page.unsaved = "走访表还没有保存（第3户）"
    frame.window.close()
    assert frame.window.isVisible()
    box = frame.window.findChild(QMessageBox)
    assert "走访表还没有保存" in box.text()
    with qtbot.waitSignal(frame.window.closed):
        next(b for b in box.buttons() if b.text() == "不保存，关闭").click()


def test_help_names_every_shortcut(frame, qtbot):
    qtbot.keyClick(frame.window, Qt.Key.Key_F1)
    box = frame.window.findChild(QMessageBox)
    assert "Ctrl+K　全镇查找" in box.text()
    box.close()


@pytest.mark.parametrize("size", [SMALL, LARGE])
def test_everything_in_the_frame_has_a_name_and_fits(frame, size):
    frame.window.resize(size)
    assert nameless(frame.window) == []
    assert frame.window.minimumSizeHint().width() <= 1366


@pytest.fixture
def context(context_over: Callable[..., TabContext], office) -> TabContext:
    return context_over(office)
