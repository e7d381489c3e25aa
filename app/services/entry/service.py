"""录入: who is to be entered, what is missing, marking and confirming in batches (workflow rows 27, 28)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from app.models.cases import Case, MonitoringSpell, WorkflowStep
from app.models.enums import CaseState, Category, Risk
from app.models.household import Household, HouseholdSummary
from app.services import plans
from app.services.briefs import BRIEF, BY_PLACE, HouseholdBrief, brief_of
from app.services.cases.door import Outcome
from app.services.cases.request import PermitInput, StepInput
from app.services.context import Actor
from app.services.entry.completeness import MissingField, missing_of
from app.services.errors import NotFound, Reason, refuse
from app.services.ledger import Ledger, Transaction
from app.services.steps import StepCall, Tally, run_batch, take_all_in


@dataclass(frozen=True, slots=True)
class EntryRow:
    """A household that is to be entered, marked or confirmed. ``missing`` bars it only for 边缘户."""

    household: HouseholdBrief
    case_id: int
    state: CaseState
    category: Category
    approved_on: date | None
    entered_on: date | None
    national_code: str | None
    missing: tuple[MissingField, ...]

    @property
    def is_barred(self) -> bool:
        """Whether the 采集表 must be completed first."""
        return self.category is Category.MARGINAL and any(field.is_required for field in self.missing)


@dataclass(frozen=True, slots=True)
class Entered:
    """A household as it was entered: the number that the national system gave it (脱贫监测户 have theirs)."""

    household_code: str
    national_code: str | None = None


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """A line of the village's or township's 台账: everybody who is watched."""

    household: HouseholdBrief
    national_code: str | None
    category: Category
    risks: tuple[Risk, ...]
    state: CaseState | None
    identified_on: date | None
    entered_on: date | None
    net_per_head_fen: int | None
    open_alerts: int
    # What is done towards 风险消除 since the district last said no (case row 31a).
    has_clear_visit: bool = False
    has_clear_meeting: bool = False
    lacks: frozenset[str] = frozenset()  # of help, where somebody asked (measures.lacking.Lack)


_DESK = (CaseState.APPROVED, CaseState.ENTERED)


class EntryService:
    """The desk of the 录入 stage."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def desk(self, *, today: date, village_id: int | None = None) -> tuple[EntryRow, ...]:
        """Households approved and not entered yet, then those entered and not confirmed; by place."""
        with self._ledger.reading() as session:
            running = plans.plan_in(session, day=today)
            statement = (
                select(*BRIEF, Case, Household.national_code, MonitoringSpell.identified_on)
                .join(Case, Case.household_id == HouseholdSummary.household_id)
                .join(Household, Household.id == Case.household_id)
                .join(MonitoringSpell, MonitoringSpell.id == Case.spell_id, isouter=True)
                .where(Case.is_open == 1, Case.state.in_([state.value for state in _DESK]))
                .order_by(*BY_PLACE)
            )
            if village_id is not None:
                statement = statement.where(HouseholdSummary.village_id == village_id)
            rows = session.execute(statement).all()
            missing = missing_of(session, [row[0] for row in rows], year=running.plan.year)
        found = [_entry_row(row, missing[row[0]]) for row in rows]
        return tuple(sorted(found, key=lambda row: _DESK.index(row.state)))

    def missing(self, code: str, *, today: date) -> tuple[MissingField, ...]:
        """What the 采集表 of one household lacks, required fields first."""
        with self._ledger.reading() as session:
            household_id = session.scalar(select(Household.id).where(Household.code == code))
            if household_id is None:
                raise NotFound(Reason("household.not_found", {"code": code}))
            year = plans.plan_in(session, day=today).plan.year
            return missing_of(session, [household_id], year=year)[household_id]

    def mark_entered(
        self,
        entries: Sequence[Entered],
        *,
        on: date,
        operator: str,
        actor: Actor,
        today: date,
        permit: PermitInput | None = None,
    ) -> Outcome:
        """Row 27 for each household; a number that belongs to somebody else, or comes twice, refuses its household."""
        if not entries:
            raise refuse("entry.nobody_named")

        def work(tx: Transaction, tally: Tally) -> None:
            against = _number_problems(tx.session, entries)
            for entry in entries:
                if entry.household_code in against:
                    tally.refuse(entry.household_code, against[entry.household_code])
            good = [entry for entry in entries if entry.household_code not in against]
            take_all_in(tx, tally, _entry_calls(good, on, operator), permit=permit)

        return run_batch(self._ledger, "entry.mark_entered", work, actor=actor, today=today)

    def confirm(
        self,
        codes: Collection[str],
        *,
        on: date,
        actor: Actor,
        today: date,
        export_on: date | None = None,
        confirmed_by: str = "",
        permit: PermitInput | None = None,
    ) -> Outcome:
        """Row 28: found in the platform's export of a day, or confirmed by a named person; freezes the ledger."""
        if not codes:
            raise refuse("entry.nobody_named")
        data: dict[str, object] = {
            "export_on": export_on.isoformat() if export_on else None,
            "confirmed_by": confirmed_by.strip() or None,
        }

        def work(tx: Transaction, tally: Tally) -> None:
            calls = [StepCall(code, "confirm_ledger", StepInput(on, data=data)) for code in codes]
            take_all_in(tx, tally, calls, permit=permit)

        return run_batch(self._ledger, "entry.confirm", work, actor=actor, today=today)

    def ledger(self, *, village_id: int | None = None) -> tuple[LedgerRow, ...]:
        """The 台账: every household with an open spell, by place."""
        with self._ledger.reading() as session:
            newest = aliased(Case)
            open_case = (
                select(newest.id)
                .where(newest.household_id == HouseholdSummary.household_id, newest.is_open == 1)
                .order_by(newest.id.desc())
                .limit(1)
                .scalar_subquery()
            )
            statement = (
                select(*BRIEF, Household.national_code, MonitoringSpell, Case.state, Case.entered_on, HouseholdSummary)
                .join(MonitoringSpell, MonitoringSpell.household_id == HouseholdSummary.household_id)
                .join(Household, Household.id == HouseholdSummary.household_id)
                .join(Case, Case.id == open_case, isouter=True)
                .where(MonitoringSpell.closed_on.is_(None))
                .order_by(*BY_PLACE)
            )
            if village_id is not None:
                statement = statement.where(HouseholdSummary.village_id == village_id)
            rows, done = session.execute(statement).all(), _towards_clearing(session)
            return tuple(_ledger_row(row, done.get(row[0], frozenset())) for row in rows)


