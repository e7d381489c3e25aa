"""What a table shows: columns declared once, with their words, alignment, chips and sort keys."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import Enum, auto
from typing import Generic, TypeVar

from app.ui.common.chips import Chip
from app.ui.common.values import money_text

Row = TypeVar("Row")


class Align(Enum):
    """Text to the left, numbers to the right, marks in the middle."""

    LEFT = auto()
    RIGHT = auto()
    MIDDLE = auto()


@dataclass(frozen=True)  # slots would break Column[Row](…) on Python 3.11
class Column(Generic[Row]):
    """One column: its title, how a row's text is read, and what else the cell can say.

    ``key`` names the column for remembered widths and for sorting (``sort_key`` where the service has another word);
    an empty ``sort_key`` means that the header does not sort. ``copied`` is what Ctrl+C takes when it differs from
    what is shown (a whole ID number behind a masked one is never copied unless it stands here).
    """

    key: str
    title: str
    text: Callable[[Row], str]
    width: int = 12  # half-width characters; a Chinese one counts two
    align: Align = Align.LEFT
    sort_key: str | None = None
    chip: Callable[[Row], Chip | tuple[Chip, ...] | None] | None = None
    tip: Callable[[Row], str] | None = None
    copied: Callable[[Row], str] | None = None
    is_extra: bool = False  # hidden until somebody asks for it in the header's menu

    @property
    def sorts_by(self) -> str:
        """The service's word for sorting by this column; empty if it cannot."""
        return self.key if self.sort_key is None else self.sort_key


def count_column(key: str, title: str, read: Callable[[Row], int | None], *, width: int = 6) -> Column[Row]:
    """A column of whole numbers with thousands separators; empty where there is none."""

    def text(row: Row) -> str:
        value = read(row)
        return "" if value is None else f"{value:,}"

    return Column(key, title, text, width, Align.RIGHT)


def money_column(key: str, title: str, read: Callable[[Row], int | None], *, width: int = 10) -> Column[Row]:
    """A column of fen shown as yuan; empty where there is none."""
    return Column(key, title, lambda row: money_text(read(row)), width, Align.RIGHT)


def day_column(key: str, title: str, read: Callable[[Row], date | None], *, width: int = 10) -> Column[Row]:
    """A column of days as 2020-03-25; empty where there is none."""

    def text(row: Row) -> str:
        value = read(row)
        return value.isoformat() if value else ""

    return Column(key, title, text, width, Align.MIDDLE)


def chip_column(
    key: str, title: str, read: Callable[[Row], Chip | tuple[Chip, ...] | None], *, width: int = 12
) -> Column[Row]:
    """A column of chips; their words are the cell's text."""

    def text(row: Row) -> str:
        given = read(row)
        if given is None:
            return ""
        return given.word if isinstance(given, Chip) else " ".join(chip.word for chip in given)

    return Column(key, title, text, width, chip=read)
