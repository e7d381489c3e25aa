"""The values of chosen households and their members, by effective SQL, a few hundred households at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import case, func, or_, select
from sqlalchemy.orm import Session

from app.models.enums import CaseState, HouseholdType, MeasureGroup, Risk
from app.models.history import VERSIONED
from app.models.household import HouseholdSummary
from app.services import effective as e
from app.services.effective import Sql
from app.services.filling.catalogue import Level, ValueKind, fields
from app.services.id_number import read_id
from app.services.papers.queries.households import tag_labels

_AT_ONCE = 200
_summary = HouseholdSummary.__table__.c
_spell = VERSIONED["monitoring_spell"]
_exported = VERSIONED["monitoring_fact"]
_measure_fact = VERSIONED["measure_fact"]
_measure = VERSIONED["measure"]
_living = VERSIONED["living_condition"]
_item = VERSIONED["income_item"]
_IDENTIFICATION = "identification"
# Key of the catalogue -> column of the measures as exported, and the group that our own measures carry.
_MEASURES = {
    "industry": MeasureGroup.INDUSTRY,
    "employment": MeasureGroup.EMPLOYMENT,
    "finance": MeasureGroup.FINANCE,
    "public_post": MeasureGroup.PUBLIC_POST,
    "housing": MeasureGroup.HOUSING,
    "water": MeasureGroup.WATER,
    "health": MeasureGroup.HEALTH,
    "compulsory_education": MeasureGroup.COMPULSORY_EDUCATION,
    "education": MeasureGroup.EDUCATION,
    "comprehensive": MeasureGroup.SOCIAL_SECURITY,
    "society": MeasureGroup.SOCIAL,
    "relocation": MeasureGroup.RELOCATION,
    "living": MeasureGroup.LIVING_CONDITIONS,
    "infrastructure": MeasureGroup.INFRASTRUCTURE,
}
_PERSON_FACTS = {
    "person_identified": "person_identified_text",
    **{
        name: name
        for name in (
            *("education", "school_status", "dropout_reason", "health", "labour_skill", "political_status"),
            *("work_months", "work_place", "employer", "employment_channel", "industry", "works_abroad"),
            *("resident_medical", "employee_medical", "major_illness_insurance", "commercial_medical", "medical_aid"),
            *("resident_pension", "employee_pension", "subsistence_allowance", "extreme_poverty_support"),
            *("speaks_mandarin", "public_post", "public_post_months", "disability_kind"),
            *("disability_certificate_year", "identification_standard"),
        )
    },
}
_TROUBLES = {
    "housing_problem": "housing_safe",
    "school_dropout": "education_secured",
    "water_problem": "water_safe",
    "member_uninsured": "medical_covered",
}
_FACTS = {
    "dangerous_housing": "dangerous_housing",
    "housing_grade": "housing_grade",
    "safe_water": "safe_water",
    "poverty_cause": "poverty_cause",
}

# A value as it goes into a frame: text, number, ISO day.
Plain = str | int | float | None
Categories = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class PersonValues:
    """One member."""

    person_id: int
    values: Mapping[str, Plain]


@dataclass(frozen=True, slots=True)
class HomeValues:
    """One household with its members, the head first."""

    household_id: int
    code: str
    head_name: str
    values: Mapping[str, Plain]
    members: tuple[PersonValues, ...]


@dataclass(frozen=True, slots=True)
class Asking:
    """What is read of whom: keys of the catalogue; the plan's words of categories; the day for ages."""

    keys: frozenset[str]
    category_name: Categories
    township: str
    today: date


def read_homes(session: Session, ids: Sequence[int], asking: Asking) -> Iterator[HomeValues]:
    """The households in the order of ``ids``; one that is gone is left out."""
    home_columns, person_columns = _wanted(asking, Level.HOUSEHOLD), _wanted(asking, Level.PERSON)
    for first in range(0, len(ids), _AT_ONCE):
        chunk = ids[first : first + _AT_ONCE]
        members = _members(session, chunk, person_columns, asking)
        found = {home.household_id: home for home in _homes(session, chunk, home_columns, members, asking)}
        yield from (found[id_] for id_ in chunk if id_ in found)


def _wanted(asking: Asking, level: Level) -> dict[str, Sql]:
    columns = _household_columns() if level is Level.HOUSEHOLD else _person_columns()
    return {key: column for key, column in columns.items() if key in asking.keys}


def _homes(
    session: Session,
    ids: Sequence[int],
    columns: Mapping[str, Sql],
    members: Mapping[int, list[PersonValues]],
    asking: Asking,
) -> Iterator[HomeValues]:
    h = e.household
    statement = (
        select(h.c.id, h.c.code, _summary.head_name, *(column.label(f"v_{key}") for key, column in columns.items()))
        .select_from(h.join(HouseholdSummary.__table__, _summary.household_id == h.c.id))
        .where(h.c.id.in_(ids))
    )
    for row in session.execute(statement).mappings():
        values = {key: _plain(key, row[f"v_{key}"], asking) for key in columns}
        if "township" in asking.keys:
            values["township"] = asking.township
        yield HomeValues(row["id"], row["code"], row["head_name"], values, tuple(members.get(row["id"], ())))


