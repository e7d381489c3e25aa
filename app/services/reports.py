"""Reports to the district: one for each stage of the plan, frozen with the lists behind its figures."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from sqlalchemy.orm import Session

from app.models.enums import PlanStage
from app.services import audit, plans
from app.services.changes import ChangeSet
from app.services.children import Cancelled, Progress
from app.services.context import Actor
from app.services.errors import NotFound, Reason, refuse
from app.services.exports.service import ExportResult, data_carries_ids, export_data
from app.services.exports.told import IdWatch, tell
from app.services.ledger import Ledger
from app.services.papers import codec, issuing, snapshots
from app.services.papers.appendix import with_appendix
from app.services.papers.figures import FigureRows, FigureTold, figure_rows
from app.services.papers.finishing import finished_letter
from app.services.papers.kinds import kinds
from app.services.papers.layouts.letter import LetterData
from app.services.papers.office_wording import township_in
from app.services.papers.printing import PrintedFile, document, print_documents
from app.services.papers.queries.asking import Question, Scope
from app.services.papers.queries.reports import report
from app.services.papers.stamp import Stamp
from app.services.plans import RunningPlan
from app.services.procedure.surroundings import around_plan
from app.services.workflow.facts import Calendar
from app.services.workflow.plan import Plan, StageWindow
from app.services.workflow.windows import continuing_windows

KIND = "stage_report"


@dataclass(frozen=True, slots=True)
class ReportResult:
    """A report that was written: its number among the frozen ones, and the day of its figures."""

    pages: int
    number: int
    as_of: date
    file_sha256: str
    changes: ChangeSet | None


@dataclass(frozen=True, slots=True)
class ReportStage:
    """A stage that can be reported; ``as_of`` None = not yet."""

    code: str
    name: str
    as_of: date | None


class ReportService:
    """Writes the reports of the stages."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def stage_report(
        self,
        stage: str,
        out: Path,
        *,
        actor: Actor,
        today: date,
        appendix: bool = False,
        on_progress: Progress | None = None,
        cancelled: Cancelled = lambda: False,
    ) -> ReportResult:
        """Freeze the report of a stage as of its last day (today while it runs) and print it.

        With its ``appendix`` the lists behind its figures are printed too, each figure refers to its own.
        The same figures give the same frozen report again. Refused: ``papers.stage_unknown``,
        ``papers.stage_not_begun``, ``papers.nothing``, ``files.*``.
        """
        with self._ledger.reading() as session:
            running, window = _asked(session, stage, today=today)
            data = _data(session, running, window, today=today)
            number = issuing.known(session, KIND, data, plan_id=running.plan_id)
        changes = None
        if number is None:
            with self._ledger.transaction("report.stage", actor=actor, today=today) as tx:
                data = _data(tx.session, running, window, today=today)
                number = issuing.freeze(tx, KIND, data, plan_id=running.plan_id)
                tx.note(stage=stage, number=number)
            changes = tx.changes
        with self._ledger.reading() as session:
            paper = snapshots.one(session, kinds()[KIND], plan_id=running.plan_id, number=number)
        if appendix:
            paper = replace(paper, text=codec.encode(with_appendix(codec.decode(LetterData, paper.text))))
        printed = print_documents(out, [paper], title=kinds()[KIND].name, on_progress=on_progress, cancelled=cancelled)
        assert data.day is not None
        return ReportResult(printed.pages, number, data.day, printed.sha256, changes)

    def preview(self, stage: str, out: Path, *, today: date, cancelled: Cancelled = lambda: False) -> PrintedFile:
        """The same report for looking at: nothing is frozen."""
        kind = kinds()[KIND]
        with self._ledger.reading() as session:
            running, window = _asked(session, stage, today=today)
            data = _data(session, running, window, today=today)
            stamp = Stamp(audit.head(session).short, "预览，未存档")
        return print_documents(out, [document(KIND, data, stamp)], title=kind.name, cancelled=cancelled)

    def carries_ids(self, stage: str, *, today: date) -> bool:
        """Whether whole ID numbers would leave with the lists of a stage's report; refused like the report."""
        with self._ledger.reading() as session:
            running, window = _asked(session, stage, today=today)
            return data_carries_ids(_data(session, running, window, today=today))

    def figures(self, stage: str, *, today: date) -> tuple[FigureTold, ...]:
        """Every figure of a stage's report, in the order of the paper; refused like the report."""
        with self._ledger.reading() as session:
            running, window = _asked(session, stage, today=today)
            data = _data(session, running, window, today=today)
        return tuple(FigureTold(f.key, f.name, f.value(data.attachments), f.unit) for f in data.figures)

    def figure(self, stage: str, key: str, *, today: date) -> FigureRows:
        """The list behind a figure of a stage's report; refused like the report, NotFound ``papers.figure_unknown``."""
        with self._ledger.reading() as session:
            running, window = _asked(session, stage, today=today)
            return figure_rows(_data(session, running, window, today=today), key)

    def stored_figure(self, snapshot_id: int, key: str) -> FigureRows:
        """The list behind a figure of a frozen report, as it was; refused like a reprint and like ``figure``."""
        with self._ledger.reading() as session:
            stored = snapshots.by_id(session, snapshot_id)
        return figure_rows(codec.decode(kinds()[stored.kind].shape.data, stored.text), key)

    def export(
        self,
        stage: str,
        out: Path,
        *,
        purpose: str = "",
        actor: Actor,
        today: date,
        cancelled: Cancelled = lambda: False,
    ) -> ExportResult:
        """The lists behind a stage's report as a workbook, one audit entry; refused like the report."""
        with self._ledger.reading() as session:
            running, window = _asked(session, stage, today=today)
            data = _data(session, running, window, today=today)
        watch = IdWatch()
        made = export_data(data, out, name=kinds()[KIND].name, watch=watch, cancelled=cancelled)
        tell(self._ledger, KIND, made.rows, whole_ids=watch.found, purpose=purpose, actor=actor, today=today)
        return made

    def stages(self, *, today: date) -> tuple[ReportStage, ...]:
        """The stages of the plan that judges this day and its 接续, in order, with the day of their report's figures.

        ``as_of`` is None for a stage that has not begun.
        """
        with self._ledger.reading() as session:
            running = plans.plan_in(session, day=today)
            windows = [*running.plan.stages, _asked(session, PlanStage.CONTINUING.value, today=today)[1]]
        return tuple(
            ReportStage(w.stage.value, w.name, min(today, w.closes_on) if today >= w.opens_on else None)
            for w in windows
        )


