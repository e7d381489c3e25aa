"""The guards of the alert table (workflow 3)."""

from __future__ import annotations

from collections.abc import Mapping

from app.models.enums import AlertState, CaseState, Category, FollowUpResult, Gap, MeasureGroup, MeasureState
from app.services.errors import Reason
from app.services.workflow.common_guards import a_day, integer, persons, same_person, truth
from app.services.workflow.facts import AlertFacts, Request
from app.services.workflow.measures import fitting_groups
from app.services.workflow.plan import Plan
from app.services.workflow.table import of_form

_WATCHED = frozenset({CaseState.ENTERED, CaseState.MONITORED, CaseState.CLEARING_PROPOSED})
_GROUPS = frozenset(group.value for group in MeasureGroup)
# The household fact that says whether a gap is gone; the exit items carry the same names where they overlap.
GAP_FACTS: Mapping[str, str] = {
    "housing": "housing_safe",
    "education": "education_secured",
    "medical": "medical_covered",
    "water": "water_safe",
    "food": "food_enough",
    "clothing": "clothing_enough",
    "electricity": "has_electricity",
    "broadcast": "has_broadcast",
}


def gap_of(facts: AlertFacts, request: Request) -> str:
    """The gap of the alert, or the one that the form names; an emergency without one is 突发严重困难."""
    return facts.gap or request.text("gap") or Gap.EMERGENCY.value


def case_is_watched(facts: AlertFacts, _plan: Plan, _request: Request) -> Reason | None:
    """The household's case is 已录入, 监测中 or 拟消除."""
    return None if facts.case_state in _WATCHED else Reason("alert.not_watched")


@of_form
def gap_on_list(facts: AlertFacts, plan: Plan, request: Request) -> Reason | None:
    """The gap stands on the plan's list."""
    gap = gap_of(facts, request)
    known = {member.value for member in Gap}
    shown = Gap(gap).label if gap in known else gap
    return None if gap in plan.alert_gaps else Reason("alert.gap_not_in_plan", {"gap": shown})


@of_form
def none_open_for_gap(facts: AlertFacts, _plan: Plan, request: Request) -> Reason | None:
    """One open alert for a gap: the same gap again adds a line to it."""
    return Reason("alert.already_open") if gap_of(facts, request) in facts.open_gaps else None


def household_lives(facts: AlertFacts, _plan: Plan, _request: Request) -> Reason | None:
    """The household still exists."""
    return None if facts.household.is_living else Reason("case.household_ended")


@of_form
def another_signer(facts: AlertFacts, _plan: Plan, request: Request) -> Reason | None:
    """初审 is signed by another person than the marking."""
    same = same_person(facts.marker, request.signers)
    return Reason("alert.same_signer", {"names": same}) if same else None


@of_form
def limit_ahead(_facts: AlertFacts, _plan: Plan, request: Request) -> Reason | None:
    """The limit lies after the day on which it is set."""
    limit = a_day(request.value("limit_on"))
    return Reason("alert.limit_past", {"limit": limit}) if limit and limit < request.occurred_on else None


@of_form
def department_known(facts: AlertFacts, _plan: Plan, request: Request) -> Reason | None:
    """The department stands in the directory."""
    return (
        None if facts.is_known_department else Reason("alert.department_unknown", {"name": request.text("department")})
    )


@of_form
def duty_matches(facts: AlertFacts, _plan: Plan, request: Request) -> Reason | None:
    """The department's duty covers the gap, or a reason is given."""
    if not facts.is_known_department or facts.gap in facts.department_duties or request.text("reason"):
        return None
    return Reason("alert.duty_differs")


@of_form
def dates_in_order(facts: AlertFacts, _plan: Plan, request: Request) -> Reason | None:
    """Response and finish dates lie after the hand-over, the finish within the limit."""
    response, due = a_day(request.value("response_due_on")), a_day(request.value("due_on"))
    if response and due and not request.occurred_on <= response <= due:
        return Reason("alert.dates_out_of_order", {"response": response, "due": due})
    if due and facts.limit_on and due > facts.limit_on:
        return Reason("alert.beyond_limit", {"due": due, "limit": facts.limit_on})
    return None


@of_form
def second_decline_by_leader(facts: AlertFacts, _plan: Plan, request: Request) -> Reason | None:
    """The second 退办 needs the leader's decision on the department."""
    if facts.declined < 1 or request.text("leader_decision"):
        return None
    return Reason("alert.second_decline")


def not_accepted_yet(facts: AlertFacts, _plan: Plan, _request: Request) -> Reason | None:
    """The response clock is stopped once."""
    return Reason("alert.already_accepted") if facts.is_accepted else None


def carried_with_case(_facts: AlertFacts, _plan: Plan, _request: Request) -> Reason | None:
    """An alert goes into the next year with its household's case (case row 34), never by itself."""
    return Reason("alert.carried_with_case")


