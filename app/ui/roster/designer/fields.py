"""Choosing one field of the catalogue: a box with all fields in their groups, found by typing."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QComboBox, QCompleter, QLineEdit, QWidget

from app.services.rosters.catalogue import RosterField, catalogue
from app.services.rosters.design import Subject

translate = QCoreApplication.translate
KEY_ROLE = Qt.ItemDataRole.UserRole
_VISIBLE = 16


def fields_of(subject: Subject) -> list[RosterField]:
    """The fields that a row of this subject has, in the order of the catalogue."""
    return [field for field in catalogue().values() if field.fits(subject)]


class FieldBox(QComboBox):
    """``field_chosen(key)`` when another field is picked; an empty key stands for none where that is allowed."""

    field_chosen = Signal(str)

    def __init__(self, name: str, *, none: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._none = none
        self.setAccessibleName(name)
        self._edit = QLineEdit()
        self.setLineEdit(self._edit)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setMaxVisibleItems(_VISIBLE)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(15)
        self._found = QCompleter(self)
        self._found.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        self._found.setFilterMode(Qt.MatchFlag.MatchContains)
        self.setCompleter(self._found)
        self._edit.setAccessibleName(name)
        self.activated.connect(lambda _: self.field_chosen.emit(self.key()))
        self._edit.editingFinished.connect(self._settle)

    def show_fields(self, fields: list[RosterField], key: str) -> None:
        """Offer these fields, one of them chosen."""
        model = QStandardItemModel(self)
        if self._none:
            model.appendRow(_item(self._none, ""))
        group = ""
        for field in fields:
            if field.group != group:
                group = field.group
                heading = QStandardItem(group)
                heading.setEnabled(False)
                model.appendRow(heading)
            model.appendRow(_item(field.title, field.key))
        self.setModel(model)
        self._found.setModel(model)
        self.choose(key)

    def choose(self, key: str) -> None:
        """Stand on a field."""
        found = self.findData(key, KEY_ROLE)
        self.setCurrentIndex(found)
        if found < 0:
            self.setEditText("")

    def key(self) -> str:
        """The field's key; empty for none."""
        value = self.itemData(self.currentIndex(), KEY_ROLE)
        return value if isinstance(value, str) else ""

    def _settle(self) -> None:
        """What was typed becomes the field of that title; words that are none go back to what was chosen."""
        found = self.findText(self.currentText(), Qt.MatchFlag.MatchExactly)
        before = self.currentIndex()
        if found >= 0 and found != before and isinstance(self.itemData(found, KEY_ROLE), str):
            self.setCurrentIndex(found)
            self.field_chosen.emit(self.key())
        elif before >= 0:
            self.setEditText(self.itemText(before))


def _item(text: str, key: str) -> QStandardItem:
    item = QStandardItem(text)
    item.setData(key, KEY_ROLE)
    return item
