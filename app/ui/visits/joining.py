"""A household met on the way: found by what is typed, joined with finder, difficulty and expected income."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from PySide6.QtWidgets import QDialog, QLabel, QVBoxLayout, QWidget
from shiboken6 import isValid

from app.models.enums import Category
from app.services.errors import Refused
from app.services.households import RosterQuery, RosterRow
from app.services.visits.service import VisitSaved
from app.services.wording import sentences
from app.ui.common import dialogs
from app.ui.common.choice_editors import Option
from app.ui.common.columns import Column
from app.ui.common.context import TabContext
from app.ui.common.form_builder import Field, Form, Kind
from app.ui.common.household_columns import (
    case_column,
    code_column,
    head_column,
    members_column,
    place_column,
    type_column,
)
from app.ui.common.permits import PermitWish, ask_permit
from app.ui.common.search_box import SearchBox
from app.ui.common.table_view import DataTable
from app.ui.common.tasks import Latest
from app.ui.common.windowed_model import RowsTableModel
from app.ui.visits.kept import Kept
from app.ui.visits.refusing import show_placed

_OFFERED = 30


class JoinForm(QWidget):
    """Whom and why; the household is chosen in the list above."""

    def __init__(self, context: TabContext, kept: Kept, directory: Sequence[str], text: str = "") -> None:
        super().__init__()
        self._context = context
        self._answers = Latest(context.runner, self)
        self.search = SearchBox(self.tr("查找农户：姓名、拼音、身份证尾号、电话、户编号"))
        self.model: RowsTableModel[RosterRow] = RowsTableModel(self._columns(), id_of=lambda row: row.household_id)
        self.table = DataTable(self.model, name=self.tr("找到的农户"))
        self._hint = QLabel(self.tr("选中一户，填写下面各项后登记；登记后列入初步名单，同时补做信息比对。"))
        self._hint.setWordWrap(True)
        self._hint.setProperty("muted", True)
        self.form = Form(self._fields(kept, directory), today=context.today)
        self.setMinimumSize(620, 520)
        column = QVBoxLayout(self)
        for part, share in ((self.search, 0), (self.table, 1), (self._hint, 0), (self.form, 0)):
            column.addWidget(part, share)
        self.search.query_changed.connect(self._ask)
        self.search.left_down.connect(self.table.setFocus)
        self._answers.answered.connect(self._on_found)
        self.search.setText(text)

    def _columns(self) -> Sequence[Column[RosterRow]]:
        return (
            head_column(lambda row: row.head_name),
            place_column(lambda row: row, width=14),
            members_column(lambda row: row.member_count),
            type_column(lambda row: row.household_type),
            case_column(lambda row: row.case_state),
            code_column(lambda row: row.code),
        )

    def _fields(self, kept: Kept, directory: Sequence[str]) -> Sequence[Field]:
        categories = tuple(Option(one.value, one.label) for one in Category)
        finder = kept.visitors[0].name if kept.visitors else None
        return (
            Field("on", self.tr("发现日期"), Kind.DAY, required=True, initial=kept.day or self._context.today()),
            Field("finder", self.tr("发现人"), required=True, initial=finder, suggestions=directory),
            Field("difficulty", self.tr("困难情况"), required=True),
            Field("expected_income_fen", self.tr("预计全家年纯收入"), Kind.MONEY, required=True),
            Field("category", self.tr("监测类别"), Kind.CHOICE, options=categories,
                  hint=self.tr("不选时按户类型定：脱贫户为脱贫监测户，其余为边缘户")),
        )  # fmt: skip

    def _ask(self, text: str) -> None:
        if not text:
            self.model.show_rows(())
            return
        households = self._context.office.households

        def find(_: object) -> Sequence[RosterRow]:
            ids = households.find_ids(RosterQuery(text=text), limit=_OFFERED)
            rows: Mapping[int, RosterRow] = households.rows(ids)
            found = [rows[id_] for id_ in ids if id_ in rows]
            return sorted(found, key=lambda row: text not in row.head_name)  # heads before their members

        self._answers.ask(self.tr("查找农户"), find)

    def _on_found(self, rows: Sequence[RosterRow]) -> None:
        self.model.show_rows(rows)
        if rows:
            self.table.select_position(0)

    def chosen(self) -> RosterRow | None:
        """The household under the cursor."""
        current = self.table.currentIndex()
        return self.model.row_at(current.row()) if current.isValid() else None


def open_join(
    parent: QWidget,
    context: TabContext,
    *,
    kept: Kept,
    directory: Sequence[str],
    text: str,
    joined: Callable[[int, VisitSaved], None],
) -> QDialog:
    """Ask for a household met on the way; ``joined`` is told its id when it stands on the list."""
    content = JoinForm(context, kept, directory, text)

    def save(dialog: QDialog) -> None:
        row = content.chosen()
        if row is None:
            content.form.bar.show_sentences([content.tr("请先查找并选中一户。")])
            return
        if not content.form.check():
            return
        values, row_id = content.form.values(), row.household_id
        task = context.runner.start(content.tr("登记走访新增"), lambda _: _join(context, row.code, values))
        task.succeeded.connect(lambda saved: _done(dialog, lambda: joined(row_id, saved)))
        task.refused.connect(lambda refused: _refuse(context, content, dialog, row.code, refused))

    dialog = dialogs.panel(parent, content.tr("走访新增"), content, do=content.tr("登记"), then=save)
    content.search.setFocus()
    return dialog


def _done(dialog: QDialog, then: Callable[[], None]) -> None:
    if isValid(dialog):
        dialog.accept()
    then()


def _refuse(context: TabContext, content: JoinForm, dialog: QDialog, code: str, refused: Refused) -> None:
    if not isValid(content):  # closed while it was being stored
        context.navigator.say(" ".join(sentences(refused)))
        return

    def permits(actions: tuple[str, ...]) -> None:
        dialog.reject()
        ask_permit(context.navigator, PermitWish(actions, (code,)))

    show_placed(content.form, refused, day="on", open_permits=permits)


def _join(context: TabContext, code: str, values: Mapping[str, object]) -> VisitSaved:
    on, income = values["on"], values["expected_income_fen"]
    category = values["category"]
    return context.office.visits.join(
        code,
        finder=str(values["finder"] or ""),
        difficulty=str(values["difficulty"] or ""),
        expected_income_fen=income if isinstance(income, int) else 0,
        on=on if isinstance(on, date) else context.today(),
        category=Category(str(category)) if category else None,
        actor=context.actor(),
        today=context.today(),
    )
