"""The clerk's winter at the window: December's sheets, the roll-over, a year that is closed, a backup gone back to."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from app.services.entry.service import LedgerRow
from app.ui.alerts.months_page import MonthsPage
from app.ui.cases.steps_page import StepsPage
from app.ui.life import Life
from app.ui.main_window import MainWindow
from app.ui.reports.catalogue import What
from app.ui.start.unlock import Unlock
from app.ui.visits.view import VisitsView
from tests.stories import year_files as files
from tests.stories.clerk_at_the_window import Clerk, pdf_words, retype
from tests.stories.visits_in_the_window import scan
from tests.stories.winter_town import HOUSEHOLDS, MEMBERS, PASSWORD
from tests.ui.working import type_cell

CLEARED, GONE = "519999000001", "519999000002"
OFFICERS = 6
KEPT = tuple(f"51999900{number:04}" for number in range(3, HOUSEHOLDS + 1))


def the_office_is_unlocked(clerk: Clerk, life: Life) -> None:
    """A wrong password opens nothing and is said; the right one shows the window."""
    life.begin()
    unlock = _unlock()
    _secret(clerk, life, "Falsch-2020-nichts", "打开")
    clerk.sees("密码不对。", inside=unlock)
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
    """Without December's sheets nothing rolls over; the form stays open and says what is wanting."""
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
    clerk.sees("本户没有12月监测记录。")
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
    _step(clerk, "退出", {"事由": "识别有误", "审定文号": "区审〔2020〕9号", "签字人": ["陈镇长"]}, GONE)
    page = _watched(clerk)
    clerk.sees(f"{HOUSEHOLDS - 1} 户 {(HOUSEHOLDS - 1) * MEMBERS} 人", inside=page)


def one_risk_is_gone(clerk: Clerk) -> None:
    """Visited again, met for again, proposed, and approved by the district: the household's risk is gone."""
    page = _watched(clerk)
    clerk.choose(page.table, "户编号", CLEARED)
    clerk.press("拟消除…", page)
    clerk.sees("还没有消除走访。请先入户核实并登记。", inside=page)
    visits = clerk.tab("入户走访")
    scan(clerk, visits, CLEARED)
    clerk.fill({"走访人": ["王测", "赵队员"]}, visits.pane)
    _type_clearing_visit(clerk, visits)
    clerk.picture("消除走访")
    clerk.key(Qt.Key.Key_Return)
    clerk.settle()
    assert clerk.status() == f"{CLEARED} 已保存，现为“监测中”。"
    clerk.on(12, 9)
    _meet_about_clearing(clerk)
    _step(clerk, "拟消除", {"消除方式": "帮扶消除"}, CLEARED)
    clerk.on(12, 16)
    _step(clerk, "消除审定", {"审定文号": "区审〔2020〕消1号"}, CLEARED)
    page = _watched(clerk)
    clerk.sees(f"{len(KEPT)} 户 {len(KEPT) * MEMBERS} 人", inside=page)


def _type_clearing_visit(clerk: Clerk, visits: VisitsView) -> None:
    """The income is well above the line now, everything is secured, no risk is found; the cursor ends on 保存."""
    visits.pane.sheet.focus_first()
    amounts = visits.pane.sheet.income.stops()
    assert QApplication.focusWidget() is amounts[0]
    for amount in ("2*12000", *("",) * (len(amounts) - 1), "", "", ""):  # nothing paid for the ill, the heads stay
        clerk.type(amount)
    for answer in "1111112":  # food, clothing, education, medical, housing, water; no risk
        clerk.type(answer)
    for text in ("", "", "建议消除", "", "ZF-2"):  # visited, no difficulty, the opinion, signed, the photograph
        clerk.type(text)
    assert QApplication.focusWidget() is visits.pane.foot.save


def _meet_about_clearing(clerk: Clerk) -> None:
    """The village's meeting of its own kind: called, signed in, voted, written down, ended."""
    view = clerk.tab("评议会议")
    desk = view.meetings.desk
    assert desk.title.text() == "红星村 消除"
    clerk.press("召集", desk)
    clerk.fill({"地点": "村委会", "主持人": "干部1", "记录人": "干部2"})
    clerk.press("召集")
    sheet = desk.attendance
    sheet.table.begin_at(sheet.model.id_at(0), "present")
    for _ in range(OFFICERS):
        QTest.keyClick(sheet.table, Qt.Key.Key_Space)
        QTest.keyClick(sheet.table, Qt.Key.Key_Return)
    clerk.sees(f"应到 {OFFICERS} 人　实到 {OFFICERS} 人", "人数有效")
    clerk.press("保存签到")
    votes = desk.ballot()
    assert [row.household.code for row in votes.model.rows] == [CLEARED]
    votes.table.begin_at(votes.model.id_at(0), "for")
    for cell in (str(OFFICERS), "0", "0", "", "同意"):
        type_cell(votes.table, cell)
    clerk.picture("消除表决")
    clerk.press("保存 1 户的结论")
    clerk.page(desk.pages, "会议记录")
    clerk.press("生成草稿", desk)
    assert "同意消除1户" in desk.minutes.text.toPlainText()
    clerk.press("保存记录", desk)
    clerk.press("结束会议", desk)
    clerk.answer("结束会议")


def _step(clerk: Clerk, step: str, said: dict[str, object], *codes: str) -> None:
    """Take a step of the watched households through its form."""
    page = _watched(clerk)
    clerk.choose(page.table, "户编号", *codes)
    clerk.press(f"{step}…" if len(codes) == 1 else f"{step}（{len(codes)} 户）…", page)
    clerk.fill(said)
    clerk.picture(step)
    clerk.press(f"办理 {len(codes)} 户")
    assert clerk.status() == f"{step}：完成 {len(codes)} 户 / 拒绝 0 户"


