from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QWidget

from app.services import recovery
from app.services.errors import refuse
from app.services.office import Office
from app.ui.common.a11y import nameless
from app.ui.start.assistant import FirstStart
from app.ui.start.doors import Founded, Founding
from app.ui.start.steps import PasswordStep, RecoveryStep
from app.ui.start.unlock import Unlock
from tests.ui.conftest import compose

CODE = "ABCD-EFGH-IJKL-MNOP-QRST-UVWX-YZ23-4567-ABCD"
PASSWORD = "石门Shan2020!"


class Doors:
    """Real in everything but the slow key derivation, which has its own tests."""

    def __init__(self, office: Office, database: Path) -> None:
        self.office, self.database = office, database
        self.foundings: list[Founding] = []
        self.opened: list[str] = []
        self.restored: list[Path] = []

    def exists(self) -> bool:
        return False

    def found(self, founding: Founding) -> Founded:
        self.foundings.append(founding)
        return Founded(self.office, CODE)

    def open(self, secret: str) -> Office:
        self.opened.append(secret)
        if secret != PASSWORD:
            raise refuse("keys.wrong_password")
        return self.office

    def restore(self, file: Path, secret: str, *, report: Callable[[int, int], None]) -> Office:
        report(1, 2)
        self.restored.append(file)
        return self.open(secret)

    def demo(self, *, report: Callable[[int, int], None]) -> Office:
        report(1, 1)
        return self.office


@pytest.fixture
def doors(office: Office, tmp_path: Path) -> Doors:
    return Doors(office, tmp_path / "office.db")


@pytest.fixture
def assistant(doors, runner, theme, qtbot) -> FirstStart:
    made = FirstStart(doors, runner, today=date(2020, 3, 1))
    qtbot.addWidget(made)
    made.resize(1366, 768)
    made.show()
    return made


def press(window: QWidget, text: str) -> None:
    next(b for b in window.findChildren(QPushButton) if b.isVisible() and b.text() == text).click()


def inputs(window: QWidget) -> list[QLineEdit]:
    return [line for line in window.findChildren(QLineEdit) if line.isVisible()]


def words(window: QWidget) -> str:
    return "\n".join(label.text() for label in window.findChildren(QLabel) if label.isVisible())


def fill_office(assistant: FirstStart) -> None:
    press(assistant, "为本乡镇建立台账")
    for line, text in zip(inputs(assistant), ("石门镇", "云岭区", "王测"), strict=True):
        compose(line, text)
    press(assistant, "下一步")


def test_from_welcome_to_a_working_office(assistant, doors, qtbot):
    fill_office(assistant)
    assert "第2步" in words(assistant)
    assistant.findChild(QLineEdit)
    year = inputs(assistant)[0]
    year.setText("2027")
    assert "3月" in words(assistant)
    assert "请按本地文件核对" in [w.accessibleName() for w in assistant.findChildren(QWidget) if w.isVisible()]
    press(assistant, "下一步")
    for line in inputs(assistant):
        compose(line, PASSWORD)
    assert "✓ 可以使用" in words(assistant)
    press(assistant, "建立加密台账")
    qtbot.waitUntil(lambda: "第4步" in words(assistant))
    founding = doors.foundings[0]
    assert (founding.township, founding.district, founding.user, founding.year) == ("石门镇", "云岭区", "王测", 2027)
    asked = [int(n) for n in re.findall(r"第 (\d) 组", words(assistant))]
    groups = recovery.groups(CODE)
    for number, line in zip(asked, inputs(assistant), strict=True):
        compose(line, groups[number - 1].lower())
    with qtbot.waitSignal(assistant.opened) as opened:
        press(assistant, "完成，开始使用")
    assert opened.args == [doors.office]


def test_missing_office_is_said_beside_its_field(assistant, qtbot):
    press(assistant, "为本乡镇建立台账")
    press(assistant, "下一步")
    assert "乡镇名称：请填写。" in words(assistant)
    assert "第1步" in words(assistant)


def test_a_wrong_copy_of_the_code_is_refused(qtbot, theme):
    step = RecoveryStep()
    qtbot.addWidget(step)
    step.show()
    step.show_code(CODE, "石门镇")
    assert not step.is_ready()
    for line in step.findChildren(QLineEdit):
        line.setText("AAAA")
    assert step.is_ready()
    assert not step.check()
    assert "恢复码对不上" in words(step)


def test_the_code_can_be_printed(qtbot, theme, tmp_path):
    step = RecoveryStep()
    qtbot.addWidget(step)
    step.show_code(CODE, "石门镇")
    step.show()
    next(b for b in step.findChildren(QPushButton) if b.text().startswith("打印")).click()
    dialog = step.findChild(QPrintDialog)
    printer = dialog.printer()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "code.pdf"))
    dialog.done(1)
    assert (tmp_path / "code.pdf").read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize(
    ("first", "second", "said"),
    [
        ("abc", "abc", "太短"),
        ("Password123!", "Password123!", "常见"),
        ("石门镇Shan2020!", "石门镇Shan2020!", "单位名称"),
        (PASSWORD, "别的", "两次输入的密码不一样"),
    ],
)
def test_what_is_wrong_with_a_password_is_said_while_it_is_typed(qtbot, theme, first, second, said):
    step = PasswordStep(lambda: ("王测", "石门镇"))
    qtbot.addWidget(step)
    step.show()
    for line, text in zip(inputs(step), (first, second), strict=True):
        compose(line, text)
    assert said in words(step)
    assert not step.is_ready()


def test_the_demonstration_opens_at_once(assistant, doors, qtbot):
    with qtbot.waitSignal(assistant.opened) as opened:
        press(assistant, "先看演示镇（虚构数据，不影响以后建账）")
    assert opened.args == [doors.office]


def test_every_page_names_its_inputs(assistant):
    assert nameless(assistant) == []


@pytest.fixture
def unlock(doors, runner, theme, qtbot) -> Unlock:
    made = Unlock(doors, runner)
    qtbot.addWidget(made)
    made.show()
    return made


def test_a_wrong_password_is_refused_kindly_and_the_right_one_opens(unlock, doors, qtbot):
    secret = inputs(unlock)[0]
    compose(secret, "错的")
    qtbot.keyClick(secret, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "密码不对" in words(unlock))
    qtbot.waitUntil(lambda: not secret.isReadOnly())
    secret.clear()
    compose(secret, PASSWORD)
    with qtbot.waitSignal(unlock.opened) as opened:
        qtbot.keyClick(secret, Qt.Key.Key_Return)
    assert opened.args == [doors.office]
    assert secret.text() == ""


def test_nothing_typed_asks_for_something(unlock, doors):
    press(unlock, "打开")
    assert "请输入密码或恢复码" in words(unlock)
    assert doors.opened == []


def test_a_backup_is_restored_and_opened(unlock, doors, qtbot, tmp_path):
    unlock.show_backup([tmp_path / "守望备份.swbak"])
    assert "不会删除" in words(unlock)
    compose(inputs(unlock)[0], PASSWORD)
    with qtbot.waitSignal(unlock.opened):
        press(unlock, "恢复并打开")
    assert doors.restored == [tmp_path / "守望备份.swbak"]
