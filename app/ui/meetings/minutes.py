"""会议记录: drafted from the ledger, gone on with by hand, kept; then the meeting is ended."""

from __future__ import annotations

from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from app.services.errors import Reason
from app.services.meetings.rules import MeetingState
from app.ui.actions import Key, make_action
from app.ui.common import dialogs
from app.ui.common.action_bar import ActionBar, BarAction
from app.ui.common.context import TabContext
from app.ui.common.refusals import RefusalBar
from app.ui.meetings.contents import Contents


class MinutesPage(QWidget):
    """The minutes as text; unsaved words stay while another meeting is looked at."""

    def __init__(self, context: TabContext) -> None:
        super().__init__()
        self._context = context
        self._contents: Contents | None = None
        self._drafts: dict[int, str] = {}
        self.text = QPlainTextEdit()
        self.text.setAccessibleName(self.tr("会议记录"))
        self.text.setPlaceholderText(self.tr("按“生成草稿”由签到和表决写出草稿，再修改、补充讨论情况。"))
        self.text.setTabChangesFocus(True)
        self.bar = ActionBar(name=self.tr("会议记录"))
        self.refusal = RefusalBar(self)
        self.state = QLabel()
        self.state.setProperty("muted", True)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 6, 8, 6)
        column.addWidget(self.bar)
        column.addWidget(self.refusal)
        column.addWidget(self.text, 1)
        column.addWidget(self.state)
        self.text.textChanged.connect(self._on_changed)
        make_action(Key.SAVE, self, self.save)

    def show_contents(self, contents: Contents) -> None:
        """Show the minutes of this meeting."""
        self._contents = contents
        page = contents.page
        words = "" if page is None else self._drafts.get(page.row.id, page.minutes)
        if words != self.text.toPlainText():
            self.text.blockSignals(True)
            self.text.setPlainText(words)
            self.text.blockSignals(False)
        self.text.setReadOnly(page is None or page.row.state is MeetingState.CLOSED)
        self._show_bar()

    def has_unsaved(self) -> bool:
        """Whether words wait to be saved in any meeting."""
        return bool(self._drafts)

    def _on_changed(self) -> None:
        page = self._contents.page if self._contents else None
        if page is None:
            return
        words = self.text.toPlainText()
        if words == page.minutes:
            self._drafts.pop(page.row.id, None)
        else:
            self._drafts[page.row.id] = words
        self._show_bar()

    # -- actions -------------------------------------------------------------------------------------------------------

    def _show_bar(self) -> None:
        contents = self._contents
        page = contents.page if contents else None
        if contents is None or page is None:
            return
        closed = ()
        if page.row.state is MeetingState.CLOSED:
            closed = (Reason("meeting.closed", {"number": page.row.number}),)
        unsaved = page.row.id in self._drafts
        self.state.setText(self.tr("有未保存的修改（Ctrl+S 保存）") if unsaved else self.tr("已保存"))
        self.state.setVisible(unsaved or bool(page.minutes))
        self.bar.show_actions(
            [
                BarAction("save", self.tr("保存记录"), self.save, closed, "save", is_primary=unsaved),
                BarAction("draft", self.tr("生成草稿"), self.draft, closed, "file-text"),
                BarAction("close", self.tr("结束会议"), self.close_meeting, self._against_closing(contents), "check"),
            ]
        )

    def _against_closing(self, contents: Contents) -> tuple[Reason, ...]:
        page = contents.page
        if page is None:
            return ()
        reasons = list(contents.not_valid())
        if page.row.state is MeetingState.CLOSED:
            return tuple(reasons)
        left = [row.household.head_name for row in contents.agenda if not row.is_concluded]
        if left:
            reasons.append(Reason("meeting.items_open", {"count": len(left), "households": left}))
        if not page.minutes:
            reasons.append(Reason("meeting.minutes_missing"))
        return tuple(reasons)

    def draft(self) -> None:
        """Write a draft from what the ledger knows; words that are there are replaced only after a question."""
        if not self.text.toPlainText().strip():
            self._write_draft()
            return
        dialogs.confirm(
            self,
            self.tr("生成草稿"),
            self.tr("现有的会议记录文字会被草稿替换（可用 Ctrl+Z 撤销）。"),
            do=self.tr("替换为草稿"),
            then=self._write_draft,
        )

    def _write_draft(self) -> None:
        page = self._contents.page if self._contents else None
        if page is None:
            return
        meetings, meeting_id = self._context.office.meetings, page.row.id
        task = self._context.runner.start(
            self.tr("生成会议记录"), lambda _: meetings.draft_minutes(meeting_id), quiet=True
        )
        task.succeeded.connect(lambda words: self._on_draft(meeting_id, words))

    def _on_draft(self, meeting_id: int, words: str) -> None:
        if self._contents and self._contents.page and self._contents.page.row.id == meeting_id:
            cursor = self.text.textCursor()
            cursor.select(QTextCursor.SelectionType.Document)
            cursor.insertText(words)

    def save(self) -> None:
        """Keep the minutes."""
        page = self._contents.page if self._contents else None
        if page is None or self.text.isReadOnly():
            return
        meetings, actor, today = self._context.office.meetings, self._context.actor(), self._context.today()
        meeting_id, words = page.row.id, self.text.toPlainText()
        task = self._context.runner.start(
            self.tr("保存会议记录"), lambda _: meetings.write_minutes(meeting_id, words, actor=actor, today=today)
        )
        task.succeeded.connect(lambda _: self._on_saved(meeting_id, words))
        task.refused.connect(self.refusal.show_refusal)

    def _on_saved(self, meeting_id: int, words: str) -> None:
        if self._drafts.get(meeting_id) == words:
            del self._drafts[meeting_id]
        self.refusal.clear()
        self._context.navigator.say(self.tr("会议记录已保存。"))

    def close_meeting(self) -> None:
        """End the meeting; nothing of it can be changed afterwards."""
        page = self._contents.page if self._contents else None
        if page is None:
            return
        meeting_id = page.row.id
        dialogs.confirm(
            self,
            self.tr("结束会议"),
            self.tr("结束后，本次会议的签到、结论和记录不能再改。"),
            do=self.tr("结束会议"),
            then=lambda: self._close(meeting_id),
        )

    def _close(self, meeting_id: int) -> None:
        meetings, actor, today = self._context.office.meetings, self._context.actor(), self._context.today()
        task = self._context.runner.start(
            self.tr("结束会议"), lambda _: meetings.close(meeting_id, actor=actor, today=today)
        )
        task.succeeded.connect(lambda _: self._context.navigator.say(self.tr("会议已结束，可以报区。")))
        task.refused.connect(self.refusal.show_refusal)
