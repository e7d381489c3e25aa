"""The rest of the clerk's year at the window: months, an alert, reports, the roll-over, the backup."""

from __future__ import annotations

from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.services.monitoring.months import Month
from app.ui.alerts.months_page import MonthsPage
from app.ui.alerts.pane import AlertPane
from app.ui.reports.catalogue import What
from tests.stories.april_in_the_window import LEADER, WATCHED
from tests.stories.clerk_at_the_window import Clerk, pdf_words
from tests.stories.year_files import SIZE, code, codes

GAP = 10  # 脱贫监测户 whose member is not insured in May
EXIT_ITEMS = ("义务教育", "基本医疗", "安全住房", "安全饮水", "生活用电", "广播电视")


def april_is_watched(clerk: Clerk) -> None:
    """One key for each household, the round's day and checker said once."""
    clerk.on(4, 20)
    page = months(clerk)
    assert sorted(row.household.code for row in page.table.grid.rows) == codes(*sorted(WATCHED))
    type_month(clerk, page)
    clerk.sees(f"{len(WATCHED)}/{len(WATCHED)}")
    clerk.picture("四月监测")


def months(clerk: Clerk) -> MonthsPage:
    """The month grid, the cursor at the newest month, who checks typed in."""
    view = clerk.tab("预警看板")
    clerk.page(view.pages, "月监测")
    view.months.table.put_cursor(0, view.months.table.grid.months[-1])
    clerk.fill({"监测人": "石监测"}, view.months)
    view.months.table.setFocus()
    return view.months


def type_month(clerk: Clerk, page: MonthsPage, keys: str = "1") -> None:
    """One key for each household."""
    for _ in WATCHED:
        QTest.keyClicks(page.table, keys)
    clerk.settle()


def may_shows_a_gap(clerk: Clerk) -> None:
    """Item by item for the one that lacks something, the others as last month; the gap becomes an alert at once."""
    clerk.on(5, 6)
    page = months(clerk)
    place = [row.household.code for row in page.table.grid.rows].index(code(GAP))
    page.table.put_cursor(place, Month(2020, 5))
    QTest.keyClick(page.table, Qt.Key.Key_Return)
    clerk.settle()
    for key in "113":  # housing, education, medical
        clerk.type(key, then=None)
    clerk.type("一人未参保")
    clerk.picture("月监测逐项")
    for key in "1111":
        clerk.type(key, then=None)
    clerk.settle()
    clerk.sees("有缺项，还没有标注预警。")
    page.carry_button.click()
    assert f"{len(WATCHED) - 1} 户" in clerk.answer("沿用")
    clerk.press("缺项转预警（1）", page)
    clerk.fill({"村签字人": ["石监测"]}, page)
    clerk.press("标注所选 1 项为预警", page)
    clerk.sees("缺项转预警（0）")
    view = clerk.tab("预警看板")
    assert view.pages.tabText(1) == "预警名单 1"


def the_alert_is_handled(clerk: Clerk) -> None:
    """First check, the leader's word, the department, its measure and proof."""
    pane = _alert(clerk)
    _take(clerk, pane, "review_village", {"核查情况": "属实", "初审签字人": ["石支书"]}, "村初审")
    clerk.on(5, 7)
    pane = _alert(clerk)
    _take(clerk, pane, "confirm", {"预警级别": "紧急"}, "预警对象")
    _take(clerk, pane, "assign", {}, "已交办")
    clerk.picture("已交办")
    clerk.on(5, 8)
    pane = _alert(clerk)
    _take(clerk, pane, "accept", {"接收人": "周医保"}, "已交办")
    pane.bar.button("plan_measures").click()
    clerk.settle()
    clerk.fill({"具体措施": "代缴医保", "责任人": "周医保"}, pane)
    clerk.picture("定措施")
    clerk.press("保存", pane.step)
    clerk.sees("帮扶中", inside=pane)
    clerk.on(5, 18)
    pane = _alert(clerk)
    pane.tabs.setCurrentWidget(pane.measures)
    clerk.press("登记完成", pane.measures)
    clerk.fill({"佐证": "参保凭证"}, pane)
    clerk.press("保存", pane.step)
    clerk.on(5, 19)
    pane = _alert(clerk)
    _take(clerk, pane, "request_closure", {"申请表文号": "医保1号", "部门签字人": ["周医保"]}, "申请销号")


