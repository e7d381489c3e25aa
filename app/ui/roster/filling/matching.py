"""The matching: every heading and label of the blank, its place, and the field that is typed or chosen for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from app.services.filling.catalogue import fields
from app.services.filling.inputs import BlankSheet, Place
from app.ui.common.chips import Chip, Shape
from app.ui.common.choice_editors import Option
from app.ui.common.columns import Column, chip_column
from app.ui.common.memory import WindowMemory
from app.ui.common.typed_cells import choice_cell
from app.ui.common.typing_model import TypedColumn, TypingModel
from app.ui.common.typing_table import TypingTable
from app.ui.theme import Tone

# A place with its number in the table.
Line = tuple[int, Place]
_FIELD = "field"


def _options() -> list[Option]:
    return [Option(field.key, field.title) for field in fields().values()]


def _proposed(line: Line) -> str:
    return fields()[line[1].field].title if line[1].field else ""


class MatchingTable(QWidget):
    """``matched`` whenever a field was chosen, changed or emptied."""

    matched = Signal()

    def __init__(self, memory: WindowMemory) -> None:
        super().__init__()
        self.told = QLabel()
        self.told.setProperty("muted", True)
        self.model: TypingModel[Line] = TypingModel(self._columns(), id_of=lambda line: line[0])
        self.table = TypingTable(self.model, name=self.tr("表头对照"), key="filling/matching", frozen=1, memory=memory)
        self._sheet: BlankSheet | None = None
        self._mapping: dict[str, str] = {}
        self._samples: Mapping[str, str] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.table, 1)
        column.addWidget(self.told)
        self.model.typed.connect(self._on_typed)

    def _columns(self) -> Sequence[Column[Line]]:
        return (
            Column("title", self.tr("空白表的表头或项目"), lambda line: line[1].title, 24, sort_key=""),
            Column("where", self.tr("位置"), lambda line: line[1].where, 6, sort_key=""),
            TypedColumn(
                _FIELD,
                self.tr("填什么"),
                _proposed,
                26,
                sort_key="",
                cell=choice_cell(_options()),
                is_open=lambda line: not line[1].has_formula,
            ),
            chip_column("state", self.tr("对照"), self._state, width=10),
            Column("sample", self.tr("样例"), self._sample, 22, sort_key="", tip=self._sample),
        )

    def _state(self, line: Line) -> Chip:
        if line[1].has_formula:
            return Chip(self.tr("公式"), Shape.SQUARE, Tone.NEUTRAL)
        if line[1].key in self._mapping:
            return Chip(self.tr("已对上"), Shape.CHECK, Tone.DONE)
        return Chip(self.tr("未对上"), Shape.TRIANGLE, Tone.DUE)

    def _sample(self, line: Line) -> str:
        return self._samples.get(line[1].key, "")

    @property
    def mapping(self) -> Mapping[str, str]:
        """Key of the place to field."""
        return dict(self._mapping)

    def show_sheet(self, sheet: BlankSheet) -> None:
        """Show the places of a sheet with what is proposed or remembered; the cursor on the first unmatched."""
        self._sheet, self._mapping, self._samples = sheet, dict(sheet.matched), {}
        self.model.forget(range(len(self.model.rows)))
        self.model.show_rows(enumerate(sheet.places))
        unmatched = [n for n, place in enumerate(sheet.places) if not place.field and not place.has_formula]
        if sheet.places:
            self.table.begin_at(unmatched[0] if unmatched else 0, _FIELD)
        self._tell()

    def show_samples(self, samples: Mapping[str, str]) -> None:
        """What the first row would say, by the key of the place."""
        self._samples = samples
        self.table.viewport().update()

    def choose(self, number: int, words: str) -> None:
        """Type a field for a place as the keyboard does."""
        self.model.put([(number, _FIELD, words)])

    def _tell(self) -> None:
        assert self._sheet is not None
        places = [place for place in self._sheet.places if not place.has_formula]
        left = sum(place.key not in self._mapping for place in places)
        words = self.tr("共 {count} 项，已对上 {done} 项，未对上 {left} 项（留空的不填）。").format(
            count=len(places), done=len(places) - left, left=left
        )
        if self._sheet.is_remembered:
            words += self.tr("这张表以前对照过，已按上次的填好。")
        if self._sheet.is_protected:
            words += self.tr("工作表受保护：锁定的单元格不填，保护保留。")
        self.told.setText(words)

    def _on_typed(self) -> None:
        if self._sheet is None:
            return
        found = {}
        for number, place in enumerate(self._sheet.places):
            field = self.model.value(number, _FIELD)
            if isinstance(field, str) and not place.has_formula:
                found[place.key] = field
        if found != self._mapping:
            self._mapping = found
            self._tell()
            self.matched.emit()
