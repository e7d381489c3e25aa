"""find-code: what a code on a paper stands for, whether it is out of date, and what is different now."""

from __future__ import annotations

import argparse

from app.cli.main import Command
from app.cli.session import DONE, Session
from app.services.papers.returning import FoundPaper


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("code", metavar="CODE", help="纸上页脚的编码，如 ZF-3K7P-2M9C")


def _run(session: Session, arguments: argparse.Namespace) -> int:
    found = session.office.returning.find(arguments.code, today=session.today)
    row = found.row
    value = {
        "code": row.code,
        "kind": row.kind,
        "name": row.name,
        "household_code": row.household_code,
        "village": row.village,
        "alert": row.alert_number,
        "printed_on": row.printed_on,
        "returned_on": row.returned_on,
        "latest": found.is_latest,
        "outdated": found.outdated,
        "changes": [{"field": change.field, "printed": change.printed, "now": change.now} for change in found.changes],
    }
    session.answer(value, text=lambda: _as_text(found))
    return DONE


def _as_text(found: FoundPaper) -> str:
    row = found.row
    about = row.alert_number or row.household_code or row.village
    lines = [f"{row.name} {row.code}：{about}，{row.printed_on} 打印。"]
    lines.append(f"{row.returned_on} 收回。" if row.returned_on else "还没有登记收回。")
    if not found.is_latest:
        lines.append("后来重新打印过，这一份已经作废。")
    if found.outdated:
        lines.append("纸上的内容已经变化：")
        lines += [f"  {change.field}：纸上“{change.printed}”，现在“{change.now}”" for change in found.changes]
    return "\n".join(lines)


COMMAND = Command("find-code", "按纸上的编码查找文书", _run, _arguments)
