"""Where alerts come from beside the monthly checks: rows of departments' lists, and answers to what was offered."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Code, Day, Fen, Long, Name, OptionalCode, OptionalDay, OptionalName, Versioned


class DepartmentRow(Versioned, Base):
    """A person whom a department names: what happened and how much; kept also below the warning threshold."""

    __tablename__ = "department_row"
    __since__ = "0020"

    batch_id: Mapped[int | None] = mapped_column(ForeignKey("import_batch.id"), index=True)
    department: Mapped[OptionalName]
    kind: Mapped[Code]  # of resources/alert_lists.toml
    as_of_on: Mapped[OptionalDay]  # 数据日期 of the list
    happened_on: Mapped[OptionalDay]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    household_id: Mapped[int | None] = mapped_column(ForeignKey("household.id"), index=True)
    name: Mapped[OptionalName]
    id_number: Mapped[OptionalCode]
    village: Mapped[OptionalName]
    matched: Mapped[Code] = mapped_column(default="matched")  # matched, repaired, name_differs, not_found
    amount_fen: Mapped[Fen]
    content: Mapped[Long]
    list_name: Mapped[OptionalName]  # file and sheet
    list_row: Mapped[int | None]


class AlertOfferAnswer(Versioned, Base):
    """What was said to an offered alert. It holds while the evidence is the same (its digest)."""

    __tablename__ = "alert_offer_answer"
    __since__ = "0020"
    __table_args__ = (Index("ix_alert_offer_answer_offer", "household_id", "source", "subject"),)

    household_id: Mapped[int] = mapped_column(ForeignKey("household.id"))
    source: Mapped[Code]  # rule, department_list, monthly_check
    subject: Mapped[str] = mapped_column(String(80))  # code of the rule, uid of the row, month and item
    digest: Mapped[Code]
    answer: Mapped[Code]  # marked, added, clue, dismissed
    number: Mapped[OptionalCode]  # of the alert or clue that came of it
    reason: Mapped[OptionalName]
    answered_on: Mapped[Day]
    answered_by: Mapped[Name]
    row_id: Mapped[int | None] = mapped_column(ForeignKey("department_row.id"), index=True)
