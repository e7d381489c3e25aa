from __future__ import annotations

import pytest
from openpyxl import Workbook, load_workbook
from PySide6.QtWidgets import QToolButton

from app.models.enums import CrossCheckTopic
from app.services.workflow.facts import Signer
from app.ui.common.form_builder import Form
from app.ui.screening import strip
from tests.ui.screening.conftest import column, dialog_of, fill_dialog, press, select, settled, words

PAIR = (Signer("王测", "石门镇"), Signer("李核", "石门镇"))
HEADER = ["姓名", "身份证号", "比对项目", "结果", "疑点说明"]


@pytest.fixture
def asked(town):
    """A1 and B1 are compared; the departments have not answered."""
    town.screened()
    town.at(21).reported("A1")
    town.reported("B1", village="青山村", no="青1号")
    town.at(22).requested("A1", "B1")
    town.at(23)
    return {row.household.code: row for row in town.office.cross_check.asked(1, today=town.day)}


def book(path, rows):
    made = Workbook()
    made.active.append(HEADER)
    for row in rows:
        made.active.append(row)
    made.save(path)
    return path


def answers(asked, code, *, suspect=None, skip=()):
    row = asked[code]
    return [
        [row.name, row.id_number, topic.label, *(("疑似", "小型汽车1辆") if topic is suspect else ("无", ""))]
        for topic in CrossCheckTopic
        if topic not in skip
    ]


def import_files(page, town, qtbot, *files):
    page.files.importing.show_files(files)
    settled(town, qtbot)


def test_a_request_is_exported_for_one_department(open_tab, town, qtbot, asked, tmp_path):
    page = open_tab(strip.COMPARISON).page
    assert column(page.files.batch_table, "no") == ["石1号"]
    assert column(page.files.topic_table, "unanswered") == ["2"] * 5
    press(page.files, "导出比对申请…")
    dialog_of(page.files).findChild(Form).set_values({"topics": ("vehicle",)})
    target = tmp_path / "申请.xlsx"
    page.files.export_to(target, 1, (CrossCheckTopic.VEHICLE,))
    settled(town, qtbot)
    cells = [str(c.value) for row in load_workbook(target)["比对申请"].iter_rows() for c in row if c.value]
    assert cells.count("购车") == 2
    assert "住房" not in cells
    dialog_of(page.files).reject()


def test_results_are_previewed_taken_in_and_balanced(open_tab, town, qtbot, asked, tmp_path):
    page = open_tab(strip.COMPARISON).page
    page.files._stack.setCurrentWidget(page.files.importing)
    importing = page.files.importing
    file = book(
        tmp_path / "反馈.xlsx",
        [
            *answers(asked, "A1", suspect=CrossCheckTopic.VEHICLE),
            ["别人", asked["B1"].id_number, "住房", "无", ""],
            ["路人", "519999197001010015", "住房", "无", ""],
        ],
    )
    import_files(page, town, qtbot, file)
    assert "预览，还没有写入" in importing.summary.text()
    assert "对上 5，姓名不符 1，不在申请名单 1" in importing.summary.text()
    assert column(importing.table, "bucket") == ["姓名不符", "不在申请名单"]
    assert "不在申请名单中。" in column(importing.table, "problem")
    assert page.may_close() != ""
    press(importing, "确认导入")
    settled(town, qtbot)
    assert "无疑点 4，疑似 1，未答复 5，免比对 0" in importing.summary.text()
    assert page.may_close() == ""
    press(importing, "关闭")
    assert column(page.files.rows.table, "bucket")[0] == "姓名不符"
    counts = {b.text() for b in page.files.rows.chips.findChildren(QToolButton)}
    assert {"对上 5", "姓名不符 1", "不在申请名单 1"} <= counts
    select(page.files.rows.table, "name", "别人")
    press(page.files.rows, "是同一个人…")
    fill_dialog(page.files.rows, "认定", reason="户口簿曾用名")
    settled(town, qtbot)
    assert "姓名不符" not in column(page.files.rows.table, "bucket")
    assert column(page.files.batch_table, "unanswered") == ["4"]


def test_hits_only_must_say_what_it_covers(open_tab, town, qtbot, asked, tmp_path):
    page = open_tab(strip.COMPARISON).page
    importing = page.files.importing
    page.files._stack.setCurrentWidget(importing)
    row = asked["A1"]
    file = book(tmp_path / "车管.xlsx", [[row.name, row.id_number, "购车", "疑似", "轿车"]])
    importing.hits_only.setChecked(True)
    import_files(page, town, qtbot, file)
    assert importing.form.bar.text != ""
    importing.form.set_values({"batch": "1", "topics": ("vehicle",)})
    press(importing, "预览")
    settled(town, qtbot)
    assert "按没有提到算无疑点 1 项" in importing.summary.text()
    press(importing, "确认导入")
    settled(town, qtbot)
    balance = town.office.cross_check.balance(today=town.day)[CrossCheckTopic.VEHICLE]
    assert (balance.clear, balance.suspect, balance.unanswered) == (1, 1, 0)


