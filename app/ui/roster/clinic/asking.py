"""What is asked before a decision about a number: the reason, or one look at all that are sure."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QDialog, QLabel, QVBoxLayout, QWidget

from app.services.clinic.diagnosing import Diagnosis
from app.ui.common import dialogs
from app.ui.common.columns import Column
from app.ui.common.context import TabContext
from app.ui.common.form_builder import Field, Form, Kind
from app.ui.common.reveal import Shown
from app.ui.common.table_view import DataTable
from app.ui.common.tasks import Work
from app.ui.common.windowed_model import RowsTableModel
from app.ui.household.panels import ChangePanel, Panels
from app.ui.roster.clinic.lists import faults_text, reasons_text

_WIDTH, _HEIGHT = 900, 420
Pairs = Sequence[tuple[Diagnosis, str]]


class ClinicQuestions(Panels):
    """Panels over the page of the ID clinic."""

    def __init__(self, context: TabContext, window: QWidget) -> None:
        super().__init__(context, window)
        self._context, self._window = context, window

    def keep(self, row: Diagnosis, then: Callable[[str], None]) -> None:
        """属实保留: with the reason."""
        clinic, actor, today = self._context.office.clinic, self._context.actor(), self._context.today()
        form = self._reason_form(self.tr("如：已看身份证，确是如此"), is_required=True)

        def ask() -> Work[object] | None:
            if not form.check():
                return None
            reason = str(form.value("reason"))
            return lambda _: clinic.keep(
                row.person_id, row_version=row.row_version, reason=reason, actor=actor, today=today
            )

        said = self.tr("已保留，同一疑点一并豁免；号码变动后重新列出。")
        dialog = self.open_panel(
            self.tr("属实保留"), ChangePanel(form), about=self._about(row), do=self.tr("保留"), said=said, ask=ask
        )
        dialog.accepted.connect(lambda: then(str(form.value("reason"))))

    def put_off(self, row: Diagnosis, then: Callable[[str], None]) -> None:
        """待核: with a note, if there is one."""
        clinic, actor, today = self._context.office.clinic, self._context.actor(), self._context.today()
        form = self._reason_form(self.tr("如：请村里拍身份证照片"), is_required=False)

        def ask() -> Work[object] | None:
            if not form.check():
                return None
            reason = str(form.value("reason") or "")
            return lambda _: clinic.put_off(
                row.person_id, row_version=row.row_version, reason=reason, actor=actor, today=today
            )

        dialog = self.open_panel(
            self.tr("待核"),
            ChangePanel(form),
            about=self._about(row),
            do=self.tr("标为待核"),
            said=self.tr("已标为待核。"),
            ask=ask,
        )
        dialog.accepted.connect(lambda: then(str(form.value("reason") or "")))

    def look(self, pairs: Pairs, shown: Shown, then: Callable[[], None]) -> QDialog:
        """One look at all sure corrections before they are written together."""
        columns: Sequence[Column[tuple[Diagnosis, str]]] = (
            Column("name", self.tr("姓名"), lambda r: r[0].name, 9),
            Column("village", self.tr("村"), lambda r: r[0].village, 9),
            Column("faults", self.tr("问题"), lambda r: faults_text(r[0]), 18),
            Column("old", self.tr("现号码"), lambda r: shown(r[0].number), 19),
            Column("new", self.tr("改为"), lambda r: shown(r[1]), 19),
            Column("why", self.tr("依据"), lambda r: reasons_text(r[0].candidates[0]), 40),
        )
        model: RowsTableModel[tuple[Diagnosis, str]] = RowsTableModel(columns, id_of=lambda r: r[0].person_id)
        model.show_rows(pairs)
        content = QWidget()
        column = QVBoxLayout(content)
        text = self.tr("以下 {count} 人将一次更正，可用“撤销上一步”一起撤销。请先看一遍：").format(count=len(pairs))
        column.addWidget(QLabel(text))
        table = DataTable(
            model, name=self.tr("将更正的人员"), key="clinic_batch", memory=self._context.memory, parent=content
        )
        column.addWidget(table, 1)
        content.setMinimumSize(_WIDTH, _HEIGHT)

        def write(dialog: QDialog) -> None:
            dialog.accept()
            then()

        return dialogs.panel(self._window, self.tr("批量采用"), content, do=self.tr("全部更正"), then=write)

    def _reason_form(self, hint: str, *, is_required: bool) -> Form:
        field = Field("reason", self.tr("理由"), Kind.LONG_TEXT, required=is_required, hint=hint)
        return Form((field,), today=self._context.today)

    def _about(self, row: Diagnosis) -> str:
        return self.tr("{name}：{faults}").format(name=row.name, faults=faults_text(row))
