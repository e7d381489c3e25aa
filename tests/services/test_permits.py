"""补办单 that the office has stored: used at the door when a closed window stands in the way, once per household."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from app.models.cases import WorkflowStep
from app.models.enums import Party, VisitOutcome
from app.models.household import Household
from app.models.plans import Permit as PermitRow
from app.services import derived
from app.services.alerts.door import AlertService
from app.services.cases.door import CaseService
from app.services.cases.request import parse_permit, parse_step
from app.services.directory import DirectoryService, OfficerRow, may_permit_in
from app.services.ledger import Ledger
from app.services.plans import PlanService
from app.services.visits.service import VisitService
from app.services.workflow.facts import Permit
from tests.services.towns import ACTOR, TWO, VISIT, VISITORS, VOTES, found


@pytest.fixture
def ledger(database) -> Ledger:
    return Ledger(database, derive=derived.refresh)


@pytest.fixture
def town(ledger):
    town = found(ledger, households=2)
    leader = OfficerRow(name="李镇长", organisation="石门镇", party=Party.LEADER)
    DirectoryService(ledger).save_officer(leader, actor=ACTOR, today=date(2020, 3, 20))
    return town


@pytest.fixture
def grant(ledger):
    def run(actions, *codes, paper="补1号", until=(4, 30), on=(4, 12), year=2020):
        with ledger.reading() as session:
            ids = list(session.scalars(select(Household.id).where(Household.code.in_(codes))))
        permit = Permit(frozenset(actions), date(2020, *until), "洪水断路", paper, "李镇长")
        PlanService(ledger).grant(permit, household_ids=ids, year=year, actor=ACTOR, today=date(2020, *on))

    return run


def codes_of(outcome) -> list[str]:
    assert outcome.done == ()
    return [reason.code for one in outcome.refused for reason in one.reasons]


def permits_of_steps(ledger, action) -> list[str | None]:
    with ledger.reading() as session:
        statement = (
            select(PermitRow.paper_no)
            .select_from(WorkflowStep)
            .outerjoin(PermitRow, PermitRow.id == WorkflowStep.permit_id)
            .where(WorkflowStep.action == action)
            .order_by(WorkflowStep.id)
        )
        return list(session.scalars(statement))


def used(ledger) -> list[tuple[str, tuple[str, ...]]]:
    return [(p.paper_no, u.used) for p in PlanService(ledger).permits(2020) for u in p.uses]


def shown(service, name, today, action) -> list[str]:
    return next([r.code for r in why] for row, why in service.open_actions(name, today=today) if row.action == action)


def test_a_stored_permit_opens_the_step_for_its_household_once(town, ledger, grant):
    first, second = town.codes
    town.bring_to("listed")
    assert codes_of(town.act("record_visit", (4, 12), first, **VISIT)) == ["window.closed"]
    grant({"record_visit"}, first)
    assert town.act("record_visit", (4, 12), first, **VISIT).refused == ()
    assert permits_of_steps(ledger, "record_visit") == ["补1号"]
    assert codes_of(town.act("record_visit", (4, 12), second, **VISIT)) == ["window.closed"]
    town.act("require_revisit", (4, 12), first, cause="收入跨线")
    again = town.act("record_visit", (4, 13), first, **VISIT)
    assert codes_of(again) == ["window.closed", "permit.used_up"]
    assert again.refused[0].reasons[1].values["paper_no"] == "补1号"
    assert used(ledger) == [("补1号", ("record_visit",))]


def test_a_delegation_ends_with_the_term_of_either_and_a_closed_term_signs_no_more(ledger):
    directory, on = DirectoryService(ledger), date(2020, 4, 1)
    ids = {
        name: directory.save_officer(OfficerRow(name=name, organisation="石门镇", party=party), actor=ACTOR, today=on)
        for name, party in (("任满镇长", Party.LEADER), ("受托主任", Party.TOWNSHIP))
    }
    lent = {"to": "受托主任", "from_on": on, "to_on": None, "paper_no": "委1号"}
    directory.delegate("任满镇长", **lent, actor=ACTOR, today=on)
    with ledger.reading() as session:
        assert may_permit_in(session, "受托主任", on=on)
    directory.end_term(ids["任满镇长"], last_day=date(2020, 4, 30), actor=ACTOR, today=date(2020, 5, 6))
    assert [row.to_on for row in directory.delegations()] == [date(2020, 4, 30)]
    with ledger.reading() as session:
        assert may_permit_in(session, "受托主任", on=date(2020, 4, 30))
        assert not may_permit_in(session, "受托主任", on=date(2020, 5, 1))
        assert not may_permit_in(session, "任满镇长", on=date(2020, 5, 1))


def test_a_batch_takes_the_named_and_refuses_the_others(town, ledger, grant):
    first, second = town.codes
    town.bring_to("visited")
    grant({"evaluate"}, first)
    outcome = town.act("evaluate", (4, 13), **VOTES)
    assert [done.household_code for done in outcome.done] == [first]
    assert [refused.household_code for refused in outcome.refused] == [second]


def test_an_open_window_and_another_refusal_use_no_permit(town, ledger, grant):
    first, _ = town.codes
    town.bring_to("listed", first)
    grant({"record_visit", "evaluate"}, first, on=(3, 25))
    assert codes_of(town.act("record_visit", (4, 12), first, **{**VISIT, "visitors": VISITORS[:1]})) == [
        "visit.two_visitors"
    ]
    assert used(ledger) == [("补1号", ())]
    assert town.act("record_visit", (3, 28), first, **VISIT).refused == ()
    assert permits_of_steps(ledger, "record_visit") == [None]
    assert used(ledger) == [("补1号", ())]


def test_a_permit_answers_late_typing_and_nothing_else_of_the_calendar(town, ledger, grant):
    first, _ = town.codes
    town.bring_to("listed", first)
    late = {**VISIT, "today": date(2020, 4, 20)}
    assert codes_of(town.act("record_visit", (4, 3), first, **late)) == ["window.typing_late"]
    grant({"record_visit"}, first, on=(4, 20))
    future = town.act("record_visit", (4, 21), first, **late)
    assert codes_of(future) == ["window.future"]
    assert codes_of(town.act("record_visit", (3, 23), first, **late)) == ["window.before_previous"]
    assert town.act("record_visit", (4, 3), first, **late).refused == ()


def test_a_permit_ends_with_its_last_day_and_the_one_that_ends_first_is_used_first(town, ledger, grant):
    first, second = town.codes
    town.bring_to("listed")
    grant({"record_visit"}, first, second, paper="补长", until=(5, 31))
    grant({"record_visit"}, first, paper="补短", until=(4, 20))
    town.act("record_visit", (4, 20), first, **VISIT)
    assert permits_of_steps(ledger, "record_visit") == ["补短"]
    expired = town.act("record_visit", (6, 1), second, **VISIT)
    assert codes_of(expired) == ["window.closed", "permit.expired"]
    assert expired.refused[0].reasons[1].values["last_day"] == date(2020, 5, 31)


def test_the_window_shows_the_step_as_open_and_names_the_permit(town, ledger, grant):
    first, second = town.codes
    town.bring_to("listed")
    service, today = CaseService(ledger), date(2020, 4, 12)
    assert shown(service, first, today, "record_visit") == ["window.closed"]
    grant({"record_visit"}, first)
    assert shown(service, first, today, "record_visit") == []
    assert shown(service, second, today, "record_visit") == ["window.closed"]
    assert service.outlook(first, today=today).permits == {"record_visit": "补1号"}
    assert service.outlook(first, today=date(2020, 3, 28)).permits == {}
    assert shown(service, first, date(2020, 5, 1), "record_visit") == ["window.closed"]


def test_a_service_that_brings_its_own_data_passes_the_same_door(town, ledger, grant):
    first, _ = town.codes
    town.bring_to("listed")
    grant({"record_attempt"}, first)
    taken = VisitService(ledger).record_attempt(
        first,
        VisitOutcome.ABSENT,
        visitors=parse_step({"signers": VISITORS}, today=date(2020, 4, 12)).signers,
        on=date(2020, 4, 12),
        next_on=date(2020, 4, 14),
        actor=ACTOR,
        today=date(2020, 4, 12),
    )
    assert taken is not None
    assert permits_of_steps(ledger, "record_attempt") == ["补1号"]


def test_a_permit_brought_with_the_call_goes_before_a_stored_one(town, ledger, grant):
    first, _ = town.codes
    town.bring_to("listed", first)
    grant({"record_visit"}, first, paper="补库")
    brought = {"actions": ["record_visit"], "households": [first], "last_day": "2020-04-30", "reason": "洪水",
               "paper_no": "补带", "signer": "李镇长"}  # fmt: skip
    on = date(2020, 4, 12)
    given = parse_step({"occurred_on": on.isoformat(), **VISIT}, today=on)
    outcome = CaseService(ledger).take(
        "record_visit", households=[first], given=given, actor=ACTOR, today=on, permit=parse_permit(brought)
    )
    assert outcome.refused == ()
    assert permits_of_steps(ledger, "record_visit") == ["补带"]


def test_an_alert_is_marked_late_by_a_stored_permit(town, ledger, grant):
    """The closed time of 标注 lies before 动态监测 opens: a household carried over in March."""
    first, _ = town.codes
    town.act("carry_over", (3, 20), first, category="marginal", source_list="两摸底")
    data = {"gap": "基本医疗", "month": "2020-03", "fact": "停保", "found_on": "2020-03-25", "signers": TWO[:1]}
    on = date(2020, 3, 25)
    alerts = AlertService(ledger)

    def mark(code):
        given = parse_step({"occurred_on": on.isoformat(), **data}, today=on)
        return alerts.take("mark", households=[code], given=given, actor=ACTOR, today=on)

    assert codes_of(mark(first)) == ["window.closed"]
    grant({"mark"}, first, on=(3, 25))
    opened = {row.action: why for row, why in alerts.open_for_household(first, today=on)}
    assert opened["mark"] == ()
    assert mark(first).refused == ()
    assert permits_of_steps(ledger, "mark") == ["补1号"]
    assert alerts.outlook("YJ2020-0001", today=on).permits == {}
