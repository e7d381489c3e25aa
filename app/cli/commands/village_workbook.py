"""village-workbook: what a village filled in and sent back, compared first, then written through its services.

``export village-workbook`` writes the books.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from app.cli.answers import progress
from app.cli.main import Command
from app.cli.parsing import a_date
from app.cli.session import DONE, REFUSED, Session
from app.services.errors import refuse
from app.services.monitoring.grid import CheckWay
from app.services.wording import sentence
from app.services.workflow.facts import Signer

if TYPE_CHECKING:
    from app.services.village_book.records import BookTaken, Returned

WORKBOOK = "village-workbook"


def write_books(session: Session, arguments: argparse.Namespace) -> int:
    """One book into a file, or one for each village into a folder; villages without anything due are passed over."""
    books, out = session.office.village_books, Path(arguments.out)
    villages: Sequence[str] = arguments.village or books.villages()
    if not out.is_dir() and len(villages) != 1:
        raise refuse("book.one_village")
    whole, purpose, told = arguments.ids == "whole", arguments.purpose, progress("正在写工作簿")
    actor, today = session.actor, session.today
    rows: dict[str, int] = {}
    nothing: Sequence[str] = ()
    if out.is_dir():
        made = books.write_all(
            out, villages=villages, whole_ids=whole, purpose=purpose, actor=actor, today=today, on_progress=told
        )
        rows, nothing = dict(made.rows), made.nothing_due
    else:
        village = villages[0]
        rows[village] = books.write(
            village, out, whole_ids=whole, purpose=purpose, actor=actor, today=today, on_progress=told
        ).total
    total = sum(rows.values())
    value = {"rows": total, "villages": rows, "nothing_due": list(nothing), "file": out.absolute()}
    session.answer(value, text=lambda: f"已写入：{out}，{len(rows)} 个村，共 {total} 行。")
    return DONE


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE.xlsx", help="村里填好交回的工作簿")
    parser.add_argument("--village", default="", metavar="V", help="应是这个村的工作簿，不是的拒收")
    parser.add_argument("--dry-run", action="store_true", help="只比对，不写入")
    parser.add_argument(
        "--signed-on", type=a_date, metavar="DATE", help="签字日期，也是没有填日期的户的日期（默认今天）"
    )
    parser.add_argument("--signer", nargs="+", action="extend", default=[], metavar="NAME", help="签字人、监测人")
    parser.add_argument("--sheet-no", default="", metavar="NO", help="上报表编号")
    parser.add_argument("--phone", action="store_true", help="没有填方式的户为电话监测")
    parser.add_argument("--take-stale", action="store_true", help="发出后本镇改过的，以村里填的为准（默认不动）")


def _run(session: Session, arguments: argparse.Namespace) -> int:
    books = session.office.village_books
    told = progress("正在读取")
    returned = books.read(arguments.file, village=arguments.village, today=session.today, on_progress=told)
    value, lines = _returned_json(returned), _returned_text(returned)
    is_clean = not returned.problems
    if not arguments.dry_run and returned.changes:
        taken = _take(session, arguments, returned)
        value |= _taken_json(taken)
        lines += _taken_text(taken)
        is_clean = is_clean and not taken.refused
    session.answer(value, text=lambda: "\n".join(lines))
    return DONE if is_clean else REFUSED


def _take(session: Session, arguments: argparse.Namespace, returned: Returned) -> BookTaken:
    from app.services.village_book.records import Signing

    signing = Signing(
        on=arguments.signed_on or session.today,
        signers=tuple(Signer(name, returned.village) for name in arguments.signer),
        sheet_no=arguments.sheet_no,
        way=CheckWay.PHONE if arguments.phone else CheckWay.VISIT,
    )
    return session.office.village_books.take(
        arguments.file,
        signing=signing,
        stale=[change.id for change in returned.changes] if arguments.take_stale else (),
        village=arguments.village,
        actor=session.actor,
        today=session.today,
    )


def _returned_json(returned: Returned) -> dict[str, object]:
    changes = [
        {
            "sheet": change.sheet_name,
            "row": change.row,
            "column": change.column,
            "who": change.who,
            "old": change.old,
            "theirs": change.theirs,
            "stale": change.is_stale,
        }
        for change in returned.changes
    ]
    problems = [
        {
            "sheet": problem.sheet_name,
            "row": problem.row or None,
            "column": problem.column,
            "who": problem.who,
            "code": problem.reason.code,
            "message": sentence(problem.reason),
        }
        for problem in returned.problems
    ]
    return {
        "village": returned.village,
        "period": returned.period,
        "same": returned.same,
        "changes": changes,
        "problems": problems,
    }


def _returned_text(returned: Returned) -> list[str]:
    lines = [f"{returned.village} {returned.period}：{len(returned.changes)} 处与台账不同，{returned.same} 处相同。"]
    for change in returned.changes:
        place = f"{change.sheet_name} 第{change.row}行 {change.who} {change.column}"
        since = "（发出后本镇改过）" if change.is_stale else ""
        lines.append(f"{place}：{change.old or '（空）'} → {change.theirs}{since}")
    for problem in returned.problems:
        row = f" 第{problem.row}行" if problem.row else ""
        lines.append(f"{problem.sheet_name}{row} {problem.who} {problem.column}：{sentence(problem.reason)}")
    return lines


def _taken_json(taken: BookTaken) -> dict[str, object]:
    refused = [
        {
            "sheet": row.sheet_name,
            "row": row.row,
            "who": row.who,
            "codes": [reason.code for reason in row.reasons],
            "message": "".join(sentence(reason) for reason in row.reasons),
        }
        for row in taken.refused
    ]
    return {"written": {"fields": taken.fields, "rows": taken.rows}, "refused": refused}


def _taken_text(taken: BookTaken) -> list[str]:
    lines = [f"已写入 {taken.rows} 行 {taken.fields} 处。"]
    for row in taken.refused:
        reasons = "".join(sentence(reason) for reason in row.reasons)
        lines.append(f"{row.sheet_name} 第{row.row}行 {row.who}：{reasons}")
    return lines


COMMAND = Command("village-workbook", "村级工作簿交回：先比对，再写入", _run, _arguments)
