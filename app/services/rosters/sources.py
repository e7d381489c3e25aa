"""The parts that a roster is put together from: each says one row per person or household, made in one pass of SQL.

A part is only read when a field of it is wanted, and only the fields that are wanted; ``Asked.ids`` narrows it to the
rows that are about to be shown.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Integer, Select, String, Subquery, and_, case, cast, func, literal, or_, select

from app.models.history import VERSIONED
from app.services import effective as e
from app.services import standing
from app.services.effective import Sql

DAY_LENGTH = 10
_NO_DAY = "0000-00-00"
_work, _living, _spell, _case = (
    VERSIONED[n] for n in ("work_spell", "living_condition", "monitoring_spell", "monitoring_case")
)
_alert, _finding, _measure, _entry = (VERSIONED[n] for n in ("alert", "finding", "measure", "list_entry"))
_monitoring, _measures, _item = (VERSIONED[n] for n in ("monitoring_fact", "measure_fact", "income_item"))


@dataclass(frozen=True, slots=True)
class Asked:
    """What the parts are asked: as of which day, which of their fields, for which persons or households (None: all)."""

    today: date
    names: frozenset[str]
    ids: Sequence[int] | None = None

    def only(self, owner: Sql) -> list[Sql]:
        """The condition that narrows a part to the rows that are wanted."""
        return [] if self.ids is None else [owner.in_(self.ids)]


Part = Callable[[Asked], Subquery]


def age_on(today: date, born_on: Sql) -> Sql:
    """Full years on a day."""
    born = cast(born_on, String)
    had_birthday = func.substr(born, 6, 5, type_=String) <= f"{today:%m-%d}"
    return today.year - cast(func.substr(born, 1, 4, type_=String), Integer) - case((had_birthday, 0), else_=1)


def _joined(words: Sql) -> Sql:
    """Aggregate: codes joined by commas, each once where the rows are distinct."""
    return func.aggregate_strings(words, ",")


# -- of persons --------------------------------------------------------------------------------------

_TWO_TRUTHS = {
    "insured": ("resident_medical", "employee_medical"),
    "pensioned": ("resident_pension", "employee_pension"),
}


def facts(asked: Asked) -> Subquery:
    """The effective values of persons' facts; school, level and drop-out reason as the screening reads them."""
    f, key = e.person_fact, e.key_of(e.person_fact)
    schooling = standing.schooling_columns(key)
    wanted = [n for n in asked.names if n not in _TWO_TRUTHS]
    values = [schooling.get(name, e.latest_of(f, name, key)).label(name) for name in sorted(wanted)]
    for name in sorted(asked.names & _TWO_TRUTHS.keys()):
        first, second = (e.latest_of(f, part, key) for part in _TWO_TRUTHS[name])
        values.append(e.insured(first, second).label(name))
    found = select(f.c.person_id.label("subject_id"), *values).where(*asked.only(f.c.person_id))
    return found.group_by(f.c.person_id).subquery("facts")


def _newest(table: Any, owner: Sql, order: Sql, asked: Asked, *conditions: Sql) -> Subquery:
    """Of each owner's rows the one with the greatest ``order``, then the later entry: its owner and id."""
    keyed = func.max(order + e.padded(table.c.id))
    newest = (
        select(owner.label("subject_id"), keyed.label("key")).where(*asked.only(owner), *conditions).group_by(owner)
    ).subquery()
    row_id = cast(func.substr(newest.c.key, -DAY_LENGTH, type_=String), Integer)
    return select(newest.c.subject_id, row_id.label("row_id")).subquery()


def _day(column: Sql) -> Sql:
    return func.coalesce(cast(column, String), _NO_DAY)


def _of_row(table: Any, newest: Subquery, names: Mapping[str, Sql] | Sequence[str], name: str) -> Subquery:
    columns = names if isinstance(names, Mapping) else {n: table.c[n] for n in names}
    found = select(newest.c.subject_id, *(value.label(n) for n, value in columns.items()))
    return found.join_from(newest, table, table.c.id == newest.c.row_id).subquery(name)


def work(asked: Asked) -> Subquery:
    """The newest job of each person; what is only planned does not count."""
    newest = _newest(_work, _work.c.person_id, _day(_work.c.observed_on), asked, func.coalesce(_work.c.planned, 0) == 0)
    columns = {n: _work.c[n] for n in sorted(asked.names | {"is_working"}) if n != "is_away"}
    return _of_row(_work, newest, columns, "work")


