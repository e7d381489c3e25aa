"""A sheet under way: rows of cells, each remembering whom it speaks of, so that faults can be planted in it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from app.demo.layouts import Cell, Layout
from app.demo.manifest import Fault, Planted
from app.demo.people import Household, Person

Member = tuple[Household, Person]


@dataclass(slots=True)
class Page:
    """One sheet: title, header, a row for each member. ``file`` and ``sheet`` name it in the manifest."""

    file: str
    sheet: str
    layout: Layout
    rows: list[list[Cell]] = field(default_factory=list)
    who: list[Member | None] = field(default_factory=list)
    planted: list[Planted] = field(default_factory=list)

    def fill(self, members: Iterable[Member], *, title: str | None) -> None:
        """The line above the header where there is one, the header, and the rows; 序号 counts the rows."""
        if title is not None:
            self.add([title])
        self.add(list(self.layout.titles))
        numbered = self.layout.titles.index("序号") if "序号" in self.layout.titles else None
        for count, (household, person) in enumerate(members, start=1):
            row = self.layout.row(household, person)
            if numbered is not None:
                row[numbered] = count
            self.add(row, who=(household, person))

    def add(self, row: list[Cell], *, who: Member | None = None) -> int:
        """Append a row; returns Excel's number of it."""
        self.rows.append(row)
        self.who.append(who)
        return len(self.rows)

    def column(self, title: str) -> int:
        """The place of a column."""
        return self.layout.place(title)

    def note(self, fault: Fault, household: Household | None, row: int, column: str = "") -> None:
        """Write a planted fault into the manifest."""
        who = self.who[row - 1] if row else None
        person = who[1].name if who and household else ""
        number = household.number if household else 0
        self.planted.append(Planted(fault, number, self.file, self.sheet, row, column, person))


@dataclass(slots=True)
class Gardener:
    """Plants faults in quiet households, each household at most once over all files."""

    order: Sequence[int]  # the numbers of the free households, shuffled
    used: set[int] = field(default_factory=set)

    def plant(
        self,
        page: Page,
        fault: Fault,
        column: str,
        spoil: Callable[[str], Cell],
        *,
        count: int,
        fits: Callable[[Person], bool] = lambda _: True,
    ) -> None:
        """Spoil this column in ``count`` rows of persons who fit and whose cell says something."""
        at = page.column(column)
        for row, household in self._rows(
            page, count, lambda i: page.rows[i][at] not in (None, "") and _is(page, i, fits)
        ):
            page.rows[row - 1][at] = spoil(str(page.rows[row - 1][at]))
            page.note(fault, household, row, column)

    def rows(self, page: Page, *, count: int) -> list[tuple[int, Household]]:
        """Some rows (Excel's numbers) with their households, for faults that take more than a cell."""
        return self._rows(page, count, lambda _: True)

    def _rows(self, page: Page, count: int, fits: Callable[[int], bool]) -> list[tuple[int, Household]]:
        places: dict[int, list[int]] = {}
        for i, who in enumerate(page.who):
            if who is not None:
                places.setdefault(who[0].number, []).append(i)
        found: list[tuple[int, Household]] = []
        for number in self.order:
            if len(found) == count:
                break
            if number in self.used:
                continue
            place = next((i for i in places.get(number, ()) if fits(i)), None)
            who = page.who[place] if place is not None else None
            if place is not None and who is not None:
                self.used.add(number)
                found.append((place + 1, who[0]))
        if len(found) < count:
            raise ValueError(f"the township is too small to plant {count} faults in {page.file}")
        return found


def _is(page: Page, i: int, fits: Callable[[Person], bool]) -> bool:
    who = page.who[i]
    return who is not None and fits(who[1])
