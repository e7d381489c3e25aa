"""The editor of a plan: everything that a local document may set, saved as a version with its reason."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QTabWidget, QVBoxLayout, QWidget

from app.models.enums import Category
from app.services.errors import Refused
from app.services.workflow.plan import Counting, Limits, Plan
from app.ui.common.choice_editors import Option
from app.ui.common.form_builder import Field, Form, Kind
from app.ui.common.refusals import RefusalBar
from app.ui.common.scrolled import Scrolled
from app.ui.settings import plan_words as words
from app.ui.settings.directory import body_words

_YES, _NO = "yes", "no"


class PlanEditor(QWidget):
    """``saved(Plan, reason)`` when the forms can be read and a reason is given; ``left`` when nothing is to be kept."""

    saved = Signal(object, str)
    left = Signal()

    def __init__(self, plan: Plan, *, today: Callable[[], date]) -> None:
        super().__init__()
        self._plan, self._today = plan, today
        self.bar = RefusalBar(self)
        self.basics = self._form(self._basic_fields())
        self.days = self._form(self._day_fields())
        self.limits = self._form(self._limit_fields())
        self.meeting = self._form(self._meeting_fields())
        self.pages = QTabWidget()
        self.pages.setDocumentMode(True)
        for form, title in (
            (self.basics, self.tr("线和标准")),
            (self.days, self.tr("阶段日期")),
            (self.limits, self.tr("期限和次数")),
            (self.meeting, self.tr("会议和统计口径")),
        ):
            self.pages.addTab(Scrolled(form), title)
        self.reason = self._form(
            (Field("reason", self.tr("修改依据和理由"), Kind.LONG_TEXT, required=True, hint=self.tr("如 区文件文号")),)
        )
        self.save = QPushButton(self.tr("存为新版本"))
        self.save.setProperty("primary", True)
        self.drop = QPushButton(self.tr("放弃修改"))
        self._lay_out()
        self.save.clicked.connect(self._on_save)
        self.drop.clicked.connect(self.left)

    def _lay_out(self) -> None:
        title = QLabel(self.tr("修改 {name}").format(name=self._plan.name))
        title.setProperty("heading", True)
        row = QHBoxLayout()
        row.addWidget(self.save)
        row.addWidget(self.drop)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(title)
        column.addWidget(self.bar)
        column.addWidget(self.pages, 1)
        column.addWidget(self.reason)
        column.addLayout(row)

    def _form(self, fields: tuple[Field, ...]) -> Form:
        # A year is taken from the plan: 4-6 in the plan of 2021 is a day of 2021.
        day = date(self._plan.year, 1, 1)
        return Form(fields, today=lambda: day)

    # -- fields ------------------------------------------------------------------------------------

    def _basic_fields(self) -> tuple[Field, ...]:
        plan, label = self._plan, words.plain_words()
        topics = words.item_words("cross_check_topics")
        return (
            Field("name", label["name"], required=True, initial=plan.name),
            Field("variant", label["variant"], Kind.CHOICE, True, options=words.options(words.variant_words()),
                  initial=plan.variant),
            Field("line_fen", label["line_fen"], Kind.MONEY, True, initial=plan.line_fen),
            Field("exit_line_fen", label["exit_line_fen"], Kind.MONEY, True, initial=plan.exit_line_fen),
            Field("exit_items", label["exit_items"], Kind.MULTI_CHOICE, options=words.options(words.exit_words()),
                  initial=plan.exit_items),
            Field("alert_gaps", label["alert_gaps"], Kind.MULTI_CHOICE,
                  options=words.options(words.item_words("alert_gaps")), initial=plan.alert_gaps),
            Field("cross_check_topics", label["cross_check_topics"], Kind.MULTI_CHOICE,
                  options=words.options(topics), initial=plan.cross_check_topics),
            Field("source_note", label["source_note"], initial=plan.source_note),
            Field("to_be_checked", label["to_be_checked"], Kind.CHOICE, True, options=self._truths(),
                  initial=_YES if plan.to_be_checked else _NO),
        )  # fmt: skip

    def _day_fields(self) -> tuple[Field, ...]:
        found: list[Field] = []
        for window in self._plan.stages:
            for what, day in (("opens_on", window.opens_on), ("closes_on", window.closes_on)):
                name = f"stages.{window.stage.value}.{what}"
                found.append(Field(name, words.label_of(name, self._plan), Kind.DAY, True, initial=day))
        for deadline in self._plan.deadlines:
            name = f"deadlines.{deadline.code}.due_on"
            found.append(Field(name, words.label_of(name, self._plan), Kind.DAY, True, initial=deadline.due_on))
        return tuple(found)

    def _limit_fields(self) -> tuple[Field, ...]:
        return tuple(
            Field(code, label, Kind.INTEGER, True, unit=unit, most=999, initial=getattr(self._plan.limits, code))
            for code, (label, unit) in words.limit_words().items()
        )

    def _meeting_fields(self) -> tuple[Field, ...]:
        plan, label = self._plan, words.plain_words()
        bodies = {code: word for code, word in body_words().items() if code}
        parts = (("quorum", label["meeting.quorum"]), ("majority", label["meeting.majority"]))
        ratios = [
            Field(f"{name}_{number}", self.tr("{label}（{part}）").format(label=said, part=part), Kind.INTEGER, True,
                  least=1, most=99, initial=getattr(plan.meeting, name)[number])
            for name, said in parts
            for number, part in enumerate((self.tr("几"), self.tr("几分之")))
        ]  # fmt: skip
        counting = [self._counting_field(code, said) for code, said in words.counting_words().items()]
        offices = [
            Field(f"office.{code}", said, initial=plan.office_names.get(code))
            for code, said in words.office_words().items()
        ]
        categories = [
            Field(f"category.{c.value}", self.tr("“{name}”在本方案叫").format(name=c.label),
                  initial=plan.category_names.get(c.value))
            for c in Category
        ]  # fmt: skip
        return (
            Field("body", label["meeting.body"], required=True, initial=plan.meeting.body),
            Field("bodies", label["meeting.bodies"], Kind.MULTI_CHOICE, True, options=words.options(bodies),
                  initial=plan.meeting.bodies),
            *ratios,
            *counting,
            *categories,
            *offices,
        )  # fmt: skip

    def _truths(self) -> list[Option]:
        return [Option(_YES, self.tr("是")), Option(_NO, self.tr("否"))]

    def _counting_field(self, code: str, label: str) -> Field:
        value = getattr(self._plan.counting, code)
        if isinstance(value, bool):
            return Field(code, label, Kind.CHOICE, True, options=self._truths(), initial=_YES if value else _NO)
        return Field(code, label, Kind.INTEGER, True, most=99, initial=value)

    # -- reading -----------------------------------------------------------------------------------

    @property
    def is_changed(self) -> bool:
        """Whether something differs from the version that is edited."""
        try:
            return self.plan() != self._plan
        except (TypeError, ValueError, AssertionError):
            return True

    def plan(self) -> Plan:
        """The plan as the forms say it; ask ``check`` of every form first."""
        basics, days, meeting = self.basics.values(), self.days.values(), self.meeting.values()
        stages = tuple(
            replace(
                window,
                opens_on=_day(days[f"stages.{window.stage.value}.opens_on"]),
                closes_on=_day(days[f"stages.{window.stage.value}.closes_on"]),
            )
            for window in self._plan.stages
        )
        deadlines = tuple(replace(d, due_on=_day(days[f"deadlines.{d.code}.due_on"])) for d in self._plan.deadlines)
        limits = Limits(**{code: _whole(value) for code, value in self.limits.values().items()})
        return replace(
            self._plan,
            name=str(basics["name"]),
            variant=str(basics["variant"]),
            line_fen=_whole(basics["line_fen"]),
            exit_line_fen=_whole(basics["exit_line_fen"]),
            exit_items=_kept_order(self._plan.exit_items, basics["exit_items"]),
            alert_gaps=_kept_order(self._plan.alert_gaps, basics["alert_gaps"]),
            cross_check_topics=_kept_order(self._plan.cross_check_topics, basics["cross_check_topics"]),
            source_note=str(basics["source_note"] or ""),
            to_be_checked=basics["to_be_checked"] == _YES,
            stages=stages,
            deadlines=deadlines,
            limits=limits,
            meeting=replace(
                self._plan.meeting,
                body=str(meeting["body"]),
                bodies=_kept_order(self._plan.meeting.bodies, meeting["bodies"]),
                quorum=(_whole(meeting["quorum_0"]), _whole(meeting["quorum_1"])),
                majority=(_whole(meeting["majority_0"]), _whole(meeting["majority_1"])),
            ),
            counting=self._counting(meeting),
            category_names=_names(self._plan.category_names, meeting, "category."),
            office_names=_names(self._plan.office_names, meeting, "office."),
        )

    def _counting(self, values: Mapping[str, object]) -> Counting:
        before = self._plan.counting
        read = {
            code: values[code] == _YES if isinstance(getattr(before, code), bool) else _whole(values[code])
            for code in words.counting_words()
        }
        return Counting(**read)  # type: ignore[arg-type] - the words' codes are the fields of Counting

    def _on_save(self) -> None:
        for position, form in enumerate((self.basics, self.days, self.limits, self.meeting)):
            if not form.check():
                self.pages.setCurrentIndex(position)
                return
        if not self.reason.check():
            return
        self.bar.clear()
        self.saved.emit(self.plan(), str(self.reason.value("reason")))

    def show_refusal(self, refused: Refused) -> None:
        """Say why the plan was not saved."""
        self.bar.show_refusal(refused)


def _day(value: object) -> date:
    assert isinstance(value, date)
    return value


def _whole(value: object) -> int:
    assert isinstance(value, int)
    return value


def _kept_order(before: tuple[str, ...], chosen: object) -> tuple[str, ...]:
    """The chosen codes: those of before in their old order, new ones behind."""
    assert isinstance(chosen, tuple)
    return (*(code for code in before if code in chosen), *(code for code in chosen if code not in before))


def _names(before: Mapping[str, str], values: Mapping[str, object], prefix: str) -> dict[str, str]:
    """Names that were given; an emptied one is left out and the usual word counts."""
    given = {
        name.removeprefix(prefix): str(value) for name, value in values.items() if name.startswith(prefix) and value
    }
    others = {code: name for code, name in before.items() if f"{prefix}{code}" not in values}
    return {**others, **given}
