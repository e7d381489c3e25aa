"""Votes and quorum for every number; guards that compare persons; papers and diagrams in step with the tables."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from app.models.enums import AlertState, CaseState, Category
from app.services.wording import known_codes
from app.services.workflow import alert_guards, case_guards, common_guards, diagram
from app.services.workflow.facts import AlertFacts, CaseFacts, HouseholdFacts, LastStep, Request, Signer
from app.services.workflow.judge import TABLES, act_list, judge
from app.services.workflow.plan import preset

PLAN = preset("2020")
DAY = date(2020, 4, 8)
COUNT = st.integers(min_value=0, max_value=60)


def _ask(**data):
    return Request(today=DAY, occurred_on=DAY, data=data)


@given(expected=COUNT, present=COUNT)
def test_a_meeting_counts_with_two_thirds_of_those_expected(expected, present):
    reason = common_guards.meeting_valid(None, PLAN, _ask(expected=expected, present=present))
    possible = expected > 0 and present <= expected
    assert (reason is None) == (possible and 3 * present >= 2 * expected)


@given(in_favour=COUNT, against=COUNT, abstained=COUNT, recused=COUNT, wrong=st.integers(-3, 3))
def test_carried_is_more_than_half_of_those_present(in_favour, against, abstained, recused, wrong):
    present = in_favour + against + abstained + recused + wrong
    votes = _ask(
        present=present, votes_for=in_favour, votes_against=against, votes_abstained=abstained, votes_recused=recused
    )
    reason = common_guards.votes_carried(None, PLAN, votes)
    assert (reason is None) == (present >= 0 and wrong == 0 and 2 * in_favour > present)


def test_signers_are_compared_and_never_the_login():
    facts = AlertFacts(state=AlertState.CLOSURE_REQUESTED, closure_requesters=(Signer("周医保"),))
    same = _ask(verifiers=[{"name": "周医保"}, {"name": "王测"}])
    others = _ask(verifiers=[{"name": "李检"}, {"name": "王测"}])
    assert alert_guards.verified_by_others(facts, PLAN, same).code == "alert.verified_by_requester"
    assert alert_guards.verified_by_others(facts, PLAN, others) is None
    assert alert_guards.verified_by_others(facts, PLAN, _ask(verifiers=["李检"])).code == "alert.two_verifiers"


def test_unknown_is_not_yes_when_a_closure_is_judged():
    items = dict.fromkeys(("education", "medical", "housing", "water", "electricity"), 1)
    facts = AlertFacts(category=Category.UNSTABLE_EXITED, exit_items={**items, "broadcast": None}, above_exit_line=1)
    assert alert_guards.standard_reached(facts, PLAN, _ask()).values["fields"] == ["broadcast"]
    full = AlertFacts(category=Category.UNSTABLE_EXITED, exit_items={**items, "broadcast": 1}, above_exit_line=1)
    assert alert_guards.standard_reached(full, PLAN, _ask()) is None


def test_income_must_be_known_and_below_the_line_except_for_sudden_and_green():
    unknown, above = HouseholdFacts(below_line=None), HouseholdFacts(below_line=0)
    below, dropped = HouseholdFacts(below_line=1), HouseholdFacts(below_line=0, has_income_event=True)

    def code(household, **data):
        reason = case_guards.income_below_line(CaseFacts(household=household), PLAN, _ask(**data))
        return reason and reason.code

    assert code(unknown) == "case.income_unknown"
    assert code(above) == "case.income_not_below_line"
    assert [code(below), code(dropped), code(above, category="sudden"), code(above, track="G")] == [None] * 4


def test_an_own_step_is_taken_back_only_before_the_next_party_acts():
    def codes(last):
        verdict = judge("case", "take_back", CaseFacts(state=CaseState.VISITED, last=last), PLAN, _ask(reason="误登"))
        return [reason.code for reason in verdict.reasons]

    day = date(2020, 4, 1)
    assert codes(LastStep(day, "record_visit")) == []
    assert codes(LastStep(day, "record_visit", next_party_acted=True)) == ["take_back.next_party_acted"]
    assert codes(LastStep(day, "record_approval", is_own=False)) == ["take_back.next_party_acted"]
    assert codes(LastStep(day, "report_district", paper_left=True)) == ["take_back.paper_left"]
    assert codes(None) == ["take_back.nothing"]


def test_every_refusal_code_of_the_guards_has_a_sentence():
    folder = Path(case_guards.__file__).parent
    source = "".join(path.read_text(encoding="utf-8") for path in folder.glob("*.py"))
    named = {part.split('"')[1] for part in source.split("Reason(")[1:] if part.startswith('"')}
    assert len(named) > 50
    assert named <= known_codes()


def test_the_list_of_actions_is_complete_and_plain():
    rows = act_list()
    assert len(rows) == sum(len(table) for table in TABLES.values())
    visit = next(row for row in rows if row["action"] == "record_visit")
    assert (visit["from"], visit["to"], visit["party"], visit["windows"]) == (["初步名单"], "已走访", "T", ["Z"])


def test_the_page_of_diagrams_is_what_the_tables_say():
    page = Path(__file__).resolve().parents[3] / "docs" / "workflow.md"
    assert page.read_text(encoding="utf-8") == diagram.document(), "run: make diagrams"
