"""dossier: 一户一档 into files, what is missing, and 抽查 (a draw with its gaps and dossiers)."""

from __future__ import annotations

import argparse
from pathlib import Path

from app.cli.answers import progress
from app.cli.main import Command
from app.cli.session import DONE, Session
from app.services.dossier.standing import Draw
from app.services.errors import refuse
from app.services.storage import refuse_write


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", choices=("list", "print", "draw"), help="list 看有缺；print 打印；draw 抽查")
    parser.add_argument("--village", nargs="+", action="extend", default=[], metavar="V", help="只要这些村")
    parser.add_argument("--household", nargs="+", action="extend", default=[], metavar="CODE", help="户编号或户主姓名")
    parser.add_argument("--count", type=int, default=20, metavar="N", help="抽查户数（20）")
    parser.add_argument("--seed", type=int, metavar="N", help="随机种子：同一种子、同一范围抽出同样的户")
    parser.add_argument("--out", type=Path, metavar="DIR", help="写到这个文件夹")


def _run(session: Session, arguments: argparse.Namespace) -> int:
    if arguments.what == "list":
        return _list(session, arguments)
    if arguments.out is None:
        raise refuse("dossier.no_folder")
    try:
        arguments.out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise refuse_write(error, arguments.out) from error
    return _draw(session, arguments) if arguments.what == "draw" else _print(session, arguments)


def _list(session: Session, arguments: argparse.Namespace) -> int:
    files = session.office.dossier_files
    codes = files.codes_of(arguments.household)
    rows = files.overview(
        villages=arguments.village, households=codes, today=session.today, on_progress=progress("正在查看")
    )
    value = [
        {
            "household": row.code,
            "head": row.head,
            "village": row.village,
            "items": {item.name: item.standing for item in row.items},
            "missing": [{"item": item.name, "bring": item.bring} for item in row.missing],
        }
        for row in rows
    ]
    session.answer(
        value,
        text=lambda: "\n".join(
            f"{row.village} {row.head} {row.code}：缺{len(row.missing)}项　{'、'.join(i.name for i in row.missing)}"
            for row in rows
        ),
    )
    return DONE


def _print(session: Session, arguments: argparse.Namespace) -> int:
    files = session.office.dossier_files
    printed = files.print_each(
        arguments.out,
        villages=arguments.village,
        households=files.codes_of(arguments.household),
        actor=session.actor,
        today=session.today,
        on_progress=progress("正在打印"),
    )
    value = {"pages": printed.pages, "documents": printed.documents, "folder": arguments.out.absolute()}
    session.answer(
        {**value, "unreadable": printed.unreadable},
        text=lambda: f"已写入：{arguments.out}，{printed.documents} 户 {printed.pages} 页。",
    )
    return DONE


def _draw(session: Session, arguments: argparse.Namespace) -> int:
    files, actor, today = session.office.dossier_files, session.actor, session.today
    if arguments.household:
        codes = files.codes_of(arguments.household)
        draw = Draw(codes, None, len(codes))
    else:
        draw = files.draw(
            count=arguments.count, seed=arguments.seed, villages=arguments.village, actor=actor, today=today
        )
    out: Path = arguments.out
    gaps = files.write_gaps(draw, out / "抽查缺项清单.pdf", out / "抽查缺项清单.xlsx", actor=actor, today=today)
    printed = files.print(
        out / "一户一档.pdf", households=draw.codes, actor=actor, today=today, on_progress=progress("正在打印")
    )
    value = {
        "seed": draw.seed,
        "population": draw.population,
        "households": draw.codes,
        "missing": gaps,
        "pages": printed.pages,
        "documents": printed.documents,
        "unreadable": printed.unreadable,
        "folder": out.absolute(),
    }
    session.answer(
        value,
        text=lambda: (
            f"已写入：{out}，抽查 {len(draw.codes)} 户（种子 {draw.seed}，范围 {draw.population} 户），"
            f"缺 {gaps} 项，{printed.pages} 页。"
        ),
    )
    return DONE


COMMAND = Command("dossier", "一户一档：看有缺、打印、抽查", _run, _arguments)
