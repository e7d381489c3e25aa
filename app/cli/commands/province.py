"""province: the province's own lists of 疑点, taken in, answered, and given back on their own sheet."""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, cast

from app.cli.answers import progress, read_json
from app.cli.main import Command
from app.cli.parsing import Parser, add_globals
from app.cli.session import DONE, Session
from app.services.errors import refuse

if TYPE_CHECKING:
    from app.services.province.book import EntryRow, ListSummary, Worklist
    from app.services.province.service import Answer, Look

_STATES = {"open": "open", "待核": "open", "mended": "mended", "已整改": "mended", "true": "true", "属实": "true"}


def _arguments(parser: argparse.ArgumentParser) -> None:
    ways = parser.add_subparsers(
        dest="way", metavar="import|list|answer|export", title="命令", required=True, parser_class=Parser
    )
    taking = ways.add_parser("import", help="导入上级下发的疑点清单", description="导入上级下发的疑点清单")
    taking.add_argument("file", type=Path, metavar="FILE", help="上级的表（.xlsx .xls .csv 等）")
    taking.add_argument("--title", default="", metavar="WORDS", help="清单名称（默认文件名）")
    taking.add_argument(
        "--column", nargs="+", action="extend", default=[], metavar="TITLE=FIELD", help="指定一列是什么（记住）"
    )
    taking.add_argument(
        "--rule", nargs="+", action="extend", default=[], metavar="WORDS=CODE", help="指定一类疑点是哪条规则（记住）"
    )
    taking.add_argument("--previous", type=int, metavar="LIST", help="与哪份清单比较（默认最近一份，0 不比较）")
    taking.add_argument("--dry-run", action="store_true", help="只看会怎样，不写入")
    listing = ways.add_parser("list", help="列出清单或一份清单的各条", description="列出清单或一份清单的各条")
    listing.add_argument("list", nargs="?", type=int, metavar="LIST", help="清单编号（不写则列出全部清单）")
    answering = ways.add_parser("answer", help="答复", description="答复清单中的疑点")
    answering.add_argument("list", type=int, metavar="LIST", help="清单编号")
    how = answering.add_mutually_exclusive_group(required=True)
    how.add_argument("--accept", action="store_true", help="采用本镇已改、已豁免的处理结果")
    how.add_argument(
        "--data", type=Path, metavar="FILE.json", help='[{"entry" 或 "row"（和 "sheet"）, "state", "note"}]'
    )
    export = ways.add_parser("export", help="在上级的原表上填好答复", description="在上级的原表上填好答复")
    export.add_argument("list", type=int, metavar="LIST", help="清单编号")
    export.add_argument("out", type=Path, metavar="OUT.xlsx", help="写到这个文件")
    export.add_argument("--purpose", required=True, metavar="WORDS", help="用途（表中有完整证件号码，记入审计）")
    for way in (taking, listing, answering, export):
        add_globals(way)


def _run(session: Session, arguments: argparse.Namespace) -> int:
    ways = {"import": _import, "list": _list, "answer": _answer, "export": _export}
    return ways[arguments.way](session, arguments)


def _pairs(given: Sequence[str]) -> dict[str, str]:
    found = {left: right for left, _, right in (one.rpartition("=") for one in given)}
    if any(not left or not right for left, right in found.items()):
        raise refuse("province.bad_pair", given=list(given))
    return found


def _import(session: Session, arguments: argparse.Namespace) -> int:
    province = session.office.province
    columns = cast("Mapping[str, str | None]", _pairs(arguments.column))
    codes, on_progress = _pairs(arguments.rule), progress("正在读取")
    if arguments.dry_run:
        look = province.look(arguments.file, columns=columns, rule_codes=codes, on_progress=on_progress)
        list_id = None
    else:
        taken = province.take_in(
            arguments.file,
            title=arguments.title,
            columns=columns,
            rule_codes=codes,
            previous_id=arguments.previous,
            actor=session.actor,
            today=session.today,
            on_progress=on_progress,
        )
        look, list_id = taken.look, taken.list_id
    counts = province.worklist(list_id).counts() if list_id is not None else {}
    value = {"list": list_id, **_look_json(look), "counts": counts}
    session.answer(value, text=lambda: _look_text(look, list_id, counts))
    return DONE


def _look_json(look: Look) -> dict[str, object]:
    return {
        "rows": look.rows,
        "matched": look.matched,
        "rules": [{"words": rule.text, "rows": rule.rows, "code": rule.code} for rule in look.rules],
        "sheets": [
            {
                "name": sheet.name,
                "header_row": sheet.header_row,
                "rows": sheet.rows,
                "columns": [
                    {"letter": letter, "title": title, "field": field} for letter, title, field in sheet.columns
                ],
            }
            for sheet in look.sheets
        ],
        "skipped_sheets": [{"name": name, "why": why} for name, why in look.skipped],
    }


def _look_text(look: Look, list_id: int | None, counts: Mapping[str, int]) -> str:
    from app.services.findings.rule_words import rule_title
    from app.services.province.words import Matched

    head = "预览（没有写入）" if list_id is None else f"已导入，清单 {list_id}"
    lines = [f"{head}：{look.rows} 条"]
    lines += [f"  {Matched(code).label} {count} 条" for code, count in look.matched.items()]
    lines += [f"  {rule.text}：{rule.rows} 条，{rule_title(rule.code) or '没有对应的规则'}" for rule in look.rules]
    lines += [f"  没有读取的表“{name}”" for name, _ in look.skipped]
    if counts:
        lines.append(_counts_text(counts))
    return "\n".join(lines)


