"""Incomes, guarantees, events, facts of members and attachments, through their panels."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog

from app.ui.household.attaching import AttachTo
from app.ui.household.income_editor import IncomeItemsEditor
from tests.ui.roster.conftest import settled
from tests.ui.roster.test_household_changes import ask

PHOTO = b"\xff\xd8\xff\xe0" + b"picture" * 50 + b"\xff\xd9"


def dossier(town, household_id=None):
    return town.office.dossiers.get(household_id or town.first)


# -- incomes and events ---------------------------------------------------------------------------


def test_an_expected_income_by_items_with_formula_and_basis(opened, town, act):
    ask(opened, opened.pane.income, "income")
    act.press("保存")
    assert "依据：请填写。" in act.text
    editor = act.dialog.findChild(IncomeItemsEditor)
    act.type("务工收入计算", "8个月×2600元")
    act.type("务工收入依据", "工资条")
    assert editor.total.text() == "纯收入合计 20,800 元，计入 2 人，人均 10,400 元"
    act.type("务工收入金额", "20000")
    act.type("依据", "户主陈述")
    act.press("保存")
    assert "20800" in act.text.replace(",", "")
    act.type("务工收入金额", "")
    act.press("保存")
    first, *others = dossier(town).incomes
    assert (first.occasion, first.per_head_fen, first.is_effective) == ("expected", 1_040_000, True)
    assert [(i.label, i.formula, i.basis, i.amount_fen) for i in first.items] == [
        ("务工收入", "8个月×2600元", "工资条", 2_080_000)
    ]
    assert len(others) == 2
    assert not any(other.is_effective for other in others)


def test_an_amount_that_is_none_and_a_day_to_come_are_refused(opened, town, act):
    ask(opened, opened.pane.income, "income")
    act.type("依据", "户主陈述")
    act.type("务工收入金额", "很多")
    act.press("保存")
    assert "金额看不懂：务工收入" in act.text
    act.type("务工收入金额", "")
    act.type("了解日期", "2099-1-1")
    act.press("保存")
    assert "请填写收入明细" in act.text
    assert "在今天之后" in act.text


def test_an_event_counts_until_it_is_withdrawn(opened, town, act):
    ask(opened, opened.pane.income, "event")
    act.choose("情况", "突发事件")
    act.press("保存")
    assert "什么事：请填写。" in act.text
    act.type("什么事", "房屋被火烧")
    act.type("涉及金额", "2万")
    act.press("保存")
    (event,) = dossier(town).events
    assert (event.kind, event.amount_fen, event.withdrawn_on) == ("emergency", 2_000_000, None)
    ask(opened, opened.pane.income, "event_withdraw")
    act.press("撤销这条")
    assert "撤销原因：请填写。" in act.text
    act.type("撤销原因", "登错了户")
    act.press("撤销这条")
    assert dossier(town).events[0].withdrawn_on is not None


# -- facts ----------------------------------------------------------------------------------------


def test_guarantees_are_recorded_with_source_and_day_and_the_old_stays(opened, town, act, qtbot):
    ask(opened, opened.pane.guarantees, "guarantees")
    act.press("保存")
    assert "没有填写任何内容" in act.text
    act.radio("不安全")
    act.radio("稳定")
    act.type("了解日期", "3-19")
    act.press("保存")
    lines = {line.key: line for line in dossier(town).guarantees}
    assert lines["housing_safe"].value == 0
    assert [(f.value, f.source, f.is_effective) for f in lines["housing_safe"].facts] == [
        (0, "clerk", True),
        (1, "national_export", False),
    ]
    assert lines["food_enough"].facts[0].observed_on == date(2020, 3, 19)


def test_facts_of_a_member(opened, town, act):
    opened.pane.tabs.setCurrentWidget(opened.pane.members)
    opened.pane.members.present.table.select_position(1)
    ask(opened, opened.pane.members, "member_facts")
    act.press("保存")
    assert "没有填写任何内容" in act.text
    act.type("务工时间（月）", "13")
    act.press("保存")
    assert "0 到 12" in act.text
    act.type("务工时间（月）", "")
    act.tick("长期慢性病")
    act.press("保存")
    assert dossier(town).members[1].health == "长期慢性病"


# -- attachments ----------------------------------------------------------------------------------


class Opener(QObject):
    def __init__(self) -> None:
        super().__init__()
        self.opened: list[str] = []

    @Slot(QUrl)
    def open_file(self, url: QUrl) -> None:
        self.opened.append(url.toLocalFile())


@pytest.fixture
def opener(qapp):
    made = Opener()
    QDesktopServices.setUrlHandler("file", made, "open_file")  # type: ignore[arg-type] - the stub is wrong
    yield made
    QDesktopServices.unsetUrlHandler("file")


def test_a_file_is_uploaded_opened_as_a_copy_and_removed(opened, town, act, qtbot, tmp_path, opener):
    (tmp_path / "房屋.jpg").write_bytes(PHOTO)
    page = opened.pane.attachments
    ask(opened, page, "file_add")
    chooser = opened.findChild(QFileDialog)
    chooser.filesSelected.emit([str(tmp_path / "房屋.jpg")])
    chooser.close()
    act.type("说明", "漏雨")
    act.press("上传")
    qtbot.waitUntil(lambda: [row.name for row in page.files.model.rows] == ["房屋.jpg"])
    page.bar.button("file_open").click()
    settled(town, qtbot)
    qtbot.waitUntil(lambda: bool(opener.opened))
    assert Path(opener.opened[0]).read_bytes() == PHOTO
    town.office.attachments.sweep()
    assert not Path(opener.opened[0]).exists()
    qtbot.waitUntil(lambda: "file_remove" in page.bar.keys())  # noqa: SIM118 - a method of the bar
    page.bar.button("file_remove").click()
    assert "将移除“房屋.jpg”" in act.answer("移除附件")
    assert dossier(town).attachments == ()


def test_every_file_that_cannot_be_kept_is_named_and_the_good_ones_are_kept(opened, town, act, tmp_path):
    (tmp_path / "房屋.jpg").write_bytes(PHOTO)
    (tmp_path / "坏.jpg").write_bytes(b"no picture")
    files = [tmp_path / name for name in ("房屋.jpg", "坏.jpg", "没有.jpg")]
    head = opened.pane.dossier.head
    opened.desk.attaching.ask_about(AttachTo(head.household_id, head.head_name), files)
    act.press("上传")
    assert "“坏.jpg”不是完整的图片" in act.text
    assert "找不到文件“没有.jpg”" in act.text
    assert "待上传：坏.jpg、没有.jpg" in act.text
    assert [a.name for a in dossier(town).attachments] == ["房屋.jpg"]
