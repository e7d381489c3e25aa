"""公示 in the window: post, receipts, an unfounded and a founded objection, revisit, post again, close, report."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from PySide6.QtWidgets import QApplication, QDialog

from app.models.enums import CaseState
from app.models.household import Person
from app.services.workflow.facts import Signer
from app.ui.common.a11y import nameless
from app.ui.common.form_builder import Form
from app.ui.meetings.notice import NoticePage
from app.ui.meetings.view import MeetingsView
from tests.services.towns import ACTOR, VOTES, found
from tests.ui.working import desk_over, form_in, panel, press, settled

TWO = (Signer("张支书", "红星村"), Signer("王测", "石门镇"))


@pytest.fixture
def desk(office, runner, memory, theme):
    town = found(office.ledger, households=3, preset="2021-2025")
    town.bring_to("evaluated")
    return desk_over(office, town, runner, memory, date(2020, 4, 7))


@pytest.fixture
def page(desk, qtbot) -> NoticePage:
    view = MeetingsView(desk.context)
    qtbot.addWidget(view)
    view.resize(1366, 700)
    view.show()
    settled(desk, qtbot)
    made = view.findChild(NoticePage)
    view.pages.setCurrentWidget(made)
    settled(desk, qtbot)
    return made


def fill(desk, qtbot, start: str, do: str, page, **values: object) -> None:
    """Press an action, fill in its form and send it off."""
    press(page, start)
    settled(desk, qtbot)
    dialog = panel(qtbot)
    form = form_in(dialog)
    form.set_values(values)
    press(dialog, do)
    settled(desk, qtbot)
    said = [form.bar.text for form in shown_forms()]
    assert said == [], "the form is still open"


def shown_forms() -> list[Form]:
    """The forms of the panels that are open."""
    tops = [top for top in QApplication.topLevelWidgets() if isinstance(top, QDialog) and top.isVisible()]
    return [form for top in tops for form in top.findChildren(Form)]


def states(page) -> list[str]:
    return [str(row.case_state) for row in page.households.model.rows]


def counter(page) -> str:
    model = page.register.notices
    return str(model.index(0, [column.key for column in model.columns].index("counter")).data())


def go_to(desk, qtbot, page, day: date) -> None:
    desk.day = day
    page.households.reload()
    page.register.reload()
    settled(desk, qtbot)


def post(desk, qtbot, page, start: str, day: date) -> None:
    fill(
        desk, qtbot, start, "办理", page,
        occurred_on=day, place="村务公开栏、二组", from_on=day, to_on=day + timedelta(days=5),
    )  # fmt: skip


def test_a_notice_from_the_meeting_to_the_report(desk, page, qtbot):
    assert nameless(page.window()) == []
    page.households.table.selectAll()
    post(desk, qtbot, page, "公示（3 户）", desk.day)
    assert states(page) == [CaseState.NOTICE_POSTED] * 3
    go_to(desk, qtbot, page, date(2020, 4, 8))
    assert counter(page) == "公示第1天，共5天"

    fill(desk, qtbot, "登记照片或回执", "登记", page, person="李主任", receipt="照片001.jpg")
    fill(desk, qtbot, "登记异议", "登记", page, content="有商品房")
    inquiry = {"signers": TWO, "told_on": desk.day}
    fill(desk, qtbot, "登记核查", "登记", page, finding="查无此房", founded=0, **inquiry)
    assert states(page) == [CaseState.NOTICE_POSTED] * 3
    fill(desk, qtbot, "登记异议", "登记", page, content="有轿车", objector="测邻居")
    page.register.objection_table.select_position(0)
    fill(desk, qtbot, "登记核查", "登记", page, finding="名下有轿车一辆", founded=1, **inquiry)
    assert states(page) == [CaseState.NOTICE_POSTED] * 2

    # Visited and evaluated once more, posted again.
    (back,) = [c for c in desk.town.codes if c not in {row.code for row in page.households.model.rows}]
    assert desk.town.act("evaluate", (4, 9), back, **VOTES).refused == ()
    go_to(desk, qtbot, page, date(2020, 4, 9))
    position = [row.code for row in page.households.model.rows].index(back)
    page.households.table.select_position(position)
    settled(desk, qtbot)
    post(desk, qtbot, page, "公示…", desk.day)
    assert states(page) == [CaseState.NOTICE_POSTED] * 3

    go_to(desk, qtbot, page, date(2020, 4, 15))
    page.households.table.selectAll()
    settled(desk, qtbot)
    fill(desk, qtbot, "公示期满（3 户）", "办理", page, occurred_on=desk.day, receipt="照片001.jpg、村监委会回执")
    assert states(page) == [CaseState.NOTICE_OVER] * 3
    assert counter(page) == "期满未撤下"
    for _ in range(2):
        fill(desk, qtbot, "登记撤下", "登记", page, person="李主任")
    page.register.notice_table.select_position(0)
    for _ in range(2):
        fill(desk, qtbot, "登记撤下", "登记", page, person="李主任")
    assert counter(page) == "已撤下"
    assert not any(row.is_late(desk.day) for row in desk.office.notices.notices())
    reported = desk.town.act("report_district", (4, 16), list_no="石振兴〔2020〕1号")
    assert len(reported.done) == 3


def test_a_leaking_name_is_refused_in_the_form_and_nothing_is_posted(desk, page, qtbot):
    with desk.office.ledger.transaction("test.planted", actor=ACTOR, today=desk.day) as tx:
        tx.session.query(Person).filter_by(name="测乙子").one().name = "测乙子13800000000"
    go_to(desk, qtbot, page, desk.day)
    page.households.table.selectAll()
    settled(desk, qtbot)
    press(page, "公示（3 户）")
    settled(desk, qtbot)
    dialog = panel(qtbot)
    form = form_in(dialog)
    form.set_values({"place": "公开栏", "from_on": desk.day, "to_on": desk.day + timedelta(days=5)})
    press(dialog, "办理")
    settled(desk, qtbot)
    assert "第1页上有电话号码" in form.bar.text
    assert "13800000000" not in form.bar.text
    dialog.reject()
    assert states(page) == [CaseState.EVALUATED] * 3
    assert desk.office.notices.notices() == ()
