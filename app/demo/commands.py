"""``demo DIR``: an invented township, its year played, and where everything lies."""

from __future__ import annotations

import argparse
import os
import sys
import time
from datetime import date
from pathlib import Path

from app.cli.main import Command
from app.cli.session import DONE, Session
from app.demo.township import DEFAULT_HOUSEHOLDS, DEFAULT_SEED
from app.demo.training import Founded, found_training, key_file, new_password, open_training
from app.demo.year import SMALLEST
from app.services.errors import refuse
from app.services.office import Office
from app.services.storage import refuse_write

DATABASE = "demo.db"


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", type=Path, metavar="DIR", help="结果放在这里")
    parser.add_argument("--preset", default="2020", choices=("2020",), help="演示的方案")
    parser.add_argument("--households", type=_size, default=DEFAULT_HOUSEHOLDS, help=f"虚构多少户，不少于 {SMALLEST}")
    parser.add_argument("--seed", type=int, default=DEFAULT_SEED, help="同一个数得到同一个镇")
    parser.add_argument("--no-pictures", action="store_true", help="不截图")
    parser.add_argument("--window", action="store_true", help="做好后打开窗口")


def _size(text: str) -> int:
    if not text.isdecimal() or int(text) < SMALLEST:
        raise argparse.ArgumentTypeError(f"不少于 {SMALLEST} 户")
    return int(text)


def _demo(session: Session, arguments: argparse.Namespace) -> int:
    folder: Path = arguments.folder.absolute()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise refuse_write(error, folder) from error
    database = folder / DATABASE
    say = _Progress()
    if database.exists():
        office, made = session.open_office(database, _secret(session, database)), [database]
        say("这里已有演示镇，直接打开。")
    else:
        founded = _found(session, database, arguments, say)
        office, made = founded.office, [database, *founded.invented.files]
        made += _play(founded, folder, say, pictures=not arguments.no_pictures)
    try:
        return _answer(session, office, database, made, window=arguments.window)
    finally:
        office.database.close()


class _Progress:
    """Lines on stderr with the seconds since the start."""

    def __init__(self) -> None:
        self._start = time.monotonic()

    def __call__(self, text: str) -> None:
        print(f"[{time.monotonic() - self._start:5.1f} 秒] {text}", file=sys.stderr, flush=True)


def _secret(session: Session, database: Path) -> str:
    """A password that was named, else the one that lies beside the database."""
    if session.options.key_file is not None or os.environ.get("SHOUWANG_PASSWORD"):
        return session.secret()
    if not key_file(database).exists():
        raise refuse("key.missing")
    return key_file(database).read_text(encoding="utf-8").strip()


def _found(session: Session, database: Path, arguments: argparse.Namespace, say: _Progress) -> Founded:
    named = session.options.key_file is not None or bool(os.environ.get("SHOUWANG_PASSWORD"))
    say("正在虚构石门镇，生成各单位的表格并导入……")
    founded = found_training(
        database,
        open_office=session.open_office,
        files=database.parent / "导入文件",
        password=session.secret() if named else new_password(database),
        report=lambda done, total: say(f"导入 {done}/{total}"),
        households=arguments.households,
        seed=arguments.seed,
    )
    rejected = sum(len(result.rejected) for result in founded.imports)
    households, members = founded.office.households.counts()
    say(f"已导入 {households} 户 {members} 人，{rejected} 行因埋设的错误被拒绝（见 埋设的错误.json）。")
    return founded


def _play(founded: Founded, folder: Path, say: _Progress, *, pictures: bool) -> list[Path]:
    from app.demo.clerk.desk import Desk
    from app.demo.clerk.papers import write_papers
    from app.demo.clerk.play import play_year

    desk = Desk(founded.office, founded.invented, folder, say)
    made: list[Path] = []

    def phase(name: str, day: date) -> None:
        made.extend(write_papers(desk, name, day))
        if pictures:
            # The pages of the data desk once: when it has just been worked at.
            desk_too = desk.done["desk.filled"] > 0 and not any("-数据-" in path.name for path in made)
            made.extend(_pictures(founded.office, folder / "截图" / name, day, desk=desk_too))
        say(f"{name}：到 {day.isoformat()}，文件和截图共 {len(made)} 个。")

    play_year(desk, phase)
    made += sorted((folder / "往来文件").rglob("*.xlsx"))
    expected = len(desk.refusals) - len(desk.unexpected)
    say(
        f"全年演示完成：办理 {desk.done.total()} 次，按规定被拒绝 {expected} 次，意外被拒绝 {len(desk.unexpected)} 次。"
    )
    for refusal in desk.unexpected:
        say(f"意外：{refusal.day} {refusal.action} {refusal.subject} {refusal.message}")
    return made


def _pictures(office: Office, folder: Path, day: date, *, desk: bool) -> list[Path]:
    from app.demo.pictures import photograph

    return photograph(office, folder, day, large=("workbench", "roster", "screening"), desk=desk)


def _answer(session: Session, office: Office, database: Path, made: list[Path], *, window: bool) -> int:
    households, members = office.households.counts()
    files = [*made, key_file(database)] if key_file(database).exists() else made
    value = {
        "database": str(database),
        "households": households,
        "members": members,
        "files": [str(file) for file in files],
    }
    session.answer(
        value,
        text=lambda: (
            f"演示镇：{households} 户 {members} 人\n数据库：{database}\n"
            + (f"密码：{key_file(database)}\n" if key_file(database).exists() else "")
            + "\n".join(str(file) for file in files)
        ),
    )
    if window:
        from app.bootstrap import open_window

        return open_window(database, open_training, office=office)
    return DONE


COMMANDS = (Command("demo", "虚构一个乡镇并演示全年工作", _demo, _arguments),)