def _members(
    session: Session, ids: Sequence[int], columns: Mapping[str, Sql], asking: Asking
) -> dict[int, list[PersonValues]]:
    m, p, h = e.membership, e.person, e.household
    statement = (
        select(m.c.household_id, p.c.id.label("person_id"), p.c.id_number.label("number"), p.c.born_on.label("born"),
               *(column.label(f"v_{key}") for key, column in columns.items()))
        .select_from(m.join(p, p.c.id == m.c.person_id).join(h, h.c.id == m.c.household_id))
        .where(m.c.household_id.in_(ids), m.c.to_on.is_(None))
        .order_by(m.c.household_id, case((m.c.relation == "户主", 0), else_=1), m.c.position, m.c.id)
    )  # fmt: skip
    found: dict[int, list[PersonValues]] = {}
    for row in session.execute(statement).mappings():
        values = {key: _plain(key, row[f"v_{key}"], asking) for key in columns}
        _from_number(values, row["number"], row["born"], asking)
        found.setdefault(row["household_id"], []).append(PersonValues(row["person_id"], values))
    return found


def _from_number(values: dict[str, Plain], number: str | None, born: date | None, asking: Asking) -> None:
    """Sex, birth date and age stand in the ID number where no column says them."""
    told = read_id(number) if number else None
    born = born or (told.born_on if told else None)
    if "born_on" in asking.keys and born:
        values["born_on"] = born.isoformat()
    if "age" in asking.keys:
        values["age"] = _age(born, asking.today) if born else None
    if "sex" in asking.keys and not values.get("sex") and told and told.sex:
        values["sex"] = _SEX[told.sex.value]


def _age(born: date, on: date) -> int:
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


# -- from stored to written ------------------------------------------------------------------------------------------

_SEX = {"male": "男", "female": "女"}


def _plain(key: str, value: Any, asking: Asking) -> Plain:
    """A stored value as it is written: yuan, 是/否, words for codes, ISO days."""
    if value is None or value == "":
        return None
    kind = fields()[key].kind
    if key in _WORDS:
        return _WORDS[key](str(value), asking) or None
    if kind is ValueKind.TRUTH:
        return "是" if value else "否"
    if kind in (ValueKind.YUAN, ValueKind.HUNDREDTHS):
        return value / 100 if value % 100 else value // 100
    return value.isoformat() if isinstance(value, date) else value


def _risks(codes: str) -> list[str]:
    return [Risk(code).label for code in codes.split(",") if code]


_WORDS: Mapping[str, Callable[[str, Asking], str]] = {
    "sex": lambda code, _: _SEX.get(code, code),
    "household_type": lambda code, _: HouseholdType(code).label,
    "category": lambda code, asking: asking.category_name(code),
    "case_state": lambda code, _: CaseState(code).label,
    "risks": lambda codes, _: "、".join(_risks(codes)),
    **{f"risk_{n}": lambda codes, _, n=n: next(iter(_risks(codes)[n - 1 :]), "") for n in range(1, 6)},
    "tags": lambda codes, _: tag_labels(codes),
    "cleared_way": lambda code, _: {"helped": "帮扶消除", "natural": "自然消除"}.get(code, code),
}


# -- the columns -------------------------------------------------------------------------------------------------------


def _household_columns() -> dict[str, Sql]:
    h = e.household.c
    return {
        "household_code": func.coalesce(h.national_code, h.code),
        "village": _summary.village_name,
        "group": _summary.group_name,
        "natural_village": h.natural_village,
        "head_name": _summary.head_name,
        "head_id_number": _summary.head_id_number,
        "address": func.coalesce(h.address, _summary.village_name + _summary.group_name),
        "household_phone": func.coalesce(h.phone, _summary.phone),
        "member_count": _summary.member_count,
        "household_type": _summary.household_type,
        "first_identified": h.first_identified_text,
        "remark": h.remark,
        "tags": _summary.tags,
        "case_state": _summary.case_state,
        "is_exited": case((_summary.household_type == "exited", 1), (_summary.household_type.is_not(None), 0)),
        **{key: _summary[key] for key in ("housing_safe", "education_secured", "medical_covered", "water_safe")},
        **{key: e.household_value(column) for key, column in _FACTS.items()},
        "no_labour": func.coalesce(e.household_value("no_labour_household"), _of_export("no_labour_household")),
        **_monitoring_columns(),
        **_income_columns(),
        **_measure_columns(),
        "farmland": _of_living("farmland"),
        "dwelling_area": _of_living("dwelling_area"),
    }


