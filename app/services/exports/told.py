"""What the audit says of a list that left the office as a file: which list, how many rows, whole ID numbers or not."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from app.services.context import Actor
from app.services.files.sheets import SheetSpec, SheetValue
from app.services.ledger import Ledger

_WHOLE_ID = re.compile(r"[0-9]{17}[0-9Xx]|[0-9]{15}")


class IdWatch:
    """Looks at rows on their way into a file; ``found`` once a whole ID number has passed."""

    def __init__(self) -> None:
        self.found = False

    def over(self, sheets: Iterable[SheetSpec]) -> list[SheetSpec]:
        """The same sheets, looked at while they are written."""
        return [replace(sheet, rows=self._rows(sheet.rows)) for sheet in sheets]

    def _rows(self, rows: Iterable[Sequence[SheetValue]]) -> Iterator[Sequence[SheetValue]]:
        for row in rows:
            self.found = self.found or any(isinstance(cell, str) and _WHOLE_ID.fullmatch(cell) for cell in row)
            yield row


def tell(ledger: Ledger, kind: str, rows: int, *, whole_ids: bool, actor: Actor, today: date) -> None:
    """One audit entry for a file that has been written safely."""
    with ledger.transaction("list.export", actor=actor, today=today) as tx:
        tx.note(kind=kind, rows=rows, whole_ids=whole_ids)
