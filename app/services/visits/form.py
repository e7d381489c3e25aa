"""The visit form as it is typed back: one frozen record in the order of the paper (domain 4.7, workflow row 13)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from app.models.enums import Labelled, Risk, VisitOutcome
from app.services.cases.request import StepInput
from app.services.errors import Reason
from app.services.visits.income import IncomeLine, line_problems, net_fen
from app.services.workflow.facts import Signer


class Signature(Labelled):
    """How the household answered for the form."""

    SIGNED = "signed", "签字"
    FINGERPRINT = "fingerprint", "按指印"
    REFUSED = "refused", "拒绝签字"
    ABSENT = "absent", "不在场"


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitForm:
    """What two visitors found. A guarantee is True (stable) or False (not); None = not filled in. Money in fen."""

    visited_on: date
    visitors: tuple[Signer, ...]
    by_phone: bool = False
    is_away: bool = False  # 外出: the only reason for a visit by phone
    has_kin: bool = False  # a visitor says that he is kin of the household
    housing_safe: bool | None = None
    education_secured: bool | None = None
    medical_covered: bool | None = None
    water_safe: bool | None = None
    food_enough: bool | None = None
    clothing_enough: bool | None = None
    income: tuple[IncomeLine, ...] = ()
    heads: int | None = None  # None: the members that count per head
    claims_fen: int | None = None  # 理赔收入, beside the income
    self_paid_fen: int | None = None  # 合规自付支出, beside the income
    risk_found: bool | None = None
    risks: tuple[Risk, ...] = ()
    risk_remark: str = ""
    difficulty: str = ""
    finding: str = ""
    signature: Signature = Signature.SIGNED
    no_signature_reason: str = ""
    paper_no: str = ""

    @property
    def net_fen(self) -> int | None:
        """The household's net income; None when no line is filled in."""
        return net_fen(self.income) if self.income else None


def form_problems(form: VisitForm, *, heads: int) -> Iterator[Reason]:
    """What the form contradicts itself in; what is merely missing, the door says."""
    for line in form.income:
        yield from line_problems(line)
    if heads <= 0:
        yield Reason("visit.no_heads")
    if form.risk_found and not form.risks:
        yield Reason("visit.risks_missing")
    if form.risk_found is False and form.risks:
        yield Reason("visit.risks_without_risk", {"risks": [risk.label for risk in form.risks]})
    if Risk.OTHER in form.risks and not form.risk_remark.strip():
        yield Reason("risks.other_needs_remark")


def as_step(form: VisitForm, *, heads: int, kin: bool, away: bool) -> StepInput:
    """The form as the door takes it; ``kin`` and ``away`` also from what the ledger knows."""
    truths = {
        "housing_safe": form.housing_safe,
        "education_secured": form.education_secured,
        "medical_covered": form.medical_covered,
        "water_safe": form.water_safe,
        "food_enough": form.food_enough,
        "clothing_enough": form.clothing_enough,
        "risk_found": form.risk_found,
    }
    data: dict[str, object] = {
        "visitors": [{"name": visitor.name, "office": visitor.office} for visitor in form.visitors],
        "outcome": (VisitOutcome.PHONE if form.by_phone else VisitOutcome.VISITED).value,
        "is_away": form.is_away or away,
        "has_kin": form.has_kin or kin,
        **{name: None if value is None else int(value) for name, value in truths.items()},
        "net_income_fen": form.net_fen,
        "heads": heads,
        "income_items": [_item(line) for line in form.income],
        "risks": [risk.value for risk in form.risks],
        "risk_remark": form.risk_remark.strip(),
        "difficulty": form.difficulty.strip(),
        "household_signature": form.signature.value,
        "no_signature_reason": form.no_signature_reason.strip(),
    }
    return StepInput(form.visited_on, form.visitors, form.paper_no.strip() or None, data)


def _item(line: IncomeLine) -> dict[str, object]:
    return {
        "code": line.code,
        "label": line.label,
        "amount_fen": line.value_fen,
        "formula": line.formula.strip(),
        "basis": line.basis.strip(),
    }
