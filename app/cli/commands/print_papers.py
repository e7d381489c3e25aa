"""print: any document of the year into one PDF; ``print --list`` names them and says how many there are now."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from app.cli.answers import progress, say
from app.cli.main import Command
from app.cli.session import DONE, Session
from app.services.errors import refuse
from app.services.papers.batches import Order, Selection, Split
from app.services.papers.kinds import kinds
from app.services.papers.reading import save_lacking
from app.services.papers.service import PrintResult

DOSSIER = "dossier"  # every paper of a household bound; no kind of paper itself


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("kind", nargs="?", metavar="KIND", help="文书种类，见 print --list")
    parser.add_argument("--list", action="store_true", help="列出文书和现在可打印的份数")
    parser.add_argument("--blank", action="store_true", help="空白表，供现场手填（print --list 中标“有空白表”的）")
    parser.add_argument("--out", type=Path, metavar="FILE.pdf|DIR", help="写到这个文件；加 --split 时写到这个文件夹")
    parser.add_argument("--village", nargs="+", action="extend", default=[], metavar="V", help="只要这些村")
    parser.add_argument("--household", nargs="+", action="extend", default=[], metavar="CODE", help="只要这些户")
    parser.add_argument("--team", nargs="+", action="extend", default=[], metavar="T", help="只要这些走访组的户")
    parser.add_argument(
        "--stage", nargs="+", action="extend", default=[], metavar="S", help="只要办到这一环节的户，如 初步名单"
    )
    parser.add_argument("--leave-out", nargs="+", action="extend", default=[], metavar="CODE", help="不要这些户")
    parser.add_argument(
        "--order",
        choices=[order.value for order in Order],
        default="given",
        help="排序：given 原序，village 村组姓名，name 姓名拼音，code 户编号",
    )
    parser.add_argument(
        "--split", choices=[split.value for split in Split], help="每户（household）或每村（village）一个文件"
    )
    parser.add_argument("--duplex", action="store_true", help="双面打印：每份从正面开始")
    parser.add_argument("--unprintable", type=Path, metavar="FILE.xlsx|.txt", help="缺字的户列成名单，写到这个文件")
    parser.add_argument("--skip-unprintable", action="store_true", help="缺字的户先不打印")
    parser.add_argument("--outdated", action="store_true", help="只重印已打印、还没收回、内容已变化的")
    parser.add_argument("--year", type=int, metavar="Y", help="查以前年度的方案（默认当前方案）")


def _run(session: Session, arguments: argparse.Namespace) -> int:
    if arguments.list:
        return _list(session, arguments.year)
    if not arguments.kind or arguments.out is None:
        raise refuse("print.nothing_named")
    if arguments.blank:
        return _blank(session, arguments)
    if arguments.kind == DOSSIER:
        return _dossiers(session, arguments)
    selection = _selection(session, arguments)
    return (_split if arguments.split else _whole)(session, arguments, selection)


def _selection(session: Session, arguments: argparse.Namespace) -> Selection:
    """What narrows the batch; households with characters that cannot be shown are listed and left out as asked."""
    selection = Selection(
        teams=tuple(arguments.team),
        stages=tuple(arguments.stage),
        leave_out=tuple(arguments.leave_out),
        order=Order(arguments.order),
        year=arguments.year,
    )
    if not arguments.unprintable and not arguments.skip_unprintable:
        return selection
    lacking = session.office.papers.lacking(
        arguments.kind,
        villages=arguments.village,
        households=arguments.household,
        selection=selection,
        today=session.today,
    )
    if arguments.unprintable and lacking:
        rows = save_lacking(lacking, arguments.unprintable)
        say(f"缺字名单已写入：{arguments.unprintable}，{rows} 行。")
    if not arguments.skip_unprintable:
        return selection
    codes = dict.fromkeys(row.household for row in lacking if row.household)
    for code in codes:
        say(f"没有打印（缺字）：{code}")
    return replace(selection, leave_out=(*selection.leave_out, *codes))


def _whole(session: Session, arguments: argparse.Namespace, selection: Selection) -> int:
    households, alerts = arguments.household, ()
    if arguments.outdated:
        households, alerts = _outdated(session, arguments)
    printed = session.office.papers.print(
        arguments.kind,
        arguments.out,
        villages=arguments.village,
        households=households,
        alerts=alerts,
        selection=selection,
        actor=session.actor,
        today=session.today,
        duplex=arguments.duplex,
        on_progress=progress("正在打印"),
    )
    return _written(session, arguments, printed)


def _split(session: Session, arguments: argparse.Namespace, selection: Selection) -> int:
    result = session.office.papers.print_split(
        arguments.kind,
        arguments.out,
        split=Split(arguments.split),
        villages=arguments.village,
        households=arguments.household,
        selection=selection,
        actor=session.actor,
        today=session.today,
        duplex=arguments.duplex,
        on_progress=progress("正在打印"),
    )
    value = {
        "pages": result.pages,
        "documents": result.documents,
        "folder": arguments.out.absolute(),
        "files": [file.name for file in result.files],
    }
    session.answer(
        value,
        text=lambda: f"已写入：{arguments.out}，{len(result.files)} 个文件，{result.documents} 份 {result.pages} 页。",
    )
    return DONE


def _dossiers(session: Session, arguments: argparse.Namespace) -> int:
    printed = session.office.dossier_files.print(
        arguments.out,
        villages=arguments.village,
        households=arguments.household,
        actor=session.actor,
        today=session.today,
        on_progress=progress("正在打印"),
    )
    return _written(session, arguments, PrintResult(printed.pages, printed.documents, ""))


def _blank(session: Session, arguments: argparse.Namespace) -> int:
    named = (arguments.village, arguments.household, arguments.team, arguments.stage, arguments.leave_out)
    if any(named) or arguments.split:
        raise refuse("print.blank_of_nobody")
    printed = session.office.papers.print_blank(arguments.kind, arguments.out, today=session.today)
    return _written(session, arguments, printed)


def _outdated(session: Session, arguments: argparse.Namespace) -> tuple[Sequence[str], Sequence[str]]:
    from app.services.papers.returning import outdated_codes

    rows = session.office.returning.papers(today=session.today)
    wanted = set(arguments.household)
    households, alerts = outdated_codes(
        [row for row in rows if not wanted or row.household_code in wanted], arguments.kind
    )
    if not households and not alerts:
        raise refuse("papers.nothing_outdated", kind=arguments.kind)
    return households, alerts


def _written(session: Session, arguments: argparse.Namespace, printed: PrintResult) -> int:
    value = {"pages": printed.pages, "documents": printed.documents, "file": arguments.out.absolute()}
    session.answer(value, text=lambda: f"已写入：{arguments.out}，{printed.documents} 份 {printed.pages} 页。")
    return DONE


def _list(session: Session, year: int | None) -> int:
    rows = session.office.papers.list_kinds(today=session.today, year=year)
    value: list[dict[str, object]] = [
        {
            "kind": row.kind,
            "name": row.name,
            "notice": row.notice,
            "documents": row.documents,
            "rows": row.rows,
            "blank": bool(kinds()[row.kind].blank),
        }
        for row in rows
    ]
    kept = session.office.dossier_files.count(today=session.today)
    value.append({"kind": DOSSIER, "name": "一户一档", "notice": False, "documents": kept, "rows": (), "blank": False})
    session.answer(
        value,
        text=lambda: "\n".join(
            f"{row['kind']:22} {row['name']}：现在可打印 {row['documents']} 份{'，有空白表' if row['blank'] else ''}"
            for row in value
        ),
    )
    return DONE


COMMAND = Command("print", "打印文书", _run, _arguments)
