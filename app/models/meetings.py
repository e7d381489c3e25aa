"""Evaluation meetings: call, attendance, votes per household, conclusions (workflow 5)."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Code, Day, Long, OptionalCode, OptionalDay, OptionalName, Versioned


class Meeting(Versioned, Base):
    """A village's evaluation meeting. ``expected_count`` is what the directory said on that day."""

    __tablename__ = "meeting"

    plan_id: Mapped[int] = mapped_column(ForeignKey("plan_year.id"), index=True)
    village_id: Mapped[int] = mapped_column(ForeignKey("region.id"), index=True)
    number: Mapped[int]  # 1st, 2nd ... call in this village and plan
    purpose: Mapped[Code] = mapped_column(default="identification")  # identification, clearing
    held_on: Mapped[Day]
    place: Mapped[OptionalName]
    body: Mapped[OptionalCode]
    chair: Mapped[OptionalName]
    recorder: Mapped[OptionalName]
    teller: Mapped[OptionalName]
    voting_way: Mapped[OptionalCode]  # hands, open_ballot, secret_ballot
    expected_count: Mapped[int]
    present_count: Mapped[int]
    state: Mapped[Code] = mapped_column(default="called")  # called, valid, failed (流会), closed
    next_call_on: Mapped[OptionalDay]
    minutes: Mapped[Long]


class MeetingAttendance(Versioned, Base):
    """Who was expected, and who came."""

    __tablename__ = "meeting_attendance"
    __table_args__ = (UniqueConstraint("meeting_id", "name"),)

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"), index=True)
    name: Mapped[OptionalName]
    post: Mapped[OptionalName]
    is_present: Mapped[int]
    is_observer: Mapped[int] = mapped_column(default=0)  # 列席: has no vote
    absence_reason: Mapped[OptionalName]


class MeetingItem(Versioned, Base):
    """One household on the agenda: opinion, votes, risks, conclusion."""

    __tablename__ = "meeting_item"
    __table_args__ = (UniqueConstraint("meeting_id", "case_id"),)

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("monitoring_case.id"), index=True)
    votes_for: Mapped[int | None]
    votes_against: Mapped[int | None]
    votes_abstained: Mapped[int | None]
    votes_recused: Mapped[int | None]
    recused_names: Mapped[OptionalName]
    opinion: Mapped[Long]
    risks: Mapped[str] = mapped_column(Text, default="")
    risk_remark: Mapped[OptionalName]
    conclusion: Mapped[OptionalCode]  # include, exclude, defer
    reason: Mapped[OptionalName]
    told_on: Mapped[OptionalDay]
