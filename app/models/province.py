"""The province's own 疑点 lists as they came, each row with what it was matched to and how it was answered."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Code, Day, Long, Name, OptionalCode, OptionalDay, OptionalName, Versioned


class ProvinceFile(Versioned, Base):
    """A list as it came, kept in the vault so that it goes back on its own sheet; written once, never changed."""

    __tablename__ = "province_file"
    __since__ = "0006"

    name: Mapped[Name]
    sha256: Mapped[Code]
    form: Mapped[Code]  # xlsx, xls, ...: what the file is by content
    file_key: Mapped[Code]  # its name in the vault


class ProvinceList(Versioned, Base):
    """One list of 疑点 that came down; ``previous_id`` is the list it was compared with."""

    __tablename__ = "province_list"
    __since__ = "0006"

    file_id: Mapped[int] = mapped_column(ForeignKey("province_file.id"))
    title: Mapped[Name]
    received_on: Mapped[Day]
    previous_id: Mapped[int | None] = mapped_column(ForeignKey("province_list.id"), index=True)
    layout: Mapped[str] = mapped_column(Text)  # JSON: sheet -> header row and columns, as they were read


class ProvinceEntry(Versioned, Base):
    """One row of a list: whom it means here, our rule, and the answer."""

    __tablename__ = "province_entry"
    __since__ = "0006"
    __table_args__ = (
        Index("uq_province_entry_place", "list_id", "sheet", "row", unique=True),
        Index("ix_province_entry_subject", "rule_code", "household_id"),
    )

    list_id: Mapped[int] = mapped_column(ForeignKey("province_list.id"))
    sheet: Mapped[int]  # the place of the sheet in the file, from 0
    row: Mapped[int]  # Excel's number
    rule_text: Mapped[OptionalName]  # what the list calls the 疑点
    rule_code: Mapped[OptionalCode]  # ours; empty = not mapped
    message: Mapped[Long]
    name: Mapped[OptionalName]
    id_number: Mapped[OptionalCode]
    household_code: Mapped[OptionalCode]
    village: Mapped[OptionalName]
    matched: Mapped[Code]  # matched, not_found, ambiguous, name_differs
    household_id: Mapped[int | None] = mapped_column(ForeignKey("household.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    state: Mapped[Code] = mapped_column(default="open")  # open 待核, mended 已整改, true 属实
    note: Mapped[Long]
    answered_by: Mapped[OptionalName]
    answered_on: Mapped[OptionalDay]
