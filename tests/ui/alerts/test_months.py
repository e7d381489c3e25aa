"""The month grid: typed by keyboard, carried over, overdue, and a gap that becomes an alert."""

from __future__ import annotations

import time
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMessageBox, QPushButton, QToolButton
from sqlalchemy import select

from app.models.cases import Case
from app.models.enums import Category, MonthlyFinding, MonthlyItem
from app.models.household import Household
from app.models.visits import Visit
from app.services.briefs import HouseholdBrief
from app.services.monitoring.grid import Cell, CellState, CheckWay, GridRow
from app.services.monitoring.months import Month
from app.services.papers.queries.asking import Question
from app.services.papers.queries.monitoring import monthly_sheets
from app.services.plans import plan_in
from app.ui.alerts.months_table import MonthsModel, MonthsTable
from app.ui.common.a11y import nameless
from app.ui.common.table_view import DataTable
from app.ui.common.windowed_model import RowsTableModel
from tests.services.towns import ACTOR
from tests.ui.alerts.conftest import EXITED, mark, settled, signed
from tests.ui.conftest import compose

APRIL, MAY = Month(2020, 4), Month(2020, 5)


def cells(tab, month=APRIL):
    """What the column of a month says, by household."""
    model = tab.months.table.grid
    column = [c.key for c in model.columns].index(str(month))
    return {row.household.code: model.index(n, column).data() for n, row in enumerate(model.rows)}


def focused():
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def begin_round(tab, qtbot, checker="李监测"):
    tab.months.table.setFocus()
    tab.months.table.put_cursor(0, tab.months.table.grid.months[-1])
    compose(tab.months.round.checker.line, checker)
    tab.months.table.setFocus()


def type_month(tab, watch, qtbot, keys="1"):
    for key in keys:
        qtbot.keyClicks(tab.months.table, key)
        settled(watch, qtbot)


def test_the_round_is_typed_first_and_then_a_month_with_one_key_each(tab, watch, qtbot):
    page = tab.months
    assert set(cells(tab).values()) == {"待监测"}
    page.table.setFocus()
    page.table.put_cursor(0, APRIL)
    qtbot.keyClicks(page.table, "1")
    assert "监测人" in page.bar.text
    assert page.round.day.value() == date(2020, 4, 20)
    begin_round(tab, qtbot)
    type_month(tab, watch, qtbot, "111")
    assert list(cells(tab).values()) == ["正常"] * 3
    assert page.coverage.model.index(0, 1).data() == "3/3"
    stored = watch.office.monitoring.check(watch.codes[0], APRIL)
    assert (stored.checker, stored.checked_on) == ("李监测", date(2020, 4, 20))


def test_item_by_item_with_a_gap_that_is_marked_as_an_alert(tab, watch, qtbot):
    page = tab.months
    begin_round(tab, qtbot)
    first = page.table.row.household
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    settled(watch, qtbot)
    assert page.pane.isVisible()
    for key in "111":
        qtbot.keyClicks(focused(), key)
    qtbot.keyClicks(focused(), "3")
    compose(focused(), "水源干涸")
    qtbot.keyClick(focused(), Qt.Key.Key_Return)
    for key in "11":
        qtbot.keyClicks(focused(), key)
    qtbot.keyClicks(focused(), "1")  # the last one saves and goes on to the next household
    settled(watch, qtbot)
    assert cells(tab)[first.code] == "缺项"
    assert watch.office.monitoring.check(first.code, APRIL).notes == {MonthlyItem.WATER: "水源干涸"}
    assert page.table.currentIndex().row() == 1
    assert "安全饮水" in page.bar.text
    next(b for b in page.bar.findChildren(QPushButton) if b.text().startswith("标注预警")).click()
    assert page.pane.tabs.currentWidget() is page.offers
    assert page.offers.button.text() == "标注所选 1 项为预警"
    page.offers.button.click()
    assert "村签字人" in page.offers.form.bar.text
    page.offers.form.set_values({"signers": signed("监测员")})
    page.offers.button.click()
    settled(watch, qtbot)
    (line,) = watch.office.alerts.lines()
    assert (line.household.code, line.gap.label, line.state.label, line.fact) == (
        first.code,
        "安全饮水",
        "村标注",
        "水源干涸",
    )
    assert page.offers_button.text() == "缺项转预警（0）"
    assert tab.pages.tabText(1) == "预警名单 1"


