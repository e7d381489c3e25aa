"""签到: who came, with the quorum counted live; too few is a 流会, and the next call is dated."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.services.errors import Reason, Refused
from app.services.meetings.records import Attendance, Attendant
from app.services.meetings.rules import MeetingState, is_valid
from app.services.wording import sentence
from app.ui.common.action_bar import ActionBar, BarAction
from app.ui.common.chips import Chip, ChipLabel, Shape
from app.ui.common.columns import Column
from app.ui.common.context import TabContext
from app.ui.common.editors import DayEditor
from app.ui.common.refusals import RefusalBar
from app.ui.common.typed_cells import MARK, mark_cell, text_cell
from app.ui.common.typing_model import Draft, TypedColumn, TypingModel
from app.ui.common.typing_table import TypingTable
from app.ui.meetings.contents import Contents
from app.ui.theme import Tone, width_of

translate = QCoreApplication.translate


class AttendancePage(QWidget):
    """The sign-in sheet typed back: Space ticks, the line above counts."""

    def __init__(self, context: TabContext) -> None:
        super().__init__()
        self._context = context
        self._contents: Contents | None = None
        self._drafts: dict[int, Draft] = {}
        self.model: TypingModel[Attendant] = TypingModel(self._columns(), id_of=lambda a: a.id)
        self.table = TypingTable(self.model, name=self.tr("签到表"), key="meetings/attendance", memory=context.memory)
        self.counted = QLabel()
        self.verdict = ChipLabel(parent=self)
        self._next_label = QLabel(self.tr("下一次会议日期 *"))
        self.next_call = DayEditor(year=lambda: context.today().year)
        self.next_call.line.setAccessibleName(self.tr("下一次会议日期"))
        self._next_label.setBuddy(self.next_call.line)
        self.next_call.line.setMinimumWidth(width_of(13, self.font()))
        self.all = QPushButton(self.tr("全部到会"))
        self.all.clicked.connect(self._on_all)
        self.bar = ActionBar(name=self.tr("签到"))
        self.refusal = RefusalBar(self)
        self._lay_out()
        self.model.typed.connect(self._on_typed)
        self.next_call.changed.connect(self.refusal.clear)

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        for part in (self.counted, self.verdict, self._next_label, self.next_call, self.all):
            row.addWidget(part)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 6, 8, 6)
        column.addLayout(row)
        column.addWidget(self.bar)
        column.addWidget(self.refusal)
        column.addWidget(self.table, 1)
        hint = QLabel(self.tr("空格勾选到会；缺席的写明原因。应到人员来自人员名录，列席人员不计票。"))
        hint.setProperty("muted", True)
        column.addWidget(hint)

    def _columns(self) -> Sequence[Column[Attendant]]:
        return (
            Column("name", self.tr("姓名"), lambda a: a.name, 12),
            Column("post", self.tr("职务"), lambda a: a.post, 18),
            Column("role", self.tr("身份"), self._role, 8),
            TypedColumn(
                "present", self.tr("到会"), lambda a: MARK if a.is_present else "", 6,
                cell=mark_cell(), is_open=lambda _: self._is_open(),
            ),
            TypedColumn(
                "why", self.tr("缺席原因"), lambda a: a.absence_reason, 30,
                cell=text_cell((self.tr("请假"), self.tr("外出"), self.tr("生病"))), is_open=lambda _: self._is_open(),
            ),
        )  # fmt: skip

    def _role(self, attendant: Attendant) -> str:
        return self.tr("列席") if attendant.is_observer else self.tr("应到")

    def _is_open(self) -> bool:
        return not self._closed_reasons()

    def show_contents(self, contents: Contents) -> None:
        """Show the sheet of this meeting; what was ticked and not saved is still there."""
        if self._contents is None or self._contents.line.id != contents.line.id:
            self.refusal.clear()
            self.next_call.set_value(None)
        self._contents = contents
        page = contents.page
        if page is None:
            self.model.show_rows(())
            return
        self.model.show_rows(page.attendants)
        self.model.use_draft(self._drafts.setdefault(page.row.id, {}))
        if page.row.next_call_on is not None:
            self.next_call.set_value(page.row.next_call_on)
        self._count()

    def has_unsaved(self) -> bool:
        """Whether ticks wait to be saved in any meeting."""
        return any(self._drafts.values())

    # -- counting ------------------------------------------------------------------------------------------------------

    def present(self) -> frozenset[str]:
        """The names ticked, observers among them."""
        rows = self.model.rows
        return frozenset(row.name for row in rows if self.model.value(row.id, "present"))

    def _on_typed(self) -> None:
        self.refusal.clear()
        self._count()

    def _count(self) -> None:
        page = self._contents.page if self._contents else None
        if page is None or self._contents is None:
            return
        names = self.present()
        present = sum(a.name in names for a in page.attendants if not a.is_observer)
        expected, needed = page.row.expected, page.row.needed
        share = f"{present / expected:.0%}" if expected else "—"
        self.counted.setText(
            self.tr("应到 {expected} 人　实到 {present} 人　比例 {share}　须到 {needed} 人").format(
                expected=expected, present=present, share=share, needed=needed
            )
        )
        valid = is_valid(self._contents.rules, expected=expected, present=present)
        good = Chip(self.tr("人数有效"), Shape.CHECK, Tone.DONE)
        bad = Chip(self.tr("不足三分之二，流会"), Shape.TRIANGLE, Tone.DUE)
        if self._contents.rules.quorum != (2, 3):
            bad = Chip(self.tr("人数不足，流会"), Shape.TRIANGLE, Tone.DUE)
        self.verdict.show_chip(good if valid else bad)
        for part in (self._next_label, self.next_call):
            part.setVisible(not valid)
        reasons = self._closed_reasons()
        self.next_call.setEnabled(not reasons)
        self.all.setEnabled(not reasons)
        self.all.setToolTip("\n".join(map(sentence, reasons)))
        text = self.tr("保存签到") if valid else self.tr("按流会保存")
        self.bar.show_actions([BarAction("save", text, self.save, reasons, "save", is_primary=True)])

    def _closed_reasons(self) -> tuple[Reason, ...]:
        page = self._contents.page if self._contents else None
        if page is None:
            return ()
        row, today = page.row, self._context.today()
        if row.held_on > today:
            return (Reason("meeting.future", {"day": row.held_on, "today": today}),)
        open_again = row.state is MeetingState.VALID and not row.concluded
        if row.state is not MeetingState.CALLED and not open_again:
            return (Reason("meeting.not_called", {"number": row.number, "state": row.state.label}),)
        return ()

    # -- saving --------------------------------------------------------------------------------------------------------

    def _on_all(self) -> None:
        self.model.put((row.id, "present", MARK) for row in self.model.rows)

    def save(self) -> None:
        """Store who came; an unreadable day or a meeting without a next call is refused and nothing is stored."""
        page = self._contents.page if self._contents else None
        if page is None:
            return
        if problem := self.next_call.problem():
            self.refusal.show_sentences([problem])
            return
        day = self.next_call.value()
        absent = {row.name: str(self.model.value(row.id, "why") or "") for row in page.attendants}
        given = Attendance(
            self.present(),
            {name: why for name, why in absent.items() if why},
            next_call_on=day if isinstance(day, date) and self.next_call.isVisibleTo(self) else None,
        )
        meetings, actor, today = self._context.office.meetings, self._context.actor(), self._context.today()
        meeting_id = page.row.id
        task = self._context.runner.start(
            self.tr("保存签到"), lambda _: meetings.record_attendance(meeting_id, given, actor=actor, today=today)
        )
        task.succeeded.connect(lambda done: self._on_saved(meeting_id, done.state))
        task.refused.connect(self._on_refused)

    def _on_saved(self, meeting_id: int, state: MeetingState) -> None:
        self._drafts[meeting_id] = {}
        self.refusal.clear()
        failed = self.tr("已按流会登记，本次不作结论。请按约定日期召集下一次会议。")
        self._context.navigator.say(failed if state is MeetingState.FAILED else self.tr("签到已保存，会议有效。"))

    def _on_refused(self, refused: Refused) -> None:
        self.refusal.show_refusal(refused)
