"""The plan of a year as versions, and who may act: officers, departments, delegations, permits (design 2)."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Integer, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Code, Day, Long, Name, OptionalCode, OptionalDay, OptionalName, Versioned


class PlanYear(Versioned, Base):
    """One year's 工作方案. Its content stands in versions; ``current_version_id`` is the one in force."""

    __tablename__ = "plan_year"

    year: Mapped[int] = mapped_column(Integer, unique=True)
    name: Mapped[Name]
    preset: Mapped[Code]
    variant: Mapped[Code]  # sc2020, cn2021
    status: Mapped[Code] = mapped_column(default="running")  # running, closed (read-only)
    current_version_number: Mapped[int] = mapped_column(Integer, default=1)
    closed_on: Mapped[OptionalDay]


class PlanVersion(Versioned, Base):
    """A saved state of a plan: TOML of ``app.services.workflow.plan.Plan``, with the reason of the change."""

    __tablename__ = "plan_version"
    __table_args__ = (UniqueConstraint("plan_id", "number"),)

    plan_id: Mapped[int] = mapped_column(ForeignKey("plan_year.id"), index=True)
    number: Mapped[int]
    body: Mapped[str] = mapped_column(Text)
    reason: Mapped[Name]


class Department(Versioned, Base):
    """A line department with the gaps that are its duty."""

    __tablename__ = "department"

    code: Mapped[str] = mapped_column(Text, unique=True)
    name: Mapped[Name]
    duties: Mapped[str] = mapped_column(Text, default="")  # Gap codes joined by a comma
    phone: Mapped[OptionalCode]


class Officer(Versioned, Base):
    """A person who acts: village cadre, work team, visitor, department contact, leader; with the term."""

    __tablename__ = "officer"

    name: Mapped[Name]
    post: Mapped[OptionalName]
    organisation: Mapped[Name]  # the office that is signed for: 红星村村委会, 石门镇, 区医保局 ...
    party: Mapped[Code]  # V T L Q H
    body: Mapped[OptionalCode]  # committee (村两委), work_team, first_secretary, representative
    village_id: Mapped[int | None] = mapped_column(ForeignKey("region.id"), index=True)
    department_id: Mapped[int | None] = mapped_column(ForeignKey("department.id"), index=True)
    phone: Mapped[OptionalCode]
    from_on: Mapped[OptionalDay]
    to_on: Mapped[OptionalDay]


class Delegation(Versioned, Base):
    """A leader lets somebody act for him from a day to a day."""

    __tablename__ = "delegation"

    leader_id: Mapped[int] = mapped_column(ForeignKey("officer.id"), index=True)
    delegate_id: Mapped[int] = mapped_column(ForeignKey("officer.id"), index=True)
    scope: Mapped[Code] = mapped_column(default="all")
    from_on: Mapped[Day]
    to_on: Mapped[OptionalDay]
    paper_no: Mapped[OptionalName]


class Permit(Versioned, Base):
    """补办: leave to take named actions outside their windows, used up per household."""

    __tablename__ = "permit"

    plan_id: Mapped[int] = mapped_column(ForeignKey("plan_year.id"), index=True)
    paper_no: Mapped[Name]
    actions: Mapped[str] = mapped_column(Text)  # action codes joined by a comma
    last_day: Mapped[Day]
    reason: Mapped[Name]
    signer: Mapped[Name]
    signed_on: Mapped[OptionalDay]


class PermitUse(Versioned, Base):
    """A household named by a permit, and the actions of the permit it has used."""

    __tablename__ = "permit_use"
    __table_args__ = (UniqueConstraint("permit_id", "household_id"),)

    permit_id: Mapped[int] = mapped_column(ForeignKey("permit.id"), index=True)
    household_id: Mapped[int] = mapped_column(ForeignKey("household.id"), index=True)
    used_actions: Mapped[str] = mapped_column(Text, default="")


class Setting(Versioned, Base):
    """An office setting: office name, phones, wording; the value is JSON."""

    __tablename__ = "setting"

    key: Mapped[str] = mapped_column(Text, unique=True)
    value: Mapped[Long]


class Holiday(Versioned, Base):
    """A day that the office added to the calendar: a holiday, or a working day made up for one."""

    __tablename__ = "holiday"

    day: Mapped[Day] = mapped_column(unique=True)
    is_working: Mapped[int]
    name: Mapped[OptionalName]


class Counter(Versioned, Base):
    """Numbers that must not repeat: papers, clues, alerts, our own household codes."""

    __tablename__ = "counter"
    __bookkeeping__ = True

    key: Mapped[str] = mapped_column(Text, unique=True)
    last: Mapped[int] = mapped_column(Integer, default=0)
    remark: Mapped[OptionalCode]
