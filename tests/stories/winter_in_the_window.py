"""The clerk's winter at the window: December's sheets, the roll-over, a year that is closed, a backup gone back to."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from app.services.entry.service import LedgerRow
from app.services.monitoring.months import Month
from app.ui.cases.steps_page import StepsPage
from app.ui.life import Life
from app.ui.main_window import MainWindow
from app.ui.start.unlock import Unlock
from tests.stories.clerk_at_the_window import Clerk, retype
from tests.stories.visits_in_the_window import scan
from tests.stories.winter_town import HOUSEHOLDS, MEMBERS, PASSWORD

CLEARED, GONE = "519999000001", "519999000002"
KEPT = tuple(f"51999900{number:04}" for number in range(3, HOUSEHOLDS + 1))


def the_office_is_unlocked(clerk: Clerk, life: Life) -> None:
    """A wrong password opens nothing and is said; the right one shows the window."""
    life.begin()
    unlock = _unlock()
    _secret(clerk, life, "Falsch-2020-nichts", "打开")
    clerk.sees("密码", inside=unlock)
    assert clerk.window is None
    _secret(clerk, life, PASSWORD, "打开")
    _main_window(clerk, life)
    clerk.sees("石门镇 防返贫监测帮扶")


def _unlock() -> Unlock:
    (unlock,) = (w for w in QApplication.topLevelWidgets() if isinstance(w, Unlock) and w.isVisible())
    return unlock


def _secret(clerk: Clerk, life: Life, secret: str, button: str) -> None:
    clerk.runner = life.runner
    unlock = _unlock()
    (line,) = unlock.findChildren(QLineEdit)
    retype(line, secret)
    clerk.press(button, unlock)


def _main_window(clerk: Clerk, life: Life) -> None:
    clerk.runner = life.runner
    (window,) = (w for w in QApplication.topLevelWidgets() if isinstance(w, MainWindow) and w.isVisible())
    clerk.sit_down(window, None)


def the_next_plan_is_made(clerk: Clerk) -> None:
    """Without December's sheets nothing rolls over, and the form says for how many they are wanting."""
    clerk.on(12, 7)
    plan = clerk.settings("工作方案")
    clerk.press("新建年度方案…", plan)
    clerk.press("新建")
    clerk.sees("2021年防止返贫致贫监测和帮扶工作方案（第 1 版）", inside=plan)
    clerk.picture("新方案")
    page = _watched(clerk)
    _all_chosen(clerk, page, "跨年接续")
    clerk.fill({"接续到哪一年方案": "2021"})
    clerk.press("办理")
    clerk.picture("缺12月")
    clerk.sees("还有1户没有12月监测记录。请补记，或逐户写明原因。")
    clerk.press("取消")


def _watched(clerk: Clerk) -> StepsPage[LedgerRow]:
    view = clerk.tab("录入建档")
    clerk.page(view.pages, "监测对象")
    return view.monitored


def _all_chosen(clerk: Clerk, page: StepsPage[LedgerRow], step: str) -> None:
    page.table.setFocus()
    QTest.keyClick(page.table, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    clerk.settle()
    clerk.press(step, page)


def one_leaves(clerk: Clerk) -> None:
    """A household that was taken up wrongly leaves by the district's paper."""
    page = _watched(clerk)
    clerk.choose(page.table, "户编号", GONE)
    clerk.press("退出…", page)
    clerk.fill({"事由": "识别有误", "审定文号": "区审〔2020〕9号", "签字人": ["陈镇长"]})
    clerk.press("办理 1 户")
    assert clerk.status() == "退出：完成 1 户 / 拒绝 0 户"
    clerk.sees(f"{HOUSEHOLDS - 1} 户 {(HOUSEHOLDS - 1) * MEMBERS} 人", inside=page)


def one_risk_is_gone(clerk: Clerk) -> None:
    """Visited again, met for again, proposed, and approved by the district: the household's risk is gone."""
    page = _watched(clerk)
    clerk.choose(page.table, "户编号", CLEARED)
    clerk.press("拟消除…", page)
    clerk.sees("还没有消除走访。请先入户核实并登记。", inside=page)
    visits = clerk.tab("入户走访")
    scan(clerk, visits, CLEARED)
    clerk.picture("消除走访")
