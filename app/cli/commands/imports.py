"""import and undo-import: lists into the ledger, and back out of it."""

from __future__ import annotations

import argparse
import sys
from dataclasses import asdict
from pathlib import Path

from app.cli.main import Command
from app.cli.session import DONE, REFUSED, Session
from app.services.imports.results import Counts, ImportResult
from app.services.imports.service import NoGoodRow

_SHOWN = 20


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="表格文件")
    parser.add_argument("--kind", default="roster", metavar="KIND", help="名单种类（默认 roster 花名册）")
    parser.add_argument("--dry-run", action="store_true", help="只看会怎样，不写入")
    parser.add_argument("--errors", type=Path, metavar="OUT.xlsx", help="把没有导入的行和原因写成表格")


def _import(session: Session, arguments: argparse.Namespace) -> int:
    try:
        result = session.office.imports.run(
            arguments.kind,
            arguments.files,
            actor=session.actor,
            today=session.today,
            dry_run=arguments.dry_run,
            on_progress=_progress,
        )
    except NoGoodRow as refused:
        _write_errors(arguments.errors, refused.result)
        raise
    _write_errors(arguments.errors, result)
    session.answer(as_json(result), text=lambda: _text(result))
    return REFUSED if result.rejected else DONE


def _progress(done: int, total: int) -> None:
    print(f"\r正在读取 {done}/{total}", end="", file=sys.stderr)


def _write_errors(file: Path | None, result: ImportResult) -> None:
    if file is not None and result.rejected:
        from app.services.imports.error_book import write_error_book

        write_error_book(file, result)


def as_json(result: ImportResult) -> dict[str, object]:
    """The contract's shape: counts, rejected rows with the file's own row numbers, columns nobody asked for."""
    return {
        "batch": result.batch,
        "rows": result.rows,
        "households": asdict(result.households),
        "members": asdict(result.members),
        "entries": asdict(result.entries),
        "rejected": [
            {
                "file": row.file,
                "sheet": row.sheet,
                "row": row.row,
                "column": row.column,
                "code": row.code,
                "message": row.message,
            }
            for row in result.rejected
        ],
        "unmatched_columns": [asdict(column) for column in result.unmatched_columns],
        "footers": result.footers,
        "questions": dict(result.question_counts),
    }


def _text(result: ImportResult) -> str:
    head = "预览（没有写入）" if result.is_dry_run else f"已导入，批次 {result.batch}"
    lines = [f"{head}：{result.rows} 行", f"  户：{_counts(result.households)}", f"  人：{_counts(result.members)}"]
    lines += [f"  未识别的列：{column.letter} {column.title}" for column in result.unmatched_columns]
    lines += [f"  {kind}：{count}" for kind, count in result.question_counts]
    lines.append(f"  拒绝 {len(result.rejected)} 行")
    lines += [f"    第{row.row}行 {row.message}" for row in result.rejected[:_SHOWN]]
    if len(result.rejected) > _SHOWN:
        lines.append(f"    ……其余 {len(result.rejected) - _SHOWN} 行见 --errors 表格")
    return "\n".join(lines)


def _counts(counts: Counts) -> str:
    return f"新增 {counts.created}，更新 {counts.updated}，不变 {counts.unchanged}"


def _undo_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("batch", type=int, metavar="BATCH", help="批次号")
    parser.add_argument("--rest", action="store_true", help="后来动过的留下，其余撤销")


def _undo(session: Session, arguments: argparse.Namespace) -> int:
    undone = session.office.batches.undo(arguments.batch, actor=session.actor, today=session.today, rest=arguments.rest)
    value = {
        "batch": undone.batch,
        "undone": True,
        "rows": undone.rows,
        "left": [{"table": row.table, "label": row.label} for row in undone.left],
    }
    session.answer(value, text=lambda: f"批次 {undone.batch} 已撤销，共 {undone.rows} 条记录。")
    return DONE


COMMANDS = (
    Command("import", "导入名单", _arguments, _import),
    Command("undo-import", "撤销一次导入", _undo_arguments, _undo),
)
