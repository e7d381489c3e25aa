"""❄ Frozen papers: a numbered snapshot of what left the office, kept for ever with its digest (workflow 1)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from app.models.household import Household, Membership, Person
from app.models.papers import PaperSnapshot, PaperSubject
from app.services import audit
from app.services.ledger import Transaction

LIST_LAYOUT = 1


@dataclass(frozen=True, slots=True)
class ListedHousehold:
    """A household named on a frozen list."""

    household: Household
    category: str
    case_id: int | None = None
    alert_id: int | None = None
    remark: str = ""


def freeze_list_in(
    tx: Transaction,
    *,
    plan_id: int,
    kind: str,
    title: str,
    paper_no: str | None,
    issued_on: date,
    listed: Sequence[ListedHousehold],
) -> PaperSnapshot:
    """Store a list as it leaves the office: households with head, village, members and category, and the totals."""
    number = 1 + (
        tx.session.scalar(
            select(func.max(PaperSnapshot.number)).where(PaperSnapshot.plan_id == plan_id, PaperSnapshot.kind == kind)
        )
        or 0
    )
    rows_and_counts = [_row(tx, entry) for entry in listed]
    rows = [row for row, _ in rows_and_counts]
    data = {
        "title": title,
        "number": number,
        "paper_no": paper_no,
        "issued_on": issued_on.isoformat(),
        "households": rows,
        "totals": {"households": len(rows), "members": sum(count for _, count in rows_and_counts)},
    }
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    snapshot = PaperSnapshot(
        plan_id=plan_id,
        kind=kind,
        number=number,
        paper_no=paper_no,
        title=title,
        layout_version=LIST_LAYOUT,
        issued_on=issued_on,
        data=text,
        data_digest=hashlib.sha256(text.encode()).hexdigest()[:40],
        audit_head=audit.head(tx.session).short,
    )
    tx.session.add(snapshot)
    tx.session.flush()
    for entry in listed:
        tx.session.add(
            PaperSubject(
                paper_id=snapshot.id,
                household_id=entry.household.id,
                case_id=entry.case_id,
                alert_id=entry.alert_id,
            )
        )
    return snapshot


def _row(tx: Transaction, entry: ListedHousehold) -> tuple[dict[str, object], int]:
    members = tx.session.execute(
        select(Person.name, Person.id_number, Membership.relation)
        .join(Membership, Membership.person_id == Person.id)
        .where(Membership.household_id == entry.household.id, Membership.to_on.is_(None))
        .order_by(Membership.position, Membership.id)
    ).all()
    row: dict[str, object] = {
        "code": entry.household.code,
        "village_id": entry.household.village_id,
        "category": entry.category,
        "remark": entry.remark,
        "members": [{"name": m.name, "id_number": m.id_number, "relation": m.relation} for m in members],
    }
    return row, len(members)