def december_is_watched(clerk: Clerk) -> None:
    """One key for each household that stayed; the month's sheets are printed and read."""
    clerk.on(12, 28)
    view = clerk.tab("预警看板")
    clerk.page(view.pages, "月监测")
    _type_newest_month(clerk, view.months)
    clerk.sees(f"{len(KEPT)}/{len(KEPT)}")
    clerk.picture("十二月监测")
    heads = clerk.column(view.months.table, "户主")
    words = clerk.printed("打印…", view.months)
    assert "红星村2020年12月防止返贫动态监测表" in words
    assert all(head in words for head in heads)


def _type_newest_month(clerk: Clerk, page: MonthsPage) -> None:
    """Those that wait alone are listed, in the newest month."""
    clerk.press("本月未监测", page)
    assert len(page.table.grid.rows) == len(KEPT)
    clerk.fill({"监测人": "石监测"}, page)
    page.table.setFocus()
    for _ in KEPT:
        QTest.keyClicks(page.table, "1")
    clerk.settle()


def the_year_is_rolled_over(clerk: Clerk) -> None:
    """The old year cannot be closed before; all go on in the next plan; then it is closed and only read."""
    clerk.on(12, 30)
    plan = clerk.settings("工作方案")
    clerk.press("关闭本年度…", plan)
    clerk.answer("关闭年度")
    clerk.sees(f"2020年还有{len(KEPT)}户的程序和0条预警没有办结或结转，不能关闭。请先办理跨年接续。", inside=plan)
    _step(clerk, "跨年接续", {"接续到哪一年方案": "2021", "签字人": ["陈镇长"]}, *KEPT)
    reports = clerk.tab("报表").papers
    assert reports.catalogue.choose(What.PAPER, "carry_forward_list")
    clerk.settle()
    clerk.sees("待办 0 份，最近存档 1 份")
    clerk.picture("年末结转清单")
    words = pdf_words(clerk.saving(reports.pdf.click))
    assert all(code in words for code in KEPT)
    assert not any(code in words for code in (CLEARED, GONE))
    plan = clerk.settings("工作方案")
    clerk.press("关闭本年度…", plan)
    clerk.answer("关闭年度")
    clerk.sees("已结转，只读", inside=plan)
    assert "不能关闭" not in clerk.words(plan)
    assert not clerk.button("修改方案…", plan).isEnabled()
    clerk.picture("关闭年度")


def january_goes_on(clerk: Clerk) -> None:
    """Between the years the households are watched on; the closed year's cleared one is there no more."""
    clerk.on(1, 10, 2021)
    clerk.sees("接续期 1/1–4/15")
    view = clerk.tab("预警看板")
    clerk.page(view.pages, "月监测")
    _type_newest_month(clerk, view.months)
    clerk.sees("2021年1月", f"{len(KEPT)}/{len(KEPT)}")
    clerk.picture("一月监测")


def one_import_is_undone(clerk: Clerk) -> None:
    """A roster of which the office knows one village alone is taken in and taken back; all is as before."""
    roster = clerk.tab("农户台账")
    clerk.files_to_open(files.roster(clerk.folder))
    clerk.press("导入")
    clerk.press("选择文件…")
    clerk.press("确认导入")
    clerk.sees(f"共{HOUSEHOLDS + files.HOUSEHOLDS // len(files.VILLAGES)}户")
    clerk.press("撤销这次导入…")
    clerk.answer("撤销导入")
    clerk.sees("已撤销", f"共{HOUSEHOLDS}户 {HOUSEHOLDS * MEMBERS}人")
    clerk.press("关闭")
    assert roster.isVisible()


def the_year_is_backed_up(clerk: Clerk) -> Path:
    """Everything is checked, then backed up to where the clerk wants it."""
    page = clerk.settings("备份与恢复")
    clerk.press("检查数据库", page)
    clerk.sees("检查通过：审计", inside=page)
    backup = clerk.saving(lambda: clerk.press("备份到…", page))
    clerk.sees("备份已做好并检查通过", inside=page)
    clerk.picture("备份与恢复")
    return backup


def it_is_gone_back_to(clerk: Clerk, life: Life, backup: Path) -> None:
    """What was typed after the backup is gone; a wrong password leaves all as it is, the right one opens the backup."""
    _step(clerk, "退出", {"事由": "整户迁出", "审定文号": "区审〔2021〕1号"}, KEPT[0])
    clerk.sees(f"{len(KEPT) - 1} 户")
    clerk.files_to_open(backup)
    clerk.press("从备份恢复…", clerk.settings("备份与恢复"))
    assert f"备份里有 {HOUSEHOLDS} 户" in clerk.answer("关闭并恢复")
    clerk.window = None
    _secret(clerk, life, "Falsch-2020-nichts", "恢复并打开")
    clerk.sees("密码不对。请输入做这份备份时", backup.name, inside=_unlock())
    _secret(clerk, life, PASSWORD, "恢复并打开")
    _main_window(clerk, life)
    page = _watched(clerk)
    assert sorted(clerk.column(page.table, "户编号")) == list(KEPT)
    clerk.sees(f"{len(KEPT)} 户 {len(KEPT) * MEMBERS} 人", inside=page)
    clerk.on(1, 10, 2021)
    view = clerk.tab("预警看板")
    clerk.page(view.pages, "月监测")
    assert set(clerk.column(view.months.table, "2021年1月")) == {"正常", ""}
    plan = clerk.settings("工作方案")
    clerk.sees("已结转，只读", inside=plan)
    page = clerk.settings("备份与恢复")
    clerk.press("检查数据库", page)
    clerk.sees("检查通过：审计", inside=page)
    assert "恢复前" in clerk.column(page.table, "何时")
    clerk.picture("恢复以后")