def _counts_text(counts: Mapping[str, int]) -> str:
    words = {
        "both": "两边都有",
        "theirs": "只上级有",
        "ours": "只本镇有",
        "still": "上份也有",
        "new": "新增",
        "gone": "已消失",
    }
    return "，".join(f"{word} {counts[key]}" for key, word in words.items() if counts.get(key)) or "没有疑点"


def _list(session: Session, arguments: argparse.Namespace) -> int:
    province = session.office.province
    if arguments.list is None:
        lists = province.lists()
        session.answer([_summary_json(one) for one in lists], text=lambda: "\n".join(map(_summary_text, lists)))
    else:
        work = province.worklist(arguments.list)
        session.answer(_work_json(work), text=lambda: _work_text(work))
    return DONE


def _summary_json(one: ListSummary) -> dict[str, object]:
    return {
        "list": one.id,
        "title": one.title,
        "file": one.file_name,
        "received_on": one.received_on,
        "previous": one.previous_id,
        "entries": one.entries,
        "states": one.states,
        "unmatched": one.unmatched,
        "unmapped": one.unmapped,
    }


def _summary_text(one: ListSummary) -> str:
    return (
        f"{one.id} {one.title}（{one.received_on.isoformat()}）：{one.entries} 条，待核 {one.states.get('open', 0)} 条"
    )


def _work_json(work: Worklist) -> dict[str, object]:
    return {
        **_summary_json(work.summary),
        "counts": work.counts(),
        "rows": [_row_json(row) for row in work.rows],
        "gone": [_row_json(row) for row in work.gone],
    }


def _row_json(row: EntryRow) -> dict[str, object]:
    proposal = row.proposal
    return {
        "entry": row.id if row.id > 0 else None,
        "sheet": row.sheet,
        "row": row.row or None,
        "side": row.side,
        "since": row.since or None,
        "words": row.rule_text,
        "code": row.rule_code,
        "name": row.name,
        "id_number": row.id_number,
        "household_code": row.household_code,
        "village": row.village,
        "matched": row.matched,
        "message": row.message,
        "state": row.state,
        "note": row.note,
        "answered_by": row.answered_by,
        "answered_on": row.answered_on,
        "proposed": proposal and {"state": proposal.state, "note": proposal.note, "from": proposal.source},
    }


def _work_text(work: Worklist) -> str:
    lines = [_summary_text(work.summary), _counts_text(work.counts())]
    lines += [
        f"  {row.sheet}第{row.row}行 {row.village}{row.name} {row.title or row.rule_text}：{row.state.label}{row.note}"
        for row in work.rows
        if row.id > 0
    ]
    return "\n".join(lines)


def _answer(session: Session, arguments: argparse.Namespace) -> int:
    province, actor, today = session.office.province, session.actor, session.today
    work = province.worklist(arguments.list)
    if arguments.accept:
        wanted = [row.id for row in work.rows if row.proposal is not None]
        province.accept(arguments.list, wanted, actor=actor, today=today)
        done = len(wanted)
    else:
        answers = _answers(work, arguments.data)
        province.answer(answers, actor=actor, today=today)
        done = len(answers)
    after = province.worklist(arguments.list).summary
    session.answer({"answered": done, "states": after.states}, text=lambda: f"已答复 {done} 条。{_summary_text(after)}")
    return DONE


def _answers(work: Worklist, file: Path) -> list[Answer]:
    from app.services.province.service import Answer
    from app.services.province.words import AnswerState

    given = read_json(file)
    rows = cast("list[object]", given if isinstance(given, list) else [given])
    result: list[Answer] = []
    for row in rows:
        one = cast("dict[str, object]", row) if isinstance(row, dict) else {}
        entry = _entry(work, one)
        state = _STATES.get(str(one.get("state"))) if entry else None
        if entry is None or state is None:
            raise refuse("province.bad_answer", given=json.dumps(row, ensure_ascii=False)[:100])
        note = str(one.get("note") or "")
        result.append(Answer(entry_id=entry.id, row_version=entry.row_version, state=AnswerState(state), note=note))
    return result


def _entry(work: Worklist, given: Mapping[str, object]) -> EntryRow | None:
    theirs = [row for row in work.rows if row.id > 0]
    if "entry" in given:
        return next((row for row in theirs if row.id == given["entry"]), None)
    sheet = given.get("sheet")
    found = [row for row in theirs if row.row == given.get("row") and sheet in (None, row.sheet)]
    return found[0] if len(found) == 1 else None


def _export(session: Session, arguments: argparse.Namespace) -> int:
    filled = session.office.province.export(
        arguments.list,
        arguments.out,
        purpose=arguments.purpose,
        actor=session.actor,
        today=session.today,
        on_progress=progress("正在填写"),
    )
    value = {"rows": filled.rows, "answered": filled.answered, "same_workbook": filled.is_same_book}
    kept = "" if filled.is_same_book else "（原文件不是 .xlsx，已按原表内容另做一份）"
    session.answer(value, text=lambda: f"已写入 {arguments.out}：{filled.rows} 条，已答复 {filled.answered} 条{kept}")
    return DONE


COMMAND = Command("province", "上级下发的疑点清单：导入、核对、答复、原表导出", _run, _arguments)
