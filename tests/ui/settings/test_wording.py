"""文书用语, 单位信息, 发文字号: what a clerk sees while a text is written, saved, restored, taken over."""

from __future__ import annotations

from datetime import date

from PySide6.QtWidgets import QToolButton

from app.services.papers.wording_service import NewWording
from tests.ui.settings.conftest import dialog, press, rows, settled, words


def show(settings, town, qtbot, key):
    settings.show_page(key)
    settled(town, qtbot)
    return settings.page(key)


def choose(page, town, qtbot, key, scope=""):
    page.list.choose(key, scope)
    settled(town, qtbot)


def drawn(page, qtbot, words_):
    """The preview shows a paper with these words."""
    qtbot.waitUntil(
        lambda: any(words_ in page.preview.text_of(n).replace("\n", "") for n in range(page.preview.page_count)),
        timeout=20_000,
    )


def row_of(town, key, scope=""):
    found = town.office.wording.rows(today=town.context.today())
    return next(row for row in found if (row.key, row.scope) == (key, scope))


def test_a_text_is_seen_on_its_paper_then_saved(settings, town, qtbot):
    page = show(settings, town, qtbot, "wording")
    choose(page, town, qtbot, "income_sheet.note")
    assert "用在：收入核算表、收入明白卡" in words(page)
    drawn(page, qtbot, "借贷、变卖财产所得不计")
    page.editor.text.setPlainText("借贷所得不计入收入。")
    drawn(page, qtbot, "借贷所得不计入收入。")
    assert row_of(town, "income_sheet.note").is_own is False
    page.editor.save.click()
    settled(town, qtbot)
    assert "没有写修改原因" in page.editor.bar.text
    page.editor.reason.set_value("区办要求")
    page.editor.save.click()
    settled(town, qtbot)
    assert row_of(town, "income_sheet.note").text == "借贷所得不计入收入。"
    assert rows(page.versions.model)[0][1:3] == ["借贷所得不计入收入。", "区办要求"]
    assert "<s" in page.versions.difference.text()
    assert settings.may_close() == ""


def test_what_would_be_refused_is_said_while_it_is_written(settings, town, qtbot):
    page = show(settings, town, qtbot, "wording")
    choose(page, town, qtbot, "request.opening")
    page.editor.text.setPlainText("现报上{户数}户{乱写}。")
    assert "占位符{乱写}不能用" in page.editor.bar.text
    assert "缺少必须有的占位符：{人数}" in page.editor.bar.text
    assert not page.editor.save.isEnabled()
    page.editor.text.setPlainText("现报上{户数}户")
    chips = [chip for chip in page.editor.chips.findChildren(QToolButton) if chip.text().startswith("{人数}")]
    assert "必须有" in chips[-1].text()
    page.editor.text.moveCursor(page.editor.text.textCursor().MoveOperation.End)
    chips[-1].click()
    assert page.editor.typed == "现报上{户数}户{人数}"
    assert page.editor.bar.text == ""
    assert page.editor.save.isEnabled()


def test_what_was_typed_outlives_looking_elsewhere(settings, town, qtbot):
    page = show(settings, town, qtbot, "wording")
    choose(page, town, qtbot, "request.closing")
    page.editor.text.setPlainText("当否，请批示。")
    choose(page, town, qtbot, "mending.closing")
    assert page.editor.typed == "特此报告。"
    choose(page, town, qtbot, "request.closing")
    assert page.editor.typed == "当否，请批示。"
    assert "文书用语的修改还没有保存" in settings.may_close()
    page.editor.undo.click()
    assert page.editor.typed == "妥否，请批示。"
    assert settings.may_close() == ""


def test_the_programs_text_comes_back(settings, town, qtbot, actor, today):
    new = NewWording("request.closing", "当否，请批示。", today, "区办要求")
    town.office.wording.save([new], actor=actor, today=today)
    page = show(settings, town, qtbot, "wording")
    choose(page, town, qtbot, "request.closing")
    page.editor.reason.set_value("恢复原样")
    page.editor.restore.click()
    settled(town, qtbot)
    assert page.editor.typed == "妥否，请批示。"
    assert [row[1] for row in rows(page.versions.model)] == ["（恢复默认）", "当否，请批示。"]


def test_a_name_from_a_later_day(settings, town, qtbot):
    page = show(settings, town, qtbot, "unit")
    choose(page, town, qtbot, "office.desk")
    assert page.editor.typed == "石门镇脱贫办"
    page.editor.text.setPlainText("{乡镇}乡村振兴办")
    page.editor.valid_from.set_value(date(2021, 6, 1))
    page.editor.reason.set_value("机构改名")
    page.editor.save.click()
    settled(town, qtbot)
    assert page.editor.typed == "石门镇脱贫办"
    assert rows(page.versions.model)[0][:2] == ["2021-06-01", "{乡镇}乡村振兴办"]


def test_a_search_finds_texts_by_what_they_say(settings, town, qtbot):
    page = show(settings, town, qtbot, "wording")
    page.list.search.setText("妥否")
    shown = [
        group.child(n).text(0)
        for group in (page.list.tree.topLevelItem(g) for g in range(page.list.tree.topLevelItemCount()))
        for n in range(group.childCount())
        if not group.child(n).isHidden()
    ]
    assert shown == ["结束语"]


def test_wording_goes_to_a_neighbour_and_comes_from_one(settings, town, qtbot, actor, today, tmp_path):
    new = NewWording("request.closing", "当否，请批示。", today, "区办要求")
    town.office.wording.save([new], actor=actor, today=today)
    page, file = show(settings, town, qtbot, "wording"), tmp_path / "用语.toml"
    page.files.write(file)
    settled(town, qtbot)
    assert "当否，请批示。" in file.read_text(encoding="utf-8")
    back = NewWording("request.closing", None, today, "恢复")
    town.office.wording.save([back], actor=actor, today=today)
    page.files.read(file)
    settled(town, qtbot)
    assert "原：妥否，请批示。" in words(dialog(page))
    press(dialog(page), "保存这些写法")
    settled(town, qtbot)
    assert row_of(town, "request.closing").text == "当否，请批示。"


def test_a_document_number_is_taken(settings, town, qtbot, actor, today):
    new = NewWording("number.letter", "石府函〔{年度}〕{序号}号", today, "发文字号")
    town.office.wording.save([new], actor=actor, today=today)
    page = show(settings, town, qtbot, "numbers")
    assert "今年还没有领过文号" in words(page)
    form = page.take()
    form.set_values({"series": "letter", "subject": "比对函"})
    press(dialog(page), "领取")
    settled(town, qtbot)
    assert [row[:2] for row in rows(page.model)] == [["石府函〔2020〕1号", "比对函"]]
    form = page.take()
    form.set_values({"series": "request", "subject": "请示"})
    press(dialog(page), "领取")
    settled(town, qtbot)
    assert "没有设置“请示”的发文字号" in words(dialog(page))
