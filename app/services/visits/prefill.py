"""What an open visit form shows before anything is typed: the household as the ledger knows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.enums import CaseState, Category, Risk
from app.models.facts import HouseholdFact, PersonFact
from app.models.household import Household, HouseholdSummary, IncomeItem, IncomeStatement, Membership, Person
from app.models.visits import Visit
from app.services import effective as e
from app.services.briefs import BRIEF, HouseholdBrief, brief_of
from app.services.visits.income import GROUPS, IncomeLine, item_kinds
from app.services.visits.worklist import WorkRow
from app.services.workflow.case_guards import GUARANTEES

_PERSON_FIELDS = ("education", "school_status", "health", "labour_skill", "work_place", "work_months")


@dataclass(frozen=True, slots=True)
class FormMember:
    """A living member as the form lists him; effective values, empty where nothing is known."""

    person_id: int
    name: str
    relation: str
    sex: str | None
    born_on: date | None
    id_number: str
    schooling: str
    health: str
    labour_skill: str
    work: str
    is_insured: int | None
    counts_per_head: bool


@dataclass(frozen=True, slots=True)
class KnownGuarantee:
    """A guarantee as the ledger knows it: 1, 0 or unknown, and the latest source that spoke of it."""

    name: str
    value: int | None
    source: str | None
    observed_on: date | None


@dataclass(frozen=True, slots=True)
class FormStart:
    """Everything that stands on the form before the visit. Money in fen."""

    household: HouseholdBrief
    address: str
    household_type: str | None
    state: CaseState
    category: Category
    members: tuple[FormMember, ...]
    heads: int
    income: tuple[IncomeLine, ...]
    net_per_head_fen: int | None
    net_basis: str | None
    guarantees: tuple[KnownGuarantee, ...]
    risks: tuple[Risk, ...]
    work: WorkRow | None


def form_start(
    session: Session, household: Household, *, state: CaseState, category: Category, work: WorkRow | None
) -> FormStart:
    """Read the start of one household's form."""
    summary = session.get_one(HouseholdSummary, household.id)
    brief = session.execute(select(*BRIEF).where(HouseholdSummary.household_id == household.id)).one()
    risks = tuple(Risk(code) for code in (summary.risks or _visited_risks(session, household.id)).split(",") if code)
    return FormStart(
        household=brief_of(brief),
        address=household.address or "",
        household_type=household.household_type,
        state=state,
        category=category,
        members=_members(session, household.id),
        heads=summary.counted_heads,
        income=_income(session, household.id),
        net_per_head_fen=summary.net_per_head_fen,
        net_basis=summary.net_basis,
        guarantees=tuple(_guarantee(session, household.id, name, getattr(summary, name)) for name in GUARANTEES),
        risks=risks,
        work=work,
    )


def _visited_risks(session: Session, household_id: int) -> str:
    """The risks that the last visit found, before any monitoring says them."""
    latest = session.scalars(
        select(Visit.risks)
        .where(Visit.household_id == household_id, Visit.risk_found.is_not(None))
        .order_by(Visit.visited_on.desc(), Visit.id.desc())
    ).first()
    return latest or ""


def _members(session: Session, household_id: int) -> tuple[FormMember, ...]:
    values = [e.person_value(name).label(name) for name in _PERSON_FIELDS]
    rows = session.execute(
        select(
            Person.id,
            Person.name,
            Membership.relation,
            Person.sex,
            Person.born_on,
            Person.id_number,
            Membership.counts_per_head,
            e.member_insured().label("insured"),
            *values,
        )
        .join(Membership, Membership.person_id == Person.id)
        .where(Membership.household_id == household_id, Membership.to_on.is_(None))
        .order_by(Membership.position, Membership.id)
    )
    return tuple(
        FormMember(
            person_id=row.id,
            name=row.name,
            relation=row.relation or "",
            sex=row.sex,
            born_on=row.born_on,
            id_number=row.id_number or "",
            schooling=row.school_status or row.education or "",
            health=row.health or "",
            labour_skill=row.labour_skill or "",
            work=_work(row.work_place, row.work_months),
            is_insured=row.insured,
            counts_per_head=bool(row.counts_per_head),
        )
        for row in rows
    )


def _work(place: str | None, months: int | None) -> str:
    if not place and not months:
        return ""
    return f"{place or ''}{f'{months}个月' if months else ''}"


def _income(session: Session, household_id: int) -> tuple[IncomeLine, ...]:
    """The lines of the latest itemised statement, then the items of an empty form that it does not name."""
    latest = session.scalars(
        select(IncomeStatement.id)
        .join(IncomeItem, IncomeItem.statement_id == IncomeStatement.id)
        .where(IncomeStatement.household_id == household_id)
        .order_by(IncomeStatement.observed_on.desc(), IncomeStatement.id.desc())
    ).first()
    items = session.scalars(
        select(IncomeItem).where(IncomeItem.statement_id == latest).order_by(IncomeItem.position)
    ).all()
    known = [
        IncomeLine(
            code=item.item_code,
            label=item.label,
            amount_fen=item.amount_fen,
            formula=item.formula or "",
            basis=item.basis or "",
        )
        for item in items
    ]
    labels = {line.label for line in known}
    lines = [*known, *(IncomeLine(code=k.code, label=k.label) for k in item_kinds() if k.label not in labels)]
    return tuple(sorted(lines, key=lambda line: GROUPS.index(line.group) if line.group in GROUPS else len(GROUPS)))


_BEHIND = {"housing_safe": "dangerous_housing", "water_safe": "safe_water"}
_OF_MEMBERS = frozenset({"medical_covered", "education_secured"})


def _guarantee(session: Session, household_id: int, name: str, value: int | None) -> KnownGuarantee:
    fields = [HouseholdFact.__table__.c[name]]
    if name in _BEHIND:
        fields.append(HouseholdFact.__table__.c[_BEHIND[name]])
    for field in fields:
        spoken = session.execute(
            select(HouseholdFact.source, HouseholdFact.observed_on)
            .where(HouseholdFact.household_id == household_id, field.is_not(None))
            .order_by(
                e.rank(HouseholdFact.__table__.c.source).desc(),
                HouseholdFact.observed_on.desc(),
                HouseholdFact.id.desc(),
            )
        ).first()
        if spoken:
            return KnownGuarantee(name, value, spoken.source, spoken.observed_on)
    return (
        _of_members(session, household_id, name, value)
        if name in _OF_MEMBERS
        else KnownGuarantee(name, value, None, None)
    )


def _of_members(session: Session, household_id: int, name: str, value: int | None) -> KnownGuarantee:
    """Insurance and schooling are known of persons: the latest fact row of a member tells source and day."""
    spoken = session.execute(
        select(PersonFact.source, PersonFact.observed_on)
        .join(Membership, Membership.person_id == PersonFact.person_id)
        .where(Membership.household_id == household_id, Membership.to_on.is_(None))
        .order_by(PersonFact.observed_on.desc(), PersonFact.id.desc())
    ).first()
    if spoken is None:
        return KnownGuarantee(name, value, None, None)
    return KnownGuarantee(name, value, spoken.source, spoken.observed_on)
