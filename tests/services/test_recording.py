"""Facts, incomes, events and heads recorded by hand: what counts afterwards, and what is refused."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import func, select

from app.models.audit import AuditEntry
from app.models.facts import PersonFact
from app.models.household import HouseholdSummary, IncomeItem, IncomeStatement, Membership
from app.services import audit, derived
from app.services.errors import Conflict, NotFound, Refused
from app.services.ledger import Ledger
from app.services.recording.inputs import EventInput, FactInput, IncomeInput
from app.services.recording.service import RecordService
from app.services.visits.income import IncomeLine
from tests import factories as make

DAY = date(2020, 3, 20)
ITEMS = (
    IncomeLine(code="wage.migrant", label="务工收入", formula="8个月 × 2600元"),
    IncomeLine(code="expense.crops", label="种植业支出", amount_fen=80_000),
)


@pytest.fixture
def ledger(database):
    return Ledger(database, derive=derived.refresh)


@pytest.fixture
def home(ledger, actor):
    with ledger.transaction("test.home", actor=actor, today=DAY) as tx:
        row = make.household(tx)
        row.head = make.member(tx, row, name="测甲").id
        row.child = make.member(tx, row, name="测乙", relation="之子", born_on=date(2010, 1, 1)).id
    return row


@pytest.fixture
def record(ledger, actor):
    service = RecordService(ledger)

    def run(method, *args, today=DAY, **named):
        return getattr(service, method)(*args, actor=actor, today=today, **named)

    return run


def _summary(ledger, home):
    with ledger.reading() as session:
        return session.get_one(HouseholdSummary, home.id)


def _codes(call):
    with pytest.raises(Refused) as refused:
        call()
    return refused.value.codes


def _fact(day=DAY, source="clerk", **values):
    return FactInput(values=values, observed_on=day, source=source)


def test_a_recorded_fact_counts_and_is_completed_on_the_same_day(record, ledger, home):
    record("record_person_fact", home.child, _fact(school_status="小学", resident_medical="是"))
    record("record_person_fact", home.child, _fact(health="残疾，长期慢性病"))
    record("record_person_fact", home.head, _fact(resident_medical=True))
    summary = _summary(ledger, home)
    assert (summary.education_secured, summary.medical_covered, summary.tags) == (1, 1, "disability")
    with ledger.reading() as session:
        assert session.scalar(select(func.count()).select_from(PersonFact)) == 2
        entry = session.scalars(select(AuditEntry).order_by(AuditEntry.seq.desc())).first()
        assert entry.action == "household.record_fact"
        assert entry.subject_uid == home.uid
        assert audit.verify(session).is_good


def test_what_a_visit_saw_is_not_outranked_by_the_desk(record, ledger, home):
    record("record_household_fact", home.id, _fact(source="visit", housing_safe=0))
    record("record_household_fact", home.id, _fact(source="clerk", housing_safe=1))
    assert _summary(ledger, home).housing_safe == 0


def test_every_wrong_value_is_named_at_once(record, home):
    assert _codes(lambda: record("record_person_fact", home.head, _fact(eductaion="小学"))) == ("record.unknown_field",)
    wrong = _fact(education="小学毕业证", work_months=13, resident_medical="大概", public_post_months="多")
    assert _codes(lambda: record("record_person_fact", home.head, wrong)) == (
        "record.not_in_list",
        "record.months_out_of_range",
        "record.not_yes_or_no",
        "record.not_a_number",
    )
    assert _codes(lambda: record("record_person_fact", home.head, _fact(employer="厂" * 201))) == ("record.too_long",)
    assert _codes(lambda: record("record_person_fact", home.head, _fact(education=" "))) == ("record.nothing_said",)
    late = _fact(date(2020, 3, 21), education="小学")
    assert _codes(lambda: record("record_person_fact", home.head, late)) == ("record.in_the_future",)
    guessed = _fact(source="hearsay", education="小学")
    assert _codes(lambda: record("record_person_fact", home.head, guessed)) == ("record.unknown_source",)


def test_an_itemised_income_outranks_the_imported_figure(record, ledger, home, actor):
    with ledger.transaction("test.import", actor=actor, today=DAY) as tx:
        make.household_fact(tx, home, net_per_head_fen=999_900)
    given = IncomeInput(year=2020, observed_on=DAY, basis="村核算", items=ITEMS)
    record("record_income", home.id, given)
    summary = _summary(ledger, home)
    assert (summary.net_per_head_fen, summary.net_basis) == (1_000_000, "村核算")  # (8 x 2600 - 800) / 2
    with ledger.reading() as session:
        lines = session.execute(select(IncomeItem.label, IncomeItem.amount_fen, IncomeItem.formula)).all()
    assert lines == [("务工收入", 2_080_000, "8个月 × 2600元"), ("种植业支出", 80_000, None)]


def test_an_income_that_does_not_hold_together_is_refused(record, home):
    bad = IncomeInput(
        year=2020,
        observed_on=date(2020, 3, 21),
        basis=" ",
        items=ITEMS,
        net_fen=5,
        heads=0,
        period_from_on=date(2020, 3, 1),
        period_to_on=date(2019, 3, 1),
    )
    assert _codes(lambda: record("record_income", home.id, bad)) == (
        "record.basis_missing",
        "record.items_do_not_add_up",
        "record.heads_impossible",
        "record.in_the_future",
        "record.period_backwards",
    )
    empty = IncomeInput(year=2020, observed_on=DAY, basis="x")
    assert _codes(lambda: record("record_income", home.id, empty)) == ("record.income_missing",)


def test_who_counts_per_head_moves_the_figure_and_needs_a_reason(record, ledger, home):
    record("record_income", home.id, IncomeInput(year=2020, observed_on=DAY, basis="x", net_fen=900_000, heads=2))
    with ledger.reading() as session:
        child = session.scalars(select(Membership).where(Membership.person_id == home.child)).one()
    switch = {"row_version": child.row_version, "counts": False}
    assert _codes(lambda: record("set_counted", child.id, reason="", **switch)) == ("record.counts_reason_missing",)
    record("set_counted", child.id, reason="随母亲在外定居", **switch)
    assert (_summary(ledger, home).net_per_head_fen, _summary(ledger, home).counted_heads) == (900_000, 1)
    with ledger.reading() as session:
        assert session.scalars(select(IncomeStatement.heads)).one() == 1
    with pytest.raises(Conflict):
        record("set_counted", child.id, reason=None, row_version=child.row_version, counts=True)


def test_events_count_until_they_are_withdrawn(record, ledger, home):
    event = EventInput(kind="income_drop", happened_on=DAY, description="务工企业停产")
    made = record("record_event", home.id, event)
    record("withdraw_event", made.id, reason="已复工")
    with pytest.raises(NotFound):
        record("withdraw_event", made.id, reason="再撤")
    for wrong, code in (
        (EventInput(kind="lottery", happened_on=DAY, description="x"), "record.unknown_event"),
        (EventInput(kind="emergency", happened_on=DAY, description=" "), "record.event_text_missing"),
        (EventInput(kind="emergency", happened_on=date(2020, 4, 1), description="x"), "record.in_the_future"),
    ):
        assert _codes(lambda wrong=wrong: record("record_event", home.id, wrong)) == (code,)
