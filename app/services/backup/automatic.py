"""Backups that nobody has to think of: before import, upgrade and restore, at the end of the day, while working.

Kept: everything of 2 days, then the last of each of 12 days, 10 weeks and 9 months (bar 8).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from app.models.engine import Database
from app.services import audit, clock
from app.services.backup.making import BackupMade, Report, back_up
from app.services.storage import refuse_write

SUFFIX = ".swbak"
KEEP_ALL = timedelta(days=2)
KEEP_DAYS, KEEP_WEEKS, KEEP_MONTHS = 12, 10, 9
INTERVAL = timedelta(minutes=30)
# A clerk who has gone so long without a backup is told so, and cannot hide it (bar 12).
WARN_AFTER = timedelta(days=7)
_NAME = re.compile(
    r"(?P<office>.+)-(?P<stamp>\d{8}-\d{6})-(?P<reason>[a-z_]+)-(?P<seq>\d+)-(?P<head>[0-9a-f]{12})\.swbak"
)


@dataclass(frozen=True, slots=True)
class Kept:
    """An automatic backup in the folder. Only proven ones ever get such a name."""

    path: Path
    made_at: datetime
    reason: str
    audit_seq: int
    audit_head: str  # its first digits: after a restore the same number may come again with another content


def surplus(kept: Iterable[Kept], now: datetime) -> tuple[Kept, ...]:
    """Which backups may go. Those from the future (a clock was set back) stay, and so does the newest."""
    newest_first = sorted(kept, key=lambda entry: entry.made_at, reverse=True)
    old = [entry for entry in newest_first[1:] if now - entry.made_at > KEEP_ALL]
    keep: set[Path] = set()
    rest = old
    for period, most in ((_day, KEEP_DAYS), (_week, KEEP_WEEKS), (_month, KEEP_MONTHS)):
        taken = _last_of_each(rest, period, most)
        keep |= {entry.path for entry in taken}
        if len(taken) < most:
            break
        oldest = taken[-1].made_at
        rest = [entry for entry in rest if entry.made_at < oldest and period(entry) != period(taken[-1])]
    return tuple(entry for entry in old if entry.path not in keep)


def _last_of_each(newest_first: list[Kept], period: Callable[[Kept], object], most: int) -> list[Kept]:
    taken: list[Kept] = []
    for entry in newest_first:
        if len(taken) == most:
            break
        if not taken or period(taken[-1]) != period(entry):
            taken.append(entry)
    return taken


def _day(entry: Kept) -> object:
    return entry.made_at.astimezone(clock.OFFICE_ZONE).date()


def _week(entry: Kept) -> object:
    return entry.made_at.astimezone(clock.OFFICE_ZONE).isocalendar()[:2]


def _month(entry: Kept) -> object:
    moment = entry.made_at.astimezone(clock.OFFICE_ZONE)
    return moment.year, moment.month


class AutomaticBackups:
    """The backups in the folder ``backups`` beside the database."""

    def __init__(self, database: Database, *, folder: Path | None = None) -> None:
        self._database = database
        self._folder = folder or database.path.parent / "backups"

    @property
    def folder(self) -> Path:
        """Where they lie."""
        return self._folder

    def kept(self) -> tuple[Kept, ...]:
        """All automatic backups of this database, the newest first."""
        found = [entry for file in self._folder.glob(f"*{SUFFIX}") if (entry := self._entry(file))]
        return tuple(sorted(found, key=lambda entry: (entry.made_at, entry.audit_seq), reverse=True))

    def _entry(self, file: Path) -> Kept | None:
        match = _NAME.fullmatch(file.name)
        if match is None or match["office"] != self._database.path.stem:
            return None
        try:
            moment = datetime.strptime(match["stamp"], "%Y%m%d-%H%M%S").replace(tzinfo=clock.OFFICE_ZONE)
        except ValueError:
            return None
        return Kept(file, moment, match["reason"], int(match["seq"]), match["head"])

    def before(self, reason: str, *, now: datetime | None = None, report: Report | None = None) -> BackupMade | None:
        """Back up before ``reason`` (import, migration, restore ...); None if this state is already kept."""
        return self._run(reason, now or clock.now(), report)

    def at_exit(self, *, now: datetime | None = None) -> BackupMade | None:
        """Back up at the end of the work, if anything has changed since the last one."""
        return self._run("exit", now or clock.now(), None)

    def when_due(self, *, now: datetime | None = None) -> BackupMade | None:
        """Back up if anything has changed and the last one is half an hour old."""
        moment = now or clock.now()
        return self._run("interval", moment, None) if self.is_due(moment) else None

    def is_due(self, now: datetime) -> bool:
        """Whether something has changed that no backup of the last half hour holds."""
        kept = self.kept()
        if kept and abs(now - kept[0].made_at) < INTERVAL:
            return False
        return not self._holds_head(kept)

    def is_overdue(self, now: datetime) -> bool:
        """Whether the last backup is a week old although there is something to keep."""
        kept = self.kept()
        if self._holds_head(kept):
            return False
        return not kept or now - kept[0].made_at > WARN_AFTER

    def _head(self) -> audit.Head:
        with self._database.read() as session:
            return audit.head(session)

    def _holds_head(self, kept: tuple[Kept, ...]) -> bool:
        head = self._head()
        return head.seq == 0 or any(entry.audit_head == head.short for entry in kept)

    def _run(self, reason: str, now: datetime, report: Report | None) -> BackupMade | None:
        if self._holds_head(self.kept()):
            return None
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise refuse_write(error, self._folder) from error
        head, stamp = self._head(), now.astimezone(clock.OFFICE_ZONE).strftime("%Y%m%d-%H%M%S")
        name = f"{self._database.path.stem}-{stamp}-{reason}-{head.seq:08}-{head.short}{SUFFIX}"
        made = back_up(self._database, self._folder / name, reason=reason, report=report, now=now, replace=True)
        for entry in surplus(self.kept(), now):
            entry.path.unlink(missing_ok=True)
        return made
