"""Visiting teams, whom they visit, and how far they are (plan 五（二））."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models.cases import Case
from app.models.enums import CaseState
from app.models.household import Household, HouseholdSummary
from app.models.visits import VisitAssignment, VisitTeam
from app.services import plans
from app.services.changes import ChangeSet
from app.services.context import Actor
from app.services.errors import NotFound, Reason, refuse
from app.services.ledger import Ledger, Transaction
from app.services.plan_cases import of_plan
from app.services.visits.worklist import Progress, WorkRow, work_rows
from app.services.workflow.facts import Signer


@dataclass(frozen=True, slots=True)
class Team:
    """A team with its members and its progress."""

    id: int
    name: str
    leader: str
    members: tuple[Signer, ...]
    progress: dict[Progress, int]

    @property
    def households(self) -> int:
        """How many the team has to visit in all."""
        return sum(self.progress.values())


@dataclass(frozen=True, slots=True)
class Assigned:
    """How many cases an assignment moved."""

    count: int
    changes: ChangeSet | None


class TeamService:
    """Makes teams, gives them households, and says who is where."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def teams(self, *, today: date) -> tuple[Team, ...]:
        """The teams of the running plan, by name, with their progress."""
        with self._ledger.reading() as session:
            running = plans.plan_in(session, day=today)
            rows = session.scalars(
                select(VisitTeam).where(VisitTeam.plan_id == running.plan_id).order_by(VisitTeam.id)
            ).all()
            counts: dict[int | None, Counter[Progress]] = {}
            for work in work_rows(session, running.plan_id):
                counts.setdefault(work.team_id, Counter())[work.progress] += 1
        return tuple(
            Team(row.id, row.name, row.leader or "", members_of(row), dict(counts.get(row.id, {}))) for row in rows
        )

    def work(
        self,
        *,
        today: date,
        team_id: int | None = None,
        village_id: int | None = None,
        unassigned: bool = False,
        progress: Progress | None = None,
    ) -> tuple[WorkRow, ...]:
        """The households to visit, by village, group and head; every argument narrows."""
        with self._ledger.reading() as session:
            running = plans.plan_in(session, day=today)
            rows = work_rows(session, running.plan_id, team_id=team_id, village_id=village_id)
        return tuple(
            row
            for row in rows
            if (not unassigned or row.team_id is None) and (progress is None or row.progress is progress)
        )

    def save_team(
        self,
        name: str,
        *,
        leader: str,
        members: Sequence[Signer],
        actor: Actor,
        today: date,
        team_id: int | None = None,
    ) -> int:
        """Make a team, or change the one of this id; two members at least, the name is free. Returns its id."""
        named = [member for member in members if member.name.strip()]
        if not name.strip():
            raise refuse("visit.team_unnamed")
        if len({member.name.strip() for member in named}) < 2:
            raise refuse("visit.team_too_small", team=name, given=len(named))
        with self._ledger.transaction("visit.save_team", actor=actor, today=today) as tx:
            running = plans.plan_in(tx.session, day=today)
            other = tx.session.scalars(
                select(VisitTeam).where(VisitTeam.plan_id == running.plan_id, VisitTeam.name == name.strip())
            ).one_or_none()
            if other is not None and other.id != team_id:
                raise refuse("visit.team_exists", team=name)
            team = _team(tx, team_id) if team_id is not None else VisitTeam(plan_id=running.plan_id, name="")
            team.name, team.leader = name.strip(), leader.strip() or None
            team.members = json.dumps([{"name": m.name, "office": m.office} for m in named], ensure_ascii=False)
            tx.session.add(team)
            tx.session.flush()
            tx.about("visit_team", team.uid)
            return team.id

    def remove_team(self, team_id: int, *, actor: Actor, today: date) -> ChangeSet | None:
        """Dissolve a team that has no households left."""
        with self._ledger.transaction("visit.remove_team", actor=actor, today=today) as tx:
            team = _team(tx, team_id)
            count = tx.session.scalar(select(func.count()).where(VisitAssignment.team_id == team_id)) or 0
            if count:
                raise refuse("visit.team_has_households", team=team.name, count=count)
            tx.about("visit_team", team.uid)
            tx.session.delete(team)
        return tx.changes

    def assign(
        self,
        team_id: int | None,
        *,
        actor: Actor,
        today: date,
        village_ids: Collection[int] = (),
        group_ids: Collection[int] = (),
        household_codes: Collection[str] = (),
        take_over: bool = False,
    ) -> Assigned:
        """Give a team the households of 初步名单 in villages, groups or by code; None takes them away again.

        What another team already has stays there unless ``take_over``. Visited households are not moved.
        """
        with self._ledger.transaction("visit.assign", actor=actor, today=today) as tx:
            team = _team(tx, team_id) if team_id is not None else None
            cases = _listed_cases(tx.session, plans.plan_in(tx.session, day=today).plan_id)
            wanted = _chosen(cases, village_ids, group_ids, household_codes)
            if not wanted:
                raise refuse("visit.nothing_to_assign")
            count = sum(_give(tx, case_id, team, take_over=take_over) for case_id in wanted)
            if not count:
                raise refuse("visit.assigned_elsewhere", count=len(wanted))
            tx.note(count=count)
        return Assigned(count, tx.changes)

    def mark_printed(self, household_codes: Collection[str], *, on: date, actor: Actor, today: date) -> Assigned:
        """Note that the forms of these households were printed; those in no team's hands are noted too."""
        with self._ledger.transaction("visit.mark_printed", actor=actor, today=today) as tx:
            count = mark_printed_in(tx, household_codes, on=on)
            if not count:
                raise refuse("visit.nothing_to_print")
            tx.note(count=count)
        return Assigned(count, tx.changes)


