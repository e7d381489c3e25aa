"""信息比对: what was asked of the departments, and both balances of the answers (workflow 5)."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, Integer, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Code, Day, Long, OptionalCode, OptionalDay, OptionalName, Versioned


class CrossCheckBatch(Versioned, Base):
    """A numbered request: these persons, these items, by this day."""

    __tablename__ = "cross_check_batch"
    __table_args__ = (UniqueConstraint("plan_id", "number"),)

    plan_id: Mapped[int] = mapped_column(ForeignKey("plan_year.id"), index=True)
    number: Mapped[int]
    items: Mapped[str] = mapped_column(Text)  # item codes joined by a comma
    requested_on: Mapped[Day]
    due_on: Mapped[OptionalDay]
    list_no: Mapped[OptionalName]


class CrossCheckItem(Versioned, Base):
    """One requested person × item: 无疑点 / 疑似 / 未答复 / 免比对, and what two persons concluded."""

    __tablename__ = "cross_check_item"
    __table_args__ = (
        UniqueConstraint("batch_id", "person_id", "item"),
        Index("ix_cross_check_item_household", "household_id"),
    )

    batch_id: Mapped[int] = mapped_column(ForeignKey("cross_check_batch.id"))
    case_id: Mapped[int | None] = mapped_column(ForeignKey("monitoring_case.id"), index=True)
    household_id: Mapped[int] = mapped_column(ForeignKey("household.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    item: Mapped[Code]  # housing, business, vehicle, social_security, public_office
    outcome: Mapped[Code] = mapped_column(default="unanswered")  # clear, suspect, unanswered, exempt
    exempt_reason: Mapped[OptionalName]
    answered_on: Mapped[OptionalDay]
    answered_by: Mapped[OptionalName]
    details: Mapped[Long]
    conclusion: Mapped[OptionalCode]  # no_effect, not_qualified
    concluded_on: Mapped[OptionalDay]
    verifiers: Mapped[Long]  # JSON, two
    verification: Mapped[Long]
    evidence: Mapped[Long]


class CrossCheckRow(Versioned, Base):
    """A row of a department's result file, in exactly one bucket."""

    __tablename__ = "cross_check_row"

    import_batch_id: Mapped[int | None] = mapped_column(ForeignKey("import_batch.id"), index=True)
    item_id: Mapped[int | None] = mapped_column(ForeignKey("cross_check_item.id"), index=True)
    file_row: Mapped[int] = mapped_column(Integer)
    item: Mapped[OptionalCode]
    bucket: Mapped[Code]  # matched, repaired, name_differs, not_found, duplicate, malformed
    name: Mapped[OptionalName]
    id_number: Mapped[OptionalCode]
    result: Mapped[OptionalName]
    details: Mapped[Long]
