"""The charts of a stage report: how far every village is, how the list came to be what it is, why they are at risk."""

from __future__ import annotations

from collections.abc import Sequence

from app.models.enums import CaseState
from app.services.papers.parts import Bar, Chart
from app.services.papers.queries.as_of import Counted
from app.services.papers.queries.asking import risk_labels
from app.services.papers.queries.changes import Phase
from app.services.papers.queries.figures import FigureBook

_MONITORED = frozenset({CaseState.MONITORED, CaseState.CLEARING_PROPOSED})
_DECIDED = frozenset({CaseState.APPROVED, CaseState.ENTERED})
_FEW = 2  # bars that say less than the sentence beside them


def village_chart(book: FigureBook, listed: Sequence[Counted], attached: int) -> Chart | None:
    """Every village's households by how far they are; None for one village."""
    villages = dict.fromkeys(entry.row.village for entry in listed)
    if len(villages) < _FEW:
        return None
    bars: list[Bar] = []
    for number, village in enumerate(villages, start=1):
        own = [n for n, entry in enumerate(listed) if entry.row.village == village]
        states = [listed[n].state for n in own]
        parts = (
            sum(state in _MONITORED for state in states),
            sum(state in _DECIDED for state in states),
            sum(state not in _MONITORED | _DECIDED for state in states),
        )
        figure = book.count(f"village.{number}.all", f"{village}　合计", attached, own)
        bars.append(Bar(village, parts, f"{book.value(figure)}户", key=figure.key))
    return Chart("图1　各村办理进度（户）", tuple(bars), ("监测中", "区已审定、已录入", "审定前"))


def course_chart(found: Sequence[Phase]) -> Chart | None:
    """名单变化: what each phase added and took away, from where the one before it ended."""
    bars: list[Bar] = []
    before = 0
    for number, phase in enumerate(found, start=1):
        plus = sum(move.plus for move in phase.moves)
        minus = len(phase.moves) - plus
        if plus:
            bars.append(Bar(phase.name_of_plus, (plus,), f"＋{plus}", before, 1, f"change.{number}.plus"))
        if minus:
            start = before + plus - minus
            bars.append(Bar(phase.name_of_minus, (minus,), f"－{minus}", start, 2, f"change.{number}.minus"))
        before += plus - minus
    if len(bars) < _FEW:
        return None
    last = next(n for n in range(len(found), 0, -1) if found[n - 1].moves)
    bars.append(Bar(found[-1].sum_name, (before,), f"{before}户", 0, 0, f"change.{last}.left"))
    return Chart("图2　名单变化（户）", tuple(bars), (found[-1].sum_name, "增加", "减少"))


def risk_figures(book: FigureBook, listed: Sequence[Counted], attached: int) -> list[tuple[str, str]]:
    """Each risk with the key of its figure, the most frequent first; a household may have several."""
    by_risk: dict[str, list[int]] = {}
    for number, entry in enumerate(listed):
        for code in filter(None, (part.strip() for part in entry.row.risks.split(","))):
            by_risk.setdefault(code, []).append(number)
    ranked = sorted(by_risk.items(), key=lambda pair: (-len(pair[1]), pair[0]))
    return [
        (risk_labels(code), book.count(f"risk.{code}", risk_labels(code), attached, own).key) for code, own in ranked
    ]
