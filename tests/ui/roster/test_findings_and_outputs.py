"""疑点检查, 打印 and 导出 from the roster's toolbar, over real files."""

from __future__ import annotations

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from sqlalchemy import select

from app.models.audit import AuditEntry
from app.services.exports.shown import ShownList
from app.ui.roster.places import Place
from tests.services.towns import found
from tests.ui.roster.conftest import settled


def button(widget, text) -> QPushButton:
    return next(b for b in widget.findChildren(QPushButton) if b.text() == text and b.isVisible())


@pytest.fixture
def desk(roster, town, qtbot):
    button(roster, "疑点检查").click()
    settled(town, qtbot)
    found_desk = roster.desk_pages.open("findings")
    button(found_desk, "运行检查").click()
    settled(town, qtbot)
    qtbot.waitUntil(lambda: len(found_desk.model.rows) > 0)
    settled(town, qtbot)
    return found_desk


def pick(desk, title):
    row = next(row for row in desk.model.rows if title in row.title)
    position = next(n for n, known in enumerate(desk.model.rows) if known.id == row.id)
    desk.table.select_position(position)
    return row


def test_the_check_lists_findings_and_a_press_goes_to_the_field(roster, desk, town, qtbot):
    assert any("没有参加居民医保" in row.title for row in desk.model.rows)
    row = pick(desk, "没有参加居民医保")
    button(desk, "去改").click()
    settled(town, qtbot)
    qtbot.waitUntil(lambda: roster.pane.dossier is not None and roster.pane.dossier.head.household_id == town.second)
    assert roster.pane.tabs.currentWidget() is roster.pane.members
    page = roster.pane.members
    assert page.present.row(page.present.table.current_id()).person_id == row.person_id


def test_a_finding_is_exempt_with_reason_and_person_and_opened_again(roster, desk, town, act, qtbot):
    row = pick(desk, "没有参加居民医保")
    button(desk, "属实，豁免").click()
    act.press("豁免")
    assert "豁免理由：请填写。" in act.text
    act.type("豁免理由", "已参加异地医保")
    act.type("核实人", "李站长")
    act.press("豁免")
    qtbot.waitUntil(lambda: row.id not in {r.id for r in desk.model.rows})
    desk.states.setCurrentIndex(desk.states.findData("exempt"))
    desk.reload()
    settled(town, qtbot)
    (exempt,) = desk.model.rows
    assert (exempt.id, exempt.reason, exempt.decided_by) == (row.id, "已参加异地医保", "李站长")
    button(desk, "属实，豁免").click()
    assert "不是待核状态" in desk.bar.text
    button(desk, "取消豁免").click()
    settled(town, qtbot)
    qtbot.waitUntil(lambda: desk.model.rows == ())


def test_findings_go_into_a_workbook_with_masked_numbers(desk, town, qtbot, tmp_path):
    target = tmp_path / "疑点.xlsx"
    rows = desk.model.rows
    desk.outputs.export_to(rows, target)
    settled(town, qtbot)
    sheet = load_workbook(target).worksheets[0]
    cells = [[str(cell.value or "") for cell in row] for row in sheet.iter_rows()]
    assert len(cells) == len(rows) + 2
    assert not any("519999197005010013" in text for line in cells for text in line)


def test_one_households_checks_are_live(roster, town, qtbot, act):
    roster.show_household(town.second)
    settled(town, qtbot)
    page = roster.pane.findings
    roster.pane.tabs.setCurrentWidget(page)
    qtbot.waitUntil(lambda: any("医保" in row.message for row in page.live.model.rows))
    assert page.findings.model.rows == ()


def test_the_present_list_is_exported_as_it_is_shown(opened, town, act, qtbot, tmp_path):
    roster = opened
    header = roster.list.table.horizontalHeader()
    hidden = [c.key for c in roster.list.model.columns].index("risks")
    header.setSectionHidden(hidden, True)
    roster.list.show_place(Place(roster.pane.dossier.head.village_id))
    settled(town, qtbot)
    qtbot.keyClick(roster, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    assert "按现在显示的列和顺序导出 2 户" in act.text
    assert act.box("证件号码").currentText().startswith("遮住")
    act.press("取消")
    for is_whole, number in ((False, "5199991970******13"), (True, "519999197005010013")):
        target = tmp_path / f"{is_whole}.xlsx"
        roster.outputs.export_to(tuple(roster.list.model.ids), target, is_whole=is_whole)
        settled(town, qtbot)
        rows = [[cell.value for cell in row] for row in load_workbook(target).worksheets[0].iter_rows()]
        titles = [title for _, title in roster.list.shown_columns()]
        assert rows[1] == titles
        assert "风险" not in titles
        wang = next(row for row in rows if "王大山" in row)
        assert wang[titles.index("户主证件号")] == number
        assert wang[titles.index("人均纯收入")] == 4500
    with town.office.ledger.reading() as session:
        told = session.scalars(select(AuditEntry.body).where(AuditEntry.action == "list.export")).all()
    assert ['"whole_ids":true' in body for body in told] == [False, True]


def test_nothing_to_export_is_refused(town, actor, today, tmp_path):
    from app.services.errors import Refused

    shown = ShownList(title="农户台账", ids=(), columns=(("code", "户编号"),))
    with pytest.raises(Refused) as refused:
        town.office.exports.export_roster(shown, tmp_path / "空.xlsx", actor=actor, today=today)
    assert refused.value.codes == ("papers.nothing",)


def test_printing_asks_for_households_and_says_what_there_is(roster, town, act, qtbot):
    roster.outputs.print_papers()
    assert "请先在台账中选一户" in act.answer("知道了")
    roster.list.go_to(town.first)
    settled(town, qtbot)
    roster.outputs.print_papers()
    settled(town, qtbot)
    assert "没有可以按户打印的表" in act.answer("知道了")


def test_an_empty_list_is_not_exported(roster, town, act, qtbot):
    roster.list.look_for("没有这个人")
    settled(town, qtbot)
    roster.outputs.export_list()
    assert "没有可以导出的农户" in act.answer("知道了")


def test_a_visit_form_of_the_chosen_household(office, context_over, qtbot, tmp_path, runner):
    from app.services.households import RosterQuery
    from app.ui.roster.view import RosterView

    made = found(office.ledger, households=2)
    made.bring_to("listed", made.codes[0])
    context = context_over(office)
    view = RosterView(context)
    qtbot.addWidget(view)
    qtbot.waitUntil(lambda: runner.running == ())
    ids = [id_ for id_ in office.households.find_ids(RosterQuery()) if office.households.code_of(id_) == made.codes[0]]
    files = []
    context.navigator.file_made.connect(lambda text, file: files.append((text, file)))
    view.outputs.files.print_to(tmp_path / "表.pdf", view.outputs.wanted(ids, "visit_form", "入户走访表"))
    qtbot.waitUntil(lambda: bool(files), timeout=20_000)
    assert files[0][0].startswith("入户走访表：1 份")
    assert (tmp_path / "表.pdf").read_bytes().startswith(b"%PDF")
