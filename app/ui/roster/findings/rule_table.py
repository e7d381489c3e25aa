"""规则表: every rule as this office uses it, with its numbers, words and parameters; changed here with a reason."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSplitter, QVBoxLayout, QWidget

from app.services.findings.deciding import RuleCount
from app.services.findings.words import param_word
from app.ui.common.chips import Chip, Shape
from app.ui.common.choice_editors import Option
from app.ui.common.columns import Column, chip_column, count_column
from app.ui.common.context import TabContext
from app.ui.common.form_builder import Field, Form, Kind
from app.ui.common.icons import icon
from app.ui.common.refusals import RefusalBar
from app.ui.common.search_box import SearchBox
from app.ui.common.table_view import DataTable
from app.ui.common.tasks import Work
from app.ui.common.values import money_text
from app.ui.common.windowed_model import RowsTableModel
from app.ui.household.panels import ChangePanel, Panels
from app.ui.theme import Tone

translate = QCoreApplication.translate
_ON, _OFF = "on", "off"
_PARAM = "param:"


def is_changed(row: RuleCount) -> bool:
    """Whether the office uses it otherwise than the table says."""
    return row.rule.on != row.default.on or dict(row.rule.params) != dict(row.default.params)


def params_text(row: RuleCount) -> str:
    """The parameters in words."""
    return "，".join(f"{param_word(name)} {_shown(name, value)}" for name, value in row.rule.params.items())


def _shown(name: str, value: int) -> str:
    return money_text(value) if name.endswith("_fen") else str(value)


def _state_chip(row: RuleCount) -> Chip:
    if not row.rule.on:
        return Chip(translate("findings", "停用"), Shape.CROSS, Tone.NEUTRAL)
    if row.why_not:
        return Chip(row.why_not, Shape.RING, Tone.DUE)
    return Chip(translate("findings", "启用"), Shape.CHECK, Tone.DONE)


def rule_columns() -> Sequence[Column[tuple[int, RuleCount]]]:
    """One rule a line, in the order of the table."""

    def numbers(row: RuleCount) -> str:
        return "、".join(row.rule.numbers)

    return (
        Column("code", translate("findings", "编号"), lambda r: r[1].rule.code, 10, tip=lambda r: numbers(r[1])),
        Column("title", translate("findings", "规则"), lambda r: r[1].rule.title, 34, tip=lambda r: r[1].rule.title),
        Column("group", translate("findings", "分组"), lambda r: r[1].group, 18),
        count_column("level", translate("findings", "级"), lambda r: r[1].rule.level, width=4),
        chip_column("on", translate("findings", "使用"), lambda r: _state_chip(r[1]), width=20),
        Column(
            "params", translate("findings", "参数"), lambda r: params_text(r[1]), 24, tip=lambda r: params_text(r[1])
        ),
        Column(
            "reason", translate("findings", "调整原因"), lambda r: r[1].rule.reason, 20, tip=lambda r: r[1].rule.reason
        ),
        count_column("open", translate("findings", "待核"), lambda r: r[1].open or None),
    )


class Configuring(Panels):
    """Changes a rule for this office; every change has a reason."""

    def adjust(self, row: RuleCount) -> None:
        """Ask for on or off, the parameters and the reason."""
        findings, actor, today = self._context.office.findings, self._context.actor(), self._context.today()
        options = [Option(_ON, self.tr("启用")), Option(_OFF, self.tr("停用"))]
        fields = [
            Field(
                "on", self.tr("使用"), Kind.CHOICE, required=True, options=options, initial=_ON if row.rule.on else _OFF
            )
        ]
        fields += [
            Field(
                f"{_PARAM}{name}",
                param_word(name),
                Kind.MONEY if name.endswith("_fen") else Kind.INTEGER,
                required=True,
                initial=value,
            )
            for name, value in row.rule.params.items()
        ]
        fields.append(Field("reason", self.tr("调整原因"), required=True, hint=self.tr("如：按区级通知执行")))
        form = Form(fields, today=self._context.today)
        panel = ChangePanel(form)
        code = row.rule.code

        def ask() -> Work[object] | None:
            if not form.check():
                return None
            values = form.values()
            params = {name.removeprefix(_PARAM): int(str(v)) for name, v in values.items() if name.startswith(_PARAM)}
            is_on, reason = values["on"] == _ON, str(values["reason"])
            return lambda _: findings.configure(code, on=is_on, params=params, reason=reason, actor=actor, today=today)

        self.open_panel(
            self.tr("调整检查规则"),
            panel,
            about=f"{code}　{row.rule.title}",
            do=self.tr("保存"),
            said=self.tr("规则已调整，下次运行检查时生效。"),
            ask=ask,
        )

    def restore(self, row: RuleCount, bar: RefusalBar) -> None:
        """Take the office's changes back."""
        findings, actor, today = self._context.office.findings, self._context.actor(), self._context.today()
        task = self._context.runner.start(
            self.tr("恢复检查规则"), lambda _: findings.restore(row.rule.code, actor=actor, today=today)
        )
        said = self.tr("规则已恢复为规则表的规定。")
        task.succeeded.connect(lambda _: self._context.navigator.say(said))
        task.succeeded.connect(lambda _: self.saved.emit(0))
        task.refused.connect(bar.show_refusal)


