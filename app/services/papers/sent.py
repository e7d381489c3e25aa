"""What was sent of a household: every frozen paper that names it, and voiding one that should not have left."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.history import VERSIONED, as_of
from app.models.papers import PaperSnapshot
from app.services.errors import NotFound, Reason, refuse
from app.services.ledger import Transaction
from app.services.papers.kinds import printable


@dataclass(frozen=True, slots=True)
class SentPaper:
    """A frozen paper that names a household; ``number`` runs within kind and plan."""

    paper_id: int
    issued_on: date
    kind: str
    name: str
    number: int
    paper_no: str
    title: str
    voided_on: date | None
    voided_reason: str


def sent_of(session: Session, household_id: int, *, until: int | None = None) -> tuple[SentPaper, ...]:
    """The frozen papers that name the household, the latest first; ``until`` = as the ledger stood after it."""
    tables = (VERSIONED["paper_snapshot"], VERSIONED["paper_subject"])
    paper, subject = tables if until is None else tuple(as_of(table, until) for table in tables)
    named = select(subject.c.paper_id).where(subject.c.household_id == household_id)
    statement = select(paper).where(paper.c.id.in_(named)).order_by(paper.c.issued_on.desc(), paper.c.id.desc())
    return tuple(
        SentPaper(
            row.id,
            row.issued_on,
            row.kind,
            _name(row.kind),
            row.number,
            row.paper_no or "",
            row.title,
            row.voided_on,
            row.voided_reason or "",
        )
        for row in session.execute(statement)
    )


def void_in(tx: Transaction, paper_id: int, *, reason: str) -> None:
    """Mark a frozen paper as void: it stays, is printed with 作废 across, and its number is never given again.

    Refused: ``papers.void_reason``, ``papers.void_already``; NotFound ``papers.snapshot_unknown``.
    """
    paper = tx.session.get(PaperSnapshot, paper_id)
    if paper is None:
        raise NotFound(Reason("papers.snapshot_unknown", {"kind": "", "number": paper_id}))
    if paper.voided_on is not None:
        raise refuse("papers.void_already", name=_name(paper.kind), number=paper.number, on=paper.voided_on)
    if not reason.strip():
        raise refuse("papers.void_reason")
    paper.voided_on, paper.voided_reason = tx.today, reason.strip()
    tx.note(kind=paper.kind, number=paper.number, reason=reason.strip())
    tx.session.flush()


def numbered(session: Session, kind: str, number: int, *, plan_id: int) -> int:
    """The id of a frozen paper; NotFound ``papers.snapshot_unknown``."""
    found = session.scalar(
        select(PaperSnapshot.id).where(
            PaperSnapshot.plan_id == plan_id, PaperSnapshot.kind == kind, PaperSnapshot.number == number
        )
    )
    if found is None:
        raise NotFound(Reason("papers.snapshot_unknown", {"kind": _name(kind), "number": number}))
    return found


def _name(kind: str) -> str:
    try:
        return printable(kind).name
    except KeyError:
        return kind
