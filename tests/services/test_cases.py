"""The door on a real ledger: a household's whole procedure, permits, batches, take-back, and what each step leaves."""

from __future__ import annotations

import json
from datetime import date

import pytest
from sqlalchemy import select

from app.models.cases import Case, MonitoringSpell, PlatformTask, WorkflowStep
from app.models.cross_check import CrossCheckItem
from app.models.household import Household, HouseholdSummary, IncomeStatement
from app.models.papers import PaperSnapshot
from app.models.screening import VillageSheet
from app.services import audit, derived
from app.services.cases.door import CaseService
from app.services.cases.request import parse_permit, parse_step
from app.services.ledger import Ledger
from app.services.plans import PlanService
from tests import factories as make

TWO = [{"name": "张支书", "office": "红星村"}, {"name": "李主任", "office": "红星村"}]
VISIT = {
    "visitors": [{"name": "王测", "office": "石门镇"}, {"name": "赵队", "office": "工作队"}],
    "housing_safe": 1,
    "education_secured": 1,
    "medical_covered": 0,
    "water_safe": 1,
    "food_enough": 1,
    "clothing_enough": 1,
    "net_income_fen": 900_000,
    "heads": 2,
    "income_items": [{"code": "wage", "label": "务工收入", "amount_fen": 900_000, "formula": "6个月 × 1500元"}],
    "risk_found": True,
    "risks": ["illness"],
    "household_signature": "signed",
}
VOTES = {
    "expected": 12,
    "present": 9,
    "votes_for": 8,
    "votes_against": 1,
    "votes_abstained": 0,
    "votes_recused": 0,
    "risks": ["illness", "no_labour"],
}


@pytest.fixture
def ledger(database):
    return Ledger(database, derive=derived.refresh)


@pytest.fixture
def town(ledger, actor, today):
    PlanService(ledger).create_from_preset("2020", year=2020, actor=actor, today=today)
    with ledger.transaction("test.town", actor=actor, today=today) as tx:
        home = make.household(tx, code="H1", phone="0830-0000000", address="红星村1组")
        for name, number in (("测甲", "519999197005010014"), ("测乙", "519999197203040026")):
            person = make.member(
                tx,
                home,
                name=name,
                relation="户主" if name == "测甲" else "配偶",
                id_number=_right(number),
                ethnicity="汉族",
            )
            make.person_fact(tx, person, health="健康", labour_skill="普通劳动力", education="初中")
        make.household(tx, code="H2")
        make.income(tx, home, net_fen=900_000, heads=2)
    return home


def _right(number: str) -> str:
    from app.services.id_number import check_digit

    return number[:17] + check_digit(number[:17])


@pytest.fixture
def act(ledger, actor, town):
    service = CaseService(ledger)

    def run(action, day, *codes, today=None, permit=None, **data):
        on = date(2020, *day)
        now = today or on
        given = parse_step({"occurred_on": on.isoformat(), **data}, today=now)
        paper = parse_permit(permit) if permit else None
        return service.take(action, households=codes or ("H1",), given=given, actor=actor, today=now, permit=paper)

    return run


def _close_sheet(ledger, actor, town):
    with ledger.transaction("test.sheet", actor=actor, today=date(2020, 3, 21)) as tx:
        tx.session.add(
            VillageSheet(
                plan_id=tx.session.scalar(select(Case.plan_id).limit(1)),
                village_id=town.village_id,
                number=1,
                closed_on=date(2020, 3, 21),
            )
        )


def _answer_all(ledger, actor, outcome="clear"):
    with ledger.transaction("test.answers", actor=actor, today=date(2020, 3, 23)) as tx:
        for item in tx.session.scalars(select(CrossCheckItem)):
            item.outcome = outcome


def _to_listed(act, ledger, actor, town):
    assert _states(act("propose", (3, 20), category="marginal", origin="hit", basis="核算")) == ["拟新增"]
    _close_sheet(ledger, actor, town)
    act("report_village", (3, 21), sheet_no="红星1号", signers=TWO)
    act("submit_cross_check", (3, 22), list_no="石脱贫〔2020〕1号")
    _answer_all(ledger, actor)
    act("close_cross_check", (3, 23), batch="1")
    assert _states(act("confirm_list", (3, 24), list_no="区1号", list_on="2020-03-24")) == ["初步名单"]


def _states(outcome):
    assert outcome.refused == (), [reason.code for r in outcome.refused for reason in r.reasons]
    return [done.state.label for done in outcome.done]


