"""文书收回 in the window: counts and their lists, a pile scanned in, undo, what is to be printed again."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from app.models.household import Membership, Person
from app.models.papers import PrintRecord
from app.ui.common.a11y import nameless
from app.ui.reports.returned.page import ReturnedPage
from tests.services.papers.year import ACTOR
from tests.ui.printing import keep_paper
from tests.ui.reports.conftest import SUMMER, Desk, settled
from tests.ui.reports.test_scanning import print_codes


@pytest.fixture
def page(desk: Desk, qtbot, tmp_path: Path) -> ReturnedPage:
    print_codes(desk, tmp_path)
    made = ReturnedPage(desk.context)
    qtbot.addWidget(made)
    made.resize(1366, 700)
    made.show()
    settled(desk, qtbot)
    return made


def codes_of(desk: Desk) -> dict[int, str]:
    with desk.office.ledger.reading() as session:
        return {row.household_id or 0: row.code or "" for row in session.scalars(select(PrintRecord))}


def test_the_list_behind_every_count_has_as_many_rows(page, desk, qtbot):
    assert nameless(page) == []
    assert page.counts_model.rows
    for position, count in enumerate(page.counts_model.rows):
        page.counts.select_position(position)
        for chip, number in (("missing", count.missing), ("outdated", count.outdated), ("home", count.home)):
            page.chips.choose(frozenset({chip}))
            page.chips.changed.emit()
            assert len(page.papers_model.rows) == number
        page.chips.choose(frozenset())
        page.chips.changed.emit()
        assert len(page.papers_model.rows) == count.printed


def test_a_pile_is_taken_in_by_scanning_and_one_is_taken_back(page, desk, qtbot):
    codes = list(codes_of(desk).values())[:2]
    page.taking.setChecked(True)
    for number, code in enumerate(codes, start=1):
        assert desk.context.navigator.scan_taker(code)
        settled(desk, qtbot)
        assert f"第 {number} 份" in page.said.text()
        assert code in page.said.text()
    assert sum(count.home for count in page.counts_model.rows) == 2
    page.undo.click()
    settled(desk, qtbot)
    assert sum(count.home for count in page.counts_model.rows) == 1
    page.taking.setChecked(False)
    assert desk.context.navigator.scan_taker is None


def test_a_mistyped_code_is_said_and_ticks_nothing(page, desk, qtbot):
    page.box.entered.emit("ZF-0000-0000")
    settled(desk, qtbot)
    assert "ZF-0000-0000" in page.bar.text
    assert sum(count.home for count in page.counts_model.rows) == 0


def test_only_what_is_out_of_date_is_printed_again(page, desk, qtbot, tmp_path: Path):
    household_id = next(iter(codes_of(desk)))
    with desk.office.ledger.transaction("test.name", actor=ACTOR, today=SUMMER) as tx:
        person = tx.session.scalars(
            select(Person).join(Membership).where(Membership.household_id == household_id)
        ).first()
        assert person is not None
        person.name = "测新名"
    page.reload()
    settled(desk, qtbot)
    position = next(n for n, count in enumerate(page.counts_model.rows) if count.outdated)
    page.counts.select_position(position)
    assert page.counts_model.rows[position].outdated == 1
    assert page.reprint.isEnabled()
    page.reprint.click()
    keep_paper(qtbot, tmp_path / "again.pdf")
    settled(desk, qtbot)
    qtbot.waitUntil(lambda: sum(count.outdated for count in page.counts_model.rows) == 0, timeout=10_000)
    with desk.office.ledger.reading() as session:
        again = session.scalars(select(PrintRecord).where(PrintRecord.household_id == household_id)).all()
        assert len(again) == 2
    assert not page.reprint.isEnabled()
