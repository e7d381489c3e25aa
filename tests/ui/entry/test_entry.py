"""Entering a batch, checking the ledger, the platform's list and the later steps, through the window."""

from __future__ import annotations

from datetime import date

from openpyxl import Workbook
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QTabWidget

from app.models.enums import CaseState
from app.models.facts import PersonFact
from app.models.household import Membership
from app.services.entry.platform import TaskKind
from app.services.households import RosterQuery
from app.ui.common.a11y import nameless
from app.ui.tabs import all_tabs
from tests.services.towns import VISIT, VOTES
from tests.ui.printing import keep_at_once, said_in_window
from tests.ui.working import form_in, panel, press, replaced, say_purpose, settled, shown_text, type_cell


def _states(desk):
    rows = desk.office.households.rows(desk.office.households.find_ids(RosterQuery()))
    return {row.code: row.case_state for row in rows.values()}


def _without_health(desk, code):
    """One member's 健康状况 is not known."""
    with desk.office.ledger.transaction("test.health", actor=desk.context.actor(), today=desk.day) as tx:
        household_id = next(iter(desk.office.households.find_ids(RosterQuery(text=code))))
        person_id = tx.session.query(Membership.person_id).filter_by(household_id=household_id).first()[0]
        for fact in tx.session.query(PersonFact).filter_by(person_id=person_id):
            fact.health = None
    return household_id


def test_eight_tabs_or_fewer_and_no_page_twice():
    keys = [spec.key for spec in all_tabs()]
    assert "monitored" not in keys
    assert {"meetings", "entry"} <= set(keys)
    assert len(set(keys)) == len(keys)


def test_nothing_to_enter_says_what_fills_it(desk, view, qtbot):
    asked = []
    desk.context.navigator.tab_asked.connect(lambda key, what: asked.append((key, what)))
    press(view.marking, "去登记区审定")
    assert asked == [("meetings", "decided")]
    press(view.marking, "标记 0 户")
    assert "没有选择任何户" in view.marking.bar.reasons.text
    for number in range(view.pages.count()):
        view.pages.setCurrentIndex(number)
        settled(desk, qtbot)
        assert nameless(view.window()) == []


def test_a_batch_with_a_missing_field_is_partly_done(approved, view, qtbot):
    lacking = approved.town.codes[1]
    household_id = _without_health(approved, lacking)
    settled(approved, qtbot)
    page = view.marking
    assert view.pages.tabText(0) == "录入标注 3"
    row = next(r for r in page.model.rows if r.household.code == lacking)
    position = page.model.position_of(row.case_id)
    assert shown_text(page.table, position, "missing") == "缺 1 项"
    page.table.begin_at(row.case_id, "number")
    assert page.missing.rows[0].text.endswith("的健康状况")
    opened = []
    approved.context.navigator.household_asked.connect(opened.append)
    press(page, "打开农户资料")
    assert opened == [household_id]

    page.table.begin_at(page.model.id_at(0), "number")
    assert page.table.currentIndex().row() == 0
    for number in ("51N0001", "51N0002", "51N0003"):
        type_cell(page.table, number, then=Qt.Key.Key_Return)
    assert "已勾选 3 户" in page.counts.text()
    assert view.may_close()
    press(page, "标记 3 户")
    settled(approved, qtbot)
    assert "完成 2 户 / 拒绝 1 户" in page.answer.heading.text()
    (refused,) = page.answer.model.rows
    assert (refused.code, "健康状况" in refused.why) == (lacking, True)
    assert [r.household.code for r in page.model.rows] == [lacking]
    number = shown_text(page.table, 0, "number")
    assert number.startswith("51N000")
    states = _states(approved)
    assert [states[code] for code in approved.town.codes].count(CaseState.ENTERED.value) == 2
    assert (view.pages.tabText(0), view.pages.tabText(1)) == ("录入标注 1", "台账核对 2")


