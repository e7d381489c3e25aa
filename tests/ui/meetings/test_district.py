"""The list to the district and its answers, typed and imported, through the window."""

from __future__ import annotations

from datetime import date

import pytest
from openpyxl import Workbook
from pypdf import PdfReader

from app.models.enums import CaseState
from app.services.households import RosterQuery
from app.services.workflow.facts import Signer
from tests.ui.printing import keep_at_once
from tests.ui.working import form_in, panel, press, replaced, say_purpose, settled, shown_text


@pytest.fixture
def evaluated(desk):
    desk.town.bring_to("evaluated")
    desk.day = date(2020, 4, 8)
    return desk


@pytest.fixture
def reported(desk):
    desk.town.bring_to("reported_to_district")
    desk.day = date(2020, 4, 10)
    return desk


def _states(desk):
    rows = desk.office.households.rows(desk.office.households.find_ids(RosterQuery()))
    return {row.code: row.case_state for row in rows.values()}


def test_the_list_is_reported_as_a_batch_and_printed_frozen(evaluated, view, qtbot, tmp_path, monkeypatch):
    page = view.reporting
    view.show_list("reported")
    assert view.pages.currentWidget() is page
    assert view.pages.tabText(1) == "上报区级 3"
    first = page.model.id_at(0)
    page.model.put([(first, "take", "0")])
    assert "已勾选 2 户" in page.counts.text()
    press(page, "报区 2 户")
    assert "名单文号：请填写。" in page.form.bar.text
    page.form.set_values({"list_no": "石脱贫〔2020〕3号", "signers": (Signer("王镇长", "副镇长"),)})
    press(page, "报区 2 户")
    settled(evaluated, qtbot)
    assert evaluated.said[-1] == "报区：完成 2 户 / 拒绝 0 户"
    assert len(page.model.rows) == 1
    assert view.pages.tabText(2) == "区审定 2"
    assert page.form.value("list_no") is None
    assert page.form.value("signers") == (Signer("王镇长", "副镇长"),)
    files = []
    evaluated.context.navigator.file_made.connect(lambda said, file: files.append(file))
    replaced(monkeypatch, "choose_save_file", lambda *_, proposed, then, **__: then(tmp_path / proposed.name))
    press(page, "打印请示及名单")
    keep_at_once(qtbot)
    settled(evaluated, qtbot)
    press(page, "导出名单")
    say_purpose(qtbot)
    settled(evaluated, qtbot)
    assert [file.suffix for file in files] == [".pdf", ".xlsx"]
    left_over = _text(files[0])  # one household is still to be signed for: its request, no number yet
    assert page.model.rows[0].household.code in left_over
    assert "石脱贫〔2020〕3号" not in left_over
    page.form.set_values({"list_no": "石脱贫〔2020〕4号"})
    press(page, "报区 1 户")
    settled(evaluated, qtbot)
    press(page, "打印请示及名单")
    keep_at_once(qtbot)
    settled(evaluated, qtbot)
    frozen = _text(files[-1])  # nobody is left: the two that went out that day, as they were
    assert "石脱贫〔2020〕3号" in frozen
    assert "石脱贫〔2020〕4号" in frozen


def _text(file):
    return "".join(page.extract_text() for page in PdfReader(file).pages)


def test_a_report_outside_the_window_offers_a_permit(evaluated, view, qtbot):
    evaluated.day = date(2020, 5, 6)
    page = view.reporting
    page.form.set_values({"list_no": "石脱贫〔2020〕9号", "on": date(2020, 5, 6)})
    page.report()
    settled(evaluated, qtbot)
    assert "完成 0 户 / 拒绝 3 户" in page.answer.heading.text()
    assert len(page.answer.model.rows) == 3
    asked = []
    evaluated.context.navigator.settings_asked.connect(asked.append)
    press(page.answer, "开补办单")
    codes = ",".join(row.code for row in page.answer.model.rows)
    assert asked == [f"permits:report_district:{codes}"]
    assert page.form.value("list_no") == "石脱贫〔2020〕9号"


