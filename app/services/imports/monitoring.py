"""（自定义）监测对象信息: monitored households with their two takings and their measures (domain 4.1, 4.4)."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Date, case, func, literal, type_coerce

from app.models.history import VERSIONED
from app.services.files.codes import code_list
from app.services.imports.household_lists import HouseholdListImport
from app.services.imports.list_facts import HouseholdRows, Told
from app.services.imports.roster_plan import ANNUAL, NATIONAL_EXPORT
from app.services.imports.sql import Expression

IDENTIFICATION, ELIMINATION = "identification", "elimination"
_CLEARED = {"是": 1, "已消除": 1, "否": 0, "未消除": 0}
_MONTH_LENGTH = len("YYYYMM")


def truth_of_text(text: Expression) -> Expression:
    """是 / 否 and their other words in a column that keeps the export's own text."""
    listed = code_list("yes_no")
    words = {word: int(stored) for words in (listed.own, listed.others) for word, stored in words.items()} | _CLEARED
    yes, no = ([word for word, stored in words.items() if stored == truth] for truth in (1, 0))
    return case((text.in_(yes), literal(1)), (text.in_(no), literal(0)))


def day_of_month_text(text: Expression) -> Expression:
    """YYYYMM as the first day of the month; a whole day stays one."""
    first = func.substr(text, 1, 4) + literal("-") + func.substr(text, 5, 2) + literal("-01")
    return type_coerce(case((func.length(text) == _MONTH_LENGTH, first), else_=text), Date)


def _same(*names: str) -> dict[str, Told]:
    return {name: Told((name,)) for name in names}


_TAKEN: Mapping[str, str] = {
    **{name: name for name in ("housing_problem", "school_dropout", "water_problem", "member_uninsured")},
    **{f"{name}_fen": name for name in ("wage", "business", "property", "transfer", "expense", "net")},
    "net_per_head_fen": "per_head",
    **{f"{name}_fen": name for name in ("claims", "self_paid")},
    **{name: name for name in ("income_range", "per_head_range")},
}
_IDENTIFIED: Mapping[str, Told] = {
    **_same("category", "is_exited", "is_resettled", "resettlement", "risk_remark", "disaster_item", "disaster_note"),
    "no_labour_household": Told(("no_labour",)),
    **_same(*(f"risk_{number}" for number in range(1, 6))),
    "identified_on": Told(("identified",), day_of_month_text),
    "cleared": Told(("risk_cleared", "cleared_again"), truth_of_text),
    "cleared_on": Told(("cleared",), day_of_month_text),
    **_same("cleared_way", "contact_name", "contact_phone"),
    **{column: Told((name,)) for column, name in _TAKEN.items()},
}
_MEASURES = (
    *("industry", "employment", "finance", "public_post", "housing", "water", "health", "compulsory_education"),
    *("education", "comprehensive", "society", "relocation", "living", "infrastructure"),
)

MONITORING = HouseholdListImport(
    name="monitoring",
    columns="monitoring",
    targets=(
        HouseholdRows(
            "identification",
            VERSIONED["monitoring_fact"],
            _IDENTIFIED,
            {"occasion": IDENTIFICATION, "source": NATIONAL_EXPORT},
            raw="raw_monitoring",
        ),
        HouseholdRows(
            "elimination",
            VERSIONED["monitoring_fact"],
            {column: Told((f"after_{name}",)) for column, name in _TAKEN.items()},
            {"occasion": ELIMINATION, "source": NATIONAL_EXPORT},
            raw="raw_elimination",
        ),
        HouseholdRows(
            "measures",
            VERSIONED["measure_fact"],
            {**_same("development_status"), **{name: Told((f"{name}_aid",)) for name in _MEASURES}},
            {"occasion": ANNUAL, "source": NATIONAL_EXPORT},
            raw="raw_measures",
        ),
    ),
    in_place=HouseholdRows(
        "household",
        VERSIONED["household_fact"],
        {
            "exported_category": Told(("category",)),
            "exported_risk_cleared": Told(("risk_cleared", "cleared_again")),
            "no_labour_household": Told(("no_labour",)),
            "exported_member_count": Told(("member_count",)),
        },
        {"occasion": ANNUAL, "source": NATIONAL_EXPORT},
        raw="raw_household",
    ),
)
