"""设置: the pages by which the office is set up, one after another on the left."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QStackedWidget, QVBoxLayout, QWidget
from typing_extensions import override

from app.ui.common.context import TabContext, TabView
from app.ui.common.icons import icon
from app.ui.common.permits import PAGE as PERMITS
from app.ui.common.permits import wish_of
from app.ui.settings.backup import BackupPage
from app.ui.settings.delegations import DelegationsPage
from app.ui.settings.directory import DepartmentsPage, OfficersPage
from app.ui.settings.holidays import HolidaysPage
from app.ui.settings.numbers import NumbersPage
from app.ui.settings.password import PasswordPage
from app.ui.settings.permits import PermitsPage
from app.ui.settings.plan import PlanPage
from app.ui.settings.regions import RegionsPage
from app.ui.settings.wording import WordingPage, texts_page, unit_page
from app.ui.theme import width_of

Make = Callable[[TabContext], QWidget]
_KEY = Qt.ItemDataRole.UserRole


class SettingsView(TabView):
    """What the office looks at and changes about itself. A page is made when it is first shown."""

    def __init__(self, context: TabContext) -> None:
        super().__init__()
        self._context = context
        self._makers: dict[str, Make] = {}
        self._made: dict[str, QWidget] = {}
        self.pages = QStackedWidget()
        self.names = QListWidget()
        self.names.setAccessibleName(self.tr("设置的各页"))
        self.names.setFixedWidth(width_of(22, self.font()))
        for key, title, sign, make in self._entries():
            item = QListWidgetItem(icon(sign), title, self.names)
            item.setData(_KEY, key)
            self._makers[key] = make
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(12, 0, 0, 0)
        column.addWidget(self.pages)
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 8, 8, 4)
        row.addWidget(self.names)
        row.addWidget(right, 1)
        self.names.currentRowChanged.connect(self._on_row)
        self.names.setCurrentRow(0)

    def _entries(self) -> tuple[tuple[str, str, str, Make], ...]:
        return (
            ("plan", self.tr("工作方案"), "calendar", PlanPage),
            (PERMITS, self.tr("补办单"), "file-plus", PermitsPage),
            ("delegations", self.tr("委托"), "arrow-right-left", DelegationsPage),
            ("directory", self.tr("人员名录"), "users", OfficersPage),
            ("departments", self.tr("行业部门"), "building-2", DepartmentsPage),
            ("regions", self.tr("村组"), "map-pin", RegionsPage),
            ("unit", self.tr("单位信息"), "building-2", unit_page),
            ("wording", self.tr("文书用语"), "file-text", texts_page),
            ("numbers", self.tr("发文字号"), "list", NumbersPage),
            ("holidays", self.tr("节假日"), "clock", HolidaysPage),
            ("backup", self.tr("备份与恢复"), "shield-check", BackupPage),
            ("password", self.tr("密码与恢复码"), "key-round", PasswordPage),
        )

    @property
    def keys(self) -> tuple[str, ...]:
        """The pages' keys from top to bottom."""
        return tuple(self._makers)

    def page(self, key: str) -> QWidget:
        """A page, made now if it was not."""
        if key not in self._made:
            self._made[key] = self._makers[key](self._context)
            self.pages.addWidget(self._made[key])
        return self._made[key]

    @override
    def show_page(self, key: str) -> None:
        """Show a page; ``permits:ACTION:CODES`` (``app.ui.common.permits``) opens the form of a new permit as well."""
        name = key.partition(":")[0]
        if name not in self._makers:
            return
        self.names.setCurrentRow(self.keys.index(name))
        wish, page = wish_of(key), self.page(name)
        if wish is not None and isinstance(page, PermitsPage):
            page.grant(wish)

    def _on_row(self, row: int) -> None:
        if 0 <= row < len(self.keys):
            self.pages.setCurrentWidget(self.page(self.keys[row]))

    @override
    def may_close(self) -> str:
        page = self._made.get("plan")
        if isinstance(page, PlanPage) and page.has_unsaved:
            return self.tr("设置：工作方案的修改还没有保存。")
        pages = (self._made.get(key) for key in ("unit", "wording"))
        if any(isinstance(page, WordingPage) and page.has_unsaved for page in pages):
            return self.tr("设置：单位信息或文书用语的修改还没有保存。")
        return ""


def settings_tab(context: TabContext) -> TabView:
    """The page behind the gear."""
    return SettingsView(context)
