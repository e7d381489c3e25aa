"""One column of a sheet as its header tells it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a sheet: its place from 0, Excel's letter, its title, and the field it was taken for."""

    index: int
    letter: str
    title: str
    field: str | None
    # The title said nothing; the cells did.
    by_content: bool = False
