"""``demo DIR``: an invented township, its year played, and where everything lies."""

from __future__ import annotations

import argparse
import sys
from datetime import date
from pathlib import Path

from app.cli.main import Command
from app.cli.session import DONE, Session
from app.demo.training import key_file, open_training, write_roster
from app.services.storage import refuse_write


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", type=Path, metavar="DIR", help="结果放在这里")
    parser.add_argument("--preset", default="2020", choices=("2020",), help="演示的方案")
    parser.add_argument("--households", type=int, default=3_000, help="虚构多少户")
    parser.add_argument("--window", action="store_true", help="做好后打开窗口")


def _say(text: str) -> None:
    print(text, file=sys.stderr)


def _demo(session: Session, arguments: argparse.Namespace) -> int:
    from app.demo.clerk import Clerk

    folder: Path = arguments.folder.absolute()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise refuse_write(error, folder) from error
    database = folder / "demo.db"
    is_new = not database.exists()
    _say("正在准备虚构的石门镇……")
    office = open_training(
        database,
        open_office=session.open_office,
        report=lambda done, total: None,
        households=arguments.households,
    )
    try:
        files = [database, key_file(database), write_roster(folder / "石门镇花名册.csv", households=200, seed=7)]
        if is_new:
            clerk = Clerk(office, _say)
            clerk.play(lambda name, day: files.extend(_pictures(session, office, folder, name, day)))
            _say(f"全年演示完成，其中 {len(clerk.refused)} 步按规定被拒绝。")
        households, members = office.households.counts()
        value = {
            "database": str(database),
            "households": households,
            "members": members,
            "files": [str(f) for f in files],
        }
        if arguments.window:
            return _window(database, office)
        session.answer(
            value,
            text=lambda: (
                f"演示镇：{households} 户 {members} 人\n数据库：{database}\n密码：{key_file(database)}\n"
                + "\n".join(str(file) for file in files[2:])
            ),
        )
    finally:
        office.database.close()
    return DONE


def _window(database: Path, office: object) -> int:
    from app.bootstrap import open_window

    return open_window(database, open_training, office=office)  # type: ignore[arg-type]


def _pictures(_session: Session, office: object, folder: Path, name: str, day: date) -> list[Path]:
    from app.demo.pictures import photograph

    return photograph(office, folder / "截图" / name, day)  # type: ignore[arg-type]


COMMANDS = (Command("demo", "虚构一个乡镇并演示全年工作", _demo, _arguments),)
