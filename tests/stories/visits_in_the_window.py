"""The clerk's April at the window: forms are printed and typed back, villages meet, the district decides, entry."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QTreeWidget

from app.ui.visits.view import VisitsView
from tests.stories.clerk_at_the_window import Clerk, pdf_words
from tests.stories.spring_in_the_window import REPORTED, two
from tests.stories.year_files import NO_PHONE, code, codes

LISTED = tuple(number for number in REPORTED if number != 1)
ABSENT, LATE, JOINED = 12, 14, NO_PHONE


def the_stage_is_over(clerk: Clerk) -> None:
    """The next day screening is grey and says when it was open; a village's late paper is still typed."""
    clerk.on(3, 25)
    screening = clerk.tab("排查筛查")
    clerk.press("筛查")
    clerk.press("按方案筛查")
    clerk.sees("不在排查阶段（2020年3月20日至2020年3月24日）内，不能筛查")
    clerk.picture("筛查已过期")
    clerk.press("村级上报")
    page = screening.page
    clerk.choose(page.table, "村", "青杠村")
    clerk.choose(page.sheet.table, "户编号", code(22))
    clerk.press("不报…")
    clerk.fill({"不报的原因": "已搬到子女家"})
    clerk.press("不报")
    signed = {"上报表编号": "青杠村2号", "签字日期": "3-24", "签字人（两人）": two("青杠村")}
    clerk.fill(signed, page.sheet)
    clerk.press("登记这张上报表")
    clerk.sees("青杠村第 2 张上报表已登记：上报 0 户，不报 1 户。")


def forms_go_out(clerk: Clerk) -> None:
    """A team is made, all villages are given to it, its forms are printed and read back."""
    visits = clerk.tab("入户走访")
    visits.teams.add.click()
    clerk.fill_line("组名", "第一组")
    clerk.fill_line("第 1 位签字人姓名", "王经办")
    clerk.fill_line("第 2 位签字人姓名", "赵队员")
    clerk.press("保存")
    clerk.press("按村组分配…")
    panel = clerk.screen
    panel.findChild(QComboBox).setCurrentText("第一组")
    tree = panel.findChild(QTreeWidget)
    for position in range(tree.topLevelItemCount()):
        tree.topLevelItem(position).setCheckState(0, Qt.CheckState.Checked)
    clerk.press("分配")
    assert f"已分配 {len(LISTED)} 户" in clerk.status()
    visits.print_menu.aboutToShow.emit()
    action = next(a for a in visits.print_menu.actions() if a.text() == f"还没打印的 {len(LISTED)} 户的走访表…")
    forms = pdf_words(clerk.saving(action.trigger))
    assert all(number in forms for number in codes(*LISTED))
    clerk.sees(f"已打印 {len(LISTED)}")
    clerk.picture("走访表已打印")


def forms_come_back(clerk: Clerk) -> None:
    """Typed by keyboard alone, 保存并下一户 each time; one household is not at home, one waits for another day."""
    clerk.on(3, 30)
    visits = clerk.tab("入户走访")
    left = {code(number) for number in LISTED if number != LATE}
    scan(clerk, visits, min(left))
    while left:
        if visits.pane.sheet is None or visits.pane.sheet.code not in left:
            scan(clerk, visits, min(left))
        number = visits.pane.sheet.code
        left.remove(number)
        if number == code(ABSENT):
            clerk.page(visits.pane.tabs, "未遇")
            clerk.fill({"结果": "未遇", "下次走访": "4-3"}, visits.pane)
            clerk.press("保存并下一户", visits.pane)
            continue
        type_form(clerk, visits)
        if len(left) == 6:
            clerk.picture("走访录入")
        clerk.key(Qt.Key.Key_Return)
        clerk.settle()
        assert f"{number} 已保存，现为“已走访”" in clerk.status()
    clerk.sees(f"已走访 {len(LISTED) - 2}")


def one_joins_on_the_way(clerk: Clerk) -> None:
    """Met on the visit: joined, its form typed, its comparison answered by the township itself and closed."""
    visits = clerk.tab("入户走访")
    clerk.press("走访新增…")
    clerk.type(code(JOINED), then=None)
    clerk.settle()
    clerk.fill({"发现人": "赵队员", "困难情况": "务工不稳", "预计全家年纯收入": "13500"})
    clerk.picture("走访新增")
    clerk.press("登记")
    clerk.sees("补比对未办结")
    assert visits.pane.sheet.code == code(JOINED)
    if not visits.pane.sheet.form.value("visitors"):
        clerk.fill({"走访人": ["王经办", "赵队员"]}, visits.pane)
        visits.pane.sheet.focus_first()
    type_form(clerk, visits)
    clerk.press("保存", visits.pane)
    screening = clerk.tab("排查筛查")
    clerk.press("信息比对")
    waiting = clerk.page(screening.page.pages, "未答复")
    clerk.choose(waiting.table, "户编号", code(JOINED))
    waiting.item_table.selectAll()
    clerk.press("无疑点…", waiting)
    clerk.fill({"比对单位或经办人": "石门镇"})
    clerk.press("登记")
    closing = clerk.page(screening.page.pages, "可以办结")
    clerk.press("比对办结…", closing)
    clerk.fill({"核实人": ["王经办", "赵队员"]}, screening.pane)
    clerk.press("办理", screening.pane)
    clerk.sees("比对办结：完成 1 户，拒绝 0 户。")
    clerk.on(4, 3)
    visits = clerk.tab("入户走访")
    clerk.sees("到期再访 1")
    scan(clerk, visits, code(ABSENT))
    type_form(clerk, visits)
    clerk.press("保存", visits.pane)
    assert "现为“已走访”" in clerk.status()


def scan(clerk: Clerk, visits: VisitsView, number: str) -> None:
    """F4, the household's code from the paper, Enter."""
    QTest.keyClick(visits, Qt.Key.Key_F4)
    visits.scan.setFocus()
    visits.scan.box.clear()
    clerk.type(number)
    clerk.settle()
    assert visits.pane.sheet is not None
    assert visits.pane.sheet.code == number


def type_form(clerk: Clerk, visits: VisitsView) -> None:
    """From the first amount to the last field, as it stands on the paper; the cursor ends on 保存并下一户."""
    amounts = visits.pane.sheet.income.stops()
    assert QApplication.focusWidget() is amounts[0]
    for amount in ("6*1500", "1800", *("",) * (len(amounts) - 2)):
        clerk.type(amount)
    clerk.type("")  # 理赔
    clerk.type("800")  # 自付
    clerk.type("")  # the heads stay
    for answer in "1111211":  # food, clothing, education, medical, housing not, water; a risk
        clerk.type(answer)
    clerk.type(" ")  # the first risk: illness
    clerk.type("")  # visited, not by phone
    clerk.type("家中有病人，支出较大")
    clerk.type("建议纳入")
    clerk.type("")  # signed
    clerk.type("ZF-1")
    assert QApplication.focusWidget() is visits.pane.foot.save_next
