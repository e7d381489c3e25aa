"""Which fields of the 采集表 a household still lacks: required for 边缘户, advice for 脱贫监测户 (domain 4.1).

A datum counts wherever the ledger has it: the address of a household with a group is its village and group, sex
and birth date are read from the ID number, the guarantees and the income come from the visit.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import RowMapping, select
from sqlalchemy.orm import Session

from app.models.cases import MonitoringSpell
from app.models.facts import HouseholdFact, PersonFact
from app.models.history import in_chunks
from app.models.household import Household, HouseholdSummary, Membership, Person
from app.services import effective as e
from app.services.id_number import read_id

# What every member's line must say (B); columns of the person's facts.
_MEMBER_FACTS = {"health": "健康状况", "labour_skill": "劳动技能"}
# Asked of the 采集表 too, but an office enters without them: shown, never a bar.
_MEMBER_ADVICE = {
    "political_status": "政治面貌",
    "resident_medical": "是否参加居民医疗保险",
    "employee_medical": "是否参加职工医疗保险",
    "major_illness_insurance": "是否参加大病保险",
    "resident_pension": "是否参加居民基本养老保险",
    "employee_pension": "是否参加职工基本养老保险",
    "subsistence_allowance": "是否享受最低生活保障",
    "extreme_poverty_support": "是否特困供养人员",
}
_SCHOOLING = ("education", "school_status", "dropout_reason")
# A smaller child has no schooling to tell.
_SCHOOL_AGE = 6
_GUARANTEES = {
    "housing_safe": "住房是否安全",
    "education_secured": "义务教育是否有保障",
    "water_safe": "饮水是否安全",
    "medical_covered": "基本医疗是否有保障",
}


@dataclass(frozen=True, slots=True)
class MissingField:
    """A field without a value: of the household, or of one member."""

    section: str  # 基本信息, 家庭成员, 三保障和饮水安全, 收支情况
    field: str
    label: str
    person_id: int | None = None
    member: str = ""
    is_required: bool = True

    @property
    def text(self) -> str:
        """The field as a person says it: 测甲的健康状况."""
        return f"{self.member}的{self.label}" if self.member else self.label


def missing_of(
    session: Session, household_ids: Collection[int], *, year: int
) -> Mapping[int, tuple[MissingField, ...]]:
    """The missing fields of each of these households, required ones first; complete ones have an empty tuple."""
    found: dict[int, list[MissingField]] = {household_id: [] for household_id in household_ids}
    for chunk in in_chunks(household_ids):
        for row in session.execute(_households(chunk)).mappings():
            found[row["id"]] += _of_household(row)
        for row in session.execute(_members(chunk)).mappings():
            found[row["household_id"]] += _of_member(row, year=year)
    return {key: tuple(sorted(fields, key=lambda f: not f.is_required)) for key, fields in found.items()}


def required_in(session: Session, household_id: int, *, year: int) -> tuple[str, ...]:
    """What bars the entry of a 边缘户 in the plan of ``year``, in words."""
    missing = missing_of(session, [household_id], year=year)[household_id]
    return tuple(field.text for field in missing if field.is_required)


def _households(ids: Iterable[int]):
    summary = HouseholdSummary
    spells = select(MonitoringSpell.risks).where(
        MonitoringSpell.household_id == Household.id, MonitoringSpell.closed_on.is_(None)
    )
    no_labour = select(HouseholdFact.no_labour_household).where(
        HouseholdFact.household_id == Household.id, HouseholdFact.no_labour_household.is_not(None)
    )
    return (
        select(
            Household.id,
            Household.phone,
            Household.address,
            Household.group_id,
            Household.natural_village,
            summary.head_name,
            summary.net_per_head_fen,
            *(getattr(summary, name) for name in _GUARANTEES),
            spells.limit(1).scalar_subquery().label("risks"),
            no_labour.limit(1).scalar_subquery().label("no_labour"),
        )
        .join(summary, summary.household_id == Household.id)
        .where(Household.id.in_(ids))
    )


def _of_household(row: RowMapping) -> Iterator[MissingField]:
    basics = {
        "head_name": ("户主姓名", row["head_name"]),
        "phone": ("联系电话", row["phone"]),
        "address": ("家庭住址", row["address"] or row["group_id"] or row["natural_village"]),
        "risks": ("致贫/返贫风险", row["risks"]),
    }
    for name, (label, value) in basics.items():
        if not value:
            yield MissingField("基本信息", name, label)
    if row["no_labour"] is None:
        yield MissingField("基本信息", "no_labour_household", "整户无劳动能力兜底保障户", is_required=False)
    for name, label in _GUARANTEES.items():
        if row[name] is None:
            yield MissingField("三保障和饮水安全", name, label)
    if row["net_per_head_fen"] is None:
        yield MissingField("收支情况", "net_income", "家庭纯收入")


def _members(ids: Iterable[int]):
    names = (*_MEMBER_FACTS, *_MEMBER_ADVICE, *_SCHOOLING)
    columns = {name: PersonFact.__table__.c[name] for name in names}
    return (
        select(
            Membership.household_id,
            Membership.relation,
            Person.id.label("person_id"),
            Person.name,
            Person.id_number,
            Person.sex,
            Person.born_on,
            Person.ethnicity,
            *(e.person_value(name).label(name) for name in columns),
        )
        .join(Person, Person.id == Membership.person_id)
        .where(Membership.household_id.in_(ids), Membership.to_on.is_(None))
        .order_by(Membership.household_id, Membership.position, Membership.id)
    )


def _of_member(row: RowMapping, *, year: int) -> Iterator[MissingField]:
    too_young = row["born_on"] is not None and row["born_on"].year >= year - _SCHOOL_AGE
    number = read_id(row["id_number"]) if row["id_number"] else None
    values = {
        "id_number": ("证件号码", row["id_number"]),
        "sex": ("性别", row["sex"] or (number and number.sex)),
        "relation": ("与户主关系", row["relation"]),
        "ethnicity": ("民族", row["ethnicity"]),
        "schooling": ("文化程度或在校生情况", too_young or any(row[name] for name in _SCHOOLING)),
        **{name: (label, row[name]) for name, label in _MEMBER_FACTS.items()},
    }
    for name, (label, value) in values.items():
        if not value:
            yield MissingField("家庭成员", name, label, row["person_id"], row["name"])
    for name, label in _MEMBER_ADVICE.items():
        if row[name] is None:
            yield MissingField("家庭成员", name, label, row["person_id"], row["name"], is_required=False)
