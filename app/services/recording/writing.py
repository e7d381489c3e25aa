"""The blocks of recording, inside a running transaction: for this service, visits, births and splits alike."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from sqlalchemy import ColumnElement, func, select

from app.models.facts import HouseholdEvent, HouseholdFact, PersonFact
from app.models.household import Household, IncomeItem, IncomeStatement, Membership, Person
from app.services import effective as e
from app.services.errors import Reason, refuse, refuse_all
from app.services.ledger import Transaction
from app.services.recording import fields
from app.services.recording.inputs import EventInput, FactInput, IncomeInput
from app.services.visits.income import line_problems, net_fen, yuan

EVENT_KINDS = ("income_drop", "spending_jump", "emergency", "petition")


def set_counted_in(tx: Transaction, membership: Membership, *, counts: bool, reason: str | None) -> None:
    """计入人均 or not; not counting needs a reason. A statement that named the old number of heads follows."""
    if not counts and not (reason or "").strip():
        raise refuse("record.counts_reason_missing")
    before = _counted_heads(tx, membership.household_id)
    membership.counts_per_head, membership.counts_reason = int(counts), (reason or "").strip() or None
    tx.session.flush()
    after = _counted_heads(tx, membership.household_id)
    if after != before:
        _follow_heads(tx, membership.household_id, before=before, after=after)


def _counted_heads(tx: Transaction, household_id: int) -> int:
    counted = select(func.sum(Membership.counts_per_head)).where(
        Membership.household_id == household_id, Membership.to_on.is_(None)
    )
    return tx.session.scalar(counted) or 0


def _follow_heads(tx: Transaction, household_id: int, *, before: int, after: int) -> None:
    latest = (
        select(IncomeStatement)
        .where(IncomeStatement.household_id == household_id)
        .order_by(e.statement_key().desc())
        .limit(1)
    )
    statement = tx.session.scalars(latest).first()
    if statement is not None and statement.heads == before and after > 0:
        statement.heads = after


def record_person_fact_in(tx: Transaction, person: Person, given: FactInput) -> PersonFact:
    """Facts of a person; a second entry of the same source and day completes the first."""
    values = _checked(tx, given, fields.PERSON_FACT, table="person_fact")
    table = PersonFact
    same = (table.person_id == person.id, table.batch_id.is_(None), *_like(table, given))
    row = tx.session.scalars(select(table).where(*same)).first()
    if row is None:
        row = PersonFact(person_id=person.id, **_observed(given))
        tx.session.add(row)
    for name, value in values.items():
        setattr(row, name, value)
    tx.session.flush()
    return row


def record_household_fact_in(tx: Transaction, household: Household, given: FactInput) -> HouseholdFact:
    """Facts of a household; a second entry of the same source and day completes the first."""
    values = _checked(tx, given, fields.HOUSEHOLD_FACT, table="household_fact")
    table = HouseholdFact
    same = (table.household_id == household.id, table.batch_id.is_(None), table.step_id.is_(None), *_like(table, given))
    row = None if given.step_id else tx.session.scalars(select(table).where(*same)).first()
    if row is None:
        row = HouseholdFact(household_id=household.id, step_id=given.step_id, **_observed(given))
        tx.session.add(row)
    for name, value in values.items():
        setattr(row, name, value)
    tx.session.flush()
    return row


def _require_past(tx: Transaction, day: date) -> None:
    if day > tx.today:
        raise refuse("record.in_the_future", field="日期", value=day)


def _require_source(source: str) -> None:
    if source not in e.SOURCE_RANK:
        raise refuse("record.unknown_source", value=source, words=list(e.SOURCE_RANK))


def _observed(given: FactInput) -> dict[str, object]:
    return {
        "year": given.observed_on.year,
        "occasion": given.occasion,
        "source": given.source,
        "observed_on": given.observed_on,
    }


def _like(table: type[PersonFact] | type[HouseholdFact], given: FactInput) -> Sequence[ColumnElement[bool]]:
    return [getattr(table, name) == value for name, value in _observed(given).items()]


def _checked(
    tx: Transaction, given: FactInput, allowed: Mapping[str, fields.Field], *, table: str
) -> dict[str, fields.Value]:
    _require_past(tx, given.observed_on)
    _require_source(given.source)
    values = fields.checked(given.values, allowed, table=table)
    if all(value is None for value in values.values()):
        raise refuse("record.nothing_said")
    return values


def record_income_in(tx: Transaction, household: Household, given: IncomeInput) -> IncomeStatement:
    """A statement of income with its items; net = wages + business + property + transfers - expenses (domain 5.1)."""
    _require_source(given.source)
    refuse_all(_income_problems(tx, given))
    statement = IncomeStatement(
        household_id=household.id,
        year=given.year,
        occasion=given.occasion,
        source=given.source,
        basis=given.basis.strip(),
        observed_on=given.observed_on,
        period_from_on=given.period_from_on,
        period_to_on=given.period_to_on,
        heads=given.heads,
        net_fen=net_fen(given.items) if given.items else given.net_fen,
        claims_fen=given.claims_fen,
        self_paid_fen=given.self_paid_fen,
    )
    tx.session.add(statement)
    tx.session.flush()
    for position, line in enumerate(given.items):
        tx.session.add(
            IncomeItem(
                statement_id=statement.id,
                position=position,
                item_code=line.code,
                label=line.label,
                amount_fen=line.value_fen,
                formula=line.formula.strip() or None,
                basis=line.basis.strip() or None,
            )
        )
    tx.session.flush()
    return statement


def _income_problems(tx: Transaction, given: IncomeInput) -> Iterator[Reason]:
    if not given.basis.strip():
        yield Reason("record.basis_missing")
    if not given.items and given.net_fen is None:
        yield Reason("record.income_missing")
    if given.items and given.net_fen not in (None, net_fen(given.items)):
        values = {"items": yuan(net_fen(given.items)), "net": yuan(given.net_fen or 0)}
        yield Reason("record.items_do_not_add_up", values)
    if given.heads is not None and given.heads < 1:
        yield Reason("record.heads_impossible", {"value": given.heads})
    if given.observed_on > tx.today:
        yield Reason("record.in_the_future", {"field": "日期", "value": given.observed_on})
    if given.period_from_on and given.period_to_on and given.period_to_on < given.period_from_on:
        yield Reason("record.period_backwards", {"begin": given.period_from_on, "end": given.period_to_on})
    for line in given.items:
        yield from line_problems(line)


def record_event_in(tx: Transaction, household: Household, given: EventInput) -> HouseholdEvent:
    """An income drop, a spending jump, an emergency or a petition; it counts until it is withdrawn."""
    if given.kind not in EVENT_KINDS:
        raise refuse("record.unknown_event", value=given.kind)
    if not given.description.strip():
        raise refuse("record.event_text_missing")
    _require_past(tx, given.happened_on)
    event = HouseholdEvent(
        household_id=household.id,
        kind=given.kind,
        happened_on=given.happened_on,
        amount_fen=given.amount_fen,
        description=given.description.strip(),
        source=given.source,
    )
    tx.session.add(event)
    tx.session.flush()
    return event
