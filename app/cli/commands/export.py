"""export: any list or ledger as a workbook; ``export --list`` names them."""

from __future__ import annotations

import argparse
from pathlib import Path

from app.cli.answers import progress
from app.cli.commands.village_workbook import WORKBOOK, write_books
from app.cli.main import Command
from app.cli.session import DONE, Session
from app.services.errors import refuse


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("kind", nargs="?", metavar="KIND", help="名单种类，见 export --list")
    parser.add_argument("--list", action="store_true", help="列出可以导出的名单和台账")
    parser.add_argument("--out", type=Path, metavar="FILE.xlsx", help="写到这个文件")
    parser.add_argument("--village", nargs="+", action="extend", default=[], metavar="V", help="只要这些村")
    parser.add_argument(
        "--ids", choices=["masked", "whole"], default="masked", help="村级工作簿的证件号码：掩码，或完整（须写用途）"
    )
    parser.add_argument("--purpose", default="", metavar="TEXT", help="完整身份证号码的用途，写进审计")
    parser.add_argument("--household", nargs="+", action="extend", default=[], metavar="CODE", help="只要这些户")
    parser.add_argument("--year", type=int, metavar="Y", help="查以前年度的方案（默认当前方案）")


def _run(session: Session, arguments: argparse.Namespace) -> int:
    if arguments.list:
        return _list(session)
    if not arguments.kind or arguments.out is None:
        raise refuse("export.nothing_named")
    if arguments.kind == WORKBOOK:
        return write_books(session, arguments)
    exported = session.office.exports.export(
        arguments.kind,
        arguments.out,
        villages=arguments.village,
        households=arguments.household,
        purpose=arguments.purpose,
        actor=session.actor,
        today=session.today,
        year=arguments.year,
        on_progress=progress("正在导出"),
    )
    value = {"rows": exported.rows, "file": arguments.out.absolute()}
    session.answer(value, text=lambda: f"已写入：{arguments.out}，共 {exported.rows} 行。")
    return DONE


def _list(session: Session) -> int:
    kinds = session.office.exports.list_kinds()
    value = [{"kind": kind.kind, "name": kind.name} for kind in kinds]
    value.append({"kind": WORKBOOK, "name": "村级工作簿"})
    session.answer(value, text=lambda: "\n".join(f"{kind['kind']:22} {kind['name']}" for kind in value))
    return DONE


COMMAND = Command("export", "导出名单和台账", _run, _arguments)