class RuleTable(QWidget):
    """``closed()``: back to the findings. ``rule_asked(code)``: show the findings of this rule."""

    closed = Signal()
    rule_asked = Signal(str)

    def __init__(self, context: TabContext) -> None:
        super().__init__()
        self._rows: tuple[RuleCount, ...] = ()
        self.bar = RefusalBar(self)
        self.configuring = Configuring(context, self)
        self.model: RowsTableModel[tuple[int, RuleCount]] = RowsTableModel(rule_columns(), id_of=lambda r: r[0])
        self.table = DataTable(
            self.model,
            name=self.tr("规则表"),
            key="rules",
            frozen=1,
            stretch=("title", "params"),
            memory=context.memory,
            parent=self,
        )
        self.search = SearchBox(self.tr("编号、规则名称、说明"))
        self.about = QLabel()
        self.about.setWordWrap(True)
        self.about.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.about.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._lay_out()
        self.search.textChanged.connect(lambda _: self._show())
        self.table.opened.connect(lambda _: self._on_adjust())
        self.table.current_changed.connect(self._on_current)

    def _lay_out(self) -> None:
        back = QPushButton(icon("chevron-left"), self.tr("返回疑点"))
        back.clicked.connect(self.closed)
        self.adjust = QPushButton(icon("pencil"), self.tr("调整…"))
        self.adjust.clicked.connect(self._on_adjust)
        self.restore = QPushButton(icon("undo-2"), self.tr("恢复原样"))
        self.restore.clicked.connect(self._on_restore)
        findings = QPushButton(icon("list"), self.tr("看它的疑点"))
        findings.clicked.connect(self._on_findings)
        row = QHBoxLayout()
        row.setContentsMargins(0, 4, 0, 0)
        row.addWidget(back)
        row.addWidget(self.search, 1)
        for button in (findings, self.adjust, self.restore):
            row.addWidget(button)
        split = QSplitter(Qt.Orientation.Vertical)
        split.addWidget(self.table)
        split.addWidget(self.about)
        split.setStretchFactor(0, 1)
        split.setChildrenCollapsible(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(row)
        column.addWidget(self.bar)
        column.addWidget(split, 1)

    def show_rules(self, rows: Sequence[RuleCount]) -> None:
        """Show these; the cursor stays on its rule."""
        self._rows = tuple(rows)
        self._show()

    def _show(self) -> None:
        kept, words = self.table.current_id(), self.search.text().strip().casefold()
        rows = [(n, row) for n, row in enumerate(self._rows, start=1) if words in _text(row)]
        self.model.show_rows(rows)
        if rows:
            self.table.select_position(next((p for p, (n, _) in enumerate(rows) if n == kept), 0))
        self._on_current(self.table.current_id() or 0)

    def current(self) -> RuleCount | None:
        """The rule under the cursor."""
        id_ = self.table.current_id()
        return self._rows[id_ - 1] if id_ is not None and 0 < id_ <= len(self._rows) else None

    def _on_current(self, _: int) -> None:
        row = self.current()
        self.adjust.setEnabled(row is not None)
        self.restore.setEnabled(row is not None and is_changed(row))
        self.restore.setToolTip("" if row is None or is_changed(row) else self.tr("这条规则没有调整过。"))
        self.about.setText(self._about(row) if row is not None else "")

    def _about(self, row: RuleCount) -> str:
        rule, default = row.rule, row.default
        lines = [
            self.tr("{title}（规则 {numbers}）").format(title=rule.title, numbers="、".join(rule.numbers)),
            rule.explain,
            self.tr("怎么改：{hint}").format(hint=rule.hint),
        ]
        if is_changed(row):
            was = "，".join(f"{param_word(name)} {_shown(name, value)}" for name, value in default.params.items())
            on = self.tr("启用") if default.on else self.tr("停用")
            lines.append(self.tr("规则表原为：{said}").format(said="，".join(filter(None, (on, was)))))
        if row.why_not:
            lines.append(row.why_not)
        return "\n".join(lines)

    def _on_adjust(self) -> None:
        row = self.current()
        if row is not None:
            self.bar.clear()
            self.configuring.adjust(row)

    def _on_restore(self) -> None:
        row = self.current()
        if row is not None:
            self.bar.clear()
            self.configuring.restore(row, self.bar)

    def _on_findings(self) -> None:
        row = self.current()
        if row is not None:
            self.rule_asked.emit(row.rule.code)


def _text(row: RuleCount) -> str:
    rule = row.rule
    return " ".join((*rule.numbers, rule.code, rule.title, rule.explain, row.group)).casefold()
