"""Typing into a table as in Excel."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QMenu

from app.ui.common.choice_editors import Option
from app.ui.common.columns import Column
from app.ui.common.typed_cells import MARK, choice_cell, count_cell, day_cell, many_cell, mark_cell, text_cell
from app.ui.common.typing_model import TypedColumn, TypingModel
from app.ui.common.typing_table import TypingTable
from tests.ui.working import shown_text, type_cell

ANSWERS = (Option("yes", "同意"), Option("no", "不同意"), Option("back", "退回补正"))


@dataclass(frozen=True)
class Row:
    id: int
    name: str
    is_open: bool = True


def is_open(row: Row) -> bool:
    return row.is_open


@pytest.fixture
def table(theme, qtbot) -> TypingTable:
    columns = (
        Column("name", "姓名", lambda row: row.name),
        TypedColumn("take", "勾选", lambda _: "", cell=mark_cell(), is_open=is_open),
        TypedColumn("votes", "票数", lambda _: "", cell=count_cell(), is_open=is_open),
        TypedColumn("answer", "意见", lambda _: "", cell=choice_cell(ANSWERS), is_open=is_open),
        TypedColumn("reason", "理由", lambda _: "", cell=text_cell(), is_open=is_open),
    )
    model: TypingModel[Row] = TypingModel(columns, id_of=lambda row: row.id)
    model.show_rows([Row(1, "甲"), Row(2, "乙"), Row(3, "丙", is_open=False), Row(4, "丁")])
    made = TypingTable(model, name="试")
    qtbot.addWidget(made)
    made.resize(800, 300)
    made.show()
    return made


def place(table: TypingTable) -> tuple[int, int]:
    return table.currentIndex().row(), table.currentIndex().column()


def test_tab_goes_on_enter_goes_down_and_closed_rows_are_passed(table, qtbot):
    table.begin_at(1, "votes")
    type_cell(table, "12", then=Qt.Key.Key_Return)
    assert (shown_text(table, 0, "votes"), place(table)) == ("12", (1, 2))
    type_cell(table, "3")
    assert place(table) == (1, 3)
    type_cell(table, "2")
    type_cell(table, "因故")
    assert [shown_text(table, 1, key) for key in ("votes", "answer", "reason")] == ["3", "不同意", "因故"]
    assert place(table) == (3, 1)  # the third row is closed
    QTest.keyClick(table, Qt.Key.Key_Backtab)
    assert place(table) == (1, 4)


def test_arrows_end_the_typing_and_escape_forgets_it(table, qtbot):
    table.begin_at(1, "votes")
    QTest.keyClick(table, "7")
    editor = next(e for e in table.viewport().findChildren(QLineEdit) if e.isVisible())
    QTest.keyClick(editor, Qt.Key.Key_Down)
    assert (shown_text(table, 0, "votes"), place(table)) == ("7", (1, 2))
    QTest.keyClick(table, "8")
    editor = next(e for e in table.viewport().findChildren(QLineEdit) if e.isVisible())
    QTest.keyClick(editor, Qt.Key.Key_Escape)
    assert shown_text(table, 1, "votes") == ""


def test_space_ticks_and_delete_clears_what_is_chosen(table, qtbot):
    table.begin_at(1, "take")
    table.selectAll()
    QTest.keyClick(table, Qt.Key.Key_Space)
    assert [shown_text(table, row, "take") for row in range(4)] == [MARK, MARK, "", MARK]
    QTest.keyClick(table, Qt.Key.Key_Delete)
    assert [shown_text(table, row, "take") for row in range(4)] == [""] * 4
    QTest.keyClick(table, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert shown_text(table, 0, "take") == MARK


def test_a_press_ticks(table, qtbot):
    where = table.visualRect(table.typing_model.index(1, 1)).center()
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=where)
    assert shown_text(table, 1, "take") == MARK


def test_a_table_from_excel_is_pasted_and_copied_again(table, qtbot):
    QGuiApplication.clipboard().setText("5\t同意\t好\r\n六\t7\t\r\n1\t1\t1\r\n8\t退\t补\r\n9\t1\t多\r\n")
    table.begin_at(1, "votes")
    QTest.keyClick(table, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    model = table.typing_model
    assert [model.value(id_, "votes") for id_ in (1, 2, 3, 4)] == [5, None, None, 8]
    assert model.value(4, "answer") == "back"
    assert model.problems(2) == {
        "票数": "请填不小于 0 的整数。",
        "意见": "请填编号或名称：1 同意，2 不同意，3 退回补正。",
    }
    assert table.stand_on_problem() == "票数：请填不小于 0 的整数。"
    assert place(table) == (1, 2)
    table.begin_at(4, "votes")
    QTest.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "8"


def test_one_value_is_pasted_or_filled_into_all_chosen_rows(table, qtbot):
    model = table.typing_model
    table.begin_at(1, "answer")
    type_cell(table, "同", then=Qt.Key.Key_Return)
    assert shown_text(table, 0, "answer") == "同意"
    QTest.keyClick(table, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    assert shown_text(table, 1, "answer") == "同意"
    selection = table.selectionModel()
    for row in range(4):
        selection.select(model.index(row, 4), selection.SelectionFlag.Select)
    QGuiApplication.clipboard().setText("同上")
    table.setCurrentIndex(model.index(0, 4))
    for row in range(4):
        selection.select(model.index(row, 4), selection.SelectionFlag.Select)
    QTest.keyClick(table, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert [shown_text(table, row, "reason") for row in range(4)] == ["同上", "同上", "", "同上"]


def test_a_double_click_offers_the_choices(table, qtbot):
    where: QPoint = table.visualRect(table.typing_model.index(0, 3)).center()
    QTest.mouseDClick(table.viewport(), Qt.MouseButton.LeftButton, pos=where)
    menu = table.findChild(QMenu)
    assert [action.text() for action in menu.actions()] == ["同意", "不同意", "退回补正", "清除"]
    menu.actions()[2].trigger()
    assert table.typing_model.value(1, "answer") == "back"
    menu.close()


def test_typed_text_outlives_a_new_reading(table, qtbot):
    model = table.typing_model
    model.put([(2, "reason", "未保存")])
    model.show_rows([Row(2, "乙"), Row(9, "新")])
    assert shown_text(table, 0, "reason") == "未保存"
    assert model.typed_ids() == (2,)
    model.forget([2])
    assert shown_text(table, 0, "reason") == ""


@pytest.mark.parametrize(
    ("cell", "text", "value", "shown"),
    [
        (day_cell(lambda: 2020), "4-6", date(2020, 4, 6), "2020-04-06"),
        (many_cell(ANSWERS), "1、退", ("yes", "back"), "同意、退回补正"),
        (many_cell(ANSWERS), "", None, ""),
        (choice_cell(ANSWERS), "2 不同意", "no", "不同意"),
        (count_cell(), "1,024", 1024, "1024"),
        (mark_cell(), "√", True, MARK),
    ],
)
def test_cells_read_what_clerks_type(cell, text, value, shown):
    assert cell.read(text) == value
    assert cell.show(cell.read(text)) == shown


@pytest.mark.parametrize(
    ("cell", "text"),
    [(count_cell(), "-1"), (choice_cell(ANSWERS), "9"), (day_cell(lambda: 2020), "2-30"), (mark_cell(), "是")],
)
def test_cells_refuse_what_they_cannot_read(cell, text):
    with pytest.raises(ValueError):  # noqa: PT011 - whatever the reader says of it
        cell.read(text)
    assert cell.problem
