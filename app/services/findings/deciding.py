"""The desk of the findings: counts by rule, one finding with its evidence, and decisions on many at once."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models.history import in_chunks
from app.models.household import Household
from app.models.imports import Finding
from app.services.changes import ChangeSet
from app.services.context import Actor
from app.services.errors import NotFound, Reason, refuse
from app.services.findings import configured
from app.services.findings.availability import WORDS, NotApplicable, columns_of, known_columns, why_not
from app.services.findings.rules import Rule, active, rules
from app.services.findings.running import CHECKS, run_checks
from app.services.findings.service import EXEMPT, FIXED, OPEN, asked_in, store_in
from app.services.findings.words import evidence_words, group_word
from app.services.ledger import Ledger, Transaction

_REASONS = 30
_SAID = 3


@dataclass(frozen=True, slots=True)
class RuleCount:
    """A rule with its findings. ``back`` of the open ones were exempt until their evidence changed.

    ``why_not`` says why the rule claims nothing; empty if it is asked.
    """

    rule: Rule
    default: Rule  # as the table says
    group: str
    open: int
    back: int
    exempt: int
    fixed: int
    why_not: str


@dataclass(frozen=True, slots=True)
class FindingDetail:
    """What a finding rests on; ``former_reason`` = it was exempt for this reason until the evidence changed."""

    finding_id: int
    numbers: tuple[str, ...]
    title: str
    message: str
    explain: str
    hint: str
    evidence: tuple[tuple[str, str], ...]
    fields: tuple[str, ...]  # the names of what it rests on
    state: str
    reason: str
    former_reason: str
    decided_by: str
    decided_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """Truly so: the finding as it was looked at, with the reason and who looked (empty = the actor)."""

    finding_id: int
    row_version: int
    reason: str
    by: str = ""


@dataclass(frozen=True, slots=True)
class Decided:
    """How many were decided, and why the others were not: finding -> reason."""

    done: int
    refused: Mapping[int, Reason]
    changes: ChangeSet | None


class FindingDesk:
    """What a clerk does with findings, many at once."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def tree(self, *, today: date) -> Sequence[RuleCount]:
        """Every rule in the order of the table, as the office uses it, with its counts."""
        with self._ledger.reading() as session:
            table = configured.rules_in(session)
            counts, why = _counts(session), why_not(table, known_columns(session, columns_of(table.values())), today)
        return [_rule_count(rule, counts.get(rule.code, {}), why.get(rule.code)) for rule in table.values()]

    def detail(self, finding_id: int) -> FindingDetail:
        """One finding with everything that explains it."""
        with self._ledger.reading() as session:
            finding = session.get(Finding, finding_id)
            rule = rules().get(finding.rule_code) if finding else None
            if finding is None or rule is None:
                raise NotFound(Reason("finding.not_found", {"id": finding_id}))
            is_back = finding.state == OPEN and finding.exempt_digest is not None
            values = _in_order(rule.code, json.loads(finding.evidence))
            return FindingDetail(
                finding_id=finding.id,
                numbers=rule.numbers,
                title=rule.title,
                message=finding.message or "",
                explain=rule.explain,
                hint=rule.hint,
                evidence=evidence_words(values),
                fields=tuple(values),
                state=finding.state,
                reason="" if is_back else finding.reason or "",
                former_reason=(finding.reason or "") if is_back else "",
                decided_by=finding.decided_by or "",
                decided_on=finding.decided_on,
            )

    def reasons(self) -> Sequence[str]:
        """The reasons that were given before, the most usual first."""
        with self._ledger.reading() as session:
            statement = (
                select(Finding.reason)
                .where(Finding.reason.is_not(None))
                .group_by(Finding.reason)
                .order_by(func.count().desc(), Finding.reason)
                .limit(_REASONS)
            )
            return [reason for reason in session.scalars(statement) if reason]

    def exempt(self, decisions: Sequence[Decision], *, actor: Actor, today: date) -> Decided:
        """豁免（属实） of many in one transaction; those that changed meanwhile are named, the others are done.

        Refused as a whole: ``finding.reason_missing``; ``finding.none_decided`` when none could be done.
        """
        if any(not one.reason.strip() for one in decisions):
            raise refuse("finding.reason_missing")
        wanted = {one.finding_id: one for one in decisions}

        def decide(finding: Finding) -> None:
            one = wanted[finding.id]
            finding.state, finding.exempt_digest = EXEMPT, finding.evidence_digest
            finding.reason, finding.decided_by = one.reason.strip()[:200], one.by.strip() or actor.name
            finding.decided_on = today

        versions = {one.finding_id: one.row_version for one in decisions}
        return self._decide("findings.exempt_many", versions, decide, must_be=OPEN, actor=actor, today=today)

    def reopen(self, versions: Mapping[int, int], *, actor: Actor, today: date) -> Decided:
        """Take exemptions back; finding -> the version that was looked at."""

        def decide(finding: Finding) -> None:
            finding.state, finding.exempt_digest = OPEN, None
            finding.reason, finding.decided_by, finding.decided_on = None, actor.name, today

        return self._decide("findings.reopen_many", versions, decide, must_be=EXEMPT, actor=actor, today=today)

    def _decide(
        self,
        action: str,
        versions: Mapping[int, int],
        decide: Callable[[Finding], None],
        *,
        must_be: str,
        actor: Actor,
        today: date,
    ) -> Decided:
        refused: dict[int, Reason] = {}
        with self._ledger.transaction(action, actor=actor, today=today) as tx:
            found = _found(tx, versions)
            for id_, version in versions.items():
                against = _against(found.get(id_), id_, version, must_be)
                if against is None:
                    decide(found[id_])
                else:
                    refused[id_] = against
            done = len(versions) - len(refused)
            if not done:
                raise refuse("finding.none_decided", count=len(versions), why=_first(refused))
            _tell(tx, [found[id_] for id_ in versions if id_ not in refused])
        return Decided(done, refused, tx.changes)

    def recheck(self, household_id: int, *, actor: Actor, today: date) -> Decided:
        """Run the checks for one household and store what changed; ``done`` = how many of its findings are 已改 now."""
        with self._ledger.transaction("findings.recheck", actor=actor, today=today) as tx:
            household = tx.session.get(Household, household_id)
            if household is None:
                raise NotFound(Reason("household.not_found", {"code": household_id}))
            tx.about("household", household.uid)
            table = active(configured.rules_in(tx.session))
            why = why_not(table, known_columns(tx.session, columns_of(table.values())), today)
            wanted = {code: rule for code, rule in table.items() if code not in why}
            hits = list(run_checks(tx.session, asked_in(tx.session, today, household_id), wanted))
            fixed = store_in(tx, hits, wanted, household_id=household_id)
            tx.note(fixed=fixed)
        return Decided(fixed, {}, tx.changes)


