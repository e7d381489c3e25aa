"""Screening: runs, the hits they wrote, and the villages' signed answers (workflow 5: hits, never cases)."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Integer, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Code, Day, Fen, Long, OptionalCode, OptionalDay, OptionalName, Versioned


class ScreeningRun(Versioned, Base):
    """One screening of the whole town under one version of the plan."""

    __tablename__ = "screening_run"

    plan_id: Mapped[int] = mapped_column(ForeignKey("plan_year.id"), index=True)
    plan_version_id: Mapped[int | None] = mapped_column(ForeignKey("plan_version.id"), index=True)
    run_on: Mapped[Day]
    line_fen: Mapped[Fen]
    candidate_count: Mapped[int]
    unknown_count: Mapped[int]


class ScreeningHit(Versioned, Base):
    """A household that the latest run found, or that a village proposes by itself; and the village's answer."""

    __tablename__ = "screening_hit"
    __table_args__ = (UniqueConstraint("plan_id", "household_id"),)

    plan_id: Mapped[int] = mapped_column(ForeignKey("plan_year.id"), index=True)
    run_id: Mapped[int | None] = mapped_column(ForeignKey("screening_run.id"), index=True)
    household_id: Mapped[int] = mapped_column(ForeignKey("household.id"), index=True)
    category: Mapped[Code]
    priority: Mapped[int] = mapped_column(Integer, default=0)
    reasons: Mapped[str] = mapped_column(Text, default="[]")  # JSON [{"clause","answer","values"}]
    is_current: Mapped[int] = mapped_column(Integer, default=1)  # still found by the latest run
    answer: Mapped[OptionalCode]  # reported, struck
    answer_reason: Mapped[OptionalName]
    answered_on: Mapped[OptionalDay]
    signers: Mapped[Long]  # JSON, two for a struck hit
    sheet_id: Mapped[int | None] = mapped_column(ForeignKey("village_sheet.id"), index=True)


class VillageSheet(Versioned, Base):
    """A village's numbered sheet: its report, a supplement, or a signed zero report."""

    __tablename__ = "village_sheet"
    __table_args__ = (UniqueConstraint("plan_id", "village_id", "number"),)

    plan_id: Mapped[int] = mapped_column(ForeignKey("plan_year.id"), index=True)
    village_id: Mapped[int] = mapped_column(ForeignKey("region.id"), index=True)
    number: Mapped[int]  # 1 = the report, 2, 3 ... = supplements
    sheet_no: Mapped[OptionalName]
    is_zero: Mapped[int] = mapped_column(Integer, default=0)
    signed_on: Mapped[OptionalDay]
    signers: Mapped[Long]
    closed_on: Mapped[OptionalDay]
    remark: Mapped[OptionalName]
