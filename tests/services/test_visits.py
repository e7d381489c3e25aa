"""Teams, worklists and visit forms on a real ledger."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from app.models.cases import Case
from app.models.cross_check import CrossCheckItem
from app.models.enums import Category, Risk, VisitOutcome
from app.models.facts import HouseholdFact
from app.models.household import Household, HouseholdSummary, IncomeItem, IncomeStatement
from app.models.visits import Visit
from app.services import audit, derived
from app.services.dossier.course import timeline_of
from app.services.errors import NotFound, Refused
from app.services.ledger import Ledger
from app.services.visits.form import Signature, VisitForm
from app.services.visits.formula import FormulaError, reckon
from app.services.visits.income import IncomeLine, item_kinds, net_fen, twelve_months_before
from app.services.visits.service import VisitService
from app.services.visits.teams import TeamService
from app.services.visits.worklist import Progress
from app.services.wording import known_codes
from app.services.workflow.facts import Signer
from tests import factories as make
from tests.services.towns import ACTOR, VISIT, found

DAY = date(2020, 3, 28)
VISITORS = (Signer("王测", "石门镇"), Signer("赵队", "驻村工作队"))
GOOD = {
    "visited_on": DAY,
    "visitors": VISITORS,
    "housing_safe": True,
    "education_secured": True,
    "medical_covered": False,
    "water_safe": True,
    "food_enough": True,
    "clothing_enough": True,
    "income": (
        IncomeLine(code="wage.migrant", label="务工收入", formula="8个月 × 1300元"),
        IncomeLine(code="business.crops", label="种植业收入", amount_fen=200_000),
        IncomeLine(code="expense.crops", label="种植业支出", amount_fen=80_000, formula="2000×40%"),
    ),
    "claims_fen": 30_000,
    "self_paid_fen": 120_000,
    "risk_found": True,
    "risks": (Risk.ILLNESS, Risk.OTHER),
    "risk_remark": "子女失联",
    "difficulty": "户主长期患病",
    "finding": "建议纳入",
}


def form(**changes) -> VisitForm:
    return VisitForm(**{**GOOD, **changes})


@pytest.fixture
def ledger(database):
    return Ledger(database, derive=derived.refresh)


@pytest.fixture
def town(ledger):
    return found(ledger)


@pytest.fixture
def visits(ledger):
    return VisitService(ledger)


@pytest.fixture
def teams(ledger):
    return TeamService(ledger)


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("8个月 × 2600元", 2_080_000),
        ("2.5亩×1200元/亩", 300_000),
        ("1.2万元", 1_200_000),
        ("4000×60%", 240_000),
        ("（300+200）×12月－100", 590_000),
        ("2，600*8", 2_080_000),
        ("2,600*8", 2_080_000),
        ("10/4", 250),
        ("10/0", None),
        ("每月2600元共8个月", None),
        ("", None),
        ("约五千", None),
        ("0.005", 1),
    ],
)
def test_a_formula_gives_the_exact_amount_or_none(text, fen):
    if fen is None:
        with pytest.raises(FormulaError):
            reckon(text)
    else:
        assert reckon(text) == fen


@given(st.integers(0, 36), st.integers(0, 1_000_000))
def test_months_times_pay_is_what_it_says(months, pay_fen):
    assert reckon(f"{months}个月 × {pay_fen // 100}.{pay_fen % 100:02d}元") == months * pay_fen


def test_net_income_takes_expenses_off():
    assert net_fen(GOOD["income"]) == 1_040_000 + 200_000 - 80_000
    assert {kind.code.split(".")[0] for kind in item_kinds()} == {"wage", "business", "property", "transfer", "expense"}


def test_the_period_is_the_twelve_months_before():
    assert twelve_months_before(date(2021, 6, 15)) == (date(2020, 6, 1), date(2021, 5, 31))
    assert twelve_months_before(date(2020, 1, 31)) == (date(2019, 1, 1), date(2019, 12, 31))


def test_a_form_becomes_step_facts_statement_and_visit(town, visits, ledger):
    town.bring_to("listed")
    saved = visits.record_visit(town.codes[0], form(paper_no="走1"), actor=ACTOR, today=DAY)
    assert (saved.state.label, saved.next_code) == ("已走访", None if len(town.codes) == 1 else town.codes[1])
    with ledger.reading() as session:
        visit = session.scalars(select(Visit)).one()
        statement = session.get_one(IncomeStatement, visit.statement_id)
        fact = session.get_one(HouseholdFact, visit.fact_id)
        items = session.scalars(select(IncomeItem).order_by(IncomeItem.position)).all()
        summary = session.get_one(HouseholdSummary, visit.household_id)
        assert audit.verify(session).is_good
    assert (visit.outcome, visit.risks, visit.finding) == ("visited", "illness,other", "建议纳入")
    assert (statement.net_fen, statement.heads, statement.occasion, statement.source) == (
        1_160_000,
        2,
        "expected",
        "visit",
    )
    assert (statement.claims_fen, statement.self_paid_fen) == (30_000, 120_000)
    assert (statement.period_from_on, statement.period_to_on) == (date(2019, 3, 1), date(2020, 2, 29))
    assert [(item.item_code, item.amount_fen, item.formula) for item in items] == [
        ("wage.migrant", 1_040_000, "8个月 × 1300元"),
        ("business.crops", 200_000, None),
        ("expense.crops", 80_000, "2000×40%"),
    ]
    assert (fact.medical_covered, fact.housing_safe, fact.note) == (0, 1, "户主长期患病")
    assert (summary.net_per_head_fen, summary.medical_covered, summary.case_state) == (580_000, 0, "visited")


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({"visitors": VISITORS[:1]}, {"visit.two_visitors"}),
        ({"visitors": (VISITORS[0], Signer("测乙子"))}, {"visit.kin"}),
        ({"has_kin": True}, {"visit.kin"}),
        ({"by_phone": True}, {"visit.phone_only_when_away"}),
        ({"signature": Signature.REFUSED}, {"visit.signature"}),
        ({"water_safe": None, "food_enough": None}, {"data.missing", "visit.unanswered"}),
        ({"income": ()}, {"data.missing", "visit.unanswered"}),
        ({"risks": ()}, {"visit.risks_missing"}),
        ({"risk_found": False}, {"visit.risks_without_risk"}),
        ({"risk_remark": " "}, {"risks.other_needs_remark"}),
        ({"heads": 0}, {"visit.no_heads"}),
        ({"visited_on": date(2020, 4, 6)}, {"window.future", "window.closed"}),
        ({"income": (IncomeLine(code="x.y", label="彩票", amount_fen=1),)}, {"visit.income_group_unknown"}),
        ({"income": (IncomeLine(code="wage", label="务工"),)}, {"visit.amount_missing"}),
        ({"income": (IncomeLine(code="wage", label="务工", formula="很多"),)}, {"visit.formula_unreadable"}),
        ({"income": (IncomeLine(code="wage", label="务工", formula="2×3", amount_fen=5),)}, {"visit.formula_differs"}),
        ({"income": (IncomeLine(code="wage", label="务工", amount_fen=-5),)}, {"visit.amount_negative"}),
    ],
)
def test_a_form_that_cannot_be_right_is_refused_whole(town, visits, ledger, changes, codes):
    town.bring_to("listed", town.codes[0])
    with ledger.reading() as session:
        before = audit.head(session)
    with pytest.raises(Refused) as refused:
        visits.record_visit(town.codes[0], form(**changes), actor=ACTOR, today=DAY)
    assert set(refused.value.codes) == codes
    assert set(refused.value.codes) <= known_codes()
    with ledger.reading() as session:
        assert audit.head(session) == before
        assert session.scalars(select(Visit)).all() == []


def test_a_visit_by_phone_is_for_a_household_that_is_away(town, visits):
    town.bring_to("listed", town.codes[0])
    code = town.codes[0]
    visits.record_attempt(
        code, VisitOutcome.AWAY, on=date(2020, 3, 26), next_on=date(2020, 3, 27), actor=ACTOR, today=DAY
    )
    saved = visits.record_visit(
        code,
        form(by_phone=True, signature=Signature.ABSENT, no_signature_reason="在外务工"),
        actor=ACTOR,
        today=DAY,
    )
    assert saved.state.label == "已走访"


def test_the_third_attempt_goes_to_the_leader(town, visits, teams):
    town.bring_to("listed", town.codes[0])
    code = town.codes[0]

    def attempt(day, **more):
        return visits.record_attempt(
            code,
            VisitOutcome.ABSENT,
            on=date(2020, 3, day),
            next_on=date(2020, 3, day + 1),
            actor=ACTOR,
            today=DAY,
            **more,
        )

    attempt(25)
    attempt(26)
    row = teams.work(today=DAY)[0]
    assert (row.attempts, row.needs_leader, row.last_outcome, row.next_on) == (
        2,
        True,
        VisitOutcome.ABSENT,
        date(2020, 3, 27),
    )
    with pytest.raises(Refused, match=r"visit\.third_attempt"):
        attempt(27)
    assert attempt(27, leader_decision="由包村领导带队再访").state.label == "初步名单"
    with pytest.raises(Refused, match=r"visit\.next_before_attempt"):
        visits.record_attempt(
            code, VisitOutcome.ABSENT, on=DAY, next_on=DAY, leader_decision="再访", actor=ACTOR, today=DAY
        )


def test_a_household_met_on_the_way_joins_and_its_comparison_opens(town, visits, ledger):
    town.bring_to("listed", town.codes[0])
    met = town.codes[1]
    with pytest.raises(Refused) as refused:
        visits.join(met, finder="赵队", difficulty="", expected_income_fen=800_000, on=DAY, actor=ACTOR, today=DAY)
    assert refused.value.codes == ("data.missing",)
    saved = visits.join(
        met, finder="赵队", difficulty="遭遇车祸", expected_income_fen=800_000, on=DAY, actor=ACTOR, today=DAY
    )
    assert saved.state.label == "初步名单"
    with ledger.reading() as session:
        case = session.scalars(select(Case).where(Case.origin == "join_on_visit")).one()
        asked = session.scalars(select(CrossCheckItem).where(CrossCheckItem.case_id == case.id)).all()
    assert (case.comparison_open, case.category, len(asked)) == (1, Category.MARGINAL, 10)


def test_what_no_longer_holds_is_visited_again(town, visits, teams):
    town.bring_to("visited", town.codes[0])
    code = town.codes[0]
    assert teams.work(today=DAY)[0].progress is Progress.VISITED
    visits.require_revisit(code, cause="分户", on=date(2020, 3, 29), actor=ACTOR, today=date(2020, 3, 29))
    assert teams.work(today=DAY)[0].progress is Progress.REVISIT
    teams.mark_printed([code], on=date(2020, 3, 30), actor=ACTOR, today=date(2020, 3, 30))
    assert teams.work(today=DAY)[0].progress is Progress.PRINTED
    again = date(2020, 3, 31)
    assert visits.record_visit(code, form(visited_on=again), actor=ACTOR, today=again).state.label == "已走访"


def test_a_taken_back_visit_leaves_no_trace_in_the_worklist(town, visits, teams, ledger):
    town.bring_to("listed", town.codes[0])
    visits.record_visit(town.codes[0], form(), actor=ACTOR, today=DAY)
    assert town.act("take_back", (3, 28), town.codes[0], reason="填错户").refused == ()
    assert teams.work(today=DAY)[0].progress is Progress.NOT_PRINTED
    with ledger.reading() as session:
        assert session.scalars(select(IncomeStatement).where(IncomeStatement.source == "visit")).all() == []


def test_teams_get_villages_and_show_their_progress(town, teams, visits, ledger):
    town.bring_to("listed")
    first = teams.save_team("第一组", leader="王测", members=VISITORS, actor=ACTOR, today=DAY)
    second = teams.save_team("第二组", leader="", members=VISITORS, actor=ACTOR, today=DAY)
    assert teams.assign(first, village_ids=[town.village.id], actor=ACTOR, today=DAY).count == 2
    with pytest.raises(Refused, match=r"visit\.assigned_elsewhere"):
        teams.assign(second, household_codes=[town.codes[0]], actor=ACTOR, today=DAY)
    assert teams.assign(second, household_codes=[town.codes[0]], take_over=True, actor=ACTOR, today=DAY).count == 1
    teams.mark_printed([town.codes[0]], on=DAY, actor=ACTOR, today=DAY)
    visits.record_visit(town.codes[1], form(), actor=ACTOR, today=DAY)
    by_name = {team.name: team for team in teams.teams(today=DAY)}
    assert by_name["第一组"].progress == {Progress.VISITED: 1}
    assert by_name["第二组"].progress == {Progress.PRINTED: 1}
    assert by_name["第一组"].members == VISITORS
    assert [row.household.code for row in teams.work(today=DAY, team_id=second)] == [town.codes[0]]
    with pytest.raises(Refused, match=r"visit\.team_has_households"):
        teams.remove_team(second, actor=ACTOR, today=DAY)
    teams.assign(None, household_codes=[town.codes[0]], actor=ACTOR, today=DAY)
    teams.remove_team(second, actor=ACTOR, today=DAY)
    assert [row.household.code for row in teams.work(today=DAY, unassigned=True)] == [town.codes[0]]


def test_a_team_needs_a_name_of_its_own_and_two_members(town, teams):
    teams.save_team("第一组", leader="", members=VISITORS, actor=ACTOR, today=DAY)
    for name, members, code in (
        ("", VISITORS, "visit.team_unnamed"),
        ("第一组", VISITORS, "visit.team_exists"),
        ("第二组", VISITORS[:1], "visit.team_too_small"),
    ):
        with pytest.raises(Refused) as refused:
            teams.save_team(name, leader="", members=members, actor=ACTOR, today=DAY)
        assert refused.value.codes == (code,)
    with pytest.raises(NotFound):
        teams.save_team("第九组", leader="", members=VISITORS, team_id=99, actor=ACTOR, today=DAY)
    with pytest.raises(Refused, match=r"visit\.nothing_to_assign"):
        teams.assign(1, village_ids=[town.village.id], actor=ACTOR, today=DAY)


def test_forms_printed_before_anybody_was_told_to_go_are_taken_by_the_first_team(town, teams):
    town.bring_to("listed", town.codes[0])
    teams.mark_printed([town.codes[0]], on=DAY, actor=ACTOR, today=DAY)
    row = teams.work(today=DAY)[0]
    assert (row.team_name, row.progress) == ("未分组", Progress.PRINTED)
    first = teams.save_team("第一组", leader="", members=VISITORS, actor=ACTOR, today=DAY)
    teams.assign(first, village_ids=[town.village.id], actor=ACTOR, today=DAY)
    row = teams.work(today=DAY)[0]
    assert (row.team_name, row.printed_on) == ("第一组", DAY)


def test_the_form_starts_with_what_the_ledger_knows(town, visits, ledger, actor, today):
    town.bring_to("listed")
    with ledger.transaction("test.fact", actor=actor, today=today) as tx:
        from app.services.cases.loading import find_household

        make.household_fact(tx, find_household(tx.session, town.codes[0]), dangerous_housing=1)
    start = visits.form_for(town.codes[0], today=DAY)
    assert (start.state.label, start.heads, start.net_per_head_fen) == ("初步名单", 2, 450_000)
    assert [member.relation for member in start.members] == ["户主", "配偶"]
    known = {guarantee.name: guarantee for guarantee in start.guarantees}
    assert (known["housing_safe"].value, known["housing_safe"].source) == (0, "national_export")
    assert (known["medical_covered"].value, known["medical_covered"].observed_on) == (1, date(2020, 1, 10))
    assert known["water_safe"].value is None
    assert len(start.income) == len(item_kinds())
    assert start.work is not None
    assert start.work.progress is Progress.NOT_PRINTED
    with pytest.raises(NotFound):
        visits.form_for("没有这户", today=DAY)


def test_a_second_form_starts_with_the_items_of_the_first(town, visits):
    town.bring_to("listed", town.codes[0])
    visits.record_visit(town.codes[0], form(), actor=ACTOR, today=DAY)
    start = visits.form_for(town.codes[0], today=DAY)
    filled = [line for line in start.income if line.amount_fen is not None]
    assert [line.label for line in filled] == ["务工收入", "种植业收入", "种植业支出"]
    assert len(start.income) == len(item_kinds())


def test_the_clearing_visit_is_a_second_set_of_facts(town, visits, ledger):
    town.bring_to("monitored", town.codes[0])
    day = date(2020, 5, 20)
    saved = visits.record_visit(
        town.codes[0], form(visited_on=day, medical_covered=True), clearing=True, actor=ACTOR, today=day
    )
    assert (saved.state.label, saved.next_code) == ("监测中", None)
    with ledger.reading() as session:
        occasions = session.scalars(select(HouseholdFact.occasion).where(HouseholdFact.source == "visit")).all()
    assert sorted(occasions) == ["elimination", "identification"]


def test_next_household_follows_the_walking_order_and_wraps(town, visits):
    town.bring_to("listed")
    assert visits.next_code(town.codes[1], today=DAY) == town.codes[0]
    assert visits.next_code("没有这户", today=DAY) is None
    assert VISIT["heads"] == 2


def test_a_visit_stands_in_the_time_line_once_and_in_words(town, visits, ledger):
    town.bring_to("listed")
    visits.record_visit(town.codes[1], form(), actor=ACTOR, today=DAY)
    with ledger.reading() as session:
        home = session.scalars(select(Household).where(Household.code == town.codes[1])).one()
        told = [line.code for line in timeline_of(session, home.id, home.uid)]
    assert told.count("record_visit") == 1
    assert "visit.record_visit" not in told
