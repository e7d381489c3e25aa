"""Which field of a roster goes into which column of the ledger, for persons, memberships, households and facts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Table, case, func

from app.models.history import VERSIONED
from app.services.imports.roster_tables import HOUSEHOLD, MEMBER, STAGE
from app.services.imports.sql import Expression


@dataclass(frozen=True, slots=True)
class Target:
    """A table of the ledger that a roster fills, and where its values come from.

    ``columns`` maps the ledger's column to the file's field; ``row_id`` in the plan points to the ledger's row.
    """

    subject: str  # household, person: whose record it is to the user
    table: Table
    plan: Table
    row_id: Expression
    source: Table
    columns: Mapping[str, str]
    # An older file fills gaps only (facts carry the day they were observed).
    is_fact: bool = False

    def present(self, fields: frozenset[str]) -> list[str]:
        """The ledger's columns for which the file has a field."""
        extra = _DERIVED if self.source is STAGE else {}
        return [
            name for name, field in self.columns.items() if field in fields or (name in extra and "id_number" in fields)
        ]

    def new_value(self, column: str) -> Expression:
        """What the ledger says after the import: the file's value, ours where the file says nothing."""
        old, new = self.table.c[column], self.source.c[self.columns[column]]
        if self.is_fact:
            is_older = self.plan.c.data_on < self.table.c.observed_on
            return case((is_older, func.coalesce(old, new)), else_=func.coalesce(new, old))
        if self.source is STAGE and column in _DERIVED:
            return func.coalesce(new, old, self.source.c[_DERIVED[column]])
        return func.coalesce(new, old)

    def first_value(self, column: str) -> Expression:
        """The value of a record that the import creates."""
        new = self.source.c[self.columns[column]]
        if self.source is STAGE and column in _DERIVED:
            return func.coalesce(new, self.source.c[_DERIVED[column]])
        return new

    def differs(self, columns: Sequence[str]) -> list[Expression]:
        """One condition for each column: the import would change it."""
        return [self.new_value(name).is_distinct_from(self.table.c[name]) for name in columns]


# Birth date and sex stand in the ID number; they fill a gap and never overrule a column.
_DERIVED: Mapping[str, str] = {"born_on": "id_born_on", "sex": "id_sex"}

PERSON_COLUMNS: Mapping[str, str] = {
    "name": "name",
    "id_number": "id_number",
    "id_kind": "id_kind",
    "national_code": "person_code",
    "sex": "sex",
    "born_on": "born_on",
    "ethnicity": "ethnicity",
    "phone": "phone",
}

# Not in the file: the child makes them of the name, for the search.
OF_THE_NAME = ("pinyin", "initials")

PERSON_FACT_COLUMNS: Mapping[str, str] = {
    **{
        name: name
        for name in (
            "education",
            "school_status",
            "dropout_reason",
            "health",
            "labour_skill",
            "political_status",
            "work_months",
            "work_place",
            "employer",
            "employment_channel",
            "industry",
            "works_abroad",
            "resident_medical",
            "employee_medical",
            "major_illness_insurance",
            "commercial_medical",
            "medical_aid",
            "other_health_aid",
            "resident_pension",
            "employee_pension",
            "subsistence_allowance",
            "extreme_poverty_support",
            "speaks_mandarin",
            "public_post",
            "public_post_months",
            "disability_kind",
            "disability_certificate_year",
            "identification_standard",
        )
    },
    "person_identified_text": "person_identified",
}

HOUSEHOLD_COLUMNS: Mapping[str, str] = {
    "village_id": "village_id",
    "group_id": "group_id",
    "natural_village": "natural_village",
    "address": "address",
    "phone": "household_phone",
    "household_type": "household_type",
    "first_identified_text": "first_identified",
}

HOUSEHOLD_FACT_COLUMNS: Mapping[str, str] = {
    "dangerous_housing": "dangerous_housing",
    "housing_grade": "housing_grade",
    "safe_water": "safe_water",
    "net_per_head_fen": "net_per_head",
    "poverty_cause": "poverty_cause",
    "exported_category": "category",
    "exported_risk_cleared": "risk_cleared",
    "exported_identified": "identified",
    "exported_cleared": "cleared",
    "exported_member_count": "member_count",
    "no_labour_household": "no_labour",
}

PERSON = Target("person", VERSIONED["person"], MEMBER, MEMBER.c.person_id, STAGE, PERSON_COLUMNS)
MEMBERSHIP = Target("person", VERSIONED["membership"], MEMBER, MEMBER.c.membership_id, STAGE, {"relation": "relation"})
PERSON_FACT = Target(
    "person", VERSIONED["person_fact"], MEMBER, MEMBER.c.fact_id, STAGE, PERSON_FACT_COLUMNS, is_fact=True
)
HOUSEHOLDS = Target(
    "household", VERSIONED["household"], HOUSEHOLD, HOUSEHOLD.c.household_id, HOUSEHOLD, HOUSEHOLD_COLUMNS
)
HOUSEHOLD_FACT = Target(
    "household",
    VERSIONED["household_fact"],
    HOUSEHOLD,
    HOUSEHOLD.c.fact_id,
    HOUSEHOLD,
    HOUSEHOLD_FACT_COLUMNS,
    is_fact=True,
)
TARGETS = (PERSON, MEMBERSHIP, PERSON_FACT, HOUSEHOLDS, HOUSEHOLD_FACT)
# Places are matched, not columns of the file.
ALWAYS = frozenset({"village_id", "group_id"})
