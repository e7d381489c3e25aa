"""The office: every service of one opened database, handed to the window, the command line and the demo."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.models.engine import Database
    from app.services.ledger import Ledger


@dataclass(frozen=True, slots=True)
class Office:
    """The services of one database. Made by ``app.bootstrap.compose`` and by nobody else."""

    database: Database
    ledger: Ledger
