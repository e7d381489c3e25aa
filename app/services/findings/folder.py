"""Findings out as a folder of workbooks, one for each village and each rule, and what the villages filled in."""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.imports import Finding
from app.services.children import Cancelled, CancelledByUser, Progress
from app.services.context import Actor
from app.services.errors import refuse
from app.services.exports.told import tell
from app.services.files.atomic import file_name
from app.services.files.sheets import SheetSpec, write_workbook
from app.services.findings.answers import Proposal, propose_answers, propose_exemptions
from app.services.findings.book import STATISTICS, answered_sheet, statistics_sheets, write_findings
from app.services.findings.service import OPEN, FindingFilter, FindingRow, rows_in
from app.services.ledger import Ledger
from app.services.papers.office_wording import township_in
from app.services.storage import refuse_write


@dataclass(frozen=True, slots=True)
class FolderWritten:
    """The folder, its files, and how many findings stand in the statistics."""

    folder: Path
    files: tuple[str, ...]
    rows: int


class FindingFiles:
    """Workbooks for the villages, their answers, and lists of exemptions."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def write_folder(
        self,
        folder: Path,
        *,
        whole_ids: bool,
        purpose: str = "",
        actor: Actor,
        today: date,
        on_progress: Progress | None = None,
        cancelled: Cancelled = lambda: False,
    ) -> FolderWritten:
        """Open findings as <村>.xlsx, <规则>.xlsx and 疑点数据统计表.xlsx: the whole folder or nothing.

        Refused: ``finding.purpose_missing`` (whole ID numbers leave), ``finding.folder_taken``,
        ``finding.nothing_to_export``, ``files.*``, ``disk.*``.
        """
        if whole_ids and not purpose.strip():
            raise refuse("finding.purpose_missing")
        with self._ledger.reading() as session:
            findings = rows_in(session, FindingFilter(states=(OPEN,)))
            digests = _digests(session)
            township = township_in(session, today)
        if not findings:
            raise refuse("finding.nothing_to_export")
        title = f"{township}疑点数据（{today.year}年{today.month}月{today.day}日）"
        books = dict(_books(findings, digests, title=title, whole_ids=whole_ids))
        with _new_folder(folder) as temporary:
            for done, (name, sheets) in enumerate(books.items(), start=1):
                if cancelled():
                    raise CancelledByUser
                write_workbook(temporary / f"{name}.xlsx", sheets)
                if on_progress:
                    on_progress(done, len(books))
        count = len(findings)
        tell(self._ledger, "findings_folder", count, whole_ids=whole_ids, purpose=purpose, actor=actor, today=today)
        return FolderWritten(folder, tuple(f"{name}.xlsx" for name in books), len(findings))

    def write_list(
        self,
        out: Path,
        findings: Sequence[FindingRow],
        *,
        title: str,
        purpose: str = "",
        actor: Actor,
        today: date,
        on_progress: Progress | None = None,
    ) -> int:
        """Write these findings with whole ID numbers into one workbook; one audit entry. Refused: ``files.*``."""
        rows = write_findings(out, findings, title=title, on_progress=on_progress)
        whole = any(row.member_id_number for row in findings)
        tell(self._ledger, "findings", rows, whole_ids=whole, purpose=purpose, actor=actor, today=today)
        return rows

    def read_answers(self, paths: Sequence[Path], *, on_progress: Progress | None = None) -> Sequence[Proposal]:
        """What villages filled in, against the findings as they stand; nothing is decided. Refused: ``files.*``."""
        return [found for path in paths for found in propose_answers(self._ledger, path, on_progress=on_progress)]

    def read_exemptions(self, path: Path, *, on_progress: Progress | None = None) -> Sequence[Proposal]:
        """The rows of a list of exemptions with the findings they mean; nothing is decided. Refused: ``files.*``."""
        return propose_exemptions(self._ledger, path, on_progress=on_progress)


def _digests(session: Session) -> dict[int, str]:
    statement = select(Finding.id, Finding.evidence_digest).where(Finding.state == OPEN)
    return {row.id: row.evidence_digest for row in session.execute(statement)}


def _books(
    findings: Sequence[FindingRow], digests: dict[int, str], *, title: str, whole_ids: bool
) -> Iterator[tuple[str, list[SheetSpec]]]:
    taken = {STATISTICS}
    by_village: dict[str, dict[str, list[FindingRow]]] = {}
    by_rule: dict[str, list[FindingRow]] = {}
    for f in findings:
        by_village.setdefault(f.village, {}).setdefault(f.title, []).append(f)
        by_rule.setdefault(f.title, []).append(f)

    def sheet(name: str, rows: list[FindingRow], about: str) -> SheetSpec:
        return answered_sheet(name, rows, digests, title=f"{about}{title}", whole_ids=whole_ids)

    for village, own in by_village.items():
        yield _free(village, taken), [sheet(rule, rows, village) for rule, rows in own.items()]
    for rule, rows in by_rule.items():
        yield _free(rule, taken), [sheet(rule, rows, "")]
    yield STATISTICS, statistics_sheets(findings, title=title.replace("疑点数据", STATISTICS))


def _free(words: str, taken: set[str]) -> str:
    base = name = file_name(words)
    number = 1
    while name.casefold() in {one.casefold() for one in taken}:
        number += 1
        name = f"{base}（{number}）"
    taken.add(name)
    return name


@contextmanager
def _new_folder(folder: Path) -> Iterator[Path]:
    """A folder beside it that becomes it when the block ends well; files that lie there already are never touched."""
    if not folder.parent.is_dir():
        raise refuse("files.no_folder", folder=folder.parent)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise refuse("finding.folder_taken", folder=folder.name)
    temporary = folder.parent / f".{folder.name}.{uuid.uuid4().hex[:8]}"
    try:
        temporary.mkdir()
        yield temporary
        if folder.exists():
            folder.rmdir()
        temporary.rename(folder)
    except OSError as error:
        raise refuse_write(error, folder) from error
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
