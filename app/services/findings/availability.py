"""Which rules can be asked: a rule whose columns no list has brought, or of another year, claims nothing."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models.facts import VillageProfile
from app.models.history import VERSIONED
from app.services import audit
from app.services.findings.rules import Rule

# ``table.*``: any row of the table.
ANY = "*"


class NotApplicable(StrEnum):
    """Why a rule claims nothing."""

    SOURCE = "source"  # 不适用：缺数据来源
    YEAR = "year"  # 不适用：年度不符


WORDS = {NotApplicable.SOURCE: "不适用：缺数据来源", NotApplicable.YEAR: "不适用：年度不符"}


@dataclass(frozen=True, slots=True)
class RuleState:
    """A rule as the office uses it, as the table says, and why it claims nothing (None = it is asked when on)."""

    rule: Rule
    default: Rule
    not_applicable: NotApplicable | None

    @property
    def is_changed(self) -> bool:
        """Whether the office uses it otherwise than the table says."""
        return self.rule.on != self.default.on or dict(self.rule.params) != dict(self.default.params)


def not_applicable(rule: Rule, known: Collection[str], year: int) -> NotApplicable | None:
    """Why the rule claims nothing this year with these columns; None = it can be asked."""
    if not rule.holds_in(year):
        return NotApplicable.YEAR
    if any(set(need.split("|")).isdisjoint(known) for need in rule.needs):
        return NotApplicable.SOURCE
    return None


def columns_of(rules: Iterable[Rule]) -> frozenset[str]:
    """Every column that the rules need."""
    return frozenset(name for rule in rules for need in rule.needs for name in need.split("|"))


def known_columns(session: Session, wanted: Collection[str], *, since: int = -1) -> set[str]:
    """Those of the columns that say something in some row written after ``since``."""
    by_table: Mapping[str, list[str]] = defaultdict(list)
    for name in sorted(wanted):
        table, column = name.split(".", 1)
        by_table[table].append(column)
    found: set[str] = set()
    for table, columns in by_table.items():
        if table == "village_profile":
            found |= _of_villages(session, columns)
            continue
        source = VERSIONED[table]
        some = [func.count() if column == ANY else func.count(source.c[column]) for column in columns]
        counts = select(*some).select_from(source).where(source.c.seq > since)
        row = session.execute(counts).one()
        found |= {f"{table}.{column}" for column, count in zip(columns, row, strict=True) if count}
    return found


def _of_villages(session: Session, columns: Collection[str]) -> set[str]:
    """Columns of the profiles; ``values:NAME`` stands in the JSON beside the two counts."""
    said: set[str] = set()
    for profile in session.scalars(select(VillageProfile)):
        own = {"household_count": profile.household_count, "person_count": profile.person_count}
        values = json.loads(profile.values or "{}")
        said |= {name for name, value in own.items() if value is not None}
        said |= {f"values:{name}" for name, value in values.items() if value not in (None, "")}
        said.add("values")
    return {f"village_profile.{name}" for name in columns if name in said}


class KnownColumns:
    """The columns that lists have brought: counted anew by each run, added to as the ledger grows in between."""

    def __init__(self) -> None:
        self._state: tuple[int, frozenset[str]] = (-1, frozenset())

    def anew(self, session: Session, rules: Collection[Rule]) -> Collection[str]:
        """Counted from the beginning."""
        found = frozenset(known_columns(session, columns_of(rules)))
        self._state = (audit.head(session).seq, found)
        return found

    def now(self, session: Session, rules: Collection[Rule]) -> Collection[str]:
        """As they were last, and what was written since: one household must not wait for a count of the town."""
        (last, known), head = self._state, audit.head(session).seq
        if head == last:
            return known
        found = known | known_columns(session, columns_of(rules) - known, since=last)
        self._state = (head, frozenset(found))
        return found


def why_not(chosen: Mapping[str, Rule], known: Collection[str], today: date) -> dict[str, NotApplicable]:
    """Those of the rules that claim nothing today, and why."""
    found = {code: not_applicable(rule, known, today.year) for code, rule in chosen.items()}
    return {code: why for code, why in found.items() if why is not None}
