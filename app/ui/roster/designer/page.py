"""名册设计: choose a roster, change it, see its first rows at once, keep it, export it, print it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSplitter,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from app.services.changes import ChangeSet
from app.services.errors import Refused
from app.services.regions import RegionRow
from app.services.rosters.design import Column, RosterDesign, Subject
from app.services.rosters.ready import by_name as ready_by_name
from app.services.rosters.service import RosterEntry, RosterPreview
from app.services.wording import sentences
from app.ui.common import dialogs
from app.ui.common.context import TabContext
from app.ui.common.desk_page import DeskPage
from app.ui.common.icons import icon
from app.ui.common.paper_files import PaperFiles
from app.ui.common.refusals import RefusalBar
from app.ui.common.tasks import Latest
from app.ui.roster.designer.columns import ColumnsEditor
from app.ui.roster.designer.conditions import ConditionsEditor
from app.ui.roster.designer.files import RosterJobs
from app.ui.roster.designer.order import OrderEditor
from app.ui.roster.designer.preview import PreviewTable
from app.ui.roster.designer.shelf import Shelf
from app.ui.roster.designer.style import StyleEditor
from app.ui.theme import width_of

_EDITOR_HEIGHT = 290
_STARTING = {
    Subject.PERSONS: ("household.village_name", "household.group_name", "person.name", "person.id_number"),
    Subject.HOUSEHOLDS: ("household.village_name", "household.group_name", "household.head_name"),
}


class RosterDesigner(DeskPage):
    """Rosters on the left, the one that is being worked on on the right."""

    def __init__(self, context: TabContext) -> None:
        super().__init__()
        self._context = context
        self._lists = Latest(context.runner, self)
        self._previews = Latest(context.runner, self)
        self._entry: RosterEntry | None = None
        self._shown: RosterDesign | None = None  # what the editors held when it was last kept or opened
        self._drafts: dict[str, RosterDesign] = {}  # changed and not kept, by the name they were opened under
        self._households: Sequence[int] | None = None
        self.shelf = Shelf()
        self.name = QLineEdit()
        self.subject = QComboBox()
        self.columns, self.conditions = ColumnsEditor(), ConditionsEditor()
        self.order, self.style_editor = OrderEditor(), StyleEditor()
        self.preview = PreviewTable()
        self.bar = RefusalBar(self)
        self.files = PaperFiles(context, self, self.bar)
        self.jobs = RosterJobs(context, self)
        self._narrowed = QPushButton()
        self._lay_out()
        self._connect()

    # -- building ------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        self.tabs = QTabWidget()
        for words, page in (
            (self.tr("列"), self.columns),
            (self.tr("筛选"), self.conditions),
            (self.tr("排序和分组"), self.order),
            (self.tr("标题、签字和纸张"), self.style_editor),
        ):
            self.tabs.addTab(page, words)
        below = QSplitter(Qt.Orientation.Vertical)
        below.addWidget(self.tabs)
        below.addWidget(self.preview)
        below.setChildrenCollapsible(False)
        below.setStretchFactor(1, 1)
        below.setSizes([_EDITOR_HEIGHT, _EDITOR_HEIGHT])
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(self._head())
        column.addWidget(self.bar)
        column.addWidget(below, 1)
        whole = QSplitter(Qt.Orientation.Horizontal)
        whole.addWidget(self._left())
        whole.addWidget(right)
        whole.setChildrenCollapsible(False)
        whole.setStretchFactor(1, 1)
        whole.setSizes([width_of(28, self.font()), 1])
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 0)
        column.addWidget(whole, 1)

    def _left(self) -> QWidget:
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.shelf, 1)
        row = QHBoxLayout()
        self.new = self._button("plus", self.tr("新建"), self._on_new)
        self.copy = self._button("copy", self.tr("复制"), self._on_copy)
        self.drop = self._button("trash-2", self.tr("删除"), self._on_delete)
        for button in (self.new, self.copy, self.drop):
            row.addWidget(button)
        column.addLayout(row)
        return left

    def _head(self) -> QHBoxLayout:
        self.name.setAccessibleName(self.tr("名册名称"))
        self.name.setPlaceholderText(self.tr("名册名称"))
        self.subject.setAccessibleName(self.tr("一行是什么"))
        for subject in Subject:
            self.subject.addItem(subject.label, subject)
        row = QHBoxLayout()
        row.addWidget(QLabel(self.tr("名称")))
        row.addWidget(self.name, 1)
        row.addWidget(self.subject)
        row.addWidget(self._narrowed)
        self._narrowed.hide()
        self.save = self._button("save", self.tr("保存"), self._on_save)
        self.export = self._button("file-spreadsheet", self.tr("导出 Excel"), self._on_export)
        self.pdf = self._button("printer", self.tr("打印 PDF"), self._on_print)
        for button in (self.save, self.export, self.pdf):
            row.addWidget(button)
        return row

    def _button(self, sign: str, text: str, act: object) -> QPushButton:
        button = QPushButton(icon(sign), text)
        button.clicked.connect(act)
        return button

    def _connect(self) -> None:
        self._lists.answered.connect(self._on_entries)
        self._previews.answered.connect(self._on_preview)
        self._previews.refused.connect(self._on_unfit)
        self.shelf.chosen.connect(self._on_chosen)
        self.subject.activated.connect(lambda _: self._on_subject())
        self.name.textEdited.connect(lambda _: self._tell_buttons())
        for editor in (self.columns, self.conditions, self.order, self.style_editor):
            editor.changed.connect(self._on_changed)
        self._narrowed.clicked.connect(lambda: self.narrow_to(None))
        self._context.hub.changed.connect(self._on_written)

    # -- what others ask -----------------------------------------------------------------------------

    @override
    def reload(self) -> None:
        """Read the rosters again, and the rows of the one that is shown."""
        rosters = self._context.office.rosters
        self._lists.ask(self.tr("读取名册"), lambda _: rosters.list())
        if self._entry is not None:
            self._ask_preview()

    @override
    def show_what(self, what: str) -> None:
        entry = self.shelf.entry(what)
        if entry is not None:
            self.shelf.stand_on(what)

    @override
    def know_regions(self, regions: Sequence[RegionRow]) -> None:
        self.conditions.know_villages([region.name for region in regions if region.kind == "village"])

    @override
    def may_close(self) -> str:
        unkept = [name for name in self._unkept() if ready_by_name(name) is None]
        return self.tr("名册还没有保存：{names}").format(names="、".join(unkept)) if unkept else ""

    def _unkept(self) -> list[str]:
        """The names of what was changed and not kept."""
        here = self.design() if self._is_changed() else None
        return [*self._drafts, *([here.name] if here and here.name not in self._drafts else [])]

    def _is_changed(self) -> bool:
        return self._shown is not None and self.design() != self._shown

    @override
    def narrow_to(self, households: Sequence[int] | None) -> None:
        """List these households only, as the roster's own list shows them; None: all again."""
        self._households = households
        self._narrowed.setVisible(households is not None)
        if households is not None:
            text = self.tr("只列台账选出的 {count} 户（点这里取消）").format(count=f"{len(households):,}")
            self._narrowed.setText(text)
        self._ask_preview()

    def _subject(self) -> Subject:
        return Subject(self.subject.currentData())

    def design(self) -> RosterDesign:
        """What the editors say."""
        base = RosterDesign(
            name=self.name.text().strip(),
            subject=self._subject(),
            columns=self.columns.columns(),
            conditions=self.conditions.conditions(),
            sort=self.order.sort(),
            group_by=self.order.group_by(),
            grouping=self.order.way(),
            subtotals=self.order.subtotals.isChecked(),
        )
        return self.style_editor.applied(base)

    def show_design(self, design: RosterDesign) -> None:
        """Show a design in the editors and its first rows below."""
        self.name.setText(design.name)
        self.subject.setCurrentIndex(self.subject.findData(design.subject))
        self.columns.show_columns(design.subject, design.columns)
        self.conditions.show_conditions(design.subject, design.conditions)
        self.order.show_design(design)
        self.style_editor.show_design(design)
        self._shown = self.design()
        self._tell_buttons()
        self._ask_preview()

    # -- reading -------------------------------------------------------------------------------------

    def _on_entries(self, entries: Sequence[RosterEntry]) -> None:
        standing = self._entry.name if self._entry else ""
        self.shelf.show_entries(entries, standing=standing)
        if self._entry is None:
            first = self.shelf.first()
            if first is not None:
                self.shelf.stand_on(first.name)
        else:
            self._entry = self.shelf.entry(standing) or self._entry
            self._tell_buttons()

    def _on_chosen(self, entry: RosterEntry) -> None:
        """A change that was not kept waits under its own name; a new roster is given up only when that is wished."""
        if self._entry is None and self._is_changed():
            self.shelf.show_standing("")
        self._leave(lambda: self._turn_to(entry))

    def _leave(self, then: Callable[[], None]) -> None:
        """Go on with ``then`` once nothing is lost by it."""
        if self._entry is None and self._is_changed():
            text = self.tr("“{name}”还没有保存。放弃它吗？").format(name=self.name.text().strip())
            title = self.tr("名册还没有保存")
            dialogs.confirm(self, title, text, do=self.tr("放弃"), then=then, is_destructive=True)
            return
        if self._entry is not None and self._is_changed():
            self._drafts[self._entry.name] = self.design()
        then()

    def _turn_to(self, entry: RosterEntry) -> None:
        self.shelf.show_standing(entry.name)
        self._open(entry)

    def _open(self, entry: RosterEntry) -> None:
        self._entry = entry
        self.bar.clear()
        if entry.missing:
            self.bar.show_sentences([self.tr("不适用：{why}").format(why=entry.missing)])
        self.show_design(entry.design)
        draft = self._drafts.pop(entry.name, None)
        if draft is not None:
            kept = self._shown
            self.show_design(draft)
            self._shown = kept
            self.bar.show_sentences([self.tr("这里有还没有保存的改动。")])
            self.bar.offer(self.tr("恢复原样"), lambda: self._open(entry))

    def _on_changed(self) -> None:
        self._tell_buttons()
        self._ask_preview()

    def _ask_preview(self) -> None:
        design, today, households = self.design(), self._context.today(), self._households
        rosters = self._context.office.rosters
        self._previews.ask(self.tr("预览名册"), lambda _: rosters.preview(design, households=households, today=today))

    def _on_preview(self, found: RosterPreview) -> None:
        self.preview.show_preview(found)

    def _on_unfit(self, refused: Refused) -> None:
        self.preview.show_nothing("\n".join(sentences(refused)))

    def _on_written(self, changes: ChangeSet) -> None:
        if changes.touches("saved_roster") and self.isVisible():
            self.reload()

    def _on_subject(self) -> None:
        """Another subject keeps what both have."""
        subject = self._subject()
        self.order.show_subject(subject)
        self.columns.show_columns(subject, self.columns.columns())
        self.conditions.show_conditions(subject, self.conditions.conditions())
        self._on_changed()

    # -- keeping -------------------------------------------------------------------------------------

    def _tell_buttons(self) -> None:
        own = self._entry is not None and not self._entry.is_ready_made
        self.drop.setEnabled(own)
        self.drop.setToolTip("" if own else self.tr("现成的名册不能删除"))
        is_ready = self._entry is not None and self._entry.is_ready_made
        same = is_ready and self._entry is not None and self.name.text().strip() == self._entry.name
        self.save.setEnabled(not same)
        self.save.setToolTip(self.tr("现成的名册不能改动：请先换一个名称，或按“复制”") if same else "")

    def _on_new(self) -> None:
        self._leave(self._begin)

    def _begin(self) -> None:
        self._entry = None
        self.shelf.show_standing("")
        subject = Subject.PERSONS
        columns = tuple(Column(key) for key in _STARTING[subject])
        self.bar.clear()
        self.show_design(RosterDesign(name=self.tr("新名册"), subject=subject, columns=columns))
        self.name.setFocus()
        self.name.selectAll()

    def _on_copy(self) -> None:
        if self._entry is not None and self._is_changed():
            self._drafts[self._entry.name] = self.design()
        copied = replace(self.design(), name=self.tr("{name}（副本）").format(name=self.name.text().strip()))
        self._entry = None
        self.shelf.show_standing("")
        self.bar.clear()
        self.show_design(copied)
        self.name.setFocus()
        self.name.selectAll()

    def _on_save(self) -> None:
        design, entry = self.design(), self._entry
        rosters, actor, today = self._context.office.rosters, self._context.actor(), self._context.today()
        version = entry.row_version if entry and not entry.is_ready_made and entry.name == design.name else None
        self.bar.clear()
        task = self._context.runner.start(
            self.tr("保存名册"), lambda _: rosters.save(design, row_version=version, actor=actor, today=today)[0]
        )
        task.refused.connect(self.bar.show_refusal)
        task.succeeded.connect(self._on_saved)

    def _on_saved(self, entry: RosterEntry) -> None:
        self._entry = entry
        self._shown = self.design()
        self._tell_buttons()
        said = self.tr("名册“{name}”已保存，第 {version} 版").format(name=entry.name, version=entry.version)
        self._context.navigator.say(said)
        self.reload()

    def _on_delete(self) -> None:
        entry = self._entry
        if entry is None or entry.is_ready_made:
            return
        text = self.tr("删除名册“{name}”？台账里的数据不变。").format(name=entry.name)
        dialogs.confirm(
            self, self.tr("删除名册"), text, do=self.tr("删除"), then=lambda: self._delete(entry), is_destructive=True
        )

    def _delete(self, entry: RosterEntry) -> None:
        rosters, actor, today = self._context.office.rosters, self._context.actor(), self._context.today()
        task = self._context.runner.start(
            self.tr("删除名册"), lambda _: rosters.delete(entry.name, actor=actor, today=today)
        )
        task.refused.connect(self.bar.show_refusal)
        task.succeeded.connect(lambda _: self._on_deleted())

    def _on_deleted(self) -> None:
        self._entry = self._shown = None
        self.reload()

    # -- writing -------------------------------------------------------------------------------------

    def _on_export(self) -> None:
        self.files.ask(self.jobs.book(self.design(), self._households))

    def _on_print(self) -> None:
        self.files.ask(self.jobs.paper(self.design(), self._households))
