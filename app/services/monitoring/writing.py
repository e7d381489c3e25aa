"""How a monthly check is judged, stored and turned into an offer of an alert."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import TypeAlias

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models.cases import Alert, MonthlyCheck
from app.models.enums import OPEN_ALERT_STATES, Gap, MonthlyFinding, MonthlyItem
from app.models.history import HISTORY, in_chunks
from app.services.cases.request import StepInput
from app.services.errors import Reason
from app.services.ledger import Transaction
from app.services.monitoring.grid import CheckWay, Watched
from app.services.monitoring.months import Month, opens_on
from app.services.monitoring.records import AlertOffer, CheckEntry, CheckPage, PastCheck, Round
from app.services.workflow.facts import Signer
from app.services.workflow.plan import Plan

# The seven findings and their notes.
Filled: TypeAlias = tuple[Mapping[MonthlyItem, MonthlyFinding], Mapping[MonthlyItem, str]]

# 生活状态 is not on the list of 2020; what it shows there is 吃 or 穿.
_INSTEAD = {MonthlyItem.LIVING: Gap.FOOD}


def round_problems(plan: Plan, round_: Round, *, today: date) -> Iterator[Reason]:
    """Why the whole round cannot be: no checker, a future day, a day outside its month or the plan's watch."""
    month, day = round_.month, round_.checked_on
    if not round_.checker.strip():
        yield Reason("monitoring.checker_missing")
    if month.first > today:
        yield Reason("monitoring.future_month", {"month": str(month), "today": today})
        return
    if day > today:
        yield Reason("monitoring.future", {"day": day, "today": today})
    first = opens_on(plan, month)
    if first is None:
        yield Reason("monitoring.outside_window", {"month": str(month)})
    elif day not in month:
        yield Reason("monitoring.other_month", {"month": str(month), "day": day})
    elif day < first:
        yield Reason("monitoring.before_window", {"day": day, "first": first})


def household_problems(watched: Watched | None, round_: Round, filled: Filled | Reason) -> tuple[Reason, ...]:
    """Why this household cannot be checked in the round, and what its entry lacks."""
    if watched is None:
        return (Reason("monitoring.not_watched"),)
    found: list[Reason] = []
    if round_.checked_on < watched.watched_from:
        values = {"month": str(round_.month), "since": watched.watched_from}
        found.append(Reason("monitoring.before_identification", values))
    elif watched.watched_to is not None and round_.checked_on > watched.watched_to:
        found.append(Reason("monitoring.after_end", {"until": watched.watched_to}))
    if isinstance(filled, Reason):
        found.append(filled)
    return tuple(found)


def typed(entry: CheckEntry) -> Filled | Reason:
    """An entry as it can be stored: all seven items, and a note for each 缺项."""
    missing = [item.label for item in MonthlyItem if item not in entry.findings]
    if missing:
        return Reason("monitoring.items_missing", {"items": missing})
    notes = {item: note.strip() for item, note in entry.notes.items() if note.strip()}
    silent = [i.label for i, f in entry.findings.items() if f is MonthlyFinding.GAP and i not in notes]
    if silent:
        return Reason("monitoring.gap_without_note", {"items": silent})
    return entry.findings, notes


def last_month(session: Session, watched: Watched | None, month: Month) -> Filled | Reason:
    """What the month before said; a reason when it said nothing or this month is checked already."""
    if watched is None:
        return Reason("monitoring.not_watched")
    if stored(session, watched, month) is not None:
        return Reason("monitoring.already_checked", {"month": str(month)})
    before = stored(session, watched, month.previous)
    if before is None:
        return Reason("monitoring.nothing_to_carry", {"month": str(month.previous)})
    page = page_of(before)
    return page.findings, page.notes


def stored(session: Session, watched: Watched, month: Month) -> MonthlyCheck | None:
    """The check of a month, if there is one."""
    return session.scalars(
        select(MonthlyCheck).where(MonthlyCheck.spell_id == watched.spell_id, MonthlyCheck.month == str(month))
    ).one_or_none()


