"""Whom the blank is filled for, and how: households, rows, ID numbers, purpose, copies."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QFormLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from app.services.filling.inputs import Copies, Ids, Rows
from app.services.households import RosterQuery, RosterSort
from app.services.regions import RegionRow
from app.ui.common.context import TabContext
from app.ui.common.household_picker import HouseholdPicker
from app.ui.common.village_box import VillageBox
from app.ui.roster.filters import KeptFilter, query_of, roster_chips
from app.ui.roster.places import Place


class FillingChoice(QWidget):
    """``changed`` when the households or the way of filling are others than before."""

    changed = Signal()

    def __init__(self, context: TabContext) -> None:
        super().__init__()
        self.villages, self.filters = VillageBox(), QComboBox()
        self.picker = HouseholdPicker(context)
        self.rows, self.ids, self.copies = QComboBox(), QComboBox(), QComboBox()
        self.purpose = QLineEdit()
        self.purpose.setPlaceholderText(self.tr("例：报区民政局核对低保"))
        self.insert = QCheckBox(self.tr("行数不够时插入行"))
        self.insert.setChecked(True)
        self.losses = QLabel()
        self.losses.setWordWrap(True)
        self.accepts = QCheckBox(self.tr("已知晓，照样填"))
        self._fill()
        self._lay_out()
        self.know_kept(())
        for box in (self.villages, self.filters, self.rows, self.ids, self.copies):
            box.activated.connect(self._on_chosen)
        self.insert.toggled.connect(self.changed)
        self.picker.changed.connect(self._on_chosen)
        self.show_losses(())
        self._on_chosen()

    def _fill(self) -> None:
        for box, options in (
            (self.rows, ((Rows.PERSONS, self.tr("一行一人（户主在前）")), (Rows.HOUSEHOLDS, self.tr("一行一户")))),
            (
                self.ids,
                (
                    (Ids.WHOLE, self.tr("全部（写用途，记审计）")),
                    (Ids.MASKED, self.tr("遮住中间几位")),
                    (Ids.LAST_TWO, self.tr("只留后两位")),
                ),
            ),
            (self.copies, ((Copies.SHEETS, self.tr("每户一张工作表")), (Copies.FILES, self.tr("每户一个文件")))),
        ):
            for code, word in options:
                box.addItem(word, code)

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.setVerticalSpacing(6)
        for words, part in (
            (self.tr("村"), self.villages),
            (self.tr("筛选"), self.filters),
            (self.tr("只填这些户"), self.picker),
            (self.tr("每行"), self.rows),
            (self.tr("证件号码"), self.ids),
            (self.tr("用途"), self.purpose),
            (self.tr("一户一表"), self.copies),
        ):
            form.addRow(words, part)
            part.setAccessibleName(words)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 0, 0, 0)
        column.addLayout(form)
        for part in (self.insert, self.losses, self.accepts):
            column.addWidget(part)
        column.addStretch(1)

    def _on_chosen(self) -> None:
        picked = bool(self.picker.value())
        self.villages.setEnabled(not picked)
        self.filters.setEnabled(not picked)
        self.purpose.setEnabled(self.ids.currentData() == Ids.WHOLE)
        named = self.tr("已在“只填这些户”中指定了农户。") if picked else ""
        self.villages.setToolTip(named)
        self.filters.setToolTip(named)
        self.purpose.setToolTip("" if self.purpose.isEnabled() else self.tr("只有填完整证件号码才需要写用途。"))
        self.changed.emit()

    # -- what is known -------------------------------------------------------------------------------------------------

    def know_regions(self, regions: Sequence[RegionRow]) -> None:
        """The villages."""
        self.villages.know_regions(regions)

    def know_kept(self, kept: Sequence[KeptFilter]) -> None:
        """The chips of the roster, and the combinations that the office keeps."""
        self.filters.clear()
        self.filters.addItem(self.tr("全部农户"), KeptFilter("", ()))
        for chip in roster_chips():
            self.filters.addItem(chip.title, KeptFilter(chip.title, (chip.key,)))
        for one in kept:
            self.filters.addItem(self.tr("常用：{name}").format(name=one.name), one)

    def propose_rows(self, *, is_by_person: bool) -> None:
        """What the headings of a blank speak for; the clerk may choose otherwise."""
        self.rows.setCurrentIndex(self.rows.findData(Rows.PERSONS if is_by_person else Rows.HOUSEHOLDS))

    def show_losses(self, losses: Sequence[str]) -> None:
        """What the filled copy will not have."""
        self.losses.setVisible(bool(losses))
        self.accepts.setVisible(bool(losses))
        self.accepts.setChecked(False)
        self.losses.setText(self.tr("填好的表里不再有：{things}。").format(things="、".join(losses)))

    def show_form(self, *, is_form: bool) -> None:
        """A form of one household has no choice of rows, a table none of copies."""
        self.copies.setEnabled(is_form)
        self.copies.setToolTip("" if is_form else self.tr("这是一张名册，不是一户一表。"))
        self.rows.setEnabled(not is_form)
        self.rows.setToolTip(self.tr("一户一表：每户填一份。") if is_form else "")

    # -- what was chosen -----------------------------------------------------------------------------------------------

    def query(self) -> RosterQuery:
        """The households of village and filter; picked ones go before."""
        kept: KeptFilter = self.filters.currentData()
        village = self.villages.currentData() or kept.village_id
        place = Place(village, kept.group_name if village == kept.village_id else None)
        return query_of("", place, frozenset(kept.chips), RosterSort.PLACE, descending=False)

    def picked(self) -> tuple[int, ...]:
        """Households that were named one by one."""
        return self.picker.value()
