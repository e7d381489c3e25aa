"""Villages and groups of a roster: known by name inside their parent; the first roster founds them (design 4)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from app.models.region import Region
from app.services.imports.roster_tables import PLACE, STAGE
from app.services.imports.sql import Expression
from app.services.imports.staging import Staged, StagedSheet
from app.services.ledger import Transaction
from app.services.regions import find_in, found_in, match_name, township_in

UNKNOWN_VILLAGE = "village.unknown"
NO_VILLAGE = "village.missing"
OTHER_TOWNSHIP = "village.other_township"
# Households of a first roster that names no village at all; a person assigns them later.
UNNAMED_VILLAGE = "未注明村"
NEW_GROUP = 0

_PART = re.compile(r"[镇乡道\s\-_—（(·:：]")
_VILLAGE = re.compile(r"[\u4e00-\u9fff0-9]{1,9}?(?:村|社区)")
_NO_VILLAGE = re.compile(r".*(?:农村|本村|全村|各村|行政村|自然村|乡村|各村|本社区)|.*[年月份].*")
_VILLAGE_AND_GROUP = re.compile(r"(.+?(?:村|社区))(.+?(?:组|社|队))")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a row says it belongs: names as in the file."""

    township: str | None
    village: str | None
    group: str | None


@dataclass(slots=True)
class _Founder:
    """Makes the regions that a first roster names, in the transaction that stores it."""

    tx: Transaction
    made: list[str]

    def region(self, kind: str, name: str, parent_id: int | None) -> int:
        region = find_in(self.tx.session, kind=kind, name=name, parent_id=parent_id)
        if region is None:
            region = found_in(self.tx, kind=kind, name=name, parent_id=parent_id, position=len(self.made) + 1)
            self.made.append(name)
        return region.id


def village_in(text: str) -> str | None:
    """The village that a title speaks of: 石门镇红星村户籍册 -> 红星村; 农村低保名单 speaks of none."""
    starts = [0, *(part.end() for part in _PART.finditer(text))]
    found = [match.group() for start in starts if (match := _VILLAGE.match(text, start))]
    named = [village for village in found if not _NO_VILLAGE.fullmatch(village)]
    return min(named, key=lambda village: (bool(_PART.search(village)), len(village)), default=None)


def village_of_sheet(sheet: StagedSheet, file_name: str) -> str | None:
    """The village that a sheet's name, the lines above its header or its file's name speaks of."""
    texts = (sheet.seen.name, *sheet.seen.above, file_name)
    return next((village for text in texts if (village := village_in(text))), None)


def village_named_by(session: Session, sheet: StagedSheet, file_name: str) -> str | None:
    """A village of ours whose bare name the sheet carries (红星 for 红星村), else what its texts speak of."""
    name = sheet.seen.name.strip()
    known = find_in(session, kind="village", name=name, parent_id=township_in(session)) if name else None
    return known.name if known else village_of_sheet(sheet, file_name)


def fill_villages(session: Session, staged: Staged) -> None:
    """Give the rows without a village the one of their sheet."""
    for sheet in staged.sheets:
        village = village_named_by(session, sheet, staged.names[sheet.file])
        if village and "village" not in sheet.seen.fields:
            here = (STAGE.c.file == sheet.file, STAGE.c.sheet == sheet.seen.index)
            session.execute(STAGE.update().where(*here, STAGE.c.village.is_(None)).values(village=village))


def places_of(session: Session) -> list[Place]:
    """The places that the staged rows name, each once, in the order of their names."""
    names = (STAGE.c.township, STAGE.c.village, STAGE.c.group)
    rows = session.execute(select(*names).distinct().order_by(*names))
    return [Place(township, village, group) for township, village, group in rows]


def match_places(session: Session, places: list[Place], *, founding: bool) -> None:
    """Fill ``plan_place``: the ids of known villages and groups, or what is wrong; nothing is founded here."""
    township_id = township_in(session)
    other = _other_townships(session, places)
    rows = [_matched(session, place, township_id, founding=founding, other=other) for place in places]
    for number, row in enumerate(rows, start=1):
        if row["group_id"] == NEW_GROUP:
            row["group_id"] = -number  # stands for the group until it is founded
    if rows:
        session.execute(insert(PLACE), rows)