def page_of(row: MonthlyCheck) -> CheckPage:
    """A stored check as it is read."""
    month = Month.parse(row.month)
    assert month is not None
    codes = {item: getattr(row, item.value) for item in MonthlyItem}
    notes = json.loads(row.notes or "{}")
    return CheckPage(
        month=month,
        checked_on=row.checked_on,
        checker=row.checker,
        way=CheckWay(row.way),
        is_carried=bool(row.is_carried),
        findings={item: MonthlyFinding(code) for item, code in codes.items() if code},
        notes={MonthlyItem(item): note for item, note in notes.items()},
    )


def history_of(session: Session, spells: Sequence[int]) -> Iterator[PastCheck]:
    """The checks of these spells, newest month first."""
    past = HISTORY[MonthlyCheck.__tablename__]
    rows = session.scalars(
        select(MonthlyCheck).where(MonthlyCheck.spell_id.in_(spells)).order_by(MonthlyCheck.month.desc())
    ).all()
    written = select(past.c.id, func.count()).where(past.c.id.in_([row.id for row in rows])).group_by(past.c.id)
    counts = {row[0]: row[1] for row in session.execute(written)}
    for row in rows:
        yield PastCheck(page_of(row), counts.get(row.id, 0))


def store(tx: Transaction, watched: Watched, round_: Round, filled: Filled, *, carried: bool) -> None:
    """Write the check of a month, or write over it; history keeps what stood there."""
    findings, notes = filled
    row = stored(tx.session, watched, round_.month)
    if row is None:
        row = MonthlyCheck(
            spell_id=watched.spell_id, household_id=watched.household.household_id, month=str(round_.month)
        )
        tx.session.add(row)
    row.checked_on, row.checker, row.way = round_.checked_on, round_.checker.strip(), round_.way.value
    row.is_carried = int(carried)
    for item in MonthlyItem:
        setattr(row, item.value, findings[item].value)
    row.notes = json.dumps({item.value: note for item, note in notes.items()}, ensure_ascii=False) if notes else None


def offers_in(session: Session, plan: Plan, month: Month, watched: Sequence[Watched]) -> list[AlertOffer]:
    """The 缺项 of these households in a month that are on the plan's list and have no open alert."""
    by_spell = {w.spell_id: w for w in watched}
    open_gaps = _open_gaps(session)
    found: list[AlertOffer] = []
    for chunk in in_chunks(by_spell):
        rows = session.scalars(
            select(MonthlyCheck)
            .where(MonthlyCheck.spell_id.in_(chunk), MonthlyCheck.month == str(month))
            .order_by(MonthlyCheck.id)
        )
        for row in rows:
            page = page_of(row)
            for item, finding in page.findings.items():
                gap = _gap(plan, item) if finding is MonthlyFinding.GAP else None
                if gap and (row.household_id, gap.value) not in open_gaps:
                    fact = page.notes.get(item, item.label)
                    found.append(AlertOffer(by_spell[row.spell_id].household, month, gap, fact, page.checked_on))
    return found


def _gap(plan: Plan, item: MonthlyItem) -> Gap | None:
    for gap in (Gap(item.value), _INSTEAD.get(item)):
        if gap is not None and gap.value in plan.alert_gaps:
            return gap
    return None


def _open_gaps(session: Session) -> frozenset[tuple[int, str]]:
    states = [state.value for state in OPEN_ALERT_STATES]
    rows = session.execute(select(Alert.household_id, Alert.gap).where(Alert.state.in_(states)))
    return frozenset((row[0], row[1]) for row in rows)


def alert_step(offer: AlertOffer, on: date, signers: tuple[Signer, ...], platform_on: date | None) -> StepInput:
    """Alert row 1 as the offer says it."""
    data: dict[str, object] = {
        "gap": offer.gap.value,
        "month": str(offer.month),
        "fact": offer.fact,
        "found_on": offer.found_on.isoformat(),
        "source": "monthly_check",
        "platform_on": platform_on.isoformat() if platform_on else None,
    }
    return StepInput(on, signers, None, data)
