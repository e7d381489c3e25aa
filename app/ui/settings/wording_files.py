"""Wording out into a file for a neighbouring office, and in from one: what would change is shown before it is saved."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget
from shiboken6 import isValid

from app.services.papers.wording_files import WordingChange, read_wording, write_wording
from app.ui.common import dialogs
from app.ui.common.form_builder import Field, Form, Kind
from app.ui.common.icons import icon
from app.ui.common.scrolled import Scrolled
from app.ui.theme import width_of

if TYPE_CHECKING:
    from app.ui.settings.wording import WordingPage


class WordingFiles(QObject):
    """The two buttons under the list of wordings."""

    def __init__(self, page: WordingPage) -> None:
        super().__init__(page)
        self._page = page
        self.take_in = QPushButton(icon("upload"), self.tr("导入用语…"))
        self.give_out = QPushButton(icon("save"), self.tr("导出用语…"))
        self.take_in.clicked.connect(self.ask_import)
        self.give_out.clicked.connect(self.ask_export)

    def buttons(self) -> QHBoxLayout:
        """Both beside each other."""
        row = QHBoxLayout()
        row.addWidget(self.take_in)
        row.addWidget(self.give_out)
        return row

    def ask_export(self) -> None:
        """Ask where to write the office's own wordings."""
        proposed = Path.home() / self.tr("文书用语.toml")
        dialogs.choose_save_file(
            self._page, self.tr("导出用语"), kinds=self.tr("用语文件 (*.toml)"), proposed=proposed, then=self.write
        )

    def write(self, out: Path) -> None:
        """Write them."""
        context = self._page.context
        wording, today = context.office.wording, context.today()
        task = context.runner.start(self.tr("导出用语"), lambda _: write_wording(wording.rows(today=today), out))
        task.succeeded.connect(
            lambda count: context.navigator.tell_file(self.tr("已导出 {count} 项用语。").format(count=count), out)
        )
        task.refused.connect(lambda refused: self._page.editor.show_refusal(refused))

    def ask_import(self) -> None:
        """Ask for a file of another office."""
        kinds = self.tr("用语文件 (*.toml)")
        dialogs.choose_open_files(
            self._page, self.tr("导入用语"), kinds=kinds, then=lambda files: self.read(files[0]) if files else None
        )

    def read(self, file: Path) -> None:
        """Read a file and show what it would change."""
        context = self._page.context
        wording, today = context.office.wording, context.today()
        task = context.runner.start(
            self.tr("读取用语文件"),
            lambda _: read_wording(file, wording.rows(today=today), valid_from=today, reason=""),
        )
        task.succeeded.connect(lambda changes: self._show(file, changes) if isValid(self._page) else None)
        task.refused.connect(lambda refused: self._page.editor.show_refusal(refused))

    def _show(self, file: Path, changes: Sequence[WordingChange]) -> None:
        context = self._page.context
        form = Form(
            (
                Field("valid_from", self.tr("从哪天起用"), Kind.DAY, required=True),
                Field("reason", self.tr("原因"), required=True),
            ),
            today=context.today,
        )
        reason = self.tr("采用“{file}”的写法").format(file=file.name)
        form.set_values({"valid_from": context.today(), "reason": reason})
        head = QLabel(
            self.tr("会改写 {count} 项（单位名称、电话、版头、字号不随文件带入）：").format(count=len(changes))
        )
        head.setWordWrap(True)
        said = self.tr("{title}\n　原：{before}\n　新：{after}")
        text = "\n".join(said.format(title=c.title, before=c.before, after=c.after) for c in changes)
        shown = QLabel(text)
        shown.setWordWrap(True)
        listed = Scrolled(shown)
        listed.setMinimumHeight(self._page.window().height() // 3)
        content = QWidget()
        content.setMinimumWidth(width_of(80, self._page.font()))
        column = QVBoxLayout(content)
        for part in (head, listed, form):
            column.addWidget(part)

        def send(dialog: QDialog) -> None:
            if form.check():
                self._take(dialog, form, changes)

        dialogs.panel(self._page, self.tr("导入用语"), content, do=self.tr("保存这些写法"), then=send)

    def _take(self, dialog: QDialog, form: Form, changes: Sequence[WordingChange]) -> None:
        context = self._page.context
        wording, actor, today = context.office.wording, context.actor(), context.today()
        day, reason = form.value("valid_from"), str(form.value("reason") or "")
        assert isinstance(day, date)
        new = [c.dated(day, reason) for c in changes]
        task = context.runner.start(self.tr("导入用语"), lambda _: wording.save(new, actor=actor, today=today))
        task.succeeded.connect(lambda _: dialog.accept() if isValid(dialog) else None)
        task.refused.connect(lambda refused: form.show_refusal(refused) if isValid(form) else None)
