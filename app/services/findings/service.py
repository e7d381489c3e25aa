"""疑点 checks: run over the town or live for one household, with findings that remember and exemptions that hold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Row, and_, func, select
from sqlalchemy.orm import Session

from app.models.history import VERSIONED, bulk_insert, in_chunks
from app.models.household import Household, HouseholdSummary, Person
from app.models.imports import Finding
from app.models.region import Region
from app.services import plans
from app.services.changes import ChangeSet
from app.services.context import Actor
from app.services.errors import Conflict, NotFound, Reason, refuse
from app.services.findings import configured
from app.services.findings.availability import (
    KnownColumns,
    NotApplicable,
    RuleState,
    columns_of,
    known_columns,
    not_applicable,
    why_not,
)
from app.services.findings.base import Asked
from app.services.findings.risk_matrix import HouseholdMatrix, matrix_of
from app.services.findings.rules import Rule, active, find_rule, rules
from app.services.findings.running import Hit, digest_of, run_checks
from app.services.ledger import Ledger, Transaction
from app.services.settings import DISTRICT, setting_in

OPEN, FIXED, EXEMPT = "open", "fixed", "exempt"
VILLAGE = "village"
_Key = tuple[str, str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingFilter:
    """Which findings; every part narrows."""

    states: tuple[str, ...] = (OPEN,)
    codes: tuple[str, ...] = ()
    village_id: int | None = None
    household_id: int | None = None


@dataclass(frozen=True, slots=True)
class FindingRow:
    """A finding with its rule's words and its place. ``state``: open 待核, fixed 已改, exempt 豁免（属实）."""

    id: int
    row_version: int
    code: str
    title: str
    level: int
    household_id: int | None  # None: the finding is about the village
    household_code: str
    head_name: str
    village: str
    person_id: int | None
    member_name: str | None
    member_id_number: str | None
    message: str
    hint: str
    state: str
    reason: str | None
    decided_by: str | None
    decided_on: date | None


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What a run found: open findings; ``skipped`` = rules that claim nothing, ``skipped_why`` says why by code."""

    checked: int
    findings: tuple[FindingRow, ...]
    by_code: Mapping[str, int]
    exempt: int
    fixed: int
    skipped: tuple[Rule, ...]
    skipped_why: Mapping[str, NotApplicable]
    changes: ChangeSet | None


@dataclass(frozen=True, slots=True)
class LiveFinding:
    """A hit of the live checks of one household; ``is_exempt`` = known to be so."""

    code: str
    title: str
    level: int
    person_id: int | None
    message: str
    hint: str
    is_exempt: bool


class FindingService:
    """Runs the checks, lists findings, and keeps exemptions."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._known = KnownColumns()

    def check(self, *, codes: Collection[str] = (), actor: Actor, today: date) -> CheckResult:
        """Run the active checks (or the named ones) over the town and store what changed.

        A finding that is no longer found is 已改; one whose evidence differs is open again, exempt or not.
        """
        with self._ledger.transaction("findings.check", actor=actor, today=today) as tx:
            table = configured.rules_in(tx.session)
            chosen = _chosen(codes, table)
            asked = asked_in(tx.session, today)
            known = self._known.anew(tx.session, chosen.values())
            why = why_not(chosen, known, today)
            wanted = {code: rule for code, rule in chosen.items() if code not in why}
            fixed = store_in(tx, run_checks(tx.session, asked, wanted), wanted)
            checked = tx.session.scalar(
                select(func.count()).select_from(HouseholdSummary).where(HouseholdSummary.status == "active")
            )
            found = rows_in(tx.session, FindingFilter(states=(OPEN, EXEMPT), codes=tuple(wanted)))
            open_rows = tuple(row for row in found if row.state == OPEN)
            by_code = Counter(row.code for row in open_rows)
            tx.note(by_code=dict(by_code), fixed=fixed)
        return CheckResult(
            checked=checked or 0,
            findings=open_rows,
            by_code=dict(by_code),
            exempt=len(found) - len(open_rows),
            fixed=fixed,
            skipped=tuple(chosen[code] for code in why),
            skipped_why=why,
            changes=tx.changes,
        )

    def check_household(self, household_id: int, *, today: date) -> Sequence[LiveFinding]:
        """The live checks of one household: nothing is stored."""
        with self._ledger.reading() as session:
            chosen = active(configured.rules_in(session))
            why = why_not(chosen, self._known.now(session, chosen.values()), today)
            wanted = {code: rule for code, rule in chosen.items() if code not in why}
            hits = list(run_checks(session, asked_in(session, today, household_id), wanted))
            known = _exemptions(session, household_id)
        return [
            LiveFinding(
                hit.rule.code,
                hit.rule.title,
                hit.rule.level,
                hit.person_id,
                hit.message,
                hit.rule.hint,
                known.get(hit.key) == digest_of(hit.evidence_text),
            )
            for hit in sorted(hits, key=lambda hit: (hit.rule.level, hit.rule.code))
        ]

    def find(self, wanted: FindingFilter = FindingFilter()) -> Sequence[FindingRow]:
        """Findings, the gravest first, by village and household."""
        with self._ledger.reading() as session:
            return rows_in(session, wanted)

    def counts(self) -> Mapping[str, int]:
        """Open findings by rule, of the rules that are on."""
        with self._ledger.reading() as session:
            statement = select(Finding.rule_code, func.count()).where(Finding.state == OPEN)
            table = active(configured.rules_in(session))
            found = session.execute(statement.group_by(Finding.rule_code))
            return {code: count for code, count in found if code in table}

    def rules(self) -> Sequence[Rule]:
        """The rule table as the office uses it."""
        with self._ledger.reading() as session:
            return tuple(configured.rules_in(session).values())

    def rule_states(self, *, today: date) -> Sequence[RuleState]:
        """The rule table with what the office changed, and which rules claim nothing and why."""
        with self._ledger.reading() as session:
            table = configured.rules_in(session)
            known = known_columns(session, columns_of(table.values()))
        defaults = rules()
        return [
            RuleState(rule, defaults[code], not_applicable(rule, known, today.year)) for code, rule in table.items()
        ]

    def configure(
        self,
        code: str,
        *,
        on: bool | None = None,
        params: Mapping[str, int] | None = None,
        reason: str,
        actor: Actor,
        today: date,
    ) -> Rule:
        """Switch a rule on or off, or change its parameters; refused for an unknown parameter or without a reason."""
        with self._ledger.transaction("findings.configure", actor=actor, today=today) as tx:
            return configured.configure_in(tx, code, on=on, params=params, reason=reason)

    def restore(self, code: str, *, actor: Actor, today: date) -> Rule:
        """Take the office's changes of a rule back."""
        with self._ledger.transaction("findings.restore", actor=actor, today=today) as tx:
            return configured.restore_in(tx, code)

    def matrix(self, household_id: int, *, today: date) -> HouseholdMatrix:
        """The matrix for one household: each risk with its measures, each measure with what it serves."""
        with self._ledger.reading() as session:
            return matrix_of(session, asked_in(session, today, household_id))

    def exempt(self, finding_id: int, *, row_version: int, reason: str, actor: Actor, today: date) -> ChangeSet | None:
        """豁免（属实）: looked at and truly so; quiet until the evidence changes."""
        if not reason.strip():
            raise refuse("finding.reason_missing")
        with self._ledger.transaction("findings.exempt", actor=actor, today=today) as tx:
            finding = _finding(tx, finding_id, row_version)
            if finding.state == FIXED:
                raise refuse("finding.already_fixed")
            finding.state, finding.exempt_digest = EXEMPT, finding.evidence_digest
            _decide(tx, finding, reason.strip())
        return tx.changes

    def reopen(self, finding_id: int, *, row_version: int, actor: Actor, today: date) -> ChangeSet | None:
        """Take an exemption back."""
        with self._ledger.transaction("findings.reopen", actor=actor, today=today) as tx:
            finding = _finding(tx, finding_id, row_version)
            if finding.state != EXEMPT:
                raise refuse("finding.not_exempt")
            finding.state, finding.exempt_digest = OPEN, None
            _decide(tx, finding, None)
        return tx.changes


