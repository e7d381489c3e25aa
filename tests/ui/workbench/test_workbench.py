"""工作台: what is late stands first and leads to its list; the week ahead, villages, data health, problems."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QPushButton

from app.models.enums import MonthlyFinding, MonthlyItem
from app.services.cases.request import parse_step
from app.services.monitoring.months import Month
from app.services.monitoring.records import CheckEntry, Round
from app.services.problems import NewProblem
from app.services.status_late import Late
from app.services.workflow.facts import Signer
from app.ui.common.a11y import nameless
from app.ui.common.form_builder import Form
from app.ui.tabs import all_tabs
from app.ui.workbench.view import Workbench
from app.ui.workbench.words import TAB_OF
from tests.services.towns import ACTOR, found


class Desk:
    """The office, the workbench over it, and the calendar."""

    def __init__(self, office, context, day):
        self.office, self.day = office, day
        self.context = replace(context, today=lambda: self.day, actor=lambda: ACTOR)
        self.asked: list[tuple[str, str]] = []
        self.context.navigator.tab_asked.connect(lambda key, what: self.asked.append((key, what)))
        self.view = Workbench(self.context)


@pytest.fixture
def town(office):
    office.settings.found("石门镇", is_training=True, actor=ACTOR, today=date(2020, 3, 20))
    town = found(office.ledger)
    town.bring_to("monitored")
    return town


@pytest.fixture
def desk(office, town, context_over, qtbot):
    made = Desk(office, context_over(office), date(2020, 5, 6))
    qtbot.addWidget(made.view)
    made.view.resize(1366, 700)
    made.view.show()
    settled(made, qtbot)
    return made


def settled(desk, qtbot):
    for _ in range(3):
        qtbot.waitUntil(lambda: desk.context.runner.running == ())
        QApplication.processEvents()


def turn(desk, qtbot, month, day):
    desk.day = date(2020, month, day)
    desk.view.reload()
    settled(desk, qtbot)


def due(desk):
    return {row.kind: row for row in desk.view.today.due.rows}


def words(widget):
    return "\n".join(label.text() for label in widget.findChildren(QLabel) if label.isVisibleTo(widget))


def test_the_stage_counts_down(desk, qtbot):
    assert "动态监测" in desk.view.today.stage.text()
    assert "第21天，还剩55天（6月30日结束）" in desk.view.today.stage.text()
    assert "监测中 2" in desk.view.today.counts.text()


def test_late_work_stands_first_and_opens_its_list(desk, qtbot):
    rows = desk.view.today.due.rows
    lateness = [row.is_late for row in rows]
    assert lateness == sorted(lateness, reverse=True)
    assert {"not_monitored", "monitored"} <= set(due(desk))
    model = desk.view.today.due
    position = [row.kind for row in rows].index("not_monitored")
    assert model.index(position, 0).data() == "逾期6天"
    table = desk.view.today.table
    table.setFocus()
    table.select_position(position)
    qtbot.keyClick(table, Qt.Key.Key_Return)
    assert desk.asked == [("alerts", "not_monitored")]


def test_a_check_elsewhere_takes_the_line_away(desk, town, qtbot):
    normal = dict.fromkeys(MonthlyItem, MonthlyFinding.NORMAL)
    desk.office.monitoring.save(
        Round(month=Month(2020, 4), checked_on=date(2020, 4, 20), checker="李"),
        [CheckEntry(code, normal) for code in town.codes],
        actor=ACTOR,
        today=desk.day,
    )
    qtbot.waitUntil(lambda: "not_monitored" not in due(desk))


def test_an_alert_is_seen_ahead_and_in_its_village(desk, town, qtbot):
    gap = {**dict.fromkeys(MonthlyItem, MonthlyFinding.NORMAL), MonthlyItem.WATER: MonthlyFinding.GAP}
    monitoring, alerts = desk.office.monitoring, desk.office.alerts
    saved = monitoring.save(
        Round(month=Month(2020, 5), checked_on=desk.day, checker="李"),
        [CheckEntry(town.codes[0], gap, {MonthlyItem.WATER: "缺水"})],
        actor=ACTOR,
        today=desk.day,
    )
    monitoring.mark_alerts(saved.offers, on=desk.day, signers=[Signer("张", "村")], actor=ACTOR, today=desk.day)
    for action, data in (
        ("review_village", {"finding": "属实", "signers": ["李支书"]}),
        ("confirm", {"level": "red", "limit_on": "2020-05-20"}),
        ("assign", {"department": "区水务局", "response_due_on": "2020-05-08", "due_on": "2020-05-12"}),
    ):
        given = parse_step(data, today=desk.day)
        taken = alerts.take(action, alerts=["YJ2020-0001"], given=given, actor=ACTOR, today=desk.day)
        assert taken.refused == ()
    settled(desk, qtbot)
    qtbot.waitUntil(lambda: len(desk.view.today.ahead.rows) == 2)
    ahead = desk.view.today.ahead
    assert [(ahead.index(n, 0).data(), ahead.index(n, 1).data()) for n in range(2)] == [
        ("5月8日", "2天"),
        ("5月12日", "6天"),
    ]
    (village,) = desk.view.today.villages.rows
    assert (village.done, village.total, village.open_alerts, village.late_alerts) == (1, 2, 1, 0)
    turn(desk, qtbot, 5, 13)
    assert due(desk)["alert"].count == 1
    assert desk.view.today.villages.rows[0].late_alerts == 1


def test_data_health_leads_to_the_places_that_mend_it(desk, qtbot):
    page, settings = desk.view.today, []
    desk.context.navigator.settings_asked.connect(settings.append)
    assert page.health["backup"].chip.word == "还没有备份"
    for text in ("看疑点户", "看缺数据户", "去备份"):
        next(b for b in page.findChildren(QPushButton) if b.text() == text).click()
    assert desk.asked == [("roster", "finding"), ("roster", "unknown")]
    assert settings == ["backup"]


def test_every_kind_of_late_work_has_a_tab_that_exists(desk, theme):
    tabs = {spec.key for spec in all_tabs()}
    assert set(TAB_OF.values()) <= tabs
    kinds = {"village_sheet", "cross_check", "not_reported", "not_visited", "not_evaluated", "not_entered", "not_typed"}
    kinds |= {"platform", "not_monitored", "alert", "closure", "measure", "finding"}
    assert kinds <= set(TAB_OF)
    assert Late("x", "x", ()).items == ()


def press(dialog, text):
    next(b for b in dialog.findChildren(QPushButton) if b.text() == text).click()


def test_a_problem_is_entered_late_and_put_right(desk, qtbot):
    page = desk.view.problems
    desk.view.pages.setCurrentWidget(page)
    assert "登记后会出现在这里" in words(page)
    page.add.click()
    settled(desk, qtbot)
    dialog = next(d for d in page.findChildren(QDialog) if d.isVisible())
    form = dialog.findChild(Form)
    form.set_values({"source": "市级督查", "content": "签字不全", "responsible": "李支书", "found_on": desk.day})
    press(dialog, "登记")
    settled(desk, qtbot)
    assert dialog.isVisible()
    assert form.bar.text
    form.set_values({"due_on": date(2020, 5, 10)})
    press(dialog, "登记")
    settled(desk, qtbot)
    qtbot.waitUntil(lambda: len(page.model.rows) == 1)
    assert page.model.index(0, 1).data() == "剩4天"
    turn(desk, qtbot, 5, 12)
    assert page.model.index(0, 1).data() == "逾期2天"
    assert desk.view.pages.tabText(2) == "问题整改（超期 1）"
    assert due(desk)["problem"].count == 1
    desk.view.go_to("problem")
    page.finish.click()
    dialog = next(d for d in page.findChildren(QDialog) if d.isVisible())
    dialog.findChild(Form).set_values({"proof": "已补签"})
    press(dialog, "保存")
    settled(desk, qtbot)
    qtbot.waitUntil(lambda: desk.view.pages.tabText(2) == "问题整改")
    assert page.model.rows == ()
    desk.office.problems.add(
        NewProblem(source="回头看", content="缺照片", responsible="赵", found_on=desk.day, due_on=date(2020, 5, 20)),
        actor=ACTOR,
        today=desk.day,
    )
    qtbot.waitUntil(lambda: due(desk).get("problem") is None)


def test_every_input_has_a_name(desk, qtbot):
    desk.view.pages.setCurrentIndex(1)
    assert nameless(desk.view) == []


def urging(desk, qtbot):
    desk.view.show_list("urging")
    settled(desk, qtbot)
    return desk.view.urging


def test_a_village_is_urged_with_the_words_to_paste(desk, town, qtbot):
    page = urging(desk, qtbot)
    assert [(row.name, row.count) for row in page.model.rows] == [("红星村", 4)]
    text = page.text.toPlainText()
    assert text.startswith("红星村：截至5月6日，以下工作未完成，请于5月9日前办结并回复。")
    assert "4月未监测2户：" in text
    assert "5月未监测（5月31日截止）2户：" in text
    assert text.endswith("（石门镇脱贫办）")
    page.with_names.setChecked(False)
    assert "4月未监测2户。" in page.text.toPlainText()
    page.answer_by.line.setText("5-12")
    qtbot.waitUntil(lambda: "请于5月12日前" in page.text.toPlainText())
    qtbot.mouseClick(page.copy, Qt.MouseButton.LeftButton)
    assert QApplication.clipboard().text() == page.text.toPlainText()
    qtbot.mouseClick(page.slips, Qt.MouseButton.LeftButton)
    assert desk.asked == [("reports", "urging_slip")]
    assert nameless(page) == []


def test_what_was_done_is_not_urged_any_more(desk, town, qtbot):
    page = urging(desk, qtbot)
    normal = dict.fromkeys(MonthlyItem, MonthlyFinding.NORMAL)
    for month, day in ((4, 20), (5, 6)):
        desk.office.monitoring.save(
            Round(month=Month(2020, month), checked_on=date(2020, month, day), checker="李"),
            [CheckEntry(code, normal) for code in town.codes],
            actor=ACTOR,
            today=desk.day,
        )
    qtbot.waitUntil(lambda: page.model.rows == ())
    assert "没有逾期" in words(page)
    assert not page.copy.isEnabled()
