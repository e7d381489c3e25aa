"""作废 of a frozen paper: asks why, and says what becomes of its number."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QLabel, QVBoxLayout, QWidget

from app.services.papers.snapshots import SnapshotRow
from app.ui.common import dialogs
from app.ui.common.context import TabContext
from app.ui.common.form_builder import Field, Form, Kind
from app.ui.common.refusals import RefusalBar


class VoidPane(QWidget):
    """The reason, below what voiding does."""

    def __init__(self, row: SnapshotRow, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        said = QLabel(
            self.tr(
                "第{number}号《{title}》作废后仍在存档里，重印时每页带“作废”字样。"
                "这个编号不再使用，重新办理的文书编下一号。作废不能撤销。"
            ).format(number=row.number, title=row.title)
        )
        said.setWordWrap(True)
        hint = self.tr("如：文号写错，已重新行文。")
        self.form = Form((Field("reason", self.tr("作废原因"), Kind.LONG_TEXT, required=True, hint=hint),))
        self.bar = RefusalBar(self)
        column = QVBoxLayout(self)
        for part in (said, self.form, self.bar):
            column.addWidget(part)


def ask_to_void(context: TabContext, parent: QWidget, row: SnapshotRow) -> QDialog:
    """Open the form; the paper is void once its reason was given."""
    pane = VoidPane(row)

    def void(dialog: QDialog) -> None:
        if not pane.form.check():
            return
        papers, actor, today = context.office.papers, context.actor(), context.today()
        reason = str(pane.form.value("reason"))
        task = context.runner.start(
            pane.tr("存档文书作废"), lambda _: papers.void(row.id, reason=reason, actor=actor, today=today)
        )
        task.succeeded.connect(lambda _: dialog.accept())
        task.refused.connect(pane.bar.show_refusal)

    dialog = dialogs.panel(parent, pane.tr("存档文书作废"), pane, do=pane.tr("作废"), then=void)
    dialog.resize(520, 240)
    return dialog
