"""年末结转: what a person decided of each watched household before it goes over to the next plan."""

from __future__ import annotations

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Code, Day, Long, Name, OptionalCode, OptionalName, Versioned


class CarryDecision(Versioned, Base):
    """One household's decision for the year after a plan; it stays as the reason of what was then done."""

    __tablename__ = "carry_decision"
    __since__ = "0022"
    __table_args__ = (UniqueConstraint("plan_id", "household_id"),)

    plan_id: Mapped[int] = mapped_column(ForeignKey("plan_year.id"))  # the plan that ends
    household_id: Mapped[int] = mapped_column(ForeignKey("household.id"), index=True)
    decision: Mapped[Code]  # carry 结转, leave_out 不结转, recategorise 变更类别后结转
    category: Mapped[OptionalCode]  # recategorise: the new one
    cause: Mapped[OptionalCode]  # leave_out: EndCause
    reason: Mapped[Long]
    decision_no: Mapped[OptionalName]  # of the district's agreement, where the step needs it
    decided_on: Mapped[Day]
    decided_by: Mapped[Name]
