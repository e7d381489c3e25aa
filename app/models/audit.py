"""The audit chain: one entry per service call, written in its transaction, each holding the hash of the last."""

from __future__ import annotations

from sqlalchemy import Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Code, Instant, OptionalCode, OptionalDay


class AuditEntry(Base):
    """Entry ``seq`` (1, 2, 3 ... without gaps): who did what to what, and the digest of the rows it changed."""

    __tablename__ = "audit_entry"
    __table_args__ = (Index("ix_audit_entry_subject", "subject_kind", "subject_uid"),)

    seq: Mapped[int] = mapped_column(Integer, primary_key=True)
    recorded_at: Mapped[Instant]
    action: Mapped[Code]
    subject_kind: Mapped[OptionalCode]
    subject_uid: Mapped[OptionalCode]
    occurred_on: Mapped[OptionalDay]
    body: Mapped[str] = mapped_column(Text)  # canonical JSON: all of the above and the digest of the changes
    previous_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))
