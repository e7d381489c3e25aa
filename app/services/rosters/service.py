"""Rosters for the window and the command line: kept by name, looked at, written as workbooks, printed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from sqlalchemy import Table, select
from sqlalchemy.orm import Session

from app.models.history import HISTORY
from app.models.rosters import SavedRoster
from app.services import audit, clock
from app.services.changes import ChangeSet
from app.services.children import Cancelled, Progress
from app.services.context import Actor
from app.services.errors import Conflict, NotFound, Reason, refuse, refuse_all
from app.services.exports.told import IdWatch, tell
from app.services.files.sheets import write_workbook
from app.services.ledger import Ledger
from app.services.papers.kinds import ROSTER
from app.services.papers.office_wording import township_in
from app.services.papers.printing import document, print_documents
from app.services.papers.stamp import Stamp
from app.services.rosters import output, ready
from app.services.rosters.catalogue import design_shows_ids
from app.services.rosters.checking import name_problems, problems
from app.services.rosters.conditions import sentences_of
from app.services.rosters.design import RosterDesign, decoded, encoded
from app.services.rosters.plan_words import plan_words
from app.services.rosters.query import Found, Place, RosterSql
from app.services.rosters.showing import Heading, Line, RosterShape

PREVIEWED = 50


@dataclass(frozen=True, slots=True)
class RosterEntry:
    """A roster in the list: ready-made ones have a code and no version."""

    name: str
    design: RosterDesign
    about: str  # its filter in words
    code: str = ""
    version: int = 0
    row_version: int = 0
    saved_on: date | None = None
    missing: str = ""  # why it does not apply here

    @property
    def is_ready_made(self) -> bool:
        """Whether it came with the program."""
        return bool(self.code)


@dataclass(frozen=True, slots=True)
class RosterVersion:
    """An earlier saving of a roster."""

    number: int
    design: RosterDesign
    saved_on: date | None


@dataclass(frozen=True, slots=True)
class RosterPreview:
    """The first rows as they will be shown, how many there are, and the filter in words."""

    headings: Sequence[Heading]
    lines: Sequence[tuple[str, ...]]
    rows: int
    filter: str


@dataclass(frozen=True, slots=True)
class RosterFile:
    """A roster that was written."""

    rows: int
    pages: int = 0
    whole_ids: bool = False


class RosterService:
    """Designs, shows and writes rosters."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    # -- keeping -------------------------------------------------------------------------------------

    def list(self) -> tuple[RosterEntry, ...]:
        """The rosters that the office kept, by name, then the ready-made ones."""
        with self._ledger.reading() as session:
            kept = session.scalars(select(SavedRoster).order_by(SavedRoster.name)).all()
            return (*map(_entry, kept), *(_ready_entry(session, one) for one in ready.ready_lists().values()))

    def get(self, name: str) -> RosterEntry:
        """A roster by its name, a ready-made one also by its code; ``rosters.unknown`` names what there is."""
        with self._ledger.reading() as session:
            kept = _stored(session, name)
            if kept is not None:
                return _entry(kept)
            found = ready.by_name(name)
            if found is not None:
                return _ready_entry(session, found)
            known = [*session.scalars(select(SavedRoster.name).order_by(SavedRoster.name)), *ready.names()]
        raise NotFound(Reason("rosters.unknown", {"name": name, "known": known}))

    def save(
        self, design: RosterDesign, *, row_version: int | None = None, actor: Actor, today: date
    ) -> tuple[RosterEntry, ChangeSet]:
        """Keep a design under its name as a new version; one that is there is only replaced with its ``row_version``.

        Refused with every reason of ``check``, ``rosters.ready_name`` for a ready-made one's name, and
        ``rosters.name_taken`` or ``rosters.changed_meanwhile``.
        """
        reasons = (*name_problems(design.name), *problems(design))
        refuse_all(reasons)
        if ready.by_name(design.name):
            raise refuse("rosters.ready_name", name=design.name)
        with self._ledger.transaction("roster.save", actor=actor, today=today) as tx:
            row = _stored(tx.session, design.name)
            if row is None:
                row = SavedRoster(name=design.name, definition=encoded(design), saved_on=today)
                tx.session.add(row)
            elif row_version is None:
                raise refuse("rosters.name_taken", name=design.name)
            elif row.row_version != row_version:
                raise Conflict(Reason("rosters.changed_meanwhile", {"name": design.name}))
            else:
                row.definition, row.saved_on = encoded(design), today
                row.version += 1
            tx.session.flush()
            tx.about("saved_roster", row.uid)
            tx.note(version=row.version, columns=len(design.columns))
        assert tx.changes is not None
        return self.get(design.name), tx.changes

    def delete(self, name: str, *, actor: Actor, today: date) -> ChangeSet:
        """Forget a roster; its versions stay in the history."""
        with self._ledger.transaction("roster.delete", actor=actor, today=today) as tx:
            row = _stored(tx.session, name)
            if row is None:
                raise NotFound(Reason("rosters.unknown", {"name": name, "known": []}))
            tx.about("saved_roster", row.uid)
            tx.session.delete(row)
        assert tx.changes is not None
        return tx.changes

    def versions(self, name: str) -> tuple[RosterVersion, ...]:
        """Every saving of a kept roster, the newest first."""
        with self._ledger.reading() as session:
            row = _stored(session, name)
            if row is None:
                raise NotFound(Reason("rosters.unknown", {"name": name, "known": []}))
            found = [RosterVersion(row.version, decoded(row.definition), row.saved_on)]
            past: Table = HISTORY["saved_roster"]
            earlier = session.execute(select(past).where(past.c.id == row.id).order_by(past.c.seq.desc()))
            found += [RosterVersion(r.version, decoded(r.definition), r.saved_on) for r in earlier]
        return tuple(found)

    # -- looking -------------------------------------------------------------------------------------

    def check(self, design: RosterDesign) -> tuple[Reason, ...]:
        """Every reason against this design; nothing when it can be shown."""
        return tuple(problems(design))

    def preview(
        self, design: RosterDesign, *, limit: int = PREVIEWED, households: Sequence[int] | None = None, today: date
    ) -> RosterPreview:
        """The first rows in their order as text, and the count; refused as ``check`` says."""
        refuse_all(problems(design))
        with self._ledger.reading() as session:
            reading = _Reading(session, design, today=today, households=households)
            # What the filter reads of all persons is read once: for the rows and for their number.
            places = reading.sql.places(session, limit=None if reading.sql.filter_reads_facts else limit)
            shape = reading.shape
            lines = [
                tuple(shape.text(heading, value) for heading, value in zip(shape.headings, cells, strict=True))
                for cells in (
                    shape.cells(row, n) for n, row in enumerate(reading.sql.rows(session, places[:limit]), start=1)
                )
            ]
            rows = len(places) if len(places) != limit else reading.sql.count(session)
        return RosterPreview(shape.headings, lines, rows, sentences_of(design.conditions))

    def rows(self, design: RosterDesign, *, today: date) -> Iterator[Line]:
        """Every line as typed values, groups and sums included, streamed from one snapshot."""
        refuse_all(problems(design))
        with self._ledger.reading() as session:
            reading = _Reading(session, design, today=today)
            for section in reading.sections():
                yield from section.lines

    # -- writing -------------------------------------------------------------------------------------

    def export(
        self,
        design: RosterDesign,
        out: Path,
        *,
        purpose: str = "",
        households: Sequence[int] | None = None,
        actor: Actor,
        today: date,
        on_progress: Progress | None = None,
        cancelled: Cancelled = lambda: False,
    ) -> RosterFile:
        """Write a workbook, streamed; one audit entry, which says what for when whole ID numbers have left.

        Refused as ``check`` says, ``rosters.nothing`` when nobody is on the list, ``files.*``.
        """
        refuse_all(problems(design))
        watch = IdWatch()
        with self._ledger.reading() as session:
            reading = _Reading(session, design, today=today, households=households)
            sheets = output.sheets(design, reading.shape, reading.sections(), reading.office)
            total = len(reading.places)
            write_workbook(out, watch.over(sheets), total=total, on_progress=on_progress, cancelled=cancelled)
        self._tell(design, total, whole_ids=watch.found, purpose=purpose, actor=actor, today=today)
        return RosterFile(total, whole_ids=watch.found)

    def print(
        self,
        design: RosterDesign,
        out: Path,
        *,
        purpose: str = "",
        households: Sequence[int] | None = None,
        actor: Actor,
        today: date,
        on_progress: Progress | None = None,
        cancelled: Cancelled = lambda: False,
    ) -> RosterFile:
        """Print a PDF, one document a group where groups have sheets of their own; audited as ``export`` is.

        Refused besides: ``rosters.too_wide``, ``rosters.too_long``, ``papers.no_glyph``.
        """
        refuse_all(problems(design))
        has_ids = design_shows_ids(design)
        with self._ledger.reading() as session:
            reading = _Reading(session, design, today=today, households=households)
            output.check_width(design, reading.shape)
            total = len(reading.places)
            if total > output.MOST_PRINTED_ROWS:
                raise refuse("rosters.too_long", rows=total, most=output.MOST_PRINTED_ROWS)
            moment = clock.instant_on(today).astimezone(clock.OFFICE_ZONE)
            stamp = Stamp(audit.head(session).short, f"打印 {moment:%Y-%m-%d %H:%M}")
            made = output.pages(design, reading.shape, reading.sections(), reading.office)
            documents = (document(ROSTER.code, page, stamp) for page in made)
            printed = print_documents(
                out, documents, title=design.name, on_progress=on_progress, cancelled=cancelled, total=total // 20
            )
        self._tell(design, total, whole_ids=has_ids, purpose=purpose, actor=actor, today=today)
        return RosterFile(total, printed.pages, has_ids)

    def _tell(
        self, design: RosterDesign, rows: int, *, whole_ids: bool, purpose: str, actor: Actor, today: date
    ) -> None:
        found = ready.by_name(design.name)
        kind = f"roster:{found.code}" if found else "roster:design"
        tell(self._ledger, kind, rows, whole_ids=whole_ids, purpose=purpose, actor=actor, today=today)