def _in_order(code: str, values: Mapping[str, object]) -> dict[str, object]:
    """The evidence in the order in which the check names it: what is most likely wrong comes first."""
    names: Sequence[str] = getattr(CHECKS.get(code), "evidence", ())
    return {name: values[name] for name in (*names, *values) if name in values}


def _counts(session: Session) -> dict[str, dict[str, int]]:
    is_back = (Finding.state == OPEN) & Finding.exempt_digest.is_not(None)
    statement = select(Finding.rule_code, Finding.state, is_back, func.count())
    found: dict[str, dict[str, int]] = {}
    for code, state, back, count in session.execute(statement.group_by(Finding.rule_code, Finding.state, is_back)):
        own = found.setdefault(code, {})
        own[state] = own.get(state, 0) + count
        if back:
            own["back"] = count
    return found


def _rule_count(rule: Rule, counts: Mapping[str, int], why: NotApplicable | None) -> RuleCount:
    says = WORDS[why] if why else ""
    counts = counts if rule.on else {}  # what a rule that is off once found is not shown
    return RuleCount(
        rule,
        rules()[rule.code],
        group_word(rule.group),
        *(counts.get(name, 0) for name in (OPEN, "back", EXEMPT, FIXED)),
        why_not=says if rule.on else "已停用",
    )


def _found(tx: Transaction, ids: Mapping[int, int]) -> dict[int, Finding]:
    found: dict[int, Finding] = {}
    for chunk in in_chunks(ids):
        found |= {f.id: f for f in tx.session.scalars(select(Finding).where(Finding.id.in_(chunk)))}
    return found


def _against(finding: Finding | None, id_: int, version: int, must_be: str) -> Reason | None:
    if finding is None:
        return Reason("finding.not_found", {"id": id_})
    if finding.row_version != version:
        return Reason("finding.changed_meanwhile")
    if finding.state == must_be:
        return None
    if must_be == EXEMPT:
        return Reason("finding.not_exempt")
    return Reason("finding.already_fixed" if finding.state == FIXED else "finding.already_exempt")


def _first(refused: Mapping[int, Reason]) -> str:
    from app.services.wording import sentence

    said = dict.fromkeys(sentence(reason) for reason in refused.values())
    return "".join(list(said)[:_SAID])


def _tell(tx: Transaction, findings: Sequence[Finding]) -> None:
    codes: dict[str, int] = {}
    for finding in findings:
        codes[finding.rule_code] = codes.get(finding.rule_code, 0) + 1
    tx.note(count=len(findings), by_rule=codes)
