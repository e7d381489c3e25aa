"""The columns of 逐户评议, and what can be said at once of a row that is being typed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QCoreApplication

from app.models.enums import Risk
from app.services.errors import Reason
from app.services.meetings.records import HouseholdVote
from app.services.meetings.rules import Conclusion, Votes, is_carried, recusal_problems, vote_problems
from app.services.wording import sentence
from app.ui.common.chips import Chip, Shape
from app.ui.common.choice_editors import Option
from app.ui.common.columns import Align, Column, chip_column
from app.ui.common.household_columns import head_column, income_column, members_column
from app.ui.common.typed_cells import CellKind, choice_cell, count_cell, day_cell, many_cell, text_cell
from app.ui.common.typing_model import TypedColumn, TypingModel
from app.ui.meetings.contents import Agenda, Contents
from app.ui.meetings.lines import conclusion_word
from app.ui.theme import Tone

translate = QCoreApplication.translate

COUNTS = ("for", "against", "abstained", "recused")
_SEPARATORS = str.maketrans({",": "、", "，": "、", " ": "、", ";": "、", "；": "、"})


@dataclass(frozen=True, slots=True)
class Typed:
    """What a row says now."""

    votes: Votes
    has_votes: bool
    recused: tuple[str, ...]
    conclusion: Conclusion | None
    missing: tuple[Reason, ...] = ()  # what the conclusion needs and the row does not say


def risk_options() -> tuple[Option, ...]:
    """The risks of the national system, numbered in this order."""
    return tuple(Option(risk.value, risk.label) for risk in Risk)


def conclusion_options(*, is_clearing: bool) -> tuple[Option, ...]:
    """纳入, 不纳入, 缓议, or the words of a clearing meeting."""
    return tuple(Option(c.value, conclusion_word(c.value, is_clearing=is_clearing)) for c in Conclusion)


def vote_columns(
    check: Callable[[Agenda], Chip | None], tip: Callable[[Agenda], str], *, is_clearing: bool, year: Callable[[], int]
) -> Sequence[Column[Agenda]]:
    """A line per household, in the order of the sheet."""
    conclusions = choice_cell(conclusion_options(is_clearing=is_clearing))
    state = chip_column("check", translate("meetings", "核对"), check, width=13)
    leading: list[Column[Agenda]] = [
        head_column(lambda a: a.household.head_name, sort_key=""),
        Column("group", translate("meetings", "组"), lambda a: a.household.group_name, 6, sort_key=""),
        members_column(lambda a: a.household.member_count),
        income_column(lambda a: a.net_per_head_fen),
        _typed("for", translate("meetings", "赞成"), _vote(0), 5, count_cell(), Align.RIGHT),
        _typed("against", translate("meetings", "反对"), _vote(1), 5, count_cell(), Align.RIGHT),
        _typed("abstained", translate("meetings", "弃权"), _vote(2), 5, count_cell(), Align.RIGHT),
        _typed("recused", translate("meetings", "回避"), _vote(3), 5, count_cell(), Align.RIGHT),
        Column("check", state.title, state.text, state.width, sort_key="", chip=state.chip, tip=tip),
        _typed("conclusion", translate("meetings", "结论"), _conclusion(conclusions), 9, conclusions),
    ]
    if not is_clearing:
        risks = many_cell(risk_options())
        leading += [
            _typed("risks", translate("meetings", "风险"), lambda a: risks.show(_risks(a)), 20, risks),
            _typed("risk_remark", translate("meetings", "其他风险说明"), lambda a: _item(a, "risk_remark"), 14),
        ]
    return [
        *leading,
        _typed("opinion", translate("meetings", "评议意见"), lambda a: _item(a, "opinion"), 22),
        _typed("reason", translate("meetings", "理由（不纳入、缓议）"), lambda a: _item(a, "reason"), 22),
        _typed("told_on", translate("meetings", "告知日期"), _told_on, 11, day_cell(year)),
        _typed("next_on", translate("meetings", "缓议到"), lambda _: "", 11, day_cell(year)),
        _typed("recused_names", translate("meetings", "回避人员"), _recused_names, 16),
    ]


def _typed(
    key: str,
    title: str,
    text: Callable[[Agenda], str],
    width: int,
    cell: CellKind | None = None,
    align: Align = Align.LEFT,
) -> TypedColumn[Agenda]:
    return TypedColumn(
        key, title, text, width, align, sort_key="", cell=cell or text_cell(), is_open=lambda a: not a.is_concluded
    )


def _vote(place: int) -> Callable[[Agenda], str]:
    def text(agenda: Agenda) -> str:
        votes = agenda.item.votes if agenda.item else None
        if votes is not None:
            return str((votes.in_favour, votes.against, votes.abstained, votes.recused)[place])
        # A member of the household who is present has to recuse himself: proposed, never typed twice.
        return str(len(agenda.kin)) if place == 3 and agenda.kin else ""

    return text


def _recused_names(agenda: Agenda) -> str:
    return "、".join(agenda.item.recused if agenda.item else agenda.kin)


def _conclusion(cell: CellKind) -> Callable[[Agenda], str]:
    return lambda agenda: cell.show(agenda.item.conclusion.value) if agenda.item and agenda.item.conclusion else ""


def _risks(agenda: Agenda) -> tuple[str, ...]:
    """Those of the conclusion; before there is one, those that the visit found."""
    found = agenda.item.risks if agenda.item else agenda.candidate.risks if agenda.candidate else ()
    return tuple(risk.value for risk in found)


def _item(agenda: Agenda, name: str) -> str:
    return str(getattr(agenda.item, name)) if agenda.item else ""


def _told_on(agenda: Agenda) -> str:
    return agenda.item.told_on.isoformat() if agenda.item and agenda.item.told_on else ""


# -- what a row says ---------------------------------------------------------------------------------------------------


def typed_of(model: TypingModel[Agenda], case_id: int) -> Typed:
    """The numbers and the conclusion of a row as they stand now."""
    counts = [model.value(case_id, key) for key in COUNTS]
    numbers = [count if isinstance(count, int) else 0 for count in counts]
    names = str(model.value(case_id, "recused_names") or "").translate(_SEPARATORS)
    code = model.value(case_id, "conclusion")
    conclusion = Conclusion(code) if isinstance(code, str) else None
    return Typed(
        Votes(*numbers),
        any(count is not None for count in counts[:3]),
        tuple(name for name in names.split("、") if name),
        conclusion,
        tuple(_missing(model, case_id, conclusion)) if conclusion else (),
    )


_NEEDED = {Conclusion.EXCLUDE: ("reason", "told_on"), Conclusion.DEFER: ("reason", "next_on")}


def _missing(model: TypingModel[Agenda], case_id: int, conclusion: Conclusion) -> Iterator[Reason]:
    """A clearing meeting has no risks; what it does not carry moves nothing and needs no more words."""
    if all(column.key != "risks" for column in model.columns):
        return
    for key in _NEEDED.get(conclusion, ()):
        if not model.value(case_id, key):
            yield Reason("data.missing", {"field": "next_meeting_on" if key == "next_on" else key})
    if conclusion is Conclusion.INCLUDE:
        risks = model.value(case_id, "risks")
        if not risks:
            yield Reason("risks.none")
        elif isinstance(risks, tuple) and Risk.OTHER.value in risks and not model.value(case_id, "risk_remark"):
            yield Reason("risks.other_needs_remark")


def problems_of(contents: Contents, agenda: Agenda, typed: Typed) -> Iterator[Reason]:
    """Why the row cannot stand as it is typed: the same rules that the service asks."""
    page = contents.page
    if page is None or not (typed.has_votes or typed.conclusion):
        return
    present = page.row.present
    there = {a.name for a in page.attendants if a.is_present and not a.is_observer}
    yield from vote_problems(typed.votes, present=present)
    yield from recusal_problems(typed.votes, recused=typed.recused, present=there, kin=agenda.kin)
    carried = is_carried(contents.rules, typed.votes, present=present)
    said = {"votes_for": typed.votes.in_favour, "present": present}
    if typed.conclusion is Conclusion.INCLUDE and not carried:
        yield Reason("votes.not_carried", said)
    if typed.conclusion is Conclusion.EXCLUDE and carried:
        yield Reason("meeting.carried_but_excluded", {**said, "conclusion": typed.conclusion.label})
    yield from typed.missing


def check_chip(contents: Contents, agenda: Agenda, typed: Typed) -> Chip | None:
    """The row in a word: the sum against 实到, recusals, the majority."""
    page = contents.page
    if page is None:
        return None
    if agenda.is_concluded:
        return Chip(translate("meetings", "已保存"), Shape.CHECK, Tone.DONE)
    if not typed.has_votes:
        return Chip(translate("meetings", "须回避"), Shape.TRIANGLE, Tone.DUE) if agenda.kin else None
    problems = [reason.code for reason in problems_of(contents, agenda, typed)]
    total, present = typed.votes.total, page.row.present
    if "votes.do_not_add_up" in problems or "votes.not_numbers" in problems:
        word = translate("meetings", "合计{total}≠{present}").format(total=total, present=present)
        return Chip(word, Shape.TRIANGLE, Tone.LATE)
    if any(code.startswith("meeting.recused") or code == "meeting.kin_must_recuse" for code in problems):
        return Chip(translate("meetings", "回避不符"), Shape.TRIANGLE, Tone.LATE)
    if len(problems) > len(typed.missing):
        return Chip(translate("meetings", "结论不符"), Shape.TRIANGLE, Tone.LATE)
    if problems:
        return Chip(translate("meetings", "内容未填全"), Shape.TRIANGLE, Tone.DUE)
    carried = is_carried(contents.rules, typed.votes, present=present)
    word = translate("meetings", "{total}票 过半") if carried else translate("meetings", "{total}票 未过半")
    return Chip(
        word.format(total=total), Shape.CHECK if carried else Shape.RING, Tone.DONE if carried else Tone.NEUTRAL
    )


def check_tip(contents: Contents, agenda: Agenda, typed: Typed) -> str:
    """Every problem of the row as sentences."""
    return "\n".join(sentence(reason) for reason in problems_of(contents, agenda, typed))


def vote_of(model: TypingModel[Agenda], agenda: Agenda, typed: Typed) -> HouseholdVote | None:
    """The row as the service takes it; None while it has no conclusion."""
    if typed.conclusion is None:
        return None
    case_id, keys = agenda.case_id, {column.key for column in model.columns}

    def text(key: str) -> str:
        return str(model.value(case_id, key) or "") if key in keys else ""

    def day(key: str) -> date | None:
        value = model.value(case_id, key)
        return value if isinstance(value, date) else None

    codes = model.value(case_id, "risks") if "risks" in keys else ()
    included = typed.conclusion is Conclusion.INCLUDE
    return HouseholdVote(
        household_code=agenda.household.code,
        votes=typed.votes,
        conclusion=typed.conclusion,
        recused=typed.recused,
        opinion=text("opinion"),
        # What the visit found is proposed to every row; only an inclusion carries it on.
        risks=tuple(Risk(code) for code in codes) if included and isinstance(codes, tuple) else (),
        risk_remark=text("risk_remark"),
        reason=text("reason"),
        told_on=day("told_on"),
        next_meeting_on=day("next_on"),
    )
