"""Decisions of differences: at once where nothing has to be said, else with a reason or how somebody left."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QDialog, QWidget

from app.services.comparison.kinds import ItemKind, ItemState
from app.services.comparison.results import Decided, ItemRow
from app.services.errors import Refused
from app.services.wording import sentence
from app.ui.common import dialogs
from app.ui.common.choice_editors import Option
from app.ui.common.context import TabContext
from app.ui.common.form_builder import Field, Form, Kind
from app.ui.common.refusals import RefusalBar

_SHOWN = 8


class Deciding(QObject):
    """Sends what was decided of the chosen lines; refusals stand in the page's bar, line by line."""

    decided = Signal()

    def __init__(self, context: TabContext, page: QWidget, bar: RefusalBar) -> None:
        super().__init__(page)
        self._context, self._page, self._bar = context, page, bar

    def accept(self, items: Sequence[ItemRow]) -> None:
        """以表为准; who is only here has left, and how is asked."""
        leaving = [item for item in items if item.kind is ItemKind.PERSON_HERE]
        if leaving:
            self._ask_leaving(items, leaving)
        else:
            self._send(items, ItemState.ACCEPTED)

    def keep_ours(self, items: Sequence[ItemRow]) -> None:
        """以本镇为准: onto 国家系统待修改清单."""
        self._ask_reason(items, ItemState.OURS, self.tr("以本镇为准，列入国家系统待修改清单"), is_required=False)

    def ignore(self, items: Sequence[ItemRow]) -> None:
        """无需处理, with the reason."""
        self._ask_reason(items, ItemState.IGNORED, self.tr("无需处理"), is_required=True)

    def take_apart(self, items: Sequence[ItemRow]) -> None:
        """不是同一人."""
        self._ask_reason(items, ItemState.NOT_SAME, self.tr("不是同一人"), is_required=False)

    def reopen(self, items: Sequence[ItemRow]) -> None:
        """Back to 待核."""
        self._send(items, ItemState.OPEN)

    # -- asking --------------------------------------------------------------------------------------

    def _ask_reason(self, items: Sequence[ItemRow], state: ItemState, title: str, *, is_required: bool) -> None:
        form = Form(
            (
                Field(
                    "reason",
                    self.tr("理由"),
                    required=is_required,
                    hint=self.tr("如：户口簿如此；以后检查时看得到"),
                ),
            ),
            today=self._context.today,
        )
        form.setMinimumWidth(440)

        def send(dialog: QDialog) -> None:
            if form.check():
                dialog.accept()
                self._send(items, state, reason=str(form.value("reason") or ""))

        titled = self.tr("{title}：{count} 条").format(title=title, count=len(items))
        dialogs.panel(self._page, titled, form, do=self.tr("确定"), then=send)
        form.focus_first()

    def _ask_leaving(self, items: Sequence[ItemRow], leaving: Sequence[ItemRow]) -> None:
        ways = [
            Option("died", self.tr("死亡")),
            Option("married_out", self.tr("婚出")),
            Option("moved_out", self.tr("迁出")),
            Option("error", self.tr("录入有误")),
        ]
        form = Form(
            (
                Field("left", self.tr("去向"), Kind.CHOICE, required=True, options=ways),
                Field("on", self.tr("日期"), Kind.DAY, required=True),
            ),
            today=self._context.today,
        )
        form.setMinimumWidth(440)
        names = "、".join(item.name for item in leaving[:_SHOWN])

        def send(dialog: QDialog) -> None:
            on = form.value("on")
            if form.check() and isinstance(on, date):
                dialog.accept()
                self._send(items, ItemState.ACCEPTED, left=str(form.value("left")), left_on=on)

        title = self.tr("表里没有{names}：以表为准就是已不在户内").format(names=names)
        dialogs.panel(self._page, title, form, do=self.tr("以表为准"), then=send)
        form.focus_first()

    # -- sending -------------------------------------------------------------------------------------

    def _send(
        self,
        items: Sequence[ItemRow],
        state: ItemState,
        *,
        reason: str = "",
        left: str = "",
        left_on: date | None = None,
    ) -> None:
        comparison, actor, today = self._context.office.comparison, self._context.actor(), self._context.today()
        ids = [item.id for item in items]
        self._bar.clear()
        task = self._context.runner.start(
            self.tr("处理差异"),
            lambda _: comparison.decide(
                ids, state, reason=reason, left=left, left_on=left_on, actor=actor, today=today
            ),
        )
        task.succeeded.connect(lambda made: self._on_decided(state, made))
        task.refused.connect(lambda refused: self._on_refused(refused, items))

    def _on_decided(self, state: ItemState, made: Decided) -> None:
        said = self.tr("{state}：完成 {done} 条，未处理 {refused} 条")
        self._context.navigator.say(said.format(state=state.label, done=made.done, refused=len(made.refused)))
        if made.refused:
            lines = [
                f"{one.name}：{''.join(sentence(reason) for reason in one.reasons)}" for one in made.refused[:_SHOWN]
            ]
            if len(made.refused) > _SHOWN:
                lines.append(self.tr("……另有 {count} 条").format(count=len(made.refused) - _SHOWN))
            self._bar.show_sentences(lines)
        self.decided.emit()

    def _on_refused(self, refused: Refused, items: Sequence[ItemRow]) -> None:
        self._bar.show_refusal(refused)
        homes = {item.household_id for item in items if item.household_id is not None}
        if len(homes) == 1:  # what the list cannot do is done on the household's page
            home = homes.pop()
            self._bar.offer(self.tr("打开这一户"), lambda: self._context.navigator.open_household(home))
