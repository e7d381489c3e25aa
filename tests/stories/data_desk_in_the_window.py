"""The clerk at the data desk: each chapter is one page of 农户台账 → 数据, on the day on which its list arrives."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any, cast

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox

from app.ui.common.desk_page import DeskPage
from app.ui.common.purpose import PurposePanel
from app.ui.roster.view import RosterView
from tests.services.files.making import xlsx
from tests.services.towns import citizen
from tests.stories.clerk_at_the_window import Clerk, retype

_OLD, _YOUNG, _CHILD = date(1950, 5, 1), date(1985, 3, 2), date(2010, 6, 1)
HEADER = ["行政村", "组", "户编号", "姓名", "证件号码", "出生日期", "与户主关系", "民族", "健康状况", "户联系电话"]
HEAD, WIFE, DAUGHTER = citizen(101), citizen(102), citizen(104, born=_CHILD)
TWIN, DAMAGED = citizen(113, born=_YOUNG), citizen(119, born=_YOUNG)
ONE, TWO, THREE, FOUR = (f"51999900000{n}" for n in range(1, 5))


def _wide(text: str) -> str:
    return "".join(chr(ord(digit) + 0xFEE0) for digit in text)


def _row(village: str, code: str, name: str, number: str, relation: str, phone: str = "", **said: str) -> list[str]:
    born, ethnicity = said.get("born", ""), said.get("ethnicity", "汉族")
    return [village, "1组", code, name, number, born, relation, ethnicity, "健康", phone]


PEOPLE: Sequence[list[str]] = (
    _row("红星村", ONE, "王大山", _wide(HEAD), "户主", "13800000001"),
    _row("红星村", ONE, "李秀英", f"'{WIFE}", "配偶", "13800000001", ethnicity=""),
    _row("红星村", ONE, "王小雨", DAUGHTER + "\u00a0", "之女", "13800000001"),
    _row("红星村", TWO, "测老明", citizen(111, born=_OLD), "户主", "13800000002"),
    _row("红星村", TWO, "测小明", TWIN, "之子", "13800000002"),
    _row("红星村", THREE, "赵新来", citizen(115, born=_OLD), "户主", "13800000003"),
    _row("红星村", THREE, "测小明", TWIN[:6] + TWIN[8:17], "其他", "13800000003"),
    _row("石桥村", FOUR, "欧阳建国", citizen(117, born=_OLD), "户主", "0830-1234567"),
    _row("石桥村", FOUR, "欧阳小", DAMAGED[:17], "之子", "0830-1234567"),
)


def _sheet(clerk: Clerk, name: str, people: Sequence[list[str]]) -> Path:
    total = ["合计", *[""] * 2, f"{len(people)}人", *[""] * 6]
    return xlsx(clerk.folder / name, [["石门镇农户花名册"], HEADER, *people, total, ["填表人：张经办"]])


def _roster(clerk: Clerk) -> RosterView:
    view = clerk.tab("农户台账")
    assert isinstance(view, RosterView)
    return view


def _page(clerk: Clerk, title: str) -> Any:
    """A page of the menu 数据."""
    view = _roster(clerk)
    menu = clerk.button("数据", view).menu()  # type: ignore[attr-defined]
    next(action for action in menu.actions() if action.text() == title).trigger()
    clerk.settle()
    (page,) = (page for page in view.findChildren(DeskPage) if page.isVisible())
    return page


def _pick(clerk: Clerk, box: QComboBox, beginning: str) -> None:
    """Choose in a box as by a click."""
    box.setCurrentIndex(next(n for n in range(box.count()) if box.itemText(n).startswith(beginning)))
    box.activated.emit(box.currentIndex())
    clerk.settle()


def _look_at(clerk: Clerk, file: Path) -> None:
    """Choose the file to import and look at what it would change."""
    _roster(clerk)
    clerk.files_to_open(file)
    clerk.press("导入")
    clerk.press("选择文件…")
    clerk.sees("预览：还没有写入台账")


def a_dirty_roster_comes_in(clerk: Clerk) -> None:
    """Full-width digits, an apostrophe, a blank behind a number, a total, a signature: all said, nothing refused."""
    _look_at(clerk, _sheet(clerk, "农户花名册_20200310.xlsx", PEOPLE))
    clerk.sees(f"户：新增 {len({row[2] for row in PEOPLE})}", "合计签字行 2")
    clerk.picture("脏花名册预览")
    clerk.press("确认导入")
    clerk.sees("已导入", "共4户 9人")
    clerk.press("关闭")


def a_newer_list_leaves_questions(clerk: Clerk) -> None:
    """A later list says another telephone and does not know the daughter any more."""
    newer = [[*row[:9], "13900000001"] for row in PEOPLE[:2]]
    _look_at(clerk, _sheet(clerk, "红星村花名册_20200318.xlsx", newer))
    clerk.press("确认导入")
    clerk.sees("已导入")
    clerk.press("去核对 1 件")


def the_questions_are_decided(clerk: Clerk) -> None:
    """王小雨 still lives there: one key."""
    page = _page(clerk, "待核对事项")
    clerk.sees("王小雨", inside=page)
    clerk.picture("待核对事项")
    page.table.setFocus()
    QTest.keyClick(page.table, Qt.Key.Key_1)
    clerk.settle()
    clerk.sees("没有待核对的事项", inside=page)
    assert _members(clerk, ONE) == ["王大山", "李秀英", "王小雨"]


def _members(clerk: Clerk, code: str) -> list[str]:
    return [str(member["name"]) for member in _told(clerk, code)]


def _told(clerk: Clerk, code: str) -> list[dict[str, object]]:
    assert clerk.office is not None
    return cast("list[dict[str, object]]", clerk.office.households.page(code)["members"])


def the_checks_are_run_and_a_field_is_mended(clerk: Clerk) -> None:
    """李秀英 has no 民族: from the finding to the field, typed, looked at again, gone."""
    page = _page(clerk, "疑点检查")
    clerk.press("运行检查", page)
    assert "已检查 4 户" in clerk.status()
    page.tree.choose(("2_01_001",))
    clerk.settle()
    assert clerk.column(page.table, "姓名") == ["李秀英"]
    clerk.picture("疑点")
    page.table.select_position(0)
    clerk.press("去改", page)
    assert clerk.screen.windowTitle() == "修改成员"
    clerk.fill({"民族": "汉族"})
    clerk.picture("去改")
    clerk.press("保存")
    page = _page(clerk, "疑点检查")
    page.table.select_position(0)
    clerk.press("复查本户", page)
    assert "已复查 1 户：1 条已改" in clerk.status()
    assert clerk.column(page.table, "姓名") == []


def one_finding_is_so(clerk: Clerk) -> None:
    """The telephone of 欧阳建国 is a landline, and that is so."""
    page = _page(clerk, "疑点检查")
    page.tree.choose(("4_02_001",))
    clerk.settle()
    assert clerk.column(page.table, "户编号") == [FOUR]
    page.table.select_position(0)
    clerk.press("属实，豁免", page)
    clerk.fill({"豁免理由": "家中只有座机"})
    clerk.press("豁免")
    assert clerk.column(page.table, "户编号") == []
    clerk.press("运行检查", page)
    assert "已豁免 1 条" in clerk.status()
    assert clerk.column(page.table, "户编号") == []


def a_number_gets_its_last_digit_back(clerk: Clerk) -> None:
    """The number with seventeen digits has one candidate: Enter takes it."""
    page = _page(clerk, "证件核对")
    position = clerk.column(page.table, "姓名").index("欧阳小")
    page.table.select_position(position)
    clerk.settle()
    clerk.sees("号码损坏", inside=page)
    clerk.picture("证件核对")
    QTest.keyClick(page.table, Qt.Key.Key_Return)
    clerk.settle()
    assert "欧阳小" not in clerk.column(page.table, "姓名")
    assert [m["id_number"] for m in _told(clerk, FOUR) if m["name"] == "欧阳小"] == [DAMAGED]


def two_records_are_one_person_and_again_two(clerk: Clerk) -> None:
    """测小明 stands in two households: joined in one of them, and taken back."""
    page = _page(clerk, "疑似重复人员")
    assert page.model.rowCount() == 1
    clerk.sees("姓名相同", inside=page)
    _pick(clerk, page.case.household, page.case.household.itemText(1))
    clerk.picture("疑似重复")
    clerk.press("合并", page)
    clerk.answer("合并")
    clerk.sees("没有疑似重复的人员", inside=page)
    assert sorted([_members(clerk, TWO).count("测小明"), _members(clerk, THREE).count("测小明")]) == [0, 1]
    clerk.press("已处理", page)
    clerk.press("撤销合并")
    clerk.press("关闭")
    assert page.model.rowCount() == 1
    assert [_members(clerk, code).count("测小明") for code in (TWO, THREE)] == [1, 1]


def a_newer_export_is_held_against_the_ledger(clerk: Clerk) -> None:
    """The national export calls 王大山 ill and a Miao: one is taken, the other goes to the platform's list."""
    page = _page(clerk, "台账比对")
    row = [*PEOPLE[0]]
    row[4], row[7], row[8] = HEAD, "苗族", "长期慢性病"
    clerk.files_to_open(_sheet(clerk, "国家系统导出_20200319.xlsx", [row, *PEOPLE[1:]]))
    clerk.press("选择要比对的表", page)
    clerk.press("开始比对")
    clerk.picture("台账比对")
    page.window().activateWindow()
    for field, key in (("民族", Qt.Key.Key_1), ("健康状况", Qt.Key.Key_2)):
        position = next(n for n, item in enumerate(page.model.rows) if (item.name, item.field) == ("王大山", field))
        page.table.select_position(position)
        page.table.setFocus()
        QTest.keyClick(page.table, key)
        clerk.settle()
    clerk.fill({"理由": "病历为准"})
    clerk.press("确定")
    assert clerk.office is not None
    (task,) = clerk.office.platform.tasks()
    assert (task.field, task.old_value, task.reason) == ("王大山：健康状况", "长期慢性病", "病历为准")


