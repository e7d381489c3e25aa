"""The right side: one household with its form, its failed attempts and the steps beside them; drafts are kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QApplication,
    QStackedWidget,
    QVBoxLayout,
)

from app.models.enums import CaseState
from app.services.changes import ChangeSet
from app.services.errors import NotFound, Reason
from app.services.households import RosterRow
from app.services.visits.prefill import FormStart
from app.services.visits.service import VisitSaved
from app.ui.common import dialogs
from app.ui.common.action_bar import ActionBar, BarAction
from app.ui.common.chips import Chip, Shape, case_chip, category_chip
from app.ui.common.context import TabContext
from app.ui.common.empty_state import EmptyState
from app.ui.common.permits import PermitWish, ask_permit
from app.ui.common.side_pane import SidePane
from app.ui.common.tasks import Latest, Task
from app.ui.theme import Tone
from app.ui.visits.answers import findings_text
from app.ui.visits.attempt import AttemptPage
from app.ui.visits.foot import Foot
from app.ui.visits.kept import Kept
from app.ui.visits.reading import Survey
from app.ui.visits.rows import progress_chip
from app.ui.visits.saving import Saver
from app.ui.visits.sheet import VisitSheet
from app.ui.visits.small_steps import SmallSteps


@dataclass(frozen=True, slots=True)
class Opened:
    """A household as the pane reads it. ``start`` is None while it has no open case."""

    row: RosterRow
    start: FormStart | None
    closed: dict[str, tuple[Reason, ...]]  # action: every reason against it today


class VisitPane(SidePane):
    """``next_asked(code)`` after a record was stored; empty when the team is through. ``join_asked(code)``."""

    next_asked = Signal(str)
    join_asked = Signal(str)
    print_asked = Signal(int)

    def __init__(self, context: TabContext) -> None:
        super().__init__(name=self.tr("走访登记"))
        self._context = context
        self._saver = Saver(context)
        self._steps = SmallSteps(context, self._saver, self)
        self._reads = Latest(context.runner, self)
        self._survey = Survey()
        self._kept = Kept()
        self._opened: Opened | None = None
        self._drafts: dict[str, VisitSheet] = {}
        self._asked, self._wants_focus = 0, False
        self.bar = ActionBar(name=self.tr("本户可以办理的"))
        self.attempts = AttemptPage(today=context.today, open_permits=self._open_permits)
        self._build()
        self._reads.answered.connect(self._on_opened)
        self._reads.refused.connect(self.bar.reasons.show_refusal)

    def _build(self) -> None:
        self.insert_above_pages(self.bar)
        self._place = QStackedWidget()
        self._nothing = EmptyState(self.tr("请在左边选一户，或在上面扫码、输入户编号。"), sign="footprints")
        self._place.addWidget(self._nothing)
        self.foot = Foot()
        self.foot.discard.clicked.connect(self._ask_discard)
        self.foot.save.clicked.connect(lambda: self.store(then_next=False))
        self.foot.save_next.clicked.connect(lambda: self.store(then_next=True))
        self.attempts.ended.connect(self.foot.save_next.setFocus)
        self.add_page(self._place, self.tr("走访表"))
        self.add_page(self.attempts, self.tr("未遇·拒访·外出"))
        column = self.layout()
        assert isinstance(column, QVBoxLayout)
        column.addWidget(self.foot)
        self.tabs.currentChanged.connect(self._show_foot)
        self._show_foot()

    # -- what the tab asks -------------------------------------------------------------------------

    @property
    def household_id(self) -> int | None:
        """Whose form is open or is being opened."""
        return self._asked or None

    @property
    def household(self) -> RosterRow | None:
        """The household that is shown."""
        return self._opened.row if self._opened else None

    @property
    def sheet(self) -> VisitSheet | None:
        """The visit form that is open, if this household has one to fill in."""
        shown = self._place.currentWidget()
        return shown if isinstance(shown, VisitSheet) else None

    @property
    def kept(self) -> Kept:
        """Day and visitors of the last record."""
        return self._kept

    def show_survey(self, survey: Survey) -> None:
        """The list has been read again."""
        self._survey = survey

    def open(self, household_id: int, *, focus: bool = False) -> None:
        """Show a household; ``focus`` puts the cursor into its form. What was typed of the other one is kept."""
        self._wants_focus = focus or (self._wants_focus and household_id == self._asked)
        self._asked = household_id
        office, today = self._context.office, self._context.today()

        def read(_: object) -> Opened:
            row = office.households.rows([household_id])[household_id]
            closed = {step.action: why for step, why in office.cases.open_actions(row.code, today=today)}
            try:
                start = office.visits.form_for(row.code, today=today)
            except NotFound:
                start = None
            return Opened(row, start, closed)

        self._reads.ask(self.tr("读取走访表"), read)

    def unsaved(self) -> tuple[str, ...]:
        """Heads of the households whose form holds what is not stored."""
        heads = [s.start.household.head_name for s in self._sheets() if s.is_dirty]
        if self.attempts.is_dirty and self._opened is not None:
            heads.append(self._opened.row.head_name)
        return tuple(dict.fromkeys(heads))

    def is_busy_typing(self) -> bool:
        """Whether the open household has something typed that is not stored."""
        return bool((self.sheet and self.sheet.is_dirty) or self.attempts.is_dirty)

    def _sheets(self) -> list[VisitSheet]:
        shown = [self.sheet] if self.sheet and self.sheet.code not in self._drafts else []
        return [*self._drafts.values(), *shown]

    def leave(self, then: Callable[[], None]) -> None:
        """Go on with ``then``; ask first while something typed here is not stored."""
        if not self.is_busy_typing() or self._opened is None:
            then()
            return
        is_form = self.sheet is not None and self.sheet.is_dirty
        said = (
            self.tr("{head} 的走访表还没有保存。先放着去另一户，所填内容在窗口关闭前一直留着，回到这一户时接着填。")
            if is_form
            else self.tr("{head} 的未访成登记还没有保存，去另一户会清掉已填的内容。")
        )
        dialogs.confirm(
            self,
            self.tr("还没有保存"),
            said.format(head=self._opened.row.head_name),
            do=self.tr("先放着，去另一户") if is_form else self.tr("不要了，去另一户"),
            then=then,
            is_destructive=True,
        )

    def on_changed(self, changes: ChangeSet) -> None:
        """Something was stored: read the household again, unless somebody is typing here."""
        touched = changes.touches("monitoring_case", "visit", "visit_assignment", "household", "membership", "person")
        if touched and self._asked and not self.is_busy_typing():
            self.open(self._asked, focus=self._wants_focus)

    # -- showing -----------------------------------------------------------------------------------

    def _on_opened(self, opened: Opened) -> None:
        before, self._opened = self._opened, opened
        if self.sheet is not None and before is not None:
            if (before.row, before.start) == (opened.row, opened.start):  # read again: form and cursor stay
                self._show_actions(opened)
                self._take_focus()
                return
            focused = QApplication.focusWidget()
            was_here = focused is not None and self.sheet.isAncestorOf(focused)
            is_same = before.row.household_id == opened.row.household_id
            self._wants_focus = self._wants_focus or (is_same and was_here)
        self._keep_draft()
        row, start = opened.row, opened.start
        work = start.work if start else None
        chips = [case_chip(row.case_state)] if row.case_state else []
        progress = progress_chip(work.progress) if work else None
        chips += [progress] if progress and progress.word not in {chip.word for chip in chips} else []
        chips += [category_chip(start.category)] if start else []
        if work and work.comparison_open:
            chips.append(Chip(self.tr("补比对未办结"), Shape.TRIANGLE, Tone.DUE))
        place = f"{row.village_name}{row.group_name} · {row.code}"
        team = self.tr("走访组 {team}").format(team=work.team_name) if work and work.team_name else ""
        self.show_head(row.head_name, " · ".join(filter(None, (place, team))), chips)
        self._show_actions(opened)
        self._show_form(opened)
        listed = row.case_state == CaseState.LISTED.value
        self.tabs.setTabVisible(1, listed)
        if listed:
            self.attempts.show_household(work, self._kept_for(row.code), self._survey.directory)
        self._take_focus()
        self._show_foot()

    def _take_focus(self) -> None:
        """Put the cursor into the form where it was asked for."""
        if self._wants_focus and self.sheet is not None:
            self.tabs.setCurrentIndex(0)
            self.sheet.focus_first()
        self._wants_focus = False

    def _kept_for(self, code: str) -> Kept:
        row = self._survey.by_code(code)
        return self._kept.for_team(self._survey.team_of(row) if row else None)

    def _keep_draft(self) -> None:
        """What was typed stays in its form; a form without it goes."""
        sheet = self.sheet
        if sheet is None:
            return
        if sheet.is_dirty:
            self._drafts[sheet.code] = sheet
        else:
            self._drop(sheet)

    def _drop(self, sheet: VisitSheet) -> None:
        self._drafts.pop(sheet.code, None)
        self._place.removeWidget(sheet)
        sheet.deleteLater()

    def _show_form(self, opened: Opened) -> None:
        start, state = opened.start, opened.row.case_state
        if start is not None and state in (CaseState.LISTED.value, CaseState.MONITORED.value):
            sheet = self._drafts.get(opened.row.code) or self._make(start)
            self._place.setCurrentWidget(sheet)
        else:
            self._say_why_no_form(opened)
            self._place.setCurrentWidget(self._nothing)

    def _make(self, start: FormStart) -> VisitSheet:
        clearing = start.state is CaseState.MONITORED
        sheet = VisitSheet(
            start,
            kept=self._kept_for(start.household.code),
            directory=self._survey.directory,
            today=self._context.today,
            line_fen=self._survey.line_fen,
            open_permits=self._open_permits,
            is_clearing=clearing,
        )
        self._place.addWidget(sheet)
        sheet.changed.connect(self._show_foot)
        sheet.ended.connect(self.foot.save.setFocus if clearing else self.foot.save_next.setFocus)
        return sheet

    def _say_why_no_form(self, opened: Opened) -> None:
        row = opened.row
        if row.code in self._drafts:
            self._nothing.say(
                self.tr("本户现在不能填走访表，但还留着没保存的内容。请先撤回或登记需复访后接着填，不要了就放弃。")
            )
            self._nothing.offer(self.tr("放弃所填"), self._ask_discard, is_primary=False)
            return
        if opened.start is None:
            self._nothing.say(self.tr("本户不在走访名单上。走访途中发现困难的，可登记为走访新增。"))
            self._nothing.offer(self.tr("走访新增…"), lambda: self.join_asked.emit(row.code))
            return
        work = opened.start.work
        if work is not None and work.visited_on is not None:
            said = self.tr("{day} 已走访并登记。填错了请撤回；情况变了请登记需复访。").format(day=work.visited_on)
            self._nothing.say("\n\n".join((said, findings_text(opened.start))))
        else:
            said = self.tr("本户现为“{state}”，没有要填的走访表。列入初步名单后才走访。")
            self._nothing.say(said.format(state=opened.start.state.label))
        self._nothing.offer(
            self.tr("在农户台账中查看"),
            lambda: self._context.navigator.open_household(row.household_id),
            is_primary=False,
        )

    def _show_actions(self, opened: Opened) -> None:
        row, closed = opened.row, opened.closed
        actions = [
            BarAction("print", self.tr("打印走访表"), lambda: self.print_asked.emit(row.household_id), sign="printer")
        ]
        if "require_revisit" in closed:
            actions.append(
                BarAction(
                    "revisit", self.tr("需复访…"), lambda: self._steps.ask_revisit(row), closed["require_revisit"]
                )
            )
        if "take_back" in closed:
            actions.append(
                BarAction(
                    "take_back", self.tr("撤回上一步…"), lambda: self._steps.ask_take_back(row), closed["take_back"]
                )
            )
        actions.append(
            BarAction("roster", self.tr("台账"), lambda: self._context.navigator.open_household(row.household_id),
                      tip=self.tr("在农户台账中查看本户的全部情况和经过"))
        )  # fmt: skip
        self.bar.show_actions(actions)

    def _show_foot(self) -> None:
        if self.tabs.currentWidget() is self.attempts:
            self.foot.show_attempt()
        else:
            self.foot.show_sheet(self.sheet)

    # -- storing -----------------------------------------------------------------------------------

    def store(self, *, then_next: bool) -> None:
        """Store what is open: the visit form, or the failed attempt."""
        if self._opened is None or self.foot.is_resting:
            return
        if self.tabs.currentWidget() is self.attempts:
            self._store_attempt(self._opened.row.code, then_next=then_next)
        elif self.sheet is not None:
            self._store_sheet(self.sheet, then_next=then_next)

    def _store_sheet(self, sheet: VisitSheet, *, then_next: bool) -> None:
        form = sheet.visit_form()
        if form is None:
            return

        def saved(done: VisitSaved) -> None:
            self._kept = sheet.kept()
            self._drop(sheet)
            self._go_on(done, then_next=then_next and not sheet.is_clearing)

        self._busy(
            self._saver.visit(sheet.code, form, is_clearing=sheet.is_clearing, saved=saved, refused=sheet.show_refusal)
        )

    def _store_attempt(self, code: str, *, then_next: bool) -> None:
        attempt = self.attempts.attempt()
        if attempt is None:
            return

        def saved(done: VisitSaved) -> None:
            row = self._survey.by_code(code)
            self._kept = self.attempts.kept(row.work.team_id if row and row.work else None)
            self.attempts.clear()
            self._go_on(done, then_next=then_next)

        self._busy(self._saver.attempt(code, attempt, saved=saved, refused=self.attempts.show_refusal))

    def _busy(self, task: Task) -> None:
        self.foot.rest(is_resting=True)
        task.finished.connect(lambda: self.foot.rest(is_resting=False))

    def _go_on(self, done: VisitSaved, *, then_next: bool) -> None:
        said = self.tr("{code} 已保存，现为“{state}”。").format(code=done.household_code, state=done.state.label)
        if then_next:
            if done.next_code is None:
                said += self.tr("本组已全部走访。")
            self.next_asked.emit(done.next_code or "")
        self._context.navigator.say(said)
        if (not then_next or done.next_code is None) and self._opened is not None:
            self.open(self._opened.row.household_id)

    def _ask_discard(self) -> None:
        """A form that was typed into the wrong household, or is not wanted any more."""
        if self._opened is None:
            return
        row = self._opened.row
        dialogs.confirm(
            self,
            self.tr("放弃所填"),
            self.tr("{head} 的走访表里没保存的内容会清掉，不能恢复。").format(head=row.head_name),
            do=self.tr("放弃所填"),
            then=lambda: self._discard(row),
            is_destructive=True,
        )

    def _discard(self, row: RosterRow) -> None:
        sheet = self._drafts.get(row.code) or self.sheet
        if sheet is not None:
            self._drop(sheet)
        self.open(row.household_id, focus=True)

    def _open_permits(self, actions: tuple[str, ...]) -> None:
        codes = (self._opened.row.code,) if self._opened else ()
        ask_permit(self._context.navigator, PermitWish(actions, codes))
