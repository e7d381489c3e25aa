"""The only message boxes and file choosers of the window, all without a nested event loop; a test replaces these."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtPrintSupport import QAbstractPrintDialog, QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFileDialog, QLabel, QMessageBox, QVBoxLayout, QWidget

from app.services.errors import Refused
from app.services.wording import sentences


def inform(parent: QWidget, title: str, text: str) -> QMessageBox:
    """Say something that has to be seen; returns at once."""
    return _opened(parent, QMessageBox.Icon.Information, title, text)


def show_refusal(parent: QWidget, title: str, refused: Refused) -> QMessageBox:
    """Say why something was not done, where no form or bar is at hand."""
    return _opened(parent, QMessageBox.Icon.Warning, title, "\n".join(sentences(refused)))


def confirm(
    parent: QWidget, title: str, text: str, *, do: str, then: Callable[[], None], is_destructive: bool = False
) -> QMessageBox:
    """Ask before something that cannot be taken back; ``text`` names what it will do, ``do`` is the button's verb.

    The safe button is the default one; ``then`` is called when the other is pressed.
    """
    box = QMessageBox(parent)
    box.setIcon(QMessageBox.Icon.Warning if is_destructive else QMessageBox.Icon.Question)
    go = box.addButton(do, QMessageBox.ButtonRole.AcceptRole)
    stay = box.addButton(QCoreApplication.translate("dialogs", "不做，返回"), QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(stay if is_destructive else go)
    box.setEscapeButton(stay)
    box.buttonClicked.connect(lambda button: then() if button is go else None)
    return _dressed(box, title, text)


def choose_open_files(
    parent: QWidget, title: str, *, kinds: str, then: Callable[[list[Path]], None], folder: Path | None = None
) -> QFileDialog:
    """Let the user choose files to read; ``kinds`` such as "表格 (*.xlsx *.xls *.csv)"."""
    dialog = QFileDialog(parent, title, str(folder or ""), kinds)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
    dialog.filesSelected.connect(lambda names: then([Path(name) for name in names]))
    return _file_dialog(dialog)


def choose_save_file(
    parent: QWidget, title: str, *, kinds: str, proposed: Path, then: Callable[[Path], None]
) -> QFileDialog:
    """Let the user choose where to write; the ending of ``proposed`` is added when it was left out."""
    dialog = QFileDialog(parent, title, str(proposed), kinds)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix(proposed.suffix.removeprefix("."))
    dialog.fileSelected.connect(lambda name: then(Path(name)))
    return _file_dialog(dialog)


def choose_folder(parent: QWidget, title: str, *, then: Callable[[Path], None]) -> QFileDialog:
    """Let the user choose a folder to write into."""
    dialog = QFileDialog(parent, title)
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    dialog.fileSelected.connect(lambda name: then(Path(name)))
    return _file_dialog(dialog)


# A dialog touches its printer while it is being deleted, when Python has let go of both; and deleting it as it
# closes crashes Qt. So a dialog goes when the next one is asked for, and its printer a little later.
_printers: deque[QPrinter] = deque(maxlen=4)


def choose_printer(parent: QWidget, title: str, *, pages: int, then: Callable[[QPrinter], None]) -> QPrintDialog:
    """Let the user choose printer, copies and pages (of ``pages``)."""
    for old in parent.findChildren(QPrintDialog):
        if not old.isVisible():
            old.deleteLater()
    printer = QPrinter()
    _printers.append(printer)
    dialog = QPrintDialog(printer, parent)
    dialog.setWindowTitle(title)
    dialog.setMinMax(1, pages)
    dialog.setOption(QAbstractPrintDialog.PrintDialogOption.PrintPageRange)
    # PySide hides QDialog's own ``open`` and ``accepted`` behind those of the print dialog.
    dialog.finished.connect(lambda result: then(printer) if result else None)
    QDialog.open(dialog)
    return dialog


def panel(
    parent: QWidget,
    title: str,
    content: QWidget,
    *,
    do: str,
    then: Callable[[QDialog], None],
    can_cancel: bool = True,
) -> QDialog:
    """A window for one form. ``then`` gets the dialog when ``do`` is pressed and closes it itself when all is well.

    Not modal to the program's other windows only; Escape and 取消 close it without doing anything.
    """
    dialog = QDialog(parent)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setWindowTitle(title)
    buttons = QDialogButtonBox()
    go = buttons.addButton(do, QDialogButtonBox.ButtonRole.AcceptRole)
    go.setProperty("primary", True)
    go.style().unpolish(go)  # the box has dressed it already
    go.style().polish(go)
    if can_cancel:  # what only shows something has one button
        buttons.addButton(QCoreApplication.translate("dialogs", "取消"), QDialogButtonBox.ButtonRole.RejectRole)
    buttons.accepted.connect(lambda: then(dialog))
    buttons.rejected.connect(dialog.reject)
    layout = QVBoxLayout(dialog)
    layout.addWidget(content, 1)
    layout.addWidget(buttons)
    go.style().unpolish(go)  # the button box dressed it before it was named the primary one
    go.style().polish(go)
    dialog.open()
    return dialog


def _opened(parent: QWidget, sign: QMessageBox.Icon, title: str, text: str) -> QMessageBox:
    box = QMessageBox(parent)
    box.setIcon(sign)
    box.addButton(QCoreApplication.translate("dialogs", "知道了"), QMessageBox.ButtonRole.AcceptRole)
    return _dressed(box, title, text)


def _dressed(box: QMessageBox, title: str, text: str) -> QMessageBox:
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setWindowTitle(title)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(text)
    box.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    for label in box.findChildren(QLabel):
        label.setWordWrap(True)
    box.open()
    return box


def _file_dialog(dialog: QFileDialog) -> QFileDialog:
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()
    return dialog
