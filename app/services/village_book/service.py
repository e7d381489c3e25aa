"""The village workbook out, and back: what is due in one book a village, and what the village filled in."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from datetime import date
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.region import Region
from app.services import audit, plans
from app.services.changes import ChangeSet
from app.services.children import Progress, child
from app.services.context import Actor
from app.services.errors import Reason, Refused, refuse, refuse_all
from app.services.exports.told import tell
from app.services.files.atomic import file_name, replacing
from app.services.ledger import Ledger
from app.services.papers.selecting import scope_in
from app.services.settings import set_in, setting_in
from app.services.village_book.entry_part import EntryPart
from app.services.village_book.hits_part import HitsPart
from app.services.village_book.months_part import KEY as MONTHS
from app.services.village_book.months_part import MonthsPart
from app.services.village_book.parts import Part, RowWanted
from app.services.village_book.reading import Comparing, identity_of, read_book
from app.services.village_book.records import (
    BookSheet,
    BooksWritten,
    BookTaken,
    BookWritten,
    Place,
    Returned,
    RowRefused,
    Signing,
)
from app.services.village_book.sealing import Identity, database_name, state_of, token_of
from app.services.village_book.visits_part import VisitsPart
from app.worker.limits import Limits

KIND = "village-workbook"
_SECRET = "database.book_secret"
_SHEETS_WITH_SIGNERS = frozenset({"hits", "visits"})
_TWO = 2


class VillageBooks:
    """One workbook for each village."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._parts: tuple[Part, ...] = (HitsPart(), VisitsPart(), EntryPart(), MonthsPart())

    def due(self, *, today: date) -> tuple[str, ...]:
        """The sheets that a book of today carries, by name; empty when nothing is asked of the villages."""
        with self._ledger.reading() as session:
            place = Place(plans.plan_in(session, day=today), 0, "", "", today)
            return tuple(part.name for part in self._parts if part.is_due(place))

    def villages(self) -> tuple[str, ...]:
        """The villages of the township in their order."""
        with self._ledger.reading() as session:
            statement = select(Region.name).where(Region.kind == "village", Region.merged_into_id.is_(None))
            return tuple(session.scalars(statement.order_by(Region.position, Region.id)))

    def write(
        self,
        village: str,
        out: Path,
        *,
        whole_ids: bool = False,
        purpose: str = "",
        actor: Actor,
        today: date,
        on_progress: Progress | None = None,
    ) -> BookWritten:
        """Write the village's book; one audit entry.

        Refused: ``book.purpose_missing`` (whole ID numbers leave), ``book.nothing_due``, ``papers.village_unknown``,
        ``files.*``, ``disk.*``.
        """
        if whole_ids and not purpose.strip():
            raise refuse("book.purpose_missing")
        secret = self._secret(actor=actor, today=today)
        with self._ledger.reading() as session:
            place = _place(session, village, today=today, whole_ids=whole_ids)
            sheets = [part.sheet(session, place) for part in self._parts if part.is_due(place)]
            seq = audit.head(session).seq
        sheets = [sheet for sheet in sheets if sheet.rows]
        if not sheets:
            raise refuse("book.nothing_due", village=place.village)
        period, period_name = _period(place, [sheet.key for sheet in sheets])
        rows = tuple((sheet.key, row.key) for sheet in sheets for row in sheet.rows)
        identity = Identity(database_name(secret), place.village_uid, place.village, period, period_name, seq, rows)
        _write(out, sheets, identity, secret, on_progress=on_progress)
        made = BookWritten({sheet.name: len(sheet.rows) for sheet in sheets})
        tell(self._ledger, KIND, made.total, whole_ids=whole_ids, purpose=purpose, actor=actor, today=today)
        return made

    def write_all(
        self,
        folder: Path,
        *,
        villages: Sequence[str] = (),
        whole_ids: bool = False,
        purpose: str = "",
        actor: Actor,
        today: date,
        on_progress: Progress | None = None,
    ) -> BooksWritten:
        """A book for each village (all of them unless some are named) into a folder; those with nothing due are named.

        Refused as ``write`` is; ``book.nothing_due_anywhere`` when no village has anything to fill in.
        """
        rows: dict[str, int] = {}
        passed_over: list[str] = []
        chosen = villages or self.villages()
        for number, village in enumerate(chosen, start=1):
            target = folder / f"{file_name(village)}工作簿.xlsx"
            try:
                made = self.write(village, target, whole_ids=whole_ids, purpose=purpose, actor=actor, today=today)
                rows[village] = made.total
            except Refused as refused:
                if refused.codes != ("book.nothing_due",):
                    raise
                passed_over.append(village)
            if on_progress:
                on_progress(number, len(chosen))
        if not rows:
            raise refuse("book.nothing_due_anywhere")
        return BooksWritten(rows, tuple(passed_over))

    def read(self, path: Path, *, village: str = "", today: date, on_progress: Progress | None = None) -> Returned:
        """What a returned book says, field by field, against the ledger; nothing is written.

        Refused whole: ``book.no_identity``, ``book.other_database``, ``book.altered``, ``book.other_village`` (when a
        village is named), ``book.other_period`` (last month's or an earlier stage's), ``files.*``.
        """
        with self._ledger.reading() as session:
            secret = str(setting_in(session, _SECRET) or "")
        sheets = read_book(path, on_progress=on_progress)
        identity = identity_of(sheets, secret, file=path.name)
        with self._ledger.reading() as session:
            place = _place_of(session, identity, today=today)
            if village and place.village_id not in _ids(session, village):
                raise refuse("book.other_village", file=path.name, theirs=place.village, wanted=village)
            period, period_name = _period(place, [sheet for sheet, _ in identity.rows])
            if identity.period != period:
                raise refuse("book.other_period", file=path.name, theirs=identity.period_name, now=period_name)
            return Comparing(session, place, identity, secret, self._parts).run(sheets, file=path.name)

    def take(
        self,
        path: Path,
        *,
        signing: Signing,
        chosen: Collection[tuple[str, str, str]] | None = None,
        stale: Collection[tuple[str, str, str]] = (),
        village: str = "",
        actor: Actor,
        today: date,
        on_progress: Progress | None = None,
    ) -> BookTaken:
        """Write what the book says through the services it belongs to, sheet by sheet.

        Only ``chosen`` changes are taken (None: all), and of what was changed here since only ``stale``.
        Refused as ``read`` is; ``book.signers_missing``, ``book.sheet_no_missing``, ``monitoring.checker_missing``.
        """
        returned = self.read(path, village=village, today=today, on_progress=on_progress)
        rows = _wanted(returned, None if chosen is None else frozenset(chosen), frozenset(stale))
        refuse_all(_signing_problems({row.sheet for row in rows}, signing, today=today))
        with self._ledger.reading() as session:
            place = _place(session, returned.village, today=today)
            codes = self._codes(session, place, rows)
        fields, done = 0, 0
        refused: list[RowRefused] = []
        changes: list[ChangeSet] = []
        for part in self._parts:
            own = [_coded(row, codes) for row in rows if row.sheet == part.key]
            if not own:
                continue
            taken = part.take(self._ledger, place, own, signing, actor=actor, today=today)
            done += len(taken.taken)
            fields += sum(len(row.values) for row in taken.taken)
            refused += [RowRefused(row.sheet_name, row.row, row.who, reasons) for row, reasons in taken.refused]
            changes += taken.changes
        return BookTaken(fields, done, tuple(refused), tuple(changes))

    def _codes(self, session: Session, place: Place, rows: Sequence[RowWanted]) -> dict[tuple[str, str], str]:
        found: dict[tuple[str, str], str] = {}
        for part in self._parts:
            keys = frozenset(row.key for row in rows if row.sheet == part.key)
            if keys:
                found |= {(part.key, row.key): row.cells[1] for row in part.rows(session, place, keys)}
        return found

    def _secret(self, *, actor: Actor, today: date) -> str:
        """What seals the books of this database; made with the first one."""
        with self._ledger.reading() as session:
            known = setting_in(session, _SECRET)
        if isinstance(known, str):
            return known
        made = uuid.uuid4().hex + uuid.uuid4().hex
        with self._ledger.transaction("setting.put", actor=actor, today=today) as tx:
            tx.note(key=_SECRET)
            set_in(tx, _SECRET, made)
        return made


