"""The platforms' side: what is still to be done there, what turned out wrong there, and whom they know (workflow 5)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.cases import PlatformTask
from app.models.comparison import PlatformCorrection
from app.models.enums import Category, Labelled
from app.models.household import Household, HouseholdSummary
from app.services.briefs import BRIEF, BY_PLACE, HouseholdBrief, brief_of
from app.services.changes import ChangeSet
from app.services.context import Actor
from app.services.entry.corrections import EDIT, CorrectionState, send_back_in, state_of
from app.services.entry.service import EntryService, LedgerRow
from app.services.errors import NotFound, Reason, refuse
from app.services.files.tables import TableRow, read_table
from app.services.id_number import match_key
from app.services.ledger import Ledger


class TaskKind(Labelled):
    """What has to be done on a platform."""

    ENTER = "enter", "录入"
    MARK = "mark", "标注"
    CORRECT = "correct", "修改数据"
    MARK_ALERT = "mark_alert", "标注预警"
    CLOSE_ALERT = "close_alert", "预警销号"
    CLEAR = "clear", "标注风险消除"
    REMOVE = "remove", "退出"


@dataclass(frozen=True, slots=True)
class TaskRow:
    """Something to be done, or done, on a platform; a correction names field, old and new value."""

    id: int
    kind: TaskKind
    household: HouseholdBrief
    field: str
    old_value: str
    new_value: str
    opened_on: date
    done_on: date | None
    done_by: str
    state: CorrectionState = CorrectionState.TO_DO
    reason: str = ""
    sent_back_on: date | None = None
    sent_back_reason: str = ""
    verified_on: date | None = None
    is_own_change: bool = False  # our ledger changed after 录入; else a comparison or somebody by hand found it


@dataclass(frozen=True, slots=True)
class PlatformMatch:
    """Our ledger against the platform's export; ``strangers`` are rows of the file that we do not watch."""

    found: tuple[LedgerRow, ...]
    category_differs: tuple[tuple[LedgerRow, Category], ...]
    absent: tuple[LedgerRow, ...]
    strangers: tuple[tuple[int, str, str], ...]  # (row of the file, name, code or ID number)


