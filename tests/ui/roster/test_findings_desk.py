"""The findings' desk: rules beside findings, what explains one, decisions on many, the right input, sheets back."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton

from app.services.findings.deciding import Decision
from app.services.findings.service import FindingFilter
from app.services.household_events.inputs import HouseholdInput
from app.ui.common.a11y import nameless
from app.ui.common.form_builder import Form
from app.ui.roster.findings.jumping import place_of
from tests.services.files.making import xlsx
from tests.ui.roster.conftest import settled


def button(widget, text) -> QPushButton:
    return next(b for b in widget.findChildren(QPushButton) if b.text() == text and b.isVisible())


@pytest.fixture
def desk(roster, town, actor, today, qtbot):
    town.office.findings.check(actor=actor, today=today)
    page = roster.desk_pages.open("findings")
    settled(town, qtbot)
    qtbot.waitUntil(lambda: len(page.model.rows) > 0)
    settled(town, qtbot)
    return page


def choose(desk, town, qtbot, code):
    desk.tree.choose((code,))
    settled(town, qtbot)
    desk.table.select_position(0)
    settled(town, qtbot)
    return desk.model.rows[0]


def test_a_rule_in_the_tree_narrows_the_list_and_the_finding_is_explained(desk, town, qtbot):
    every = len(desk.model.rows)
    row = choose(desk, town, qtbot, "2_01_008")
    assert 0 < len(desk.model.rows) < every
    assert {one.code for one in desk.model.rows} == {"2_01_008"}
    said = desk.detail.text()
    assert row.message in said
    assert "依据：居民医保：否；职工医保：否" in said
    assert "怎么改：" in said


def test_every_input_of_the_page_has_a_name_and_the_list_fits(desk, town, qtbot):
    assert nameless(desk) == []
    assert desk.table.horizontalHeader().length() <= desk.table.viewport().width()


def test_a_level_that_the_rule_does_not_have_shows_nothing(desk, town, qtbot):
    choose(desk, town, qtbot, "2_01_008")
    level = desk.model.rows[0].level
    desk.levels.setCurrentIndex(desk.levels.findData(level % 4 + 1))
    desk.reload()
    settled(town, qtbot)
    assert desk.model.rows == ()


def is_in(editor) -> bool:
    """Whether the cursor stands in this input."""
    focus = QApplication.focusWidget()
    return focus is not None and (focus is editor or editor.isAncestorOf(focus))


@pytest.mark.parametrize(
    ("code", "page", "title", "field"),
    [
        ("2_01_001", "members", "修改成员", "ethnicity"),
        ("4_01_003", "members", "修改成员", "id_number"),
        ("2_01_002", "members", "登记成员情况（只填有变化的）", "health"),
        ("2_01_008", "members", "登记成员情况（只填有变化的）", "resident_medical"),
        ("4_02_001", "overview", "修改农户信息", "phone"),
        ("3_02_003", "guarantees", "登记三保障情况", "water_safe"),
        ("1_02_006", "income", "登记收入", "net_fen"),
    ],
)
def test_a_press_opens_the_page_and_the_input(roster, desk, town, act, qtbot, code, page, title, field):
    row = choose(desk, town, qtbot, code)
    button(desk, "去改").click()
    settled(town, qtbot)
    qtbot.waitUntil(lambda: act.is_open)
    assert roster.pane.dossier.head.household_id == row.household_id
    assert roster.pane.tabs.currentWidget() is getattr(roster.pane, page)
    assert act.dialog.windowTitle() == title
    editor = act.dialog.findChild(Form).editor(field)
    qtbot.waitUntil(lambda: is_in(editor))


def test_what_the_steps_of_a_case_recorded_is_looked_at(desk, town):
    row = desk.model.rows[0]
    risk = type(row)(**{**{f: getattr(row, f) for f in row.__slots__}, "code": "1_11_001", "person_id": None})
    assert place_of(risk, ("risk_list", "phone")) == "monitoring"


def test_many_are_exempt_with_a_reason_that_is_remembered(desk, town, act, qtbot):
    desk.table.selectAll()
    count = len(desk.model.rows)
    assert f"已选 {count} 条" in desk._count.text() if count > 1 else True
    button(desk, "属实，豁免").click()
    act.type("豁免理由", "已看户口本，确是如此")
    act.press("豁免")
    qtbot.waitUntil(lambda: desk.model.rows == ())
    desk.states.setCurrentIndex(desk.states.findData("exempt"))
    desk.reload()
    settled(town, qtbot)
    assert len(desk.model.rows) == count
    desk.table.selectAll()
    button(desk, "取消豁免").click()
    settled(town, qtbot)
    desk.states.setCurrentIndex(desk.states.findData("open"))
    desk.reload()
    settled(town, qtbot)
    assert len(desk.model.rows) == count


def test_a_reason_given_before_is_picked(desk, town, actor, today, act, qtbot):
    first, second = desk.model.rows[:2]
    decision = Decision(finding_id=first.id, row_version=first.row_version, reason="户口簿如此")
    town.office.finding_desk.exempt([decision], actor=actor, today=today)
    settled(town, qtbot)
    qtbot.waitUntil(lambda: first.id not in {row.id for row in desk.model.rows})
    settled(town, qtbot)
    desk.table.select_position(next(n for n, row in enumerate(desk.model.rows) if row.id == second.id))
    button(desk, "属实，豁免").click()
    act.choose("用过的理由", "户口簿如此")
    act.press("豁免")
    qtbot.waitUntil(lambda: second.id not in {row.id for row in desk.model.rows})


def test_one_household_is_checked_again_on_the_spot(desk, town, actor, today, qtbot):
    row = choose(desk, town, qtbot, "4_02_001")
    head = town.office.dossiers.get(row.household_id).head
    given = HouseholdInput(
        village_id=head.village_id,
        group_id=head.group_id,
        household_type=head.household_type,
        code=None,
        natural_village=None,
        address=None,
        phone="13812345678",
        remark=None,
    )
    town.office.household_events.edit(row.household_id, given, row_version=head.row_version, actor=actor, today=today)
    button(desk, "复查本户").click()
    settled(town, qtbot)
    qtbot.waitUntil(lambda: row.id not in {r.id for r in desk.model.rows})


def test_the_sheets_of_a_village_come_back_and_are_confirmed(desk, town, actor, today, tmp_path: Path, qtbot):
    desk.outputs.write_folder(tmp_path, whole_ids=False, purpose="")
    settled(town, qtbot)
    (folder,) = [path for path in tmp_path.iterdir() if path.name.startswith("疑点数据")]
    sheet = folder / "红星村.xlsx"
    book = openpyxl.load_workbook(sheet)
    page = book.worksheets[0]
    titles = [cell.value for cell in page[3]]
    page.cell(4, titles.index("核实情况") + 1, "属实")
    page.cell(4, titles.index("情况说明") + 1, "户口簿如此")
    page.cell(4, titles.index("填报人") + 1, "李支书")
    book.save(sheet)
    desk.outputs.read_answers([sheet])
    settled(town, qtbot)
    qtbot.waitUntil(lambda: desk.proposals.isVisible())
    ((_, proposal),) = desk.proposals.model.rows
    assert (proposal.reason, proposal.by) == ("户口簿如此", "李支书")
    assert nameless(desk.proposals) == []
    button(desk.proposals, "确认豁免所选").click()
    settled(town, qtbot)
    qtbot.waitUntil(lambda: not desk.proposals.isVisible())
    kept = town.office.findings.find(FindingFilter(states=("exempt",)))
    assert [(row.reason, row.decided_by) for row in kept] == [("户口簿如此", "李支书")]


def test_what_is_left_of_a_sheet_stays_after_the_exemptions(desk, town, tmp_path: Path, qtbot):
    desk.outputs.write_folder(tmp_path, whole_ids=False, purpose="")
    settled(town, qtbot)
    (folder,) = [path for path in tmp_path.iterdir() if path.name.startswith("疑点数据")]
    book = openpyxl.load_workbook(folder / "红星村.xlsx")
    first, second = book.worksheets[:2]
    titles = [cell.value for cell in first[3]]
    first.cell(4, titles.index("核实情况") + 1, "属实")
    first.cell(4, titles.index("情况说明") + 1, "户口簿如此")
    second.cell(4, titles.index("核实情况") + 1, "不属实")
    book.save(folder / "红星村.xlsx")
    desk.outputs.read_answers([folder / "红星村.xlsx"])
    settled(town, qtbot)
    qtbot.waitUntil(lambda: desk.proposals.isVisible())
    button(desk.proposals, "确认豁免所选").click()
    settled(town, qtbot)
    qtbot.waitUntil(lambda: not button(desk.proposals, "确认豁免所选").isEnabled())
    assert desk.proposals.isVisible()
    words = [desk.proposals.kinds.itemText(n) for n in range(desk.proposals.kinds.count())]
    assert {"已经豁免（1）", "村里说数据不对，要改（1）"} <= set(words)


def test_a_sheet_that_is_none_of_ours_is_refused_in_the_bar(desk, town, tmp_path, qtbot):
    desk.outputs.read_answers([xlsx(tmp_path / "别的.xlsx", [["甲", "乙"], [1, 2]])])
    settled(town, qtbot)
    assert "疑点编号" in desk.bar.text


def test_whole_numbers_ask_for_a_purpose(desk, town, act, qtbot):
    desk.outputs.ask_folder()
    act.choose("证件号码", "完整号码")
    act.press("下一步：存到…")
    assert "须写明用途" in act.text
    act.press("取消")


def test_a_rule_is_switched_off_with_a_reason_and_restored(desk, town, act, qtbot):
    desk.show_rules()
    settled(town, qtbot)
    table = desk.rule_table
    table.search.setText("2_01_008")
    assert [row.rule.code for _, row in table.model.rows] == ["2_01_008"]
    qtbot.keyClick(table.table, Qt.Key.Key_Return)
    act.choose("使用", "停用")
    act.press("保存")
    assert "调整原因：请填写。" in act.text
    act.type("调整原因", "按区级通知暂不核查")
    act.press("保存")
    qtbot.waitUntil(lambda: not table.model.rows[0][1].rule.on)
    assert table.model.rows[0][1].rule.reason == "按区级通知暂不核查"
    assert "规则表原为：启用" in table.about.text()
    button(table, "恢复原样").click()
    settled(town, qtbot)
    qtbot.waitUntil(lambda: table.model.rows[0][1].rule.on)
    button(table, "看它的疑点").click()
    settled(town, qtbot)
    assert {row.code for row in desk.model.rows} == {"2_01_008"}


def test_risks_are_held_against_measures_on_the_households_page(roster, desk, town, act, qtbot):
    roster.show_household(town.first)
    settled(town, qtbot)
    roster.pane.turn_to("monitoring")
    button(roster.pane.monitoring, "核对风险与措施").click()
    settled(town, qtbot)
    qtbot.waitUntil(lambda: act.is_open)
    assert "不是监测对象" in act.text
    act.press("知道了")
    assert not act.is_open


def test_a_rule_without_findings_says_so_and_leads_back_to_all(desk, town, qtbot):
    everything = len(desk.model.rows)
    assert everything > 0
    desk.tree.choose(("R3-06",))
    settled(town, qtbot)
    qtbot.waitUntil(lambda: not desk.model.rows)
    assert "所选的规则、状态、级别和村没有疑点" in desk.empty.text
    button(desk, "看全部待核疑点").click()
    settled(town, qtbot)
    qtbot.waitUntil(lambda: len(desk.model.rows) == everything)
