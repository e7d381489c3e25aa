"""What a paper is made of: titles, fields, tables, check boxes, signature places, paragraphs. No positions, no fonts.

A layout turns the frozen data of its kind into a ``Paper``; the press draws any ``Paper``.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias
from urllib.parse import quote

from app.services.papers.toolkit.faces import TICKED, UNTICKED
from app.services.papers.toolkit.typeset import Align

FIGURE_SCHEME = "shouwang:figure/"


class Look(StrEnum):
    """How the pages of a sheet are set out."""

    FORM = "form"  # dense and ruled, portrait
    SLIP = "slip"  # ruled, portrait, larger type
    LIST = "list"  # ruled table, landscape
    TALL_LIST = "tall_list"  # the same upright
    LARGE_LIST = "large_list"  # the same on A3
    OFFICIAL = "official"  # GB/T 9704: 28 characters × 22 lines
    OFFICIAL_WIDE = "official_wide"  # the same page turned, for wide tables


class Level(StrEnum):
    """What a paragraph is (GB/T 9704)."""

    TITLE = "title"  # 2 号小标宋, centred
    SHAPED_TITLE = "shaped_title"  # the same, broken between words into a trapezium or a rhombus
    ADDRESSEE = "addressee"  # flush left
    BODY = "body"  # 3 号仿宋, indented by two characters
    FIRST = "first"  # 一、 in 黑体
    SECOND = "second"  # （一） in 楷体
    ATTACHMENT = "attachment"  # 附件：
    HANGING = "hanging"  # 附件： whose names go on below their first character
    SIGNATURE = "signature"  # office and date, to the right
    SEALED = "sealed"  # the date four characters from the edge, the office centred on it
    NUMBER = "number"  # 发文字号, centred
    LETTERHEAD = "letterhead"  # 发文机关标志, large and centred, in black
    MARK = "mark"  # 附件1, flush left, in 黑体


@dataclass(frozen=True, slots=True)
class FigureMark:
    """The characters from ``start`` to before ``end`` are a figure: on the screen a click asks for its list."""

    start: int
    end: int
    key: str


@dataclass(frozen=True, slots=True)
class Title:
    """The name of a form or list, centred."""

    text: str
    subtitle: str = ""


@dataclass(frozen=True, slots=True)
class Lead:
    """The line between title and table: the reporting office left, dates and numbers right."""

    left: str = ""
    middle: str = ""
    right: str = ""


@dataclass(frozen=True, slots=True)
class Heading:
    """The name of a section, a ruled line of its own."""

    text: str


@dataclass(frozen=True, slots=True)
class Field:
    """A label and its value in one ruled line; it takes ``span`` shares of the line's width, label included."""

    label: str
    value: str = ""
    span: float = 1.0
    align: Align = Align.LEFT


@dataclass(frozen=True, slots=True)
class Fields:
    """Ruled lines of labels and values."""

    rows: tuple[tuple[Field, ...], ...]
    tall: bool = False  # room for handwriting


class Fit(StrEnum):
    """How wide a column wants to be."""

    SHARE = "share"  # exactly its share of the width
    WHOLE = "whole"  # as wide as its longest value: numbers and days are not broken
    WORD = "word"  # short words on one line where there is room
    TEXT = "text"  # takes what is left
    HAND = "hand"  # has room for a signature


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: heading, share of the width, and where its values stand."""

    heading: str
    weight: float = 1.0
    align: Align = Align.CENTRE
    fit: Fit = Fit.SHARE


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a table; a struck row is crossed out but stays readable. ``keys``: the figure in each cell, if any."""

    cells: tuple[str, ...]
    struck: bool = False
    keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Span:
    """A row of a table with one text over all columns: the name of a group of rows, a zero report, a total."""

    text: str
    align: Align = Align.LEFT
    strong: bool = True


@dataclass(frozen=True, slots=True)
class Table:
    """A ruled table of any length; its header comes again on every page."""

    columns: tuple[Column, ...]
    rows: tuple[Line | Span, ...]
    blank_rows: int = 0  # empty lines for handwriting behind the rows
    tall: bool = False  # room for handwriting in every row
    tight: bool = False  # where there is too much, words break before numbers and days do


@dataclass(frozen=True, slots=True)
class Writing:
    """A label with a text and room to write by hand: ``lines`` is the least number of lines."""

    label: str
    text: str = ""
    lines: int = 3


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody signs: a title, a name that is already known, and what is put there by hand."""

    label: str
    name: str = ""
    day: str = "　　　年　　月　　日"  # empty where no day belongs
    is_seal: bool = False  # a marked place, never a drawn seal


@dataclass(frozen=True, slots=True)
class Signatures:
    """Ruled places for signatures, fingerprints and seals, ``per_row`` beside each other."""

    places: tuple[Place, ...]
    per_row: int = 2


@dataclass(frozen=True, slots=True)
class Note:
    """Small print below a table."""

    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of an official document; one that ``keeps`` stays on the page of what follows.

    Of a ``loose`` one the last line alone does, and a whole sentence of the second level is no heading that must stay.
    """

    text: str
    level: Level = Level.BODY
    keeps: bool = False
    loose: bool = False
    marks: tuple[FigureMark, ...] = ()


@dataclass(frozen=True, slots=True)
class Blank:
    """Empty lines of the page's own pitch."""

    lines: float = 1.0
    keeps: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """A line over the whole width: what parts the letterhead from the letter."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar of a chart: ``parts`` lie one behind the other from ``start`` on; ``key`` is the figure it shows.

    ``fill`` is the number of the filling of all its parts; without one (-1) each part has the next.
    """

    label: str
    parts: tuple[int, ...]
    value: str
    start: int = 0
    fill: int = -1
    key: str = ""


@dataclass(frozen=True, slots=True)
class Chart:
    """Horizontal bars on one scale; ``legend`` names their fillings in order."""

    title: str
    bars: tuple[Bar, ...]
    legend: tuple[str, ...] = ()


Part: TypeAlias = (
    Title | Lead | Heading | Fields | Table | Writing | Signatures | Note | Paragraph | Blank | Rule | Chart
)


@dataclass(frozen=True, slots=True)
class Sheet:
    """Parts on pages of one look; a new sheet begins on a new page."""

    look: Look
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Paper:
    """One document: its sheets are paged through together.

    ``running`` stands at the foot of every page (whose page it is); ``code`` is what a scanner reads from it. From the
    second ``edition`` on the dashes of an official page number stand 7 mm below the text, before it was 10 mm.
    """

    sheets: tuple[Sheet, ...]
    running: str = ""
    code: str = ""
    edition: int = 1


def figure_target(key: str) -> str:
    """Where a click on the figure of this key leads: ``shouwang:figure/KEY``."""
    return f"{FIGURE_SCHEME}{quote(key)}"


def ticked(chosen: bool, text: str) -> str:
    """A check box and what it stands for."""
    return f"{TICKED if chosen else UNTICKED}{text}"


def choices(options: tuple[tuple[str, str], ...], chosen: str | None, *, gap: str = "　") -> str:
    """Check boxes for (code, label) options on one line; ``chosen`` None leaves all of them empty."""
    return gap.join(ticked(code == chosen, label) for code, label in options)


def yes_no(answer: bool | None, *, yes: str = "是", no: str = "否") -> str:
    """Two check boxes; an unknown answer leaves both empty."""
    return f"{ticked(answer is True, yes)}　{ticked(answer is False, no)}"
