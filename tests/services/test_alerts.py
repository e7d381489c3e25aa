"""The alert door on a real ledger: from the mark to the follow-up, with its clocks, persons and refusals."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from app.models.cases import Alert, Case, Measure
from app.models.household import Household, HouseholdSummary
from app.services import audit, derived
from app.services.alerts.door import AlertService
from app.services.cases.door import CaseService
from app.services.cases.request import parse_step
from app.services.ledger import Ledger
from app.services.plans import PlanService
from app.services.settings import SettingsService
from tests import factories as make
from tests.services.towns import ACTOR

MARKER = [{"name": "监测员", "office": "红星村"}]
MEASURE = {"group": "health", "responsible": "周医保", "starts_on": "2020-05-08", "due_on": "2020-05-20"}
EXIT = dict.fromkeys(("education", "medical", "housing", "water", "electricity", "broadcast"), 1)


@pytest.fixture
def ledger(database):
    return Ledger(database, derive=derived.refresh)


@pytest.fixture
def act(ledger, actor, today):
    SettingsService(ledger).found("石门镇", is_training=True, actor=actor, today=today)
    PlanService(ledger).create_from_preset("2020", year=2020, actor=actor, today=today)
    with ledger.transaction("test.town", actor=actor, today=today) as tx:
        home = make.household(tx, code="H1", household_type="exited")
        make.member(tx, home)
        make.member(tx, make.household(tx, code="H2"), name="测乙")
    given = parse_step(
        {"occurred_on": "2020-03-20", "category": "unstable_exited", "source_list": "两摸底"}, today=today
    )
    CaseService(ledger).take("carry_over", households=["H1"], given=given, actor=actor, today=today)
    service = AlertService(ledger)

    def run(action, day, *, alert="YJ2020-0001", household=None, **data):
        on = date(2020, *day)
        step = parse_step({"occurred_on": on.isoformat(), **data}, today=on)
        named = {"households": [household]} if household else {"alerts": [alert]}
        return service.take(action, **named, given=step, actor=actor, today=on)

    return run


def _state(outcome):
    assert outcome.refused == (), [reason.code for r in outcome.refused for reason in r.reasons]
    return outcome.done[0].state.label


def _codes(outcome):
    assert outcome.done == ()
    return [reason.code for r in outcome.refused for reason in r.reasons]


def _mark(act):
    found = {"gap": "medical", "month": "2020-05", "fact": "一人未参保", "found_on": "2020-05-06"}
    return act("mark", (5, 6), household="H1", signers=MARKER, **found)


def _to_helping(act):
    _mark(act)
    act("review_village", (5, 6), finding="属实", signers=[{"name": "张支书"}])
    act("confirm", (5, 7), level="red", limit_on="2020-06-06")
    handover = {"department": "区医保局", "response_due_on": "2020-05-10", "due_on": "2020-05-30"}
    act("assign", (5, 7), **handover)
    act("accept", (5, 8), person="周医保")
    return act("plan_measures", (5, 8), measures=[MEASURE])


def visited(ledger, **found):
    """What a visit of April saw in the household."""
    with ledger.transaction("test.visit", actor=ACTOR, today=date(2020, 5, 6)) as tx:
        home = tx.session.scalars(select(Household).where(Household.code == "H1")).one()
        make.household_fact(tx, home, source="visit", observed_on=date(2020, 4, 1), **found)


def test_an_alert_from_the_mark_to_the_follow_up(act, ledger):
    assert _state(_mark(act)) == "村标注"
    visited(ledger, medical_covered=0, housing_safe=1)
    assert _state(act("review_village", (5, 6), finding="属实", signers=[{"name": "张支书"}])) == "村初审"
    assert _state(act("confirm", (5, 7), level="red", limit_on="2020-06-06")) == "预警对象"
    handover = {"department": "区医保局", "response_due_on": "2020-05-10", "due_on": "2020-05-30"}
    assert _state(act("assign", (5, 7), **handover)) == "已交办"
    assert _state(act("accept", (5, 8), person="周医保")) == "已交办"
    assert _state(act("plan_measures", (5, 8), measures=[MEASURE])) == "帮扶中"
    done = {**MEASURE, "state": "done", "done_on": "2020-05-18", "evidence": "参保凭证"}
    assert _state(act("update_measure", (5, 18), measure=done)) == "帮扶中"
    asked = act("request_closure", (5, 19), paper_no="医保1号", signers=[{"name": "周医保"}])
    assert _state(asked) == "申请销号"
    closing = {"verifiers": ["李检", "王测"], "facts": "已参保", "signers": [{"name": "李镇长"}], "exit_items": EXIT,
               "net_income_fen": 900_000, "heads": 2}  # fmt: skip
    assert _state(act("close", (5, 22), **closing)) == "已销号"
    assert _state(act("record_update", (5, 25), system="医保系统")) == "部门已更新"
    assert _codes(act("follow_up", (5, 26), result="稳定")) == ["alert.follow_up_early"]
    assert _state(act("follow_up", (6, 22), result="稳定")) == "已回访"
    with ledger.reading() as session:
        alert, measure = session.scalars(select(Alert)).one(), session.scalars(select(Measure)).one()
        seen = session.get_one(HouseholdSummary, alert.household_id)
        assert (seen.medical_covered, seen.housing_safe) == (1, 1)  # what the verifiers saw outranks the visit's 否
        assert audit.verify(session).is_good
    assert (alert.is_open, alert.responded_on, measure.state) == (0, date(2020, 5, 8), "done")


def test_the_same_gap_is_not_raised_twice_and_another_person_reviews(act):
    _mark(act)
    assert _codes(_mark(act)) == ["alert.already_open"]
    assert _codes(act("review_village", (5, 6), finding="属实", signers=MARKER)) == ["alert.same_signer"]
    assert _codes(act("dismiss", (5, 6), reason="误报", signers=MARKER)) == ["signers.two_needed"]


def test_nothing_is_marked_before_monitoring_opens_nor_for_a_household_that_is_not_watched(act):
    early = {"gap": "medical", "month": "2020-04", "fact": "x", "found_on": "2020-04-15", "signers": MARKER}
    assert _codes(act("mark", (4, 15), household="H1", **early)) == ["window.closed"]
    assert _codes(act("mark", (5, 6), household="H2", **early)) == ["alert.not_watched"]
    other = {**early, "gap": "income"}
    assert _codes(act("mark", (5, 6), household="H1", **other)) == ["alert.gap_not_in_plan"]


def test_a_department_without_the_duty_needs_a_reason(act):
    _mark(act)
    act("review_village", (5, 6), finding="属实", signers=[{"name": "张支书"}])
    act("confirm", (5, 7), level="red", limit_on="2020-06-06")
    handover = {"department": "区教育局", "response_due_on": "2020-05-10", "due_on": "2020-05-30"}
    assert _codes(act("assign", (5, 7), **handover)) == ["alert.duty_differs"]
    late = {**handover, "department": "区医保局", "due_on": "2020-06-30"}
    assert _codes(act("assign", (5, 7), **late)) == ["alert.beyond_limit"]
    assert _state(act("assign", (5, 7), reason="分管领导指定", **handover)) == "已交办"


def test_a_closure_needs_evidence_other_persons_and_every_exit_item(act):
    _to_helping(act)
    signed = {"paper_no": "1", "signers": [{"name": "周医保"}]}
    assert _codes(act("request_closure", (5, 19), **signed)) == ["alert.measures_open"]
    act("update_measure", (5, 18), measure={**MEASURE, "state": "done", "evidence": "凭证"})
    act("request_closure", (5, 19), **signed)
    closing = {"verifiers": ["周医保", "王测"], "facts": "x", "signers": [{"name": "李镇长"}]}
    assert _codes(act("close", (5, 22), **closing)) == ["alert.verified_by_requester", "alert.exit_items_open"]
    unmet = {"unmet": ["medical"], "due_on": "2020-06-05", "signers": [{"name": "李检"}, {"name": "王测"}]}
    assert _state(act("refuse_closure", (5, 23), **unmet)) == "帮扶中"


def test_reminders_come_near_the_due_date_and_escalation_after_two(act, ledger):
    _to_helping(act)
    assert _codes(act("remind", (5, 20))) == ["alert.not_due_yet"]
    assert _codes(act("escalate", (5, 28), reply_due_on="2020-06-03")) == ["alert.two_reminders"]
    act("remind", (5, 28))
    act("remind", (6, 1))
    assert _state(act("escalate", (6, 2), reply_due_on="2020-06-05")) == "帮扶中"
    with ledger.reading() as session:
        assert session.scalars(select(Alert.is_escalated)).one() == 1


def test_paused_time_moves_the_due_date(act, ledger):
    _to_helping(act)
    act("pause", (5, 10), cause="away", until_on="2020-05-20", paper_no="1")
    assert _state(act("resume", (5, 20), reason="已返乡")) == "帮扶中"
    with ledger.reading() as session:
        alert = session.scalars(select(Alert)).one()
    assert (alert.paused_days, alert.due_on) == (10, date(2020, 6, 9))


def test_an_emergency_opens_a_green_case(act, ledger):
    assert _state(act("emergency", (7, 3), household="H2", event="房屋失火", first_aid="临时安置")) == "预警对象"
    with ledger.reading() as session:
        green = session.scalars(select(Case).where(Case.track == "G")).one()
    assert (green.state, green.category) == ("proposed", "marginal")


def test_open_alerts_end_with_their_case(act, ledger, actor):
    _mark(act)
    day = date(2020, 6, 1)
    given = parse_step({"occurred_on": "2020-06-01", "cause": "moved", "decision_no": "1"}, today=day)
    cases = CaseService(ledger)
    assert cases.take("remove", households=["H1"], given=given, actor=actor, today=day).refused == ()
    with ledger.reading() as session:
        assert session.scalars(select(Alert.state)).one() == "terminated"


def test_an_own_step_is_taken_back(act):
    _mark(act)
    act("review_village", (5, 6), finding="属实", signers=[{"name": "张支书"}])
    assert _state(act("take_back", (5, 6), reason="误登")) == "村标注"
    assert _codes(act("confirm", (5, 7), alert="YJ2020-0404", level="red", limit_on="2020-06-06")) == [
        "alert.not_found"
    ]
