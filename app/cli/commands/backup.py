"""backup: a proven copy of the whole office in one file."""

from __future__ import annotations

import argparse
from pathlib import Path

from app.cli.answers import progress
from app.cli.main import Command
from app.cli.session import DONE, REFUSED, Session


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("out", type=Path, metavar="OUT", help="备份文件")


def _run(session: Session, arguments: argparse.Namespace) -> int:
    backup = session.office.backup
    made = backup.back_up(arguments.out, actor=session.actor, today=session.today, report=progress("正在备份"))
    value = {
        "ok": not made.bad_attachments,
        "file": made.path.absolute(),
        "bytes": made.size,
        "bad_attachments": made.bad_attachments,
    }
    broken = f"；其中 {len(made.bad_attachments)} 个附件已损坏，请从更早的备份恢复" if made.bad_attachments else ""
    session.answer(value, text=lambda: f"备份已做好并检查通过：{made.path}（{made.size // 1024} KB）{broken}")
    return REFUSED if made.bad_attachments else DONE


COMMAND = Command("backup", "备份（做好后检查）", _run, _arguments)
