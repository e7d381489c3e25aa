"""The members as the form lists them: any number, read only; changes of members are made in the roster."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from app.services.visits.prefill import FormMember
from app.ui.common.columns import Column
from app.ui.common.table_view import DataTable
from app.ui.common.windowed_model import RowsTableModel
from app.ui.household.words import sex_word

translate = QCoreApplication.translate
_MOST_SHOWN = 4


class MembersTable(DataTable):
    """Grows with the household up to four lines, then scrolls."""

    def __init__(self, members: Sequence[FormMember], parent: QWidget | None = None) -> None:
        model: RowsTableModel[FormMember] = RowsTableModel(_columns(), id_of=lambda m: m.person_id)
        super().__init__(model, name=translate("visits", "家庭成员"), parent=parent)
        model.setParent(self)
        model.show_rows(members)
        self._members = len(members)
        self._fit()

    def _fit(self) -> None:
        rows = min(max(self._members, 1), _MOST_SHOWN)
        height = self.horizontalHeader().sizeHint().height() + rows * self.verticalHeader().defaultSectionSize()
        self.setFixedHeight(height + self.horizontalScrollBar().sizeHint().height() + 4)

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "_members"):
            self._fit()


def _columns() -> Sequence[Column[FormMember]]:
    def insured(member: FormMember) -> str:
        words = {1: translate("visits", "有"), 0: translate("visits", "无")}
        return words.get(member.is_insured if member.is_insured is not None else -1, "")

    def counted(member: FormMember) -> str:
        return "" if member.counts_per_head else translate("visits", "不计人均")

    return (
        Column("name", translate("visits", "姓名"), lambda m: m.name, 8),
        Column("relation", translate("visits", "与户主关系"), lambda m: m.relation, 8),
        Column("sex", translate("visits", "性别"), lambda m: sex_word(m.sex), 4),
        Column("born", translate("visits", "出生"), lambda m: f"{m.born_on:%Y-%m}" if m.born_on else "", 7),
        Column("health", translate("visits", "健康"), lambda m: m.health, 10),
        Column("school", translate("visits", "文化/在校"), lambda m: m.schooling, 9),
        Column("labour", translate("visits", "劳动技能"), lambda m: m.labour_skill, 10),
        Column("work", translate("visits", "务工"), lambda m: m.work, 10),
        Column("insured", translate("visits", "医保"), insured, 4),
        Column("counted", translate("visits", "备注"), counted, 8),
        Column("id", translate("visits", "身份证号"), lambda m: m.id_number, 18),
    )
