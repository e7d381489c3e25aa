"""The lines of the forms for persons and households, and what they say as the services take it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import cast

from PySide6.QtCore import QCoreApplication

from app.models.enums import Arrival, HouseholdType
from app.services.dossier.parts import Dossier, HouseholdHead, MemberLine
from app.services.files.codes import code_list
from app.services.household_events.inputs import HouseholdInput, PersonInput
from app.services.regions import RegionRow
from app.ui.common.choice_editors import ChoiceEditor, Option
from app.ui.common.form_builder import Field, Form, Kind
from app.ui.household import words

translate = QCoreApplication.translate
Values = Mapping[str, object]


def text_of(values: Values, name: str) -> str | None:
    """A text or a choice that was made; None for nothing."""
    value = values.get(name)
    return str(value) if value not in (None, "") else None


def day_of(values: Values, name: str) -> date | None:
    """A day that was typed."""
    value = values.get(name)
    return value if isinstance(value, date) else None


def day_field(label: str = "", *, initial: date | None = None) -> Field:
    """On which day it happened."""
    return Field("on", label or translate("fields", "发生日期"), Kind.DAY, required=True, initial=initial)


def arrival_field(label: str = "", *, required: bool = True, initial: str | None = None) -> Field:
    """How somebody came."""
    options = [Option(arrival.value, arrival.label) for arrival in Arrival]
    name = label or translate("fields", "增加原因")
    return Field("came_by", name, Kind.CHOICE, required=required, options=options, initial=initial)


def proof_field(hint: str) -> Field:
    """On what proof: a certificate and its number."""
    return Field("proof", translate("fields", "依据"), hint=hint)


def relation_options() -> list[Option]:
    """与户主关系 as the national export lists it."""
    return [Option(word, word) for word in code_list("relation").values]


def person_fields(member: MemberLine | None = None) -> list[Field]:
    """A person: what the household book says."""
    m = member
    return [
        Field("name", translate("fields", "姓名"), required=True, initial=m and m.name),
        Field(
            "relation",
            translate("fields", "与户主关系"),
            Kind.CHOICE,
            required=True,
            options=relation_options(),
            initial=m and m.relation,
        ),
        Field(
            "id_number",
            translate("fields", "证件号码"),
            hint=translate("fields", "填写后性别、出生日期可不填"),
            initial=m and m.id_number,
        ),
        Field("sex", translate("fields", "性别"), Kind.CHOICE, options=sex_options(), initial=m and m.sex),
        Field("born_on", translate("fields", "出生日期"), Kind.DAY, initial=m and m.born_on),
        Field("phone", translate("fields", "电话"), initial=m and m.phone),
        Field("ethnicity", translate("fields", "民族"), initial=m and m.ethnicity),
    ]


def sex_options() -> list[Option]:
    """男, 女."""
    return [Option(code, words.sex_word(code)) for code in ("male", "female")]


def person_input(values: Values, *, member: MemberLine | None = None) -> PersonInput:
    """What the form says of a person; who counts per head is changed elsewhere and stays."""
    return PersonInput(
        name=text_of(values, "name") or "",
        relation=text_of(values, "relation") or "",
        id_number=text_of(values, "id_number"),
        sex=text_of(values, "sex"),
        born_on=day_of(values, "born_on"),
        phone=text_of(values, "phone"),
        ethnicity=text_of(values, "ethnicity"),
        counts_per_head=bool(member.counts_per_head) if member else True,
        counts_reason=member.counts_reason if member else None,
    )


def place_fields(regions: Sequence[RegionRow], head: HouseholdHead | None = None) -> list[Field]:
    """Village and group."""
    villages = [Option(str(row.id), row.name) for row in regions if row.kind == "village"]
    return [
        Field(
            "village_id",
            translate("fields", "村"),
            Kind.CHOICE,
            required=True,
            options=villages,
            initial=str(head.village_id) if head else None,
        ),
        Field(
            "group_id",
            translate("fields", "组"),
            Kind.CHOICE,
            options=_groups(regions, head.village_id if head else None),
            initial=str(head.group_id) if head and head.group_id else None,
        ),
    ]


def _groups(regions: Sequence[RegionRow], village_id: int | None) -> list[Option]:
    return [
        Option(str(row.id), row.name)
        for row in regions
        if row.kind == "group" and village_id is not None and row.parent_id == village_id
    ]


def follow_village(form: Form, regions: Sequence[RegionRow]) -> None:
    """Offer the groups of the village that is chosen."""
    groups = cast("ChoiceEditor", form.editor("group_id"))

    def offer() -> None:
        village = form.value("village_id")
        groups.offer(_groups(regions, int(str(village)) if village else None))

    form.editor("village_id").changed.connect(offer)


def household_fields(head: HouseholdHead | None = None) -> list[Field]:
    """What belongs to the household beside its place."""
    types = [Option(member.value, member.label) for member in HouseholdType]
    return [
        Field(
            "household_type",
            translate("fields", "户类型"),
            Kind.CHOICE,
            options=types,
            initial=head.household_type if head else HouseholdType.ORDINARY.value,
        ),
        Field("natural_village", translate("fields", "自然村"), initial=head and head.natural_village),
        Field("address", translate("fields", "住址"), initial=head and head.address),
        Field("phone", translate("fields", "户联系电话"), initial=head and head.phone),
        Field("remark", translate("fields", "备注"), Kind.LONG_TEXT, initial=head and head.remark),
    ]


def household_input(values: Values, *, code: str | None = None) -> HouseholdInput:
    """What the form says of a household."""
    group = text_of(values, "group_id")
    return HouseholdInput(
        village_id=int(text_of(values, "village_id") or 0),
        group_id=int(group) if group else None,
        household_type=text_of(values, "household_type"),
        code=code,
        natural_village=text_of(values, "natural_village"),
        address=text_of(values, "address"),
        phone=text_of(values, "phone"),
        remark=text_of(values, "remark"),
    )


def member_options(dossier: Dossier, *, but: int | None = None) -> list[Option]:
    """Present members by membership; one may be left out."""
    return [
        Option(str(m.membership_id), f"{m.name}　{m.relation or ''}") for m in dossier.members if m.membership_id != but
    ]