def _codes(outcome):
    assert outcome.done == ()
    return [reason.code for refused in outcome.refused for reason in refused.reasons]


def test_the_whole_procedure_of_one_household(act, ledger, actor, town):
    _to_listed(act, ledger, actor, town)
    assert _states(act("record_visit", (3, 28), **VISIT)) == ["已走访"]
    assert _states(act("evaluate", (4, 7), **VOTES)) == ["已评议"]
    assert _states(act("report_district", (4, 8), list_no="石脱贫〔2020〕3号")) == ["已报区"]
    assert _states(act("record_approval", (4, 10), decision="同意", decision_no="区审1号")) == ["区已审定"]
    assert _states(act("record_entry", (4, 12), national_code="51N001", operator="王测")) == ["已录入"]
    assert _states(act("confirm_ledger", (4, 15), export_on="2020-04-14")) == ["监测中"]
    with ledger.reading() as session:
        case = session.scalars(select(Case)).one()
        spell = session.scalars(select(MonitoringSpell)).one()
        steps = session.scalars(select(WorkflowStep).order_by(WorkflowStep.number)).all()
        papers = session.scalars(select(PaperSnapshot.kind)).all()
        home = session.scalars(select(Household).where(Household.code == "H1")).one()
        summary = session.get(HouseholdSummary, home.id)
        task = session.scalars(select(PlatformTask)).one()
        statement = session.scalars(select(IncomeStatement).where(IncomeStatement.source == "visit")).one()
        assert audit.verify(session).is_good
    assert [step.row for step in steps] == ["2", "4", "6", "7", "9", "13", "15", "21", "22", "27", "28"]
    assert (case.state, case.spell_id, spell.risks) == ("monitored", spell.id, "illness,no_labour")
    assert spell.identified_on == date(2020, 4, 10)
    assert sorted(papers) == sorted(
        ["village_report", "township_summary", "cross_check_request", "preliminary_list", "district_list",
         "approved_list", "ledger"]
    )  # fmt: skip
    assert (home.national_code, task.kind, task.done_on) == ("51N001", "enter", date(2020, 4, 12))
    assert (summary.category, summary.case_state, summary.medical_covered) == ("marginal", "monitored", 0)
    assert (statement.net_fen, statement.heads) == (900_000, 2)


def test_refusals_come_all_at_once_and_change_nothing(act, ledger):
    with ledger.reading() as session:
        before = audit.head(session)
    assert _codes(act("record_visit", (4, 6), **VISIT)) == ["state.wrong"]
    assert _codes(act("propose", (3, 19), "H2", category="unstable_exited", origin="hit")) == [
        "window.closed",
        "data.missing",
        "case.category_does_not_fit",
        "case.income_unknown",
    ]
    assert _codes(act("propose", (3, 20), "H404", category="marginal", origin="hit", basis="x")) == [
        "household.not_found"
    ]
    with ledger.reading() as session:
        assert audit.head(session) == before


def test_a_batch_does_what_it_may_and_names_the_rest(act):
    outcome = act("propose", (3, 20), "H1", "H2", "H404", category="marginal", origin="hit", basis="核算")
    assert [done.household_code for done in outcome.done] == ["H1"]
    assert [refused.household_code for refused in outcome.refused] == ["H2", "H404"]
    again = act("propose", (3, 20), category="marginal", origin="hit", basis="核算")
    assert _codes(again) == ["state.wrong"]


def test_an_open_suspect_blocks_until_it_is_concluded(act, ledger, actor, town):
    act("propose", (3, 20), category="marginal", origin="hit", basis="核算")
    _close_sheet(ledger, actor, town)
    act("report_village", (3, 21), sheet_no="1", signers=TWO)
    act("submit_cross_check", (3, 22), list_no="1")
    assert _codes(act("close_cross_check", (3, 23), batch="1")) == ["cross_check.unanswered"]
    _answer_all(ledger, actor, outcome="suspect")
    assert _codes(act("close_cross_check", (3, 23), batch="1")) == ["cross_check.open_suspects"]
    assert _codes(act("exclude_cross_check", (3, 23), item="vehicle", evidence="行驶证")) == [
        "cross_check.nothing_disqualifies"
    ]


