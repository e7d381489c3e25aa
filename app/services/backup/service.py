"""Backup and verification of the open office, as the window and the command line ask for them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from app.services import audit
from app.services.backup.automatic import SUFFIX, AutomaticBackups
from app.services.backup.checking import Verified, verify
from app.services.backup.making import BackupMade, Report, back_up
from app.services.backup.restoring import Restored
from app.services.context import Actor
from app.services.ledger import Ledger


class BackupService:
    """What an open office does about its own safety. Restoring needs no open office: ``restoring.restore``."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self.automatic = AutomaticBackups(ledger.database)

    def suggested_name(self, *, today: date) -> str:
        """A file name for a backup by hand."""
        return f"守望备份-{self._ledger.database.path.stem}-{today:%Y%m%d}{SUFFIX}"

    def back_up(
        self, target: Path, *, actor: Actor, today: date, replace: bool = False, report: Report | None = None
    ) -> BackupMade:
        """Make a proven backup. The audit says so first, so that the backup holds the entry about itself."""
        with self._ledger.transaction("backup.make", actor=actor, today=today):
            pass
        return back_up(self._ledger.database, target, replace=replace, report=report)

    def record_restored(self, restored: Restored, *, actor: Actor, today: date) -> None:
        """Say in the audit of the restored office that it was restored, and from which head it goes on."""
        with self._ledger.transaction("backup.restore", actor=actor, today=today) as tx:
            tx.note(audit_seq=restored.manifest.audit_seq, audit_hash=restored.manifest.audit_hash[:12])

    def content_hash(self) -> str:
        """SHA-256 over all that the ledger says now; an upgrade, a backup and its restoring leave it as it is."""
        with self._ledger.reading() as session:
            return audit.content_hash(session)

    def verify(self, *, report: Report | None = None) -> Verified:
        """Check pages, structure, audit chain and attachments; changes nothing."""
        return verify(self._ledger.database, report=report)
