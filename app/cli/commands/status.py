"""status: where the year stands."""

from __future__ import annotations

import argparse

from app.cli.main import Command
from app.cli.session import DONE, Session
from app.services.status import Status


def _run(session: Session, _arguments: argparse.Namespace) -> int:
    status = session.office.status.now(today=session.today)
    session.answer(_as_json(status), text=lambda: _as_text(status))
    return DONE


def _as_json(status: Status) -> dict[str, object]:
    return {
        "plan": status.plan_name,
        "stage": status.stage.stage.value if status.stage else None,
        "stage_name": status.stage.name if status.stage else None,
        "days_left": status.days_left,
        "households": status.households,
        "members": status.members,
        "cases": {state.label: count for state, count in status.cases.items()},
        "alerts": {state.label: count for state, count in status.alerts.items()},
        "late": [
            {"kind": late.kind, "name": late.name, "since": late.since, "count": len(late.items), "items": late.items}
            for late in status.late
        ],
    }


def _as_text(status: Status) -> str:
    if status.stage:
        stage = f"{status.stage.name} 第{status.day_of_stage}天，还剩{status.days_left}天"
    else:
        stage = f"现在不在任何阶段；下一阶段：{status.next_stage.name if status.next_stage else '无'}"
    cases = "、".join(f"{state.label}{count}户" for state, count in status.cases.items()) or "无"
    alerts = "、".join(f"{state.label}{count}条" for state, count in status.alerts.items()) or "无"
    late = "\n".join(f"  {row.name}：{len(row.items)}（{row.since}起）" for row in status.late) or "  无"
    return (
        f"{status.plan_name}\n{stage}\n共{status.households}户 {status.members}人\n"
        f"监测程序：{cases}\n预警：{alerts}\n逾期：\n{late}"
    )


COMMAND = Command("status", "本年工作进展", _run)