def _monitoring_columns() -> dict[str, Sql]:
    cleared = _of_spell("eliminated_on")
    return {
        "category": func.coalesce(_summary.category, _of_spell("category")),
        "risks": func.coalesce(_summary.risks, _of_spell("risks")),
        **{f"risk_{number}": func.coalesce(_summary.risks, _of_spell("risks")) for number in range(1, 6)},
        "disaster_item": func.coalesce(_of_spell("disaster_kind"), _of_export("disaster_item")),
        "disaster_note": _of_export("disaster_note"),
        "income_range": _of_export("income_range"),
        "per_head_range": _of_export("per_head_range"),
        "identified": func.coalesce(_of_spell("identified_on"), _of_export("identified_on")),
        "cleared": func.coalesce(cleared, _of_export("cleared_on")),
        "risk_cleared": case(
            (cleared.is_not(None), 1), (_summary.category.is_not(None), 0), else_=_of_export("cleared")
        ),
        "cleared_way": func.coalesce(_of_spell("elimination_kind"), _of_export("cleared_way")),
        "is_resettled": _of_export("is_resettled"),
        "resettlement": _of_export("resettlement"),
        "contact_name": _of_export("contact_name"),
        "contact_phone": _of_export("contact_phone"),
        **{key: func.coalesce(1 - _summary[safe], _of_export(key)) for key, safe in _TROUBLES.items()},
    }


def _income_columns() -> dict[str, Sql]:
    statement = (
        select(e.statement.c.id)
        .where(e.statement.c.household_id == e.household.c.id, e.per_head().is_not(None))
        .order_by(e.statement_key().desc())
        .limit(1)
        .correlate(e.household)
        .scalar_subquery()
    )

    def stated(column: str) -> Sql:
        own = e.statement.alias()
        return select(own.c[column]).where(own.c.id == statement).correlate(e.household).scalar_subquery()

    def group(code: str) -> Sql:
        of_group = or_(_item.c.item_code == code, _item.c.item_code.like(f"{code}.%"))
        found = select(func.sum(_item.c.amount_fen)).where(_item.c.statement_id == statement, of_group)
        return func.coalesce(found.correlate(e.household).scalar_subquery(), _of_export(f"{code}_fen"))

    return {
        "net_per_head": _summary.net_per_head_fen,
        "net_income": func.coalesce(stated("net_fen"), _of_export("net_fen")),
        "claims": func.coalesce(stated("claims_fen"), _of_export("claims_fen")),
        "self_paid": func.coalesce(stated("self_paid_fen"), _of_export("self_paid_fen")),
        **{code: group(code) for code in ("wage", "business", "property", "transfer", "expense")},
    }


def _measure_columns() -> dict[str, Sql]:
    def known(column: str, group: MeasureGroup) -> Sql:
        own = select(func.aggregate_strings(_measure.c.description, "；")).where(
            _measure.c.household_id == e.household.c.id,
            _measure.c.group == group.value,
            _measure.c.state != "cancelled",
        )
        return func.coalesce(_latest(_measure_fact, column), own.correlate(e.household).scalar_subquery())

    columns = {f"measure_{name}": known(name, group) for name, group in _MEASURES.items()}
    return {**columns, "development_status": _latest(_measure_fact, "development_status")}


def _latest(table: Any, column: str, *, occasion: str | None = None) -> Sql:
    found = select(e.latest_of(table, column, e.key_of(table))).where(table.c.household_id == e.household.c.id)
    if occasion is not None:
        found = found.where(table.c.occasion == occasion)
    return found.correlate(e.household).scalar_subquery()


def _of_export(column: str) -> Sql:
    """What the national export says of the household's identification."""
    return _latest(_exported, column, occasion=_IDENTIFICATION)


def _of_spell(column: str) -> Sql:
    """Of the open spell, else of the latest."""
    found = select(_spell.c[column]).where(_spell.c.household_id == e.household.c.id)
    ordered = found.order_by(_spell.c.closed_on.is_not(None), _spell.c.id.desc()).limit(1)
    return ordered.correlate(e.household).scalar_subquery()


def _of_living(column: str) -> Sql:
    found = select(_living.c[column]).where(_living.c.household_id == e.household.c.id, _living.c[column].is_not(None))
    ordered = found.order_by(_living.c.year.desc(), _living.c.id.desc()).limit(1)
    return ordered.correlate(e.household).scalar_subquery()


def _person_columns() -> dict[str, Sql]:
    p, m = e.person.c, e.membership.c
    return {
        "person_code": p.national_code,
        "name": p.name,
        "id_kind": p.id_kind,
        "id_number": p.id_number,
        "sex": p.sex,
        "born_on": p.born_on,
        "ethnicity": p.ethnicity,
        "phone": func.coalesce(p.phone, e.household.c.phone),
        "relation": m.relation,
        "resettled_person": _of_export("is_resettled"),
        **{key: e.person_value(column) for key, column in _PERSON_FACTS.items()},
    }