def _ids(session: Session, village: str) -> frozenset[int]:
    return scope_in(session, villages=[village]).villages or frozenset()


def _place(session: Session, village: str, *, today: date, whole_ids: bool = False) -> Place:
    found = session.get_one(Region, next(iter(_ids(session, village))))
    return Place(plans.plan_in(session, day=today), found.id, found.uid, found.name, today, whole_ids)


def _place_of(session: Session, identity: Identity, *, today: date) -> Place:
    found = session.scalars(select(Region).where(Region.uid == identity.village)).one_or_none()
    if found is None:
        raise refuse("book.village_gone", village=identity.village_name)
    return Place(plans.plan_in(session, day=today), found.id, found.uid, found.name, today)


def _period(place: Place, sheets: Collection[str]) -> tuple[str, str]:
    """(code, words) of the time that a book is for: the month of the monthly check, else the stage."""
    if MONTHS in sheets:
        return str(place.month), f"{place.month.year}年{place.month.number}月"
    window = place.running.plan.stage_on(place.today)
    name = window.name if window else "阶段之外"
    return f"{place.running.plan.year}-{window.stage.value if window else ''}", f"{place.running.plan.year}年{name}"


def _write(
    out: Path, sheets: Sequence[BookSheet], identity: Identity, secret: str, *, on_progress: Progress | None
) -> None:
    book = (identity.village, identity.period)
    total = sum(len(sheet.rows) for sheet in sheets)
    written = 0
    limits = Limits(seconds=60 + total / 20, memory_mb=1024)
    with replacing(out) as temporary:
        request = {"path": str(temporary.absolute()), "name": out.name}
        with child("write-village-book", request, about=out.name, limits=limits) as worker:
            worker.send({"type": "identity", "entries": identity.entries(secret)})
            for sheet in sheets:
                worker.send(_head(sheet))
                for row in sheet.rows:
                    token = token_of(secret, book, sheet.key, row.key, state_of(row.now), row.cells)
                    choices = {key: list(words) for key, words in row.choices.items()}
                    line = {"token": token.text, "cells": list(row.cells), "choices": choices}
                    worker.send({"type": "rows", "rows": [line]})
                    written += 1
                    if on_progress:
                        on_progress(written, total)
            worker.send({"type": "end"})
            for _ in worker.messages():
                pass


