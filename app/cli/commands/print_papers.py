"""print: any document of the year into one PDF; ``print --list`` names them and says how many there are now."""

from __future__ import annotations

import argparse
from pathlib import Path

from app.cli.answers import progress
from app.cli.main import Command
from app.cli.session import DONE, Session
from app.services.errors import refuse
from app.services.papers.service import PrintResult


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("kind", nargs="?", metavar="KIND", help="文书种类，见 print --list")
    parser.add_argument("--list", action="store_true", help="列出文书和现在可打印的份数")
    parser.add_argument("--blank", action="store_true", help="空白表，供现场手填（入户走访表）")
    parser.add_argument("--out", type=Path, metavar="FILE.pdf", help="写到这个文件")
    parser.add_argument("--village", nargs="+", action="extend", default=[], metavar="V", help="只要这些村")
    parser.add_argument("--household", nargs="+", action="extend", default=[], metavar="CODE", help="只要这些户")
    parser.add_argument("--year", type=int, metavar="Y", help="查以前年度的方案（默认当前方案）")


def _run(session: Session, arguments: argparse.Namespace) -> int:
    if arguments.list:
        return _list(session, arguments.year)
    if not arguments.kind or arguments.out is None:
        raise refuse("print.nothing_named")
    if arguments.blank:
        return _blank(session, arguments)
    printed = session.office.papers.print(
        arguments.kind,
        arguments.out,
        villages=arguments.village,
        households=arguments.household,
        actor=session.actor,
        today=session.today,
        year=arguments.year,
        on_progress=progress("正在打印"),
    )
    return _written(session, arguments, printed)


def _blank(session: Session, arguments: argparse.Namespace) -> int:
    if arguments.village or arguments.household:
        raise refuse("print.blank_of_nobody")
    printed = session.office.papers.print_blank(arguments.kind, arguments.out, today=session.today)
    return _written(session, arguments, printed)


def _written(session: Session, arguments: argparse.Namespace, printed: PrintResult) -> int:
    value = {"pages": printed.pages, "documents": printed.documents, "file": arguments.out.absolute()}
    session.answer(value, text=lambda: f"已写入：{arguments.out}，{printed.documents} 份 {printed.pages} 页。")
    return DONE


def _list(session: Session, year: int | None) -> int:
    rows = session.office.papers.list_kinds(today=session.today, year=year)
    value = [
        {"kind": row.kind, "name": row.name, "notice": row.notice, "documents": row.documents, "rows": row.rows}
        for row in rows
    ]
    session.answer(
        value, text=lambda: "\n".join(f"{row.kind:22} {row.name}：现在可打印 {row.documents} 份" for row in rows)
    )
    return DONE


COMMAND = Command("print", "打印文书", _run, _arguments)