def lists(asked: Asked) -> Subquery:
    """The departments' lists on which a person stands: of each kind the newest one for the village counts."""
    m, h, entry = e.membership, e.household, _entry
    day = func.coalesce(cast(entry.c.as_of_on, String), "")
    source = entry.join(m, and_(m.c.person_id == entry.c.person_id, m.c.to_on.is_(None))).join(
        h, h.c.id == m.c.household_id
    )
    own = entry.c.matched.in_(("matched", "repaired"))
    newest = (
        select(entry.c.list_kind, h.c.village_id, func.max(day).label("day"))
        .select_from(source)
        .where(own)
        .group_by(entry.c.list_kind, h.c.village_id)
        .subquery("newest_list")
    )
    current = and_(newest.c.list_kind == entry.c.list_kind, newest.c.village_id == h.c.village_id, newest.c.day == day)
    kinds = (
        select(entry.c.person_id.label("subject_id"), entry.c.list_kind)
        .select_from(source.join(newest, current))
        .where(own, *asked.only(entry.c.person_id))
        .distinct()
        .subquery("listed")
    )
    found = select(kinds.c.subject_id, _joined(kinds.c.list_kind).label("lists"))
    return found.group_by(kinds.c.subject_id).subquery("lists")


def person_findings(asked: Asked) -> Subquery:
    """Open findings of a person."""
    f = _finding.c
    found = select(f.person_id.label("subject_id"), func.count().label("findings"))
    return found.where(f.state == "open", f.person_id.is_not(None), *asked.only(f.person_id)).group_by(
        f.person_id
    ).subquery("person_findings")  # fmt: skip


# -- of households -----------------------------------------------------------------------------------


def _effective(table: Any, name: str, *conditions: Sql) -> Part:
    """The effective values of a household's facts of one table."""

    def build(asked: Asked) -> Subquery:
        key, owner = e.key_of(table), table.c.household_id
        values = [_latest(table, n, key).label(n) for n in sorted(asked.names)]
        found = select(owner.label("subject_id"), *values).where(*asked.only(owner), *conditions)
        return found.group_by(owner).subquery(name)

    return build


def _latest(table: Any, name: str, key: Sql) -> Sql:
    """The effective value of a column; days as text."""
    is_day = name.endswith("_on")
    return e.latest(key, table.c[name]) if is_day else e.latest_of(table, name, key)


def living(asked: Asked) -> Subquery:
    """The newest living conditions."""
    order = cast(_living.c.year, String) + _day(_living.c.observed_on)
    newest = _newest(_living, _living.c.household_id, order, asked)
    return _of_row(_living, newest, sorted(asked.names), "living")


def income(asked: Asked) -> Subquery:
    """The statement that counts, and the sums of its items."""
    s = e.statement
    newest = _newest(s, s.c.household_id, e.statement_key(), asked)
    sums = (
        select(
            _item.c.statement_id,
            *(
                func.sum(case((or_(_item.c.item_code == n, _item.c.item_code.startswith(f"{n}.")), _item.c.amount_fen)))
                .label(n)
                for n in ("wage", "business", "property", "transfer", "expense")
            ),
        )
        .group_by(_item.c.statement_id)
        .subquery("sums")
    )  # fmt: skip
    own = {"net_fen", "claims_fen", "self_paid_fen", "basis", "observed_on"}
    columns = [(s.c[n] if n in own else sums.c[n]).label(n) for n in sorted(asked.names)]
    source = newest.join(s, s.c.id == newest.c.row_id).outerjoin(sums, sums.c.statement_id == s.c.id)
    return select(newest.c.subject_id, *columns).select_from(source).subquery("income")


def open_spell(asked: Asked) -> Subquery:
    """The open monitoring spell."""
    newest = _newest(_spell, _spell.c.household_id, literal(""), asked, _spell.c.closed_on.is_(None))
    return _of_row(_spell, newest, sorted(asked.names), "open_spell")


def spell(asked: Asked) -> Subquery:
    """The open monitoring spell, else the latest."""
    newest = _newest(_spell, _spell.c.household_id, cast(_spell.c.closed_on.is_(None), String), asked)
    return _of_row(_spell, newest, sorted(asked.names), "spell")


def open_case(asked: Asked) -> Subquery:
    """The open case, else the latest."""
    newest = _newest(_case, _case.c.household_id, cast(_case.c.is_open, String), asked)
    columns = {"case_track": _case.c.track, "case_opened_on": _case.c.opened_on}
    columns |= {n: _case.c[n] for n in ("state_since_on", "entered_on")}
    return _of_row(_case, newest, columns, "open_case")


