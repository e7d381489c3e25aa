"""Keeps ``household_summary`` in step: rebuilt for the touched households at the end of every transaction."""

from __future__ import annotations

from typing import Any, cast

from sqlalchemy import (
    Column,
    Integer,
    MetaData,
    Select,
    Table,
    case,
    delete,
    func,
    insert,
    or_,
    select,
)

from app.models.enums import OPEN_ALERT_STATES
from app.models.history import HISTORY, VERSIONED, in_chunks
from app.models.household import HouseholdSummary
from app.services import effective as e
from app.services.effective import Sql
from app.services.ledger import Transaction
from app.services.workflow.plan import Counting

# Lives in the writer's memory only: the households to rebuild.
_touched = Table(
    "touched_household",
    MetaData(),
    Column("id", Integer, primary_key=True, autoincrement=False),
    prefixes=["TEMPORARY"],
)
_region, _case, _spell, _alert = (VERSIONED[n] for n in ("region", "monitoring_case", "monitoring_spell", "alert"))


def refresh(tx: Transaction) -> None:
    """Rebuild the summary of every household that this transaction touched; the Ledger's deriver."""
    session = tx.session
    names = [name for name in tx.journal.tables if _owners(name) is not None]
    if not names:
        return
    _touched.create(session.connection(), checkfirst=True)
    session.execute(delete(_touched))
    for name in names:
        _collect(tx, name)
    summary = cast("Table", HouseholdSummary.__table__)  # declared as FromClause, always a Table
    session.execute(delete(summary).where(summary.c.household_id.in_(select(_touched.c.id))))
    columns = _columns(tx)
    rows = (
        select(*(value.label(name) for name, value in columns.items()))
        .select_from(e.household.join(_region, _region.c.id == e.household.c.village_id))
        .where(e.household.c.id.in_(select(_touched.c.id)))
    )
    session.execute(insert(summary).from_select(list(columns), rows))


def _owners(name: str) -> str | None:
    """How a table's rows lead to households: its own id, a household, a person, a region; None = not at all."""
    table = VERSIONED[name]
    if name in ("household", "region", "person"):
        return name
    if "household_id" in table.c:
        return "of_household"
    return "of_person" if "person_id" in table.c else None


def _collect(tx: Transaction, name: str) -> None:
    table, history, seq = VERSIONED[name], HISTORY[name], tx.seq
    kind = _owners(name)
    conditions: list[Sql] = []
    if name in tx.journal.bulk:
        conditions.append(table.c.seq == seq)
    else:
        conditions += [table.c.id.in_(chunk) for chunk in in_chunks(sorted(tx.journal.touched[name]))]
    for condition in conditions:
        _add(tx, _households_of(table, condition, kind))
    # What was deleted, or moved away from a household, is found in the old version only.
    _add(tx, _households_of(history, history.c.to_seq == seq, kind))


def _households_of(table: Table, condition: Sql, kind: str | None) -> Select[Any]:
    members = VERSIONED["membership"]
    if kind == "household":
        return select(table.c.id).where(condition)
    if kind == "of_household":
        return select(table.c.household_id).where(condition)
    if kind == "region":
        regions = select(table.c.id).where(condition)
        return select(e.household.c.id).where(
            or_(e.household.c.village_id.in_(regions), e.household.c.group_id.in_(regions))
        )
    person = table.c.id if kind == "person" else table.c.person_id
    return select(members.c.household_id).where(members.c.person_id.in_(select(person).where(condition)))


def _add(tx: Transaction, households: Select[Any]) -> None:
    column = next(iter(households.selected_columns))
    distinct = households.where(column.is_not(None)).distinct().subquery()
    new = select(distinct.c[0]).where(distinct.c[0].not_in(select(_touched.c.id)))
    tx.session.execute(insert(_touched).from_select(["id"], new))


