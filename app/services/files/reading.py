"""The child that reads a list: finds sheets, headers and columns, reads every cell, streams rows (kind read-table).

Messages, in order: ``file``; per sheet either ``skipped`` or ``sheet``, then ``rows``, ``notes`` and ``rejected`` in
any number, then ``sheet_end``. ``app.services.files.tables`` is the other end.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import chain, islice
from pathlib import Path
from typing import TypeAlias

from app.services.child_end import refusals_to
from app.services.errors import Reason, Refused, refuse
from app.services.files.cells import Row, cell_text
from app.services.files.columns import ColumnSet, column_set, title_key
from app.services.files.footers import footer_text, is_column_numbers, is_repeated_header
from app.services.files.headers import SAMPLED_ROWS, SEARCHED_ROWS, Header, Top, find_header
from app.services.files.recognition import kind_of_sheets, kind_of_titles
from app.services.files.repairs import Repair
from app.services.files.samples import samples_of
from app.services.files.scan import scan
from app.services.files.values import CellNote, CellReader, Problem, Value
from app.services.files.workbooks import Sheet, sheets
from app.worker.channel import Channel
from app.worker.frames import Message

ROWS_AT_ONCE = 2_000
# An ID number or code of this length is no count in a row of totals.
_SURE_LENGTH = 6
_SHEETS_LOOKED_AT = 3

ReadRow: TypeAlias = list[Value]
# Adds columns of its own to every row: (sheet, header, its fields) -> (names added, function on one row).
RowExtra: TypeAlias = Callable[[int, Header, list[str]], tuple[list[str], Callable[[ReadRow], list[Value]]]]


def run(channel: Channel, request: Message) -> None:
    """Read the file that the request names and send everything in it."""
    read(channel, request)


def read(channel: Channel, request: Message, *, extra: RowExtra | None = None) -> None:
    """The same, with columns that a caller's kind adds to each row."""
    with refusals_to(channel):
        _Reading(channel, request, extra).run()


class _Reading:
    """One run over one file."""

    def __init__(self, channel: Channel, request: Message, extra: RowExtra | None) -> None:
        self._channel = channel
        self._path = Path(str(request["path"]))
        self._name = str(request["name"])
        self._columns: ColumnSet = column_set(str(request["columns"]))
        mapping = request.get("mapping")
        self._mapping: Mapping[str, str | None] = mapping if isinstance(mapping, dict) else {}
        self._extra = extra
        self._tops: list[Top] = []

    def run(self) -> None:
        file = scan(self._path, name=self._name)
        digest = hashlib.sha256(file.data).hexdigest()
        self._channel.send({"type": "file", "form": file.form, "sha256": digest, "bytes": len(file.data)})
        found = sum(self._read_sheet(index, sheet) for index, sheet in enumerate(sheets(file)))
        if not found:
            raise self._without_header()

    def _without_header(self) -> Refused:
        needed = [
            " 或 ".join(next(f.titles[0] for f in self._columns.fields if f.name == name) for name in alternatives)
            for alternatives in self._columns.needs
        ]
        values = {"file": self._name, "needed": needed, "rows": SEARCHED_ROWS, "list": self._columns.title}
        other = kind_of_sheets(self._tops[:_SHEETS_LOOKED_AT], asked=self._columns.name)
        if other is None or other.name == self._columns.name:
            return refuse("files.no_header", **values)
        looks_like = Reason("files.looks_like", {"file": self._name, "list": other.title, "kind": other.name})
        return Refused(looks_like, Reason("files.no_header", values))

    def _read_sheet(self, index: int, sheet: Sheet) -> bool:
        top = list(islice(sheet.rows, SEARCHED_ROWS + SAMPLED_ROWS))
        header = None
        if not sheet.hidden and any(any(row) for row in top):
            self._tops.append(Top(top, sheet.first_column, sheet.merged))
            header = find_header(self._tops[-1], self._columns, mapping=self._mapping)
        if header is None:
            why = "hidden" if sheet.hidden else "no_header" if any(any(row) for row in top) else "empty"
            self._channel.send({"type": "skipped", "sheet": index, "name": sheet.name, "why": why})
            return False
        below = top[header.last_row :]
        reading = SheetReading(
            self._channel, self._columns, index=index, sheet=sheet, header=header, extra=self._extra, first_rows=below
        )
        reading.run(chain(below, sheet.rows))
        return True


