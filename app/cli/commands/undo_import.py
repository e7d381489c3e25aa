"""undo-import: a batch taken back, unless something later touched what it brought."""

from __future__ import annotations

import argparse

from app.cli.main import Command
from app.cli.session import DONE, Session
from app.services.imports.results import UndoResult


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("batch", type=int, metavar="BATCH", help="批次号")
    parser.add_argument("--rest", action="store_true", help="后来动过的留下，其余撤销")


def _run(session: Session, arguments: argparse.Namespace) -> int:
    batches = session.office.batches
    undone = batches.undo(arguments.batch, actor=session.actor, today=session.today, rest=arguments.rest)
    value = {
        "batch": undone.batch,
        "undone": True,
        "rows": undone.rows,
        "left": [{"table": row.table, "label": row.label} for row in undone.left],
    }
    session.answer(value, text=lambda: _as_text(undone))
    return DONE


def _as_text(undone: UndoResult) -> str:
    lines = [f"批次 {undone.batch} 已撤销，共 {undone.rows} 条记录。"]
    lines += [f"  保留（后来改动过）：{row.label}" for row in undone.left]
    return "\n".join(lines)


COMMAND = Command("undo-import", "撤销一次导入", _run, _arguments)
