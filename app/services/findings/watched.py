"""Monitored households as the checks see them: our own spells, else the export's record, and all measures of both."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Date, FromClause, Integer, String, and_, case, cast, func, literal, or_, select

from app.models.enums import ClearingWay, Labelled, MeasureGroup
from app.models.history import VERSIONED
from app.services import effective as e
from app.services.effective import Sql
from app.services.findings.base import Asked, month_of
from app.services.findings.matrix import GROUPS, column_of, option_words

_spell, _fact = VERSIONED["monitoring_spell"], VERSIONED["monitoring_fact"]
_exported, _measure = VERSIONED["measure_fact"], VERSIONED["measure"]
ELIMINATION = "elimination"
# Taken twice: when the household was identified, and after its risk was eliminated.
TAKEN = (
    "housing_problem",
    "school_dropout",
    "water_problem",
    "member_uninsured",
    "wage_fen",
    "business_fen",
    "transfer_fen",
    "net_fen",
    "net_per_head_fen",
    "self_paid_fen",
)
# What must be filled in when a household is identified, whatever is known of it later.
ASKED_AT_ONCE = ("housing_problem", "school_dropout", "water_problem", "member_uninsured", "net_per_head_fen")
_ONCE = (
    "category",
    "no_labour_household",
    "is_resettled",
    "risk_remark",
    "disaster_item",
    "cleared",
    "cleared_way",
    "contact_name",
    "contact_phone",
)
_DAYS = ("identified_on", "cleared_on")
_RISKS = ("risk_1", "risk_2", "risk_3", "risk_4", "risk_5")
_OPEN = 10**10


def _of_homes(table: Any, asked: Asked) -> list[Sql]:
    return [] if asked.homes is None else [table.c.household_id.in_(asked.homes)]


def records(asked: Asked) -> FromClause:
    """One row per household with an exported record: ``i_`` as identified, ``e_`` after elimination, the rest as is."""
    f, key = _fact, e.key_of(_fact)
    after = case((f.c.occasion == ELIMINATION, key))
    before = case((f.c.occasion != ELIMINATION, key))
    columns: dict[str, Sql] = {name: e.latest_of(f, name, key) for name in _ONCE}
    # As text through date(): a cast to DATE keeps the year alone in SQLite.
    columns |= {name: func.date(e.latest(key, f.c[name]), type_=Date) for name in _DAYS}
    columns |= {f"i_{name}": e.latest_of(f, name, before) for name in TAKEN}
    columns |= {f"e_{name}": e.latest_of(f, name, after) for name in TAKEN}
    risks: Sql = literal("")
    for name in _RISKS:
        risks = risks + case((func.coalesce(f.c[name], "") == "", ""), else_=f.c[name] + ",")
    columns["risks"] = e.latest(key, func.nullif(risks, ""))
    labelled = (value.label(name) for name, value in columns.items())
    return select(f.c.household_id, *labelled).where(*_of_homes(f, asked)).group_by(f.c.household_id).subquery("record")


def spells(asked: Asked) -> FromClause:
    """One row per household with a spell of ours: the open one, else the latest."""
    s = _spell
    place = func.max(s.c.id + case((s.c.closed_on.is_(None), _OPEN), else_=0))
    chosen = select(s.c.household_id, place.label("place")).where(*_of_homes(s, asked)).group_by(s.c.household_id)
    newest = chosen.subquery("chosen_spell")
    return select(s).join(newest, s.c.id == newest.c.place % _OPEN).subquery("spell")


def exported_state(asked: Asked) -> FromClause:
    """One row per household whose roster named a category: category, whether cleared, when identified."""
    f, key = e.household_fact, e.key_of(e.household_fact)
    names = (
        "exported_category",
        "exported_risk_cleared",
        "exported_identified",
        "exported_cleared",
        "no_labour_household",
    )
    said = or_(f.c.exported_category.is_not(None), f.c.no_labour_household.is_not(None))
    columns = (e.latest_of(f, name, key).label(name) for name in names)
    statement = select(f.c.household_id, *columns).where(said, *_of_homes(f, asked))
    return statement.group_by(f.c.household_id).subquery("exported_state")


def state_columns(s: FromClause, r: FromClause, x: FromClause) -> dict[str, Sql]:
    """Whether a household is monitored (also once eliminated), and the facts of that, from spell, record and roster."""
    own = s.c.id.is_not(None)
    category = func.coalesce(func.nullif(r.c.category, ""), func.nullif(x.c.exported_category, ""))
    cleared = or_(
        func.coalesce(r.c.cleared, 0) == 1,
        and_(r.c.cleared.is_(None), func.coalesce(x.c.exported_risk_cleared, "").in_(("是", "1", "已消除"))),
    )
    eliminated = case(
        (own, case((s.c.eliminated_on.is_not(None), 1), else_=0)),
        (category.is_(None), 0),
        (cleared, 1),
        else_=0,
    )
    open_spell = case((and_(s.c.closed_on.is_(None), s.c.eliminated_on.is_(None)), 1), else_=0)
    active = case((own, open_spell), (category.is_(None), 0), (cleared, 0), else_=1)
    return {
        "is_active": active,
        "is_eliminated": eliminated,
        "is_monitored": case((or_(active == 1, eliminated == 1), 1), else_=0),
        "has_record": case((r.c.household_id.is_not(None), 1), else_=0),
        "identified_on": func.coalesce(s.c.identified_on, r.c.identified_on, _first_of(x.c.exported_identified)),
        "identified_text": x.c.exported_identified,
        "eliminated_on": func.coalesce(s.c.eliminated_on, r.c.cleared_on, _first_of(x.c.exported_cleared)),
        "way": _way(s, r),
        "risk_list": ","
        + func.coalesce(func.nullif(s.c.risks, "", type_=String), func.rtrim(r.c.risks, ","), "")
        + ",",
        "remark": func.coalesce(func.nullif(s.c.risk_remark, "", type_=String), r.c.risk_remark),
        "disaster": func.coalesce(func.nullif(s.c.disaster_kind, "", type_=String), r.c.disaster_item),
        "flagged_no_labour": func.coalesce(r.c.no_labour_household, x.c.no_labour_household),
        "is_resettled": r.c.is_resettled,
        "contact_name": r.c.contact_name,
        "contact_phone": r.c.contact_phone,
        **{f"{when}_{name}": r.c[f"{when}_{name}"] for name in TAKEN for when in ("i", "e")},
        **{f"blank_{name}": case((_left_blank(r, name), 1), else_=0) for name in ASKED_AT_ONCE},
    }


def _left_blank(r: FromClause, name: str) -> Sql:
    """The record as identified has this column empty, while the lists that brought records do carry it."""
    carried = select(_fact.c.id).where(_fact.c.occasion != ELIMINATION, _fact.c[name].is_not(None)).exists()
    return and_(r.c.household_id.is_not(None), r.c[f"i_{name}"].is_(None), carried)


def _way(s: FromClause, r: FromClause) -> Sql:
    return case(
        (s.c.elimination_kind.is_not(None), s.c.elimination_kind),
        (r.c.cleared_way.contains("自然"), ClearingWay.NATURAL.value),
        (r.c.cleared_way.contains("帮扶"), ClearingWay.HELPED.value),
    )


def _first_of(text: Sql) -> Sql:
    """The first day of a month that a roster gives as text."""
    month = month_of(text)
    return func.date(func.substr(month, 1, 4) + "-" + func.substr(month, 5, 2) + "-01", type_=Date)


def exported_measures(asked: Asked) -> FromClause:
    """The newest exported row of measures of each household."""
    f = _exported
    key = func.max(e.key_of(f))
    newest = select(cast(func.substr(key, e.KEY_LENGTH - 9), Integer).label("id")).where(*_of_homes(f, asked))
    chosen = newest.group_by(f.c.household_id).subquery("newest_measures")
    return select(f).join(chosen, f.c.id == chosen.c.id).subquery("exported_measures")


def own_measures(asked: Asked, s: FromClause) -> FromClause:
    """One row per household with measures of ours for its present spell (or for none): each group's descriptions."""
    m = _measure
    said = func.coalesce(func.nullif(m.c.description, ""), _label(m.c.group))
    texts = (func.aggregate_strings(case((m.c.group == group, said)), ",").label(group) for group in GROUPS)
    source = m.outerjoin(s, s.c.household_id == m.c.household_id)
    present = or_(m.c.spell_id.is_(None), m.c.spell_id == s.c.id)
    statement = select(m.c.household_id, *texts).select_from(source)
    narrowed = statement.where(m.c.state != "cancelled", present, *_of_homes(m, asked))
    return narrowed.group_by(m.c.household_id).subquery("own_measures")


def _label(group: Sql) -> Sql:
    members: tuple[Labelled, ...] = tuple(MeasureGroup)
    return case({member.value: member.label for member in members}, value=group, else_=group)


def measure_columns(exported: FromClause, own: FromClause) -> dict[str, Sql]:
    """The text of each group of measures, exported and ours together; NULL = no such measure."""
    none = option_words("none")

    def text(group: str) -> Sql:
        told: Sql = func.trim(func.coalesce(exported.c[column_of(group)], ""))
        told = case((told.in_(none), ""), else_=told)
        joined = func.trim(told + "," + func.coalesce(own.c[group], ""), ",")
        return func.nullif(joined, "", type_=String)

    return {f"m_{group}": text(group) for group in GROUPS}
