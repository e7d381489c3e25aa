"""The meetings by village: those that were held or called, and the villages that still wait for one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QCoreApplication

from app.services.meetings.records import MeetingRow
from app.services.meetings.rules import MeetingState
from app.services.office import Office
from app.ui.common.chips import Chip, Shape
from app.ui.common.columns import Column, chip_column, count_column
from app.ui.common.household_columns import village_column
from app.ui.theme import Tone

translate = QCoreApplication.translate


@dataclass(frozen=True, slots=True)
class Line:
    """A meeting, or a village without one (``meeting`` None). ``waiting``: households ready and not concluded."""

    village_id: int
    village_name: str
    is_clearing: bool
    meeting: MeetingRow | None
    waiting: int
    is_over: bool = False  # failed or closed, and a later one was called

    @property
    def id(self) -> int:
        """The meeting's id; below zero for a village whose meeting is not called yet."""
        return self.meeting.id if self.meeting else -(2 * self.village_id + self.is_clearing)


def read_lines(office: Office, *, today: date) -> tuple[Line, ...]:
    """Every meeting of the plan and every village, work that is due first."""
    villages = {row.id: row.name for row in office.regions.tree() if row.kind == "village"}
    meetings = office.meetings.meetings(today=today)
    lines: list[Line] = []
    for is_clearing in (False, True):
        ready = office.meetings.candidates(is_clearing=is_clearing)
        waiting = Counter(candidate.household.village_id for candidate in ready)
        for village_id, name in villages.items():
            own = [m for m in meetings if m.village_id == village_id and m.is_clearing == is_clearing]
            lines += _of_village(village_id, name, own, waiting[village_id], is_clearing=is_clearing)
    return tuple(sorted(lines, key=_urgency))


def _of_village(
    village_id: int, name: str, meetings: Sequence[MeetingRow], waiting: int, *, is_clearing: bool
) -> list[Line]:
    last = meetings[-1] if meetings else None
    found = [Line(village_id, name, is_clearing, m, waiting if m is last else 0, m is not last) for m in meetings]
    is_open = last is not None and last.state in (MeetingState.CALLED, MeetingState.VALID)
    # A clearing is met for only where somebody is ready; every village may call an evaluation.
    if not is_open and (waiting or (last is None and not is_clearing)):
        if last is not None:
            found[-1] = Line(village_id, name, is_clearing, last, 0, is_over=True)
        found.append(Line(village_id, name, is_clearing, None, waiting))
    return found


def _urgency(line: Line) -> int:
    if line.meeting is None:
        return 1 if line.waiting else 4
    if line.is_over:
        return 3
    return {MeetingState.CALLED: 0, MeetingState.VALID: 0, MeetingState.FAILED: 1}.get(line.meeting.state, 2)


_LOOKS = {
    MeetingState.CALLED: (Shape.RING, Tone.ACCENT),
    MeetingState.VALID: (Shape.HALF, Tone.ACCENT),
    MeetingState.FAILED: (Shape.CROSS, Tone.DUE),
    MeetingState.CLOSED: (Shape.CHECK, Tone.DONE),
}


def state_chip(line: Line) -> Chip:
    """Where the meeting stands; a village that waits is amber."""
    if line.meeting is None:
        if line.waiting:
            return Chip(translate("meetings", "未召集"), Shape.RING, Tone.DUE)
        return Chip(translate("meetings", "无待评议户"), Shape.NONE, Tone.NEUTRAL)
    state = line.meeting.state
    words = {
        MeetingState.CALLED: translate("meetings", "已召集"),
        MeetingState.VALID: translate("meetings", "已开会"),
        MeetingState.FAILED: translate("meetings", "流会"),
        MeetingState.CLOSED: translate("meetings", "已结束"),
    }
    return Chip(words[state], *_LOOKS[state])


def title_of(line: Line) -> str:
    """第2次, or 消除 第1次."""
    if line.meeting is None:
        return translate("meetings", "消除") if line.is_clearing else ""
    number = translate("meetings", "第{number}次").format(number=line.meeting.number)
    return translate("meetings", "消除 {number}").format(number=number) if line.is_clearing else number


def line_columns() -> Sequence[Column[Line]]:
    """The list beside the meeting."""
    return (
        village_column(lambda line: line.village_name),
        chip_column("state", translate("meetings", "状态"), state_chip, width=10),
        count_column("waiting", translate("meetings", "待评"), lambda line: line.waiting or None, width=4),
        Column("number", translate("meetings", "会议"), title_of, 9),
        Column("day", translate("meetings", "日期"), _day, 5),
        Column("results", translate("meetings", "结论"), results_of, 22, tip=results_of),
    )


def _day(line: Line) -> str:
    return f"{line.meeting.held_on:%m-%d}" if line.meeting else ""


def results_of(line: Line) -> str:
    """纳入3 不纳入1 缓议1."""
    counts = line.meeting.concluded if line.meeting else {}
    words = (
        conclusion_word(conclusion.value, is_clearing=line.is_clearing) + str(n) for conclusion, n in counts.items()
    )
    return " ".join(words)


def conclusion_word(code: str, *, is_clearing: bool) -> str:
    """What a conclusion is called: a clearing meeting agrees to clear, an evaluation to include."""
    clearing = {
        "include": translate("meetings", "同意消除"),
        "exclude": translate("meetings", "继续监测"),
        "defer": translate("meetings", "缓议"),
    }
    evaluation = {
        "include": translate("meetings", "纳入"),
        "exclude": translate("meetings", "不纳入"),
        "defer": translate("meetings", "缓议"),
    }
    return (clearing if is_clearing else evaluation)[code]
