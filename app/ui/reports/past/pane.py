"""One household that evening, and everything that touched it since."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from app.services.id_number import masked
from app.services.past.records import Change, PastHousehold
from app.services.recording.fields import HOUSEHOLD_FACT, Field, Kind
from app.ui.common.chips import case_chip, category_chip
from app.ui.common.columns import Column
from app.ui.common.empty_state import EmptyOr, EmptyState
from app.ui.common.icons import icon
from app.ui.common.side_pane import SidePane
from app.ui.common.table_view import DataTable
from app.ui.common.values import money_text
from app.ui.common.windowed_model import RowsTableModel
from app.ui.household.words import sex_word
from app.ui.reports.past.columns import change_columns

translate = QCoreApplication.translate
Member = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Shown:
    """What the pane shows: the household's page of then (None: it was not known), and its changes."""

    row: PastHousehold
    on: date
    page: Mapping[str, object] | None
    changes: Sequence[Change]


class EveningPane(SidePane):
    """``household_asked``: the present page of the household."""

    household_asked = Signal(int)

    def __init__(self) -> None:
        super().__init__(name="")
        self.setAccessibleName(self.tr("当晚的这一户"))
        self._household_id = 0
        self.members: RowsTableModel[Member] = RowsTableModel(
            (
                Column("name", self.tr("姓名"), lambda row: _text(row, "name"), 8),
                Column("relation", self.tr("关系"), lambda row: _text(row, "relation"), 6),
                Column("sex", self.tr("性别"), lambda row: sex_word(_text(row, "sex")), 4),
                Column("id", self.tr("证件号码"), lambda row: masked(_text(row, "id_number")), 19),
            )
        )
        self.members_table = DataTable(self.members, name=self.tr("当晚的成员"))
        self.facts = QLabel()
        self.facts.setWordWrap(True)
        self.changes: RowsTableModel[Change] = RowsTableModel(change_columns())
        self.changes_table = DataTable(self.changes, name=self.tr("之后的改动"))
        self.open = QPushButton(icon("house"), self.tr("打开这户现在的页面"))
        self.open.clicked.connect(lambda: self.household_asked.emit(self._household_id))
        evening = QWidget()
        column = QVBoxLayout(evening)
        column.setContentsMargins(0, 4, 0, 0)
        column.addWidget(self.facts)
        column.addWidget(self.members_table, 1)
        nothing = EmptyState(self.tr("这天晚上以后，这一户没有改动。"), sign="circle-check")
        self._either = EmptyOr(self.changes_table, nothing)
        self.add_page(evening, self.tr("当晚情况"))
        self.add_page(self._either, self.tr("之后的改动"))
        self.insert_above_pages(self.open)

    def show_household(self, shown: Shown) -> None:
        """Show a household."""
        row, page = shown.row, shown.page
        self._household_id = row.household_id
        then = row.then
        chips = [case_chip(then.state)] if then.state else []
        chips += [category_chip(then.category)] if then.category else []
        place = f"{then.village or row.now.village}{then.group or row.now.group}"
        title = f"{then.head or row.now.head} {row.code}"
        said = self.tr("{place}，{on} 晚上").format(place=place, on=shown.on.isoformat())
        self.show_head(title, said, chips)
        members = page.get("members") if page else None
        self.members.show_rows(members if isinstance(members, list) else [])
        self.facts.setText(self._facts(page) if page else self.tr("这天晚上台账里还没有这一户。"))
        self.changes.show_rows(shown.changes)
        self._either.show_empty(is_empty=not shown.changes)
        self.tabs.setTabText(1, self.tr("之后的改动 {count}").format(count=len(shown.changes)))

    def _facts(self, page: Mapping[str, object]) -> str:
        lines = []
        facts = page.get("facts")
        if isinstance(facts, dict):
            said = [
                f"{field.label} {_value(field, facts[name])}" for name, field in HOUSEHOLD_FACT.items() if name in facts
            ]
            lines.append(self.tr("；").join(said))
        spell = page.get("spell")
        if isinstance(spell, dict) and not spell.get("closed_on"):
            lines.append(self.tr("识别 {on}").format(on=spell.get("identified_on") or "—"))
        alerts = page.get("alerts")
        if isinstance(alerts, list) and alerts:
            lines.append(self.tr("预警 {numbers}").format(numbers="、".join(str(a["number"]) for a in alerts)))
        return "\n".join(filter(None, lines)) or self.tr("当晚没有登记其他情况。")


def _text(row: Member, name: str) -> str:
    value = row.get(name)
    return "" if value is None else str(value)


def _value(field: Field, value: object) -> str:
    if field.kind is Kind.FEN and isinstance(value, int):
        return money_text(value)
    if field.kind is Kind.TRUTH:
        return {1: translate("past", "是"), 0: translate("past", "否")}.get(int(str(value)), "")
    return str(value)
