"""A village's meeting through the window: by keyboard, without quorum, with kin, with votes that do not add up."""

from __future__ import annotations

from datetime import date

import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox

from app.models.enums import CaseState
from app.models.household import Household
from app.services.meetings.records import Attendance, Call, HouseholdVote
from app.services.meetings.rules import Conclusion, MeetingState, Votes
from app.services.workflow.facts import Signer
from app.ui.common.a11y import nameless
from tests import factories as make
from tests.services.towns import ACTOR, VISIT
from tests.ui.printing import keep_at_once
from tests.ui.working import form_in, panel, press, replaced, settled, shown_text, type_cell

EVERYBODY = frozenset(f"干部{n}" for n in range(1, 7))


@pytest.fixture
def visited(desk):
    desk.town.bring_to("visited")
    return desk


@pytest.fixture
def called(visited):
    return _call(visited)


@pytest.fixture
def held(visited, called):
    visited.office.meetings.record_attendance(called, Attendance(EVERYBODY), actor=ACTOR, today=visited.day)
    return called


def _call(desk, day=date(2020, 4, 7)):
    call = Call(village_id=desk.town.village.id, held_on=day, place="村委会", chair="干部1", recorder="干部2")
    return desk.office.meetings.call(call, actor=ACTOR, today=day).meeting_id


def _rows(view):
    model = view.meetings.model
    return [tuple(str(model.index(r, c).data()) for c in range(3)) for r in range(model.rowCount())]


def test_nothing_to_evaluate_leads_to_the_visits(desk, view, qtbot):
    assert _rows(view) == [("红星村", "无待评议户", "")]
    asked = []
    desk.context.navigator.tab_asked.connect(lambda key, _: asked.append(key))
    press(view.meetings.desk.before, "去入户走访")
    assert asked == ["visits"]
    assert nameless(view.window()) == []


def test_a_whole_meeting_by_keyboard(visited, view, qtbot):
    meetings = view.meetings.desk
    assert _rows(view) == [("红星村", "未召集", "3")]
    assert not meetings.pages.isTabEnabled(1)
    press(meetings, "召集会议")
    dialog = panel(qtbot)
    press(dialog, "召集")
    settled(visited, qtbot)
    assert _rows(view) == [("红星村", "已召集", "3")]

    sheet = meetings.attendance
    assert meetings.pages.currentWidget() is sheet
    sheet.table.begin_at(sheet.model.id_at(0), "present")
    for _ in range(5):
        QTest.keyClick(sheet.table, Qt.Key.Key_Space)
        QTest.keyClick(sheet.table, Qt.Key.Key_Return)
    QTest.keyClick(sheet.table, Qt.Key.Key_Tab)
    type_cell(sheet.table, "请假")
    assert "应到 6 人　实到 5 人　比例 83%" in sheet.counted.text()
    assert sheet.verdict.accessibleName() == "人数有效"
    press(sheet, "保存签到")
    settled(visited, qtbot)

    votes = meetings.votes
    table = votes.table
    assert votes.isVisible()
    table.begin_at(votes.model.id_at(0), "for")
    for cell in ("5", "0", "0", "", "1"):  # 赞成 反对 弃权 回避 结论; risks come from the visit
        type_cell(table, cell)
    assert shown_text(table, 0, "check") == "5票 过半"
    assert (shown_text(table, 0, "conclusion"), shown_text(table, 0, "risks")) == ("纳入", "因病")
    table.begin_at(votes.model.id_at(1), "for")
    for cell in ("1", "4", "", "", "不纳入"):
        type_cell(table, cell)
    assert shown_text(table, 1, "check") == "内容未填全"
    table.begin_at(votes.model.id_at(1), "reason")
    type_cell(table, "收入已稳定")
    type_cell(table, "4-7")
    table.begin_at(votes.model.id_at(2), "for")
    for cell in ("3", "2", "", "", "3"):
        type_cell(table, cell)
    table.begin_at(votes.model.id_at(2), "reason")
    type_cell(table, "补查收入")
    type_cell(table, "")
    type_cell(table, "4-9")
    assert "待保存 3 户" in votes.counted.text()
    assert view.may_close()
    press(votes, "保存 3 户")
    settled(visited, qtbot)
    assert visited.said[-1] == "评议结论：完成 3 户 / 拒绝 0 户"
    assert [shown_text(table, row, "check") for row in range(3)] == ["已保存"] * 3
    assert view.may_close() == ""

    minutes = meetings.minutes
    meetings.pages.setCurrentWidget(minutes)
    press(minutes, "生成草稿")
    settled(visited, qtbot)
    assert "共评议3户，其中纳入1户，不纳入1户，缓议1户" in minutes.text.toPlainText()
    press(minutes, "保存记录")
    settled(visited, qtbot)
    press(minutes, "结束会议")
    box = panel(qtbot)
    assert isinstance(box, QMessageBox)
    press(box, "结束会议")
    settled(visited, qtbot)
    (row,) = visited.office.meetings.meetings(today=visited.day)
    assert row.state is MeetingState.CLOSED
    assert row.concluded == {Conclusion.INCLUDE: 1, Conclusion.EXCLUDE: 1, Conclusion.DEFER: 1}
    assert nameless(view.window()) == []


