"""Administrative divisions: one tree of township, villages and groups, with names that change (design 4)."""

from __future__ import annotations

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Code, Name, OptionalCode, OptionalDay, Versioned


class Region(Versioned, Base):
    """A township, village or group. ``name`` is today's name; earlier ones stand in ``RegionName``."""

    __tablename__ = "region"

    kind: Mapped[Code]  # township, village, group
    name: Mapped[Name]
    match_name: Mapped[Name]  # normalised: what an imported name is compared with, inside the parent
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("region.id"), index=True)
    code: Mapped[OptionalCode]
    position: Mapped[int] = mapped_column(default=0)
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("region.id"), index=True)
    closed_on: Mapped[OptionalDay]


class RegionName(Versioned, Base):
    """A name that a region carried from a day to a day (both included; open ends are empty)."""

    __tablename__ = "region_name"
    __table_args__ = (UniqueConstraint("region_id", "name", "from_on"),)

    region_id: Mapped[int] = mapped_column(ForeignKey("region.id"), index=True)
    name: Mapped[Name]
    match_name: Mapped[Name]
    from_on: Mapped[OptionalDay]
    to_on: Mapped[OptionalDay]
