"""The temporary tables of a roster's plan: what each row and each household of the file is to the ledger."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Date, Integer, String, Text

from app.services.imports.roster_child import ADDED
from app.services.imports.sql import temporary_table
from app.services.imports.staging import stage_table

STAGE = stage_table("roster", tuple(ADDED))

# The persons of the ledger as they can be recognised, with the household they live in.
KNOWN = temporary_table(
    "plan_known",
    Column("person_id", Integer),
    Column("id_key", String),
    Column("code", String),
    Column("name", String),
    Column("membership_id", Integer),
    Column("household_id", Integer),
    Column("relation", String),
    indexes=[["id_key"], ["code"], ["household_id"]],
)

# One line for each village and group that the file names.
PLACE = temporary_table(
    "plan_place",
    Column("township", String),
    Column("village", String),
    Column("group_name", String),
    Column("village_id", Integer),
    Column("group_id", Integer),
    Column("problem", String),
    indexes=[["village", "group_name"]],
)

HOUSEHOLD = temporary_table(
    "plan_household",
    Column("key", String, primary_key=True),
    Column("first_n", Integer),
    Column("head_n", Integer),
    Column("code", String),
    Column("household_id", Integer),
    Column("by_code", Integer),
    Column("village_id", Integer),
    Column("group_id", Integer),
    Column("problem", String),
    Column("fact_id", Integer),
    Column("outcome", String),  # created, updated, unchanged; nothing = rejected
    # The household's own values, gathered from its rows: the head's first, else any.
    Column("natural_village", String),
    Column("address", String),
    Column("household_phone", String),
    Column("household_type", String),
    Column("first_identified", String),
    Column("dangerous_housing", Integer),
    Column("housing_grade", String),
    Column("safe_water", Integer),
    Column("net_per_head", BigInteger),
    Column("poverty_cause", String),
    Column("category", String),
    Column("risk_cleared", String),
    Column("identified", String),
    Column("cleared", String),
    Column("member_count", Integer),
    Column("no_labour", Integer),
    Column("raw_household", Text),
    Column("data_on", Date),
    Column("year", Integer),
    indexes=[["household_id"], ["code"], ["first_n"]],
)

MEMBER = temporary_table(
    "plan_member",
    Column("n", Integer, primary_key=True),
    Column("key", String),
    Column("code", String),
    Column("id_key", String),
    Column("name", String),
    Column("person_id", Integer),
    Column("membership_id", Integer),
    Column("home_id", Integer),  # the household where the ledger has the person now
    Column("fact_id", Integer),
    Column("problem", String),
    Column("problem_row", Integer),
    Column("moves", Integer),
    Column("outcome", String),  # created, updated, unchanged; nothing = rejected
    Column("data_on", Date),
    Column("year", Integer),
    indexes=[["key"], ["person_id"]],
)

# Values that stay because ours are newer, and every difference, for the preview.
DIFFERENCE = temporary_table(
    "plan_difference",
    Column("subject", String),
    Column("subject_id", Integer),
    Column("n", Integer),
    Column("key", String),
    Column("field", String),
    Column("old", Text),
    Column("new", Text),
    Column("kept", Integer),
    Column("since", Integer),  # the ledger's number since when it has our value
    Column("ours_on", Date),  # the day a fact was observed
)

TABLES = (KNOWN, PLACE, HOUSEHOLD, MEMBER, DIFFERENCE)
