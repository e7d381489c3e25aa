"""一户一档 in the window: the list, the gaps, the draw, the files."""

from __future__ import annotations

from pathlib import Path

import pypdf
import pytest

from app.ui.common import a11y
from app.ui.reports.dossiers.page import DossiersPage
from app.ui.reports.view import ReportsTab


@pytest.fixture
def page(desk, qtbot) -> DossiersPage:
    view = ReportsTab(desk.context)
    qtbot.addWidget(view)
    view.resize(1366, 700)
    view.show()
    made = view.page("dossiers")
    assert isinstance(made, DossiersPage)
    with qtbot.waitSignal(made.shown, timeout=20_000):
        view.show_list("dossiers")
    return made


def test_every_household_with_a_case_is_listed_with_what_it_lacks(page, desk, qtbot):
    assert len(page.model.rows) == desk.office.dossier_files.count(today=desk.context.today())
    row = page.model.rows[0]
    assert [item.name for item in page.items_model.rows] == [item.name for item in row.items]
    assert f"共 {len(page.model.rows)} 户" in page.told.text()
    assert a11y.nameless(page) == []
    qtbot.waitUntil(lambda: page.preview.page_count > 3, timeout=20_000)
    assert row.code in "".join(page.preview.text_of(0).split())


def test_only_those_with_gaps_and_from_a_gap_to_where_it_is_mended(page, qtbot):
    page.only_gaps.setChecked(True)
    assert all(row.missing for row in page.model.rows)
    assert page.mend.isEnabled()
    assert page.items_model.rows[page.items.current_id()].name == "身份证、户口簿复印件"
    with qtbot.waitSignal(page.household_asked) as asked:
        page.mend.click()
    assert asked.args[:2] == [page.model.rows[0].household_id, "attachments"]


def test_a_draw_shows_its_seed_and_saves_its_gaps(page, desk, qtbot, tmp_path: Path):
    page.count.setValue(4)
    page.seed.setText("17")
    with qtbot.waitSignal(page.shown, timeout=20_000):
        page.draw.click()
    assert len(page.model.rows) == 4
    assert "种子 17" in page.told.text()
    page.seed.setText("十七")
    page.draw.click()
    assert "种子只能是数字" in page.bar.text
    folder = tmp_path / "分户"
    folder.mkdir()
    page.write_each(folder)
    qtbot.waitUntil(lambda: len(list(folder.glob("*.pdf"))) == 4 and not desk.context.runner.running, timeout=30_000)
    assert all(len(pypdf.PdfReader(file).pages) > 2 for file in folder.glob("*.pdf"))


def test_a_household_is_opened_from_its_page_and_unknown_names_are_said(page, desk, qtbot):
    code = desk.year.found["monitored"][0]
    with qtbot.waitSignal(page.shown, timeout=20_000):
        page.show_what(code)
    assert [row.code for row in page.model.rows] == [code]
    page.typed.setText("没有这户")
    qtbot.keyClick(page.typed, "\r")
    qtbot.waitUntil(lambda: "没有这户" in page.bar.text, timeout=10_000)
