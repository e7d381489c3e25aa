"""The pages of a household: 概况 成员 收支 三保障 监测与帮扶 疑点 附件 时间线."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Generic, TypeVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFormLayout, QFrame, QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget
from typing_extensions import override

from app.services.dossier.parts import Dossier, FactLine, GuaranteeLine
from app.ui.common.chips import ChipLabel, truth_chip
from app.ui.common.columns import Column
from app.ui.common.empty_state import EmptyOr, EmptyState
from app.ui.common.scrolled import Scrolled
from app.ui.common.table_view import DataTable
from app.ui.common.values import day_text, money_text
from app.ui.common.windowed_model import RowsTableModel
from app.ui.household import tables, words

Row = TypeVar("Row")


class Page(QWidget):
    """One page; ``show_dossier`` fills it."""

    def show_dossier(self, dossier: Dossier) -> None:
        """Show this household."""
        raise NotImplementedError


class ShortTable(QWidget, Generic[Row]):
    """A titled table of a page, or the sentence that says what fills it."""

    opened = Signal(int)

    def __init__(self, title: str, columns: Sequence[Column[Row]], *, empty: str, rows: int = 0) -> None:
        super().__init__()
        self.model: RowsTableModel[Row] = RowsTableModel(columns)
        self.table = DataTable(self.model, name=title)
        self.table.opened.connect(self.opened)
        self._rows = rows
        self.empty = EmptyState(empty)
        self._either = EmptyOr(self.table, self.empty)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        self._title = QLabel(title)
        self._title.setProperty("heading", True)
        column.addWidget(self._title)
        column.addWidget(self._either, 1)

    def show_rows(self, rows: Sequence[Row]) -> None:
        """Show these rows."""
        self.model.show_rows(rows)
        self._either.show_empty(is_empty=not rows)

    def row(self, id_: int) -> Row:
        """The row that a signal of the table named."""
        return next(self.model.row_at(p) for p in range(self.model.rowCount()) if self.model.id_at(p) == id_)  # type: ignore[return-value]


class OverviewPage(Page):
    """概况: what the office knows of the household itself, at a glance."""

    def __init__(self, today: Callable[[], date]) -> None:
        super().__init__()
        self._today = today
        inside = QWidget()
        self._lines = QFormLayout(inside)
        self._lines.setLabelAlignment(Qt.AlignmentFlag.AlignRight)
        self._lines.setVerticalSpacing(6)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 0)
        column.addWidget(Scrolled(inside))

    @override
    def show_dossier(self, dossier: Dossier) -> None:
        while self._lines.rowCount():
            self._lines.removeRow(0)
        head = dossier.head
        place = "".join(filter(None, (head.village_name, head.group_name, head.natural_village)))
        for label, text in (
            (self.tr("户编号"), head.code),
            (self.tr("国家系统编号"), head.national_code or ""),
            (self.tr("村组"), place),
            (self.tr("住址"), head.address or ""),
            (self.tr("联系电话"), head.phone or ""),
            (self.tr("户类型"), words.type_word(head.household_type)),
            (self.tr("家庭人口"), self._heads(dossier)),
            (self.tr("人均纯收入"), self._income(dossier)),
            (self.tr("风险"), words.risk_words(head.risks)),
            (self.tr("户主"), self._who(dossier)),
            (self.tr("状态"), self._status(dossier)),
            (self.tr("备注"), head.remark or ""),
        ):
            if text:
                self._lines.addRow(self._muted(label), self._value(text))
        self._lines.addRow(self._muted(self.tr("两不愁三保障")), self._guarantees(dossier))
        if dossier.events:
            lines = [
                f"{day_text(e.happened_on)} {words.event_word(e.kind)} {e.description or ''}" for e in dossier.events
            ]
            self._lines.addRow(self._muted(self.tr("突发情况")), self._value("\n".join(lines)))

    def _heads(self, dossier: Dossier) -> str:
        head = dossier.head
        if head.counted_heads == head.member_count:
            return self.tr("{count} 人").format(count=head.member_count)
        return self.tr("{count} 人，计入人均 {counted} 人").format(count=head.member_count, counted=head.counted_heads)

    def _income(self, dossier: Dossier) -> str:
        head = dossier.head
        if head.net_per_head_fen is None:
            return self.tr("没有收入数据")
        return self.tr("{yuan} 元（{basis}）").format(
            yuan=money_text(head.net_per_head_fen), basis=head.net_basis or ""
        )

    def _who(self, dossier: Dossier) -> str:
        found = next((member for member in dossier.members if member.is_head), None)
        if found is None:
            return self.tr("没有户主，请在成员页指定")
        age = tables.age_on(found.born_on, self._today())
        parts = (found.name, words.sex_word(found.sex), self.tr("{age}岁").format(age=age) if age is not None else "")
        return "　".join(filter(None, (*parts, found.id_number, found.phone)))

    def _status(self, dossier: Dossier) -> str:
        head = dossier.head
        if head.status == "active":
            return ""
        return f"{words.status_word(head.status)} {day_text(head.ended_on)} {head.end_reason or ''}"

    def _guarantees(self, dossier: Dossier) -> QWidget:
        box = QWidget()
        grid = QGridLayout(box)
        grid.setContentsMargins(0, 0, 0, 0)
        for number, line in enumerate(dossier.guarantees):
            name, answers = words.guarantee_words()[line.key]
            grid.addWidget(QLabel(name), number // 2, number % 2 * 2)
            grid.addWidget(ChipLabel(truth_chip(line.value, answers)), number // 2, number % 2 * 2 + 1)
        grid.setColumnStretch(4, 1)
        return box

    @staticmethod
    def _muted(text: str) -> QLabel:
        label = QLabel(text)
        label.setProperty("muted", True)
        return label

    @staticmethod
    def _value(text: str) -> QLabel:
        label = QLabel(text)
        label.setWordWrap(True)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        return label


class MembersPage(Page):
    """成员: present and former ones; ``member_opened(person_id)`` by double click."""

    member_opened = Signal(int)

    def __init__(self, today: Callable[[], date]) -> None:
        super().__init__()
        self.present = ShortTable(
            self.tr("在户成员"), tables.member_columns(today), empty=self.tr("没有在户成员。可用上方“新增成员”添加。")
        )
        self.former = ShortTable(self.tr("已离户成员"), tables.former_columns(), empty=self.tr("没有离户记录。"))
        self.present.opened.connect(lambda id_: self.member_opened.emit(self.present.row(id_).person_id))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 0)
        column.addWidget(self.present, 3)
        column.addWidget(self.former, 2)

    @override
    def show_dossier(self, dossier: Dossier) -> None:
        self.present.show_rows(dossier.members)
        self.former.show_rows(dossier.former)
        self.former.setVisible(bool(dossier.former))


class IncomePage(Page):
    """收支: every statement, the one that counts first, and its items."""

    def __init__(self) -> None:
        super().__init__()
        self.statements = ShortTable(
            self.tr("收入（采用的一条决定人均）"),
            tables.income_columns(),
            empty=self.tr("没有收入数据。导入收入表、入户走访或登记收入后出现。"),
        )
        self.items = ShortTable(self.tr("逐项"), tables.item_columns(), empty=self.tr("这一条没有逐项数据。"))
        self.statements.table.current_changed.connect(self._on_current)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 0)
        column.addWidget(self.statements, 1)
        column.addWidget(self.items, 1)

    @override
    def show_dossier(self, dossier: Dossier) -> None:
        self.statements.show_rows(dossier.incomes)
        self.items.setVisible(bool(dossier.incomes))
        self.items.show_rows(dossier.incomes[0].items if dossier.incomes else ())

    def _on_current(self, id_: int) -> None:
        if id_ >= 0:
            self.items.show_rows(self.statements.row(id_).items)


class GuaranteesPage(Page):
    """三保障: for each what counts, from whom and when, and everything else that was said."""

    def __init__(self) -> None:
        super().__init__()
        self._inside = QWidget()
        self._column = QVBoxLayout(self._inside)
        self._column.setContentsMargins(0, 0, 8, 0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 0)
        column.addWidget(Scrolled(self._inside))

    @override
    def show_dossier(self, dossier: Dossier) -> None:
        while item := self._column.takeAt(0):
            if widget := item.widget():
                widget.hide()
                widget.deleteLater()
        for line in dossier.guarantees:
            self._column.addWidget(self._card(line))
        self._column.addStretch(1)

    def _card(self, line: GuaranteeLine) -> QWidget:
        card = QFrame()
        card.setProperty("pane", True)
        name, answers = words.guarantee_words()[line.key]
        title = QLabel(name)
        title.setProperty("heading", True)
        row = QHBoxLayout()
        row.addWidget(title)
        row.addWidget(ChipLabel(truth_chip(line.value, answers)))
        row.addStretch(1)
        column = QVBoxLayout(card)
        column.setContentsMargins(10, 6, 10, 6)
        column.setSpacing(2)
        column.addLayout(row)
        for text in self._said(line, answers):
            label = QLabel(text)
            label.setWordWrap(True)
            label.setProperty("muted", True)
            column.addWidget(label)
        return card

    def _said(self, line: GuaranteeLine, answers: tuple[str, str, str]) -> list[str]:
        if line.facts:
            return [self._fact(fact, answers) for fact in line.facts]
        if line.why:
            return [self.tr("按成员推算：{names}").format(names="、".join(line.why))]
        if line.value is not None:
            return [self.tr("按成员推算或按方案默认，没有单独登记。")]
        return [self.tr("没有任何来源登记过，走访时请问清。")]

    def _fact(self, fact: FactLine, answers: tuple[str, str, str]) -> str:
        word = answers[0] if fact.value else answers[1]
        source, day = words.source_word(fact.source), day_text(fact.observed_on) or str(fact.year)
        if fact.is_effective:
            return self.tr("采用：{word}，{source}，{day}").format(word=word, source=source, day=day)
        return self.tr("另有：{word}，{source}，{day}").format(word=word, source=source, day=day)


class MonitoringPage(Page):
    """监测与帮扶: spells, procedures, alerts and measures."""

    def __init__(self, today: Callable[[], date]) -> None:
        super().__init__()
        self.cases = ShortTable(self.tr("各年办理"), tables.case_columns(), empty=self.tr("还没有办理过。"))
        self.spells = ShortTable(self.tr("监测"), tables.spell_columns(), empty=self.tr("不是监测对象。"))
        self.alerts = ShortTable(self.tr("预警"), tables.alert_columns(today), empty=self.tr("没有预警。"))
        self.measures = ShortTable(self.tr("帮扶措施"), tables.measure_columns(), empty=self.tr("没有帮扶措施。"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 0)
        for part in (self.cases, self.spells, self.alerts, self.measures):
            column.addWidget(part, 1)

    @override
    def show_dossier(self, dossier: Dossier) -> None:
        self.cases.show_rows(dossier.cases)
        self.spells.show_rows(dossier.spells)
        self.alerts.show_rows(dossier.alerts)
        self.measures.show_rows(dossier.measures)


class FindingsPage(Page):
    """疑点 of the household and its members."""

    def __init__(self) -> None:
        super().__init__()
        self.findings = ShortTable(
            self.tr("疑点"), tables.finding_columns(), empty=self.tr("没有疑点。运行“疑点检查”后，有问题的会列在这里。")
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 0)
        column.addWidget(self.findings)

    @override
    def show_dossier(self, dossier: Dossier) -> None:
        self.findings.show_rows(dossier.findings)


class AttachmentsPage(Page):
    """附件: kept encrypted beside the database; ``add_asked``, ``open_asked(id)``, ``remove_asked(id)``."""

    add_asked = Signal()
    open_asked = Signal(int)
    remove_asked = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.files = ShortTable(
            self.tr("附件"),
            tables.attachment_columns(),
            empty=self.tr("没有附件。照片、签字页、证明等可以上传，加密保存。"),
        )
        self.files.opened.connect(lambda id_: self.open_asked.emit(self.files.row(id_).attachment_id))
        add, remove = QPushButton(self.tr("上传…")), QPushButton(self.tr("移除…"))
        add.clicked.connect(self.add_asked)
        remove.clicked.connect(self._on_remove)
        self._remove = remove
        row = QHBoxLayout()
        row.addWidget(add)
        row.addWidget(remove)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 0)
        column.addLayout(row)
        column.addWidget(self.files, 1)

    @override
    def show_dossier(self, dossier: Dossier) -> None:
        self.files.show_rows(dossier.attachments)
        self._remove.setEnabled(bool(dossier.attachments))

    def _on_remove(self) -> None:
        current = self.files.table.current_id()
        if current is not None:
            self.remove_asked.emit(self.files.row(current).attachment_id)


class TimelinePage(Page):
    """时间线: steps and entries, the latest first."""

    def __init__(self) -> None:
        super().__init__()
        self.lines = ShortTable(
            self.tr("经过（新的在前）"), tables.timeline_columns(), empty=self.tr("还没有任何办理或修改记录。")
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 0)
        column.addWidget(self.lines)

    @override
    def show_dossier(self, dossier: Dossier) -> None:
        self.lines.show_rows(dossier.timeline)
