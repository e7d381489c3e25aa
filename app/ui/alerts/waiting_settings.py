"""阈值和规则: from which amount departments' rows are offered, and the rules with their numbers; a reason for each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QDialog, QLabel, QPushButton, QSplitter, QVBoxLayout, QWidget

from app.models.enums import Gap
from app.services.raising.list_kinds import ListKind, Population
from app.services.raising.rules import AlertRule
from app.ui.alerts.waiting_book import Waiting
from app.ui.common import dialogs
from app.ui.common.chips import Chip, Shape
from app.ui.common.choice_editors import Option
from app.ui.common.columns import Column, chip_column, money_column
from app.ui.common.context import TabContext
from app.ui.common.form_builder import Field, Form, Kind
from app.ui.common.table_view import DataTable
from app.ui.common.windowed_model import RowsTableModel
from app.ui.theme import Tone

translate = QCoreApplication.translate
_ON, _OFF = "on", "off"


@dataclass(frozen=True, slots=True)
class Setting:
    """A kind of list or a rule, as the form edits it."""

    name: str
    note: str
    fields: tuple[Field, ...]
    save: Callable[[Mapping[str, object]], object]


def _use(on: bool) -> Chip:
    if on:
        return Chip(translate("alerts", "启用"), Shape.CHECK, Tone.DONE)
    return Chip(translate("alerts", "停用"), Shape.CROSS, Tone.NEUTRAL)


def _gap(code: str) -> str:
    return Gap(code).label if code else ""


def _reason(own: str, note: str) -> str:
    return own or translate("alerts", "（未改）{note}").format(note=note)


def kind_columns() -> tuple[Column[ListKind], ...]:
    """One kind a line."""

    def amount(population: Population) -> Callable[[ListKind], int | None]:
        return lambda kind: kind.thresholds.get(population)

    return (
        Column("name", translate("alerts", "部门推送类型"), lambda k: k.name, 14),
        chip_column("on", translate("alerts", "使用"), lambda k: _use(k.on), width=8),
        Column("gap", translate("alerts", "缺项"), lambda k: _gap(k.gap), 10),
        *(money_column(p.value, p.label, amount(p)) for p in Population),
        Column("how", translate("alerts", "怎样算达到"), _how, 14),
        Column(
            "reason",
            translate("alerts", "调整原因、说明"),
            lambda k: _reason(k.reason, k.note),
            40,
            tip=lambda k: _reason(k.reason, k.note),
        ),
    )


def _how(kind: ListKind) -> str:
    if not kind.by_amount:
        return translate("alerts", "推送即提请")
    over = translate("alerts", "超过") if kind.is_over else translate("alerts", "达到")
    return translate("alerts", "{period} {over}").format(period=kind.period, over=over)


def rule_columns() -> tuple[Column[AlertRule], ...]:
    """One rule a line."""
    return (
        Column("number", translate("alerts", "编号"), lambda r: r.number, 5),
        Column("name", translate("alerts", "规则"), lambda r: r.name, 18),
        chip_column("on", translate("alerts", "使用"), lambda r: _use(r.on), width=8),
        Column("gap", translate("alerts", "缺项"), lambda r: _gap(r.gap), 10),
        Column("params", translate("alerts", "参数"), _params, 16),
        Column(
            "reason",
            translate("alerts", "调整原因、说明"),
            lambda r: _reason(r.reason, r.about),
            50,
            tip=lambda r: _reason(r.reason, r.about),
        ),
    )


def _param_word(name: str) -> str:
    words = {"percent": translate("alerts", "百分比"), "months": translate("alerts", "月数")}
    return words.get(name, name)


def _params(rule: AlertRule) -> str:
    return "，".join(f"{_param_word(name)} {value}" for name, value in rule.params.items())


class WaitingSettings(QWidget):
    """Two tables; double click or 修改 opens the form."""

    def __init__(self, context: TabContext) -> None:
        super().__init__()
        self._context = context
        self.kinds: RowsTableModel[ListKind] = RowsTableModel(kind_columns())
        self.rules: RowsTableModel[AlertRule] = RowsTableModel(rule_columns())
        self.kind_table = DataTable(
            self.kinds,
            name=self.tr("部门推送的阈值"),
            key="alerts/thresholds",
            memory=context.memory,
            stretch=("reason",),
        )
        self.rule_table = DataTable(
            self.rules, name=self.tr("规则"), key="alerts/rules", memory=context.memory, stretch=("reason",)
        )
        hint = QLabel(
            self.tr("阈值和参数是各地的例子，请按区里的文件核对后修改。每次修改都写原因，修改立即对已导入的名单生效。")
        )
        hint.setProperty("muted", True)
        hint.setWordWrap(True)
        split = QSplitter(Qt.Orientation.Vertical)
        self.change_kind, self.change_rule = QPushButton(self.tr("修改阈值…")), QPushButton(self.tr("修改规则…"))
        for table, button in ((self.kind_table, self.change_kind), (self.rule_table, self.change_rule)):
            part = QWidget()
            rows = QVBoxLayout(part)
            rows.setContentsMargins(0, 0, 0, 4)
            rows.addWidget(table, 1)
            rows.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
            split.addWidget(part)
        split.setStretchFactor(0, 3)
        split.setStretchFactor(1, 2)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 4)
        column.addWidget(hint)
        column.addWidget(split, 1)
        self.change_kind.clicked.connect(self.ask_kind)
        self.change_rule.clicked.connect(self.ask_rule)
        self.kind_table.opened.connect(lambda _: self.ask_kind())
        self.rule_table.opened.connect(lambda _: self.ask_rule())

    def show_waiting(self, now: Waiting) -> None:
        """Show a new reading; the cursors stay."""
        for table, model, rows in (
            (self.kind_table, self.kinds, tuple(now.kinds.values())),
            (self.rule_table, self.rules, tuple(now.rules.values())),
        ):
            kept = max(table.currentIndex().row(), 0)
            model.show_rows(rows)  # type: ignore[arg-type]
            table.select_position(kept)

    def ask_kind(self) -> None:
        """Change the thresholds of the kind under the cursor."""
        kind = self.kinds.rows[max(self.kind_table.currentIndex().row(), 0)]
        office, actor, today = self._context.office, self._context.actor(), self._context.today()
        amounts = tuple(
            Field(p.value, p.label, Kind.MONEY, required=True, initial=fen) for p, fen in kind.thresholds.items()
        )

        def save(said: Mapping[str, object]) -> object:
            thresholds = {p.value: said[p.value] for p in kind.thresholds}
            return office.raising.set_kind(
                kind.code,
                thresholds={name: fen for name, fen in thresholds.items() if isinstance(fen, int)},
                on=said["on"] == _ON,
                reason=str(said["reason"] or ""),
                actor=actor,
                today=today,
            )

        self._ask(Setting(kind.name, kind.note, (_on_field(kind.on), *amounts, _reason_field()), save))

    def ask_rule(self) -> None:
        """Change the parameters of the rule under the cursor."""
        rule = self.rules.rows[max(self.rule_table.currentIndex().row(), 0)]
        office, actor, today = self._context.office, self._context.actor(), self._context.today()
        numbers = tuple(
            Field(name, _param_word(name), Kind.INTEGER, required=True, least=1, most=999, initial=value)
            for name, value in rule.params.items()
        )

        def save(said: Mapping[str, object]) -> object:
            params = {name: said[name] for name in rule.params}
            return office.raising.set_rule(
                rule.code,
                params={name: value for name, value in params.items() if isinstance(value, int)},
                on=said["on"] == _ON,
                reason=str(said["reason"] or ""),
                actor=actor,
                today=today,
            )

        self._ask(Setting(rule.name, rule.about, (_on_field(rule.on), *numbers, _reason_field()), save))

    def _ask(self, setting: Setting) -> None:
        form = Form(setting.fields, today=self._context.today)
        content = QWidget()
        column = QVBoxLayout(content)
        note = QLabel(setting.note)
        note.setWordWrap(True)
        note.setProperty("muted", True)
        column.addWidget(note)
        column.addWidget(form)
        dialogs.panel(
            self, setting.name, content, do=self.tr("保存"), then=lambda dialog: self._save(dialog, form, setting)
        ).open()

    def _save(self, dialog: QDialog, form: Form, setting: Setting) -> None:
        if not form.check():
            return
        said = form.values()
        task = self._context.runner.start(self.tr("保存阈值"), lambda _: setting.save(said), quiet=True)
        task.succeeded.connect(lambda _: dialog.accept())
        task.refused.connect(form.show_refusal)


def _on_field(on: bool) -> Field:
    options = (Option(_ON, translate("alerts", "启用")), Option(_OFF, translate("alerts", "停用")))
    return Field(
        "on", translate("alerts", "使用"), Kind.CHOICE, required=True, options=options, initial=_ON if on else _OFF
    )


def _reason_field() -> Field:
    hint = translate("alerts", "例如：按区医保局某号文")
    return Field("reason", translate("alerts", "更改的原因"), Kind.TEXT, required=True, hint=hint)
