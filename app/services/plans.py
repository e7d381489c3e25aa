"""The plans of the years: from a preset, by shifting an earlier one, edited as versions with reasons (design 2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models.cases import Alert, Case
from app.models.household import HouseholdSummary
from app.models.plans import Permit as PermitRow
from app.models.plans import PermitUse, PlanVersion, PlanYear
from app.services import directory
from app.services.context import Actor
from app.services.errors import Conflict, NotFound, Reason, Refused, refuse, refuse_all
from app.services.ledger import Ledger, Transaction
from app.services.plan_versions import VersionRow, version_rows
from app.services.workflow.facts import Permit
from app.services.workflow.plan import Plan, dump, load, preset, presets

SHIFTED_FROM = "由{year}年方案平移"  # the reason of a version that was made by shifting


@dataclass(frozen=True, slots=True)
class RunningPlan:
    """A plan in force: its row, its version, and its content."""

    plan_id: int
    version_id: int
    version: int
    status: str
    plan: Plan


def plan_in(session: Session, *, year: int | None = None, day: date | None = None) -> RunningPlan:
    """The plan of a year, or the one that judges ``day``: the latest plan whose year has begun, else the earliest."""
    statement = select(PlanYear).order_by(PlanYear.year.desc())
    plans = list(session.scalars(statement))
    if year is not None:
        chosen = next((p for p in plans if p.year == year), None)
    else:
        begun = [p for p in plans if day is None or p.year <= day.year]
        chosen = begun[0] if begun else (plans[-1] if plans else None)
        chosen = _until_monitoring_opens(session, chosen, plans, day)
    if chosen is None:
        raise NotFound(Reason("plan.not_found", {"year": year or (day.year if day else "")}))
    return _running(session, chosen)


def open_plan_in(session: Session, *, day: date) -> RunningPlan:
    """The plan that judges a day; Refused once its year is closed and read-only."""
    running = plan_in(session, day=day)
    if running.status == "closed":
        raise refuse("plan.closed", year=running.plan.year)
    return running


def looked_up_in(session: Session, *, today: date, year: int | None) -> tuple[RunningPlan, date]:
    """The plan of a year that is looked up, and the day on which it is asked: an earlier year's last day."""
    running = plan_in(session, day=today)
    if year is None or year == running.plan.year:
        return running, today
    return plan_in(session, year=year), min(today, date(year, 12, 31))


def refuse_closed_in(session: Session, *years: int) -> None:
    """Refused when one of these years has been closed: what it holds can be read and no more be written."""
    closed = select(PlanYear.year).where(PlanYear.year.in_(years), PlanYear.status == "closed")
    refuse_all(Reason("plan.closed", {"year": year}) for year in session.scalars(closed.order_by(PlanYear.year)))


def refuse_closed_plan_in(session: Session, plan_id: int) -> None:
    """The same for what belongs to a plan."""
    refuse_closed_in(session, *session.scalars(select(PlanYear.year).where(PlanYear.id == plan_id)))


def _until_monitoring_opens(
    session: Session, chosen: PlanYear | None, plans: Sequence[PlanYear], day: date | None
) -> PlanYear | None:
    """A new year's plan runs from its own first day; nothing is said here of the old plan's open cases."""
    if chosen is None or day is None:
        return chosen
    opens = min(w.opens_on for w in _running(session, chosen).plan.stages)
    older = [p for p in plans if p.year < chosen.year]
    return older[0] if day < opens and older else chosen


def _running(session: Session, row: PlanYear) -> RunningPlan:
    version = session.scalars(
        select(PlanVersion).where(PlanVersion.plan_id == row.id, PlanVersion.number == row.current_version_number)
    ).one()
    return RunningPlan(row.id, version.id, version.number, row.status, load(version.body))


@dataclass(frozen=True, slots=True)
class PermitUseView:
    """A household that a permit names, and which of its actions it has used up."""

    household_id: int
    code: str
    head: str
    village: str
    used: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PermitRowView:
    """A permit as the supervision bulletin lists it: what it allows, and how much of it was used."""

    paper_no: str
    actions: tuple[str, ...]
    last_day: date
    reason: str
    signer: str
    households: int
    used: int
    permit_id: int = 0
    uses: tuple[PermitUseView, ...] = ()


