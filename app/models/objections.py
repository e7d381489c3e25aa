"""异议 against a notice, what two persons found of it, and what became of a notice that was posted."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Code, Day, Long, Name, OptionalDay, OptionalName, Truth, Versioned


class Objection(Versioned, Base):
    """An objection to a household on a notice; open until two persons have inquired into it."""

    __tablename__ = "objection"
    __since__ = "0012"

    number: Mapped[Code] = mapped_column(unique=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("monitoring_case.id"), index=True)
    household_id: Mapped[int] = mapped_column(ForeignKey("household.id"), index=True)
    objector: Mapped[OptionalName]  # empty = anonymous
    content: Mapped[Long]
    received_on: Mapped[Day]
    inquired_on: Mapped[OptionalDay]
    inquirers: Mapped[str] = mapped_column(Text, default="[]")  # JSON [{"name", "office"}]
    finding: Mapped[Long]
    is_founded: Mapped[Truth]
    told_on: Mapped[OptionalDay]


class NoticeMark(Versioned, Base):
    """What was done with a posted notice at one place: hung there (with photo or receipt), taken down."""

    __tablename__ = "notice_mark"
    __since__ = "0012"
    __table_args__ = (UniqueConstraint("paper_id", "place", "kind"),)

    paper_id: Mapped[int] = mapped_column(ForeignKey("paper_snapshot.id"), index=True)
    place: Mapped[Name]
    kind: Mapped[Code]  # posted, taken_down
    marked_on: Mapped[Day]
    person: Mapped[Name]
    receipt: Mapped[OptionalName]  # which photo or signed receipt
