"""台账比对 in the window: a real file, the list, keys, forms, many at once, the workbook, the platform's list."""

from __future__ import annotations

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from sqlalchemy import select

from app.models.household import Person
from app.services.comparison.kinds import ItemKind, ItemState
from app.services.entry.platform import TaskKind
from app.ui.common.a11y import nameless
from app.ui.roster.comparing.beginning import Beginning, Wish
from tests.services.files.making import xlsx
from tests.ui.roster.conftest import settled

HEADER = ["行政村", "户编号", "姓名", "证件号码", "与户主关系", "性别", "民族", "健康状况", "联系电话"]


@pytest.fixture
def export(tmp_path):
    rows = [
        HEADER,
        ["红星村", "519999000001", "王大山", "519999197005010013", "户主", "男", "苗族", "健康", ""],
        ["红星村", "519999000001", "王小雨", "", "之女", "女", "苗族", "健康", ""],
        ["红星村", "519999000002", "李秀英", "", "户主", "女", "", "健康", "13911112222"],
    ]
    for number, row in enumerate(rows[2:], start=1):
        row[3] = f"51999919900101{number:03}X"
    return xlsx(tmp_path / "国家系统导出_20200318.xlsx", rows)


@pytest.fixture
def desk(roster, town, qtbot):
    page = roster.desk_pages.open("comparing")
    settled(town, qtbot)
    return page


@pytest.fixture
def compared(desk, export, act, town, qtbot):
    desk.ask_scope([export])
    act.press("开始比对")
    settled(town, qtbot)
    qtbot.waitUntil(lambda: len(desk.model.rows) > 0)
    settled(town, qtbot)
    return desk


def button(widget, text) -> QPushButton:
    return next(b for b in widget.findChildren(QPushButton) if b.text().startswith(text) and b.isVisible())


def choose(desk, *, field, count=1):
    positions = [n for n, row in enumerate(desk.model.rows) if row.field == field][:count]
    desk.table.select_position(positions[0])
    return desk.model.rows[positions[0]]


def choose_field(desk, field, town, qtbot):
    desk.fields.setCurrentIndex(desk.fields.findData(field))
    desk.fields.activated.emit(desk.fields.currentIndex())
    settled(town, qtbot)
    desk.table.selectAll()


def press(desk, key, qtbot):
    """A key over the list, in the window that is in front again after the panel."""
    desk.window().activateWindow()
    desk.table.setFocus()
    qtbot.waitUntil(desk.table.hasFocus)
    qtbot.keyClick(desk.table, key)


def test_before_the_first_comparison_the_page_says_what_fills_it(desk):
    assert "还没有比对过" in desk.empty.text
    assert button(desk, "选择要比对的表").isVisible()
    assert nameless(desk) == []


def test_a_comparison_lists_ours_beside_theirs(compared):
    fields = {(row.name, row.field) for row in compared.model.rows if row.kind is ItemKind.FIELD}
    assert {("王大山", "民族"), ("王小雨", "民族"), ("李秀英", "健康状况")} <= fields
    assert "国家系统导出_20200318.xlsx" in compared.told.text()
    item = choose(compared, field="健康状况")
    assert (item.ours, item.theirs) == ("患有大病", "健康")
    assert compared.sides.ours.text().startswith("患有大病")
    assert compared.sides.theirs.text() == "健康（2020-03-18）"


def test_a_key_takes_theirs_and_the_line_goes(compared, town, qtbot):
    item = choose(compared, field="健康状况")
    press(compared, Qt.Key.Key_1, qtbot)
    settled(town, qtbot)
    qtbot.waitUntil(lambda: item.id not in {row.id for row in compared.model.rows})
    assert town.office.households.page("519999000002") is not None


def test_ours_is_kept_with_a_reason_and_goes_to_the_platforms_list(compared, act, town, qtbot):
    choose_field(compared, "民族", town, qtbot)
    assert len(compared.chosen()) == 2
    press(compared, Qt.Key.Key_2, qtbot)
    act.type("理由", "户口簿为准")
    act.press("确定")
    settled(town, qtbot)
    lines = town.office.platform.tasks(kind=TaskKind.CORRECT)
    assert sorted((line.field, line.old_value, line.reason) for line in lines) == [
        ("王大山：民族", "苗族", "户口簿为准"),
        ("王小雨：民族", "苗族", "户口簿为准"),
    ]


