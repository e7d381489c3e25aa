"""Choosing another household by typing: the same search as everywhere, the first hits as a short list."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget
from typing_extensions import override

from app.services.households import HouseholdService, RosterQuery
from app.ui.common.editors import Editor
from app.ui.theme import row_height

_HITS = 8
_ROLE = Qt.ItemDataRole.UserRole + 1


class HouseholdPicker(Editor):
    """Value: the household's id, or None while none is chosen. One household (the present one) is never offered."""

    def __init__(self, households: HouseholdService, *, but: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._households, self._but = households, but
        self._chosen: int | None = None
        self.line = QLineEdit()
        self.line.setPlaceholderText(self.tr("输入姓名、拼音、身份证尾号、电话或户编号"))
        self.hits = QListWidget()
        self.hits.setAccessibleName(self.tr("找到的农户"))
        self.hits.setFixedHeight(row_height(self.font()) * 4)
        self.hits.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.line)
        column.addWidget(self.hits)
        self.setFocusProxy(self.line)
        self.line.textEdited.connect(self._on_typed)
        self.line.returnPressed.connect(self._on_first)
        self.hits.itemClicked.connect(self._on_chosen)
        self.hits.itemActivated.connect(self._on_chosen)

    @override
    def value(self) -> int | None:
        return self._chosen

    @override
    def set_value(self, value: object) -> None:
        rows = self._households.rows([value]) if isinstance(value, int) else {}
        self._chosen = value if isinstance(value, int) and value in rows else None
        self.line.setText(self._word(value) if self._chosen is not None else "")
        self.hits.hide()
        self.changed.emit()

    @override
    def problem(self) -> str:
        if self._chosen is None and self.line.text().strip():
            return self.tr("请从下面的列表中选定一户。")
        return ""

    def _word(self, household_id: object) -> str:
        row = self._households.rows([household_id])[household_id]  # type: ignore[list-item, index]
        place = f"{row.village_name}{row.group_name}"
        return self.tr("{head}　{place}　{count}人　{code}").format(
            head=row.head_name, place=place, count=row.member_count, code=row.code
        )

    def _on_typed(self, text: str) -> None:
        self._chosen = None
        self.hits.clear()
        ids = self._households.find_ids(RosterQuery(text=text), limit=_HITS + 1) if text.strip() else ()
        for id_ in [id_ for id_ in ids if id_ != self._but][:_HITS]:
            item = QListWidgetItem(self._word(id_))
            item.setData(_ROLE, id_)
            self.hits.addItem(item)
        self.hits.setVisible(self.hits.count() > 0)
        self.changed.emit()

    def _on_first(self) -> None:
        if self.hits.isVisible() and self.hits.count():
            self._on_chosen(self.hits.item(max(self.hits.currentRow(), 0)))

    def _on_chosen(self, item: QListWidgetItem) -> None:
        self.set_value(item.data(_ROLE))