class PlanService:
    """Makes, edits and reads plans, and gives permits."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def current(self, today: date) -> RunningPlan:
        """The plan that judges this day; NotFound when there is none."""
        with self._ledger.reading() as session:
            return plan_in(session, day=today)

    def of_year(self, year: int) -> RunningPlan:
        """The plan of one year; NotFound when there is none."""
        with self._ledger.reading() as session:
            return plan_in(session, year=year)

    def years(self) -> Sequence[int]:
        """The years with a plan, earliest first."""
        with self._ledger.reading() as session:
            return list(session.scalars(select(PlanYear.year).order_by(PlanYear.year)))

    def create_from_preset(self, code: str, *, year: int, actor: Actor, today: date) -> RunningPlan:
        """A plan from a preset, its dates moved to ``year``."""
        if code not in presets():
            raise refuse("plan.unknown_preset", preset=code, known=list(presets()))
        plan = preset(code)
        return self._create(
            plan if plan.year == year else plan.shifted(year), reason="按预置方案新建", actor=actor, today=today
        )

    def copy_to(self, year: int, *, from_year: int, actor: Actor, today: date) -> RunningPlan:
        """A new year's plan: the content of another year's, its dates shifted."""
        source = self.of_year(from_year).plan
        return self._create(source.shifted(year), reason=SHIFTED_FROM.format(year=from_year), actor=actor, today=today)

    def renew(self, year: int, *, from_year: int, actor: Actor, today: date) -> RunningPlan:
        """Shift the earlier plan again over a plan that was made from it before it was edited: a new version."""
        source, known = self.of_year(from_year).plan, self.of_year(year)
        reason = SHIFTED_FROM.format(year=from_year) + "（按改后的方案重新平移）"
        return self.save(source.shifted(year), base_version=known.version, reason=reason, actor=actor, today=today)

    def _create(self, plan: Plan, *, reason: str, actor: Actor, today: date) -> RunningPlan:
        refuse_all(plan.problems())
        with self._ledger.transaction("plan.create", actor=actor, today=today) as tx:
            if tx.session.scalar(select(PlanYear.id).where(PlanYear.year == plan.year)):
                raise refuse("plan.exists", year=plan.year)
            row = PlanYear(year=plan.year, name=plan.name, preset=plan.preset, variant=plan.variant)
            tx.session.add(row)
            tx.session.flush()
            version = PlanVersion(plan_id=row.id, number=1, body=dump(plan), reason=reason)
            tx.session.add(version)
            tx.about("plan", row.uid)
            tx.session.flush()
            return RunningPlan(row.id, version.id, 1, row.status, plan)

    def save(self, plan: Plan, *, base_version: int, reason: str, actor: Actor, today: date) -> RunningPlan:
        """Save an edit as a new version; refused without a reason, on a closed plan, or when the base has moved."""
        if not reason.strip():
            raise refuse("plan.reason_missing")
        refuse_all(plan.problems())
        with self._ledger.transaction("plan.save", actor=actor, today=today) as tx:
            row = tx.session.scalars(select(PlanYear).where(PlanYear.year == plan.year)).one_or_none()
            if row is None:
                raise NotFound(Reason("plan.not_found", {"year": plan.year}))
            if row.status == "closed":
                raise refuse("plan.closed", year=plan.year)
            if row.current_version_number != base_version:
                raise Conflict(Reason("plan.changed_meanwhile", {"year": plan.year}))
            number = base_version + 1
            version = PlanVersion(plan_id=row.id, number=number, body=dump(plan), reason=reason.strip())
            tx.session.add(version)
            row.current_version_number, row.name, row.variant = number, plan.name, plan.variant
            tx.about("plan", row.uid)
            tx.note(version=number)
            tx.session.flush()
            return RunningPlan(row.id, version.id, number, row.status, plan)

    def versions(self, year: int) -> Sequence[VersionRow]:
        """Every saved version, newest first: who saved it when and why, and what differed."""
        with self._ledger.reading() as session:
            return version_rows(session, year)

    def status(self, year: int) -> str:
        """``running`` or ``closed``."""
        with self._ledger.reading() as session:
            return plan_in(session, year=year).status

    def permits(self, year: int) -> Sequence[PermitRowView]:
        """Every permit of a year, with the households it names and those that have used it."""
        with self._ledger.reading() as session:
            plan_id = plan_in(session, year=year).plan_id
            rows = session.scalars(select(PermitRow).where(PermitRow.plan_id == plan_id).order_by(PermitRow.id))
            return [_permit_view(session, row) for row in rows]

    def grant(self, permit: Permit, *, household_ids: Sequence[int], year: int, actor: Actor, today: date) -> None:
        """Store a permit before it is used; refused when incomplete or not signed by a leader or a delegate."""
        with self._ledger.transaction("plan.permit", actor=actor, today=today) as tx:
            if not household_ids:
                raise refuse("permit.incomplete", field="households")
            if permit.last_day < today:
                raise refuse("permit.over_already", field="last_day", last_day=permit.last_day)
            if not directory.may_permit_in(tx.session, permit.signer, on=today):
                raise refuse("permit.signer_not_leader", signer=permit.signer)
            refuse_closed_in(tx.session, year)
            plan_id = plan_in(tx.session, year=year).plan_id
            row = grant_permit_in(tx, plan_id=plan_id, permit=permit, household_ids=household_ids)
            tx.about("permit", row.uid)
            tx.note(households=len(household_ids))

    def close(self, year: int, *, actor: Actor, today: date) -> None:
        """结转 is done: the year becomes read-only; refused while a case or an alert of it is still open."""
        with self._ledger.transaction("plan.close", actor=actor, today=today) as tx:
            running = plan_in(tx.session, year=year)
            counts = [
                tx.session.scalar(select(func.count()).where(table.plan_id == running.plan_id, table.is_open == 1)) or 0
                for table in (Case, Alert)
            ]
            if any(counts):
                raise refuse("plan.still_open", year=year, cases=counts[0], alerts=counts[1])
            row = tx.session.get_one(PlanYear, running.plan_id)
            row.status, row.closed_on = "closed", today
            tx.about("plan", row.uid)


def _permit_view(session: Session, row: PermitRow) -> PermitRowView:
    summary = HouseholdSummary
    statement = (
        select(PermitUse, summary.code, summary.head_name, summary.village_name)
        .join(summary, summary.household_id == PermitUse.household_id)
        .where(PermitUse.permit_id == row.id)
        .order_by(PermitUse.id)
    )
    uses = tuple(
        PermitUseView(use.household_id, code, head, village, tuple(filter(None, use.used_actions.split(","))))
        for use, code, head, village in session.execute(statement)
    )
    actions = tuple(row.actions.split(","))
    used = sum(bool(use.used) for use in uses)
    return PermitRowView(
        row.paper_no, actions, row.last_day, row.reason, row.signer, len(uses), used, permit_id=row.id, uses=uses
    )


def grant_permit_in(tx: Transaction, *, plan_id: int, permit: Permit, household_ids: Sequence[int]) -> PermitRow:
    """Store a permit for these households, or find the one of the same paper; further households are added to it."""
    missing = [name for name in ("paper_no", "reason", "signer") if not getattr(permit, name)]
    if missing or not permit.actions:
        raise Refused(*(Reason("permit.incomplete", {"field": name}) for name in missing or ["actions"]))
    row = tx.session.scalars(
        select(PermitRow).where(PermitRow.plan_id == plan_id, PermitRow.paper_no == permit.paper_no)
    ).one_or_none()
    if row is None:
        row = PermitRow(
            plan_id=plan_id,
            paper_no=permit.paper_no,
            actions=",".join(sorted(permit.actions)),
            last_day=permit.last_day,
            reason=permit.reason,
            signer=permit.signer,
        )
        tx.session.add(row)
        tx.session.flush()
    known = set(tx.session.scalars(select(PermitUse.household_id).where(PermitUse.permit_id == row.id)))
    for household_id in household_ids:
        if household_id not in known:
            tx.session.add(PermitUse(permit_id=row.id, household_id=household_id))
    tx.session.flush()
    return row


def permit_for_in(session: Session, row: PermitRow, household_id: int) -> Permit | None:
    """What the permit still allows this household: its actions less those used up; None when nothing is left."""
    use = session.scalars(
        select(PermitUse).where(PermitUse.permit_id == row.id, PermitUse.household_id == household_id)
    ).one_or_none()
    if use is None:
        return None
    left = frozenset(row.actions.split(",")) - frozenset(filter(None, use.used_actions.split(",")))
    return Permit(left, row.last_day, row.reason, row.paper_no, row.signer) if left else None


def use_permit_in(tx: Transaction, row: PermitRow, *, household_id: int, action: str) -> None:
    """The household has used this action of the permit up."""
    use = tx.session.scalars(
        select(PermitUse).where(PermitUse.permit_id == row.id, PermitUse.household_id == household_id)
    ).one()
    used = [*filter(None, use.used_actions.split(",")), action]
    use.used_actions = ",".join(dict.fromkeys(used))


def with_line(plan: Plan, line_fen: int) -> Plan:
    """The same plan with another line, as for the preview of a moved line."""
    return replace(plan, line_fen=line_fen)
