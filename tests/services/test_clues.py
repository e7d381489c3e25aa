"""The clue register: numbers, anonymous and unmatched clues, matching, answers, and what counts for the screening."""

from __future__ import annotations

from datetime import date

import pytest

from app.models.enums import ClueChannel, ClueState
from app.services import clues, derived
from app.services.clues import ClueFilter, ClueInput, ClueService
from app.services.errors import Conflict, Refused
from app.services.ledger import Ledger
from app.services.procedure.traces import Traces
from tests import factories as make

DAY = date(2020, 3, 20)
NUMBER = "519999197005010014"


@pytest.fixture
def ledger(database):
    return Ledger(database, derive=derived.refresh)


@pytest.fixture
def service(ledger):
    return ClueService(ledger)


@pytest.fixture
def homes(ledger, actor):
    with ledger.transaction("test.homes", actor=actor, today=DAY) as tx:
        red, green = make.village(tx, "红星村"), make.village(tx, "青山村")
        rows = [make.household(tx, in_village=place) for place in (red, green, green)]
        make.member(tx, rows[0], name="测甲", id_number=NUMBER)
        make.member(tx, rows[1], name="测乙")
        make.member(tx, rows[2], name="测乙")
    return rows


@pytest.fixture
def register(service, actor):
    def run(**given):
        values = {"channel": ClueChannel.HOTLINE, "received_on": DAY, "content": "住房漏雨", **given}
        return service.register(ClueInput(**values), actor=actor, today=DAY)

    return run


def _codes(call):
    with pytest.raises(Refused) as refused:
        call()
    return refused.value.codes


def test_numbers_run_and_anonymous_unmatched_clues_are_kept(register, service):
    assert [register().number, register(informant="某群众").number] == ["2020-0001", "2020-0002"]
    rows = service.find(ClueFilter(only_unmatched=True))
    assert [(row.number, row.informant, row.counts) for row in rows] == [
        ("2020-0002", "某群众", False),
        ("2020-0001", None, False),
    ]
    assert [row.number for row in service.find(ClueFilter(only_unreplied=True))] == ["2020-0002"]
    assert len(service.find(limit=1)) == 1


def test_a_clue_is_matched_by_number_before_name(register, service, homes, actor):
    made = register(subject_name="测乙", subject_id_number=NUMBER.lower())
    found = service.matches(made.id)
    assert [(m.person, m.by_number) for m in found] == [("测甲", True), ("测乙", False), ("测乙", False)]
    service.match(made.id, row_version=1, household_id=homes[0].id, actor=actor, today=DAY)
    (row,) = service.find(ClueFilter(household_id=homes[0].id))
    assert (row.household_code, row.village, row.counts) == (homes[0].code, "红星村", True)
    with pytest.raises(Conflict):
        service.match(made.id, row_version=1, household_id=homes[1].id, actor=actor, today=DAY)


def test_names_are_matched_inside_the_named_village(register, service, homes):
    made = register(subject_name="测乙", village_id=homes[0].village_id)
    assert service.matches(made.id) == []


def test_answers_decide_what_counts(register, service, homes, actor):
    made = register(household_id=homes[0].id)
    answer = {"row_version": 1, "answer": "已维修", "on": DAY, "actor": actor, "today": DAY}
    assert _codes(lambda: service.answer(made.id, state=ClueState.PROPOSED, **answer)) == ("clue.state_not_given",)
    early = {**answer, "answer": " ", "on": date(2020, 3, 19), "reply_on": date(2020, 3, 18)}
    assert _codes(lambda: service.answer(made.id, state=ClueState.VERIFIED, **early)) == (
        "clue.answer_missing",
        "clue.answered_before",
        "clue.replied_before",
    )
    service.answer(made.id, state=ClueState.UNFOUNDED, reply_on=DAY, **answer)
    (row,) = service.find(ClueFilter(states=(ClueState.UNFOUNDED,), village_id=homes[0].village_id))
    assert (row.counts, row.reply_on) == (False, DAY)


def test_a_clue_in_procedure_is_answered_by_the_case(register, service, ledger, homes, actor):
    made = register(household_id=homes[0].id)
    with ledger.transaction("test.propose", actor=actor, today=DAY) as tx:
        assert clues.propose_in(Traces(tx.session), homes[0].id) == DAY
        assert clues.propose_in(Traces(tx.session), homes[0].id) is None
    (row,) = service.find()
    given = {"row_version": row.row_version, "answer": "x", "on": DAY, "actor": actor, "today": DAY}
    assert row.counts
    assert _codes(lambda: service.answer(made.id, state=ClueState.VERIFIED, **given)) == ("clue.in_procedure",)
    elsewhere = {"row_version": row.row_version, "household_id": homes[1].id, "actor": actor, "today": DAY}
    assert _codes(lambda: service.match(made.id, **elsewhere)) == ("clue.in_procedure",)


def test_what_a_clue_must_say(register, homes):
    assert _codes(lambda: register(content=" ", received_on=date(2020, 4, 1))) == (
        "clue.content_missing",
        "clue.in_the_future",
    )
    assert _codes(lambda: register(household_id=99_999)) == ("household.not_found",)
