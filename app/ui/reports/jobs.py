"""What can be shown, printed and saved of one choice in the catalogue: a paper, a stage's report, a frozen paper."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from app.services.papers.batches import Selection, Split
from app.services.papers.figures import FigureRows
from app.services.papers.service import EVERYBODY
from app.services.papers.splitting import SplitResult
from app.ui.common.context import TabContext
from app.ui.common.paper_jobs import Look, Wanted, print_job
from app.ui.common.paper_printing import Printable
from app.ui.common.tasks import TaskContext
from app.ui.reports.catalogue import Entry, What


@dataclass(frozen=True, slots=True)
class Scope:
    """Which part of the township is wanted; nothing named = all of it. ``year``: an earlier plan's papers."""

    villages: tuple[str, ...] = ()
    households: tuple[str, ...] = ()
    selection: Selection = EVERYBODY
    duplex: bool = False
    is_blank: bool = False
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Job:
    """``look`` draws for looking at, ``write`` into a file for keeping, ``paper`` goes to a printer.

    ``table(out, task, purpose)`` writes the list as a workbook. None where there is none.
    """

    name: str
    look: Look | None
    write: Callable[[Path, TaskContext], object] | None
    table: Callable[[Path, TaskContext, str], object] | None
    carries_ids: Callable[[], bool] | None = None  # whether whole ID numbers would leave with the workbook
    paper: Printable | None = None


def paper_job(context: TabContext, kind: str, name: str, scope: Scope, *, has_table: bool) -> Job:
    """All documents of a kind in the scope."""
    if scope.is_blank:
        return _blank_job(context, kind, name)
    selection = replace(scope.selection, year=scope.year)
    wanted = Wanted(kind, name, scope.villages, scope.households, selection=selection, duplex=scope.duplex)
    made = print_job(context, wanted)

    def table(out: Path, task: TaskContext, purpose: str) -> object:
        return _export(context, kind, out, scope, task, purpose)

    carries = _carries(context, kind, scope)
    return Job(name, made.look, made.work, table if has_table else None, carries_ids=carries, paper=made.paper)


def _blank_job(context: TabContext, kind: str, name: str) -> Job:
    """The empty form of a kind; nothing is remembered."""
    papers, today = context.office.papers, context.today()

    def write(out: Path, _: TaskContext) -> object:
        return papers.print_blank(kind, out, today=today)

    paper = Printable(name, write, key=("blank", kind))
    return Job(name, lambda out, _, task: write(out, task), write, None, paper=paper)


def split_work(
    context: TabContext, kind: str, scope: Scope, split: Split
) -> Callable[[Path, TaskContext], SplitResult]:
    """Writes a file for each household or village of the scope into a folder."""
    papers, actor, today = context.office.papers, context.actor(), context.today()

    def work(folder: Path, task: TaskContext) -> SplitResult:
        return papers.print_split(
            kind,
            folder,
            split=split,
            villages=scope.villages,
            households=scope.households,
            selection=scope.selection,
            duplex=scope.duplex,
            actor=actor,
            today=today,
            on_progress=lambda done, total: None if task.is_cancelled() else task.progress(done, total),
            cancelled=task.is_cancelled,
        )

    return work


def report_job(context: TabContext, code: str, name: str) -> Job:
    """The report of a stage or of a period: looked at freely, frozen when it is printed or kept."""
    office, today, actor = context.office, context.today(), context.actor()
    is_period = "/" in code
    reports = office.period_reports if is_period else office.reports
    freeze = office.period_reports.write if is_period else office.reports.stage_report

    def look(out: Path, _: bool, task: TaskContext) -> object:
        return reports.preview(code, out, today=today, cancelled=task.is_cancelled)

    def write(out: Path, task: TaskContext) -> object:
        return freeze(code, out, actor=actor, today=today, cancelled=task.is_cancelled)

    def table(out: Path, task: TaskContext, purpose: str) -> object:
        return reports.export(code, out, purpose=purpose, actor=actor, today=today, cancelled=task.is_cancelled)

    paper = Printable(name, write, key=("report", code), is_as_seen=False)
    return Job(name, look, write, table, carries_ids=lambda: reports.carries_ids(code, today=today), paper=paper)


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
    paper = Printable(name, write, key=("stored", snapshot_id))
    return Job(name, look, write, table if has_table else None, carries_ids=carries, paper=paper)


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


def figure_question(
    context: TabContext, entry: Entry, stored_id: int, scope: Scope, key: str
) -> Callable[[TaskContext], FigureRows]:
    """Asks for the list behind a figure of what is looked at: a frozen paper, a report, a paper of now."""
    office, today = context.office, context.today()

    def ask(_: TaskContext) -> FigureRows:
        if stored_id >= 0:
            return office.reports.stored_figure(stored_id, key)
        if entry.what is What.REPORT:
            return office.reports.figure(entry.code, key, today=today)
        return office.papers.figure(
            entry.code,
            key,
            villages=scope.villages,
            households=scope.households,
            selection=scope.selection,
            today=today,
        )

    return ask
