"""compare: the ledger against a fresh export or any list; ``--list`` and ``--items`` show what there is."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from app.cli.answers import progress
from app.cli.main import Command
from app.cli.session import DONE, Session
from app.services.comparison.kinds import ItemKind, ItemState, list_kinds
from app.services.comparison.results import ComparisonResult, ItemFilter, ItemRow, RunRow
from app.services.errors import refuse

_SHOWN = 20


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "files", nargs="*", type=Path, metavar="FILE", help="国家系统导出或任何名单（.xlsx .xls .csv 等）"
    )
    kinds = "，".join(f"{kind.key} {kind.title}" for kind in list_kinds().values())
    parser.add_argument("--kind", default="roster", metavar="KIND", help=f"名单种类：{kinds}")
    parser.add_argument("--village", nargs="+", action="extend", default=[], metavar="V", help="只比这些村")
    parser.add_argument("--monitored", action="store_true", help="只比监测对象")
    parser.add_argument("--list", action="store_true", help="列出历次比对")
    parser.add_argument("--items", action="store_true", help="列出还没有消失的差异")
    parser.add_argument("--state", default="open", metavar="STATE", help="与 --items 同用：open、ours、… 或 all")


def _run(session: Session, arguments: argparse.Namespace) -> int:
    if arguments.list:
        return _list(session)
    if arguments.items:
        return _items(session, arguments)
    if not arguments.files:
        raise refuse("comparison.nothing_named")
    result = session.office.comparison.compare(
        arguments.files,
        kind=arguments.kind,
        villages=arguments.village,
        monitored_only=arguments.monitored,
        actor=session.actor,
        today=session.today,
        on_progress=progress("正在读取"),
    )
    session.answer(_as_json(result), text=lambda: _as_text(result))
    return DONE


def _as_json(result: ComparisonResult) -> dict[str, object]:
    value = {name: getattr(result, name) for name in ComparisonResult.__dataclass_fields__ if name != "changes"}
    return {**value, "found": dict(result.found)}


def _as_text(result: ComparisonResult) -> str:
    scope = "监测对象" if result.monitored_only else "、".join(result.villages) or "全镇"
    lines = [f"已比对 {result.rows} 行（{scope}，本镇 {result.households} 户）："]
    lines += [f"  {kind.label} {result.found[kind.value]}" for kind in ItemKind if result.found[kind.value]]
    lines.append(
        f"  新差异 {result.new}，仍待核 {result.known}，已处理 {result.decided}，"
        f"已消失 {result.closed}，待修改已核验 {result.verified}，被退回 {result.sent_back}"
    )
    lines += [f"  未识别的列：{title}" for title in result.unmatched_columns]
    return "\n".join(lines)


def _list(session: Session) -> int:
    runs = session.office.comparison.runs()
    session.answer([asdict(run) for run in runs], text=lambda: "\n".join(map(_run_text, runs)) or "还没有比对过。")
    return DONE


def _run_text(run: RunRow) -> str:
    return (
        f"{run.id:4} {run.compared_on} {run.list_title} {run.files}：{run.rows} 行，新差异 {run.counts.get('new', 0)}"
    )


def _items(session: Session, arguments: argparse.Namespace) -> int:
    states = () if arguments.state == "all" else (ItemState(arguments.state).value,)
    items = session.office.comparison.items(ItemFilter(states=states))
    if arguments.village:
        items = tuple(item for item in items if item.village in arguments.village)
    session.answer([_item_json(item) for item in items], text=lambda: _items_text(items))
    return DONE


def _item_json(item: ItemRow) -> dict[str, object]:
    value = {name: getattr(item, name) for name in ItemRow.__dataclass_fields__}
    return {**value, "kind": item.kind.value, "state": item.state.value, "newer": item.newer.value}


def _items_text(items: Sequence[ItemRow]) -> str:
    lines = [
        f"{item.id:6} {item.kind.label} {item.village} {item.household_code} {item.name} {item.field} "
        f"本镇“{item.ours}” 表中“{item.theirs}” {item.newer.label}"
        for item in items[:_SHOWN]
    ]
    if len(items) > _SHOWN:
        lines.append(f"……其余 {len(items) - _SHOWN} 条，用 --json 或 export ledger-comparison 查看")
    return "\n".join(lines) or "没有差异。"


COMMAND = Command("compare", "台账与国家系统导出或其他名单比对", _run, _arguments)
