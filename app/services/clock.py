"""The only place that asks the real clock. Offices live in +08:00 (design 4: instants UTC)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

OFFICE_ZONE = timezone(timedelta(hours=8), "+08:00")


def now() -> datetime:
    """This instant in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """The office's date."""
    return now().astimezone(OFFICE_ZONE).date()


def instant_on(day: date) -> datetime:
    """The instant to record for a write on ``day``: now, or the same time of a training database's day."""
    moment = now().astimezone(OFFICE_ZONE)
    return datetime.combine(day, moment.time(), OFFICE_ZONE).astimezone(UTC)


def end_of(day: date) -> datetime:
    """The instant at which ``day`` is over in the office."""
    return datetime.combine(day + timedelta(days=1), datetime.min.time(), OFFICE_ZONE).astimezone(UTC)
