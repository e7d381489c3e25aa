"""The judge: may this action be taken on these facts, and every reason against it at once (workflow 1-3)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from app.services.errors import Reason
from app.services.workflow.alert_table import ALERT_TABLE
from app.services.workflow.case_table import CASE_TABLE
from app.services.workflow.facts import AlertFacts, CaseFacts, Request
from app.services.workflow.fields import field_reasons
from app.services.workflow.plan import Plan
from app.services.workflow.table import State, Transition, reads_form
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
    wrong = list(field_reasons(found.needs, request))
    reasons += wrong
    absent = any(reason.code == "data.missing" for reason in wrong)
    for guard in found.guards:
        against = guard(facts, plan, request)  # type: ignore[arg-type]
        if against and not (absent and against.code in _SAID_BY_MISSING_FIELDS):
            reasons.append(against)
    return Verdict(found, found.to if found.to is not None else facts.state, tuple(reasons))


# Guards whose only complaint would repeat "the field is missing".
_SAID_BY_MISSING_FIELDS = frozenset({"votes.not_numbers", "meeting.attendance_impossible"})


def open_actions(
    workflow: str,
    facts: CaseFacts | AlertFacts,
    plan: Plan,
    request: Request,
    *,
    calendar: WorkCalendar | None = None,
) -> tuple[tuple[Transition, tuple[Reason, ...]], ...]:
    """For the window: every action that leaves this state, with every reason for which it is closed on this day.

    What the form itself can still answer is no reason against opening the form: missing fields, guards that read
    the form, and the window of a row that a field opens (a late list, the date of the district's list).
    """
    known = states_known_to(workflow, plan.variant)
    result: list[tuple[Transition, tuple[Reason, ...]]] = []
    for row in TABLES[workflow]:
        if plan.variant not in row.variants or not _leaves(row, facts.state, known):
            continue
        reasons = window_reasons(row, facts, plan, request, calendar or shipped_calendar())
        if row.opened_by or row.answer_field:
            reasons = tuple(reason for reason in reasons if reason.code not in _CURED_BY_FIELD)
        fixed = [guard for guard in row.guards if not reads_form(guard)]
        found = [guard(facts, plan, request) for guard in fixed]  # type: ignore[arg-type]
        result.append((row, (*reasons, *(reason for reason in found if reason))))
    return tuple(result)


_CURED_BY_FIELD = frozenset({"window.closed", "case.late_list"})


def _leaves(row: Transition, state: State | None, known: frozenset[State]) -> bool:
    return state in row.from_states and state in known if state is not None else not row.from_states


def as_codes(name: str, value: object) -> object:
    """A field's value with the Chinese words of its choices turned into codes: 边缘户 -> marginal; else as it is."""
    words = _words_of(name)
    if isinstance(value, (list, tuple)):
        return [words.get(one.strip(), one) if isinstance(one, str) else one for one in value]
    return words.get(value.strip(), value) if isinstance(value, str) else value


@cache
def _words_of(name: str) -> Mapping[str, str]:
    needs = (need for table in TABLES.values() for row in table for need in row.needs if need.field == name)
    enums = {need.choices for need in needs if need.choices}
    return {member.label: member.value for enum in enums for member in enum}


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
        "needs": [
            {
                "field": need.field,
                "type": need.type,
                "required": need.required,
                "choices": [member.value for member in need.choices or ()],
            }
            for need in row.needs
        ],
        "papers": [{"kind": p.kind, "name": p.name, "frozen": p.is_frozen} for p in row.papers],
    }
