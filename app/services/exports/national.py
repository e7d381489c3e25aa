"""What the national exports brought, written as they were: lists that go in again without a change (domain 4)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import Select, and_, func, select

from app.models.history import VERSIONED
from app.models.household import HouseholdSummary
from app.services.files.columns import ColumnSet, FieldKind, column_set
from app.services.files.sheets import ColumnKind, SheetValue
from app.services.imports.household_lists import HouseholdListImport
from app.services.imports.list_facts import HouseholdRows
from app.services.imports.list_incomes import SUMS, IncomeRows
from app.services.imports.living import LIVING
from app.services.imports.monitoring import MONITORING
from app.services.papers.queries.asking import Question

Cells = Sequence[SheetValue]
Column = tuple[str, ColumnKind]

_LEAD: tuple[Column, ...] = (
    *(("行政村", ColumnKind.TEXT), ("户编号", ColumnKind.ID), ("户主姓名", ColumnKind.TEXT)),
    *(("户主证件号码", ColumnKind.ID), ("年度", ColumnKind.NUMBER), ("数据日期", ColumnKind.DAY)),
)
_KINDS = {FieldKind.FEN: ColumnKind.FEN, FieldKind.PHONE: ColumnKind.ID, FieldKind.COUNT: ColumnKind.NUMBER}
_REST = "values"
_DAYS = frozenset({"identified", "cleared"})


@dataclass(frozen=True, slots=True)
class _Place:
    """One column of the list: the ledger's table and column behind it, the file's field and its title."""

    rows: HouseholdRows
    column: str
    field: str
    title: str
    kind: FieldKind

    @property
    def sheet_column(self) -> Column:
        return self.title, ColumnKind.DAY if self.field in _DAYS else _KINDS.get(self.kind, ColumnKind.TEXT)

    @property
    def label(self) -> str:
        """Its name in the query."""
        return f"{self.rows.name}_{self.column}"

    def cell(self, value: Any) -> SheetValue:
        """The stored value as the file has it."""
        if value is None:
            return None
        if self.column == "cleared" or self.kind == FieldKind.TRUTH:
            return "是" if value else "否"
        if self.kind == FieldKind.AREA:
            return f"{Decimal(value) / 100:f}"
        if self.kind == FieldKind.DISTANCE:
            return f"{Decimal(value) / 1000:f}"
        return value


def columns_of(kind: str, question: Question) -> list[Column]:
    """The list's columns; those that only some file has had come last."""
    listed = _LISTS[kind]
    fixed = [*_LEAD, *(place.sheet_column for place in listed.places)]
    return [
        *fixed,
        *((title, ColumnKind.FEN) for title in listed.items(question).values()),
        *_rest_columns(listed, question),
    ]


def rows_of(kind: str, question: Question) -> Iterator[Cells]:
    """A row for each household with the latest year that an export has told of it."""
    listed = _LISTS[kind]
    items, rest = listed.items(question), [title for title, _ in _rest_columns(listed, question)]
    amounts = listed.amounts(question) if items else {}
    for row in question.session.execute(listed.statement(question)):
        told = json.loads(row.rest) if rest and row.rest else {}
        paid = amounts.get(row.statement_id, {}) if items else {}
        yield (
            *(row.village, row.code, row.head, row.head_id_number, row.year, row.observed_on),
            *(place.cell(getattr(row, place.label)) for place in listed.places),
            *(paid.get(code) for code in items),
            *(told.get(title) for title in rest),
        )