def the_alert_is_closed(clerk: Clerk) -> None:
    """Two look on site, every exit item is answered, the leader approves."""
    clerk.on(5, 22)
    pane = _alert(clerk)
    pane.bar.button("close").click()
    clerk.settle()
    clerk.fill({"现场核实人": ["李检", "王经办"], "核实情况": "已参保", "分管领导": [LEADER]}, pane)
    clerk.press("保存", pane.step)
    clerk.sees("义务教育", inside=pane)
    for item in EXIT_ITEMS:
        clerk.fill({item: "是"}, pane.step)
    clerk.fill({"家庭年纯收入": "15000", "计算人均的人数": "3"}, pane)
    clerk.picture("核实销号")
    clerk.press("保存", pane.step)
    assert clerk.status().endswith("现为“已销号”。"), (clerk.status(), clerk.words(pane.step))


def the_village_looks_again(clerk: Clerk) -> None:
    """The closed alert is found behind 待回访; a look back within thirty days is closed and says from when it opens."""
    clerk.on(5, 25)
    pane = _alert(clerk, "待回访")
    _take(clerk, pane, "record_update", {"更新的系统": "医保系统"}, "部门已更新")
    pane.bar.button("follow_up").click()
    clerk.sees("6月21日", inside=pane)
    clerk.on(6, 22)
    pane = _alert(clerk, "回访到期")
    _take(clerk, pane, "follow_up", {"回访结果": "稳定"}, "已回访")
    clerk.picture("已回访")


def june_is_watched(clerk: Clerk) -> None:
    """June is looked at in every household, the one that was helped among them."""
    type_month(clerk, months(clerk))
    clerk.sees(f"{len(WATCHED)}/{len(WATCHED)}", "缺项转预警（0）")


def the_platform_is_brought_up_to_date(clerk: Clerk) -> None:
    """What the alert left to do on the national platform is finished, and gone from the list."""
    view = clerk.tab("录入建档")
    page = clerk.page(view.pages, "平台待办")
    assert clerk.column(page.table, "事项") == ["标注预警", "预警销号"]
    page.table.selectAll()
    clerk.press("办结 2 条…", page)
    clerk.press("办结")
    clerk.sees("平台上没有要办的事项。", inside=page)


def _alert(clerk: Clerk, chip: str = "") -> AlertPane:
    """The first alert of the list, behind the chip that is pressed for it."""
    view = clerk.tab("预警看板")
    clerk.page(view.pages, "预警名单")
    if chip:
        clerk.press(chip, view.list.filters)
    view.list.table.select_position(0)
    clerk.settle()
    view.list.table.opened.emit(view.list.table.current_id())
    clerk.settle()
    return view.list.pane


def _take(clerk: Clerk, pane: AlertPane, action: str, said: dict[str, object], state: str) -> None:
    pane.bar.button(action).click()
    clerk.settle()
    assert pane.step.action == action, pane.bar.reasons.text
    clerk.fill(said, pane.step)
    clerk.press("保存", pane.step)
    assert clerk.status().endswith(f"现为“{state}”。"), (clerk.status(), clerk.words(pane))


def stages_are_reported(clerk: Clerk) -> None:
    """The report of the visiting and of the monitoring stage: looked at, kept, and counted again from its lists."""
    clerk.on(7, 1)
    view = clerk.tab("报表").papers
    for stage, count in (("D", len(WATCHED)), ("M", len(WATCHED))):
        assert view.catalogue.choose(What.REPORT, stage)
        clerk.settle()
        shown = "".join(view.preview.text_of(page) for page in range(view.preview.page_count))
        assert "预览，未存档" in "".join(shown.split())
        clerk.picture(f"阶段报告{stage}")
        words = pdf_words(clerk.saving(view.pdf.click))
        assert f"我镇监测程序内农户{count}户{count * SIZE}人" in words
        book = load_workbook(clerk.saving(view.excel.click))
        cells = {str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row}
        assert set(codes(*WATCHED)) <= cells
    assert "共标注预警1件，未结0件" in words


def nothing_is_late(clerk: Clerk) -> None:
    """The workbench knows of nothing overdue that the clerk did not do."""
    view = clerk.tab("工作台")
    clerk.picture("工作台")
    late = {row.kind: row.items for row in view.today.due.rows if row.is_late}
    assert set(late) == {"no_measure"}  # who was not alerted got no help in this story
