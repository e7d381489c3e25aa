"""The office: every service of one opened database, handed to the window, the command line and the demo."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.models.engine import Database
    from app.services.alerts.door import AlertService
    from app.services.attachments import AttachmentService
    from app.services.backup.service import BackupService
    from app.services.cases.door import CaseService
    from app.services.clues import ClueService
    from app.services.cross_check.service import CrossCheckService
    from app.services.directory import DirectoryService
    from app.services.dossier.service import DossierService
    from app.services.entry.platform import PlatformService
    from app.services.entry.service import EntryService
    from app.services.exports.service import ExportService
    from app.services.findings.service import FindingService
    from app.services.household_events.service import HouseholdEventService
    from app.services.households import HouseholdService
    from app.services.imports.batches import ImportBooks
    from app.services.imports.service import ImportService
    from app.services.keyring import KeyringService
    from app.services.last_step import LastStepService
    from app.services.ledger import Ledger
    from app.services.meetings.district import DistrictService
    from app.services.meetings.service import MeetingService
    from app.services.monitoring.service import MonitoringService
    from app.services.papers.service import PaperService
    from app.services.plans import PlanService
    from app.services.problems import ProblemService
    from app.services.recording.service import RecordService
    from app.services.regions import RegionService
    from app.services.reports import ReportService
    from app.services.screening.service import ScreeningService
    from app.services.settings import SettingsService
    from app.services.status import StatusService
    from app.services.visits.service import VisitService
    from app.services.visits.teams import TeamService


@dataclass(frozen=True, slots=True)
class Office:
    """The services of one database. Made by ``app.bootstrap.compose`` and by nobody else."""

    database: Database
    ledger: Ledger
    settings: SettingsService
    plans: PlanService
    papers: PaperService
    regions: RegionService
    households: HouseholdService
    dossiers: DossierService
    household_events: HouseholdEventService
    attachments: AttachmentService
    last_step: LastStepService
    imports: ImportService
    batches: ImportBooks
    screening: ScreeningService
    cross_check: CrossCheckService
    cases: CaseService
    clues: ClueService
    findings: FindingService
    recording: RecordService
    directory: DirectoryService
    district: DistrictService
    entry: EntryService
    meetings: MeetingService
    platform: PlatformService
    teams: TeamService
    visits: VisitService
    monitoring: MonitoringService
    alerts: AlertService
    problems: ProblemService
    reports: ReportService
    exports: ExportService
    status: StatusService
    backup: BackupService
    keyring: KeyringService
