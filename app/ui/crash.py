"""What happens when the program itself is wrong: a line in the log, one dialog, and the work goes on if it can.

Exceptions in slots and overridden methods reach ``sys.excepthook`` in the thread where they happened; a failing
``data()`` calls it again on every repaint. So the hook only logs and posts; the main thread shows one dialog and
counts repeats.
"""

from __future__ import annotations

import faulthandler
import logging
import platform
import sys
import threading
from pathlib import Path
from types import TracebackType

import PySide6
from PySide6.QtCore import QObject, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QApplication, QMessageBox

from app import __version__
from app.ui.common.technical import technical_text

log = logging.getLogger(__name__)


class CrashHandler(QObject):
    """Install one per process, before the first window. ``report`` may be called from any thread."""

    _posted = Signal(str)

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._folder = folder
        self._box: QMessageBox | None = None
        self._repeats = 0
        self._fault_file = None
        self._posted.connect(self._on_posted, Qt.ConnectionType.QueuedConnection)

    @property
    def is_showing(self) -> bool:
        """Whether the dialog is open."""
        return self._box is not None

    def install(self) -> None:
        """Take over uncaught exceptions of all threads, and write hard crashes to a file in the log folder."""
        sys.excepthook = self._on_exception
        threading.excepthook = lambda given: self._on_exception(given.exc_type, given.exc_value, given.exc_traceback)
        self._fault_file = (self._folder / "fault.log").open("a", encoding="utf-8")
        faulthandler.enable(self._fault_file)

    def uninstall(self) -> None:
        """Give everything back; for tests and for the end."""
        sys.excepthook = sys.__excepthook__
        threading.excepthook = threading.__excepthook__
        faulthandler.disable()
        if self._fault_file:
            self._fault_file.close()
            self._fault_file = None

    def report(self, error: BaseException) -> None:
        """Log an error and show it; the log gets no personal data."""
        text = technical_text(error)
        log.error("uncaught error\n%s", text)
        self._posted.emit(text)

    def _on_exception(
        self, kind: type[BaseException], error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        if error is None or issubclass(kind, KeyboardInterrupt):
            return
        self.report(error)

    def _on_posted(self, text: str) -> None:
        if self._box is not None:
            self._repeats += 1
            self._box.setInformativeText(self._said())
            return
        self._repeats = 0
        self._open(text)

    def _said(self) -> str:
        repeats = self.tr("（同时还有 {count} 次）").format(count=self._repeats) if self._repeats else ""
        return self.tr(
            "刚才的操作没有完成，已保存的数据不受影响。可以继续使用；再次出现时，请把“复制详情”的内容发给维护人员"
            "（其中没有农户信息）。{repeats}"
        ).format(repeats=repeats)

    def _open(self, text: str) -> None:
        box = QMessageBox(QApplication.activeWindow())
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setIcon(QMessageBox.Icon.Critical)
        box.setWindowTitle(self.tr("程序出错"))
        box.setText(self.tr("程序遇到一个没有料到的错误。"))
        box.setInformativeText(self._said())
        go_on = box.addButton(self.tr("继续使用"), QMessageBox.ButtonRole.AcceptRole)
        copy = box.addButton(self.tr("复制详情"), QMessageBox.ButtonRole.ActionRole)
        folder = box.addButton(self.tr("打开日志文件夹"), QMessageBox.ButtonRole.ActionRole)
        leave = box.addButton(self.tr("退出守望"), QMessageBox.ButtonRole.DestructiveRole)
        box.setDefaultButton(go_on)
        box.setEscapeButton(go_on)
        details = f"{_versions()}\n{text}"
        box.buttonClicked.connect(
            lambda button: self._on_button({copy: "copy", folder: "folder", leave: "leave"}.get(button), details)
        )
        box.finished.connect(self._on_closed)
        self._box = box
        box.open()

    def _on_button(self, chosen: str | None, details: str) -> None:
        if chosen == "copy":
            QGuiApplication.clipboard().setText(details)
        elif chosen == "folder":
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._folder)))
        elif chosen == "leave":
            QApplication.quit()

    def _on_closed(self) -> None:
        self._box = None


def _versions() -> str:
    parts = (f"Shouwang {__version__}", f"Python {platform.python_version()}", f"PySide6 {PySide6.__version__}")
    return " · ".join((*parts, platform.platform()))