class PlatformService:
    """The to-do list and 国家系统待修改清单."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def tasks(
        self, *, kind: TaskKind | None = None, include_done: bool = False, village_id: int | None = None
    ) -> tuple[TaskRow, ...]:
        """What is open, oldest first; ``kind`` CORRECT is the 待修改清单."""
        with self._ledger.reading() as session:
            statement = (
                select(*BRIEF, PlatformTask, PlatformCorrection)
                .join(PlatformTask, PlatformTask.household_id == HouseholdSummary.household_id)
                .outerjoin(PlatformCorrection, PlatformCorrection.task_id == PlatformTask.id)
                .where(PlatformTask.is_void.is_(None))
                .order_by(PlatformTask.opened_on, *BY_PLACE)
            )
            if kind is not None:
                statement = statement.where(PlatformTask.kind == kind.value)
            if not include_done:
                statement = statement.where(PlatformTask.done_on.is_(None))
            if village_id is not None:
                statement = statement.where(HouseholdSummary.village_id == village_id)
            return tuple(_task_row(row) for row in session.execute(statement))

    def add_correction(
        self, code: str, *, field: str, old_value: str, new_value: str, on: date, actor: Actor, today: date
    ) -> ChangeSet | None:
        """Data that turned out wrong after entry: one line of the 待修改清单."""
        if not field.strip() or not new_value.strip():
            raise refuse("entry.correction_incomplete")
        if old_value.strip() == new_value.strip():
            raise refuse("entry.correction_same", value=new_value.strip())
        if on > today:
            raise refuse("entry.future", on=on, today=today)
        with self._ledger.transaction("entry.add_correction", actor=actor, today=today) as tx:
            household = tx.session.scalars(select(Household).where(Household.code == code)).one_or_none()
            if household is None:
                raise NotFound(Reason("household.not_found", {"code": code}))
            task = PlatformTask(
                kind=TaskKind.CORRECT.value,
                household_id=household.id,
                field=field.strip(),
                old_value=old_value.strip(),
                new_value=new_value.strip(),
                opened_on=on,
            )
            tx.session.add(task)
            tx.about("household", household.uid, occurred_on=on)
        return tx.changes

    def finish(self, task_ids: Collection[int], *, on: date, by: str, actor: Actor, today: date) -> ChangeSet | None:
        """Done on the platform on this day; entry and marking are done by ``EntryService.mark_entered``."""
        if on > today:
            raise refuse("entry.future", on=on, today=today)
        with self._ledger.transaction("entry.finish_tasks", actor=actor, today=today) as tx:
            tasks = [_task(tx.session, task_id) for task_id in task_ids]
            for task in tasks:
                if task.done_on is not None:
                    raise refuse("entry.task_done", done_on=task.done_on)
                if on < task.opened_on:
                    raise refuse("entry.done_before_opened", on=on, opened_on=task.opened_on)
                task.done_on, task.done_by = on, by.strip() or actor.name
            tx.note(count=len(tasks))
        return tx.changes

    def send_back(
        self, task_ids: Collection[int], *, reason: str, on: date, actor: Actor, today: date
    ) -> ChangeSet | None:
        """The platform did not take these changes of data: open again, with its reason."""
        if on > today:
            raise refuse("entry.future", on=on, today=today)
        if not reason.strip():
            raise refuse("entry.send_back_reason")
        with self._ledger.transaction("entry.send_back", actor=actor, today=today) as tx:
            tasks = [_task(tx.session, task_id) for task_id in task_ids]
            for task in tasks:
                if task.kind != TaskKind.CORRECT.value:
                    raise refuse("entry.only_corrections")
                send_back_in(tx, task, reason=reason, on=on)
            tx.note(count=len(tasks))
        return tx.changes

    def drop(self, task_id: int, *, actor: Actor, today: date) -> ChangeSet | None:
        """Nothing is to be done after all; the line stays in the ledger, void."""
        with self._ledger.transaction("entry.drop_task", actor=actor, today=today) as tx:
            task = _task(tx.session, task_id)
            task.is_void = 1
            tx.about("platform_task", task.uid)
        return tx.changes

    def compare(self, path: Path) -> PlatformMatch:
        """The platform's export beside our ledger, by national code or the head's ID number; changes nothing."""
        table = read_table(path, "platform_export")
        rows = [row for row in table.rows if row.text("relation") in (None, "户主")]
        ours = EntryService(self._ledger).ledger()
        by_key = self._keys(ours)
        found: dict[int, tuple[LedgerRow, Category | None]] = {}
        strangers: list[tuple[int, str, str]] = []
        for row in rows:
            entry = next((by_key[key] for key in _keys_of(row) if key in by_key), None)
            if entry is None:
                code = row.text("household_code") or row.text("id_number") or ""
                strangers.append((row.row, row.text("name") or "", code))
            else:
                found[entry.household.household_id] = (entry, _category(row))
        if not found:
            raise refuse("entry.export_no_row", file=path.name)
        differs = [(entry, theirs) for entry, theirs in found.values() if theirs and theirs is not entry.category]
        absent = tuple(entry for entry in ours if entry.household.household_id not in found)
        return PlatformMatch(tuple(e for e, _ in found.values()), tuple(differs), absent, tuple(strangers))

    def _keys(self, ours: tuple[LedgerRow, ...]) -> dict[str, LedgerRow]:
        with self._ledger.reading() as session:
            heads = {
                row.household_id: row.head_id_number
                for row in session.execute(select(HouseholdSummary.household_id, HouseholdSummary.head_id_number))
            }
        keys: dict[str, LedgerRow] = {}
        for entry in ours:
            number = heads.get(entry.household.household_id)
            for key in (entry.national_code, entry.household.code, match_key(number) if number else None):
                if key:
                    keys[key] = entry
        return keys


def _keys_of(row: TableRow) -> tuple[str, ...]:
    code, number = row.text("household_code"), row.text("id_number")
    return tuple(key for key in (code, match_key(number) if number else None) if key)


# The export's words since 2021; files of 2020 carry the plan's own words and are read as these.
_EXPORTED = {
    "脱贫不稳定户": Category.UNSTABLE_EXITED,
    "边缘易致贫户": Category.MARGINAL,
    "突发严重困难户": Category.SUDDEN,
}


def _category(row: TableRow) -> Category | None:
    return _EXPORTED.get(row.text("category") or "")


def _task(session: Session, task_id: int) -> PlatformTask:
    task = session.get(PlatformTask, task_id)
    if task is None or task.is_void:
        raise NotFound(Reason("entry.task_not_found"))
    return task


def _task_row(row) -> TaskRow:
    task: PlatformTask = row[len(BRIEF)]
    line: PlatformCorrection | None = row[len(BRIEF) + 1]
    return TaskRow(
        id=task.id,
        kind=TaskKind(task.kind),
        household=brief_of(row),
        field=task.field or "",
        old_value=task.old_value or "",
        new_value=task.new_value or "",
        opened_on=task.opened_on,
        done_on=task.done_on,
        done_by=task.done_by or "",
        state=state_of(task, line),
        reason=(line.reason or "") if line else "",
        sent_back_on=line.sent_back_on if line else None,
        sent_back_reason=(line.sent_back_reason or "") if line else "",
        verified_on=line.verified_on if line else None,
        is_own_change=line is not None and line.origin == EDIT,
    )
