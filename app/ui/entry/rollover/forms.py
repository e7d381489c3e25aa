"""The two forms of the rollover desk: what is decided of the chosen households, and the paper that carries them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QCoreApplication

from app.models.enums import Category, EndCause
from app.services.rollover.records import CarryInput, Choice, Decision, DeskRow
from app.services.workflow.facts import Signer
from app.ui.common.choice_editors import Option
from app.ui.common.context import TabContext
from app.ui.common.form_builder import Field, Form, Kind

translate = QCoreApplication.translate


def decision_form(context: TabContext, row: DeskRow) -> Form:
    """What becomes of a household; filled in with what was decided before, else with the proposal."""
    known, proposed = row.decision, row.proposal
    choice = known.choice if known else proposed.choice
    category = known.category if known else proposed.category
    cause = known.cause if known else proposed.cause
    return Form(
        (
            Field(
                "choice",
                translate("rollover", "决定"),
                Kind.CHOICE,
                required=True,
                options=tuple(Option(one.value, one.label) for one in Choice),
                initial=choice.value,
            ),
            Field(
                "category",
                translate("rollover", "新类别"),
                Kind.CHOICE,
                options=tuple(Option(one.value, one.label) for one in Category),
                initial=category.value if category else None,
                hint=translate("rollover", "变更类别时填写。"),
            ),
            Field(
                "cause",
                translate("rollover", "不结转的原因"),
                Kind.CHOICE,
                options=tuple(Option(one.value, one.label) for one in EndCause),
                initial=cause.value if cause else None,
                hint=translate("rollover", "不结转时填写。"),
            ),
            Field(
                "decision_no",
                translate("rollover", "审定文号"),
                hint=translate("rollover", "区同意变更类别或退出的文号；区审定以前的户不需要"),
                initial=known.decision_no if known else None,
            ),
            Field(
                "reason",
                translate("rollover", "说明"),
                Kind.LONG_TEXT,
                hint=translate("rollover", "不结转的依据；或缺12月监测的原因"),
                initial=known.reason if known else None,
            ),
        ),
        today=context.today,
    )


def decision_of(values: dict[str, object]) -> Decision:
    """The decision as the form says it."""
    category, cause = values["category"], values["cause"]
    return Decision(
        choice=Choice(str(values["choice"])),
        category=Category(str(category)) if category else None,
        cause=EndCause(str(cause)) if cause else None,
        reason=str(values["reason"] or ""),
        decision_no=str(values["decision_no"] or ""),
    )


def carry_summary(rows: Sequence[DeskRow]) -> str:
    """What will be done with these households, in a sentence."""
    kinds = Counter(row.choice for row in rows)
    parts = [
        translate("rollover", "{choice} {count} 户").format(choice=choice.label, count=kinds[choice])
        for choice in Choice
        if kinds[choice]
    ]
    if kinds[None]:
        parts.append(translate("rollover", "还没有决定、不会办的 {count} 户").format(count=kinds[None]))
    return translate("rollover", "，").join(parts) + translate("rollover", "。未结预警随户结转，编号和时限不变。")


def carry_form(context: TabContext, *, missing: int) -> Form:
    """The day, who signs, the paper; with a reason where sheets of December are missing."""
    fields = [
        Field("occurred_on", translate("rollover", "办理日期"), Kind.DAY, required=True, initial=context.today()),
        Field("signers", translate("rollover", "签批人"), Kind.SIGNERS),
        Field("paper_no", translate("rollover", "文号")),
    ]
    if missing:
        hint = translate("rollover", "有 {count} 户缺12月监测又没有单独说明；这里写的原因记到这些户")
        fields.append(
            Field(
                "missing_reason",
                translate("rollover", "缺12月监测的原因"),
                Kind.LONG_TEXT,
                hint=hint.format(count=missing),
            )
        )
    return Form(tuple(fields), today=context.today)


def carry_of(values: dict[str, object], *, today: date) -> CarryInput:
    """The paper as the form says it."""
    on, signers = values["occurred_on"], values.get("signers")
    return CarryInput(
        occurred_on=on if isinstance(on, date) else today,
        signers=tuple(one for one in signers if isinstance(one, Signer)) if isinstance(signers, (list, tuple)) else (),
        paper_no=str(values["paper_no"]) if values.get("paper_no") else None,
        missing_reason=str(values.get("missing_reason") or ""),
    )
