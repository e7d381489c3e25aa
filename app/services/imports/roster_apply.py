"""A roster's plan into the ledger: a few set-based statements inside one transaction."""

from __future__ import annotations

from datetime import date
from functools import reduce

from sqlalchemy import Date, Integer, String, and_, case, func, literal, or_, select, update
from sqlalchemy.orm import Session

from app.models.history import HISTORY, VERSIONED
from app.services.household_codes import code_of, is_issued, last_issued
from app.services.imports import roster_fields as fields
from app.services.imports.roster_fields import Target
from app.services.imports.roster_places import found_places
from app.services.imports.roster_plan import ANNUAL, MOVES, RosterPlan
from app.services.imports.roster_tables import DIFFERENCE, HOUSEHOLD, MEMBER, PLACE, STAGE
from app.services.imports.sql import Expression, insert_from, update_from
from app.services.ledger import Transaction

MOVED = "moved_household"


def apply_plan(tx: Transaction, plan: RosterPlan, *, batch_id: int) -> list[str]:
    """Write everything that the plan says; returns the names of the villages and groups that were founded."""
    founded = found_places(tx, list(plan.places), founding=plan.founding)
    _place_households(tx.session)
    _number_new_households(tx.session)
    _number_new_persons(tx.session)
    _insert_households(tx.session)
    _insert_persons(tx.session, plan)
    _close_left_memberships(tx)
    _insert_memberships(tx)
    for target in fields.TARGETS:
        _update(tx, target, plan, batch_id=batch_id)
    _give_codes(tx.session)
    _insert_facts(tx, fields.PERSON_FACT, plan, owner="person_id", batch_id=batch_id)
    _insert_facts(tx, fields.HOUSEHOLD_FACT, plan, owner="household_id", batch_id=batch_id)
    return founded


def _place_households(session: Session) -> None:
    """The ids of villages and groups that exist only since a moment ago."""
    here = and_(
        PLACE.c.village.is_not_distinct_from(STAGE.c.village),
        PLACE.c.group_name.is_not_distinct_from(STAGE.c.group),
        PLACE.c.township.is_not_distinct_from(STAGE.c.township),
    )
    session.execute(
        update(HOUSEHOLD)
        .where(STAGE.c.n == HOUSEHOLD.c.first_n, here)
        .values(village_id=PLACE.c.village_id, group_id=PLACE.c.group_id)
    )


def _last_id(session: Session, name: str) -> int:
    """The greatest id ever used, also by rows that are gone: a new record never takes over an old one's history."""
    tables = (VERSIONED[name], HISTORY[name])
    return max(session.scalar(select(func.max(table.c.id))) or 0 for table in tables)


def _number_new_households(session: Session) -> None:
    created = HOUSEHOLD.c.outcome == "created"
    order = func.row_number().over(order_by=HOUSEHOLD.c.first_n)
    ranked = select(HOUSEHOLD.c.key, order.label("rank")).where(created).subquery("ranked")
    base = literal(_last_id(session, "household"), Integer)
    session.execute(update(HOUSEHOLD).where(HOUSEHOLD.c.key == ranked.c.key).values(household_id=base + ranked.c.rank))


def _number_new_persons(session: Session) -> None:
    created = MEMBER.c.outcome == "created"
    order = func.row_number().over(order_by=MEMBER.c.n)
    ranked = select(MEMBER.c.n, order.label("rank")).where(created).subquery("ranked")
    base = literal(_last_id(session, "person"), Integer)
    session.execute(update(MEMBER).where(MEMBER.c.n == ranked.c.n).values(person_id=base + ranked.c.rank))


def _insert_households(session: Session) -> None:
    plan = HOUSEHOLD.c
    number = func.row_number().over(partition_by=plan.code.is_(None), order_by=plan.first_n)
    issued = code_of(literal(last_issued(session), Integer) + number)
    values: dict[str, Expression] = {
        "id": plan.household_id,
        "code": func.coalesce(plan.code, issued),
        "status": literal("active"),
        **{name: plan[field] for name, field in fields.HOUSEHOLD_COLUMNS.items()},
    }
    insert_from(session, fields.HOUSEHOLDS.table, values, HOUSEHOLD, plan.outcome == "created")


def _insert_persons(session: Session, plan: RosterPlan) -> None:
    values: dict[str, Expression] = {"id": MEMBER.c.person_id}
    values |= {name: fields.PERSON.first_value(name) for name in fields.PERSON.present(plan.present)}
    values |= {name: STAGE.c[name] for name in fields.OF_THE_NAME}
    source = MEMBER.join(STAGE, STAGE.c.n == MEMBER.c.n)
    insert_from(session, fields.PERSON.table, values, source, MEMBER.c.outcome == "created")


def _close_left_memberships(tx: Transaction) -> None:
    membership = fields.MEMBERSHIP.table
    moving = select(MEMBER.c.membership_id).where(MEMBER.c.moves == MOVES)
    update_from(
        tx.session,
        membership,
        {"to_on": _moved_on(tx.today), "end_reason": literal(MOVED)},
        ids=membership.c.id.in_(moving),
        joined=[MEMBER.c.membership_id == membership.c.id],
    )


def _moved_on(today: date) -> Expression:
    return func.coalesce(MEMBER.c.data_on, literal(today, Date))


