"""record: what is no step of a workflow table, from a file; ``record --list`` says what and with which fields."""

from __future__ import annotations

import argparse
from pathlib import Path

from app.cli.answers import read_json, reasons_json
from app.cli.main import Command
from app.cli.records import record_kinds
from app.cli.records.entry import RecordKind, read_entry
from app.cli.session import DONE, REFUSED, Session
from app.services.errors import Reason, Refused, refuse


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("kind", nargs="?", metavar="KIND", help="登记种类，见 record --list")
    parser.add_argument("--list", action="store_true", help="列出种类和字段（不需要数据库）")
    parser.add_argument("--data", type=Path, metavar="FILE.json", help="一条记录（对象）或多条记录（数组）")


def _run(session: Session, arguments: argparse.Namespace) -> int:
    if arguments.list:
        return _list(session)
    if arguments.kind is None or arguments.data is None:
        raise refuse("record_file.nothing_named")
    kind = record_kinds().get(arguments.kind)
    if kind is None:
        raise refuse("record_file.unknown_kind", kind=arguments.kind, kinds=list(record_kinds()))
    content = read_json(arguments.data)
    entries = content if isinstance(content, list) else [content]
    recorded, refused = _write(session, kind, entries)
    if refused and not recorded:
        raise Refused(*(reason for _, reasons in refused for reason in reasons))
    value: dict[str, object] = {"recorded": recorded}
    if refused:
        value["refused"] = [{"entry": number, **reasons_json(reasons)} for number, reasons in refused]
    session.answer(value, text=lambda: _as_text(recorded, refused))
    return REFUSED if refused else DONE


_Refusals = list[tuple[int, tuple[Reason, ...]]]


def _write(session: Session, kind: RecordKind, entries: list[object]) -> tuple[int, _Refusals]:
    """Each record is its own transaction, so that one wrong line does not lose the others."""
    recorded, refused = 0, []
    for number, value in enumerate(entries, start=1):
        try:
            kind.write(session.office, read_entry(kind, value, actor=session.actor, today=session.today))
            recorded += 1
        except Refused as refusal:
            refused.append((number, refusal.reasons))
    return recorded, refused


def _as_text(recorded: int, refused: _Refusals) -> str:
    lines = [f"已登记 {recorded} 条。" if not refused else f"已登记 {recorded} 条，{len(refused)} 条未登记："]
    lines += [f"  第{number}条：{reasons_json(reasons)['message']}" for number, reasons in refused]
    return "\n".join(lines)


def _list(session: Session) -> int:
    kinds = record_kinds().values()
    session.answer([kind.as_json() for kind in kinds], text=lambda: "\n".join(map(_kind_text, kinds)))
    return DONE


def _kind_text(kind: RecordKind) -> str:
    fields = "，".join(f"{field.name}{'' if field.required else '?'}" for field in kind.fields)
    return f"{kind.name:18} {kind.label}\n{'':18} {fields}"


COMMAND = Command("record", "登记不属于流程步骤的内容", _run, _arguments)
