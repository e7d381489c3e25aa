"""作废 in the list of frozen papers: the reason, the letters across the page, the number that never returns."""

from __future__ import annotations

from PySide6.QtWidgets import QDialogButtonBox

from app.ui.common.form_builder import Form
from app.ui.reports.catalogue import What
from app.ui.reports.voiding import VoidPane
from tests.services.papers.test_reports_and_exports import SUMMER
from tests.services.papers.year import ACTOR
from tests.ui.reports.conftest import settled
from tests.ui.reports.test_reports import choose, shown_text


def press(pane: VoidPane) -> None:
    box = pane.window().findChild(QDialogButtonBox)
    next(button for button in box.buttons() if button.text() == "作废").click()


def test_a_frozen_report_is_voided_with_its_reason_and_its_number_is_not_given_again(reports, desk, qtbot, tmp_path):
    service = desk.office.reports
    service.stage_report("D", tmp_path / "a.pdf", actor=ACTOR, today=SUMMER)
    choose(reports, desk, qtbot, What.REPORT, "D")
    assert not reports.what.void.isVisible()
    reports.what.stored.select_position(0)
    settled(desk, qtbot)
    assert reports.what.void.text() == "作废第1号…"
    reports.what.void.click()
    pane = reports.findChild(VoidPane)
    press(pane)
    assert pane.window().isVisible()  # a reason is asked for
    pane.findChild(Form).set_values({"reason": "文号写错"})
    press(pane)
    settled(desk, qtbot)
    (row,) = reports.what.stored_model.rows
    assert (row.voided_on, row.voided_reason) == (SUMMER, "文号写错")
    reports.what.stored.select_position(0)
    settled(desk, qtbot)
    assert not reports.what.void.isVisible()
    assert "作废" in shown_text(reports)
    assert service.stage_report("D", tmp_path / "b.pdf", actor=ACTOR, today=SUMMER).number == 2
