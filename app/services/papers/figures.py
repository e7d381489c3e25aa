"""The figures of a paper for the window and the command line: what each says, and the list behind it."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import unquote

from app.services.errors import NotFound, Reason
from app.services.papers.layouts.letter import LetterData
from app.services.papers.parts import FIGURE_SCHEME

_CODE = "户编号"


@dataclass(frozen=True, slots=True)
class FigureRows:
    """A figure and the list behind it: ``value`` is what its rows add up to."""

    name: str
    value: int
    unit: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def household_in(self, row: int) -> str:
        """The code of the household in a row (from 0); empty where the list has none."""
        return self.rows[row][self.columns.index(_CODE)] if _CODE in self.columns else ""


@dataclass(frozen=True, slots=True)
class FigureTold:
    """A figure of a paper and the key that asks for its list."""

    key: str
    name: str
    value: int
    unit: str


def figure_rows(data: object, key: str) -> FigureRows:
    """The list behind a figure of a paper; NotFound ``papers.figure_unknown``."""
    figures = data.figures if isinstance(data, LetterData) else ()
    figure = next((figure for figure in figures if figure.key == key), None)
    if figure is None or not isinstance(data, LetterData):
        raise NotFound(Reason("papers.figure_unknown", {"key": key}))
    behind = figure.list_behind(data.attachments)
    headings = tuple(column.heading.replace("\n", "") for column in behind.columns)
    value = figure.value(data.attachments)
    return FigureRows(figure.name, value, figure.unit, headings, tuple(row.cells for row in behind.rows))


def has_figure(data: object, key: str) -> bool:
    """Whether a paper tells the figure of this key."""
    return isinstance(data, LetterData) and any(figure.key == key for figure in data.figures)


def key_of(address: str) -> str:
    """The key that a link on a page asks for; empty for a link of another sort."""
    return unquote(address.removeprefix(FIGURE_SCHEME)) if address.startswith(FIGURE_SCHEME) else ""
