"""Which automatic backups are kept: all of 2 days, then 12 days, 10 weeks, 9 months (bar 8)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from app.services.backup.automatic import Kept, surplus

NOON = datetime(2020, 4, 1, 4, 0, tzinfo=UTC)


def _entries(moments, tmp_path):
    return [Kept(tmp_path / str(n), moment, "exit", n, f"{n:012x}") for n, moment in enumerate(moments)]


def test_thinning_keeps_two_days_then_days_weeks_and_months(tmp_path):
    hourly = _entries([NOON - timedelta(hours=3 * n) for n in range(8 * 600)], tmp_path)
    gone = set(surplus(hourly, NOON))
    kept = [entry for entry in hourly if entry not in gone]
    recent = [entry for entry in kept if NOON - entry.made_at <= timedelta(days=2)]
    assert len(recent) == 17
    assert len(kept) == 17 + 12 + 10 + 9
    days, weeks, months = kept[17:29], kept[29:39], kept[39:]
    assert len({entry.made_at.date() for entry in days}) == 12
    assert all(timedelta(days=2) < NOON - entry.made_at < timedelta(days=16) for entry in days)
    assert all(timedelta(days=10) < NOON - entry.made_at < timedelta(days=90) for entry in weeks)
    assert timedelta(days=300) < NOON - months[-1].made_at < timedelta(days=400)
    assert surplus(kept, NOON) == ()


def test_thinning_is_gentle(tmp_path):
    assert surplus([], NOON) == ()
    lonely = _entries([NOON - timedelta(days=4000)], tmp_path)
    assert surplus(lonely, NOON) == ()
    future = _entries([NOON + timedelta(days=n) for n in range(50)], tmp_path)
    assert surplus(future, NOON) == ()