def _chosen(codes: Collection[str], table: Mapping[str, Rule]) -> Mapping[str, Rule]:
    if not codes:
        return active(table)
    found = {number: find_rule(number, table) for number in codes}
    unknown = [number for number, rule in found.items() if rule is None]
    if unknown:
        raise refuse("finding.unknown_rule", rules=unknown)
    return {rule.code: rule for rule in found.values() if rule is not None}


def asked_in(session: Session, today: date, household_id: int | None = None) -> Asked:
    """What a run asks of: the day, the plan's line, and which household (None = all)."""
    line_fen = plans.plan_in(session, day=today).plan.line_fen
    return Asked(today, line_fen, str(setting_in(session, DISTRICT) or ""), household_id)


def store_in(
    tx: Transaction, hits: Iterable[Hit], wanted: Mapping[str, Rule], *, household_id: int | None = None
) -> int:
    """Write new findings, reopen changed ones, mark those that are gone; returns how many are gone.

    With a household the run was about it alone: what was found elsewhere stays as it is.
    """
    f = VERSIONED["finding"].c
    stored = select(f.rule_code, f.subject_kind, f.subject_id, f.id, f.evidence_digest, f.state)
    if household_id is not None:
        stored = stored.where(f.household_id == household_id)
    known: dict[_Key, tuple[int, str, str]] = {
        (code, kind, subject): (id_, digest, state)
        for code, kind, subject, id_, digest, state in tx.session.execute(stored.where(f.rule_code.in_(wanted)))
    }
    new: list[dict[str, object]] = []
    changed: dict[int, tuple[Hit, str, str]] = {}
    for hit in hits:
        text = hit.evidence_text
        digest = digest_of(text)
        before = known.pop(hit.key, None)
        if before is None:
            new.append(_new_row(hit, text, digest))
        elif before[1] != digest or before[2] == FIXED:
            changed[before[0]] = (hit, text, digest)
    for first in range(0, len(new), 5_000):
        bulk_insert(tx.session, VERSIONED["finding"], new[first : first + 5_000])
    _rewrite(tx, changed)
    return _mark_fixed(tx, [id_ for id_, _, state in known.values() if state != FIXED])


