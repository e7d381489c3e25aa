"""Villages and groups: one tree, matched by normalised name inside the parent (design 4)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models.history import VERSIONED, bulk_update
from app.models.household import HouseholdSummary
from app.models.region import Region, RegionName
from app.services.context import Actor
from app.services.errors import NotFound, Reason, refuse, refuse_all
from app.services.ledger import Ledger, Transaction

_SUFFIXES = ("村民委员会", "居民委员会", "村委会", "居委会", "行政村", "社区", "村")
_DIGITS = {
    "一": "1",
    "二": "2",
    "三": "3",
    "四": "4",
    "五": "5",
    "六": "6",
    "七": "7",
    "八": "8",
    "九": "9",
    "十": "10",
}
_AFTER_NUMBERS = 1_000
_GROUP = re.compile(r"^第?(\d+|[一二三四五六七八九十]{1,3})(村民小组|小组|组|社|队)?$")


@dataclass(frozen=True, slots=True)
class RegionRow:
    """A village or group of the tree with the number of living households and members."""

    id: int
    parent_id: int | None
    kind: str
    name: str
    households: int
    members: int


@dataclass(frozen=True, slots=True)
class RegionNameRow:
    """A name that a region carries or carried; ``merged_from``: it is that of a region merged into this one."""

    name: str
    from_on: date | None
    to_on: date | None
    merged_from: str = ""


def match_name(name: str, *, kind: str = "village") -> str:
    """The form in which names of regions are compared: without spaces and without the usual endings."""
    bare = re.sub(r"\s+", "", name)
    if kind == "group":
        found = _GROUP.match(bare)
        return f"{_group_number(found[1])}" if found else bare
    while suffix := next((s for s in _SUFFIXES if bare.endswith(s) and len(bare) > len(s)), None):
        bare = bare[: -len(suffix)]  # 红星村村委会 carries two
    return bare


def _group_number(text: str) -> int:
    if text.isdecimal():
        return int(text)
    tens, _, ones = text.partition("十")
    if "十" not in text:
        return int(_DIGITS[text]) if text in _DIGITS else 0
    return int(_DIGITS.get(tens, "1")) * 10 + (int(_DIGITS[ones]) if ones else 0)


def found_in(tx: Transaction, *, kind: str, name: str, parent_id: int | None, position: int = 0) -> Region:
    """Make a region with its first name, in the caller's transaction; a numbered group stands by its number."""
    known_as = match_name(name, kind=kind)
    region = Region(
        kind=kind, name=name, match_name=known_as, parent_id=parent_id, position=_place_of(kind, known_as, position)
    )
    tx.session.add(region)
    tx.session.flush()
    tx.session.add(RegionName(region_id=region.id, name=name, match_name=region.match_name))
    return region


def _place_of(kind: str, known_as: str, position: int) -> int:
    """一组 before 二组 before 十组, in whatever order a file names them; groups with names of their own come after."""
    if kind != "group":
        return position
    return int(known_as) if known_as.isdecimal() else _AFTER_NUMBERS + position


def find_in(session: Session, *, kind: str, name: str, parent_id: int | None) -> Region | None:
    """The region of this name inside the parent, by any name it ever carried; a merged one gives its successor."""
    wanted = match_name(name, kind=kind)
    statement = (
        select(Region)
        .join(RegionName, RegionName.region_id == Region.id)
        .where(Region.kind == kind, Region.parent_id == parent_id, RegionName.match_name == wanted)
        .order_by(Region.id)
    )
    region = session.scalars(statement).first()
    while region is not None and region.merged_into_id is not None:
        region = session.get(Region, region.merged_into_id)
    return region


def township_in(session: Session) -> int | None:
    """The township's region; None before the first roster has named it."""
    return session.scalar(select(Region.id).where(Region.kind == "township").order_by(Region.id).limit(1))


