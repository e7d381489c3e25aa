"""Where the year stands: each count against its list, each kind of late work from its first late day."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from app.models.cases import Alert, Measure, MonitoringSpell
from app.models.cross_check import CrossCheckItem
from app.models.enums import AlertState, CaseState, ClueChannel, MonthlyFinding, MonthlyItem
from app.models.household import Household
from app.models.imports import Finding
from app.services import derived
from app.services.alerts.door import AlertService
from app.services.cases.request import StepInput
from app.services.clues import ClueInput, ClueService
from app.services.entry.platform import PlatformService
from app.services.ledger import Ledger
from app.services.monitoring.months import Month
from app.services.monitoring.records import CheckEntry, Round
from app.services.monitoring.service import MonitoringService
from app.services.problems import NewProblem, ProblemService
from app.services.status import StatusService
from app.services.visits.teams import TeamService
from tests.services.towns import ACTOR, TWO, VISIT, VOTES, found


@pytest.fixture
def ledger(database):
    return Ledger(database, derive=derived.refresh)


@pytest.fixture
def town(ledger):
    return found(ledger)


@pytest.fixture
def status(ledger):
    return StatusService(ledger)


def _late(status, *day, **more):
    return {late.kind: late for late in status.late(today=date(2020, *day), **more)}


def _tasks(status, *day):
    return {task.code: (task.done, task.total) for task in status.now(today=date(2020, *day)).tasks}


def test_an_empty_ledger_has_nothing_late_in_its_first_days(town, status):
    now = status.now(today=date(2020, 3, 20))
    assert (now.stage.name, now.day_of_stage, now.days_left) == ("排查阶段", 1, 4)
    assert (now.households, now.members, now.cases, now.alerts, now.late) == (2, 4, {}, {}, ())


def test_every_count_equals_its_list(town, status):
    town.bring_to("visited", town.codes[0])
    town.act(
        "propose", (3, 20), town.codes[1], category="marginal", origin="hit", basis="核算", today=date(2020, 3, 24)
    )
    now = status.now(today=date(2020, 4, 1))
    assert now.cases == {CaseState.PROPOSED: 1, CaseState.VISITED: 1}
    for state, count in now.cases.items():
        assert len(status.households_in(state, today=date(2020, 4, 1))) == count


def test_what_a_stage_leaves_behind_is_late_from_the_day_after_it(town, status):
    town.bring_to("listed")
    assert "not_visited" not in _late(status, 4, 5)
    late = _late(status, 4, 6)["not_visited"]
    assert (set(late.items), late.since) == (set(town.codes), date(2020, 4, 5))
    assert {entry.name for entry in late.entries} == {"测乙子", "测丙子"}


def test_villages_and_departments_are_late_after_their_sub_deadlines(town, status, ledger):
    assert "village_sheet" not in _late(status, 3, 21)
    assert _late(status, 3, 22)["village_sheet"].items == ("红星村",)
    town.bring_to("cross_checking")
    assert "cross_check" not in _late(status, 3, 23)
    assert set(_late(status, 3, 24)["cross_check"].items) == set(town.codes)
    town.answer_all()
    assert "cross_check" not in _late(status, 3, 24)
    with ledger.reading() as session:
        assert session.scalars(select(CrossCheckItem)).first() is not None


def test_a_printed_form_is_to_be_typed_within_three_days(town, status, ledger):
    town.bring_to("listed")
    TeamService(ledger).mark_printed([town.codes[0]], on=date(2020, 3, 25), actor=ACTOR, today=date(2020, 3, 25))
    assert "not_typed" not in _late(status, 3, 28)
    late = _late(status, 3, 29)["not_typed"]
    assert (late.items, late.since) == ((town.codes[0],), date(2020, 3, 28))


def test_a_month_that_goes_by_without_a_check_is_late(town, status, ledger):
    town.bring_to("monitored")
    assert "not_monitored" not in _late(status, 4, 30)
    assert len(_late(status, 5, 1)["not_monitored"].items) == 2
    normal = dict.fromkeys(MonthlyItem, MonthlyFinding.NORMAL)
    round_ = Round(month=Month(2020, 4), checked_on=date(2020, 4, 20), checker="李")
    MonitoringService(ledger).save(round_, [CheckEntry(town.codes[0], normal)], actor=ACTOR, today=date(2020, 4, 20))
    assert _late(status, 5, 1)["not_monitored"].items == (town.codes[1],)
    late = _late(status, 6, 1)["not_monitored"]
    assert {entry.subject: entry.since for entry in late.entries} == {
        town.codes[0]: date(2020, 5, 31),
        town.codes[1]: date(2020, 4, 30),
    }


def test_alerts_measures_problems_findings_and_the_platform_are_late(town, status, ledger, actor, today):
    town.bring_to("monitored")
    with ledger.transaction("test.late", actor=actor, today=today) as tx:
        spell = tx.session.scalars(select(MonitoringSpell)).first()
        home = tx.session.get_one(Household, spell.household_id)
        common = {"household_id": home.id, "spell_id": spell.id, "plan_id": 1, "found_on": date(2020, 4, 20)}
        for number, state, due, since in (
            ("Y1", AlertState.HELPING, date(2020, 5, 9), date(2020, 4, 25)),
            ("Y2", AlertState.CLOSURE_REQUESTED, date(2020, 5, 30), date(2020, 5, 8)),
            ("Y3", AlertState.CLOSED, date(2020, 5, 1), date(2020, 5, 1)),
        ):
            tx.session.add(
                Alert(number=number, gap="water", state=state.value, due_on=due, state_since_on=since, **common)
            )
        silent = {"gap": "housing", "state": "assigned", "state_since_on": date(2020, 5, 1), **common}
        tx.session.add(Alert(number="Y4", response_due_on=date(2020, 5, 4), due_on=date(2020, 6, 1), **silent))
        tx.session.add(
            Measure(household_id=home.id, spell_id=spell.id, group="water", due_on=date(2020, 5, 9), state="planned")
        )
        tx.session.add(
            Finding(
                rule_code="1_01_003",
                subject_kind="household",
                subject_id=home.id,
                household_id=home.id,
                evidence="{}",
                evidence_digest="a",
                state="open",
            )
        )
    PlatformService(ledger).add_correction(
        home.code, field="电话", old_value="1", new_value="2", on=date(2020, 5, 6), actor=ACTOR, today=date(2020, 5, 6)
    )
    ProblemService(ledger).add(
        NewProblem(
            source="回头看", content="资料缺页", responsible="李", found_on=date(2020, 5, 1), due_on=date(2020, 5, 9)
        ),
        actor=ACTOR,
        today=date(2020, 5, 1),
    )
    late = _late(status, 5, 10)
    assert set(late["alert"].items) == {"Y1", "Y4"}
    assert late["closure"].items == ("Y2",)
    assert late["measure"].items == late["finding"].items == late["platform"].items == (home.code,)
    assert late["problem"].items == ("2020-001",)
    assert late["alert"].since == date(2020, 5, 4)
    assert [alert.number for alert in status.alerts_in(AlertState.CLOSURE_REQUESTED)] == ["Y2"]
    now = status.now(today=date(2020, 5, 10))
    assert {state: len(status.alerts_in(state)) for state in now.alerts} == now.alerts
    assert "alert" in _late(status, 5, 10)
    assert "measure" not in _late(status, 5, 9)


def test_the_backup_is_judged_only_when_its_age_is_told(town, status):
    assert "backup" not in _late(status, 3, 20)
    assert "backup" not in _late(status, 3, 20, days_since_backup=6)
    assert _late(status, 3, 20, days_since_backup=9)["backup"].since == date(2020, 3, 18)


def test_each_stage_has_its_own_strip(town, status):
    assert _tasks(status, 3, 20)["village_report"] == (0, 1)
    town.bring_to("cross_checking")
    strip = _tasks(status, 3, 23)
    assert (strip["village_report"], strip["township_report"], strip["cross_check"]) == ((1, 1), (2, 2), (0, 20))
    town.answer_all()
    assert _tasks(status, 3, 23)["cross_check"] == (20, 20)


def test_the_strips_follow_the_year(town, status):
    town.bring_to("listed")
    assert _tasks(status, 3, 26)["visited"] == (0, 2)
    town.act("record_attempt", (3, 26), town.codes[0], outcome="absent", next_on="2020-03-27")
    town.act("record_attempt", (3, 27), town.codes[0], outcome="absent", next_on="2020-03-28")
    assert _tasks(status, 3, 28)["leader"] == (0, 1)


def test_who_was_visited_needs_no_team_any_more(town, status):
    town.bring_to("visited")
    assert _tasks(status, 4, 4)["assigned"] == (2, 2)


def test_the_later_strips(town, status):
    town.bring_to("approved")
    assert _tasks(status, 4, 8)["reported"] == (2, 2)
    assert _tasks(status, 4, 12)["entered"] == (0, 2)
    assert _tasks(status, 4, 12)["platform"] == (0, 2)


def test_the_watch_has_a_strip_of_its_own(town, status):
    town.bring_to("monitored")
    assert _tasks(status, 5, 6)["monitored"] == (0, 2)
    assert "monitored" in {task.code for task in status.now(today=date(2021, 1, 10)).tasks}


def test_a_supplement_has_fifteen_days_from_its_clue_and_blocks_nothing_when_they_are_over(town, status, ledger):
    """15 days from registering the clue to the district's decision, the district's days apart (workflow 1)."""
    code, _ = town.codes
    clues = ClueService(ledger)
    clue = ClueInput(channel=ClueChannel.HOTLINE, received_on=date(2020, 5, 6), content="反映", household_id=1)
    clues.register(clue, actor=ACTOR, today=date(2020, 5, 6))
    assert town.act("propose", (5, 9), code, category="marginal", origin="clue", basis="核算").refused == ()
    town.close_sheets()
    town.act("report_village", (5, 10), code, sheet_no="补1号", signers=TWO)
    town.act("submit_cross_check", (5, 11), code, list_no="2")
    town.answer_all()
    assert town.act("close_cross_check", (5, 16), code, batch="1").refused == ()
    assert "supplement" not in _late(status, 5, 21)
    assert [(a.day, a.name, a.count) for a in status.ahead(today=date(2020, 5, 16)) if a.kind == "supplement"] == [
        (date(2020, 5, 21), "补录审定到期", 1)
    ]
    late = _late(status, 5, 22)["supplement"]
    assert (late.items, late.since) == ((code,), date(2020, 5, 21))
    assert late.entries[0].name.endswith("（第16天，其中区级5天）")
    assert town.act("confirm_list", (5, 23), code, list_no="区2号", list_on="2020-05-23").refused == ()
    town.act("record_visit", (5, 24), code, **VISIT)
    town.act("evaluate", (5, 25), code, **VOTES)
    town.act("report_district", (5, 26), code, list_no="3")
    assert _late(status, 5, 30)["supplement"].entries[0].name.endswith("（第24天，其中区级9天）")
    town.act("record_approval", (5, 31), code, decision="同意", decision_no="区审2号")
    assert "supplement" not in _late(status, 6, 1)


def test_the_papers_of_an_emergency_are_due_in_ten_days(town, status, ledger):
    code, _ = town.codes
    day = date(2020, 7, 3)
    step = StepInput(day, data={"event": "房屋失火", "first_aid": "临时安置"})
    raised = AlertService(ledger).take("emergency", households=[code], given=step, actor=ACTOR, today=day)
    assert raised.refused == ()
    assert "green_papers" not in _late(status, 7, 13)
    assert _late(status, 7, 14)["green_papers"].items == (code,)
    town.close_sheets()
    assert town.act("report_village", (7, 20), code, sheet_no="急1号", signers=TWO).refused == ()
    assert "green_papers" not in _late(status, 7, 21)
