"""The months after the entry: checks, an alert that was closed and one that is open."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import select

from app.models.cases import Alert, Measure, MonitoringSpell, MonthlyCheck, WorkflowStep
from app.models.plans import Department
from app.services import clock
from app.services.context import Actor

if TYPE_CHECKING:
    from tests.services.papers.year import Year

ACTOR = Actor(session_user="王测", name="王测", on_behalf_of="石门镇")


def watch(year: Year) -> None:
    """April's checks, and one alert that went to a department and was closed, one that is open."""
    watched = year.found["monitored"]
    with year.ledger.transaction("test.watch", actor=ACTOR, today=date(2020, 5, 30)) as tx:
        water = tx.session.scalars(select(Department).where(Department.code == "water")).first()
        if water is None:
            water = Department(code="water", name="区水务局", duties="water")
            tx.session.add(water)
            tx.session.flush()
        for number, code in enumerate(watched):
            spell = tx.session.scalars(
                select(MonitoringSpell).where(MonitoringSpell.household_id == year.homes[code])
            ).one()
            if number:
                tx.session.add(
                    MonthlyCheck(
                        spell_id=spell.id,
                        household_id=spell.household_id,
                        month="2020-04",
                        checked_on=date(2020, 4, 25),
                        checker="测监测员",
                        way="visit",
                        housing="normal",
                        education="normal",
                        medical="normal",
                        water="gap" if number < 3 else "normal",
                        income="changed",
                        employment="normal",
                        living="normal",
                        notes='{"water":"水源枯竭","income":"务工收入减少"}',
                    )
                )
            if number in (1, 2):
                _alert(tx, spell, number=number, department=water, closed=number == 1)


def _alert(tx, spell: MonitoringSpell, *, number: int, department: Department, closed: bool) -> None:
    days = {"mark": (4, 25), "review_village": (4, 26), "confirm": (4, 27), "assign": (4, 28)}
    if closed:
        days |= {"plan_measures": (4, 30), "request_closure": (5, 20), "close": (5, 25)}
    states = {
        "mark": "marked",
        "review_village": "reviewed",
        "confirm": "confirmed",
        "assign": "assigned",
        "plan_measures": "helping",
        "request_closure": "closure_requested",
        "close": "closed",
    }
    alert = Alert(
        number=f"2020-{number:04d}",
        household_id=spell.household_id,
        spell_id=spell.id,
        plan_id=1,
        gap="water",
        state="closed" if closed else "assigned",
        is_open=int(not closed),
        level="red",
        fact="水源枯竭，取水往返超过30分钟",
        found_on=date(2020, 4, 25),
        state_since_on=date(2020, 4, 28),
        department_id=department.id,
        department_contact="赵工",
        assigned_on=date(2020, 4, 28),
        response_due_on=date(2020, 5, 1),
        due_on=date(2020, 5, 28),
        closed_on=date(2020, 5, 25) if closed else None,
    )
    tx.session.add(alert)
    tx.session.flush()
    before = ""
    rows = {
        "mark": "1",
        "review_village": "4",
        "confirm": "6",
        "assign": "8",
        "plan_measures": "14",
        "request_closure": "17",
        "close": "19",
    }
    for position, (action, day) in enumerate(days.items(), start=1):
        data = '{"facts":{"water":true},"verifiers":["王测","赵队"]}' if action == "close" else "{}"
        tx.session.add(
            WorkflowStep(
                workflow="alert",
                alert_id=alert.id,
                household_id=spell.household_id,
                number=position,
                row=rows[action],
                action=action,
                from_state=before or None,
                to_state=states[action],
                party="T",
                session_user="王测",
                actor="刘镇长",
                on_behalf_of="石门镇",
                signers='[{"name":"刘镇长","office":"石门镇"}]',
                occurred_on=date(2020, *day),
                recorded_at=clock.instant_on(date(2020, 5, 30)),
                data=data,
            )
        )
        before = states[action]
    if closed:
        tx.session.add(
            Measure(
                spell_id=spell.id,
                household_id=spell.household_id,
                alert_id=alert.id,
                department_id=department.id,
                group="water",
                description="新建取水点1处",
                responsible="赵工",
                due_on=date(2020, 5, 20),
                amount_fen=1_200_000,
                state="done",
                done_on=date(2020, 5, 18),
                evidence="水质检测报告",
            )
        )
