"""Every row of the alert table has a form that asks for what the row needs, and says what is missing."""

from __future__ import annotations

from datetime import date

import pytest

from app.services.workflow.alert_table import ALERT_TABLE
from app.ui.alerts.step_forms import FormAbout, data_of_form, fields_for
from app.ui.common.form_builder import Form
from tests.ui.alerts.conftest import EXITED, mark

# What the services fill in by themselves, and what only the other categories are asked for.
NOT_ASKED = frozenset({"previous", "source", "gap_covered", "covered_by"})
ROWS = [row for row in ALERT_TABLE if row.action != "carry"]


@pytest.fixture
def about(watch) -> FormAbout:
    number = mark(watch, EXITED)
    page = watch.office.alerts.page(number, today=watch.day)
    return FormAbout(page.form, page.line, page.measures)


@pytest.mark.parametrize("row", ROWS, ids=[f"{row.row}-{row.action}" for row in ROWS])
def test_a_form_asks_for_what_the_row_needs(row, about, qtbot):
    fields = {field.name: field for field in fields_for(row, about, lambda: date(2020, 4, 22))}
    asked = {need.field for need in row.needs} - NOT_ASKED
    assert asked <= set(fields)
    form = Form(tuple(fields.values()), today=lambda: date(2020, 4, 22))
    qtbot.addWidget(form)
    required = {need.field for need in row.needs if need.required}
    empty = {name for name in required if form.value(name) in (None, "", ())}
    is_ready = form.check()
    assert is_ready == (not empty) or "measure" in required or "measures" in required
    for name in empty:
        assert f"{fields[name].label}：" in form.bar.text
    assert "occurred_on" in data_of_form(form.values())