class RegionService:
    """Reads the tree and changes names."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def tree(self) -> Sequence[RegionRow]:
        """Township, villages and groups in order, with counts of living households and members."""
        summary = HouseholdSummary
        living = summary.status == "active"
        with self._ledger.reading() as session:
            by_village = {
                row[0]: (row[1], row[2])
                for row in session.execute(
                    select(summary.village_id, func.count(), func.sum(summary.member_count))
                    .where(living)
                    .group_by(summary.village_id)
                )
            }
            by_group = {
                (row[0], row[1]): (row[2], row[3])
                for row in session.execute(
                    select(summary.village_id, summary.group_name, func.count(), func.sum(summary.member_count))
                    .where(living)
                    .group_by(summary.village_id, summary.group_name)
                )
            }
            regions = session.scalars(
                select(Region).where(Region.merged_into_id.is_(None)).order_by(Region.position, Region.id)
            )
            rows = []
            for r in regions:
                counts = by_village.get(r.id) if r.kind == "village" else by_group.get((r.parent_id or 0, r.name))
                households, members = counts or (0, 0)
                rows.append(RegionRow(r.id, r.parent_id, r.kind, r.name, households, members or 0))
        return rows

    def names(self, region_id: int) -> Sequence[RegionNameRow]:
        """Every name of a region, the present one first, then those of the regions merged into it."""
        with self._ledger.reading() as session:
            merged = {r.id: r.name for r in session.scalars(select(Region).where(Region.merged_into_id == region_id))}
            rows = session.scalars(
                select(RegionName)
                .where(RegionName.region_id.in_([region_id, *merged]))
                .order_by(RegionName.to_on.is_not(None), RegionName.to_on.desc(), RegionName.id)
            ).all()
            own = [row for row in rows if row.region_id == region_id]
            others = [row for row in rows if row.region_id != region_id]
            return [
                RegionNameRow(row.name, row.from_on, row.to_on, merged.get(row.region_id, ""))
                for row in (*own, *others)
            ]

    def add(self, *, kind: str, name: str, parent_id: int | None, actor: Actor, today: date) -> int:
        """Found a village or group; refused when the parent has one of this name, whatever its ending.

        A village for which no parent is named belongs to the township.
        """
        with self._ledger.transaction("region.add", actor=actor, today=today) as tx:
            if kind == "village" and parent_id is None:
                parent_id = township_in(tx.session)
            _require_name(tx, kind=kind, name=name, parent_id=parent_id, but=None)
            last = tx.session.scalar(select(func.max(Region.position)).where(Region.parent_id == parent_id))
            position = 0 if last is None else last + 1
            region = found_in(tx, kind=kind, name=name.strip(), parent_id=parent_id, position=position)
            tx.about("region", region.uid)
        return region.id

    def rename(self, region_id: int, *, name: str, from_on: date, actor: Actor, today: date) -> None:
        """Give a region a new name from a day on; old papers and lists keep finding it by the old one."""
        with self._ledger.transaction("region.rename", actor=actor, today=today) as tx:
            region = _region(tx, region_id)
            _require_name(tx, kind=region.kind, name=name, parent_id=region.parent_id, but=region_id)
            tx.about("region", region.uid, occurred_on=from_on)
            _end_names(tx, region_id, from_on)
            region.name, region.match_name = name.strip(), match_name(name, kind=region.kind)
            region.position = _place_of(region.kind, region.match_name, region.position % _AFTER_NUMBERS)
            tx.session.add(
                RegionName(region_id=region_id, name=region.name, match_name=region.match_name, from_on=from_on)
            )

    def merge(self, region_id: int, *, into_id: int, on: date, actor: Actor, today: date) -> int:
        """Close a region from a day on; its households move to the successor, its groups too or into those alike.

        Returns the number of households moved. Its names still lead to the successor (half of Sichuan's villages).
        """
        with self._ledger.transaction("region.merge", actor=actor, today=today) as tx:
            region, into = _region(tx, region_id), _region(tx, into_id)
            refuse_all(_merge_problems(region, into))
            tx.about("region", region.uid, occurred_on=on)
            moved = _move_village(tx, region, into) if region.kind == "village" else _move_group(tx, region, into)
            _end_names(tx, region_id, on)
            region.merged_into_id, region.closed_on = into_id, on
            tx.note(households=moved)
        return moved


def _region(tx: Transaction, region_id: int) -> Region:
    region = tx.session.get(Region, region_id)
    if region is None or region.merged_into_id is not None:
        raise NotFound(Reason("region.not_found", {"id": region_id}))
    return region


def _require_name(tx: Transaction, *, kind: str, name: str, parent_id: int | None, but: int | None) -> None:
    if not name.strip():
        raise refuse("region.name_missing")
    found = find_in(tx.session, kind=kind, name=name, parent_id=parent_id)
    if found is not None and found.id != but:
        raise refuse("region.exists", name=name.strip(), known=found.name)


def _end_names(tx: Transaction, region_id: int, new_from: date) -> None:
    """The names in use end the day before (both days of a name count)."""
    current = select(RegionName).where(RegionName.region_id == region_id, RegionName.to_on.is_(None))
    for name in tx.session.scalars(current):
        name.to_on = new_from - timedelta(days=1)


def _merge_problems(region: Region, into: Region) -> Iterator[Reason]:
    if region.id == into.id:
        yield Reason("region.merge_into_itself", {"name": region.name})
    if region.kind != into.kind or region.kind == "township":
        yield Reason("region.merge_other_kind", {"name": region.name, "into": into.name})


def _move_village(tx: Transaction, region: Region, into: Region) -> int:
    for group in tx.session.scalars(
        select(Region).where(Region.parent_id == region.id, Region.merged_into_id.is_(None))
    ).all():
        same = find_in(tx.session, kind="group", name=group.name, parent_id=into.id)
        if same is None:
            group.parent_id = into.id
        else:
            _move_group(tx, group, same)
            group.merged_into_id, group.closed_on = same.id, tx.today
    return _move(tx, "village_id", region.id, into.id)


def _move_group(tx: Transaction, region: Region, into: Region) -> int:
    return _move(tx, "group_id", region.id, into.id)


def _move(tx: Transaction, column: str, old: int, new: int) -> int:
    households = VERSIONED["household"]
    here = households.c[column] == old
    count = tx.session.scalar(select(func.count()).select_from(households).where(here)) or 0
    if count:
        bulk_update(tx.session, households, here, {column: new})
    return count
