"""待标注: what a clerk sees and presses, from a real list of a department to alerts, clues and reasons."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtWidgets import QDialog, QPushButton

from app.services.imports.service import ImportService
from app.ui.alerts.waiting_rows import MatchPanel
from app.ui.common.form_builder import Form
from tests import factories as make
from tests.services.files.making import xlsx
from tests.services.towns import ACTOR, citizen
from tests.ui.alerts.conftest import EXITED, settled, signed

TITLES = ["推送部门", "预警类型", "村", "姓名", "身份证号", "个人自付费用", "出院日期", "具体情况"]
NOT_WATCHED = "519999000555"


@pytest.fixture
def page(watch, tab, qtbot, tmp_path):
    """The page behind a list with a mark, a clue, a small sum, a stranger and a lost job."""
    with watch.office.ledger.transaction("test.more", actor=ACTOR, today=watch.day) as tx:
        home = make.household(tx, code=NOT_WATCHED, household_type="ordinary")
        make.member(tx, home, name="测平常", id_number=citizen(900))
    rows = [
        ["区医保局", "住院", "红星村", "测乙子", citizen(10), "6000", "2020-04-18", "肺炎"],
        ["区医保局", "住院", "红星村", "测丙子", citizen(20), "100", "2020-04-18", "感冒"],
        ["区医保局", "住院", "红星村", "测平常", citizen(900), "30000", "2020-04-18", "骨折"],
        ["区医保局", "住院", "红星村", "无此人", citizen(901), "30000", "2020-04-18", "烧伤"],
        ["区人社局", "失业", "红星村", "测丙子", citizen(20), "", "2020-04-19", "工厂停工"],
    ]
    path = xlsx(tmp_path / "推送.xlsx", [TITLES, *rows])
    ImportService(watch.office.ledger).run("department-list", [path], actor=ACTOR, today=watch.day)
    tab.pages.setCurrentWidget(tab.waiting)
    tab.waiting.book.reload()
    settled(watch, qtbot)
    return tab.waiting


def column(model, key):
    place = [c.key for c in model.columns].index(key)
    return [model.index(row, place).data() for row in range(model.rowCount())]


def dialog_of(widget) -> QDialog:
    return next(d for d in widget.findChildren(QDialog) if d.isVisible())


def press(dialog: QDialog, text: str) -> None:
    next(b for b in dialog.findChildren(QPushButton) if b.text() == text).click()


def test_an_empty_page_says_what_fills_it(watch, tab, qtbot):
    tab.show_list("alert_offers")
    settled(watch, qtbot)
    assert tab.pages.currentWidget() is tab.waiting
    asked = []
    tab.waiting.offers.import_asked.connect(lambda: asked.append(True))
    button = next(b for b in tab.waiting.offers.findChildren(QPushButton) if b.isVisible() and "导入" in b.text())
    button.click()
    assert asked == [True]


def test_offers_are_listed_with_the_count_on_the_tab(page, tab):
    assert column(page.offers.model, "title") == [
        "因病住院自付 6,000元（监测对象阈值 5,000元及以上）",
        "因病住院自付 30,000元（其他农户阈值 20,000元及以上）",
        "失业",
    ]
    assert tab.pages.tabText(tab.pages.indexOf(page)) == "待标注 3"
    assert page.views.tabText(1) == "部门推送 5"


def test_marking_several_answers_done_and_refused(page, watch, tab, qtbot):
    page.offers.table.selectAll()
    assert page.offers.mark.text() == "标注 1 项、登记线索 1 条"
    page.offers.mark.click()
    assert "村签字人" in page.offers.form.bar.text  # nothing is marked without a signature
    page.offers.form.set_values({"signers": signed("张支书")})
    page.offers.mark.click()
    settled(watch, qtbot)
    assert column(page.offers.model, "title") == ["失业"]
    assert not page.offers.answer.isVisible()
    assert tab.pages.tabText(tab.pages.indexOf(page)) == "待标注 1"
    assert tab.pages.tabText(tab.pages.indexOf(tab.list)) == "预警名单 1"
    assert [clue.household_code for clue in watch.office.clues.find()] == [NOT_WATCHED]


def test_outside_the_window_each_refusal_is_listed_with_a_permit(page, watch, qtbot):
    watch.day = date(2020, 4, 20)
    page.offers.table.select_position(0)
    page.offers.form.set_values({"on": date(2020, 4, 15), "signers": signed("张支书")})
    page.offers.mark.click()
    settled(watch, qtbot)
    assert page.offers.answer.isVisible()
    assert page.offers.answer.model.rows[0].head == "测乙子"
    assert column(page.offers.model, "title")[0].startswith("因病住院自付 6,000元")


def test_what_is_not_on_the_plan_can_only_be_dismissed_with_a_reason(page, watch, qtbot):
    page.offers.table.select_position(2)
    assert not page.offers.mark.isEnabled()
    assert "不在本年度方案" in page.offers.mark.toolTip()
    page.offers.dismiss.click()
    assert "不标注的原因" in page.offers.reason.bar.text
    page.offers.reason.set_values({"reason": "已安排公益岗位"})
    page.offers.dismiss.click()
    settled(watch, qtbot)
    assert "失业" not in column(page.offers.model, "title")
    assert "不标注：已安排公益岗位" in column(page.rows.model, "answer")


def test_filters_and_search_narrow_and_are_released(page, watch, qtbot):
    page.offers.show_only("rule")
    assert page.offers.model.rowCount() == 0
    page.offers.show_all()
    page.offers.search.setText("失业")
    qtbot.waitUntil(lambda: page.offers.model.rowCount() == 1)
    page.offers.show_all()
    assert page.offers.model.rowCount() == 3


def test_a_stranger_is_matched_to_a_household(page, watch, qtbot):
    page.views.setCurrentWidget(page.rows)
    states = dict(zip(column(page.rows.model, "content"), column(page.rows.model, "state"), strict=True))
    assert states["感冒"] == "未达阈值"
    place = column(page.rows.model, "name").index("无此人")
    page.rows.table.select_position(place)
    page.rows.match.click()
    dialog = dialog_of(page.rows)
    panel = dialog.findChild(MatchPanel)
    assert panel is not None
    press(dialog, "对应")
    assert "请选一户（已选 0 户）" in panel.bar.text
    panel.picker.set_value((watch.office.households.id_of(EXITED),))
    qtbot.waitUntil(lambda: len(panel.picker.rows) == 1)
    press(dialog, "对应")
    settled(watch, qtbot)
    assert column(page.rows.model, "household")[column(page.rows.model, "name").index("无此人")] == "测老户"
    assert page.offers.model.rowCount() == 4


def test_a_threshold_is_changed_with_a_reason(page, watch, qtbot):
    page.views.setCurrentWidget(page.settings)
    page.settings.kind_table.select_position(0)
    page.settings.change_kind.click()
    dialog = dialog_of(page.settings)
    form = dialog.findChild(Form)
    assert form is not None
    form.set_values({"monitored": 10_000})
    press(dialog, "保存")
    assert "更改的原因" in form.bar.text
    form.set_values({"reason": "区医保局2号文"})
    press(dialog, "保存")
    settled(watch, qtbot)
    assert watch.office.raising.kinds()["inpatient"].reason == "区医保局2号文"
    assert page.offers.model.rowCount() == 4
    page.settings.rule_table.select_position(0)
    page.settings.change_rule.click()
    dialog = dialog_of(page.settings)
    form = dialog.findChild(Form)
    assert form is not None
    form.set_values({"percent": 30, "on": "off", "reason": "本区不用"})
    press(dialog, "保存")
    settled(watch, qtbot)
    assert not watch.office.raising.rules()["income"].on
