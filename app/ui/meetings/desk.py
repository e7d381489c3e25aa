"""One meeting: its head with the papers, and its pages 会前 · 签到 · 逐户评议 · 会议记录."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QHBoxLayout, QLabel, QStackedWidget, QTabWidget, QVBoxLayout, QWidget

from app.services.meetings.rules import MeetingState
from app.ui.common.action_bar import ActionBar, BarAction
from app.ui.common.chips import ChipLabel
from app.ui.common.context import TabContext
from app.ui.common.paper_files import PaperFiles, Wanted
from app.ui.common.refusals import RefusalBar
from app.ui.meetings.attendance import AttendancePage
from app.ui.meetings.before import BeforePage
from app.ui.meetings.calling import ask_call
from app.ui.meetings.contents import Contents
from app.ui.meetings.lines import state_chip, title_of
from app.ui.meetings.minutes import MinutesPage
from app.ui.meetings.votes import VotesPage

translate = QCoreApplication.translate


class MeetingDesk(QWidget):
    """Shows the chosen line; the page that is due comes to the front when another meeting is chosen."""

    def __init__(self, context: TabContext) -> None:
        super().__init__()
        self._context = context
        self.contents: Contents | None = None
        self.title = QLabel()
        self.title.setProperty("heading", True)
        self.chip = ChipLabel(parent=self)
        self.when = QLabel()
        self.when.setProperty("muted", True)
        self.bar = ActionBar(name=self.tr("会议"))
        self.refusal = RefusalBar(self)
        self.files = PaperFiles(context, self, self.refusal)
        self.before = BeforePage(context)
        self.attendance = AttendancePage(context)
        self.votes = VotesPage(context, is_clearing=False)
        self.clearing = VotesPage(context, is_clearing=True)
        self._ballots = QStackedWidget()
        self._ballots.addWidget(self.votes)
        self._ballots.addWidget(self.clearing)
        self.minutes = MinutesPage(context)
        self.pages = QTabWidget()
        self.pages.setDocumentMode(True)
        self.pages.setAccessibleName(self.tr("会议各页"))
        for page, title in (
            (self.before, self.tr("会前")),
            (self.attendance, self.tr("签到")),
            (self._ballots, self.tr("逐户评议")),
            (self.minutes, self.tr("会议记录")),
        ):
            self.pages.addTab(page, title)
        self._lay_out()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        for part in (self.title, self.chip, self.when):
            head.addWidget(part)
        head.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 6, 4, 4)
        column.setSpacing(4)
        column.addLayout(head)
        column.addWidget(self.bar)
        column.addWidget(self.refusal)
        column.addWidget(self.pages, 1)

    def ballot(self) -> VotesPage:
        """The voting page of the meeting shown."""
        return self.clearing if self.contents and self.contents.line.is_clearing else self.votes

    def show_contents(self, contents: Contents) -> None:
        """Show this meeting; the page in front stays while it is the same meeting in the same state."""
        before, self.contents = self.contents, contents
        line, page = contents.line, contents.page
        self.title.setText(f"{line.village_name} {title_of(line)}")
        self.chip.show_chip(state_chip(line))
        self.when.setText(self._when(contents))
        self.before.show_contents(contents)
        self.attendance.show_contents(contents)
        self._ballots.setCurrentWidget(self.ballot())
        self.ballot().show_contents(contents)
        self.minutes.show_contents(contents)
        for number in (1, 2, 3):
            self.pages.setTabEnabled(number, page is not None)
            self.pages.setTabToolTip(number, "" if page else self.tr("会议召集以后才能登记。请先“召集会议”。"))
        self._show_bar(contents)
        if before is None or before.line.id != line.id or _state(before) is not _state(contents):
            self.pages.setCurrentIndex(self._due_page(contents))

    def _due_page(self, contents: Contents) -> int:
        page = contents.page
        if page is None:
            return 0
        if page.row.state is MeetingState.CALLED:
            return 1 if page.row.held_on <= self._context.today() else 0
        return 2 if page.row.state is MeetingState.VALID else 3

    def _when(self, contents: Contents) -> str:
        page = contents.page
        if page is None:
            return ""
        told = [page.row.held_on.isoformat()]
        if page.row.state is not MeetingState.CALLED:
            told.append(
                self.tr("应到{expected} 实到{present}").format(expected=page.row.expected, present=page.row.present)
            )
        if page.row.next_call_on:
            told.append(self.tr("下次 {day}").format(day=page.row.next_call_on.isoformat()))
        return "　".join(told)

    def _show_bar(self, contents: Contents) -> None:
        line, actions = contents.line, []
        if line.meeting is None:
            text = self.tr("召集第二次会议…") if self._proposed_day(contents) else self.tr("召集会议…")
            primary = bool(line.waiting)
            actions.append(BarAction("call", text, self.call, (), "users", is_primary=primary))
        elif line.meeting.state is MeetingState.CALLED:
            actions.append(BarAction("change", self.tr("改期、改信息…"), self.call, (), "pencil"))
        for kind, name in (
            ("evaluation_sheet", self.tr("评议表")),
            ("attendance_sheet", self.tr("签到表")),
            *self._of_meeting(line.meeting and line.meeting.state),
        ):
            text = self.tr("打印{name}").format(name=name)
            actions.append(BarAction(kind, text, lambda k=kind, n=name: self._print(k, n), (), "printer"))
        self.bar.show_actions(actions)

    def _of_meeting(self, state: MeetingState | None) -> tuple[tuple[str, str], ...]:
        """What is printed of a meeting in this state: its record once it was called, its minutes once it counted."""
        record, minutes = ("meeting_record", self.tr("会议记录")), ("minutes", self.tr("会议纪要"))
        if state is None:
            return ()
        return (record, minutes) if state in (MeetingState.VALID, MeetingState.CLOSED) else (record,)

    def _proposed_day(self, contents: Contents) -> date | None:
        """The day that a failed meeting named for its second call."""
        return contents.next_call_on

    def call(self) -> None:
        """Call the meeting of this village, or change the call."""
        if self.contents is not None:
            proposed = self._proposed_day(self.contents) or self._context.today()
            ask_call(self, self._context, self.contents, proposed=max(proposed, self._context.today()))

    def _print(self, kind: str, name: str) -> None:
        if self.contents is not None:
            wanted = Wanted(kind, name, villages=(self.contents.line.village_name,))
            self.files.ask_print(wanted)

    def unsaved(self) -> str:
        """What would be lost by closing the window."""
        if self.votes.has_unsaved() or self.clearing.has_unsaved():
            return self.tr("评议会议里有填了没有保存的票数。")
        if self.attendance.has_unsaved():
            return self.tr("评议会议里有没有保存的签到。")
        return self.tr("会议记录里有没有保存的文字。") if self.minutes.has_unsaved() else ""


def _state(contents: Contents) -> MeetingState | None:
    return contents.page.row.state if contents.page else None
