"""The frame around the tabs: where the office stands (head), and what is under way (foot)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from PySide6.QtCore import QStringListModel, Qt, QTimer, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QCompleter,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QToolButton,
    QWidget,
)

from app.services.clock import OFFICE_ZONE
from app.services.errors import Refused
from app.services.wording import sentences
from app.services.workflow.plan import Plan, StageWindow, day_of_stage, next_stage
from app.services.workflow.windows import continuing_windows
from app.ui.common import dialogs
from app.ui.common.chips import Chip, ChipLabel, Shape
from app.ui.common.elided import ElidedLabel
from app.ui.common.icons import icon
from app.ui.common.search_box import SearchBox
from app.ui.common.tasks import Task
from app.ui.theme import Tone, width_of
from app.ui.training_day import TrainingDayButton


@dataclass(frozen=True, slots=True)
class FrameFacts:
    """What head and foot say. ``backed_up_at`` (UTC) None = never; ``audit_head`` is the chain's present digest."""

    office_name: str
    plan: Plan | None
    today: date
    households: int = 0
    persons: int = 0
    backed_up_at: datetime | None = None
    audit_head: str = ""
    is_training: bool = False


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One household that the search box offers."""

    household_id: int
    text: str


class StageLabel(ChipLabel):
    """◆ 走访阶段 3/25–4/5 · 第9天 · 还剩3天; amber on the last three days; the next stage where none runs."""

    def show_stage(self, plan: Plan | None, today: date) -> None:
        """Show where ``today`` lies in the plan."""
        if plan is None:
            self.show_chip(None)
            return
        running = plan.stage_on(today) or next((w for w in continuing_windows(plan) if today in w), None)
        if running:
            self.show_chip(self._running(running, today))
            return
        coming = next_stage(plan, today)
        if coming is None:
            self.show_chip(Chip(self.tr("全年各阶段已结束"), Shape.CHECK, Tone.NEUTRAL))
            return
        days = (coming.opens_on - today).days
        word = self.tr("{name} {opens} 开始 · 还有{days}天").format(
            name=coming.name, opens=_short(coming.opens_on), days=days
        )
        self.show_chip(Chip(word, Shape.RING, Tone.NEUTRAL))

    def _running(self, window: StageWindow, today: date) -> Chip:
        day, left = day_of_stage(window, today)
        rest = self.tr("最后1天") if left == 0 else self.tr("还剩{days}天").format(days=left)
        word = self.tr("{name} {opens}–{closes} · 第{day}天 · {rest}").format(
            name=window.name, opens=_short(window.opens_on), closes=_short(window.closes_on), day=day, rest=rest
        )
        return Chip(word, Shape.DIAMOND, Tone.DUE if left < 3 else Tone.ACCENT)


def _short(day: date) -> str:
    return f"{day.month}/{day.day}"


class Head(QWidget):
    """Office, plan, stage, the search over everything, who types, lock."""

    search_changed = Signal(str)
    search_entered = Signal(str)
    household_chosen = Signal(int)
    lock_asked = Signal()
    day_chosen = Signal(object)  # date: training offices only

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._office = QLabel()
        self._office.setProperty("heading", True)
        self._plan = ElidedLabel()
        self._plan.setProperty("muted", True)
        self._training = TrainingDayButton(self)
        self._training.day_chosen.connect(self.day_chosen)
        self._stage = StageLabel(parent=self)
        self.search = SearchBox(self.tr("查找 姓名/拼音/身份证尾号/电话/户编号"))
        self.search.setMinimumWidth(width_of(24, self.font()))
        self.search.setMaximumWidth(width_of(56, self.font()))
        self._offered: dict[str, int] = {}
        self._words = QStringListModel(self)
        self._dress_search()
        self.user = QToolButton()
        self.user.setIcon(icon("chevron-down"))
        self.user.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.user.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        self.user.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        lock = QToolButton()
        lock.setIcon(icon("lock"))
        lock.setToolTip(self.tr("锁定窗口，遮住内容（Ctrl+L）"))
        lock.setAccessibleName(self.tr("锁定窗口"))
        lock.clicked.connect(self.lock_asked)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 6, 8, 4)
        layout.setSpacing(10)
        for part in (self._office, self._training):
            layout.addWidget(part)
        layout.addWidget(self._plan, 1)
        for part in (self._stage, self.search, self.user, lock):
            layout.addWidget(part)

    def _dress_search(self) -> None:
        completer = QCompleter(self._words, self)
        completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        completer.setMaxVisibleItems(12)
        completer.popup().setAccessibleName(self.tr("查找结果"))
        completer.activated.connect(self._on_chosen)
        self._completer = completer
        self.search.query_changed.connect(self.search_changed)
        self.search.entered.connect(self.search_entered)

    def show_facts(self, facts: FrameFacts, user: str) -> None:
        """Show where the office stands."""
        self._office.setText(self.tr("{office} 防返贫监测帮扶").format(office=facts.office_name))
        self._plan.setText(facts.plan.name if facts.plan else self.tr("还没有方案"))
        if facts.is_training:
            self._training.show_day(facts.plan, facts.today)
        self._stage.show_stage(facts.plan, facts.today)
        self.user.setText(user)
        self.user.setAccessibleName(self.tr("{user} 的菜单").format(user=user))

    def offer(self, suggestions: Sequence[Suggestion]) -> None:
        """Show the households that fit what is being typed."""
        self._offered = {suggestion.text: suggestion.household_id for suggestion in suggestions}
        self._words.setStringList(list(self._offered))
        if not suggestions or not self.search.hasFocus():
            self._completer.popup().hide()
            return
        self.search.setCompleter(self._completer)
        self._completer.complete()

    def _on_chosen(self, text: str) -> None:
        found = self._offered.get(text)
        if found is not None:
            self.household_chosen.emit(found)
            # The line edit writes the chosen words into itself after this slot.
            QTimer.singleShot(0, self.search.forget)


class Foot(QWidget):
    """Counts on the left, the running work in the middle, backup and audit head on the right."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._counts = QLabel()
        self._counts.setProperty("muted", True)
        self._selection = QLabel()
        self._selection.setProperty("muted", True)
        self.work = WorkLine(self)
        self._backup = ChipLabel(parent=self)
        self._audit = QLabel()
        self._audit.setProperty("muted", True)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 2, 12, 2)
        layout.setSpacing(12)
        layout.addWidget(self._counts)
        layout.addWidget(self._selection)
        layout.addWidget(self.work, 1)
        layout.addWidget(self._backup)
        layout.addWidget(self._audit)

    def show_facts(self, facts: FrameFacts) -> None:
        """Show counts, the last backup and the head of the audit chain."""
        self._counts.setText(
            self.tr("共{households}户 {persons}人").format(
                households=f"{facts.households:,}", persons=f"{facts.persons:,}"
            )
        )
        self._backup.show_chip(self._backup_chip(facts))
        self._audit.setText(self.tr("审计 {head}").format(head=facts.audit_head[:8]) if facts.audit_head else "")
        self._audit.setToolTip(facts.audit_head)

    def show_selection(self, count: int) -> None:
        """Say how many households are chosen; 0 says nothing."""
        self._selection.setText(self.tr("已选{count}户").format(count=f"{count:,}") if count > 1 else "")

    def _backup_chip(self, facts: FrameFacts) -> Chip:
        if facts.backed_up_at is None:
            return Chip(self.tr("还没有备份"), Shape.TRIANGLE, Tone.LATE)
        made_at = facts.backed_up_at.astimezone(OFFICE_ZONE)
        days = (facts.today - made_at.date()).days
        if days <= 0:
            return Chip(self.tr("备份 今天{time}").format(time=f"{made_at:%H:%M}"), Shape.CHECK, Tone.DONE)
        tone = Tone.NEUTRAL if days < 7 else Tone.LATE
        return Chip(self.tr("备份 {days}天前").format(days=days), Shape.TRIANGLE if days >= 7 else Shape.RING, tone)


