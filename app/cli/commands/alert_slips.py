"""alert-slips: 交办反馈表 out to a department, and its answers back."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from app.cli.main import Command
from app.cli.parsing import Parser, add_globals
from app.cli.session import DONE, REFUSED, Session
from app.services.wording import sentence

if TYPE_CHECKING:
    from app.services.slips.service import SlipReturn


def _arguments(parser: argparse.ArgumentParser) -> None:
    ways = parser.add_subparsers(dest="way", metavar="export|import", title="命令", required=True, parser_class=Parser)
    export = ways.add_parser("export", help="导出给部门的交办反馈表", description="导出给部门的交办反馈表")
    export.add_argument("department", metavar="DEPARTMENT", help="部门名称或代码")
    export.add_argument("out", type=Path, metavar="OUT.xlsx", help="写到这个文件")
    taking = ways.add_parser("import", help="收回部门填好的表", description="收回部门填好的表")
    taking.add_argument("files", type=Path, nargs="+", metavar="FILE", help="填好的交办反馈表")
    taking.add_argument("--dry-run", action="store_true", help="只看会怎样，不写入")
    for way in (export, taking):
        add_globals(way)


def _run(session: Session, arguments: argparse.Namespace) -> int:
    return _export(session, arguments) if arguments.way == "export" else _import(session, arguments)


def _export(session: Session, arguments: argparse.Namespace) -> int:
    written = session.office.slips.export(arguments.department, arguments.out, actor=session.actor, today=session.today)
    value = {"rows": written.rows, "alerts": written.alerts}
    session.answer(value, text=lambda: f"已导出 {written.alerts} 条预警，{written.rows} 行：{arguments.out}")
    return DONE


def _import(session: Session, arguments: argparse.Namespace) -> int:
    slips = session.office.slips
    take = slips.look if arguments.dry_run else slips.take_in
    returns = [(file, take(file, actor=session.actor, today=session.today)) for file in arguments.files]
    value = {
        "dry_run": bool(arguments.dry_run),
        "steps": sum(one.steps for _, one in returns),
        "files": [{"file": str(file), **_json(one)} for file, one in returns],
    }
    session.answer(value, text=lambda: "\n".join(_text(file, one) for file, one in returns))
    is_refused = any(line.reasons for _, one in returns for line in one.lines)
    return REFUSED if is_refused else DONE


def _json(found: SlipReturn) -> dict[str, object]:
    return {
        "steps": found.steps,
        "missing_rows": list(found.missing),
        "rows": [
            {
                "row": line.row,
                "alert": line.alert,
                "verdict": line.verdict.value,
                "differences": [{"field": d.field, "before": d.before, "after": d.after} for d in line.differences],
                "codes": [reason.code for reason in line.reasons],
                "message": "".join(sentence(reason) for reason in line.reasons),
            }
            for line in found.lines
        ],
    }


def _text(file: Path, found: SlipReturn) -> str:
    lines = [f"{file.name}：办理 {found.steps} 步"]
    for line in found.lines:
        if line.differences or line.reasons:
            changes = "；".join(f"{d.field} {d.before or '空'} → {d.after}" for d in line.differences)
            why = "".join(sentence(reason) for reason in line.reasons)
            lines.append(
                f"  第{line.row}行 {line.alert} {line.head_name} {line.verdict.label} {changes} {why}".rstrip()
            )
    if found.missing:
        lines.append(f"  缺少原表的第 {'、'.join(map(str, found.missing))} 项，没有改动。")
    return "\n".join(lines)


COMMAND = Command("alert-slips", "交办反馈表：导出给部门，收回填好的表", _run, _arguments)
