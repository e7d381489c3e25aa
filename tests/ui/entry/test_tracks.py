"""补录·绿色通道: the list with its clocks, its filters, the steps taken from it, and the paper."""

from __future__ import annotations

from datetime import date

import pytest
from openpyxl import load_workbook

from app.services.cases.request import parse_step
from app.services.households import RosterQuery
from app.ui.entry.view import EntryView
from tests.services.towns import ACTOR, TWO
from tests.ui.working import form_in, panel, press, replaced, say_purpose, settled


def _shown(page, key):
    place = [column.key for column in page.model.columns].index(key)
    return [str(page.model.index(row, place).data()) for row in range(page.model.rowCount())]


@pytest.fixture
def proposed(desk):
    """A supplement of 1 June and an emergency of 3 June; it is 5 June."""
    desk.town.act(
        "propose", (6, 1), desk.town.codes[0], category="marginal", origin="clue", basis="村干部核算", today=None
    )
    given = parse_step(
        {"occurred_on": "2020-06-03", "event": "房屋失火", "first_aid": "临时安置"}, today=date(2020, 6, 3)
    )
    done = desk.office.alerts.take(
        "emergency", households=[desk.town.codes[1]], given=given, actor=ACTOR, today=date(2020, 6, 3)
    )
    assert done.refused == ()
    desk.town.close_sheets()
    desk.day = date(2020, 6, 5)
    return desk


@pytest.fixture
def page(proposed, qtbot):
    made = EntryView(proposed.context)
    qtbot.addWidget(made)
    made.resize(1366, 700)
    made.show()
    made.show_list("track")
    settled(proposed, qtbot)
    return made.tracks


def test_nothing_to_watch_says_what_brings_it_here(desk, view, qtbot):
    view.show_list("track")
    settled(desk, qtbot)
    asked = []
    desk.context.navigator.tab_asked.connect(lambda key, what: asked.append((key, what)))
    press(view.tracks.empty, "去登记线索")
    press(view.tracks, "登记应急")
    assert asked == [("screening", "clues"), ("alerts", "raise")]


def test_clocks_next_steps_and_filters(proposed, page, qtbot):
    assert _shown(page, "clock") == ["还剩8天", "还剩11天"]
    assert _shown(page, "track") == ["绿色通道", "补录"]
    assert _shown(page, "next") == ["补齐手续：村上报", "村核实上报"]
    page.show_group("supplement")
    assert _shown(page, "track") == ["补录"]


def test_what_is_overrun_is_red_and_counted(proposed, page, qtbot):
    proposed.day = date(2020, 6, 17)
    page.reload()
    settled(proposed, qtbot)
    assert _shown(page, "clock") == ["超期4天", "超期1天"]
    page.show_group("overrun")
    assert len(_shown(page, "clock")) == 2


def test_a_step_with_a_desk_of_its_own_leads_there(proposed, page, qtbot):
    town = proposed.town
    code = town.codes[0]
    town.act("report_village", (6, 5), code, sheet_no="1", signers=TWO)
    town.act("submit_cross_check", (6, 5), code, list_no="2", missing_reason="补录")
    town.answer_all()
    town.act("close_cross_check", (6, 5), code, batch="2")
    town.act("confirm_list", (6, 5), code, list_no="区2号", list_on="2020-06-05")
    page.show_group("supplement")
    settled(proposed, qtbot)
    asked = []
    proposed.context.navigator.tab_asked.connect(lambda key, what: asked.append((key, what)))
    press(page.bar, "走访 →")
    assert asked == [("visits", "not_visited")]


def test_an_emergency_that_is_not_taken_in_closes_with_its_alert(proposed, page, qtbot):
    page.show_group("green_papers")
    settled(proposed, qtbot)
    press(page.bar, "村核不报")
    dialog = panel(qtbot)
    given = {"reason": "已由保险理赔", "signers": parse_step({"signers": TWO}, today=proposed.day).signers}
    form_in(dialog).set_values(given)
    press(dialog, "办理 1 户")
    settled(proposed, qtbot)
    page.show_group("stopped")
    assert _shown(page, "state") == ["不纳入"]
    assert _shown(page, "clock") == ["已停，期内"]
    home = next(iter(proposed.office.households.find_ids(RosterQuery(text=proposed.town.codes[1]))))
    told = proposed.office.dossiers.get(home)
    assert [alert.state for alert in told.alerts] == ["terminated"]
    assert [spell.closed_on for spell in told.spells] == [proposed.day]


def test_a_supplement_goes_on_from_here_on_any_day(proposed, page, qtbot):
    page.show_group("supplement")
    settled(proposed, qtbot)
    press(page.bar, "村上报")
    dialog = panel(qtbot)
    form = form_in(dialog)
    form.set_values({"sheet_no": "红星补1号"})
    press(dialog, "办理 1 户")
    settled(proposed, qtbot)
    assert dialog.isVisible()
    assert "签字人：请填写" in form.bar.text
    form.set_values({"signers": parse_step({"signers": TWO}, today=proposed.day).signers})
    press(dialog, "办理 1 户")
    settled(proposed, qtbot)
    assert _shown(page, "state") == ["村已上报"]
    assert _shown(page, "next") == ["镇汇总报区比对"]
    assert page.bar.button("submit_cross_check").isEnabled()


def test_the_list_is_exported_as_it_is_counted(proposed, page, qtbot, monkeypatch, tmp_path):
    target = tmp_path / "补录.xlsx"
    replaced(monkeypatch, "choose_save_file", lambda *_, then, **__: then(target))
    press(page, "导出台账")
    settled(proposed, qtbot)
    if not target.exists():
        say_purpose(qtbot)
        settled(proposed, qtbot)
    rows = [[str(cell.value or "") for cell in row] for row in load_workbook(target).active.iter_rows()]
    assert sum("绿色通道" in row for row in rows) == 1
    assert sum("补录" in row for row in rows) == 1
