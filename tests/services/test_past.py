"""Any evening of the ledger: what was recorded by then counts, what was typed later is told as a difference."""

from __future__ import annotations

from datetime import date

import pytest
from openpyxl import load_workbook
from sqlalchemy import delete, select

from app.models.enums import CaseState, Category
from app.models.household import Household, HouseholdSummary, Person
from app.services import audit, derived
from app.services.errors import NotFound, Refused
from app.services.ledger import Ledger
from app.services.past.reading import evening_at, present
from app.services.past.records import Shown
from app.services.past.service import PastService
from app.services.wording import sentences
from tests.services.towns import ACTOR, Town, found

TODAY = date(2020, 6, 1)


@pytest.fixture
def ledger(database) -> Ledger:
    return Ledger(database, derive=derived.refresh)


@pytest.fixture
def town(ledger: Ledger) -> Town:
    made = found(ledger, households=3)
    made.bring_to("monitored", *made.codes[:2])
    return made


def past(town: Town, on: date, **more):
    return PastService(town.ledger).town(on, today=TODAY, **more)


def told(view, code: str) -> dict[Shown, tuple[str, str]]:
    row = next(row for row in view.households if row.code == code)
    return {difference.what: (difference.then, difference.now) for difference in row.differences}


@pytest.mark.parametrize(
    ("on", "state"),
    [
        (date(2020, 3, 20), CaseState.PROPOSED),
        (date(2020, 3, 24), CaseState.LISTED),
        (date(2020, 4, 9), CaseState.REPORTED_TO_DISTRICT),
        (date(2020, 4, 15), CaseState.MONITORED),
        (TODAY, CaseState.MONITORED),
    ],
)
def test_an_evening_shows_the_states_of_that_day(town, on, state):
    view = past(town, on)
    assert view.total.states == {state: 2}
    assert (view.total.households, view.total.members) == (3, 6)
    assert view.total.watched == (2 if on >= date(2020, 4, 10) else 0)
    assert sum(village.households for village in view.villages) == view.total.households
    assert [row.then.state for row in view.households].count(state) == 2


def test_what_differs_from_now_names_who_changed_it_when_and_why(town):
    code = town.codes[0]
    town.act("remove", (5, 20), code, cause="wrong", decision_no="区退1号")
    with town.ledger.transaction("household.edit_member", actor=ACTOR, today=date(2020, 5, 21)) as tx:
        head = tx.session.scalars(select(Person).where(Person.name.like("测%"))).first()
        head.name = "测改名"
    view = past(town, date(2020, 5, 10))
    assert told(view, code)[Shown.STATE] == ("监测中", "已退出")
    assert told(view, code)[Shown.CATEGORY] == (Category.MARGINAL.label, "无")
    row = next(row for row in view.households if row.code == code)
    assert row.last is not None
    assert (row.last.by, row.last.count) == ("王测", 2)
    newest, step = PastService(town.ledger).changes(row.household_id, date(2020, 5, 10))
    assert (newest.action, step.action, step.by, step.why) == ("household.edit_member", "remove", "王测", "识别有误")
    assert step.occurred_on == date(2020, 5, 20)
    assert past(town, date(2020, 5, 21)).is_present
    assert told(past(town, date(2020, 5, 21)), code) == {}


def test_a_step_that_was_typed_later_is_not_in_the_evening_and_is_counted_apart(town):
    code = town.codes[0]
    town.act("remove", (5, 20), code, today=date(2020, 5, 25), cause="wrong", decision_no="区退1号")
    view = past(town, date(2020, 5, 20))
    assert (view.total.states, view.late_steps) == ({CaseState.MONITORED: 2}, 1)
    assert past(town, date(2020, 5, 25)).late_steps == 0


def test_a_household_of_later_and_one_that_ended_are_both_named(town):
    with town.ledger.transaction("household.end", actor=ACTOR, today=date(2020, 5, 2)) as tx:
        home = tx.session.scalars(select(Household).where(Household.code == town.codes[2])).one()
        home.status = "gone"
        tx.session.add(Household(code="51999900009", village_id=home.village_id))
    view = past(town, date(2020, 5, 1))
    assert told(view, town.codes[2]) == {Shown.EXISTS: ("在册", "不在册")}
    assert told(view, "51999900009") == {Shown.EXISTS: ("不在册", "在册")}
    assert view.total.households == 3


def test_tonight_says_what_the_lists_of_today_say(town):
    town.act("remove", (5, 20), town.codes[0], cause="wrong", decision_no="区退1号")
    with town.ledger.reading() as session:
        seq = audit.head(session).seq
        then = evening_at(session, seq)
        now = present(session, then.standings.keys())
    assert then == now


def test_a_household_that_an_undone_import_took_out_is_not_there_any_more(town):
    with town.ledger.transaction("import.roster", actor=ACTOR, today=date(2020, 5, 1)) as tx:
        tx.session.add(Household(code="51999900009", village_id=town.village.id))
    with town.ledger.transaction("import.undo", actor=ACTOR, today=date(2020, 5, 2)) as tx:
        tx.session.execute(delete(HouseholdSummary).where(HouseholdSummary.code == "51999900009"))
        tx.session.delete(tx.session.scalars(select(Household).where(Household.code == "51999900009")).one())
    assert told(past(town, date(2020, 5, 1)), "51999900009") == {Shown.EXISTS: ("在册", "不在册")}


def test_days_that_cannot_be_shown_are_refused_and_a_leap_day_can(town):
    with pytest.raises(Refused) as refused:
        past(town, date(2020, 6, 2))
    assert refused.value.codes == ("past.future",)
    with pytest.raises(NotFound) as unknown:
        past(town, date(2020, 2, 29))
    assert "2020年2月29日" in sentences(unknown.value)[0]
    assert PastService(town.ledger).town(date(2024, 2, 29), today=date(2024, 3, 1)).is_present


def test_a_village_is_shown_alone(town):
    view = past(town, TODAY, village_id=town.village.id)
    assert {row.then.village for row in view.households} == {"红星村"}
    with pytest.raises(NotFound):
        PastService(town.ledger).village_id("没有村")


def test_the_evening_leaves_as_a_workbook_and_the_audit_knows(town, tmp_path):
    service, out = PastService(town.ledger), tmp_path / "当天.xlsx"
    view = past(town, date(2020, 4, 9))
    assert service.export(view, view.households, out, actor=ACTOR, today=TODAY) == 3
    book = load_workbook(out)
    assert book.sheetnames == ["各村", "逐户"]
    cells = [str(cell.value) for row in book["逐户"].iter_rows() for cell in row if cell.value is not None]
    assert town.codes[0] in cells
    assert any("办理状态：已报区→监测中" in cell for cell in cells)
