"""What the audit says of a list that left the office as a file: which list, how many rows, whole IDs, what for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from app.services.context import Actor
from app.services.files.sheets import SheetSpec, SheetValue
from app.services.ledger import Ledger

UNSAID = "未说明"
_LONGEST = 100
# With a possible birth date: a household code of eighteen digits is no ID number, a disability certificate carries one.
_DAY = r"(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])"
_WHOLE_ID = re.compile(
    rf"[1-9][0-9]{{5}}(?:(?:18|19|20)[0-9]{{2}}{_DAY}[0-9]{{3}}[0-9Xx](?:[1-7][1-4][0-9A-Z]{{0,2}})?|[0-9]{{2}}{_DAY}[0-9]{{3}})"
)


class IdWatch:
    """Looks at rows on their way into a file; ``found`` once a whole ID number has passed."""

    def __init__(self) -> None:
        self.found = False

    def over(self, sheets: Iterable[SheetSpec]) -> Iterator[SheetSpec]:
        """The same sheets, looked at while they are written."""
        for sheet in sheets:
            yield replace(sheet, rows=self._rows(sheet.rows))

    def _rows(self, rows: Iterable[Sequence[SheetValue]]) -> Iterator[Sequence[SheetValue]]:
        for row in rows:
            self.found = self.found or any(isinstance(cell, str) and _WHOLE_ID.fullmatch(cell) for cell in row)
            yield row


def carry_ids(sheets: Iterable[SheetSpec]) -> bool:
    """Whether whole ID numbers would leave with these sheets; reads no further than the first."""
    watch = IdWatch()
    return any(watch.found for sheet in watch.over(sheets) for _ in sheet.rows)


def tell(
    ledger: Ledger, kind: str, rows: int, *, whole_ids: bool, purpose: str = "", actor: Actor, today: date
) -> None:
    """One audit entry for a file that has been written safely; with whole ID numbers also what they are for."""
    with ledger.transaction("list.export", actor=actor, today=today) as tx:
        tx.note(kind=kind, rows=rows, whole_ids=whole_ids)
        if whole_ids:
            tx.note(purpose=purpose.strip()[:_LONGEST] or UNSAID)
