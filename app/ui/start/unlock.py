"""Unlocking an office, with the password or the recovery code; and putting a backup in its place."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QProgressBar, QPushButton, QVBoxLayout, QWidget

from app.services.errors import Refused
from app.services.office import Office
from app.ui.common import dialogs
from app.ui.common.icons import icon
from app.ui.common.refusals import RefusalBar
from app.ui.common.tasks import Task, TaskRunner
from app.ui.start.doors import Doors
from app.ui.theme import ACCENT, width_of


class Unlock(QWidget):
    """``opened(Office)`` when the secret fits. With ``backup`` it restores that file first."""

    opened = Signal(object)

    def __init__(self, doors: Doors, runner: TaskRunner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._doors, self._runner = doors, runner
        self._backup: Path | None = None
        self.setWindowTitle(self.tr("守望 — 解锁"))
        self._bar = RefusalBar(self)
        self._what = QLabel()
        self._what.setWordWrap(True)
        self._what.setProperty("muted", True)
        self._secret = QLineEdit()
        self._secret.setEchoMode(QLineEdit.EchoMode.Password)
        self._secret.returnPressed.connect(self._on_go)
        self._label = QLabel()
        self._label.setBuddy(self._secret)
        self._busy = QProgressBar()
        self._busy.setTextVisible(False)
        self._busy.hide()
        self._go = QPushButton()
        self._go.setProperty("primary", True)
        self._go.clicked.connect(self._on_go)
        self._restore = QPushButton(self.tr("从备份恢复…"))
        self._restore.setProperty("flat", True)
        self._restore.clicked.connect(self.choose_backup)
        self._lay_out()
        self._show()

    def _lay_out(self) -> None:
        sign = QLabel()
        sign.setPixmap(icon("lock", colour=ACCENT).pixmap(32, 32))
        row = QHBoxLayout()
        row.addWidget(self._restore)
        row.addStretch(1)
        row.addWidget(self._go)
        card = QFrame()
        card.setProperty("pane", True)
        card.setFixedWidth(width_of(70, self.font()))
        inside = QVBoxLayout(card)
        inside.setContentsMargins(28, 24, 28, 20)
        inside.setSpacing(10)
        for part in (sign, self._what, self._bar, self._label, self._secret, self._busy):
            inside.addWidget(part)
        inside.addLayout(row)
        column = QVBoxLayout(self)
        column.addStretch(1)
        column.addWidget(card, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(2)

    def _show(self) -> None:
        if self._backup:
            self._what.setText(
                self.tr("将用备份“{backup}”恢复到“{place}”。那里原有的文件会先挪到 backups 文件夹，不会删除。").format(
                    backup=self._backup.name, place=self._doors.database
                )
            )
            self._label.setText(self.tr("做这份备份时的密码，或恢复码"))
            self._go.setText(self.tr("恢复并打开"))
        else:
            self._what.setText(self.tr("台账：{place}").format(place=self._doors.database))
            self._label.setText(self.tr("密码（忘记密码的，输入恢复码）"))
            self._go.setText(self.tr("打开"))
        self._secret.setFocus()

    def choose_backup(self) -> None:
        """Let the user choose a backup to restore."""
        dialogs.choose_open_files(
            self, self.tr("选择备份文件"), kinds=self.tr("守望备份 (*.swbak);;所有文件 (*)"), then=self.show_backup
        )

    def show_backup(self, files: list[Path]) -> None:
        """Go on with this backup."""
        self._backup = files[0] if files else None
        self._bar.clear()
        self._show()

    def _on_go(self) -> None:
        secret, backup = self._secret.text(), self._backup
        if not secret:
            self._bar.show_sentences([self.tr("请输入密码或恢复码。")])
            return
        if backup is None:
            task = self._runner.start(self.tr("打开台账"), lambda _: self._doors.open(secret))
        else:
            task = self._runner.start(
                self.tr("恢复备份"), lambda t: self._doors.restore(backup, secret, report=t.progress)
            )
        self._watch(task)

    def _watch(self, task: Task) -> None:
        self._bar.clear()
        self._busy.setRange(0, 0)
        self._busy.show()
        self._set_busy(is_busy=True)
        task.progressed.connect(self._on_progressed)
        task.succeeded.connect(self._on_opened)
        task.refused.connect(self.show_refusal)
        task.finished.connect(self._on_finished)

    def _set_busy(self, *, is_busy: bool) -> None:
        self._secret.setReadOnly(is_busy)
        for button in (self._go, self._restore):
            button.setEnabled(not is_busy)

    def _on_progressed(self, done: int, total: int) -> None:
        self._busy.setRange(0, total)
        self._busy.setValue(done)

    def _on_opened(self, office: Office) -> None:
        self._secret.clear()
        self.opened.emit(office)

    def show_refusal(self, refused: Refused) -> None:
        """Say why it was not opened; the secret can be typed again."""
        self._bar.show_refusal(refused)
        self._secret.selectAll()
        self._secret.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_finished(self) -> None:
        self._busy.hide()
        self._set_busy(is_busy=False)
