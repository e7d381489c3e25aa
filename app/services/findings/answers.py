"""What comes back about findings, row by row, against the findings as they stand: proposals for a person to confirm."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.imports import Finding
from app.services.children import Progress
from app.services.files.tables import Table, TableRow, read_table
from app.services.findings.book import read_number
from app.services.findings.rule_words import rule_of
from app.services.findings.service import EXEMPT, FIXED, OPEN, FindingFilter, FindingRow, rows_in
from app.services.id_number import match_key
from app.services.ledger import Ledger

_NOT_TRUE, _NO = ("不属实", "不实", "有误", "错误"), ("否", "×")
_TRUE, _YES = ("属实", "豁免", "无误"), ("是", "√")
_MENDED = ("已改", "已整改", "已修改", "已更正", "完成", "已完成", "是", "已处理")


class Verdict(StrEnum):
    """What a row comes to."""

    EXEMPT = "exempt"  # can be confirmed
    MENDED = "mended"  # the village says so, and the checks agree
    STILL_FOUND = "still_found"  # the village says so, and the checks still find it
    ALREADY = "already"  # exempt with this reason already
    NO_REASON = "no_reason"
    CHANGED = "changed"  # the evidence is another one since the sheet went out
    WRONG = "wrong"  # the village says that our data are wrong
    EMPTY = "empty"
    UNKNOWN = "unknown"  # no such finding


@dataclass(frozen=True, slots=True)
class Proposal:
    """One row of a file. Only ``Verdict.EXEMPT`` can be confirmed, as a ``Decision``."""

    file: str
    sheet: str
    row: int
    verdict: Verdict
    about: str  # what the row says of itself, where no finding was found
    finding: FindingRow | None
    reason: str
    by: str


def propose_answers(ledger: Ledger, path: Path, *, on_progress: Progress | None = None) -> Sequence[Proposal]:
    """Read a sheet that a village filled in."""
    table = read_table(path, "finding-answers", on_progress=on_progress)
    with ledger.reading() as session:
        known = {f.id: f for f in rows_in(session, FindingFilter(states=(OPEN, EXEMPT, FIXED)))}
        digests = {row.id: row.evidence_digest for row in session.execute(select(Finding.id, Finding.evidence_digest))}
    answers = [_answer(path, row, known, digests) for row in table.rows]
    return [*answers, *_nameless(path, table)]


def _nameless(path: Path, table: Table) -> list[Proposal]:
    """Rows that do not say whom they mean; they are shown, not dropped."""
    return [
        Proposal(
            path.name,
            table.sheet_name(row.sheet),
            row.row,
            Verdict.UNKNOWN,
            "　".join(filter(None, row.cells)),
            None,
            "",
            "",
        )
        for row in table.rejected
    ]


def _answer(path: Path, row: TableRow, known: Mapping[int, FindingRow], digests: Mapping[int, str]) -> Proposal:
    text, note = row.text("number") or "", row.text("note") or ""
    result, mended = row.text("result") or "", row.text("mended") or ""
    number = read_number(text)
    finding = known.get(number[0]) if number else None
    if number is None or finding is None:
        verdict = Verdict.UNKNOWN
    elif mended.strip() in _MENDED or result.strip() in _MENDED[:4]:
        verdict = Verdict.MENDED if finding.state == FIXED else Verdict.STILL_FOUND
    elif not result.strip() and not mended.strip():
        verdict = Verdict.EMPTY
    elif result.strip() in _NO or any(word in result for word in _NOT_TRUE):
        verdict = Verdict.WRONG
    elif result.strip() in _YES or any(word in result for word in _TRUE):
        is_same = digests[finding.id].startswith(number[1])
        verdict = _exempted(finding, note) if is_same else Verdict.CHANGED
    else:
        verdict, note = Verdict.WRONG, "；".join(filter(None, (result, mended, note)))
    return Proposal(path.name, row.sheet, row.row, verdict, text, finding, note.strip(), row.text("by") or "")


def _exempted(finding: FindingRow, reason: str) -> Verdict:
    if finding.state == EXEMPT:
        return Verdict.ALREADY
    if finding.state == FIXED:
        return Verdict.MENDED
    return Verdict.EXEMPT if reason.strip() else Verdict.NO_REASON


def propose_exemptions(ledger: Ledger, path: Path, *, on_progress: Progress | None = None) -> Sequence[Proposal]:
    """Read a list of exemptions: each row meets the findings of its rule on its person or household."""
    table = read_table(path, "exemptions", on_progress=on_progress)
    with ledger.reading() as session:
        found = _Found(session)
    proposals = [proposal for row in table.rows for proposal in _exemption(path, row, found)]
    return [*proposals, *_nameless(path, table)]


class _Found:
    """Findings by their rule and by everything that a list may say of their subject."""

    def __init__(self, session: Session) -> None:
        self._by: dict[tuple[str, str], list[FindingRow]] = {}
        for f in rows_in(session, FindingFilter(states=(OPEN, EXEMPT, FIXED))):
            names = (f.member_name or f.head_name, f.head_name)
            keys = [match_key(f.member_id_number or ""), f.household_code, *(f"{f.village}/{n}" for n in names)]
            for key in dict.fromkeys(filter(None, keys)):
                self._by.setdefault((f.code, key), []).append(f)

    def of(self, code: str, keys: Iterable[str]) -> Sequence[FindingRow]:
        """The findings of a rule by the first of these keys that is known."""
        return next((found for key in keys if (found := self._by.get((code, key)))), ())


def _exemption(path: Path, row: TableRow, found: _Found) -> list[Proposal]:
    words = " ".join(filter(None, (row.text("rule_number"), row.text("rule_title"))))
    rule = rule_of(words, {})
    number = row.text("id_number") or row.text("head_id_number") or ""
    name, code = row.text("name") or row.text("head_name") or "", row.text("household_code") or ""
    keys = [match_key(number), code, f"{row.text('village') or ''}/{name}"]
    findings = found.of(rule, [key for key in keys if key]) if rule else ()
    if code and name and not number:
        findings = [f for f in findings if name in (f.member_name, f.head_name)] or findings
    reason, by = row.text("remark") or "", row.text("by") or ""

    def made(verdict: Verdict, finding: FindingRow | None) -> Proposal:
        about = "　".join(filter(None, (words, name, code or number)))
        return Proposal(path.name, row.sheet, row.row, verdict, about, finding, reason.strip(), by)

    if not findings:
        return [made(Verdict.UNKNOWN, None)]
    return [made(_exempted(f, reason), f) for f in findings]
