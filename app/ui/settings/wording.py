"""文书用语 and 单位信息: the office's own words, with a real paper beside them while they are written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QCoreApplication, Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSplitter, QVBoxLayout, QWidget
from shiboken6 import isValid

from app.services.changes import ChangeSet
from app.services.errors import Refused
from app.services.papers.wording_service import NewWording, WordingRow, WordingVersion
from app.services.wording import sentences
from app.ui.common.context import TabContext
from app.ui.common.paper_jobs import drawn
from app.ui.common.preview import Preview
from app.ui.common.quiet_box import QuietBox
from app.ui.common.tasks import Latest, TaskContext
from app.ui.settings.wording_editor import WordingEditor
from app.ui.settings.wording_files import WordingFiles
from app.ui.settings.wording_tree import Key, WordingTree
from app.ui.settings.wording_versions import WordingVersions
from app.ui.theme import width_of

translate = QCoreApplication.translate
_PAUSE = 350  # milliseconds without typing before a paper is drawn: each is a child process


@dataclass(frozen=True, slots=True)
class _History:
    row: WordingRow
    versions: Sequence[WordingVersion]


class WordingPage(QWidget):
    """The list of wordings, the one that is written, and a real paper with it."""

    def __init__(self, context: TabContext, *, key: str, name: str, own: bool) -> None:
        super().__init__()
        self.context, self._own = context, own
        self._drafts: dict[Key, str] = {}
        self._row: WordingRow | None = None
        self._rows, self._versions = Latest(context.runner, self), Latest(context.runner, self)
        self._papers = Latest(context.runner, self)
        self.list = WordingTree(name)
        self.editor = WordingEditor(context.today)
        self.kind = QuietBox()
        self.kind.setAccessibleName(self.tr("在哪种文书上看"))
        self.preview = Preview()
        self.versions = WordingVersions(context.memory, key=key)
        self.files = WordingFiles(self)
        self._timer = QTimer(self, singleShot=True, interval=_PAUSE)
        self._lay_out()
        self._connect()
        self.reload()

    def _lay_out(self) -> None:
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(8, 0, 0, 0)
        column.addWidget(self.editor)
        column.addWidget(self.versions, 1)
        left.setMinimumWidth(width_of(44, self.font()))
        right = QWidget()
        row = QHBoxLayout()
        row.addWidget(QLabel(self.tr("在这种文书上看：")))
        row.addWidget(self.kind, 1)
        column = QVBoxLayout(right)
        column.setContentsMargins(8, 0, 0, 0)
        column.addLayout(row)
        column.addWidget(self.preview, 1)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(left)
        split.addWidget(right)
        split.setStretchFactor(0, 2)
        split.setStretchFactor(1, 3)
        split.setChildrenCollapsible(False)
        beside = QVBoxLayout()
        beside.addWidget(self.list, 1)
        if not self._own:
            beside.addLayout(self.files.buttons())
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addLayout(beside)
        whole.addWidget(split, 1)

    def _connect(self) -> None:
        self._rows.answered.connect(self._on_rows)
        self._versions.answered.connect(self._on_versions)
        self._papers.answered.connect(lambda made: self.preview.show_pdf(made[0], keep_place=True))
        self._papers.refused.connect(self._on_no_paper)
        self.list.chosen.connect(self._on_chosen)
        self.editor.edited.connect(self._on_edited)
        self.editor.saving.connect(self.save)
        self.kind.currentIndexChanged.connect(lambda _: self._draw())
        self._timer.timeout.connect(self._draw)
        self.context.hub.changed.connect(self._on_changed)

    @property
    def has_unsaved(self) -> bool:
        """Whether closing would lose what was typed."""
        return bool(self._drafts)

    def reload(self) -> None:
        """Read the wordings again; what was typed stays."""
        wording, today = self.context.office.wording, self.context.today()
        self._rows.ask(self.tr("读取用语"), lambda _: wording.rows(today=today))

    def _on_rows(self, rows: Sequence[WordingRow]) -> None:
        self.list.show_rows([row for row in rows if row.own == self._own], drafts=self._drafts.keys())

    def _on_chosen(self, row: WordingRow) -> None:
        is_other = self._row is None or (self._row.key, self._row.scope) != (row.key, row.scope)
        self._row = row
        self.editor.show_row(row, self._drafts.get((row.key, row.scope)))
        if is_other:
            self.kind.blockSignals(True)
            self.kind.clear()
            for code, name in row.kinds:
                self.kind.addItem(name, code)
            self.kind.blockSignals(False)
            self.preview.say("")
        wording, key, scope = self.context.office.wording, row.key, row.scope
        self._versions.ask(self.tr("读取版本"), lambda _: _History(row, wording.history(key, scope)))
        self._draw()

    def _on_versions(self, found: _History) -> None:
        self.versions.show_versions(found.row, found.versions)

    def _on_edited(self) -> None:
        row = self._row
        if row is None:
            return
        if self.editor.is_changed:
            self._drafts[(row.key, row.scope)] = self.editor.typed
        else:
            self._drafts.pop((row.key, row.scope), None)
        self.list.mark(self._drafts.keys())
        self._timer.start()

    def _draw(self) -> None:
        """A real paper with the text that is being written."""
        row, kind = self._row, str(self.kind.currentData() or "")
        if row is None or not kind:
            self._papers.forget()
            self.preview.say(self.tr("这一项没有可以预览的文书。"))
            return
        wording, today, text = self.context.office.wording, self.context.today(), self.editor.typed

        def work(_: TaskContext) -> tuple[bytes, object]:
            def draw(out: Path) -> object:
                return wording.preview(row.key, kind, text, out, scope=row.scope, today=today)

            return drawn(draw)

        self._papers.ask(self.tr("预览"), work)

    def _on_no_paper(self, refused: Refused) -> None:
        self.preview.say("\n".join(sentences(refused)))

    def save(self, new: NewWording) -> None:
        """Save a version; refusals stand under the text."""
        wording, actor, today = self.context.office.wording, self.context.actor(), self.context.today()
        task = self.context.runner.start(self.tr("保存用语"), lambda _: wording.save([new], actor=actor, today=today))
        task.succeeded.connect(lambda _: self._on_saved(new))
        task.refused.connect(lambda refused: self.editor.show_refusal(refused) if isValid(self) else None)

    def _on_saved(self, new: NewWording) -> None:
        self._drafts.pop((new.key, new.scope), None)
        self.editor.saved()
        if new.valid_from > self.context.today():
            said = self.tr("已保存，从 {day} 起用；此前仍按现在的写法。").format(day=new.valid_from)
        elif new.text is None:
            said = self.tr("已恢复为程序原来的写法。")
        else:
            said = self.tr("已保存，{day} 以后的文书按新写法打印；已存档的不变。").format(day=new.valid_from)
        self.context.navigator.say(said)
        self.reload()

    def _on_changed(self, changes: ChangeSet) -> None:
        if changes.touches("office_wording", "region", "plan_year", "plan_version"):
            self.reload()


def texts_page(context: TabContext) -> WordingPage:
    """文书用语."""
    return WordingPage(context, key="wording", name=translate("settings", "文书用语"), own=False)


def unit_page(context: TabContext) -> WordingPage:
    """单位信息."""
    return WordingPage(context, key="unit", name=translate("settings", "单位信息"), own=True)