def test_a_doubt_is_concluded_by_two_and_leads_to_exclusion(open_tab, town, qtbot, asked, tmp_path):
    page = open_tab(strip.COMPARISON).page
    rows = [row for code in ("A1", "B1") for row in answers(asked, code, suspect=CrossCheckTopic.VEHICLE)]
    town.office.cross_check.import_results([book(tmp_path / "a.xlsx", rows)], actor=town.actor, today=town.day)
    settled(town, qtbot)
    page.pages.setCurrentWidget(page.desk)
    desk, card = page.desk, page.desk.card
    assert page.pages.tabText(1) == "疑似核实 2"
    select(desk.table, "code", "A1")
    assert "小型汽车1辆" in words(card)
    assert "户主A1　红星村　A1" in words(card)
    card.form.set_values({"conclusion": "no_effect", "evidence": "车辆已报废，注销证明", "verifiers": PAIR[:1]})
    press(card, "保存结论")
    settled(town, qtbot)
    assert "两" in card.form.bar.text
    card.form.set_values({"verifiers": PAIR})
    press(card, "保存结论")
    settled(town, qtbot)
    assert card.hit.household.code == "B1"  # the next open one
    assert card.form.value("verifiers") == PAIR
    card.form.set_values({"conclusion": "not_qualified", "evidence": "行驶证查询单"})
    press(card, "保存结论")
    settled(town, qtbot)
    card.next.button("exclude_cross_check").click()
    assert card.step.form.value("item") == "购车"
    card.step.save.click()
    settled(town, qtbot)
    assert town.state("B1") == "not_included"
    assert sorted(column(desk.table, "conclusion")) == ["不影响", "不符合"]


def test_a_conclusion_is_corrected_with_a_reason(open_tab, town, qtbot, asked, tmp_path):
    page = open_tab(strip.COMPARISON).page
    rows = answers(asked, "A1", suspect=CrossCheckTopic.HOUSING)
    town.office.cross_check.import_results([book(tmp_path / "a.xlsx", rows)], actor=town.actor, today=town.day)
    settled(town, qtbot)
    page.pages.setCurrentWidget(page.desk)
    card = page.desk.card
    values = {"conclusion": "no_effect", "evidence": "房产证", "verifiers": PAIR}
    card.form.set_values(values)
    press(card, "保存结论")
    settled(town, qtbot)
    press(card, "更正结论")
    assert "更正原因：请填写。" in card.form.bar.text
    card.form.set_values({"conclusion": "not_qualified", "correction": "产权人确系本人"})
    press(card, "更正结论")
    settled(town, qtbot)
    assert "现有结论" in words(card)
    assert "不符合" in words(card)


def test_the_township_types_its_own_half(open_tab, town, qtbot, asked):
    page = open_tab(strip.COMPARISON).page
    page.pages.setCurrentWidget(page.waiting)
    waiting = page.waiting
    assert column(waiting.table, "count") == ["5", "5"]
    select(waiting.table, "code", "A1")
    settled(town, qtbot)
    waiting.item_table.selectAll()
    press(waiting, "无疑点…")
    fill_dialog(waiting, "登记", by="石门镇扶贫办")
    settled(town, qtbot)
    assert column(waiting.table, "code") == ["B1"]
    select(waiting.item_table, "topic", "购车")
    press(waiting, "疑似…")
    press(dialog_of(waiting), "登记")
    assert "看到了什么：请填写。" in dialog_of(waiting).findChild(Form).bar.text
    fill_dialog(waiting, "登记", details="院内停有面包车")
    settled(town, qtbot)
    assert [hit.details for hit in town.office.cross_check.open_suspects(today=town.day)] == ["院内停有面包车"]


def test_complete_comparisons_are_closed_as_a_batch_and_late_ones_listed_first(open_tab, town, qtbot, asked, tmp_path):
    view = open_tab(strip.COMPARISON)
    page = view.page
    town.office.cross_check.import_results(
        [book(tmp_path / "a.xlsx", answers(asked, "A1"))], actor=town.actor, today=town.day
    )
    settled(town, qtbot)
    assert page.pages.tabText(3) == "可以办结 1"
    page.pages.setCurrentWidget(page.closing)
    press(page.closing, "比对办结…")
    view.pane.batch.form.set_values({"verifiers": PAIR, "evidence": "部门反馈表"})
    view.pane.batch.save.click()
    settled(town, qtbot)
    assert view.pane.batch.result == "比对办结：完成 1 户，拒绝 0 户。"
    assert town.state("A1") == "cross_checked"
    page.pages.setCurrentWidget(page.waiting)
    town.at(24)
    select(page.waiting.table, "code", "B1")
    press(page.waiting, "先访后比…")
    view.pane.batch.form.set_values({"reason": "车管部门逾期未反馈"})
    view.pane.batch.save.click()
    settled(town, qtbot)
    assert view.pane.batch.result == "先访后比：完成 1 户，拒绝 0 户。"
    assert town.state("B1") == "listed"
