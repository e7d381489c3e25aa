"""The form of each alert action: the row's own fields in order, with proposals and special inputs where they help."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QCoreApplication

from app.models.enums import Gap, MeasureGroup, MeasureState
from app.services.alerts.book import AlertLine
from app.services.alerts.page import FormFacts, MeasureLine
from app.services.findings.risk_matrix import CallRow
from app.services.monitoring.months import Month
from app.services.step_fields import field_label, step_fields
from app.services.workflow.facts import Signer
from app.services.workflow.table import Need, Transition
from app.ui.alerts.exit_items import ExitItemsEditor
from app.ui.alerts.measures_editor import MeasureEditor, MeasuresEditor
from app.ui.common.choice_editors import Option
from app.ui.common.editors import Editor
from app.ui.common.form_builder import Field, Kind

translate = QCoreApplication.translate
_KINDS = {
    "text": Kind.TEXT,
    "date": Kind.DAY,
    "integer": Kind.INTEGER,
    "money": Kind.MONEY,
    "choice": Kind.CHOICE,
    "boolean": Kind.TRUTH,
    "signers": Kind.SIGNERS,
}
_LONG = frozenset(
    {"reason", "fact", "facts", "event", "first_aid", "finding", "proof", "leader_decision", "covered_by"}
)
_KEPT = frozenset({"signers", "verifiers", "level"})
_TWO = frozenset({"dismiss", "refuse_closure"})


@dataclass(frozen=True, slots=True)
class FormAbout:
    """What a form is about: the alert (none for a new one), its measures, and what the services offer for it."""

    facts: FormFacts
    line: AlertLine | None = None
    measures: tuple[MeasureLine, ...] = ()
    calls: tuple[CallRow, ...] = ()  # what the household's risks call for


def fields_for(step: Transition, about: FormAbout, today: Callable[[], date]) -> list[Field]:
    """The lines of the form: the day first, then the row's fields, signers last."""
    maker = _Maker(step, about, today)
    lines = [Field("occurred_on", field_label("occurred_on"), Kind.DAY, required=True, keep=True, initial=today())]
    lines += [line for need in step.needs if need.field != "signers" for line in maker.lines(need)]
    signing = next((need for need in step.needs if need.field == "signers"), None)
    return [*lines, maker.signers(is_required=signing is not None)]


class _Maker:
    """Makes the lines of one form."""

    def __init__(self, step: Transition, about: FormAbout, today: Callable[[], date]) -> None:
        self._step, self._about, self._today = step, about, today
        self._proposed = _proposals(step, about, today())

    def signers(self, *, is_required: bool) -> Field:
        """The line of those who signed; two where the row asks for two."""
        least = 2 if self._step.action in _TWO else 1
        directory = self._about.facts.officers
        return Field(
            "signers",
            self._label("signers"),
            Kind.SIGNERS,
            required=is_required,
            keep=True,
            least=least,
            directory=directory,
        )

    def lines(self, need: Need) -> list[Field]:
        """The lines of a field of the row; none where it does not apply."""
        if need.field in ("previous", "source"):
            return []
        if need.field in ("gap_covered", "covered_by", "exit_items") and not self._applies(need.field):
            return []
        special = _SPECIAL.get(need.field)
        if special is not None:
            return [special(self, need)]
        return [
            Field(
                need.field,
                self._label(need.field),
                self._kind(need),
                required=need.required,
                keep=need.field in _KEPT,
                options=self._options(need),
                initial=self._proposed.get(need.field),
                hint=_hints().get((self._step.action, need.field), ""),
            )
        ]

    def _applies(self, name: str) -> bool:
        """脱贫监测户 reach every exit item; the others have their gap covered."""
        return (name == "exit_items") == self._about.facts.needs_every_item or name == "exit_items"

    def _kind(self, need: Need) -> Kind:
        if need.type == "text" and need.field in _LONG:
            return Kind.LONG_TEXT
        return _KINDS[need.type]

    def _label(self, name: str) -> str:
        return _labels().get((self._step.action, name)) or _labels().get(("", name)) or field_label(name)

    def _options(self, need: Need) -> tuple[Option, ...]:
        if need.choices is None:
            known = step_fields().get(need.field)
            return tuple(Option(code, word) for code, word in known.options) if known else ()
        members = list(need.choices)
        if need.choices is Gap and self._step.action == "mark":
            members = [member for member in members if member.value in self._about.facts.alert_gaps]
        return tuple(Option(member.value, member.label) for member in members)

    def department(self, need: Need) -> Field:
        """The departments, those whose duty it is first."""
        fits, other = translate("steps", "{name}（职责对口）"), translate("steps", "{name}")
        options = tuple(
            Option(choice.name, (fits if choice.is_dutiable else other).format(name=choice.name))
            for choice in self._about.facts.departments
        )
        initial = next((d.name for d in self._about.facts.departments if d.is_dutiable), None)
        return Field(
            "department", self._label("department"), Kind.CHOICE, required=True, options=options, initial=initial
        )

    def contact(self, need: Need) -> Field:
        """Who answers for the department; completed from the directory."""
        names = [name for choice in self._about.facts.departments for name in choice.contacts]
        return Field("contact", self._label("contact"), suggestions=names)

    def verifiers(self, need: Need) -> Field:
        """Two persons on the spot."""
        return Field(
            "verifiers",
            translate("steps", "现场核实人"),
            Kind.SIGNERS,
            required=True,
            keep=True,
            least=2,
            directory=self._about.facts.officers,
        )

    def exit_items(self, need: Need) -> Field:
        """The exit items of the plan (or the gap alone), yes, no or not clear."""
        items = self._about.facts.exit_items
        line = self._about.line
        if not self._about.facts.needs_every_item:
            items = {line.gap.value: items.get(line.gap.value)} if line and line.gap.value in items else {}
        made: Mapping[str, int | None] = items
        return Field("exit_items", translate("steps", "逐项核实"), make=lambda: ExitItemsEditor(made))

    def unmet(self, need: Need) -> Field:
        """What was not reached: the exit items and the gap."""
        line = self._about.line
        names = dict.fromkeys((*self._about.facts.exit_items, "income", *([line.gap.value] if line else ())))
        options = tuple(Option(name, field_label(name)) for name in names)
        return Field("unmet", self._label("unmet"), Kind.MULTI_CHOICE, required=True, options=options)

    def measures(self, need: Need) -> Field:
        """Rows of measures."""
        line, fitting, today = self._about.line, self._about.facts.fitting, self._today
        calls = self._calls()
        due = (line.due_on or line.limit_on) if line else None

        def make() -> Editor:
            return MeasuresEditor(fitting, calls, today=today, due_on=due)

        return Field("measures", self._label("measures"), required=True, make=make)

    def measure(self, need: Need) -> Field:
        """One measure."""
        measures, fitting, today, calls = self._about.measures, self._about.facts.fitting, self._today, self._calls()
        return Field(
            "measure",
            self._label("measure"),
            required=True,
            make=lambda: MeasureEditor(measures, fitting, calls, today=today),
        )

    def _calls(self) -> tuple[CallRow, ...]:
        """The gap first, answered by this alert's own measures, then what the household's risks call for."""
        line, fitting = self._about.line, self._about.facts.fitting
        if line is None or not fitting:
            return self._about.calls
        live = {m.group for m in self._about.measures if m.state is not MeasureState.CANCELLED}
        present = tuple(group.label for group in MeasureGroup if group in live and group.value in fitting)
        name = translate("steps", "缺项“{gap}”").format(gap=line.gap.label)
        labels = tuple(group.label for group in MeasureGroup if group.value in fitting)
        return (CallRow(name, False, labels, present), *self._about.calls)