def _new_row(hit: Hit, text: str, digest: str) -> dict[str, object]:
    return {
        "rule_code": hit.rule.code,
        "subject_kind": hit.subject_kind,
        "subject_id": hit.subject_id,
        "household_id": hit.household_id,
        "person_id": hit.person_id,
        "evidence": text,
        "evidence_digest": digest,
        "message": hit.message,
        "state": OPEN,
    }


def _rewrite(tx: Transaction, changed: Mapping[int, tuple[Hit, str, str]]) -> None:
    for finding in _findings(tx.session, changed):
        hit, text, digest = changed[finding.id]
        finding.household_id, finding.message = hit.household_id, hit.message
        finding.evidence, finding.evidence_digest = text, digest
        finding.state = EXEMPT if finding.exempt_digest == digest else OPEN


def _mark_fixed(tx: Transaction, ids: Sequence[int]) -> int:
    for finding in _findings(tx.session, ids):
        finding.state = FIXED
    return len(ids)


def _findings(session: Session, ids: Collection[int]) -> list[Finding]:
    found: list[Finding] = []
    for chunk in in_chunks(ids):
        found += session.scalars(select(Finding).where(Finding.id.in_(chunk)))
    return found


def _exemptions(session: Session, household_id: int) -> dict[_Key, str]:
    statement = select(Finding).where(Finding.household_id == household_id, Finding.exempt_digest.is_not(None))
    return {(f.rule_code, f.subject_kind, f.subject_id): f.exempt_digest or "" for f in session.scalars(statement)}


def _finding(tx: Transaction, finding_id: int, row_version: int) -> Finding:
    finding = tx.session.get(Finding, finding_id)
    if finding is None:
        raise NotFound(Reason("finding.not_found", {"id": finding_id}))
    if finding.row_version != row_version:
        raise Conflict(Reason("finding.changed_meanwhile"))
    return finding


def _decide(tx: Transaction, finding: Finding, reason: str | None) -> None:
    finding.reason, finding.decided_by, finding.decided_on = reason, tx.actor.name, tx.today
    household = tx.session.get(Household, finding.household_id) if finding.household_id else None
    if household is not None:
        tx.about("household", household.uid)
    tx.note(rule=finding.rule_code)


def rows_in(session: Session, wanted: FindingFilter) -> list[FindingRow]:
    """Findings of the rules that are on, by level, village and household."""
    f, home = Finding, HouseholdSummary
    place = func.coalesce(home.village_id, Region.id)
    statement = (
        select(
            *(f.rule_code, f.id, f.row_version, f.household_id),
            func.coalesce(home.code, ""),
            func.coalesce(home.head_name, ""),
            func.coalesce(home.village_name, Region.name),
            *(f.person_id, Person.name, Person.id_number, func.coalesce(f.message, "")),
            *(f.state, f.reason, f.decided_by, f.decided_on),
        )
        .outerjoin(home, home.household_id == f.household_id)
        .outerjoin(Region, and_(f.subject_kind == VILLAGE, Region.id == f.subject_id))
        .outerjoin(Person, Person.id == f.person_id)
        .where(f.state.in_(wanted.states), place.is_not(None))
    )
    if wanted.codes:
        statement = statement.where(f.rule_code.in_(wanted.codes))
    if wanted.village_id is not None:
        statement = statement.where(place == wanted.village_id)
    if wanted.household_id is not None:
        statement = statement.where(f.household_id == wanted.household_id)
    table = active(configured.rules_in(session)) if not wanted.codes else configured.rules_in(session)
    found = session.execute(statement.order_by(place, home.code, f.id))
    rows = [_row(table[row[0]], row) for row in found if row[0] in table]
    return sorted(rows, key=lambda row: row.level)


def _row(rule: Rule, row: Row[*tuple[Any, ...]]) -> FindingRow:
    _, id_, version, household_id, code, head, village, person_id, name, number, *told = row
    message, state, reason, decided_by, decided_on = told
    place = (household_id, code, head, village)
    member = (person_id, name, number)
    decided = (state, reason, decided_by, decided_on)
    return FindingRow(id_, version, rule.code, rule.title, rule.level, *place, *member, message, rule.hint, *decided)
