"""Which households a comparison looks at: villages, or those under monitoring."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.history import VERSIONED
from app.models.region import Region
from app.services.comparison.matching import ListRow, Matched
from app.services.errors import NotFound, Reason

_SPELL = VERSIONED["monitoring_spell"]


@dataclass(frozen=True, slots=True)
class Scope:
    """The households compared; rows of the list outside it are neither here nor there."""

    households: frozenset[int]
    villages: frozenset[int]
    village_names: tuple[str, ...]
    monitored_only: bool
    has_categories: bool

    def has_row(self, matched: Matched, row: ListRow) -> bool:
        """Whether a row speaks of the scope: of one of its households, or of one that should be there."""
        target = matched.target_of(row)
        if target in self.households or row.home_id in self.households:
            return True
        if self.monitored_only:
            return bool(row.category) if self.has_categories else True
        village = self.village_of(matched, row)
        return village is None or not self.villages or village in self.villages

    @staticmethod
    def village_of(matched: Matched, row: ListRow) -> int | None:
        """The village of the household that the row belongs to, by our ledger, else by the list."""
        home = matched.homes.get(row.key or "")
        ours = matched.households.get((home.household_id if home else None) or row.home_id or 0)
        return ours.village_id if ours else home.village_id if home else None

    def examined(self, *, household_id: int | None, village_id: int | None, monitored_run: bool) -> bool:
        """Whether a stored difference lies in this scope; of no household of it: if it came of such a scope."""
        if household_id in self.households:
            return True
        fits = village_id is None or not self.villages or village_id in self.villages
        return fits and monitored_run is self.monitored_only


def scope_of(
    session: Session, matched: Matched, *, villages: Sequence[str], monitored: bool, fields: Collection[str]
) -> Scope:
    """The scope as asked for; without villages those that the list names, else those where its persons live."""
    everywhere = frozenset[int]() if monitored else _of_the_list(matched)
    ids = _named(session, villages) if villages else everywhere
    households = {h.household_id for h in matched.households.values() if not ids or h.village_id in ids}
    if monitored:
        watched = select(_SPELL.c.household_id).where(_SPELL.c.closed_on.is_(None))
        households &= set(session.scalars(watched))
    names = session.scalars(select(Region.name).where(Region.id.in_(ids)).order_by(Region.position, Region.id))
    return Scope(frozenset(households), ids, tuple(names), monitored, "category" in fields)


def _named(session: Session, villages: Sequence[str]) -> frozenset[int]:
    statement = select(Region.id, Region.name).where(Region.kind == "village", Region.name.in_(villages))
    known = {name: id_ for id_, name in session.execute(statement)}
    unknown = [name for name in villages if name not in known]
    if unknown:
        raise NotFound(Reason("comparison.village_unknown", {"villages": unknown}))
    return frozenset(known.values())


def _of_the_list(matched: Matched) -> frozenset[int]:
    named = frozenset(home.village_id for home in matched.homes.values() if home.village_id)
    if named:
        return named
    homes = {matched.target_of(row) or row.home_id for row in matched.rows}
    return frozenset(matched.households[home].village_id for home in homes if home in matched.households)
