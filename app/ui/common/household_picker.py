"""Choosing households for a paper or a permit: searched by name, or their codes pasted from a table."""

from __future__ import annotations

import re
from collections.abc import Sequence

from PySide6.QtCore import QStringListModel, QTimer, Signal
from PySide6.QtWidgets import QCompleter, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from app.services.households import RosterQuery, RosterRow
from app.services.office import Office
from app.ui.common.columns import Column
from app.ui.common.context import TabContext
from app.ui.common.editors import Editor
from app.ui.common.household_columns import code_column, head_column, place_column
from app.ui.common.search_box import SearchBox
from app.ui.common.table_view import DataTable
from app.ui.common.tasks import Latest
from app.ui.common.windowed_model import RowsTableModel

_OFFERED = 12
_APART = re.compile(r"[\s,，;；、]+")
_CODE = re.compile(r"[0-9A-Za-z]{6,40}")


class HouseholdPicker(Editor):
    """Value: the household ids as a tuple, in the order of choosing. ``rows`` has them as lines of the roster."""

    picked = Signal()

    def __init__(self, context: TabContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._office = context.office
        self._searches, self._pastes = Latest(context.runner, self), Latest(context.runner, self)
        self._offered: dict[str, RosterRow] = {}
        self.search = SearchBox(self.tr("姓名/拼音/户编号；可粘贴多个户编号"))
        self._words = QStringListModel(self)
        completer = QCompleter(self._words, self)
        completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        completer.popup().setAccessibleName(self.tr("查找结果"))
        completer.activated.connect(self._on_chosen)
        self._completer = completer
        self.model: RowsTableModel[RosterRow] = RowsTableModel(self._columns(), id_of=lambda row: row.household_id)
        self.table = DataTable(self.model, name=self.tr("所选的户"))
        self.table.setMinimumHeight(self.fontMetrics().height() * 7)
        self.note = QLabel()
        self.note.setWordWrap(True)
        self.note.setProperty("muted", True)
        self.drop = QPushButton(self.tr("移出选中的户"))
        self.empty = QPushButton(self.tr("清空"))
        self._lay_out()
        self._connect()
        self._show(())

    def _columns(self) -> Sequence[Column[RosterRow]]:
        return (
            head_column(lambda row: row.head_name),
            place_column(lambda row: row, width=13),
            code_column(lambda row: row.code),
        )

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.addWidget(self.drop)
        row.addWidget(self.empty)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.search)
        column.addWidget(self.note)
        column.addWidget(self.table, 1)
        column.addLayout(row)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.setFocusProxy(self.search)

    def _connect(self) -> None:
        self.search.query_changed.connect(self._on_query)
        self.search.entered.connect(self._on_entered)
        self._searches.answered.connect(self._on_offered)
        self._pastes.answered.connect(self._on_pasted)
        self.drop.clicked.connect(self._on_drop)
        self.empty.clicked.connect(lambda: self._show(()))

    @property
    def rows(self) -> tuple[RosterRow, ...]:
        """The chosen households."""
        return self.model.rows

    @property
    def codes(self) -> tuple[str, ...]:
        """Their codes."""
        return tuple(row.code for row in self.rows)

    @override
    def value(self) -> tuple[int, ...]:
        return tuple(row.household_id for row in self.rows)

    @override
    def set_value(self, value: object) -> None:
        """Ids, codes, or None."""
        given = tuple(value) if isinstance(value, (list, tuple)) else ()
        self._show(())
        codes = [str(entry) for entry in given if isinstance(entry, str)]
        ids = [entry for entry in given if isinstance(entry, int)]
        office = self._office

        def read(_: object) -> tuple[list[RosterRow], list[str]]:
            rows, unknown = _by_codes(office, codes)
            found = office.households.rows(ids)
            return [*rows, *(found[id_] for id_ in ids if id_ in found)], unknown

        if codes or ids:
            self._pastes.ask(self.tr("读取农户"), read)

    # -- searching ---------------------------------------------------------------------------------

    def _on_query(self, text: str) -> None:
        codes = _codes_in(text)
        if len(codes) > 1:
            self._take(codes)
        elif text:
            office = self._office
            self._searches.ask(self.tr("查找"), lambda _: _suggested(office, text))
        else:
            self._searches.forget()
            self._on_offered(())

    def _on_entered(self, text: str) -> None:
        if len(self._offered) == 1:
            self._add(tuple(self._offered.values()))
            self.search.forget()
        elif codes := _codes_in(text):
            self._take(codes)

    def _take(self, codes: Sequence[str]) -> None:
        office = self._office
        self._pastes.ask(self.tr("读取农户"), lambda _: _by_codes(office, codes))
        QTimer.singleShot(0, self.search, self.search.forget)

    def _on_offered(self, rows: Sequence[RosterRow]) -> None:
        self._offered = {f"{row.head_name}　{row.village_name}{row.group_name}　{row.code}": row for row in rows}
        self._words.setStringList(list(self._offered))
        if not rows or not self.search.hasFocus():
            self._completer.popup().hide()
            return
        if self.search.completer() is not self._completer:
            self.search.setCompleter(self._completer)
        self._completer.complete()

    def _on_chosen(self, text: str) -> None:
        if text in self._offered:
            self._add((self._offered[text],))
            QTimer.singleShot(0, self.search, self.search.forget)

    def _on_pasted(self, answer: tuple[list[RosterRow], list[str]]) -> None:
        rows, unknown = answer
        self._add(rows)
        if unknown:
            names = "、".join(unknown[:5])
            said = self.tr("台账里没有：{codes}（共{count}个）").format(codes=names, count=len(unknown))
            self.note.setText(said)
            self.note.show()

    # -- the list ----------------------------------------------------------------------------------

    def _add(self, rows: Sequence[RosterRow]) -> None:
        known = set(self.value())
        self._show((*self.rows, *(row for row in rows if row.household_id not in known)))

    def _on_drop(self) -> None:
        going = set(self.table.selected_ids())
        self._show(tuple(row for row in self.rows if row.household_id not in going))

    def _show(self, rows: Sequence[RosterRow]) -> None:
        before = self.value()
        self.model.show_rows(dict.fromkeys(rows))
        for part in (self.table, self.drop, self.empty):
            part.setVisible(bool(rows))
        self.note.setVisible(bool(rows))
        self.note.setText(self.tr("已选{count}户").format(count=len(self.rows)))
        if self.value() != before:
            self.changed.emit()
            self.picked.emit()


def _codes_in(text: str) -> list[str]:
    parts = [part for part in _APART.split(text) if part]
    return parts if parts and all(_CODE.fullmatch(part) and any(map(str.isdigit, part)) for part in parts) else []


def _suggested(office: Office, text: str) -> list[RosterRow]:
    ids = office.households.find_ids(RosterQuery(text=text), limit=_OFFERED)
    rows = office.households.rows(ids)
    return [rows[id_] for id_ in ids if id_ in rows]


def _by_codes(office: Office, codes: Sequence[str]) -> tuple[list[RosterRow], list[str]]:
    """The households of these codes (our own or national), and the codes that nobody has."""
    found = office.households.by_codes(codes)
    rows = office.households.rows(list(dict.fromkeys(found.values())))
    known = [rows[found[code]] for code in codes if code in found and found[code] in rows]
    return list(dict.fromkeys(known)), [code for code in codes if code not in found]