class SheetReading:
    """One sheet below its header: values, notes, rejected rows, in chunks."""

    def __init__(
        self,
        channel: Channel,
        columns: ColumnSet,
        *,
        index: int,
        sheet: Sheet,
        header: Header,
        extra: RowExtra | None,
        first_rows: Sequence[Row] = (),
    ) -> None:
        self._channel, self._sheet, self._header, self._index = channel, sheet, header, index
        self._first_rows = first_rows
        self._columns, self._matched = columns, header.matched
        by_name = {field.name: field for field in columns.fields}
        self._fields = [by_name[column.field] for column in header.matched if column.field]
        self._places = [column.index for column in header.matched]
        self._noted: list[CellNote] = []
        self._readers = [CellReader(f, position=i, notes=self._noted) for i, f in enumerate(self._fields)]
        names = [field.name for field in self._fields]
        self._needs = [[names.index(name) for name in alternatives if name in names] for alternatives in columns.needs]
        self._identifying = [i for i, field in enumerate(self._fields) if field.identifies]
        self._groups = list(dict.fromkeys(field.group for field in self._fields if field.group))
        self._titles = [(column.index, column.title) for column in header.columns if column.title]
        self._title_words = frozenset(column.title for column in header.matched)
        added, self._extend = extra(index, header, names) if extra else ([], None)
        rests = [c for c in header.unmatched if title_key(c.title) not in (columns.rest or ())]
        self._rests = [(c.index, c.title) for c in rests] if columns.rest is not None else None
        rest = [] if self._rests is None else ["rest"]
        self._names = [*names, *(f"raw_{group}" for group in self._groups), *rest, *added]
        self._rows: list[list[Value]] = []
        self._notes: list[list[Value]] = []
        self._rejected: list[list[object]] = []
        self._footers: list[list[Value]] = []
        self._count = 0

    def run(self, rows: Iterator[Row]) -> None:
        """Send the sheet's head, its rows and its end."""
        self._channel.send(
            {
                "type": "sheet",
                "sheet": self._index,
                "name": self._sheet.name,
                "header_row": self._header.last_row,
                "above": list(self._header.above),
                "columns": [[c.index, c.letter, c.title, c.field] for c in self._header.columns if c.title or c.field],
                "fields": self._names,
                "samples": samples_of(self._header.columns, self._first_rows),
            }
        )
        self._tell_of_header()
        spread = _Spread(self._sheet, self._fields_to_fill())
        first = self._header.last_row + 1
        for number, row in enumerate(rows, start=first):
            spread.fill(row, number)
            self._take(number, row, is_first=number == first)
            if len(self._rows) >= ROWS_AT_ONCE or len(self._notes) >= 4 * ROWS_AT_ONCE:
                self._flush()
                self._channel.progress(number, total=self._sheet.height)
        self._flush()
        self._channel.send({"type": "sheet_end", "sheet": self._index, "rows": self._count, "footers": self._footers})

    def _tell_of_header(self) -> None:
        """Columns that were taken for what their cells are, and the kind of list that the titles fit better."""
        row = self._header.last_row
        found = [column for column in self._header.matched if column.by_content]
        self._notes.extend([row, column.field, column.title, Repair.BY_CONTENT, column.letter] for column in found)
        other = kind_of_titles([column.title for column in self._header.columns], asked=self._columns.name)
        if other is not None:
            self._notes.append([row, "", other.title, Repair.LOOKS_LIKE, other.name])

    def _fields_to_fill(self) -> frozenset[int]:
        places = (place for place, field in zip(self._places, self._fields, strict=True) if field.fill_down)
        return frozenset(places)

    def _take(self, number: int, row: Row, *, is_first: bool) -> None:
        if not any(row):
            return
        if len(row) <= self._places[-1]:
            row = [*row, *([""] * (self._places[-1] + 1 - len(row)))]
        # One pass over the row; the readers are dictionaries, see values.py.
        values = [reader[row[place]] for reader, place in zip(self._readers, self._places, strict=True)]
        noted, self._noted[:] = self._noted[:], ()
        if self._is_of_the_paper(number, row, values, is_first=is_first):
            return
        self._count += 1
        if reasons := self._reasons(values, noted):
            self._rejected.append([number, reasons, [cell_text(cell) for cell in row]])
            return
        self._notes.extend([number, self._fields[n.position].name, self._title(n), n.code, n.raw] for n in noted)
        raws = self._raw_texts(noted) if self._groups else []
        rest = [] if self._rests is None else [_as_json(row, self._rests)]
        added = self._extend(values) if self._extend else []
        self._rows.append([number, *values, *raws, *rest, *added])

    def _is_of_the_paper(self, number: int, row: Row, values: ReadRow, *, is_first: bool) -> bool:
        for i in self._identifying:
            value = values[i]
            if isinstance(value, str) and len(value) >= _SURE_LENGTH and value[-2].isdigit():
                return False  # a whole number that says who it is
        if is_first and is_column_numbers(row):
            return True
        if any(values[i] in self._title_words for i in self._identifying) and is_repeated_header(row, self._titles):
            return True
        text = footer_text(row)
        if text is not None:
            self._footers.append([number, text])
        return text is not None

    def _reasons(self, values: ReadRow, noted: list[CellNote]) -> list[list[str]]:
        """Why storing the row would lie: a damaged key, or nothing that says who it is."""
        damaged = [
            [self._fields[note.position].name, self._title(note), Problem.PRECISION_LOST]
            for note in noted
            if note.code == Problem.PRECISION_LOST and self._fields[note.position].identifies
        ]
        return damaged or [
            [self._fields[need[0]].name, "、".join(self._title_of(i) for i in need), "missing"]
            for need in self._needs
            if not _says_one(values, need)
        ]

    def _title(self, note: CellNote) -> str:
        return self._title_of(note.position)

    def _title_of(self, position: int) -> str:
        return self._matched[position].title

    def _raw_texts(self, noted: list[CellNote]) -> list[Value]:
        if not noted:
            return [None] * len(self._groups)
        by_group: dict[str, dict[str, str]] = {}
        for note in noted:
            field = self._fields[note.position]
            by_group.setdefault(field.group, {})[field.name] = note.raw
        return [
            json.dumps(by_group[group], ensure_ascii=False, sort_keys=True) if group in by_group else None
            for group in self._groups
        ]

    def _flush(self) -> None:
        for kind, rows in (("rows", self._rows), ("notes", self._notes), ("rejected", self._rejected)):
            if rows:
                self._channel.send({"type": kind, "sheet": self._index, "rows": rows})
                rows.clear()


