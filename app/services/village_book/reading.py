"""A returned book against the ledger as it stands: what differs, what is not taken and why. Nothing is written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from sqlalchemy.orm import Session

from app.services.children import Progress, child
from app.services.errors import Reason, refuse
from app.services.files.codes import folded
from app.services.village_book.parts import Part
from app.services.village_book.records import BookChange, BookColumn, BookProblem, BookRow, Place, Returned
from app.services.village_book.sealing import (
    SHEET_MARK,
    Identity,
    Token,
    clean,
    database_name,
    read_identity,
    read_token,
    state_of,
    token_of,
)
from app.worker.limits import Limits

_IDENTITY = "_守望"


@dataclass(slots=True)
class ReadSheet:
    """A sheet as texts: (row number, cells)."""

    name: str
    rows: list[tuple[int, list[str]]] = field(default_factory=list)


def read_book(path: Path, *, on_progress: Progress | None = None) -> list[ReadSheet]:
    """Every sheet of a file, read in a child. Refused: ``files.*``, ``book.only_xlsx``, ``book.too_large``."""
    sheets: list[ReadSheet] = []
    request = {"path": str(path.absolute()), "name": path.name}
    with child("read-village-book", request, about=path.name, limits=Limits(seconds=120, memory_mb=1024)) as worker:
        worker.send({"type": "end"})
        for message in worker.messages():
            if message["type"] == "sheet":
                sheets.append(ReadSheet(str(message["name"])))
            elif message["type"] == "rows":
                sheets[-1].rows += [(int(row[0]), list(row[1])) for row in cast("list[Any]", message["rows"])]
                if on_progress:
                    on_progress(len(sheets), len(sheets) + 1)
    return sheets


def identity_of(sheets: Sequence[ReadSheet], secret: str, *, file: str) -> Identity:
    """Whose book it is. Refused: ``book.no_identity``, ``book.other_database``, ``book.altered``."""
    hidden = next((sheet for sheet in sheets if sheet.name == _IDENTITY), None)
    found = read_identity((cells for _, cells in hidden.rows), secret) if hidden else None
    if found is None:
        raise refuse("book.no_identity", file=file)
    identity, is_whole = found
    if identity.database != database_name(secret):
        raise refuse("book.other_database", file=file)
    if not is_whole:
        raise refuse("book.altered", file=file)
    return identity


class Comparing:
    """One returned book, its rows one after the other."""

    def __init__(self, session: Session, place: Place, identity: Identity, secret: str, parts: Sequence[Part]) -> None:
        self._session, self._place, self._identity, self._secret = session, place, identity, secret
        self._parts = {part.key: part for part in parts}
        self._changes: list[BookChange] = []
        self._problems: list[BookProblem] = []
        self._same = 0

    def run(self, sheets: Sequence[ReadSheet], *, file: str) -> Returned:
        """Compare every sheet of the book."""
        wanted: dict[str, list[str]] = {}
        for sheet, key in self._identity.rows:
            wanted.setdefault(sheet, []).append(key)
        for key, keys in wanted.items():
            part = self._parts.get(key)
            if part is None:
                continue
            found = next(((s, row) for s in sheets for row in s.rows if row[1][:1] == [f"{SHEET_MARK}{key}"]), None)
            if found is None:
                self._problem(part.name, 0, "", "", Reason("book.sheet_removed", {"sheet": part.name}))
            else:
                self._sheet(part, found[0], found[1], keys)
        return Returned(
            file,
            self._place.village,
            self._identity.period_name,
            tuple(self._changes),
            tuple(self._problems),
            self._same,
            frozenset(change.sheet for change in self._changes),
        )

    def _sheet(self, part: Part, sheet: ReadSheet, header: tuple[int, list[str]], keys: list[str]) -> None:
        now = {row.key: row for row in part.rows(self._session, self._place, frozenset(keys))}
        columns = part.columns
        places = _places(header[1], columns)
        gone = [column.title for column in columns if column.key not in places]
        if gone:
            self._problem(sheet.name, header[0], "", "", Reason("book.columns_removed", {"columns": gone}))
            return
        seen: set[str] = set()
        for number, cells in sheet.rows:
            if number <= header[0]:
                continue
            token = read_token(cells[0]) if cells else None
            if token is None:
                if any(cells):
                    self._problem(sheet.name, number, "", _first(cells), Reason("book.row_added"))
                continue
            if token.key in seen:
                self._problem(sheet.name, number, "", _first(cells), Reason("book.row_twice"))
                continue
            seen.add(token.key)
            self._row(part, sheet, number, _Line(token, cells, places, columns), now.get(token.key))
        for key in keys:
            if key not in seen:
                who = now[key].who if key in now else ""
                self._problem(sheet.name, 0, "", who, Reason("book.row_removed"))

    def _row(self, part: Part, sheet: ReadSheet, number: int, line: _Line, now: BookRow | None) -> None:
        token = line.token
        who = now.who if now else line.shown()[2]
        book = (self._identity.village, self._identity.period)
        if token != token_of(self._secret, book, token.sheet, token.key, token.state, line.shown()):
            self._problem(sheet.name, number, "", who, Reason("book.row_altered"))
            return
        filled = {column.key: text for column, text in line.filled() if text}
        if not filled:
            return
        if now is None:
            self._problem(sheet.name, number, "", who, Reason("book.not_due_any_more"))
            return
        is_stale = state_of(now.now) != token.state
        changes, problems = len(self._changes), len(self._problems)
        for column, text in line.filled():
            if text:
                self._cell(part, sheet, number, column, text, now, is_stale=is_stale)
        if len(self._problems) > problems and len(self._changes) > changes:
            # Half a row would be another statement than the village's: its day or its note would be ours.
            del self._changes[changes:]
            self._problem(sheet.name, number, "", now.who, Reason("book.row_waits"))

    def _cell(
        self, part: Part, sheet: ReadSheet, number: int, column: BookColumn, text: str, now: BookRow, *, is_stale: bool
    ) -> None:
        theirs, old = part.read(self._place, now, column.key, text), now.now.get(column.key, "")
        if isinstance(theirs, Reason):
            self._problem(sheet.name, number, column.title, now.who, theirs)
        elif theirs == old or (now.closed is not None and not old):
            self._same += 1
        elif now.closed is not None:
            self._problem(sheet.name, number, column.title, now.who, now.closed)
        else:
            self._changes.append(
                BookChange(
                    part.key, sheet.name, number, column.title, now.key, now.who, column.key, old, theirs, is_stale
                )
            )

    def _problem(self, sheet: str, row: int, column: str, who: str, reason: Reason) -> None:
        self._problems.append(BookProblem(sheet, row, column, who, reason))


@dataclass(frozen=True, slots=True)
class _Line:
    """A row with its token and where its columns stand."""

    token: Token
    cells: list[str]
    places: Mapping[str, int]
    columns: Sequence[BookColumn]

    def _text(self, column: BookColumn) -> str:
        place = self.places[column.key]
        return clean(self.cells[place]) if place < len(self.cells) else ""

    def shown(self) -> list[str]:
        """The locked cells."""
        return [self._text(column) for column in self.columns if not column.is_fill]

    def filled(self) -> Iterator[tuple[BookColumn, str]]:
        """The cells with room to fill in."""
        return ((column, self._text(column)) for column in self.columns if column.is_fill)


def _places(header: Sequence[str], columns: Sequence[BookColumn]) -> Mapping[str, int]:
    titles = {folded(title): number for number, title in enumerate(header) if title}
    return {column.key: titles[folded(column.title)] for column in columns if folded(column.title) in titles}


def _first(cells: Sequence[str]) -> str:
    return "　".join([cell for cell in cells[1:] if cell][:3])
