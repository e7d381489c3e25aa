"""Splitting a household and joining two: members, income, case, alerts, comparison (workflow 4)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sqlalchemy import select

from app.models.facts import HouseholdFact
from app.models.household import Household, IncomeStatement, Membership
from app.services import effective as e
from app.services import household_codes
from app.services.errors import Reason, refuse_all
from app.services.household_events import common as c
from app.services.household_events import procedure
from app.services.household_events.inputs import Ending, SplitInput
from app.services.ledger import Transaction


def split_in(
    tx: Transaction, household: Household, given: SplitInput, *, on: date
) -> tuple[Household, tuple[str, ...]]:
    """Found the new household; returns it, and notices for the clerk."""
    members = c.present(tx.session, household.id)
    going = [member for member in members if member.id in given.leaving]
    staying = [member for member in members if member.id not in given.leaving]
    reasons = []
    if not going:
        reasons.append(Reason("member.nobody_chosen", {"field": "leaving"}))
    if not staying:
        reasons.append(Reason("member.everybody_chosen", {"field": "leaving"}))
    if given.home is not None:
        reasons += c.place_reasons(tx.session, given.home)
    refuse_all(reasons)
    made = _found(tx, household, given)
    statement = _effective_statement(tx, household)
    new = _move(tx, going, made, given.leaving, on=on, reason="split")
    c.relate(staying, given.staying)
    refuse_all([*c.head_reasons(tx.session, staying), *c.head_reasons(tx.session, new)])
    copy = procedure.copy_case_in(tx, household, made, on=on)
    procedure.move_comparison_in(tx, [member.person_id for member in going], made, copy)
    procedure.move_alerts_in(tx, household, made, given.alerts)
    _share_income(tx, statement, {household.id: staying, made.id: new}, on=on)
    return made, procedure.after_split_in(tx, (household, made), on=on)


def _found(tx: Transaction, household: Household, given: SplitInput) -> Household:
    home = given.home
    made = Household(
        code=(home.code or "").strip() if home and home.code else household_codes.next_code(tx.session),
        village_id=home.village_id if home else household.village_id,
        group_id=home.group_id if home else household.group_id,
        natural_village=home.natural_village if home else household.natural_village,
        address=home.address if home else None,
        phone=home.phone if home else None,
        household_type=household.household_type,
        split_from_id=household.id,
    )
    tx.session.add(made)
    tx.session.flush()
    return made


def _move(
    tx: Transaction, members: list[Membership], into: Household, relations: Mapping[int, str], *, on: date, reason: str
) -> list[Membership]:
    found = []
    position = len(c.present(tx.session, into.id))
    for number, member in enumerate(members):
        c.leave(member, on=on, reason=reason)
        row = Membership(
            person_id=member.person_id,
            household_id=into.id,
            relation=relations.get(member.id) or None,
            from_on=on,
            position=position + number,
            counts_per_head=member.counts_per_head,
            counts_reason=member.counts_reason,
        )
        tx.session.add(row)
        found.append(row)
    tx.session.flush()
    return found


def _effective_statement(tx: Transaction, household: Household) -> IncomeStatement | None:
    s = IncomeStatement
    order = (e.rank(e.statement.c.source).desc(), s.observed_on.desc().nulls_last(), s.id.desc())
    counting = (
        s.household_id == household.id,
        s.occasion.in_(("expected", "identification")),
        s.net_fen.is_not(None),
        s.heads > 0,
    )
    return tx.session.scalars(select(s).where(*counting).order_by(*order)).first()


def _share_income(
    tx: Transaction, statement: IncomeStatement | None, sides: Mapping[int, list[Membership]], *, on: date
) -> None:
    """Income is recomputed for both: each side's heads at the old figure per head, until somebody states it anew."""
    for household_id, members in sides.items():
        heads = sum(member.counts_per_head for member in members)
        if statement is not None and statement.net_fen is not None and statement.heads and heads:
            tx.session.add(
                IncomeStatement(
                    household_id=household_id,
                    year=statement.year,
                    occasion=statement.occasion,
                    source=statement.source,
                    basis=f"分户折算（原户{statement.heads}人）",
                    observed_on=on,
                    heads=heads,
                    net_fen=statement.net_fen * heads // statement.heads,
                )
            )
    if statement is None:
        old, made = sides
        _copy_imported(tx, old, made)
    tx.session.flush()


def _copy_imported(tx: Transaction, old: int, made: int) -> None:
    """Without a statement the imported figure per head holds for both sides."""
    f = HouseholdFact
    order = (e.rank(e.household_fact.c.source).desc(), f.observed_on.desc().nulls_last(), f.id.desc())
    known = tx.session.scalars(
        select(f).where(f.household_id == old, f.net_per_head_fen.is_not(None)).order_by(*order)
    ).first()
    if known is not None:
        tx.session.add(
            f(
                household_id=made,
                year=known.year,
                occasion=known.occasion,
                source=known.source,
                observed_on=known.observed_on,
                net_per_head_fen=known.net_per_head_fen,
            )
        )


def merge_in(
    tx: Transaction, household: Household, into: Household, *, relations: Mapping[int, str], ending: Ending
) -> tuple[str, ...]:
    """Bring everybody into the other household; returns notices for the clerk."""
    members = c.present(tx.session, household.id)
    others = c.present(tx.session, into.id)
    notices: tuple[str, ...] = ()
    if procedure.open_case(tx, into.id) is not None or procedure.open_spell(tx, into.id) is not None:
        notices = procedure.end_case_in(tx, household, cause="merged", ending=ending)
    else:
        procedure.hand_over_in(tx, household, into)
    people = [member.person_id for member in members]
    procedure.move_comparison_in(tx, people, into, procedure.open_case(tx, into.id))
    new = _move(tx, members, into, relations, on=ending.on, reason="merged")
    refuse_all(c.head_reasons(tx.session, [*others, *new]))
    household.status, household.ended_on, household.merged_into_id = "merged", ending.on, into.id
    household.end_reason = ending.proof or None
    tx.session.flush()
    return notices
