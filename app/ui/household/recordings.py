"""Recording by hand from the household's page: guarantees, facts of a member, incomes, events."""

from __future__ import annotations

from datetime import date
from typing import cast

from app.services.dossier.parts import Dossier, EventLine, MemberLine
from app.services.files.codes import code_list
from app.services.recording.fields import PERSON_FACT
from app.services.recording.fields import Field as FactField
from app.services.recording.fields import Kind as FactKind
from app.services.recording.inputs import EventInput, FactInput, IncomeInput
from app.services.visits.income import IncomeLine
from app.ui.common.choice_editors import Option, TruthEditor
from app.ui.common.form_builder import Field, Form, Kind
from app.ui.common.tasks import Work
from app.ui.common.values import day_text
from app.ui.household import fields as f
from app.ui.household import words
from app.ui.household.income_editor import IncomeItemsEditor
from app.ui.household.panels import ChangePanel, Panels

# What a clerk types by hand; the rest comes from exports. The order of the household book.
_ASKED = (
    *("education", "school_status", "dropout_reason", "health", "labour_skill", "work_months", "work_place"),
    *("public_post", "public_post_months"),
    *("resident_medical", "employee_medical", "major_illness_insurance", "medical_aid"),
    *("resident_pension", "employee_pension", "subsistence_allowance", "extreme_poverty_support"),
)
_TYPED_SOURCES = ("clerk", "household", "village", "department", "household_book")
_EVENTS = ("income_drop", "spending_jump", "emergency", "petition")


