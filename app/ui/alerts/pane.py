"""The pane of one alert: head and clocks, every action with its reasons, its form, measures, history and evidence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from app.models.enums import AlertState, MeasureState
from app.services.alerts.door import AlertOutcome
from app.services.alerts.page import AlertPage
from app.services.cases.request import StepInput
from app.services.errors import Refused
from app.services.findings.risk_matrix import CallRow
from app.services.procedure.permits import Outlook
from app.services.workflow.alert_table import ALERT_TABLE
from app.services.workflow.table import Transition
from app.ui.alerts.adding import FactAdder
from app.ui.alerts.clocks import clock_lines
from app.ui.alerts.measures_editor import MeasureEditor
from app.ui.alerts.pane_pages import EvidencePage, HistoryPage, MeasuresPage
from app.ui.alerts.step_forms import FormAbout
from app.ui.alerts.step_page import AlertStepPage
from app.ui.alerts.words import head_chips
from app.ui.common.action_bar import ActionBar, BarAction
from app.ui.common.context import TabContext
from app.ui.common.flow import FlowLayout
from app.ui.common.paper_files import PaperFiles, Wanted
from app.ui.common.permits import PermitWish, ask_permit, permit_tip
from app.ui.common.side_pane import SidePane
from app.ui.common.tasks import Latest
from app.ui.household.attaching import Attaching, AttachTo


@dataclass(frozen=True, slots=True)
class _Read:
    page: AlertPage
    outlook: Outlook
    calls: tuple[CallRow, ...]  # what the household's risks call for, where measures can be typed now


class AlertPane(SidePane):
    """Shows an alert by its number; ``taken(number)`` after a step."""

    taken = Signal(str)

    def __init__(self, context: TabContext) -> None:
        super().__init__(name=self.tr("所选预警"))
        self._context = context
        self._read: _Read | None = None
        self._number = ""
        self._pages = Latest(context.runner, self)
        self._files = PaperFiles(context, self)
        self._adding = FactAdder(context, self, lambda: self._number)
        self.clocks = QLabel()
        self.clocks.setWordWrap(True)
        self.bar = ActionBar(name=self.tr("可以办理的步骤"))
        self.step = AlertStepPage(context.today)
        self.measures = MeasuresPage(context.today)
        self.history, self.evidence = HistoryPage(), EvidencePage()
        self._papers = QWidget()
        self._paper_row = FlowLayout(self._papers)
        self.insert_above_pages(self.clocks)
        self.insert_above_pages(self.bar)
        for page, title in (
            (self.step, self.tr("办理")),
            (self.measures, self.tr("措施")),
            (self.history, self.tr("经过")),
            (self.evidence, self.tr("佐证")),
            (self._paper_page(), self.tr("文书")),
        ):
            self.add_page(page, title)
        self._pages.answered.connect(self._on_read)
        self.step.saved.connect(self._on_saved)
        self.step.permit_asked.connect(self._on_permit_asked)
        self.bar.permit_asked.connect(self._on_permit_asked)
        self.measures.asked.connect(self._on_measure_asked)
        self._attaching = Attaching(context, self)
        self.evidence.add_asked.connect(self._on_files_asked)
        self.evidence.open_asked.connect(self._attaching.open_copy)
        self._attaching.saved.connect(lambda _: self._number and self.show_alert(self._number))

    def _paper_page(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        hint = QLabel(self.tr("打印本条预警的文书（❄ 为存档文书，照原样重印）："))
        hint.setProperty("muted", True)
        hint.setWordWrap(True)
        column.addWidget(hint)
        column.addWidget(self._papers)
        column.addStretch(1)
        return page

    @property
    def number(self) -> str:
        """The number of the alert that is shown."""
        return self._number

    def show_alert(self, number: str) -> None:
        """Read an alert and show it; a form under way for it stays."""
        if number != self._number:
            self.step.clear()
            self.bar.show_actions(())
            self._number = number
        alerts, today = self._context.office.alerts, self._context.today()
        self._pages.ask(
            self.tr("读取预警"),
            lambda _: self._reading(number, alerts.page(number, today=today), alerts.outlook(number, today=today)),
        )

    def _reading(self, number: str, page: AlertPage, outlook: Outlook) -> _Read:
        may_type = any(step.action in ("plan_measures", "update_measure") for step, _ in outlook.steps)
        home, today = page.line.household.household_id, self._context.today()
        return _Read(page, outlook, self._context.office.measures.calls(home, today=today) if may_type else ())

    def _on_read(self, read: _Read) -> None:
        self._read = read
        line, today = read.page.line, self._context.today()
        home = line.household
        title = self.tr("{head} · {gap}").format(head=home.head_name, gap=line.gap.label)
        subtitle = f"{line.number}　{home.village_name}{home.group_name}　{home.code}\n{line.fact}"
        self.show_head(title, subtitle, head_chips(line, today))
        said = list(clock_lines(line, today))
        if read.page.previous:
            said.append(self.tr("前次同一缺项的预警：{number}").format(number=read.page.previous))
        self.clocks.setText("　".join(said))
        self.clocks.setVisible(bool(said))
        self.bar.show_actions(self._actions(read.outlook))
        may_change = any(step.action == "update_measure" for step, _ in read.outlook.steps)
        self.measures.show_page(read.page, may_change=may_change)
        self.history.show_page(read.page)
        self.evidence.show_page(read.page)
        self._show_papers(read.page)

    def _actions(self, outlook: Outlook) -> list[BarAction]:
        steps = outlook.steps
        is_taken_over = self._read is not None and self._read.page.line.responded_on is not None
        due = [key for key in _NEXT if key != "accept" or not is_taken_over]
        first = next((step.action for step, why in steps if not why and step.action in due), "")
        shown = sorted(steps, key=lambda one: (one[0].action != first, one[0].action in _RARE))
        own = [
            BarAction(
                step.action,
                step.name,
                lambda s=step: self.begin(s),
                tuple(why),
                is_primary=step.action == first,
                tip=permit_tip(outlook.permits.get(step.action)),
            )
            for step, why in shown
            if step.action != "carry"  # goes with the case's own step at the end of the year
        ]
        return [*own, *self._other_actions()]

    def _other_actions(self) -> list[BarAction]:
        """What is no step: another fact of the same gap, and the household itself."""
        if self._read is None:
            return []
        line, navigator = self._read.page.line, self._context.navigator
        look = BarAction(
            "household", self.tr("看本户台账"), lambda: navigator.open_household(line.household.household_id)
        )
        more = BarAction("add_line", self.tr("补记情况…"), self._adding.begin)
        return [more, look] if line.is_open else [look]

    def begin(self, step: Transition) -> None:
        """Open the form of an action."""
        if self._read is None:
            return
        page = self._read.page
        self.tabs.setCurrentWidget(self.step)
        self.step.begin(step, FormAbout(page.form, page.line, page.measures, self._read.calls))

    def _on_files_asked(self) -> None:
        if self._read is not None:
            line = self._read.page.line
            home = line.household
            self._attaching.choose_for(AttachTo(home.household_id, home.head_name, line.alert_id))

    def _on_measure_asked(self, measure_id: int | None, state: MeasureState | None) -> None:
        found = [step for step, _ in self._read.outlook.steps if step.action == "update_measure"] if self._read else []
        if not found:
            return
        self.begin(found[0])
        form = self.step.form
        editor = form.editor("measure") if form else None
        if isinstance(editor, MeasureEditor):
            editor.choose(measure_id, state)

    # -- writing -----------------------------------------------------------------------------------------------------

    def _on_saved(self, action: str, given: StepInput) -> None:
        number, alerts = self._number, self._context.office.alerts
        actor, today = self._context.actor(), self._context.today()
        task = self._context.runner.start(
            self.tr("保存"), lambda _: alerts.take(action, alerts=[number], given=given, actor=actor, today=today)
        )
        task.succeeded.connect(self._on_taken)
        task.refused.connect(self.step.show_refusal)

    def _on_taken(self, outcome: AlertOutcome) -> None:
        if outcome.refused:
            self.step.show_refusal(Refused(*outcome.refused[0].reasons))
            return
        done = outcome.done[0]
        self.step.clear()
        self._context.navigator.say(
            self.tr("{number} 已办理，现为“{state}”。").format(number=done.number, state=done.state.label)
        )
        self.taken.emit(done.number if isinstance(done.state, AlertState) else "")

    def _on_permit_asked(self, action: str) -> None:
        codes = (self._read.page.line.household.code,) if self._read else ()
        ask_permit(self._context.navigator, PermitWish((action,), codes))

    # -- papers --------------------------------------------------------------------------------------------------------

    def _show_papers(self, page: AlertPage) -> None:
        while item := self._paper_row.takeAt(0):
            if widget := item.widget():
                widget.hide()
                widget.deleteLater()
        for kind, name in self._printable(page).items():
            button = QPushButton(name, self._papers)
            button.clicked.connect(
                lambda _=False, k=kind, n=name: self._files.ask_print(Wanted(k, n, alerts=(self._number,)))
            )
            self._paper_row.addWidget(button)
            button.show()

    def _printable(self, page: AlertPage) -> Mapping[str, str]:
        """The papers that the steps taken left, and the one to take along to the next."""
        taken = {step.action for step in page.steps if step.taken_back_on is None}
        papers = {
            paper.kind: f"{paper.name}{'❄' if paper.is_frozen else ''}"
            for row in ALERT_TABLE
            for paper in row.papers
            if row.action in taken and paper.kind not in _NOT_HERE
        }
        if page.line.state is AlertState.CLOSURE_REQUESTED:
            papers["closure_inspection"] = self.tr("销号核查表（现场填写）")
        if page.line.state in (AlertState.CLOSED, AlertState.UPDATED):
            papers["follow_up_sheet"] = self.tr("回访表（现场填写）")
        papers["alert_ledger"] = self.tr("预警台账")
        return papers


# The usual way of an alert; of these the one that is open is the button that stands out.
_NEXT = (
    *("review_village", "confirm", "assign", "accept", "plan_measures", "request_closure", "close"),
    *("follow_up", "record_update", "update_measure"),
)
_RARE = frozenset({"terminate", "take_back"})
_NOT_HERE = frozenset({"monthly_sheet", "carry_forward_list"})
