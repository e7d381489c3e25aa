"""交办反馈表 out to a department and back: looked at before it is written, written in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from app.models.plans import Department
from app.services import departments
from app.services.changes import ChangeSet
from app.services.children import Progress
from app.services.context import Actor
from app.services.errors import NotFound, Reason, refuse
from app.services.exports.told import tell
from app.services.files.sheets import write_workbook
from app.services.files.tables import Table, read_table
from app.services.ledger import Ledger
from app.services.settings import TOWNSHIP, setting_in
from app.services.slips.numbers import missing_places
from app.services.slips.outgoing import given_in, slip_sheet
from app.services.slips.reading import SlipLine, SlipVerdict, read_lines
from app.services.slips.writing import write_lines


@dataclass(frozen=True, slots=True)
class SlipWritten:
    """A workbook that was written: its lines, and of how many alerts."""

    rows: int
    alerts: int


@dataclass(frozen=True, slots=True)
class SlipReturn:
    """What came back: every line, the places of missing ones, and the steps; ``changes`` None = nothing was written."""

    lines: tuple[SlipLine, ...]
    missing: tuple[int, ...]
    steps: int
    changes: ChangeSet | None = None

    def count(self, verdict: SlipVerdict) -> int:
        """How many lines came to this."""
        return sum(line.verdict is verdict for line in self.lines)


class _LookedError(Exception):
    """Rolls a trial back."""


class SlipService:
    """Writes slips and takes the answers in. Nothing else than the alert door changes an alert."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def export(
        self, department: str, target: Path, *, actor: Actor, today: date, on_progress: Progress | None = None
    ) -> SlipWritten:
        """What a department has to do, as a workbook. Refused: ``alert.department_unknown``, ``slip.nothing``."""
        with self._ledger.reading() as session:
            found = departments.find_in(session, department)
            if not isinstance(found, Department):
                raise NotFound(Reason("alert.department_unknown", {"name": department}))
            given = given_in(session, found)
            if not given:
                raise refuse("slip.nothing", name=found.name)
            sheet = slip_sheet(found.name, given, office=str(setting_in(session, TOWNSHIP) or ""), today=today)
        rows = write_workbook(target, [sheet], total=len(list(sheet.rows)), on_progress=on_progress)
        tell(self._ledger, "alert_slips", rows, whole_ids=False, actor=actor, today=today)
        return SlipWritten(rows, len(given))

    def look(self, path: Path, *, actor: Actor, today: date) -> SlipReturn:
        """What taking the file in would do, judged by the door itself; nothing is kept."""
        table = read_table(path, "alert-slips")
        return self._try(path, table, actor=actor, today=today, is_kept=False)

    def take_in(self, path: Path, *, actor: Actor, today: date) -> SlipReturn:
        """Write what may be written; the rest is named. A second time changes nothing."""
        table = read_table(path, "alert-slips")
        return self._try(path, table, actor=actor, today=today, is_kept=True)

    def _try(self, path: Path, table: Table, *, actor: Actor, today: date, is_kept: bool) -> SlipReturn:
        lines: Sequence[SlipLine] = ()
        steps, changes = 0, None
        try:
            with self._ledger.transaction("alert.slip", actor=actor, today=today) as tx:
                lines = read_lines(tx.session, path, table)
                steps = write_lines(tx, lines)
                if not is_kept or not steps:
                    raise _LookedError
                tx.note(rows=len(lines), steps=steps)
            changes = tx.changes
        except _LookedError:
            pass
        missing = missing_places(line.number for line in lines if line.number is not None)
        return SlipReturn(tuple(lines), missing, steps, changes)
