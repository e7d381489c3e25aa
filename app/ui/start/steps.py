"""The pages of the assistant for a first start: office, plan, password, recovery code."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont, QFontDatabase, QTextDocument
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QCheckBox, QGridLayout, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget
from typing_extensions import override

from app.services import recovery
from app.services.errors import Reason, Refused
from app.services.keyring import check_password
from app.services.wording import sentence
from app.services.workflow.plan import preset, presets
from app.ui.common import dialogs
from app.ui.common.chips import Chip, ChipLabel, Shape
from app.ui.common.choice_editors import Option
from app.ui.common.form_builder import Field, Form, Kind
from app.ui.common.refusals import RefusalBar
from app.ui.common.values import spoken_day
from app.ui.theme import Tone, width_of


class Step(QWidget):
    """One page. ``ready_changed`` when it may be left, or no longer."""

    ready_changed = Signal()

    def is_ready(self) -> bool:
        """Whether the next page may come."""
        return True

    def check(self) -> bool:
        """Look once more when 下一步 is pressed; shows what is missing."""
        return True


class OfficeStep(Step):
    """Which township, and who types."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.form = Form(
            (
                Field("township", self.tr("乡镇名称"), required=True, hint=self.tr("如：石门镇")),
                Field("district", self.tr("所属区县"), hint=self.tr("如：某某区")),
                Field("user", self.tr("经办人姓名"), required=True, hint=self.tr("平时使用这台电脑的人")),
            )
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.form)

    @override
    def check(self) -> bool:
        return self.form.check()

    def text(self, name: str) -> str:
        """A field as text."""
        return str(self.form.value(name) or "")


