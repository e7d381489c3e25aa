"""What departments and offices sent, written with the columns that take it in again: work, incomes, villages, lists."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from sqlalchemy import select

from app.models.facts import ListEntry, VillageProfile, WorkSpell
from app.models.household import HouseholdSummary, IncomeItem, IncomeStatement, Membership, Person
from app.models.region import Region
from app.services.files.codes import code_list
from app.services.files.columns import FieldKind, column_set
from app.services.files.sheets import ColumnKind, SheetValue
from app.services.imports import incomes
from app.services.papers.queries.asking import Question

Row: TypeAlias = Sequence[SheetValue]
Column: TypeAlias = tuple[str, ColumnKind]

_TEXT, _ID, _NUMBER, _FEN, _DAY = ColumnKind.TEXT, ColumnKind.ID, ColumnKind.NUMBER, ColumnKind.FEN, ColumnKind.DAY
_KINDS = {FieldKind.COUNT: _NUMBER, FieldKind.FEN: _FEN, FieldKind.DAY: _DAY}
# The ledger's column of each field of a job whose name is not the field's own.
_OF_WORK = {"monthly_pay": "monthly_pay_fen", "traffic_subsidy": "traffic_subsidy_fen"}
_OF_LIST = ("since", "amount", "disability_kind", "disability_grade", "remark")
_OF_VILLAGE = frozenset({"village", "township", "data_on", "year"})
# Last year's households are a list of their own: they are taken in as cases.
_CARRIED_OVER = "carried_over"


def _columns(kind: str, names: Sequence[str]) -> tuple[Column, ...]:
    fields = {field.name: field for field in column_set(kind).fields}
    return tuple((fields[name].titles[0], _KINDS.get(fields[name].kind, _TEXT)) for name in names)


def _own(kind: str) -> tuple[str, ...]:
    """The fields that a list has beside whom it speaks of."""
    shared = {field.name for field in column_set("subject").fields}
    return tuple(field.name for field in column_set(kind).fields if field.name not in shared)


def _said(kind: FieldKind, value: Any) -> SheetValue:
    if value is None or kind is not FieldKind.TRUTH:
        return value
    return "是" if value else "否"


# -- 务工月监测

_WORK = _own("work")
WORK_COLUMNS: tuple[Column, ...] = (
    *(("行政村", _TEXT), ("户编号", _ID), ("人编号", _ID), ("姓名", _TEXT), ("证件号码", _ID)),
    *_columns("work", _WORK),
    ("数据日期", _DAY),
)


def work_rows(question: Question) -> Iterator[Row]:
    """One row for each job or plan of a living member."""
    s, kinds = HouseholdSummary, {field.name: field.kind for field in column_set("work").fields}
    statement = (
        select(s.village_name, s.code, Person.national_code, Person.name, Person.id_number, WorkSpell)
        .join(Person, Person.id == WorkSpell.person_id)
        .join(Membership, Membership.person_id == Person.id)
        .join(s, s.household_id == Membership.household_id)
        .where(Membership.to_on.is_(None), s.status == "active")
        .where(*question.within(village=s.village_id, household=s.household_id))
        .order_by(s.village_id, s.household_id, Membership.position, WorkSpell.id)
    )
    for village, code, person_code, name, number, spell in question.session.execute(statement):
        told = (_said(kinds[field], getattr(spell, _OF_WORK.get(field, field))) for field in _WORK)
        yield (village, code, person_code, name, number, *told, spell.observed_on)


# -- 收入

INCOME_COLUMNS: tuple[Column, ...] = (
    *(("行政村", _TEXT), ("户编号", _ID), ("户主姓名", _TEXT), ("户主证件号码", _ID), ("年度", _NUMBER)),
    ("家庭人口", _NUMBER),
    *((title, _FEN) for title in incomes.ITEMS.values()),
    *(("家庭纯收入", _FEN), ("理赔收入", _FEN), ("合规自付支出", _FEN), ("核算日期", _DAY), ("核算依据", _TEXT)),
)


def income_rows(question: Question) -> Iterator[Row]:
    """One row for each household and year of which a list of incomes was taken in."""
    s, i = HouseholdSummary, IncomeStatement
    statement = (
        select(s.village_name, s.code, s.head_name, s.head_id_number, i)
        .join(i, i.household_id == s.household_id)
        .where(s.status == "active", i.source == incomes.SOURCE, i.occasion == incomes.OCCASION)
        .where(*question.within(village=s.village_id, household=s.household_id))
        .order_by(s.village_id, s.household_id, i.year)
    )
    amounts = _amounts(question)
    for village, code, head, number, row in question.session.execute(statement):
        items = amounts.get(row.id, {})
        yield (
            *(village, code, head, number, row.year, row.heads),
            *(items.get(item) for item in incomes.ITEMS),
            *(row.net_fen, row.claims_fen, row.self_paid_fen, row.observed_on, row.basis),
        )


def _amounts(question: Question) -> Mapping[int, Mapping[str, int | None]]:
    found: dict[int, dict[str, int | None]] = {}
    rows = select(IncomeItem.statement_id, IncomeItem.item_code, IncomeItem.amount_fen)
    for statement_id, code, amount in question.session.execute(rows):
        found.setdefault(statement_id, {})[code] = amount
    return found


# -- 分类名单

LIST_COLUMNS: tuple[Column, ...] = (
    *(("名单类别", _TEXT), ("数据日期", _DAY), ("姓名", _TEXT), ("证件号码", _ID)),
    *_columns("category-list", _OF_LIST[:-1]),
    ("备注", _TEXT),
)


def list_rows(question: Question) -> Iterator[Row]:
    """One row for each entry of a department's list, whoever it names."""
    s, entry, words = HouseholdSummary, ListEntry, code_list("list_kind")
    statement = (
        select(entry)
        .outerjoin(s, s.household_id == entry.household_id)
        .where(entry.list_kind != _CARRIED_OVER)
        .where(*question.within(village=s.village_id, household=s.household_id))
        .order_by(entry.list_kind, entry.as_of_on, entry.id)
    )
    for row in question.session.scalars(statement):
        details = json.loads(row.details or "{}")
        told = (details.get(name) for name in _OF_LIST)
        yield (words.label(row.list_kind), row.as_of_on, row.name, row.id_number, *told)


# -- 行政村信息

_VILLAGE = tuple(field.name for field in column_set("village-profile").fields if field.name not in _OF_VILLAGE)
VILLAGE_COLUMNS: tuple[Column, ...] = (
    *(("行政村", _TEXT), ("数据日期", _DAY)),
    *_columns("village-profile", _VILLAGE),
)


def village_rows(question: Question) -> Iterator[Row]:
    """One row for each village and day."""
    kinds = {field.name: field.kind for field in column_set("village-profile").fields}
    statement = (
        select(Region.name, VillageProfile)
        .join(Region, Region.id == VillageProfile.village_id)
        .order_by(Region.id, VillageProfile.observed_on)
    )
    if question.scope.villages is not None:
        statement = statement.where(Region.id.in_(question.scope.villages))
    for name, profile in question.session.execute(statement):
        values: dict[str, Any] = json.loads(profile.values or "{}")
        yield (name, profile.observed_on, *(_said(kinds[field], values.get(field)) for field in _VILLAGE))
