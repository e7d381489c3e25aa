"""State x action for both tables and both variants against what must hold of any row; holidays; the one assignment."""

from __future__ import annotations

import ast
import tomllib
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models.enums import OPEN_ALERT_STATES, AlertState, CaseState
from app.paths import resource
from app.services.workflow.facts import AlertFacts, CaseFacts, Request
from app.services.workflow.judge import TABLES, judge, states_known_to
from app.services.workflow.plan import preset
from app.services.workflow.table import reads_form

DAY = date(2020, 4, 8)
PLANS = {"sc2020": preset("2020"), "cn2021": preset("2021-2025")}
APP = Path(__file__).resolve().parents[3] / "app"


@pytest.mark.parametrize("variant", ["sc2020", "cn2021"])
@pytest.mark.parametrize(("workflow", "states"), [("case", CaseState), ("alert", AlertState)])
def test_the_whole_product_goes_where_exactly_one_row_says(workflow, states, variant):
    known = states_known_to(workflow, variant)
    for action in {row.action for row in TABLES[workflow]}:
        rows = [row for row in TABLES[workflow] if row.action == action and variant in row.variants]
        for state in [None, *states]:
            facts = CaseFacts(state=state) if workflow == "case" else AlertFacts(state=state)
            verdict = judge(workflow, action, facts, PLANS[variant], Request(DAY, DAY))
            fits = [
                r for r in rows if (state in r.from_states and state in known) or (state is None and not r.from_states)
            ]
            assert len(fits) <= 1, (action, state)
            assert verdict.transition is (fits[0] if fits else None)
            if fits:
                assert verdict.to == (fits[0].to if fits[0].to is not None else state)
            else:
                assert verdict.reasons[0].code in ("state.wrong", "action.not_in_variant")


@pytest.mark.parametrize("variant", ["sc2020", "cn2021"])
@pytest.mark.parametrize("workflow", ["case", "alert"])
def test_every_state_is_reached_and_every_open_state_can_be_left(workflow, variant):
    rows = [row for row in TABLES[workflow] if variant in row.variants]
    known = states_known_to(workflow, variant)
    reached = {row.to for row in rows if not row.from_states}
    while True:
        more = {row.to for row in rows if row.to and reached & set(row.from_states)} - reached
        if not more:
            break
        reached |= more
    assert reached == known
    closed = set(CaseState) - {s for s in CaseState if s.value not in ("not_included", "risk_cleared", "removed")}
    open_states = known - closed if workflow == "case" else known & OPEN_ALERT_STATES
    assert all(any(state in row.from_states and row.to not in (None, state) for row in rows) for state in open_states)


FIELDS = sorted({need.field for table in TABLES.values() for row in table for need in row.needs})
# A fixed set of strange values: building arbitrary text is slow on a fresh checkout.
STRANGE = st.sampled_from(
    [None, "", " ", "是", "x", "-1", "２", "2020-02-30", 0, -3, 10**30, True, [], ["x"], [{}], {}, {"id": "x"}]
)
DATA = st.dictionaries(st.sampled_from(FIELDS), STRANGE)


@given(data=DATA)
def test_guards_not_marked_as_reading_the_form_do_not_read_it(data):
    for workflow, facts in (("case", CaseFacts()), ("alert", AlertFacts())):
        for row in TABLES[workflow]:
            for guard in row.guards:
                if not reads_form(guard):
                    bare, full = Request(DAY, DAY), Request(DAY, DAY, data=data)
                    assert guard(facts, PLANS["sc2020"], bare) == guard(facts, PLANS["sc2020"], full), row.action


@given(data=DATA)
def test_the_judge_never_fails_on_strange_data(data):
    for workflow, kind in (("case", CaseFacts), ("alert", AlertFacts)):
        for row in TABLES[workflow]:
            facts = kind(state=row.from_states[0] if row.from_states else None)
            judge(workflow, row.action, facts, PLANS["cn2021"], Request(DAY, DAY, data=data))


def test_holidays_are_weekdays_and_make_up_days_weekends():
    table = tomllib.loads(resource("holidays.toml").read_text(encoding="utf-8"))
    assert sorted(table) == [str(year) for year in range(2020, 2027)]
    for year, days in table.items():
        assert all(day.weekday() < 5 and day.year == int(year) for day in days["off"])
        assert all(day.weekday() >= 5 and day.year == int(year) for day in days["on"])


def test_the_state_of_a_case_or_alert_is_assigned_in_exactly_one_function():
    found = []
    for path in sorted(APP.rglob("*.py")):
        for function in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(function, ast.FunctionDef):
                continue
            for node in ast.walk(function):
                targets = node.targets if isinstance(node, ast.Assign) else []
                flat = [x for t in targets for x in (t.elts if isinstance(t, ast.Tuple) else [t])]
                if any(isinstance(t, ast.Attribute) and t.attr == "state" and _is_subject(t) for t in flat):
                    found.append(function.name)
    assert found == ["assign_state"]


def _is_subject(target: ast.Attribute) -> bool:
    return isinstance(target.value, ast.Name) and target.value.id in ("case", "alert", "subject")