def _first_member(value: Sql) -> Sql:
    """A value of the head; of two heads the first stored."""
    m, p = e.membership, e.person
    return (
        select(value)
        .select_from(m.join(p, p.c.id == m.c.person_id))
        .where(e.living_members(e.household.c.id), m.c.relation == "户主")
        .order_by(m.c.position, m.c.id)
        .limit(1)
        .correlate(e.household)
        .scalar_subquery()
    )


def _members(value: Sql) -> Sql:
    m, p = e.membership, e.person
    joined = select(value).select_from(m.join(p, p.c.id == m.c.person_id))
    return joined.where(e.living_members(e.household.c.id)).correlate(e.household).scalar_subquery()


def _open_spell(value: Sql) -> Sql:
    own = (_spell.c.household_id == e.household.c.id, _spell.c.closed_on.is_(None))
    return select(value).where(*own).order_by(_spell.c.id.desc()).limit(1).scalar_subquery()


def _search_text() -> Sql:
    p = e.person
    one = func.lower(
        p.c.name
        + " "
        + p.c.pinyin
        + " "
        + p.c.initials
        + " "
        + func.substr(func.coalesce(p.c.id_number, ""), -6)
        + " "
        + func.coalesce(p.c.phone, "")
    )
    people = func.coalesce(_members(func.aggregate_strings(one, " ")), "")
    own = func.coalesce(e.household.c.national_code, "") + " " + func.coalesce(e.household.c.phone, "")
    return func.lower(e.household.c.code) + " " + own + " " + people


def _tags() -> Sql:
    flags = {
        "subsistence": e.any_member(e.person_value("subsistence_allowance") == 1),
        "extreme_poverty": e.any_member(e.person_value("extreme_poverty_support") == 1),
        "serious_illness": e.any_member(e.person_value("health").contains("患有大病")),
        "disability": e.any_member(e.person_value("health").contains("残疾")),
    }
    text: Sql = case((flags.pop("subsistence") == 1, "subsistence,"), else_="")
    for name, truth in flags.items():
        text = text + case((truth == 1, f"{name},"), else_="")
    return func.rtrim(text, ",")


def _columns(tx: Transaction) -> dict[str, Sql]:
    h, counting = e.household, Counting()
    case_state = (
        select(_case.c.state)
        .where(_case.c.household_id == h.c.id)
        .order_by(_case.c.is_open.desc(), _case.c.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    open_alerts = (
        select(func.count())
        .where(_alert.c.household_id == h.c.id, _alert.c.state.in_([s.value for s in OPEN_ALERT_STATES]))
        .scalar_subquery()
    )
    group = _region.alias("group_region")
    group_name = select(group.c.name).where(group.c.id == h.c.group_id).scalar_subquery()
    return {
        "household_id": h.c.id,
        "code": h.c.code,
        "village_id": h.c.village_id,
        "village_name": _region.c.name,
        "group_name": func.coalesce(group_name, ""),
        "head_person_id": _first_member(e.person.c.id),
        "head_name": func.coalesce(_first_member(e.person.c.name), ""),
        "head_id_number": _first_member(e.person.c.id_number),
        "member_count": _members(func.count()),
        "counted_heads": _members(func.coalesce(func.sum(e.membership.c.counts_per_head), 0)),
        "household_type": h.c.household_type,
        "category": _open_spell(_spell.c.category),
        "risks": _open_spell(_spell.c.risks),
        "case_state": case_state,
        "open_alerts": open_alerts,
        "net_per_head_fen": e.net_per_head_fen(),
        "net_basis": e.net_basis(),
        "housing_safe": e.housing_safe(),
        "water_safe": e.water_safe(),
        "medical_covered": e.medical_covered(),
        "education_secured": e.education_secured(tx.today, counting),
        "food_enough": e.food_enough(counting),
        "clothing_enough": e.clothing_enough(counting),
        "tags": _tags(),
        "phone": h.c.phone,
        "status": h.c.status,
        "search_text": _search_text(),
    }
