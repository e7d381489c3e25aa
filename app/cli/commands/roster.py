"""roster: a kept or ready-made roster as a workbook or PDF; ``roster --list`` names them, ``--fields`` the fields."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from app.cli.answers import progress
from app.cli.main import Command
from app.cli.records.lookups import village_ids
from app.cli.session import DONE, Session
from app.services.errors import refuse

if TYPE_CHECKING:
    from app.services.rosters.service import RosterEntry

_PDF, _BOOK = ".pdf", ".xlsx"


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", nargs="?", metavar="NAME", help="名册的名称或代码，见 roster --list")
    parser.add_argument("--list", action="store_true", help="列出自己保存的和现成的名册")
    parser.add_argument("--fields", action="store_true", help="列出名册可以用的全部字段（不需要数据库）")
    parser.add_argument("--out", type=Path, metavar="FILE", help="写到这个文件：.xlsx 或 .pdf")
    parser.add_argument("--village", nargs="+", action="extend", default=[], metavar="V", help="只要这些村")
    parser.add_argument("--whole-ids", action="store_true", help="证件号码显示全部（名册本来遮住的也显示）")
    parser.add_argument("--purpose", default="", metavar="TEXT", help="完整身份证号码的用途，写进审计")


def _run(session: Session, arguments: argparse.Namespace) -> int:
    if arguments.fields:
        return _fields(session)
    if arguments.list:
        return _list(session)
    if not arguments.name or arguments.out is None:
        raise refuse("roster_command.nothing_named")
    if arguments.out.suffix.lower() not in (_PDF, _BOOK):
        raise refuse("roster_command.ending", file=arguments.out.name)
    return _write(session, arguments)


def _write(session: Session, arguments: argparse.Namespace) -> int:
    from dataclasses import replace

    from app.services.rosters.design import Digits

    rosters = session.office.rosters
    entry = rosters.get(arguments.name)
    if entry.missing:
        raise refuse("rosters.not_applicable", name=entry.name, why=entry.missing)
    village_ids(session.office, arguments.village)
    design = entry.design.in_villages(arguments.village)
    if arguments.whole_ids:
        design = replace(design, ids=Digits.WHOLE)
    write = rosters.print if arguments.out.suffix.lower() == _PDF else rosters.export
    made = write(
        design,
        arguments.out,
        purpose=arguments.purpose,
        actor=session.actor,
        today=session.today,
        on_progress=progress("正在导出"),
    )
    value: dict[str, object] = {"rows": made.rows, "file": arguments.out.absolute()}
    if made.pages:
        value["pages"] = made.pages
    pages = f"，{made.pages} 页" if made.pages else ""
    session.answer(value, text=lambda: f"已写入：{arguments.out}，共 {made.rows} 行{pages}。")
    return DONE


def _list(session: Session) -> int:
    found = session.office.rosters.list()
    session.answer([_as_json(entry) for entry in found], text=lambda: "\n".join(map(_as_text, found)))
    return DONE


def _as_json(entry: RosterEntry) -> dict[str, object]:
    return {
        "name": entry.name,
        "code": entry.code or None,
        "ready_made": entry.is_ready_made,
        "subject": entry.design.subject.value,
        "columns": len(entry.design.columns),
        "about": entry.about,
        "version": entry.version or None,
        "not_applicable": entry.missing or None,
    }


def _as_text(entry: RosterEntry) -> str:
    mark = f"不适用：{entry.missing}" if entry.missing else entry.about
    return f"{entry.code or '自存':18} {entry.name}　{mark}"


def _fields(session: Session) -> int:
    from app.services.rosters.catalogue import catalogue

    fields = catalogue().values()
    value = [
        {
            "field": f.key,
            "name": f.title,
            "group": f.group,
            "kind": f.kind.value,
            "of": "person" if f.of_persons else "household",
            "tests": [test.value for test in f.tests],
            "options": dict(f.words),
        }
        for f in fields
    ]
    session.answer(value, text=lambda: "\n".join(f"{f.key:38} {f.group}：{f.title}" for f in fields))
    return DONE


COMMAND = Command("roster", "导出或打印名册", _run, _arguments)
