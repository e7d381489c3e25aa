"""Monthly monitoring: saving rounds, carrying a month over, what is overdue, and gaps that become alerts (plan 五)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import TypeAlias

from sqlalchemy.orm import Session

from app.services import plans
from app.services.alerts import door as alerts
from app.services.alerts.door import AlertOutcome, DoneAlert, RefusedAlert
from app.services.cases.door import RefusedHousehold
from app.services.context import Actor
from app.services.errors import Reason, refuse_all
from app.services.ledger import Ledger
from app.services.monitoring.grid import CellState, Grid, Watched, grid_in, watched_in
from app.services.monitoring.months import Month, watched_months
from app.services.monitoring.records import (
    AlertOffer,
    CheckEntry,
    CheckPage,
    Coverage,
    OverdueHousehold,
    PastCheck,
    Round,
    SavedChecks,
)
from app.services.monitoring.undoing import CARRY, SAVE, EntryTakenBack, LastEntry, last_entry, take_back
from app.services.monitoring.writing import (
    Filled,
    alert_step,
    history_of,
    household_problems,
    last_month,
    offers_in,
    page_of,
    round_problems,
    store,
    stored,
    typed,
)
from app.services.workflow.facts import Signer

# Given the session and the spells by code: each household's check, or why there is none.
_Chooser: TypeAlias = Callable[[Session, Mapping[str, Watched]], Iterable[tuple[str, Filled | Reason]]]


class _NothingSavedError(Exception):
    """Rolls an empty round back, so that it leaves no audit entry."""


class MonitoringService:
    """The monthly watch of a township."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def grid(
        self,
        *,
        today: date,
        village_id: int | None = None,
        months: Sequence[Month] | None = None,
        codes: Sequence[str] | None = None,
    ) -> Grid:
        """Household × month; the plan's months up to today unless others are named, all households unless some are."""
        with self._ledger.reading() as session:
            plan = plans.plan_in(session, day=today).plan
            chosen = months or watched_months(plan, until=today)
            away = max(plan.limits.away_check_months, 1)
            return grid_in(session, chosen, today=today, village_id=village_id, codes=codes, away_months=away)

    def check(self, code: str, month: Month) -> CheckPage | None:
        """One stored check with its notes; None when there is none."""
        with self._ledger.reading() as session:
            rows = [stored(session, watched, month) for watched in watched_in(session, codes=[code])]
            found = next((row for row in rows if row is not None), None)
            return None if found is None else page_of(found)

    def history(self, code: str) -> tuple[PastCheck, ...]:
        """Every check of a household's watch with its notes, newest first, and how often it was written over."""
        with self._ledger.reading() as session:
            return tuple(history_of(session, [watched.spell_id for watched in watched_in(session, codes=[code])]))

    def last_entry(self, *, actor: Actor) -> LastEntry | None:
        """The person's own last write that can be asked back."""
        with self._ledger.reading() as session:
            return last_entry(session, actor)

    def take_back(self, entry: LastEntry, *, actor: Actor, today: date) -> EntryTakenBack:
        """Take an entry, or a whole 沿用, back. Refused: ``undo.already``, ``monitoring.touched_later`` …"""
        return take_back(self._ledger, entry, actor=actor, today=today)

    def overdue(self, *, today: date, village_id: int | None = None) -> tuple[OverdueHousehold, ...]:
        """Households with months that went by without a check."""
        grid = self.grid(today=today, village_id=village_id)
        found = []
        for row in grid.rows:
            late = tuple(m for m, cell in zip(grid.months, row.cells, strict=True) if cell.state is CellState.OVERDUE)
            if late:
                found.append(OverdueHousehold(row.household, late))
        return tuple(found)

    def coverage(self, month: Month, *, today: date) -> tuple[Coverage, ...]:
        """Each village's month: due, done, carried over."""
        grid = self.grid(today=today, months=[month])
        found: dict[int, Coverage] = {}
        for row in grid.rows:
            home, cell = row.household, row.cells[0]
            if cell.state is CellState.NOT_DUE:
                continue
            known = found.get(home.village_id, Coverage(home.village_id, home.village_name, 0, 0, 0))
            done = cell.state is CellState.DONE
            found[home.village_id] = Coverage(
                known.village_id,
                known.village_name,
                known.due + 1,
                known.done + done,
                known.carried + (done and cell.is_carried),
            )
        return tuple(found.values())

    def save(self, round_: Round, entries: Sequence[CheckEntry], *, actor: Actor, today: date) -> SavedChecks:
        """Save a round. The round's own faults refuse it whole; a household's refuse that household."""

        def chosen(session: Session, watched: Mapping[str, Watched]) -> Iterator[tuple[str, Filled | Reason]]:
            for entry in entries:
                yield entry.household_code, typed(entry)

        return self._write(round_, [e.household_code for e in entries], chosen, carried=False, actor=actor, today=today)

    def carry(self, round_: Round, codes: Collection[str], *, actor: Actor, today: date) -> SavedChecks:
        """沿用上月 for households without a check of this month; what is copied is marked as carried."""

        def chosen(session: Session, watched: Mapping[str, Watched]) -> Iterator[tuple[str, Filled | Reason]]:
            for code in codes:
                yield code, last_month(session, watched.get(code), round_.month)

        return self._write(round_, list(codes), chosen, carried=True, actor=actor, today=today)

    def _write(
        self, round_: Round, codes: Sequence[str], chosen: _Chooser, *, carried: bool, actor: Actor, today: date
    ) -> SavedChecks:
        saved: list[str] = []
        refused: list[RefusedHousehold] = []
        found: list[AlertOffer] = []
        name = CARRY if carried else SAVE
        try:
            with self._ledger.transaction(name, actor=actor, today=today) as tx:
                plan = plans.plan_in(tx.session, day=round_.checked_on).plan
                refuse_all(round_problems(plan, round_, today=today))
                plans.refuse_closed_in(tx.session, round_.month.year)
                watched = {w.household.code: w for w in watched_in(tx.session, codes=codes)}
                for code, filled in chosen(tx.session, watched):
                    reasons = household_problems(watched.get(code), round_, filled)
                    if reasons or isinstance(filled, Reason):
                        refused.append(RefusedHousehold(code, reasons))
                        continue
                    store(tx, watched[code], round_, filled, carried=carried)
                    saved.append(code)
                if not saved:
                    raise _NothingSavedError
                tx.session.flush()
                found += offers_in(tx.session, plan, round_.month, [watched[code] for code in saved])
                tx.note(month=str(round_.month), saved=len(saved), refused=len(refused))
        except _NothingSavedError:
            return SavedChecks((), tuple(refused), (), None)
        return SavedChecks(tuple(saved), tuple(refused), tuple(found), tx.changes)

    def offers(self, month: Month, *, today: date, village_id: int | None = None) -> tuple[AlertOffer, ...]:
        """Every 缺项 of a month for which no alert is open."""
        with self._ledger.reading() as session:
            plan = plans.plan_in(session, day=min(month.last, today)).plan
            return tuple(offers_in(session, plan, month, watched_in(session, village_id=village_id)))

    def mark_alerts(
        self,
        offers: Sequence[AlertOffer],
        *,
        on: date,
        signers: Sequence[Signer],
        actor: Actor,
        today: date,
        platform_on: date | None = None,
    ) -> AlertOutcome:
        """Alert row 1 for each offer, signed by the village."""
        done: list[DoneAlert] = []
        refused: list[RefusedAlert] = []
        try:
            with self._ledger.transaction("monitoring.mark_alerts", actor=actor, today=today) as tx:
                for offer in offers:
                    given = alert_step(offer, on, tuple(signers), platform_on)
                    answer = alerts.take_in(tx, "mark", named=offer.household.code, is_alert=False, given=given)
                    if isinstance(answer, DoneAlert):
                        done.append(answer)
                    else:
                        refused.append(answer)
                if not done:
                    raise _NothingSavedError
                tx.note(done=len(done), refused=len(refused))
        except _NothingSavedError:
            return AlertOutcome((), tuple(refused))
        return AlertOutcome(tuple(done), tuple(refused), tx.changes)
