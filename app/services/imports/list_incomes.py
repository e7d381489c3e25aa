"""The incomes on a list about households (domain 5.2): a statement for the year, with the items that it has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import Integer, String, and_, case, cast, func, insert, literal, or_, select
from sqlalchemy.orm import Session
from typing_extensions import override

from app.models.history import VERSIONED
from app.services.files.columns import column_set
from app.services.imports.list_facts import HouseholdRows, Said
from app.services.imports.list_tables import CHANGE, EXISTING, LINE
from app.services.imports.sql import Expression, insert_from, update_from

_ITEM = "item_"
_EXPENSE = "expense"
# The sums of the 采集表 (domain 4.1 D), in its order; expenses count against the rest.
SUMS: Mapping[str, str] = {
    "wage": "工资性收入",
    "business": "生产经营性收入",
    "property": "财产性收入",
    "transfer": "转移性收入",
    _EXPENSE: "生产经营性支出",
}


@dataclass(frozen=True, slots=True)
class Item:
    """A line of a statement: its code, its words, and the column that it stands in."""

    code: str
    label: str
    field: str


def items_of(columns: str) -> tuple[Item, ...]:
    """The items that a list may have, by the names of its fields: item_wage_migrant is wage.migrant."""
    return tuple(
        Item(field.name.removeprefix(_ITEM).replace("_", ".", 1), field.titles[0], field.name)
        for field in column_set(columns).fields
        if field.name.startswith(_ITEM)
    )


@dataclass(frozen=True, slots=True)
class IncomeRows(HouseholdRows):
    """Statements with items. A sum is an item where none of its parts is given."""

    items: tuple[Item, ...] = ()

    @override
    def values(self, said: Said) -> dict[str, Expression]:
        """The columns of a statement; the net income as given, else reckoned from what is given."""
        net = self._net(said)
        own = {column: said.value(told) for column, told in self.columns.items()}
        return {column: value for column, value in {**own, "net_fen": net}.items() if value is not None}

    @override
    def says(self, said: Said) -> Expression:
        """A number of heads alone is no statement."""
        amounts = [value for column, value in self.values(said).items() if column != "heads"]
        return or_(*(value.is_not(None) for value in amounts)) if amounts else literal(value=False)

    def _net(self, said: Said) -> Expression | None:
        table, has = said.table.c, said.fields
        groups = {group: self._sum(said, group) for group in SUMS}
        incomes = [value for group, value in groups.items() if group != _EXPENSE and value is not None]
        gross = [table.gross] if "gross" in has else []
        total = sum((func.coalesce(value, 0) for value in incomes), literal(0))
        given = [*gross, *incomes]
        reckoned = None
        if given:
            earned = func.coalesce(*gross, total) if gross else total
            spent = groups[_EXPENSE] if groups[_EXPENSE] is not None else literal(0)
            reckoned = case((or_(*(value.is_not(None) for value in given)), earned - func.coalesce(spent, 0)))
        stated = [table.net] if "net" in has else []
        known = [*stated, *([] if reckoned is None else [reckoned])]
        return None if not known else cast(func.coalesce(*known, literal(None)), Integer)

    def _sum(self, said: Said, group: str) -> Expression | None:
        """A sum as given, else that of its items."""
        parts = [said.table.c[item.field] for item in self._present(said) if item.code.startswith(f"{group}.")]
        by_parts = (
            case((or_(*(part.is_not(None) for part in parts)), sum((func.coalesce(p, 0) for p in parts), literal(0))))
            if parts
            else None
        )
        stated = said.table.c[group] if group in said.fields else None
        if stated is None:
            return by_parts
        return stated if by_parts is None else func.coalesce(stated, by_parts)

    def _present(self, said: Said) -> list[Item]:
        return [item for item in self.items if item.field in said.fields]

    def _lines(self, said: Said) -> Iterator[tuple[Item, Expression]]:
        """Every item that is written, with its amount; a sum only where no part of it is given."""
        present = self._present(said)
        for group, label in SUMS.items():
            parts = [said.table.c[item.field] for item in present if item.code.startswith(f"{group}.")]
            if group in said.fields:
                whole = said.table.c[group]
                alone = and_(*(part.is_(None) for part in parts)) if parts else literal(value=True)
                yield Item(group, label, group), case((alone, whole))
            yield from ((item, said.table.c[item.field]) for item in present if item.code.startswith(f"{group}."))

    @override
    def look(self, session: Session, said: Said) -> None:
        """Statements, and the items of those that are known."""
        HouseholdRows.look(self, session, said)
        item = VERSIONED["income_item"]
        for line, amount in self._lines(said):
            mine = and_(EXISTING.c.key == LINE.c.key, EXISTING.c.target == self.name)
            here = and_(item.c.statement_id == EXISTING.c.id, item.c.item_code == line.code)
            changed = (
                select(
                    *(literal(self.name, String), LINE.c.key, literal(line.field, String)),
                    *(cast(item.c.amount_fen, String), cast(amount, String)),
                )
                .select_from(said.rows.join(EXISTING, mine).outerjoin(item, here))
                .where(amount.is_not(None), amount.is_distinct_from(item.c.amount_fen))
            )
            session.execute(insert(CHANGE).from_select(["target", "key", "field", "old", "new"], changed))

    @override
    def frame(self, said: Said, *, batch_id: int) -> dict[str, Expression]:
        """The persons per head are those of the ledger where the file does not count them."""
        membership = VERSIONED["membership"]
        counted = (
            select(func.sum(membership.c.counts_per_head))
            .where(membership.c.household_id == LINE.c.household_id, membership.c.to_on.is_(None))
            .correlate(LINE)
            .scalar_subquery()
        )
        frame = HouseholdRows.frame(self, said, batch_id=batch_id)
        given = self.values(said).get("heads")
        frame["basis"] = literal("导入", String)
        frame["heads"] = counted if given is None else func.coalesce(given, counted)
        return frame

    @override
    def write(self, session: Session, said: Said, *, batch_id: int) -> None:
        """Statements first, then their items."""
        known = select(EXISTING.c.key).where(EXISTING.c.target == self.name)
        HouseholdRows.write(self, session, said, batch_id=batch_id)
        statement = VERSIONED["income_statement"]
        made = (
            select(literal(self.name, String), LINE.c.key, statement.c.id)
            .join(statement, statement.c.household_id == LINE.c.household_id)
            .where(
                *(statement.c[column] == value for column, value in self.fixed.items()),
                *(statement.c.year == LINE.c.year, statement.c.batch_id == batch_id, LINE.c.key.not_in(known)),
            )
        )
        session.execute(insert(EXISTING).from_select(["target", "key", "id"], made))
        for position, (line, amount) in enumerate(self._lines(said)):
            self._write_item(session, said, line, amount, position=position)

    def _write_item(self, session: Session, said: Said, line: Item, amount: Expression, *, position: int) -> None:
        item = VERSIONED["income_item"]
        mine = and_(EXISTING.c.key == LINE.c.key, EXISTING.c.target == self.name)
        here = and_(item.c.statement_id == EXISTING.c.id, item.c.item_code == line.code)
        values: dict[str, Expression] = {
            "statement_id": EXISTING.c.id,
            "position": literal(position),
            "item_code": literal(line.code, String),
            "label": literal(line.label, String),
            "amount_fen": amount,
        }
        source = said.rows.join(EXISTING, mine).outerjoin(item, here)
        insert_from(session, item, values, source, amount.is_not(None), item.c.id.is_(None))
        changed = (
            select(item.c.id)
            .select_from(said.rows.join(EXISTING, mine).join(item, here))
            .where(amount.is_not(None), amount.is_distinct_from(item.c.amount_fen))
        )
        update_from(
            session,
            item,
            {"amount_fen": amount},
            ids=item.c.id.in_(changed),
            joined=[mine, here, said.table.c.key == LINE.c.key],
        )
