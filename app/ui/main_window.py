"""The main window: head, tabs, foot; it spreads what changed and brings the user from one tab to another."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QSize, Qt, QUrl, Signal
from PySide6.QtGui import QAction, QCloseEvent, QDesktopServices, QKeySequence
from PySide6.QtWidgets import (
    QHBoxLayout,
    QMainWindow,
    QMenu,
    QStackedWidget,
    QTabWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from app.paths import log_folder
from app.services.errors import Refused
from app.services.papers.codes import looks_like_code
from app.ui.actions import Key, make_action, tab_shortcut
from app.ui.common import dialogs
from app.ui.common.context import TabContext, TabSpec, TabView
from app.ui.common.icons import icon
from app.ui.common.scanning import ScanCatcher
from app.ui.common.tasks import Latest
from app.ui.diagnosis import Diagnosis
from app.ui.frame import Foot, FrameFacts, Head, Suggestion
from app.ui.help import about_text, shortcut_text
from app.ui.scan_opening import ScanOpener
from app.ui.start.lock import LockPage
from app.ui.theme import Theme
from app.ui.training_day import TrainingDay

ROSTER, SETTINGS = "roster", "settings"
_USUAL = QSize(1366, 768)


class _LazyTab(QWidget):
    """Room for a tab that is made when it is first shown."""

    def __init__(self, spec: TabSpec, context: TabContext) -> None:
        super().__init__()
        self._spec, self._context = spec, context
        self.view: TabView | None = None
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)

    def ensure(self) -> TabView:
        """The tab's view, made now if it was not."""
        if self.view is None:
            self.view = self._spec.make(self._context)
            self._layout.addWidget(self.view)
        return self.view

    def empty(self) -> None:
        """Drop the view: it is made anew when the tab is next shown."""
        if self.view is not None:
            self._layout.removeWidget(self.view)
            self.view.deleteLater()
            self.view = None


