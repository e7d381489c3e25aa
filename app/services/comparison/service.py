"""台账比对: our ledger against a fresh export or any list, as a worklist decided line by line or field by field."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session

from app.models.comparison import ComparisonItem, ComparisonRun
from app.models.history import in_chunks
from app.models.region import Region
from app.services.changes import ChangeSet
from app.services.children import Cancelled, CancelledByUser, Progress
from app.services.comparison.accepting import Leaving
from app.services.comparison.deciding import decide_in, subject_of
from app.services.comparison.differences import differing_fields
from app.services.comparison.keeping import Kept, keep, open_counts
from app.services.comparison.kinds import ItemKind, ItemState, ListKind, list_kind, list_kinds, newer_of
from app.services.comparison.matching import Apart, forget, match
from app.services.comparison.presence import Sides, presence
from app.services.comparison.results import ComparisonResult, Decided, ItemFilter, ItemRow, RunRow
from app.services.comparison.same import bare
from app.services.comparison.scope import scope_of
from app.services.context import Actor
from app.services.errors import Reason, Refused, refuse
from app.services.files.columns import only_numbers_rows
from app.services.imports.roster_child import ADDED
from app.services.imports.roster_tables import STAGE
from app.services.imports.staging import Choices, Staged, Stager
from app.services.ledger import Ledger, Transaction

_ROSTER, _OTHER = "roster", "other"
_LONGEST = 200
_REASONS_SHOWN = 20


class ComparisonService:
    """Compares, keeps what differs, and carries out what is decided of it."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def compare(
        self,
        files: Sequence[Path],
        *,
        kind: str = _ROSTER,
        villages: Sequence[str] = (),
        monitored_only: bool = False,
        mapping: Mapping[str, str | None] | None = None,
        actor: Actor,
        today: date,
        on_progress: Progress | None = None,
        cancelled: Cancelled = lambda: False,
    ) -> ComparisonResult:
        """Compare the ledger with these files; nothing of them is taken in.

        Without villages those that the files name are compared. Refused: ``comparison.unknown_list``,
        ``.village_unknown``, ``.empty_ledger``, ``.nothing_matched``, ``files.*``.
        """
        chosen = list_kind(kind)
        stager = Stager(self._ledger.database, "comparison", child_kind="read-roster", added=tuple(ADDED))
        stager.table = STAGE  # every column of a comparison is one of a roster
        try:
            chosen_columns = dict.fromkeys(range(len(files)), mapping) if mapping else {}
            choices = Choices(mapping=chosen_columns)
            staged = stager.read(files, choices=choices, on_progress=on_progress, cancelled=cancelled)
            if cancelled():
                raise CancelledByUser
            with self._ledger.transaction("comparison.run", actor=actor, today=today) as tx:
                result = _compare(tx, staged, chosen, villages=villages, monitored=monitored_only)
            return _with_changes(result, tx.changes)
        finally:
            stager.discard()
            with self._ledger.database.write() as session:
                forget(session)

    def decide(
        self,
        item_ids: Collection[int],
        state: ItemState,
        *,
        reason: str = "",
        left: str = "",
        left_on: date | None = None,
        actor: Actor,
        today: date,
    ) -> Decided:
        """Decide these differences in one transaction; those that cannot be are named with every reason.

        ``left`` and ``left_on`` say how and when persons only here have left, if the list is right.
        """
        action = "household.accept_comparison" if state is ItemState.ACCEPTED else "household.decide_comparison"
        with self._ledger.transaction(action, actor=actor, today=today) as tx:
            items = _items(tx.session, item_ids)
            if not items:
                raise refuse("comparison.nothing_chosen")
            tx.from_platform = all(item.list_kind == _ROSTER for item in items)
            done, refused = decide_in(tx, items, state, reason=reason, leaving=Leaving(left, left_on))
            if not done:
                raise Refused(*_each_once(reason for one in refused for reason in one.reasons))
            household = subject_of(tx, items)
            if household is not None:
                tx.about("household", household.uid)
            tx.note(state=state.value, done=done, refused=len(refused))
        return Decided(done, tuple(refused), tx.changes)

    # -- reading -------------------------------------------------------------------------------------

    def runs(self, *, limit: int = 50) -> tuple[RunRow, ...]:
        """Comparisons of the past, the latest first."""
        with self._ledger.reading() as session:
            statement = select(ComparisonRun).order_by(ComparisonRun.id.desc()).limit(limit)
            return tuple(_run_row(run) for run in session.scalars(statement))

    def items(self, wanted: ItemFilter = ItemFilter()) -> tuple[ItemRow, ...]:  # noqa: B008 - frozen
        """The differences, village by village and household by household."""
        with self._ledger.reading() as session:
            statement = (
                _rows()
                .where(*_conditions(wanted))
                .order_by(
                    Region.position, ComparisonItem.village_id, ComparisonItem.household_code, ComparisonItem.kind
                )
                .order_by(ComparisonItem.person_id, ComparisonItem.field, ComparisonItem.id)
            )
            return tuple(_item_row(*row) for row in session.execute(statement))

    def counts(self) -> Mapping[tuple[str, str], int]:
        """Differences that have not closed, by kind and state."""
        with self._ledger.reading() as session:
            return open_counts(session)

    def fields(self, wanted: ItemFilter = ItemFilter()) -> Mapping[str, int]:  # noqa: B008 - frozen
        """How many differences of the filter there are in each field, the most frequent first."""
        item, count = ComparisonItem, func.count()
        with self._ledger.reading() as session:
            statement = (
                select(item.field, count)
                .where(item.kind == ItemKind.FIELD.value, *_conditions(wanted))
                .group_by(item.field)
                .order_by(count.desc(), item.field)
            )
            return {field or "": number for field, number in session.execute(statement)}


