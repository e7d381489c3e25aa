"""What a row of the alert table does beside the change of state: clocks, departments, measures, facts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta

from sqlalchemy import select

from app.models.cases import Alert, Measure, PlatformTask
from app.models.enums import AlertState, MeasureState
from app.models.facts import HouseholdFact
from app.models.household import IncomeStatement
from app.services import departments
from app.services.alerts.doing import DoingAlert
from app.services.alerts.loading import pause_end
from app.services.cases.consequences import recall_clearing_in
from app.services.procedure.steps import steps_of
from app.services.workflow.alert_guards import GAP_FACTS
from app.services.workflow.common_guards import a_day, integer, truth

Effect = Callable[[DoingAlert], None]


def apply(doing: DoingAlert) -> None:
    """Carry out what the step's action brings; the state itself has been assigned by the door."""
    effect = _EFFECTS.get(doing.step.action)
    if effect:
        effect(doing)


def _task(doing: DoingAlert, kind: str, *, done: bool, known_on: date | None = None) -> None:
    """What is to be done on the platform, or was done there on the day that the form says (or is known before)."""
    day = a_day(doing.data.get("platform_on")) or known_on if done else None
    doing.traces.add(
        PlatformTask(
            kind=kind,
            household_id=doing.alert.household_id,
            alert_id=doing.alert.id,
            opened_on=doing.on,
            done_on=day,
            done_by=doing.step.actor if day else None,
        )
    )


def _marked(doing: DoingAlert) -> None:
    doing.traces.set(doing.alert, platform_on=a_day(doing.data.get("platform_on")))
    _task(doing, "mark_alert", done=True)
    _link_previous(doing)
    recall_clearing_in(doing.tx, doing.running, doing.alert.household_id, doing.given, traces=doing.traces)


def _link_previous(doing: DoingAlert) -> None:
    """The same gap again after the months of 反弹: the new alert names the old one."""
    named = str(doing.data.get("previous") or "")
    earlier = select(Alert).where(
        Alert.household_id == doing.alert.household_id, Alert.gap == doing.alert.gap, Alert.id < doing.alert.id
    )
    earlier = earlier.where(Alert.number == named) if named else earlier.where(Alert.closed_on.is_not(None))
    found = doing.session.scalars(earlier.order_by(Alert.id.desc())).first()
    if found is not None:
        doing.traces.set(doing.alert, previous_alert_id=found.id)


def _recalls_clearing(doing: DoingAlert) -> None:
    """An emergency, or a gap that comes back, says as much against 拟消除 as a new mark."""
    recall_clearing_in(doing.tx, doing.running, doing.alert.household_id, doing.given, traces=doing.traces)


def _confirmed(doing: DoingAlert) -> None:
    doing.traces.set(doing.alert, level=str(doing.data["level"])[:40], limit_on=a_day(doing.data["limit_on"]))


def _assigned(doing: DoingAlert) -> None:
    """Rows 8 and 13: the clocks start anew; of the measures only the finished ones are kept."""
    _end_pause(doing)
    department = departments.find_in(doing.session, str(doing.data["department"]))
    doing.traces.set(
        doing.alert,
        department_id=department.id if department else None,
        department_contact=str(doing.data.get("contact") or "") or None,
        assigned_on=doing.on,
        responded_on=None,
        response_due_on=a_day(doing.data["response_due_on"]),
        due_on=a_day(doing.data["due_on"]),
    )
    if doing.step.action == "reassign":
        for measure in _measures(doing):
            if measure.state == MeasureState.PLANNED:
                doing.traces.set(measure, state=MeasureState.CANCELLED.value, cancelled_reason="改办")


def _measures(doing: DoingAlert) -> list[Measure]:
    own = select(Measure).where(Measure.alert_id == doing.alert.id).order_by(Measure.id)
    return list(doing.session.scalars(own))


def _accepted(doing: DoingAlert) -> None:
    """Row 9 stops the response clock."""
    doing.traces.set(doing.alert, responded_on=doing.on, department_contact=str(doing.data["person"])[:200])


