"""What follows from every write, in its own transaction: lines for the platform, then the summaries."""

from __future__ import annotations

from app.services import derived
from app.services.entry.own_changes import note_own_changes
from app.services.ledger import Transaction


def follow(tx: Transaction) -> None:
    """The Ledger's deriver."""
    note_own_changes(tx)
    derived.refresh(tx)
