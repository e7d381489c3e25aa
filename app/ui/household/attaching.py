"""附件 from the household's page: upload, open a copy, remove."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QDialog, QLabel

from app.services.attachments import AttachmentInput, AttachmentKind
from app.services.dossier.parts import AttachmentLine, Dossier
from app.services.errors import Reason, Refused
from app.ui.common import dialogs
from app.ui.common.choice_editors import Option
from app.ui.common.form_builder import Field, Form, Kind
from app.ui.common.tasks import TaskContext, Work
from app.ui.household import fields as f
from app.ui.household import words
from app.ui.household.panels import ChangePanel, Panels

_PATTERNS = "*.jpg *.jpeg *.png *.bmp *.gif *.tif *.tiff *.webp *.pdf *.ofd *.docx *.xlsx *.doc *.xls *.wps *.et"
_RefusedFiles = list[tuple[Path, tuple[Reason, ...]]]


@dataclass(frozen=True, slots=True)
class AttachTo:
    """What files belong to: a household, perhaps one of its alerts."""

    household_id: int
    head_name: str
    alert_id: int | None = None


class Attaching(Panels):
    """Files are encrypted in the vault; the original stays where it is."""

    def choose(self, dossier: Dossier) -> None:
        """Ask for the files, then what they are."""
        self.choose_for(AttachTo(dossier.head.household_id, dossier.head.head_name))

    def choose_for(self, subject: AttachTo) -> None:
        """The same for a household that is not open as a page, or for one of its alerts."""
        dialogs.choose_open_files(
            self._window,
            self.tr("选择要上传的附件"),
            kinds=self.tr("图片和文档 ({patterns});;所有文件 (*)").format(patterns=_PATTERNS),
            then=lambda files: self.ask_about(subject, files),
        )

    def ask_about(self, subject: AttachTo, files: Sequence[Path]) -> None:
        """What the chosen files are; then they are kept one by one, and each refused one is named."""
        first = AttachmentKind.PHOTO.value if subject.alert_id is None else AttachmentKind.EVIDENCE.value
        kinds = [Option(kind.value, words.attachment_word(kind.value)) for kind in AttachmentKind]
        form = Form(
            (
                Field("kind", self.tr("种类"), Kind.CHOICE, required=True, options=kinds, initial=first),
                Field("taken_on", self.tr("拍摄（签署）日期"), Kind.DAY),
                Field("remark", self.tr("说明")),
            ),
            today=self._context.today,
        )
        names = QLabel()
        names.setWordWrap(True)
        panel = ChangePanel(form, below=(names,))
        left = list(files)

        def show_left() -> None:
            names.setText(self.tr("待上传：{files}").format(files="、".join(file.name for file in left)))

        show_left()

        def save(dialog: QDialog) -> None:
            if not form.check() or not left:
                return
            task = self._context.runner.start(self.tr("上传附件"), self._keeping(subject, tuple(left), form))
            task.succeeded.connect(lambda refused: self._on_kept(dialog, panel, left, refused))
            task.succeeded.connect(lambda _: show_left())

        panel.show_about(subject.head_name)
        dialogs.panel(self._window, self.tr("上传附件"), panel, do=self.tr("上传"), then=save)
        form.focus_first()

    def _keeping(self, subject: AttachTo, files: Sequence[Path], form: Form) -> Work[_RefusedFiles]:
        attachments, actor, today = self._context.office.attachments, self._context.actor(), self._context.today()
        values, home = form.values(), subject.household_id
        given = [
            AttachmentInput(
                file=file,
                kind=AttachmentKind(str(values["kind"])),
                taken_on=f.day_of(values, "taken_on"),
                remark=f.text_of(values, "remark"),
                alert_id=subject.alert_id,
            )
            for file in files
        ]

        def keep(task: TaskContext) -> _RefusedFiles:
            refused: _RefusedFiles = []
            for number, one in enumerate(given):
                try:
                    attachments.add(home, one, actor=actor, today=today)
                except Refused as why:
                    refused.append((one.file, why.reasons))
                task.progress(number + 1, len(given))
            return refused

        return keep

    def _on_kept(self, dialog: QDialog, panel: ChangePanel, left: list[Path], refused: _RefusedFiles) -> None:
        kept = len(left) - len(refused)
        if kept:
            self._context.navigator.say(self.tr("已上传 {count} 个附件，加密保存。").format(count=kept))
            self.saved.emit(0)
        left[:] = [file for file, _ in refused]
        if refused:
            panel.show_refusal(Refused(*(reason for _, reasons in refused for reason in reasons)))
        else:
            dialog.accept()

    def open_copy(self, attachment_id: int) -> None:
        """Decrypt a copy into our own folder, and let the system's program show it."""
        attachments, actor, today = self._context.office.attachments, self._context.actor(), self._context.today()
        task = self._context.runner.start(
            self.tr("打开附件"), lambda _: attachments.open_copy(attachment_id, actor=actor, today=today)
        )
        task.succeeded.connect(self._on_opened)
        task.refused.connect(self._on_refused)

    def _on_opened(self, copy: object) -> None:
        is_shown = QDesktopServices.openUrl(QUrl.fromLocalFile(str(copy)))
        if is_shown:
            said = self.tr("已打开副本，只供查看，关闭守望时自动清除。")
        else:
            said = self.tr("这台电脑上没有能打开“{name}”的程序。").format(name=cast("Path", copy).name)
        self._context.navigator.say(said)

    def remove(self, attachment: AttachmentLine) -> None:
        """Ask, then take it off the list; Ctrl+Z brings it back."""
        text = self.tr("将移除“{file}”。移除后可以用“撤销上一步”恢复。").format(file=attachment.name)
        dialogs.confirm(
            self._window,
            self.tr("移除附件"),
            text,
            do=self.tr("移除附件"),
            then=lambda: self._removing(attachment.attachment_id),
            is_destructive=True,
        )

    def _removing(self, attachment_id: int) -> None:
        attachments, actor, today = self._context.office.attachments, self._context.actor(), self._context.today()
        task = self._context.runner.start(
            self.tr("移除附件"), lambda _: attachments.remove(attachment_id, actor=actor, today=today)
        )
        task.succeeded.connect(lambda _: self._context.navigator.say(self.tr("附件已移除。")))
        task.succeeded.connect(lambda _: self.saved.emit(0))
        task.refused.connect(self._on_refused)

    def _on_refused(self, refused: Refused) -> None:
        dialogs.show_refusal(self._window, self.tr("附件"), refused)
