"""The judge: may this action be taken on these facts, and every reason against it at once (workflow 1-3)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from app.services.errors import Reason
from app.services.workflow.alert_table import ALERT_TABLE
from app.services.workflow.case_table import CASE_TABLE
from app.services.workflow.facts import AlertFacts, CaseFacts, Request
from app.services.workflow.plan import Plan
from app.services.workflow.table import Need, State, Transition
from app.services.workflow.windows import window_reasons
from app.services.workflow.working_days import WorkCalendar, shipped_calendar

TABLES: Mapping[str, tuple[Transition, ...]] = {"case": CASE_TABLE, "alert": ALERT_TABLE}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What taking the action would do. ``reasons`` empty = it may be taken; then ``transition`` is the row."""

    transition: Transition | None
    to: State | None
    reasons: tuple[Reason, ...]

    @property
    def is_open(self) -> bool:
        """Whether nothing stands against it."""
        return not self.reasons


def states_known_to(workflow: str, variant: str) -> frozenset[State]:
    """The states that a variant can reach; the others are dropped from every from-list."""
    reached = {row.to for row in TABLES[workflow] if variant in row.variants and row.to is not None}
    return frozenset(reached)


def rows_of(workflow: str, action: str, variant: str) -> tuple[Transition, ...]:
    """The rows of an action in a variant (an action may stand in several rows with other from-states)."""
    return tuple(row for row in TABLES[workflow] if row.action == action and variant in row.variants)


def _row_for(workflow: str, action: str, variant: str, state: State | None) -> Transition | Reason:
    rows = rows_of(workflow, action, variant)
    if not rows:
        known = any(row.action == action for row in TABLES[workflow])
        return Reason("action.not_in_variant" if known else "action.unknown", {"action": action})
    known_states = states_known_to(workflow, variant)
    for row in rows:
        states = tuple(s for s in row.from_states if s in known_states)
        if (state is None and not row.from_states) or state in states:
            return row
    wanted = [s.label for row in rows for s in row.from_states if s in known_states] or ["尚未立项"]
    shown = "尚未立项" if state is None else state.label
    return Reason("state.wrong", {"name": rows[0].name, "state": shown, "wanted": wanted})


def _missing(needs: tuple[Need, ...], request: Request) -> Iterator[Reason]:
    for need in needs:
        value = request.value(need.field)
        if need.required and (value is None or value == "" or value == () or value == []):
            yield Reason("data.missing", {"field": need.field})


def judge(
    workflow: str,
    action: str,
    facts: CaseFacts | AlertFacts,
    plan: Plan,
    request: Request,
    *,
    calendar: WorkCalendar | None = None,
) -> Verdict:
    """Judge one action; ``workflow`` is "case" or "alert" and must fit the facts."""
    found = _row_for(workflow, action, plan.variant, facts.state)
    if isinstance(found, Reason):
        return Verdict(None, None, (found,))
    reasons = [*window_reasons(found, facts, plan, request, calendar or shipped_calendar())]
    missing = list(_missing(found.needs, request))
    reasons += missing
    absent = {str(reason.values["field"]) for reason in missing}
    for guard in found.guards:
        against = guard(facts, plan, request)  # type: ignore[arg-type]
        if against and not (absent and against.code in _SAID_BY_MISSING_FIELDS):
            reasons.append(against)
    return Verdict(found, found.to if found.to is not None else facts.state, tuple(reasons))


# Guards whose only complaint would repeat "the field is missing".
_SAID_BY_MISSING_FIELDS = frozenset({"votes.not_numbers", "meeting.attendance_impossible"})


def open_actions(
    workflow: str, facts: CaseFacts | AlertFacts, plan: Plan, request: Request
) -> tuple[tuple[Transition, tuple[Reason, ...]], ...]:
    """For the window: every action that leaves this state, with what stands against it today apart from its fields.

    Fields that are still to be typed are no reason against opening a form, so guards that read them are asked only
    when the form is saved.
    """
    known = states_known_to(workflow, plan.variant)
    result: list[tuple[Transition, tuple[Reason, ...]]] = []
    for row in TABLES[workflow]:
        if plan.variant not in row.variants:
            continue
        leaves = facts.state in row.from_states if facts.state is not None else not row.from_states
        if leaves and (facts.state is None or facts.state in known):
            bare = replace(request, data={})
            reasons = window_reasons(row, facts, plan, bare, shipped_calendar())
            result.append((row, reasons))
    return tuple(result)


def act_list() -> list[dict[str, object]]:
    """Both tables as ``act --list`` gives them (design 6); "–" stands for "none yet"."""
    return [_as_json(workflow, row) for workflow, table in TABLES.items() for row in table]


def _as_json(workflow: str, row: Transition) -> dict[str, object]:
    to = row.to.label if row.to is not None else ("previous" if row.action == "take_back" else "same")
    return {
        "workflow": workflow,
        "row": row.row,
        "action": row.action,
        "name": row.name,
        "from": [state.label for state in row.from_states] or ["–"],
        "to": to,
        "party": "+".join(party.value for party in row.parties),
        "windows": [stage.value for stage in row.windows],
        "variants": list(row.variants),
        "needs": [{"field": need.field, "type": need.type, "required": need.required} for need in row.needs],
        "papers": [{"kind": p.kind, "name": p.name, "frozen": p.is_frozen} for p in row.papers],
    }
