"""The end of the clerk's year at the window: December's sheets, the roll-over, a backup that is gone back to."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit

from app.bootstrap import OfficeDoors
from app.ui.start.unlock import Unlock
from tests.stories.april_in_the_window import WATCHED
from tests.stories.clerk_at_the_window import Clerk, retype
from tests.stories.rest_in_the_window import months, type_month
from tests.stories.spring_in_the_window import PASSWORD
from tests.stories.year_files import SIZE, codes


def every_month_is_watched(clerk: Clerk) -> None:
    """From June to November each household is checked every month, each round said once."""
    for month in range(6, 12):
        clerk.on(month, 28)
        type_month(clerk, months(clerk))
    clerk.sees(f"{len(WATCHED)}/{len(WATCHED)}")


def without_december_nothing_rolls_over(clerk: Clerk) -> None:
    """The next year's plan is made; the roll-over of a household without December's sheet is refused with words."""
    clerk.on(12, 28)
    page = clerk.settings("工作方案")
    clerk.press("新建年度方案…", page)
    clerk.press("新建")
    clerk.sees("2021年", inside=page)
    entry = clerk.tab("录入建档")
    clerk.page(entry.pages, "监测对象")
    entry.monitored.table.selectAll()
    clerk.settle()
    button = clerk.button("跨年接续")
    clerk.picture("跨年接续前")
    assert not button.isEnabled()
    clerk.sees("12月")


def the_year_is_rolled_over(clerk: Clerk) -> None:
    """December is watched, then all go on in the next plan; the old year is closed and only read."""
    type_month(clerk, months(clerk))
    clerk.on(12, 30)
    entry = clerk.tab("录入建档")
    clerk.page(entry.pages, "监测对象")
    entry.monitored.table.selectAll()
    clerk.settle()
    clerk.press("跨年接续")
    clerk.fill({"新方案": "2021"})
    clerk.picture("跨年接续")
    clerk.press("办理")
    clerk.sees(f"跨年接续：完成 {len(WATCHED)} 户，拒绝 0 户。")
    page = clerk.settings("工作方案")
    clerk.press("关闭年度", page)
    clerk.answer("关闭年度")
    clerk.picture("关闭年度")


def nothing_is_lost(clerk: Clerk) -> None:
    """The whole is checked and backed up; a wrong password opens nothing, the right one everything as it was."""
    page = clerk.settings("备份与恢复")
    clerk.press("检查数据库", page)
    clerk.sees("检查通过：审计", inside=page)
    backup = clerk.saving(lambda: clerk.press("备份到…", page))
    clerk.sees("备份已做好并检查通过", inside=page)
    doors = OfficeDoors(clerk.folder / "另一台电脑.db", lambda *_, **__: None)  # type: ignore[arg-type, return-value]
    unlock = Unlock(doors, clerk.runner)
    clerk.qtbot.addWidget(unlock)  # type: ignore[attr-defined]
    unlock.show()
    unlock.show_backup([backup])
    (line,) = unlock.findChildren(QLineEdit)
    retype(line, "Falsch-2020-nichts")
    clerk.press("恢复并打开", unlock)
    clerk.sees("密码", inside=unlock)
    assert clerk.office is not None
    before = clerk.office.entry.ledger()
    retype(line, PASSWORD)
    with clerk.qtbot.waitSignal(unlock.opened, timeout=60_000) as opened:  # type: ignore[attr-defined]
        clerk.press("恢复并打开", unlock)
    (again,) = opened.args
    try:
        assert sorted(row.household.code for row in again.entry.ledger()) == sorted(codes(*WATCHED))
        assert again.entry.ledger() == before
        assert sum(row.household.member_count for row in before) == len(WATCHED) * SIZE
    finally:
        again.database.close()
