"""The plan as data: the 2020 dates word for word, shifting, saving, and refusing what cannot be carried out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from app.models.enums import PlanStage
from app.services.wording import known_codes
from app.services.workflow.plan import Limits, dump, load, preset, presets


def test_the_2020_plan_has_the_dates_of_the_paper():
    plan = preset("2020")
    days = {w.stage.value: (w.opens_on.isoformat()[5:], w.closes_on.isoformat()[5:]) for w in plan.stages}
    assert days == {
        "P": ("03-20", "03-24"),
        "Z": ("03-25", "04-05"),
        "D": ("04-06", "04-10"),
        "L": ("04-11", "04-15"),
        "M": ("04-16", "06-30"),
        "C": ("07-01", "12-31"),
    }
    assert (plan.line_fen, plan.variant, plan.limits.notice_days) == (500_000, "sc2020", 0)


@pytest.mark.parametrize("code", presets())
def test_every_preset_can_be_carried_out_saved_and_moved_to_any_year(code):
    plan = preset(code)
    assert plan.problems() == ()
    assert load(dump(plan)) == plan
    for year in (2023, 2024, 2031):
        moved = plan.shifted(year)
        assert moved.problems() == ()
        assert {w.opens_on.year for w in moved.stages} == {year}
        assert str(year) in moved.name


def test_a_window_shorter_than_the_notice_is_refused():
    plan = preset("2021-2025")
    short = tuple(
        replace(w, closes_on=date(2021, 4, 10)) if w.stage is PlanStage.EVALUATING else w for w in plan.stages
    )
    codes = [reason.code for reason in replace(plan, stages=short).problems()]
    assert codes == ["plan.window_too_short"]


def test_every_problem_is_named_at_once():
    plan = preset("2020")
    first, second, *rest = plan.stages
    broken = replace(
        plan,
        line_fen=0,
        variant="xx",
        limits=Limits(),
        stages=(replace(first, closes_on=second.opens_on), replace(second, closes_on=date(2020, 3, 1)), *rest[:-1]),
    )
    codes = {reason.code for reason in broken.problems()}
    assert codes == {
        "plan.line_missing",
        "plan.unknown_variant",
        "plan.stages_overlap",
        "plan.stage_ends_before_it_begins",
        "plan.stage_missing",
    }
    assert codes <= known_codes()


def test_the_stage_of_a_day():
    plan = preset("2020")
    assert plan.stage_on(date(2020, 3, 19)) is None
    assert plan.stage_on(date(2020, 4, 5)).stage is PlanStage.VISITING
    assert plan.stage_on(date(2020, 12, 31)).stage is PlanStage.CONSOLIDATING
