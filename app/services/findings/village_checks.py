"""Checks of 行政村信息: what a village says of itself (domain 6.12). There are at most some dozens of villages."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models.enums import HouseholdType
from app.models.facts import VillageProfile
from app.models.history import VERSIONED
from app.models.region import Region
from app.services import effective as e
from app.services.files.columns import column_set

_LAND = {
    "farmland": "耕地",
    "woodland": "林地",
    "returned_woodland": "退耕还林",
    "orchard": "林果",
    "pasture": "牧草地",
    "water_surface": "水面",
}
_FRAME = frozenset({"village", "township", "data_on", "year"})


@dataclass(frozen=True, slots=True)
class VillageSheet:
    """The newest profile of a village: each column's value, and the land of its 脱贫户 in 1/100 亩."""

    village_id: int
    name: str
    values: Mapping[str, Any]
    land: Mapping[str, int]

    def number(self, name: str) -> float | None:
        """A column as a number; None when it is empty or no number."""
        try:
            return float(str(self.values[name]).replace(",", "").strip().removesuffix("亩"))
        except (KeyError, ValueError):
            return None


Evidence = Mapping[str, object]


def _no_people(sheet: VillageSheet, _carried: frozenset[str]) -> Evidence | None:
    evidence = {name: sheet.values.get(name) for name in ("household_count", "person_count")}
    return evidence if any(sheet.number(name) == 0 for name in evidence) else None


def _empty_columns(sheet: VillageSheet, carried: frozenset[str]) -> Evidence | None:
    titles = {field.name: field.titles[0] for field in column_set("village-profile").fields}
    empty = [name for name in titles if name in carried and sheet.values.get(name) in (None, "")]
    return {"missing": "、".join(titles[name] for name in empty)} if empty else None


def _more_gaps_than_homes(sheet: VillageSheet, _carried: frozenset[str]) -> Evidence | None:
    names = ("household_count", "unsafe_houses", "unsafe_water")
    homes, houses, water = (sheet.number(name) for name in names)
    if homes is None or (houses or 0) + (water or 0) <= homes:
        return None
    return {name: sheet.values.get(name) for name in names}


def _too_little_land(sheet: VillageSheet, _carried: frozenset[str]) -> Evidence | None:
    told: list[str] = []
    for name, word in _LAND.items():
        own, of_homes = sheet.number(name), sheet.land.get(name)
        if own is not None and of_homes is not None and own * 100 < of_homes:
            told.append(f"{word}{own:g}亩，脱贫户合计{of_homes / 100:g}亩")
    return {"missing": "；".join(told)} if told else None


VILLAGE_CHECKS: Mapping[str, Callable[[VillageSheet, frozenset[str]], Evidence | None]] = {
    "countryside/1_03": _no_people,
    "countryside/2_03": _empty_columns,
    "countryside/3_03": _more_gaps_than_homes,
    "V-93": _too_little_land,
}


def village_sheets(session: Session) -> Sequence[VillageSheet]:
    """The newest profile of every village that has one."""
    rows = session.execute(
        select(VillageProfile, Region.name)
        .join(Region, Region.id == VillageProfile.village_id)
        .order_by(VillageProfile.observed_on, VillageProfile.id)
    )
    land = _land_of_homes(session)
    newest: dict[int, VillageSheet] = {}
    for profile, name in rows:
        values: dict[str, Any] = json.loads(profile.values or "{}")
        values |= {"household_count": profile.household_count, "person_count": profile.person_count}
        newest[profile.village_id] = VillageSheet(profile.village_id, name, values, land.get(profile.village_id, {}))
    return list(newest.values())


def _land_of_homes(session: Session) -> Mapping[int, Mapping[str, int]]:
    c, h = VERSIONED["living_condition"].c, e.household.c
    newest = select(func.max(c.id)).group_by(c.household_id)
    sums = [func.sum(c[name]).label(name) for name in _LAND]
    exited = (h.household_type == HouseholdType.EXITED.value, h.status == "active")
    statement = select(h.village_id, *sums).join(e.household, h.id == c.household_id)
    found = session.execute(statement.where(c.id.in_(newest), *exited).group_by(h.village_id)).mappings()
    return {row["village_id"]: {name: row[name] for name in _LAND if row[name] is not None} for row in found}


def carried_columns(sheets: Sequence[VillageSheet]) -> frozenset[str]:
    """The columns that at least one village filled in."""
    return frozenset(name for sheet in sheets for name, value in sheet.values.items() if value not in (None, ""))


def village_hits(session: Session, codes: Sequence[str]) -> Iterator[tuple[str, VillageSheet, Evidence]]:
    """(code, village, evidence) of every hit."""
    sheets = village_sheets(session)
    carried = carried_columns(sheets) - _FRAME
    for code in codes:
        for sheet in sheets:
            evidence = VILLAGE_CHECKS[code](sheet, carried)
            if evidence is not None:
                yield code, sheet, evidence
