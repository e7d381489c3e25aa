"""What the screening answers: frozen rows for the window, the command line and the papers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from app.models.enums import Category
from app.services.screening.clauses import Answer, Signs, Truth


@dataclass(frozen=True, slots=True)
class Evidence:
    """One recorded value that counts: of which fact, of which member, who said it and when. Money in fen."""

    fact: str
    value: int | None
    source: str
    observed_on: date | None
    member: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class ReasonLine:
    """One clause with its answer and the values it was judged by, each with source and day."""

    clause: str
    text: str
    answer: Truth
    source: str
    values: Mapping[str, object]
    evidence: tuple[Evidence, ...] = ()

    def as_json(self) -> dict[str, object]:
        """The form in which hits store it and ``screen --json`` prints it."""
        said = [
            {
                "fact": e.fact,
                "value": e.value,
                "source": e.source,
                "on": e.observed_on.isoformat() if e.observed_on else None,
                **({"member": e.member} if e.member else {}),
                **({"note": e.note} if e.note else {}),
            }
            for e in self.evidence
        ]
        return {
            "clause": self.clause,
            "text": self.text,
            "answer": self.answer,
            "source": self.source,
            "values": dict(self.values),
            "evidence": said,
        }


@dataclass(frozen=True, slots=True)
class Candidate:
    """A household that the clauses found. ``reasons`` are the clauses that speak for it."""

    household_id: int
    household_code: str
    head_name: str
    village: str
    category: Category
    priority: bool
    net_per_head_fen: int | None
    net_basis: str | None
    tags: tuple[str, ...]
    answer: Answer
    signs: Signs
    reasons: tuple[ReasonLine, ...] = ()


@dataclass(frozen=True, slots=True)
class Unknown:
    """A household whose answer is unknown, with the facts that could change it; ``has_sign`` = shown first."""

    household_id: int
    household_code: str
    head_name: str
    village: str
    missing: tuple[str, ...]
    has_sign: bool


@dataclass(frozen=True, slots=True)
class ScreeningResult:
    """What a run found. ``unknown``: those with a sign first."""

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
class ReasonSheet:
    """Why a household was chosen, was not, or cannot be judged: every clause with answer, value, source and date."""

    household_id: int
    household_code: str
    head_name: str
    village: str
    category: Category | None
    answer: Truth
    priority: bool
    tags: tuple[str, ...]
    has_open_case: bool
    line_fen: int
    lines: tuple[ReasonLine, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HitRow:
    """A hit of the running plan with the village's answer: ``reported``, ``struck`` or None."""

    household_id: int
    household_code: str
    head_name: str
    village_id: int
    village: str
    category: Category
    priority: bool
    is_current: bool
    clauses: tuple[str, ...]
    net_per_head_fen: int | None
    answer: str | None
    answer_reason: str | None
    answered_on: date | None
    case_state: str | None


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A village with its first sheet, for "9 of 12 villages in". ``unanswered`` = hits without report or strike."""

    village_id: int
    village: str
    sheet_no: str | None
    is_zero: bool
    closed_on: date | None
    hits: int
    unanswered: int
    reported: int = 0
    struck: int = 0
    supplements: int = 0


@dataclass(frozen=True, slots=True)
class TownSummary:
    """How far the villages' reports are: "9 of 12 villages in", and who is still out."""

    villages: int
    villages_in: int
    missing: tuple[str, ...]
    reported: int
    struck: int
    unanswered: int
