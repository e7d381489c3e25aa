"""名册: lists that the office designed itself and keeps by name."""

from __future__ import annotations

from sqlalchemy import Text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, OptionalDay, Versioned


class SavedRoster(Versioned, Base):
    """A design under its name; every saving is a version, the earlier ones stand in the history table."""

    __tablename__ = "saved_roster"
    __since__ = "0008"

    name: Mapped[str] = mapped_column(Text, unique=True)
    definition: Mapped[str] = mapped_column(Text)  # JSON of app.services.rosters.design
    version: Mapped[int] = mapped_column(default=1)
    saved_on: Mapped[OptionalDay]
