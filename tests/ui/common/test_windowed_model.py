from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtGui import QGuiApplication

from app.ui.common.chips import Chip, ChipRole, case_chip
from app.ui.common.columns import Column, chip_column, count_column, day_column, money_column
from app.ui.common.table_view import DataTable
from app.ui.common.windowed_model import IdRole, RowsTableModel, WindowedTableModel


@dataclass(frozen=True, slots=True)
class Line:
    id: int
    name: str
    heads: int | None
    income_fen: int | None
    state: str
    seen_on: date | None = None


COLUMNS = (
    Column[Line]("name", "户主", lambda line: line.name, copied=lambda line: f"{line.name}\t（抄）"),
    count_column("heads", "人口", lambda line: line.heads),
    money_column("income", "人均纯收入", lambda line: line.income_fen),
    chip_column("state", "状态", lambda line: case_chip(line.state)),
    day_column("seen", "走访", lambda line: line.seen_on),
    Column[Line]("remark", "备注", lambda line: "", sort_key=""),
)


class Store:
    def __init__(self, count: int) -> None:
        self.lines = {
            n: Line(n, f"户{n}", n % 7, n * 100 + 5, "monitored", date(2020, 3, 25)) for n in range(1, count + 1)
        }
        self.reads: list[tuple[int, ...]] = []

    def read(self, ids: Sequence[int]) -> dict[int, Line]:
        self.reads.append(tuple(ids))
        return {id_: self.lines[id_] for id_ in ids if id_ in self.lines}


@pytest.fixture
def store() -> Store:
    return Store(1_000)


@pytest.fixture
def model(store, theme) -> WindowedTableModel[Line]:
    return WindowedTableModel(COLUMNS, store.read)


def texts(model, row):
    return [model.index(row, column).data() for column in range(model.columnCount())]


def test_model_keeps_the_rules_of_models(model, store, qtmodeltester):
    model.show_ids(list(store.lines)[:450])
    qtmodeltester.check(model)


def test_rows_in_memory_keep_the_rules_of_models(store, theme, qtmodeltester):
    rows = RowsTableModel(COLUMNS, id_of=lambda line: line.id)
    rows.show_rows(list(store.lines.values())[:20])
    qtmodeltester.check(rows)


def test_reads_only_the_windows_that_are_asked_for(model, store):
    model.show_ids(list(store.lines))
    assert store.reads == []
    assert texts(model, 0) == ["户1", "1", "1.05", "监测中", "2020-03-25", ""]
    assert texts(model, 999)[0] == "户1000"
    assert [len(read) for read in store.reads] == [200, 200]
    texts(model, 150)
    assert len(store.reads) == 2


def test_first_page_is_shown_without_reading_and_completed_without_losing_the_place(model, store, qtbot):
    table = DataTable(model, name="农户")
    qtbot.addWidget(table)
    model.show_page({n: store.lines[n] for n in range(1, 201)})
    table.select_position(150)
    assert store.reads == []
    model.complete(list(store.lines))
    assert model.rowCount() == 1_000
    assert table.current_id() == 151
    assert texts(model, 500)[0] == "户501"


def test_completing_another_answer_starts_again(model, store):
    model.show_page({1: store.lines[1]})
    model.complete([5, 6])
    assert [model.id_at(0), model.id_at(1)] == [5, 6]


def test_a_short_page_completed_reads_its_window_again(model, store):
    model.show_page({n: store.lines[n] for n in range(1, 51)})
    model.complete(list(store.lines)[:60])
    assert texts(model, 55)[0] == "户56"


def test_refresh_reads_again_and_keeps_the_cursor(model, store, qtbot):
    table = DataTable(model, name="农户")
    qtbot.addWidget(table)
    model.show_ids(list(store.lines))
    table.select_position(3)
    texts(model, 3)
    store.lines[4] = Line(4, "改了名", 1, None, "listed")
    with qtbot.waitSignal(model.dataChanged):
        model.refresh([4, 99_999])
    assert texts(model, 3)[:3] == ["改了名", "1", ""]
    assert table.current_id() == 4


def test_a_row_that_vanished_reads_as_empty(model, store):
    model.show_ids([1, 77_777])
    assert texts(model, 1) == [None] * 6


def test_roles(model, store):
    model.show_ids([1])
    index = model.index(0, 3)
    assert index.data(IdRole) == 1
    chip = index.data(ChipRole)
    assert isinstance(chip, Chip)
    assert chip.word == "监测中"
    assert model.headerData(0, Qt.Orientation.Horizontal) == "户主"


def test_copy_takes_the_chosen_rows_as_a_table(model, store, qtbot):
    table = DataTable(model, name="农户")
    qtbot.addWidget(table)
    model.show_ids(list(store.lines)[:3])
    table.selectAll()
    table.horizontalHeader().moveSection(1, 0)
    table.setFocus()
    qtbot.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    lines = QGuiApplication.clipboard().text().split("\n")
    assert lines[0].split("\t") == ["人口", "户主", "人均纯收入", "状态", "走访", "备注"]
    assert lines[1].split("\t")[:3] == ["1", "户1 （抄）", "1.05"]
    assert len(lines) == 4


