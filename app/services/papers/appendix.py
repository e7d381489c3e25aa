"""附表: the lists behind the figures of a letter, numbered; each figure in its words and tables refers to its own.

Made from what the paper carries, so the appendix of a frozen report is the same for ever.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import zip_longest

from app.services.papers.layouts.figures import Figure
from app.services.papers.layouts.letter import LetterData, LetterPart
from app.services.papers.layouts.listing import ListColumn, ListData, ListRow, RowKind, Sort
from app.services.papers.parts import FigureMark

_NOTE = LetterPart("（文中和表中〔〕内的数字为附表号，附表按号列出该数字的名单。）")
_HEADING = "附表号"


@dataclass(frozen=True, slots=True)
class BehindList:
    """A list behind figures: those that count the same rows share it."""

    number: int
    figures: tuple[Figure, ...]
    data: ListData

    @property
    def name(self) -> str:
        """附表3　红星村　边缘户：5户17人."""
        return f"附表{self.number}　{self.data.title}"


def lists_behind(data: LetterData) -> tuple[BehindList, ...]:
    """The lists behind the figures, in the order of the paper; a figure of nothing has none."""
    shared: dict[tuple[int, tuple[int, ...]], list[Figure]] = {}
    for figure in data.figures:
        if figure.rows:
            shared.setdefault((figure.attached, figure.rows), []).append(figure)
    return tuple(
        BehindList(number, tuple(own), _titled(own, data)) for number, own in enumerate(shared.values(), start=1)
    )


def _titled(own: list[Figure], data: LetterData) -> ListData:
    first = own[0]
    names = "、".join(dict.fromkeys(figure.name for figure in own))
    said = dict.fromkeys(f"{figure.value(data.attachments)}{figure.unit}" for figure in own)
    return replace(first.list_behind(data.attachments), title=f"{names}：{''.join(said)}")


def with_appendix(data: LetterData) -> LetterData:
    """The letter with its lists behind as one more attachment of each kind, and their numbers at its figures."""
    behind = lists_behind(data)
    numbers = {figure.key: entry.number for entry in behind for figure in entry.figures}
    bound = [
        _bound(data.attachments[at], [entry for entry in behind if entry.figures[0].attached == at])
        for at in sorted({entry.figures[0].attached for entry in behind})
    ]
    body = (_NOTE, *(_referring(part, numbers) for part in data.body))
    return replace(data, body=body, attachments=(*data.attachments, *bound))


def _bound(of: ListData, entries: list[BehindList]) -> ListData:
    """Several lists with the same columns in one table, each below its name."""
    rows: list[ListRow] = []
    for entry in entries:
        rows += [ListRow((entry.name,), RowKind.GROUP), *entry.data.rows]
    return replace(of, title=f"附表：{of.title}", rows=tuple(rows), number="", signers=(), seals=(), facts=())


def _referring(part: LetterPart, numbers: Mapping[str, int]) -> LetterPart:
    """The same words with the number of its list behind each figure; 3户12人 have one list."""
    text, at = "", 0
    marks: list[FigureMark] = []
    for mark, following in zip_longest(part.marks, part.marks[1:]):
        text += part.text[at : mark.end]
        at = mark.end
        marks.append(FigureMark(len(text) - (mark.end - mark.start), len(text), mark.key))
        number = numbers.get(mark.key)
        goes_on = following is not None and following.start == at and numbers.get(following.key) == number
        if number is not None and not goes_on:
            text += f"〔{number}〕"
    table = part.table and _referring_table(part.table, numbers)
    return replace(part, text=text + part.text[at:], marks=tuple(marks), table=table)


def _referring_table(table: ListData, numbers: Mapping[str, int]) -> ListData:
    """A table with the number of its list below each figure of households; that of its persons is the same."""
    if not any(row.keys for row in table.rows):
        return table
    return replace(table, rows=tuple(_referring_row(row, numbers) for row in table.rows))


def _referring_row(row: ListRow, numbers: Mapping[str, int]) -> ListRow:
    said: set[int] = set()
    cells: list[str] = []
    for cell, key in zip(row.cells, row.keys or [""] * len(row.cells), strict=True):
        number = numbers.get(key)
        if number is not None and number not in said:
            said.add(number)
            cell = f"{cell}〔{number}〕"
        cells.append(cell)
    return replace(row, cells=tuple(cells))


def index_of(data: LetterData) -> ListData:
    """Which figure has which list: for a workbook."""
    rows = [
        ListRow((str(entry.number), figure.name, str(figure.value(data.attachments)), figure.unit))
        for entry in lists_behind(data)
        for figure in entry.figures
    ]
    columns = (
        ListColumn(_HEADING, 6),
        ListColumn("数字", 24, Sort.TEXT),
        ListColumn("数值", 6, Sort.NUMBER),
        ListColumn("单位", 4),
    )
    return ListData("数字索引", columns, tuple(rows), portrait=True)
