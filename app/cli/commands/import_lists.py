"""import: lists of any kind into the ledger, checked first, in one transaction."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from app.cli.answers import progress, say
from app.cli.main import Command
from app.cli.parsing import a_date
from app.cli.session import DONE, REFUSED, Session
from app.services.files.columns import only_numbers_rows
from app.services.files.repairs import Repair
from app.services.imports.results import FieldChange, ImportResult

_SHOWN = 20


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="表格文件（.xlsx .xls .csv 等）")
    parser.add_argument("--kind", default="roster", metavar="KIND", help="名单种类（默认 roster 花名册）")
    parser.add_argument("--dry-run", action="store_true", help="只看会怎样，不写入")
    parser.add_argument(
        "--map", action="append", default=None, metavar="列名=项目", help="指明一列是什么（可多次；“列名=”表示不导入）"
    )
    parser.add_argument("--data-on", type=a_date, metavar="DATE", help="数据日期（表中和文件名都没有时）")
    parser.add_argument(
        "--skip-sheet", action="append", default=[], metavar="SHEET", help="不读的工作表（可多次，所有文件都不读）"
    )
    parser.add_argument("--sender", default="", metavar="NAME", help="来表单位：与指明的列一起记住")
    parser.add_argument("--errors", type=Path, metavar="OUT.xlsx", help="把没有导入的行和原因写成表格")


def _run(session: Session, arguments: argparse.Namespace) -> int:
    # The kinds that move cases carry the papers, and reportlab with them: not at start-up.
    from app.services.imports.column_choices import parse_mapping
    from app.services.imports.service import Chosen, NoGoodRow

    mapping = None if arguments.map is None else parse_mapping(arguments.kind, arguments.map)
    left_out = [(file.name, sheet) for file in arguments.files for sheet in arguments.skip_sheet]
    chosen = Chosen(mapping, arguments.data_on, left_out, arguments.sender)
    try:
        result = session.office.imports.run(
            arguments.kind,
            arguments.files,
            actor=session.actor,
            today=session.today,
            dry_run=arguments.dry_run,
            chosen=chosen,
            on_progress=progress("正在读取"),
        )
    except NoGoodRow as refused:
        _write_errors(arguments.errors, refused.result)
        raise
    _write_errors(arguments.errors, result)
    session.answer(as_json(result), text=lambda: _as_text(result))
    return REFUSED if result.rejected else DONE


def _write_errors(file: Path | None, result: ImportResult) -> None:
    if file is not None and result.rejected:
        from app.services.imports.error_book import write_error_book

        write_error_book(file, result)
        say(f"没有导入的行写在：{file}")


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
        "skipped_sheets": [asdict(sheet) for sheet in result.skipped_sheets],
        "repairs": [asdict(repair) for repair in result.repairs],
        "footers": result.footers,
        "questions": [asdict(question) for question in result.questions],
        "question_counts": dict(result.question_counts),
        "outcomes": dict(result.outcomes),
        "columns": [asdict(column) for column in result.columns],
        "undated_files": list(result.undated_files),
        "changes": [{**asdict(change), "newer": change.newer} for change in result.changes],
        "change_count": result.change_count,
    }


def _as_text(result: ImportResult) -> str:
    head = "预览（没有写入）" if result.is_dry_run else f"已导入，批次 {result.batch}"
    lines = [f"{head}：{result.rows} 行"]
    for name, counts in (("户", result.households), ("人", result.members), ("条", result.entries)):
        if counts.total:
            lines.append(f"  {name}：新增 {counts.created}，更新 {counts.updated}，不变 {counts.unchanged}")
    unknown = [column for column in result.unmatched_columns if not only_numbers_rows(column.title)]
    lines += dict.fromkeys(f"  未识别的列：{column.letter} {column.title}" for column in unknown)
    lines += [f"  按{_ORIGINS[c.origin]}：{c.letter} {c.title}" for c in result.columns if c.origin in _ORIGINS]
    lines += [f"  {file}：表中和文件名都没有数据日期，可用 --data-on 指明" for file in result.undated_files]
    lines += _first([_changed(change) for change in result.changes])
    for repair in result.repairs:
        if repair.code == Repair.BY_CONTENT:
            lines.append(f"  按内容识别的列：{repair.example} {repair.column}")
        elif repair.code == Repair.LOOKS_LIKE:
            lines.append(f"  提示：{repair.file} 更像{repair.column}，请核对导入种类（--kind {repair.example}）")
    lines += _first([f"  {question.message}" for question in result.questions])
    lines.append(f"  拒绝 {len(result.rejected)} 行")
    lines += _first([f"    {_place(row.file, row.sheet, row.row)} {row.message}" for row in result.rejected])
    return "\n".join(lines)


_ORIGINS = {"hand": "指明的对应关系", "remembered": "上次的对应关系"}


def _changed(change: FieldChange) -> str:
    what = "保留本镇" if change.kept else "更新"
    return f"  {what} {change.label} {change.field}：{change.old or '空'} → {change.new or '空'}"


def _place(file: str, sheet: str, row: int) -> str:
    return f"{file}{f'“{sheet}”' if sheet else ''}第{row}行"


def _first(lines: Sequence[str]) -> list[str]:
    if len(lines) <= _SHOWN:
        return list(lines)
    return [*lines[:_SHOWN], f"    ……其余 {len(lines) - _SHOWN} 条，用 --json 或 --errors 查看"]


COMMAND = Command("import", "导入名单", _run, _arguments)