def test_marking_outside_the_window_offers_a_permit(approved, view, qtbot):
    approved.day = date(2020, 6, 3)
    page = view.marking
    page.day.set_value(date(2020, 6, 3))
    page.model.put([(row.case_id, "number", f"51N{row.case_id}") for row in page.model.rows])
    page.mark()
    settled(approved, qtbot)
    assert "完成 0 户 / 拒绝 3 户" in page.answer.heading.text()
    asked = []
    approved.context.navigator.settings_asked.connect(asked.append)
    press(page.answer, "开补办单")
    codes = ",".join(row.code for row in page.answer.model.rows)
    assert asked == [f"permits:record_entry:{codes}"]
    assert view.may_close()


def test_the_ledger_is_confirmed_against_the_export(desk, view, qtbot, tmp_path, monkeypatch):
    desk.town.bring_to("entered")
    desk.day = date(2020, 4, 15)
    view.show_list("confirmed")
    settled(desk, qtbot)
    page = view.confirming
    first, second, third = (row.household for row in page.model.rows)
    book = Workbook()
    sheet = book.active
    sheet.append(["户编号", "户主姓名", "监测对象类别"])
    sheet.append([first.code, first.head_name, "边缘易致贫户"])
    sheet.append([second.code, second.head_name, "脱贫不稳定户"])
    sheet.append(["51Z", "陌生户", "边缘易致贫户"])
    path = tmp_path / "导出.xlsx"
    book.save(path)
    replaced(monkeypatch, "choose_open_files", lambda *_, then, **__: then([path]))
    press(page, "对照平台导出文件")
    settled(desk, qtbot)
    assert "找到 2 户，类别不符 1，平台没有 1，本镇没有 1" in page.comparison.told.text()
    lists = page.comparison.findChild(QTabWidget)
    assert [lists.tabText(n) for n in range(3)] == ["类别不一致 1", "平台导出里没有 1", "本镇台账里没有 1"]
    assert [row.household.code for row in page.chosen()] == [first.code]
    press(page, "确认 1 户")
    settled(desk, qtbot)
    assert "平台导出数据的日期" in page.answer.why.text()
    page.export_day.set_value(date(2020, 4, 14))
    press(page, "确认 1 户")
    settled(desk, qtbot)
    assert _states(desk)[first.code] == CaseState.MONITORED.value
    page.export_day.set_value(None)
    page.by.set_value("王测逐户核对")
    press(page, "全部勾选")
    press(page, "确认 2 户")
    settled(desk, qtbot)
    assert set(_states(desk).values()) == {CaseState.MONITORED.value}
    assert third.code in _states(desk)


def test_an_export_of_somebody_else_is_refused(desk, view, qtbot, tmp_path):
    desk.town.bring_to("entered")
    path = tmp_path / "别处.csv"
    path.write_text("户编号,户主姓名\n99,某某\n", encoding="utf-8")
    view.confirming.compare(path)
    settled(desk, qtbot)
    assert "别处.csv" in view.confirming.refusal.text
    assert view.confirming.comparison.isHidden()


