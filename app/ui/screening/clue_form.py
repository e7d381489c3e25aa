"""登记线索: one clue after the other; channel and day stay for the next."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.models.enums import ClueChannel
from app.services.clues import ClueInput, ClueSaved
from app.services.regions import RegionRow
from app.ui.common.choice_editors import ChoiceEditor, Option
from app.ui.common.context import TabContext
from app.ui.common.form_builder import Field, Form, Kind
from app.ui.common.scrolled import Scrolled
from app.ui.screening.finder import HouseholdFinder


class ClueForm(QFrame):
    """``registered(ClueSaved)`` after each clue; ``closed`` when the form is put away."""

    registered = Signal(object)
    closed = Signal()

    def __init__(self, context: TabContext) -> None:
        super().__init__()
        self._context = context
        self._household: int | None = None
        self.setProperty("pane", True)
        title = QLabel(self.tr("登记线索"))
        title.setProperty("heading", True)
        self.finder = HouseholdFinder(context, self.tr("反映的是哪一户（不清楚就留空）"), keeps=True)
        self.chosen = QLabel()
        self.chosen.setWordWrap(True)
        self.chosen.setProperty("muted", True)
        self.chosen.hide()
        self.form = Form(self._fields(), today=context.today)
        self.form.set_values({"received_on": context.today()})
        self.save = QPushButton(self.tr("登记并下一条"))
        self.save.setProperty("primary", True)
        close = QPushButton(self.tr("关闭"))
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.finder)
        column.addWidget(self.chosen)
        column.addWidget(self.form)
        column.addStretch(1)
        row = QHBoxLayout()
        row.addWidget(self.save)
        row.addWidget(close)
        row.addStretch(1)
        whole = QVBoxLayout(self)
        whole.addWidget(title)
        whole.addWidget(Scrolled(inside), 1)
        whole.addLayout(row)
        self.finder.found.connect(self._on_found)
        self.finder.query_changed.connect(self._on_query)
        self.save.clicked.connect(self._on_save)
        close.clicked.connect(self.closed)

    def _fields(self) -> Sequence[Field]:
        channels = tuple(Option(channel.value, channel.label) for channel in ClueChannel)
        return (
            Field("channel", self.tr("来源"), Kind.CHOICE, required=True, keep=True, options=channels),
            Field("received_on", self.tr("收到日期"), Kind.DAY, required=True, keep=True),
            Field("content", self.tr("反映的内容"), Kind.LONG_TEXT, required=True),
            Field("informant", self.tr("反映人"), hint=self.tr("匿名就留空")),
            Field("subject_name", self.tr("被反映人姓名")),
            Field("subject_id_number", self.tr("被反映人证件号码")),
            Field("village", self.tr("所在村"), Kind.CHOICE),
        )

    def show_villages(self, regions: Sequence[RegionRow]) -> None:
        """Offer the villages."""
        editor = self.form.editor("village")
        if isinstance(editor, ChoiceEditor):
            editor.offer([Option(str(row.id), row.name) for row in regions if row.kind == "village"])

    def _on_found(self, household_id: int) -> None:
        row = self._context.office.households.rows([household_id]).get(household_id)
        if row is not None:
            self._household = household_id
            self.chosen.setText(f"{row.head_name}　{row.village_name}{row.group_name}　{row.code}")
            self.chosen.show()

    def _on_query(self, text: str) -> None:
        if not text:
            self._household = None
            self.chosen.hide()

    def _on_save(self) -> None:
        if not self.form.check():
            return
        values, village = self.form.values(), self.form.value("village")
        given = ClueInput(
            channel=ClueChannel(str(values["channel"])),
            received_on=values["received_on"],  # type: ignore[arg-type] - the form gives a day and texts
            content=str(values["content"]),
            informant=values["informant"],  # type: ignore[arg-type]
            household_id=self._household,
            village_id=int(str(village)) if village else None,
            subject_name=values["subject_name"],  # type: ignore[arg-type]
            subject_id_number=values["subject_id_number"],  # type: ignore[arg-type]
        )
        clues, actor, today = self._context.office.clues, self._context.actor(), self._context.today()
        task = self._context.runner.start(
            self.tr("登记线索"), lambda _: clues.register(given, actor=actor, today=today)
        )
        task.succeeded.connect(self._on_saved)
        task.refused.connect(self.form.show_refusal)

    def _on_saved(self, saved: ClueSaved) -> None:
        self._household = None
        self.chosen.hide()
        self.finder.forget()
        self.form.next_record()
        self._context.navigator.say(self.tr("线索 {number} 已登记。").format(number=saved.number))
        self.registered.emit(saved)
