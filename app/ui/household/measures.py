"""帮扶措施 of a watched household from its page or a list: entered, changed, finished, cancelled."""

from __future__ import annotations

from datetime import date
from typing import cast

from PySide6.QtWidgets import QWidget

from app.models.enums import MeasureState
from app.services.measures.inputs import MeasureInput
from app.services.measures.service import MeasureOffer, StoredMeasure
from app.ui.common import dialogs
from app.ui.common.choice_editors import Option
from app.ui.common.context import TabContext
from app.ui.common.form_builder import Field, Form, Kind
from app.ui.common.measure_fit import FitLabel, fitting_options
from app.ui.common.tasks import Work
from app.ui.household.panels import ChangePanel, Panels

_WHEN_DONE = ("done_on", "evidence", "files")


class MeasureForm(Form):
    """The lines of one measure: what does not apply to its state is not asked."""

    def __init__(self, offer: MeasureOffer, context: TabContext, stored: MeasureInput | None) -> None:
        self._has_files = bool(offer.files)
        super().__init__(self._lines_for(offer, stored, context.today()), today=context.today)
        self.editor("state").changed.connect(self._fit)
        self._fit()

    def _lines_for(self, offer: MeasureOffer, stored: MeasureInput | None, today: date) -> list[Field]:
        s = stored
        states = [
            Option(state.value, state.label) for state in MeasureState if s or state is not MeasureState.CANCELLED
        ]
        files = [Option(name, name) for name in offer.files]
        start = s.starts_on if s else today
        return [
            Field(
                "group",
                self.tr("措施类别"),
                Kind.CHOICE,
                required=True,
                options=fitting_options(offer.calls, gap_word=""),
                initial=s and s.group,
            ),
            Field("description", self.tr("具体措施"), initial=s and s.description),
            Field(
                "responsible",
                self.tr("责任人"),
                required=True,
                suggestions=offer.persons,
                initial=s and s.responsible,
            ),
            Field("starts_on", self.tr("开始日期"), Kind.DAY, initial=start),
            Field("due_on", self.tr("完成期限"), Kind.DAY, initial=s and s.due_on),
            Field("amount_fen", self.tr("资金"), Kind.MONEY, initial=s and s.amount_fen),
            Field(
                "state",
                self.tr("办到哪一步"),
                Kind.CHOICE,
                required=True,
                options=states,
                initial=(s.state if s else MeasureState.PLANNED).value,
            ),
            Field("done_on", self.tr("完成日期"), Kind.DAY, initial=s.done_on if s and s.done_on else today),
            Field("evidence", self.tr("佐证"), Kind.LONG_TEXT, initial=s and s.evidence),
            Field(
                "files",
                self.tr("佐证附件"),
                Kind.MULTI_CHOICE,
                options=files,
                hint=self.tr("勾选本户已上传的附件，文件名记入佐证"),
            ),
            Field("cancelled_reason", self.tr("取消原因"), Kind.LONG_TEXT, initial=s and s.cancelled_reason),
        ]

    def _fit(self) -> None:
        state = self.value("state")
        for name in _WHEN_DONE:
            is_asked = state == MeasureState.DONE and (name != "files" or self._has_files)
            self.show_field(name, is_shown=is_asked)
        self.show_field("cancelled_reason", is_shown=state == MeasureState.CANCELLED)

    def given(self) -> MeasureInput:
        """What the form says."""
        values = self.values()
        names = cast("tuple[str, ...]", values["files"] or ())
        evidence = str(values["evidence"] or "").strip()
        new = [name for name in names if name not in evidence]
        if new and values["state"] == MeasureState.DONE:
            evidence = "；".join(filter(None, (evidence, self.tr("附件：{names}").format(names="、".join(new)))))
        return MeasureInput(
            group=str(values["group"] or ""),
            responsible=str(values["responsible"] or ""),
            due_on=cast("date | None", values["due_on"]),
            starts_on=cast("date | None", values["starts_on"]),
            description=str(values["description"] or ""),
            amount_fen=cast("int | None", values["amount_fen"]),
            state=MeasureState(str(values["state"])),
            done_on=cast("date | None", values["done_on"]),
            evidence=evidence,
            cancelled_reason=str(values["cancelled_reason"] or ""),
        )


class Measures(Panels):
    """Opens the form of a measure; those of an alert are changed by the alert's own step."""

    def __init__(self, context: TabContext, window: QWidget) -> None:
        super().__init__(context, window)
        self._title = self.tr("帮扶措施")

    def add(self, household_id: int, head_name: str) -> None:
        """A new measure of a household."""
        measures, today, actor = self._context.office.measures, self._context.today(), self._context.actor()

        def opened(offer: MeasureOffer) -> None:
            form = MeasureForm(offer, self._context, None)

            def ask() -> Work[object] | None:
                if not form.check():
                    return None
                given = form.given()
                return lambda _: measures.add(household_id, given, actor=actor, today=today)

            self._open(self.tr("登记帮扶措施"), form, offer, head_name, ask)

        task = self._context.runner.start(self._title, lambda _: measures.offer(household_id, today=today), quiet=True)
        task.succeeded.connect(opened)
        task.refused.connect(lambda why: dialogs.show_refusal(self._window, self._title, why))

    def change(self, household_id: int, head_name: str, measure_id: int) -> None:
        """Change, finish or cancel a measure of a household."""
        measures, today, actor = self._context.office.measures, self._context.today(), self._context.actor()

        def opened(read: tuple[StoredMeasure, MeasureOffer]) -> None:
            stored, offer = read
            form = MeasureForm(offer, self._context, stored.given)

            def ask() -> Work[object] | None:
                if not form.check():
                    return None
                given, version = form.given(), stored.row_version
                return lambda _: measures.change(measure_id, given, row_version=version, actor=actor, today=today)

            self._open(self.tr("修改帮扶措施"), form, offer, head_name, ask)

        task = self._context.runner.start(
            self._title, lambda _: (measures.own(measure_id), measures.offer(household_id, today=today)), quiet=True
        )
        task.succeeded.connect(opened)
        task.refused.connect(lambda why: dialogs.show_refusal(self._window, self._title, why))

    def _open(self, title: str, form: MeasureForm, offer: MeasureOffer, about: str, ask) -> None:
        fit = FitLabel(offer.calls)
        show = lambda: fit.show_groups({str(form.value("group"))} if form.value("group") else ())  # noqa: E731
        form.editor("group").changed.connect(show)
        show()
        said = self.tr("帮扶措施已保存。")
        self.open_panel(title, ChangePanel(form, below=(fit,)), about=about, do=self.tr("保存"), said=said, ask=ask)