def test_select_all_of_many_is_counted_without_reading(model, store, qtbot):
    table = DataTable(model, name="农户")
    qtbot.addWidget(table)
    model.show_ids(list(store.lines))
    reads = len(store.reads)
    with qtbot.waitSignal(table.selection_counted) as counted:
        qtbot.keyClick(table, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert counted.args == [1_000]
    assert len(store.reads) == reads
    assert len(table.selected_ids()) == 1_000


def test_enter_and_double_click_open(model, store, qtbot):
    table = DataTable(model, name="农户")
    qtbot.addWidget(table)
    model.show_ids([7, 8])
    table.select_position(1)
    with qtbot.waitSignal(table.opened) as opened:
        qtbot.keyClick(table, Qt.Key.Key_Return)
    assert opened.args == [8]


def test_header_sorts_up_then_down_and_not_where_it_cannot(model, store, qtbot):
    table = DataTable(model, name="农户")
    qtbot.addWidget(table)
    asked: list[tuple[str, bool]] = []
    table.sort_asked.connect(lambda key, descending: asked.append((key, descending)))
    for section in (2, 2, 5, 0):
        table.horizontalHeader().sectionClicked.emit(section)
    assert asked == [("income", False), ("income", True), ("name", False)]


def test_rows_in_memory_sort_by_value_and_keep_the_selection(store, theme, qtbot):
    rows = RowsTableModel(COLUMNS, id_of=lambda line: line.id)
    table = DataTable(rows, name="成员")
    qtbot.addWidget(table)
    rows.show_rows(
        [Line(1, "乙", 10, None, "listed"), Line(2, "甲", 9, 1_000_00, "listed"), Line(3, "丙", None, 2, "listed")]
    )
    table.select_position(0)
    table.horizontalHeader().sectionClicked.emit(1)
    assert [row.heads for row in rows.rows] == [9, 10, None]
    assert table.current_id() == 1


def test_widths_and_order_are_remembered(store, theme, memory, qtbot):
    for attempt in range(2):
        table = DataTable(WindowedTableModel(COLUMNS, store.read), name="农户", key="t", memory=memory)
        qtbot.addWidget(table)
        if attempt == 0:
            table.setColumnWidth(0, 222)
            table.horizontalHeader().moveSection(3, 0)
        else:
            assert table.columnWidth(0) == 222
            assert table.horizontalHeader().logicalIndex(0) == 3


def test_frozen_columns_stay_in_sight_while_the_rest_scrolls(store, theme, qtbot):
    model = WindowedTableModel(COLUMNS, store.read)
    table = DataTable(model, name="农户", frozen=1)
    qtbot.addWidget(table)
    model.show_ids(list(store.lines))
    table.resize(300, 300)
    table.show()
    qtbot.waitUntil(lambda: table.horizontalScrollBar().maximum() > 0)
    frozen = table.findChild(type(table).__mro__[1], "qt_frozen")
    assert not frozen.isVisible()
    table.horizontalScrollBar().setValue(table.horizontalScrollBar().maximum())
    table.verticalScrollBar().setValue(1_000)
    assert frozen.isVisible()
    assert frozen.verticalScrollBar().value() == 1_000
    assert frozen.rowAt(40) == table.rowAt(40)
    flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
    frozen.selectionModel().select(model.index(5, 0), flags)
    assert table.selected_ids() == (6,)


def test_row_height_follows_the_zoom(store, theme, qtbot):
    table = DataTable(WindowedTableModel(COLUMNS, store.read), name="农户")
    qtbot.addWidget(table)
    assert table.verticalHeader().defaultSectionSize() == 28
    table.show()
    theme.set_zoom(1.5)
    # Qt posts the new font to widgets under a style sheet: it arrives with the next round of events.
    qtbot.waitUntil(lambda: table.verticalHeader().defaultSectionSize() == 42)


def test_the_cursor_never_stands_beneath_the_frozen_columns(model, store, qtbot):
    table = DataTable(model, name="农户", frozen=2)
    qtbot.addWidget(table)
    model.show_ids(list(store.lines))
    table.resize(260, 200)
    with qtbot.waitExposed(table):
        table.show()
    table.select_position(0)
    for _ in range(5):
        qtbot.keyClick(table, Qt.Key.Key_Right)
    edge = table.columnWidth(0) + table.columnWidth(1)
    for column in (4, 3, 2):
        qtbot.keyClick(table, Qt.Key.Key_Left)
        assert table.currentIndex().column() == column
        assert table.columnViewportPosition(column) >= edge


def test_a_stretching_column_takes_what_is_left_and_gives_way_first(theme, qtbot):
    columns = (Column[Line]("name", "户主", lambda line: line.name, 10), Column[Line]("why", "说明", lambda _: "", 40))
    table = DataTable(RowsTableModel(columns), name="农户", stretch=("why",))
    qtbot.addWidget(table)
    table.show()
    for width in (900, 400):
        table.resize(width, 200)
        assert table.columnWidth(0) + table.columnWidth(1) == table.viewport().width()
    table.setColumnHidden(0, True)
    assert table.columnWidth(1) == table.viewport().width()


def test_an_extra_column_is_hidden_until_it_is_asked_for(theme, qtbot):
    columns = (
        Column[Line]("name", "户主", lambda line: line.name),
        Column[Line]("code", "户编号", lambda line: "", is_extra=True),
    )
    table = DataTable(RowsTableModel(columns), name="农户")
    qtbot.addWidget(table)
    assert table.isColumnHidden(1)
