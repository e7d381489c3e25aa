"""Where the clerk mends what a finding rests on: the household's page, what is opened there, and the input."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.services.findings.service import FindingRow

# A place is "page/action/input": the page of the household's pane, what one of its buttons opens, the field in it.
_OVERVIEW, _MEMBERS = "overview", "members"
_OF_PERSON = ("name", "relation", "id_number", "sex", "born_on", "ethnicity")
_OF_FACTS = (
    *("education", "school_status", "dropout_reason", "health", "labour_skill", "work_months", "work_place"),
    *("resident_medical", "employee_medical", "major_illness_insurance", "medical_aid"),
    *("public_post", "public_post_months"),
)
_PLACES: Mapping[str, str] = {
    **{name: f"members/member_edit/{name}" for name in _OF_PERSON},
    **{name: f"members/member_facts/{name}" for name in _OF_FACTS},
    "sex_digit": "members/member_edit/id_number",
    "id_kind": "members/member_edit/id_number",
    "phone": "overview/edit/phone",
    "housing_safe": "guarantees/guarantees/housing_safe",
    "water_safe": "guarantees/guarantees/water_safe",
    "net_per_head_fen": "income/income/net_fen",
    "risks": "monitoring",
    "heads": _MEMBERS,
    "spouses": _MEMBERS,
    "head_sex": _MEMBERS,
    "member_count": "members/head/head",
}
# A pupil's schooling is mended before the birthday it contradicts.
_SELDOM_WRONG = frozenset({"born_on", "sex_digit"})


def place_of(row: FindingRow, fields: Sequence[str]) -> str:
    """The place of the first field that a person can mend; else the page of the person or the household."""
    ordered = sorted(fields, key=lambda name: name in _SELDOM_WRONG)
    found = next((_PLACES[name] for name in ordered if name in _PLACES), "")
    return found or (_MEMBERS if row.person_id is not None else _OVERVIEW)
