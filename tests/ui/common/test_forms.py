from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QLineEdit

from app.services.errors import Reason, Refused
from app.services.workflow.facts import Signer
from app.ui.common.a11y import nameless
from app.ui.common.choice_editors import Option, TruthEditor
from app.ui.common.form_builder import Field, Form, Kind
from app.ui.common.quiet_box import QuietBox
from app.ui.common.values import day_of_text, money_of, money_text
from tests.ui.conftest import compose

FIELDS = (
    Field("visited_on", "走访日期", Kind.DAY, required=True, keep=True),
    Field("net_income_fen", "家庭纯收入", Kind.MONEY, hint="全年合计"),
    Field("heads", "计入人口", Kind.INTEGER, least=1, most=30),
    Field("category", "类别", Kind.CHOICE, options=(Option("marginal", "边缘户"), Option("sudden", "突发严重困难户"))),
    Field("risks", "风险", Kind.MULTI_CHOICE, options=(Option("illness", "因病"), Option("other", "其他"))),
    Field("housing_safe", "住房安全", Kind.TRUTH, required=True),
    Field("signers", "签字人", Kind.SIGNERS, least=2, keep=True, directory=(Signer("李书记", "村支书"),)),
    Field("remark", "备注", Kind.LONG_TEXT),
    Field("finder", "发现人", Kind.TEXT, suggestions=("王大山",)),
)


@pytest.fixture
def form(qtbot, theme) -> Form:
    made = Form(FIELDS, today=lambda: date(2020, 4, 2))
    qtbot.addWidget(made)
    made.resize(700, 700)
    made.show()
    return made


def line(form: Form, name: str) -> QLineEdit:
    found = form.editor(name).focusProxy()
    assert isinstance(found, QLineEdit)
    return found


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("4-6", date(2020, 4, 6)),
        ("0406", date(2020, 4, 6)),
        ("4月6日", date(2020, 4, 6)),
        ("２０２０－０４－０６", date(2020, 4, 6)),
        ("20200406", date(2020, 4, 6)),
        ("2019年12月31日", date(2019, 12, 31)),
        ("", None),
    ],
)
def test_days_are_read_as_clerks_write_them(typed, expected):
    assert day_of_text(typed, year=2020) == expected


@pytest.mark.parametrize("typed", ["13-45", "2月30日", "昨天", "4"])
def test_what_is_no_day_is_not_guessed(typed):
    with pytest.raises(ValueError):  # noqa: PT011 - the words are the user's, not ours
        day_of_text(typed, year=2020)


def test_money_is_fen_and_back():
    assert [money_of(t) for t in ("5,000.5", "1.2万", "５０００元", "")] == [500_050, 1_200_000, 500_000, None]
    assert [money_text(f) for f in (500_050, -1, 0, None)] == ["5,000.50", "-0.01", "0", ""]


def test_values_go_in_and_come_out(form):
    given = {
        "visited_on": date(2020, 4, 1),
        "net_income_fen": 523_410,
        "heads": 4,
        "category": "sudden",
        "risks": ("other",),
        "housing_safe": 0,
        "signers": (Signer("李书记", "村支书"), Signer("张队长", "工作队")),
        "remark": "雨季漏水\n已报修",
        "finder": "王大山",
    }
    form.set_values(given)
    assert form.values() == given
    assert form.check()


def test_typed_like_on_paper(form, qtbot):
    qtbot.keyClicks(line(form, "visited_on"), "4-6")
    qtbot.keyClick(line(form, "visited_on"), Qt.Key.Key_Tab)
    assert line(form, "visited_on").text() == "2020-04-06"
    assert form.focusWidget() is line(form, "net_income_fen")
    compose(line(form, "net_income_fen"), "5千")
    assert not form.check()
    assert "金额看不懂" in form.bar.text
    compose(line(form, "finder"), "王大山")
    assert form.value("finder") == "王大山"


def test_three_values_and_silence(form, qtbot):
    editor = form.editor("housing_safe")
    assert isinstance(editor, TruthEditor)
    assert not editor.is_answered
    form.check()
    assert "住房安全：请填写。" in form.bar.text
    for key, value in (("1", 1), ("2", 0), ("3", None)):
        qtbot.keyClicks(editor.focusProxy(), key)
        assert editor.value() == value
        assert editor.is_answered


def test_the_day_and_the_signers_stay_for_the_next_record(form):
    form.set_values(
        {
            "visited_on": date(2020, 4, 1),
            "signers": (Signer("李书记"),),
            "remark": "一",
            "housing_safe": 1,
            "risks": ("other",),
        }
    )
    form.next_record()
    assert form.value("visited_on") == date(2020, 4, 1)
    assert form.value("signers") == (Signer("李书记"),)
    assert form.value("remark") is None
    assert form.value("risks") == ()
    assert not form.editor("housing_safe").is_answered  # type: ignore[attr-defined]


def test_a_known_signer_brings_his_office(form, qtbot):
    name = form.editor("signers").focusProxy()
    compose(name, "李书记")
    assert form.value("signers") == (Signer("李书记", "村支书"),)


def test_refusals_stand_beside_their_field_and_all_in_the_bar(form):
    form.show_refusal(Refused(Reason("data.missing", {"field": "heads"}), Reason("disk.full", {"path": "D:"})))
    assert "缺少“计入人口”" in form.bar.text
    assert "D:" in form.bar.text
    assert form.bar.isVisible()
    assert line(form, "heads").property("refused")
    line(form, "heads").setText("3")
    assert not line(form, "heads").property("refused")
    form.clear_refusal()
    assert not form.bar.isVisible()


def test_hidden_lines_are_not_asked(form):
    form.set_values({"visited_on": date(2020, 4, 1)})
    form.show_field("housing_safe", is_shown=False)
    assert form.check()


def test_every_input_has_a_name(form):
    assert nameless(form) == []


def test_the_wheel_never_changes_a_choice(theme, qtbot):
    box = QuietBox()
    qtbot.addWidget(box)
    box.addItems(["甲", "乙"])
    box.show()
    box.setFocus()
    here = QPointF(5, 5)
    wheel = QWheelEvent(
        here,
        box.mapToGlobal(here),
        QPoint(),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(box, wheel)
    assert box.currentText() == "甲"
    assert not wheel.isAccepted()
