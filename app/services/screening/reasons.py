"""Every answer explains itself: clause, value, source, date; also for a household that was not chosen (design 2)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.services.screening.clauses import Answer, Clause, Signs
from app.services.screening.results import Evidence, ReasonLine
from app.services.screening.signs import Screened
from app.services.workflow.plan import Plan

_FACTS_OF: Mapping[str, tuple[str, ...]] = {
    "below_line": ("expected_income",),
    "above_line": ("expected_income",),
    "guarantee_unstable": (
        "housing_safe",
        "water_safe",
        "medical_covered",
        "education_secured",
        "food_enough",
        "clothing_enough",
    ),
    "income_event": ("income_event",),
    "emergency": ("emergency",),
    "clues": ("clues",),
}


def reason_lines(
    row: Screened, answer: Answer, plan: Plan, *, evidence: Sequence[Evidence], only_yes: bool
) -> tuple[ReasonLine, ...]:
    """The clauses of an answer with their values; ``only_yes`` leaves those that speak for the household."""
    return tuple(
        ReasonLine(
            clause.code,
            clause.text,
            clause.answer,
            clause.source,
            _values(clause, row, plan),
            _evidence(clause, row.signs, evidence, only_yes=only_yes),
        )
        for clause in answer.clauses
        if clause.answer is True or not only_yes
    )


def _values(clause: Clause, row: Screened, plan: Plan) -> dict[str, object]:
    match clause.code:
        case "below_line" | "above_line":
            return {
                "net_per_head_fen": row.net_per_head_fen,
                "line_fen": plan.line_fen,
                "basis": row.net_basis,
            }
        case "guarantee_unstable":
            return {"unstable": list(row.signs.broken), "unknown": _unknown_guarantees(row.signs)}
        case "clues":
            return {"clues": row.signs.clues, "needed": plan.limits.clues_needed}
        case _:
            return {clause.code: clause.answer}


def _unknown_guarantees(signs: Signs) -> list[str]:
    return [name for name in signs.unknown if name in _FACTS_OF["guarantee_unstable"]]


def _evidence(clause: Clause, signs: Signs, evidence: Sequence[Evidence], *, only_yes: bool) -> tuple[Evidence, ...]:
    said = (line for line in evidence if line.fact in _FACTS_OF[clause.code])
    if clause.code == "guarantee_unstable" and only_yes:
        return tuple(line for line in said if line.fact in signs.broken and line.value == 0)
    return tuple(said)