def test_listed_before_the_result_is_compared_before_the_report(act, ledger, actor, town):
    act("propose", (3, 20), category="marginal", origin="hit", basis="核算")
    _close_sheet(ledger, actor, town)
    act("report_village", (3, 21), sheet_no="1", signers=TWO)
    act("submit_cross_check", (3, 22), list_no="1")
    act("list_before_result", (3, 25), reason="区比对结果未到")
    act("record_visit", (3, 28), **VISIT)
    act("evaluate", (4, 7), **VOTES)
    assert _codes(act("report_district", (4, 8), list_no="2")) == ["cross_check.still_open"]
    _answer_all(ledger, actor)
    assert _states(act("close_cross_check", (4, 8), batch="1")) == ["已评议"]
    assert _states(act("report_district", (4, 8), list_no="2")) == ["已报区"]


def test_a_permit_opens_a_closed_window_once(act, ledger, actor, town):
    _to_listed(act, ledger, actor, town)
    paper = {
        "actions": ["record_visit"],
        "households": ["H1"],
        "last_day": "2020-04-30",
        "reason": "洪水断路",
        "paper_no": "补1号",
        "signer": "李镇长",
    }
    assert _codes(act("record_visit", (4, 12), **VISIT)) == ["window.closed"]
    other = {**paper, "households": ["H2"], "paper_no": "补2号"}
    assert _codes(act("record_visit", (4, 12), permit=other, **VISIT)) == ["window.closed", "permit.not_named"]
    assert _states(act("record_visit", (4, 12), permit=paper, **VISIT)) == ["已走访"]
    act("take_back", (4, 12), reason="录错户")
    assert _codes(act("record_visit", (4, 13), permit=paper, **VISIT)) == ["window.closed", "permit.used_up"]


def test_a_visit_taken_back_leaves_no_facts(act, ledger, actor, town):
    _to_listed(act, ledger, actor, town)
    act("record_visit", (3, 28), **VISIT)
    assert _states(act("take_back", (3, 28), reason="录错户")) == ["初步名单"]
    with ledger.reading() as session:
        assert session.scalars(select(IncomeStatement).where(IncomeStatement.source == "visit")).all() == []
        assert session.scalars(select(HouseholdSummary.medical_covered)).first() is None
        assert audit.verify(session).is_good
    assert _codes(act("take_back", (3, 28), reason="再撤")) == ["take_back.paper_left"]


def test_met_on_the_way_joins_the_list_and_opens_its_comparison(act, ledger):
    joined = {"category": "marginal", "finder": "王测", "difficulty": "户主重病", "expected_income_fen": 300_000}
    assert _states(act("join_on_visit", (3, 26), **joined)) == ["初步名单"]
    with ledger.reading() as session:
        assert session.scalars(select(Case.comparison_open)).one() == 1
        assert len(session.scalars(select(CrossCheckItem)).all()) == 10


def test_carried_over_households_are_watched_at_once(act, ledger):
    assert _states(act("carry_over", (3, 20), category="marginal", source_list="两摸底", risks=["illness"])) == [
        "监测中"
    ]
    assert _codes(act("carry_over", (3, 20), category="marginal", source_list="两摸底")) == ["state.wrong"]
    late = act("carry_over", (5, 6), "H2", category="marginal", source_list="补充")
    assert _codes(late) == ["window.closed", "case.late_list"]
    named = act("carry_over", (5, 6), "H2", category="marginal", source_list="补充", late_reason="区5月4日下发补充名单")
    assert _states(named) == ["监测中"]
    with ledger.reading() as session:
        listed = json.loads(session.scalars(select(PaperSnapshot.data).order_by(PaperSnapshot.id)).first())
    (row,) = listed["rows"]
    assert row["cells"][3:7] == ["H1", "测甲", _right("519999197005010014"), "2"]


def test_removal_closes_case_and_spell(act, ledger):
    act("carry_over", (3, 20), category="marginal", source_list="两摸底")
    assert _states(act("remove", (5, 6), cause="moved", decision_no="区退1号")) == ["已退出"]
    with ledger.reading() as session:
        case, spell = session.scalars(select(Case)).one(), session.scalars(select(MonitoringSpell)).one()
    assert (case.is_open, spell.closed_on) == (0, date(2020, 5, 6))


def test_open_actions_name_what_is_closed_and_why(act, ledger, actor, town):
    _to_listed(act, ledger, actor, town)
    actions = CaseService(ledger).open_actions("H1", today=date(2020, 4, 6))
    found = {row.action: [reason.code for reason in reasons] for row, reasons in actions}
    assert found["record_visit"] == ["window.closed"]
    assert found["end"] == []