def case_still_open(facts: AlertFacts, _plan: Plan, _request: Request) -> Reason | None:
    """反弹 needs a household that is still in procedure; one that has left it is proposed anew or an emergency."""
    return None if facts.case_state is not None else Reason("alert.case_ended")


def due_or_nearly(facts: AlertFacts, _plan: Plan, request: Request) -> Reason | None:
    """催办 is for what is overdue (a response too, that the department still owes) or has three days left."""
    owes = facts.state is AlertState.ASSIGNED and not facts.is_accepted and facts.response_due_on is not None
    if owes and facts.response_due_on and facts.response_due_on < request.occurred_on:
        return None
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


@of_form
def longer_than_before(facts: AlertFacts, _plan: Plan, request: Request) -> Reason | None:
    """An extension ends after the date that it extends."""
    due = a_day(request.value("due_on"))
    if due is None or facts.due_on is None or due > facts.due_on:
        return None
    return Reason("alert.not_longer", {"due": due, "before": facts.due_on})


@of_form
def pause_ends_later(_facts: AlertFacts, _plan: Plan, request: Request) -> Reason | None:
    """A pause has an end after its beginning."""
    until = a_day(request.value("until_on"))
    return Reason("alert.pause_end", {"until": until}) if until and until <= request.occurred_on else None


def not_paused_yet(facts: AlertFacts, _plan: Plan, _request: Request) -> Reason | None:
    """What stands still cannot be paused again."""
    return Reason("alert.already_paused") if facts.is_paused else None


def is_paused(facts: AlertFacts, _plan: Plan, _request: Request) -> Reason | None:
    """Only what is paused resumes."""
    return None if facts.is_paused else Reason("alert.not_paused")


def _rows(request: Request, name: str) -> list[Mapping[str, object]]:
    value = request.value(name)
    entries = value if isinstance(value, (list, tuple)) else [value]
    return [entry for entry in entries if isinstance(entry, Mapping)]


def _is_complete(measure: Mapping[str, object]) -> bool:
    return (
        measure.get("group") in _GROUPS
        and bool(str(measure.get("responsible") or "").strip())
        and a_day(measure.get("due_on")) is not None
    )


@of_form
def measure_given(_facts: AlertFacts, _plan: Plan, request: Request) -> Reason | None:
    """定措施 brings at least one measure with group, person and due date; none is due before it begins."""
    rows = _rows(request, "measures")
    if not rows or not all(map(_is_complete, rows)):
        return Reason("alert.measure_incomplete")
    return next(filter(None, map(_out_of_order, rows)), None)


def _out_of_order(measure: Mapping[str, object]) -> Reason | None:
    """Due or done before it begins, or with an amount that is none."""
    starts, due, done = (a_day(measure.get(name)) for name in ("starts_on", "due_on", "done_on"))
    if starts and due and due < starts:
        return Reason("alert.measure_due_before_start")
    if starts and done and done < starts:
        return Reason("alert.measure_done_before_start", {"on": done, "start": starts})
    amount = integer(measure.get("amount_fen"))
    return Reason("alert.measure_negative_amount") if amount is not None and amount < 0 else None


@of_form
def measure_fits(facts: AlertFacts, _plan: Plan, request: Request) -> Reason | None:
    """One of the measures fits the matrix of gaps, risks and measures."""
    wanted = fitting_groups(facts.gap or "", facts.risks)
    given = {str(measure.get("group")) for measure in _rows(request, "measures")}
    if not wanted or not given or given & wanted:
        return None
    return Reason("alert.measure_does_not_fit", {"groups": [g.label for g in MeasureGroup if g.value in wanted]})


@of_form
def measures_in_time(facts: AlertFacts, _plan: Plan, request: Request) -> Reason | None:
    """No measure is due after the alert's own limit."""
    limit = facts.limit_on or facts.due_on
    dues = [a_day(m.get("due_on")) for m in (*_rows(request, "measures"), *_rows(request, "measure"))]
    late = [due for due in dues if due and limit and due > limit]
    return Reason("alert.beyond_limit", {"due": max(late), "limit": limit}) if late else None


@of_form
def measure_answered(facts: AlertFacts, _plan: Plan, request: Request) -> Reason | None:
    """Done needs evidence (its date is the step's where none is named), cancelled a reason; a new one is complete."""
    for measure in _rows(request, "measure"):
        if wrong := _out_of_order(measure):
            return wrong
        done = a_day(measure.get("done_on"))
        if done and done > request.today:
            return Reason("alert.measure_done_in_future", {"on": done})
        number, state = measure.get("id"), measure.get("state")
        if number is not None and integer(number) not in facts.measures:
            return Reason("alert.measure_unknown", {"id": number})
        is_settled = state in (MeasureState.DONE, MeasureState.CANCELLED) and measure.get("group") in _GROUPS
        if number is None and not is_settled and not _is_complete(measure):
            return Reason("alert.measure_incomplete")
        if state == MeasureState.DONE and not measure.get("evidence"):
            return Reason("alert.measure_not_proved")
        if state == MeasureState.CANCELLED and not (measure.get("cancelled_reason") or measure.get("reason")):
            return Reason("alert.measure_no_reason")
    return None


