"""Screening writes hits, never cases; the village answers them on its sheet (workflow 5)."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models.cases import Case, WorkflowStep
from app.models.enums import Category, PlanStage
from app.models.household import Household
from app.models.region import Region
from app.models.screening import ScreeningHit, ScreeningRun, VillageSheet
from app.services import plans, regions
from app.services.cases.loading import find_household
from app.services.context import Actor
from app.services.errors import NotFound, Reason, refuse
from app.services.ledger import Ledger, Transaction
from app.services.screening.clauses import Answer, Signs, screen
from app.services.screening.signs import Screened, read_signs
from app.services.workflow.facts import Signer
from app.services.workflow.plan import Plan


@dataclass(frozen=True, slots=True)
class Candidate:
    """A household that the clauses found."""

    household_id: int
    household_code: str
    village: str
    category: Category
    priority: bool
    answer: Answer
    signs: Signs


@dataclass(frozen=True, slots=True)
class Unknown:
    """A household whose answer is unknown, with the facts that could change it; ``has_sign`` = shown first."""

    household_code: str
    village: str
    missing: tuple[str, ...]
    has_sign: bool


@dataclass(frozen=True, slots=True)
class ScreeningResult:
    """What a run found."""

    candidates: tuple[Candidate, ...]
    unknown: tuple[Unknown, ...]
    carried_over: int


@dataclass(frozen=True, slots=True)
class LineMoved:
    """What another line would do in a village: who would come in and who would drop out (codes)."""

    village: str
    comes_in: tuple[str, ...]
    drops_out: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A village with its sheet, for "9 of 12 villages in"."""

    village_id: int
    village: str
    sheet_no: str | None
    is_zero: bool
    closed_on: date | None
    hits: int
    unanswered: int


class ScreeningService:
    """Runs the screening, previews a moved line, and keeps the villages' sheets."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def run(self, *, actor: Actor, today: date) -> ScreeningResult:
        """Screen the town and write its hits; refused outside 排查."""
        with self._ledger.transaction("screening.run", actor=actor, today=today) as tx:
            running = plans.plan_in(tx.session, day=today)
            window = running.plan.stage(PlanStage.SCREENING)
            if window is None or today not in window:
                opens, closes = (window.opens_on, window.closes_on) if window else ("", "")
                raise refuse("screening.closed", today=today, opens_on=opens, closes_on=closes)
            found = _screened(tx.session, running.plan, today=today)
            carried = _carried_over(tx, running.plan_id)
            result = ScreeningResult(*found, carried)
            _write_hits(tx, running, result)
            tx.note(candidates=len(result.candidates), unknown=len(result.unknown))
        return result

    def preview(self, *, today: date) -> ScreeningResult:
        """The same without writing anything, on any day."""
        with self._ledger.reading() as session:
            running = plans.plan_in(session, day=today)
            return ScreeningResult(*_screened(session, running.plan, today=today), 0)

    def move_line(self, line_fen: int, *, today: date) -> Sequence[LineMoved]:
        """Who would come in and drop out by village under another line; nothing is saved."""
        with self._ledger.reading() as session:
            plan = plans.plan_in(session, day=today).plan
            now, _ = _screened(session, plan, today=today)
            then, _ = _screened(session, plans.with_line(plan, line_fen), today=today)
        before = {c.household_code: c.village for c in now}
        after = {c.household_code: c.village for c in then}
        villages = dict.fromkeys([*before.values(), *after.values()])
        return [
            LineMoved(
                village,
                tuple(code for code, where in after.items() if where == village and code not in before),
                tuple(code for code, where in before.items() if where == village and code not in after),
            )
            for village in villages
        ]

    def explain(self, household_id: int, *, today: date) -> tuple[Screened, Answer] | None:
        """The reason sheet of one household, chosen or not; None for one that does not live here any more."""
        with self._ledger.reading() as session:
            plan = plans.plan_in(session, day=today).plan
            rows = list(read_signs(session, plan, today=today, household_id=household_id, with_open_case=True))
        return (rows[0], screen(rows[0].signs, plan)) if rows else None

    def sheets(self, *, today: date) -> Sequence[SheetRow]:
        """Every village with its first sheet and its hits still to be answered."""
        with self._ledger.reading() as session:
            plan_id = plans.plan_in(session, day=today).plan_id
            hits = Counter[int]()
            open_hits = Counter[int]()
            statement = (
                select(Household.village_id, ScreeningHit.answer, func.count())
                .join(Household, Household.id == ScreeningHit.household_id)
                .where(ScreeningHit.plan_id == plan_id, ScreeningHit.is_current == 1)
                .group_by(Household.village_id, ScreeningHit.answer)
            )
            for village_id, answer, count in session.execute(statement):
                hits[village_id] += count
                open_hits[village_id] += count if answer is None else 0
            sheet = VillageSheet
            rows = session.execute(
                select(Region.id, Region.name, sheet.sheet_no, sheet.is_zero, sheet.closed_on)
                .outerjoin(sheet, (sheet.village_id == Region.id) & (sheet.plan_id == plan_id) & (sheet.number == 1))
                .where(Region.kind == "village", Region.merged_into_id.is_(None))
                .order_by(Region.position, Region.id)
            )
            return [
                SheetRow(r.id, r.name, r.sheet_no, bool(r.is_zero), r.closed_on, hits[r.id], open_hits[r.id])
                for r in rows
            ]

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
        """Close a village's sheet (a later one is a numbered supplement); two persons sign. Returns its number."""
        if len({signer.name for signer in signers if signer.name}) < 2:
            raise refuse("signers.two_needed", given=len(signers))
        with self._ledger.transaction("screening.village_sheet", actor=actor, today=today) as tx:
            plan_id = plans.plan_in(tx.session, day=today).plan_id
            region = regions.find_in(tx.session, kind="village", name=village, parent_id=_township_id(tx))
            if region is None:
                raise NotFound(Reason("region.unknown_village", {"village": village}))
            own = (VillageSheet.plan_id == plan_id, VillageSheet.village_id == region.id)
            last = tx.session.scalar(select(func.max(VillageSheet.number)).where(*own)) or 0
            tx.session.add(
                VillageSheet(
                    plan_id=plan_id,
                    village_id=region.id,
                    number=last + 1,
                    sheet_no=sheet_no,
                    is_zero=int(is_zero),
                    signed_on=signed_on,
                    signers=json.dumps([{"name": s.name, "office": s.office} for s in signers], ensure_ascii=False),
                    closed_on=signed_on,
                )
            )
            tx.about("region", region.uid, occurred_on=signed_on)
            return last + 1

    def strike(self, code: str, *, reason: str, signers: Sequence[Signer], on: date, actor: Actor, today: date) -> None:
        """核不报: the village's answer on a hit, with a reason and two signers; it makes no case."""
        if len({signer.name for signer in signers if signer.name}) < 2:
            raise refuse("signers.two_needed", given=len(signers))
        if not reason.strip():
            raise refuse("data.missing", field="reason")
        with self._ledger.transaction("screening.strike", actor=actor, today=today) as tx:
            plan_id = plans.plan_in(tx.session, day=today).plan_id
            household = find_household(tx.session, code)
            hit = (
                household
                and tx.session.scalars(
                    select(ScreeningHit).where(
                        ScreeningHit.plan_id == plan_id, ScreeningHit.household_id == household.id
                    )
                ).one_or_none()
            )
            if not household or not hit:
                raise NotFound(Reason("screening.no_hit", {"code": code}))
            hit.answer, hit.answer_reason, hit.answered_on = "struck", reason.strip(), on
            hit.signers = json.dumps([{"name": s.name, "office": s.office} for s in signers], ensure_ascii=False)
            tx.about("household", household.uid, occurred_on=on)


