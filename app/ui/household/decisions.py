"""Deciding on a 疑点: truly so and exempt, with the reason and who looked; or open again."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel

from app.services.context import Actor
from app.services.errors import Refused
from app.ui.common import dialogs
from app.ui.common.form_builder import Field, Form, Kind
from app.ui.common.tasks import Work
from app.ui.household.panels import ChangePanel, Panels


class Decisions(Panels):
    """An exemption holds until the evidence changes."""

    def exempt(self, finding_id: int, row_version: int, message: str) -> None:
        """Ask for the reason and the person who checked, then keep it quiet."""
        actor, today, findings = self._context.actor(), self._context.today(), self._context.office.findings
        form = Form(
            (
                Field(
                    "reason",
                    self.tr("豁免理由"),
                    Kind.LONG_TEXT,
                    required=True,
                    hint=self.tr("如：已看户口本，确是如此"),
                ),
                Field("by", self.tr("核实人"), required=True, initial=actor.name),
            ),
            today=self._context.today,
        )
        words = QLabel(message)
        words.setWordWrap(True)

        def ask() -> Work[object] | None:
            if not form.check():
                return None
            reason = str(form.value("reason"))
            checker = Actor(actor.session_user, str(form.value("by")), actor.on_behalf_of)
            return lambda _: findings.exempt(
                finding_id, row_version=row_version, reason=reason, actor=checker, today=today
            )

        said = self.tr("已豁免，情况变化后会重新列出。")
        panel = ChangePanel(form, below=(words,))
        self.open_panel(self.tr("属实，豁免疑点"), panel, do=self.tr("豁免"), said=said, ask=ask)

    def reopen(self, finding_id: int, row_version: int) -> None:
        """Take an exemption back."""
        actor, today, findings = self._context.actor(), self._context.today(), self._context.office.findings
        task = self._context.runner.start(
            self.tr("取消豁免"),
            lambda _: findings.reopen(finding_id, row_version=row_version, actor=actor, today=today),
        )
        task.succeeded.connect(lambda _: self._context.navigator.say(self.tr("已取消豁免，重新列为待核。")))
        task.succeeded.connect(lambda _: self.saved.emit(0))
        task.refused.connect(self._on_refused)

    def _on_refused(self, refused: Refused) -> None:
        dialogs.show_refusal(self._window, self.tr("疑点"), refused)
