from __future__ import annotations

from datetime import date

from pypdf import PdfReader

from app.models.enums import CrossCheckTopic
from app.services.cross_check.by_hand import HandAnswer
from app.services.cross_check.words import ItemOutcome
from app.services.workflow.facts import Permit
from app.ui.screening import strip
from tests.ui.screening.conftest import column, press, settled, words


def compared(town, *codes):
    """Bring households of both villages to 已比对."""
    town.screened()
    town.at(21).reported("A1", "A2")
    town.reported("B1", village="青山村", no="青1号")
    town.at(22).requested(*codes)
    town.at(23)
    answers = [
        HandAnswer(household_code=code, name=f"户主{code}", topic=topic, outcome=ItemOutcome.CLEAR)
        for code in codes
        for topic in CrossCheckTopic
    ]
    cross_check = town.office.cross_check
    cross_check.answer_by_hand(answers, by="石门镇", on=town.day, actor=town.actor, today=town.day)
    assert cross_check.close(codes, on=town.day, actor=town.actor, today=town.day).refused == ()


def test_what_was_compared_goes_on_the_list_with_number_and_day(open_tab, town, qtbot):
    compared(town, "A1", "B1")
    view = open_tab(strip.CONFIRM)
    page = view.page
    assert page.lists.tabText(0) == "待列入名单 2"
    assert view.strip.button(strip.CONFIRM).text() == "审定分发 0（待列 2）"
    press(page, "列入初步名单…")
    batch = view.pane.batch
    batch.save.click()
    assert "请填写" in batch.form.bar.text
    batch.form.set_values({"list_no": "区脱贫〔2020〕2号"})
    batch.save.click()
    settled(town, qtbot)
    assert batch.result == "列入初步名单：完成 2 户，拒绝 0 户。"
    page.lists.setCurrentIndex(1)
    assert column(page.confirmed_table, "code") == ["A1", "B1"]
    assert column(page.confirmed_table, "no") == ["区脱贫〔2020〕2号"] * 2
    page.village.setCurrentIndex(page.village.findData("青山村"))
    assert column(page.confirmed_table, "code") == ["B1"]


def test_a_day_after_today_is_refused_with_the_household_kept_for_another_try(open_tab, town, qtbot):
    compared(town, "A1")
    view = open_tab(strip.CONFIRM)
    press(view.page, "列入初步名单…")
    batch = view.pane.batch
    batch.form.set_values({"list_no": "区2号", "occurred_on": town.day.replace(day=30)})
    batch.save.click()
    settled(town, qtbot)
    assert batch.result == "列入初步名单：完成 0 户，拒绝 1 户。"
    assert town.state("A1") == "cross_checked"
    press(view.pane, "改正后重办这些户")
    batch.form.set_values({"occurred_on": town.day})
    batch.save.click()
    settled(town, qtbot)
    assert town.state("A1") == "listed"


def test_the_list_and_the_receipt_are_printed(open_tab, town, qtbot, tmp_path):
    compared(town, "A1", "B1")
    view = open_tab(strip.CONFIRM)
    press(view.page, "列入初步名单…")
    view.pane.batch.form.set_values({"list_no": "区2号"})
    view.pane.batch.save.click()
    settled(town, qtbot)
    printing = view.page.printing
    for kind, name, wanted in (
        ("preliminary_list", "初步监测名单", "户主A1"),
        ("village_receipt", "初步名单村签收单", "青山村"),
    ):
        target = tmp_path / f"{kind}.pdf"
        printing.print_to(target, kind, name)
        settled(town, qtbot)
        qtbot.waitUntil(target.exists)
        settled(town, qtbot)
        assert wanted in "".join(page.extract_text() for page in PdfReader(target).pages)


def test_nothing_to_print_is_said(open_tab, town, qtbot, tmp_path):
    view = open_tab(strip.CONFIRM)
    assert "没有已比对、等待列入名单的户" in words(view.page)
    view.page.printing.print_to(tmp_path / "x.pdf", "preliminary_list", "初步监测名单")
    settled(town, qtbot)
    assert view.page.bar.text != ""
    assert not (tmp_path / "x.pdf").exists()


def test_a_closed_window_offers_one_permit_for_all_and_the_permit_opens_the_batch(open_tab, town, qtbot):
    compared(town, "A1", "B1")
    town.day = date(2020, 5, 6)
    view = open_tab(strip.CONFIRM)
    asked: list[str] = []
    town.context.navigator.settings_asked.connect(asked.append)
    press(view.page, "列入初步名单…")
    batch = view.pane.batch
    batch.form.set_values({"list_no": "区3号", "list_on": date(2020, 3, 30)})
    batch.save.click()
    settled(town, qtbot)
    assert batch.result == "列入初步名单：完成 0 户，拒绝 2 户。"
    press(view.pane, "开补办单…")
    assert asked == ["permits:confirm_list:A1,B1"]
    permit = Permit(frozenset({"confirm_list"}), date(2020, 5, 31), "洪水断路", "石补1号", "李镇长")
    town.office.plans.grant(permit, household_ids=[town.ids["A1"]], year=2020, actor=town.actor, today=date(2020, 5, 6))
    press(view.pane, "改正后重办这些户")
    settled(town, qtbot)
    batch.form.set_values({"list_no": "区3号", "list_on": date(2020, 3, 30), "occurred_on": town.day})
    batch.save.click()
    settled(town, qtbot)
    assert batch.result == "列入初步名单：完成 1 户，拒绝 1 户。"
    assert (town.state("A1"), town.state("B1")) == ("listed", "cross_checked")
