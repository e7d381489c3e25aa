"""What can be shown, printed and saved of one choice in the catalogue: a paper, a stage's report, a frozen paper."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from app.ui.common.context import TabContext
from app.ui.common.tasks import TaskContext

# The first documents, shown while the others are still being drawn.
FIRST = 2


@dataclass(frozen=True, slots=True)
class Scope:
    """Which part of the township is wanted; nothing named = all of it. ``year``: an earlier plan's papers."""

    villages: tuple[str, ...] = ()
    households: tuple[str, ...] = ()
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Job:
    """``look(out, first, task)`` draws for looking at (``first``: the first documents only), ``write`` for keeping.

    ``table(out, task, purpose)`` writes the list as a workbook. None where there is none.
    """

    name: str
    look: Callable[[Path, bool, TaskContext], object] | None
    write: Callable[[Path, TaskContext], object] | None
    table: Callable[[Path, TaskContext, str], object] | None
    has_more: bool = False  # more documents than ``look`` draws first
    carries_ids: Callable[[], bool] | None = None  # whether whole ID numbers would leave with the workbook


def paper_job(context: TabContext, kind: str, name: str, scope: Scope, *, documents: int, has_table: bool) -> Job:
    """All documents of a kind in the scope."""
    office, today, actor = context.office, context.today(), context.actor()
    villages, codes = scope.villages, scope.households

    def look(out: Path, first: bool, task: TaskContext) -> object:
        limit = FIRST if first else None
        return office.papers.preview(
            kind,
            out,
            villages=villages,
            households=codes,
            today=today,
            year=scope.year,
            limit=limit,
            cancelled=task.is_cancelled,
        )

    def write(out: Path, task: TaskContext) -> object:
        return office.papers.print(
            kind,
            out,
            villages=villages,
            households=codes,
            actor=actor,
            today=today,
            year=scope.year,
            on_progress=task.progress,
            cancelled=task.is_cancelled,
        )

    def table(out: Path, task: TaskContext, purpose: str) -> object:
        return _export(context, kind, out, scope, task, purpose)

    carries = _carries(context, kind, scope)
    return Job(name, look, write, table if has_table else None, has_more=documents > FIRST, carries_ids=carries)


def report_job(context: TabContext, stage: str, name: str) -> Job:
    """The report of a stage: looked at freely, frozen when it is printed or kept."""
    reports, today, actor = context.office.reports, context.today(), context.actor()

    def look(out: Path, _: bool, task: TaskContext) -> object:
        return reports.preview(stage, out, today=today, cancelled=task.is_cancelled)

    def write(out: Path, task: TaskContext) -> object:
        return reports.stage_report(stage, out, actor=actor, today=today, cancelled=task.is_cancelled)

    def table(out: Path, task: TaskContext, purpose: str) -> object:
        return reports.export(stage, out, purpose=purpose, actor=actor, today=today, cancelled=task.is_cancelled)

    return Job(name, look, write, table, carries_ids=lambda: reports.carries_ids(stage, today=today))


def stored_job(context: TabContext, snapshot_id: int, name: str, *, has_table: bool) -> Job:
    """A frozen paper, the same for ever."""
    office, actor, today = context.office, context.actor(), context.today()

    def write(out: Path, _: TaskContext) -> object:
        return office.papers.reprint_stored(snapshot_id, out)

    def look(out: Path, _: bool, task: TaskContext) -> object:
        return write(out, task)

    def table(out: Path, _: TaskContext, purpose: str) -> object:
        return office.exports.export_stored(snapshot_id, out, purpose=purpose, actor=actor, today=today)

    carries = partial(office.exports.stored_carries_ids, snapshot_id)
    return Job(name, look, write, table if has_table else None, carries_ids=carries)


def list_job(context: TabContext, kind: str, name: str, scope: Scope) -> Job:
    """A ledger that exists as a workbook only."""

    def table(out: Path, task: TaskContext, purpose: str) -> object:
        return _export(context, kind, out, scope, task, purpose)

    return Job(name, None, None, table, carries_ids=_carries(context, kind, scope))


def _carries(context: TabContext, kind: str, scope: Scope) -> Callable[[], bool]:
    exports, today = context.office.exports, context.today()
    return partial(
        exports.carries_ids,
        kind,
        villages=scope.villages,
        households=scope.households,
        today=today,
        year=scope.year,
    )


def _export(context: TabContext, kind: str, out: Path, scope: Scope, task: TaskContext, purpose: str) -> object:
    return context.office.exports.export(
        kind,
        out,
        villages=scope.villages,
        households=scope.households,
        purpose=purpose,
        actor=context.actor(),
        today=context.today(),
        year=scope.year,
        on_progress=task.progress,
        cancelled=task.is_cancelled,
    )
