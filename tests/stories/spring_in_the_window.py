"""The clerk's spring at the window: the office is founded, lists come in, screening, comparison, visits."""

from __future__ import annotations

import re
from datetime import date

from openpyxl import load_workbook
from PySide6.QtWidgets import QLabel, QLineEdit

from app.bootstrap import OfficeDoors
from app.services import recovery
from app.services.context import Actor
from app.services.settings import TRAINING
from app.ui.common.a11y import nameless
from app.ui.office_window import main_window, training_day
from app.ui.start.assistant import FirstStart
from app.ui.training_day import TrainingDay
from tests.stories import year_files as files
from tests.stories.clerk_at_the_window import Clerk, retype
from tests.stories.year_files import BOOK_HOUSEHOLDS, BOOK_VILLAGE, HOUSEHOLDS, PERSONS, SIZE, code, codes, person

START = date(2020, 3, 20)
PLAN = "2020年防止返贫致贫监测和帮扶工作方案"
PASSWORD = "石门Shan2020!"
CLERK = "王测"


def the_office_is_founded(clerk: Clerk) -> None:
    """Office, plan, password, the recovery code typed back: the window opens on the plan's first day."""
    doors = OfficeDoors(clerk.folder / "office.db", lambda *_, **__: None)  # type: ignore[arg-type, return-value]
    start = FirstStart(doors, clerk.runner, today=START)
    start.resize(1366, 768)
    start.show()

    def lines() -> list[QLineEdit]:
        return [line for line in start.findChildren(QLineEdit) if line.isVisible()]

    clerk.press("为本乡镇建立台账", start)
    for line, text in zip(lines(), ("石门镇", "云岭区", CLERK), strict=True):
        retype(line, text)
    clerk.press("下一步", start)
    clerk.fill({"工作方案": PLAN, "年度": "2020"}, start)
    clerk.sees("动态监测及补短帮扶阶段", "收入线 5,000 元/人", inside=start)
    clerk.press("下一步", start)
    for line in lines():
        retype(line, PASSWORD)
    clerk.sees("✓ 可以使用", inside=start)
    clerk.press("建立加密台账", start)
    clerk.sees("第4步", inside=start)
    shown = next(label for label in start.findChildren(QLabel) if label.accessibleName() == "恢复码")
    groups = dict(re.findall(r"(\d):(\S+)", shown.text()))
    asked = re.findall(r"第 (\d) 组", clerk.words(start))
    for number, line in zip(asked, lines(), strict=True):
        retype(line, groups[number].lower())
    assert len(recovery.groups("".join(groups.values()))) == 9
    with clerk.qtbot.waitSignal(start.opened) as opened:  # type: ignore[attr-defined]
        clerk.press("完成，开始使用", start)
    (office,) = opened.args
    start.close()
    # From here on the clerk practises: only a training office lets the day be chosen.
    office.settings.put(TRAINING, True, actor=Actor(CLERK, CLERK, "石门镇"), today=START)
    day = TrainingDay(training_day(office))
    window = main_window(office, clerk.runner, clerk.theme, user=CLERK, today=day, check_secret=office.keyring.check)
    clerk.sit_down(window, office)
    clerk.sees("石门镇 防返贫监测帮扶", "排查阶段", "第1天", "共0户 0人")
    clerk.picture("刚建账")


def the_roster_comes_in(clerk: Clerk) -> None:
    """The 32-column export with dirt: looked at, taken in, taken back, taken in again; no row is lost."""
    roster = clerk.tab("农户台账")
    clerk.sees("还没有农户。导入国家系统导出的花名册或户籍册后，这里按村组列出全镇农户。")
    clerk.files_to_open(files.roster(clerk.folder))
    clerk.press("导入花名册…")
    clerk.sees("预览：还没有写入台账", f"户：新增 {HOUSEHOLDS}", f"行＝新增 {PERSONS}＋", "未导入 1")
    assert "共0户 0人" in clerk.words()
    rejected = clerk.page(roster.importing.details, "没有导入的行")
    assert clerk.column(rejected, "行") == [str(files.DESTROYED_ROW)]
    clerk.picture("导入预览")
    errors = clerk.saving(lambda: clerk.press("导出未导入的行…"))
    assert "王无号" in {cell.value for sheet in load_workbook(errors) for row in sheet.iter_rows() for cell in row}
    clerk.press("确认导入")
    clerk.sees("已导入", f"共{HOUSEHOLDS}户 {PERSONS}人")
    clerk.press("撤销这次导入…")
    assert "台账回到导入前" in clerk.answer("撤销导入")
    clerk.sees("已撤销", "共0户 0人")
    clerk.press("选择文件…")
    clerk.press("确认导入")
    clerk.press("关闭")
    clerk.sees(f"共{HOUSEHOLDS}户 {PERSONS}人", *files.VILLAGES)
    assert nameless(clerk.window) == []
    clerk.picture("农户台账")


