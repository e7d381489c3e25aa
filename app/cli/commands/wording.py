"""wording: the office's own texts, names, phones and signers; out into a file, and in from a neighbour's."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from app.cli.main import Command
from app.cli.parsing import a_date
from app.cli.session import DONE, Session
from app.services.errors import refuse

if TYPE_CHECKING:
    from app.services.papers.wording_service import WordingRow


def _arguments(parser: argparse.ArgumentParser) -> None:
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--list", action="store_true", help="列出全部用语现行的写法")
    what.add_argument("--history", metavar="KEY", help="一项用语的全部版本")
    what.add_argument("--export", type=Path, metavar="FILE.toml", help="导出本单位改写过的用语")
    what.add_argument("--import", dest="taken", type=Path, metavar="FILE.toml", help="导入另一单位导出的用语")
    parser.add_argument("--scope", default="", metavar="S", help="按村、按文书的用语：村名或文书代号")
    parser.add_argument("--own", action="store_true", help="--list 只列改写过的")
    parser.add_argument("--from", dest="valid_from", type=a_date, metavar="DATE", help="导入的用语从哪天起用，默认当天")
    parser.add_argument("--reason", default="", metavar="TEXT", help="导入的原因")
    parser.add_argument("--with-office", action="store_true", help="--import 连单位名称、电话、版头、字号一起导入")
    parser.add_argument("--dry-run", action="store_true", help="--import 只列出会改哪些，不保存")


def _run(session: Session, arguments: argparse.Namespace) -> int:
    if arguments.history:
        return _history(session, arguments.history, arguments.scope)
    if arguments.export is not None:
        return _export(session, arguments.export)
    if arguments.taken is not None:
        return _import(session, arguments)
    rows = [row for row in session.office.wording.rows(today=session.today) if row.is_own or not arguments.own]
    session.answer([_as_json(row) for row in rows], text=lambda: "\n".join(map(_as_text, rows)))
    return DONE


def _as_json(row: WordingRow) -> dict[str, object]:
    return {
        "key": row.key,
        "scope": row.scope or None,
        "group": row.group,
        "title": row.title,
        "text": row.text,
        "own": row.is_own,
        "valid_from": row.valid_from,
        "versions": row.versions,
        "kinds": [code for code, _ in row.kinds],
        "placeholders": [name for name, _ in row.placeholders],
        "required": list(row.required),
    }


def _as_text(row: WordingRow) -> str:
    mark = "*" if row.is_own else " "
    where = f" {row.scope}" if row.scope else ""
    text = (row.text or "（空）").replace("\n", "\n      ")
    return f"{mark} {row.key}{where}　{row.group}：{row.title}\n      {text}"


def _history(session: Session, key: str, scope: str) -> int:
    office = session.office
    versions = office.wording.history(key, office.wording.village_uid(scope) or scope)
    value = [
        {"text": v.text, "valid_from": v.valid_from, "reason": v.reason, "by": v.saved_by, "saved_at": v.saved_at}
        for v in versions
    ]

    def text() -> str:
        lines = [f"{v.valid_from}起　{v.text or '（恢复默认）'}　{v.reason}（{v.saved_by}）" for v in versions]
        return "\n".join(lines) or "没有改写过，用的是程序原来的写法。"

    session.answer(value, text=text)
    return DONE


def _export(session: Session, out: Path) -> int:
    from app.services.papers.wording_files import write_wording

    count = write_wording(session.office.wording.rows(today=session.today), out)
    session.answer({"file": out.absolute(), "texts": count}, text=lambda: f"已写入：{out}，共 {count} 项。")
    return DONE


def _import(session: Session, arguments: argparse.Namespace) -> int:
    from app.services.papers.wording_files import read_wording

    if not arguments.reason.strip() and not arguments.dry_run:
        raise refuse("office_wording.no_reason")
    wording = session.office.wording
    changes = read_wording(
        arguments.taken,
        wording.rows(today=session.today),
        valid_from=arguments.valid_from or session.today,
        reason=arguments.reason,
        with_office=arguments.with_office,
    )
    if not arguments.dry_run:
        wording.save([change.new for change in changes], actor=session.actor, today=session.today)
    value = {
        "saved": not arguments.dry_run,
        "changes": [{"key": c.new.key, "title": c.title, "before": c.before, "after": c.after} for c in changes],
    }
    head = "会改写" if arguments.dry_run else "已改写"
    lines = [f"  {c.title}\n    原：{c.before or '（空）'}\n    新：{c.after or '（空）'}" for c in changes]
    session.answer(value, text=lambda: "\n".join([f"{head} {len(changes)} 项：", *lines]))
    return DONE


COMMAND = Command("wording", "文书用语：列出、导出、导入", _run, _arguments)