def test_a_silent_item_or_a_gap_without_a_note_is_refused_in_the_form(tab, watch, qtbot):
    page = tab.months
    begin_round(tab, qtbot)
    qtbot.keyClick(page.table, Qt.Key.Key_F2)
    settled(watch, qtbot)
    page.form.next.click()
    assert "住房" in page.form.bar.text
    for row in page.form.items:
        row.show(MonthlyFinding.NORMAL, "")
    page.form.items[0].show(MonthlyFinding.GAP, "")
    assert tab.may_close() != ""
    page.form.next.click()
    settled(watch, qtbot)
    assert "须写明缺什么" in page.form.bar.text
    assert set(cells(tab).values()) == {"待监测"}


def test_last_month_is_carried_for_one_and_for_all(tab, watch, qtbot):
    begin_round(tab, qtbot)
    type_month(tab, watch, qtbot, "11")
    watch.day = date(2020, 5, 12)
    tab.months.reload()
    settled(watch, qtbot)
    assert list(cells(tab).values()) == ["正常", "正常", "逾期"]
    tab.months.table.put_cursor(0, MAY)
    assert tab.months.round.day.value() == date(2020, 5, 12)
    tab.months.table.setFocus()
    type_month(tab, watch, qtbot, "2")
    assert list(cells(tab, MAY).values()) == ["沿用 正常", "待监测", "待监测"]
    assert tab.months.coverage.model.index(0, 2).data() == "1（100%）"
    tab.months.carry_button.click()
    box = tab.months.findChild(QMessageBox)
    assert "2 户" in box.text()
    next(b for b in box.buttons() if b.text() == "沿用").click()
    settled(watch, qtbot)
    assert list(cells(tab, MAY).values()) == ["沿用 正常", "沿用 正常", "待监测"]
    assert "完成 1 户，没有登记 1 户" in tab.months.bar.text


def test_overdue_months_are_found_by_another_tab_and_april_starts_on_the_16th(tab, watch, qtbot):
    begin_round(tab, qtbot)
    tab.months.round.day.set_value(date(2020, 4, 15))
    type_month(tab, watch, qtbot, "1")
    assert "4月16日" in tab.months.bar.text
    watch.day = date(2020, 5, 3)
    tab.months.reload()
    settled(watch, qtbot)
    tab.show_list("not_monitored")
    assert set(cells(tab).values()) == {"逾期"}
    assert tab.pages.currentWidget() is tab.months
    tab.months.table.put_cursor(0, APRIL)
    tab.show_list("monitored")
    assert tab.months.table.month == MAY
    assert set(cells(tab, MAY).values()) == {"待监测"}


