"""What a person decides of differences: 以表为准, 以本镇为准, 不是同一人, 无需处理, and back to 待核."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import select

from app.models.cases import PlatformTask
from app.models.comparison import ComparisonItem
from app.models.household import Household
from app.services.comparison.accepting import Leaving, accept_in, problems
from app.services.comparison.kinds import ItemKind, ItemState
from app.services.comparison.ours import current
from app.services.comparison.results import RefusedItem
from app.services.entry.corrections import COMPARISON, NewCorrection, put_correction_in
from app.services.errors import Reason
from app.services.ledger import Transaction

_ABSENT = "无此人"
_NO_HOUSEHOLD = "无此户"
_PAIRS = frozenset({ItemKind.FIELD, ItemKind.OTHER_HOUSEHOLD, ItemKind.PERSON_THERE})
_LONGEST = 200


def decide_in(
    tx: Transaction, items: Sequence[ComparisonItem], state: ItemState, *, reason: str, leaving: Leaving
) -> tuple[int, list[RefusedItem]]:
    """Decide each; those that cannot be are returned with every reason."""
    done, refused = 0, list[RefusedItem]()
    for item in items:
        against = list(_against(tx, item, state, reason=reason, leaving=leaving))
        if against:
            name = " ".join(part for part in (item.name, item.field) if part) or item.household_code or ""
            refused.append(RefusedItem(item.id, name, tuple(against)))
            continue
        _decide(tx, item, state, reason=reason, leaving=leaving)
        tx.session.flush()
        done += 1
    return done, refused


def _against(
    tx: Transaction, item: ComparisonItem, state: ItemState, *, reason: str, leaving: Leaving
) -> Iterable[Reason]:
    if item.closed_on is not None:
        yield Reason("comparison.closed", {"on": item.closed_on})
        return
    if state is ItemState.OPEN:
        yield from _against_reopening(tx, item)
        return
    if item.state != ItemState.OPEN:
        yield Reason("comparison.decided", {"state": ItemState(item.state).label})
        return
    if state is ItemState.ACCEPTED:
        yield from problems(tx.session, item, leaving=leaving, today=tx.today)
    elif state is ItemState.IGNORED and not reason.strip():
        yield Reason("comparison.reason_missing", {"name": item.name})
    elif state is ItemState.NOT_SAME and (item.person_id is None or ItemKind(item.kind) not in _PAIRS):
        yield Reason("comparison.no_pair", {"name": item.name})
    elif state is ItemState.OURS:
        yield from _against_ours(tx, item)


def _against_reopening(tx: Transaction, item: ComparisonItem) -> Iterable[Reason]:
    if item.state == ItemState.OPEN:
        yield Reason("comparison.is_open", {"name": item.name})
    task = tx.session.get(PlatformTask, item.task_id) if item.task_id else None
    if task is not None and task.done_on is not None and not task.is_void:
        yield Reason("entry.task_done", {"done_on": task.done_on})


def _against_ours(tx: Transaction, item: ComparisonItem) -> Iterable[Reason]:
    if item.household_id is None:
        yield Reason("comparison.no_household_to_correct", {"name": item.name})
    elif item.kind == ItemKind.FIELD and item.column and current(tx.session, item) != (item.ours or ""):
        yield Reason("comparison.changed_since", {"name": item.name or item.household_code})


def _decide(tx: Transaction, item: ComparisonItem, state: ItemState, *, reason: str, leaving: Leaving) -> None:
    if state is ItemState.OPEN:
        _reopen(tx, item)
        return
    if state is ItemState.ACCEPTED:
        accept_in(tx, item, leaving=leaving)
        item.closed_on = tx.today
    elif state is ItemState.OURS:
        task = put_correction_in(tx, _correction(item, reason))
        item.task_id = task.id if task else None
    _settle(tx, item, state, reason)
    if state is ItemState.NOT_SAME:
        for other in _of_the_pair(tx, item):
            _settle(tx, other, state, reason)


def _settle(tx: Transaction, item: ComparisonItem, state: ItemState, reason: str) -> None:
    item.state, item.reason = state.value, reason.strip()[:_LONGEST] or None
    item.decided_on, item.decided_by = tx.today, tx.actor.name


def _reopen(tx: Transaction, item: ComparisonItem) -> None:
    task = tx.session.get(PlatformTask, item.task_id) if item.task_id else None
    if task is not None:
        task.is_void = 1
    item.state, item.task_id = ItemState.OPEN.value, None
    item.reason = item.decided_on = item.decided_by = None


def _of_the_pair(tx: Transaction, item: ComparisonItem) -> Iterable[ComparisonItem]:
    """The other open differences of the same person and the same line of the list."""
    statement = select(ComparisonItem).where(
        ComparisonItem.person_id == item.person_id,
        ComparisonItem.name == item.name,
        ComparisonItem.id_number.is_not_distinct_from(item.id_number),
        ComparisonItem.list_kind == item.list_kind,
        ComparisonItem.kind.in_([kind.value for kind in _PAIRS]),
        ComparisonItem.state == ItemState.OPEN.value,
        ComparisonItem.closed_on.is_(None),
        ComparisonItem.id != item.id,
    )
    return list(tx.session.scalars(statement))


def _correction(item: ComparisonItem, reason: str) -> NewCorrection:
    kind, who = ItemKind(item.kind), item.name or ""
    field, old, new = f"{who}：{item.field}" if item.person_id else item.field or "", item.theirs, item.ours
    match kind:
        case ItemKind.PERSON_HERE:
            field, old, new = "家庭成员", _ABSENT, f"增加{who}（{item.ours}）"
        case ItemKind.PERSON_THERE:
            field, old, new = "家庭成员", f"{who}（{item.theirs}）", "减少此人"
        case ItemKind.HOUSEHOLD_HERE:
            field, old, new = "户", _NO_HOUSEHOLD, f"{item.household_code}户（{item.ours}）"
        case ItemKind.HOUSEHOLD_THERE:
            field, old, new = "户", f"{who}户", "不是监测对象"
        case ItemKind.HEAD:
            field = "户主"
        case _:
            pass
    assert item.household_id is not None
    return NewCorrection(
        household_id=item.household_id,
        person_id=item.person_id if kind is not ItemKind.HOUSEHOLD_HERE else None,
        column=item.column,
        field=field,
        old_value=old or "",
        new_value=new or "",
        origin=COMPARISON,
        reason=reason or item.note or "",
    )


def subject_of(tx: Transaction, items: Sequence[ComparisonItem]) -> Household | None:
    """The one household that all of them are about."""
    homes = {item.household_id for item in items}
    only = homes.pop() if len(homes) == 1 else None
    return tx.session.get(Household, only) if only else None
