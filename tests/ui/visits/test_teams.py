"""Teams, whom they visit, what is printed for them, and what happens when nobody is met."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLineEdit, QTreeWidget
from sqlalchemy import select

from app.models.cases import Case
from app.models.enums import VisitOutcome
from app.services.visits.worklist import Progress
from app.ui.common.paper_files import Wanted
from app.ui.visits.joining import JoinForm
from app.ui.visits.rows import progress_chip
from app.ui.visits.view import VisitsView
from tests.services.papers.conftest import squeeze
from tests.services.papers.conftest import text_of as text_of_bytes
from tests.services.towns import ACTOR, VISIT
from tests.ui.conftest import compose
from tests.ui.printing import keep_paper
from tests.ui.visits.conftest import DAY, VISITORS, button, dialog_of, question, settled, shown, words


def line_of(tab, name: str) -> list[str]:
    model = tab.view.teams.model
    rows = [[str(model.index(r, c).data()) for c in range(model.columnCount())] for r in range(model.rowCount())]
    return next(row for row in rows if row[0] == name)


def named(widget, name: str) -> QLineEdit:
    return next(e for e in widget.findChildren(QLineEdit) if e.accessibleName() == name)


def action_of(menu, beginning: str):
    return next(a for a in menu.actions() if a.text().startswith(beginning))


def text_of(file: Path) -> str:
    return squeeze(text_of_bytes(file.read_bytes()))


# -- teams -------------------------------------------------------------------------------------------


def test_teams_show_how_far_they_are(tab, qtbot, town):
    town.act("record_visit", (3, 27), town.codes[0], **VISIT)
    tab.office.teams.mark_printed([town.codes[1]], on=DAY, actor=ACTOR, today=DAY)
    settled(tab, qtbot)
    assert line_of(tab, "全部") == ["全部", "3", "1", "1", "0"]
    assert line_of(tab, "第1组") == ["第1组", "2", "1", "1", "0"]
    assert line_of(tab, "未分组") == ["未分组", "1", "0", "0", "0"]
    assert line_of(tab, "监测户")[1] == "0"


def test_a_team_is_made_with_a_leader_and_two_from_the_directory_or_typed(tab, qtbot):
    tab.view.teams.add.click()
    dialog = dialog_of(tab.view.teams)
    assert named(dialog, "组名").text() == "第3组"
    named(dialog, "组名").setText("第1组")
    named(dialog, "第 1 位签字人姓名").setText("干部1")
    assert named(dialog, "第 1 位签字人职务").text() == "委员"
    button(dialog, "保存").click()
    settled(tab, qtbot)
    assert "至少要有两名走访人" in words(dialog)
    named(dialog, "第 2 位签字人姓名").setText("周帮手")
    button(dialog, "保存").click()
    settled(tab, qtbot)
    assert "已有走访组“第1组”" in words(dialog)
    named(dialog, "组名").setText("河东组")
    button(dialog, "保存").click()
    settled(tab, qtbot)
    team = tab.office.teams.teams(today=DAY)[-1]
    assert (team.name, [m.name for m in team.members]) == ("河东组", ["干部1", "周帮手"])
    assert tab.view.teams.current == team.id
    assert "这个组还没有户" in tab.view.list.empty.text


def test_a_team_is_changed_and_dissolved_when_it_has_no_households(tab, qtbot, teams):
    tab.view.teams.go_to(teams[0])
    tab.view.teams.change.click()
    dialog = dialog_of(tab.view.teams)
    named(dialog, "组名").setText("河西组")
    button(dialog, "保存").click()
    settled(tab, qtbot)
    assert line_of(tab, "河西组")[1] == "2"
    tab.view.teams.remove.click()
    next(b for b in question(tab.view).buttons() if b.text() == "解散").click()
    settled(tab, qtbot)
    assert "还有2户，不能解散" in tab.view.teams.bar.text
    button(tab.view.teams, "把待走访的 2 户退回未分组").click()
    settled(tab, qtbot)
    assert line_of(tab, "未分组")[1] == "3"
    tab.view.teams.remove.click()
    next(b for b in question(tab.view).buttons() if b.text() == "解散").click()
    settled(tab, qtbot)
    assert [team.name for team in tab.office.teams.teams(today=DAY)] == ["第2组"]


def test_villages_and_groups_are_given_and_taken_over(tab, qtbot, teams):
    tab.view.ask_assignment()
    dialog = dialog_of(tab.view)
    button(dialog, "分配").click()
    assert "请选择分给哪个走访组" in words(dialog)
    dialog.findChild(QComboBox).setCurrentText("第2组")
    village = dialog.findChild(QTreeWidget).topLevelItem(0)
    assert [village.text(n) for n in range(3)] == ["红星村", "3", "1"]
    village.child(0).setCheckState(0, Qt.CheckState.Checked)
    button(dialog, "分配").click()
    settled(tab, qtbot)
    assert "已分配 1 户。" in tab.said
    assert line_of(tab, "第2组")[1] == "1"
    tab.view.teams.give(teams[1], codes=tab.town.codes[:2])
    settled(tab, qtbot)
    assert "已分给其他走访组" in tab.view.teams.bar.text
    button(tab.view.teams, "转给本组").click()
    settled(tab, qtbot)
    assert line_of(tab, "第2组")[1] == "3"


def test_chosen_households_are_given_to_a_team_and_taken_away(tab, qtbot):
    tab.view.list.table.selectAll()
    tab.view.give_menu.aboutToShow.emit()
    assert action_of(tab.view.give_menu, "所选").text() == "所选待走访的 3 户分给："
    action_of(tab.view.give_menu, "第2组").trigger()
    settled(tab, qtbot)
    assert line_of(tab, "第2组")[1] == "1"  # the others have a team
    tab.view.list.table.selectAll()
    tab.view.give_menu.aboutToShow.emit()
    action_of(tab.view.give_menu, "退回未分组").trigger()
    settled(tab, qtbot)
    assert line_of(tab, "未分组")[1] == "3"


# -- the list ----------------------------------------------------------------------------------------


def test_what_is_late_stands_first_then_revisits_and_what_is_done_last(tab, qtbot, town):
    done, again, missed = town.codes[2], town.codes[1], town.codes[0]
    town.act("record_visit", (3, 26), done, **VISIT)
    town.act("record_visit", (3, 26), again, **VISIT)
    tab.office.visits.require_revisit(again, cause="分户", on=date(2020, 3, 27), actor=ACTOR, today=DAY)
    _miss(tab, missed, 26)
    settled(tab, qtbot)
    assert shown(tab.view) == [missed, again, done]
    chips = {b.text() for b in tab.view.list.chips.findChildren(type(tab.view.print_button))}
    assert {"到期再访 1", "需复访 1", "已走访 1", "未打印 1", "已打印 0"} <= chips
    tab.view.show_list(Progress.REVISIT.value)
    assert shown(tab.view) == [again]
    tab.view.show_list("due")
    assert shown(tab.view) == [missed]
    tab.view.show_list("unassigned")
    tab.view.list.press(())
    assert shown(tab.view) == [done]


def test_words_narrow_the_list_by_name_pinyin_and_code(tab, qtbot, town):
    head = tab.office.households.rows([tab.ids[town.codes[0]]])[tab.ids[town.codes[0]]].head_name
    for text in (head, town.codes[0], "cyz"):
        tab.view.list.search.setText(text)
        assert shown(tab.view) == [town.codes[0]], text


def test_every_progress_has_its_chip():
    assert [progress_chip(one).word for one in Progress] == ["未打印", "已打印", "需复访", "已走访"]


def test_a_code_opens_its_form_from_anywhere_and_a_name_offers_those_who_bear_it(tab, qtbot, town):
    tab.view.scan.box.setText(town.codes[1])
    qtbot.keyClick(tab.view.scan.box, Qt.Key.Key_Return)
    settled(tab, qtbot)
    assert tab.sheet.code == town.codes[1]
    tab.view.scan.box.setText("没有这户")
    qtbot.keyClick(tab.view.scan.box, Qt.Key.Key_Return)
    settled(tab, qtbot)
    assert "没有找到“没有这户”" in tab.view.bar.text
    tab.view.scan.box.setText(town.codes[3])
    qtbot.keyClick(tab.view.scan.box, Qt.Key.Key_Return)
    settled(tab, qtbot)
    assert "不在走访名单上" in words(tab.pane)


# -- nobody met --------------------------------------------------------------------------------------


def _miss(tab, code: str, day: int) -> None:
    tab.office.visits.record_attempt(
        code,
        VisitOutcome.ABSENT,
        on=date(2020, 3, day),
        next_on=date(2020, 3, day + 1),
        actor=ACTOR,
        today=DAY,
    )


def test_the_third_attempt_asks_for_the_leader(tab, qtbot, town):
    code = town.codes[0]
    for day in (25, 26):
        _miss(tab, code, day)
    settled(tab, qtbot)
    assert str(tab.view.list.model.index(0, 1).data()) == "请领导定"
    tab.open(code)
    settled(tab, qtbot)
    tab.pane.tabs.setCurrentWidget(tab.pane.attempts)
    assert "已有 2 次未访成，上次：未遇，约定 2020-03-27 再访" in words(tab.pane)
    form = tab.pane.attempts.form
    assert form.value("visitors") == VISITORS
    form.set_values({"outcome": "absent", "next_on": date(2020, 3, 29)})
    tab.pane.foot.save.click()
    settled(tab, qtbot)
    assert "已是第3次未访成，须由分管领导决定下一步" in form.bar.text
    assert tab.view.may_close() != ""
    form.set_values({"leader_decision": "由包村领导带队再访"})
    tab.pane.foot.save_next.click()
    settled(tab, qtbot)
    assert tab.work(code).attempts == 3
    assert tab.sheet.code == town.codes[1]
    assert tab.view.may_close() == ""


def test_a_first_attempt_is_recorded_with_the_next_day(tab, qtbot, town):
    code = town.codes[0]
    tab.open(code)
    settled(tab, qtbot)
    tab.pane.tabs.setCurrentWidget(tab.pane.attempts)
    form = tab.pane.attempts.form
    assert not form.editor("leader_decision").isVisible()
    tab.pane.foot.save.click()
    assert "请填写。" in words(tab.pane)
    form.set_values({"outcome": "away", "next_on": DAY})
    tab.pane.foot.save.click()
    settled(tab, qtbot)
    assert "不晚于本次" in form.bar.text
    form.set_values({"next_on": date(2020, 4, 2)})
    tab.pane.foot.save.click()
    settled(tab, qtbot)
    work = tab.work(code)
    assert (work.attempts, work.last_outcome, work.next_on) == (1, VisitOutcome.AWAY, date(2020, 4, 2))


# -- met on the way ----------------------------------------------------------------------------------


def test_a_household_met_on_the_way_joins_in_two_clicks(tab, qtbot, town):
    code = town.codes[3]
    tab.view.join_button.click()
    dialog = dialog_of(tab.view)
    form = dialog.findChild(JoinForm)
    compose(form.search, code)
    settled(tab, qtbot)
    assert form.chosen().code == code
    named(dialog, "发现人").setText("赵队")
    named(dialog, "预计全家年纯收入").setText("8000")
    button(dialog, "登记").click()
    assert "困难情况：请填写。" in words(dialog)
    compose(named(dialog, "困难情况"), "遭遇车祸")
    button(dialog, "登记").click()
    settled(tab, qtbot)
    assert tab.sheet.code == code
    assert "补比对未办结" in [chip.chip.word for chip in tab.pane.findChildren(type(tab.pane.foot.line)) if chip.chip]
    with tab.office.ledger.reading() as session:
        case = session.scalars(select(Case).where(Case.household_id == tab.ids[code])).one()
    assert (case.origin, case.state) == ("join_on_visit", "listed")


def test_joining_a_household_that_is_on_the_list_is_refused_in_the_form(tab, qtbot, town):
    tab.view.ask_join(town.codes[0])
    settled(tab, qtbot)
    dialog = dialog_of(tab.view)
    for name, text in (("发现人", "赵队"), ("困难情况", "车祸"), ("预计全家年纯收入", "8000")):
        named(dialog, name).setText(text)
    button(dialog, "登记").click()
    settled(tab, qtbot)
    assert dialog.isVisible()
    assert "本户现为“初步名单”" in dialog.findChild(JoinForm).form.bar.text


# -- paper -------------------------------------------------------------------------------------------


def test_an_empty_form_is_printed_for_whoever_is_met_on_the_way(tab, qtbot, tmp_path: Path):
    tab.view.print_menu.aboutToShow.emit()
    action_of(tab.view.print_menu, "空白走访表").trigger()
    out = tmp_path / "空白走访表.pdf"
    keep_paper(qtbot, out)
    settled(tab, qtbot)
    text = text_of(out)
    assert "入户走访表" in text
    assert "未掌握" not in text


def test_the_forms_of_a_team_are_printed_in_one_file_and_noted(tab, qtbot, teams, town, tmp_path: Path, context):
    files: list[Path] = []
    context.navigator.file_made.connect(lambda _, file: files.append(file))
    tab.view.teams.go_to(teams[0])
    tab.view.print_menu.aboutToShow.emit()
    action_of(tab.view.print_menu, "还没打印的 2 户").trigger()
    out = tmp_path / "走访表.pdf"
    assert keep_paper(qtbot, out) == "第1组走访表（未打印）-2020-03-28.pdf"
    settled(tab, qtbot)
    text = text_of(out)
    assert all(code in text for code in town.codes[:2])
    assert town.codes[2] not in text
    assert files == [out]
    assert [tab.work(code).progress for code in town.codes[:3]] == [
        Progress.PRINTED,
        Progress.PRINTED,
        Progress.NOT_PRINTED,
    ]
    assert line_of(tab, "第1组")[2] == "2"


def test_one_household_is_printed_from_its_pane_and_a_team_gets_its_task_sheet(tab, qtbot, teams, town, tmp_path: Path):
    tab.open(town.codes[2])
    settled(tab, qtbot)
    tab.pane.bar.button("print").click()
    keep_paper(qtbot, tmp_path / "一户.pdf")
    settled(tab, qtbot)
    assert town.codes[2] in text_of(tmp_path / "一户.pdf")
    assert tab.work(town.codes[2]).printed_on == DAY  # nobody's household is noted too
    assert line_of(tab, "未分组") == ["未分组", "1", "1", "0", "0"]
    tab.view.printing.files.print_to(
        tmp_path / "任务单.pdf", Wanted("team_sheet", "走访组任务单", households=town.codes[:2])
    )
    settled(tab, qtbot)
    assert "入户走访任务单（第1组）" in text_of(tmp_path / "任务单.pdf")


def test_a_file_that_cannot_be_written_is_said_and_nothing_is_noted(tab, qtbot, town, tmp_path: Path):
    printing = tab.view.printing
    printing.files.write(
        printing.forms_job(town.codes[:1], town.codes[:1], name="走访表"), tmp_path / "没有的夹" / "x.pdf"
    )
    settled(tab, qtbot)
    assert tab.view.bar.isVisible()
    assert tab.work(town.codes[0]).printed_on is None


@pytest.mark.parametrize("today", [date(2020, 3, 20)])
def test_an_empty_tab_says_what_fills_it(office, context, qtbot, actor, today):
    office.plans.create_from_preset("2020", year=2020, actor=actor, today=today)
    asked: list[str] = []
    context.navigator.tab_asked.connect(lambda key, _: asked.append(key))
    view = VisitsView(context)
    qtbot.addWidget(view)
    view.resize(1366, 700)
    view.show()
    qtbot.waitUntil(lambda: context.runner.running == ())
    qtbot.waitUntil(lambda: "没有要走访的户" in view.list.empty.text)
    button(view.list, "去排查筛查").click()
    assert asked == ["screening"]
