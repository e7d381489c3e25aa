"""Measures for a watched household without an alert: entered, changed, finished or cancelled, and who lacks them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.cases import Alert, Measure, MonitoringSpell
from app.models.enums import MeasureState
from app.models.household import Household
from app.models.papers import Attachment
from app.services.context import Actor
from app.services.errors import Conflict, NotFound, Reason, refuse, refuse_all
from app.services.findings.risk_matrix import CallRow, matrix_of
from app.services.findings.service import asked_in
from app.services.household_events.inputs import Saved
from app.services.ledger import Ledger
from app.services.measures.inputs import MeasureInput, problems
from app.services.measures.lacking import Unhelped, unhelped_in


@dataclass(frozen=True, slots=True)
class MeasureOffer:
    """What the form of a household's measure must know: its risks with what fits each, and its files as evidence."""

    calls: tuple[CallRow, ...]
    files: tuple[str, ...]
    persons: tuple[str, ...]  # who was named for measures before, for completion


@dataclass(frozen=True, slots=True)
class StoredMeasure:
    """A measure of a household as the form shows it."""

    measure_id: int
    row_version: int
    given: MeasureInput


class MeasureService:
    """Reads and writes measures of spells. Measures of alerts go through the alert door alone."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def unhelped(self, *, today: date) -> tuple[Unhelped, ...]:
        """Who is watched and lacks measures for too long, the longest first."""
        with self._ledger.reading() as session:
            return unhelped_in(session, today=today)

    def offer(self, household_id: int, *, today: date) -> MeasureOffer:
        """What a form for this household offers. Refused: ``measure.not_watched``."""
        with self._ledger.reading() as session:
            household = _household(session, household_id)
            _spell(session, household)
            matrix = matrix_of(session, asked_in(session, today, household_id))
            files = select(Attachment.original_name).where(Attachment.household_id == household_id)
            people = select(Measure.responsible).where(Measure.responsible.is_not(None)).distinct()
            return MeasureOffer(
                matrix.calls,
                tuple(session.scalars(files.order_by(Attachment.id.desc()))),
                tuple(sorted(name for name in session.scalars(people) if name)),
            )

    def calls(self, household_id: int, *, today: date) -> tuple[CallRow, ...]:
        """The risks and facts of a household that call for measures, with the groups that answer them."""
        with self._ledger.reading() as session:
            return matrix_of(session, asked_in(session, today, household_id)).calls

    def own(self, measure_id: int) -> StoredMeasure:
        """A measure that may be changed here. Refused: ``measure.of_an_alert`` (its number)."""
        with self._ledger.reading() as session:
            row = _measure(session, measure_id)
            _refuse_foreign(session, row)
            return StoredMeasure(row.id, row.row_version, _input(row))

    def add(self, household_id: int, given: MeasureInput, *, actor: Actor, today: date) -> Saved:
        """Enter a measure of a watched household; refused with every reason, nothing stored."""
        with self._ledger.transaction("household.record_measure", actor=actor, today=today) as tx:
            household = _household(tx.session, household_id)
            spell = _spell(tx.session, household)
            refuse_all(problems(given, today=today))
            row = Measure(spell_id=spell.id, household_id=household.id)
            _write(row, given)
            tx.session.add(row)
            tx.about("household", household.uid, occurred_on=given.done_on or given.starts_on)
            tx.note(group=given.group, state=given.state.value)
        return Saved(household.id, household.code, tx.changes)

    def change(self, measure_id: int, given: MeasureInput, *, row_version: int, actor: Actor, today: date) -> Saved:
        """Change, finish or cancel one. Refused: ``measure.of_an_alert``, ``measure.changed_meanwhile``."""
        with self._ledger.transaction("household.change_measure", actor=actor, today=today) as tx:
            row = _measure(tx.session, measure_id)
            household = _household(tx.session, row.household_id)
            _refuse_foreign(tx.session, row)
            if row.row_version != row_version:
                raise Conflict(Reason("measure.changed_meanwhile", {}))
            refuse_all(problems(given, today=today))
            _write(row, given)
            tx.about("household", household.uid, occurred_on=given.done_on)
            tx.note(group=given.group, state=given.state.value)
        return Saved(household.id, household.code, tx.changes)


def _household(session: Session, household_id: int) -> Household:
    household = session.get(Household, household_id)
    if household is None:
        raise NotFound(Reason("household.not_found", {"code": household_id}))
    return household


def _measure(session: Session, measure_id: int) -> Measure:
    row = session.get(Measure, measure_id)
    if row is None:
        raise NotFound(Reason("measure.not_found", {}))
    return row


def _spell(session: Session, household: Household) -> MonitoringSpell:
    """The watch that is under way."""
    own = select(MonitoringSpell).where(
        MonitoringSpell.household_id == household.id,
        MonitoringSpell.closed_on.is_(None),
        MonitoringSpell.eliminated_on.is_(None),
    )
    spell = session.scalars(own.order_by(MonitoringSpell.id.desc())).first()
    if spell is None:
        raise refuse("measure.not_watched", household=household.code)
    return spell


def _refuse_foreign(session: Session, row: Measure) -> None:
    if row.alert_id is not None:
        raise refuse("measure.of_an_alert", number=session.get_one(Alert, row.alert_id).number)


def _write(row: Measure, given: MeasureInput) -> None:
    is_done, is_cancelled = given.state is MeasureState.DONE, given.state is MeasureState.CANCELLED
    row.group = given.group
    row.description = given.description.strip() or None
    row.responsible = given.responsible.strip()
    row.starts_on, row.due_on, row.amount_fen = given.starts_on, given.due_on, given.amount_fen
    row.state = given.state.value
    row.done_on = given.done_on if is_done else None
    row.evidence = given.evidence.strip() if is_done else None
    row.cancelled_reason = given.cancelled_reason.strip() if is_cancelled else None


def _input(row: Measure) -> MeasureInput:
    return MeasureInput(
        group=row.group,
        responsible=row.responsible or "",
        due_on=row.due_on,
        starts_on=row.starts_on,
        description=row.description or "",
        amount_fen=row.amount_fen,
        state=MeasureState(row.state),
        done_on=row.done_on,
        evidence=row.evidence or "",
        cancelled_reason=row.cancelled_reason or "",
    )
