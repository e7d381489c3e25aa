from __future__ import annotations

from dataclasses import replace
from datetime import date

from app.ui.common.a11y import nameless
from tests.ui.settings.conftest import dialog, press, rows, settled, words


def test_the_plan_reads_as_a_table(settings, town, qtbot):
    page = settings.page("plan")
    assert "2020年防止返贫致贫监测和帮扶工作方案（第 1 版）" in words(page)
    stages = rows(page.stages)
    assert stages[0][:4] == ["排查阶段", "2020-03-20", "2020-03-24", "5"]
    assert "信息比对 3月23日" in stages[0][4]
    rules = dict(rows(page.rules))
    assert rules["收入监测线（元/人·年）"] == "5,000"
    assert rules["退出标准"].startswith("收入、义务教育")
    assert rules["预警缺项"].startswith("住房安全")
    assert rules["到会比例"] == "2/3"
    assert rules["部门接收期限"] == "3 天"


def test_an_edit_becomes_a_version_that_says_what_differs(settings, town, qtbot, actor):
    page = settings.page("plan")
    press(page, "修改方案…")
    assert settings.may_close() == ""
    page.editor.basics.set_values({"line_fen": 520_000})
    page.editor.days.set_values({"stages.D.closes_on": date(2020, 4, 9)})
    assert "还没有保存" in settings.may_close()
    press(page, "存为新版本")
    assert "请填写" in words(page.editor)
    page.editor.reason.set_values({"reason": "区文件〔2020〕5号"})
    press(page, "存为新版本")
    settled(town, qtbot)
    assert page.editor is None
    assert "（第 2 版）" in words(page)
    page.tabs.setCurrentIndex(1)
    version = rows(page.versions)[0]
    assert (version[0], version[2], version[3], version[4]) == ("2", actor.name, "2", "区文件〔2020〕5号")
    assert rows(page.changes) == [
        ["收入监测线（元/人·年）", "5,000", "5,200"],
        ["评定阶段截止", "2020-04-10", "2020-04-09"],
    ]
    page.version_table.select_position(1)
    assert rows(page.changes) == []
    assert "最初的版本" in words(page)


def test_a_plan_too_short_for_its_own_days_is_refused_in_words(settings, town, qtbot):
    page = settings.page("plan")
    page.begin_edit()
    page.editor.limits.set_values({"notice_days": 5})
    page.editor.reason.set_values({"reason": "改为公示"})
    press(page, "存为新版本")
    settled(town, qtbot)
    assert "评定阶段只有5天，而公示和上报至少需要7天。" in words(page.editor)
    assert town.office.plans.of_year(2020).version == 1
    press(page, "放弃修改")
    assert page.editor is not None  # asked first
    press(dialog(page), "放弃修改")
    assert page.editor is None


def test_an_unchanged_edit_is_left_without_a_question(settings, town, qtbot):
    page = settings.page("plan")
    page.begin_edit()
    assert not page.editor.is_changed
    press(page, "放弃修改")
    assert page.editor is None


def test_every_preset_survives_the_editor(settings, town, qtbot, actor, today):
    from app.services.workflow.plan import preset, presets
    from app.ui.settings.plan_editor import PlanEditor

    for code in presets():
        editor = PlanEditor(preset(code), today=lambda: today)
        qtbot.addWidget(editor)
        assert editor.plan() == preset(code)
        assert nameless(editor) == []


def test_a_new_year_is_copied_with_shifted_dates(settings, town, qtbot):
    page = settings.page("plan")
    form = page.ask_new_year()
    assert (form.value("year"), form.value("source")) == (2021, "copy:2020")
    press(dialog(page), "新建")
    settled(town, qtbot)
    assert "2021年防止返贫致贫监测和帮扶工作方案（第 1 版）" in words(page)
    assert rows(page.stages)[0][1] == "2021-03-20"
    page.year.set_value("2020")
    settled(town, qtbot)
    assert rows(page.stages)[0][1] == "2020-03-20"


def test_a_new_year_from_a_preset_asks_to_be_checked(settings, town, qtbot):
    page = settings.page("plan")
    form = page.ask_new_year()
    form.set_values({"source": "preset:2021-2025"})
    press(dialog(page), "新建")
    settled(town, qtbot)
    assert page.check.chip is not None
    assert page.check.chip.word == "请按本地文件核对"
    form = page.ask_new_year()
    form.set_values({"year": 2021})
    press(dialog(page), "新建")
    settled(town, qtbot)
    assert "2021年的工作方案已经有了" in words(form)


def test_a_year_is_closed_only_when_nothing_is_open(settings, town, qtbot, actor, today):
    page = settings.page("plan")
    press(page, "关闭本年度…")
    press(dialog(page), "关闭年度")
    settled(town, qtbot)
    assert page.state.chip.word == "已结转，只读"
    assert not page.edit.isEnabled()


def test_a_version_saved_elsewhere_is_shown(settings, town, qtbot, actor, today):
    page = settings.page("plan")
    plan = replace(town.office.plans.of_year(2020).plan, line_fen=480_000)
    town.office.plans.save(plan, base_version=1, reason="别处改的", actor=actor, today=today)
    qtbot.waitUntil(lambda: "（第 2 版）" in words(page))
    settled(town, qtbot)


def test_every_input_of_every_page_has_a_name(settings, town, qtbot):
    for key in settings.keys:
        settings.show_page(key)
        settled(town, qtbot)
        assert nameless(settings) == [], key