def _as_json(row: Row, places: list[tuple[int, str]]) -> str | None:
    """The cells of columns that nobody knows, by title."""
    told = {title: text for index, title in places if index < len(row) and (text := cell_text(row[index]).strip())}
    return json.dumps(told, ensure_ascii=False, sort_keys=True) if told else None


def _says_one(values: ReadRow, need: list[int]) -> bool:
    return any(values[i] is not None for i in need)


class _Spread:
    """Fills the lower cells of vertically merged columns: a household's number beside each of its members."""

    def __init__(self, sheet: Sheet, places: frozenset[int]) -> None:
        self._starts: dict[int, list[tuple[int, int]]] = {}
        self._running: dict[int, tuple[int, object]] = {}
        for top, left, bottom, _right in sheet.merged:
            if bottom > top and left - sheet.first_column in places:
                self._starts.setdefault(top + 1, []).append((left - sheet.first_column, bottom + 1))

    def fill(self, row: Row, number: int) -> None:
        """Put the values in that run through this row; Excel's row numbers."""
        if not self._starts:
            return
        for place, last in self._starts.get(number, ()):
            if place < len(row):
                self._running[place] = (last, row[place])
        for place, (last, value) in list(self._running.items()):
            if number > last:
                del self._running[place]
            elif place < len(row) and row[place] == "":
                row[place] = value  # type: ignore[call-overload]
