"""Running the checks: one pass over the members, one over their jobs, one over the households, few comparisons.

For the whole town the members and the households are laid down once in the writer's memory; for one household the
same statements read them as they stand.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache, partial
from string import Formatter
from types import MappingProxyType
from typing import Any, NamedTuple

from sqlalchemy import (
    BigInteger,
    Column,
    FromClause,
    MetaData,
    Select,
    Table,
    case,
    false,
    insert,
    literal,
    or_,
    select,
)
from sqlalchemy.orm import Session

from app.services.findings.base import Asked, Check, Values, people
from app.services.findings.cross_checks import CROSS_CHECKS, CrossCheck, Record
from app.services.findings.homes import households
from app.services.findings.household_checks import HOUSEHOLD_CHECKS
from app.services.findings.monitored_checks import MONITORED_CHECKS
from app.services.findings.person_checks import PERSON_CHECKS
from app.services.findings.rules import Rule
from app.services.findings.village_checks import VILLAGE_CHECKS, village_hits
from app.services.findings.work_checks import WORK_CHECKS, jobs

HOME_CHECKS: Mapping[str, Check] = {**HOUSEHOLD_CHECKS, **MONITORED_CHECKS}
CHECKS: Mapping[str, object] = {**PERSON_CHECKS, **WORK_CHECKS, **HOME_CHECKS, **CROSS_CHECKS, **VILLAGE_CHECKS}
_SHOWN = {"male": "男", "female": "女"}
_NAMED = 3
_BITS = 60  # of one integer
_CANONICAL = json.JSONEncoder(ensure_ascii=False, sort_keys=True, default=str)


class Hit(NamedTuple):
    """What one check found of one subject; its message is made when it is asked for. A village has no household."""

    rule: Rule
    subject_kind: str
    subject_id: int
    household_id: int | None
    person_id: int | None
    evidence: Mapping[str, object]
    say: Callable[[], str]

    @property
    def message(self) -> str:
        """What is wrong, in words."""
        return self.say()

    @property
    def key(self) -> tuple[str, str, int]:
        """What a finding is unique by."""
        return self.rule.code, self.subject_kind, self.subject_id

    @property
    def evidence_text(self) -> str:
        """The evidence as canonical JSON."""
        return _CANONICAL.encode(self.evidence)


def digest_of(evidence: str) -> str:
    """The digest by which an exemption knows its evidence again."""
    return hashlib.blake2b(evidence.encode(), digest_size=16).hexdigest()


def run_checks(session: Session, asked: Asked, rules: Mapping[str, Rule]) -> Iterator[Hit]:
    """Every hit of these rules. For the whole town the session must be the writer's."""
    yield from _Passes(session, asked, _built(asked.recipe, tuple(rules.values()))).hits()
    yield from _cross_hits(session, asked, rules)
    if asked.household_id is None:
        yield from _village_hits(session, rules)


@dataclass(frozen=True, slots=True)
class _Pass:
    """One statement for all checks of a source: a bit for each, rows with at least one bit only."""

    statement: Select[*tuple[Any, ...]]
    checks: Sequence[tuple[Rule, Check]]
    masks: Sequence[str]

    def found(self, row: Values) -> Iterator[tuple[Rule, Check]]:
        """The checks whose bit is set."""
        for n, name in enumerate(self.masks):
            mask: int = row[name]
            while mask:
                bit = mask & -mask
                yield self.checks[n * _BITS + bit.bit_length() - 1]
                mask -= bit