def a_village_sends_its_book(clerk: Clerk) -> None:
    """A book of an unknown village leads to 设置 → 村组; incomes that the export lacks come from a file."""
    clerk.tab("农户台账")
    clerk.files_to_open(files.village_book(clerk.folder))
    clerk.press("导入")
    clerk.press("选择文件…")
    clerk.sees("没有可以导入的行")
    clerk.picture("不认识的村")
    clerk.settings("村组")
    clerk.press("新增村…")
    clerk.fill({"村（社区）名称": BOOK_VILLAGE})
    clerk.press("新增")
    clerk.picture("村组")
    clerk.sees("已新增。")
    clerk.tab("农户台账")
    clerk.press("选择文件…")
    clerk.sees(f"户：新增 {BOOK_HOUSEHOLDS}")
    clerk.press("确认导入")
    clerk.press("关闭")
    clerk.sees(f"共{HOUSEHOLDS + BOOK_HOUSEHOLDS}户 {PERSONS + BOOK_HOUSEHOLDS * SIZE}人")


def last_years_households_are_carried_over(clerk: Clerk) -> None:
    """Two of last year's households go on; two rows find nobody and wait."""
    screening = clerk.tab("排查筛查")
    clerk.press("自动纳入")
    clerk.files_to_open(files.carried_over(clerk.folder))
    clerk.press("导入名单…")
    clerk.sees("未导入 2")
    clerk.press("确认导入")
    clerk.press("关闭")
    page = screening.page
    assert sorted(clerk.column(page.table, "户编号")) == codes(8, 18)
    assert clerk.column(page.table, "办理状态") == ["监测中", "监测中"]
    assert page.lists.tabText(1) == "未匹配 2"
    assert clerk.printed("自动纳入名单", page).count(code(8)) == 1
    clerk.picture("自动纳入")


def the_township_is_screened(clerk: Clerk) -> None:
    """The plan's clauses find twelve; a clue and an income bring one more; another line says who would come and go."""
    screening = clerk.tab("排查筛查")
    clerk.press("筛查")
    clerk.press("按方案筛查")
    page = screening.page
    poor = [number for number in range(HOUSEHOLDS) if files.is_poor(number)]
    assert sorted(clerk.column(page.table, "户编号")) == codes(*poor)
    clerk.files_to_open(files.incomes(clerk.folder))
    clerk.press("导入收入")
    clerk.press("确认导入")
    clerk.press("关闭")
    clerk.press("线索登记")
    clerk.files_to_open(files.clues(clerk.folder))
    clerk.press("从表导入…")
    clerk.press("确认导入")
    clerk.press("关闭")
    clerk.sees("家中有人停工", "有一户没有水")
    clerk.picture("线索登记")
    clerk.press("筛查")
    clerk.sees("现在筛查会多出 1 户、减少 0 户")
    clerk.fill({"收入线": "3000"})
    clerk.sees("进入 +0户", "退出 −13户", "红星村 +0/−4", "（没有保存）")
    clerk.picture("移动收入线")
    clerk.press("恢复")
    clerk.press("按方案筛查")
    assert sorted(clerk.column(page.table, "户编号")) == codes(*sorted([*poor, 14]))
    clerk.sees("命中名单与现在的数据一致。")
    clerk.choose(page.table, "户编号", code(14))
    page.table.opened.emit(page.table.current_id())
    clerk.settle()
    clerk.sees("预计人均纯收入低于收入线", "4,200 元")
    clerk.picture("筛查理由")


SAYS = {  # village: those it reports, those it strikes
    "红星村": ((0, 1, 2), (3,)),
    "石桥村": ((10, 11, 12, 13, 14), ()),
    "青杠村": ((20, 21), (23,)),
    BOOK_VILLAGE: ((), ()),
}
REPORTED = tuple(number for reported, _ in SAYS.values() for number in reported)


def villages_answer(clerk: Clerk) -> None:
    """Ten are reported, two struck, one is left open by its village; the village without a hit reports zero."""
    clerk.on(3, 21)
    screening = clerk.tab("排查筛查")
    clerk.press("村级上报")
    page = screening.page
    clerk.sees("4 个村中已上报 0 个")
    for village, (reported, struck) in SAYS.items():
        clerk.choose(page.table, "村", village)
        if reported:
            clerk.choose(page.sheet.table, "户编号", *codes(*reported))
            clerk.press("上报", page.sheet)
        if struck:
            clerk.choose(page.sheet.table, "户编号", *codes(*struck))
            clerk.press("不报…")
            clerk.fill({"不报的原因": "子女有稳定工作"})
            clerk.press("不报")
        if not reported:
            clerk.press("零报告", page.sheet)
        clerk.fill({"上报表编号": f"{village}1号", "签字人（两人）": two(village)}, page.sheet)
        clerk.press("登记这张上报表")
        clerk.sees(f"{village}第 1 张上报表已登记")
    clerk.sees("4 个村中已上报 4 个", "村级上报 4/4", "筛查 13（未答 1）")
    clerk.picture("村级上报")
    clerk.choose(page.table, "村", "红星村")
    sheet = clerk.printed("打印上报表", page.sheet)
    assert all(number in sheet for number in codes(0, 1, 2, 3))