def test_the_platform_list_is_finished_dropped_and_added_to(desk, view, qtbot, monkeypatch, tmp_path):
    desk.town.bring_to("approved", desk.town.codes[0])
    view.show_list("platform")
    settled(desk, qtbot)
    page = view.platform
    assert [row.kind for row in page.model.rows] == [TaskKind.ENTER]
    press(page, "办结 1 条")
    assert "录入标注" in page.bar.reasons.text
    press(page, "加一条待修改")
    dialog = panel(qtbot)
    form = form_in(dialog)
    assert form.value("household") == desk.town.codes[0]
    press(dialog, "加入清单")
    assert "要改的字段：请填写。" in form.bar.text
    form.set_values({"field": "联系电话", "old": "138", "new": "138"})
    press(dialog, "加入清单")
    settled(desk, qtbot)
    assert "没有要修改的内容" in form.bar.text
    form.set_values({"new": "139"})
    press(dialog, "加入清单")
    settled(desk, qtbot)
    assert len(page.model.rows) == 2
    position = next(n for n, row in enumerate(page.model.rows) if row.kind is TaskKind.CORRECT)
    page.table.select_position(position)
    press(page, "办结 1 条")
    dialog = panel(qtbot)
    press(dialog, "办结")
    settled(desk, qtbot)
    assert [row.kind for row in page.model.rows] == [TaskKind.ENTER]
    page.with_done.setChecked(True)
    settled(desk, qtbot)
    assert {row.done_by for row in page.model.rows} == {"", "王测"}
    replaced(monkeypatch, "choose_save_file", lambda *_, proposed, then, **__: then(tmp_path / proposed.name))
    files = []
    desk.context.navigator.file_made.connect(lambda _, file: files.append(file))
    press(page, "打印待办")
    keep_at_once(qtbot)
    settled(desk, qtbot)
    assert "联系电话" in "".join(p.extract_text() for p in PdfReader(files[0]).pages)
    page.with_done.setChecked(False)
    settled(desk, qtbot)
    replaced(monkeypatch, "confirm", lambda *_, then, **__: then())
    press(page, "不用办")
    settled(desk, qtbot)
    assert page.model.rows == ()


def test_ledgers_are_printed_and_exported(desk, view, qtbot, tmp_path, monkeypatch):
    desk.town.bring_to("monitored")
    view.show_list("ledger")
    settled(desk, qtbot)
    page = view.ledgers
    assert page.counts.text() == "3 户 6 人：边缘户 3"
    replaced(monkeypatch, "choose_save_file", lambda *_, proposed, then, **__: then(tmp_path / proposed.name))
    files = []
    desk.context.navigator.file_made.connect(lambda _, file: files.append(file))
    for words in ("打印镇台账", "打印村台账", "导出镇台账", "导出村台账"):
        press(page, words)
        if words.startswith("导出"):
            say_purpose(qtbot)
        else:
            keep_at_once(qtbot)
        settled(desk, qtbot)
    assert [file.suffix for file in files] == [".pdf", ".pdf", ".xlsx", ".xlsx"]
    page.narrowing.search.setText("没有这户")
    assert page.model.rows == ()


def test_an_empty_ledger_prints_a_reason(desk, view, qtbot):
    view.show_list("ledger")
    press(view.ledgers, "打印镇台账")
    assert "现在没有可打印的" in said_in_window(qtbot)


