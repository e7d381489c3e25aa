"""月报, 季报, 年度报告 and 通报: written for a period, frozen with the lists behind their figures."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy.orm import Session

from app.services import audit, plans
from app.services.children import Cancelled, Progress
from app.services.context import Actor
from app.services.errors import NotFound, Reason, refuse
from app.services.exports.service import ExportResult, data_carries_ids, export_data
from app.services.exports.told import IdWatch, tell
from app.services.ledger import Ledger
from app.services.papers import issuing, snapshots
from app.services.papers.finishing import finished_letter
from app.services.papers.kinds import kinds
from app.services.papers.layouts.letter import LetterData
from app.services.papers.office_wording import township_in
from app.services.papers.printing import PrintedFile, document, print_documents
from app.services.papers.queries.asking import Question, Scope
from app.services.papers.queries.period_papers import BULLETIN, MONTH, QUARTER, YEAR, PeriodPaper, offered
from app.services.papers.stamp import Stamp
from app.services.plans import RunningPlan
from app.services.reports import ReportResult


@dataclass(frozen=True, slots=True)
class PeriodReport:
    """A report that can be written; ``code`` such as month_report/2020-06 asks for it."""

    code: str
    kind: str
    period: str  # 2020-06
    span: str  # 2020年6月
    name: str  # 2020年6月月报
    as_of: date


class PeriodReportService:
    """Writes the reports of months, quarters and years, and the bulletins."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def offered(self, *, today: date) -> tuple[PeriodReport, ...]:
        """Every report of the watch that has begun, by kind, the latest first, with the day of its figures."""
        with self._ledger.reading() as session:
            found = [paper for _, paper in _offered(session, today=today)]
        return tuple(
            PeriodReport(_code(p), p.kind, p.period.code, p.period.name, p.name, min(today, p.period.last))
            for p in found
        )

    def write(
        self,
        code: str,
        out: Path,
        *,
        actor: Actor,
        today: date,
        on_progress: Progress | None = None,
        cancelled: Cancelled = lambda: False,
    ) -> ReportResult:
        """Freeze the report as of its last day (today while its period runs) and print it.

        The same figures give the same frozen report again. Refused: ``papers.period_unknown``, ``papers.nothing``,
        ``files.*``.
        """
        with self._ledger.reading() as session:
            paper, question, data = _asked(session, code, today=today)
            plan_id = question.running.plan_id
            number = issuing.known(session, paper.kind, data, plan_id=plan_id)
        changes = None
        if number is None:
            with self._ledger.transaction("report.period", actor=actor, today=today) as tx:
                _, _, data = _asked(tx.session, code, today=today)
                number = issuing.freeze(tx, paper.kind, data, plan_id=plan_id)
                tx.note(kind=paper.kind, period=paper.period.code, number=number)
            changes = tx.changes
        kind = kinds()[paper.kind]
        with self._ledger.reading() as session:
            stored = snapshots.one(session, kind, plan_id=plan_id, number=number)
        printed = print_documents(out, [stored], title=kind.name, on_progress=on_progress, cancelled=cancelled)
        assert data.day is not None
        return ReportResult(printed.pages, number, data.day, printed.sha256, changes)

    def preview(self, code: str, out: Path, *, today: date, cancelled: Cancelled = lambda: False) -> PrintedFile:
        """The same report for looking at: nothing is frozen."""
        with self._ledger.reading() as session:
            paper, _, data = _asked(session, code, today=today)
            stamp = Stamp(audit.head(session).short, "预览，未存档")
        shown = [document(paper.kind, data, stamp)]
        return print_documents(out, shown, title=kinds()[paper.kind].name, cancelled=cancelled)

    def carries_ids(self, code: str, *, today: date) -> bool:
        """Whether whole ID numbers would leave with the lists of the report; refused like the report."""
        with self._ledger.reading() as session:
            return data_carries_ids(_asked(session, code, today=today)[2])

    def export(
        self,
        code: str,
        out: Path,
        *,
        purpose: str = "",
        actor: Actor,
        today: date,
        cancelled: Cancelled = lambda: False,
    ) -> ExportResult:
        """The lists behind the report as a workbook, one audit entry; refused like the report."""
        with self._ledger.reading() as session:
            paper, _, data = _asked(session, code, today=today)
        watch = IdWatch()
        made = export_data(data, out, name=kinds()[paper.kind].name, watch=watch, cancelled=cancelled)
        tell(self._ledger, paper.kind, made.rows, whole_ids=watch.found, purpose=purpose, actor=actor, today=today)
        return made


def _code(paper: PeriodPaper) -> str:
    return f"{paper.kind}/{paper.period.code}"


def _offered(session: Session, *, today: date) -> list[tuple[Question, PeriodPaper]]:
    """The reports of the running plan, then those of the year before that it does not have itself."""
    running = plans.plan_in(session, day=today)
    asked = [_question(session, running, today=today)]
    with suppress(NotFound):  # the first year of this ledger
        asked.append(_question(session, plans.plan_in(session, year=running.plan.year - 1), today=today))
    found: dict[str, tuple[Question, PeriodPaper]] = {}
    for question in asked:
        for paper in offered(question):
            found.setdefault(_code(paper), (question, paper))
    order = (MONTH, QUARTER, YEAR, BULLETIN)
    return sorted(found.values(), key=lambda pair: order.index(pair[1].kind))


def _question(session: Session, running: RunningPlan, *, today: date) -> Question:
    township = township_in(session, today)
    return Question(session, "", running, township, today, Scope())


def _asked(session: Session, code: str, *, today: date) -> tuple[PeriodPaper, Question, LetterData]:
    made = _offered(session, today=today)
    question, paper = next((pair for pair in made if _code(pair[1]) == code), (None, None))
    if question is None or paper is None:
        kind, _, asked = code.partition("/")
        known = [p.period.code for _, p in made if p.kind == kind]
        raise NotFound(Reason("papers.period_unknown", {"period": asked, "known": known}))
    data = paper.data(question)
    if data is None:
        raise refuse("papers.nothing", kind=paper.name)
    return paper, question, finished_letter(question, paper.kind, data)
