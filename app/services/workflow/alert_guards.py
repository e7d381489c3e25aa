"""The guards of the alert table (workflow 3)."""

from __future__ import annotations

from app.models.enums import CaseState, Category
from app.services.errors import Reason
from app.services.workflow.common_guards import a_day, same_person
from app.services.workflow.facts import AlertFacts, Request, Signer
from app.services.workflow.plan import Plan

_WATCHED = frozenset({CaseState.ENTERED, CaseState.MONITORED, CaseState.CLEARING_PROPOSED})


def case_is_watched(facts: AlertFacts, _plan: Plan, _request: Request) -> Reason | None:
    """The household's case is 已录入, 监测中 or 拟消除."""
    return None if facts.case_state in _WATCHED else Reason("alert.not_watched")


def gap_on_list(facts: AlertFacts, plan: Plan, request: Request) -> Reason | None:
    """The gap stands on the plan's list."""
    gap = request.text("gap") or (facts.gap or "")
    return None if gap in plan.alert_gaps else Reason("alert.gap_not_in_plan", {"gap": gap})


def none_open_for_gap(facts: AlertFacts, _plan: Plan, _request: Request) -> Reason | None:
    """One open alert for a gap: the same gap again adds a line to it."""
    return Reason("alert.already_open") if facts.has_open_same_gap else None


def another_signer(facts: AlertFacts, _plan: Plan, request: Request) -> Reason | None:
    """初审 is signed by another person than the marking."""
    same = same_person(facts.marker, request.signers)
    return Reason("alert.same_signer", {"names": same}) if same else None


def duty_matches(facts: AlertFacts, _plan: Plan, request: Request) -> Reason | None:
    """The department's duty covers the gap, or a reason is given."""
    if facts.gap in facts.department_duties or request.text("reason"):
        return None
    return Reason("alert.duty_differs")


def dates_in_order(facts: AlertFacts, _plan: Plan, request: Request) -> Reason | None:
    """Response and finish dates lie after the hand-over, the finish within the limit."""
    response, due = a_day(request.value("response_due_on")), a_day(request.value("due_on"))
    if response and due and not request.occurred_on <= response <= due:
        return Reason("alert.dates_out_of_order", {"response": response, "due": due})
    if due and facts.limit_on and due > facts.limit_on:
        return Reason("alert.beyond_limit", {"due": due, "limit": facts.limit_on})
    return None


def second_decline_by_leader(facts: AlertFacts, _plan: Plan, request: Request) -> Reason | None:
    """The second 退办 needs the leader's decision on the department."""
    if facts.declined < 1 or request.text("leader_decision"):
        return None
    return Reason("alert.second_decline")


def due_or_nearly(facts: AlertFacts, _plan: Plan, request: Request) -> Reason | None:
    """催办 is for what is overdue or has three days left."""
    if facts.due_on is None or (facts.due_on - request.occurred_on).days <= 3:
        return None
    return Reason("alert.not_due_yet", {"due": facts.due_on})


def two_reminders(facts: AlertFacts, _plan: Plan, _request: Request) -> Reason | None:
    """提请区级协调 comes after two reminders."""
    return None if facts.reminders >= 2 else Reason("alert.two_reminders", {"count": facts.reminders})


def before_due(facts: AlertFacts, _plan: Plan, request: Request) -> Reason | None:
    """延期 and 中止 are asked for before the due date."""
    if facts.due_on is None or request.occurred_on <= facts.due_on:
        return None
    return Reason("alert.after_due", {"due": facts.due_on})


def is_paused(facts: AlertFacts, _plan: Plan, _request: Request) -> Reason | None:
    """Only what is paused resumes."""
    return None if facts.is_paused else Reason("alert.not_paused")


def measures_finished(facts: AlertFacts, _plan: Plan, _request: Request) -> Reason | None:
    """Every measure is done or cancelled, and there is evidence of at least one."""
    if not facts.measures:
        return Reason("alert.no_measure")
    if facts.open_measures:
        return Reason("alert.measures_open", {"count": facts.open_measures})
    return None if facts.evidence else Reason("alert.no_evidence")


def verified_by_others(facts: AlertFacts, _plan: Plan, request: Request) -> Reason | None:
    """Two township persons verify on site; none of them signed the request for closure."""
    verifiers = request.value("verifiers")
    names = tuple(Signer(str(v.get("name", "") if isinstance(v, dict) else v)) for v in verifiers or ())  # type: ignore
    if len({signer.name for signer in names if signer.name}) < 2:
        return Reason("alert.two_verifiers")
    same = same_person(facts.closure_requesters, (*names, *request.signers))
    return Reason("alert.verified_by_requester", {"names": same}) if same else None


def standard_reached(facts: AlertFacts, plan: Plan, _request: Request) -> Reason | None:
    """脱贫监测户: every exit item yes on facts dated after the help, and above the exit line; unknown is not yes."""
    if facts.category is not Category.UNSTABLE_EXITED:
        return None
    open_items = [item for item in plan.exit_items if item != "income" and facts.exit_items.get(item) != 1]
    if facts.above_exit_line != 1:
        open_items.append("income")
    return Reason("alert.exit_items_open", {"items": open_items}) if open_items else None


def gap_covered(facts: AlertFacts, _plan: Plan, _request: Request) -> Reason | None:
    """边缘户: the measures are in place and the gap is gone or covered."""
    if facts.category is Category.UNSTABLE_EXITED:
        return None
    return None if facts.gap_covered == 1 else Reason("alert.gap_remains")


def follow_up_due(facts: AlertFacts, _plan: Plan, request: Request) -> Reason | None:
    """回访 comes n days after the closure."""
    if facts.follow_up_due_on is None or request.occurred_on >= facts.follow_up_due_on:
        return None
    return Reason("alert.follow_up_early", {"due": facts.follow_up_due_on})


def recently_closed(facts: AlertFacts, plan: Plan, request: Request) -> Reason | None:
    """反弹 within n months; later a new alert is raised that names the old one."""
    if facts.closed_on is None:
        return None
    months = (request.occurred_on.year - facts.closed_on.year) * 12 + request.occurred_on.month - facts.closed_on.month
    return None if months <= plan.limits.reopen_months else Reason("alert.too_late_to_reopen", {"on": facts.closed_on})


def measure_given(_facts: AlertFacts, _plan: Plan, request: Request) -> Reason | None:
    """定措施 brings at least one measure with group, person and due date; none is due before it begins."""
    measures = request.value("measures")
    rows = [m for m in measures if isinstance(m, dict)] if isinstance(measures, (list, tuple)) else []
    if not rows or any(not (m.get("group") and m.get("responsible") and a_day(m.get("due_on"))) for m in rows):
        return Reason("alert.measure_incomplete")
    early = [m for m in rows if (a_day(m.get("starts_on")) or a_day(m["due_on"])) > a_day(m["due_on"])]  # type: ignore
    return Reason("alert.measure_due_before_start") if early else None
