"""record: what is no step of a workflow table, from a file; ``record --list`` says what and with which fields."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from app.cli.answers import read_json, reasons_json
from app.cli.main import Command
from app.cli.records import record_kinds
from app.cli.records.entry import PartlyRefused, RecordKind, read_entry
from app.cli.session import DONE, REFUSED, Session
from app.services.errors import Refused, refuse
from app.services.wording import sentences


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
    written = _write(session, kind, entries)
    session.answer(written.as_json(), text=written.as_text)
    return REFUSED if written.refused else DONE


@dataclass(slots=True)
class _Written:
    """完成 n / 拒绝 m of a file of records."""

    recorded: int = 0
    made: list[dict[str, object]] = field(default_factory=list)
    refused: list[tuple[int, Refused]] = field(default_factory=list)

    def as_json(self) -> dict[str, object]:
        value: dict[str, object] = {"recorded": self.recorded}
        if self.made:
            value["results"] = self.made
        if self.refused:
            value["refused"] = [_refused_json(number, refused) for number, refused in self.refused]
        return value

    def as_text(self) -> str:
        tail = f"，{len(self.refused)} 条未登记：" if self.refused else "。"
        lines = [f"已登记 {self.recorded} 条{tail}"]
        lines += [f"  第{made['entry']}条：{_made_text(made)}" for made in self.made]
        lines += [f"  第{number}条未登记：{_message(refused)}" for number, refused in self.refused]
        return "\n".join(lines)


def _refused_json(number: int, refused: Refused) -> dict[str, object]:
    return {"entry": number, "codes": list(refused.codes), "message": _message(refused)}


def _message(refused: Refused) -> str:
    if isinstance(refused, PartlyRefused):
        return "".join(f"{name}：{reasons_json(reasons)['message']}" for name, reasons in refused.named)
    return "".join(sentences(refused))


def _made_text(made: Mapping[str, object]) -> str:
    return "，".join(_shown(value) for name, value in made.items() if name != "entry")


def _shown(value: object) -> str:
    return "；".join(map(str, value)) if isinstance(value, list) else str(value)


def _write(session: Session, kind: RecordKind, entries: list[object]) -> _Written:
    """Each record is its own transaction, so that one wrong line does not lose the others."""
    written = _Written()
    for number, value in enumerate(entries, start=1):
        try:
            made = kind.write(session.office, read_entry(kind, value, actor=session.actor, today=session.today))
        except Refused as refusal:
            written.refused.append((number, refusal))
            continue
        written.recorded += 1
        if made:
            written.made.append({"entry": number, **made})
    return written


def _list(session: Session) -> int:
    kinds = record_kinds().values()
    session.answer([kind.as_json() for kind in kinds], text=lambda: "\n".join(map(_kind_text, kinds)))
    return DONE


def _kind_text(kind: RecordKind) -> str:
    fields = "，".join(f"{field.name}{'' if field.required else '?'}" for field in kind.fields)
    return f"{kind.name:18} {kind.label}\n{'':18} {fields}"


COMMAND = Command("record", "登记不属于流程步骤的内容", _run, _arguments)