class WorkLine(QWidget):
    """The running task with name, bar, count and cancel; afterwards its result as a line with what can be done."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tasks: list[Task] = []
        self._file: Path | None = None
        self._refused: Refused | None = None
        self._text = ElidedLabel()
        self._text.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setFixedWidth(width_of(24, self.font()))
        self._bar.setMaximumHeight(self.fontMetrics().height())
        self._cancel = self._button(self.tr("取消"), self._on_cancel)
        self._open_file = self._button(self.tr("打开文件"), self._on_open_file)
        self._open_folder = self._button(self.tr("打开文件夹"), self._on_open_folder)
        self._details = self._button(self.tr("查看明细"), self._on_details)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self._text, 1)
        for part in (self._bar, self._cancel, self._open_file, self._open_folder, self._details):
            layout.addWidget(part)
        self._show_only()

    @property
    def text(self) -> str:
        """What the line says."""
        return self._text.text()

    def _button(self, text: str, act: object) -> QPushButton:
        button = QPushButton(text)
        button.setProperty("flat", True)
        button.clicked.connect(act)
        return button

    def follow(self, task: Task) -> None:
        """Show this task until it ends; with several, the one that began last."""
        if task.is_quiet:
            return
        self._tasks.append(task)
        self._bar.setRange(0, 0)
        task.progressed.connect(lambda done, total: self._on_progressed(task, done, total))
        task.refused.connect(lambda refused: self.say_refused(task.name, refused))
        task.cancelled.connect(lambda: self.say(self.tr("{name}：已取消，没有改动").format(name=task.name)))
        task.failed.connect(lambda _: self.say(self.tr("{name}：程序出错，没有完成").format(name=task.name)))
        task.finished.connect(lambda: self._on_finished(task))
        self._show_running(task, "")

    def say(self, text: str) -> None:
        """Say what has been done."""
        self._file = self._refused = None
        self._said(text)

    def say_file(self, text: str, file: Path) -> None:
        """Say what has been written and offer to open it."""
        self._file, self._refused = file, None
        self._said(text, self._open_file, self._open_folder)

    def say_refused(self, name: str, refused: Refused) -> None:
        """Say the first reason; the others are behind 查看明细."""
        self._file, self._refused = None, refused
        said = sentences(refused)
        self._said(f"{name}：{said[0]}", self._details)

    def _said(self, text: str, *parts: QWidget) -> None:
        self._text.setText(text)
        self._show_only(*parts)

    def _show_only(self, *parts: QWidget) -> None:
        for part in (self._bar, self._cancel, self._open_file, self._open_folder, self._details):
            part.setVisible(part in parts)

    def _show_running(self, task: Task, count: str) -> None:
        others = self.tr("（另有{count}项）").format(count=len(self._tasks) - 1) if len(self._tasks) > 1 else ""
        self._said(f"{task.name} {count}{others}".rstrip(), self._bar, self._cancel)

    def _on_progressed(self, task: Task, done: int, total: int) -> None:
        if not self._tasks or self._tasks[-1] is not task:
            return
        self._bar.setRange(0, total)
        self._bar.setValue(done)
        self._show_running(task, f"{done:,}/{total:,}" if total else f"{done:,}")

    def _on_finished(self, task: Task) -> None:
        if task in self._tasks:
            self._tasks.remove(task)
        if self._tasks:
            self._show_running(self._tasks[-1], "")
        elif not self._bar.isHidden():
            self.say(self.tr("{name}：完成").format(name=task.name))

    def _on_cancel(self) -> None:
        if self._tasks:
            self._tasks[-1].cancel()
            self._cancel.hide()

    def _on_open_file(self) -> None:
        if self._file:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._file)))

    def _on_open_folder(self) -> None:
        if self._file:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._file.parent)))

    def _on_details(self) -> None:
        if self._refused:
            dialogs.show_refusal(self.window(), self.tr("没有办成"), self._refused)
