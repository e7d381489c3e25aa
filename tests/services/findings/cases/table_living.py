"""Families 63 to 72: housing, water, land and income (domain 6.7, 6.8)."""

from __future__ import annotations

from datetime import date
from typing import Any

from tests.services.findings.cases.parts import (
    WINTER,
    Record,
    fact,
    hit,
    home,
    land,
    near,
    spell,
    watched,
    who,
)

EMPTY_COLUMNS = {
    "3_02_004": ("has_electricity", 0),
    "3_02_005": ("road_kind", "泥土路"),
    "3_02_006": ("dwelling_area", 0),
    "3_02_007": ("has_toilet", 0),
    "3_02_008": ("farmland", 0),
    "3_02_009": ("woodland", 0),
    "3_02_010": ("returned_woodland", 0),
    "3_02_013": ("orchard", 0),
    "5_14_019": ("pasture", 0),
    "5_14_020": ("water_surface", 0),
    "5_14_021": ("road_distance", 0),
    "5_19_005": ("has_broadcast", 0),
    "5_19_006": ("fuel", "柴草"),
}
MOST = {  # hundredths of 亩; metres
    "5_14_001": ("farmland", 10_000),
    "5_14_003": ("woodland", 20_000),
    "5_14_007": ("orchard", 20_000),
    "5_14_009": ("pasture", 10_000),
    "5_14_011": ("water_surface", 10_000),
    "5_14_013": ("road_distance", 5_000),
}
RICH = 2_000_000


def unsafe(**values: Any) -> Record:
    return fact(dangerous_housing=1, **values)


def earning(fen: int, **values: Any) -> tuple[Record, Record]:
    """A watched household with this income per head, then and now."""
    return fact(net_per_head_fen=fen), watched(net_per_head_fen=fen, **values)


HOUSING = [
    hit(63, "1_02_001", "not watched", unsafe()),
    near(63, "1_02_001", "watched by the export", unsafe(), watched()),
    near(63, "1_02_001", "watched by us", unsafe(), spell()),
    near(63, "1_02_001", "exported as watched", unsafe(exported_category="脱贫不稳定户")),
    near(63, "1_02_001", "safe", fact(dangerous_housing=0)),
    near(63, "1_02_001", "not said", fact(dangerous_housing=None)),
    hit(64, "1_02_002", "not watched", fact(safe_water=0)),
    near(64, "1_02_002", "watched", fact(safe_water=0), watched()),
    near(64, "1_02_002", "safe", fact(safe_water=1)),
    near(64, "1_02_002", "not said", fact(safe_water=None)),
    hit(65, "1_02_003", "one of two", who(), who("配偶", male=False, major_illness_insurance=0)),
    near(65, "1_02_003", "watched", who(major_illness_insurance=0), watched()),
    near(65, "1_02_003", "not said", who(major_illness_insurance=None)),
    near(65, "1_02_003", "insured", who(major_illness_insurance=1)),
    hit(66, "3_02_002", "housing", fact(dangerous_housing=None)),
    near(66, "3_02_002", "unsafe", fact(dangerous_housing=1)),
    hit(66, "3_02_003", "water", fact(safe_water=None)),
    near(66, "3_02_003", "unsafe", fact(safe_water=0)),
    *(hit(66, code, column, land(**{column: None})) for code, (column, _) in EMPTY_COLUMNS.items()),
    *(near(66, code, f"{column} {least}", land(**{column: least})) for code, (column, least) in EMPTY_COLUMNS.items()),
    *(hit(67, code, "too much", land(**{column: most + 1})) for code, (column, most) in MOST.items()),
    *(near(67, code, "just enough", land(**{column: most})) for code, (column, most) in MOST.items()),
    *(hit(67, code, "below 0", land(**{MOST[code][0]: -1})) for code in MOST if code != "5_14_013"),
    *(near(67, code, "0", land(**{column: 0})) for code, (column, _) in MOST.items()),
    hit(67, "5_14_005", "too much", land(returned_woodland=20_001)),
    hit(67, "5_14_005", "below 0", land(returned_woodland=-1)),
    near(67, "5_14_005", "just enough", land(returned_woodland=10_000)),
]

INCOME = [
    hit(68, "1_02_006", "a fen below", fact(net_per_head_fen=499_999)),
    near(68, "1_02_006", "on the line", fact(net_per_head_fen=500_000)),
    near(68, "1_02_006", "ordinary household", home(household_type="ordinary"), fact(net_per_head_fen=499_999)),
    near(68, "1_02_006", "watched", fact(net_per_head_fen=499_999), watched()),
    near(68, "1_02_006", "not said", fact(net_per_head_fen=None)),
    hit(69, "3_11_010", "a fen below", *earning(399_999)),
    hit(69, "3_11_010", "our own spell", fact(net_per_head_fen=399_999), spell()),
    near(69, "3_11_010", "our own spell, 4000", fact(net_per_head_fen=400_000), spell()),
    near(69, "3_11_010", "4000", *earning(400_000)),
    near(69, "3_11_010", "not watched", fact(net_per_head_fen=399_999)),
    hit(70, "1111_18", "first day", *earning(RICH + 1, identified_on=date(2023, 1, 1)), day=WINTER),
    hit(
        70,
        "1111_18",
        "our own spell",
        fact(net_per_head_fen=RICH + 1),
        spell(identified_on=date(2023, 1, 1)),
        day=WINTER,
    ),
    near(70, "1111_18", "20000", *earning(RICH, identified_on=date(2023, 1, 1)), day=WINTER),
    near(70, "1111_18", "day before", *earning(RICH + 1, identified_on=date(2022, 12, 31)), day=WINTER),
    hit(71, "5_15_023", "99.99", watched(wage_fen=9_999)),
    hit(71, "5_15_023", "one fen", watched(wage_fen=1)),
    near(71, "5_15_023", "100", watched(wage_fen=10_000)),
    near(71, "5_15_023", "0", watched(wage_fen=0)),
    near(71, "5_15_023", "not said", watched(wage_fen=None)),
    hit(72, "5_15_020", "0", watched(risk_1="因病", self_paid_fen=0)),
    hit(72, "5_15_020", "empty", watched(risk_1="因病", self_paid_fen=None)),
    hit(72, "5_15_020", "fifth risk", watched(risk_5="因病", self_paid_fen=0)),
    near(72, "5_15_020", "a fen", watched(risk_1="因病", self_paid_fen=1)),
    near(72, "5_15_020", "disability", watched(risk_1="因残", self_paid_fen=0)),
]

CASES = [*HOUSING, *INCOME]