def test_votes_that_do_not_add_up_are_named_and_nothing_is_stored(visited, held, view, qtbot):
    votes = view.meetings.desk.votes
    first, second = votes.model.id_at(0), votes.model.id_at(1)
    votes.model.put(
        [(first, "for", "5"), (first, "conclusion", "1"), (second, "for", "6"), (second, "conclusion", "1")]
    )
    assert shown_text(votes.table, 0, "check") == "合计5≠6"
    assert shown_text(votes.table, 1, "check") == "6票 过半"
    press(votes, "保存 2 户")
    settled(visited, qtbot)
    assert "完成 1 户 / 拒绝 1 户" in votes.answer.heading.text()
    (refused,) = votes.answer.model.rows
    assert "合计5，与实到6人不符" in refused.why
    assert shown_text(votes.table, 0, "for") == "5"
    votes.answer.opened.emit(refused.code)
    votes.model.put([(first, "against", "1")])
    press(votes, "保存 1 户")
    settled(visited, qtbot)
    assert votes.answer.isHidden()
    assert [item.votes for item in visited.office.meetings.page(held).items].count(Votes(5, 1)) == 1


def test_a_cell_that_cannot_be_read_is_gone_to_and_holds_the_save(visited, held, view, qtbot):
    votes = view.meetings.desk.votes
    case = votes.model.id_at(2)
    votes.model.put([(case, "for", "六"), (case, "conclusion", "1")])
    assert votes.model.value(case, "for") is None
    press(votes, "保存")
    assert votes.refusal.text == "赞成：请填不小于 0 的整数。"
    assert votes.table.current_id() == case
    assert visited.office.meetings.page(held).items == ()


def test_kin_are_proposed_to_recuse_themselves(visited, held, view, qtbot, actor):
    code = visited.town.codes[0]
    with visited.office.ledger.transaction("test.kin", actor=actor, today=visited.day) as tx:
        home = tx.session.query(Household).filter_by(code=code).one()
        make.member(tx, home, name="干部3", relation="之子")
    settled(visited, qtbot)
    votes = view.meetings.desk.votes
    row = next(n for n, agenda in enumerate(votes.model.rows) if agenda.household.code == code)
    assert (shown_text(votes.table, row, "recused"), shown_text(votes.table, row, "recused_names")) == ("1", "干部3")
    assert shown_text(votes.table, row, "check") == "须回避"
    case = votes.model.id_at(row)
    votes.model.put([(case, "for", "6"), (case, "recused", ""), (case, "recused_names", "")])
    assert shown_text(votes.table, row, "check") == "回避不符"
    assert "干部3" in votes.table.typing_model.index(row, 8).data(Qt.ItemDataRole.ToolTipRole)
    votes.model.put(
        [(case, "for", "5"), (case, "recused", "1"), (case, "recused_names", "干部3"), (case, "conclusion", "1")]
    )
    assert shown_text(votes.table, row, "check") == "6票 过半"
    votes.save()
    settled(visited, qtbot)
    assert [item.recused for item in visited.office.meetings.page(held).items] == [("干部3",)]


