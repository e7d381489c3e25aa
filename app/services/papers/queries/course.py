"""How far the year's new households have come: 拟新增63户 → 比对后58户 → 走访＋9户 → 评议60户 → 审定54户 → 录入54户.

Each station says what it was reckoned from: the one before it, who joined, who left with what step, who is still on the
way. The parts are households, so the sums hold whatever was returned, recalled, split or ended.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from app.models.enums import CLOSED_CASE_STATES, CaseState
from app.services.papers.queries.as_of import Counted
from app.services.papers.queries.asking import Question
from app.services.workflow.case_table import CASE_TABLE

_NAMES = {row.action: row.name for row in CASE_TABLE}
_OPENING = ("propose", "join_on_visit")
# A household that goes back to one of these has to be evaluated again.
_BEFORE_EVALUATION = frozenset(
    state.value
    for state in (
        *(CaseState.PROPOSED, CaseState.REPORTED_BY_VILLAGE, CaseState.CROSS_CHECKING, CaseState.CROSS_CHECKED),
        *(CaseState.LISTED, CaseState.VISITED),
    )
)
_BEFORE_DECISION = _BEFORE_EVALUATION | {
    state.value
    for state in (
        *(CaseState.EVALUATED, CaseState.NOTICE_POSTED, CaseState.NOTICE_OVER, CaseState.REPORTED_TO_DISTRICT),
        CaseState.TO_BE_MENDED,
    )
}
_REACHED = (
    ("evaluate", "评议", _BEFORE_EVALUATION),
    ("record_approval", "审定", _BEFORE_DECISION),
    ("record_entry", "录入", _BEFORE_DECISION | {CaseState.APPROVED.value}),
)
_CLOSED = frozenset(state.value for state in CLOSED_CASE_STATES)
_NAMED_AT_MOST = 20


@dataclass(frozen=True, slots=True)
class Station:
    """A station, the households that reached it, and those it was reckoned from; ``sign`` marks who came on the way."""

    code: str
    name: str
    cases: tuple[Counted, ...]
    came_from: tuple[Counted, ...] = ()
    basis: str = ""  # the words for those: 比对后58户＋走访新增9户
    sign: str = ""

    @property
    def lost(self) -> tuple[Counted, ...]:
        """Who did not come along: left the list, or is still on the way."""
        here = {entry.row.case_id for entry in self.cases}
        return tuple(entry for entry in self.came_from if entry.row.case_id not in here)


def course_stations(question: Question, listed: Sequence[Counted]) -> list[Station]:
    """The stations that somebody has reached, in order. Each one's households are among those it came from."""
    begun = date(question.running.plan.year, 1, 1)
    new = [c for c in listed if c.steps[0].action in _OPENING and c.steps[0].occurred_on >= begun]
    if not new:
        return []
    named = [c for c in new if c.steps[0].action == "propose"]
    proposed = [c for c in named if not _took(c, "strike")]
    found = [Station("proposed", "拟新增", tuple(proposed), tuple(named), f"提出{len(named)}户")]
    before, basis = proposed, f"拟新增{len(proposed)}户"
    if any(_took(c, "submit_cross_check") for c in new):
        before = [c for c in proposed if not _took(c, "exclude_cross_check")]
        found.append(Station("compared", "比对后", tuple(before), tuple(proposed), basis))
        basis = f"比对后{len(before)}户"
    if met := [c for c in new if c.steps[0].action == "join_on_visit"]:
        found.append(Station("met", "走访", tuple(met), tuple(met), sign="＋"))
        basis += f"＋走访新增{len(met)}户"
        before = [c for c in new if c in before or c in met]
    for action, name, earlier in _REACHED:
        if reached := [c for c in before if _stands(c, action, earlier)]:
            found.append(Station(action, name, tuple(reached), tuple(before), basis))
            before, basis = reached, f"{name}{len(reached)}户"
    return found


def course(question: Question, listed: Sequence[Counted]) -> str:
    """The stations on one line; empty while there is nobody new."""
    return " → ".join(f"{s.name}{s.sign}{len(s.cases)}户" for s in course_stations(question, listed))


def reckonings(stations: Sequence[Station]) -> Iterator[str]:
    """For each station how it was reckoned: 评议60户＝比对后58户＋走访新增9户－评议不纳入5户－还在办理2户（…）."""
    for station in stations:
        if not station.lost:
            continue
        parts = [station.basis]
        for word, cases in _by_reason(station.lost):
            parts.append(f"－{word}{len(cases)}户")
        waiting = [c for c in station.lost if not _left(c)]
        named = "、".join(f"{c.row.village}{c.row.head}：{c.state.label}" for c in waiting[:_NAMED_AT_MOST])
        more = "等" if len(waiting) > _NAMED_AT_MOST else ""
        yield f"{station.name}{len(station.cases)}户＝{''.join(parts)}{f'（{named}{more}）' if named else ''}"


def _by_reason(lost: Iterable[Counted]) -> list[tuple[str, list[Counted]]]:
    found: dict[str, list[Counted]] = {}
    waiting: list[Counted] = []
    for entry in lost:
        step = _left(entry)
        (found.setdefault(_NAMES.get(step, step), []) if step else waiting).append(entry)
    return [*found.items(), *([("还在办理", waiting)] if waiting else [])]


def _left(entry: Counted) -> str:
    """The step with which it left the list; empty while it is on it."""
    return entry.steps[-1].action if entry.steps[-1].to_state in _CLOSED else ""


def _stands(entry: Counted, action: str, earlier: frozenset[str]) -> bool:
    """Whether the step was taken and nothing went back behind it since."""
    at = max((n for n, step in enumerate(entry.steps) if step.action == action), default=None)
    return at is not None and all(step.to_state not in earlier for step in entry.steps[at + 1 :])


def _took(entry: Counted, action: str) -> bool:
    return any(step.action == action for step in entry.steps)
