"""收入线 as it is in the plan, and who would come in and drop out under another; nothing is saved by moving it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from app.services.plans import RunningPlan, with_line
from app.services.screening.results import LineMoved
from app.ui.common import dialogs
from app.ui.common.context import TabContext
from app.ui.common.elided import ElidedLabel
from app.ui.common.form_builder import Field, Form
from app.ui.common.live_line import LiveLine
from app.ui.common.tasks import Latest


class LineBox(QWidget):
    """The answer follows every key; keeping another line is a new version of the plan, with its reason."""

    def __init__(self, context: TabContext) -> None:
        super().__init__()
        self.context = context
        self._plan: RunningPlan | None = None
        self._moves = Latest(context.runner, self)
        self.live = LiveLine(self.tr("收入线"))
        self.moved = ElidedLabel()
        self.moved.setProperty("muted", True)
        self.moved.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self.live)
        column.addWidget(self.moved)
        self.live.moved.connect(self._on_moved)
        self.live.save_asked.connect(self._on_save_line)
        self._moves.answered.connect(self._on_effect)

    def show_plan(self, running: RunningPlan) -> None:
        """Show the plan's line; a line that is being tried stays while the plan's is the same."""
        if self._plan is None or self._plan.plan.line_fen != running.plan.line_fen:
            self.live.show_line(running.plan.line_fen)
            self.moved.hide()
        self._plan = running

    def _on_moved(self, fen: object) -> None:
        if not isinstance(fen, int) or self._plan is None or fen == self._plan.plan.line_fen:
            self._moves.forget()
            self.moved.hide()
            return
        screening, today = self.context.office.screening, self.context.today()
        self._moves.ask(self.tr("试算收入线"), lambda _: (fen, screening.move_line(fen, today=today)))

    def _on_effect(self, answer: tuple[int, Sequence[LineMoved]]) -> None:
        fen, rows = answer
        entering = sum(len(row.comes_in) for row in rows)
        leaving = sum(len(row.drops_out) for row in rows)
        self.live.show_effect(fen, entering=entering, leaving=leaving)
        parts = [
            self.tr("{village} +{ins}/−{outs}").format(
                village=row.village, ins=len(row.comes_in), outs=len(row.drops_out)
            )
            for row in rows
        ]
        self.moved.setText(self.tr("各村：{parts}（没有保存）").format(parts="，".join(parts)))
        self.moved.setVisible(bool(parts))

    def _on_save_line(self, fen: object) -> None:
        if not isinstance(fen, int) or self._plan is None:
            return
        form = Form((Field("reason", self.tr("修改收入线的原因和依据文件"), required=True),))
        plans, running = self.context.office.plans, self._plan
        actor, today = self.context.actor(), self.context.today()

        def save(dialog: QDialog) -> None:
            if not form.check():
                return
            reason = str(form.value("reason"))
            task = self.context.runner.start(
                self.tr("保存方案"),
                lambda _: plans.save(
                    with_line(running.plan, fen), base_version=running.version, reason=reason, actor=actor, today=today
                ),
            )
            task.succeeded.connect(lambda _: dialog.accept())
            task.refused.connect(form.show_refusal)

        dialogs.panel(self, self.tr("存为方案的新版本"), form, do=self.tr("保存"), then=save).resize(520, 160)