class MainWindow(QMainWindow):
    """One window per database. ``closed`` when it is gone: then tasks are stopped and the database may be closed."""

    closed = Signal()
    restore_asked = Signal(object)  # Path of a backup: whoever owns the window closes it and goes back to that

    def __init__(
        self,
        context: TabContext,
        tabs: Sequence[TabSpec],
        settings: TabSpec,
        *,
        theme: Theme,
        read_facts: Callable[[], FrameFacts],
        suggest: Callable[[str], Sequence[Suggestion]],
        check_secret: Callable[[str], None],
        training_day: TrainingDay | None = None,
    ) -> None:
        super().__init__()
        self._training_day = training_day
        self._context, self._theme = context, theme
        self._read_facts, self._suggest = read_facts, suggest
        self._specs = {spec.key: spec for spec in (*tabs, settings)}
        self._facts = Latest(context.runner, self)
        self._searches = Latest(context.runner, self)
        self.head, self.foot = Head(), Foot()
        self.tabs = QTabWidget()
        self._rooms: dict[str, _LazyTab] = {}
        self._lock = LockPage(check_secret, context.runner)
        self._build(tabs, settings)
        self._scans = ScanCatcher(self, lambda: not self.is_locked())
        self._opener = ScanOpener(self, context, self._on_scan_refused)
        self._make_actions()
        self._connect()
        self._restore()
        self.refresh()

    # -- building ----------------------------------------------------------------------------------------------------

    def _build(self, tabs: Sequence[TabSpec], settings: TabSpec) -> None:
        self.tabs.setDocumentMode(True)
        self.tabs.setAccessibleName(self.tr("各页"))
        for spec in tabs:
            room = self._rooms[spec.key] = _LazyTab(spec, self._context)
            self.tabs.addTab(room, icon(spec.sign), spec.title)
        self._settings_room = self._rooms[settings.key] = _LazyTab(settings, self._context)
        self.tabs.addTab(self._settings_room, icon(settings.sign), settings.title)
        self.tabs.setTabVisible(self.tabs.indexOf(self._settings_room), False)
        self.tabs.setCornerWidget(self._corner(settings))
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addWidget(self.tabs, 1)
        column.addWidget(self.foot)
        self._pages = QStackedWidget()
        self._pages.addWidget(page)
        self._pages.addWidget(self._lock)
        self.setCentralWidget(self._pages)
        self.setWindowTitle(self.tr("守望"))
        self.setMinimumSize(960, 600)

    def _corner(self, settings: TabSpec) -> QWidget:
        corner = QWidget()
        row = QHBoxLayout(corner)
        row.setContentsMargins(0, 0, 8, 0)
        self._help = QToolButton()
        self._help.setText(self.tr("帮助"))
        self._help.setIcon(icon("circle-help"))
        self._help.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        gear = QToolButton()
        gear.setText(settings.title)
        gear.setIcon(icon(settings.sign))
        gear.clicked.connect(lambda: self._context.navigator.open_settings())
        for button in (self._help, gear):
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            row.addWidget(button)
        return corner

    def _make_actions(self) -> None:
        make_action(Key.SEARCH_EVERYWHERE, self, self._on_search_asked)
        lock = make_action(Key.LOCK, self, self.lock)
        zoom = [
            make_action(Key.ZOOM_IN, self, lambda: self._theme.zoom_by(1)),
            make_action(Key.ZOOM_OUT, self, lambda: self._theme.zoom_by(-1)),
            make_action(Key.ZOOM_RESET, self, lambda: self._theme.set_zoom(1.0)),
        ]
        keys = make_action(Key.HELP, self, lambda: dialogs.inform(self, self.tr("快捷键一览"), shortcut_text()))
        leave = make_action(Key.QUIT, self, self.close)
        for number in range(1, len(self._specs)):
            jump = QAction(self)
            jump.setShortcut(QKeySequence(tab_shortcut(number)))
            jump.triggered.connect(lambda _=False, n=number: self.tabs.setCurrentIndex(n - 1))
            self.addAction(jump)
        helping = QMenu(self)
        helping.addAction(keys)
        helping.addActions(zoom)
        helping.addSeparator()
        Diagnosis(self, self._context).add_to(helping)
        helping.addAction(self.tr("打开日志文件夹"), self._on_logs_asked)
        helping.addAction(self.tr("关于守望"), lambda: dialogs.inform(self, self.tr("关于守望"), about_text()))
        self._help.setMenu(helping)
        own = QMenu(self)
        own.addAction(lock)
        own.addAction(self.tr("改密码与恢复码…"), lambda: self._context.navigator.open_settings("password"))
        own.addAction(self.tr("备份与恢复…"), lambda: self._context.navigator.open_settings("backup"))
        own.addSeparator()
        own.addAction(leave)
        self.head.user.setMenu(own)

    def _connect(self) -> None:
        navigator, runner = self._context.navigator, self._context.runner
        navigator.tab_asked.connect(self._on_tab_asked)
        navigator.household_asked.connect(self._on_household_asked)
        navigator.settings_asked.connect(self._on_settings_asked)
        navigator.restore_asked.connect(self.restore_asked)
        navigator.search_asked.connect(self._on_search_entered)
        navigator.said.connect(self.foot.work.say)
        navigator.file_made.connect(self.foot.work.say_file)
        navigator.selection_counted.connect(self.foot.show_selection)
        runner.started.connect(self.foot.work.follow)
        self._scans.scanned.connect(navigator.enter_code)
        self._context.hub.changed.connect(self.refresh)
        self._facts.answered.connect(self._on_facts)
        self._searches.answered.connect(self.head.offer)
        self.head.search_changed.connect(self._on_search_changed)
        self.head.search_entered.connect(self._on_search_entered)
        self.head.household_chosen.connect(navigator.open_household)
        self.head.lock_asked.connect(self.lock)
        if self._training_day is not None:
            self.head.day_chosen.connect(self._training_day.move_to)
            self._training_day.moved.connect(self._on_day_moved)
        self._lock.unlocked.connect(self._on_unlocked)
        self.tabs.currentChanged.connect(self._on_tab_changed)

    def _restore(self) -> None:
        memory = self._context.memory
        self._is_first_time = not self.restoreGeometry(memory.bytes_of("window/geometry"))
        if self._is_first_time:
            self.resize(_USUAL)
        if zoom := memory.text_of("window/zoom"):
            self._theme.set_zoom(float(zoom))
        self._on_tab_changed(0)
        self.tabs.setFocus()

    # -- what others ask -----------------------------------------------------------------------------------------------

    def keys(self) -> tuple[str, ...]:
        """The keys of all tabs, settings last."""
        return tuple(self._rooms)

    def show_tab(self, key: str) -> TabView:
        """Bring a tab to the front and return its view."""
        room = self._rooms[key]
        self.tabs.setTabVisible(self.tabs.indexOf(room), True)
        self.tabs.setCurrentWidget(room)
        return room.ensure()

    def fill_small_screen(self) -> None:
        """Take the whole screen where the usual size has no room; a size that the user once chose is kept."""
        room = self.screen().availableSize()
        if self._is_first_time and (room.width() <= _USUAL.width() or room.height() <= _USUAL.height()):
            self.setWindowState(Qt.WindowState.WindowMaximized)

    def refresh(self) -> None:
        """Read again what head and foot say."""
        self._facts.ask(self.tr("读取概况"), lambda _: self._read_facts())

    def lock(self) -> None:
        """Hide everything until the password is given."""
        for action in self.actions():
            action.setEnabled(False)
        self._lock.prepare()
        self._pages.setCurrentWidget(self._lock)
        self._context.navigator.locked.emit()

    def is_locked(self) -> bool:
        """Whether the contents are hidden."""
        return self._pages.currentWidget() is self._lock

    # -- slots ---------------------------------------------------------------------------------------------------------

    def _on_facts(self, facts: FrameFacts) -> None:
        self.head.show_facts(facts, self._context.actor().session_user)
        self.foot.show_facts(facts)
        self.setWindowTitle(self.tr("守望 — {office}").format(office=facts.office_name))

    def _on_day_moved(self) -> None:
        """Everything that was read for another day is read again."""
        for room in self._rooms.values():
            room.empty()
        self._on_tab_changed(self.tabs.currentIndex())
        self.refresh()

    def _on_unlocked(self) -> None:
        for action in self.actions():
            action.setEnabled(True)
        self._pages.setCurrentIndex(0)
        self._context.navigator.unlocked.emit()

    def _on_tab_changed(self, position: int) -> None:
        room = self.tabs.widget(position)
        if isinstance(room, _LazyTab):
            room.ensure()
        if room is not self._settings_room:
            self.tabs.setTabVisible(self.tabs.indexOf(self._settings_room), False)
        self.foot.show_selection(0)

    def _on_tab_asked(self, key: str, what: str) -> None:
        view = self.show_tab(key)
        if what:
            view.show_list(what)

    def _on_household_asked(self, household_id: int) -> None:
        self.show_tab(ROSTER).show_household(household_id)

    def _on_settings_asked(self, page: str) -> None:
        view = self.show_tab(SETTINGS)
        if page:
            view.show_page(page)

    def _on_search_asked(self) -> None:
        self.head.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.head.search.selectAll()

    def _on_search_changed(self, text: str) -> None:
        if text:
            self._searches.ask(self.tr("查找"), lambda _: self._suggest(text))
        else:
            self._searches.forget()
            self.head.offer(())

    def _on_scan_refused(self, refused: Refused) -> None:
        dialogs.show_refusal(self, self.tr("没有打开文书"), refused)

    def _on_search_entered(self, text: str) -> None:
        if looks_like_code(text):
            self.head.search.forget()
            self._context.navigator.enter_code(text)
            return
        self.show_tab(ROSTER).search(text)

    def _on_logs_asked(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(log_folder())))

    @override
    def closeEvent(self, event: QCloseEvent) -> None:
        against = [text for room in self._rooms.values() if (text := _why_not_close(room.view))]
        if against:
            event.ignore()
            dialogs.confirm(
                self,
                self.tr("还有没保存的内容"),
                "\n".join(against),
                do=self.tr("不保存，关闭"),
                then=self._close_anyway,
                is_destructive=True,
            )
            return
        self._leave()
        event.accept()

    def _close_anyway(self) -> None:
        for room in self._rooms.values():
            if room.view is not None:
                room.view.setProperty("discarded", True)
        self.close()

    def _leave(self) -> None:
        memory = self._context.memory
        memory.keep("window/geometry", self.saveGeometry())
        memory.keep("window/zoom", str(self._theme.zoom))
        memory.save()
        self._context.runner.shutdown()
        self.closed.emit()


def _why_not_close(view: TabView | None) -> str:
    return "" if view is None or view.property("discarded") else view.may_close()


def memory_file(data_folder: Path) -> Path:
    """Where the window's habits are kept."""
    return data_folder / "window.ini"
