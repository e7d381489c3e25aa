"""What stood on a print: its data packed beside the record, and, by the words of the paper, what is different now."""

from __future__ import annotations

import base64
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from app.services.papers import codec
from app.services.papers.kinds import PaperKind
from app.services.papers.parts import Fields, Heading, Line, Paper, Table, Title, Writing


@dataclass(frozen=True, slots=True)
class Change:
    """One thing on the paper that the ledger says otherwise today; "" where it is not there."""

    field: str
    printed: str
    now: str


def pack(text: str) -> str:
    """Canonical JSON small enough to be kept with every print."""
    return base64.b64encode(zlib.compress(text.encode("utf-8", "surrogatepass"), 1)).decode("ascii")


def unpack(packed: str) -> str:
    """The JSON that was packed."""
    return zlib.decompress(base64.b64decode(packed)).decode("utf-8", "surrogatepass")


def changes_between(kind: PaperKind, printed: str, version: int, now: str) -> tuple[Change, ...]:
    """What two data of a kind (canonical JSON) print differently, in the order of the paper."""
    before = _values(kind.lay_out(codec.decode(kind.shape.data, printed), version=version))
    after = _values(kind.lay_out(codec.decode(kind.shape.data, now)))
    names = dict.fromkeys((*before, *after))
    return tuple(
        Change(name, before.get(name, ""), after.get(name, ""))
        for name in names
        if before.get(name, "") != after.get(name, "")
    )


def _values(paper: Paper) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in _named(paper):
        unique, number = name, 2
        while unique in found:
            unique, number = f"{name}（{number}）", number + 1
        found[unique] = value
    return found


def _named(paper: Paper) -> Iterator[tuple[str, str]]:
    for sheet in paper.sheets:
        for part in sheet.parts:
            match part:
                case Title():
                    yield "标题", part.text
                case Heading():
                    yield _plain(part.text), _plain(part.text)
                case Fields():
                    yield from ((_plain(field.label), field.value) for row in part.rows for field in row)
                case Writing():
                    yield _plain(part.label), part.text
                case Table():
                    yield from _cells(part)
                case _:
                    pass


def _cells(table: Table) -> Iterator[tuple[str, str]]:
    for row in table.rows:
        if not isinstance(row, Line):
            yield "合计", row.text
            continue
        # Rows are known by the first cell that is not their number.
        first = next((position for position, cell in enumerate(row.cells) if cell and not cell.isdecimal()), 0)
        name = _plain(row.cells[first]) if row.cells else ""
        for column, cell in zip(table.columns, row.cells, strict=False):
            heading = _plain(column.heading)
            if heading != "序号":
                yield f"{name} {heading}", cell


def _plain(text: str) -> str:
    return text.replace("\n", "")
