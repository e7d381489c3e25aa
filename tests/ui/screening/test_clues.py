from __future__ import annotations

import csv

from PySide6.QtWidgets import QPushButton, QToolButton

from app.models.enums import ClueChannel, ClueState
from app.services.clues import ClueInput
from app.ui.common.a11y import nameless
from app.ui.common.form_builder import Form
from app.ui.household.people_editor import PeopleEditor
from app.ui.screening import strip
from tests.services.towns import citizen
from tests.ui.conftest import compose
from tests.ui.screening.conftest import column, dialog_of, press, select, settled, words


def register(town, **values):
    given = {"channel": ClueChannel.HOTLINE, "received_on": town.day, "content": "住房漏雨", **values}
    return town.office.clues.register(ClueInput(**given), actor=town.actor, today=town.day)


def test_clues_are_registered_one_after_the_other(open_tab, town, qtbot):
    view = open_tab(strip.CLUES)
    page = view.page
    assert "还没有线索" in words(page)
    press(page, "登记线索")
    form = page.form.form
    press(page.form, "登记并下一条")
    assert "反映的内容：请填写。" in form.bar.text
    form.set_values({"channel": "hotline", "content": "老人独居，住房漏雨", "subject_name": "户主A1"})
    press(page.form, "登记并下一条")
    settled(town, qtbot)
    assert form.value("content") is None
    assert form.value("channel") == "hotline"  # kept for the next
    compose(page.form.finder, "户主B1")
    settled(town, qtbot)
    page.form.finder.take_first()
    form.set_values({"content": "大病花费高", "informant": "李某"})
    press(page.form, "登记并下一条")
    settled(town, qtbot)
    rows = {row.number: row for row in town.office.clues.find()}
    assert rows["2020-0002"].household_code == "B1"
    assert rows["2020-0001"].household_id is None
    assert view.strip.button(strip.CLUES).text() == "线索登记 2"
    assert nameless(view) == []


def test_an_unmatched_clue_offers_the_households_of_that_name(open_tab, town, qtbot):
    register(town, subject_name="户主A2")
    page = open_tab(strip.CLUES).page
    card = page.card
    assert "不计入筛查" in words(card)
    assert column(card.table, "code") == ["A2"]
    press(card, "就是这一户")
    settled(town, qtbot)
    assert "户主A2　红星村　A2" in words(card)
    assert "计入筛查" in words(card)
    assert column(page.table, "home") == ["户主A2"]


def test_a_clue_is_matched_with_any_household_by_search(open_tab, town, qtbot):
    register(town)
    page = open_tab(strip.CLUES).page
    assert "台账里没有同号或同名的人" in words(page.card)
    compose(page.card.finder, "户主A3")
    settled(town, qtbot)
    page.card.finder.take_first()
    settled(town, qtbot)
    assert page.card.clue.household_code == "A3"


def test_a_household_that_the_ledger_does_not_know_is_founded_from_its_clue(open_tab, town, qtbot):
    village = next(row.id for row in town.office.regions.tree() if row.name == "青山村")
    register(town, subject_name="外来户", subject_id_number=citizen(77), village_id=village)
    card = open_tab(strip.CLUES).page.card
    press(card, "新建农户…")
    dialog = dialog_of(card)
    form, people = dialog.findChild(Form), dialog.findChild(PeopleEditor)
    assert form is not None
    assert people is not None
    head = people.lines[0]
    assert (form.value("village_id"), head.name.text(), head.id_number.text()) == (str(village), "外来户", citizen(77))
    assert head.relation.currentText() == "户主"
    press(dialog, "保存新户")
    settled(town, qtbot)
    (row,) = town.office.clues.find()
    assert (row.head_name, row.village, row.counts) == ("外来户", "青山村", True)
    assert f"外来户　青山村　{row.household_code}" in words(card)


def test_a_clue_in_procedure_keeps_its_household(open_tab, town, qtbot):
    register(town, household_id=town.ids["A1"])
    view = open_tab(strip.CLUES)
    assert any(b.text() == "改对应的户…" and b.isVisible() for b in view.page.card.findChildren(QPushButton))
    town.screened()
    town.reported("A1")
    view.page.reload()
    settled(town, qtbot)
    assert view.page.card.clue.state is ClueState.PROPOSED
    assert not any(b.text() == "改对应的户…" and b.isVisible() for b in view.page.card.findChildren(QPushButton))


def test_the_answer_and_the_reply_are_recorded(open_tab, town, qtbot):
    register(town, subject_name="户主A2", informant="李某")
    town.at(22)
    page = open_tab(strip.CLUES).page
    card = page.card
    card.form.set_values({"state": "unfounded", "answer": "已入户，住房为新建", "reply_on": town.day.replace(day=21)})
    press(card, "保存核实结果")
    settled(town, qtbot)
    assert "答复" in card.form.bar.text  # told before it was checked
    card.form.set_values({"reply_on": town.day})
    press(card, "保存核实结果")
    settled(town, qtbot)
    (row,) = town.office.clues.find()
    assert (row.state, row.reply_on) == (ClueState.UNFOUNDED, town.day)
    assert column(page.table, "state") == ["不属实"]


def test_a_clue_leads_to_a_proposal(open_tab, town, qtbot):
    register(town, household_id=town.ids["A1"])
    view = open_tab(strip.CLUES)
    press(view.page.card, "拟新增…")
    settled(town, qtbot)
    form = view.pane.step.form
    assert (form.value("category"), form.value("origin")) == ("unstable_exited", "hotline")
    assert form.value("clue_no") == "2020-0001"
    form.set_values({"basis": "村核算人均4000元"})
    view.pane.step.save.click()
    settled(town, qtbot)
    assert town.state("A1") == "proposed"
    (row,) = town.office.clues.find()
    assert row.state is ClueState.PROPOSED
    assert not view.page.card.save.isVisible()


def test_filters_and_search(open_tab, town, qtbot):
    register(town, household_id=town.ids["A1"])
    register(town, content="孩子辍学", informant="邻居")
    view = open_tab(strip.CLUES)
    page = view.page
    next(b for b in page.chips.findChildren(QToolButton) if b.text() == "未对应农户 1").click()
    assert column(page.table, "content") == ["孩子辍学"]
    next(b for b in page.chips.findChildren(QToolButton) if b.text() == "未对应农户 1").click()
    view.search("漏雨")
    assert column(page.table, "number") == ["2020-0001"]
    view.search("")
    select(page.table, "number", "2020-0002")
    settled(town, qtbot)
    assert "孩子辍学" in words(page.card)


def test_clues_come_from_a_file(open_tab, town, qtbot, tmp_path):
    page = open_tab(strip.CLUES).page
    file = tmp_path / "12345转办.csv"
    with file.open("w", encoding="utf-8-sig", newline="") as target:
        csv.writer(target).writerows(
            [("来源", "收到日期", "被反映人", "内容"), ("12345", "2020-03-19", "户主A1", "低保申请未批，生活困难")]
        )
    importing = page.turn_to_import("clues")
    importing.look_at([file])
    settled(town, qtbot)
    press(importing, "确认导入")
    settled(town, qtbot)
    press(importing, "关闭")
    assert column(page.table, "content") == ["低保申请未批，生活困难"]
