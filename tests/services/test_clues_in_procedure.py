"""What becomes of a household's clues when it is proposed or struck, or the step is taken back (rows 2, 3, 35)."""

from __future__ import annotations

from datetime import date

import pytest

from app.models.enums import ClueChannel, ClueState, HouseholdType
from app.services import derived
from app.services.clues import ClueInput, ClueService
from app.services.ledger import Ledger
from app.services.screening.service import ScreeningService
from app.services.screening.sheets import Reported, SheetInput, Struck
from app.services.workflow.facts import Signer
from tests import factories as make
from tests.services.towns import ACTOR, TWO, found

DAY = date(2020, 3, 20)
SIGNERS = (Signer("张支书", "红星村"), Signer("李主任", "红星村"))
PROPOSAL = {"category": "marginal", "origin": "clue", "basis": "核算"}


@pytest.fixture
def ledger(database) -> Ledger:
    return Ledger(database, derive=derived.refresh)


@pytest.fixture
def town(ledger):
    return found(ledger, households=2)


@pytest.fixture
def clue(ledger):
    service = ClueService(ledger)

    def register(household_id=None, *, on=date(2020, 3, 1)):
        given = ClueInput(channel=ClueChannel.HOTLINE, received_on=on, content="反映", household_id=household_id)
        return service.register(given, actor=ACTOR, today=DAY).number

    return register


def states(ledger) -> dict[str, tuple[str, str | None, date | None]]:
    return {row.number: (row.state.label, row.answer, row.answered_on) for row in ClueService(ledger).find()}


def codes(outcome) -> list[str]:
    assert outcome.done == ()
    return [reason.code for one in outcome.refused for reason in one.reasons]


def test_a_proposal_takes_up_every_open_clue_of_its_household_and_no_other(town, ledger, clue):
    first, second, other = clue(1), clue(1), clue(2)
    service = ClueService(ledger)
    answered = next(row for row in service.find() if row.number == second)
    service.answer(answered.id, row_version=answered.row_version, state=ClueState.DUPLICATE, answer="同第一条",
                   on=DAY, actor=ACTOR, today=DAY)  # fmt: skip
    assert town.act("propose", (3, 20), town.codes[0], **PROPOSAL).refused == ()
    found_states = {number: state[0] for number, state in states(ledger).items()}
    assert found_states == {first: "转拟新增", second: "重复", other: "未核"}
    assert town.act("take_back", (3, 20), town.codes[0], reason="录错户").refused == ()
    assert states(ledger)[first] == ("未核", None, None)


def test_a_named_clue_alone_is_taken_up(town, ledger, clue):
    first, unmatched = clue(1), clue()
    assert town.act("propose", (3, 20), town.codes[0], clue_no=unmatched, **PROPOSAL).refused == ()
    rows = {row.number: (row.state.label, row.household_code) for row in ClueService(ledger).find()}
    assert rows == {first: ("未核", town.codes[0]), unmatched: ("转拟新增", town.codes[0])}


def test_a_wrong_clue_is_refused_by_its_number(town, ledger, clue):
    other, untrue = clue(2), clue(1)
    service = ClueService(ledger)
    row = next(row for row in service.find() if row.number == untrue)
    service.answer(row.id, row_version=row.row_version, state=ClueState.UNFOUNDED, answer="查无此事",
                   on=DAY, actor=ACTOR, today=DAY)  # fmt: skip
    for number, code in ((other, "case.clue_elsewhere"), (untrue, "case.clue_settled"), ("无", "case.clue_unknown")):
        assert codes(town.act("propose", (3, 20), town.codes[0], clue_no=number, **PROPOSAL)) == [code]


def test_striking_a_proposal_answers_its_clue_and_taking_that_back_asks_again(town, ledger, clue):
    number, code = clue(1), town.codes[0]
    town.act("propose", (3, 20), code, **PROPOSAL)
    town.act("strike", (3, 21), code, reason="收入核实高于监测线", signers=TWO)
    assert states(ledger)[number] == ("不属实", "收入核实高于监测线", date(2020, 3, 21))
    assert town.act("take_back", (3, 21), code, reason="误登").refused == ()
    assert states(ledger)[number] == ("转拟新增", None, None)


def test_the_village_sheet_answers_clues_as_it_reports_and_strikes(ledger, town, clue):
    with ledger.transaction("test.hits", actor=ACTOR, today=DAY) as tx:
        homes = [
            make.household(tx, in_village=town.village, code=code, household_type=HouseholdType.EXITED.value)
            for code in ("A1", "A2")
        ]
        for home in homes:
            make.member(tx, home)
            make.household_fact(tx, home, net_per_head_fen=400_000, dangerous_housing=1, safe_water=1)
        ids = [home.id for home in homes]
    reported, struck = clue(ids[0]), clue(ids[1])
    service = ScreeningService(ledger)
    service.run(actor=ACTOR, today=DAY)
    sheet = SheetInput("红星村", "红1号", DAY, SIGNERS, (Reported("A1"),), (Struck("A2", "子女已接走赡养"),))
    outcome = service.report_sheet(sheet, actor=ACTOR, today=DAY)
    assert outcome.refused == ()
    assert states(ledger) == {reported: ("转拟新增", None, None), struck: ("不属实", "子女已接走赡养", DAY)}
