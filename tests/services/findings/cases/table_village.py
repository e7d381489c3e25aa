"""Family 93: the village sheet (domain 6.12)."""

from __future__ import annotations

from tests.services.findings.cases.parts import elder, hit, home, land, near, village

COUNTS = {"unsafe_houses": 3, "unsafe_water": 2, "subsistence_households": 40, "farmland": 5_000}

CASES = [
    hit(93, "countryside/1_03", "无户", village(0, 2_700, **COUNTS)),
    hit(93, "countryside/1_03", "无人", village(900, 0, **COUNTS)),
    near(93, "countryside/1_03", "一户一人", village(6, 1, **COUNTS)),
    hit(93, "countryside/2_03", "缺数", village(**{**COUNTS, "subsistence_households": None})),
    hit(93, "countryside/2_03", "空白", village(**{**COUNTS, "subsistence_households": ""})),
    hit(93, "countryside/2_03", "缺总户数", village(None, 2_700, **COUNTS)),
    near(93, "countryside/2_03", "全填", village(**COUNTS)),
    near(93, "countryside/2_03", "填零", village(**dict.fromkeys(COUNTS, 0))),
    hit(93, "countryside/3_03", "多一", village(900, 2_700, **{**COUNTS, "unsafe_houses": 500, "unsafe_water": 401})),
    near(93, "countryside/3_03", "相等", village(900, 2_700, **{**COUNTS, "unsafe_houses": 500, "unsafe_water": 400})),
    hit(93, "V-93", "地少", land(farmland=10_000), village(**{**COUNTS, "farmland": 99}), elder()),
    hit(93, "V-93", "文字", land(farmland=10_000), village(**{**COUNTS, "farmland": "99.99亩"})),
    near(93, "V-93", "地够", land(farmland=10_000), village(**{**COUNTS, "farmland": 100})),
    near(
        93,
        "V-93",
        "一般户",
        home(household_type="ordinary"),
        land(farmland=10_000),
        village(**{**COUNTS, "farmland": 99}),
    ),
]
