"""The office: every service of one opened database, handed to the window, the command line and the demo."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.models.engine import Database
    from app.services.alerts.door import AlertService
    from app.services.backup.service import BackupService
    from app.services.cases.door import CaseService
    from app.services.dossier.service import DossierService
    from app.services.households import HouseholdService
    from app.services.imports.batches import ImportBooks
    from app.services.imports.service import ImportService
    from app.services.keyring import KeyringService
    from app.services.ledger import Ledger
    from app.services.plans import PlanService
    from app.services.regions import RegionService
    from app.services.screening.service import ScreeningService
    from app.services.settings import SettingsService
    from app.services.status import StatusService


@dataclass(frozen=True, slots=True)
class Office:
    """The services of one database. Made by ``app.bootstrap.compose`` and by nobody else."""

    database: Database
    ledger: Ledger
    settings: SettingsService
    plans: PlanService
    regions: RegionService
    households: HouseholdService
    dossiers: DossierService
    imports: ImportService
    batches: ImportBooks
    screening: ScreeningService
    cases: CaseService
    alerts: AlertService
    status: StatusService
    backup: BackupService
    keyring: KeyringService