def test_ctrl_z_takes_the_last_household_back_and_puts_the_cursor_on_it(tab, watch, qtbot):
    begin_round(tab, qtbot)
    type_month(tab, watch, qtbot, "11")
    first, second = (row.household.code for row in tab.months.table.grid.rows[:2])
    qtbot.keyClick(tab.months.table, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    settled(watch, qtbot)
    assert (cells(tab)[first], cells(tab)[second]) == ("正常", "待监测")
    assert tab.months.table.row.household.code == second
    assert tab.months.table.hasFocus()
    tab.months.undoing.button.click()
    settled(watch, qtbot)
    assert set(cells(tab).values()) == {"待监测"}
    assert not tab.months.undoing.button.isEnabled()


def test_a_whole_carry_is_named_before_it_is_taken_back(tab, watch, qtbot):
    begin_round(tab, qtbot)
    type_month(tab, watch, qtbot, "111")
    watch.day = date(2020, 5, 12)
    tab.months.reload()
    settled(watch, qtbot)
    tab.months.table.put_cursor(0, MAY)
    tab.months.carry_button.click()
    next(b for b in tab.months.findChild(QMessageBox).buttons() if b.text() == "沿用").click()
    settled(watch, qtbot)
    assert set(cells(tab, MAY).values()) == {"沿用 正常"}
    QApplication.processEvents()
    tab.months.undoing.button.click()
    box = next(b for b in tab.months.findChildren(QMessageBox) if "将撤销" in b.text())
    assert "2020-05 沿用上月 3 户" in box.text()
    next(b for b in box.buttons() if b.text() == "撤销").click()
    settled(watch, qtbot)
    assert set(cells(tab, MAY).values()) == {"待监测"}
    assert set(cells(tab).values()) == {"正常"}


def test_a_form_keeps_its_household_and_month_wherever_the_cursor_goes(tab, watch, qtbot):
    begin_round(tab, qtbot)
    type_month(tab, watch, qtbot, "111")
    watch.day = date(2020, 5, 12)
    tab.months.reload()
    settled(watch, qtbot)
    page = tab.months
    page.table.put_cursor(0, APRIL)
    first = page.table.row.household.code
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    settled(watch, qtbot)
    page.form.items[4].show(MonthlyFinding.CHANGED, "开始养猪")
    page.table.put_cursor(1, MAY)
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    settled(watch, qtbot)
    assert "没有保存" in page.bar.text
    assert (page.table.month, page.table.row.household.code) == (APRIL, first)
    page.table.put_cursor(1, MAY)
    page.form.next.click()
    settled(watch, qtbot)
    assert watch.office.monitoring.check(first, APRIL).notes == {MonthlyItem.INCOME: "开始养猪"}
    assert watch.office.monitoring.check(first, APRIL).checked_on == date(2020, 4, 20)
    assert set(cells(tab, MAY).values()) == {"待监测"}


def test_a_note_alone_counts_as_typed(tab, watch, qtbot):
    begin_round(tab, qtbot)
    first = tab.months.table.row.household.code
    qtbot.keyClick(tab.months.table, Qt.Key.Key_Return)
    settled(watch, qtbot)
    tab.months.form.next.click()
    for row in tab.months.form.items:
        row.show(MonthlyFinding.CHANGED, "一")
    tab.months.form.next.click()
    settled(watch, qtbot)
    tab.months.table.put_cursor(0, APRIL)
    qtbot.keyClick(tab.months.table, Qt.Key.Key_Return)
    settled(watch, qtbot)
    assert tab.may_close() == ""
    compose(tab.months.form.items[0].note, "二")
    assert tab.may_close() != ""
    assert tab.months.history.model.index(0, 2).data().startswith("住房有变化：一")
    assert tab.months.form.code == first


def test_the_numbers_are_those_of_the_printed_sheet(tab, watch, qtbot):
    model = tab.months.table.grid
    assert [model.index(n, 0).data() for n in range(3)] == ["1", "2", "3"]
    heads = [row.household.head_name for row in model.rows]
    with watch.office.ledger.reading() as session:
        question = Question(session, "monthly_sheet", plan_in(session, day=watch.day), "石门镇", watch.day)
        (sheet,) = monthly_sheets(question).drafts
    printed = [list(row.cells[:3:2]) for row in sheet.data.rows]
    assert printed == [[str(n), head] for n, head in enumerate(heads, start=1)]


def test_households_away_are_listed_and_asked_by_phone(tab, watch, qtbot):
    code = watch.codes[0]
    with watch.office.ledger.transaction("test.away", actor=ACTOR, today=watch.day) as tx:
        case = tx.session.scalars(select(Case).join(Household).where(Household.code == code)).one()
        visit = Visit(case_id=case.id, household_id=case.household_id, visited_on=date(2020, 4, 12), outcome="away")
        tx.session.add(visit)
    tab.months.reload()
    settled(watch, qtbot)
    begin_round(tab, qtbot)
    away = next(b for b in tab.months.chips.findChildren(QToolButton) if b.text() == "外出户")
    away.click()
    assert list(cells(tab)) == [code]
    assert tab.months.table.grid.index(0, 2).data().endswith("外出")
    tab.months.table.setFocus()
    type_month(tab, watch, qtbot, "1")
    assert watch.office.monitoring.check(code, APRIL).way is CheckWay.PHONE
    away.click()
    assert tab.months.round.way is CheckWay.VISIT


def test_villages_and_filters_narrow_the_grid(tab, watch, qtbot):
    assert [tab.months.coverage.model.index(n, 0).data() for n in range(2)] == ["全镇", "红星村"]
    tab.months.coverage.table.select_position(1)
    assert len(cells(tab)) == 3
    begin_round(tab, qtbot)
    type_month(tab, watch, qtbot, "1")
    tab.months.chips.choose(frozenset({"due"}))
    tab.months.chips.changed.emit()
    assert len(cells(tab)) == 2


def test_a_filter_that_leaves_nothing_says_so_and_shows_all_again(tab, watch, qtbot):
    begin_round(tab, qtbot)
    type_month(tab, watch, qtbot, "111")
    tab.pages.setCurrentWidget(tab.months)
    tab.show_list("monitored")
    assert cells(tab) == {}
    QApplication.processEvents()
    buttons = tab.months.findChildren(QPushButton)
    said = next(b for b in buttons if b.text() == "显示全部监测户" and b.isVisible())
    assert tab.months.coverage.model.index(0, 1).data() == "3/3"
    said.click()
    assert len(cells(tab)) == 3


def test_searching_here_and_going_back_by_escape(tab, watch, qtbot):
    head = tab.months.table.grid.rows[1].household.head_name
    compose(tab.months.search, head)
    assert [row.household.head_name for row in tab.months.table.grid.rows] == [head]
    tab.months.search.clear()
    begin_round(tab, qtbot)
    qtbot.keyClick(tab.months.table, Qt.Key.Key_Return)
    settled(watch, qtbot)
    qtbot.keyClicks(focused(), "1")
    qtbot.keyClick(focused(), Qt.Key.Key_Escape)
    assert tab.months.table.hasFocus()
    assert tab.months.pane.isVisible()  # what was typed stays
    tab.months.form.clear()
    qtbot.keyClick(tab.months.table, Qt.Key.Key_Escape)
    assert not tab.months.pane.isVisible()


def test_a_month_is_never_hidden_under_the_columns_that_stay(tab, watch, qtbot):
    watch.day = date(2020, 12, 10)
    tab.months.reload()
    settled(watch, qtbot)
    table = tab.months.table
    assert len(table.grid.months) == 9
    tab.resize(960, 600)
    table.setFocus()
    table.put_cursor(0, table.grid.months[-1])
    for _ in table.grid.months[1:]:
        qtbot.keyClick(table, Qt.Key.Key_Left)
    assert table.month == APRIL
    fixed = table.columnWidth(0) + table.columnWidth(1)
    assert table.visualRect(table.currentIndex()).left() >= fixed - 1


def test_an_alert_elsewhere_takes_the_offer_away(tab, watch, qtbot):
    begin_round(tab, qtbot)
    number = mark(watch, EXITED, day=date(2020, 4, 20))
    settled(watch, qtbot)
    qtbot.waitUntil(lambda: tab.pages.tabText(1) == "预警名单 1")
    assert number == "YJ2020-0001"


def test_every_input_has_a_name(tab, watch, qtbot):
    for index in range(tab.pages.count()):
        tab.pages.setCurrentIndex(index)
        settled(watch, qtbot)
    assert nameless(tab) == []


def _best(make) -> float:
    best = 9.0
    for _ in range(3):
        start = time.perf_counter()
        table = make()
        table.resize(1366, 700)
        table.show()
        QApplication.processEvents()
        best = min(best, time.perf_counter() - start)
        table.hide()
        table.deleteLater()
    return best


def test_three_thousand_households_by_twelve_months_are_painted_like_an_empty_table(memory, theme, qapp):
    months = [Month(2020, n) for n in range(4, 13)] + [Month(2021, n) for n in range(1, 4)]
    done = Cell(CellState.DONE, (MonthlyFinding.NORMAL,) * 7, is_carried=False, checked_on=date(2020, 4, 20))
    late = Cell(CellState.OVERDUE)
    rows = [
        GridRow(
            HouseholdBrief(n, f"519999{n:06}", f"测{n}", n % 12, f"{n % 12}村", "1组", 3, None),
            n,
            Category.MARGINAL,
            date(2020, 4, 10),
            None,
            tuple(late if (n + k) % 9 == 0 else done for k in range(12)),
        )
        for n in range(3_000)
    ]

    def full():
        model = MonthsModel(months)
        table = MonthsTable(model, name="月监测", memory=memory)
        model.show_rows(rows)
        table.put_cursor(0, months[3])
        return table

    def empty():
        return DataTable(RowsTableModel(MonthsModel(months).columns), name="空表")

    base, grid = _best(empty), _best(full)
    print(
        f"\ngrid of 3,000 x 12 painted: {grid * 1000:.0f} ms, an empty table {base * 1000:.0f} ms (x{grid / base:.1f})"
    )
    assert grid < 0.5