def measures_finished(facts: AlertFacts, _plan: Plan, _request: Request) -> Reason | None:
    """Every measure is done or cancelled, and there is evidence of at least one."""
    if not facts.measures:
        return Reason("alert.no_measure")
    still_open = sum(state == MeasureState.PLANNED for state in facts.measures.values())
    if still_open:
        return Reason("alert.measures_open", {"count": still_open})
    return None if facts.evidence else Reason("alert.no_evidence")


@of_form
def verified_by_others(facts: AlertFacts, _plan: Plan, request: Request) -> Reason | None:
    """Two township persons verify on site; nobody who signs the closure signed the request for it."""
    verifiers = persons(request.value("verifiers"))
    if len({person.name for person in verifiers}) < 2:
        return Reason("alert.two_verifiers")
    same = same_person(facts.closure_requesters, (*verifiers, *request.signers))
    return Reason("alert.verified_by_requester", {"names": same}) if same else None


def _verified(request: Request) -> Mapping[str, object]:
    value = request.value("exit_items")
    return value if isinstance(value, Mapping) else {}


def item_after_help(item: str, facts: AlertFacts, request: Request) -> int | None:
    """An exit item: what the verifiers found on site, else what the ledger says since the help began."""
    verified = _verified(request)
    for name in (item, GAP_FACTS.get(item, item)):
        if name in verified:
            return truth(verified[name])
    return facts.exit_items.get(item)


def income_after_help(facts: AlertFacts, plan: Plan, request: Request) -> int | None:
    """Above the exit line: the income that the verifiers found, else the ledger's since the help began."""
    net, heads = integer(request.value("net_income_fen")), integer(request.value("heads"))
    if net is not None and heads:
        return int(net > plan.exit_line_fen * heads)
    return facts.above_exit_line


@of_form
def standard_reached(facts: AlertFacts, plan: Plan, request: Request) -> Reason | None:
    """脱贫监测户: every exit item yes on facts dated after the help, and above the exit line; unknown is not yes."""
    if facts.category is not Category.UNSTABLE_EXITED:
        return None
    open_items = [i for i in plan.exit_items if i != "income" and item_after_help(i, facts, request) != 1]
    if income_after_help(facts, plan, request) != 1:
        open_items.insert(0, "income")
    return Reason("alert.exit_items_open", {"fields": open_items}) if open_items else None


@of_form
def gap_covered(facts: AlertFacts, _plan: Plan, request: Request) -> Reason | None:
    """The other categories: a measure is in place and the gap is gone, or something named covers it."""
    if facts.category is Category.UNSTABLE_EXITED:
        return None
    if MeasureState.DONE not in facts.measures.values():
        return Reason("alert.no_measure_done")
    is_covered = bool(request.text("covered_by")) or truth(request.value("gap_covered")) == 1
    is_gone = item_after_help(facts.gap or "", facts, request) == 1
    return None if is_covered or is_gone else Reason("alert.gap_remains")


def follow_up_due(facts: AlertFacts, _plan: Plan, request: Request) -> Reason | None:
    """回访 comes n days after the closure."""
    if facts.follow_up_due_on is None or request.occurred_on >= facts.follow_up_due_on:
        return None
    return Reason("alert.follow_up_early", {"due": facts.follow_up_due_on})


@of_form
def follow_up_stable(_facts: AlertFacts, _plan: Plan, request: Request) -> Reason | None:
    """回访 ends an alert that has stayed stable; otherwise it is reopened."""
    return Reason("alert.not_stable") if request.text("result") == FollowUpResult.UNSTABLE else None


def recently_closed(facts: AlertFacts, plan: Plan, request: Request) -> Reason | None:
    """反弹 within n months; later a new alert is raised that names the old one."""
    if facts.closed_on is None:
        return None
    day = request.occurred_on
    months = (day.year - facts.closed_on.year) * 12 + day.month - facts.closed_on.month
    months += day.day > facts.closed_on.day
    return None if months <= plan.limits.reopen_months else Reason("alert.too_late_to_reopen", {"on": facts.closed_on})


def gap_not_open_again(facts: AlertFacts, _plan: Plan, _request: Request) -> Reason | None:
    """An alert is not reopened beside another open one for the same gap."""
    return Reason("alert.already_open") if facts.gap in facts.open_gaps else None
