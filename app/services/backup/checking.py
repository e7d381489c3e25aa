"""`verify`: is what is stored still what was stored? Pages, structure, audit chain, attachments."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from app.models.copies import attachment_names
from app.models.engine import Database
from app.models.problems import StorageProblem
from app.services import audit
from app.services.errors import Reason
from app.services.storage import refusing

Report = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Verified:
    """The outcome; ``problems`` are ready to be worded and empty for a sound office."""

    audit_entries: int
    audit_head: str
    attachments: int
    problems: tuple[Reason, ...]

    @property
    def is_good(self) -> bool:
        """Whether everything was found as it was stored."""
        return not self.problems


def verify(database: Database, *, report: Report | None = None) -> Verified:
    """Check everything; ``report`` gets (steps done, steps in all) and may raise to cancel. Changes nothing."""
    pages = _check_pages(database)
    with refusing(), database.read() as session:
        names = sorted(attachment_names(session))
        total = len(names) + 101
        if report:
            report(1, total)
        chain = audit.verify(session, report=_scaled(report, total))
    problems = [*pages, *_check_chain(chain)]
    for done, name in enumerate(names, start=102):
        problems += _check_attachment(database, name)
        if report:
            report(min(done, total), total)
    return Verified(chain.entries, chain.head, len(names), tuple(problems))


def _scaled(report: Report | None, total: int) -> Report | None:
    if report is None:
        return None
    return lambda done, of: report(1 + done * 100 // max(of, 1), total)


def _check_pages(database: Database) -> list[Reason]:
    try:
        found = database.damaged_pages()
    except StorageProblem as problem:
        return [Reason("verify.pages", {"path": database.path, "count": 1, "first": problem.code})]
    if not found:
        return []
    return [Reason("verify.pages", {"path": database.path, "count": len(found), "first": found[0]})]


def _check_chain(chain: audit.Verification) -> list[Reason]:
    if chain.is_good:
        return []
    return [Reason("verify.audit", {"seq": chain.bad_seq, "problem": chain.problem})]


def _check_attachment(database: Database, name: str) -> list[Reason]:
    try:
        database.vault.get(name)
    except StorageProblem as problem:
        return [Reason(problem.code, dict(problem.values))]
    return []
