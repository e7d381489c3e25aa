"""The composition: a file and a secret become an office; an office gets a window or answers a command."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from app.services.office import Office

if TYPE_CHECKING:
    from app.models.engine import Database


def open_office(path: Path, secret: str) -> Office:
    """Unlock, check and compose; Refused when the database cannot be opened."""
    from app.services.opening import open_database

    return compose(open_database(path, secret))


def compose(database: Database) -> Office:
    """Every service of one opened database, each given what it needs."""
    from app.services import derived
    from app.services.backup.service import BackupService
    from app.services.cases.door import CaseService
    from app.services.households import HouseholdService
    from app.services.keyring import KeyringService
    from app.services.ledger import Ledger
    from app.services.plans import PlanService
    from app.services.regions import RegionService
    from app.services.screening.service import ScreeningService
    from app.services.settings import SettingsService
    from app.services.status import StatusService

    ledger = Ledger(database, derive=derived.refresh)
    return Office(
        database=database,
        ledger=ledger,
        settings=SettingsService(ledger),
        plans=PlanService(ledger),
        regions=RegionService(ledger),
        households=HouseholdService(ledger),
        screening=ScreeningService(ledger),
        cases=CaseService(ledger),
        status=StatusService(ledger),
        backup=BackupService(ledger),
        keyring=KeyringService(ledger),
    )


def run(arguments: Sequence[str]) -> int:
    """Answer a command, or open the window when none is named."""
    from app.cli import main as cli
    from app.cli.commands import office, work

    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr] - Windows consoles speak the local code page
    status = cli.run(arguments, open_office=open_office, commands=(*office.COMMANDS, *work.COMMANDS))
    if status is not None:
        return status
    return open_window()


def open_window() -> int:
    """Open the window; without a display say what can be done instead."""
    print("窗口还没有接入本版本。请用命令行：shouwang --help", file=sys.stderr)
    return 1