def _head(sheet: BookSheet) -> dict[str, object]:
    columns = [
        {
            "key": column.key,
            "title": column.title,
            "width": column.width,
            "is_fill": column.is_fill,
            "is_day": column.is_day,
            "choices": list(column.choices),
        }
        for column in sheet.columns
    ]
    return {
        "type": "sheet",
        "key": sheet.key,
        "name": sheet.name,
        "title": sheet.title,
        "lines": list(sheet.lines),
        "columns": columns,
    }


def _wanted(
    returned: Returned, chosen: frozenset[tuple[str, str, str]] | None, stale: frozenset[tuple[str, str, str]]
) -> list[RowWanted]:
    values: dict[tuple[str, str], dict[str, str]] = {}
    places: dict[tuple[str, str], RowWanted] = {}
    for change in returned.changes:
        if (chosen is not None and change.id not in chosen) or (change.is_stale and change.id not in stale):
            continue
        key = (change.sheet, change.key)
        own = values.setdefault(key, {})
        own[change.field] = change.theirs
        places[key] = RowWanted(change.sheet, change.sheet_name, change.row, change.key, "", change.who, own)
    return list(places.values())


def _coded(row: RowWanted, codes: dict[tuple[str, str], str]) -> RowWanted:
    code = codes.get((row.sheet, row.key), "")
    return RowWanted(row.sheet, row.sheet_name, row.row, row.key, code, row.who, row.values)


def _signing_problems(sheets: Collection[str], signing: Signing, *, today: date) -> list[Reason]:
    found: list[Reason] = []
    if signing.on > today:
        found.append(Reason("book.signed_later", {"day": signing.on, "today": today}))
    if _SHEETS_WITH_SIGNERS.intersection(sheets) and len(signing.signers) < _TWO:
        found.append(Reason("book.signers_missing"))
    if "hits" in sheets and not signing.sheet_no.strip():
        found.append(Reason("book.sheet_no_missing"))
    return found
