"""The roster as it is read: ids for a query, rows by id, and one household's page, now or as of a day (design 4)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import ColumnElement, Select, case, func, or_, select
from sqlalchemy.orm import Session

from app.models.cases import Alert, Case, MonitoringSpell
from app.models.enums import CaseState, Tag, Track
from app.models.history import VERSIONED
from app.models.household import Household, HouseholdSummary, IncomeStatement
from app.models.imports import Finding
from app.services.cases.loading import find_household
from app.services.errors import NotFound, Reason
from app.services.household_past import page_as_of, papers_sent, timeline, without_bookkeeping
from app.services.ledger import Ledger

_S = HouseholdSummary


class RosterSort(StrEnum):
    """What the roster can be ordered by."""

    PLACE = "place"
    CODE = "code"
    HEAD = "head"
    MEMBERS = "members"
    INCOME = "income"
    CASE = "case"


_GUARANTEES = (
    "housing_safe",
    "water_safe",
    "medical_covered",
    "education_secured",
    "food_enough",
    "clothing_enough",
)
_ORDER: Mapping[RosterSort, tuple[ColumnElement[object], ...]] = {
    RosterSort.PLACE: (_S.village_id, _S.group_order, _S.group_name, _S.head_name),  # type: ignore[dict-item]
    RosterSort.CODE: (_S.code,),  # type: ignore[dict-item]
    RosterSort.HEAD: (_S.head_name,),  # type: ignore[dict-item]
    RosterSort.MEMBERS: (_S.member_count,),  # type: ignore[dict-item]
    RosterSort.INCOME: (_S.net_per_head_fen,),  # type: ignore[dict-item]
    RosterSort.CASE: (_S.case_state,),  # type: ignore[dict-item]
}


@dataclass(frozen=True, slots=True)
class RosterQuery:
    """What the roster shows: every part narrows; empty parts do not."""

    text: str = ""
    village_id: int | None = None
    group_name: str | None = None
    household_type: str | None = None
    category: str | None = None
    case_states: tuple[str, ...] = ()
    tag: str | None = None
    with_open_alert: bool = False
    is_monitored: bool = False
    with_unknown: bool = False  # one of 两不愁三保障 and water is not known
    with_finding: bool = False
    on_own_track: bool = False  # the open case is 补录 or 绿色通道
    include_ended: bool = False
    sort: RosterSort = RosterSort.PLACE
    descending: bool = False


@dataclass(frozen=True, slots=True)
class RosterRow:
    """A household as a line of the roster. Money in fen."""

    household_id: int
    code: str
    head_name: str
    member_count: int
    village_name: str
    group_name: str
    household_type: str | None
    category: str | None
    case_state: str | None
    net_per_head_fen: int | None
    net_basis: str | None
    risks: str | None
    tags: str
    phone: str | None
    open_alerts: int
    head_id_number: str | None
    status: str  # active, gone, moved, merged


def _escaped(word: str) -> str:
    return word.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_")


def _conditions(query: RosterQuery) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if not query.include_ended:
        found.append(_S.status == "active")
    exact = {
        _S.village_id: query.village_id,
        _S.group_name: query.group_name,
        _S.household_type: query.household_type,
        _S.category: query.category,
    }
    found += [column == value for column, value in exact.items() if value is not None]
    if query.case_states:
        found.append(_S.case_state.in_(query.case_states))
    if query.tag:
        found.append(_S.tags.contains(query.tag, autoescape=True))
    if query.with_open_alert:
        found.append(_S.open_alerts > 0)
    if query.is_monitored:
        found.append(_S.category.is_not(None))
    if query.with_unknown:
        found.append(_unknown())
    if query.with_finding:
        found.append(_S.household_id.in_(_with_finding()))
    if query.on_own_track:
        own = select(Case.household_id).where(Case.is_open == 1, Case.track != Track.BATCH.value)
        found.append(_S.household_id.in_(own))
    found += [_S.search_text.like(f"%{_escaped(word)}%", escape="\\") for word in query.text.lower().split()]
    return found


def _unknown() -> ColumnElement[bool]:
    return or_(*(getattr(_S, name).is_(None) for name in _GUARANTEES))


def _with_finding() -> Select[int | None]:
    return select(Finding.household_id).where(Finding.state == "open")


def _ordered(statement: Select[int], query: RosterQuery) -> Select[int]:
    columns = _ORDER[query.sort]
    ordered = [column.desc() if query.descending else column.asc() for column in columns]
    return statement.order_by(*ordered, _S.household_id)


class HouseholdService:
    """Reads of the roster. Ids first, then the rows of the window that is painted."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def find_ids(self, query: RosterQuery, *, limit: int | None = None) -> Sequence[int]:
        """The household ids in display order; ``limit`` for the first screen while typing."""
        statement = _ordered(select(_S.household_id).where(*_conditions(query)), query)
        if limit is not None:
            statement = statement.limit(limit)
        with self._ledger.reading() as session:
            return list(session.scalars(statement))

    def rows(self, ids: Sequence[int]) -> Mapping[int, RosterRow]:
        """The rows of these ids; one that is gone is left out."""
        columns = [getattr(_S, name) for name in RosterRow.__dataclass_fields__]
        with self._ledger.reading() as session:
            found = session.execute(select(*columns).where(_S.household_id.in_(ids)))
            return {row[0]: RosterRow(*row) for row in found}

    def facets(self, query: RosterQuery) -> Mapping[str, int]:
        """How many households each filter would leave of ``query``'s text and place, by the filter's name."""
        base = RosterQuery(text=query.text, village_id=query.village_id, group_name=query.group_name)
        flags: Mapping[str, ColumnElement[bool]] = {
            "exited": _S.household_type == "exited",
            "ordinary": _S.household_type == "ordinary",
            "monitored": _S.category.is_not(None),
            "alert": _S.open_alerts > 0,
            "unknown": _unknown(),
            "finding": _S.household_id.in_(_with_finding()),
            **{tag.value: _S.tags.contains(tag.value) for tag in Tag},
        }
        columns = [func.coalesce(func.sum(case((flag, 1), else_=0)), 0).label(name) for name, flag in flags.items()]
        with self._ledger.reading() as session:
            row = session.execute(select(*columns).where(*_conditions(base))).mappings().one()
        return {name: int(row[name]) for name in flags}

    def case_state_counts(self) -> Mapping[str, int]:
        """Households by the state of their open, else latest, case."""
        with self._ledger.reading() as session:
            found = session.execute(
                select(_S.case_state, func.count()).where(_S.case_state.is_not(None)).group_by(_S.case_state)
            )
            return {str(row[0]): row[1] for row in found}

    def counts(self) -> tuple[int, int]:
        """Living households and members."""
        with self._ledger.reading() as session:
            row = session.execute(
                select(func.count(), func.coalesce(func.sum(_S.member_count), 0)).where(_S.status == "active")
            ).one()
        return row[0], row[1]

    def code_of(self, household_id: int) -> str:
        """The permanent code of a household."""
        with self._ledger.reading() as session:
            return session.get_one(Household, household_id).code

    def by_codes(self, codes: Sequence[str]) -> Mapping[str, int]:
        """The ids of households by the codes given, our own or national; codes that nobody has are left out."""
        found: dict[str, int] = {}
        wanted = set(codes)
        with self._ledger.reading() as session:
            for first in range(0, len(codes), 400):
                chunk = list(codes[first : first + 400])
                named = or_(Household.code.in_(chunk), Household.national_code.in_(chunk))
                for row in session.execute(select(Household.id, Household.code, Household.national_code).where(named)):
                    if row.national_code in wanted:
                        found.setdefault(str(row.national_code), row.id)
                    if row.code in wanted:
                        found[row.code] = row.id
        return found

    def id_of(self, code: str) -> int:
        """The household behind a code, ours or the national one; NotFound when there is none."""
        with self._ledger.reading() as session:
            household = find_household(session, code)
            if household is None:
                raise NotFound(Reason("household.not_found", {"code": code}))
            return household.id

    def page(self, code: str, *, on: date | None = None) -> dict[str, object]:
        """Everything about one household as plain values, as ``show`` prints it; ``on`` = as the ledger stood then."""
        with self._ledger.reading() as session:
            household = find_household(session, code)
            if household is None:
                raise NotFound(Reason("household.not_found", {"code": code}))
            if on is not None:
                return page_as_of(session, household, on)
            return _page(session, household)


