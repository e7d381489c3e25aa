"""What the tab shows of a household: one line for those on the list and for monitored ones; its chips and columns."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QCoreApplication

from app.models.enums import CaseState
from app.services.households import RosterRow
from app.services.visits.worklist import Progress, WorkRow
from app.ui.common.chips import Chip, Shape, case_chip, due_chip
from app.ui.common.columns import Column, chip_column, day_column
from app.ui.common.household_columns import category_column, code_column, head_column, members_column, phone_column
from app.ui.theme import Tone

translate = QCoreApplication.translate

_PROGRESS = {
    Progress.NOT_PRINTED: (Shape.RING, Tone.NEUTRAL),
    Progress.PRINTED: (Shape.HALF, Tone.ACCENT),
    Progress.REVISIT: (Shape.TRIANGLE, Tone.DUE),
    Progress.VISITED: (Shape.CHECK, Tone.DONE),
}


@dataclass(frozen=True, slots=True)
class VisitRow:
    """A household of the middle list; ``work`` is None for one that is monitored and visited to clear its risk."""

    household_id: int
    code: str
    head_name: str
    village_id: int
    village_name: str
    group_name: str
    members: int
    phone: str
    category: str | None
    work: WorkRow | None

    @property
    def place(self) -> str:
        """Village and group."""
        return f"{self.village_name}{self.group_name}"

    @property
    def is_waiting(self) -> bool:
        """Whether the household is still to be visited."""
        return self.work is not None and self.work.progress is not Progress.VISITED

    def is_due(self, today: date) -> bool:
        """Whether the day agreed for the next attempt has come, or the leader has to say how to go on."""
        work = self.work
        return self.is_waiting and work is not None and (work.needs_leader or (work.next_on or date.max) <= today)


def listed_row(work: WorkRow) -> VisitRow:
    """A household of the visiting stage."""
    h = work.household
    return VisitRow(
        h.household_id,
        h.code,
        h.head_name,
        h.village_id,
        h.village_name,
        h.group_name,
        h.member_count,
        h.phone or "",
        work.category.value,
        work,
    )


def monitored_row(row: RosterRow) -> VisitRow:
    """A monitored household, for the visit that may clear its risk."""
    return VisitRow(
        row.household_id,
        row.code,
        row.head_name,
        0,
        row.village_name,
        row.group_name,
        row.member_count,
        row.phone or "",
        row.category,
        None,
    )


def in_order(rows: Iterable[VisitRow], today: date) -> list[VisitRow]:
    """What is late first, then what has to be done over, then what waits in walking order, then what is done."""

    def rank(row: VisitRow) -> int:
        if row.is_due(today):
            return 0
        if row.work is None or row.work.progress is not Progress.REVISIT:
            return 2 if row.is_waiting else 3
        return 1

    return sorted(rows, key=rank)


def progress_chip(progress: Progress) -> Chip:
    """未打印, 已打印, 需复访, 已走访."""
    return Chip(progress.label, *_PROGRESS[progress])


def state_chip(row: VisitRow) -> Chip:
    """How far a household is, or that the leader has to say how to go on."""
    if row.work is None:
        return case_chip(CaseState.MONITORED)
    if row.work.needs_leader:
        return Chip(translate("visits", "请领导定"), Shape.TRIANGLE, Tone.DUE)
    return progress_chip(row.work.progress)


def attempts_text(work: WorkRow | None) -> str:
    """How often nobody was met, and how it ended last."""
    if work is None or not work.attempts:
        return ""
    last = work.last_outcome.label if work.last_outcome else ""
    return translate("visits", "{count}次 {last}").format(count=work.attempts, last=last)


def _next_chip(row: VisitRow, today: date) -> Chip | None:
    if not row.is_waiting or row.work is None or row.work.next_on is None:
        return None
    words = (translate("visits", "剩{days}天"), translate("visits", "逾期{days}天"))
    left = (row.work.next_on - today).days
    return due_chip(left, words) if left else Chip(translate("visits", "今天"), Shape.TRIANGLE, Tone.DUE)


def visit_columns(today: Callable[[], date]) -> Sequence[Column[VisitRow]]:
    """The columns of the middle list."""
    return (
        head_column(lambda r: r.head_name),
        chip_column("state", translate("visits", "状态"), state_chip, width=10),
        Column("place", translate("visits", "村组"), lambda r: r.place, 12),
        members_column(lambda r: r.members),
        category_column(lambda r: r.category),
        Column("team", translate("visits", "走访组"), lambda r: r.work.team_name if r.work else "", 9),
        Column("attempts", translate("visits", "未访成"), lambda r: attempts_text(r.work), 8),
        chip_column("next", translate("visits", "约定再访"), lambda r: _next_chip(r, today()), width=10),
        phone_column(lambda r: r.phone),
        day_column("printed", translate("visits", "打印日期"), lambda r: r.work.printed_on if r.work else None),
        day_column("visited", translate("visits", "走访日期"), lambda r: r.work.visited_on if r.work else None),
        code_column(lambda r: r.code),
    )
