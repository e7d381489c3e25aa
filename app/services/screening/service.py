"""Screening: runs, previews, reason sheets, and the villages' answers (plan 五（一）, workflow 5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from app.models.enums import PlanStage
from app.models.history import VERSIONED
from app.services import plans
from app.services.changes import ChangeSet
from app.services.context import Actor
from app.services.errors import refuse
from app.services.ledger import Ledger
from app.services.plans import RunningPlan
from app.services.screening import hits, sheets
from app.services.screening.carried_over import CarriedRow, carried_rows
from app.services.screening.clauses import Rules, screen
from app.services.screening.evidence import evidence_of
from app.services.screening.hits import HitFilter
from app.services.screening.judging import candidates_of, judge_all, line_moved, unknown_of
from app.services.screening.reasons import reason_lines
from app.services.screening.results import (
    Candidate,
    HitRow,
    LineMoved,
    ReasonSheet,
    ScreeningResult,
    SheetRow,
    TownSummary,
)
from app.services.screening.sheets import SheetInput, SheetOutcome
from app.services.screening.signs import read_signs
from app.services.standing import Reckoning
from app.services.workflow.facts import Signer

__all__ = ["LineMoved", "ScreeningResult", "ScreeningService", "SheetRow", "as_reasons"]
_case = VERSIONED["monitoring_case"]


class ScreeningService:
    """Runs the screening, previews a moved line, explains answers, and keeps the villages' sheets."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def run(self, *, actor: Actor, today: date) -> ScreeningResult:
        """Screen the town and write its hits; refused outside 排查."""
        with self._ledger.transaction("screening.run", actor=actor, today=today) as tx:
            running = plans.plan_in(tx.session, day=today)
            _require_open(running, today)
            judged = judge_all(tx.session, running.plan, today=today)
            result = ScreeningResult(
                candidates_of(tx.session, judged, running.plan, today=today),
                unknown_of(judged),
                hits.carried_over(tx.session, running.plan_id),
            )
            hits.write_run_in(tx, running, result)
            tx.note(candidates=len(result.candidates), unknown=len(result.unknown))
        return result

    def preview(self, *, today: date) -> ScreeningResult:
        """The same without writing anything, on any day."""
        with self._ledger.reading() as session:
            running = plans.plan_in(session, day=today)
            judged = judge_all(session, running.plan, today=today)
            return ScreeningResult(
                candidates_of(session, judged, running.plan, today=today),
                unknown_of(judged),
                hits.carried_over(session, running.plan_id),
            )

    def move_line(self, line_fen: int, *, today: date) -> Sequence[LineMoved]:
        """Who would come in and drop out by village under another line; nothing is saved."""
        with self._ledger.reading() as session:
            return line_moved(session, plans.plan_in(session, day=today).plan, line_fen, today=today)

    def explain(self, household_id: int, *, today: date) -> ReasonSheet | None:
        """The reason sheet of one household, chosen or not; None for one that does not live here any more."""
        with self._ledger.reading() as session:
            plan = plans.plan_in(session, day=today).plan
            row = next(
                iter(read_signs(session, plan, today=today, household_id=household_id, with_open_case=True)), None
            )
            if row is None:
                return None
            open_case = _case.select().where(_case.c.household_id == household_id, _case.c.is_open == 1)
            answer = screen(row.signs, Rules.of(plan))
            evidence = evidence_of(session, [household_id], reckoning=Reckoning.on(today, plan.counting))
            return ReasonSheet(
                household_id=row.household_id,
                household_code=row.code,
                head_name=row.head_name,
                village=row.village,
                category=answer.category,
                answer=answer.answer,
                priority=answer.priority,
                tags=row.tags,
                has_open_case=session.execute(open_case).first() is not None,
                line_fen=plan.line_fen,
                lines=reason_lines(row, answer, plan, evidence=evidence.get(household_id, ()), only_yes=False),
                missing=answer.missing,
            )

    def carried_over(self, *, today: date) -> Sequence[CarriedRow]:
        """The households that the running plan took in automatically, by place."""
        with self._ledger.reading() as session:
            return carried_rows(session, plans.plan_in(session, day=today).plan_id)

    def hits(self, wanted: HitFilter = HitFilter(), *, today: date) -> Sequence[HitRow]:  # noqa: B008 - frozen
        """The hits of the running plan with the villages' answers: priority first, then by village and code."""
        with self._ledger.reading() as session:
            return hits.find_hits(session, plans.plan_in(session, day=today).plan_id, wanted)

    def sheets(self, *, today: date) -> Sequence[SheetRow]:
        """Every village with its sheet, supplements, and hits still to be answered."""
        with self._ledger.reading() as session:
            return sheets.sheet_rows(session, plans.plan_in(session, day=today))

    def summary(self, *, today: date) -> TownSummary:
        """9 of 12 villages in, and who is out."""
        return sheets.town_summary(self.sheets(today=today))

    def report_sheet(self, given: SheetInput, *, actor: Actor, today: date) -> SheetOutcome:
        """Close a village's sheet with what stands on it: reported (rows 2 and 4), struck, or nothing."""
        with self._ledger.transaction("screening.village_sheet", actor=actor, today=today) as tx:
            running = plans.open_plan_in(tx.session, day=given.signed_on)
            outcome = sheets.close_sheet_in(tx, running, given)
        return replace(outcome, changes=tx.changes)

    def close_sheet(
        self,
        village: str,
        *,
        sheet_no: str,
        signed_on: date,
        signers: Sequence[Signer],
        is_zero: bool = False,
        actor: Actor,
        today: date,
    ) -> int:
        """Close a sheet whose households are proposed and reported one by one. Returns its number in the village."""
        given = SheetInput(village, sheet_no, signed_on, tuple(signers), is_zero=is_zero)
        return self.report_sheet(given, actor=actor, today=today).number

    def strike(
        self, code: str, *, reason: str, signers: Sequence[Signer], on: date, actor: Actor, today: date
    ) -> ChangeSet | None:
        """核不报: the village's answer on a hit, with a reason and two signers; it makes no case."""
        with self._ledger.transaction("screening.strike", actor=actor, today=today) as tx:
            household, hit = sheets.required_hit(tx, plans.open_plan_in(tx.session, day=on), code)
            sheets.strike_in(tx, hit, reason=reason, signers=signers, on=on)
            tx.about("household", household.uid, occurred_on=on)
        return tx.changes


def _require_open(running: RunningPlan, today: date) -> None:
    window = running.plan.stage(PlanStage.SCREENING)
    if window is None or today not in window:
        opens, closes = (window.opens_on, window.closes_on) if window else ("", "")
        raise refuse("screening.closed", today=today, opens_on=opens, closes_on=closes)


def as_reasons(candidate: Candidate) -> list[dict[str, object]]:
    """The clauses that speak for the household, with the values behind them, as ``screen --json`` prints them."""
    return [reason.as_json() for reason in candidate.reasons]