def _asked(session: Session, stage: str, *, today: date) -> tuple[RunningPlan, StageWindow]:
    """The plan and the window of a stage; 接续 is that of the year before while it is the last that has begun."""
    running = plans.plan_in(session, day=today)
    if stage.upper() != PlanStage.CONTINUING.value:
        return running, _window(running.plan, stage)
    window = _continuing(session, running)
    if today < window.opens_on:
        try:
            before = plans.plan_in(session, year=running.plan.year - 1)
        except NotFound:
            return running, window
        return before, _continuing(session, before)
    return running, window


def _continuing(session: Session, running: RunningPlan) -> StageWindow:
    calendar = Calendar(running.plan.year, continuing_until=around_plan(session, running).continuing_until)
    return continuing_windows(running.plan, calendar)[-1]


def _data(session: Session, running: RunningPlan, window: StageWindow, *, today: date) -> LetterData:
    if today < window.opens_on:
        raise refuse("papers.stage_not_begun", stage=window.name, opens_on=window.opens_on)
    township = township_in(session, today)
    question = Question(session, KIND, running, township, today, Scope())
    data = report(question, window)
    if data is None:
        raise refuse("papers.nothing", kind=kinds()[KIND].name)
    return finished_letter(question, KIND, data)


def _window(plan: Plan, stage: str) -> StageWindow:
    found = next((window for window in plan.stages if window.stage.value == stage.upper()), None)
    if found is None:
        known = [f"{window.stage.value}（{window.name}）" for window in plan.stages]
        raise NotFound(Reason("papers.stage_unknown", {"stage": stage, "known": known}))
    return found