def test_answers_typed_per_household(reported, view, qtbot):
    page = view.decisions
    view.show_list("decided")
    codes = [row.household.code for row in page.model.rows]
    ids = [row.case_id for row in page.model.rows]
    page.number.set_value("区审1号")
    page.model.put([(ids[0], "answer", "1"), (ids[1], "answer", "退回"), (ids[2], "answer", "7")])
    assert shown_text(page.table, 1, "answer") == "退回补正"
    press(page, "登记 2 户")
    settled(reported, qtbot)
    assert page.refusal.text.startswith("区意见：请填编号或名称")
    page.model.put([(ids[2], "answer", "未答复")])
    press(page, "登记 3 户")
    settled(reported, qtbot)
    (refused,) = page.answer.model.rows
    assert refused.code == codes[1]
    assert "缺少“原因”" in refused.why
    assert _states(reported)[codes[0]] == CaseState.APPROVED.value
    row = next(r for r in page.model.rows if r.household.code == codes[1])
    page.model.put([(row.case_id, "reason", "缺收入证明"), (row.case_id, "due", "4-14")])
    press(page, "登记 1 户")
    settled(reported, qtbot)
    assert _states(reported)[codes[1]] == CaseState.TO_BE_MENDED.value
    assert "未答复 1 户，待补正 1 户" in page.counts.text()


def test_mending_and_recalling(reported, view, qtbot):
    page = view.decisions
    ids = [row.case_id for row in page.model.rows]
    page.model.put([(ids[0], "answer", "3"), (ids[0], "reason", "缺证明"), (ids[0], "due", "4-14")])
    page.save()
    settled(reported, qtbot)
    page.table.begin_at(ids[0], "answer")
    settled(reported, qtbot)
    press(page, "补正再报")
    dialog = panel(qtbot)
    form_in(dialog).set_values({"answers": "已补村委会证明"})
    press(dialog, "办理 1 户")
    settled(reported, qtbot)
    code = next(row.household.code for row in page.model.rows if row.case_id == ids[0])
    assert _states(reported)[code] == CaseState.REPORTED_TO_DISTRICT.value
    page.table.begin_at(ids[1], "answer")
    settled(reported, qtbot)
    press(page, "我方撤回")
    dialog = panel(qtbot)
    press(dialog, "办理 1 户")
    assert "请填写。" in form_in(dialog).bar.text
    form_in(dialog).set_values({"reason": "收入填错"})
    press(dialog, "办理 1 户")
    settled(reported, qtbot)
    assert reported.said[-1] == "我方撤回：完成 1 户 / 拒绝 0 户"


def test_answers_by_the_districts_workbook(reported, view, qtbot, tmp_path, monkeypatch):
    page = view.decisions
    view.show_list("decided")
    codes = [row.household.code for row in page.model.rows]
    heads = [row.household.head_name for row in page.model.rows]
    book = Workbook()
    sheet = book.active
    sheet.append(["户编号", "户主姓名", "审定意见", "审定文号", "原因", "补正期限"])
    sheet.append([codes[0], heads[0], "同意", "区审2号", "", ""])
    sheet.append([codes[1], heads[1], "不同意", "区审2号", "收入超线", ""])
    sheet.append([codes[2], heads[2], "", "", "", ""])
    path = tmp_path / "区审定.xlsx"
    book.save(path)
    replaced(monkeypatch, "choose_open_files", lambda *_, then, **__: then([path]))
    press(page, "导入区审定名单")
    settled(reported, qtbot)
    assert page.importing.isVisible()
    assert view.may_close()
    press(page.importing, "确认导入")
    settled(reported, qtbot)
    press(page.importing, "关闭")
    settled(reported, qtbot)
    assert [row.household.code for row in page.model.rows] == [codes[2]]
    states = _states(reported)
    assert (states[codes[0]], states[codes[2]]) == (CaseState.APPROVED.value, CaseState.REPORTED_TO_DISTRICT.value)
