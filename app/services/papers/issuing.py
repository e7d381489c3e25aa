"""Letters that leave the office by hand of a person, not of a step: numbered within kind and plan, kept for ever."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models.papers import PaperSnapshot
from app.services import audit
from app.services.ledger import Transaction
from app.services.papers import codec
from app.services.papers.kinds import kinds
from app.services.papers.layouts.letter import LetterData


def known(session: Session, kind: str, data: LetterData, *, plan_id: int) -> int | None:
    """The number of the frozen paper of this kind that says exactly this; None while there is none."""
    return session.scalar(
        select(PaperSnapshot.number).where(
            PaperSnapshot.plan_id == plan_id,
            PaperSnapshot.kind == kind,
            PaperSnapshot.voided_on.is_(None),
            PaperSnapshot.data_digest == codec.digest(codec.encode(data)),
        )
    )


def freeze(tx: Transaction, kind: str, data: LetterData, *, plan_id: int) -> int:
    """Keep what leaves under the next number of its kind and plan, and return that number."""
    own = (PaperSnapshot.plan_id == plan_id, PaperSnapshot.kind == kind)
    number = 1 + (tx.session.scalar(select(func.max(PaperSnapshot.number)).where(*own)) or 0)
    text = codec.encode(data)
    tx.session.add(
        PaperSnapshot(
            plan_id=plan_id,
            kind=kind,
            number=number,
            title=data.title.replace("\n", ""),
            layout_version=kinds()[kind].layout_version,
            issued_on=data.day or tx.today,
            data=text,
            data_digest=codec.digest(text),
            audit_head=audit.head(tx.session).short,
        )
    )
    return number
