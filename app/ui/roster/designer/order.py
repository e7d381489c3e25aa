"""Order and groups of a roster: up to four keys, a group with a heading or a sheet of its own, sums."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QFormLayout, QHBoxLayout, QLabel, QWidget

from app.services.rosters.catalogue import FieldKind
from app.services.rosters.design import Grouping, RosterDesign, SortKey, Subject
from app.ui.roster.designer.fields import FieldBox, fields_of

_KEYS = 4
_GROUPABLE = (FieldKind.TEXT, FieldKind.CHOICE)


class OrderEditor(QWidget):
    """``changed`` with every choice."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.keys = [
            FieldBox(self.tr("排序{number}").format(number=n + 1), none=self.tr("（不排）")) for n in range(_KEYS)
        ]
        self.falling = [QCheckBox(self.tr("从大到小")) for _ in range(_KEYS)]
        self.group = FieldBox(self.tr("分组"), none=self.tr("（不分组）"))
        self.grouping = QComboBox()
        self.grouping.setAccessibleName(self.tr("分组方式"))
        for way in Grouping:
            self.grouping.addItem(way.label, way)
        self.subtotals = QCheckBox(self.tr("小计和合计"))
        self._lay_out()
        for box in (*self.keys, self.group):
            box.field_chosen.connect(lambda _: self._on_changed())
        for check in (*self.falling, self.subtotals):
            check.clicked.connect(self._on_changed)
        self.grouping.activated.connect(lambda _: self._on_changed())

    def _lay_out(self) -> None:
        form = QFormLayout(self)
        form.setContentsMargins(0, 6, 0, 0)
        for number, (box, check) in enumerate(zip(self.keys, self.falling, strict=True), start=1):
            check.setAccessibleName(self.tr("排序{number}从大到小").format(number=number))
            form.addRow(self.tr("排序{number}").format(number=number), _row(box, check))
        form.addRow(self.tr("分组"), _row(self.group, self.grouping, self.subtotals))
        words = QLabel(self.tr("没有排序的，以及排序相同的，按村、组、户主和户内顺序。"))
        words.setProperty("muted", True)
        form.addRow(words)

    def show_design(self, design: RosterDesign) -> None:
        """Show a design's order."""
        fields = fields_of(design.subject)
        for number, (box, check) in enumerate(zip(self.keys, self.falling, strict=True)):
            key = design.sort[number] if number < len(design.sort) else SortKey("")
            box.show_fields(fields, key.field)
            check.setChecked(key.descending)
        self.group.show_fields([field for field in fields if field.kind in _GROUPABLE], design.group_by)
        self.grouping.setCurrentIndex(self.grouping.findData(design.grouping))
        self.subtotals.setChecked(design.subtotals)
        self._enable()

    def show_subject(self, subject: Subject) -> None:
        """Offer the fields of another subject; what it does not have is given up."""
        fields = fields_of(subject)
        for box in self.keys:
            box.show_fields(fields, box.key())
        self.group.show_fields([field for field in fields if field.kind in _GROUPABLE], self.group.key())
        self._enable()

    def sort(self) -> tuple[SortKey, ...]:
        """The keys that were chosen."""
        return tuple(
            SortKey(box.key(), check.isChecked())
            for box, check in zip(self.keys, self.falling, strict=True)
            if box.key()
        )

    def way(self) -> Grouping:
        """How groups are told apart."""
        return Grouping(self.grouping.currentData())

    def group_by(self) -> str:
        """The field of the groups."""
        return self.group.key()

    def _on_changed(self) -> None:
        self._enable()
        self.changed.emit()

    def _enable(self) -> None:
        for box, check in zip(self.keys, self.falling, strict=True):
            check.setEnabled(bool(box.key()))
        for part in (self.grouping, self.subtotals):
            part.setEnabled(bool(self.group.key()))


def _row(*parts: QWidget) -> QWidget:
    whole = QWidget()
    row = QHBoxLayout(whole)
    row.setContentsMargins(0, 0, 0, 0)
    for part in parts:
        row.addWidget(part)
    row.addStretch(1)
    return whole
