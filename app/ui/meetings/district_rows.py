"""What the list to the district and its answers show of a household."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import QCoreApplication

from app.models.enums import CaseState, Category
from app.services.meetings.district import Decision, DistrictAnswer, DistrictRow
from app.ui.common.chips import Chip, Shape, due_chip
from app.ui.common.choice_editors import Option
from app.ui.common.columns import Column, chip_column, day_column
from app.ui.common.household_columns import (
    case_column,
    category_column,
    code_column,
    head_column,
    income_column,
    members_column,
)
from app.ui.common.typed_cells import choice_cell, day_cell, mark_cell, text_cell
from app.ui.common.typing_model import TypedColumn, TypingModel
from app.ui.theme import Tone

translate = QCoreApplication.translate


def place_columns() -> list[Column[DistrictRow]]:
    """Who it is: head, village and group, persons."""
    return [
        head_column(lambda r: r.household.head_name),
        Column("place", translate("district", "村组"), place_of, 14),
        members_column(lambda r: r.household.member_count),
        category_column(lambda r: r.category),
    ]


def place_of(row: DistrictRow) -> str:
    """Village and group."""
    return f"{row.household.village_name}{row.household.group_name}"


def risks_of(row: DistrictRow) -> str:
    """The risks in words."""
    return "、".join(risk.label for risk in row.risks)


def votes_of(row: DistrictRow) -> str:
    """8/9: in favour of those present."""
    return f"{row.votes.in_favour}/{row.present}" if row.votes and row.present else ""


def report_columns() -> Sequence[Column[DistrictRow]]:
    """The list before it goes to the district; the tick says who goes."""
    return (
        TypedColumn("take", translate("district", "报区"), _proposed, 6, sort_key="", cell=mark_cell()),
        *place_columns(),
        Column("risks", translate("district", "风险"), risks_of, 20),
        income_column(lambda r: r.net_per_head_fen),
        day_column("evaluated", translate("district", "评议日期"), lambda r: r.evaluated_on, width=11),
        Column("votes", translate("district", "赞成/实到"), votes_of, 9),
        chip_column("open", translate("district", "报区前要办"), open_chip, width=14),
        code_column(lambda r: r.household.code),
    )


def _proposed(row: DistrictRow) -> str:
    return "" if row.comparison_open else mark_cell().show(True)


def open_chip(row: DistrictRow) -> Chip | None:
    """What has to be done before the household can be reported."""
    if not row.comparison_open:
        return None
    return Chip(translate("district", "比对未办结"), Shape.TRIANGLE, Tone.DUE)


def answer_options() -> tuple[Option, ...]:
    """同意, 不同意, 退回补正, 未答复."""
    return tuple(Option(answer.value, answer.label) for answer in DistrictAnswer)


def category_options() -> tuple[Option, ...]:
    """The categories a decision may name instead of ours."""
    return tuple(Option(category.value, category.label) for category in Category)


def answer_columns(*, year: Callable[[], int], today: Callable[[], date]) -> Sequence[Column[DistrictRow]]:
    """What the district has, and its answers as they are typed."""
    days, answers, categories = day_cell(year), choice_cell(answer_options()), choice_cell(category_options())

    def due(row: DistrictRow) -> Chip | None:
        if row.mend_due_on is None or row.state is not CaseState.TO_BE_MENDED:
            return None
        words = (translate("district", "剩{days}天"), translate("district", "逾期{days}天"))
        return due_chip((row.mend_due_on - today()).days, words)

    return (
        *place_columns(),
        case_column(lambda r: r.state),
        TypedColumn("answer", translate("district", "区意见"), _nothing, 10, sort_key="", cell=answers),
        TypedColumn("number", translate("district", "审定文号"), _nothing, 16, sort_key="", cell=text_cell()),
        TypedColumn("reason", translate("district", "理由、补正要求"), _nothing, 24, sort_key="", cell=text_cell()),
        TypedColumn("due", translate("district", "补正期限"), _nothing, 11, sort_key="", cell=days),
        TypedColumn(
            "other", translate("district", "审定类别（与所报不同时）"), _nothing, 14, sort_key="", cell=categories
        ),
        chip_column("mend", translate("district", "补正"), due, width=10),
        Column("list", translate("district", "报送文号"), lambda r: r.list_no, 18),
        day_column("reported", translate("district", "报送日期"), lambda r: r.reported_on, width=11),
        code_column(lambda r: r.household.code),
    )


def _nothing(_row: DistrictRow) -> str:
    return ""


def decision_of(model: TypingModel[DistrictRow], row: DistrictRow, *, number: str) -> Decision | None:
    """The typed answer; None while nothing was said. ``number`` is the paper's, where the row names no other."""
    code = model.value(row.case_id, "answer")
    if not isinstance(code, str):
        return None
    due, other = model.value(row.case_id, "due"), model.value(row.case_id, "other")
    return Decision(
        household_code=row.household.code,
        answer=DistrictAnswer(code),
        decision_no=str(model.value(row.case_id, "number") or number),
        category=Category(other) if isinstance(other, str) else None,
        reason=str(model.value(row.case_id, "reason") or ""),
        due_on=due if isinstance(due, date) else None,
    )
