"""show-day: the town or a village as the ledger stood in the evening of a day, and what is otherwise now."""

from __future__ import annotations

import argparse
from pathlib import Path

from app.cli.main import Command
from app.cli.parsing import a_date
from app.cli.session import DONE, Session
from app.services.past.records import PastHousehold, PastTown, PastVillage, Standing
from app.services.past.service import action_name

_MOST = 200


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("on", type=a_date, metavar="DATE", help="哪一天晚上")
    parser.add_argument("--village", metavar="V", help="只看一个村")
    parser.add_argument("--all", action="store_true", help="列出全部户（默认只列监测、程序中和有变化的户）")
    parser.add_argument("--out", type=Path, metavar="FILE.xlsx", help="导出 Excel")


def _run(session: Session, arguments: argparse.Namespace) -> int:
    past = session.office.past
    village = past.village_id(arguments.village) if arguments.village else None
    town = past.town(arguments.on, today=session.today, village_id=village)
    rows = [row for row in town.households if arguments.all or row.differences or row.then.is_in_procedure]
    if arguments.out:
        past.export(town, rows, arguments.out, actor=session.actor, today=session.today)
    session.answer(_as_json(town, rows), text=lambda: _as_text(town, rows))
    return DONE


def _as_json(town: PastTown, rows: list[PastHousehold]) -> dict[str, object]:
    return {
        "on": town.on,
        "seq": town.seq,
        "entries_since": town.entries_since,
        "late_steps": town.late_steps,
        **_counts(town.total),
        "villages": [{"name": village.village, **_counts(village)} for village in town.villages],
        "list": [_household(row) for row in rows],
    }


def _counts(village: PastVillage) -> dict[str, object]:
    return {
        "households": village.households,
        "members": village.members,
        "watched": village.watched,
        "categories": {category.label: count for category, count in village.categories.items()},
        "cases": {state.label: count for state, count in village.states.items()},
        "open_alerts": village.alerts,
    }


def _household(row: PastHousehold) -> dict[str, object]:
    last = row.last
    return {
        "household_code": row.code,
        **_standing(row.then),
        "differences": [{"what": d.what.value, "then": d.then, "now": d.now} for d in row.differences],
        "changes_since": last.count if last else 0,
        "last_change": last and {"action": last.action, "by": last.by, "recorded_at": last.recorded_at.isoformat()},
    }


def _standing(then: Standing) -> dict[str, object]:
    return {
        "exists": then.exists,
        "head": then.head,
        "village": then.village,
        "group": then.group,
        "members": then.members,
        "category": then.category.value if then.category else None,
        "state": then.state.label if then.state else None,
        "open_alerts": then.alerts,
    }


def _as_text(town: PastTown, rows: list[PastHousehold]) -> str:
    total = town.total
    cases = "、".join(f"{state.label}{count}户" for state, count in total.states.items()) or "无"
    lines = [
        f"{town.on} 晚上的台账：{total.households}户 {total.members}人",
        f"监测户{total.watched}户，未结预警{total.alerts}条",
        f"监测程序：{cases}",
    ]
    if town.late_steps:
        lines.append(f"另有{town.late_steps}步发生在当天及以前，是之后才录入的，不在当晚台账里。")
    lines += [f"  {v.village}：{v.households}户 {v.members}人，监测户{v.watched}户" for v in town.villages]
    lines += [_line(row) for row in rows[:_MOST]]
    if len(rows) > _MOST:
        lines.append(f"  还有{len(rows) - _MOST}户没有列出，用 --json 或 --out 看全部。")
    return "\n".join(lines)


def _line(row: PastHousehold) -> str:
    then = row.then if row.then.exists else row.now
    told = "；".join(f"{d.what.label}：{d.then}→{d.now}" for d in row.differences)
    last = f"（{row.last.by} {action_name(row.last.action)}）" if row.last and told else ""
    return f"  {row.code} {then.village} {then.head}：{row.then.state.label if row.then.state else '—'} {told}{last}"


COMMAND = Command("show-day", "任何一天晚上全镇或一个村的台账", _run, _arguments)
