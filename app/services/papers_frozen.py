"""❄ Frozen papers: a numbered snapshot of what left the office, kept for ever with its digest (workflow 1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.models.household import Household
from app.models.papers import PaperSnapshot
from app.services.ledger import Transaction
from app.services.papers.freezing import Named, freeze_in


@dataclass(frozen=True, slots=True)
class ListedHousehold:
    """A household named on a frozen paper."""

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
    """Store the paper as it leaves the office; the first snapshot where the kind has one for each household."""
    named = [Named(entry.household.id, entry.case_id, entry.alert_id) for entry in listed]
    made = freeze_in(tx, plan_id=plan_id, kind=kind, paper_no=paper_no, issued_on=issued_on, named=named)
    tx.note(frozen=kind, number=made[0].number, title=title)
    return made[0]
