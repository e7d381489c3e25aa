"""screen: who may be proposed under the plan, and of whom too little is known."""

from __future__ import annotations

import argparse
from collections import Counter
from typing import TYPE_CHECKING

from app.cli.main import Command
from app.cli.session import DONE, Session

if TYPE_CHECKING:
    from app.services.screening.results import ScreeningResult


def _run(session: Session, _arguments: argparse.Namespace) -> int:
    result = session.office.screening.run(actor=session.actor, today=session.today)
    session.answer(_as_json(result), text=lambda: _as_text(result))
    return DONE


def _as_json(result: ScreeningResult) -> dict[str, object]:
    # The papers of the case door carry reportlab, which start-up must not load.
    from app.services.screening.service import as_reasons

    return {
        "candidates": [
            {
                "household_code": candidate.household_code,
                "category": candidate.category.value,
                "priority": candidate.priority,
                "reasons": as_reasons(candidate),
            }
            for candidate in result.candidates
        ],
        "unknown": [{"household_code": row.household_code, "missing": row.missing} for row in result.unknown],
        "carried_over": result.carried_over,
    }


def _as_text(result: ScreeningResult) -> str:
    by_category = Counter(candidate.category.label for candidate in result.candidates)
    found = "、".join(f"{name}{count}户" for name, count in by_category.items()) or "没有"
    signs = sum(unknown.has_sign for unknown in result.unknown)
    return (
        f"筛查完成：拟新增线索 {found}；自动纳入 {result.carried_over} 户；"
        f"缺数据不能判断 {len(result.unknown)} 户（其中有苗头的 {signs} 户，请先补）。"
    )


COMMAND = Command("screen", "按方案筛查（排查阶段内）", _run)
