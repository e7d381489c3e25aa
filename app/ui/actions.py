"""Every shortcut of the window, once: what it is called, its keys, and where it holds. A test forbids doubles.

Left to input methods: Ctrl+Space, Shift, Ctrl+., Ctrl+Shift. Arrows, Enter, Ctrl+C and Ctrl+A belong to the tables.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from app.ui.common.icons import icon

translate = QCoreApplication.translate


class Where(Enum):
    """Where a shortcut holds: in the whole window, or while the focus is inside a tab."""

    WINDOW = Qt.ShortcutContext.WindowShortcut
    TAB = Qt.ShortcutContext.WidgetWithChildrenShortcut


@dataclass(frozen=True, slots=True)
class Command:
    """A shortcut's words, keys, place and icon."""

    text: str
    keys: tuple[str, ...]
    where: Where
    sign: str = ""


class Key(Enum):
    """The names under which commands are asked for."""

    SEARCH_EVERYWHERE = "search_everywhere"
    LOCK = "lock"
    ZOOM_IN = "zoom_in"
    ZOOM_OUT = "zoom_out"
    ZOOM_RESET = "zoom_reset"
    HELP = "help"
    QUIT = "quit"
    SEARCH_HERE = "search_here"
    SCAN = "scan"
    NEW = "new"
    EDIT = "edit"
    SAVE = "save"
    SAVE_AND_NEXT = "save_and_next"
    IMPORT = "import"
    EXPORT = "export"
    PRINT = "print"
    UNDO = "undo"
    REFRESH = "refresh"
    CLOSE_PANE = "close_pane"
    TAKE_THEIRS = "take_theirs"
    KEEP_OURS = "keep_ours"
    NOTHING_TO_DO = "nothing_to_do"
    COPY_NEXT = "copy_next"
    FIELD_BEFORE = "field_before"
    HOUSEHOLD_BEFORE = "household_before"
    HOUSEHOLD_AFTER = "household_after"


def command(key: Key) -> Command:
    """The command of this name."""
    return commands()[key]


def commands() -> dict[Key, Command]:
    """All commands; the list under 帮助 shows them in this order."""
    window, tab = Where.WINDOW, Where.TAB
    return {
        Key.SEARCH_EVERYWHERE: Command(translate("actions", "全镇查找"), ("Ctrl+K",), window, "search"),
        Key.LOCK: Command(translate("actions", "锁定窗口"), ("Ctrl+L",), window, "lock"),
        Key.ZOOM_IN: Command(translate("actions", "放大"), ("Ctrl++", "Ctrl+="), window),
        Key.ZOOM_OUT: Command(translate("actions", "缩小"), ("Ctrl+-",), window),
        Key.ZOOM_RESET: Command(translate("actions", "恢复大小"), ("Ctrl+0",), window),
        Key.HELP: Command(translate("actions", "快捷键一览"), ("F1",), window, "circle-help"),
        Key.QUIT: Command(translate("actions", "退出"), ("Ctrl+Q",), window),
        Key.SEARCH_HERE: Command(translate("actions", "在本页查找"), ("Ctrl+F",), tab, "search"),
        Key.SCAN: Command(translate("actions", "扫码或找户"), ("F4",), tab, "scan-line"),
        Key.NEW: Command(translate("actions", "新增"), ("Ctrl+N",), tab, "plus"),
        Key.EDIT: Command(translate("actions", "修改"), ("F2",), tab, "pencil"),
        Key.SAVE: Command(translate("actions", "保存"), ("Ctrl+S",), tab, "save"),
        Key.SAVE_AND_NEXT: Command(translate("actions", "保存并下一户"), ("Ctrl+Return", "Ctrl+Enter"), tab, "check"),
        Key.IMPORT: Command(translate("actions", "导入"), ("Ctrl+I",), tab, "upload"),
        Key.EXPORT: Command(translate("actions", "导出"), ("Ctrl+E",), tab, "file-spreadsheet"),
        Key.PRINT: Command(translate("actions", "打印"), ("Ctrl+P",), tab, "printer"),
        Key.UNDO: Command(translate("actions", "撤销上一步"), ("Ctrl+Z",), tab, "undo-2"),
        Key.REFRESH: Command(translate("actions", "重新读取"), ("F5",), tab, "refresh-cw"),
        Key.CLOSE_PANE: Command(translate("actions", "收起右侧"), ("Escape",), tab, "x"),
        Key.TAKE_THEIRS: Command(translate("actions", "台账比对：以表为准"), ("1",), tab, "check"),
        Key.KEEP_OURS: Command(translate("actions", "台账比对：以本镇为准"), ("2",), tab, "shield-check"),
        Key.NOTHING_TO_DO: Command(translate("actions", "台账比对：无需处理"), ("3",), tab, "circle-check"),
        Key.COPY_NEXT: Command(translate("actions", "录入助手：复制这一项"), ("F9",), tab, "copy"),
        Key.FIELD_BEFORE: Command(translate("actions", "录入助手：上一项"), ("Shift+F9",), tab),
        Key.HOUSEHOLD_BEFORE: Command(translate("actions", "录入助手：上一户"), ("Alt+Left",), tab, "chevron-left"),
        Key.HOUSEHOLD_AFTER: Command(translate("actions", "录入助手：下一户"), ("Alt+Right",), tab, "chevron-right"),
    }


def tab_shortcut(number: int) -> str:
    """Ctrl+1 … Ctrl+9: the tabs from the left."""
    return f"Ctrl+{number}"


def make_action(key: Key, parent: QWidget, act: Callable[[], object], *, text: str = "") -> QAction:
    """The command as an action of ``parent``, where its shortcut works; ``text`` gives it other words."""
    found = command(key)
    action = QAction(text or found.text, parent)
    if found.sign:
        action.setIcon(icon(found.sign))
    action.setShortcuts([QKeySequence(keys) for keys in found.keys])
    action.setShortcutContext(found.where.value)
    action.setToolTip(f"{action.text()}（{found.keys[0].replace('Return', 'Enter')}）")
    action.triggered.connect(lambda: act())
    parent.addAction(action)
    return action


def list_key(keys: str, of: QWidget, act: Callable[[], object]) -> None:
    """A key of one list alone, such as 1, 2, 3 for its answers: in an input beside it the key is a letter."""
    shortcut = QShortcut(QKeySequence(keys), of)
    shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
    shortcut.activated.connect(act)
