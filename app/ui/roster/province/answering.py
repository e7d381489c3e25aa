"""Answering entries, one or many; saying whom they mean and which rule; the file back."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from app.services.province.book import EntryRow, ListSummary
from app.services.province.service import Answer
from app.services.province.words import AnswerState
from app.services.province.writing import Filled
from app.ui.common import dialogs
from app.ui.common.choice_editors import Option
from app.ui.common.form_builder import Field, Form, Kind
from app.ui.common.household_picker import HouseholdPicker
from app.ui.common.paper_files import BOOK, FileJob, PaperFiles
from app.ui.common.tasks import TaskContext, Work
from app.ui.household.panels import ChangePanel, Panels
from app.ui.roster.province.columns import state_words
from app.ui.roster.province.importing import rule_options


class Answering(Panels):
    """``saved(0)`` after each change."""

    def answer(self, rows: Sequence[EntryRow], reasons: Sequence[str]) -> None:
        """Ask for the state and what is to be told; what was told before can be picked."""
        province, actor, today = self._context.office.province, self._context.actor(), self._context.today()
        form = Form(self._answer_fields(rows, reasons), today=self._context.today)
        if reasons:
            form.editor("known").changed.connect(lambda: self._take_known(form))

        def ask() -> Work[object] | None:
            if not form.check():
                return None
            state, note = AnswerState(str(form.value("state"))), str(form.value("note") or "")
            answers = [Answer(entry_id=r.id, row_version=r.row_version, state=state, note=note) for r in rows]
            return lambda _: province.answer(answers, actor=actor, today=today)

        first = rows[0]
        about = self.tr("{count} 条").format(count=len(rows)) if len(rows) > 1 else f"{first.name}　{first.rule_text}"
        said = self.tr("已答复 {count} 条。").format(count=len(rows))
        self.open_panel(self.tr("答复上级疑点"), ChangePanel(form), about=about, do=self.tr("保存"), said=said, ask=ask)

    def _answer_fields(self, rows: Sequence[EntryRow], reasons: Sequence[str]) -> list[Field]:
        words, first = state_words(), rows[0]
        states = [Option(state.value, words[state]) for state in (AnswerState.TRUE, AnswerState.MENDED)]
        states.append(Option(AnswerState.OPEN.value, self.tr("待核（收回答复）")))
        now = None if first.state is AnswerState.OPEN else first.state.value
        hint = self.tr("如：已核对户口簿，确是如此；属实的必须写")
        note = first.note if len(rows) == 1 else None
        state = Field("state", self.tr("答复"), Kind.CHOICE, required=True, options=states, initial=now)
        told = Field("note", self.tr("说明"), Kind.LONG_TEXT, hint=hint, initial=note)
        if not reasons:
            return [state, told]
        options = [Option(one, one) for one in reasons]
        return [state, Field("known", self.tr("用过的说明"), Kind.CHOICE, options=options), told]

    @staticmethod
    def _take_known(form: Form) -> None:
        known = form.value("known")
        if known:
            form.set_values({"note": known})

    def map_rule(self, list_id: int, row: EntryRow) -> None:
        """Ask which of our rules their words mean; remembered for later lists."""
        province, actor, today = self._context.office.province, self._context.actor(), self._context.today()
        field = Field(
            "code", self.tr("本镇的规则"), Kind.CHOICE, required=True, options=rule_options(), initial=row.rule_code
        )
        form = Form((field,), today=self._context.today)

        def ask() -> Work[object] | None:
            if not form.check():
                return None
            code = str(form.value("code"))
            return lambda _: province.map_rule(list_id, row.rule_text, code, actor=actor, today=today)

        self.open_panel(
            self.tr("指定规则"),
            ChangePanel(form),
            about=row.rule_text,
            do=self.tr("记住"),
            said=self.tr("已指定，以后的清单也这样对应。"),
            ask=ask,
        )

    def match(self, row: EntryRow) -> None:
        """Ask for the household that an entry means."""
        province, actor, today = self._context.office.province, self._context.actor(), self._context.today()
        field = Field(
            "household",
            self.tr("农户"),
            required=True,
            make=lambda: HouseholdPicker(self._context),
            initial=(row.household_id,) if row.household_id else None,
        )
        form = Form((field,), today=self._context.today)

        def ask() -> Work[object] | None:
            chosen = form.value("household")
            if not form.check() or not isinstance(chosen, tuple):
                return None
            if len(chosen) != 1:
                form.bar.show_sentences([self.tr("请只选一户。")])
                return None
            return lambda _: province.match(row.id, household_id=chosen[0], actor=actor, today=today)

        about = "　".join(filter(None, (row.village, row.name, row.household_code)))
        said = self.tr("已对应到农户。")
        self.open_panel(self.tr("指定农户"), ChangePanel(form), about=about, do=self.tr("保存"), said=said, ask=ask)

    def accept(self, list_id: int, rows: Sequence[EntryRow]) -> None:
        """Answer with what we know already."""
        province, actor, today = self._context.office.province, self._context.actor(), self._context.today()
        ids = [row.id for row in rows]
        title = self.tr("采用处理结果")
        task = self._context.runner.start(title, lambda _: province.accept(list_id, ids, actor=actor, today=today))
        said = self.tr("已按本镇的处理结果答复。")
        task.succeeded.connect(lambda _: self._context.navigator.say(said))
        task.succeeded.connect(lambda _: self.saved.emit(0))
        task.refused.connect(lambda refused: dialogs.show_refusal(self._window, title, refused))

    def remove(self, summary: ListSummary) -> None:
        """Ask, then take the list out."""
        province, actor, today = self._context.office.province, self._context.actor(), self._context.today()
        title = self.tr("删除清单")

        def work() -> None:
            task = self._context.runner.start(title, lambda _: province.remove(summary.id, actor=actor, today=today))
            task.succeeded.connect(lambda _: self.saved.emit(0))
            task.refused.connect(lambda refused: dialogs.show_refusal(self._window, title, refused))

        text = self.tr("将删除“{title}”和其中 {count} 条的答复。重新导入同一文件后要重新答复。")
        dialogs.confirm(
            self._window,
            title,
            text.format(title=summary.title, count=summary.entries),
            do=title,
            then=work,
            is_destructive=True,
        )

    def ask_export(self, summary: ListSummary, files: PaperFiles) -> None:
        """Ask what for (their sheet has whole ID numbers), then where to."""
        files.ask(self.export_job(summary))

    def export_job(self, summary: ListSummary, purpose: str = "") -> FileJob:
        """Their file with our answers; nothing else on it differs."""
        province, actor, today = self._context.office.province, self._context.actor(), self._context.today()
        same = self.tr("已填好原表：{rows} 条，已答复 {answered} 条")
        other = self.tr("原文件不是 .xlsx，已按原表内容另做一份：{rows} 条，已答复 {answered} 条")

        def export(target: Path, task: TaskContext) -> Filled:
            return province.export(
                summary.id,
                target,
                purpose=purpose,
                actor=actor,
                today=today,
                on_progress=task.progress,
                cancelled=task.is_cancelled,
            )

        def said(made: object) -> str:
            assert isinstance(made, Filled)
            return (same if made.is_same_book else other).format(rows=made.rows, answered=made.answered)

        return FileJob(
            self.tr("{title}（反馈）").format(title=summary.title),
            export,
            said,
            BOOK,
            carries_ids=lambda: True,
            for_purpose=lambda given: self.export_job(summary, given),
        )