def two(village: str) -> list[str]:
    return [f"{village[0]}支书", f"{village[0]}主任"]


def the_township_sums_up(clerk: Clerk) -> None:
    """The list goes to the district with a number, and the request to the departments leaves as a workbook."""
    clerk.on(3, 22)
    screening = clerk.tab("排查筛查")
    clerk.press("镇级汇总")
    assert sorted(clerk.column(screening.page.table, "户编号")) == codes(*REPORTED)
    clerk.press("汇总报区、申请比对…")
    clerk.picture("镇级汇总")
    clerk.fill({"名单文号": "石脱贫〔2020〕1号"}, screening.pane)
    clerk.press("办理", screening.pane)
    clerk.sees(f"汇总报区：完成 {len(REPORTED)} 户，拒绝 0 户。", f"信息比对 {len(REPORTED)}")
    assert "石脱贫〔2020〕1号" in clerk.printed("镇级汇总表", screening.page)
    clerk.press("信息比对")
    clerk.press("导出比对申请…")
    request = clerk.saving(lambda: clerk.press("选择文件…"))
    clerk.sees(f"比对申请第1批：{len(REPORTED) * SIZE * 5} 行")
    files.answered_request(
        request, clerk.folder / "部门反馈.xlsx", {person(1, 0): "川A10001", person(2, 1): "川A10002"}
    )


def departments_answer(clerk: Clerk) -> None:
    """Their workbook is looked at and taken in: two doubts, everything else is clear."""
    clerk.on(3, 23)
    screening = clerk.tab("排查筛查")
    clerk.press("信息比对")
    clerk.files_to_open(clerk.folder / "部门反馈.xlsx")
    clerk.press("导入比对结果…")
    clerk.sees("预览，还没有写入", f"对上 {len(REPORTED) * SIZE * 5}")
    clerk.picture("比对结果预览")
    clerk.press("确认导入")
    clerk.sees("无疑点 148，疑似 2，未答复 0，免比对 0")
    clerk.press("关闭")
    assert screening.page.pages.tabText(1) == "疑似核实 2"


def two_conclude_the_doubts(clerk: Clerk) -> None:
    """One doubt does not matter; the other ends its household's case; the rest of the comparison is closed."""
    screening = clerk.tab("排查筛查")
    desk = clerk.page(screening.page.pages, "疑似核实")
    found = {"佐证材料": "行驶证查询单", "核实情况": "实地查看"}
    clerk.choose(desk.table, "姓名", person(2, 1)[0])
    clerk.sees("川A10002")
    clerk.fill({"结论": "不影响", **found, "核实人（两人）": ["王经办"]}, desk.card)
    clerk.press("保存结论")
    clerk.sees("两名")
    clerk.fill({"核实人（两人）": ["王经办", "赵队员"]}, desk.card)
    clerk.press("保存结论")
    clerk.choose(desk.table, "姓名", person(1, 0)[0])
    clerk.fill({"结论": "不符合", **found}, desk.card)
    clerk.press("保存结论")
    clerk.picture("疑似核实")
    clerk.press("下一步：比对不符")
    clerk.press("保存", desk.card.step)
    clerk.sees("不纳入")
    closing = clerk.page(screening.page.pages, "可以办结")
    clerk.press("比对办结…", closing)
    clerk.fill({"核实人": ["王经办", "赵队员"], "依据": "部门反馈表"}, screening.pane)
    clerk.press("办理", screening.pane)
    clerk.sees(f"比对办结：完成 {len(REPORTED) - 1} 户，拒绝 0 户。")


def the_list_is_confirmed(clerk: Clerk) -> None:
    """On the stage's last day the list comes back from the district and goes to the villages."""
    clerk.on(3, 24)
    screening = clerk.tab("排查筛查")
    clerk.press("审定分发")
    clerk.press("列入初步名单…")
    clerk.fill({"名单文号": "区脱贫〔2020〕2号"}, screening.pane)
    clerk.press("办理", screening.pane)
    clerk.sees(f"列入初步名单：完成 {len(REPORTED) - 1} 户，拒绝 0 户。")
    page = screening.page
    page.lists.setCurrentIndex(1)
    assert sorted(clerk.column(page.confirmed_table, "户编号")) == codes(*(n for n in REPORTED if n != 1))
    clerk.picture("审定分发")
    words = clerk.printed("初步监测名单", page)
    assert code(0) in words
    assert code(1) not in words
