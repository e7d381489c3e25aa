"""收入: what households earn, by items or as a sum, as statements that stand beside each other (design 2)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Date, Integer, Select, String, and_, case, cast, func, literal, or_, select, update
from sqlalchemy.orm import Session

from app.models.history import HISTORY, VERSIONED
from app.services.imports.entries import count_outcomes, refuse_repeated, settle_outcomes
from app.services.imports.kinds import Findings, all_rejections
from app.services.imports.results import Question
from app.services.imports.sql import Expression, insert_from, update_from
from app.services.imports.staging import Staged
from app.services.imports.subjects import (
    SUBJECT,
    Names,
    forget_subjects,
    match_subjects,
    refuse_empty,
    refuse_strangers,
    refused_rows,
)
from app.services.ledger import Transaction

SOURCE, OCCASION = "import", "expected"
_NOTHING = "no_amount"
# The items of the 采集表 (domain 4.1 D), in its order; expenses count against the rest.
ITEMS: Mapping[str, str] = {
    "wage": "工资性收入",
    "business": "生产经营性收入",
    "property": "财产性收入",
    "transfer": "转移性收入",
    "expense": "生产经营性支出",
}


@dataclass(frozen=True, slots=True)
class IncomePlan:
    """The list's fields, and the day of the import for statements without a date of their own."""

    names: Names
    today: date


@dataclass(frozen=True, slots=True)
class IncomesImport:
    """One row for each household; the same household, year and source again is an update."""

    name: str = "incomes"
    columns: str = "incomes"
    child_kind: str = "read-table"
    added: tuple[str, ...] = ()

    def plan(self, session: Session, staged: Staged, *, today: date) -> IncomePlan:
        """Find each row's household and the statement that it replaces."""
        names = match_subjects(session, staged, year=today.year)
        plan = IncomePlan(names, today)
        refuse_strangers(session, needs_household=True)
        refuse_empty(session, names.stage, [_net(plan)], problem=_NOTHING)
        refuse_repeated(session, SUBJECT.c.household_id, SUBJECT.c.year, stage=names.stage)
        statement = VERSIONED["income_statement"]
        same = (
            select(func.max(statement.c.id))
            .where(
                statement.c.household_id == SUBJECT.c.household_id,
                statement.c.year == SUBJECT.c.year,
                statement.c.occasion == OCCASION,
                statement.c.source == SOURCE,
            )
            .correlate(SUBJECT)
            .scalar_subquery()
        )
        session.execute(update(SUBJECT).where(SUBJECT.c.problem.is_(None)).values(existing_id=same))
        settle_outcomes(session, names.stage, statement, _values(plan))
        return plan

    def findings(self, session: Session, staged: Staged, plan: IncomePlan) -> Findings:
        """Statements by outcome, refused rows."""
        codes = {_NOTHING: ("row.missing_value", "net")}
        refused = refused_rows(session, staged, what="农户", codes=codes)
        return Findings(entries=count_outcomes(session), rejected=all_rejections(staged, refused))

    def apply(self, tx: Transaction, staged: Staged, plan: IncomePlan, *, batch_id: int) -> Sequence[Question]:
        """Write statements and their items; a changed statement gets its items anew."""
        session, statement = tx.session, VERSIONED["income_statement"]
        _number_new(session, statement.name)
        source = SUBJECT.join(plan.names.stage, plan.names.stage.c.n == SUBJECT.c.n)
        values = _values(plan)
        fixed: dict[str, Expression] = {
            "id": SUBJECT.c.existing_id,
            "household_id": SUBJECT.c.household_id,
            "year": SUBJECT.c.year,
            "occasion": literal(OCCASION, String),
            "source": literal(SOURCE, String),
            "batch_id": literal(batch_id, Integer),
        }
        first = {"observed_on": func.coalesce(values["observed_on"], literal(plan.today, Date)), "heads": _heads(plan)}
        insert_from(session, statement, {**fixed, **values, **first}, source, SUBJECT.c.outcome == "created")
        changed = select(SUBJECT.c.existing_id).where(SUBJECT.c.outcome == "updated")
        joined = [SUBJECT.c.existing_id == statement.c.id, plan.names.stage.c.n == SUBJECT.c.n]
        update_from(
            session,
            statement,
            {name: func.coalesce(value, statement.c[name]) for name, value in values.items()}
            | {"batch_id": literal(batch_id, Integer)},
            ids=statement.c.id.in_(changed),
            joined=joined,
        )
        self._write_items(session, plan)
        return ()

    def _write_items(self, session: Session, plan: IncomePlan) -> None:
        item, stage = VERSIONED["income_item"], plan.names.stage
        given = [code for code in ITEMS if plan.names.has(code)]
        for position, code in enumerate(given):
            source = SUBJECT.join(stage, stage.c.n == SUBJECT.c.n).outerjoin(
                item, and_(item.c.statement_id == SUBJECT.c.existing_id, item.c.item_code == code)
            )
            amount = stage.c[code]
            values: dict[str, Expression] = {
                "statement_id": SUBJECT.c.existing_id,
                "position": literal(position),
                "item_code": literal(code, String),
                "label": literal(ITEMS[code], String),
                "amount_fen": amount,
            }
            written = SUBJECT.c.outcome.in_(("created", "updated"))
            insert_from(session, item, values, source, written, amount.is_not(None), item.c.id.is_(None))
            update_from(
                session,
                item,
                {"amount_fen": amount},
                ids=item.c.id.in_(_changed_items(plan, code)),
                joined=[
                    item.c.statement_id == SUBJECT.c.existing_id,
                    stage.c.n == SUBJECT.c.n,
                    item.c.item_code == code,
                ],
            )

    def forget(self, session: Session) -> None:
        """Drop the plan's tables."""
        forget_subjects(session)


