"""农户台账: every household, with search, the household's pane, and the import of rosters."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.services.errors import Refused
from app.services.imports.results import ImportResult
from app.ui.cases.desk import CaseDesk, DeskSpec
from app.ui.common import dialogs
from app.ui.common.context import TabContext, TabView
from app.ui.common.refusals import RefusalBar
from app.ui.common.tasks import TaskContext


class ImportTools(QWidget):
    """Import in two presses: look what a file would do, then take it in."""

    def __init__(self, context: TabContext) -> None:
        super().__init__()
        self._context = context
        self.choose = QPushButton(self.tr("导入花名册…"))
        self.choose.setProperty("primary", True)
        self.take_in = QPushButton(self.tr("确认导入"))
        self.forget = QPushButton(self.tr("不导入"))
        self.result = QLabel(self.tr("国家系统导出的花名册或户籍册（.xlsx .xls .csv）都可以直接导入。"))
        self.result.setWordWrap(True)
        self.bar = RefusalBar(self)
        row = QHBoxLayout()
        for widget in (self.choose, self.take_in, self.forget):
            row.addWidget(widget)
        row.addWidget(self.result, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(row)
        column.addWidget(self.bar)
        self.choose.clicked.connect(self._on_choose)
        self.take_in.clicked.connect(self._on_take_in)
        self.forget.clicked.connect(self._on_forget)
        self._ask(is_prepared=False)

    def _ask(self, *, is_prepared: bool) -> None:
        self.take_in.setVisible(is_prepared)
        self.forget.setVisible(is_prepared)
        self.choose.setVisible(not is_prepared)

    def _on_choose(self) -> None:
        dialogs.choose_open_files(
            self, self.tr("选择花名册"), kinds=self.tr("表格 (*.xlsx *.xls *.csv)"), then=self.look_at
        )

    def look_at(self, files: list[Path]) -> None:
        """Read the files and say what would happen; nothing is written."""
        self.bar.clear()
        imports, today = self._context.office.imports, self._context.today()

        def read(task: TaskContext) -> ImportResult:
            return imports.prepare("roster", files, today=today, on_progress=task.progress, cancelled=task.is_cancelled)

        task = self._context.runner.start(self.tr("读取花名册"), read)
        task.succeeded.connect(self._on_prepared)
        task.refused.connect(self._on_refused)

    def _on_prepared(self, result: ImportResult) -> None:
        self._ask(is_prepared=True)
        self.result.setText(self.tr("预览（还没有写入）：{what}").format(what=self._what(result)))

    def _on_take_in(self) -> None:
        imports, actor, today = self._context.office.imports, self._context.actor(), self._context.today()
        task = self._context.runner.start(
            self.tr("写入花名册"), lambda _: imports.apply_prepared(actor=actor, today=today)
        )
        task.succeeded.connect(self._on_taken_in)
        task.refused.connect(self._on_refused)

    def _on_taken_in(self, result: ImportResult) -> None:
        self._ask(is_prepared=False)
        self.result.setText(self.tr("已导入：{what}").format(what=self._what(result)))

    def _on_forget(self) -> None:
        imports = self._context.office.imports
        self._context.runner.start(self.tr("放弃导入"), lambda _: imports.discard(), quiet=True)
        self._ask(is_prepared=False)
        self.result.setText(self.tr("没有导入，台账没有变化。"))

    def _on_refused(self, refused: Refused) -> None:
        self._ask(is_prepared=False)
        self.bar.show_refusal(refused)

    def _what(self, result: ImportResult) -> str:
        households, members = result.households, result.members
        text = self.tr(
            "{rows} 行；户：新增 {new_h}，更新 {changed_h}，不变 {same_h}；"
            "人：新增 {new_m}，更新 {changed_m}，不变 {same_m}；拒绝 {rejected} 行"
        ).format(
            rows=result.rows,
            new_h=households.created,
            changed_h=households.updated,
            same_h=households.unchanged,
            new_m=members.created,
            changed_m=members.updated,
            same_m=members.unchanged,
            rejected=len(result.rejected),
        )
        if not result.rejected:
            return text + "。"
        first = result.rejected[0]
        return self.tr("{text}（如第 {row} 行：{why}）。").format(text=text, row=first.row, why=first.message)


def roster_tab(context: TabContext) -> TabView:
    """All living households; those without a case can be carried over or proposed here."""
    spec = DeskSpec(
        key="roster",
        name=QCoreApplication.translate("Tabs", "农户台账"),
        states=(),
        empty=QCoreApplication.translate("Tabs", "还没有农户。请导入国家系统导出的花名册，或户籍册。"),
    )
    return CaseDesk(spec, context, above=ImportTools(context))