_SPECIAL: Mapping[str, Callable[[_Maker, Need], Field]] = {
    "department": _Maker.department,
    "contact": _Maker.contact,
    "verifiers": _Maker.verifiers,
    "exit_items": _Maker.exit_items,
    "unmet": _Maker.unmet,
    "measures": _Maker.measures,
    "measure": _Maker.measure,
}


def _labels() -> Mapping[tuple[str, str], str]:
    """Where an action calls a field by a word of its own."""
    return {
        ("", "gap"): translate("steps", "缺项"),
        ("", "gap_covered"): translate("steps", "缺项已得到保障"),
        ("", "covered_by"): translate("steps", "由什么保障"),
        ("return_village", "due_on"): translate("steps", "补正期限"),
        ("assign", "due_on"): translate("steps", "办结期限"),
        ("reassign", "due_on"): translate("steps", "办结期限"),
        ("extend", "due_on"): translate("steps", "延期到"),
        ("refuse_closure", "due_on"): translate("steps", "新的办结期限"),
        ("refuse_closure", "signers"): translate("steps", "现场核实人"),
        ("close", "signers"): translate("steps", "分管领导"),
        ("dismiss", "signers"): translate("steps", "核实人"),
        ("mark", "signers"): translate("steps", "村签字人"),
        ("review_village", "signers"): translate("steps", "初审签字人"),
        ("request_closure", "signers"): translate("steps", "部门签字人"),
        ("request_closure", "paper_no"): translate("steps", "申请表文号"),
    }


def _hints() -> Mapping[tuple[str, str], str]:
    """What a field means where its name does not say it."""
    return {
        ("emergency", "gap"): translate("steps", "不选即为突发严重困难。"),
        ("emergency", "category"): translate("steps", "本户没有监测程序时，按此类别开绿色通道。"),
        ("assign", "reason"): translate("steps", "部门职责不对口时必填"),
        ("decline", "leader_decision"): translate("steps", "第二次退办必填：由分管领导指定部门"),
        ("close", "gap_covered"): translate("steps", "缺项没有消除但已有保障的，写明由什么保障。"),
    }


def _proposals(step: Transition, about: FormAbout, today: date) -> Mapping[str, object]:
    """What most likely comes: the plan's day limits, the month, the household's size."""
    finish = about.facts.finish_by
    limit = about.line.limit_on if about.line else None
    handover = {
        "response_due_on": about.facts.response_by,
        "due_on": min(finish, limit) if limit and limit > today else finish,
    }
    return {
        "confirm": {"limit_on": finish},
        "assign": handover,
        "reassign": handover,
        "mark": {"month": str(Month.of(today)), "found_on": today},
        "close": {"heads": about.facts.members or None},
    }.get(step.action, {})


def data_of_form(values: Mapping[str, object]) -> dict[str, object]:
    """The form's values as ``--data`` carries them: nothing for what was not said."""
    data: dict[str, object] = {}
    for name, value in values.items():
        if value is None or value in ("", (), {}):
            continue
        if isinstance(value, date):
            data[name] = value.isoformat()
        elif isinstance(value, tuple):
            data[name] = [{"name": v.name, "office": v.office} if isinstance(v, Signer) else v for v in value]
        else:
            data[name] = value
    return data
