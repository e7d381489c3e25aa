"""逐户评议: votes, conclusion and risks of every household, typed as in Excel and counted at once."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from app.services.cases.door import Outcome
from app.services.errors import Reason, Refused
from app.services.meetings.records import HouseholdVote
from app.services.workflow.table import Transition
from app.ui.actions import Key, make_action
from app.ui.cases.batch_answer import BatchAnswer
from app.ui.cases.step_dialog import StepDialogs
from app.ui.common.action_bar import ActionBar, BarAction
from app.ui.common.chips import Chip
from app.ui.common.context import TabContext
from app.ui.common.empty_state import EmptyOr, EmptyState
from app.ui.common.refusals import RefusalBar
from app.ui.common.typing_model import Draft, TypingModel
from app.ui.common.typing_table import TypingTable
from app.ui.meetings import vote_rows
from app.ui.meetings.contents import Agenda, Contents


class VotesPage(QWidget):
    """One line per household; what has a conclusion is grey until the step is taken back."""

    def __init__(self, context: TabContext, *, is_clearing: bool) -> None:
        super().__init__()
        self._context, self._is_clearing = context, is_clearing
        self._contents: Contents | None = None
        self._drafts: dict[int, Draft] = {}
        columns = vote_rows.vote_columns(
            self._check, self._tip, is_clearing=is_clearing, year=lambda: context.today().year
        )
        self.model: TypingModel[Agenda] = TypingModel(columns, id_of=lambda a: a.case_id)
        key = "meetings/clearing" if is_clearing else "meetings/votes"
        self.table = TypingTable(self.model, name=self.tr("逐户评议"), key=key, frozen=1, memory=context.memory)
        self.empty = EmptyOr(self.table, EmptyState(self.tr("这次会议没有可评议的户（须在开会前走访）。")))
        self.counted = QLabel()
        self.bar = ActionBar(name=self.tr("逐户评议"))
        self.refusal = RefusalBar(self)
        self.answer = BatchAnswer(context)
        self._dialogs = StepDialogs(self, context)
        self._legend = QLabel(self._legend_text())
        self._legend.setWordWrap(True)
        self._legend.setProperty("muted", True)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 6, 8, 6)
        for part in (self.counted, self.bar, self.refusal, self.answer):
            column.addWidget(part)
        column.addWidget(self.empty, 1)
        column.addWidget(self._legend)
        self.model.typed.connect(self._on_typed)
        self.table.current_changed.connect(lambda _: self._show_bar())
        self.answer.opened.connect(self._on_opened)
        make_action(Key.SAVE, self, self.save)

    def _legend_text(self) -> str:
        conclusions = vote_rows.conclusion_options(is_clearing=self._is_clearing)
        said = [self.tr("结论：{words}").format(words=_numbered([option.word for option in conclusions]))]
        if not self._is_clearing:
            said.append(self.tr("风险：{words}").format(words=_numbered([o.word for o in vote_rows.risk_options()])))
        keys = self.tr("填编号或名称；回车向下，Tab 向右，Ctrl+D 向下填充，可从 Excel 粘贴")
        return self.tr("{said}。{keys}。").format(said="；".join(said), keys=keys)

    def show_contents(self, contents: Contents) -> None:
        """Show the agenda of this meeting; what was typed and not saved is still there."""
        if self._contents is None or self._contents.line.id != contents.line.id:
            self.refusal.clear()
            self.answer.hide()
        self._contents = contents
        self.model.show_rows(contents.agenda)
        if contents.page is not None:
            self.model.use_draft(self._drafts.setdefault(contents.page.row.id, {}))
        self.empty.show_empty(is_empty=not contents.agenda)
        self._count()

    def has_unsaved(self) -> bool:
        """Whether votes wait to be saved in any meeting."""
        return any(self._drafts.values())

    # -- live ----------------------------------------------------------------------------------------------------------

    def _check(self, agenda: Agenda) -> Chip | None:
        if self._contents is None:
            return None
        return vote_rows.check_chip(self._contents, agenda, vote_rows.typed_of(self.model, agenda.case_id))

    def _tip(self, agenda: Agenda) -> str:
        if self._contents is None or agenda.is_concluded:
            return ""
        return vote_rows.check_tip(self._contents, agenda, vote_rows.typed_of(self.model, agenda.case_id))

    def votes(self) -> list[HouseholdVote]:
        """The rows with a conclusion that can be read and are not saved yet."""
        rows = [row for row in self.model.rows if not row.is_concluded and not self.model.problems(row.case_id)]
        made = (vote_rows.vote_of(self.model, row, vote_rows.typed_of(self.model, row.case_id)) for row in rows)
        return [vote for vote in made if vote is not None]

    def _on_typed(self) -> None:
        self.refusal.clear()
        self._count()

    def _count(self) -> None:
        page = self._contents.page if self._contents else None
        if page is None:
            return
        rows = self.model.rows
        done = sum(row.is_concluded for row in rows)
        waiting = len(self.votes())
        half = sum(row_id not in {r.case_id for r in rows if r.is_concluded} for row_id in self.model.typed_ids())
        said = self.tr("实到 {present} 人　共 {count} 户　已保存 {done} 户　待保存 {waiting} 户").format(
            present=page.row.present, count=len(rows), done=done, waiting=waiting
        )
        if half > waiting:
            said = self.tr("{said}　填了一半 {half} 户（缺结论或有看不懂的格）").format(said=said, half=half - waiting)
        self.counted.setText(said)
        self._show_bar()

    def _show_bar(self) -> None:
        contents = self._contents
        if contents is None or contents.page is None:
            return
        waiting, half_typed = len(self.votes()), self.model.first_problem() is not None
        nothing = () if waiting or half_typed else (Reason("meeting.nothing_to_record"),)
        text = self.tr("保存 {count} 户的结论").format(count=waiting)
        actions = [
            BarAction("save", text, self.save, (*contents.not_valid(), *nothing), "save", is_primary=True),
        ]
        row = self._current()
        if row is not None and row.is_concluded:
            back = self.tr("撤回 {head} 的结论…").format(head=row.household.head_name)
            actions.append(BarAction("back", back, lambda: self._ask_back(row), sign="undo-2"))
        if row is not None:
            open_it = self.tr("打开 {head} 户").format(head=row.household.head_name)
            household_id = row.household.household_id
            actions.append(
                BarAction("open", open_it, lambda: self._context.navigator.open_household(household_id), sign="house")
            )
        self.bar.show_actions(actions)

    def _current(self) -> Agenda | None:
        case_id = self.table.current_id()
        return next((row for row in self.model.rows if row.case_id == case_id), None)

    # -- saving --------------------------------------------------------------------------------------------------------

    def save(self) -> None:
        """Store every row with a conclusion; those that cannot stand are listed with all reasons."""
        contents = self._contents
        if contents is None or contents.page is None:
            return
        if problem := self.table.stand_on_problem():
            self.refusal.show_sentences([problem])
            return
        votes = self.votes()
        reasons = (*contents.not_valid(), *(() if votes else (Reason("meeting.nothing_to_record"),)))
        if reasons:
            self.refusal.show_refusal(Refused(*reasons))
            return
        meetings, actor, today = self._context.office.meetings, self._context.actor(), self._context.today()
        meeting_id = contents.page.row.id
        task = self._context.runner.start(
            self.tr("保存评议结论"), lambda _: meetings.record_votes(meeting_id, votes, actor=actor, today=today)
        )
        ids = {row.household.code: row.case_id for row in self.model.rows}
        task.succeeded.connect(lambda outcome: self._on_saved(meeting_id, ids, outcome))
        task.refused.connect(self.refusal.show_refusal)

    def _on_saved(self, meeting_id: int, ids: dict[str, int], outcome: Outcome) -> None:
        """What was saved is no draft any more, also when another meeting is shown by now."""
        saved = {ids[row.household_code] for row in outcome.done}
        draft = self._drafts[meeting_id]
        for key in [key for key in draft if key[0] in saved]:
            del draft[key]
        self.model.forget(())
        names = {row.household.code: row.household.head_name for row in self.model.rows}
        self.refusal.clear()
        self.answer.show_outcome(outcome, names, did=self.tr("评议结论"))
        self._count()

    def _on_opened(self, code: str) -> None:
        row = next((row for row in self.model.rows if row.household.code == code), None)
        if row is not None:
            self.table.begin_at(row.case_id, "for")

    # -- taking back ---------------------------------------------------------------------------------------------------

    def _ask_back(self, row: Agenda) -> None:
        cases, today = self._context.office.cases, self._context.today()
        code = row.household.code
        task = self._context.runner.start(
            self.tr("读取可办步骤"), lambda _: cases.open_actions(code, today=today), quiet=True
        )
        task.succeeded.connect(lambda steps: self._on_steps(row, steps))

    def _on_steps(self, row: Agenda, steps: tuple[tuple[Transition, tuple[Reason, ...]], ...]) -> None:
        found = next(((step, why) for step, why in steps if step.action == "take_back"), None)
        if found is None:
            self.refusal.show_refusal(Refused(Reason("take_back.nothing")))
            return
        step, why = found
        if why:
            self.refusal.show_refusal(Refused(*why))
            return
        whom = self.tr("撤回 {head} 户（{code}）的评议结论，撤回后可重新填写。").format(
            head=row.household.head_name, code=row.household.code
        )
        names = {row.household.code: row.household.head_name}
        self._dialogs.ask(
            step,
            names,
            answered=lambda outcome: self.answer.show_outcome(outcome, names, did=self.tr("撤回结论")),
            whom=whom,
        )


def _numbered(words: list[str]) -> str:
    return " ".join(f"{number}{word}" for number, word in enumerate(words, 1))
