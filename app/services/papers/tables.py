"""Tables to ruled rows: widths by what the columns hold, smaller type where they hold much."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.services.papers.parts import Column, Fit, Line, Span, Table, figure_target
from app.services.papers.toolkit.blocks import Block, RuledRow, ruled_row
from app.services.papers.toolkit.geometry import Styles
from app.services.papers.toolkit.typeset import Align, Style, Typesetter

# What a column of words or text wants at least, in characters, where its values are longer.
_LEAST = {Fit.WORD: 6.0, Fit.TEXT: 7.0}
_TEXT_SHARE = 0.6  # of a text column's weight: what is long by nature gets room before the type does
_LEAST_HEADING = 2.0
_SIGNATURE = 5.5
_TIGHTEST = 3.3  # what words and texts of a tight table are narrowed to, in characters
_STRETCHED = frozenset({Fit.TEXT, Fit.HAND})


@dataclass(frozen=True, eq=False)
class TableBuilder:
    """The rows of one table."""

    typesetter: Typesetter
    styles: Styles
    width: float
    part: Table

    def blocks(self) -> Iterator[Block]:
        """The header, then every row; each row brings the header along to a new page."""
        widths, size = self._set_out()
        columns = zip(self.part.columns, widths, strict=True)
        heading = ruled_row(
            self.typesetter,
            [(self._heading(c, w, size), w, size.column, Align.CENTRE) for c, w in columns],
            pad=self.styles.pad,
            least=self.styles.row,
            keeps=True,
        )
        yield heading
        header = (heading,)
        blank = Line(("",) * len(widths))
        last = len(self.part.rows) - 1
        for number, row in enumerate((*self.part.rows, *(blank,) * self.part.blank_rows)):
            if isinstance(row, Span):
                made = self._span(row, keeps=row.strong and number < last)
            else:
                made = self._line(row, widths, size.cell)
            made.header = header
            if number == last - 1:  # the last row, often the sum, never stands alone
                made.keeps = True
            yield made

    def _heading(self, column: Column, width: float, size: TableSize) -> str:
        """A heading that needs several lines in lines of equal length: 户主/姓名, not 户主姓/名."""
        text = column.heading
        if "\n" in text:
            return text
        if "（" in text:  # 村（社区） becomes 村 / （社区）
            fits = self.typesetter.width(text, size.column) <= width - 2 * self.styles.pad
            return text if fits else text.replace("（", "\n（", 1)
        lines = -(-self.typesetter.width(text, size.column) // (width - 2 * self.styles.pad))
        if lines <= 1:
            return text
        length = -(-len(text) // int(lines))
        return "\n".join(text[first : first + length] for first in range(0, len(text), length))

    def _span(self, row: Span, *, keeps: bool) -> RuledRow:
        style = self.styles.heading if row.strong else self.styles.cell
        cell = (row.text, self.width, style, row.align)
        return ruled_row(self.typesetter, [cell], pad=self.styles.pad, least=self.styles.row, keeps=keeps)

    def _line(self, row: Line, widths: Sequence[float], style: Style) -> RuledRow:
        columns = self.part.columns
        cells = [(t, w, style, c.align) for t, w, c in zip(row.cells, widths, columns, strict=True)]
        least = self.styles.tall if self.part.tall else self.styles.row
        made = ruled_row(self.typesetter, cells, pad=self.styles.pad, least=least)
        made.struck = row.struck
        for cell, key in zip(made.cells, row.keys, strict=False):
            cell.target = figure_target(key) if key else ""
        return made

    def _set_out(self) -> tuple[list[float], TableSize]:
        """Widths of the columns, and the largest type in which the table's values have the room they want."""
        columns = self.part.columns
        sizes = tuple(TableSize(*pair) for pair in self.styles.table_sizes)
        if all(column.fit is Fit.SHARE for column in columns):
            total = sum(column.weight for column in columns)
            return [self.width * column.weight / total for column in columns], sizes[0]
        values = [self._values(index) for index in range(len(columns))]
        wanted: list[float] = []
        for size in sizes:
            wanted = [self._wanted(column, found, size) for column, found in zip(columns, values, strict=True)]
            if sum(wanted) <= self.width:
                return self._spread(wanted), size
        if self.part.tight:
            wanted = self._tightened(wanted, sizes[-1])
        scale = min(self.width / sum(wanted), 1.0) if self.part.tight else self.width / sum(wanted)
        return [want * scale for want in wanted], sizes[-1]

    def _tightened(self, wanted: Sequence[float], size: TableSize) -> list[float]:
        """What is too much is taken from the columns that can break their lines, numbers and days stay whole."""
        em, pads = size.cell.size, 2 * self.styles.pad + 0.5
        least = [
            want if column.fit is Fit.WHOLE else min(want, _TIGHTEST * em + pads)
            for column, want in zip(self.part.columns, wanted, strict=True)
        ]
        spare = sum(wanted) - sum(least)
        taken = min((sum(wanted) - self.width) / spare, 1.0) if spare else 0.0
        return [want - (want - low) * taken for want, low in zip(wanted, least, strict=True)]

    def _values(self, index: int) -> set[str]:
        return {row.cells[index] for row in self.part.rows if isinstance(row, Line)}

    def _wanted(self, column: Column, values: set[str], size: TableSize) -> float:
        measure, style = self.typesetter.width, size.cell
        longest = max((measure(line, style) for value in values for line in value.split("\n")), default=0.0)
        least = _LEAST.get(column.fit)
        if least is not None and column.fit is Fit.TEXT:
            least = max(least, column.weight * _TEXT_SHARE)
        if least is not None:
            longest = min(longest, least * style.size)
        if column.fit is Fit.HAND:
            longest = _SIGNATURE * style.size
        parts = column.heading.split("\n")
        # Lines that were chosen by hand stay as they are, others may be broken after two characters.
        characters = max(map(len, parts)) if len(parts) > 1 else min(len(column.heading), _LEAST_HEADING)
        heading = characters * size.column.size
        return max(longest, heading) + 2 * self.styles.pad + 0.5

    def _spread(self, wanted: list[float]) -> list[float]:
        """What is left goes to the columns that can use it, by their shares."""
        spare = self.width - sum(wanted)
        columns = self.part.columns
        takers = [column.weight if column.fit in _STRETCHED else column.weight / 4 for column in columns]
        if not any(column.fit in _STRETCHED for column in columns):
            takers = [column.weight for column in columns]
        total = sum(takers)
        return [want + spare * taker / total for want, taker in zip(wanted, takers, strict=True)]


@dataclass(frozen=True)
class TableSize:
    """The styles of headings and values at one size."""

    column: Style
    cell: Style