def _insert_memberships(tx: Transaction) -> None:
    """New persons, persons who moved here, and known persons whom no household had."""
    first = and_(MEMBER.c.moves.is_(None), MEMBER.c.membership_id.is_(None))
    moves = MEMBER.c.moves == MOVES
    values: dict[str, Expression] = {
        "person_id": MEMBER.c.person_id,
        "household_id": HOUSEHOLD.c.household_id,
        "relation": STAGE.c.relation,
        "position": STAGE.c.position,
        "from_on": case((moves, _moved_on(tx.today))),
        "counts_per_head": literal(1),
    }
    source = MEMBER.join(STAGE, STAGE.c.n == MEMBER.c.n).join(HOUSEHOLD, HOUSEHOLD.c.key == MEMBER.c.key)
    insert_from(
        tx.session,
        fields.MEMBERSHIP.table,
        values,
        source,
        MEMBER.c.outcome.is_not(None),
        HOUSEHOLD.c.household_id.is_not(None),
        or_(first, moves),
    )


def _update(tx: Transaction, target: Target, plan: RosterPlan, *, batch_id: int) -> None:
    """The columns of one table that differ, and only in the rows that differ."""
    session = tx.session
    differences = DIFFERENCE.c
    mine = and_(differences.subject == target.table.name, differences.kept == 0)
    columns = list(session.scalars(select(differences.field).where(mine).distinct()))
    if not columns:
        return
    values = {name: _unless_kept(session, target, name) for name in columns}
    if target.is_fact:
        values |= _fact_frame(tx, target, plan, batch_id=batch_id)
    if target is fields.PERSON and "name" in values:
        # The sound of a name follows the name; where ours was kept, the name has not changed.
        changes = values["name"].is_distinct_from(target.table.c.name)
        values |= {name: case((changes, STAGE.c[name]), else_=target.table.c[name]) for name in fields.OF_THE_NAME}
    changed = target.table.c.id.in_(select(differences.subject_id).where(mine))
    pairs = [target.row_id == target.table.c.id]
    if target.source is STAGE:
        pairs.append(STAGE.c.n == MEMBER.c.n)
    update_from(session, target.table, values, ids=changed, joined=pairs)


def _unless_kept(session: Session, target: Target, column: str) -> Expression:
    differences = DIFFERENCE.c
    ours = and_(differences.subject == target.table.name, differences.field == column, differences.kept == 1)
    new = target.new_value(column)
    if session.scalar(select(differences.subject_id).where(ours).limit(1)) is None:
        return new
    kept = select(differences.subject_id).where(ours)
    return case((target.table.c.id.in_(kept), target.table.c[column]), else_=new)


def _fact_frame(tx: Transaction, target: Target, plan: RosterPlan, *, batch_id: int) -> dict[str, Expression]:
    """What a changed fact row says beside its values: when it was observed, its raw texts, who brought it."""
    old, rows = target.table.c, target.plan.c
    values: dict[str, Expression] = {
        "observed_on": case((rows.data_on < old.observed_on, old.observed_on), else_=_observed_on(tx, target)),
        "batch_id": literal(batch_id),
    }
    raw = _raw_name(target)
    if raw in plan.present:
        values["raw"] = func.coalesce(target.source.c[raw], old.raw)
    return values


def _observed_on(tx: Transaction, target: Target) -> Expression:
    """数据日期; a file without one speaks of the end of its year, of this year until today."""
    rows = target.plan.c
    years = [year for year in tx.session.scalars(select(rows.year).distinct()) if year is not None]
    ends = {year: literal(min(date(year, 12, 31), tx.today), Date) for year in years}
    return func.coalesce(rows.data_on, case(ends, value=rows.year)) if ends else rows.data_on


def _raw_name(target: Target) -> str:
    return "raw_person" if target.source is STAGE else "raw_household"


def _give_codes(session: Session) -> None:
    """The national number of a household that had only ours."""
    household = fields.HOUSEHOLDS.table
    new = and_(
        HOUSEHOLD.c.household_id == household.c.id,
        HOUSEHOLD.c.code.is_not(None),
        HOUSEHOLD.c.code != household.c.code,
        household.c.national_code.is_(None),
        is_issued(household.c.code),
        HOUSEHOLD.c.outcome == "updated",
    )
    ids = select(household.c.id).join(HOUSEHOLD, new)
    update_from(session, household, {"national_code": HOUSEHOLD.c.code}, ids=household.c.id.in_(ids), joined=[new])


def _insert_facts(tx: Transaction, target: Target, plan: RosterPlan, *, owner: str, batch_id: int) -> None:
    """The first facts of this year and source; a row without any of them leaves none."""
    columns = target.present(plan.present)
    if not columns:
        return
    rows = target.plan.c
    values: dict[str, Expression] = {
        owner: target.plan.c[owner],
        "year": rows.year,
        "occasion": literal(ANNUAL, String),
        "source": literal(plan.source, String),
        "observed_on": _observed_on(tx, target),
        "batch_id": literal(batch_id),
        **{name: target.first_value(name) for name in columns},
    }
    if _raw_name(target) in plan.present:
        values["raw"] = target.source.c[_raw_name(target)]
    source = MEMBER.join(STAGE, STAGE.c.n == MEMBER.c.n) if target.source is STAGE else HOUSEHOLD
    says = reduce(or_, (target.first_value(name).is_not(None) for name in columns))
    insert_from(tx.session, target.table, values, source, rows.outcome.is_not(None), rows.fact_id.is_(None), says)
