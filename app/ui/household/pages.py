"""The pages of a household: 概况 成员 收支 三保障."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFormLayout, QFrame, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget
from typing_extensions import override

from app.services.dossier.parts import Dossier, FactLine, GuaranteeLine
from app.services.id_number import masked
from app.ui.common.chips import ChipLabel, truth_chip
from app.ui.common.household_columns import type_word
from app.ui.common.scrolled import Scrolled
from app.ui.common.values import day_text, money_text
from app.ui.household import tables, words
from app.ui.household.page import Page, ShortTable


class OverviewPage(Page):
    """概况: what the office knows of the household itself, at a glance."""

    def __init__(self, today: Callable[[], date]) -> None:
        super().__init__(name=self.tr("本户的变动"))
        self._today = today
        inside = QWidget()
        self._lines = QFormLayout(inside)
        self._lines.setLabelAlignment(Qt.AlignmentFlag.AlignRight)
        self._lines.setVerticalSpacing(6)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 0)
        column.addWidget(self.bar)
        column.addWidget(Scrolled(inside), 1)

    @override
    def show_dossier(self, dossier: Dossier) -> None:
        self.show_actions(
            dossier,
            (
                ("edit", self.tr("修改"), "pencil"),
                ("move", self.tr("调整村组"), "map-pin"),
                ("split", self.tr("分户"), "split"),
                ("merge", self.tr("并户"), "merge"),
                ("end", self.tr("整户注销"), "user-round-minus"),
            ),
        )
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
            (self.tr("户类型"), type_word(head.household_type)),
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
        if any(e.withdrawn_on is None for e in dossier.events):
            lines = [
                f"{day_text(e.happened_on)} {words.event_word(e.kind)} {e.description or ''}"
                for e in dossier.events
                if e.withdrawn_on is None
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
        return "　".join(filter(None, (*parts, masked(found.id_number), found.phone)))

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
    """成员: present and former ones; double click edits."""

    def __init__(self, today: Callable[[], date]) -> None:
        super().__init__(name=self.tr("成员的变动"))
        self.present = ShortTable(
            self.tr("在户成员"), tables.member_columns(today), empty=self.tr("没有在户成员。可用上方“新增成员”添加。")
        )
        self.former = ShortTable(self.tr("已离户成员"), tables.former_columns(), empty=self.tr("没有离户记录。"))
        self.present.opened.connect(lambda _: self.asked.emit("member_edit", self.chosen()))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 0)
        column.addWidget(self.bar)
        column.addWidget(self.present, 3)
        column.addWidget(self.former, 2)

    @override
    def chosen(self) -> int:
        current = self.present.table.current_id()
        return self.present.row(current).membership_id if current is not None else 0

    def choose_person(self, person_id: int) -> None:
        """Put the cursor on a member."""
        for position, member in enumerate(self.present.model.rows):
            if member.person_id == person_id:
                self.present.table.select_position(position)

    @override
    def show_dossier(self, dossier: Dossier) -> None:
        self.show_actions(
            dossier,
            (
                ("member_add", self.tr("新增成员"), "user-round-plus"),
                ("member_edit", self.tr("修改成员"), "pencil"),
                ("member_facts", self.tr("登记情况"), "clipboard-list"),
                ("member_leave", self.tr("成员减少"), "user-round-minus"),
                ("member_move", self.tr("转到别户"), "arrow-right-left"),
                ("member_count", self.tr("计入人均"), "users"),
                ("head", self.tr("变更户主"), "house"),
            ),
        )
        self.present.show_rows(dossier.members)
        self.present.table.select_position(0)
        self.former.show_rows(dossier.former)
        self.former.setVisible(bool(dossier.former))


class IncomePage(Page):
    """收支: every statement, the one that counts first, and its items."""

    def __init__(self) -> None:
        super().__init__(name=self.tr("收支登记"))
        self.statements = ShortTable(
            self.tr("收入（采用的一条决定人均）"),
            tables.income_columns(),
            empty=self.tr("没有收入数据。导入收入表、入户走访或登记收入后出现。"),
        )
        self.items = ShortTable(self.tr("逐项"), tables.item_columns(), empty=self.tr("这一条没有逐项数据。"))
        self.events = ShortTable(
            self.tr("骤减骤增和突发情况"), tables.event_columns(), empty=self.tr("没有登记过，按没有发生处理。")
        )
        self.statements.table.current_changed.connect(self._on_current)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 0)
        column.addWidget(self.bar)
        column.addWidget(self.statements, 3)
        column.addWidget(self.items, 3)
        column.addWidget(self.events, 2)

    @override
    def chosen(self) -> int:
        current = self.events.table.current_id()
        return self.events.row(current).event_id if current is not None else 0

    @override
    def show_dossier(self, dossier: Dossier) -> None:
        offered = [
            ("income", self.tr("登记收入"), "plus"),
            ("event", self.tr("登记突发情况"), "triangle-alert"),
        ]
        if any(event.withdrawn_on is None for event in dossier.events):
            offered.append(("event_withdraw", self.tr("撤销所选情况"), "undo-2"))
        self.show_actions(dossier, offered)
        self.events.show_rows(dossier.events)
        self.events.table.select_position(0)
        self.statements.show_rows(dossier.incomes)
        self.items.setVisible(bool(dossier.incomes))
        self.items.show_rows(dossier.incomes[0].items if dossier.incomes else ())

    def _on_current(self, id_: int) -> None:
        if id_ >= 0:
            self.items.show_rows(self.statements.row(id_).items)


class GuaranteesPage(Page):
    """三保障: for each what counts, from whom and when, and everything else that was said."""

    def __init__(self) -> None:
        super().__init__(name=self.tr("三保障登记"))
        self._inside = QWidget()
        self._column = QVBoxLayout(self._inside)
        self._column.setContentsMargins(0, 0, 8, 0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 0)
        column.addWidget(self.bar)
        column.addWidget(Scrolled(self._inside), 1)

    @override
    def show_dossier(self, dossier: Dossier) -> None:
        self.show_actions(dossier, (("guarantees", self.tr("登记三保障情况"), "clipboard-list"),))
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
