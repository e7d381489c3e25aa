"""The first start: a welcome, then four short pages (design: office, plan, password, recovery code)."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.services.errors import Refused
from app.services.office import Office
from app.ui.common.icons import icon
from app.ui.common.refusals import RefusalBar
from app.ui.common.tasks import Task, TaskRunner
from app.ui.start.doors import Doors, Founded, Founding
from app.ui.start.steps import OfficeStep, PasswordStep, PlanStep, RecoveryStep, Step
from app.ui.theme import ACCENT, width_of


class FirstStart(QWidget):
    """``opened(Office)`` when an office is ready to work; ``restore_asked`` when the user has a backup instead."""

    opened = Signal(object)
    restore_asked = Signal()

    def __init__(self, doors: Doors, runner: TaskRunner, *, today: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._doors, self._runner = doors, runner
        self._founded: Founded | None = None
        self._office, self._plan = OfficeStep(), PlanStep(today=today)
        self._password = PasswordStep(lambda: (self._office.text("user"), self._office.text("township")))
        self._recovery = RecoveryStep()
        self._steps: tuple[Step, ...] = (self._office, self._plan, self._password, self._recovery)
        self.setWindowTitle(self.tr("守望 — 第一次使用"))
        self._pages = QStackedWidget()
        self._pages.addWidget(self._welcome())
        for step in self._steps:
            self._pages.addWidget(step)
            step.ready_changed.connect(self._show_buttons)
        self._title, self._bar = QLabel(), RefusalBar(self)
        self._title.setProperty("heading", True)
        self._busy = QProgressBar()
        self._busy.setTextVisible(False)
        self._busy.hide()
        self._lay_out()
        self._go_to(0)

    # -- building ----------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        self._back = QPushButton(self.tr("上一步"))
        self._back.clicked.connect(lambda: self._go_to(self._pages.currentIndex() - 1))
        self._next = QPushButton()
        self._next.setProperty("primary", True)
        self._next.setDefault(True)
        self._next.clicked.connect(self._on_next)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self._back)
        row.addWidget(self._next)
        card = QFrame()
        card.setProperty("pane", True)
        card.setFixedWidth(width_of(76, self.font()))
        inside = QVBoxLayout(card)
        inside.setContentsMargins(28, 24, 28, 20)
        inside.setSpacing(12)
        for part in (self._title, self._bar, self._pages):
            inside.addWidget(part)
        inside.addWidget(self._busy)
        inside.addLayout(row)
        column = QVBoxLayout(self)
        column.addStretch(1)
        column.addWidget(card, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(2)

    def _welcome(self) -> QWidget:
        page = QWidget()
        sign = QLabel()
        sign.setPixmap(icon("shield-check", colour=ACCENT).pixmap(48, 48))
        words = QLabel(
            self.tr(
                "守望帮乡镇办公室把一年的防返贫监测和帮扶从排查做到区级审定、录入、预警和销号。\n数据只在这台电脑上，加密保存，不联网。"
            )
        )
        words.setWordWrap(True)
        column = QVBoxLayout(page)
        column.addWidget(sign, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(words)
        self._ways: list[QPushButton] = []
        for text, act, is_primary in (
            (self.tr("为本乡镇建立台账"), lambda: self._go_to(1), True),
            (self.tr("先看演示镇（虚构数据，不影响以后建账）"), self._on_demo, False),
            (self.tr("从备份恢复…"), self.restore_asked.emit, False),
        ):
            button = QPushButton(text)
            button.setProperty("primary", is_primary)
            button.clicked.connect(act)
            self._ways.append(button)
            column.addWidget(button)
        column.addStretch(1)
        return page

    # -- going through -------------------------------------------------------------------------------------------------

    def _go_to(self, position: int) -> None:
        self._bar.clear()
        self._pages.setCurrentIndex(position)
        titles = (
            self.tr("欢迎使用守望"),
            self.tr("第1步，共4步：单位"),
            self.tr("第2步，共4步：工作方案"),
            self.tr("第3步，共4步：密码"),
            self.tr("第4步，共4步：恢复码"),
        )
        self._title.setText(titles[position])
        if position:
            self._steps[position - 1].setFocus(Qt.FocusReason.TabFocusReason)
            self._steps[position - 1].focusNextChild()
        self._show_buttons()

    def _show_buttons(self) -> None:
        position = self._pages.currentIndex()
        self._back.setVisible(1 <= position <= 3)
        self._next.setVisible(position >= 1)
        self._next.setText({3: self.tr("建立加密台账"), 4: self.tr("完成，开始使用")}.get(position, self.tr("下一步")))
        self._next.setEnabled(position < 1 or self._steps[position - 1].is_ready())

    def _on_next(self) -> None:
        position = self._pages.currentIndex()
        if not self._steps[position - 1].check():
            return
        if position == 3:
            self._found()
        elif position == 4 and self._founded:
            self.opened.emit(self._founded.office)
        else:
            self._go_to(position + 1)

    def _found(self) -> None:
        code, year = self._plan.chosen()
        founding = Founding(
            township=self._office.text("township"),
            district=self._office.text("district"),
            user=self._office.text("user"),
            preset=code,
            year=year,
            password=self._password.password,
        )
        task = self._runner.start(self.tr("建立台账"), lambda _: self._doors.found(founding))
        task.succeeded.connect(self._on_founded)
        self._watch(task)

    def _on_founded(self, founded: Founded) -> None:
        self._founded = founded
        self._recovery.show_code(founded.recovery_code, self._office.text("township"))
        self._go_to(4)

    def _on_demo(self) -> None:
        task = self._runner.start(self.tr("准备演示镇"), lambda t: self._doors.demo(report=t.progress))
        task.succeeded.connect(self._on_demo_ready)
        self._watch(task)

    def _on_demo_ready(self, office: Office) -> None:
        self.opened.emit(office)

    def _watch(self, task: Task) -> None:
        self._bar.clear()
        self._busy.setRange(0, 0)
        self._busy.show()
        self._set_busy(is_busy=True)
        task.progressed.connect(self._on_progressed)
        task.refused.connect(self._on_refused)
        task.finished.connect(self._on_finished)

    def _set_busy(self, *, is_busy: bool) -> None:
        for button in (self._back, self._next, *self._ways):
            button.setEnabled(not is_busy)

    def _on_progressed(self, done: int, total: int) -> None:
        self._busy.setRange(0, total)
        self._busy.setValue(done)

    def _on_refused(self, refused: Refused) -> None:
        self._bar.show_refusal(refused)

    def _on_finished(self) -> None:
        self._busy.hide()
        self._set_busy(is_busy=False)
        self._show_buttons()
