"""The office's own words on its papers, as versions by day, and the numbers that its letters were given."""

from __future__ import annotations

from sqlalchemy import Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Code, Day, Long, Name, OptionalName, Versioned


class OfficeWording(Versioned, Base):
    """What one wording says from a day on; rows are added, never changed. No text = as the program has it."""

    __tablename__ = "office_wording"
    __since__ = "0015"
    __table_args__ = (Index("ix_office_wording_key", "key", "scope", "valid_from"),)

    key: Mapped[str] = mapped_column(Text)  # resources/papers/wording.toml
    scope: Mapped[str] = mapped_column(
        Text, default=""
    )  # a kind of paper or the uid of a village, where it is per those
    valid_from: Mapped[Day]
    text: Mapped[Long]
    reason: Mapped[Name]


class DocumentNumber(Versioned, Base):
    """A number that a letter of the office was given; given out once."""

    __tablename__ = "document_number"
    __since__ = "0015"
    __table_args__ = (UniqueConstraint("series", "year", "number"),)

    series: Mapped[Code]  # letter, request, report
    year: Mapped[int]
    number: Mapped[int]
    text: Mapped[Name] = mapped_column(unique=True)  # 石府函〔2020〕3号
    given_on: Mapped[Day]
    subject: Mapped[OptionalName]  # what it was given for
