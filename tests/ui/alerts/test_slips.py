"""交办反馈表 from the departments page: sent, filled in, looked at line by line, written; and the hand-overs' days."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from openpyxl import load_workbook
from PySide6.QtWidgets import QDialog, QFileDialog, QPushButton

from app.ui.alerts.slips import SlipReturnView
from tests.ui.alerts.conftest import EXITED, mark, settled
from tests.ui.alerts.test_alerts import to_assigned, words

HEADER = 5


def fill(path: Path, row: int, **cells: object) -> None:
    book = load_workbook(path)
    sheet = book.active
    titles = {sheet.cell(HEADER, column).value: column for column in range(1, sheet.max_column + 1)}
    for title, value in cells.items():
        sheet.cell(HEADER + row, titles[title]).value = value
    book.save(path)


def sent(tab, watch, qtbot, tmp_path) -> Path:
    path = tmp_path / "反馈表.xlsx"
    tab.pages.setCurrentWidget(tab.departments)
    settled(watch, qtbot)
    assert tab.departments.send.isEnabled()
    tab.departments.send.click()
    settled(watch, qtbot)
    chooser = next(d for d in tab.departments.findChildren(QFileDialog) if d.isVisible())
    chooser.fileSelected.emit(str(path))
    chooser.reject()
    settled(watch, qtbot)
    assert path.exists()
    return path


def look(tab, watch, qtbot, path) -> tuple[QDialog, SlipReturnView]:
    tab.departments.receive.click()
    chooser = next(d for d in tab.departments.findChildren(QFileDialog) if d.isVisible())
    chooser.filesSelected.emit([str(path)])
    chooser.reject()
    settled(watch, qtbot)
    dialog = next(d for d in tab.departments.findChildren(QDialog) if d.isVisible() and not isinstance(d, QFileDialog))
    return dialog, dialog.findChild(SlipReturnView)


def cells(view: SlipReturnView) -> list[list[str]]:
    model = view.model
    rows, columns = range(model.rowCount()), range(model.columnCount())
    return [[str(model.index(row, column).data() or "") for column in columns] for row in rows]


def press(dialog: QDialog, text: str) -> None:
    next(b for b in dialog.findChildren(QPushButton) if b.text() == text).click()


def test_a_slip_goes_out_and_its_answers_come_back(clerk, tab, watch, qtbot, tmp_path):
    number = mark(watch, EXITED)
    clerk.open(number)
    to_assigned(clerk)
    path = sent(tab, watch, qtbot, tmp_path)
    due = date(2020, 5, 20)
    fill(path, 1, 接收人="周医保", 措施类别="健康帮扶", 责任人="周医保", 完成期限=due, **{"资金（元）": 280})
    fill(path, 2, 措施类别="牛")
    dialog, view = look(tab, watch, qtbot, path)
    good, bad = cells(view)
    assert good[1:3] == [number, "测老户"]
    assert "接收人：空 → 周医保" in good[4]
    assert "资金（元）：空 → 280" in good[4]
    assert "“牛”不在可选的内容里" in bad[5]
    assert clerk.state == "已交办"
    press(dialog, "写入 2 步")
    settled(watch, qtbot)
    assert clerk.state == "帮扶中"
    dialog, view = look(tab, watch, qtbot, path)
    assert "已登记过 1 行" in view.said.text()
    press(dialog, "知道了")
    assert not dialog.isVisible()


def test_an_empty_return_says_so(clerk, tab, watch, qtbot, tmp_path):
    clerk.open(mark(watch, EXITED))
    to_assigned(clerk)
    dialog, view = look(tab, watch, qtbot, sent(tab, watch, qtbot, tmp_path))
    assert "这份表里没有填写任何内容" in words(view)
    press(dialog, "知道了")


def test_the_history_shows_each_hand_over_with_its_days(clerk, tab, watch):
    clerk.open(mark(watch, EXITED))
    to_assigned(clerk)
    clerk.turn(4, 25)
    clerk.take("decline", reason="不归本局")
    clerk.take("assign", contact="周医保")
    clerk.turn(4, 28)
    pane = tab.list.pane
    pane.tabs.setCurrentWidget(pane.history)
    assert pane.history.handovers.text().splitlines() == [
        "第1次交办 区医保局：2020-04-23起，2020-04-25退办，用时 2 天",
        "第2次交办 区医保局：2020-04-25起，办理中，用时 3 天",
    ]
