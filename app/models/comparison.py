"""Our ledger beside somebody else's list: what was compared, what differed, and what is put right on the platform."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, Integer, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import (
    Base,
    Code,
    Day,
    Long,
    Name,
    OptionalCode,
    OptionalDay,
    OptionalName,
    Truth,
    Versioned,
)


class ComparisonRun(Versioned, Base):
    """One comparison of the ledger with a list; nothing of the list itself is taken in."""

    __tablename__ = "comparison_run"
    __bookkeeping__ = True
    __since__ = "0007"

    list_kind: Mapped[Code]  # roster, subsistence, disability, resident_medical, ... other
    file_name: Mapped[Name]
    file_sha256: Mapped[Code]
    data_on: Mapped[OptionalDay]
    compared_on: Mapped[Day]
    monitored_only: Mapped[Truth]
    villages: Mapped[str] = mapped_column(Text, default="")  # names of the villages compared, joined by 、
    rows: Mapped[int]
    counts: Mapped[str] = mapped_column(Text)  # JSON of the result


class ComparisonItem(Versioned, Base):
    """One difference between the ledger and a list, and what was decided; it stays with its decision.

    ``ours`` and ``theirs`` are words as people read them; ``value`` is what the ledger would store for ``theirs``.
    """

    __tablename__ = "comparison_item"
    __since__ = "0007"
    __table_args__ = (Index("ix_comparison_item_open", "closed_on", "state", "kind"),)

    run_id: Mapped[int] = mapped_column(ForeignKey("comparison_run.id"), index=True)
    list_kind: Mapped[Code]
    kind: Mapped[Code]  # person_here, person_there, household_here, household_there, field, other_household, head
    key: Mapped[str] = mapped_column(Text, index=True)  # the same difference in the next comparison has the same
    household_id: Mapped[int | None] = mapped_column(ForeignKey("household.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    village_id: Mapped[int | None] = mapped_column(ForeignKey("region.id"), index=True)
    name: Mapped[OptionalName]  # as the list writes it, ours where it does not name the person
    id_number: Mapped[OptionalCode]
    household_code: Mapped[OptionalCode]
    column: Mapped[OptionalCode]  # table.column of the ledger
    field: Mapped[OptionalName]  # the field's name as people know it
    ours: Mapped[Long]
    theirs: Mapped[Long]
    value: Mapped[Long]
    ours_on: Mapped[OptionalDay]
    theirs_on: Mapped[OptionalDay]
    note: Mapped[Long]  # what our ledger knows: died, moved out ...
    details: Mapped[Long]  # JSON: the list's row where accepting needs more than one value
    place: Mapped[OptionalName]  # file, sheet, row
    state: Mapped[Code] = mapped_column(default="open")  # open, accepted, ours, not_same, ignored
    reason: Mapped[OptionalName]
    decided_on: Mapped[OptionalDay]
    decided_by: Mapped[OptionalName]
    closed_on: Mapped[OptionalDay]  # a later list no longer differs
    task_id: Mapped[int | None] = mapped_column(ForeignKey("platform_task.id"), index=True)


class PlatformCorrection(Versioned, Base):
    """What 国家系统待修改清单 knows of a line beyond the to-do list: whose value, why, sent back, verified."""

    __tablename__ = "platform_correction"
    __since__ = "0007"

    task_id: Mapped[int] = mapped_column(ForeignKey("platform_task.id"), unique=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    column: Mapped[OptionalCode]  # table.column of the ledger; empty = typed by hand
    origin: Mapped[Code]  # comparison, edit
    reason: Mapped[OptionalName]
    sent_back_on: Mapped[OptionalDay]
    sent_back_reason: Mapped[OptionalName]
    verified_on: Mapped[OptionalDay]
    times_sent_back: Mapped[int] = mapped_column(Integer, default=0)
