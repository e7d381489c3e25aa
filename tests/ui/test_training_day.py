from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from PySide6.QtWidgets import QLabel, QVBoxLayout

from app.services.office import Office
from app.ui.common.context import TabContext, TabSpec, TabView
from app.ui.frame import FrameFacts
from app.ui.main_window import MainWindow
from app.ui.office_window import main_window, training_day
from app.ui.training_day import TrainingDay, TrainingDayButton
from tests import factories as make

START = date(2020, 3, 20)


@pytest.fixture
def training(office: Office, actor) -> Office:
    office.settings.found("石门镇", is_training=True, actor=actor, today=START)
    office.plans.create_from_preset("2020", year=2020, actor=actor, today=START)
    return office


def opened(office: Office, context_over: Callable[[Office], TabContext], theme, qtbot) -> MainWindow:
    window = main_window(
        office,
        context_over(office).runner,
        theme,
        user="王测",
        today=TrainingDay(training_day(office)),
        check_secret=lambda _: None,
    )
    qtbot.addWidget(window)
    window.show()
    qtbot.waitUntil(lambda: window.findChild(TrainingDayButton).isVisible())
    return window


def choose(window: MainWindow, text: str) -> None:
    menu = window.findChild(TrainingDayButton).menu()
    next(action for action in menu.actions() if action.text() == text).trigger()


def test_a_training_office_opens_on_its_plans_first_day_and_moves_to_any_stage(training, context_over, theme, qtbot):
    window = opened(training, context_over, theme, qtbot)
    button = window.findChild(TrainingDayButton)
    assert button.text() == "演示数据 · 3月20日"
    choose(window, "4月5日 走访阶段")
    qtbot.waitUntil(lambda: button.text() == "演示数据 · 4月5日")


def test_it_opens_on_the_last_day_of_which_something_was_recorded(training, context_over, actor, theme, qtbot):
    with training.ledger.transaction("test.step", actor=actor, today=date(2020, 4, 9)) as tx:
        village = make.village(tx, "红星村")
        tx.about("region", village.uid, occurred_on=date(2020, 4, 7))
    assert training_day(training) == date(2020, 4, 7)


def test_tabs_are_read_again_for_the_day_that_was_chosen(office, context_over, theme, qtbot):
    days: list[date] = []
    day = TrainingDay(START)

    def make_tab(given: TabContext) -> TabView:
        days.append(day())
        view = TabView()
        QVBoxLayout(view).addWidget(QLabel("页"))
        return view

    window = MainWindow(
        context_over(office),
        [TabSpec("one", "页一", "list", make_tab)],
        TabSpec("settings", "设置", "settings", lambda _: TabView()),
        theme=theme,
        read_facts=lambda: FrameFacts("石门镇", None, day()),
        suggest=lambda _: (),
        check_secret=lambda _: None,
        training_day=day,
    )
    qtbot.addWidget(window)
    day.move_to(date(2020, 4, 6))
    assert days == [START, date(2020, 4, 6)]


def test_a_real_office_has_no_day_to_choose(office, context_over, actor, theme, qtbot):
    office.settings.found("石门镇", is_training=False, actor=actor, today=START)
    window = main_window(
        office, context_over(office).runner, theme, user="王测", today=lambda: START, check_secret=lambda _: None
    )
    qtbot.addWidget(window)
    window.show()
    qtbot.waitUntil(lambda: "石门镇" in window.windowTitle())
    assert window.findChild(TrainingDayButton).isHidden()
