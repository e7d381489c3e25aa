"""The lock page: hides the window's contents until the password is given again."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from app.services.errors import Refused
from app.ui.common.icons import icon
from app.ui.common.refusals import RefusalBar
from app.ui.common.tasks import TaskRunner
from app.ui.theme import width_of


class LockPage(QWidget):
    """``unlocked`` when ``check_secret`` took what was typed; that may take a second and runs as a task."""

    unlocked = Signal()

    def __init__(self, check_secret: Callable[[str], None], runner: TaskRunner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._check, self._runner = check_secret, runner
        sign = QLabel()
        sign.setPixmap(icon("lock").pixmap(48, 48))
        self._bar = RefusalBar(self)
        self._secret = QLineEdit()
        self._secret.setEchoMode(QLineEdit.EchoMode.Password)
        self._secret.returnPressed.connect(self._on_entered)
        label = QLabel(self.tr("窗口已锁定。请输入密码继续："))
        label.setBuddy(self._secret)
        self._go = QPushButton(self.tr("解锁"))
        self._go.setProperty("primary", True)
        self._go.clicked.connect(self._on_entered)
        card = QFrame()
        card.setProperty("pane", True)
        card.setFixedWidth(width_of(60, self.font()))
        inside = QVBoxLayout(card)
        inside.setContentsMargins(28, 24, 28, 20)
        for part in (sign, label, self._bar, self._secret):
            inside.addWidget(part)
        inside.addWidget(self._go, 0, Qt.AlignmentFlag.AlignRight)
        column = QVBoxLayout(self)
        column.addStretch(2)
        column.addWidget(card, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)

    def prepare(self) -> None:
        """Make ready for the next lock: nothing typed, nothing said."""
        self._secret.clear()
        self._bar.clear()
        self._secret.setFocus()

    def _on_entered(self) -> None:
        secret = self._secret.text()
        self._set_busy(is_busy=True)
        task = self._runner.start(self.tr("核对密码"), lambda _: self._check(secret), quiet=True)
        task.succeeded.connect(self._on_right)
        task.refused.connect(self._on_refused)
        task.finished.connect(lambda: self._set_busy(is_busy=False))

    def _set_busy(self, *, is_busy: bool) -> None:
        self._go.setEnabled(not is_busy)
        self._secret.setReadOnly(is_busy)

    def _on_right(self) -> None:
        self.prepare()
        self.unlocked.emit()

    def _on_refused(self, refused: Refused) -> None:
        self._bar.show_refusal(refused)
        self._secret.selectAll()
        self._secret.setFocus()
