"""The two tables of a returned workbook: what differs from the ledger, and what is not taken and why."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QKeyEvent
from typing_extensions import override

from app.services.village_book.records import BookChange, BookProblem, RowRefused
from app.services.wording import sentence
from app.ui.common.chips import Chip, Shape
from app.ui.common.columns import Column, chip_column, count_column
from app.ui.common.memory import WindowMemory
from app.ui.common.table_view import DataTable
from app.ui.common.windowed_model import RowsTableModel
from app.ui.theme import Tone

translate = QCoreApplication.translate


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """A difference and whether it is to be taken."""

    number: int
    change: BookChange
    is_taken: bool


@dataclass(frozen=True, slots=True)
class ProblemLine:
    """A place of the book that was not taken, in words."""

    number: int
    sheet: str
    row: int
    who: str
    column: str
    text: str


def lines_of(changes: Sequence[BookChange], chosen: Collection[tuple[str, str, str]]) -> list[ChangeLine]:
    """The differences with the choices that stand."""
    return [ChangeLine(number, change, change.id in chosen) for number, change in enumerate(changes)]


def problem_lines(problems: Sequence[BookProblem]) -> list[ProblemLine]:
    """What reading has refused."""
    return [
        ProblemLine(number, p.sheet_name, p.row, p.who, p.column, sentence(p.reason))
        for number, p in enumerate(problems)
    ]


def refused_lines(refused: Sequence[RowRefused]) -> list[ProblemLine]:
    """What the services have refused."""
    return [
        ProblemLine(number, r.sheet_name, r.row, r.who, "", "".join(sentence(reason) for reason in r.reasons))
        for number, r in enumerate(refused)
    ]


def _taken(line: ChangeLine) -> Chip:
    if line.is_taken:
        return Chip(translate("workbooks", "采用"), Shape.CHECK, Tone.DONE)
    if line.change.is_stale:
        return Chip(translate("workbooks", "发出后改过，待定"), Shape.TRIANGLE, Tone.DUE)
    return Chip(translate("workbooks", "不动"), Shape.CROSS, Tone.NEUTRAL)


class ChangeTable(DataTable):
    """1 = take theirs, 2 = leave ours, Space turns it over; all chosen rows at once."""

    taking_asked = Signal(object)  # True, False, or None to turn over

    def __init__(self, memory: WindowMemory) -> None:
        self.lines: RowsTableModel[ChangeLine] = RowsTableModel(
            (
                chip_column("taken", translate("workbooks", "处理"), _taken, width=17),
                Column("sheet", translate("workbooks", "工作表"), lambda line: line.change.sheet_name, 10, sort_key=""),
                count_column("row", translate("workbooks", "行"), lambda line: line.change.row, width=5),
                Column("who", translate("workbooks", "户、项"), lambda line: line.change.who, 14, sort_key=""),
                Column("column", translate("workbooks", "栏目"), lambda line: line.change.column, 14, sort_key=""),
                Column("old", translate("workbooks", "台账现值"), lambda line: line.change.old, 16, sort_key=""),
                Column("theirs", translate("workbooks", "村里填的"), lambda line: line.change.theirs, 16, sort_key=""),
            ),
            id_of=lambda line: line.number,
        )
        super().__init__(
            self.lines,
            name=translate("workbooks", "与台账不同的内容"),
            key="reports/workbooks/changes",
            memory=memory,
            stretch=("old", "theirs"),
        )

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        asked = {"1": True, "2": False}.get(event.text())
        if asked is not None or event.key() == Qt.Key.Key_Space:
            self.taking_asked.emit(asked)
            event.accept()
            return
        super().keyPressEvent(event)


class ProblemTable(DataTable):
    """Where something was not taken, and why."""

    def __init__(self, memory: WindowMemory) -> None:
        self.lines: RowsTableModel[ProblemLine] = RowsTableModel(
            (
                Column("sheet", translate("workbooks", "工作表"), lambda line: line.sheet, 10, sort_key=""),
                count_column("row", translate("workbooks", "行"), lambda line: line.row or None, width=5),
                Column("who", translate("workbooks", "户、项"), lambda line: line.who, 14, sort_key=""),
                Column("column", translate("workbooks", "栏目"), lambda line: line.column, 14, sort_key=""),
                Column("text", translate("workbooks", "原因和办法"), lambda line: line.text, 30, sort_key="", tip=_tip),
            ),
            id_of=lambda line: line.number,
        )
        super().__init__(
            self.lines,
            name=translate("workbooks", "没有读、没有登记的内容"),
            key="reports/workbooks/problems",
            memory=memory,
            stretch=("text",),
        )


def _tip(line: ProblemLine) -> str:
    return line.text