def _entry_row(row, missing: tuple[MissingField, ...]) -> EntryRow:
    case, national_code, approved_on = row[len(BRIEF) :]
    return EntryRow(
        household=brief_of(row),
        case_id=case.id,
        state=CaseState(case.state),
        category=Category(case.category),
        approved_on=approved_on,
        entered_on=case.entered_on,
        national_code=case.national_code or national_code,
        missing=missing,
    )


_AGAIN = ("refuse_clear", "recall_by_alert")  # the facts are proved anew
_TOWARDS_CLEARING = ("record_clear_visit", "record_clear_meeting", *_AGAIN)


def _towards_clearing(session: Session) -> dict[int, frozenset[str]]:
    """Household to the steps of row 31a of its open case that still count."""
    found: dict[int, frozenset[str]] = {}
    statement = (
        select(Case.household_id, WorkflowStep.action)
        .join(WorkflowStep, WorkflowStep.case_id == Case.id)
        .where(Case.is_open == 1, WorkflowStep.action.in_(_TOWARDS_CLEARING), WorkflowStep.taken_back_on.is_(None))
        .order_by(WorkflowStep.case_id, WorkflowStep.number)
    )
    for household_id, action in session.execute(statement):
        known = found.get(household_id, frozenset())
        found[household_id] = frozenset() if action in _AGAIN else known | {action}
    return found


def _ledger_row(row, done: frozenset[str]) -> LedgerRow:
    national_code, spell, state, entered_on, summary = row[len(BRIEF) :]
    return LedgerRow(
        household=brief_of(row),
        national_code=national_code,
        category=Category(spell.category),
        risks=tuple(Risk(code) for code in spell.risks.split(",") if code),
        state=CaseState(state) if state else None,
        identified_on=spell.identified_on,
        entered_on=entered_on,
        net_per_head_fen=summary.net_per_head_fen,
        open_alerts=summary.open_alerts,
        has_clear_visit="record_clear_visit" in done,
        has_clear_meeting="record_clear_meeting" in done,
    )


def _number_problems(session: Session, entries: Sequence[Entered]) -> dict[str, Reason]:
    """Households whose number cannot be right: it stands twice here, or is another household's already."""
    numbers = {entry.household_code: (entry.national_code or "").strip() for entry in entries}
    twice = {number for number, count in Counter(filter(None, numbers.values())).items() if count > 1}
    owned = {
        row.national_code: row.code
        for row in session.execute(
            select(Household.national_code, Household.code).where(
                Household.national_code.in_([number for number in numbers.values() if number])
            )
        )
    }
    found: dict[str, Reason] = {}
    for code, number in numbers.items():
        if number in twice:
            found[code] = Reason("entry.code_twice", {"national_code": number})
        elif number in owned and owned[number] != code:
            found[code] = Reason("entry.code_taken", {"national_code": number, "owner": owned[number]})
    return found


def _entry_calls(entries: Sequence[Entered], on: date, operator: str) -> Iterator[StepCall]:
    for entry in entries:
        data: dict[str, object] = {"operator": operator.strip(), "national_code": (entry.national_code or "").strip()}
        yield StepCall(entry.household_code, "record_entry", StepInput(on, data=data))
