"""Conditions of a roster: as SQL, as a sentence that a person reads, and what is wrong with one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation

from sqlalchemy import String, and_, cast, func, literal, not_, or_, true

from app.services.effective import Sql
from app.services.errors import Reason
from app.services.rosters.catalogue import NUMERIC, FieldKind, RosterField, catalogue
from app.services.rosters.design import Condition, Test

_HUNDREDTHS = frozenset({FieldKind.FEN, FieldKind.AREA})
_KNOWN_OR_NOT = frozenset({Test.FILLED, Test.EMPTY})
_UNITS = {FieldKind.FEN: "元"}


def groups_of(conditions: Sequence[Condition]) -> list[list[Condition]]:
    """The conditions as groups: all groups must hold, of each group one condition."""
    groups: list[list[Condition]] = []
    for condition in conditions:
        if condition.is_or and groups:
            groups[-1].append(condition)
        else:
            groups.append([condition])
    return groups


# -- as SQL ------------------------------------------------------------------------------------------


def sql_of(condition: Condition, column: Sql) -> Sql:
    """The condition over the field's column; what is not known never counts as 是."""
    field = catalogue()[condition.field]
    empty = column.is_(None) if field.kind in NUMERIC else func.coalesce(cast(column, String), "") == ""
    values = [field.stored(value) for value in condition.values]
    match condition.test:
        case Test.EMPTY:
            return empty
        case Test.FILLED:
            return not_(empty)
        case Test.BETWEEN:
            return _between(field, column, condition.values)
        case Test.CONTAINS:
            return or_(*(column.contains(value, autoescape=True) for value in values))
    one_of = _one_of(field, column, values)
    return one_of if condition.test is Test.IS else or_(empty, not_(one_of)) if "" not in values else not_(one_of)


def _one_of(field: RosterField, column: Sql, values: Sequence[str]) -> Sql:
    if field.kind is FieldKind.CODES:
        # Codes are joined by commas, in exports of the system also by full-width ones.
        text = literal(",") + func.replace(func.coalesce(column, ""), "，", ",") + ","
        return or_(*(text.contains(f",{value},", autoescape=True) for value in values))
    if field.kind is FieldKind.TRUTH:
        known = [int(value) for value in values if value]
        found = and_(column.is_not(None), column.in_(known))
        return or_(column.is_(None), found) if "" in values else found
    return and_(column.is_not(None), column.in_(values))


def _between(field: RosterField, column: Sql, bounds: Sequence[str]) -> Sql:
    low, high = (_bound(field, text) for text in bounds)
    found: list[Sql] = [column.is_not(None)]
    if low is not None:
        found.append(column >= low)
    if high is not None:
        found.append(column <= high)
    return and_(true(), *found)


def _bound(field: RosterField, text: str) -> int | str | None:
    text = text.strip()
    if not text:
        return None
    if field.kind is FieldKind.DAY:
        return date.fromisoformat(text).isoformat()
    number = Decimal(text.replace(",", "").replace("，", ""))
    return int(number * 100) if field.kind in _HUNDREDTHS else int(number)


# -- in words ----------------------------------------------------------------------------------------


def sentence_of(condition: Condition) -> str:
    """“年龄不小于60”, “文化程度是小学或初中”."""
    field = catalogue().get(condition.field)
    if field is None:
        return condition.field
    words = "或".join(field.shown(field.stored(value)) for value in condition.values)
    quoted = "或".join(f"“{value}”" for value in condition.values) if not field.words else words
    match condition.test:
        case Test.EMPTY:
            return f"{field.title}未填写"
        case Test.FILLED:
            return f"{field.title}已填写"
        case Test.BETWEEN:
            return f"{field.title}{_range(field, condition.values)}"
        case Test.CONTAINS:
            return f"{field.title}含有{quoted}"
        case Test.IS if field.kind is FieldKind.CODES:
            return f"{field.title}有{words}"
        case Test.IS_NOT if field.kind is FieldKind.CODES:
            return f"{field.title}没有{words}"
        case Test.IS:
            return f"{field.title}为{quoted}" if field.kind is FieldKind.TRUTH else f"{field.title}是{quoted}"
        case _:
            return f"{field.title}不是{quoted}"


def sentences_of(conditions: Sequence[Condition]) -> str:
    """All conditions in one sentence; “全部” when there is none."""
    groups = ["或".join(map(sentence_of, group)) for group in groups_of(conditions)]
    many = len(groups) > 1
    shown = (
        f"（{text}）" if many and len(group) > 1 else text
        for text, group in zip(groups, groups_of(conditions), strict=True)
    )
    return "，且".join(shown) or "全部"


def _range(field: RosterField, bounds: Sequence[str]) -> str:
    low, high = (text.strip() for text in bounds) if len(bounds) == 2 else ("", "")
    unit = _UNITS.get(field.kind, "")
    if field.kind is FieldKind.DAY:
        return f"从{low}到{high}" if low and high else f"在{low}以后（含当天）" if low else f"在{high}以前（含当天）"
    if low and high:
        return f"等于{low}{unit}" if low == high else f"在{low}到{high}{unit}之间"
    return f"不小于{low}{unit}" if low else f"不大于{high}{unit}"


# -- what is wrong -----------------------------------------------------------------------------------


def problems_of(condition: Condition) -> Iterator[Reason]:
    """Everything that is wrong with a condition on a known field."""
    field = catalogue()[condition.field]
    if condition.test not in field.tests:
        tests = [test.label for test in field.tests]
        yield Reason("rosters.test_unfit", {"name": field.title, "test": condition.test.label, "tests": tests})
        return
    if condition.test in _KNOWN_OR_NOT:
        return
    if condition.test is Test.BETWEEN:
        yield from _range_problems(field, condition.values)
    elif not condition.values:
        yield Reason("rosters.no_value", {"name": field.title})
    elif field.kind in (FieldKind.CHOICE, FieldKind.TRUTH, FieldKind.CODES):
        known = {*field.words, *field.words.values()}
        for value in condition.values:
            if value not in known:
                shown = list(field.words.values())
                yield Reason("rosters.bad_value", {"name": field.title, "value": value, "options": shown})
    elif any(not value.strip() for value in condition.values):
        yield Reason("rosters.no_value", {"name": field.title})


def _range_problems(field: RosterField, bounds: Sequence[str]) -> Iterator[Reason]:
    if len(bounds) != 2 or not any(text.strip() for text in bounds):
        yield Reason("rosters.no_range", {"name": field.title})
        return
    read: list[int | str | None] = []
    for text in bounds:
        try:
            read.append(_bound(field, text))
        except (ValueError, InvalidOperation, OverflowError):
            code = "rosters.bad_day" if field.kind is FieldKind.DAY else "rosters.bad_number"
            yield Reason(code, {"name": field.title, "value": text})
    low, high = read if len(read) == 2 else (None, None)
    if low is not None and high is not None and low > high:  # type: ignore[operator]
        yield Reason("rosters.range_turned", {"name": field.title, "low": bounds[0], "high": bounds[1]})
