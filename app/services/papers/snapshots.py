"""Frozen papers as documents: read, checked against their digest, printed again as they were."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from app.models.household import Household
from app.models.papers import PaperSnapshot, PaperSubject
from app.services.errors import refuse
from app.services.papers import codec
from app.services.papers.kinds import PaperKind, Subject, kinds
from app.services.papers.printing import Document
from app.services.papers.queries.asking import Draft, Scope
from app.services.papers.stamp import Stamp


@dataclass(frozen=True, slots=True)
class SnapshotRow:
    """A frozen paper as lists show it."""

    id: int
    kind: str
    number: int
    paper_no: str
    title: str
    issued_on: date
    households: int
    voided_on: date | None
    voided_reason: str = ""


def snapshot_rows(session: Session, *, kind: str | None = None, plan_id: int | None = None) -> list[SnapshotRow]:
    """The frozen papers, the latest first, with the number of households they name."""
    statement = (
        select(PaperSnapshot, func.count(PaperSubject.id))
        .outerjoin(PaperSubject, PaperSubject.paper_id == PaperSnapshot.id)
        .group_by(PaperSnapshot.id)
        .order_by(PaperSnapshot.issued_on.desc(), PaperSnapshot.id.desc())
    )
    if kind is not None:
        statement = statement.where(PaperSnapshot.kind == kind)
    if plan_id is not None:
        statement = statement.where(PaperSnapshot.plan_id == plan_id)
    return [
        SnapshotRow(
            paper.id,
            paper.kind,
            paper.number,
            paper.paper_no or "",
            paper.title,
            paper.issued_on,
            count,
            paper.voided_on,
            paper.voided_reason or "",
        )
        for paper, count in session.execute(statement)
    ]


def counts(session: Session, plan_id: int) -> dict[str, int]:
    """How many frozen papers of each kind stand."""
    statement = (
        select(PaperSnapshot.kind, func.count())
        .where(PaperSnapshot.plan_id == plan_id, PaperSnapshot.voided_on.is_(None))
        .group_by(PaperSnapshot.kind)
    )
    return {row[0]: row[1] for row in session.execute(statement)}


def latest(
    session: Session, kind: PaperKind, *, plan_id: int, scope: Scope, pending: Sequence[Draft]
) -> Iterator[Document]:
    """What stands of a kind now, by number: of each subject the papers of their last day, older ones stay in store.

    ``pending`` is what is still to be signed: it takes the place of what it is about. A village's sheet stands beside
    its supplement.
    """
    wanted = latest_ids(session, kind, plan_id=plan_id, scope=scope, pending=pending)
    statement = select(PaperSnapshot).where(PaperSnapshot.id.in_(wanted))
    yield from _documents(session, statement.order_by(PaperSnapshot.number), kind)


def latest_ids(
    session: Session, kind: PaperKind, *, plan_id: int, scope: Scope, pending: Sequence[Draft]
) -> tuple[int, ...]:
    """The ids of these papers."""
    of_each = _by_subject(session, kind, plan_id=plan_id, scope=scope)
    replaced = _replaced(kind, scope, pending)
    newest: dict[Hashable, date] = {}
    for key, (_, issued_on) in of_each:
        if key not in replaced:
            newest[key] = max(issued_on, newest.get(key, issued_on))
    return tuple(dict.fromkeys(id_ for key, (id_, issued_on) in of_each if newest.get(key) == issued_on))


def _by_subject(
    session: Session, kind: PaperKind, *, plan_id: int, scope: Scope
) -> list[tuple[Hashable, tuple[int, date]]]:
    """Paper and day by what the paper is about: the village, the alert, the township, or the cases asked for of it."""
    statement = select(PaperSnapshot.id, PaperSnapshot.issued_on, PaperSnapshot.village_id).where(
        PaperSnapshot.plan_id == plan_id, PaperSnapshot.kind == kind.code, PaperSnapshot.voided_on.is_(None)
    )
    for condition in _naming(scope):
        statement = statement.where(condition)
    papers = {id_: (on, village_id) for id_, on, village_id in session.execute(statement)}
    if kind.subject is Subject.VILLAGE:
        return [(village_id, (id_, on)) for id_, (on, village_id) in papers.items()]
    if kind.subject is Subject.TOWNSHIP and scope.households is None:
        return [(None, (id_, on)) for id_, (on, _) in papers.items()]
    about = PaperSubject.case_id if kind.subject is Subject.TOWNSHIP else PaperSubject.alert_id
    named = select(about, PaperSubject.paper_id).where(PaperSubject.paper_id.in_(papers))
    if scope.households is not None:
        named = named.where(PaperSubject.household_id.in_(scope.households))
    return [(key, (id_, papers[id_][0])) for key, id_ in session.execute(named)]


def _replaced(kind: PaperKind, scope: Scope, pending: Sequence[Draft]) -> set[Hashable]:
    if kind.subject is Subject.VILLAGE:
        return set()
    if kind.subject is not Subject.TOWNSHIP:
        return {draft.alert_id for draft in pending}
    if scope.households is not None:
        return {case_id for draft in pending for case_id in draft.case_ids}
    return {None} if pending else set()


def one(session: Session, kind: PaperKind, *, plan_id: int, number: int) -> Document:
    """A frozen paper by its number, also a voided one; refused when there is none."""
    statement = select(PaperSnapshot).where(
        PaperSnapshot.plan_id == plan_id, PaperSnapshot.kind == kind.code, PaperSnapshot.number == number
    )
    found = next(_documents(session, statement, kind), None)
    if found is None:
        raise refuse("papers.snapshot_unknown", kind=kind.name, number=number)
    return found


def by_id(session: Session, snapshot_id: int) -> Document:
    """A frozen paper by its id, also a voided one; refused when there is none."""
    code = session.scalar(select(PaperSnapshot.kind).where(PaperSnapshot.id == snapshot_id))
    kind = kinds().get(code or "")
    if kind is None:
        raise refuse("papers.snapshot_unknown", kind=code or "", number=snapshot_id)
    return next(_documents(session, select(PaperSnapshot).where(PaperSnapshot.id == snapshot_id), kind))


def _naming(scope: Scope) -> Iterator[ColumnElement[bool]]:
    subject = select(PaperSubject.paper_id).join(Household, Household.id == PaperSubject.household_id)
    if scope.villages is not None:
        yield PaperSnapshot.id.in_(subject.where(Household.village_id.in_(scope.villages)))
    if scope.households is not None:
        yield PaperSnapshot.id.in_(subject.where(Household.id.in_(scope.households)))
    if scope.among is not None:
        yield PaperSnapshot.id.in_(subject.where(Household.id.in_(scope.among)))
    if scope.alerts is not None:
        yield PaperSnapshot.id.in_(subject.where(PaperSubject.alert_id.in_(scope.alerts)))


def document_of(paper: PaperSnapshot) -> Document:
    """A stored paper as it is printed."""
    made = f"存档第{paper.number}号 {paper.issued_on.isoformat()}"
    voided = f"　已作废 {paper.voided_on.isoformat()}" if paper.voided_on else ""
    stamp = Stamp(paper.audit_head or "", made + voided, is_void=paper.voided_on is not None)
    return Document(paper.kind, paper.data, stamp, paper.layout_version, paper.household_id, paper.village_id)


def _documents(session: Session, statement: Select[PaperSnapshot], kind: PaperKind) -> Iterator[Document]:
    for paper in session.scalars(statement):
        if codec.digest(paper.data) != paper.data_digest:
            raise refuse("papers.snapshot_damaged", kind=kind.name, number=paper.number)
        yield document_of(paper)