def _declined(doing: DoingAlert) -> None:
    doing.traces.set(
        doing.alert,
        declined=doing.alert.declined + 1,
        department_id=None,
        department_contact=None,
        assigned_on=None,
        responded_on=None,
        response_due_on=None,
        due_on=None,
    )


def _reminded(doing: DoingAlert) -> None:
    doing.traces.set(doing.alert, reminders=doing.alert.reminders + 1)


def _escalated(doing: DoingAlert) -> None:
    doing.traces.set(doing.alert, is_escalated=1)


def _measures_planned(doing: DoingAlert) -> None:
    rows = doing.data["measures"]
    for row in rows if isinstance(rows, (list, tuple)) else []:
        if isinstance(row, Mapping):
            doing.traces.add(_measure(doing, row))
    if doing.alert.responded_on is None:
        doing.traces.set(doing.alert, responded_on=doing.on)


def _measure(doing: DoingAlert, row: Mapping[str, object]) -> Measure:
    alert = doing.alert
    return Measure(
        spell_id=alert.spell_id,
        household_id=alert.household_id,
        alert_id=alert.id,
        department_id=alert.department_id,
        group=str(row["group"]),
        description=str(row.get("description") or "")[:200] or None,
        responsible=str(row.get("responsible") or "")[:200],
        starts_on=a_day(row.get("starts_on")) or doing.on,
        due_on=a_day(row.get("due_on")),
        amount_fen=integer(row.get("amount_fen")),
        state=MeasureState.PLANNED.value,
    )


def _measure_updated(doing: DoingAlert) -> None:
    """Row 15: by its id, else the open one of the same group, else a new one."""
    row = doing.data["measure"]
    if not isinstance(row, Mapping):
        return
    measure = _known_measure(doing, row) or doing.traces.add(_measure(doing, row))
    state = str(row.get("state") or MeasureState.PLANNED.value)
    values: dict[str, object] = {"state": state}
    for name in ("description", "responsible"):
        if row.get(name):
            values[name] = str(row[name])[:200]
    for name, read in (("starts_on", a_day), ("due_on", a_day), ("amount_fen", integer)):
        if row.get(name) is not None:
            values[name] = read(row[name])
    if state == MeasureState.DONE:
        values |= {"done_on": a_day(row.get("done_on")) or doing.on, "evidence": str(row["evidence"])}
    elif state == MeasureState.CANCELLED:
        values["cancelled_reason"] = str(row.get("cancelled_reason") or row.get("reason"))[:200]
    doing.traces.set(measure, **values)


def _known_measure(doing: DoingAlert, row: Mapping[str, object]) -> Measure | None:
    number = integer(row.get("id"))
    if number is not None:
        return next((measure for measure in _measures(doing) if measure.id == number), None)
    still_open = [m for m in _measures(doing) if m.state == MeasureState.PLANNED and m.group == row.get("group")]
    is_change = row.get("state") in (MeasureState.DONE, MeasureState.CANCELLED)
    return still_open[0] if still_open and is_change else None


def _extended(doing: DoingAlert) -> None:
    """The finish date moves, and the limit with it where it would be passed."""
    due = a_day(doing.data["due_on"])
    limit = doing.alert.limit_on
    doing.traces.set(doing.alert, due_on=due, limit_on=max(limit, due) if limit and due else limit)


def _paused(doing: DoingAlert) -> None:
    doing.traces.set(doing.alert, paused_on=doing.on)


def _resumed(doing: DoingAlert) -> None:
    """Paused time does not count: dates that had not passed move by as many days; it stays printed by itself."""
    alert = doing.alert
    stood_still, since = _end_pause(doing), alert.response_due_on
    if stood_still is None:
        return
    owes = alert.state == AlertState.ASSIGNED and alert.responded_on is None and since is not None
    doing.traces.set(
        alert,
        response_due_on=since + stood_still if owes and since else since,
        due_on=alert.due_on + stood_still if alert.due_on else None,
        limit_on=alert.limit_on + stood_still if alert.limit_on else None,
    )


