"""What the pages of the stage's tasks share: a bar for refusals, printing, one question at a time, and signals."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from app.services.changes import ChangeSet
from app.ui.common.context import TabContext
from app.ui.common.flow import FlowLayout
from app.ui.common.icons import icon
from app.ui.common.paper_files import PaperFiles
from app.ui.common.refusals import RefusalBar
from app.ui.common.tasks import Latest, Task, Work

_WATCHED = (
    "monitoring_case",
    "household",
    "membership",
    "screening_hit",
    "screening_run",
    "village_sheet",
    "cross_check_item",
    "cross_check_batch",
    "cross_check_row",
    "clue",
    "import_batch",
    "import_issue",
    "plan_version",
    "region",
)


class TaskPage(QWidget):
    """One task of the stage. ``has_own_pane``: it shows its details itself, the tab's reason pane stays shut."""

    household_chosen = Signal(int)  # -1 for none
    household_opened = Signal(int)
    step_asked = Signal(int, str, object)  # a household, the step to begin for it, and what is known for its form
    batch_asked = Signal(object)  # a Batch for the pane
    pane_unwanted = Signal()  # the page shows its details itself now
    counted = Signal(int)  # how many rows the page shows, for a title
    has_own_pane = False

    def __init__(self, context: TabContext) -> None:
        super().__init__()
        self.context = context
        self.bar = RefusalBar(self)
        self.papers = PaperFiles(context, self, self.bar)
        self.answers = Latest(context.runner, self)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(6)

    def reload(self) -> None:
        """Read everything again; what is chosen stays chosen."""
        raise NotImplementedError

    def look_for(self, text: str) -> None:
        """Narrow the list to these words, where the page can."""

    def may_close(self) -> str:
        """Why closing the window would lose something."""
        return ""

    def tools(self, *widgets: QWidget) -> QWidget:
        """A row of buttons that wraps where there is no room."""
        row = QWidget(self)
        flow = FlowLayout(row)
        for widget in widgets:
            flow.addWidget(widget)
        return row

    def button(
        self, text: str, act: Callable[[], None], *, sign: str = "", is_primary: bool = False, tip: str = ""
    ) -> QPushButton:
        """A button of the page."""
        button = QPushButton(text)
        if sign:
            button.setIcon(icon(sign, colour="#FFFFFF") if is_primary else icon(sign))
        button.setProperty("primary", is_primary)
        button.setToolTip(tip)
        button.clicked.connect(act)
        return button

    def write(self, name: str, work: Work) -> Task:
        """Write in the background; a refusal is shown above the list."""
        self.bar.clear()
        task = self.context.runner.start(name, work)
        task.refused.connect(self.bar.show_refusal)
        return task

    def need(self, chosen: Sequence[object], sentence: str) -> bool:
        """Whether anything is chosen; says what to choose if not."""
        if chosen:
            self.bar.clear()
            return True
        self.bar.show_sentences([sentence])
        return False


def touches_the_stage(changes: ChangeSet) -> bool:
    """Whether a write concerns 排查 at all."""
    return changes.touches(*_WATCHED)
