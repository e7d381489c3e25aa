"""Income as papers print it: the effective figure, and the lines of the latest itemised statement."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from app.models.history import in_chunks
from app.models.household import IncomeItem as ItemRow
from app.models.household import IncomeStatement
from app.services.effective import rank_of
from app.services.papers.layouts.visit_form import IncomeItem
from app.services.papers.queries.asking import Question
from app.services.visits.income import GROUPS, item_kinds

_ITEM = (ItemRow.statement_id, ItemRow.item_code, ItemRow.label, ItemRow.amount_fen, ItemRow.formula, ItemRow.basis)
SOURCES = {
    "household_book": "户籍册",
    "import": "导入",
    "national_export": "国家系统导出",
    "department": "部门",
    "village": "村级核算",
    "clerk": "镇录入",
    "household": "农户申报",
    "meeting": "评议",
    "visit": "入户走访",
    "verification": "核实",
}


@dataclass(frozen=True, slots=True)
class Income:
    """A household's lines, and its latest statement's claims and self-paid expenses beside them."""

    lines: tuple[IncomeItem, ...]
    net_fen: int | None
    source: str
    claims_fen: int | None = None
    self_paid_fen: int | None = None


def incomes(question: Question, household_ids: Iterable[int]) -> dict[int, Income]:
    """The income part of the form of each household."""
    ids = sorted(set(household_ids))
    statements: dict[int, list[IncomeStatement]] = {household_id: [] for household_id in ids}
    items: dict[int, list[Any]] = {}
    for chunk in in_chunks(ids):
        rows = question.session.scalars(select(IncomeStatement).where(IncomeStatement.household_id.in_(chunk)))
        for row in rows:
            statements[row.household_id].append(row)
        lines = (
            select(*_ITEM)
            .join(IncomeStatement, IncomeStatement.id == ItemRow.statement_id)
            .where(IncomeStatement.household_id.in_(chunk))
            .order_by(ItemRow.statement_id, ItemRow.position)
        )
        for line in question.session.execute(lines):
            items.setdefault(line.statement_id, []).append(line)
    return {household_id: _income(statements[household_id], items) for household_id in ids}


def empty_income() -> tuple[IncomeItem, ...]:
    """The lines of a form that nobody has filled in."""
    return (*_lines([]), IncomeItem("理赔收入（单列）", None, ""), IncomeItem("合规自付支出（单列）", None, ""))


def _income(statements: list[IncomeStatement], items: dict[int, list[Any]]) -> Income:
    itemised = [row for row in statements if row.id in items]
    latest = max(itemised, key=lambda row: (row.observed_on or date.min, row.id), default=None)
    lines = _lines(items[latest.id] if latest is not None else [])
    effective = statement_that_counts(statements)
    beside = latest or effective
    claims, self_paid = (beside.claims_fen, beside.self_paid_fen) if beside else (None, None)
    lines += (IncomeItem("理赔收入（单列）", claims, ""), IncomeItem("合规自付支出（单列）", self_paid, ""))
    if effective is None:
        return Income(lines, None, "", claims, self_paid)
    when = f" {effective.observed_on.isoformat()}" if effective.observed_on else ""
    source = effective.basis or SOURCES.get(effective.source, effective.source)
    return Income(lines, effective.net_fen, f"{source}{when}", claims, self_paid)


def _lines(known: list[Any]) -> tuple[IncomeItem, ...]:
    """The lines that were stated, then the items of an empty form, in the order in which forms are typed."""
    found = [
        (row.item_code, IncomeItem(row.label, row.amount_fen, "；".join(filter(None, (row.formula, row.basis)))))
        for row in known
    ]
    labels = {item.label for _, item in found}
    found += [(kind.code, IncomeItem(kind.label, None, "")) for kind in item_kinds() if kind.label not in labels]
    return tuple(item for _, item in sorted(found, key=lambda entry: _group(entry[0])))


def _group(code: str) -> int:
    group = code.split(".", 1)[0]
    return GROUPS.index(group) if group in GROUPS else len(GROUPS)


def statement_that_counts(statements: Iterable[IncomeStatement]) -> IncomeStatement | None:
    """The effective statement of one household among all of its own."""
    return max(filter(_counts, statements), key=_weight, default=None)


def _counts(row: IncomeStatement) -> bool:
    """Whether the statement may be the effective one (``effective.net_per_head_fen``)."""
    return row.occasion in ("expected", "identification") and row.net_fen is not None and bool(row.heads)


def _weight(row: IncomeStatement) -> tuple[int, date, int]:
    return rank_of(row.source), row.observed_on or date.min, row.id