def _compare(
    tx: Transaction, staged: Staged, chosen: ListKind, *, villages: Sequence[str], monitored: bool
) -> ComparisonResult:
    session = tx.session
    matched = match(session, staged, apart=_apart(session), today=tx.today)
    scope = scope_of(session, matched, villages=villages, monitored=monitored, fields=staged.fields)
    whole = chosen.key in (_ROSTER, _OTHER)
    sides = Sides(matched, scope, staged.fields, whole, chosen.column)
    drafts = presence(session, sides) + differing_fields(session, staged, sides, chosen)
    run = ComparisonRun(
        list_kind=chosen.key,
        file_name="、".join(staged.names)[:_LONGEST],
        file_sha256=_digest(staged),
        data_on=max((day for day in staged.data_on if day), default=None),
        compared_on=tx.today,
        monitored_only=int(monitored),
        villages="、".join(scope.village_names),
        rows=staged.rows,
        counts="{}",
    )
    session.add(run)
    session.flush()
    kept = keep(tx, run, staged, sides, drafts)
    run.counts = json.dumps(_counts(kept), sort_keys=True)
    tx.about("comparison_run", run.uid)
    tx.note(list_kind=chosen.key, rows=staged.rows, **_counts(kept))
    return _result(run, staged, scope.village_names, len(scope.households), kept)


def _result(
    run: ComparisonRun, staged: Staged, villages: tuple[str, ...], households: int, kept: Kept
) -> ComparisonResult:
    return ComparisonResult(
        run=run.id,
        list_kind=run.list_kind,
        files=staged.names,
        rows=staged.rows,
        villages=villages,
        monitored_only=bool(run.monitored_only),
        households=households,
        found={found.value: kept.found[found.value] for found in ItemKind},
        new=kept.new,
        known=kept.known,
        decided=kept.decided,
        closed=kept.closed,
        verified=kept.verified,
        sent_back=kept.sent_back,
        rejected=len(staged.rejected),
        unmatched_columns=tuple(dict.fromkeys(c.title for c in staged.unmatched() if not only_numbers_rows(c.title))),
    )


def _each_once(reasons: Iterable[Reason]) -> list[Reason]:
    found: list[Reason] = []
    for reason in reasons:
        if reason not in found:
            found.append(reason)
    return found[:_REASONS_SHOWN]