@dataclass(frozen=True, slots=True)
class _Kept:
    """A source that is laid down before it is asked."""

    table: Table
    rows: Select[*tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class _Built:
    """The statements of a day for a choice of rules; building them takes longer than running them for one household."""

    kept: Sequence[_Kept]
    persons: _Pass
    jobs: _Pass
    homes: _Pass


@lru_cache(maxsize=8)
def _built(recipe: Asked, rules: tuple[Rule, ...]) -> _Built:
    table = {rule.code: rule for rule in rules}
    kept: list[_Kept] = []

    def source(name: str, rows: Select[*tuple[Any, ...]]) -> FromClause:
        if recipe.household_id is not None:
            return rows.subquery(name)
        columns = [Column(column.name, column.type) for column in rows.selected_columns]
        kept.append(_Kept(Table(f"checked_{name}", MetaData(), *columns, prefixes=["TEMPORARY"]), rows))
        return kept[-1].table

    members = source("people", people(recipe))
    homes = source("homes", households(recipe, members))
    own = ("household_id", "person_id", "name", "id_number")
    return _Built(
        kept,
        _flagged(members, recipe, table, PERSON_CHECKS, always=own),
        _flagged(jobs(recipe).subquery("jobs"), recipe, table, WORK_CHECKS, always=(*own, "id")),
        _flagged(homes, recipe, table, HOME_CHECKS, always=("household_id",)),
    )


def _flagged(
    source: FromClause, asked: Asked, rules: Mapping[str, Rule], checks: Mapping[str, Check], *, always: Sequence[str]
) -> _Pass:
    chosen = [(rules[code], check) for code, check in checks.items() if code in rules]
    conditions = [check.condition(source, asked, rule) for rule, check in chosen]
    told = (c.name for c in source.c if c.name.startswith("carries_") or c.name in ("ends", "starts"))
    names = dict.fromkeys((*always, *told, *(name for _, check in chosen for name in check.evidence)))
    masks = [
        sum((case((condition, 1 << n), else_=0) for n, condition in enumerate(part)), literal(0, BigInteger))
        for part in (conditions[first : first + _BITS] for first in range(0, len(conditions), _BITS))
    ]
    labelled = [mask.label(f"mask_{n}") for n, mask in enumerate(masks)]
    # The offset is a fence: without it the database works every condition out twice.
    inner = select(*(source.c[name] for name in names), *labelled).offset(0).subquery("flagged")
    found = or_(false(), *(inner.c[mask.name] != 0 for mask in labelled))
    return _Pass(select(*inner.c).where(found), chosen, tuple(mask.name for mask in labelled))


class _Passes:
    """The passes of one run."""

    def __init__(self, session: Session, asked: Asked, built: _Built) -> None:
        self._session, self._asked, self._built = session, asked, built

    def hits(self) -> Iterator[Hit]:
        """Every hit of the three passes."""
        connection = self._session.connection()
        for kept in self._built.kept:
            kept.table.drop(connection, checkfirst=True)
            kept.table.create(connection)
            names = [column.name for column in kept.rows.selected_columns]
            connection.execute(insert(kept.table).from_select(names, kept.rows))
        yield from self._person_hits()
        yield from self._job_hits()
        yield from self._home_hits()
        for kept in self._built.kept:
            kept.table.drop(connection)

    def _rows(self, of: _Pass) -> Iterator[tuple[Rule, Check, Values]]:
        if not of.checks:
            return
        for row in self._session.execute(of.statement, self._asked.values).mappings().yield_per(2_000):
            for rule, check in of.found(row):
                yield rule, check, row

    def _evidence(self, check: Check, row: Values) -> dict[str, object]:
        return {name: row[name] for name in check.evidence}

    def _saying(self, rule: Rule, check: Check, row: Values) -> Callable[[], str]:
        def say() -> str:
            more = {} if check.telling is None else check.telling(row, self._asked, rule)
            return _message(rule, row, {"line": self._asked.line_fen // 100, **more})

        return say

    def _person_hits(self) -> Iterator[Hit]:
        for rule, check, row in self._rows(self._built.persons):
            person, evidence = row["person_id"], self._evidence(check, row)
            yield Hit(rule, "person", person, row["household_id"], person, evidence, self._saying(rule, check, row))

    def _job_hits(self) -> Iterator[Hit]:
        """One for each rule and person: whoever has several such jobs has them all in the evidence."""
        found: dict[tuple[str, int], list[Hit]] = {}
        for rule, check, row in self._rows(self._built.jobs):
            person, evidence = row["person_id"], self._evidence(check, row)
            one = Hit(rule, "person", person, row["household_id"], person, evidence, self._saying(rule, check, row))
            found.setdefault((rule.code, person), []).append(one)
        for jobs_of in found.values():
            first = jobs_of[0]
            if len(jobs_of) > 1:
                first = first._replace(evidence={"jobs": [one.evidence for one in jobs_of]}, say=_all_of(jobs_of))
            yield first

    def _home_hits(self) -> Iterator[Hit]:
        for rule, check, row in self._rows(self._built.homes):
            home, evidence = row["household_id"], self._evidence(check, row)
            yield Hit(rule, "household", home, home, None, evidence, self._saying(rule, check, row))


def _all_of(hits: Sequence[Hit]) -> Callable[[], str]:
    return lambda: "；".join(dict.fromkeys(hit.message for hit in hits))


def _cross_hits(session: Session, asked: Asked, rules: Mapping[str, Rule]) -> Iterator[Hit]:
    for code, check in CROSS_CHECKS.items():
        if code not in rules:
            continue
        for group in check.groups(session, asked):
            for record in group:
                if asked.household_id in (None, record.household_id):
                    yield _cross_hit(rules[code], check, record, [other for other in group if other is not record])


def _cross_hit(rule: Rule, check: CrossCheck, record: Record, others: Sequence[Record]) -> Hit:
    evidence = {check.field: record.value, "others": [other.subject_id for other in others]}
    person = record.subject_id if check.subject == "person" else None

    def say() -> str:
        return _message(rule, {check.field: record.value, "name": record.name, "others": _others(others)})

    return Hit(rule, check.subject, record.subject_id, record.household_id, person, evidence, say)


def _village_hits(session: Session, rules: Mapping[str, Rule]) -> Iterator[Hit]:
    for code, sheet, evidence in village_hits(session, [code for code in VILLAGE_CHECKS if code in rules]):
        rule = rules[code]
        yield Hit(rule, "village", sheet.village_id, None, None, evidence, partial(_message, rule, evidence))


def _others(records: Sequence[Record]) -> str:
    named = "、".join(f"{record.name}（户编号{record.household_code}）" for record in records[:_NAMED])
    return f"{named}等{len(records)}处" if len(records) > _NAMED else named


@cache
def _names_in(message: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for _, name, _, _ in Formatter().parse(message) if name))


def _message(rule: Rule, values: Values, more: Values = MappingProxyType({})) -> str:
    shown = {name: _shown(more[name]) if name in more else _value(name, values) for name in _names_in(rule.message)}
    return rule.message.format_map(shown).replace("“”", "空")


def _value(name: str, values: Values) -> str:
    """A value of the row as people read it; money in whole yuan, parts of an ID number by their names."""
    if name in values:
        return _shown(values[name])
    if f"{name}_fen" in values:
        amount = values[f"{name}_fen"]
        return "" if amount is None else str(amount // 100)
    number = values["id_number"] or ""
    match name:
        case "length":
            return str(len(number))
        case "born":
            return f"{number[6:10]}年{number[10:12]}月"
        case _:
            raise KeyError(name)


def _shown(value: object) -> str:
    if isinstance(value, str):
        return _SHOWN.get(value, value)
    if isinstance(value, date):
        return f"{value.year}年{value.month}月{value.day}日"
    return "" if value is None else str(value)
