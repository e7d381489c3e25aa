"""Writing a paper whose figures are counted from its lists: words and tables are made with the figures in them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from app.services.papers.layouts.figures import Figure, column_of
from app.services.papers.layouts.letter import LetterPart
from app.services.papers.layouts.listing import ListData
from app.services.papers.parts import FigureMark, Level

_PERSONS = "人口"


@dataclass(slots=True)
class FigureBook:
    """The lists of a paper and every figure that was told from them, in the order of the paper."""

    lists: list[ListData] = field(default_factory=list)
    told: dict[str, Figure] = field(default_factory=dict)

    def attach(self, data: ListData) -> int:
        """Add a list; its number from 0."""
        self.lists.append(data)
        return len(self.lists) - 1

    def count(self, key: str, name: str, attached: int, rows: Iterable[int], *, unit: str = "户") -> Figure:
        """The figure that counts these rows of a list."""
        return self._keep(Figure(key, name, attached, tuple(rows), unit))

    def persons(self, of: Figure) -> Figure:
        """The persons of the households that a figure counts."""
        column = column_of(self.lists[of.attached], _PERSONS)
        return self._keep(Figure(f"{of.key}.persons", of.name, of.attached, of.rows, "人", column))

    def value(self, figure: Figure) -> int:
        """What the figure says."""
        return figure.value(self.lists)

    def _keep(self, figure: Figure) -> Figure:
        known = self.told.setdefault(figure.key, figure)
        assert known == figure, f"two figures are called {figure.key}"
        return known

    @property
    def figures(self) -> tuple[Figure, ...]:
        """All of them."""
        return tuple(self.told.values())


class Words:
    """A sentence being written, with its figures marked."""

    def __init__(self, book: FigureBook, text: str = "") -> None:
        self._book = book
        self._text = text
        self._marks: list[FigureMark] = []

    def say(self, text: str) -> Words:
        """Words without a figure."""
        self._text += text
        return self

    def tell(self, figure: Figure) -> Words:
        """A figure with its unit."""
        shown = f"{self._book.value(figure)}{figure.unit}"
        self._marks.append(FigureMark(len(self._text), len(self._text) + len(shown), figure.key))
        self._text += shown
        return self

    def households(self, figure: Figure) -> Words:
        """A figure of households and of their persons: 3户12人."""
        return self.tell(figure).tell(self._book.persons(figure))

    def __bool__(self) -> bool:
        return bool(self._text)

    def part(self, level: Level = Level.BODY, table: ListData | None = None) -> LetterPart:
        """The paragraph."""
        return LetterPart(self._text, level, table, tuple(self._marks))


def of_row(book: FigureBook, figures: Sequence[Figure]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Households and persons of each figure as the cells of a table, and the keys of what they say."""
    each = [one for figure in figures for one in (figure, book.persons(figure))]
    return tuple(str(book.value(one)) for one in each), tuple(one.key for one in each)
