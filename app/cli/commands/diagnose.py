"""diagnose: the diagnostic file for whoever helps, without a word about any person."""

from __future__ import annotations

import argparse
from pathlib import Path

from app.cli.main import Command
from app.cli.session import DONE, Session


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("out", type=Path, metavar="OUT.txt", help="写到这个文件")


def _run(session: Session, arguments: argparse.Namespace) -> int:
    session.office.diagnosis.write(arguments.out)
    value = {"file": arguments.out.absolute()}
    session.answer(value, text=lambda: f"诊断文件已写入：{arguments.out}，不含农户信息。")
    return DONE


COMMAND = Command("diagnose", "写出诊断文件（不含农户信息）", _run, _arguments)
