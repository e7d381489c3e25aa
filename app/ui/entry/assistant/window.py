"""录入助手: copies one field after the other beside the browser, remembers what was done, takes the number back."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from app.services.entry.form import EntryField, EntrySheet
from app.ui.actions import Key, make_action
from app.ui.common.context import TabContext
from app.ui.common.icons import icon
from app.ui.common.refusals import RefusalBar
from app.ui.common.search_box import SearchBox
from app.ui.common.tasks import Latest
from app.ui.entry.assistant.clipboard import GuardedClipboard
from app.ui.entry.assistant.fields import FieldTree
from app.ui.entry.assistant.taking_back import TakingBack

_GEOMETRY, _SKIP = "entry/assistant", "entry/assistant/skip"
_SIZE = (360, 560)
_TICKS_WAIT = 1_500


class AssistantWindow(QWidget):
    """A queue of households; F9 (or Enter in the list) copies the next field and ticks it."""

    def __init__(self, context: TabContext, *, clipboard: GuardedClipboard | None = None) -> None:
        super().__init__(None, Qt.WindowType.Window | Qt.WindowType.WindowStaysOnTopHint)
        self._context = context
        self._sheets = Latest(context.runner, self)
        self._back = TakingBack(context, self)
        self._queue: Sequence[int] = ()
        self._counts: dict[int, int] = {}
        self._at = 0
        self._was_shown = False
        self._pending: dict[str, bool] = {}
        self._saving = QTimer(self)
        self._saving.setSingleShot(True)
        self._saving.setInterval(_TICKS_WAIT)
        self.clipboard = clipboard or GuardedClipboard(self)
        self.sheet: EntrySheet | None = None
        self.setWindowTitle(self.tr("录入助手"))
        self.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, False)
        self._make()
        self._lay_out()
        self._connect()
        if not self.restoreGeometry(context.memory.bytes_of(_GEOMETRY)):
            self.resize(*_SIZE)

    # -- building ------------------------------------------------------------------------------------------------------

    def _make(self) -> None:
        self.who, self.told = QLabel(), QLabel()
        self.who.setProperty("heading", True)
        self.told.setProperty("muted", True)
        self.before = self._tool("chevron-left", self.tr("上一户（Alt+←）"), lambda: self.go(-1))
        self.after = self._tool("chevron-right", self.tr("下一户（Alt+→）"), lambda: self.go(1))
        self.search = SearchBox(self.tr("找项目或成员（Ctrl+F）"))
        self.reveal = QToolButton()
        self.reveal.setIcon(icon("eye"))
        self.reveal.setCheckable(True)
        self.reveal.setToolTip(self.tr("显示遮住的内容"))
        self.reveal.setAccessibleName(self.tr("显示遮住的内容"))
        self.fields = FieldTree()
        self.refusal = RefusalBar(self)
        self.next = QLabel()
        self.next.setTextFormat(Qt.TextFormat.PlainText)
        self.next.setWordWrap(True)
        self.copy = QPushButton(icon("copy", colour="#FFFFFF"), self.tr("复制这一项（F9）"))
        self.copy.setProperty("primary", True)
        self.skip = QCheckBox(self.tr("跳过空项"))
        self.skip.setChecked(self._context.memory.text_of(_SKIP) != "no")
        self.number, self.person_number = QLineEdit(), QLineEdit()
        self.number.setAccessibleName(self.tr("国家系统户编号"))
        self.number.setPlaceholderText(self.tr("系统给的户编号，粘贴到这里"))
        self.person_number.setAccessibleName(self.tr("国家系统人编号"))
        self.person_number.setPlaceholderText(self.tr("这位成员的人编号，回车保存"))
        self.done = QPushButton(self.tr("标记已录入"))
        self.tasks = QPushButton(self.tr("平台待办已办"))

    def _tool(self, sign: str, words: str, act: object) -> QToolButton:
        button = QToolButton()
        button.setIcon(icon(sign))
        button.setToolTip(words)
        button.setAccessibleName(words)
        button.clicked.connect(act)
        return button

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self.before)
        head.addWidget(self.who, 1)
        head.addWidget(self.after)
        finding = QHBoxLayout()
        finding.addWidget(self.search, 1)
        finding.addWidget(self.reveal)
        stepping = QHBoxLayout()
        stepping.addWidget(self.copy, 1)
        stepping.addWidget(self.skip)
        numbers = QHBoxLayout()
        numbers.addWidget(self.number, 1)
        numbers.addWidget(self.done)
        column = QVBoxLayout(self)
        column.setContentsMargins(6, 6, 6, 6)
        column.setSpacing(4)
        column.addLayout(head)
        column.addWidget(self.told)
        column.addLayout(finding)
        column.addWidget(self.fields, 1)
        column.addWidget(self.next)
        column.addLayout(stepping)
        column.addWidget(self.refusal)
        column.addWidget(self.person_number)
        column.addLayout(numbers)
        column.addWidget(self.tasks)

    def _connect(self) -> None:
        self._back.finished.connect(self._on_finished)
        self._back.kept.connect(self._reread)
        self._back.refused.connect(self.refusal.show_refusal)
        self._sheets.answered.connect(self._on_sheet)
        self._sheets.refused.connect(self.refusal.show_refusal)
        self._saving.timeout.connect(self.flush)
        self.search.query_changed.connect(self.fields.filter)
        self.search.entered.connect(lambda _: self.fields.setFocus())
        self.search.left_down.connect(self.fields.setFocus)
        self.reveal.toggled.connect(self._on_revealed)
        self.fields.stepped.connect(self.copy_next)
        self.fields.ticked.connect(self._on_ticked)
        self.fields.moved.connect(self._show_next)
        self.copy.clicked.connect(self.copy_next)
        self.skip.toggled.connect(self._on_skip)
        self.person_number.returnPressed.connect(self.save_person_number)
        self.number.returnPressed.connect(self.finish)
        self.done.clicked.connect(self.finish)
        self.tasks.clicked.connect(self.finish_tasks)
        for key, act in (
            (Key.COPY_NEXT, self.copy_next),
            (Key.FIELD_BEFORE, lambda: self.step(-1)),
            (Key.HOUSEHOLD_BEFORE, lambda: self.go(-1)),
            (Key.HOUSEHOLD_AFTER, lambda: self.go(1)),
            (Key.SEARCH_HERE, self.search.setFocus),
        ):
            make_action(key, self, act)
        self._context.navigator.locked.connect(self._on_locked)
        self._context.navigator.unlocked.connect(self._on_unlocked)

    # -- the queue -----------------------------------------------------------------------------------------------------

    def serve(self, household_ids: Sequence[int], current: int) -> None:
        """Show these households, beginning with one of them."""
        self.flush()
        self._queue = tuple(household_ids)
        self._at = self._queue.index(current) if current in self._queue else 0
        forms = self._context.office.entry_forms
        task = self._context.runner.start(self.tr("读取录入进度"), lambda _: forms.progress(household_ids), quiet=True)
        task.succeeded.connect(self._on_progress)
        self._ask()
        self.show()
        self.raise_()
        self.activateWindow()

    def go(self, by: int) -> None:
        """To the next household, or back."""
        if 0 <= self._at + by < len(self._queue):
            self.flush()
            self._at += by
            self._ask()

    def _ask(self) -> None:
        self.refusal.clear()
        if not self._queue:
            return
        household_id, today = self._queue[self._at], self._context.today()
        forms = self._context.office.entry_forms
        self._sheets.ask(self.tr("读取采集表内容"), lambda _: forms.sheet(household_id, today=today))

    def _on_progress(self, counts: dict[int, int]) -> None:
        self._counts = dict(counts)
        self._tell()

    def _on_sheet(self, sheet: EntrySheet) -> None:
        kept = self.fields.current_field()
        is_same = self.sheet is not None and self.sheet.household_id == sheet.household_id
        self.sheet = sheet
        self.fields.show_sheet(sheet)
        self.fields.filter(self.search.query)
        if is_same and kept is not None:
            self.fields.go_to(kept.key)
        else:
            self._go_to_first()
            self.number.setText(sheet.national_code)
        self.who.setText(f"{sheet.head_name}　{sheet.place}")
        self.done.setText(self.tr("标记已录入") if sheet.is_waiting else self.tr("保存编号"))
        self.tasks.setVisible(sheet.has_tasks)
        self.before.setEnabled(self._at > 0)
        self.after.setEnabled(self._at + 1 < len(self._queue))
        self._tell()
        self.fields.setFocus()

    def _go_to_first(self) -> None:
        first = next((field for field in self._fields() if self._is_open(field)), None)
        first = first or next(iter(self._fields()), None)
        if first is not None:
            self.fields.go_to(first.key)

    def _tell(self) -> None:
        if self.sheet is None:
            return
        fields = self._fields()
        done = sum(self.fields.is_ticked(field.key) for field in fields)
        self._counts[self.sheet.household_id] = done
        begun = sum(1 for id_ in self._queue if self._counts.get(id_))
        self.told.setText(
            self.tr("第 {at}/{all} 户 · 本户已录 {done}/{fields} 项 · 清单中已动 {begun} 户").format(
                at=self._at + 1, all=len(self._queue), done=done, fields=len(fields), begun=begun
            )
        )

    # -- copying -------------------------------------------------------------------------------------------------------

    def _fields(self) -> tuple[EntryField, ...]:
        return self.sheet.fields if self.sheet else ()

    def _is_open(self, field: EntryField) -> bool:
        return not self.fields.is_ticked(field.key) and (bool(field.value) or not self.skip.isChecked())

    def copy_next(self) -> None:
        """Copy the field under the cursor, tick it, and go to the next one that has no tick."""
        field = self.fields.current_field()
        if field is None:
            self._go_to_first()
            return
        if field.value:
            self.clipboard.copy(field.value, is_sensitive=field.is_sensitive)
        self.fields.tick(field.key, is_ticked=True)
        self.told_copied(field)
        self.step(1)

    def told_copied(self, field: EntryField) -> None:
        """Say what lies on the clipboard."""
        words = self.tr("已复制：{title}") if field.value else self.tr("空项已勾：{title}")
        self.copy.setToolTip(words.format(title=field.title))
        self.copy.setAccessibleDescription(words.format(title=field.title))

    def step(self, by: int) -> None:
        """Move on to the next field (or back): forward over ticked and empty ones, back to the one before."""
        fields = self._fields()
        here = self.fields.current_field()
        position = next((i for i, field in enumerate(fields) if here and field.key == here.key), -1)
        onward = fields[position + 1 :] if by > 0 else fields[:position][::-1] if position > 0 else ()
        wanted = next((field for field in onward if by < 0 or self._is_open(field)), None)
        if wanted is not None:
            self.fields.go_to(wanted.key)
        elif by > 0:
            self._show_end()

    def _show_next(self) -> None:
        field, block = self.fields.current_field(), self.fields.current_block()
        self.copy.setEnabled(field is not None)
        if field is not None:
            self.next.setText(f"{field.title}：{self.fields.shown(field)}")
        is_member = block is not None and block.person_id is not None
        self.person_number.setVisible(is_member)
        if block is not None and is_member:
            self.person_number.setText(block.person_code)

    def _show_end(self) -> None:
        left = [field for field in self._fields() if self._is_open(field)]
        if left:
            self.fields.go_to(left[0].key)
        else:
            self.next.setText(self.tr("本户各项都已录完。请把系统给的户编号粘贴到下面。"))
            self.number.setFocus()

    def _on_revealed(self, is_revealed: bool) -> None:
        self.reveal.setIcon(icon("eye-off" if is_revealed else "eye"))
        self.fields.reveal(is_revealed=is_revealed)
        self._show_next()

    def _on_skip(self, is_skipping: bool) -> None:
        self._context.memory.keep(_SKIP, "yes" if is_skipping else "no")

    # -- ticks ---------------------------------------------------------------------------------------------------------

    def _on_ticked(self, key: str, is_ticked: bool) -> None:
        self._pending[key] = is_ticked
        self._saving.start()
        self._tell()

    def flush(self) -> None:
        """Store the ticks that were set since the last time."""
        self._saving.stop()
        if not self._pending or self.sheet is None:
            return
        pending, self._pending = self._pending, {}
        household_id, forms = self.sheet.household_id, self._context.office.entry_forms
        actor, today = self._context.actor(), self._context.today()
        ticked = [key for key, is_ticked in pending.items() if is_ticked]
        unticked = [key for key, is_ticked in pending.items() if not is_ticked]
        task = self._context.runner.start(
            self.tr("记录已录的项"),
            lambda _: forms.tick(household_id, ticked, unticked, actor=actor, today=today),
            quiet=True,
        )
        task.refused.connect(self.refusal.show_refusal)

    # -- numbers -------------------------------------------------------------------------------------------------------

    def save_person_number(self) -> None:
        """Take the 人编号 of the member under the cursor back."""
        block = self.fields.current_block()
        if block is not None:
            self.refusal.clear()
            self._back.person_number(block, self.person_number.text())

    def finish(self) -> None:
        """Take the 户编号 back; an approved household is marked as entered with it."""
        if self.sheet is not None:
            self.flush()
            self.refusal.clear()
            self._back.household_number(self.sheet, self.number.text().strip())

    def _on_finished(self) -> None:
        self._context.navigator.say(self.tr("录入助手：已办完第 {at} 户。").format(at=self._at + 1))
        if self._at + 1 < len(self._queue):
            self.go(1)
        else:
            self._reread()

    def finish_tasks(self) -> None:
        """The platform's other tasks of this household have been done there today."""
        if self.sheet is not None:
            self._back.tasks_done(self.sheet)

    def _reread(self) -> None:
        self.flush()
        self._ask()

    # -- coming and going ----------------------------------------------------------------------------------------------

    def _on_locked(self) -> None:
        self._was_shown = self.isVisible()
        self.flush()
        self.clipboard.empty()
        self.reveal.setChecked(False)
        self.hide()

    def _on_unlocked(self) -> None:
        if self._was_shown:
            self.show()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:  # only where the search box had nothing to empty
            self.close()
        else:
            super().keyPressEvent(event)

    @override
    def closeEvent(self, event: QCloseEvent) -> None:
        self.flush()
        self.clipboard.empty()
        self._context.memory.keep(_GEOMETRY, self.saveGeometry())
        super().closeEvent(event)
