"""Deciding on many findings at once: one reason, one person who looked, or taking exemptions back."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QLabel
from typing_extensions import override

from app.services.findings.answers import Proposal
from app.services.findings.deciding import Decided, Decision
from app.services.findings.service import FindingRow
from app.services.wording import sentence
from app.ui.common import dialogs
from app.ui.common.choice_editors import Option
from app.ui.common.form_builder import Field, Form, Kind
from app.ui.common.tasks import Work
from app.ui.household.panels import ChangePanel, Panels

_SHOWN = 5


class Exempting(Panels):
    """An exemption holds until the evidence changes; ``decided(Decided)`` says what came of several."""

    decided = Signal(object)

    def exempt(self, rows: Sequence[FindingRow], reasons: Sequence[str]) -> None:
        """Ask for the reason and the person who checked; reasons given before can be picked."""
        actor, today, desk = self._context.actor(), self._context.today(), self._context.office.finding_desk
        fields = [
            Field(
                "reason",
                self.tr("豁免理由"),
                Kind.LONG_TEXT,
                required=True,
                hint=self.tr("如：已看户口本，确是如此"),
            ),
            Field("by", self.tr("核实人"), required=True, initial=actor.name),
        ]
        if reasons:
            options = [Option(reason, reason) for reason in reasons]
            fields.insert(0, Field("known", self.tr("用过的理由"), Kind.CHOICE, options=options))
        form = Form(fields, today=self._context.today)
        if reasons:
            form.editor("known").changed.connect(lambda: self._take_known(form))
        panel = ChangePanel(form, below=(self._named(rows),))

        def ask() -> Work[object] | None:
            if not form.check():
                return None
            reason, by = str(form.value("reason")), str(form.value("by"))
            decisions = [Decision(finding_id=row.id, row_version=row.row_version, reason=reason, by=by) for row in rows]
            return lambda _: desk.exempt(decisions, actor=actor, today=today)

        title = self.tr("属实，豁免疑点")
        about = self.tr("{count} 条").format(count=len(rows)) if len(rows) > 1 else ""
        said = self.tr("已豁免，情况变化后会重新列出。")
        self.open_panel(title, panel, about=about, do=self.tr("豁免"), said=said, ask=ask)

    @staticmethod
    def _take_known(form: Form) -> None:
        known = form.value("known")
        if known:
            form.set_values({"reason": known})

    def _named(self, rows: Sequence[FindingRow]) -> QLabel:
        lines = [
            self.tr("{village} {head}：{message}").format(village=row.village, head=row.head_name, message=row.message)
            for row in rows[:_SHOWN]
        ]
        if len(rows) > _SHOWN:
            lines.append(self.tr("……共 {count} 条").format(count=len(rows)))
        words = QLabel("\n".join(lines))
        words.setWordWrap(True)
        words.setProperty("muted", True)
        return words

    def reopen(self, rows: Sequence[FindingRow]) -> None:
        """Take exemptions back."""
        actor, today, desk = self._context.actor(), self._context.today(), self._context.office.finding_desk
        versions = {row.id: row.row_version for row in rows}
        said = self.tr("已取消豁免 {count} 条，重新列为待核。")
        self._start(self.tr("取消豁免"), said, lambda _: desk.reopen(versions, actor=actor, today=today))

    def confirm(self, proposals: Sequence[Proposal]) -> None:
        """Exempt what villages answered, each with its own reason and person."""
        actor, today, desk = self._context.actor(), self._context.today(), self._context.office.finding_desk
        decisions = [
            Decision(finding_id=p.finding.id, row_version=p.finding.row_version, reason=p.reason, by=p.by)
            for p in proposals
            if p.finding is not None
        ]
        said = self.tr("已豁免 {count} 条。")
        self._start(self.tr("豁免疑点"), said, lambda _: desk.exempt(decisions, actor=actor, today=today))

    def _start(self, title: str, said: str, work: Work[Decided]) -> None:
        task = self._context.runner.start(title, work)
        task.succeeded.connect(lambda decided: self._on_decided(title, said, decided))
        task.refused.connect(lambda refused: dialogs.show_refusal(self._window, title, refused))

    def _on_decided(self, title: str, said: str, decided: Decided) -> None:
        self._context.navigator.say(said.format(count=decided.done))
        self._tell_refused(title, decided)
        self.decided.emit(decided)
        self.saved.emit(0)

    @override
    def _on_saved(self, dialog: QDialog, title: str, said: str, result: object) -> None:
        super()._on_saved(dialog, title, said, result)
        if isinstance(result, Decided):
            self._tell_refused(title, result)

    def _tell_refused(self, title: str, decided: Decided) -> None:
        """What was not done, once the others stand."""
        if decided.refused:
            reasons = dict.fromkeys(sentence(reason) for reason in decided.refused.values())
            left = self.tr("有 {count} 条没有处理：").format(count=len(decided.refused))
            dialogs.inform(self._window, title, left + "\n".join(reasons))
