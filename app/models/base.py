"""The declarative base: column types, naming of constraints, and what every stored row carries."""

from __future__ import annotations

import os
import time
from datetime import UTC, date, datetime
from typing import Annotated, ClassVar
from uuid import UUID

from sqlalchemy import BigInteger, Date, DateTime, ForeignKey, Integer, MetaData, SmallInteger, String, Text
from sqlalchemy import types as sql_types
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from typing_extensions import override

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


def new_uid() -> str:
    """A UUIDv7 (RFC 9562) as 36 characters: ordered by creation time, unique on every machine."""
    milliseconds = time.time_ns() // 1_000_000
    value = (milliseconds << 80) | int.from_bytes(os.urandom(10), "big")
    value = (value & ~(0xF << 76)) | (0x7 << 76)
    value = (value & ~(0x3 << 62)) | (0x2 << 62)
    return str(UUID(int=value))


class UtcDateTime(sql_types.TypeDecorator[datetime]):
    """An instant, stored as naive UTC and read back aware."""

    impl = DateTime
    cache_ok = True

    @override
    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse naive instants; keep the rest in UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs its time zone")
        return value.astimezone(UTC).replace(tzinfo=None)

    @override
    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give the instant its time zone back."""
        return None if value is None else value.replace(tzinfo=UTC)


# SMALLINT 1/0/NULL: yes, no, unknown (design 2). Used in SELECT, never as a bare WHERE.
Truth = Annotated[int | None, mapped_column(SmallInteger)]
Fen = Annotated[int | None, mapped_column(BigInteger)]
Code = Annotated[str, mapped_column(String(40))]
OptionalCode = Annotated[str | None, mapped_column(String(40))]
Name = Annotated[str, mapped_column(String(200))]
OptionalName = Annotated[str | None, mapped_column(String(200))]
Long = Annotated[str | None, mapped_column(Text)]
Day = Annotated[date, mapped_column(Date)]
OptionalDay = Annotated[date | None, mapped_column(Date)]
Instant = Annotated[datetime, mapped_column(UtcDateTime)]


class Base(DeclarativeBase):
    """Every table of the ledger."""

    metadata = MetaData(naming_convention=NAMING)


class Versioned:
    """A business row: it has an identity beyond this database, and every earlier version is kept.

    ``seq`` is the number of the audit entry (the transaction) that wrote this version. The session hook of
    ``app.models.history`` copies the old row to ``<table>_history`` before an UPDATE or DELETE.
    """

    # Books of the program itself (import batches, findings' runs) do not count as content of the ledger.
    __bookkeeping__: ClassVar[bool] = False
    # The schema that brought the table: while it is empty it does not count as content, so that an upgrade
    # leaves the content hash of a ledger as it was.
    __since__: ClassVar[str] = "0001"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    uid: Mapped[str] = mapped_column(String(36), unique=True, default=new_uid)
    seq: Mapped[int] = mapped_column(Integer, default=0)
    row_version: Mapped[int] = mapped_column(Integer, default=1)


def reference(target: str, *, index: bool = True) -> Annotated[int, "foreign key"]:
    """A required foreign key column to ``table.id``."""
    return mapped_column(ForeignKey(target), index=index)  # type: ignore[return-value]
