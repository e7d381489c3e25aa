"""The list and the pane: an alert from 村标注 to 已回访, reasons of closed actions, filters, board, papers."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFileDialog, QLabel, QPushButton

from app.models.enums import MeasureState
from app.services.households import RosterQuery
from app.ui.alerts.board_page import BoardPage
from app.ui.alerts.exit_items import ExitItemsEditor
from app.ui.alerts.measures_editor import MeasureEditor, MeasuresEditor
from app.ui.common.chips import ChipLabel
from app.ui.common.editors import TextEditor
from app.ui.common.form_builder import Form
from tests.ui.alerts.conftest import EXITED, mark, settled, signed
from tests.ui.conftest import compose
from tests.ui.printing import keep_paper

EXIT_ITEMS = ("education", "medical", "housing", "water", "electricity", "broadcast")


def words(widget):
    return "\n".join(label.text() for label in widget.findChildren(QLabel) if label.isVisibleTo(widget))


def shown(tab):
    model = tab.list.model
    return [model.index(row, 0).data() for row in range(model.rowCount())]


def to_assigned(clerk):
    clerk.take("review_village", finding="属实", signers=signed("张支书"))
    clerk.turn(4, 23)
    clerk.take("confirm", level="red", limit_on=date(2020, 5, 23))
    clerk.take("assign", contact="周医保")


def to_helping(clerk):
    to_assigned(clerk)
    clerk.take("accept", person="周医保")
    clerk.press("plan_measures")
    form = clerk.tab.list.pane.step.form
    editor = form.editor("measures")
    assert isinstance(editor, MeasuresEditor)
    for name, text in (("description", "代缴医保"), ("responsible", "周医保")):
        line = editor.rows[0].form.editor(name)
        assert isinstance(line, TextEditor)
        compose(line.line, text)
    clerk.tab.list.pane.step.save.click()
    settled(clerk.watch, clerk.qtbot)
    assert clerk.state == "帮扶中"


def finish_measure(clerk):
    pane = clerk.tab.list.pane
    pane.measures.buttons["done"].click()
    editor = pane.step.form.editor("measure")
    assert isinstance(editor, MeasureEditor)
    assert editor.form.value("state") == MeasureState.DONE
    pane.step.save.click()
    settled(clerk.watch, clerk.qtbot)
    assert "佐证" in clerk.refusal
    editor.form.set_values({"evidence": "参保凭证"})
    pane.step.save.click()
    settled(clerk.watch, clerk.qtbot)
    assert [m.state for m in pane.measures.model.rows] == [MeasureState.DONE]


def test_an_alert_is_walked_from_the_mark_to_the_call(clerk, tab, watch):
    number = mark(watch, EXITED)
    clerk.open(number)
    assert clerk.state == "村标注"
    clerk.take("review_village", finding="属实", signers=signed("监测员"))
    assert "初审人不能与标注人相同" in clerk.refusal
    clerk.take("review_village", signers=signed("张支书"))
    assert clerk.state == "村初审"
    clerk.turn(4, 23)
    clerk.take("confirm", level="red")
    assert clerk.state == "预警对象"
    clerk.press("assign")
    form = tab.list.pane.step.form
    assert form.value("department") == "区医保局"
    assert form.value("response_due_on") == date(2020, 4, 26)
    assert form.value("due_on") == date(2020, 5, 23)
    clerk.take("assign", contact="周医保")
    assert clerk.state == "已交办"
    assert "责任部门：区医保局（周医保）" in tab.list.pane.clocks.text()
    clerk.take("accept", person="周医保")
    clerk.press("plan_measures")
    rows = tab.list.pane.step.form.editor("measures").rows
    assert rows[0].form.value("group") == "health"
    tab.list.pane.step.save.click()
    assert "有 1 项措施没有填完整" in clerk.refusal
    compose(rows[0].form.editor("responsible").line, "周医保")
    tab.list.pane.step.save.click()
    settled(watch, clerk.qtbot)
    assert clerk.state == "帮扶中"
    clerk.press("request_closure")
    assert "还有1项措施没有完成" in tab.list.pane.bar.reasons.text
    clerk.turn(5, 8)
    finish_measure(clerk)
    clerk.take("request_closure", paper_no="医保1号", signers=signed("周医保"))
    assert clerk.state == "申请销号"
    clerk.turn(5, 10)
    clerk.take("close", verifiers=signed("李检", "王测"), facts="已参保", signers=signed("李镇长"))
    for item in ("义务教育", "安全住房"):
        assert item in clerk.refusal
    assert clerk.state == "申请销号"
    form = tab.list.pane.step.form
    editor = form.editor("exit_items")
    assert isinstance(editor, ExitItemsEditor)
    assert tuple(editor.editors) == EXIT_ITEMS
    editor.set_value(dict.fromkeys(EXIT_ITEMS, 1) | {"water": None})
    form.set_values({"net_income_fen": 900_000, "heads": 1})
    tab.list.pane.step.save.click()
    settled(watch, clerk.qtbot)
    assert "安全饮水" in clerk.refusal
    assert "义务教育" not in clerk.refusal
    editor.set_value(dict.fromkeys(EXIT_ITEMS, 1))
    tab.list.pane.step.save.click()
    settled(watch, clerk.qtbot)
    assert clerk.state == "已销号"
    clerk.turn(5, 12)
    clerk.take("record_update", system="医保系统")
    assert clerk.state == "部门已更新"
    clerk.press("follow_up")
    assert "6月9日" in tab.list.pane.bar.reasons.text
    clerk.turn(6, 9)
    clerk.take("follow_up", result="unstable")
    assert "反弹" in clerk.refusal
    clerk.take("follow_up", result="stable")
    assert clerk.state == "已回访"
    told = tab.list.pane.history.text.toPlainText()
    for word in ("标注", "初审", "审核确定", "交办", "接收", "定措施", "核实销号", "部门更新", "回访"):
        assert word in told
    kinds = [e.kind for e in tab.list.pane.evidence.model.rows]
    assert kinds.count("paper") == 2
    assert "measure" in kinds


def test_the_second_decline_needs_the_leader(clerk, tab, watch):
    clerk.open(mark(watch, EXITED))
    to_assigned(clerk)
    clerk.take("decline", reason="不属我局")
    assert clerk.state == "预警对象"
    clerk.take("assign")
    clerk.take("decline", reason="仍不属我局")
    assert "第二次退办须由分管领导指定部门" in clerk.refusal
    clerk.take("decline", reason="仍不属我局", leader_decision="交区卫健局")
    assert clerk.state == "预警对象"
    assert "退办 2 次" in tab.list.pane.clocks.text()


def test_a_department_without_the_duty_needs_a_reason(clerk, tab, watch):
    clerk.open(mark(watch, EXITED))
    clerk.take("review_village", finding="属实", signers=signed("张支书"))
    clerk.take("confirm", level="amber", limit_on=date(2020, 5, 22))
    clerk.take("assign", department="区教育局")
    assert "不属于所选部门的职责" in clerk.refusal
    clerk.take("assign", department="区教育局", reason="领导指定")
    assert clerk.state == "已交办"


def test_late_alerts_are_red_reminded_and_escalated(clerk, tab, watch):
    clerk.open(mark(watch, EXITED))
    to_helping(clerk)
    clerk.press("remind")
    assert "暂不催办" in tab.list.pane.bar.reasons.text
    clerk.turn(5, 25)
    tab.list.show_only("late")
    assert shown(tab) == ["测老户"]
    left = [c.key for c in tab.list.model.columns].index("left")
    assert tab.list.model.index(0, left).data() == "逾期2天"
    clerk.press("extend")
    assert "已过" in tab.list.pane.bar.reasons.text
    clerk.take("remind")
    clerk.press("escalate")
    assert "催办两次以后" in tab.list.pane.bar.reasons.text
    clerk.turn(5, 28)
    clerk.take("remind")
    clerk.take("escalate", reply_due_on=date(2020, 6, 3))
    assert "催办 2 次" in tab.list.pane.clocks.text()
    assert any(chip.chip and chip.chip.word == "已提请区级" for chip in tab.list.pane.findChildren(ChipLabel))


def test_paused_time_stands_beside_elapsed_time(clerk, tab, watch):
    clerk.open(mark(watch, EXITED))
    to_helping(clerk)
    clerk.turn(4, 28)
    clerk.take("pause", cause="away", until_on=date(2020, 5, 8), paper_no="1")
    clerk.turn(5, 3)
    assert "已用 5 天，另中止 5 天，4月28日起中止" in tab.list.pane.clocks.text()
    clerk.turn(5, 8)
    clerk.take("resume", reason="已返乡")
    assert "另中止 10 天" in tab.list.pane.clocks.text()
    assert "办结：6月2日前" in tab.list.pane.clocks.text()


def test_closed_closure_terminate_take_back_and_reopen(clerk, tab, watch):
    clerk.open(mark(watch, watch.codes[0]))
    to_helping(clerk)
    finish_measure(clerk)
    clerk.take("request_closure", paper_no="1", signers=signed("周医保"))
    clerk.take("refuse_closure", unmet=("medical",), due_on=date(2020, 5, 20), signers=signed("李检", "王测"))
    assert clerk.state == "帮扶中"
    assert "销号核实不过 1 次" in tab.list.pane.clocks.text()
    clerk.take("request_closure", paper_no="2", signers=signed("周医保"))
    form_before = tab.list.pane.step.form
    assert form_before is None
    clerk.take("close", verifiers=signed("李检", "王测"), facts="已参保", signers=signed("李镇长"))
    assert "缺项还没有消除" in clerk.refusal
    clerk.take(
        "close",
        verifiers=signed("李检", "王测"),
        facts="已参保",
        signers=signed("李镇长"),
        gap_covered=1,
        covered_by="医疗救助",
    )
    assert clerk.state == "已销号"
    clerk.turn(5, 20)
    clerk.take("reopen", fact="又断保")
    assert clerk.state == "预警对象"
    clerk.take("take_back", reason="误登")
    assert clerk.state == "已销号"
    clerk.take("reopen", fact="又断保")
    clerk.take("terminate", cause="mistaken", proof="核实说明")
    assert clerk.state == "终止"


def test_a_step_outside_its_window_offers_the_permit(clerk, tab, watch, qtbot):
    clerk.open(mark(watch, EXITED))
    asked = []
    watch.context.navigator.settings_asked.connect(asked.append)
    clerk.take("review_village", finding="属实", signers=signed("张支书"), occurred_on=date(2020, 4, 21))
    assert clerk.refusal
    tab.list.raise_asked.emit()
    page = tab.raising
    compose(page.search, "测老户")
    settled(watch, qtbot)
    page.bar.button("mark").click()
    page.step.form.set_values(
        {
            "occurred_on": date(2020, 4, 15),
            "gap": "water",
            "fact": "缺水",
            "signers": signed("监测员"),
        }
    )
    page.step.save.click()
    settled(watch, qtbot)
    assert "4月15日" in page.step.form.bar.text
    next(b for b in page.step.form.bar.findChildren(QPushButton) if b.text() == "开补办单…").click()
    assert asked == [f"permits:mark:{EXITED}"]


def test_an_emergency_for_any_household_by_search(clerk, tab, watch, qtbot):
    tab.list.raise_asked.emit()
    page = tab.raising
    compose(page.search, "没有这户")
    settled(watch, qtbot)
    assert "没有查到" in words(page)
    page.search.clear()
    compose(page.search, "测老户")
    settled(watch, qtbot)
    page.bar.button("emergency").click()
    page.step.save.click()
    assert "事件" in page.step.form.bar.text
    page.step.form.set_values({"event": "房屋失火", "first_aid": "临时安置"})
    page.step.save.click()
    settled(watch, qtbot)
    assert tab.pages.currentWidget() is tab.list
    assert "突发严重困难" in words(tab.list.pane)
    assert [line.state.label for line in watch.office.alerts.lines()] == ["预警对象"]


def test_an_emergency_for_a_household_that_another_page_asks_for(tab, watch, qtbot):
    home = next(iter(watch.office.households.find_ids(RosterQuery(text="测老户"))))
    tab.show_list(f"raise:{home}")
    settled(watch, qtbot)
    assert tab.pages.currentWidget() is tab.raising
    assert "测老户" in words(tab.raising)
    assert "emergency" in tab.raising.bar.keys()  # noqa: SIM118 - a tuple of names, no mapping
    tab.show_list("raise")
    assert tab.pages.currentWidget() is tab.raising


def test_the_same_gap_again_is_a_line_of_the_open_alert(clerk, tab, watch, qtbot):
    number = mark(watch, EXITED)
    settled(watch, qtbot)
    tab.list.raise_asked.emit()
    page = tab.raising
    compose(page.search, "测老户")
    settled(watch, qtbot)
    page.bar.button("mark").click()
    page.step.form.set_values({"gap": "medical", "fact": "又一人断保", "signers": signed("监测员")})
    page.step.save.click()
    settled(watch, qtbot)
    assert "已有未销号的预警" in page.step.form.bar.text
    next(b for b in page.step.form.bar.findChildren(QPushButton) if b.text() == "打开已有的预警").click()
    settled(watch, qtbot)
    assert tab.list.pane.number == number
    clerk.press("add_line")
    dialog = next(d for d in tab.list.pane.findChildren(QDialog) if d.isVisible())
    dialog.findChild(Form).set_values({"fact": "又一人断保"})
    next(b for b in dialog.findChildren(QPushButton) if b.text() == "补记").click()
    settled(watch, qtbot)
    qtbot.waitUntil(lambda: "2020-04-22 又一人断保" in words(tab.list.pane))


def test_the_household_is_one_press_away(clerk, tab, watch):
    clerk.open(mark(watch, EXITED))
    asked = []
    watch.context.navigator.household_asked.connect(asked.append)
    clerk.press("household")
    assert asked == [watch.office.alerts.lines()[0].household.household_id]


def test_filters_search_and_empty_lists(tab, watch, qtbot):
    assert "还没有预警" in words(tab.list)
    mark(watch, EXITED)
    mark(watch, watch.codes[0], gap="water")
    settled(watch, qtbot)
    qtbot.waitUntil(lambda: len(shown(tab)) == 2)
    box = tab.list.filters.boxes["gap"]
    assert box.itemText(0) == "全部缺项"
    box.setCurrentText("安全饮水")
    assert shown(tab) == [watch.office.alerts.lines()[1].household.head_name]
    tab.list.show_only("open")
    compose(tab.list.search, "测老户")
    assert shown(tab) == ["测老户"]
    tab.list.show_only("late")
    assert "这些条件下没有预警" in words(tab.list)
    next(b for b in tab.list.findChildren(QPushButton) if b.text() == "显示全部预警").click()
    assert len(shown(tab)) == 2


def test_the_board_only_looks_and_opens_the_list(tab, watch, qtbot):
    number = mark(watch, EXITED)
    settled(watch, qtbot)
    board: BoardPage = tab.board
    qtbot.waitUntil(lambda: board.columns[0].model.rowCount() == 1)
    card = board.columns[0].model.index(0, 0).data()
    assert card.startswith("测老户 ")
    assert "基本医疗" in card
    tab.pages.setCurrentWidget(board)
    board.columns[0].view.setCurrentIndex(board.columns[0].model.index(0, 0))
    qtbot.keyClick(board.columns[0].view, Qt.Key.Key_Return)
    settled(watch, qtbot)
    assert tab.pages.currentWidget() is tab.list
    assert tab.list.pane.number == number


def test_a_department_sees_its_own_and_its_papers_are_printed(clerk, tab, watch, qtbot, tmp_path):
    clerk.open(mark(watch, EXITED))
    to_helping(clerk)
    clerk.turn(5, 24)
    clerk.take("remind")
    page = tab.departments
    tab.pages.setCurrentWidget(page)
    settled(watch, qtbot)
    assert [page.desks.index(0, n).data() for n in range(3)] == ["区医保局", "1", "1"]
    told: list[tuple[str, Path]] = []
    watch.context.navigator.file_made.connect(lambda text, file: told.append((text, file)))
    for button, name in ((page.assignments, "交办单"), (page.reminders, "催办单")):
        assert button.isEnabled()
        button.click()
        file = tmp_path / f"{name}.pdf"
        keep_paper(qtbot, file)
        settled(watch, qtbot)
        assert file.read_bytes().startswith(b"%PDF")
        assert f"区医保局{name}：1 份 1 页" in told[-1][0]


@pytest.mark.parametrize(
    ("what", "chip"),
    [("alert", "late"), ("closure", "closure"), ("measure", "measure"), ("follow_up", "follow_up_due")],
)
def test_every_list_that_is_asked_for_is_shown(tab, what, chip):
    tab.show_list(what)
    assert tab.pages.currentWidget() is tab.list
    assert tab.list.filters.chips.chosen == {chip}


def test_a_measure_that_does_not_fit_is_red_while_it_is_typed(clerk, tab, watch):
    clerk.open(mark(watch, EXITED))
    to_assigned(clerk)
    clerk.press("plan_measures")
    editor = clerk.tab.list.pane.step.form.editor("measures")
    assert "缺项“基本医疗”：本项措施对应" in editor.fit.text()
    editor.rows[0].form.set_values({"group": "industry", "responsible": "周医保"})
    assert "缺项“基本医疗”：没有对应的措施，应有健康帮扶、社会帮扶中的一类" in editor.fit.text()
    clerk.tab.list.pane.step.save.click()
    settled(watch, clerk.qtbot)
    assert "措施与缺项不对应" in clerk.refusal
    editor.rows[0].form.set_values({"due_on": date(2020, 4, 1)})
    clerk.tab.list.pane.step.save.click()
    settled(watch, clerk.qtbot)
    assert "措施的完成期限早于开始日期" in clerk.refusal
    assert editor.rows[0].form.value("responsible") == "周医保"


def test_files_are_kept_with_the_alert_and_count_as_evidence(clerk, tab, watch, qtbot, tmp_path):
    number = mark(watch, EXITED)
    clerk.open(number)
    photo = tmp_path / "参保凭证.jpg"
    photo.write_bytes(b"\xff\xd8\xff\xe0" + b"picture" * 50 + b"\xff\xd9")
    pane = tab.list.pane
    pane.tabs.setCurrentWidget(pane.evidence)
    assert not pane.evidence.open.isEnabled()
    pane.evidence.add.click()
    chooser = next(d for d in pane.findChildren(QFileDialog) if d.isVisible())
    chooser.filesSelected.emit([str(photo)])
    chooser.reject()
    panel = next(d for d in pane.findChildren(QDialog) if d.isVisible() and not isinstance(d, QFileDialog))
    assert "测老户" in words(panel)
    next(b for b in panel.findChildren(QPushButton) if b.text() == "上传").click()
    settled(watch, qtbot)
    assert [(e.kind, e.name) for e in pane.evidence.model.rows] == [("file", "参保凭证.jpg")]
    assert pane.evidence.open.isEnabled()
