"""Nobody met, refused, away: what came of it and when to go again; the third time the leader says how to go on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from app.models.enums import VisitOutcome
from app.services.errors import Refused
from app.services.visits.worklist import WorkRow
from app.services.workflow.facts import Signer
from app.ui.common.choice_editors import Option
from app.ui.common.form_builder import Field, Form, Kind
from app.ui.common.scrolled import Scrolled
from app.ui.visits.entering import EnterMoves
from app.ui.visits.kept import Kept
from app.ui.visits.refusing import OpenPermits, show_placed


@dataclass(frozen=True, slots=True)
class Attempt:
    """What the form says."""

    outcome: VisitOutcome
    on: date
    next_on: date
    visitors: tuple[Signer, ...]
    leader_decision: str


class AttemptPage(QWidget):
    """The form of one failed attempt; day and visitors stay for the next."""

    ended = Signal()

    def __init__(self, *, today: Callable[[], date], open_permits: OpenPermits) -> None:
        super().__init__()
        self._today, self._open_permits = today, open_permits
        self._said = QLabel()
        self._said.setWordWrap(True)
        failed = (VisitOutcome.ABSENT, VisitOutcome.REFUSED, VisitOutcome.AWAY)
        options = tuple(Option(one.value, one.label, one.meaning) for one in failed)
        self.form = Form(
            (
                Field("outcome", self.tr("结果"), Kind.CHOICE, required=True, options=options),
                Field("on", self.tr("走访日期"), Kind.DAY, required=True, keep=True),
                Field("visitors", self.tr("走访人"), Kind.SIGNERS, keep=True, least=2),
                Field("next_on", self.tr("下次走访"), Kind.DAY, required=True),
                Field("leader_decision", self.tr("领导意见"), hint=self.tr("如：由包村领导带队再访")),
            ),
            today=today,
        )
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 4, 6, 4)
        column.addWidget(self._said)
        column.addWidget(self.form)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(Scrolled(content))
        self._keys = EnterMoves(self.form, tuple(self.form.values()), self.ended.emit)
        self.form.changed.connect(self._keys.watch)

    def show_household(self, work: WorkRow | None, kept: Kept, directory: Sequence[Signer]) -> None:
        """An empty form for this household, with what it has behind it."""
        self.clear()
        visitors = self.form.editor("visitors")
        suggest = getattr(visitors, "suggest", None)
        if callable(suggest):
            suggest(directory)
        self.form.set_values({"on": kept.day or self._today(), "visitors": kept.visitors})
        is_third = work is not None and work.needs_leader
        self.form.show_field("leader_decision", is_shown=is_third)
        self._said.setText(self._behind(work, is_third=is_third))
        self._said.setVisible(bool(self._said.text()))

    def clear(self) -> None:
        """Forget what was typed; day and visitors stay, and so does the cursor wherever it is."""
        self.form.set_values({"outcome": None, "next_on": None, "leader_decision": None})
        self.form.clear_refusal()

    def _behind(self, work: WorkRow | None, *, is_third: bool) -> str:
        if work is None or not work.attempts:
            return ""
        said = self.tr("已有 {count} 次未访成，上次：{last}，约定 {day} 再访。").format(
            count=work.attempts, last=work.last_outcome.label if work.last_outcome else "", day=work.next_on or ""
        )
        return said + (self.tr("再次未访成须由分管领导决定下一步。") if is_third else "")

    @property
    def is_dirty(self) -> bool:
        """Whether something was typed that is not stored."""
        values = self.form.values()
        return any(values[name] for name in ("outcome", "next_on", "leader_decision"))

    def kept(self, team_id: int | None) -> Kept:
        """Day and visitors, for the next household."""
        attempt = self.form.values()
        on, visitors = attempt["on"], attempt["visitors"]
        return Kept(on if isinstance(on, date) else None, visitors if isinstance(visitors, tuple) else (), team_id)

    def attempt(self) -> Attempt | None:
        """What was typed, or None after showing what is missing."""
        if not self.form.check():
            return None
        values = self.form.values()
        on, next_on, visitors = values["on"], values["next_on"], values["visitors"]
        assert isinstance(on, date)
        assert isinstance(next_on, date)
        return Attempt(
            VisitOutcome(str(values["outcome"])),
            on,
            next_on,
            visitors if isinstance(visitors, tuple) else (),
            str(values["leader_decision"] or ""),
        )

    def show_refusal(self, refused: Refused) -> None:
        """Say why it was not taken, beside its fields."""
        show_placed(self.form, refused, day="on", open_permits=self._open_permits)