def test_nothing_to_do_wants_a_reason(compared, act, town, qtbot):
    item = choose(compared, field="健康状况")
    press(compared, Qt.Key.Key_3, qtbot)
    act.press("确定")
    assert "理由：请填写。" in act.text
    act.type("理由", "不影响")
    act.press("确定")
    settled(town, qtbot)
    compared.states.setCurrentIndex(compared.states.findText(ItemState.IGNORED.label))
    compared.states.activated.emit(0)
    settled(town, qtbot)
    assert [(row.id, row.reason) for row in compared.model.rows] == [(item.id, "不影响")]
    button(compared, "退回待核").click()
    settled(town, qtbot)
    qtbot.waitUntil(lambda: compared.model.rows == ())


def test_many_are_accepted_for_one_field(compared, town, qtbot):
    choose_field(compared, "民族", town, qtbot)
    button(compared, "1 以表为准（2）").click()
    settled(town, qtbot)
    with town.office.ledger.reading() as session:
        assert set(session.scalars(select(Person.ethnicity).where(Person.name.startswith("王")))) == {"苗族"}


def test_a_closed_action_says_why(compared, town, qtbot):
    choose(compared, field="健康状况")
    button(compared, "退回待核").click()
    assert "本来就是待核" in compared.bar.reasons.text


def test_the_worklist_goes_into_a_workbook_and_a_file_for_each_village(compared, town, qtbot, tmp_path):
    target = tmp_path / "差异.xlsx"
    compared.export_to(target)
    settled(town, qtbot)
    sheet = load_workbook(target)["红星村"]
    cells = [[str(cell.value or "") for cell in row] for row in sheet.iter_rows()]
    assert len(cells) == len(compared.model.rows) + 2
    assert not any("519999197005010013" in text for line in cells for text in line)
    folder = tmp_path / "各村"
    folder.mkdir()
    compared.export_to(folder)
    settled(town, qtbot)
    assert [path.name for path in folder.iterdir()] == ["台账比对差异清单_红星村_20200320.xlsx"]


def test_a_wrong_file_is_refused_in_words(desk, act, town, qtbot, tmp_path):
    desk.ask_scope([xlsx(tmp_path / "别人.xlsx", [["姓名", "身份证号"], ["赵一", "51999919900101099X"]])])
    act.press("开始比对")
    settled(town, qtbot)
    assert "没有一行能对上" in desk.refusal.text
    assert desk.begin.isEnabled()


def test_chosen_villages_must_be_named(town, qtbot, tmp_path):
    form = Beginning(town.context, [tmp_path / "表.xlsx"], town.office.regions.tree())
    qtbot.addWidget(form)
    form.form.set_values({"scope": "villages"})
    assert form.wish() is None
    form.form.set_values({"villages": ("红星村",)})
    assert form.wish().villages == ("红星村",)
    assert nameless(form) == []


def test_the_cursor_stays_at_its_place_when_a_line_goes(compared, town, qtbot):
    item = choose(compared, field="健康状况")
    stood = compared.table.currentIndex().row()
    assert stood > 0
    press(compared, Qt.Key.Key_1, qtbot)
    settled(town, qtbot)
    qtbot.waitUntil(lambda: item.id not in {row.id for row in compared.model.rows})
    assert compared.table.currentIndex().row() == min(stood, compared.model.rowCount() - 1)


def test_a_household_that_is_only_here_is_opened_from_the_refusal(desk, town, qtbot, tmp_path):
    asked = []
    town.context.navigator.household_asked.connect(asked.append)
    rows = [HEADER, ["红星村", "519999000001", "王大山", "519999197005010013", "户主", "男", "汉族", "健康", ""]]
    file = xlsx(tmp_path / "国家系统导出_20200318.xlsx", rows)
    desk.compare(Wish((file,), "roster", ("红星村",), monitored_only=False))
    settled(town, qtbot)
    qtbot.waitUntil(lambda: any(row.kind is ItemKind.HOUSEHOLD_HERE for row in desk.model.rows))
    item = next(row for row in desk.model.rows if row.kind is ItemKind.HOUSEHOLD_HERE)
    desk.table.select_position([row.id for row in desk.model.rows].index(item.id))
    press(desk, Qt.Key.Key_1, qtbot)
    settled(town, qtbot)
    qtbot.waitUntil(lambda: "不能在这里注销" in desk.refusal.text)
    button(desk, "打开这一户").click()
    assert asked == [item.household_id]
