"""A clerk at the real main window: turns to tabs, presses what is seen, types into what has a name, reads it."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtCore import QAbstractListModel, QItemSelectionModel, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QCheckBox,
    QComboBox,
    QDialog,
    QLabel,
    QLineEdit,
    QMessageBox,
    QPlainTextEdit,
    QPushButton,
    QRadioButton,
    QTabWidget,
    QWidget,
)

from app.services.office import Office
from app.ui.common.chips import ChipLabel
from app.ui.common.context import TabView
from app.ui.common.editors import Editor, TextEditor
from app.ui.common.paper_window import PaperWindow
from app.ui.common.purpose import PurposePanel
from app.ui.common.screenshot import SMALL
from app.ui.common.table_view import DataTable
from app.ui.common.tasks import TaskRunner
from app.ui.main_window import MainWindow
from app.ui.theme import Theme
from app.ui.training_day import TrainingDayButton
from tests.ui.conftest import compose

_MANY = 100
_TAB_KEYS = {"工作台": "workbench", "农户台账": "roster", "排查筛查": "screening", "入户走访": "visits",
             "评议会议": "meetings", "录入建档": "entry", "预警看板": "alerts", "报表": "reports"}  # fmt: skip


@dataclass(slots=True)
class Clerk:
    """Whoever sits at the window. ``files`` are what the program said it wrote, the newest last."""

    folder: Path
    monkeypatch: pytest.MonkeyPatch
    qtbot: object
    runner: TaskRunner
    theme: Theme
    office: Office | None = None
    window: MainWindow | None = None
    pictures: int = 0
    asked_names: list[str] = field(default_factory=list)

    # -- looking -----------------------------------------------------------------------------------

    @property
    def screen(self) -> QWidget:
        """What lies on top: an open form or question, else the window."""
        shown = [w for w in QApplication.topLevelWidgets() if isinstance(w, QDialog) and w.isVisible()]
        if shown:
            return shown[-1]
        return self.window or QApplication.topLevelWidgets()[-1]

    def settle(self) -> None:
        """Every question has been answered, and what the answers asked in turn."""
        for _ in range(3):
            self.qtbot.waitUntil(lambda: self.runner.running == (), timeout=60_000)  # type: ignore[attr-defined]
            QApplication.processEvents()
        if QApplication.activeWindow() is None:  # a desktop gives the window back what a closed form had
            self.screen.activateWindow()
            QApplication.processEvents()
        self.qtbot.waitUntil(lambda: self.runner.running == (), timeout=60_000)  # type: ignore[attr-defined]

    def words(self, inside: QWidget | None = None) -> str:
        """Every visible word of labels, buttons, lists and questions."""
        place = inside or self.screen
        parts = [*place.findChildren(QLabel), *place.findChildren(QAbstractButton)]
        seen = [part.text() for part in parts if part.isVisible() and part.text()]
        seen += [chip.chip.word for chip in place.findChildren(ChipLabel) if chip.isVisible() and chip.chip]
        seen += [text for view in place.findChildren(QAbstractItemView) if view.isVisible() for text in _cells(view)]
        return "\n".join([place.text(), *seen] if isinstance(place, QMessageBox) else seen)

    def sees(self, *said: str, inside: QWidget | None = None) -> None:
        """These words stand on the screen."""
        words = self.words(inside)
        for text in said:
            assert text in words, f"“{text}” is not seen in:\n{words}"

    def picture(self, name: str) -> None:
        """Photograph the window, when somebody wants to look (STORY_PICTURES=folder)."""
        wanted = os.environ.get("STORY_PICTURES")
        if wanted and self.window is not None:
            self.pictures += 1
            place = Path(wanted)
            place.mkdir(parents=True, exist_ok=True)
            self.screen.grab().save(str(place / f"{self.pictures:02}-{name}.png"))

    def status(self) -> str:
        """The line at the foot: what has just been done."""
        assert self.window is not None
        return self.window.foot.work.text

    # -- going about -------------------------------------------------------------------------------

    def sit_down(self, window: MainWindow, office: Office) -> None:
        """The window is open at the small size."""
        self.window, self.office = window, office
        window.resize(SMALL)
        window.show()
        window.activateWindow()
        self.settle()

    def tab(self, title: str) -> TabView:
        """Turn to a tab by its title, as by a click on it."""
        assert self.window is not None
        tabs = self.window.tabs
        position = next(n for n in range(tabs.count()) if tabs.tabText(n) == title)
        bar = tabs.tabBar()
        QTest.mouseClick(bar, Qt.MouseButton.LeftButton, pos=bar.tabRect(position).center())
        self.settle()
        assert tabs.currentIndex() == position
        return self.window.show_tab(_TAB_KEYS[title])

    def settings(self, page: str) -> QWidget:
        """The gear, then a page of 设置 by its name."""
        assert self.window is not None
        self.press("设置")
        view = self.window.show_tab("settings")
        names = view.names  # type: ignore[attr-defined]
        (item,) = names.findItems(page, Qt.MatchFlag.MatchExactly)
        names.setCurrentItem(item)
        self.settle()
        return view.pages.currentWidget()  # type: ignore[attr-defined]

    def page(self, pages: QTabWidget, title: str) -> QWidget:
        """Turn to a page within a tab."""
        titles = [pages.tabText(n).split(" ")[0] for n in range(pages.count())]
        named = [n for n, text in enumerate(titles) if text == title]
        position = (named or [n for n, text in enumerate(titles) if text.startswith(title)])[0]
        pages.setCurrentIndex(position)
        self.settle()
        return pages.widget(position)

    def on(self, month: int, day: int, year: int = 2020) -> None:
        """It is another day: chosen in the head, as a training office may."""
        wanted = date(year, month, day)
        button = self.window.findChild(TrainingDayButton)  # type: ignore[union-attr]
        next(a for a in button.menu().actions() if a.text() == "另选一天…").trigger()
        self.fill({"按哪一天办理": wanted.isoformat()})
        self.press("换到这一天")
        assert button.text() == f"演示数据 · {month}月{day}日"

    # -- pressing ----------------------------------------------------------------------------------

    def button(self, text: str, inside: QWidget | None = None) -> QAbstractButton:
        """The visible button whose words are these or begin so."""
        seen = [b for b in (inside or self.screen).findChildren(QAbstractButton) if b.isVisible()]
        exact = [b for b in seen if b.text() == text] or [b for b in seen if b.text().startswith(text)]
        assert exact, f"no button “{text}” among: {sorted({b.text() for b in seen})}"
        return exact[0]

    def press(self, text: str, inside: QWidget | None = None) -> None:
        """Press a button that can be pressed, and wait for what it does."""
        button = self.button(text, inside)
        assert button.isEnabled(), f"“{text}” is grey"
        button.click()
        self.settle()

    def answer(self, text: str) -> str:
        """Press a button of the question that is seen; what it said."""
        box = self.screen
        assert isinstance(box, QMessageBox), self.words()
        said = box.text()
        next(b for b in box.buttons() if b.text() == text).click()
        self.settle()
        return said

    def key(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """A key to whatever has the cursor."""
        focused = QApplication.focusWidget()
        assert focused is not None, "nothing has the cursor"
        QTest.keyClick(focused, key, modifier)

    def type(self, text: str, then: Qt.Key | None = Qt.Key.Key_Return) -> None:
        """Type into whatever has the cursor, and go on."""
        focused = QApplication.focusWidget()
        assert focused is not None, "nothing has the cursor"
        if text.isascii():
            QTest.keyClicks(focused, text)
        else:
            compose(focused, text)
        if then is not None:
            self.key(then)

    # -- forms -------------------------------------------------------------------------------------

    def editor(self, label: str, inside: QWidget | None = None) -> Editor:
        """The visible input of this name."""
        seen = [e for e in (inside or self.screen).findChildren(Editor) if e.isVisible()]
        names = [e.accessibleName() or (e.focusProxy() or e).accessibleName() for e in seen]
        named = [e for e, name in zip(seen, names, strict=True) if name == label]
        assert named, f"no input “{label}” among: {names}"
        return named[0]

    def fill(self, values: Mapping[str, object], inside: QWidget | None = None) -> None:
        """Fill inputs by their labels: text as it is typed, words of choices, names of those who sign."""
        for label, value in values.items():
            put(self.editor(label, inside), value)
        self.settle()

    def fill_line(self, name: str, text: str) -> None:
        """Type into a bare line by its name."""
        line = next(e for e in self.screen.findChildren(QLineEdit) if e.accessibleName() == name and e.isVisible())
        retype(line, text)

    # -- tables ------------------------------------------------------------------------------------

    def column(self, table: DataTable, title: str) -> list[str]:
        """What stands below a heading."""
        model = table.model()
        section = next(
            n for n in range(model.columnCount())
            if model.headerData(n, Qt.Orientation.Horizontal) == title
        )  # fmt: skip
        return [str(model.index(row, section).data() or "") for row in range(model.rowCount())]

    def choose(self, table: DataTable, title: str, *texts: str) -> None:
        """Choose the rows that say this below a heading."""
        assert table.isVisible()
        rows = [n for n, text in enumerate(self.column(table, title)) if text in texts]
        assert len(rows) == len(texts), (texts, self.column(table, title))
        table.clearSelection()
        table.select_position(rows[0])
        flags = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
        for row in rows[1:]:
            table.selectionModel().select(table.model().index(row, 0), flags)
        self.settle()

    # -- files -------------------------------------------------------------------------------------

    def files_to_open(self, *files: Path) -> None:
        """The next questions for files to read are answered with these."""

        def chosen(*_: object, then: Callable[[list[Path]], None], **__: object) -> None:
            then(list(files))

        self.monkeypatch.setattr("app.ui.common.dialogs.choose_open_files", chosen)

    def saving(self, press: Callable[[], None]) -> Path:
        """Do something that asks where to write; the file it wrote, under the name it proposed."""
        written: list[Path] = []

        def chosen(*_: object, proposed: Path, then: Callable[[Path], None], **__: object) -> None:
            written.append(self.folder / f"{len(self.asked_names) + 1}-{proposed.name}")
            self.asked_names.append(proposed.name)
            then(written[-1])

        self.monkeypatch.setattr("app.ui.common.dialogs.choose_save_file", chosen)
        press()
        self.settle()
        if not written:
            self._keep_or_say_why()
        assert written, "nobody asked where to write"
        assert written[0].exists(), self.words()
        return written[0]

    def _keep_or_say_why(self) -> None:
        """A paper is shown first, and kept from there; where whole ID numbers leave, it is asked what for."""
        shown = [w for w in QApplication.topLevelWidgets() if isinstance(w, PaperWindow) and w.isVisible()]
        if not shown:
            self.say_purpose()
            return
        (paper,) = shown
        self.qtbot.waitUntil(lambda: paper.preview.page_count > 0, timeout=60_000)
        paper.save.click()
        self.settle()
        paper.close()

    def say_purpose(self, text: str = "报区级主管部门") -> None:
        """Answer what whole ID numbers leave for."""
        asked = self.window.findChild(PurposePanel)
        assert asked is not None, "nobody asked what for"
        asked.box.setEditText(text)
        self.press("下一步", asked.window())

    def printed(self, text: str, inside: QWidget | None = None) -> str:
        """Press a button that makes a PDF; the words that stand in it."""
        return pdf_words(self.saving(lambda: self.press(text, inside)))


def _cells(view: QAbstractItemView) -> list[str]:
    """What stands in the cells of a table, a tree or a list."""
    model, found = view.model(), []
    columns = 1 if isinstance(model, QAbstractListModel) else model.columnCount()
    queue = [model.index(row, 0) for row in range(min(model.rowCount(), _MANY))]
    for first in queue:
        line = [model.index(first.row(), column, first.parent()) for column in range(columns)]
        found.append("　".join(str(text) for index in line if (text := index.data())))
        queue += [model.index(row, 0, first) for row in range(model.rowCount(first))]
    return found


def pdf_words(file: Path) -> str:
    """The words of a PDF without blanks and line ends."""
    return "".join("".join(page.extract_text() for page in PdfReader(file).pages).split())


def retype(line: QLineEdit, text: str) -> None:
    """Replace what stands in a line by typing."""
    line.setFocus()
    line.selectAll()
    QTest.keyClick(line, Qt.Key.Key_Delete)
    if text.isascii():
        QTest.keyClicks(line, text)
    else:
        compose(line, text)


def put(editor: Editor, value: object) -> None:
    """Say something in an input, by what it shows."""
    if isinstance(value, list):  # names of those who sign, or ticks
        boxes = editor.findChildren(QCheckBox)
        for word in value if boxes else ():
            next(b for b in boxes if b.text() == word).click()
        if not boxes:
            _sign(editor, value)
        return
    text = str(value)
    box, radios = editor.findChild(QComboBox), editor.findChildren(QRadioButton)
    long_text = editor.findChild(QPlainTextEdit)
    if box is not None:
        found = [n for n in range(box.count()) if box.itemText(n) == text]
        assert found, (text, [box.itemText(n) for n in range(box.count())])
        box.setCurrentIndex(found[0])
    elif radios:
        next(b for b in radios if b.text() == text).click()
    elif long_text is not None:
        long_text.setFocus()
        long_text.selectAll()
        compose(long_text, text)
    else:
        line = editor.line if isinstance(editor, TextEditor) else editor.findChild(QLineEdit)
        assert line is not None
        retype(line, text)


def _sign(editor: Editor, names: list[str]) -> None:
    while len(lines := [e for e in editor.findChildren(QLineEdit) if e.placeholderText() == "姓名"]) < len(names):
        next(b for b in editor.findChildren(QPushButton) if b.text() == "再加一位").click()
    for line, name in zip(lines, names, strict=False):
        retype(line, name)