class _Reading:
    """One roster read from one snapshot."""

    def __init__(
        self, session: Session, design: RosterDesign, *, today: date, households: Sequence[int] | None = None
    ) -> None:
        self._session, self._design = session, design
        self.sql = RosterSql(design, today=today, households=households)
        self.shape = RosterShape(design, plan_words(session, day=today))
        self.office = output.Office(township_in(session, today), today)

    @cached_property
    def places(self) -> list[Place]:
        """The rows in their order; ``rosters.nothing`` when there are none."""
        found = self.sql.places(self._session)
        if not found:
            raise refuse("rosters.nothing", name=self._design.name, filter=sentences_of(self._design.conditions))
        return found

    def sections(self) -> Iterator[Any]:
        """Sheets or papers with their lines."""
        rows: Iterator[Found] = self.sql.rows(self._session, self.places)
        return self.shape.sections(self.places, rows)


def _stored(session: Session, name: str) -> SavedRoster | None:
    return session.scalars(select(SavedRoster).where(SavedRoster.name == name)).one_or_none()


def _entry(row: SavedRoster) -> RosterEntry:
    design = decoded(row.definition)
    return RosterEntry(
        name=row.name,
        design=design,
        about=sentences_of(design.conditions),
        version=row.version,
        row_version=row.row_version,
        saved_on=row.saved_on,
    )


def _ready_entry(session: Session, found: ready.ReadyList) -> RosterEntry:
    missing = found.missing if ready.unmet(session, found) else ""
    return RosterEntry(found.design.name, found.design, found.about, code=found.code, missing=missing)
