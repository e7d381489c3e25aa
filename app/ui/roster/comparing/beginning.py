"""What is asked before a comparison: which list it is, and of whom."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtWidgets import QDialog, QLabel, QVBoxLayout, QWidget

from app.services.comparison.kinds import list_kinds
from app.services.regions import RegionRow
from app.ui.common import dialogs
from app.ui.common.choice_editors import Option
from app.ui.common.context import TabContext
from app.ui.common.form_builder import Field, Form, Kind

_VILLAGES_IN_A_LINE = 7
AUTOMATIC, VILLAGES, MONITORED = "automatic", "villages", "monitored"


@dataclass(frozen=True, slots=True)
class Wish:
    """A comparison as asked for."""

    files: tuple[Path, ...]
    kind: str
    villages: tuple[str, ...]
    monitored_only: bool


class Beginning(QWidget):
    """The form below the chosen files."""

    def __init__(self, context: TabContext, files: Sequence[Path], regions: Sequence[RegionRow]) -> None:
        super().__init__()
        self._files = tuple(files)
        named = QLabel(self.tr("文件：{files}").format(files="、".join(path.name for path in files)))
        named.setWordWrap(True)
        kinds = [Option(kind.key, kind.title) for kind in list_kinds().values()]
        scopes = [
            Option(AUTOMATIC, self.tr("表中写明的村（没有写村的，按能对上的人）")),
            Option(VILLAGES, self.tr("下面选的村")),
            Option(MONITORED, self.tr("只比监测对象")),
        ]
        villages = [Option(region.name, region.name) for region in regions if region.kind == "village"]
        self.form = Form(
            (
                Field("kind", self.tr("名单"), Kind.CHOICE, required=True, options=kinds, initial="roster"),
                Field("scope", self.tr("比对范围"), Kind.CHOICE, required=True, options=scopes, initial=AUTOMATIC),
                Field("villages", self.tr("村"), Kind.MULTI_CHOICE, options=villages),
            ),
            today=context.today,
        )
        told = QLabel(self.tr("只比对，不导入：台账不会变，差异列成清单逐条处理。"))
        told.setProperty("muted", True)
        told.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        for part in (named, self.form, told):
            column.addWidget(part)
        lines = -(-len(villages) // _VILLAGES_IN_A_LINE)
        self.setMinimumSize(640, (8 + 2 * lines) * self.fontMetrics().height())

    def wish(self) -> Wish | None:
        """What was asked for; None while something is missing."""
        if not self.form.check():
            return None
        scope = self.form.value("scope")
        villages = self.form.value("villages")
        named = tuple(str(name) for name in villages) if isinstance(villages, (list, tuple)) else ()
        if scope == VILLAGES and not named:
            self.form.bar.show_sentences([self.tr("请至少选一个村，或改选别的比对范围。")])
            return None
        return Wish(self._files, str(self.form.value("kind")), named if scope == VILLAGES else (), scope == MONITORED)


def ask_scope(
    parent: QWidget,
    context: TabContext,
    files: Sequence[Path],
    regions: Sequence[RegionRow],
    *,
    then: Callable[[Wish], None],
) -> QDialog:
    """Ask for list and scope, then begin."""
    content = Beginning(context, files, regions)

    def go(dialog: QDialog) -> None:
        wish = content.wish()
        if wish is not None:
            dialog.accept()
            then(wish)

    return dialogs.panel(parent, content.tr("台账比对"), content, do=content.tr("开始比对"), then=go)