def mark_printed_in(tx: Transaction, household_codes: Collection[str], *, on: date) -> int:
    """The same in a running transaction; returns how many forms were noted."""
    running = plans.plan_in(tx.session, day=tx.today)
    cases = _listed_cases(tx.session, running.plan_id)
    chosen = _chosen(cases, (), (), household_codes)
    known = {
        row.case_id: row
        for row in tx.session.scalars(select(VisitAssignment).where(VisitAssignment.case_id.in_(chosen)))
    }
    without_team = [case_id for case_id in chosen if case_id not in known]
    if without_team:
        team = _unassigned_team(tx, running.plan_id)
        for case_id in without_team:
            tx.session.add(VisitAssignment(case_id=case_id, team_id=team.id, printed_on=on))
    for row in known.values():
        row.printed_on = on
    return len(chosen)


UNASSIGNED = "未分组"


def _unassigned_team(tx: Transaction, plan_id: int) -> VisitTeam:
    """Forms that were printed before anybody was told to go."""
    team = tx.session.scalars(
        select(VisitTeam).where(VisitTeam.plan_id == plan_id, VisitTeam.name == UNASSIGNED)
    ).one_or_none()
    if team is None:
        team = VisitTeam(plan_id=plan_id, name=UNASSIGNED)
        tx.session.add(team)
        tx.session.flush()
    return team


def members_of(team: VisitTeam) -> tuple[Signer, ...]:
    """The persons of a team."""
    return tuple(Signer(entry["name"], entry.get("office", "")) for entry in json.loads(team.members))


def _team(tx: Transaction, team_id: int) -> VisitTeam:
    team = tx.session.get(VisitTeam, team_id)
    if team is None:
        raise NotFound(Reason("visit.team_not_found", {"team": team_id}))
    return team


@dataclass(frozen=True, slots=True)
class _Listed:
    case_id: int
    code: str
    village_id: int
    group_id: int | None


def _listed_cases(session: Session, plan_id: int) -> list[_Listed]:
    rows = session.execute(
        select(Case.id, Household.code, Household.village_id, Household.group_id)
        .join(Household, Household.id == Case.household_id)
        .join(HouseholdSummary, HouseholdSummary.household_id == Household.id, isouter=True)
        .where(of_plan(plan_id), Case.is_open == 1, Case.state == CaseState.LISTED.value)
    )
    return [_Listed(*row) for row in rows]


def _chosen(
    cases: Sequence[_Listed], villages: Collection[int], groups: Collection[int], codes: Collection[str]
) -> list[int]:
    named = set(codes)
    return [
        case.case_id
        for case in cases
        if case.village_id in villages or (case.group_id in groups if case.group_id else False) or case.code in named
    ]


def _give(tx: Transaction, case_id: int, team: VisitTeam | None, *, take_over: bool) -> bool:
    row = tx.session.scalars(select(VisitAssignment).where(VisitAssignment.case_id == case_id)).one_or_none()
    if team is None:
        if row is not None:
            tx.session.delete(row)
        return row is not None
    if row is None:
        tx.session.add(VisitAssignment(case_id=case_id, team_id=team.id))
        return True
    free = tx.session.get_one(VisitTeam, row.team_id).name == UNASSIGNED
    if row.team_id == team.id or not (take_over or free):
        return False
    row.team_id = team.id
    return True
