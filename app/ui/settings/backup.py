"""备份与恢复: the backups that were made by themselves, one by hand, the check of everything, and going back to one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.services.backup.automatic import Kept
from app.services.backup.checking import Verified
from app.services.backup.making import BackupMade
from app.services.backup.manifest import Manifest
from app.services.backup.restoring import describe
from app.services.clock import OFFICE_ZONE
from app.services.errors import Refused
from app.ui.common import dialogs
from app.ui.common.chips import Chip, ChipLabel, Shape
from app.ui.common.columns import Column, count_column
from app.ui.common.context import TabContext
from app.ui.common.empty_state import EmptyOr, EmptyState
from app.ui.common.refusals import RefusalBar
from app.ui.common.table_view import DataTable
from app.ui.common.tasks import Latest, TaskContext
from app.ui.common.windowed_model import RowsTableModel
from app.ui.theme import Tone

translate = QCoreApplication.translate
_BY_HAND = "by_hand"
_MEGABYTE = 1024 * 1024


class BackupPage(QWidget):
    """Everything about not losing anything."""

    def __init__(self, context: TabContext) -> None:
        super().__init__()
        self._context = context
        self._reads = Latest(context.runner, self)
        self.state = ChipLabel(parent=self)
        self.note = QLabel(
            self.tr(
                "有改动时每半小时、关闭程序时和导入前自动备份，加密存放在数据库旁的 backups 文件夹。另请定期备份到U盘。"
            )
        )
        self.note.setWordWrap(True)
        self.note.setProperty("muted", True)
        self.now = QPushButton(self.tr("立即备份"))
        self.now.setProperty("primary", True)
        self.back_up = QPushButton(self.tr("备份到…"))
        self.verify = QPushButton(self.tr("检查数据库"))
        self.restore = QPushButton(self.tr("从备份恢复…"))
        self.restore_chosen = QPushButton(self.tr("恢复到选中的备份…"))
        self.bar = RefusalBar(self)
        self.said = QLabel()
        self.said.setWordWrap(True)
        self.model: RowsTableModel[Kept] = RowsTableModel(_columns())
        self.table = DataTable(self.model, name=self.tr("自动备份"), key="settings/backups", memory=context.memory)
        self.empty = EmptyState(self.tr("还没有自动备份。有改动后会自动备份，也可以现在备份一次。"))
        self.empty.offer(self.tr("立即备份"), self.back_up_now)
        self._content = EmptyOr(self.table, self.empty)
        self._lay_out()
        self._connect()
        self.reload()

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        for part in (self.now, self.back_up, self.verify, self.restore):
            row.addWidget(part)
        row.addStretch(1)
        row.addWidget(self.state)
        below = QHBoxLayout()
        below.addWidget(self.restore_chosen)
        below.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.note)
        column.addLayout(row)
        column.addWidget(self.bar)
        column.addWidget(self.said)
        column.addWidget(self._content, 1)
        column.addLayout(below)
        self.said.hide()

    def _connect(self) -> None:
        self.now.clicked.connect(self.back_up_now)
        self.back_up.clicked.connect(self._on_back_up)
        self.verify.clicked.connect(self._on_verify)
        self.restore.clicked.connect(self._on_restore)
        self.restore_chosen.clicked.connect(self._on_restore_chosen)
        self._reads.answered.connect(self._on_kept)
        self._context.hub.changed.connect(lambda _: self.reload())

    def reload(self) -> None:
        """Look into the folder again."""
        automatic = self._context.office.backup.automatic
        self._reads.ask(self.tr("读取备份"), lambda _: automatic.kept())

    def _on_kept(self, kept: Sequence[Kept]) -> None:
        self.model.show_rows(kept)
        self._content.show_empty(is_empty=not kept)
        self.restore_chosen.setVisible(bool(kept))
        self.state.show_chip(self._state(kept))

    def _state(self, kept: Sequence[Kept]) -> Chip:
        if not kept:
            return Chip(self.tr("还没有备份"), Shape.TRIANGLE, Tone.LATE)
        made_at = kept[0].made_at.astimezone(OFFICE_ZONE)
        return Chip(self.tr("最近备份 {moment}").format(moment=f"{made_at:%Y-%m-%d %H:%M}"), Shape.CHECK, Tone.DONE)

    # -- making and checking -----------------------------------------------------------------------

    def back_up_now(self) -> None:
        """Back up into the folder beside the database."""
        automatic = self._context.office.backup.automatic
        self._start(
            self.tr("正在备份"),
            lambda task: automatic.before(_BY_HAND, report=task.progress),
            self._on_backed_up_here,
        )

    def _on_backed_up_here(self, made: BackupMade | None) -> None:
        if made is None:
            self._say(self.tr("最近的备份之后没有改动，不用再备份。"))
        else:
            self._on_backed_up(made)

    def _on_back_up(self) -> None:
        name = self._context.office.backup.suggested_name(today=self._context.today())
        dialogs.choose_save_file(
            self,
            self.tr("备份到"),
            kinds=self.tr("守望备份 (*.swbak)"),
            proposed=Path.home() / name,
            then=self.back_up_to,
        )

    def back_up_to(self, target: Path) -> None:
        """Make a proven backup at ``target``."""
        backup, actor, today = self._context.office.backup, self._context.actor(), self._context.today()
        self._start(
            self.tr("正在备份"),
            lambda task: backup.back_up(target, actor=actor, today=today, replace=True, report=task.progress),
            self._on_backed_up,
        )

    def _on_backed_up(self, made: BackupMade) -> None:
        self._context.navigator.tell_file(self.tr("备份已做好并检查通过。"), made.path)
        self._say(self.tr("备份已做好并检查通过：{path}").format(path=made.path))
        self.reload()

    def _on_verify(self) -> None:
        backup = self._context.office.backup
        self._start(self.tr("正在检查"), lambda task: backup.verify(report=task.progress), self._on_verified)

    def _on_verified(self, found: Verified) -> None:
        if not found.is_good:
            self.bar.show_refusal(Refused(*found.problems))
            return
        self._say(
            self.tr("检查通过：审计 {count} 条，链头 {head}，附件 {files} 个。").format(
                count=f"{found.audit_entries:,}", head=found.audit_head[:12], files=found.attachments
            )
        )

    # -- going back --------------------------------------------------------------------------------

    def _on_restore(self) -> None:
        dialogs.choose_open_files(
            self,
            self.tr("选择备份文件"),
            kinds=self.tr("守望备份 (*.swbak);;所有文件 (*)"),
            then=lambda files: self.ask_restore(files[0]) if files else None,
        )

    def _on_restore_chosen(self) -> None:
        index = self.table.currentIndex()
        kept = self.model.row_at(index.row()) if index.isValid() else None
        if kept is None:
            self.bar.show_sentences([self.tr("请先在表中选一份备份。")])
            return
        self.ask_restore(kept.path)

    def ask_restore(self, file: Path) -> None:
        """Read what the backup says of itself, and ask before the program goes back to it."""
        self._start(self.tr("读取备份"), lambda _: describe(file), lambda manifest: self._confirm(file, manifest))

    def _confirm(self, file: Path, manifest: Manifest) -> None:
        moment = manifest.made_at.astimezone(OFFICE_ZONE)
        rows = dict(manifest.rows)
        dialogs.confirm(
            self,
            self.tr("恢复到 {moment:%Y-%m-%d %H:%M} 的备份").format(moment=moment),
            self.tr(
                "备份里有 {households} 户、审计 {entries} 条。恢复后台账回到那时的样子，此后录入的内容不在其中。"
                "恢复前先自动备份现在的台账，原文件也会保留。程序将关闭当前窗口，请输入做这份备份时的密码后恢复。"
            ).format(households=f"{rows.get('household', 0):,}", entries=f"{manifest.audit_seq:,}"),
            do=self.tr("关闭并恢复"),
            then=lambda: self._leave(file),
            is_destructive=True,
        )

    def _leave(self, file: Path) -> None:
        automatic = self._context.office.backup.automatic
        self._start(
            self.tr("正在备份"),
            lambda task: automatic.before("restore", report=task.progress),
            lambda _: self._context.navigator.ask_restore(file),
        )

    # -- doing -------------------------------------------------------------------------------------

    def _start(self, name: str, work: Callable[[TaskContext], object], then: Callable[..., None]) -> None:
        self.bar.clear()
        self.said.hide()
        task = self._context.runner.start(name, work)
        task.succeeded.connect(then)
        task.refused.connect(self.bar.show_refusal)

    def _say(self, text: str) -> None:
        self.said.setText(text)
        self.said.show()


def _reason_words() -> dict[str, str]:
    return {
        "interval": translate("backup", "半小时自动备份"),
        "exit": translate("backup", "关闭程序时"),
        "import": translate("backup", "导入前"),
        "restore": translate("backup", "恢复前"),
        "migration": translate("backup", "升级前"),
        _BY_HAND: translate("backup", "手动备份"),
    }


def _columns() -> Sequence[Column[Kept]]:
    words = _reason_words()

    def moment(kept: Kept) -> str:
        return f"{kept.made_at.astimezone(OFFICE_ZONE):%Y-%m-%d %H:%M:%S}"

    def size(kept: Kept) -> str:
        try:
            return f"{kept.path.stat().st_size / _MEGABYTE:,.1f} MB"
        except OSError:
            return ""

    return (
        Column("moment", translate("backup", "时间"), moment, 21),
        Column("reason", translate("backup", "何时"), lambda kept: words.get(kept.reason, kept.reason), 18),
        Column("size", translate("backup", "大小"), size, 11),
        count_column("entries", translate("backup", "审计条数"), lambda kept: kept.audit_seq, width=10),
        Column("head", translate("backup", "审计链头"), lambda kept: kept.audit_head, 15),
        Column("file", translate("backup", "文件"), lambda kept: kept.path.name, 60),
    )
