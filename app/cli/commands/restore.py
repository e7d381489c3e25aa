"""restore: a backup in the place of the database; what was there is set aside."""

from __future__ import annotations

import argparse
from pathlib import Path

from app.cli.answers import progress
from app.cli.main import Command
from app.cli.session import DONE, Session


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE", help="备份文件")


def _run(session: Session, arguments: argparse.Namespace) -> int:
    from app.services.backup import restoring

    database = session.options.db
    restored = restoring.restore(
        arguments.file,
        database,
        session.secret(),
        report=progress("正在恢复"),
        training_only=session.options.today is not None,
    )
    session.office.backup.record_restored(restored, actor=session.actor, today=session.today)
    value = {"ok": True, "database": database, "set_aside": restored.set_aside}
    aside = f"\n原来的数据库已移到：{restored.set_aside}" if restored.set_aside else ""
    session.answer(value, text=lambda: f"已恢复到：{database}{aside}")
    return DONE


COMMAND = Command("restore", "从备份恢复", _run, _arguments)