def _changed_items(plan: IncomePlan, code: str) -> Select[int]:
    item, stage = VERSIONED["income_item"], plan.names.stage
    return (
        select(item.c.id)
        .join(SUBJECT, SUBJECT.c.existing_id == item.c.statement_id)
        .join(stage, stage.c.n == SUBJECT.c.n)
        .where(item.c.item_code == code, stage.c[code].is_not(None), stage.c[code].is_distinct_from(item.c.amount_fen))
        .where(SUBJECT.c.outcome == "updated")
    )


def _values(plan: IncomePlan) -> dict[str, Expression]:
    """The columns of a statement, from the fields that the file has."""
    field = plan.names.field
    return {
        "net_fen": _net(plan),
        "heads": cast(field("heads"), Integer),
        "claims_fen": cast(field("claims"), Integer),
        "self_paid_fen": cast(field("self_paid"), Integer),
        "basis": func.coalesce(field("basis"), _basis(plan)),
        "observed_on": func.coalesce(field("observed_on"), SUBJECT.c.data_on),
    }


def _heads(plan: IncomePlan) -> Expression:
    """The persons counted per head: the file's number, else those of the ledger."""
    membership = VERSIONED["membership"]
    counted = (
        select(func.sum(membership.c.counts_per_head))
        .where(membership.c.household_id == SUBJECT.c.household_id, membership.c.to_on.is_(None))
        .correlate(SUBJECT)
        .scalar_subquery()
    )
    return func.coalesce(cast(plan.names.field("heads"), Integer), counted)


def _net(plan: IncomePlan) -> Expression:
    """纯收入 as given, else the items less the expenses, else per head times heads."""
    field = plan.names.field
    items = [cast(field(code), Integer) for code in ("wage", "business", "property", "transfer", "gross")]
    any_item = or_(*(item.is_not(None) for item in items))
    gross = func.coalesce(items[-1], sum((func.coalesce(item, 0) for item in items[:-1]), literal(0)))
    by_items = case((any_item, gross - func.coalesce(cast(field("expense"), Integer), 0)))
    return func.coalesce(cast(field("net"), Integer), by_items, cast(field("per_head"), Integer) * _heads(plan))


def _basis(plan: IncomePlan) -> Expression:
    field = plan.names.field
    stated = and_(field("net").is_(None), field("per_head").is_not(None))
    return case((stated, literal("导入：人均×人口")), else_=literal("导入"))


def _number_new(session: Session, name: str) -> None:
    """Ids for the new statements, so that their items can be written with them."""
    tables = (VERSIONED[name], HISTORY[name])
    last = max(session.scalar(select(func.max(table.c.id))) or 0 for table in tables)
    created = SUBJECT.c.outcome == "created"
    order = func.row_number().over(order_by=SUBJECT.c.n)
    ranked = select(SUBJECT.c.n, order.label("rank")).where(created).subquery("ranked")
    session.execute(
        update(SUBJECT).where(SUBJECT.c.n == ranked.c.n).values(existing_id=literal(last, Integer) + ranked.c.rank)
    )
