"""The household's rows of one table that a list fills: what continues, what changes, what is new, and writing it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import reduce

from sqlalchemy import FromClause, String, Table, and_, case, cast, func, insert, literal, or_, select
from sqlalchemy.orm import Session

from app.services.imports.list_tables import CHANGE, EXISTING, LINE
from app.services.imports.sql import Expression, insert_from, update_from


@dataclass(frozen=True, slots=True)
class Told:
    """Where a column's value comes from: the first of these fields that says something, as the ledger stores it."""

    fields: tuple[str, ...]
    as_stored: Callable[[Expression], Expression] = lambda value: value


@dataclass(frozen=True, slots=True)
class Said:
    """What the file says of the households: the gathered values, and the fields that it has at all."""

    table: Table
    fields: frozenset[str]

    def value(self, told: Told) -> Expression | None:
        """A column's value; None when the file has none of its fields."""
        known = [self.table.c[name] for name in told.fields if name in self.fields]
        if not known:
            return None
        return told.as_stored(known[0] if len(known) == 1 else func.coalesce(*known))

    @property
    def rows(self) -> FromClause:
        """The lines with what is said of them."""
        return LINE.join(self.table, self.table.c.key == LINE.c.key)


@dataclass(frozen=True, slots=True)
class HouseholdRows:
    """One table of a list: a row for each household, year and (where the table tells them apart) taking."""

    name: str
    table: Table
    columns: Mapping[str, Told]
    fixed: Mapping[str, str] = field(default_factory=dict)
    raw: str | None = None

    def values(self, said: Said) -> dict[str, Expression]:
        """The ledger's columns for which the file has a field."""
        found = {column: said.value(told) for column, told in self.columns.items()}
        return {column: value for column, value in found.items() if value is not None}

    def says(self, said: Said) -> Expression:
        """Whether the file says anything of a household for this table."""
        return reduce(or_, (value.is_not(None) for value in self.values(said).values()), literal(value=False))

    def look(self, session: Session, said: Said) -> None:
        """Find the rows that the lines continue, and every value that would change."""
        values = self.values(said)
        if not values:
            return
        table = self.table
        same = and_(
            table.c.household_id == LINE.c.household_id,
            table.c.year == LINE.c.year,
            *(table.c[column] == value for column, value in self.fixed.items()),
        )
        found = (
            select(literal(self.name, String), LINE.c.key, func.min(table.c.id))
            .select_from(said.rows.join(table, same))
            .where(self.says(said))
            .group_by(LINE.c.key)
        )
        session.execute(insert(EXISTING).from_select(["target", "key", "id"], found))
        ours = self._continued(said)
        for column, value in values.items():
            old, new = table.c[column], self._after(column, value)
            changed = select(
                literal(self.name, String), LINE.c.key, literal(column, String), cast(old, String), cast(new, String)
            )
            session.execute(
                insert(CHANGE).from_select(
                    ["target", "key", "field", "old", "new"],
                    changed.select_from(ours).where(new.is_distinct_from(old)),
                )
            )

    def _continued(self, said: Said) -> FromClause:
        mine = and_(EXISTING.c.key == LINE.c.key, EXISTING.c.target == self.name)
        return said.rows.join(EXISTING, mine).join(self.table, self.table.c.id == EXISTING.c.id)

    def _after(self, column: str, value: Expression) -> Expression:
        """What stands there after the import: an empty cell says nothing, an older file only fills gaps."""
        old = self.table.c[column]
        is_older = LINE.c.data_on < self.table.c.observed_on
        return case((is_older, func.coalesce(old, value)), else_=func.coalesce(value, old))

    def write(self, session: Session, said: Said, *, batch_id: int) -> None:
        """Write new rows, and the changed ones with the day and batch that changed them."""
        values = self.values(said)
        if not values:
            return
        known = select(EXISTING.c.key).where(EXISTING.c.target == self.name)
        new = and_(LINE.c.household_id.is_not(None), self.says(said), LINE.c.key.not_in(known))
        insert_from(session, self.table, {**self.frame(said, batch_id=batch_id), **values}, said.rows, new)
        changes = select(CHANGE.c.key).where(CHANGE.c.target == self.name)
        changed = select(EXISTING.c.id).where(EXISTING.c.target == self.name, EXISTING.c.key.in_(changes))
        old = self.table.c.observed_on
        after = {column: self._after(column, value) for column, value in values.items()}
        stamps: dict[str, Expression] = {
            "observed_on": case((LINE.c.data_on < old, old), else_=LINE.c.observed_on),
            "batch_id": literal(batch_id),
        }
        raw = self._raw(said)
        if raw is not None:
            stamps["raw"] = func.coalesce(raw, self.table.c.raw)
        update_from(
            session,
            self.table,
            {**after, **stamps},
            ids=self.table.c.id.in_(changed),
            joined=[
                EXISTING.c.target == self.name,
                EXISTING.c.id == self.table.c.id,
                EXISTING.c.key == LINE.c.key,
                said.table.c.key == LINE.c.key,
            ],
        )

    def frame(self, said: Said, *, batch_id: int) -> dict[str, Expression]:
        """What a new row says beside its values."""
        raw = self._raw(said)
        frame: dict[str, Expression] = {
            "household_id": LINE.c.household_id,
            "year": LINE.c.year,
            "observed_on": LINE.c.observed_on,
            "batch_id": literal(batch_id),
            **{column: literal(value, String) for column, value in self.fixed.items()},
        }
        return frame if raw is None else {**frame, "raw": raw}

    def _raw(self, said: Said) -> Expression | None:
        return said.value(Told((self.raw,))) if self.raw else None


def settle_lines(
    session: Session, targets: tuple[HouseholdRows, ...], said: Said, *, own: tuple[HouseholdRows, ...]
) -> None:
    """created where none of the list's own tables knew the household's year, updated where one gains or changes."""
    for target in targets:
        target.look(session, said)
    existing = select(EXISTING.c.key)
    known = existing.where(EXISTING.c.target.in_([target.name for target in own]))
    changed = select(CHANGE.c.key)
    gained = [
        and_(
            target.says(said),
            LINE.c.key.not_in(select(EXISTING.c.key).where(EXISTING.c.target == target.name)),
        )
        for target in targets
    ]
    gains = select(LINE.c.key).select_from(said.rows).where(or_(*gained))
    outcome = case(
        (and_(LINE.c.key.in_(gains), LINE.c.key.not_in(known)), "created"),
        (or_(LINE.c.key.in_(gains), LINE.c.key.in_(changed)), "updated"),
        (LINE.c.key.in_(existing), "unchanged"),
    )
    session.execute(LINE.update().values(outcome=outcome))
