"""Import batches and what they left to decide; findings of the checks."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, Integer, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import (
    Base,
    Code,
    Instant,
    Long,
    Name,
    OptionalCode,
    OptionalDay,
    OptionalName,
    Versioned,
)


class ImportBatch(Versioned, Base):
    """One file taken in by one transaction; ``seq`` of its rows is ``applied_seq``."""

    __tablename__ = "import_batch"
    __bookkeeping__ = True

    kind: Mapped[Code]
    file_name: Mapped[Name]
    file_sha256: Mapped[Code]
    data_on: Mapped[OptionalDay]  # 数据日期
    rows: Mapped[int]
    counts: Mapped[str] = mapped_column(Text)  # JSON of the result
    applied_seq: Mapped[int]
    applied_at: Mapped[Instant]
    undone_seq: Mapped[int | None]


class ImportIssue(Versioned, Base):
    """A row of a file that waits for a person: rejected, newer here, member gone, unknown village ...

    ``digest`` is the same whenever the same question comes again; a question that was decided stays decided.
    """

    __tablename__ = "import_issue"
    __bookkeeping__ = True
    __table_args__ = (Index("ix_import_issue_state", "kind", "state"),)

    batch_id: Mapped[int] = mapped_column(ForeignKey("import_batch.id"), index=True)
    kind: Mapped[Code]  # rejected, newer_here, member_missing, unknown_village, moved, repaired, founded
    sheet: Mapped[OptionalName]
    row: Mapped[int | None]
    column: Mapped[OptionalName]
    code: Mapped[OptionalCode]
    message: Mapped[Long]
    household_id: Mapped[int | None] = mapped_column(ForeignKey("household.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    field: Mapped[OptionalCode]
    ours: Mapped[Long]
    theirs: Mapped[Long]
    # open, accepted (as the file says), kept (as the ledger says), done, superseded (asked again by a later import)
    state: Mapped[Code] = mapped_column(default="open")
    decided_on: Mapped[OptionalDay]
    digest: Mapped[OptionalCode] = mapped_column(index=True)
    # The household that a person came from, the known person whom a new one looks like; ids alone, no reference.
    other_household_id: Mapped[int | None]
    other_person_id: Mapped[int | None]
    decision: Mapped[OptionalCode]
    decided_by: Mapped[OptionalName]


class ColumnChoice(Versioned, Base):
    """What a person said that a sender's columns are, kept for the next file with the same titles."""

    __tablename__ = "column_choice"
    __bookkeeping__ = True
    __since__ = "0003"
    __table_args__ = (UniqueConstraint("kind", "fingerprint"),)

    kind: Mapped[Code]
    fingerprint: Mapped[Code]  # of the set of titles
    sender: Mapped[OptionalName]
    titles: Mapped[str] = mapped_column(Text)  # JSON: the titles, for people
    choices: Mapped[str] = mapped_column(Text)  # JSON: title key or letter -> field, null = leave out
    used_on: Mapped[OptionalDay]


class Finding(Versioned, Base):
    """What a check found of a subject, with the digest of its evidence; an exemption holds while it is equal."""

    __tablename__ = "finding"
    __bookkeeping__ = True
    __table_args__ = (Index("uq_finding", "rule_code", "subject_kind", "subject_id", unique=True),)

    rule_code: Mapped[Code]
    subject_kind: Mapped[Code]  # household, person
    subject_id: Mapped[int] = mapped_column(Integer)
    household_id: Mapped[int | None] = mapped_column(ForeignKey("household.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    evidence: Mapped[str] = mapped_column(Text)
    evidence_digest: Mapped[Code]
    message: Mapped[Long]
    state: Mapped[Code] = mapped_column(default="open")  # open 待核, fixed 已改, exempt 豁免(属实)
    exempt_digest: Mapped[OptionalCode]
    reason: Mapped[OptionalName]
    decided_by: Mapped[OptionalName]
    decided_on: Mapped[OptionalDay]
