"""问题整改: problems of 大排查, 回头看 and inspections, by when and by whom, and what proves the end (workflow 5)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models.cases import Problem
from app.models.enums import Labelled
from app.models.household import Household, HouseholdSummary
from app.models.region import Region
from app.services.changes import ChangeSet
from app.services.context import Actor
from app.services.errors import NotFound, Reason, refuse, refuse_all
from app.services.ledger import Ledger


class Manner(Labelled):
    """How a problem is put right (plan 七（三）)."""

    AT_ONCE = "at_once", "立行立改"
    LASTING = "lasting", "持续整改"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewProblem:
    """A problem as it was found; of a household, of a village, or of the township."""

    source: str
    content: str
    responsible: str
    found_on: date
    due_on: date | None = None
    manner: Manner = Manner.AT_ONCE
    household_code: str | None = None
    village_id: int | None = None


@dataclass(frozen=True, slots=True)
class ProblemRow:
    """A line of the register."""

    id: int
    number: str
    source: str
    content: str
    responsible: str
    manner: Manner
    household_code: str | None
    head_name: str | None
    village_name: str | None
    found_on: date | None
    due_on: date | None
    done_on: date | None
    proof: str

    def is_late(self, today: date) -> bool:
        """Whether it is open after its day."""
        return self.done_on is None and self.due_on is not None and self.due_on < today


class ProblemService:
    """The register of problems."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def problems(self, *, include_done: bool = False, village_id: int | None = None) -> tuple[ProblemRow, ...]:
        """The register, what is due first on top."""
        with self._ledger.reading() as session:
            statement = (
                select(Problem, HouseholdSummary.code, HouseholdSummary.head_name, Region.name)
                .join(HouseholdSummary, HouseholdSummary.household_id == Problem.household_id, isouter=True)
                .join(Region, Region.id == Problem.village_id, isouter=True)
                .order_by(Problem.done_on.is_not(None), Problem.due_on.is_(None), Problem.due_on, Problem.id)
            )
            if not include_done:
                statement = statement.where(Problem.done_on.is_(None))
            if village_id is not None:
                statement = statement.where(Problem.village_id == village_id)
            return tuple(_row(*row) for row in session.execute(statement))

    def late(self, *, today: date) -> tuple[ProblemRow, ...]:
        """Open problems after their day."""
        return tuple(row for row in self.problems() if row.is_late(today))

    def add(self, problem: NewProblem, *, actor: Actor, today: date) -> str:
        """Enter a problem; returns its number within the year it was found."""
        with self._ledger.transaction("problem.add", actor=actor, today=today) as tx:
            refuse_all(_problems(problem, today))
            household = _household(tx.session, problem.household_code)
            year = problem.found_on.year
            count = tx.session.scalar(select(func.count()).where(Problem.number.startswith(f"{year}-"))) or 0
            row = Problem(
                number=f"{year}-{count + 1:03}",
                source=problem.source.strip(),
                household_id=household.id if household else None,
                village_id=household.village_id if household else problem.village_id,
                content=problem.content.strip(),
                responsible=problem.responsible.strip() or None,
                found_on=problem.found_on,
                due_on=problem.due_on,
                manner=problem.manner.value,
            )
            tx.session.add(row)
            tx.session.flush()
            tx.about("problem", row.uid, occurred_on=problem.found_on)
        return row.number

    def finish(self, problem_id: int, *, on: date, proof: str, actor: Actor, today: date) -> ChangeSet | None:
        """The problem is put right, with what proves it."""
        with self._ledger.transaction("problem.finish", actor=actor, today=today) as tx:
            row = tx.session.get(Problem, problem_id)
            if row is None:
                raise NotFound(Reason("problem.not_found"))
            if row.done_on is not None:
                raise refuse("problem.done_already", number=row.number, done_on=row.done_on)
            if not proof.strip():
                raise refuse("problem.proof_missing")
            if on > today or (row.found_on and on < row.found_on):
                raise refuse("problem.impossible_day", day=on, found_on=row.found_on, today=today)
            row.done_on, row.proof = on, proof.strip()
            tx.about("problem", row.uid, occurred_on=on)
        return tx.changes


def _problems(problem: NewProblem, today: date) -> Iterator[Reason]:
    fields = {"问题来源": problem.source, "问题内容": problem.content, "责任人": problem.responsible}
    missing = [label for label, value in fields.items() if not value.strip()]
    if missing:
        yield Reason("problem.incomplete", {"fields": missing})
    if problem.found_on > today:
        yield Reason("problem.future", {"day": problem.found_on, "today": today})
    if problem.due_on and problem.due_on < problem.found_on:
        yield Reason("problem.due_before_found", {"due_on": problem.due_on, "found_on": problem.found_on})
    if problem.manner is Manner.AT_ONCE and problem.due_on is None:
        yield Reason("problem.due_missing")


def _household(session: Session, code: str | None) -> Household | None:
    if code is None:
        return None
    household = session.scalars(select(Household).where(Household.code == code)).one_or_none()
    if household is None:
        raise NotFound(Reason("household.not_found", {"code": code}))
    return household


def _row(problem: Problem, code: str | None, head: str | None, village: str | None) -> ProblemRow:
    return ProblemRow(
        id=problem.id,
        number=problem.number,
        source=problem.source,
        content=problem.content or "",
        responsible=problem.responsible or "",
        manner=Manner(problem.manner),
        household_code=code,
        head_name=head,
        village_name=village,
        found_on=problem.found_on,
        due_on=problem.due_on,
        done_on=problem.done_on,
        proof=problem.proof or "",
    )
