"""户信息: land, road, dwelling, connections and incomes of households (domain 4.2, 5.2), with or without members."""

from __future__ import annotations

from app.models.history import VERSIONED
from app.services.imports.household_lists import HouseholdListImport
from app.services.imports.list_facts import HouseholdRows, Told
from app.services.imports.list_incomes import IncomeRows, items_of
from app.services.imports.roster_plan import ANNUAL, NATIONAL_EXPORT

_COLUMNS = (
    *("farmland", "woodland", "returned_woodland", "orchard", "pasture", "water_surface", "dwelling_area"),
    *("road_kind", "road_distance", "fuel", "has_electricity", "has_broadcast", "has_toilet", "in_cooperative"),
    *("led_by_company", "led_by_leader", "industry_aid_kind"),
)

LIVING = HouseholdListImport(
    name="living",
    columns="living",
    targets=(
        HouseholdRows(
            "living",
            VERSIONED["living_condition"],
            {**{name: Told((name,)) for name in _COLUMNS}, "values": Told(("rest",))},
        ),
        IncomeRows(
            "incomes",
            VERSIONED["income_statement"],
            {
                "net_fen": Told(("net",)),
                "heads": Told(("member_count",)),
                "claims_fen": Told(("claims",)),
                "self_paid_fen": Told(("self_paid",)),
            },
            {"occasion": ANNUAL, "source": "import"},
            items=items_of("living"),
        ),
    ),
    in_place=HouseholdRows(
        "household",
        VERSIONED["household_fact"],
        {
            "dangerous_housing": Told(("dangerous_housing",)),
            "housing_grade": Told(("housing_grade",)),
            "safe_water": Told(("safe_water",)),
            "net_per_head_fen": Told(("net_per_head",)),
            "exported_category": Told(("category",)),
            "exported_member_count": Told(("member_count",)),
        },
        {"occasion": ANNUAL, "source": NATIONAL_EXPORT},
        raw="raw_household",
    ),
)