def is_founding(session: Session) -> bool:
    """Whether the ledger has no village yet."""
    return session.scalar(select(Region.id).where(Region.kind == "village").limit(1)) is None


def found_places(tx: Transaction, places: list[Place], *, founding: bool) -> list[str]:
    """Found what is missing: every village by the first roster, new groups by any; returns the names made."""
    founder = _Founder(tx, [])
    township_id = township_in(tx.session)
    if township_id is None:
        named = next((place.township for place in places if place.township), "本镇")
        township_id = found_in(tx, kind="township", name=named, parent_id=None).id
        _adopt_villages(tx, township_id)
    for place in places:
        _found(founder, place, township_id, founding=founding)
    return founder.made


def _adopt_villages(tx: Transaction, township_id: int) -> None:
    """Villages that were added by hand before the first roster belong to the township as well."""
    for village in tx.session.scalars(select(Region).where(Region.kind == "village", Region.parent_id.is_(None))):
        village.parent_id = township_id


def _found(founder: _Founder, place: Place, township_id: int, *, founding: bool) -> None:
    session, problem = founder.tx.session, PLACE.c.problem
    here = _same(place)
    if session.scalar(select(problem).where(*here)) is not None:
        return
    village, group = _split(place)
    if village is None:
        village = UNNAMED_VILLAGE
    village_id = (
        founder.region("village", village, township_id)
        if founding
        else session.scalar(select(PLACE.c.village_id).where(*here))
    )
    group_id = founder.region("group", group, village_id) if group else None
    session.execute(PLACE.update().where(*here).values(village_id=village_id, group_id=group_id))


def _matched(
    session: Session, place: Place, township_id: int | None, *, founding: bool, other: frozenset[str]
) -> dict[str, object]:
    village, group = _split(place)
    row: dict[str, object] = {
        "township": place.township,
        "village": place.village,
        "group_name": place.group,
        "village_id": None,
        "group_id": None,
        "problem": None,
    }
    if place.township and place.township in other:
        return row | {"problem": OTHER_TOWNSHIP}
    if founding:
        return row
    if village is None:
        return row | {"problem": NO_VILLAGE}
    found = find_in(session, kind="village", name=village, parent_id=township_id)
    if found is None:
        return row | {"problem": UNKNOWN_VILLAGE}
    group_region = find_in(session, kind="group", name=group, parent_id=found.id) if group else None
    group_id = group_region.id if group_region else NEW_GROUP if group else None
    return row | {"village_id": found.id, "group_id": group_id}


def _split(place: Place) -> tuple[str | None, str | None]:
    """Village and group; a group column may name both: 红星村3组."""
    group = place.group
    if group and (both := _VILLAGE_AND_GROUP.fullmatch(group)):
        named = match_name(both[1])
        if place.village is None or match_name(place.village) == named:
            return place.village or both[1], both[2]
    return place.village, group


def _same(place: Place) -> tuple[Expression, ...]:
    return (
        PLACE.c.township.is_not_distinct_from(place.township),
        PLACE.c.village.is_not_distinct_from(place.village),
        PLACE.c.group_name.is_not_distinct_from(place.group),
    )


def _other_townships(session: Session, places: list[Place]) -> frozenset[str]:
    """The townships that are not ours in a file of several, ours among them (a county's export)."""
    named = {place.township for place in places if place.township}
    ours = session.scalar(select(Region.name).where(Region.kind == "township").order_by(Region.id).limit(1))
    if ours is None or len(named) < 2:
        return frozenset()
    same = {name for name in named if _bare(name) == _bare(ours)}
    return frozenset(named - same) if same else frozenset()


def _bare(name: str) -> str:
    return re.sub(r"\s|(?:人民政府|镇|乡|街道办事处|街道)$", "", name)
