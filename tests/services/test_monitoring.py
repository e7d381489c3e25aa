"""The monthly watch: which months, saving and carrying rounds, overdue, and gaps that become alerts."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from app.models.cases import Alert, Case, MonitoringSpell, MonthlyCheck
from app.models.enums import AlertState, Gap, MonthlyFinding, MonthlyItem
from app.models.visits import Visit
from app.services import audit, derived
from app.services.errors import Refused
from app.services.ledger import Ledger
from app.services.monitoring.grid import CellState, CheckWay, watched_in
from app.services.monitoring.months import Month, opens_on, watched_months
from app.services.monitoring.records import CheckEntry, Round
from app.services.monitoring.service import MonitoringService
from app.services.plans import PlanService
from app.services.wording import known_codes
from app.services.workflow.facts import Signer
from app.services.workflow.plan import preset
from tests.services.many_watched import watch_many
from tests.services.towns import ACTOR, found

APRIL, MAY, JUNE = Month(2020, 4), Month(2020, 5), Month(2020, 6)
NORMAL = dict.fromkeys(MonthlyItem, MonthlyFinding.NORMAL)


@pytest.fixture
def ledger(database):
    return Ledger(database, derive=derived.refresh)


@pytest.fixture
def town(ledger):
    town = found(ledger)
    town.bring_to("monitored")
    return town


@pytest.fixture
def watch(ledger):
    return MonitoringService(ledger)


def _round(month=APRIL, day=20, **more):
    return Round(month=month, checked_on=date(month.year, month.number, day), checker="李监测", **more)


def _entry(code, **changes):
    found = {**NORMAL, **{MonthlyItem(name): finding for name, finding in changes.items()}}
    notes = {item: f"{item.label}有问题" for item, finding in found.items() if finding is MonthlyFinding.GAP}
    return CheckEntry(code, found, notes)


def _save(watch, round_, *entries, today=None):
    return watch.save(round_, entries, actor=ACTOR, today=today or round_.checked_on)


def test_months_of_2020_begin_on_16_april_and_run_into_the_next_plan():
    plan = preset("2020")
    assert opens_on(plan, Month(2020, 3)) is None
    assert opens_on(plan, APRIL) == date(2020, 4, 16)
    assert opens_on(plan, Month(2020, 7)) == date(2020, 7, 1)
    assert opens_on(plan, Month(2021, 1)) == date(2021, 1, 1)
    assert opens_on(plan, Month(2021, 5)) is None
    months = watched_months(plan, until=date(2020, 12, 31))
    assert [str(month) for month in months] == [f"2020-{n:02}" for n in range(4, 13)]
    assert watched_months(plan, until=date(2020, 4, 1))[-1:] == (APRIL,)
    assert watched_months(plan, until=date(2020, 3, 1)) == ()


@given(st.dates(date(1999, 1, 1), date(2099, 12, 31)))
def test_a_month_holds_its_days_and_knows_its_neighbours(day):
    month = Month.of(day)
    assert day in month
    assert month.first <= day <= month.last
    assert month.next.previous == month
    assert month.previous.next == month
    assert Month.parse(str(month)) == month


@pytest.mark.parametrize("text", ["2020-13", "2020-4", "202004", "", "2020-04-01"])
def test_other_texts_are_no_month(text):
    assert Month.parse(text) is None


def test_an_empty_cell_is_the_work_list(town, watch):
    grid = watch.grid(today=date(2020, 6, 10), village_id=town.village.id)
    assert grid.months == (APRIL, MAY, JUNE)
    assert [[cell.state for cell in row.cells] for row in grid.rows] == [
        [CellState.OVERDUE, CellState.OVERDUE, CellState.DUE]
    ] * 2
    saved = _save(watch, _round(), _entry(town.codes[0], income=MonthlyFinding.CHANGED))
    assert (saved.saved, saved.refused, saved.offers) == ((town.codes[0],), (), ())
    rows = {row.household.code: row for row in watch.grid(today=date(2020, 6, 10)).rows}
    cell = rows[town.codes[0]].cells[0]
    assert (cell.state, cell.worst, cell.checked_on) == (CellState.DONE, MonthlyFinding.CHANGED, date(2020, 4, 20))
    assert cell.findings[list(MonthlyItem).index(MonthlyItem.INCOME)] is MonthlyFinding.CHANGED
    late = {row.household.code: row.months for row in watch.overdue(today=date(2020, 6, 10))}
    assert late == {town.codes[0]: (MAY,), town.codes[1]: (APRIL, MAY)}
    assert watch.grid(today=date(2020, 6, 10), village_id=999).rows == ()


@pytest.mark.parametrize(
    ("round_", "today", "code"),
    [
        (_round(day=15), date(2020, 4, 20), "monitoring.before_window"),
        (_round(day=21), date(2020, 4, 20), "monitoring.future"),
        (_round(MAY, 1), date(2020, 4, 20), "monitoring.future_month"),
        (_round(Month(2020, 3), 20), date(2020, 4, 20), "monitoring.outside_window"),
        (Round(month=APRIL, checked_on=date(2020, 5, 1), checker="李"), date(2020, 5, 2), "monitoring.other_month"),
        (
            Round(month=APRIL, checked_on=date(2020, 4, 20), checker=" "),
            date(2020, 4, 20),
            "monitoring.checker_missing",
        ),
    ],
)
def test_a_round_that_cannot_be_is_refused_whole(town, watch, ledger, round_, today, code):
    with ledger.reading() as session:
        before = audit.head(session)
    with pytest.raises(Refused) as refused:
        _save(watch, round_, _entry(town.codes[0]), today=today)
    assert refused.value.codes == (code,)
    assert code in known_codes()
    with ledger.reading() as session:
        assert audit.head(session) == before


@pytest.mark.parametrize("day", [16, 30])
def test_the_first_and_the_last_day_of_april_count(town, watch, day):
    assert _save(watch, _round(day=day), _entry(town.codes[0]), today=date(2020, 5, 2)).refused == ()


def test_a_household_that_cannot_be_checked_is_refused_alone(town, watch, ledger, actor, today):
    first, second = town.codes
    with ledger.transaction("test.late", actor=actor, today=today) as tx:
        spell = tx.session.scalars(select(MonitoringSpell).order_by(MonitoringSpell.id.desc())).first()
        spell.identified_on = date(2020, 5, 6)
    without_note = CheckEntry(first, {**NORMAL, MonthlyItem.WATER: MonthlyFinding.GAP})
    partly = CheckEntry(first, {MonthlyItem.WATER: MonthlyFinding.NORMAL})
    result = _save(watch, _round(), _entry("无此户"), _entry(second), without_note, partly)
    assert [(r.household_code, [x.code for x in r.reasons]) for r in result.refused] == [
        ("无此户", ["monitoring.not_watched"]),
        (second, ["monitoring.before_identification"]),
        (first, ["monitoring.gap_without_note"]),
        (first, ["monitoring.items_missing"]),
    ]
    assert (result.saved, result.changes) == ((), None)
    rows = {row.household.code: row for row in watch.grid(today=date(2020, 5, 10)).rows}
    assert [cell.state for cell in rows[second].cells] == [CellState.NOT_DUE, CellState.DUE]


def test_a_household_that_left_is_not_due_after_its_day(town, watch):
    town.act("remove", (5, 12), town.codes[0], cause="moved", decision_no="区退1号")
    rows = {row.household.code: row for row in watch.grid(today=date(2020, 6, 10)).rows}
    states = [cell.state for cell in rows[town.codes[0]].cells]
    assert states == [CellState.OVERDUE, CellState.NOT_DUE, CellState.NOT_DUE]
    late = _save(watch, _round(MAY, 20), _entry(town.codes[0]))
    assert [r.code for r in late.refused[0].reasons] == ["monitoring.after_end"]


def test_a_check_written_again_replaces_the_first_and_keeps_its_history(town, watch, ledger):
    code = town.codes[0]
    _save(watch, _round(), _entry(code))
    _save(watch, _round(day=22, way=CheckWay.PHONE), _entry(code, housing=MonthlyFinding.CHANGED))
    page = watch.check(code, APRIL)
    assert (page.checked_on, page.way, page.findings[MonthlyItem.HOUSING]) == (
        date(2020, 4, 22),
        CheckWay.PHONE,
        MonthlyFinding.CHANGED,
    )
    with ledger.reading() as session:
        (row,) = session.scalars(select(MonthlyCheck)).all()
        assert row.row_version == 2
        assert audit.verify(session).is_good
    assert watch.check(code, MAY) is None
    assert watch.check("无", APRIL) is None


def test_last_month_is_carried_and_marked(town, watch):
    first, second = town.codes
    _save(watch, _round(), _entry(first, income=MonthlyFinding.CHANGED))
    carried = watch.carry(_round(MAY), town.codes, actor=ACTOR, today=date(2020, 5, 20))
    assert carried.saved == (first,)
    assert [(r.household_code, [x.code for x in r.reasons]) for r in carried.refused] == [
        (second, ["monitoring.nothing_to_carry"])
    ]
    page = watch.check(first, MAY)
    assert (page.is_carried, page.findings[MonthlyItem.INCOME]) == (True, MonthlyFinding.CHANGED)
    again = watch.carry(_round(MAY), [first, "无"], actor=ACTOR, today=date(2020, 5, 20))
    assert [x.code for r in again.refused for x in r.reasons][:1] == ["monitoring.already_checked"]
    (row,) = watch.coverage(MAY, today=date(2020, 5, 20))
    assert (row.due, row.done, row.carried) == (2, 1, 1)
    _save(watch, _round(MAY, 25), _entry(first))
    assert watch.coverage(MAY, today=date(2020, 5, 25))[0].carried == 0


def test_a_gap_offers_an_alert_until_one_is_open(town, watch, ledger):
    first, second = town.codes
    gap = MonthlyFinding.GAP
    day = date(2020, 4, 20)
    saved = _save(watch, _round(), _entry(first, water=gap, employment=gap), _entry(second, living=gap))
    assert [(o.household.code, o.gap, o.fact) for o in saved.offers] == [
        (first, Gap.WATER, "安全饮水有问题"),
        (second, Gap.FOOD, "生活状态有问题"),
    ]
    assert {offer.gap for offer in watch.offers(APRIL, today=day)} == {Gap.WATER, Gap.FOOD}
    outcome = watch.mark_alerts(saved.offers, on=day, signers=[Signer("张支书", "红星村")], actor=ACTOR, today=day)
    assert [done.state for done in outcome.done] == [AlertState.MARKED] * 2
    assert watch.offers(APRIL, today=day, village_id=town.village.id) == ()
    twice = watch.mark_alerts(saved.offers, on=day, signers=[Signer("张支书", "红星村")], actor=ACTOR, today=day)
    assert twice.changes is None
    assert {r.code for refused in twice.refused for r in refused.reasons} == {"alert.already_open"}
    with ledger.reading() as session:
        assert {alert.gap for alert in session.scalars(select(Alert))} == {"water", "food"}


def test_the_last_entry_is_taken_back_and_then_the_one_before_it(town, watch, ledger):
    first = town.codes[0]
    _save(watch, _round(), _entry(first, income=MonthlyFinding.CHANGED))
    _save(watch, _round(day=22), _entry(first))
    last = watch.last_entry(actor=ACTOR)
    assert (last.month, last.count, last.is_carry) == ("2020-04", 1, False)
    assert [h.code for h in watch.take_back(last, actor=ACTOR, today=date(2020, 4, 22)).households] == [first]
    assert watch.check(first, APRIL).findings[MonthlyItem.INCOME] is MonthlyFinding.CHANGED
    with pytest.raises(Refused) as refused:
        watch.take_back(last, actor=ACTOR, today=date(2020, 4, 22))
    assert refused.value.codes == ("undo.already",)
    watch.take_back(watch.last_entry(actor=ACTOR), actor=ACTOR, today=date(2020, 4, 22))
    assert watch.check(first, APRIL) is None
    assert watch.last_entry(actor=ACTOR) is None
    with ledger.reading() as session:
        assert audit.verify(session).is_good


def test_a_whole_carry_is_taken_back_unless_one_of_it_was_written_since(town, watch):
    first, second = town.codes
    _save(watch, _round(), _entry(first), _entry(second))
    watch.carry(_round(MAY), town.codes, actor=ACTOR, today=date(2020, 5, 20))
    carried = watch.last_entry(actor=ACTOR)
    assert (carried.is_carry, carried.count) == (True, 2)
    _save(watch, _round(MAY, 21), _entry(first), today=date(2020, 5, 21))
    with pytest.raises(Refused) as refused:
        watch.take_back(carried, actor=ACTOR, today=date(2020, 5, 21))
    assert refused.value.codes == ("monitoring.touched_later",)
    watch.take_back(watch.last_entry(actor=ACTOR), actor=ACTOR, today=date(2020, 5, 21))
    done = watch.take_back(carried, actor=ACTOR, today=date(2020, 5, 21))
    assert {home.code for home in done.households} == {first, second}
    assert watch.coverage(MAY, today=date(2020, 5, 21))[0].done == 0


def test_a_check_whose_gap_became_an_alert_is_not_taken_back(town, watch):
    day = date(2020, 4, 20)
    saved = _save(watch, _round(), _entry(town.codes[0], water=MonthlyFinding.GAP))
    watch.mark_alerts(saved.offers, on=day, signers=[Signer("张支书", "红星村")], actor=ACTOR, today=day)
    with pytest.raises(Refused) as refused:
        watch.take_back(watch.last_entry(actor=ACTOR), actor=ACTOR, today=day)
    assert refused.value.codes == ("monitoring.alert_followed",)
    assert set(refused.value.codes) <= known_codes()


def test_the_months_of_a_household_are_read_with_their_notes_and_rewritings(town, watch):
    first = town.codes[0]
    _save(watch, _round(), _entry(first))
    _save(watch, _round(day=21), _entry(first, water=MonthlyFinding.GAP))
    watch.carry(_round(MAY), [first], actor=ACTOR, today=date(2020, 5, 20))
    may, april = watch.history(first)
    assert (may.page.is_carried, may.rewritten, april.rewritten) == (True, 0, 1)
    assert april.page.notes == {MonthlyItem.WATER: "安全饮水有问题"}
    assert watch.history("无") == ()


def test_households_away_are_due_as_the_plan_says(town, watch, ledger, actor, today):
    first = town.codes[0]
    with ledger.transaction("test.away", actor=actor, today=today) as tx:
        home = next(w for w in watched_in(tx.session, codes=[first]))
        home_id = home.household.household_id
        case_id = tx.session.scalar(select(Case.id).where(Case.spell_id == home.spell_id))
        tx.session.add(Visit(case_id=case_id, household_id=home_id, visited_on=date(2020, 4, 12), outcome="away"))
    _save(watch, _round(way=CheckWay.PHONE), _entry(first))
    rows = {row.household.code: row for row in watch.grid(today=date(2020, 7, 10)).rows}
    assert (rows[first].is_away, rows[town.codes[1]].is_away) == (True, False)
    assert [cell.state.value for cell in rows[first].cells] == ["done", "overdue", "overdue", "due"]
    quarterly = replace(preset("2020").limits, away_check_months=3)
    plans = PlanService(ledger)
    plan = replace(preset("2020"), limits=quarterly)
    plans.save(plan, base_version=1, reason="外出户按季度", actor=ACTOR, today=date(2020, 5, 1))
    rows = {row.household.code: row for row in watch.grid(today=date(2020, 7, 10)).rows}
    assert [cell.state.value for cell in rows[first].cells] == ["done", "not_due", "not_due", "due"]
    assert [cell.state.value for cell in rows[town.codes[1]].cells] == ["overdue"] * 3 + ["due"]
    only_july = watch.grid(today=date(2020, 7, 10), months=[JUNE], codes=[first])
    assert only_july.rows[0].cells[0].state is CellState.NOT_DUE


def test_three_thousand_households_and_twelve_months_open_at_once(town, watch, ledger, actor, today):
    with ledger.transaction("test.many", actor=actor, today=today) as tx:
        watch_many(tx.session, town.village.id, months=range(4, 13))
    months = [Month(2020, n) for n in range(4, 13)] + [Month(2021, n) for n in range(1, 4)]
    best = 9.0
    for _ in range(3):
        start = time.perf_counter()
        grid = watch.grid(today=date(2021, 3, 20), months=months)
        best = min(best, time.perf_counter() - start)
    assert (len(grid.rows), len(grid.months)) == (3_002, 12)
    print(f"\ngrid of 3,000 households x 12 months: {best:.3f} s (bar 0.5 s)")
    assert best < 0.5
