"""A figure of a paper and the list behind it: rows of a list that the paper itself carries, never a number of its own.

The value is counted from the rows each time it is asked for, so a figure and its list cannot disagree, and a frozen
paper answers for its figures for ever.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.services.papers.layouts.listing import ListData, ListRow

_ROWS = -1


@dataclass(frozen=True, slots=True)
class Figure:
    """``rows`` of the attached list number ``attached``, both from 0; ``summed`` is the column that is added up."""

    key: str
    name: str
    attached: int
    rows: tuple[int, ...]
    unit: str = "户"
    summed: int = _ROWS

    def listed(self, lists: Sequence[ListData]) -> tuple[ListRow, ...]:
        """The rows behind it."""
        rows = lists[self.attached].rows if self.rows else ()
        return tuple(rows[number] for number in self.rows)

    def value(self, lists: Sequence[ListData]) -> int:
        """The figure: how many rows, or the sum of their column."""
        listed = self.listed(lists)
        return len(listed) if self.summed == _ROWS else sum(int(row.cells[self.summed]) for row in listed)

    def list_behind(self, lists: Sequence[ListData]) -> ListData:
        """The list behind it as a list of its own, numbered from 1."""
        of = lists[self.attached]
        first = of.columns[0].heading == "序号"
        rows = tuple(
            replace(row, cells=(str(number), *row.cells[1:]), keys=()) if first else replace(row, keys=())
            for number, row in enumerate(self.listed(lists), start=1)
        )
        title = f"{self.name}：{self.value(lists)}{self.unit}"
        return replace(of, title=title, rows=rows, number="", signers=(), seals=(), facts=())


def column_of(data: ListData, heading: str) -> int:
    """The number of a column by its heading."""
    return next(n for n, column in enumerate(data.columns) if column.heading.replace("\n", "") == heading)
