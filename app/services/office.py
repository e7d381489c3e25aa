"""The office: every service of one opened database, handed to the window, the command line and the demo."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from app.services.office_papers import PaperOffice

if TYPE_CHECKING:
    from app.models.engine import Database
    from app.services.alerts.door import AlertService
    from app.services.backup.service import BackupService
    from app.services.cases.door import CaseService
    from app.services.clinic.service import ClinicService
    from app.services.clues import ClueService
    from app.services.comparison.service import ComparisonService
    from app.services.cross_check.service import CrossCheckService
    from app.services.diagnosis import DiagnosisService
    from app.services.directory import DirectoryService
    from app.services.duplicates.service import DuplicateService
    from app.services.entry.form import EntryFormService
    from app.services.entry.platform import PlatformService
    from app.services.entry.service import EntryService
    from app.services.findings.deciding import FindingDesk
    from app.services.findings.folder import FindingFiles
    from app.services.findings.service import FindingService
    from app.services.holidays import HolidayService
    from app.services.household_events.service import HouseholdEventService
    from app.services.households import HouseholdService
    from app.services.imports.batches import ImportBooks
    from app.services.imports.column_choices import ColumnMemory
    from app.services.imports.decisions import ImportDecisions
    from app.services.imports.service import ImportService
    from app.services.keyring import KeyringService
    from app.services.last_step import LastStepService
    from app.services.ledger import Ledger
    from app.services.measures.service import MeasureService
    from app.services.meetings.district import DistrictService
    from app.services.meetings.service import MeetingService
    from app.services.monitoring.service import MonitoringService
    from app.services.natural_changes import NaturalChangeService
    from app.services.past.service import PastService
    from app.services.plans import PlanService
    from app.services.problems import ProblemService
    from app.services.province.service import ProvinceService
    from app.services.raising.service import RaisingService
    from app.services.recording.service import RecordService
    from app.services.regions import RegionService
    from app.services.rollover.service import RolloverService
    from app.services.screening.service import ScreeningService
    from app.services.settings import SettingsService
    from app.services.status import StatusService
    from app.services.tracks import TrackService
    from app.services.visits.service import VisitService
    from app.services.visits.teams import TeamService


class Office(PaperOffice):
    """The services of one database. Made by ``app.bootstrap.compose`` and by nobody else.

    A service is made, and its modules are loaded, when it is first asked for: loading all of them would double the
    time until the window shows its first rows (design 7).
    """

    def __init__(self, database: Database, ledger: Ledger) -> None:
        self.database = database
        self.ledger = ledger

    @cached_property
    def settings(self) -> SettingsService:
        """The office's own settings."""
        from app.services.settings import SettingsService

        return SettingsService(self.ledger)

    @cached_property
    def plans(self) -> PlanService:
        """The plan of a year, its versions, permits."""
        from app.services.plans import PlanService

        return PlanService(self.ledger)

    @cached_property
    def past(self) -> PastService:
        """Any day's truth."""
        from app.services.past.service import PastService

        return PastService(self.ledger)

    @cached_property
    def rollover(self) -> RolloverService:
        """The turn of the year: decisions and carrying over."""
        from app.services.rollover.service import RolloverService

        return RolloverService(self.ledger)

    @cached_property
    def regions(self) -> RegionService:
        """Villages and groups."""
        from app.services.regions import RegionService

        return RegionService(self.ledger)

    @cached_property
    def households(self) -> HouseholdService:
        """The roster: search, rows, counts."""
        from app.services.households import HouseholdService

        return HouseholdService(self.ledger)

    @cached_property
    def household_events(self) -> HouseholdEventService:
        """Births, deaths, moves, splits, merges."""
        from app.services.household_events.service import HouseholdEventService

        return HouseholdEventService(self.ledger)

    @cached_property
    def natural_changes(self) -> NaturalChangeService:
        """自然增减: who came and who left."""
        from app.services.natural_changes import NaturalChangeService

        return NaturalChangeService(self.ledger)

    @cached_property
    def tracks(self) -> TrackService:
        """补录 and 绿色通道: their cases and clocks."""
        from app.services.tracks import TrackService

        return TrackService(self.ledger)

    @cached_property
    def clinic(self) -> ClinicService:
        """Doubtful ID numbers and what is decided about them."""
        from app.services.clinic.service import ClinicService

        return ClinicService(self.ledger)

    @cached_property
    def duplicates(self) -> DuplicateService:
        """The same person twice."""
        from app.services.duplicates.service import DuplicateService

        return DuplicateService(self.ledger)

    @cached_property
    def last_step(self) -> LastStepService:
        """Taking back one's own last change."""
        from app.services.last_step import LastStepService

        return LastStepService(self.ledger)

    @cached_property
    def imports(self) -> ImportService:
        """Files into the ledger."""
        from app.services.imports.service import ImportService

        return ImportService(self.ledger, before_write=lambda: self.backup.automatic.before("import"))

    @cached_property
    def batches(self) -> ImportBooks:
        """What was imported, what it left to decide, undo."""
        from app.services.imports.batches import ImportBooks

        return ImportBooks(self.ledger)

    @cached_property
    def decisions(self) -> ImportDecisions:
        """What imports left to decide."""
        from app.services.imports.decisions import ImportDecisions

        return ImportDecisions(self.ledger)

    @cached_property
    def column_memory(self) -> ColumnMemory:
        """What senders' columns are, as a person said."""
        from app.services.imports.column_choices import ColumnMemory

        return ColumnMemory(self.ledger)

    @cached_property
    def screening(self) -> ScreeningService:
        """Hits by the plan's clauses, reasons, village sheets."""
        from app.services.screening.service import ScreeningService

        return ScreeningService(self.ledger)

    @cached_property
    def comparison(self) -> ComparisonService:
        """Our ledger against other lists."""
        from app.services.comparison.service import ComparisonService

        return ComparisonService(self.ledger)

    @cached_property
    def cross_check(self) -> CrossCheckService:
        """Comparison requests and results."""
        from app.services.cross_check.service import CrossCheckService

        return CrossCheckService(self.ledger)

    @cached_property
    def cases(self) -> CaseService:
        """The door to a case's state."""
        from app.services.cases.door import CaseService

        return CaseService(self.ledger)

    @cached_property
    def clues(self) -> ClueService:
        """The register of clues."""
        from app.services.clues import ClueService

        return ClueService(self.ledger)

    @cached_property
    def findings(self) -> FindingService:
        """疑点 checks."""
        from app.services.findings.service import FindingService

        return FindingService(self.ledger)

    @cached_property
    def finding_desk(self) -> FindingDesk:
        """Findings counted, explained, decided many at once."""
        from app.services.findings.deciding import FindingDesk

        return FindingDesk(self.ledger)

    @cached_property
    def finding_files(self) -> FindingFiles:
        """Findings out to the villages and their answers back."""
        from app.services.findings.folder import FindingFiles

        return FindingFiles(self.ledger)

    @cached_property
    def province(self) -> ProvinceService:
        """The province's own lists of 疑点."""
        from app.services.province.service import ProvinceService

        return ProvinceService(self.ledger)

    @cached_property
    def recording(self) -> RecordService:
        """Facts, incomes and events that are no step."""
        from app.services.recording.service import RecordService

        return RecordService(self.ledger)

    @cached_property
    def directory(self) -> DirectoryService:
        """Who acts: officers, delegations, departments."""
        from app.services.directory import DirectoryService

        return DirectoryService(self.ledger)

    @cached_property
    def holidays(self) -> HolidayService:
        """Days off and make-up working days."""
        from app.services.holidays import HolidayService

        return HolidayService(self.ledger)

    @cached_property
    def district(self) -> DistrictService:
        """Reports to the district and its answers."""
        from app.services.meetings.district import DistrictService

        return DistrictService(self.ledger)

    @cached_property
    def entry(self) -> EntryService:
        """录入: what is missing, what was entered."""
        from app.services.entry.service import EntryService

        return EntryService(self.ledger)

    @cached_property
    def entry_forms(self) -> EntryFormService:
        """The national system's form of a household, field by field."""
        from app.services.entry.form import EntryFormService

        return EntryFormService(self.ledger)

    @cached_property
    def meetings(self) -> MeetingService:
        """Evaluation meetings."""
        from app.services.meetings.service import MeetingService

        return MeetingService(self.ledger)

    @cached_property
    def platform(self) -> PlatformService:
        """What is still to be done on the platforms."""
        from app.services.entry.platform import PlatformService

        return PlatformService(self.ledger)

    @cached_property
    def teams(self) -> TeamService:
        """Visiting teams and their work."""
        from app.services.visits.teams import TeamService

        return TeamService(self.ledger)

    @cached_property
    def visits(self) -> VisitService:
        """Visit forms typed back."""
        from app.services.visits.service import VisitService

        return VisitService(self.ledger)

    @cached_property
    def monitoring(self) -> MonitoringService:
        """The monthly checks."""
        from app.services.monitoring.service import MonitoringService

        return MonitoringService(self.ledger)

    @cached_property
    def raising(self) -> RaisingService:
        """Where alerts come from beside the hand: checks, departments' lists, rules."""
        from app.services.raising.service import RaisingService

        return RaisingService(self.ledger)

    @cached_property
    def alerts(self) -> AlertService:
        """The door to an alert's state."""
        from app.services.alerts.door import AlertService

        return AlertService(self.ledger)

    @cached_property
    def measures(self) -> MeasureService:
        """Help measures without an alert, and who lacks them."""
        from app.services.measures.service import MeasureService

        return MeasureService(self.ledger)

    @cached_property
    def problems(self) -> ProblemService:
        """问题整改."""
        from app.services.problems import ProblemService

        return ProblemService(self.ledger)

    @cached_property
    def status(self) -> StatusService:
        """Where the year stands and what is late."""
        from app.services.status import StatusService

        return StatusService(self.ledger)

    @cached_property
    def backup(self) -> BackupService:
        """Backup and verification."""
        from app.services.backup.service import BackupService

        return BackupService(self.ledger)

    @cached_property
    def keyring(self) -> KeyringService:
        """Passwords and the recovery code."""
        from app.services.keyring import KeyringService

        return KeyringService(self.ledger)

    @cached_property
    def diagnosis(self) -> DiagnosisService:
        """What maintenance needs to know, without anything of a person."""
        from app.services.diagnosis import DiagnosisService

        return DiagnosisService(self.ledger, self.backup)
