"""The village's voice: report and strike on one sheet, zero report, supplement, own proposals, "1 of 2 villages in"."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from app.models.cases import Case, WorkflowStep
from app.models.screening import ScreeningHit, VillageSheet
from app.services import audit, derived
from app.services.cases.door import CaseService
from app.services.cases.request import parse_step
from app.services.errors import Refused
from app.services.ledger import Ledger
from app.services.plans import PlanService
from app.services.screening.hits import HitFilter
from app.services.screening.service import ScreeningService
from app.services.screening.sheets import Reported, SheetInput, Struck
from app.services.workflow.facts import Signer
from tests import factories as make

DAY = date(2020, 3, 20)
NEXT = date(2020, 3, 21)
TWO = (Signer("张支书", "红星村"), Signer("李主任", "红星村"))


@pytest.fixture
def ledger(database):
    return Ledger(database, derive=derived.refresh)


@pytest.fixture
def service(ledger, actor):
    PlanService(ledger).create_from_preset("2020", year=2020, actor=actor, today=DAY)
    with ledger.transaction("test.town", actor=actor, today=DAY) as tx:
        for place, codes in (("红星村", ("A1", "A2", "A3")), ("青山村", ("B1",))):
            village = make.village(tx, place)
            for code in codes:
                home = make.household(tx, in_village=village, code=code, household_type="exited")
                make.member(tx, home)
                make.household_fact(tx, home, net_per_head_fen=400_000, dangerous_housing=1, safe_water=1)
        own = make.household(tx, in_village=make.village(tx, "红星村"), code="A9")
        make.income(tx, own, net_fen=300_000, heads=1)
    found = ScreeningService(ledger)
    found.run(actor=actor, today=DAY)
    return found


@pytest.fixture
def report(service, actor):
    def run(village="红星村", *, on=NEXT, no="红1号", signers=TWO, **given):
        return service.report_sheet(SheetInput(village, no, on, signers, **given), actor=actor, today=on)

    return run


def _rows(service):
    return {row.village: row for row in service.sheets(today=NEXT)}


def test_a_sheet_reports_and_strikes_in_one_act(service, report, ledger):
    outcome = report(reported=(Reported("A1"), Reported("A2")), struck=(Struck("A3", "子女已接走赡养"),))
    assert [done.state.label for done in outcome.done] == ["村已上报", "村已上报"]
    assert (outcome.number, outcome.refused, outcome.struck, outcome.unanswered) == (1, (), 1, 0)
    row = _rows(service)["红星村"]
    assert (row.hits, row.reported, row.struck, row.unanswered, row.sheet_no) == (3, 2, 1, 0, "红1号")
    with ledger.reading() as session:
        assert [step.row for step in session.scalars(select(WorkflowStep).order_by(WorkflowStep.id))] == [
            "2", "2", "4", "4",
        ]  # fmt: skip
        assert audit.verify(session).is_good
    assert service.summary(today=NEXT).missing == ("青山村",)


def test_screening_again_leaves_reported_and_struck_hits_alone(service, report, actor, ledger):
    report(reported=(Reported("A1"),), struck=(Struck("A2", "已搬离"),))
    again = service.run(actor=actor, today=date(2020, 3, 22))
    assert {c.household_code for c in again.candidates} == {"A2", "A3", "B1"}
    answers = {hit.household_code: hit.answer for hit in service.hits(today=NEXT)}
    assert answers == {"A1": "reported", "A2": "struck", "A3": None, "B1": None}
    with ledger.transaction("test.event", actor=actor, today=date(2020, 3, 22)) as tx:
        from app.models.facts import HouseholdEvent
        from app.models.household import Household

        home = tx.session.scalars(select(Household).where(Household.code == "A2")).one()
        tx.session.add(HouseholdEvent(household_id=home.id, kind="income_drop", source="village"))
    service.run(actor=actor, today=date(2020, 3, 23))
    asked = service.hits(HitFilter(only_unanswered=True), today=NEXT)
    assert [hit.household_code for hit in asked] == ["A2", "A3", "B1"]  # a new clause asks the village again


def test_a_zero_report_and_what_contradicts_it(service, report):
    with pytest.raises(Refused) as refused:
        report("青山村", is_zero=True, reported=(Reported("B1"),))
    assert refused.value.codes == ("screening.zero_with_households",)
    report("青山村", is_zero=True, struck=(Struck("B1", "收入已核实高于标准"),))
    row = _rows(service)["青山村"]
    assert (row.is_zero, row.struck, row.unanswered) == (True, 1, 0)


def test_a_village_may_propose_without_a_hit_and_must_say_why(service, report, ledger):
    silent = report(reported=(Reported("A9"),))
    assert [reason.code for r in silent.refused for reason in r.reasons] == ["screening.basis_missing"]
    told = report(reported=(Reported("A9", basis="户主瘫痪，月入不足三百元"),), no="红2号")
    assert (told.number, [done.household_code for done in told.done]) == (2, ["A9"])
    with ledger.reading() as session:
        hits = session.scalars(select(ScreeningHit).where(ScreeningHit.run_id.is_(None))).all()
        case = session.scalars(select(Case)).one()
        assert session.scalars(select(VillageSheet.number)).all() == [1, 2]
    assert (len(hits), hits[0].answer, case.category) == (1, "reported", "marginal")
    assert _rows(service)["红星村"].supplements == 1


def test_a_returned_case_goes_on_the_supplement(service, report, ledger, actor):
    report(reported=(Reported("A1"),))
    given = parse_step({"occurred_on": "2020-03-22", "mend": "补收入依据", "due_on": "2020-03-23"}, today=NEXT)
    back = CaseService(ledger).take(
        "return_village", households=["A1"], given=given, actor=actor, today=date(2020, 3, 22)
    )
    assert [done.state.label for done in back.done] == ["拟新增"]
    again = report(reported=(Reported("A1"),), on=date(2020, 3, 23), no="红补1号")
    assert (again.number, [done.state.label for done in again.done]) == (2, ["村已上报"])


def test_what_a_sheet_may_not_carry(service, report):
    wrong = report(reported=(Reported("B1"), Reported("X9"), Reported("A1")))
    assert [done.household_code for done in wrong.done] == ["A1"]
    assert [reason.code for r in wrong.refused for reason in r.reasons] == [
        "screening.other_village",
        "household.not_found",
    ]
    for given, code in (
        ({"signers": TWO[:1]}, "signers.two_needed"),
        ({"struck": (Struck("A2", " "),)}, "data.missing"),
        ({"struck": (Struck("A9", "无"),)}, "screening.no_hit"),
        ({"village": "没有村"}, "region.unknown_village"),
        ({"reported": (Reported("A2"),), "struck": (Struck("A2", "无"),)}, "screening.reported_and_struck"),
        ({"struck": (Struck("A1", "无"),)}, "screening.in_procedure"),
    ):
        with pytest.raises(Refused) as refused:
            report(**given)
        assert refused.value.codes == (code,)


def _refusals(service, actor, *, today) -> list[tuple[str, ...]]:
    """Why a sheet, and an answer on a hit, of the next day are refused on a day."""
    with pytest.raises(Refused) as sheet:
        service.report_sheet(SheetInput("青山村", "青1号", NEXT, TWO, is_zero=True), actor=actor, today=today)
    with pytest.raises(Refused) as answer:
        service.strike("B1", reason="收入已核实", signers=TWO, on=NEXT, actor=actor, today=today)
    return [sheet.value.codes, answer.value.codes]


def test_what_the_village_will_sign_tomorrow_is_not_registered_today(service, actor):
    assert _refusals(service, actor, today=DAY) == [("screening.future",)] * 2


def test_a_closed_year_takes_no_sheet_and_no_answer(service, ledger, actor):
    plans, later = PlanService(ledger), date(2021, 4, 1)
    plans.copy_to(2021, from_year=2020, actor=actor, today=date(2020, 12, 1))
    plans.close(2020, actor=actor, today=later)
    assert _refusals(service, actor, today=later) == [("plan.closed",)] * 2


def test_the_reason_sheet_names_the_members_behind_a_guarantee(service, ledger, actor):
    with ledger.transaction("test.member", actor=actor, today=DAY) as tx:
        home = make.household(tx, household_type="exited")
        make.household_fact(tx, home, net_per_head_fen=600_000, dangerous_housing=0, safe_water=1)
        for name, values in (
            ("测甲", {"resident_medical": 1}),
            ("测乙", {"resident_medical": 0, "employee_medical": 0}),
        ):
            make.person_fact(tx, make.member(tx, home, name=name), **values)
        make.member(tx, home, name="测丙", born_on=date(2010, 1, 1))
    sheet = service.explain(home.id, today=DAY)
    assert (sheet.answer, sheet.has_open_case) == (False, False)
    line = next(line for line in sheet.lines if line.clause == "guarantee_unstable")
    assert line.answer is True
    said = {(e.fact, e.member): (e.value, e.source) for e in line.evidence}
    assert said["medical_covered", "测甲"] == (1, "national_export")
    assert said["medical_covered", "测乙"] == (0, "national_export")
    assert said["medical_covered", "测丙"] == (None, "")
    assert said["education_secured", "测丙"] == (None, "")
    assert said["housing_safe", ""] == (1, "national_export")
