"""Writes of the tab: each in the background, its refusal back to the form that asked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QCoreApplication

from app.services.cases.door import Outcome
from app.services.cases.request import parse_step
from app.services.errors import Refused
from app.services.visits.form import VisitForm
from app.services.visits.service import VisitSaved
from app.ui.common.context import TabContext
from app.ui.common.tasks import Task
from app.ui.visits.attempt import Attempt

translate = QCoreApplication.translate
OnRefused = Callable[[Refused], None]
OnSaved = Callable[[VisitSaved], None]


class Saver:
    """Hands what was typed to the services."""

    def __init__(self, context: TabContext) -> None:
        self._context = context

    def visit(self, code: str, form: VisitForm, *, is_clearing: bool, saved: OnSaved, refused: OnRefused) -> Task:
        """Store a visit form."""
        visits, actor, today = self._context.office.visits, self._context.actor(), self._context.today()
        return self._start(
            translate("visits", "保存走访表"),
            lambda: visits.record_visit(code, form, clearing=is_clearing, actor=actor, today=today),
            saved,
            refused,
        )

    def attempt(self, code: str, given: Attempt, *, saved: OnSaved, refused: OnRefused) -> Task:
        """Store that nobody was met."""
        visits, actor, today = self._context.office.visits, self._context.actor(), self._context.today()
        return self._start(
            translate("visits", "保存未访成"),
            lambda: visits.record_attempt(
                code,
                given.outcome,
                on=given.on,
                next_on=given.next_on,
                visitors=given.visitors,
                leader_decision=given.leader_decision,
                actor=actor,
                today=today,
            ),
            saved,
            refused,
        )

    def revisit(self, code: str, *, cause: str, on: date, saved: OnSaved, refused: OnRefused) -> Task:
        """Send a household back to be visited again."""
        visits, actor, today = self._context.office.visits, self._context.actor(), self._context.today()
        return self._start(
            translate("visits", "登记需复访"),
            lambda: visits.require_revisit(code, cause=cause, on=on, actor=actor, today=today),
            saved,
            refused,
        )

    def take_back(self, code: str, *, reason: str, done: Callable[[Outcome], None], refused: OnRefused) -> Task:
        """Take the household's last own step back."""
        cases, actor, today = self._context.office.cases, self._context.actor(), self._context.today()

        def work(_: object) -> Outcome:
            given = parse_step({"reason": reason}, today=today)
            outcome = cases.take("take_back", households=[code], given=given, actor=actor, today=today)
            if outcome.refused:
                raise Refused(*outcome.refused[0].reasons)
            return outcome

        task = self._context.runner.start(translate("visits", "撤回上一步"), work)
        task.succeeded.connect(done)
        task.refused.connect(refused)
        return task

    def _start(self, name: str, work: Callable[[], VisitSaved], saved: OnSaved, refused: OnRefused) -> Task:
        task = self._context.runner.start(name, lambda _: work())
        task.succeeded.connect(saved)
        task.refused.connect(refused)
        return task