class Recordings(Panels):
    """Earlier statements stay; which one counts is chosen by source and day."""

    # -- facts ---------------------------------------------------------------------------------------

    def guarantees(self, dossier: Dossier) -> None:
        """两不愁三保障 and water: only what is answered is recorded."""
        lines = [
            Field(key, name, make=lambda answers=answers: TruthEditor(words=answers))
            for key, (name, answers) in words.guarantee_words().items()
        ]
        lines += [Field("note", self.tr("说明"), Kind.LONG_TEXT), *self._told_fields()]
        form = Form(lines, today=self._context.today)
        recording, actor, today = self._context.office.recording, self._context.actor(), self._context.today()

        def ask() -> Work[object] | None:
            if not form.check():
                return None
            given = self._fact(form)
            return lambda _: recording.record_household_fact(dossier.head.household_id, given, actor=actor, today=today)

        title, about = self.tr("登记三保障情况"), dossier.head.head_name
        said = self.tr("已登记。采用哪一条按来源和日期确定。")
        self.open_panel(title, ChangePanel(form), about=about, do=self.tr("保存"), said=said, ask=ask)

    def member_facts(self, dossier: Dossier, member: MemberLine) -> None:
        """Schooling, health, labour, work, insurance of a member."""
        lines = [self._fact_line(name, PERSON_FACT[name]) for name in _ASKED]
        form = Form([*lines, *self._told_fields()], today=self._context.today)
        recording, actor, today = self._context.office.recording, self._context.actor(), self._context.today()

        def ask() -> Work[object] | None:
            if not form.check():
                return None
            given = self._fact(form)
            return lambda _: recording.record_person_fact(member.person_id, given, actor=actor, today=today)

        title, about = self.tr("登记成员情况（只填有变化的）"), member.name
        self.open_panel(
            title, ChangePanel(form), about=about, do=self.tr("保存"), said=self.tr("成员情况已登记。"), ask=ask
        )

    @staticmethod
    def _fact_line(name: str, field: FactField) -> Field:
        if field.kind is FactKind.TRUTH:
            return Field(name, field.label, Kind.TRUTH)
        if field.kind is FactKind.MONTHS:
            return Field(name, field.label, Kind.INTEGER, most=12)
        if field.codes:
            listed = code_list(field.codes)
            options = [Option(value, listed.label(value)) for value in listed.values]
            kind = Kind.MULTI_CHOICE if field.kind is FactKind.CHOICES else Kind.CHOICE
            return Field(name, field.label, kind, options=options)
        return Field(name, field.label)

    def _told_fields(self) -> tuple[Field, ...]:
        sources = [Option(code, words.source_word(code)) for code in _TYPED_SOURCES]
        return (
            Field("source", self.tr("来源"), Kind.CHOICE, required=True, options=sources, initial="clerk"),
            Field("observed_on", self.tr("了解日期"), Kind.DAY, required=True, initial=self._context.today()),
        )

    @staticmethod
    def _fact(form: Form) -> FactInput:
        values = {}
        for name, value in form.values().items():
            if name not in ("source", "observed_on") and value not in (None, "", ()):
                values[name] = ",".join(value) if isinstance(value, tuple) else value
        told = form.values()
        return FactInput(
            values=values, observed_on=cast("date", told["observed_on"]), source=str(told["source"]), occasion="annual"
        )

    # -- incomes and events --------------------------------------------------------------------------

    def income(self, dossier: Dossier) -> None:
        """A statement, expected or of a year, item by item or as one sum; earlier ones stay."""
        year, heads = self._context.today().year, dossier.head.counted_heads
        occasions = [Option(code, words.occasion_word(code)) for code in ("expected", "annual")]
        form = Form(
            (
                Field("occasion", self.tr("类型"), Kind.CHOICE, required=True, options=occasions, initial="expected"),
                Field("year", self.tr("年度"), Kind.INTEGER, required=True, least=2014, most=2100, initial=year),
                Field("items", self.tr("逐项"), make=lambda: IncomeItemsEditor(heads=heads)),
                Field("net_fen", self.tr("全户纯收入"), Kind.MONEY, hint=self.tr("没有逐项时填写；有逐项时由程序合计")),
                Field("basis", self.tr("依据"), required=True, hint=self.tr("如：村核算、户主陈述、工资单")),
                *self._told_fields(),
            ),
            today=self._context.today,
        )
        recording, actor, today = self._context.office.recording, self._context.actor(), self._context.today()

        def ask() -> Work[object] | None:
            if not form.check():
                return None
            given = self._income(form, heads)
            return lambda _: recording.record_income(dossier.head.household_id, given, actor=actor, today=today)

        title, about = self.tr("登记收入"), dossier.head.head_name
        said = self.tr("收入已登记，原有各条仍保留。")
        self.open_panel(title, ChangePanel(form), about=about, do=self.tr("保存"), said=said, ask=ask)

    @staticmethod
    def _income(form: Form, heads: int) -> IncomeInput:
        values = form.values()
        return IncomeInput(
            year=cast("int", values["year"]),
            observed_on=cast("date", values["observed_on"]),
            basis=str(values["basis"]),
            occasion=str(values["occasion"]),
            source=str(values["source"]),
            items=cast("tuple[IncomeLine, ...]", values["items"]),
            net_fen=cast("int | None", values["net_fen"]),
            heads=heads or None,
        )

    def happened(self, dossier: Dossier) -> None:
        """An income drop, a spending jump, an emergency or a petition."""
        kinds = [Option(code, words.event_word(code)) for code in _EVENTS]
        sources = [Option(code, words.source_word(code)) for code in _TYPED_SOURCES]
        form = Form(
            (
                Field("kind", self.tr("情况"), Kind.CHOICE, required=True, options=kinds),
                f.day_field(initial=self._context.today()),
                Field("description", self.tr("什么事"), Kind.LONG_TEXT, required=True),
                Field("amount_fen", self.tr("涉及金额"), Kind.MONEY),
                Field("source", self.tr("来源"), Kind.CHOICE, required=True, options=sources, initial="village"),
            ),
            today=self._context.today,
        )
        recording, actor, today = self._context.office.recording, self._context.actor(), self._context.today()

        def ask() -> Work[object] | None:
            if not form.check():
                return None
            values = form.values()
            given = EventInput(
                kind=str(values["kind"]),
                happened_on=cast("date", values["on"]),
                description=str(values["description"]),
                amount_fen=cast("int | None", values["amount_fen"]),
                source=str(values["source"]),
            )
            return lambda _: recording.record_event(dossier.head.household_id, given, actor=actor, today=today)

        title, about = self.tr("登记突发情况"), dossier.head.head_name
        self.open_panel(
            title, ChangePanel(form), about=about, do=self.tr("保存"), said=self.tr("突发情况已登记。"), ask=ask
        )

    def withdraw(self, event: EventLine) -> None:
        """The event was not so: it stays, and counts no more."""
        form = Form((Field("reason", self.tr("撤销原因"), required=True),), today=self._context.today)
        recording, actor, today = self._context.office.recording, self._context.actor(), self._context.today()

        def ask() -> Work[object] | None:
            if not form.check():
                return None
            reason = str(form.value("reason"))
            return lambda _: recording.withdraw_event(event.event_id, reason=reason, actor=actor, today=today)

        title = self.tr("撤销情况")
        about = f"{day_text(event.happened_on)} {words.event_word(event.kind)}"
        said = self.tr("已撤销，记录保留，不再计入。")
        self.open_panel(title, ChangePanel(form), about=about, do=self.tr("撤销这条"), said=said, ask=ask)