def _page(session: Session, household: Household) -> dict[str, object]:
    summary = session.get(HouseholdSummary, household.id)
    case = session.scalars(select(Case).where(Case.household_id == household.id).order_by(Case.id.desc())).first()
    spell = session.scalars(
        select(MonitoringSpell).where(MonitoringSpell.household_id == household.id).order_by(MonitoringSpell.id.desc())
    ).first()
    return {
        **_plain(session, household.id),
        "village": summary.village_name if summary else None,
        "head_name": summary.head_name if summary else None,
        "facts": _facts(summary),
        "members": _members(session, household.id),
        "incomes": _incomes(session, household.id),
        "case": case and {"state": CaseState(case.state).label, "state_code": case.state, "track": case.track,
                          "category": case.category, "opened_on": case.opened_on},
        "spell": spell and {"category": spell.category, "risks": spell.risks.split(",") if spell.risks else [],
                            "identified_on": spell.identified_on, "eliminated_on": spell.eliminated_on,
                            "closed_on": spell.closed_on},
        "alerts": [
            {"number": alert.number, "gap": alert.gap, "state": alert.state, "due_on": alert.due_on}
            for alert in session.scalars(select(Alert).where(Alert.household_id == household.id).order_by(Alert.id))
        ],
        "papers": papers_sent(session, household),
        "timeline": timeline(session, household),
    }  # fmt: skip


def _plain(session: Session, id_: int) -> dict[str, object]:
    household = VERSIONED["household"]
    row = session.execute(select(household).where(household.c.id == id_)).mappings().one()
    return without_bookkeeping(row)


def _facts(summary: HouseholdSummary | None) -> dict[str, object]:
    names = ("housing_safe", "water_safe", "medical_covered", "education_secured", "food_enough", "clothing_enough",
             "net_per_head_fen", "net_basis", "tags", "member_count", "counted_heads")  # fmt: skip
    return {name: getattr(summary, name) for name in names} if summary else {}


def _members(session: Session, household_id: int) -> list[dict[str, object]]:
    m, p = VERSIONED["membership"], VERSIONED["person"]
    rows = session.execute(
        select(
            p.c.name, p.c.id_number, p.c.sex, p.c.born_on, p.c.ethnicity, p.c.phone, m.c.relation, m.c.counts_per_head
        )
        .join_from(m, p, p.c.id == m.c.person_id)
        .where(m.c.household_id == household_id, m.c.to_on.is_(None))
        .order_by(m.c.position, m.c.id)
    ).mappings()
    return [dict(row) for row in rows]


def _incomes(session: Session, household_id: int) -> list[dict[str, object]]:
    rows = session.scalars(
        select(IncomeStatement).where(IncomeStatement.household_id == household_id).order_by(IncomeStatement.id)
    )
    names = ("year", "occasion", "source", "basis", "observed_on", "heads", "net_fen")
    return [{name: getattr(row, name) for name in names} for row in rows]
