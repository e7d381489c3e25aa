"""What a list may contain: fields, the titles that name them, and what a row needs (``resources/columns/*.toml``)."""

from __future__ import annotations

import hashlib
import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from app.paths import resource


class FieldKind(StrEnum):
    """How the cells of a column are read."""

    TEXT = "text"
    TERM = "term"  # a text of which 无 says nothing
    NAME = "name"
    ID_NUMBER = "id_number"
    CODE = "code"  # 户编号, 人编号: digits as text
    PHONE = "phone"
    TRUTH = "truth"  # 1, 0 or nothing; ``list`` names the words
    CHOICE = "choice"  # one value of a code list
    CHOICES = "choices"  # several, joined by a comma
    COUNT = "count"
    FEN = "fen"
    DAY = "day"
    DATA_DAY = "data_day"  # a day, or a month's first
    MONTH = "month"
    OPTIONS = "options"  # ticked options, joined by a comma
    AREA = "area"  # in 1/100 of what the column counts: 亩, m²
    DISTANCE = "distance"  # written in kilometres, kept in metres
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that a list can tell."""

    name: str
    kind: FieldKind
    titles: tuple[str, ...]
    code_list: str | None = None
    # A damaged value makes the row unusable: it says which household or person the row speaks of.
    identifies: bool = False
    # One cell merged over several rows speaks for all of them.
    fill_down: bool = False
    # Fields of one group share the JSON of raw texts in each row.
    group: str = ""
    # Where the title of that field stands a second time, the second column is this one.
    second_of: str = ""


@dataclass(frozen=True, slots=True)
class ColumnSet:
    """The fields of one kind of list."""

    name: str
    title: str
    fields: tuple[Field, ...]
    # Each entry names alternatives; the header must have one of each, and so must every row.
    needs: tuple[tuple[str, ...], ...]
    # The same for the header alone: what the list is about need not stand in every row.
    marks: tuple[tuple[str, ...], ...] = ()
    # Columns that nobody knows are kept as text, by title, but for these; None = they are only shown.
    rest: frozenset[str] | None = None

    def position(self, name: str) -> int:
        """The place of a field in every row that the reader delivers."""
        return next(i for i, field in enumerate(self.fields) if field.name == name)

    def by_title(self) -> Mapping[str, str]:
        """Normalised title to field name."""
        return {title_key(title): field.name for field in self.fields for title in field.titles}

    def seconds(self) -> Mapping[str, str]:
        """Field name to the field of its title's second column."""
        return {field.second_of: field.name for field in self.fields if field.second_of}


# Columns that only count the rows of the list.
_NUMBERING = frozenset({"序号", "序", "行号", "顺序号", "顺号", "no"})
_DECORATION = re.compile(r"[\W_]+")
_BRACKETS = re.compile(r"[(\[【〔<].*?[)\]】〕>]")


def title_key(title: str) -> str:
    """A title for comparison: width, blanks, stars, brackets and punctuation do not count."""
    return _DECORATION.sub("", unicodedata.normalize("NFKC", title)).casefold()


def title_key_without_remark(title: str) -> str:
    """The same without what stands in brackets: 身份证号码（18位）."""
    return title_key(_BRACKETS.sub("", unicodedata.normalize("NFKC", title)))


def only_numbers_rows(title: str) -> bool:
    """Whether a column is the list's own numbering, which nobody misses: 序号."""
    return title_key(title) in _NUMBERING


@cache
def column_set(name: str) -> ColumnSet:
    """A set of ``resources/columns/`` with those it includes; ValueError when a title stands for two fields."""
    table = tomllib.loads(resource("columns", f"{name}.toml").read_text(encoding="utf-8"))
    shared = [field for other in table.get("include", []) for field in column_set(other).fields]
    own = [_field(entry) for entry in table["field"]]
    replaced = {field.name for field in own}
    fields = (*(field for field in shared if field.name not in replaced), *own)
    _refuse_doubles(name, fields)
    needs = tuple(tuple(alternatives) for alternatives in table["needs"])
    marks = tuple(tuple(alternatives) for alternatives in table.get("marks", []))
    rest = frozenset(title_key(title) for title in table["rest"]) if "rest" in table else None
    return ColumnSet(name, table["title"], fields, needs, marks, rest)


def _field(entry: Mapping[str, object]) -> Field:
    titles = entry["titles"]
    assert isinstance(titles, list)
    listed = entry.get("list")
    return Field(
        name=str(entry["name"]),
        kind=FieldKind(str(entry.get("kind", "text"))),
        titles=tuple(str(title) for title in titles),
        code_list=None if listed is None else str(listed),
        identifies=bool(entry.get("identifies", False)),
        fill_down=bool(entry.get("fill_down", False)),
        group=str(entry.get("group", "")),
        second_of=str(entry.get("second_of", "")),
    )


def _refuse_doubles(name: str, fields: tuple[Field, ...]) -> None:
    seen: dict[str, str] = {}
    for field in fields:
        for key in map(title_key, field.titles):
            if seen.setdefault(key, field.name) != field.name:
                raise ValueError(f"{name}: a title of {field.name} also names {seen[key]}")


def fingerprint(titles: Iterable[str]) -> str:
    """What a sender's titles are remembered by: the same for the same set of them, in whatever order they stand."""
    keys = sorted({key for title in titles if (key := title_key(title))})
    return hashlib.sha256("\n".join(keys).encode()).hexdigest()[:40]
