"""Reports to the district: one for each stage of the plan, frozen with the lists behind its figures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models.papers import PaperSnapshot
from app.services import audit, plans
from app.services.changes import ChangeSet
from app.services.children import Cancelled, Progress
from app.services.context import Actor
from app.services.errors import NotFound, Reason, refuse
from app.services.ledger import Ledger, Transaction
from app.services.papers import codec, snapshots
from app.services.papers.kinds import kinds
from app.services.papers.layouts.letter import LetterData
from app.services.papers.printing import print_documents
from app.services.papers.queries.asking import Question, Scope
from app.services.papers.queries.reports import report
from app.services.settings import TOWNSHIP, setting_in
from app.services.workflow.plan import Plan, StageWindow

KIND = "stage_report"


@dataclass(frozen=True, slots=True)
class ReportResult:
    """A report that was written: its number among the frozen ones, and the day of its figures."""

    pages: int
    number: int
    as_of: date
    file_sha256: str
    changes: ChangeSet | None


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
        on_progress: Progress | None = None,
        cancelled: Cancelled = lambda: False,
    ) -> ReportResult:
        """Freeze the report of a stage as of its last day (today while it runs) and print it.

        The same figures give the same frozen report again. Refused: ``papers.stage_unknown``,
        ``papers.stage_not_begun``, ``papers.nothing``, ``files.*``.
        """
        with self._ledger.reading() as session:
            data = _data(session, stage, today=today)
            number = _known(session, data, today=today)
        changes = None
        if number is None:
            with self._ledger.transaction("report.stage", actor=actor, today=today) as tx:
                number = _freeze(tx, _data(tx.session, stage, today=today))
                tx.note(stage=stage, number=number)
            changes = tx.changes
        with self._ledger.reading() as session:
            plan_id = plans.plan_in(session, day=today).plan_id
            paper = snapshots.one(session, kinds()[KIND], plan_id=plan_id, number=number)
        printed = print_documents(out, [paper], title=kinds()[KIND].name, on_progress=on_progress, cancelled=cancelled)
        assert data.day is not None
        return ReportResult(printed.pages, number, data.day, printed.sha256, changes)


def _data(session: Session, stage: str, *, today: date) -> LetterData:
    running = plans.plan_in(session, day=today)
    window = _window(running.plan, stage)
    if today < window.opens_on:
        raise refuse("papers.stage_not_begun", stage=window.name, opens_on=window.opens_on)
    township = str(setting_in(session, TOWNSHIP) or "本镇")
    data = report(Question(session, KIND, running, township, today, Scope()), window)
    if data is None:
        raise refuse("papers.nothing", kind=kinds()[KIND].name)
    return data


def _window(plan: Plan, stage: str) -> StageWindow:
    found = next((window for window in plan.stages if window.stage.value == stage.upper()), None)
    if found is None:
        known = [f"{window.stage.value}（{window.name}）" for window in plan.stages]
        raise NotFound(Reason("papers.stage_unknown", {"stage": stage, "known": known}))
    return found


def _known(session: Session, data: LetterData, *, today: date) -> int | None:
    """The number of the frozen report that says exactly this."""
    plan_id = plans.plan_in(session, day=today).plan_id
    return session.scalar(
        select(PaperSnapshot.number).where(
            PaperSnapshot.plan_id == plan_id,
            PaperSnapshot.kind == KIND,
            PaperSnapshot.voided_on.is_(None),
            PaperSnapshot.data_digest == codec.digest(codec.encode(data)),
        )
    )


def _freeze(tx: Transaction, data: LetterData) -> int:
    plan_id = plans.plan_in(tx.session, day=tx.today).plan_id
    own = (PaperSnapshot.plan_id == plan_id, PaperSnapshot.kind == KIND)
    number = 1 + (tx.session.scalar(select(func.max(PaperSnapshot.number)).where(*own)) or 0)
    text = codec.encode(data)
    tx.session.add(
        PaperSnapshot(
            plan_id=plan_id,
            kind=KIND,
            number=number,
            title=data.title.replace("\n", ""),
            layout_version=kinds()[KIND].layout_version,
            issued_on=data.day or tx.today,
            data=text,
            data_digest=codec.digest(text),
            audit_head=audit.head(tx.session).short,
        )
    )
    return number
