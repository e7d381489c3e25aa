"""cross-check: the request that goes to departments, and the results that come back."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from app.cli.answers import progress
from app.cli.main import Command
from app.cli.parsing import Parser, a_date, add_globals
from app.cli.session import DONE, REFUSED, Session
from app.services.errors import Reason
from app.services.wording import sentence

if TYPE_CHECKING:
    from app.models.enums import CrossCheckTopic
    from app.services.cross_check.results import Imported, ItemBalance


def _arguments(parser: argparse.ArgumentParser) -> None:
    ways = parser.add_subparsers(dest="way", metavar="export|import", title="命令", required=True, parser_class=Parser)
    export = ways.add_parser("export", help="导出比对申请", description="导出比对申请")
    export.add_argument("out", type=Path, metavar="OUT.xlsx", help="比对申请表")
    export.add_argument("--batch", type=int, metavar="NO", help="第几批（默认最近一批）")
    export.add_argument("--items", metavar="A,B", help="只导出这些比对项目")
    results = ways.add_parser("import", help="导入比对结果", description="导入比对结果")
    results.add_argument("files", nargs="+", type=Path, metavar="FILE", help="部门反馈的表")
    results.add_argument("--hits-only", action="store_true", help="表中只有疑似：没有提到的按无疑点处理")
    results.add_argument("--items", metavar="A,B", help="这些表涵盖的比对项目")
    results.add_argument("--batch", type=int, metavar="NO", help="这些表涵盖的批次")
    results.add_argument("--answered-on", type=a_date, metavar="DATE", help="部门答复日期（默认当天）")
    results.add_argument("--dry-run", action="store_true", help="只看会怎样，不写入")
    for way in (export, results):
        add_globals(way)


def _run(session: Session, arguments: argparse.Namespace) -> int:
    return _export(session, arguments) if arguments.way == "export" else _import(session, arguments)


def _export(session: Session, arguments: argparse.Namespace) -> int:
    from app.services.cross_check.words import parse_topics

    rows = session.office.cross_check.export_request(
        arguments.out,
        actor=session.actor,
        today=session.today,
        batch_number=arguments.batch,
        topics=parse_topics(_items(arguments)),
        on_progress=progress("正在导出"),
    )
    balances = session.office.cross_check.balance(today=session.today, batch_number=arguments.batch)
    value = {"rows": rows, "items": _total_json(balances), "by_item": _balances_json(balances)}
    session.answer(value, text=lambda: f"比对申请已写入：{arguments.out}，共 {rows} 行。")
    return DONE


def _import(session: Session, arguments: argparse.Namespace) -> int:
    from app.services.cross_check.words import parse_topics

    result = session.office.cross_check.import_results(
        arguments.files,
        hits_only=arguments.hits_only,
        batch_number=arguments.batch,
        topics=parse_topics(_items(arguments)),
        answered_on=arguments.answered_on,
        dry_run=arguments.dry_run,
        actor=session.actor,
        today=session.today,
        on_progress=progress("正在读取"),
    )
    session.answer(_imported_json(result), text=lambda: _as_text(result))
    return REFUSED if result.problems else DONE


def _items(arguments: argparse.Namespace) -> list[str]:
    return [item for item in (arguments.items or "").replace("，", ",").split(",") if item.strip()]


def _imported_json(result: Imported) -> dict[str, object]:
    return {
        "batch": result.import_batch,
        "rows": {bucket.value: count for bucket, count in result.rows.items()},
        "items": asdict(result.items),
        "by_item": _balances_json(result.by_topic),
        "answered": result.answered,
        "by_silence": result.by_silence,
        "held_back": result.held_back,
        "unmatched_columns": result.unmatched_columns,
        "problems": [
            {"file": file, "sheet": sheet, "row": row, "code": code, "message": _problem(problem)}
            for file, sheet, row, code, problem in result.problems
        ],
    }


def _problem(problem: str) -> str:
    return sentence(Reason(f"cross_check_row.{problem}"))


def _balances_json(balances: Mapping[CrossCheckTopic, ItemBalance]) -> dict[str, object]:
    return {topic.value: asdict(balance) for topic, balance in balances.items()}


def _total_json(balances: Mapping[CrossCheckTopic, ItemBalance]) -> dict[str, int]:
    names = ("clear", "suspect", "unanswered", "exempt")
    return {name: sum(getattr(balance, name) for balance in balances.values()) for name in names}


def _as_text(result: Imported) -> str:
    rows = "，".join(f"{bucket.label} {count}" for bucket, count in result.rows.items() if count) or "没有数据行"
    items = result.items
    lines = [
        f"结果行：{rows}",
        f"比对项：无疑点 {items.clear}，疑似 {items.suspect}，未答复 {items.unanswered}，免比对 {items.exempt}",
    ]
    lines += [f"  {file}{sheet}第{row}行 {_problem(problem)}" for file, sheet, row, _, problem in result.problems]
    return "\n".join(lines)


COMMAND = Command("cross-check", "信息比对：导出申请、导入结果", _run, _arguments)
