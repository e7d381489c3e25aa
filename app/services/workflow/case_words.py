"""Short words and repeated fields of the case rows, so that a row stays readable as a row."""

from __future__ import annotations

from app.models.enums import CaseOrigin, CaseState, Category, EndCause, Party, PlanStage, Risk, Track, VisitOutcome
from app.services.workflow import case_guards as g
from app.services.workflow import common_guards as c
from app.services.workflow.table import Need

S = CaseState
V, T, L, Q = Party.VILLAGE, Party.TOWNSHIP, Party.LEADER, Party.DISTRICT
P, Z, D, E = PlanStage.SCREENING, PlanStage.VISITING, PlanStage.EVALUATING, PlanStage.ENTERING
WATCH = (PlanStage.MONITORING, PlanStage.CONSOLIDATING, PlanStage.CONTINUING)

REASON = Need("reason")
SIGNERS = Need("signers", "signers")
CATEGORY = Need("category", "choice", choices=Category)
POSSIBLE_CATEGORY = Need("category", "choice", required=False, choices=Category)
RISKS = Need("risks", "list", choices=Risk)
POSSIBLE_RISKS = Need("risks", "list", required=False, choices=Risk)
ORIGIN = Need("origin", "choice", choices=CaseOrigin, is_closed=False)
TRACK = Need("track", "choice", required=False, choices=Track)
CAUSE = Need("cause", "choice", choices=EndCause, is_closed=False)
OUTCOME = Need("outcome", "choice", choices=VisitOutcome)
VOTES = (
    Need("expected", "integer"),
    Need("present", "integer"),
    Need("votes_for", "integer"),
    Need("votes_against", "integer"),
    Need("votes_abstained", "integer"),
    Need("votes_recused", "integer"),
    RISKS,
    Need("risk_remark", required=False),
)
VISIT = (
    Need("visitors", "list"),
    Need("outcome", "choice", required=False, choices=VisitOutcome),
    Need("is_away", "boolean", required=False),
    Need("has_kin", "boolean", required=False),
    *(Need(name, "boolean") for name in g.GUARANTEES),
    Need("net_income_fen", "money"),
    Need("heads", "integer"),
    Need("income_items", "list", required=False),
    Need("risk_found", "boolean"),
    POSSIBLE_RISKS,
    Need("risk_remark", required=False),
    Need("difficulty", required=False),
    Need("household_signature", "choice", required=False),
    Need("no_signature_reason", required=False),
)
VISIT_GUARDS = (g.two_visitors, g.visit_complete, g.phone_only_when_away, g.signed_or_why_not)
MEETING_GUARDS = (c.meeting_valid, c.votes_carried, c.risks_named)


def in_order(states: frozenset[CaseState]) -> tuple[CaseState, ...]:
    """The states in the order of the procedure."""
    return tuple(state for state in CaseState if state in states)