def a_roster_is_designed_exported_and_taken_in_again(clerk: Clerk) -> None:
    """A roster of persons with whole numbers leaves with its purpose; taken in again, it changes nothing."""
    page = _page(clerk, "名册设计")
    clerk.press("新建", page)
    for key in (
        "household.code",
        "person.relation",
        "person.id_number",
        "person.ethnicity",
        "facts.health",
        "household.phone",
    ):
        if key not in {column.field for column in page.columns.list.columns()}:
            page.columns.add(key)
    retype(page.name, "三月花名册")
    _pick(clerk, page.style_editor.ids, "全部")
    clerk.press("保存", page)
    assert "名册“三月花名册”已保存，第 1 版" in clerk.status()
    clerk.picture("名册设计")

    def export() -> None:
        clerk.press("导出 Excel", page)
        clerk.sees("用途")
        panel = clerk.screen.findChild(PurposePanel)
        assert panel is not None
        panel.box.setEditText("发村核实")
        clerk.press("下一步")

    file = clerk.saving(export)
    _look_at(clerk, file)
    clerk.sees("9 行＝新增 0＋更新 0＋不变 9", "户：新增 0，更新 0，不变 4")
    clerk.picture("再导入")
    clerk.press("确认导入")
    clerk.sees("已导入", "共4户 9人")
    clerk.press("关闭")
