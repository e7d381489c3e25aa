"""What is remembered of the superior's blanks, and how far a household is copied into the national system."""

from __future__ import annotations

from typing import ClassVar

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Code, Day, Long, Name, Versioned


class FillingTemplate(Versioned, Base):
    """A blank known by its headings, and which of them stand for which field of the ledger."""

    __tablename__ = "filling_template"
    __since__ = "0009"
    __bookkeeping__: ClassVar[bool] = True

    fingerprint: Mapped[Code] = mapped_column(unique=True)
    name: Mapped[Name]  # of the file when it was last matched
    mapping: Mapped[Long]  # JSON: key of a place in the blank -> field, null = left empty
    matched_on: Mapped[Day]


class EntryTick(Versioned, Base):
    """A field of a household's form that was copied into the national system: by whom and when."""

    __tablename__ = "entry_tick"
    __since__ = "0009"
    __table_args__ = (UniqueConstraint("household_id", "field"),)

    household_id: Mapped[int] = mapped_column(ForeignKey("household.id"))
    field: Mapped[str] = mapped_column(String(80))  # block, person where there is one, field of the form
    ticked_on: Mapped[Day]
    ticked_by: Mapped[Name]
