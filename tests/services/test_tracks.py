"""补录 and 绿色通道: their clocks run, stop and are overrun as workflow 1 says; the district's days stand apart."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from app.models.enums import CaseState, Track
from app.services import derived
from app.services.alerts.door import AlertService
from app.services.cases.clocks import running_clocks
from app.services.ledger import Ledger
from app.services.plans import PlanService
from app.services.tracks import TrackService
from app.services.workflow.plan import preset
from tests.services.test_procedure import alert
from tests.services.towns import ACTOR, TWO, VISIT, VOTES, found


@pytest.fixture
def ledger(database) -> Ledger:
    return Ledger(database, derive=derived.refresh)


@pytest.fixture
def town(ledger):
    return found(ledger, households=2)


def rows(ledger, day):
    return TrackService(ledger).rows(today=day)


def propose(town, code, day, **more) -> None:
    given = {"category": "marginal", "origin": "clue", "basis": "村干部核算", **more}
    assert town.act("propose", day, code, **given).refused == ()


def test_the_batch_is_not_listed(ledger, town):
    town.bring_to("monitored")
    assert rows(ledger, date(2020, 6, 1)) == ()


def test_a_supplement_runs_to_the_district_and_tells_its_days_apart(ledger, town):
    code = town.codes[0]
    propose(town, code, (6, 1))
    town.close_sheets()
    (row,) = rows(ledger, date(2020, 6, 3))
    assert (row.track, row.days, row.left, row.district_days, row.is_running) == (Track.SUPPLEMENT, 2, 13, 0, True)
    town.act("report_village", (6, 2), code, sheet_no="1", signers=TWO)
    town.act("submit_cross_check", (6, 3), code, list_no="2", missing_reason="补录")
    (row,) = rows(ledger, date(2020, 6, 8))
    assert (row.state, row.days, row.district_days, row.own_days) == (CaseState.CROSS_CHECKING, 7, 5, 2)
    service, home = TrackService(ledger), row.household.household_id
    assert service.running(home, today=date(2020, 6, 8)) == row
    assert service.running(home + 1, today=date(2020, 6, 8)) is None
    town.answer_all()
    town.act("close_cross_check", (6, 8), code, batch="2")
    town.act("confirm_list", (6, 8), code, list_no="区2号", list_on="2020-06-08")
    town.act("record_visit", (6, 9), code, **VISIT)
    town.act("evaluate", (6, 10), code, **VOTES)
    town.act("report_district", (6, 11), code, list_no="石9号")
    (row,) = rows(ledger, date(2020, 6, 20))
    assert (row.state, row.left, row.is_overrun, row.district_days) == (CaseState.REPORTED_TO_DISTRICT, -4, True, 14)
    town.act("record_approval", (6, 21), code, decision="同意", decision_no="区审2号")
    for day in (date(2020, 6, 21), date(2020, 8, 1)):  # stopped: it says the same ever after
        (row,) = rows(ledger, day)
        assert (row.stopped_on, row.days, row.left, row.is_overrun) == (date(2020, 6, 21), 20, -5, True)


def test_a_green_case_stops_when_its_papers_are_in(ledger, town):
    event = {"event": "房屋失火", "first_aid": "临时安置"}
    assert alert(ledger, "emergency", date(2020, 7, 3), codes=[town.codes[0]], **event).refused == ()
    (row,) = rows(ledger, date(2020, 7, 14))
    assert (row.track, row.left, row.is_overrun, row.due_on) == (Track.GREEN, -1, True, date(2020, 7, 13))
    town.close_sheets()
    assert town.act("report_village", (7, 14), town.codes[0], sheet_no="1", signers=TWO).refused == ()
    (row,) = rows(ledger, date(2020, 9, 1))
    assert (row.is_running, row.stopped_on, row.days) == (False, date(2020, 7, 14), 11)


def test_what_is_most_pressing_stands_first_and_what_has_ended_stays(ledger, town):
    first, second = town.codes
    propose(town, first, (6, 1))
    propose(town, second, (6, 5))
    assert [row.household.code for row in rows(ledger, date(2020, 6, 6))] == [first, second]
    town.act("strike", (6, 6), first, reason="不属实", signers=TWO)
    listed = rows(ledger, date(2020, 6, 7))
    assert [(row.household.code, row.is_open) for row in listed] == [(second, True), (first, False)]
    assert listed[1].stopped_on == date(2020, 6, 6)


def in_working_days(ledger) -> None:
    plan = preset("2020")
    limits = replace(plan.limits, alert_working_days=1, supplement_working_days=1)
    PlanService(ledger).save(
        replace(plan, limits=limits), base_version=1, reason="期限按工作日", actor=ACTOR, today=date(2020, 4, 20)
    )


def test_a_plan_may_count_in_working_days(ledger, town):
    code = town.codes[0]
    propose(town, code, (6, 1))
    (row,) = rows(ledger, date(2020, 6, 3))
    assert row.due_on == date(2020, 6, 16)
    in_working_days(ledger)
    (row,) = rows(ledger, date(2020, 6, 3))
    assert row.due_on == date(2020, 6, 22)  # fifteen working days after a Monday
    with ledger.reading() as session:
        plan = PlanService(ledger).current(date(2020, 6, 3)).plan
        (clock,) = running_clocks(session, plan, today=date(2020, 6, 3))
    assert clock.due_on == row.due_on


def test_a_hand_over_is_proposed_in_working_days(ledger, town):
    service = AlertService(ledger)
    before = service.form_facts(town.codes[0], today=date(2020, 4, 30))
    assert (before.response_by, before.finish_by) == (date(2020, 5, 3), date(2020, 5, 30))
    in_working_days(ledger)
    facts = service.form_facts(town.codes[0], today=date(2020, 4, 30))
    assert facts.response_by == date(2020, 5, 8)  # May Day lasts to the 5th
