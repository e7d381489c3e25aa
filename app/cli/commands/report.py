"""report: the township's report on a stage, for the district's review; frozen with its figures."""

from __future__ import annotations

import argparse
from pathlib import Path

from app.cli.answers import progress
from app.cli.main import Command
from app.cli.session import DONE, Session


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--stage", required=True, metavar="CODE", help="阶段代码：P Z D L M C（见 init 的结果）")
    parser.add_argument("--out", type=Path, required=True, metavar="FILE.pdf", help="写到这个文件")


def _run(session: Session, arguments: argparse.Namespace) -> int:
    written = session.office.reports.stage_report(
        arguments.stage,
        arguments.out,
        actor=session.actor,
        today=session.today,
        on_progress=progress("正在写报告"),
    )
    value = {
        "pages": written.pages,
        "number": written.number,
        "as_of": written.as_of,
        "file": arguments.out.absolute(),
    }
    session.answer(
        value,
        text=lambda: f"已写入：{arguments.out}，{written.pages} 页，第 {written.number} 号，数据截至 {written.as_of}。",
    )
    return DONE


COMMAND = Command("report", "阶段工作报告（报区审核）", _run, _arguments)
