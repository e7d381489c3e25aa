"""Which tab shows the list behind a kind of work, and how urgent a line of today's list looks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QCoreApplication

from app.services.status import Late, StageTask
from app.ui.common.chips import Chip, Shape, due_chip
from app.ui.theme import Tone

translate = QCoreApplication.translate

# The kind of late or coming work, or the task of a stage -> the tab with its list. "" = this tab or 设置.
TAB_OF: Mapping[str, str] = {
    "carry_over": "screening",
    "hits": "screening",
    "village_report": "screening",
    "village_sheet": "screening",
    "township_report": "screening",
    "not_reported": "screening",
    "cross_check": "screening",
    "distribute": "screening",
    "assigned": "visits",
    "printed": "visits",
    "visited": "visits",
    "revisit": "visits",
    "leader": "visits",
    "not_visited": "visits",
    "not_typed": "visits",
    "evaluated": "meetings",
    "reported": "meetings",
    "decided": "meetings",
    "not_evaluated": "meetings",
    "entered": "entry",
    "confirmed": "entry",
    "platform": "entry",
    "not_entered": "entry",
    "rollover": "entry",
    "supplement": "entry",
    "green_papers": "entry",
    "monitored": "alerts",
    "not_monitored": "alerts",
    "alerts": "alerts",
    "alert": "alerts",
    "closure": "alerts",
    "measure": "alerts",
    "no_measure": "entry",
    "no_development": "entry",
    "follow_up": "alerts",
    "alert_offers": "alerts",
    "finding": "roster",
}


@dataclass(frozen=True, slots=True)
class TodayRow:
    """A line of today's list: late work, or a task of the running stage with what is left of it."""

    kind: str
    name: str
    count: int
    due_on: date | None
    items: str
    is_late: bool

    def chip(self, today: date) -> Chip:
        """逾期 n 天 for what is late, days to the sub-deadline, or what is simply open."""
        if self.due_on is None:
            return Chip(translate("workbench", "待办"), Shape.RING, Tone.ACCENT)
        days = (self.due_on - today).days
        words = (translate("workbench", "剩{days}天"), translate("workbench", "逾期{days}天"))
        if self.is_late and days >= 0:
            return Chip(translate("workbench", "待处理"), Shape.TRIANGLE, Tone.DUE)
        return due_chip(days, words)


def row_of_late(late: Late) -> TodayRow:
    """A kind of late work."""
    names = list(dict.fromkeys(entry.name or entry.subject for entry in late.entries))
    shown = translate("workbench", "、").join(names[:12])
    more = translate("workbench", "…等{count}").format(count=len(names)) if len(names) > 12 else ""
    return TodayRow(late.kind, late.name, len(late.entries), late.since, shown + more, is_late=True)


def row_of_task(task: StageTask) -> TodayRow:
    """A task of the stage that is not finished."""
    done = translate("workbench", "完成 {done} / {total}").format(done=task.done, total=task.total)
    return TodayRow(task.code, task.name, task.left, task.due_on, done, is_late=False)