def _end_pause(doing: DoingAlert) -> timedelta | None:
    """End a pause; how long it stood still: at most to the end that was approved. None when nothing was paused."""
    alert = doing.alert
    if alert.paused_on is None:
        return None
    until = min(doing.on, pause_end(steps_of(doing.session, alert)) or doing.on)
    stood_still = max(until - alert.paused_on, timedelta())
    doing.traces.set(alert, paused_on=None, paused_days=alert.paused_days + stood_still.days)
    return stood_still


def _closure_requested(doing: DoingAlert) -> None:
    doing.traces.set(doing.alert, close_platform_on=a_day(doing.data.get("platform_on")))


def _closure_refused(doing: DoingAlert) -> None:
    due, limit = a_day(doing.data["due_on"]), doing.alert.limit_on
    doing.traces.set(
        doing.alert,
        returned=doing.alert.returned + 1,
        close_platform_on=None,
        due_on=due,
        limit_on=max(limit, due) if limit and due else limit,
    )


def _closed(doing: DoingAlert) -> None:
    """Row 19: what the two verifiers found on the spot becomes facts of that day, dated after the help."""
    platform_on = a_day(doing.data.get("platform_on")) or doing.alert.close_platform_on
    doing.traces.set(
        doing.alert,
        closed_on=doing.on,
        close_platform_on=platform_on,
        follow_up_due_on=doing.on + timedelta(days=doing.running.plan.limits.follow_up_days),
    )
    _task(doing, "close_alert", done=True, known_on=platform_on)
    items = doing.data.get("exit_items")
    said = items if isinstance(items, Mapping) else {}
    found = {fact: truth(said[item]) for item, fact in GAP_FACTS.items() if truth(said.get(item)) is not None}
    if found:
        doing.traces.add(
            HouseholdFact(
                household_id=doing.alert.household_id,
                year=doing.on.year,
                occasion="annual",
                source="verification",
                observed_on=doing.on,
                step_id=doing.step.id,
                **found,
            )
        )
    net, heads = integer(doing.data.get("net_income_fen")), integer(doing.data.get("heads"))
    if net is not None and heads:
        doing.traces.add(
            IncomeStatement(
                household_id=doing.alert.household_id,
                year=doing.on.year,
                occasion="annual",
                source="verification",
                basis="销号核实",
                observed_on=doing.on,
                heads=heads,
                net_fen=net,
            )
        )


def _reopened(doing: DoingAlert) -> None:
    """Row 22: back to 预警对象, with the new fact beside the old; the department is chosen again."""
    alert = doing.alert
    told = "\n".join(filter(None, (alert.fact, f"{doing.on.isoformat()} 反弹：{doing.data['fact']}")))
    doing.traces.set(
        alert,
        fact=told,
        closed_on=None,
        close_platform_on=None,
        follow_up_due_on=None,
        due_on=None,
        limit_on=None,
        department_id=None,
        department_contact=None,
        assigned_on=None,
        responded_on=None,
        response_due_on=None,
        paused_days=0,
        reminders=0,
        is_escalated=0,
    )
    _task(doing, "mark_alert", done=False)
    _recalls_clearing(doing)


_EFFECTS: Mapping[str, Effect] = {
    "mark": _marked,
    "emergency": _recalls_clearing,
    "confirm": _confirmed,
    "assign": _assigned,
    "reassign": _assigned,
    "accept": _accepted,
    "decline": _declined,
    "remind": _reminded,
    "escalate": _escalated,
    "plan_measures": _measures_planned,
    "update_measure": _measure_updated,
    "extend": _extended,
    "pause": _paused,
    "resume": _resumed,
    "request_closure": _closure_requested,
    "refuse_closure": _closure_refused,
    "close": _closed,
    "reopen": _reopened,
}