def _township_id(tx: Transaction) -> int | None:
    return tx.session.scalar(select(Region.id).where(Region.kind == "township").order_by(Region.id))


def _screened(session: Session, plan: Plan, *, today: date) -> tuple[tuple[Candidate, ...], tuple[Unknown, ...]]:
    candidates: list[Candidate] = []
    unknown: list[Unknown] = []
    for row in read_signs(session, plan, today=today):
        answer = screen(row.signs, plan)
        if answer.answer is True and answer.category is not None:
            candidates.append(
                Candidate(row.household_id, row.code, row.village, answer.category, answer.priority, answer, row.signs)
            )
        elif answer.answer is None:
            unknown.append(Unknown(row.code, row.village, answer.missing, _has_sign(row.signs)))
    return tuple(candidates), tuple(sorted(unknown, key=lambda u: not u.has_sign))


def _has_sign(signs: Signs) -> bool:
    broken = any(truth is False for truth in signs.guarantees.values())
    return broken or signs.below_line is True or signs.clues > 0 or signs.priority_group


def _carried_over(tx: Transaction, plan_id: int) -> int:
    statement = (
        select(func.count(func.distinct(Case.household_id)))
        .join(WorkflowStep, WorkflowStep.case_id == Case.id)
        .where(Case.plan_id == plan_id, WorkflowStep.action == "carry_over", WorkflowStep.taken_back_on.is_(None))
    )
    return tx.session.scalar(statement) or 0


def _write_hits(tx: Transaction, running: plans.RunningPlan, result: ScreeningResult) -> None:
    run = ScreeningRun(
        plan_id=running.plan_id,
        plan_version_id=running.version_id,
        run_on=tx.today,
        line_fen=running.plan.line_fen,
        candidate_count=len(result.candidates),
        unknown_count=len(result.unknown),
    )
    tx.session.add(run)
    tx.session.flush()
    known = {
        hit.household_id: hit
        for hit in tx.session.scalars(select(ScreeningHit).where(ScreeningHit.plan_id == running.plan_id))
    }
    found = {candidate.household_id for candidate in result.candidates}
    for household_id, hit in known.items():
        hit.is_current = int(household_id in found)
    for candidate in result.candidates:
        hit = known.get(candidate.household_id)
        if hit is None:
            hit = ScreeningHit(plan_id=running.plan_id, household_id=candidate.household_id, category="")
            tx.session.add(hit)
        hit.run_id, hit.category = run.id, candidate.category.value
        hit.priority, hit.reasons = int(candidate.priority), json.dumps(as_reasons(candidate), ensure_ascii=False)


def as_reasons(candidate: Candidate) -> list[dict[str, object]]:
    """The clauses that speak for the household, with the values behind them."""
    values: dict[str, object] = {
        "below_line": {"below_line": candidate.signs.below_line},
        "guarantee_unstable": {n: t for n, t in candidate.signs.guarantees.items() if t is False},
        "income_event": {"income_event": candidate.signs.income_event},
        "clues": {"clues": candidate.signs.clues},
    }
    return [
        {"clause": clause.code, "text": clause.text, "source": clause.source, "values": values.get(clause.code, {})}
        for clause in candidate.answer.clauses
        if clause.answer is True
    ]
