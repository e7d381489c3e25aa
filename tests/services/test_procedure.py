"""Both doors together on a real ledger: take-back leaves nothing, alerts follow their case, the year turns."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import func, select

from app.models.cases import Alert, Case, MonitoringSpell, MonthlyCheck, PlatformTask, WorkflowStep
from app.models.cross_check import CrossCheckItem
from app.models.enums import Party
from app.models.facts import Clue
from app.models.household import Household
from app.services import audit, derived
from app.services.alerts.door import AlertService
from app.services.cases.door import CaseService
from app.services.cases.request import parse_permit, parse_step
from app.services.directory import DirectoryService, OfficerRow
from app.services.errors import Refused
from app.services.ledger import Ledger
from app.services.plans import PlanService
from tests.services.towns import ACTOR, TWO, VISIT, VOTES, found


@pytest.fixture
def ledger(database) -> Ledger:
    return Ledger(database, derive=derived.refresh)


@pytest.fixture
def town(ledger):
    return found(ledger, households=2)


@pytest.fixture
def code(town) -> str:
    return town.codes[0]


def alert(ledger, action, on, *, numbers=(), codes=(), **data):
    given = parse_step({"occurred_on": on.isoformat(), **data}, today=on)
    return AlertService(ledger).take(action, alerts=numbers, households=codes, given=given, actor=ACTOR, today=on)


def mark(ledger, on, code):
    data = {"gap": "医保", "month": f"{on:%Y-%m}", "fact": "一人停保", "found_on": on.isoformat(), "signers": TWO[:1]}
    return alert(ledger, "mark", on, codes=[code], **{**data, "gap": "基本医疗"})


def count(ledger, table) -> int:
    with ledger.reading() as session:
        return session.scalar(select(func.count()).select_from(table))


def refused(outcome) -> list[str]:
    assert outcome.done == ()
    return [reason.code for one in outcome.refused for reason in one.reasons]


def test_a_proposal_taken_back_never_was(town, ledger, code):
    with ledger.transaction("test.clue", actor=ACTOR, today=date(2020, 3, 20)) as tx:
        tx.session.add(Clue(number="XS1", channel="letter", received_on=date(2020, 3, 1), content="x"))
    town.act("propose", (3, 20), code, category="边缘户", origin="线索", basis="核算", clue_no="XS1")
    with ledger.reading() as session:
        assert session.scalars(select(Clue.state)).one() == "proposed"
        assert session.scalars(select(Case.clock_from_on)).one() == date(2020, 3, 1)
    outcome = town.act("take_back", (3, 20), code, reason="录错户")
    assert [done.state.label for done in outcome.done] == ["–"]
    assert (count(ledger, Case), count(ledger, WorkflowStep)) == (0, 0)
    with ledger.reading() as session:
        assert session.scalars(select(Clue.state)).one() == "unverified"
        assert audit.verify(session).is_good
    assert town.act("propose", (3, 21), code, category="marginal", origin="hit", basis="核算").refused == ()


def test_a_household_met_on_the_way_is_let_go_with_its_comparison_until_it_is_answered(town, ledger, code):
    data = {"category": "marginal", "finder": "王测", "difficulty": "病", "expected_income_fen": 300_000}
    town.act("join_on_visit", (3, 26), code, **data)
    assert count(ledger, CrossCheckItem) == 10
    assert town.act("take_back", (3, 26), code, reason="录错户").refused == ()
    assert count(ledger, CrossCheckItem) == 0
    town.act("join_on_visit", (3, 26), code, **data)
    town.answer_all()
    assert refused(town.act("take_back", (3, 27), code, reason="x")) == ["take_back.next_party_acted"]


def test_removal_ends_alerts_and_taking_it_back_revives_them(town, ledger, code):
    town.bring_to("monitored", code)
    assert mark(ledger, date(2020, 5, 6), code).refused == ()
    town.act("remove", (5, 8), code, cause="整户迁出", decision_no="区退1号")
    with ledger.reading() as session:
        assert session.scalars(select(Alert.state)).one() == "terminated"
        assert session.scalars(select(MonitoringSpell.closed_on)).one() == date(2020, 5, 8)
        assert session.scalars(select(PlatformTask.kind).where(PlatformTask.kind == "remove")).one() == "remove"
    assert town.act("take_back", (5, 8), code, reason="误登").refused == ()
    with ledger.reading() as session:
        assert session.scalars(select(Alert.state)).one() == "marked"
        assert session.scalars(select(Case.state)).one() == "monitored"
        assert session.scalars(select(MonitoringSpell.closed_on)).one() is None
        assert session.scalars(select(PlatformTask).where(PlatformTask.kind == "remove")).all() == []


def test_an_alert_recalls_a_proposal_to_clear(town, ledger, code):
    town.bring_to("monitored", code)
    town.act("record_clear_visit", (6, 1), code, **VISIT)
    votes = {name: value for name, value in VOTES.items() if name != "risks"}
    town.act("record_clear_meeting", (6, 2), code, **votes)
    town.act("propose_clear", (6, 3), code, way="帮扶消除")
    mark(ledger, date(2020, 6, 5), code)
    with ledger.reading() as session:
        assert session.scalars(select(Case.state)).one() == "monitored"
        assert session.scalars(select(MonitoringSpell.elimination_kind)).one() is None
    said = refused(town.act("propose_clear", (6, 6), code, way="helped"))
    assert sorted(said) == ["clearing.open_alerts", "clearing.visit_missing"]  # the facts are proved anew


def _propose_to_clear(town, code) -> None:
    town.bring_to("monitored", code)
    town.act("record_clear_visit", (6, 1), code, **VISIT)
    votes = {name: value for name, value in VOTES.items() if name != "risks"}
    town.act("record_clear_meeting", (6, 2), code, **votes)
    assert town.act("propose_clear", (6, 3), code, way="帮扶消除").refused == ()


def test_an_emergency_recalls_a_proposal_to_clear_and_gives_it_back(town, ledger, code):
    _propose_to_clear(town, code)
    event = {"event": "房屋失火", "first_aid": "临时安置"}
    assert alert(ledger, "emergency", date(2020, 6, 5), codes=[code], **event).refused == ()
    with ledger.reading() as session:
        assert session.scalars(select(Case.state)).one() == "monitored"
    assert alert(ledger, "take_back", date(2020, 6, 5), numbers=["YJ2020-0001"], reason="误登").refused == ()
    with ledger.reading() as session:
        assert session.scalars(select(Case.state)).one() == "clearing_proposed"
        assert session.scalars(select(MonitoringSpell.elimination_kind)).one() == "helped"


def test_an_alert_is_not_taken_back_once_the_case_that_it_recalled_has_gone_on(town, ledger, code):
    _propose_to_clear(town, code)
    mark(ledger, date(2020, 6, 5), code)
    assert town.act("record_clear_visit", (6, 6), code, **VISIT).refused == ()
    back = alert(ledger, "take_back", date(2020, 6, 6), numbers=["YJ2020-0001"], reason="误登")
    assert refused(back) == ["take_back.next_party_acted"]
    assert town.act("take_back", (6, 6), code, reason="误登").refused == ()
    assert alert(ledger, "take_back", date(2020, 6, 6), numbers=["YJ2020-0001"], reason="误登").refused == ()


def test_an_emergency_is_not_taken_back_once_its_case_has_gone_on(town, ledger, code):
    event = {"event": "房屋失火", "first_aid": "临时安置"}
    alert(ledger, "emergency", date(2020, 7, 3), codes=[code], **event)
    town.close_sheets()
    assert town.act("report_village", (7, 4), code, sheet_no="红星1号", signers=TWO).refused == ()
    back = alert(ledger, "take_back", date(2020, 7, 4), numbers=["YJ2020-0001"], reason="误登")
    assert refused(back) == ["take_back.next_party_acted"]


def test_an_emergency_opens_a_provisional_spell_that_ends_with_its_case(town, ledger, code):
    event = {"event": "房屋失火", "first_aid": "临时安置"}
    assert alert(ledger, "emergency", date(2020, 7, 3), codes=[code], **event).refused == ()
    with ledger.reading() as session:
        assert session.scalars(select(MonitoringSpell.is_provisional)).one() == 1
    town.act("strike", (7, 6), code, reason="已由保险理赔", signers=TWO)
    with ledger.reading() as session:
        assert session.scalars(select(Alert.state)).one() == "terminated"
        assert session.scalars(select(MonitoringSpell.closed_on)).one() == date(2020, 7, 6)


def test_an_emergency_taken_back_leaves_nothing(town, ledger, code):
    alert(ledger, "emergency", date(2020, 7, 3), codes=[code], event="x", first_aid="y")
    outcome = alert(ledger, "take_back", date(2020, 7, 3), numbers=["YJ2020-0001"], reason="误登")
    assert outcome.refused == ()
    assert [count(ledger, table) for table in (Alert, Case, MonitoringSpell, WorkflowStep)] == [0, 0, 0, 0]


def test_the_year_turns_with_december_sheets_and_alerts_keep_their_numbers(town, ledger, code):
    town.bring_to("monitored", code)
    mark(ledger, date(2020, 11, 2), code)
    turn = {"new_plan": 2021}
    assert refused(town.act("roll_over", (11, 30), code, **turn)) == [
        "window.opens_later",
        "plan.not_found",
        "roll_over.december_missing",
    ]
    PlanService(ledger).copy_to(2021, from_year=2020, actor=ACTOR, today=date(2020, 12, 1))
    with ledger.transaction("test.check", actor=ACTOR, today=date(2020, 12, 10)) as tx:
        spell = tx.session.scalars(select(MonitoringSpell)).one()
        tx.session.add(
            MonthlyCheck(
                spell_id=spell.id,
                household_id=spell.household_id,
                month="2020-12",
                checked_on=date(2020, 12, 10),
                checker="监测员",
                way="visit",
            )
        )
    assert refused(town.act("roll_over", (12, 15), code, new_plan=2022)) == ["roll_over.wrong_year"]
    with pytest.raises(Refused) as still:
        PlanService(ledger).close(2020, actor=ACTOR, today=date(2020, 12, 15))
    assert still.value.codes == ("plan.still_open",)
    assert town.act("roll_over", (12, 15), code, **turn).refused == ()
    with ledger.reading() as session:
        found_alert, case = session.scalars(select(Alert)).one(), session.scalars(select(Case)).one()
        assert case.plan_id == found_alert.plan_id != 1
        assert (found_alert.number, found_alert.state, case.state) == ("YJ2020-0001", "marked", "monitored")
    january = {"finding": "属实", "signers": TWO[1:]}
    assert alert(ledger, "review_village", date(2021, 3, 25), numbers=["YJ2020-0001"], **january).refused == ()
    PlanService(ledger).close(2020, actor=ACTOR, today=date(2021, 3, 25))
    assert refused(town.act("carry_over", (3, 20), town.codes[1], category="marginal", source_list="x")) == [
        "plan.closed"
    ]


def test_an_emergency_of_january_is_registered_though_the_old_year_is_closed(town, ledger, code):
    plans, day = PlanService(ledger), date(2021, 1, 10)
    plans.copy_to(2021, from_year=2020, actor=ACTOR, today=date(2020, 12, 1))
    plans.close(2020, actor=ACTOR, today=date(2021, 1, 4))
    event = {"event": "房屋失火", "first_aid": "临时安置"}
    outcome = alert(ledger, "emergency", day, codes=[code], **event)
    assert [done.number for done in outcome.done] == ["YJ2021-0001"]
    following = plans.of_year(2021).plan_id
    with ledger.reading() as session:
        found_alert, case = session.scalars(select(Alert)).one(), session.scalars(select(Case)).one()
        assert (found_alert.plan_id, case.plan_id, case.track) == (following, following, "G")
    given = parse_step({"occurred_on": "2021-01-12", "reason": "已由保险理赔", "signers": TWO}, today=date(2021, 1, 12))
    struck = CaseService(ledger).take("strike", households=[code], given=given, actor=ACTOR, today=date(2021, 1, 12))
    assert struck.refused == ()


def test_a_permit_bears_the_signature_of_a_leader_or_a_delegate(town, ledger, code):
    directory = DirectoryService(ledger)
    for name, party in (("李镇长", Party.LEADER), ("王主任", Party.TOWNSHIP)):
        row = OfficerRow(name=name, organisation="石门镇", party=party)
        directory.save_officer(row, actor=ACTOR, today=date(2020, 1, 2))
    town.bring_to("listed", code)

    def visit(signer, paper):
        permit = {"actions": ["record_visit"], "households": [code], "last_day": "2020-04-30", "reason": "洪水",
                  "paper_no": paper, "signer": signer}  # fmt: skip
        on = date(2020, 4, 13)
        given = parse_step({"occurred_on": on.isoformat(), **VISIT}, today=on)
        service = CaseService(ledger)
        return service.take(
            "record_visit", households=[code], given=given, actor=ACTOR, today=on, permit=parse_permit(permit)
        )

    assert refused(visit("王主任", "补1号")) == ["window.closed", "permit.signer_not_leader"]
    directory.delegate(
        "李镇长",
        to="王主任",
        from_on=date(2020, 4, 1),
        to_on=None,
        paper_no="委1号",
        actor=ACTOR,
        today=date(2020, 4, 1),
    )
    assert visit("王主任", "补1号").refused == ()
    assert [(p.paper_no, p.households, p.used) for p in PlanService(ledger).permits(2020)] == [("补1号", 1, 1)]


def test_exempt_persons_are_named_with_a_reason(town, ledger, code):
    with ledger.transaction("test.damage", actor=ACTOR, today=date(2020, 3, 20)) as tx:
        from app.models.household import Membership, Person

        home = tx.session.scalars(select(Household).where(Household.code == code)).one()
        person = tx.session.scalars(
            select(Person).join(Membership, Membership.person_id == Person.id).where(Membership.household_id == home.id)
        ).first()
        person.id_number, name = None, person.name
    town.bring_to("reported_by_village", code)
    assert refused(town.act("submit_cross_check", (3, 22), code, list_no="1")) == ["case.id_unusable"]
    exempt = [{"name": name, "reason": "新生儿未上户口"}]
    assert town.act("submit_cross_check", (3, 22), code, list_no="1", exempt_persons=exempt).refused == ()
    with ledger.reading() as session:
        outcomes = session.scalars(select(CrossCheckItem.outcome).order_by(CrossCheckItem.outcome)).all()
    assert outcomes == ["exempt"] * 5 + ["unanswered"] * 5
