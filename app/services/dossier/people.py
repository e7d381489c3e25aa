"""The members of a household with what counts of each: one statement, however many there are."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.services import effective as e
from app.services.dossier.parts import MemberLine

_FACTS = ("education", "school_status", "health", "labour_skill", "work_months", "work_place")


def members_of(session: Session, household_id: int) -> tuple[MemberLine, ...]:
    """Every membership of the household, present ones first, in the order of the register."""
    m, p = e.membership, e.person
    columns = [
        m.c.id.label("membership_id"),
        p.c.id.label("person_id"),
        p.c.row_version,
        p.c.name,
        m.c.relation,
        p.c.sex,
        p.c.born_on,
        p.c.id_number,
        p.c.phone,
        p.c.ethnicity,
        *(e.person_value(name).label(name) for name in _FACTS),
        e.member_insured().label("insured"),
        m.c.counts_per_head,
        m.c.from_on,
        m.c.to_on,
        m.c.end_reason,
        m.c.row_version.label("membership_version"),
        m.c.counts_reason,
    ]
    rows = session.execute(
        select(*columns)
        .select_from(m.join(p, p.c.id == m.c.person_id))
        .where(m.c.household_id == household_id)
        .order_by(m.c.to_on.is_not(None), m.c.position, m.c.id)
    )
    return tuple(MemberLine(**row._mapping) for row in rows)  # noqa: SLF001 - SQLAlchemy's documented name
