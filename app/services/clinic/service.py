"""证件核对: the list of doubtful numbers, and what a person decides about each. Nothing changes by itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from app.models.household import Household, IdDecision, Membership, Person
from app.models.imports import Finding
from app.services import id_number as ids
from app.services.changes import ChangeSet
from app.services.clinic.diagnosing import KEPT, WAITING, Diagnosis, Progress, diagnose
from app.services.clinic.faults import RULES, Fault, Holder, faults_of
from app.services.context import Actor
from app.services.errors import Conflict, NotFound, Reason, refuse, refuse_all
from app.services.findings.rules import rules
from app.services.findings.running import digest_of, run_checks
from app.services.findings.service import asked_in
from app.services.household_events import common as c
from app.services.ledger import Ledger, Transaction

# What stands against a number that is typed; the others say that the person's columns may be wrong instead.
_HARD = frozenset({Fault.DAMAGED, Fault.CHECK_DIGIT, Fault.IMPOSSIBLE, Fault.CERTIFICATE, Fault.PLACEHOLDER})


@dataclass(frozen=True, slots=True)
class Correction:
    """A right number for a person; ``row_version`` is the person's as it was looked at."""

    person_id: int
    row_version: int
    number: str


@dataclass(frozen=True, slots=True)
class Typed:
    """What a typed number says while it is typed: what is wrong with it, and what can be read from it."""

    number: str
    faults: tuple[Fault, ...]
    born_on: date | None
    sex: str | None
    owner: str
    owner_household: str

    @property
    def may_be_saved(self) -> bool:
        """Whether nothing stands against it."""
        return not (_HARD | {Fault.MISSING}).intersection(self.faults) and not self.owner


class ClinicService:
    """Diagnoses numbers; corrects them, keeps them as they are, or puts them off, as a person says."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def diagnose(self, *, today: date, report: Progress = lambda d, t: None) -> Sequence[Diagnosis]:
        """Every living person whose number has something wrong, with candidates; decided ones say how."""
        with self._ledger.reading() as session:
            return diagnose(session, today=today, report=report)

    def one(self, person_id: int, *, today: date) -> Diagnosis | None:
        """One person's; None if nothing is wrong."""
        with self._ledger.reading() as session:
            return next(iter(diagnose(session, today=today, people=(person_id,))), None)

    def check(self, number: str, *, person_id: int, today: date) -> Typed:
        """What a number says as it is typed for this person."""
        text = number.strip().upper()
        with self._ledger.reading() as session:
            person = session.get(Person, person_id)
            if person is None:
                raise NotFound(Reason("clinic.not_found"))
            holder = Holder(person.name, person.born_on, person.sex, None)
            facts = ids.read_id(text)
            taken = c.living_elsewhere(session, text, but=person_id)
            return Typed(
                text,
                faults_of(text, holder, today=today),
                facts.born_on,
                facts.sex.value if facts.sex else None,
                taken[0].name if taken else "",
                taken[1].code if taken else "",
            )

    def correct(self, given: Sequence[Correction], *, actor: Actor, today: date) -> ChangeSet | None:
        """Write these numbers, all or none, in one transaction; 撤销上一步 takes them back."""
        if not given:
            raise refuse("clinic.nothing_chosen")
        with self._ledger.transaction("household.correct_id", actor=actor, today=today) as tx:
            refuse_all([reason for correction in given for reason in _correct_in(tx, correction)])
            homes = {_home(tx, correction.person_id).id for correction in given}
            if len(homes) == 1:
                tx.about("household", tx.session.get_one(Household, homes.pop()).uid)
            tx.note(count=len(given))
        return tx.changes

    def keep(self, person_id: int, *, row_version: int, reason: str, actor: Actor, today: date) -> ChangeSet | None:
        """属实保留: looked at and truly so; the findings of the same rules are exempt with it."""
        if not reason.strip():
            raise refuse("clinic.reason_missing")
        with self._ledger.transaction("household.keep_id", actor=actor, today=today) as tx:
            diagnosis = _looked_at(tx, person_id, row_version)
            _decide_in(tx, diagnosis, KEPT, reason.strip())
            _exempt_in(tx, diagnosis, reason.strip())
        return tx.changes

    def put_off(
        self, person_id: int, *, row_version: int, reason: str = "", actor: Actor, today: date
    ) -> ChangeSet | None:
        """待核: somebody has to look at the document; the case stays on the list as such."""
        with self._ledger.transaction("household.put_off_id", actor=actor, today=today) as tx:
            _decide_in(tx, _looked_at(tx, person_id, row_version), WAITING, reason.strip())
        return tx.changes


