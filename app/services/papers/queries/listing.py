"""Helpers of list queries: rows numbered in order, group headings, the list of a kind with today's office and day."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import groupby

from app.services.papers.layouts.listing import ListColumn, ListData, ListRow, RowKind, Sort
from app.services.papers.layouts.lists import list_spec
from app.services.papers.queries.asking import Draft, Found, Question, drafts
from app.services.papers.queries.case_rows import CaseRow

Cells = Sequence[str]


def numbered(rows: Iterable[Cells]) -> tuple[ListRow, ...]:
    """Rows with their number as the first cell."""
    return tuple(ListRow((str(number), *cells)) for number, cells in enumerate(rows, start=1))


def total(*cells: str) -> ListRow:
    """The last row with sums."""
    return ListRow(cells, RowKind.TOTAL)


def make_list(
    question: Question,
    title: str,
    rows: Sequence[ListRow],
    *,
    kind: str | None = None,
    office: str | None = None,
    subtitle: str = "",
    notes: tuple[str, ...] = (),
    village: str = "",
) -> ListData:
    """The list of a kind, reported by the township unless said otherwise; ``village`` seals its own papers."""
    data = list_spec(kind or question.kind).data(
        title, tuple(rows), office=question.government if office is None else office, number=question.paper_no
    )
    offices = {"乡镇人民政府": question.government, "村民委员会": question.committee(village)}
    seals = tuple(offices.get(seal) or seal for seal in data.seals)
    return replace(data, day=question.today, subtitle=subtitle, seals=seals, notes=(*data.notes, *notes))


def by_hand(columns: Sequence[ListColumn]) -> tuple[ListColumn, ...]:
    """The same columns for lines that nobody has filled in: each as wide as its share, whatever it will hold."""
    return tuple(replace(column, sort=Sort.WORD) for column in columns)


def one_list(data: ListData, cases: Iterable[CaseRow] = ()) -> Found:
    """An answer of one township-wide document."""
    return drafts([Draft(data, case_ids=tuple(row.case_id for row in cases))])


def by_village(cases: Iterable[CaseRow]) -> list[tuple[int, str, list[CaseRow]]]:
    """Cases that are sorted by village, cut into villages."""
    return [
        (key[0], key[1], list(group)) for key, group in groupby(cases, key=lambda row: (row.village_id, row.village))
    ]


def sums(cases: Sequence[CaseRow]) -> tuple[int, int]:
    """(households, persons) of the cases."""
    return len(cases), sum(row.members for row in cases)