def alerts(asked: Asked) -> Subquery:
    """The gaps of open alerts, each once."""
    gaps = (
        select(_alert.c.household_id, _alert.c.gap)
        .where(_alert.c.is_open == 1, *asked.only(_alert.c.household_id))
        .distinct()
        .subquery("gaps")
    )
    found = select(gaps.c.household_id.label("subject_id"), _joined(gaps.c.gap).label("alert_gaps"))
    return found.group_by(gaps.c.household_id).subquery("open_alerts")


def findings(asked: Asked) -> Subquery:
    """Open findings of a household, its members' included."""
    f = _finding.c
    found = select(f.household_id.label("subject_id"), func.count().label("findings"))
    found = found.where(f.state == "open", f.household_id.is_not(None), *asked.only(f.household_id))
    return found.group_by(f.household_id).subquery("open_findings")


def help_given(asked: Asked) -> Subquery:
    """Measures that were not cancelled, and who is responsible for the latest."""
    m = _measure.c
    keyed = func.max(case((m.responsible.is_not(None), e.padded(m.id) + m.responsible)))
    found = select(
        m.household_id.label("subject_id"),
        func.count().label("measures"),
        func.substr(keyed, DAY_LENGTH + 1, type_=String).label("responsible"),
    )
    found = found.where(m.state != "cancelled", *asked.only(m.household_id))
    return found.group_by(m.household_id).subquery("help")


def own_measures(asked: Asked) -> Subquery:
    """What our own measures of each group say, those that were cancelled left out."""
    m = _measure.c
    texts = [func.aggregate_strings(case((m.group == n, m.description)), "；").label(n) for n in sorted(asked.names)]
    found = select(m.household_id.label("subject_id"), *texts).where(m.state != "cancelled")
    return found.where(*asked.only(m.household_id)).group_by(m.household_id).subquery("own_measures")


_COUNTED_BY = frozenset({"labour", "away", "students", "disabled", "seriously_ill", "uninsured"})


def members(asked: Asked) -> Subquery:
    """Living members counted by age, labour, schooling, health and insurance."""
    m, p = e.membership, e.person
    age = age_on(asked.today, p.c.born_on)
    signs: dict[str, Sql] = {"elders": age >= 60, "oldest": age >= 80, "children": age < 16}
    source: Any = m.join(p, p.c.id == m.c.person_id)
    if asked.names & _COUNTED_BY:
        of_members: Select[Any] = select(m.c.person_id).where(m.c.to_on.is_(None), *asked.only(m.c.household_id))
        v = _member_facts(None if asked.ids is None else of_members)
        source = source.outerjoin(v, v.c.subject_id == m.c.person_id)
        signs |= {
            "labour": v.c.labour_skill.in_((*standing.ABLE, standing.HALF_ABLE)),
            "away": v.c.work_months > 0,
            "students": and_(v.c.school_status.is_not(None), v.c.school_status.not_in(standing.PRESCHOOL)),
            "disabled": v.c.health.contains("残疾"),
            "seriously_ill": v.c.health.contains("患有大病"),
            "uninsured": v.c.insured == 0,
        }
    counts = [func.sum(case((signs[n], 1), else_=0)).label(n) for n in sorted(asked.names)]
    found = select(m.c.household_id.label("subject_id"), *counts).select_from(source)
    return (
        found.where(m.c.to_on.is_(None), *asked.only(m.c.household_id)).group_by(m.c.household_id).subquery("members")
    )


def _member_facts(of_members: Select[Any] | None) -> Subquery:
    f, key = e.person_fact, e.key_of(e.person_fact)
    schooling = standing.schooling_columns(key)
    values = {
        n: schooling.get(n, e.latest_of(f, n, key)) for n in ("labour_skill", "work_months", "school_status", "health")
    }
    resident, employee = (e.latest_of(f, n, key) for n in _TWO_TRUTHS["insured"])
    columns = [value.label(n) for n, value in values.items()] + [e.insured(resident, employee).label("insured")]
    found = select(f.c.person_id.label("subject_id"), *columns)
    if of_members is not None:
        found = found.where(f.c.person_id.in_(of_members))
    return found.group_by(f.c.person_id).subquery("member_facts")


PERSON_PARTS: Mapping[str, Part] = {
    "facts": facts,
    "work": work,
    "lists": lists,
    "person_findings": person_findings,
}
HOUSEHOLD_PARTS: Mapping[str, Part] = {
    "home": _effective(e.household_fact, "home"),
    "export": _effective(_monitoring, "exported", _monitoring.c.occasion == "identification"),
    "measures": _effective(_measures, "exported_measures"),
    "own_measures": own_measures,
    "living": living,
    "income": income,
    "members": members,
    "open_spell": open_spell,
    "spell": spell,
    "open_case": open_case,
    "alerts": alerts,
    "findings": findings,
    "help": help_given,
}
