"""Sentences of the alert table about pauses, reopening, carrying over and taking back, on a real ledger."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from app.models.cases import Alert, Case, Measure, MonitoringSpell
from app.models.household import Household
from app.services.alerts.loading import help_since
from app.services.cases.door import CaseService
from app.services.cases.request import parse_step
from app.services.procedure.steps import steps_of
from app.services.status import StatusService
from tests import factories as make
from tests.services.test_alerts import EXIT, MEASURE, _codes, _mark, _state, _to_helping, act, ledger  # noqa: F401


def _to_assigned(act):  # noqa: F811
    _mark(act)
    act("review_village", (5, 6), finding="属实", signers=[{"name": "张支书"}])
    act("confirm", (5, 7), level="red", limit_on="2020-06-06")
    handover = {"department": "区医保局", "response_due_on": "2020-05-10", "due_on": "2020-05-30"}
    assert _state(act("assign", (5, 7), **handover)) == "已交办"


def _alert(ledger):  # noqa: F811
    with ledger.reading() as session:
        return session.scalars(select(Alert)).one()


def test_a_department_accepts_once(act):  # noqa: F811
    _to_assigned(act)
    act("accept", (5, 8), person="周医保")
    assert _codes(act("accept", (5, 9), person="周医保")) == ["alert.already_accepted"]


def test_a_pause_moves_the_answer_that_is_still_owed_and_every_other_date(act, ledger):  # noqa: F811
    _to_assigned(act)
    act("pause", (5, 8), cause="away", until_on="2020-05-20", paper_no="1")
    act("resume", (5, 12), reason="已返乡")
    alert = _alert(ledger)
    assert (alert.response_due_on, alert.due_on, alert.limit_on, alert.paused_days, alert.paused_on) == (
        date(2020, 5, 14), date(2020, 6, 3), date(2020, 6, 10), 4, None)  # fmt: skip


def test_a_pause_counts_at_most_to_the_end_that_was_approved(act, ledger):  # noqa: F811
    _to_helping(act)
    act("pause", (5, 10), cause="away", until_on="2020-05-20", paper_no="1")
    act("resume", (5, 28), reason="已返乡")
    alert = _alert(ledger)
    assert (alert.paused_days, alert.due_on) == (10, date(2020, 6, 9))


def test_an_alert_is_never_carried_by_itself(act):  # noqa: F811
    _mark(act)
    assert "alert.carried_with_case" in _codes(act("carry", (12, 2)))


def test_another_party_does_not_take_a_step_back(act):  # noqa: F811
    _mark(act)
    act("review_village", (5, 6), finding="属实", signers=[{"name": "张支书"}])
    assert _codes(act("take_back", (5, 6), reason="误登", party="L")) == ["take_back.other_party"]


def test_an_emergency_on_an_open_case_watches_the_household(act, ledger):  # noqa: F811
    assert _state(act("emergency", (5, 8), household="H1", event="房屋失火", first_aid="安置")) == "预警对象"
    with ledger.reading() as session:
        assert len(session.scalars(select(Case)).all()) == 1
        assert len(session.scalars(select(MonitoringSpell)).all()) == 1


def _late_alerts(ledger, *day):  # noqa: F811
    late = {found.kind: found for found in StatusService(ledger).late(today=date(2020, *day))}
    return [entry.name for entry in late["alert"].entries] if "alert" in late else []


def test_a_paused_clock_stands_and_a_pause_that_is_over_is_late_until_it_is_ended(act, ledger):  # noqa: F811
    _to_assigned(act)
    act("pause", (5, 8), cause="away", until_on="2020-05-20", paper_no="1")
    assert _late_alerts(ledger, 5, 15) == []
    assert any("中止到期未恢复" in name for name in _late_alerts(ledger, 5, 21))
    act("resume", (5, 21), reason="已返乡")
    assert _late_alerts(ledger, 5, 21) == []


def test_changing_the_category_to_the_same_one_is_refused(act, ledger, actor):  # noqa: F811
    day = date(2020, 5, 6)
    given = parse_step({"occurred_on": "2020-05-06", "category": "unstable_exited", "decision_no": "1"}, today=day)
    outcome = CaseService(ledger).take("recategorise", households=["H1"], given=given, actor=actor, today=day)
    assert [reason.code for refused in outcome.refused for reason in refused.reasons] == ["case.same_category"]


def test_what_followed_from_another_step_is_not_taken_back_by_itself(act, ledger, actor):  # noqa: F811
    _mark(act)
    day = date(2020, 6, 1)
    given = parse_step({"occurred_on": "2020-06-01", "cause": "moved", "decision_no": "1"}, today=day)
    CaseService(ledger).take("remove", households=["H1"], given=given, actor=actor, today=day)
    assert _codes(act("take_back", (6, 1), reason="误登")) == ["take_back.consequence"]


def test_facts_from_before_the_last_measure_was_done_do_not_count_for_the_closure(act, ledger):  # noqa: F811
    _to_helping(act)
    act("update_measure", (5, 18), measure={**MEASURE, "state": "done", "done_on": "2020-05-18", "evidence": "凭证"})
    with ledger.reading() as session:
        alert = session.scalars(select(Alert)).one()
        measures = session.scalars(select(Measure).where(Measure.alert_id == alert.id)).all()
        assert help_since(steps_of(session, alert), measures) == date(2020, 5, 18)


def _step_of_case(ledger, actor, action, day, code, **data):  # noqa: F811
    on = date(2020, *day)
    given = parse_step({"occurred_on": on.isoformat(), **data}, today=on)
    return CaseService(ledger).take(action, households=[code], given=given, actor=actor, today=on)


def _to_asked_for_closure(act):  # noqa: F811
    _to_helping(act)
    act("update_measure", (5, 18), measure={**MEASURE, "state": "done", "done_on": "2020-05-18", "evidence": "凭证"})
    assert _state(act("request_closure", (5, 19), paper_no="1", signers=[{"name": "周医保"}])) == "申请销号"


def test_a_closed_alert_comes_back_only_while_the_household_is_in_procedure(act, ledger, actor):  # noqa: F811
    _to_asked_for_closure(act)
    closing = {"verifiers": ["李检", "王测"], "facts": "已参保", "signers": [{"name": "李镇长"}], "exit_items": EXIT,
               "net_income_fen": 900_000, "heads": 2}  # fmt: skip
    assert _state(act("close", (5, 22), **closing)) == "已销号"
    removed = _step_of_case(ledger, actor, "remove", (6, 1), "H1", cause="moved", decision_no="1")
    assert removed.refused == ()
    assert _codes(act("reopen", (6, 10), fact="再次停保")) == ["alert.case_ended"]
    assert _step_of_case(ledger, actor, "take_back", (6, 10), "H1", reason="误登").refused == ()
    assert _state(act("reopen", (6, 10), fact="再次停保")) == "预警对象"


FACTS = {"education_secured": 1, "medical_covered": 1, "housing_safe": 1, "water_safe": 1,
         "has_electricity": 1, "has_broadcast": 1, "source": "field"}  # fmt: skip


def _found_in_the_field(ledger, actor, day):  # noqa: F811
    on = date(2020, *day)
    with ledger.transaction("test.facts", actor=actor, today=on) as tx:
        home = tx.session.scalars(select(Household).where(Household.code == "H1")).one()
        make.household_fact(tx, home, observed_on=on, **FACTS)
        make.income(tx, home, net_fen=900_000, heads=2, observed_on=on)


def test_a_closure_is_refused_on_facts_from_before_the_last_measure_was_done(act, ledger, actor):  # noqa: F811
    _to_asked_for_closure(act)
    closing = {"verifiers": ["李检", "王测"], "facts": "已参保", "signers": [{"name": "李镇长"}]}
    _found_in_the_field(ledger, actor, (5, 17))
    refused = act("close", (5, 22), **closing)
    assert _codes(refused) == ["alert.exit_items_open"]
    assert sorted(refused.refused[0].reasons[0].values["fields"]) == sorted(["income", *EXIT])
    _found_in_the_field(ledger, actor, (5, 18))
    assert _state(act("close", (5, 22), **closing)) == "已销号"


def _proposed(ledger, actor):  # noqa: F811
    proposal = {"category": "marginal", "origin": "clue", "basis": "村干部核算", "expected_income_fen": 500_000}
    with ledger.transaction("test.facts", actor=actor, today=date(2020, 3, 20)) as tx:
        home = tx.session.scalars(select(Household).where(Household.code == "H2")).one()
        make.income(tx, home, net_fen=100_000, heads=1)
    assert _step_of_case(ledger, actor, "propose", (3, 20), "H2", **proposal).refused == ()


def test_an_emergency_on_an_open_case_watches_provisionally_until_it_is_taken_back(act, ledger, actor):  # noqa: F811
    _proposed(ledger, actor)
    with ledger.reading() as session:
        before = len(session.scalars(select(Case)).all()), len(session.scalars(select(MonitoringSpell)).all())
    assert _state(act("emergency", (3, 22), household="H2", event="房屋失火", first_aid="安置")) == "预警对象"
    with ledger.reading() as session:
        home = session.scalars(select(Household.id).where(Household.code == "H2")).one()
        spell = session.scalars(select(MonitoringSpell).where(MonitoringSpell.household_id == home)).one()
        assert (spell.is_provisional, spell.category, spell.closed_on) == (1, "marginal", None)
        assert len(session.scalars(select(Case)).all()) == before[0]
        assert session.scalars(select(Alert.spell_id)).one() == spell.id
    act("take_back", (3, 22), reason="误登")
    with ledger.reading() as session:
        assert (len(session.scalars(select(Case)).all()), len(session.scalars(select(MonitoringSpell)).all())) == before
