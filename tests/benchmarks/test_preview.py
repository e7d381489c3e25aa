"""From choosing a kind of paper to its first page on the screen (≤ 0.3 s on an idle machine)."""

from __future__ import annotations

import time

import pytest
from PySide6.QtWidgets import QApplication

from app.ui.common.tasks import TaskRunner
from app.ui.reports.catalogue import What
from tests.ui.conftest import memory  # noqa: F401 - a fixture
from tests.ui.reports.conftest import desk, played, reports, settled  # noqa: F401 - fixtures

pytestmark = pytest.mark.benchmark
KINDS = ("visit_form", "notification", "ledger", "village_report")


def test_the_first_page_of_a_paper_is_there_at_once(reports, desk, qtbot, runner: TaskRunner):  # noqa: F811
    for kind in KINDS:
        assert reports.catalogue.choose(What.PAPER, "minutes")
        settled(desk, qtbot)
        wall, processor = time.perf_counter(), time.process_time()
        assert reports.catalogue.choose(What.PAPER, kind)
        while reports.preview.page_count == 0 or reports.preview.view.image_of(0) is None or not is_of(reports, kind):
            QApplication.processEvents()
        wall, processor = time.perf_counter() - wall, time.process_time() - processor
        print(f"first page of {kind}: {wall * 1000:.0f} ms, {processor * 1000:.0f} ms of this process's processor")
        settled(desk, qtbot)


def is_of(reports, kind: str) -> bool:  # noqa: F811
    words = {"visit_form": "入户走访表", "notification": "告知书", "ledger": "对象台账", "village_report": "上报表"}
    return words[kind] in "".join(reports.preview.text_of(0).split())
