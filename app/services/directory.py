"""The directory of persons who act: officers with their terms, leaders' delegations, departments (workflow 5)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from app.models.enums import Gap, Party
from app.models.plans import Delegation, Department, Officer
from app.models.region import Region
from app.services.context import Actor
from app.services.errors import NotFound, Reason, Refused, refuse
from app.services.ledger import Ledger


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficerRow:
    """A person who acts, as the directory lists him. ``officer_id`` 0 = not stored yet."""

    officer_id: int = 0
    name: str
    organisation: str
    party: Party
    post: str = ""
    body: str | None = None  # committee, work_team, first_secretary, representative
    village: str | None = None
    department: str | None = None
    phone: str | None = None
    from_on: date | None = None
    to_on: date | None = None


@dataclass(frozen=True, slots=True)
class DelegationRow:
    """A leader lets somebody act for him; ``to_on`` None = until revoked."""

    delegation_id: int
    leader: str
    delegate: str
    scope: str
    from_on: date
    to_on: date | None
    paper_no: str | None


@dataclass(frozen=True, slots=True)
class DepartmentRow:
    """A line department with the gaps that are its duty."""

    code: str
    name: str
    duties: tuple[str, ...]
    phone: str | None


class DirectoryService:
    """Reads and edits the directory. Nobody is deleted: a term ends."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def officers(
        self, *, on: date | None = None, party: Party | None = None, village: str | None = None
    ) -> tuple[OfficerRow, ...]:
        """Officers by village and name; ``on`` leaves out those whose term does not cover the day."""
        statement = (
            select(Officer, Region.name, Department.name)
            .outerjoin(Region, Region.id == Officer.village_id)
            .outerjoin(Department, Department.id == Officer.department_id)
            .order_by(Region.position, Region.id, Officer.name, Officer.id)
        )
        if on is not None:
            statement = statement.where(in_term(on))
        if party is not None:
            statement = statement.where(Officer.party == party.value)
        if village is not None:
            statement = statement.where(Region.name == village)
        with self._ledger.reading() as session:
            return tuple(_officer_row(officer, place, dept) for officer, place, dept in session.execute(statement))

    def save_officer(self, row: OfficerRow, *, actor: Actor, today: date) -> int:
        """Add an officer, or change one that is stored; his id. Unknown villages and departments are refused."""
        if not row.name.strip() or not row.organisation.strip():
            raise refuse("directory.name_missing")
        if row.from_on and row.to_on and row.to_on < row.from_on:
            raise refuse("directory.term_ends_before_it_begins", name=row.name)
        with self._ledger.transaction("directory.save_officer", actor=actor, today=today) as tx:
            officer = tx.session.get(Officer, row.officer_id) if row.officer_id else Officer()
            if officer is None:
                raise NotFound(Reason("directory.officer_not_found", {"name": row.name}))
            village_id, department_id = _places(tx.session, row)
            officer.name, officer.organisation = row.name.strip(), row.organisation.strip()
            officer.party, officer.post, officer.body = row.party.value, row.post.strip() or None, row.body
            officer.village_id, officer.department_id, officer.phone = village_id, department_id, row.phone
            officer.from_on, officer.to_on = row.from_on, row.to_on
            tx.session.add(officer)
            tx.session.flush()
            tx.about("officer", officer.uid)
            return officer.id

    def end_term(self, officer_id: int, *, last_day: date, actor: Actor, today: date) -> None:
        """The officer's term ends; his delegations end with it."""
        with self._ledger.transaction("directory.end_term", actor=actor, today=today) as tx:
            officer = tx.session.get(Officer, officer_id)
            if officer is None:
                raise NotFound(Reason("directory.officer_not_found", {"name": officer_id}))
            if officer.from_on and last_day < officer.from_on:
                raise refuse("directory.term_ends_before_it_begins", name=officer.name)
            officer.to_on = last_day
            concerned = or_(Delegation.leader_id == officer_id, Delegation.delegate_id == officer_id)
            still = or_(Delegation.to_on.is_(None), Delegation.to_on > last_day)
            for delegation in tx.session.scalars(select(Delegation).where(concerned, still)):
                delegation.to_on = last_day
            tx.about("officer", officer.uid)

    def delegations(self, *, on: date | None = None) -> tuple[DelegationRow, ...]:
        """Delegations, newest first; ``on`` leaves out those that do not cover the day."""
        with self._ledger.reading() as session:
            rows = session.scalars(select(Delegation).order_by(Delegation.from_on.desc(), Delegation.id.desc()))
            found = [
                row for row in rows if on is None or (row.from_on <= on and (row.to_on is None or on <= row.to_on))
            ]
            names = {o.id: o.name for o in session.scalars(select(Officer))}
            return tuple(
                DelegationRow(d.id, names[d.leader_id], names[d.delegate_id], d.scope, d.from_on, d.to_on, d.paper_no)
                for d in found
            )

    def delegate(
        self,
        leader: str,
        *,
        to: str,
        from_on: date,
        to_on: date | None,
        paper_no: str,
        actor: Actor,
        today: date,
        scope: str = "all",
    ) -> int:
        """A leader of the directory lets another officer act for him; refused without a paper number."""
        if to_on is not None and to_on < from_on:
            raise refuse("directory.term_ends_before_it_begins", name=to)
        if not paper_no.strip():
            raise refuse("directory.paper_missing")
        with self._ledger.transaction("directory.delegate", actor=actor, today=today) as tx:
            giver, taker = _officer(tx.session, leader, on=from_on), _officer(tx.session, to, on=from_on)
            if giver.party != Party.LEADER:
                raise refuse("directory.not_a_leader", name=leader)
            if giver.id == taker.id:
                raise refuse("directory.delegates_to_himself", name=leader)
            row = Delegation(
                leader_id=giver.id,
                delegate_id=taker.id,
                scope=scope,
                from_on=from_on,
                to_on=to_on,
                paper_no=paper_no.strip(),
            )
            tx.session.add(row)
            tx.session.flush()
            tx.about("delegation", row.uid)
            return row.id

    def revoke(self, delegation_id: int, *, last_day: date, actor: Actor, today: date) -> None:
        """A delegation ends with this day."""
        with self._ledger.transaction("directory.revoke", actor=actor, today=today) as tx:
            row = tx.session.get(Delegation, delegation_id)
            if row is None:
                raise NotFound(Reason("directory.delegation_not_found"))
            row.to_on = last_day
            tx.about("delegation", row.uid)

    def departments(self) -> tuple[DepartmentRow, ...]:
        """Every department with its duties."""
        with self._ledger.reading() as session:
            rows = session.scalars(select(Department).order_by(Department.id))
            return tuple(DepartmentRow(d.code, d.name, tuple(filter(None, d.duties.split(","))), d.phone) for d in rows)

    def save_department(self, row: DepartmentRow, *, actor: Actor, today: date) -> None:
        """Add or change a department by its code; unknown gaps are refused."""
        unknown = [duty for duty in row.duties if duty not in {gap.value for gap in Gap}]
        if unknown or not row.name.strip() or not row.code.strip():
            raise Refused(Reason("directory.department_incomplete", {"duties": unknown}))
        with self._ledger.transaction("directory.save_department", actor=actor, today=today) as tx:
            known = tx.session.scalars(select(Department).where(Department.code == row.code)).one_or_none()
            department = known or Department(code=row.code.strip())
            department.name, department.duties = row.name.strip(), ",".join(row.duties)
            department.phone = row.phone
            tx.session.add(department)
            tx.session.flush()
            tx.about("department", department.uid)


