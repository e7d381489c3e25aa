"""Village workbooks in the window: out, back, decided field by field, written, and what was refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QPushButton

from app.models.enums import MonthlyFinding, MonthlyItem
from app.services.monitoring.months import Month
from app.services.workflow.facts import Signer
from app.ui.common.a11y import nameless
from app.ui.reports.view import ReportsTab
from tests.services.test_village_book import Filled
from tests.services.towns import ACTOR, found

DAY, MAY = date(2020, 5, 20), Month(2020, 5)


@pytest.fixture
def town(office):
    office.settings.found("石门镇", is_training=True, actor=ACTOR, today=date(2020, 3, 20))
    town = found(office.ledger)
    town.bring_to("monitored")
    return town


@pytest.fixture
def page(town, office, context_over, qtbot):
    context = replace(context_over(office), today=lambda: DAY, actor=lambda: ACTOR)
    tab = ReportsTab(context)
    qtbot.addWidget(tab)
    tab.resize(1366, 700)
    tab.show()
    tab.show_list("workbooks")
    page = tab.page("workbooks")
    page.kept = tab
    page.settle = lambda: _settle(context, qtbot)
    page.settle()
    return page


def _settle(context, qtbot):
    for _ in range(4):
        qtbot.waitUntil(lambda: context.runner.running == (), timeout=20_000)
        QApplication.processEvents()


def _book(page, town, office, tmp_path):
    out = tmp_path / "红星村工作簿.xlsx"
    office.village_books.write("红星村", out, actor=ACTOR, today=DAY)
    return Filled(out)


def _texts(table, column):
    keys = [c.key for c in table.lines.columns]
    return [table.lines.index(n, keys.index(column)).data() for n in range(table.lines.rowCount())]


def test_a_book_goes_out_for_every_village_into_a_folder(page, tmp_path):
    assert "月监测" in page.sending.due.text()
    page.sending.send.click()
    dialog = page.findChild(QFileDialog)
    dialog.fileSelected.emit(str(tmp_path))
    dialog.close()
    page.settle()
    assert [file.name for file in tmp_path.glob("*.xlsx")] == ["红星村工作簿.xlsx"]


def test_what_came_back_is_decided_and_then_written(page, town, office, tmp_path, qtbot):
    first, second = town.codes
    filled = _book(page, town, office, tmp_path)
    filled.all_normal(first)
    filled.put(second, 住房="正常")
    filled.save()
    page.read_file(filled.path)
    page.settle()
    assert page.told.text() == "红星村 2020年5月：8 处与台账不同，0 处已经相同"
    assert page.write_button.text() == "写入所采用的 8 处"
    assert office.monitoring.check(first, MAY) is None
    page.changes.select_position(7)
    qtbot.keyClicks(page.changes, "2")
    assert page.write_button.text() == "写入所采用的 7 处"
    qtbot.keyClick(page.changes, Qt.Key.Key_Space)
    assert page.write_button.text() == "写入所采用的 8 处"
    page.write_button.click()
    assert office.monitoring.check(first, MAY) is None  # the day was not said
    page.form.set_values({"on": DAY, "signers": (Signer("李监测", "红星村"),)})
    page.write_button.click()
    page.settle()
    stored = office.monitoring.check(first, MAY)
    assert (stored.checker, set(stored.findings.values())) == ("李监测", {MonthlyFinding.NORMAL})
    assert _texts(page.changes, "column") == [MonthlyItem.HOUSING.label]
    assert _texts(page.problems, "row") == [str(filled.rows[second])]
    assert "还没有填" in _texts(page.problems, "text")[0]


def test_a_wrong_book_is_refused_and_the_page_offers_to_read_another(page, town, office, tmp_path):
    filled = _book(page, town, office, tmp_path)
    del filled.book["_守望"]
    filled.save()
    page.read_file(filled.path)
    page.settle()
    assert "不是守望发出的村级工作簿" in page.bar.text
    offered = [b for b in page.findChildren(QPushButton) if b.text() == "读交回的工作簿…" and b.isVisible()]
    assert len(offered) == 1


def test_whole_numbers_are_asked_for_what(page, tmp_path):
    page.sending.ids.setCurrentIndex(1)
    page.sending.send.click()
    assert page.sending.findChild(QFileDialog) is None
    assert any("用途" in (w.windowTitle() or "") for w in QApplication.topLevelWidgets())
    for widget in QApplication.topLevelWidgets():
        if "用途" in (widget.windowTitle() or ""):
            widget.close()


def test_every_input_has_a_name(page):
    assert nameless(page.kept) == []
