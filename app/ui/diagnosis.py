"""自检 and 诊断文件 under 帮助: what the clerk does when something seems wrong, before she asks for help."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMenu, QWidget

from app.services.errors import Refused
from app.ui.common import dialogs
from app.ui.common.context import TabContext
from app.ui.common.tasks import TaskContext

if TYPE_CHECKING:
    from app.services.diagnosis import SelfTested

_CHECKS = 11  # of the self-test; only the bar's length hangs on it


class Diagnosis(QObject):
    """Adds its entries to the help menu and does what they say."""

    def __init__(self, window: QWidget, context: TabContext) -> None:
        super().__init__(window)
        self._window, self._context = window, context

    def add_to(self, menu: QMenu) -> None:
        """Put the entries into the menu."""
        menu.addAction(self.tr("自检…"), self._on_self_test)
        menu.addAction(self.tr("导出诊断文件…"), self._on_file_asked)

    def _on_self_test(self) -> None:
        dialogs.confirm(
            self._window,
            self.tr("自检"),
            self.tr(
                "将在临时文件夹里把主要功能试一遍（新建、导入、筛查、打印、备份恢复），约一分钟，不碰现有台账，"
                "不留下文件。其间会有一个窗口闪现，可以继续工作。"
            ),
            do=self.tr("开始自检"),
            then=self._run,
        )

    def _run(self) -> None:
        from app.services.diagnosis import run_self_test

        def work(task: TaskContext) -> SelfTested:
            seen: list[str] = []

            def count(line: str) -> None:
                seen.append(line)
                task.progress(min(len(seen), _CHECKS), _CHECKS)

            return run_self_test(on_line=count, cancelled=task.is_cancelled)

        self._context.runner.start(self.tr("自检"), work).succeeded.connect(self._on_tested)

    def _on_tested(self, tested: SelfTested) -> None:
        head = (
            self.tr("自检全部通过。")
            if tested.is_good
            else self.tr("自检没有通过。请导出诊断文件，连同以下内容交给维护人员。")
        )
        dialogs.inform(self._window, self.tr("自检结果"), "\n".join((head, "", *tested.lines)))

    def _on_file_asked(self) -> None:
        dialogs.choose_save_file(
            self._window,
            self.tr("导出诊断文件（其中没有农户信息）"),
            kinds=self.tr("文本文件 (*.txt)"),
            proposed=Path.home() / self.tr("守望诊断-{day}.txt").format(day=self._context.today().strftime("%Y%m%d")),
            then=self._write,
        )

    def _write(self, target: Path) -> None:
        diagnosis = self._context.office.diagnosis
        task = self._context.runner.start(self.tr("导出诊断文件"), lambda _: diagnosis.write(target))
        task.succeeded.connect(lambda _: self._context.navigator.tell_file(self.tr("诊断文件已写好"), target))
        task.refused.connect(self._on_refused)

    def _on_refused(self, refused: Refused) -> None:
        dialogs.show_refusal(self._window, self.tr("诊断文件没有写成"), refused)
