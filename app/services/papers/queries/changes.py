"""名单变化表: how the list came to be what it is, every plus and minus with name and reason (workflow 5)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from app.models.enums import CLOSED_CASE_STATES
from app.services.papers.layouts.listing import ListData, ListRow, RowKind
from app.services.papers.queries.as_of import Counted, cases_on
from app.services.papers.queries.asking import NOTHING_FOUND, Found, Question, drafts
from app.services.papers.queries.case_rows import CaseRow, Step
from app.services.papers.queries.course import course, course_stations, reckonings
from app.services.papers.queries.cross_check import topic_label
from app.services.papers.queries.listing import make_list, one_list, total
from app.services.papers.wording import day, ordinal, short_day
from app.services.step_fields import step_fields
from app.services.workflow.case_table import CASE_TABLE, CONSEQUENCES

# The paragraphs of the table, in the order of the year: name, the actions that count there, the name of the sum.
CARRIED_FORWARD = "上年接续"
PHASES: tuple[tuple[str, frozenset[str], str], ...] = (
    (CARRIED_FORWARD, frozenset(), "接续后"),
    ("自动纳入", frozenset({"carry_over"}), "自动纳入后"),
    ("村级排查拟新增", frozenset({"propose", "strike"}), "排查后"),
    ("信息比对", frozenset({"exclude_cross_check"}), "比对后"),
    ("入户走访", frozenset({"join_on_visit"}), "走访后"),
    ("民主评议", frozenset({"reject"}), "评议后"),
    ("区级审定", frozenset({"record_refusal"}), "审定后"),
    (
        "分户、应急和终止、退出、风险消除",
        frozenset({"open_by_split", "open_by_emergency", "end", "remove", "approve_clear"}),
        "现有",
    ),
)
_CLOSED = frozenset(state.value for state in CLOSED_CASE_STATES)
_NAMES = {row.action: row.name for row in (*CASE_TABLE, *CONSEQUENCES)}
_REASONS = ("reason", "evidence", "proof", "basis", "source_list", "difficulty", "decision_no", "answers")


@dataclass(frozen=True, slots=True)
class Move:
    """A household that came onto the list or left it."""

    case: CaseRow
    step: Step
    plus: bool
    is_carried: bool = False  # came onto the list before the plan's year

    @property
    def sign(self) -> str:
        """＋ or －."""
        return "＋" if self.plus else "－"


@dataclass(frozen=True, slots=True)
class Phase:
    """What one phase added and took away, and how many were left; the last one takes in what fits no other."""

    name: str
    sum_name: str
    moves: tuple[Move, ...]
    households: int
    persons: int

    @property
    def name_of_plus(self) -> str:
        """What brought households onto the list, in few words."""
        return "分户、应急" if self.name == PHASES[-1][0] else self.name

    @property
    def name_of_minus(self) -> str:
        """What took them off it."""
        return "终止、退出、消除" if self.name == PHASES[-1][0] else self.name


def moves(question: Question, listed: Iterable[Counted]) -> list[Move]:
    """Every plus and minus of these cases, by the day on which it happened; taken-back steps never happened."""
    begun = date(question.running.plan.year, 1, 1)
    found: list[Move] = []
    for entry in listed:
        for step in entry.steps:
            if not step.from_state:
                found.append(Move(entry.row, step, plus=True, is_carried=step.occurred_on < begun))
            if step.to_state in _CLOSED and step.from_state not in _CLOSED:
                found.append(Move(entry.row, step, plus=False))
    return sorted(found, key=lambda move: (move.step.occurred_on, move.step.id, not move.plus))


def phases(found: Iterable[Move]) -> list[Phase]:
    """The moves cut into the phases of the year, with running sums. What fits none stands in the last."""
    of_action = {action: name for name, actions, _ in PHASES for action in actions}
    by_phase: dict[str, list[Move]] = {name: [] for name, _, _ in PHASES}
    for move in found:
        name = CARRIED_FORWARD if move.is_carried else of_action.get(move.step.action, PHASES[-1][0])
        by_phase[name].append(move)
    made: list[Phase] = []
    households = persons = 0
    for name, _, sum_name in PHASES:
        own = by_phase[name]
        households += sum(1 if move.plus else -1 for move in own)
        persons += sum(move.case.members if move.plus else -move.case.members for move in own)
        made.append(Phase(name, sum_name, tuple(own), households, persons))
    return made


def table(question: Question) -> Found:
    """名单变化表 of the running plan, as of today."""
    listed = cases_on(question, question.today)
    if not listed:
        return drafts(NOTHING_FOUND)
    return one_list(change_list(question, listed, on=question.today), [entry.row for entry in listed])


def change_list(question: Question, listed: Sequence[Counted], *, on: date) -> ListData:
    """The table of how these cases came onto the list and left it."""
    found = phases(moves(question, listed))
    rows = [row for row, _ in _rows(question, listed, found)]
    end = found[-1]
    rows.append(total("", "", "", "", "", "现有", str(end.persons), "", f"{end.households}户", ""))
    title = f"{question.township}{question.year}年监测对象名单变化表"
    notes = (f"人口为截至{day(on)}各户成员数。",)
    villages = dict.fromkeys(entry.row.village for entry in listed)
    part = f"（{'、'.join(villages)}）" if question.scope.villages is not None else ""
    return make_list(question, title, rows, kind="list_changes", office=question.desk, subtitle=part, notes=notes)


def places_of(question: Question, listed: Sequence[Counted], found: Iterable[Phase]) -> dict[tuple[int, bool], int]:
    """On which row of the table (from 0) a case comes onto the list (True) and leaves it (False)."""
    rows = enumerate(_rows(question, listed, found))
    return {(move.case.case_id, move.plus): number for number, (_, move) in rows if move is not None}


def _rows(
    question: Question, listed: Sequence[Counted], found: Iterable[Phase]
) -> Iterator[tuple[ListRow, Move | None]]:
    """The rows of the table, each with the move it tells."""
    if line := course(question, listed):
        yield ListRow((line,), RowKind.GROUP), None
        for reckoned in reckonings(course_stations(question, listed)):
            yield ListRow((reckoned,), RowKind.GROUP), None
    number = 0
    for index, phase in enumerate((phase for phase in found if phase.moves), start=1):
        yield ListRow((f"（{ordinal(index)}）{phase.name}：{_change(phase)}",), RowKind.GROUP), None
        for move in phase.moves:
            number += 1
            yield ListRow(_cells(number, move)), move


def _change(phase: Phase) -> str:
    plus = [move.case.members for move in phase.moves if move.plus]
    minus = [move.case.members for move in phase.moves if not move.plus]
    parts = []
    if plus:
        parts.append(f"＋{len(plus)}户{sum(plus)}人")
    if minus:
        parts.append(f"－{len(minus)}户{sum(minus)}人")
    return f"{'，'.join(parts)}；{phase.sum_name}{phase.households}户{phase.persons}人"


def _cells(number: int, move: Move) -> tuple[str, ...]:
    row, step = move.case, move.step
    return (
        *(str(number), short_day(step.occurred_on), move.sign, row.village, row.code, row.head, str(row.members)),
        *(row.category, _NAMES.get(step.action, step.action), reason_of(step)),
    )


def reason_of(step: Step) -> str:
    """Why the step was taken, from its fields, choices in words."""
    parts = [topic_label(step.text("item"))] if step.text("item") else []
    cause = step.text("cause")
    if cause:
        parts.append(dict(step_fields()["cause"].options).get(cause, cause))
    parts += [step.text(name) for name in _REASONS if step.text(name)]
    return "；".join(dict.fromkeys(parts))
