from __future__ import annotations

from datetime import date

from pypdf import PdfReader

from app.models.household import Household
from app.ui.common.paper_files import Wanted
from app.ui.screening import strip
from tests import factories as make
from tests.ui.screening.conftest import column, fill_dialog, press, select, settled, words


def test_missing_villages_are_named_and_the_list_goes_to_the_district(open_tab, town, qtbot):
    town.screened()
    town.at(21).reported("A1", "A2")
    town.at(22)
    view = open_tab(strip.SUMMARY)
    page = view.page
    assert "2 个村中已上报 1 个" in words(page)
    assert "未上报的村：青山村" in words(page)
    assert column(page.table, "code") == ["A1", "A2"]
    assert column(page.table, "category") == ["脱贫监测户", "脱贫监测户"]
    press(page, "汇总报区、申请比对…")
    batch = view.pane.batch
    assert batch.form.value("missing_villages") == "青山村"
    batch.save.click()
    assert "名单文号：请填写。" in batch.form.bar.text
    batch.form.set_values({"list_no": "石脱贫〔2020〕1号", "missing_villages": None})
    batch.save.click()
    settled(town, qtbot)
    assert batch.result == "汇总报区：完成 0 户，拒绝 2 户。"
    assert {row.household_code for row in batch.refused_rows} == {"A1", "A2"}
    assert "青山村" in column(batch.table, "why")[0]
    press(view.pane, "改正后重办这些户")
    assert batch.form.value("list_no") == "石脱贫〔2020〕1号"  # kept
    batch.form.set_values({"missing_villages": "青山村"})
    batch.save.click()
    settled(town, qtbot)
    assert batch.result == "汇总报区：完成 2 户，拒绝 0 户。"
    assert town.state("A1") == "cross_checking"
    assert column(page.table, "code") == []
    assert view.strip.button(strip.COMPARISON).text() == "信息比对 2"


def test_a_member_without_a_usable_number_is_exempted_with_a_reason(open_tab, town, qtbot, actor):
    with town.office.ledger.transaction("test.member", actor=actor, today=town.day) as tx:
        make.member(tx, tx.session.get_one(Household, town.ids["A1"]), name="无号", relation="之女")
    town.screened()
    town.at(21).reported("A1", "A2")
    town.reported("B1", village="青山村", no="青1号")
    town.at(22)
    view = open_tab(strip.SUMMARY)
    page = view.page
    assert column(page.id_table, "why") == ["没有身份证号"]
    assert column(page.table, "ids") == ["1 人不能比对", "可以比对", "可以比对"]
    press(page, "汇总报区、申请比对…")
    batch = view.pane.batch
    batch.form.set_values({"list_no": "石1号"})
    batch.save.click()
    settled(town, qtbot)
    assert batch.result == "汇总报区：完成 2 户，拒绝 1 户。"
    assert "无号" in column(batch.table, "why")[0]
    select(page.id_table, "name", "无号")
    press(page, "免比对…")
    fill_dialog(page, "免比对", reason="新生儿，户口未办")
    assert column(page.table, "ids") == ["可以比对"]
    press(view.pane, "改正后重办这些户")
    batch.save.click()
    settled(town, qtbot)
    assert batch.result == "汇总报区：完成 1 户，拒绝 0 户。"
    asked = town.office.cross_check.asked(1, today=town.day)
    assert {row.exempt_reason for row in asked if row.name == "无号"} == {"新生儿，户口未办"}


def test_only_the_selected_households_when_several_are_selected(open_tab, town, qtbot):
    town.screened()
    town.at(21).reported("A1", "A2", "A3")
    town.reported("B1", village="青山村", no="青1号")
    view = open_tab(strip.SUMMARY)
    select(view.page.table, "code", "A1", "B1")
    press(view.page, "汇总报区、申请比对…")
    assert "汇总报区：2 户" in words(view.pane)
    select(view.page.table, "code", "A2", "A3")
    press(view.page, "退村…")
    assert set(view.pane.batch.batch.codes) == {"A2", "A3"}


def test_the_summary_is_printed(open_tab, town, qtbot, tmp_path):
    town.screened()
    town.at(21).reported("A1")
    page = open_tab(strip.SUMMARY).page
    target = tmp_path / "汇总.pdf"
    page.papers.print_to(target, Wanted("township_summary", "镇级汇总表"))
    settled(town, qtbot)
    qtbot.waitUntil(target.exists)
    settled(town, qtbot)
    assert "红星村" in PdfReader(target).pages[0].extract_text()


def test_what_closes_a_step_today_is_said_before_the_form_is_filled(open_tab, town, qtbot):
    town.screened()
    town.at(21).reported("A1")
    town.day = date(2020, 4, 12)
    view = open_tab(strip.SUMMARY)
    select(view.page.table, "code", "A1")
    press(view.page, "退村…")
    settled(town, qtbot)
    assert "按今天的日期，1 户现在不能办：" in view.pane.batch.notice.text
    assert "3月24日" in view.pane.batch.notice.text