class PlanStep(Step):
    """Which plan, for which year; its stages are shown before anything is made."""

    def __init__(self, *, today: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        options = [Option(code, preset(code).name) for code in presets()]
        self.form = Form(
            (
                Field("preset", self.tr("工作方案"), Kind.CHOICE, required=True, options=options),
                Field("year", self.tr("年度"), Kind.INTEGER, required=True, least=2016, most=2100),
            )
        )
        self.form.set_values({"preset": options[-1].code, "year": today.year})
        self._stages = QLabel()
        self._stages.setProperty("muted", True)
        self._warning = ChipLabel(parent=self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        for part in (self.form, self._warning, self._stages):
            column.addWidget(part)
        column.addStretch(1)
        self.form.changed.connect(self._show)
        self._show()

    @override
    def check(self) -> bool:
        return self.form.check()

    def chosen(self) -> tuple[str, int]:
        """(preset, year)."""
        return str(self.form.value("preset")), int(str(self.form.value("year")))

    def _show(self) -> None:
        code, year = self.form.value("preset"), self.form.value("year")
        if not isinstance(code, str) or not isinstance(year, int):
            self._stages.clear()
            return
        plan = preset(code) if preset(code).year == year else preset(code).shifted(year)
        line = self.tr("收入线 {yuan} 元/人").format(yuan=f"{plan.line_fen // 100:,}")
        stages = [f"{w.name}　{spoken_day(w.opens_on)}—{spoken_day(w.closes_on)}" for w in plan.stages]
        self._stages.setText(
            "\n".join([line, *stages, self.tr("日期、收入线和各项规则以后都可以在“设置”里改，每次修改都留有版本。")])
        )
        checked = plan.to_be_checked or plan.year != preset(code).year
        self._warning.show_chip(Chip(self.tr("请按本地文件核对"), Shape.TRIANGLE, Tone.DUE) if checked else None)


class PasswordStep(Step):
    """A password that meets the rules, typed twice; what is wrong with it is said while it is typed."""

    def __init__(self, names: Callable[[], tuple[str, str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._names = names
        self._first, self._second = _secret_line(), _secret_line()
        first, second = QLabel(self.tr("密码")), QLabel(self.tr("再输一次"))
        first.setBuddy(self._first)
        second.setBuddy(self._second)
        self._seen = QCheckBox(self.tr("显示密码"))
        self._seen.toggled.connect(self._on_seen)
        self._judgement = QLabel()
        self._judgement.setWordWrap(True)
        hint = QLabel(self.tr("这个密码用来加密全部数据。没有密码和恢复码，谁也打不开，包括我们。"))
        hint.setWordWrap(True)
        hint.setProperty("muted", True)
        grid = QGridLayout()
        for row, (label, line) in enumerate(((first, self._first), (second, self._second))):
            grid.addWidget(label, row, 0, Qt.AlignmentFlag.AlignRight)
            grid.addWidget(line, row, 1)
        grid.addWidget(self._seen, 2, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(hint)
        column.addLayout(grid)
        column.addWidget(self._judgement)
        column.addStretch(1)
        for line in (self._first, self._second):
            line.textChanged.connect(self._on_typed)
        self._on_typed()

    @property
    def password(self) -> str:
        """What was typed."""
        return self._first.text()

    def problems(self) -> tuple[str, ...]:
        """Everything that is wrong, as sentences."""
        user, office = self._names()
        found: list[str] = []
        try:
            check_password(self._first.text(), user=user, office=office)
        except Refused as refused:
            found = [sentence(Reason(code)) for code in refused.codes]
        if not found and self._second.text() != self._first.text():
            found.append(self.tr("两次输入的密码不一样。"))
        return tuple(found)

    @override
    def is_ready(self) -> bool:
        return not self.problems()

    def _on_typed(self) -> None:
        problems = self.problems()
        tone = Tone.NEUTRAL if not self._first.text() else Tone.LATE if problems else Tone.DONE
        self._judgement.setStyleSheet(f"color: {tone.ink.foreground};")
        self._judgement.setText("\n".join(f"✗ {text}" for text in problems) or self.tr("✓ 可以使用"))
        self.ready_changed.emit()

    def _on_seen(self, is_seen: bool) -> None:
        mode = QLineEdit.EchoMode.Normal if is_seen else QLineEdit.EchoMode.Password
        self._first.setEchoMode(mode)
        self._second.setEchoMode(mode)


class RecoveryStep(Step):
    """The recovery code, once: to be copied or printed, and two of its groups typed back."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._code = ""
        self._office = ""
        self._asked: tuple[int, int] = (1, 2)
        self._shown = QLabel()
        self._shown.setAccessibleName(self.tr("恢复码"))
        fixed = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        fixed.setPointSizeF(self.font().pointSizeF() * 1.3)
        self._shown.setFont(fixed)
        self._shown.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._shown.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByKeyboard)
        hint = QLabel(
            self.tr("忘记密码时只能用恢复码打开。请抄写或打印，和公章放在一起；不要存在这台电脑里。它只显示这一次。")
        )
        hint.setWordWrap(True)
        print_it = QPushButton(self.tr("打印恢复码…"))
        print_it.clicked.connect(self._on_print)
        self._labels = (QLabel(), QLabel())
        self._lines = (QLineEdit(), QLineEdit())
        self._bar = RefusalBar(self)
        row = QHBoxLayout()
        for label, line in zip(self._labels, self._lines, strict=True):
            label.setBuddy(line)
            line.setAccessibleName(self.tr("恢复码的一组"))
            line.setMaximumWidth(width_of(12, self.font()))
            line.textChanged.connect(self.ready_changed)
            row.addWidget(label)
            row.addWidget(line)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        for part in (hint, self._shown):
            column.addWidget(part)
        column.addWidget(print_it, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(QLabel(self.tr("请照抄下的恢复码输入：")))
        column.addLayout(row)
        column.addWidget(self._bar)
        column.addStretch(1)

    @property
    def asked(self) -> tuple[int, int]:
        """Which groups are asked back, counting from 1."""
        return self._asked

    def show_code(self, code: str, office: str) -> None:
        """Show a fresh code and ask two groups of it."""
        self._code, self._office = code, office
        self._asked = recovery.groups_to_ask(code)
        groups = recovery.groups(code)
        self._shown.setText("\n".join("  ".join(f"{n + 1}:{groups[n]}" for n in range(f, f + 3)) for f in (0, 3, 6)))
        for number, label, line in zip(self._asked, self._labels, self._lines, strict=True):
            label.setText(self.tr("第 {number} 组").format(number=number))
            line.setAccessibleName(label.text())
            line.clear()
        self._bar.clear()
        self.ready_changed.emit()

    @override
    def is_ready(self) -> bool:
        return all(line.text().strip() for line in self._lines)

    @override
    def check(self) -> bool:
        answers = {number: line.text() for number, line in zip(self._asked, self._lines, strict=True)}
        try:
            recovery.check_typed_back(self._code, answers)
        except Refused as refused:
            self._bar.show_refusal(refused)
            return False
        return True

    def _on_print(self) -> None:
        dialogs.choose_printer(self, self.tr("打印恢复码"), pages=1, then=self.print_on)

    def print_on(self, printer: QPrinter) -> None:
        """Print the code as one page."""
        page = QTextDocument()
        page.setDefaultFont(QFont(self.font().family(), 14))
        title = self.tr("{office} 守望恢复码（请密封保管）").format(office=self._office)
        page.setPlainText("\n\n".join([title, self._shown.text()]))
        page.print_(printer)


def _secret_line() -> QLineEdit:
    line = QLineEdit()
    line.setEchoMode(QLineEdit.EchoMode.Password)
    return line
