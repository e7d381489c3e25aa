"""排查筛查: run the plan's clauses, see who is found and why, and carry the found through the village's report."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from app.models.enums import CaseState
from app.services.errors import Refused
from app.services.screening.service import LineMoved, ScreeningResult
from app.ui.cases.desk import CaseDesk, DeskSpec
from app.ui.common.context import TabContext, TabView
from app.ui.common.refusals import RefusalBar
from app.ui.common.tasks import Latest
from app.ui.common.values import money_of


class ScreeningTools(QWidget):
    """The buttons above the list: screen now, and what another line would do."""

    def __init__(self, context: TabContext) -> None:
        super().__init__()
        self._context = context
        self._line_answers = Latest(context.runner, self)
        self.run = QPushButton(self.tr("按方案筛查"))
        self.run.setProperty("primary", True)
        self.line = QLineEdit()
        self.line.setPlaceholderText(self.tr("试改收入线（元）"))
        self.line.setAccessibleName(self.tr("试改收入线（元），不保存"))
        self.result = QLabel(self.tr("筛查只列出线索；由村上报后才立项。"))
        self.result.setWordWrap(True)
        self.bar = RefusalBar(self)
        row = QHBoxLayout()
        row.addWidget(self.run)
        row.addWidget(self.line)
        row.addWidget(self.result, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(row)
        column.addWidget(self.bar)
        self.run.clicked.connect(self._on_run)
        self.line.textChanged.connect(self._on_line)
        self._line_answers.answered.connect(self._on_moved)

    def _on_run(self) -> None:
        self.bar.clear()
        office, actor, today = self._context.office, self._context.actor(), self._context.today()
        task = self._context.runner.start(
            self.tr("按方案筛查"), lambda _: office.screening.run(actor=actor, today=today)
        )
        task.succeeded.connect(self._on_result)
        task.refused.connect(self._on_refused)

    def _on_refused(self, refused: Refused) -> None:
        self.bar.show_refusal(refused)

    def _on_result(self, result: ScreeningResult) -> None:
        signs = sum(unknown.has_sign for unknown in result.unknown)
        self.result.setText(
            self.tr("命中 {found} 户，自动纳入 {carried} 户，缺数据 {unknown} 户（有苗头 {signs} 户）。").format(
                found=len(result.candidates),
                carried=result.carried_over,
                unknown=len(result.unknown),
                signs=signs,
            )
        )

    def _on_line(self, text: str) -> None:
        line = money_of(text)
        if line is None or line <= 0:
            self._line_answers.forget()
            return
        screening, today = self._context.office.screening, self._context.today()
        self._line_answers.ask(self.tr("试算收入线"), lambda _: screening.move_line(line, today=today))

    def _on_moved(self, moved: list[LineMoved]) -> None:
        comes = sum(len(row.comes_in) for row in moved)
        drops = sum(len(row.drops_out) for row in moved)
        villages = "; ".join(
            f"{row.village} +{len(row.comes_in)}/−{len(row.drops_out)}"
            for row in moved
            if row.comes_in or row.drops_out
        )
        self.result.setText(
            self.tr("试改后：进入 +{comes} 户，退出 −{drops} 户。{villages}（未保存）").format(
                comes=comes, drops=drops, villages=villages
            )
        )


def screening_tab(context: TabContext) -> TabView:
    """The desk over the states of 排查, with the screening's tools above it."""
    spec = DeskSpec(
        key="screening",
        name=QCoreApplication.translate("Tabs", "排查阶段的户"),
        states=(
            CaseState.PROPOSED,
            CaseState.REPORTED_BY_VILLAGE,
            CaseState.CROSS_CHECKING,
            CaseState.CROSS_CHECKED,
        ),
        empty=QCoreApplication.translate(
            "Tabs", "还没有拟新增的户。请先“按方案筛查”，再在“农户台账”里对命中的户办理“拟新增”。"
        ),
    )
    return CaseDesk(spec, context, above=ScreeningTools(context))
