"""The services of what goes out on paper and as files, and of what comes back: a part of the Office."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.services.attachments import AttachmentService
    from app.services.dossier.files_service import DossierFiles
    from app.services.dossier.service import DossierService
    from app.services.exports.service import ExportService
    from app.services.filling.service import FillingService
    from app.services.ledger import Ledger
    from app.services.notices import NoticeService
    from app.services.papers.numbering import NumberService
    from app.services.papers.returning import ReturningService
    from app.services.papers.service import PaperService
    from app.services.papers.wording_service import WordingService
    from app.services.period_reports import PeriodReportService
    from app.services.reports import ReportService
    from app.services.rosters.service import RosterService
    from app.services.slips.service import SlipService
    from app.services.urging import UrgingService
    from app.services.village_book.service import VillageBooks


class PaperOffice:
    """Made with the Office only; what every service needs is its ledger."""

    ledger: Ledger

    @cached_property
    def papers(self) -> PaperService:
        """Every document: list, preview, print, reprint."""
        from app.services.papers.service import PaperService

        return PaperService(self.ledger)

    @cached_property
    def notices(self) -> NoticeService:
        """Notices that hang in the villages, and objections to them."""
        from app.services.notices import NoticeService

        return NoticeService(self.ledger)

    @cached_property
    def returning(self) -> ReturningService:
        """Papers that come home: found by code, ticked, missing, out of date."""
        from app.services.papers.returning import ReturningService

        return ReturningService(self.ledger)

    @cached_property
    def wording(self) -> WordingService:
        """The office's own words on its papers."""
        from app.services.papers.wording_service import WordingService

        return WordingService(self.ledger)

    @cached_property
    def numbers(self) -> NumberService:
        """发文字号: the next number, and those that were given out."""
        from app.services.papers.numbering import NumberService

        return NumberService(self.ledger)

    @cached_property
    def dossiers(self) -> DossierService:
        """One household's whole page."""
        from app.services.dossier.service import DossierService

        return DossierService(self.ledger)

    @cached_property
    def dossier_files(self) -> DossierFiles:
        """一户一档: every paper of a household bound, 抽查."""
        from app.services.dossier.files_service import DossierFiles

        return DossierFiles(self.ledger)

    @cached_property
    def attachments(self) -> AttachmentService:
        """Files kept with a household."""
        from app.services.attachments import AttachmentService

        return AttachmentService(self.ledger)

    @cached_property
    def village_books(self) -> VillageBooks:
        """The village workbook out and back."""
        from app.services.village_book.service import VillageBooks

        return VillageBooks(self.ledger)

    @cached_property
    def slips(self) -> SlipService:
        """交办反馈表: out to the departments and back."""
        from app.services.slips.service import SlipService

        return SlipService(self.ledger)

    @cached_property
    def period_reports(self) -> PeriodReportService:
        """Reports of months, quarters and years, and bulletins."""
        from app.services.period_reports import PeriodReportService

        return PeriodReportService(self.ledger)

    @cached_property
    def reports(self) -> ReportService:
        """Stage reports for the district."""
        from app.services.reports import ReportService

        return ReportService(self.ledger)

    @cached_property
    def exports(self) -> ExportService:
        """Lists as workbooks."""
        from app.services.exports.service import ExportService

        return ExportService(self.ledger)

    @cached_property
    def filling(self) -> FillingService:
        """The superior's blanks, filled."""
        from app.services.filling.service import FillingService

        return FillingService(self.ledger)

    @cached_property
    def rosters(self) -> RosterService:
        """Lists that the office designs itself, and the ready-made ones."""
        from app.services.rosters.service import RosterService

        return RosterService(self.ledger)

    @cached_property
    def urging(self) -> UrgingService:
        """What villages and departments owe."""
        from app.services.urging import UrgingService

        return UrgingService(self.ledger)
