"""Stored values as rows of a file or the window: words for codes, masks over numbers, groups with their sums."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from app.services.files.sheets import ColumnKind, SheetValue
from app.services.id_number import masked
from app.services.papers.wording import yuan
from app.services.rosters.catalogue import NUMERIC, FieldKind, RosterField, catalogue
from app.services.rosters.design import BLANK, Digits, Grouping, RosterDesign, Subject
from app.services.rosters.query import Found, Place

NUMBER_TITLE = "序号"
_SHEET_KINDS = {
    FieldKind.ID: ColumnKind.ID,
    FieldKind.PHONE: ColumnKind.ID,
    FieldKind.CODE: ColumnKind.ID,
    FieldKind.NUMBER: ColumnKind.NUMBER,
    FieldKind.AREA: ColumnKind.NUMBER,
    FieldKind.FEN: ColumnKind.FEN,
    FieldKind.DAY: ColumnKind.DAY,
}
_UNITS = {Subject.PERSONS: "人", Subject.HOUSEHOLDS: "户"}
# Averages and ages say nothing when they are added up.
_NEVER_ADDED = frozenset({"person.age", "household.net_per_head_fen", "work.monthly_pay_fen", "living.road_distance"})
_KEPT_AS_EXPORTED = frozenset({"facts.health"})  # 残疾,长期慢性病: the comma of the national system
_NUMBER_WIDTH, _SUM_WIDTH, _BLANK_WIDTH = 6.0, 11.0, 14.0
Convert = Callable[[Any], SheetValue]


@dataclass(frozen=True, slots=True)
class Heading:
    """A column as it is shown: ``field`` is None for the number and for room to write."""

    title: str
    kind: ColumnKind
    width: float
    field: RosterField | None = None

    @property
    def is_for_writing(self) -> bool:
        """Whether the column stays empty on paper."""
        return self.field is None and self.title != NUMBER_TITLE


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the output; a group's name stands alone in ``cells``."""

    cells: Sequence[SheetValue]
    is_group: bool = False
    is_sum: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """One sheet or paper: the group's name, empty where there are no groups, and its lines as they are read."""

    name: str
    lines: Iterator[Line]


def hidden(value: str | None, digits: Digits, *, is_phone: bool) -> str | None:
    """A number as far as it may be shown."""
    if not value or digits is Digits.WHOLE:
        return value
    if digits is Digits.TAIL:
        return f"尾号{value[-2:]}"
    return f"{value[:3]}****{value[-2:]}" if is_phone and len(value) >= 9 else masked(value)


def in_words(field: RosterField, words: Mapping[str, Mapping[str, str]]) -> Convert | None:
    """How a stored value of a field is said: words for codes, areas as they are written; None where it says itself.

    ``words`` overrides the catalogue's words of a field (the plan's categories).
    """
    own = words.get(field.key, field.words)
    match field.kind:
        case FieldKind.TRUTH:
            return {1: "是", 0: "否"}.get
        case FieldKind.AREA:
            return lambda v: None if v is None else v / 100
        case FieldKind.CODES if field.key not in _KEPT_AS_EXPORTED:
            return lambda v: "、".join(own.get(code, code) for code in v.split(",")) if v else None
        case FieldKind.CHOICE if any(code != word for code, word in own.items()):
            return lambda v: own.get(v, v)
        case _:
            return None


