"""What a tab is given: the services, the task runner, who acts, the day, the change hub, and the way to other tabs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app.services.context import Actor
from app.services.office import Office
from app.ui.common.hub import ChangeHub
from app.ui.common.memory import WindowMemory
from app.ui.common.tasks import TaskRunner


class Navigator(QObject):
    """Tabs meet here instead of importing each other. Keys of tabs stand in ``app.ui.tabs``.

    ``said(text, tone)`` puts a line into the status bar; ``result`` does so with buttons for a file.
    """

    household_asked = Signal(int)  # open this household in 农户台账
    tab_asked = Signal(str, str)  # tab key, and what to show in it (a list's key; may be empty)
    settings_asked = Signal(str)  # page key
    file_made = Signal(str, object)  # sentence, Path
    said = Signal(str)
    search_asked = Signal(str)
    selection_counted = Signal(int)  # rows chosen in the present list
    code_entered = Signal(str)  # a paper's code, scanned or typed: open what it stands for
    locked = Signal()  # the window hides everything: windows beside it and the clipboard do so too
    unlocked = Signal()
    restore_asked = Signal(object)  # Path of a backup: close everything and go back to it

    # Whoever takes in a pile of papers is asked first; it answers whether it took the code.
    scan_taker: Callable[[str], bool] | None = None

    def enter_code(self, text: str) -> None:
        """Open what a paper's code stands for."""
        self.code_entered.emit(text)

    def open_household(self, household_id: int) -> None:
        """Show a household's page, from anywhere."""
        self.household_asked.emit(household_id)

    def open_tab(self, key: str, what: str = "") -> None:
        """Go to a tab and, where it knows ``what``, to that list."""
        self.tab_asked.emit(key, what)

    def open_settings(self, page: str = "") -> None:
        """Go to 设置."""
        self.settings_asked.emit(page)

    def ask_restore(self, file: Path) -> None:
        """Close the office and go back to this backup; its password is asked for."""
        self.restore_asked.emit(file)

    def say(self, text: str) -> None:
        """A line in the status bar: what has just been done."""
        self.said.emit(text)

    def tell_file(self, text: str, file: Path) -> None:
        """A line in the status bar with 打开文件 and 打开文件夹."""
        self.file_made.emit(text, file)


@dataclass(frozen=True, slots=True)
class TabContext:
    """One for the whole window; tabs keep what they need of it."""

    office: Office
    runner: TaskRunner
    hub: ChangeHub
    navigator: Navigator
    memory: WindowMemory
    actor: Callable[[], Actor]
    today: Callable[[], date]


class TabView(QWidget):
    """What every tab's view is; a tab overrides what it can do. Nothing here needs to be called by the tab itself."""

    def show_list(self, what: str) -> None:
        """Show the list that another tab asked for."""

    def show_household(self, household_id: int) -> None:
        """Show one household."""

    def search(self, text: str) -> None:
        """Search here for this text."""

    def show_page(self, key: str) -> None:
        """Show this page (settings)."""

    def may_close(self) -> str:
        """Why closing the window would lose something; empty if it would not."""
        return ""


@dataclass(frozen=True, slots=True)
class TabSpec:
    """One tab: its key, title, icon and factory. Made on first show, so that start-up stays quick."""

    key: str
    title: str
    sign: str
    make: Callable[[TabContext], TabView]