def test_later_steps_are_taken_for_several(desk, view, qtbot):
    desk.town.bring_to("monitored")
    desk.day = date(2020, 7, 8)
    view.show_list("monitored")
    view.monitored.reload()
    settled(desk, qtbot)
    page = view.monitored
    page.table.setFocus()
    QTest.keyClick(page.table, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert len(page.chosen()) == 3
    press(page, "拟消除")
    assert "还没有消除走访" in page.bar.reasons.text
    press(page, "退出（3 户）")
    dialog = panel(qtbot)
    form_in(dialog).set_values({"cause": "wrong", "decision_no": "区审9号"})
    press(dialog, "办理 3 户")
    settled(desk, qtbot)
    assert set(_states(desk).values()) <= {CaseState.REMOVED.value, None}
    assert desk.said[-1] == "退出：完成 3 户 / 拒绝 0 户"
    assert page.model.rows == ()


def test_a_risk_is_cleared_step_by_step_in_both_ways(desk, view, qtbot):
    town = desk.town
    town.bring_to("monitored")
    first, second, _ = town.codes
    votes = {name: value for name, value in VOTES.items() if name != "risks"}
    town.act("record_clear_visit", (7, 6), first, second, **VISIT)
    town.act("record_clear_meeting", (7, 7), first, **votes)
    desk.day = date(2020, 7, 8)
    view.show_list("monitored")
    page = view.monitored
    page.reload()
    settled(desk, qtbot)

    def codes() -> list[str]:
        return [row.household.code for row in page.model.rows]

    def progress() -> dict[str, str]:
        place = [column.key for column in page.model.columns].index("clearing")
        said = {code: str(page.model.index(row, place).data()) for row, code in enumerate(codes())}
        return {code: word for code, word in said.items() if word}

    def take(code: str, step: str, **values: object) -> None:
        page.table.select_position(codes().index(code))
        settled(desk, qtbot)
        press(page.bar, step)
        dialog = panel(qtbot)
        form_in(dialog).set_values(values)
        press(dialog, "办理 1 户")
        settled(desk, qtbot)

    assert progress() == {first: "可办拟消除", second: "已走访，待评议"}
    asked = []
    desk.context.navigator.tab_asked.connect(lambda key, what: asked.append(key))
    page.table.select_position(codes().index(second))
    settled(desk, qtbot)
    press(page.bar, "拟消除")
    assert "还没有消除评议" in page.bar.reasons.text
    press(page.bar, "消除评议 →")
    assert asked == ["meetings"]
    town.act("record_clear_meeting", (7, 8), second, **votes)
    page.reload()
    settled(desk, qtbot)
    take(first, "拟消除", way="helped")
    take(second, "拟消除", way="natural")
    assert progress() == {first: "待区审定", second: "待区审定"}
    take(first, "消除审定", decision_no="区消1号")
    take(second, "消除不同意", decision_no="区消2号", reason="收入仍不稳定")
    assert progress() == {}  # refused: the facts are proved anew
    assert _states(desk)[first] == CaseState.RISK_CLEARED.value
    assert _states(desk)[second] == CaseState.MONITORED.value


def test_the_year_is_rolled_over_only_with_a_new_plan(desk, view, qtbot):
    desk.town.bring_to("monitored")
    desk.day = date(2020, 12, 5)
    view.show_list("monitored")
    view.monitored.reload()
    settled(desk, qtbot)
    page = view.monitored
    assert "roll_over" in tuple(page.bar.keys())
    press(page, "跨年接续")
    dialog = panel(qtbot)
    form = form_in(dialog)
    form.set_values({"new_plan": 2021, "missing_reason": "12月外出"})
    press(dialog, "办理 1 户")
    settled(desk, qtbot)
    assert "2021" in form.bar.text
    press(dialog, "取消")
    assert set(_states(desk).values()) == {CaseState.MONITORED.value}


def test_the_collection_forms_of_those_who_wait_are_printed(approved, view, qtbot, tmp_path, monkeypatch):
    replaced(monkeypatch, "choose_save_file", lambda *_, proposed, then, **__: then(tmp_path / proposed.name))
    files = []
    approved.context.navigator.file_made.connect(lambda _, file: files.append(file))
    press(view.marking, "打印采集表")
    keep_at_once(qtbot)
    settled(approved, qtbot)
    text = "".join(page.extract_text() for page in PdfReader(files[0]).pages)
    assert all(code in text for code in approved.town.codes)


def test_who_is_watched_without_help_is_found_and_helped(desk, view, qtbot):
    desk.town.bring_to("monitored")
    desk.day = date(2020, 7, 8)
    view.show_list("no_measure")
    view.monitored.reload()
    settled(desk, qtbot)
    page = view.monitored
    assert view.pages.currentWidget() is page
    assert page.marks.chosen == {"no_measure"}
    assert len(page.model.rows) == 3
    press(page, "登记措施…")
    settled(desk, qtbot)
    dialog = panel(qtbot)
    form_in(dialog).set_values({"group": "health", "responsible": "王村医", "due_on": date(2020, 9, 1)})
    press(dialog, "保存")
    settled(desk, qtbot)
    assert len(page.model.rows) == 2
