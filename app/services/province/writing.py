"""Their own file again, with our answers in it: the parent's end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.services.children import Cancelled, Progress, child
from app.services.errors import refuse
from app.services.files.atomic import replacing
from app.services.province.book import EntryRow
from app.services.province.words import AnswerState
from app.worker.limits import Limits

FILL_KIND = "fill-answers"
# What a workbook of another program is given back as.
_BOOKS = ("xlsx", "xlsm")


@dataclass(frozen=True, slots=True)
class Filling:
    """The kept file and how it was read."""

    name: str
    form: str
    content: bytes
    layout: Mapping[str, Mapping[str, object]]


@dataclass(frozen=True, slots=True)
class Filled:
    """How many rows carry an answer; ``is_same_book`` = their own workbook, else a new one with their cells."""

    rows: int
    answered: int
    is_same_book: bool


def write_back(
    out: Path,
    filling: Filling,
    rows: Sequence[tuple[int, EntryRow]],
    *,
    on_progress: Progress | None = None,
    cancelled: Cancelled = lambda: False,
) -> Filled:
    """Write the file at once or not at all. Refused: ``province.not_xlsx`` for another ending, ``files.*``."""
    if out.suffix.lower() != ".xlsx":
        raise refuse("province.not_xlsx", file=out.name)
    answers = [_message(sheet, row) for sheet, row in rows if row.state is not AnswerState.OPEN]
    limits = Limits(seconds=120 + len(filling.content) / 20_000, memory_mb=2048)
    with replacing(out) as temporary:
        # The child gets their bytes where its result goes, in the folder that the user chose.
        temporary.write_bytes(filling.content)
        request = {"path": str(temporary.absolute()), "name": filling.name, "layout": dict(filling.layout)}
        with child(FILL_KIND, request, about=filling.name, limits=limits, cancelled=cancelled) as worker:
            for first in range(0, len(answers), 1_000):
                worker.send({"type": "answers", "rows": answers[first : first + 1_000]})
            worker.send({"type": "end"})
            told = [message for message in worker.messages(on_progress=on_progress) if message["type"] == "filled"]
    return Filled(len(rows), len(answers), is_same_book=bool(told[-1]["is_same_book"]))


def _message(sheet: int, row: EntryRow) -> list[object]:
    day = row.answered_on.isoformat() if row.answered_on else ""
    return [sheet, row.row, row.state.value, row.note, row.answered_by, day]