def _with_changes(result: ComparisonResult, changes: ChangeSet | None) -> ComparisonResult:
    return replace(result, changes=changes)


def _counts(kept: Kept) -> dict[str, int]:
    own = {name: getattr(kept, name) for name in ("new", "known", "decided", "closed", "verified", "sent_back")}
    return {**dict(kept.found), **own}


def _digest(staged: Staged) -> str:
    digests = "".join(seen.sha256 for seen in staged.seen)
    return staged.seen[0].sha256 if len(staged.seen) == 1 else hashlib.sha256(digests.encode()).hexdigest()


def _apart(session: Session) -> frozenset[Apart]:
    """Pairs that somebody has taken apart: 不是同一人."""
    item = ComparisonItem
    statement = select(item.person_id, item.name, item.id_number).where(
        item.state == ItemState.NOT_SAME.value, item.person_id.is_not(None)
    )
    return frozenset(
        (person_id, bare(name or ""), number or "")
        for person_id, name, number in session.execute(statement)
        if person_id is not None
    )


def _items(session: Session, item_ids: Collection[int]) -> list[ComparisonItem]:
    found: list[ComparisonItem] = []
    for chunk in in_chunks(sorted(item_ids)):
        found += session.scalars(select(ComparisonItem).where(ComparisonItem.id.in_(chunk)).order_by(ComparisonItem.id))
    return found


def _rows() -> Select[Any, Any]:
    return select(ComparisonItem, Region.name).outerjoin(Region, Region.id == ComparisonItem.village_id)


def _conditions(wanted: ItemFilter) -> list[ColumnElement[bool]]:
    item = ComparisonItem
    found: list[ColumnElement[bool]] = []
    if not wanted.with_closed:
        found.append(item.closed_on.is_(None))
    if wanted.kinds:
        found.append(item.kind.in_(wanted.kinds))
    if wanted.states:
        found.append(item.state.in_(wanted.states))
    if wanted.field:
        found.append(item.field == wanted.field)
    if wanted.village_id is not None:
        found.append(item.village_id == wanted.village_id)
    if wanted.list_kind:
        found.append(item.list_kind == wanted.list_kind)
    if word := wanted.text.strip():
        found.append(or_(*(column.contains(word, autoescape=True) for column in _SEARCHED)))
    return found


_SEARCHED = (
    *(ComparisonItem.name, ComparisonItem.id_number, ComparisonItem.household_code),
    *(ComparisonItem.ours, ComparisonItem.theirs),
)


def _item_row(item: ComparisonItem, village: str | None) -> ItemRow:
    return ItemRow(
        id=item.id,
        list_title=list_kinds()[item.list_kind].title if item.list_kind in list_kinds() else item.list_kind,
        kind=ItemKind(item.kind),
        state=ItemState(item.state),
        household_id=item.household_id,
        person_id=item.person_id,
        household_code=item.household_code or "",
        village=village or "",
        name=item.name or "",
        id_number=item.id_number or "",
        field=item.field or "",
        column=item.column or "",
        ours=item.ours or "",
        theirs=item.theirs or "",
        ours_on=item.ours_on,
        theirs_on=item.theirs_on,
        newer=newer_of(item.ours_on, item.theirs_on),
        note=item.note or "",
        place=item.place or "",
        reason=item.reason or "",
        decided_on=item.decided_on,
        decided_by=item.decided_by or "",
        closed_on=item.closed_on,
        task_id=item.task_id,
    )


def _run_row(run: ComparisonRun) -> RunRow:
    kinds = list_kinds()
    return RunRow(
        id=run.id,
        list_kind=run.list_kind,
        list_title=kinds[run.list_kind].title if run.list_kind in kinds else run.list_kind,
        files=run.file_name,
        data_on=run.data_on,
        compared_on=run.compared_on,
        villages=run.villages,
        monitored_only=bool(run.monitored_only),
        rows=run.rows,
        counts=json.loads(run.counts),
    )
