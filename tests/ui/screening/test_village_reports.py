from __future__ import annotations

from app.ui.screening import strip
from app.ui.screening.own_proposal import OwnProposal
from app.ui.screening.sheet_lines import Say
from tests.ui.conftest import compose
from tests.ui.screening.conftest import TWO, column, dialog_of, fill_dialog, press, select, settled, words


def sign(sheet, no="红1号"):
    sheet.form.set_values({"sheet_no": no, "signers": TWO})


def choose_village(page, name, town, qtbot):
    select(page.table, "village", name)
    settled(town, qtbot)


def test_a_sheet_is_typed_signed_and_registered(open_tab, town, qtbot):
    town.screened()
    view = open_tab(strip.VILLAGES)
    page = view.page
    assert "2 个村中已上报 0 个" in words(page)
    choose_village(page, "红星村", town, qtbot)
    sheet = page.sheet
    assert "红星村　上报表（第 1 张）" in words(sheet)
    select(sheet.table, "code", "A1", "A2")
    press(sheet, "上报")
    select(sheet.table, "code", "A3")
    press(sheet, "不报…")
    fill_dialog(sheet, "不报", reason="子女已接走赡养")
    assert column(sheet.table, "say") == ["上报", "上报", "不报"]
    assert page.may_close() != ""
    sign(sheet)
    press(sheet, "登记这张上报表")
    settled(town, qtbot)
    assert "红星村第 1 张上报表已登记：上报 2 户，不报 1 户。" in words(sheet)
    assert (town.state("A1"), town.state("A2"), town.state("A3")) == (
        "reported_by_village",
        "reported_by_village",
        None,
    )
    assert "2 个村中已上报 1 个" in words(page)
    assert view.strip.button(strip.VILLAGES).text() == "村级上报 1/2"
    assert page.may_close() == ""
    assert sheet.form.value("sheet_no") == "红1号"  # kept for the next village
    assert sheet.form.value("signers") == TWO


def test_what_is_typed_stays_while_another_village_is_looked_at(open_tab, town, qtbot):
    town.screened()
    page = open_tab(strip.VILLAGES).page
    choose_village(page, "红星村", town, qtbot)
    select(page.sheet.table, "code", "A2")
    page.sheet.say(Say.REPORT)
    choose_village(page, "青山村", town, qtbot)
    assert column(page.sheet.table, "code") == ["B1"]
    choose_village(page, "红星村", town, qtbot)
    said = dict(zip(column(page.sheet.table, "code"), column(page.sheet.table, "say"), strict=True))
    assert said == {"A1": "待填", "A2": "上报", "A3": "待填"}


def test_missing_signers_and_an_empty_sheet_are_refused_beside_the_fields(open_tab, town, qtbot):
    town.screened()
    page = open_tab(strip.VILLAGES).page
    choose_village(page, "青山村", town, qtbot)
    press(page.sheet, "登记这张上报表")
    assert "签字人（两人）：请填写。" in page.sheet.form.bar.text
    sign(page.sheet, "青1号")
    press(page.sheet, "登记这张上报表")
    assert "零报告" in page.sheet.bar.text
    page.sheet.form.set_values({"signers": TWO[:1]})
    page.sheet.zero.setChecked(True)
    press(page.sheet, "登记这张上报表")
    settled(town, qtbot)
    assert "两" in page.sheet.form.bar.text
    sign(page.sheet, "青1号")
    press(page.sheet, "登记这张上报表")
    settled(town, qtbot)
    assert "还有 1 户命中没有答复" in words(page.sheet)
    assert column(page.table, "no")[column(page.table, "village").index("青山村")] == "青1号"


def test_a_village_proposes_without_a_hit(open_tab, town, qtbot):
    town.screened()
    page = open_tab(strip.VILLAGES).page
    choose_village(page, "红星村", town, qtbot)
    press(page.sheet, "村主动提出…")
    content = dialog_of(page.sheet).findChild(OwnProposal)
    press(dialog_of(page.sheet), "加到表上")
    assert "请先查找并选定一户。" in content.form.bar.text
    compose(content.finder, "邻户")
    settled(town, qtbot)
    content.finder.take_first()
    assert content.form.value("category") == "marginal"
    content.form.set_values({"basis": "户主瘫痪，月入不足三百元"})
    press(dialog_of(page.sheet), "加到表上")
    assert "户主瘫痪，月入不足三百元" in column(page.sheet.table, "reason")
    sign(page.sheet)
    press(page.sheet, "登记这张上报表")
    settled(town, qtbot)
    assert town.state("N1") == "reported_by_village"


def test_a_refused_household_stays_on_the_sheet_with_its_reason(open_tab, town, qtbot, actor):
    town.screened()
    page = open_tab(strip.VILLAGES).page
    choose_village(page, "红星村", town, qtbot)
    press(page.sheet, "村主动提出…")
    content = dialog_of(page.sheet).findChild(OwnProposal)
    compose(content.finder, "富户")  # of the other village
    settled(town, qtbot)
    content.finder.take_first()
    content.form.set_values({"basis": "同姓"})
    press(dialog_of(page.sheet), "加到表上")
    select(page.sheet.table, "code", "A1")
    page.sheet.say(Say.REPORT)
    sign(page.sheet)
    press(page.sheet, "登记这张上报表")
    settled(town, qtbot)
    assert "富户 R1" in page.sheet.bar.text
    assert "上报 1 户" in words(page.sheet)
    assert "没有办成 1 户" in words(page.sheet)
    assert "R1" in column(page.sheet.table, "code")
    assert town.state("A1") == "reported_by_village"


def test_returned_households_come_back_on_a_supplement(open_tab, town, qtbot):
    town.screened()
    town.at(21).reported("A1", "A2")
    town.at(22)
    view = open_tab(strip.VILLAGES)
    page = view.page
    choose_village(page, "红星村", town, qtbot)
    assert "补充上报表（第 2 张）" in words(page.sheet)
    select(page.sheet.table, "code", "A1")
    press(page.sheet, "退村…")
    batch = view.pane.batch
    assert "退村：1 户" in words(view.pane)
    batch.form.set_values({"mend": "补收入依据", "due_on": town.day})
    batch.save.click()
    settled(town, qtbot)
    assert batch.result == "退村：完成 1 户，拒绝 0 户。"
    assert town.state("A1") == "proposed"
    select(page.sheet.table, "code", "A1")
    page.sheet.say(Say.REPORT)
    sign(page.sheet, "红补1号")
    press(page.sheet, "登记这张上报表")
    settled(town, qtbot)
    assert town.state("A1") == "reported_by_village"
    assert column(page.table, "more")[column(page.table, "village").index("红星村")] == "1"