def test_too_few_is_a_failed_meeting_with_a_dated_second_call(visited, called, view, qtbot):
    sheet = view.meetings.desk.attendance
    sheet.model.put((row.id, "present", "1") for row in sheet.model.rows[:3])
    assert sheet.verdict.accessibleName() == "不足三分之二，流会"
    assert sheet.next_call.isVisible()
    press(sheet, "按流会保存")
    settled(visited, qtbot)
    assert "请填写下一次会议的日期" in sheet.refusal.text
    sheet.next_call.set_value(date(2020, 4, 8))
    press(sheet, "按流会保存")
    settled(visited, qtbot)
    assert _rows(view) == [("红星村", "未召集", "3"), ("红星村", "流会", "")]
    visited.day = date(2020, 4, 8)
    press(view.meetings.desk, "召集第二次会议")
    dialog = panel(qtbot)
    press(dialog, "召集")
    settled(visited, qtbot)
    rows = visited.office.meetings.meetings(today=visited.day)
    assert [(row.number, row.state, row.held_on) for row in rows] == [
        (1, MeetingState.FAILED, date(2020, 4, 7)),
        (2, MeetingState.CALLED, date(2020, 4, 8)),
    ]


def test_a_meeting_of_tomorrow_cannot_be_signed_in_today_but_moved(visited, view, qtbot):
    _call(visited, date(2020, 4, 9))
    settled(visited, qtbot)
    desk = view.meetings.desk
    assert desk.pages.currentWidget() is desk.before
    desk.pages.setCurrentWidget(desk.attendance)
    press(desk.attendance, "按流会保存")
    assert "在开会后登记" in desk.attendance.bar.reasons.text
    press(desk, "改期")
    dialog = panel(qtbot)
    form = form_in(dialog)
    assert form.value("chair") == "干部1"
    form.set_values({"held_on": date(2020, 4, 7), "observers": (Signer("镇干部", "副镇长"),)})
    press(dialog, "保存修改")
    settled(visited, qtbot)
    (row,) = visited.office.meetings.meetings(today=visited.day)
    assert (row.held_on, row.number) == (date(2020, 4, 7), 1)
    page = visited.office.meetings.page(row.id)
    assert [a.name for a in page.attendants if a.is_observer] == ["镇干部"]
    assert desk.pages.currentWidget() is desk.attendance


def test_a_village_without_a_body_is_led_to_the_directory(visited, view, qtbot, actor):
    with visited.office.ledger.transaction("test.village", actor=actor, today=visited.day) as tx:
        make.village(tx, "青山村")
    settled(visited, qtbot)
    model = view.meetings.model
    row = next(r for r in range(model.rowCount()) if model.index(r, 0).data() == "青山村")
    view.meetings.table.select_position(row)
    settled(visited, qtbot)
    press(view.meetings.desk, "召集会议")
    dialog = panel(qtbot)
    press(dialog, "召集")
    settled(visited, qtbot)
    asked = []
    visited.context.navigator.settings_asked.connect(asked.append)
    press(dialog, "打开人员名录")
    assert asked == ["directory"]