class RosterShape:
    """How the rows of a design are shown; ``words`` overrides the catalogue's words of a field (plan's categories)."""

    def __init__(self, design: RosterDesign, words: Mapping[str, Mapping[str, str]] | None = None) -> None:
        self._design = design
        self._words = words or {}
        known = catalogue()
        # 小计12人 stands in the first column.
        first = _SUM_WIDTH if design.group_by and design.subtotals else _NUMBER_WIDTH
        self.headings = [Heading(NUMBER_TITLE, ColumnKind.NUMBER, first)] if design.numbered else []
        for column in design.columns:
            if column.field == BLANK:
                self.headings.append(Heading(column.title, ColumnKind.TEXT, _BLANK_WIDTH))
            else:
                field = known[column.field]
                kind = _SHEET_KINDS.get(field.kind, ColumnKind.TEXT)
                self.headings.append(Heading(column.title or field.title, kind, field.width, field))
        self._converts = [self._convert(h.field) for h in self.headings if h.field is not None]
        self._blanks = [h.field is None for h in self.headings[1 if design.numbered else 0 :]]
        self._added = [n for n, h in enumerate(self.headings) if self._adds(h.field)]

    # -- values --------------------------------------------------------------------------------------

    def _convert(self, field: RosterField) -> Convert | None:
        if field.kind in (FieldKind.ID, FieldKind.PHONE):
            is_phone = field.kind is FieldKind.PHONE
            digits = self._design.phones if is_phone else self._design.ids
            return None if digits is Digits.WHOLE else lambda v: hidden(v, digits, is_phone=is_phone)
        return in_words(field, self._words)

    def _adds(self, field: RosterField | None) -> bool:
        if field is None or field.kind not in NUMERIC or field.key in _NEVER_ADDED:
            return False
        # A household's figure stands on the line of each member: added up it would count several times.
        return field.of_persons == (self._design.subject is Subject.PERSONS)

    def cells(self, found: Found, number: int) -> list[SheetValue]:
        """One row."""
        made: list[SheetValue] = [number] if self._design.numbered else []
        values = iter(zip(found.values, self._converts, strict=True))
        for is_blank in self._blanks:
            if is_blank:
                made.append(None)
            else:
                value, convert = next(values)
                made.append(value if convert is None else convert(value))
        return made

    def text(self, heading: Heading, value: SheetValue) -> str:
        """A cell as paper and window write it."""
        if value is None:
            return ""
        if heading.kind is ColumnKind.FEN and isinstance(value, int):
            return yuan(value)
        return f"{value:g}" if isinstance(value, float) else str(value)

    # -- groups --------------------------------------------------------------------------------------

    def group_name(self, value: object) -> str:
        """The name of a group."""
        field = catalogue()[self._design.group_by]
        if value is None or value == "":
            return f"{field.title}未填写"
        return self._words.get(field.key, field.words).get(str(value), str(value))

    def sections(self, places: Sequence[Place], rows: Iterable[Found]) -> Iterator[Section]:
        """The rows as sheets, in order, read as they are taken."""
        if not self._design.group_by or self._design.grouping is Grouping.HEADINGS:
            yield Section("", self._lines(places, rows))
            return
        for value, members in groupby(rows, key=lambda found: found.place.group):
            yield Section(self.group_name(value), self._plain(members, _Sums(self)))

    def _plain(self, rows: Iterable[Found], sums: _Sums) -> Iterator[Line]:
        for number, found in enumerate(rows, start=1):
            cells = self.cells(found, number)
            sums.add(cells)
            yield Line(cells)
        if self._design.group_by and self._design.subtotals:
            yield sums.line("合计" if self._design.grouping is Grouping.SHEETS else "小计")

    def _lines(self, places: Sequence[Place], rows: Iterable[Found]) -> Iterator[Line]:
        if not self._design.group_by:
            yield from self._plain(rows, _Sums(self))
            return
        unit = _UNITS[self._design.subject]
        counts = Counter(place.group for place in places)
        whole = _Sums(self)
        for value, members in groupby(rows, key=lambda found: found.place.group):
            yield Line([f"{self.group_name(value)}（{counts[value]}{unit}）"], is_group=True)
            sums = _Sums(self)
            yield from self._plain(members, sums)
            whole.take(sums)
        if self._design.subtotals and len(counts) > 1:
            yield whole.line("合计")

    @property
    def added(self) -> Sequence[int]:
        """The columns whose values add up."""
        return self._added

    @property
    def unit(self) -> str:
        """人 or 户."""
        return _UNITS[self._design.subject]


class _Sums:
    """Rows and sums of a group."""

    def __init__(self, shape: RosterShape) -> None:
        self._shape = shape
        self._rows = 0
        self._sums: dict[int, int | float] = dict.fromkeys(shape.added, 0)

    def add(self, cells: Sequence[SheetValue]) -> None:
        """One more row."""
        self._rows += 1
        for n in self._sums:
            value = cells[n]
            if isinstance(value, int | float):
                self._sums[n] += value

    def take(self, other: _Sums) -> None:
        """A whole group."""
        self._rows += other._rows
        for n, value in other._sums.items():
            self._sums[n] += value

    def line(self, word: str) -> Line:
        """The line below."""
        cells: list[SheetValue] = [None] * len(self._shape.headings)
        for n, value in self._sums.items():
            cells[n] = round(value, 2) if isinstance(value, float) else value
        # In front of the first sum; a roster that begins with a figure has its word there.
        cells[0] = f"{word}{self._rows}{self._shape.unit}"
        return Line(cells, is_sum=True)
