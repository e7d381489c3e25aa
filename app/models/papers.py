"""Papers that left the office (frozen, numbered), papers that were printed, and attachments."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, Integer, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import (
    Base,
    Code,
    Day,
    Instant,
    Long,
    Name,
    OptionalCode,
    OptionalDay,
    OptionalName,
    Versioned,
)


class PaperSnapshot(Versioned, Base):
    """❄ What left the office: list, members and figures as JSON, printable again identically for ever."""

    __tablename__ = "paper_snapshot"
    __table_args__ = (Index("ix_paper_snapshot_kind", "kind", "plan_id"),)

    plan_id: Mapped[int | None] = mapped_column(ForeignKey("plan_year.id"), index=True)
    kind: Mapped[Code]
    number: Mapped[int]  # runs within kind and plan
    paper_no: Mapped[OptionalName]  # the office's own number, 石府函〔2020〕3号
    title: Mapped[Name]
    layout_version: Mapped[int]
    village_id: Mapped[int | None] = mapped_column(ForeignKey("region.id"), index=True)
    household_id: Mapped[int | None] = mapped_column(ForeignKey("household.id"), index=True)
    issued_on: Mapped[Day]
    data: Mapped[str] = mapped_column(Text)  # canonical JSON of the frozen dataclass
    data_digest: Mapped[Code]
    audit_head: Mapped[OptionalCode]
    voided_on: Mapped[OptionalDay]
    voided_reason: Mapped[OptionalName]


class PaperSubject(Versioned, Base):
    """A household named on a frozen paper: it bars take-back and answers "what did we send of this one"."""

    __tablename__ = "paper_subject"

    paper_id: Mapped[int] = mapped_column(ForeignKey("paper_snapshot.id"), index=True)
    household_id: Mapped[int] = mapped_column(ForeignKey("household.id"), index=True)
    case_id: Mapped[int | None] = mapped_column(ForeignKey("monitoring_case.id"), index=True)
    alert_id: Mapped[int | None] = mapped_column(ForeignKey("alert.id"), index=True)


class PrintRecord(Versioned, Base):
    """A paper was printed: out of date once the digest of what is printed on it differs."""

    __tablename__ = "print_record"
    __table_args__ = (Index("ix_print_record_subject", "kind", "household_id"),)

    kind: Mapped[Code]
    layout_version: Mapped[int]
    household_id: Mapped[int | None] = mapped_column(ForeignKey("household.id"), index=True)
    village_id: Mapped[int | None] = mapped_column(ForeignKey("region.id"), index=True)
    data_digest: Mapped[Code]
    printed_at: Mapped[Instant]
    copies: Mapped[int] = mapped_column(Integer, default=1)
    file_sha256: Mapped[OptionalCode]
    code: Mapped[OptionalCode] = mapped_column(index=True)  # of a paper that comes home, as it stands on it
    alert_id: Mapped[int | None] = mapped_column(ForeignKey("alert.id"), index=True)
    printed_values: Mapped[Long]  # the printed data, packed: what changed since can be named
    returned_on: Mapped[OptionalDay]
    returned_by: Mapped[OptionalName]
    scan_id: Mapped[int | None] = mapped_column(ForeignKey("attachment.id"), index=True)  # the scanned copy


class Attachment(Versioned, Base):
    """A file kept encrypted beside the database, under a keyed hash as its name."""

    __tablename__ = "attachment"

    file_key: Mapped[Code]  # name in the vault
    original_name: Mapped[Name]
    size_bytes: Mapped[int]
    media_type: Mapped[OptionalCode]
    kind: Mapped[OptionalCode]  # photo, scan, evidence, receipt
    household_id: Mapped[int | None] = mapped_column(ForeignKey("household.id"), index=True)
    case_id: Mapped[int | None] = mapped_column(ForeignKey("monitoring_case.id"), index=True)
    alert_id: Mapped[int | None] = mapped_column(ForeignKey("alert.id"), index=True)
    taken_on: Mapped[OptionalDay]
    remark: Mapped[Long]
