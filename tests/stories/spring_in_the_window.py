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
from app.ui.application import main_window, training_day
from app.ui.common.a11y import nameless
from app.ui.start.assistant import FirstStart
from app.ui.training_day import TrainingDay
from tests.stories import year_files as files
from tests.stories.clerk_at_the_window import Clerk, retype
from tests.stories.year_files import BOOK_HOUSEHOLDS, BOOK_VILLAGE, HOUSEHOLDS, PERSONS, SIZE, code, codes

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
    window = main_window(
        office, clerk.runner, clerk.theme, user=CLERK, today=day, check_secret=office.keyring.check
    )
    clerk.sit_down(window, office)
    clerk.sees("石门镇 防返贫监测帮扶", "排查阶段", "第1天", "共0户 0人")
    clerk.picture("刚建账")


def the_roster_comes_in(clerk: Clerk) -> None:
    """The 32-column export with dirt: looked at, taken in, taken back, taken in again; no row is lost."""
    roster = clerk.tab("农户台账")
    clerk.sees("还没有农户。导入国家系统导出的花名册或户籍册后，这里按村组列出全镇农户。")
    clerk.files_to_open(files.roster(clerk.folder))
    clerk.press("导入花名册…")
    clerk.sees("预览：还没有写入台账", f"户：新增 {HOUSEHOLDS}", f"人：新增 {PERSONS}", "没有导入 1 行")
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
    clerk.picture("again")
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
    clerk.sees("没有导入 2 行")
    clerk.press("确认导入")
    clerk.press("关闭")
    page = screening.page
    assert sorted(clerk.column(page.table, "户编号")) == codes(8, 18)
    assert clerk.column(page.table, "状态") == ["监测中", "监测中"]
    assert page.lists.tabText(1) == "未匹配 2"
    assert clerk.printed("自动纳入名单", page).count(code(8)) == 1
    clerk.picture("自动纳入")


def the_township_is_screened(clerk: Clerk) -> None:
    """The plan's clauses find twelve; incomes from a file bring one more; another line says who would come and go."""
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
    clerk.fill({"收入线": "13000"})
    clerk.sees("没有保存")
    clerk.picture("移动收入线")
    clerk.fill({"收入线": "5000"})
    clerk.press("按方案筛查")
    clerk.picture("筛查")
