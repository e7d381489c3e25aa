"""The screening itself: signs to candidates and unknown, under the plan as it is or with another line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy.orm import Session

from app.services.screening.clauses import Answer, Rules, Signs, screen
from app.services.screening.evidence import evidence_of
from app.services.screening.reasons import reason_lines
from app.services.screening.results import Candidate, LineMoved, Unknown
from app.services.screening.signs import Screened, read_signs
from app.services.standing import Reckoning
from app.services.workflow.plan import Plan


@dataclass(frozen=True, slots=True)
class Judged:
    """The households that are chosen and those that cannot be judged, in the order of the roster."""

    chosen: tuple[tuple[Screened, Answer], ...]
    unknown: tuple[tuple[Screened, Answer], ...]


def judge_all(session: Session, plan: Plan, *, today: date) -> Judged:
    """Every living household without an open case."""
    rules = Rules.of(plan)
    answers = ((row, screen(row.signs, rules)) for row in read_signs(session, plan, today=today))
    told = [(row, answer) for row, answer in answers if answer.answer is not False]
    return Judged(
        tuple((row, answer) for row, answer in told if answer.answer),
        tuple((row, answer) for row, answer in told if answer.answer is None),
    )


def candidates_of(session: Session, judged: Judged, plan: Plan, *, today: date) -> tuple[Candidate, ...]:
    """The chosen with the clauses that speak for them and the values behind."""
    reckoning = Reckoning.on(today, plan.counting)
    evidence = evidence_of(session, [row.household_id for row, _ in judged.chosen], reckoning=reckoning)
    found: list[Candidate] = []
    for row, answer in judged.chosen:
        assert answer.category is not None  # a yes always has one
        reasons = reason_lines(row, answer, plan, evidence=evidence.get(row.household_id, ()), only_yes=True)
        found.append(
            Candidate(
                household_id=row.household_id,
                household_code=row.code,
                head_name=row.head_name,
                village=row.village,
                category=answer.category,
                priority=answer.priority,
                net_per_head_fen=row.net_per_head_fen,
                net_basis=row.net_basis,
                tags=row.tags,
                answer=answer,
                signs=row.signs,
                reasons=reasons,
            )
        )
    return tuple(found)


def unknown_of(judged: Judged) -> tuple[Unknown, ...]:
    """Those that cannot be judged, with at least one sign first."""
    rows = (
        Unknown(row.household_id, row.code, row.head_name, row.village, answer.missing, row.signs.has_sign)
        for row, answer in judged.unknown
    )
    return tuple(sorted(rows, key=lambda unknown: not unknown.has_sign))


def line_moved(session: Session, plan: Plan, line_fen: int, *, today: date) -> Sequence[LineMoved]:
    """Who would come in and drop out by village under another line."""
    rules = Rules.of(plan)
    moved: dict[str, tuple[list[str], list[str]]] = {}
    for row in read_signs(session, plan, today=today):
        now, then = screen(row.signs, rules), screen(_under(row, line_fen), rules)
        if bool(now.answer) != bool(then.answer):
            comes_in, drops_out = moved.setdefault(row.village, ([], []))
            (comes_in if then.answer else drops_out).append(row.code)
    return [LineMoved(village, tuple(ins), tuple(outs)) for village, (ins, outs) in moved.items()]


def _under(row: Screened, line_fen: int) -> Signs:
    net = row.net_per_head_fen
    return replace(row.signs, below_line=None if net is None else net < line_fen)
