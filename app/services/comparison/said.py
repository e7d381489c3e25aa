"""Of whom a list says anything: a value that closes a difference must have been there to agree."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.services.comparison.presence import Sides
from app.services.imports import roster_fields as fields
from app.services.imports.roster_tables import HOUSEHOLD, MEMBER, STAGE

_MEMBERSHIP = frozenset({"membership.person_id", "membership.household_id"})


class Said:
    """Asks the staged list once for each column."""

    def __init__(self, session: Session, sides: Sides) -> None:
        self._session, self._sides = session, sides
        self._known: dict[str, frozenset[int]] = {}
        self._listed = {row.person_id for row in sides.matched.rows if row.person_id}
        self._homes = {home.household_id for home in sides.matched.homes.values()}

    def anything(self, column: str, *, person_id: int | None, household_id: int | None) -> bool:
        """Whether the list has a value in this column of the ledger for the person or household."""
        if column in _MEMBERSHIP:
            # That somebody has left is said by a list of the household that no longer names the person.
            is_member = person_id in self._sides.matched.members
            return person_id in self._listed if is_member else household_id in self._homes
        if column not in self._known:
            self._known[column] = self._ask(column)
        return (person_id or household_id) in self._known[column]

    def _ask(self, column: str) -> frozenset[int]:
        table, _, name = column.partition(".")
        if column in ("household.village_id", "household.group_id"):
            found = HOUSEHOLD.c[name]
            return self._ids(select(HOUSEHOLD.c.household_id).where(found.is_not(None)))
        if table == "monitoring_spell":
            return self._ids(select(HOUSEHOLD.c.household_id).where(HOUSEHOLD.c.category.is_not(None)))
        target = next((t for t in fields.TARGETS if t.table.name == table and name in t.columns), None)
        if target is None:
            return frozenset()
        field = target.columns[name]
        if field not in self._sides.fields:
            return self._of_the_list(column)
        if target.source is STAGE:
            rows = select(MEMBER.c.person_id).join(STAGE, STAGE.c.n == MEMBER.c.n)
            return self._ids(rows.where(STAGE.c[field].is_not(None))) | self._of_the_list(column)
        return self._ids(select(HOUSEHOLD.c.household_id).where(HOUSEHOLD.c[field].is_not(None)))

    def _of_the_list(self, column: str) -> frozenset[int]:
        """A list that says one thing of everybody speaks of everybody in its scope."""
        if column != f"person_fact.{self._sides.list_column}":
            return frozenset()
        scope = self._sides.scope.households
        return frozenset(m.person_id for m in self._sides.matched.members.values() if m.household_id in scope)

    def _ids(self, statement) -> frozenset[int]:
        return frozenset(id_ for id_ in self._session.scalars(statement) if id_ is not None)