def _correct_in(tx: Transaction, given: Correction) -> list[Reason]:
    person = _person(tx, given.person_id, given.row_version)
    number = given.number.strip().upper()
    faults = faults_of(number, Holder(person.name), today=tx.today)
    wrong = [fault for fault in faults if fault in _HARD or fault is Fault.MISSING]
    if wrong:
        said = "、".join(fault.label for fault in wrong)
        return [Reason("clinic.not_a_number", {"number": number, "faults": said, "field": "number"})]
    if number == person.id_number:
        return [Reason("clinic.same_number", {"name": person.name, "field": "number"})]
    taken = c.living_elsewhere(tx.session, number, but=person.id)
    if taken:
        values = {"number": number, "name": taken[0].name, "code": taken[1].code, "field": "number"}
        return [Reason("member.already_here", values)]
    facts = ids.read_id(number)
    person.id_number = number
    # Columns that are empty are filled from the number; what a list or a person said stays.
    person.born_on = person.born_on or facts.born_on
    if person.sex is None and facts.sex:
        person.sex = facts.sex.value
    tx.session.flush()
    return []


def _person(tx: Transaction, person_id: int, row_version: int) -> Person:
    person = tx.session.get(Person, person_id)
    if person is None or person.alias_of_id is not None:
        raise NotFound(Reason("clinic.not_found"))
    if person.row_version != row_version:
        raise Conflict(Reason("clinic.changed_meanwhile", {"name": person.name}))
    return person


def _home(tx: Transaction, person_id: int) -> Household:
    statement = select(Household).join(Membership, Membership.household_id == Household.id)
    home = tx.session.scalars(statement.where(Membership.person_id == person_id, Membership.to_on.is_(None))).first()
    if home is None:
        raise NotFound(Reason("clinic.not_found"))
    return home


def _looked_at(tx: Transaction, person_id: int, row_version: int) -> Diagnosis:
    person = _person(tx, person_id, row_version)
    found = next(iter(diagnose(tx.session, today=tx.today, people=(person_id,))), None)
    if found is None:
        raise refuse("clinic.nothing_wrong", name=person.name)
    tx.about("household", tx.session.get_one(Household, found.household_id).uid)
    tx.note(faults=[fault.value for fault in found.faults])
    return found


def _decide_in(tx: Transaction, found: Diagnosis, decision: str, reason: str) -> None:
    same = (IdDecision.person_id == found.person_id, IdDecision.id_number == found.number)
    row = tx.session.scalars(select(IdDecision).where(*same)).first()
    if row is None:
        row = IdDecision(person_id=found.person_id, id_number=found.number, decision=decision)
        tx.session.add(row)
    row.decision, row.reason = decision, reason or None
    row.decided_by, row.decided_on = tx.actor.name, tx.today
    tx.session.flush()


def _exempt_in(tx: Transaction, found: Diagnosis, reason: str) -> None:
    wanted = {code: rules()[code] for fault in found.faults if (code := RULES.get(fault)) and code in rules()}
    known: Mapping[str, Finding] = {
        finding.rule_code: finding
        for finding in tx.session.scalars(
            select(Finding).where(Finding.subject_kind == "person", Finding.subject_id == found.person_id)
        )
    }
    for hit in run_checks(tx.session, asked_in(tx.session, tx.today, found.household_id), wanted):
        if hit.subject_kind != "person" or hit.subject_id != found.person_id:
            continue
        finding = known.get(hit.rule.code) or Finding(
            rule_code=hit.rule.code, subject_kind="person", subject_id=found.person_id
        )
        finding.household_id, finding.person_id, finding.message = hit.household_id, hit.person_id, hit.message
        finding.evidence, finding.evidence_digest = hit.evidence_text, digest_of(hit.evidence_text)
        finding.state, finding.exempt_digest = "exempt", finding.evidence_digest
        finding.reason, finding.decided_by, finding.decided_on = reason, tx.actor.name, tx.today
        tx.session.add(finding)
    tx.session.flush()
