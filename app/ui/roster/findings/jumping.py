"""Where the clerk mends what a finding rests on: the household's page, what is opened there, and the input."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.services.findings.rules import rules
from app.services.findings.service import FindingRow

# A place is "page/action/input": the page of the household's pane, what one of its buttons opens, the field in it.
_OVERVIEW, _MEMBERS = "overview", "members"
_OF_PERSON = ("name", "relation", "id_number", "sex", "born_on", "ethnicity")
_OF_FACTS = (
    *("education", "school_status", "dropout_reason", "health", "labour_skill", "work_months", "work_place"),
    *("resident_medical", "employee_medical", "major_illness_insurance", "medical_aid"),
    *("resident_pension", "extreme_poverty_support", "public_post", "public_post_months"),
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
    "heads": _MEMBERS,
    "spouses": _MEMBERS,
    "head_sex": _MEMBERS,
    "shared_phone": "overview/edit/phone",
}
# Where the values stand that come by lists and by the steps of a case, and are typed nowhere else.
_OF_GROUPS: Mapping[str, str] = {
    **dict.fromkeys(("structure", "school", "health", "insurance", "work"), _MEMBERS),
    **dict.fromkeys(("risk", "measures", "elimination"), "monitoring"),
    "income": "income",
    "living": "guarantees",
}
_HOUSEHOLD_HAS_NO_HEAD = "3_02_012"
# What these rules rest on was recorded by the steps of a case: it is looked at, and mended by a step.
_ONLY_SHOWN = frozenset({"risk", "measures", "elimination"})
# A pupil's schooling is mended before the birthday it contradicts.
_SELDOM_WRONG = frozenset({"born_on", "sex_digit"})


def place_of(row: FindingRow, fields: Sequence[str]) -> str:
    """The place of the first field that a person can mend; else the page on which the rule's group stands."""
    if row.code == _HOUSEHOLD_HAS_NO_HEAD:
        return "members/head/head"
    rule = rules().get(row.code)
    group = rule.group if rule else ""
    if group not in _ONLY_SHOWN:
        ordered = sorted(fields, key=lambda name: name in _SELDOM_WRONG)
        found = next((_PLACES[name] for name in ordered if name in _PLACES), "")
        if found:
            return found
    return _MEMBERS if row.person_id is not None else _OF_GROUPS.get(group, _OVERVIEW)