def test_typed_votes_wait_while_another_meeting_is_looked_at(visited, held, view, qtbot):
    desk = view.meetings.desk
    desk.votes.table.begin_at(desk.votes.model.id_at(0), "for")
    type_cell(desk.votes.table, "4")
    view.meetings.search.setText("没有这个村")
    view.meetings.search.setText("")
    view.meetings.reload()
    settled(visited, qtbot)
    assert shown_text(desk.votes.table, 0, "for") == "4"
    QTest.keyClick(desk.votes.table, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert shown_text(desk.votes.table, 0, "for") == ""


def _defer_first(visited, held, qtbot):
    vote = HouseholdVote(
        household_code=visited.town.codes[0], votes=Votes(1, 5), conclusion=Conclusion.DEFER, reason="补查",
        next_meeting_on=date(2020, 4, 9),
    )  # fmt: skip
    visited.office.meetings.record_votes(held, [vote], actor=ACTOR, today=visited.day)
    settled(visited, qtbot)


def test_a_conclusion_taken_back_can_be_given_again(visited, held, view, qtbot):
    _defer_first(visited, held, qtbot)
    votes = view.meetings.desk.votes
    row = next(n for n, agenda in enumerate(votes.model.rows) if agenda.is_concluded)
    assert not votes.model.index(row, 4).flags() & Qt.ItemFlag.ItemIsEditable
    votes.table.begin_at(votes.model.id_at(row), "conclusion")
    press(votes, "撤回")
    dialog = panel(qtbot)
    form_in(dialog).set_values({"reason": "票数登记错"})
    press(dialog, "办理 1 户")
    settled(visited, qtbot)
    assert not any(agenda.is_concluded for agenda in votes.model.rows)


def test_papers_of_an_open_meeting_list_its_agenda(visited, called, view, qtbot, tmp_path, monkeypatch):
    files = []
    visited.context.navigator.file_made.connect(lambda said, file: files.append((said, file)))
    replaced(monkeypatch, "choose_save_file", lambda *_, proposed, then, **__: then(tmp_path / proposed.name))
    for name in ("打印评议表", "打印签到表"):
        press(view.meetings.desk, name)
        keep_at_once(qtbot)
        settled(visited, qtbot)
    assert [said for said, _ in files] == ["评议表：1 份 1 页", "签到表：1 份 1 页"]
    assert files[0][1].name == "评议表-红星村-2020-04-07.pdf"
    sheet, signing = ("".join(page.extract_text() for page in PdfReader(file).pages) for _, file in files)
    heads = {row.household.head_name for row in view.meetings.desk.before.model.rows}
    assert len(heads) == 3
    assert all(head in sheet for head in heads)
    assert "committee" not in sheet + signing
    assert "未到" not in signing.replace("未到原因", "")


def test_a_clearing_meeting_has_its_own_line_and_words(desk, view, qtbot):
    town, day = desk.town, date(2020, 7, 8)
    town.bring_to("monitored")
    assert town.act("record_clear_visit", (7, 6), **VISIT).refused == ()
    desk.day = day
    view.meetings.reload()
    settled(desk, qtbot)
    assert ("红星村", "未召集", "3") in _rows(view)
    call = Call(village_id=town.village.id, held_on=day, is_clearing=True)
    meeting = desk.office.meetings.call(call, actor=ACTOR, today=day).meeting_id
    desk.office.meetings.record_attendance(meeting, Attendance(EVERYBODY), actor=ACTOR, today=day)
    settled(desk, qtbot)
    view.meetings.table.select_position(0)
    settled(desk, qtbot)
    pages = view.meetings.desk
    assert pages.title.text() == "红星村 消除 第1次"
    votes = pages.ballot()
    assert votes is pages.clearing
    assert "risks" not in {column.key for column in votes.model.columns}
    ids = [row.case_id for row in votes.model.rows]
    votes.model.put(
        [(ids[0], "for", "6"), (ids[0], "conclusion", "同意"), (ids[1], "against", "6"), (ids[1], "conclusion", "2")]
    )
    assert shown_text(votes.table, 1, "conclusion") == "继续监测"
    votes.save()
    settled(desk, qtbot)
    assert desk.said[-1] == "评议结论：完成 2 户 / 拒绝 0 户"
    assert "同意消除1户" in desk.office.meetings.draft_minutes(meeting)
    assert CaseState.MONITORED.value in str(desk.office.households.page(town.codes[0]))


def test_the_minutes_of_a_meeting_that_counted_are_printed(visited, held, view, qtbot, tmp_path, monkeypatch):
    _defer_first(visited, held, qtbot)
    files = []
    visited.context.navigator.file_made.connect(lambda said, file: files.append(file))
    replaced(monkeypatch, "choose_save_file", lambda *_, proposed, then, **__: then(tmp_path / proposed.name))
    press(view.meetings.desk, "打印会议纪要")
    keep_at_once(qtbot)
    settled(visited, qtbot)
    (file,) = files
    assert "民主评议会议纪要" in "".join(page.extract_text() for page in PdfReader(file).pages)
