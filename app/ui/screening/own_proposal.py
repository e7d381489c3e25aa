"""A household that the village reports without a hit: who, on what it rests, and on which day's basis."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QDialog, QLabel, QVBoxLayout, QWidget

from app.models.enums import CaseOrigin, CaseState, Category, HouseholdType
from app.services.households import RosterRow
from app.ui.common import dialogs
from app.ui.common.choice_editors import Option
from app.ui.common.context import TabContext
from app.ui.common.form_builder import Field, Form, Kind
from app.ui.screening.finder import HouseholdFinder
from app.ui.screening.sheet_lines import Say, SheetLine


class OwnProposal(QWidget):
    """The form: the household is found by typing; the category follows its 户类型 until it is changed."""

    def __init__(self, context: TabContext) -> None:
        super().__init__()
        self._households = context.office.households
        self._row: RosterRow | None = None
        self.finder = HouseholdFinder(context, self.tr("查找农户：姓名/拼音/身份证尾号/户编号"), keeps=True)
        self.chosen = QLabel(self.tr("请先查找并选定一户。"))
        self.chosen.setWordWrap(True)
        origins = [origin for origin in CaseOrigin if origin is not CaseOrigin.HIT]
        self.form = Form(
            (
                Field("category", self.tr("监测类别"), Kind.CHOICE, required=True, options=_options(Category)),
                Field("origin", self.tr("依据"), Kind.CHOICE, required=True, options=_options(origins)),
                Field("basis", self.tr("困难情况和收入依据"), Kind.LONG_TEXT, required=True),
            )
        )
        column = QVBoxLayout(self)
        column.addWidget(self.finder)
        column.addWidget(self.chosen)
        column.addWidget(self.form)
        self.finder.found.connect(self._on_found)

    def _on_found(self, household_id: int) -> None:
        self._row = self._households.rows([household_id]).get(household_id)
        if self._row is None:
            return
        row = self._row
        self.chosen.setText(f"{row.head_name}　{row.village_name}{row.group_name}　{row.code}")
        fitting = {
            HouseholdType.EXITED.value: Category.UNSTABLE_EXITED,
            HouseholdType.ORDINARY.value: Category.MARGINAL,
        }
        category = fitting.get(row.household_type or "")
        self.form.set_values({"category": category.value if category else None, "origin": "application"})

    def line(self) -> SheetLine | None:
        """The line for the sheet; None while something is missing, which is then said."""
        if self._row is None:
            self.form.bar.show_sentences([self.tr("请先查找并选定一户。")])
            return None
        if not self.form.check():
            return None
        row, values = self._row, self.form.values()
        return SheetLine(
            household_id=row.household_id,
            code=row.code,
            head_name=row.head_name,
            category=Category(str(values["category"])),
            is_priority=False,
            because=self.tr("村主动提出"),
            net_per_head_fen=row.net_per_head_fen,
            answer=None,
            case_state=CaseState(row.case_state) if row.case_state else None,
            say=Say.REPORT,
            basis=str(values["basis"]),
            origin=CaseOrigin(str(values["origin"])),
            is_own=True,
        )


def _options(choices: type[Category] | list[CaseOrigin]) -> tuple[Option, ...]:
    return tuple(Option(choice.value, choice.label) for choice in choices)


def ask_own_proposal(parent: QWidget, context: TabContext, *, then: Callable[[SheetLine], None]) -> OwnProposal:
    """Ask for one household and hand its line over."""
    content = OwnProposal(context)

    def add(dialog: QDialog) -> None:
        line = content.line()
        if line is not None:
            dialog.accept()
            then(line)

    title = content.tr("村主动提出")
    dialogs.panel(parent, title, content, do=content.tr("加到表上"), then=add).resize(560, 360)
    return content