@dataclass(frozen=True, slots=True)
class _List:
    """One list: the import that reads it again, and the table whose rows are its households."""

    kind: HouseholdListImport
    first: HouseholdRows

    @property
    def columns(self) -> ColumnSet:
        return column_set(self.kind.columns)

    @property
    def parts(self) -> tuple[HouseholdRows, ...]:
        return (*self.kind.targets, self.kind.in_place)

    @property
    def places(self) -> list[_Place]:
        """Each field of the file once: the ledger's own table before the roster's facts."""
        by_name = {field.name: field for field in self.columns.fields}
        found: dict[str, _Place] = {}
        for rows in self.parts:
            for column, told in rows.columns.items():
                name = told.fields[0]
                if column != _REST:
                    field = by_name[name]
                    found.setdefault(name, _Place(rows, column, name, field.titles[0], field.kind))
        return list(found.values())

    @property
    def _incomes(self) -> IncomeRows | None:
        return next((rows for rows in self.kind.targets if isinstance(rows, IncomeRows)), None)

    def statement(self, question: Question) -> Select[*tuple[Any, ...]]:
        """One row for each household: its latest year, the rows of the other tables beside it."""
        s, base = HouseholdSummary, self.first.table.alias("base")
        fixed = [base.c[column] == value for column, value in self.first.fixed.items()]
        latest = (
            select(base.c.household_id, func.max(base.c.year).label("year"))
            .where(*fixed)
            .group_by(base.c.household_id)
            .subquery("latest")
        )
        tables = {rows.name: rows.table.alias(f"of_{rows.name}") for rows in self.parts}
        chosen: list[Any] = [
            *(s.village_name.label("village"), s.code, s.head_name.label("head"), s.head_id_number, latest.c.year),
            tables[self.first.name].c.observed_on,
            *(tables[place.rows.name].c[place.column].label(place.label) for place in self.places),
        ]
        if _REST in self.first.columns:
            chosen.append(tables[self.first.name].c[_REST].label("rest"))
        if self._incomes is not None:
            chosen.append(tables[self._incomes.name].c.id.label("statement_id"))
        source = select(*chosen).select_from(s).join(latest, latest.c.household_id == s.household_id)
        for rows in self.parts:
            table = tables[rows.name]
            same = [table.c[column] == value for column, value in rows.fixed.items()]
            here = and_(table.c.household_id == s.household_id, table.c.year == latest.c.year, *same)
            source = source.outerjoin(table, here)
        wanted = question.within(village=s.village_id, household=s.household_id)
        return source.where(s.status == "active", *wanted).order_by(
            s.village_id, s.group_order, s.group_name, s.head_name, s.household_id
        )

    def items(self, question: Question) -> Mapping[str, str]:
        """The income items that occur, code to title, in the order of the list."""
        incomes = self._incomes
        if incomes is None:
            return {}
        item = VERSIONED["income_item"]
        statement = VERSIONED["income_statement"]
        fixed = [statement.c[column] == value for column, value in incomes.fixed.items()]
        known = set(
            question.session.scalars(
                select(item.c.item_code).join(statement, statement.c.id == item.c.statement_id).where(*fixed).distinct()
            )
        )
        titles = {**SUMS, **{line.code: line.label for line in incomes.items}}
        return {code: title for code, title in titles.items() if code in known}

    def amounts(self, question: Question) -> Mapping[int, Mapping[str, int]]:
        """What each statement says of each item."""
        item = VERSIONED["income_item"]
        found: dict[int, dict[str, int]] = {}
        rows = select(item.c.statement_id, item.c.item_code, item.c.amount_fen)
        for statement_id, code, amount in question.session.execute(rows):
            found.setdefault(statement_id, {})[code] = amount
        return found


def _rest_columns(listed: _List, question: Question) -> list[Column]:
    """The columns that nobody knows, as the files had them."""
    if _REST not in listed.first.columns:
        return []
    told = question.session.scalars(select(listed.first.table.c[_REST]).where(listed.first.table.c[_REST].is_not(None)))
    titles = dict.fromkeys(title for text in told for title in json.loads(text))
    return [(title, ColumnKind.TEXT) for title in titles]


_LISTS: Mapping[str, _List] = {
    "monitoring": _List(MONITORING, MONITORING.targets[0]),
    "living": _List(LIVING, LIVING.targets[0]),
}
