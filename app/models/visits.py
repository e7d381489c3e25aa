"""Home visits: teams, whom they visit, and what each visit or attempt found."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import (
    Base,
    Code,
    Day,
    Long,
    Name,
    OptionalCode,
    OptionalDay,
    OptionalName,
    Truth,
    Versioned,
)


class VisitTeam(Versioned, Base):
    """A visiting team of a plan year."""

    __tablename__ = "visit_team"
    __table_args__ = (UniqueConstraint("plan_id", "name"),)

    plan_id: Mapped[int] = mapped_column(ForeignKey("plan_year.id"), index=True)
    name: Mapped[Name]
    leader: Mapped[OptionalName]
    members: Mapped[str] = mapped_column(Text, default="[]")  # JSON [{"name", "office"}]


class VisitAssignment(Versioned, Base):
    """A case is visited by a team; ``printed_on`` is the day its form was last printed."""

    __tablename__ = "visit_assignment"
    __table_args__ = (UniqueConstraint("case_id"),)

    case_id: Mapped[int] = mapped_column(ForeignKey("monitoring_case.id"))
    team_id: Mapped[int] = mapped_column(ForeignKey("visit_team.id"), index=True)
    printed_on: Mapped[OptionalDay]


class Visit(Versioned, Base):
    """A visit or an attempt, as the paper form says. Its facts stand in fact and income rows (``step_id``)."""

    __tablename__ = "visit"

    case_id: Mapped[int] = mapped_column(ForeignKey("monitoring_case.id"), index=True)
    household_id: Mapped[int] = mapped_column(ForeignKey("household.id"), index=True)
    step_id: Mapped[int | None] = mapped_column(ForeignKey("workflow_step.id"), index=True)
    purpose: Mapped[Code] = mapped_column(default="identification")  # identification, clearing, follow_up
    visited_on: Mapped[Day]
    outcome: Mapped[Code]  # visited, absent, refused, away, phone
    visitors: Mapped[str] = mapped_column(Text, default="[]")  # JSON [{"name", "office"}]
    next_on: Mapped[OptionalDay]
    statement_id: Mapped[int | None] = mapped_column(ForeignKey("income_statement.id"), index=True)
    fact_id: Mapped[int | None] = mapped_column(ForeignKey("household_fact.id"), index=True)
    risk_found: Mapped[Truth]
    risks: Mapped[OptionalName]  # Risk codes joined by a comma
    difficulty: Mapped[Long]
    finding: Mapped[Long]
    household_signature: Mapped[OptionalCode]  # signed, fingerprint, refused, absent
    no_signature_reason: Mapped[OptionalName]