def in_term(day: date) -> ColumnElement[bool]:
    """Officers whose term covers the day."""
    begun = or_(Officer.from_on.is_(None), Officer.from_on <= day)
    return and_(begun, or_(Officer.to_on.is_(None), Officer.to_on >= day))


def may_permit_in(session: Session, name: str, *, on: date) -> bool:
    """Whether a permit may bear this signature: a leader of the day, or whom one has let act for him.

    A name that the directory does not know is believed to the paper; a known one that is no leader is not.
    """
    known = list(session.scalars(select(Officer).where(Officer.name == name.strip())))
    if not known:
        return True
    current = set(session.scalars(select(Officer.id).where(Officer.name == name.strip(), in_term(on))))
    if any(officer.party == Party.LEADER for officer in known if officer.id in current):
        return True
    lent = select(Delegation.id).where(
        Delegation.delegate_id.in_(current),
        Delegation.from_on <= on,
        or_(Delegation.to_on.is_(None), Delegation.to_on >= on),
    )
    return session.scalars(lent).first() is not None


def _officer(session: Session, name: str, *, on: date) -> Officer:
    found = session.scalars(
        select(Officer).where(Officer.name == name.strip(), in_term(on)).order_by(Officer.id)
    ).first()
    if found is None:
        raise NotFound(Reason("directory.officer_not_found", {"name": name}))
    return found


def _places(session: Session, row: OfficerRow) -> tuple[int | None, int | None]:
    village = department = None
    if row.village:
        village = session.scalar(select(Region.id).where(Region.kind == "village", Region.name == row.village))
        if village is None:
            raise refuse("region.unknown_village", village=row.village)
    if row.department:
        named = or_(Department.name == row.department, Department.code == row.department)
        department = session.scalar(select(Department.id).where(named))
        if department is None:
            raise refuse("alert.department_unknown", name=row.department)
    return village, department


def _officer_row(officer: Officer, village: str | None, department: str | None) -> OfficerRow:
    return OfficerRow(
        officer_id=officer.id,
        name=officer.name,
        organisation=officer.organisation,
        party=Party(officer.party),
        post=officer.post or "",
        body=officer.body,
        village=village,
        department=department,
        phone=officer.phone,
        from_on=officer.from_on,
        to_on=officer.to_on,
    )
