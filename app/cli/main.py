"""The command line of design 6: the same services as the window, for scripts and for people at a prompt."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import NoReturn

from typing_extensions import override

from app import __version__
from app.cli.session import DONE, REFUSED, WRONG_USAGE, Globals, OpenOffice, Session, refusal_json, to_json
from app.paths import default_database
from app.services.errors import Refused
from app.services.wording import sentences

Handler = Callable[[Session, argparse.Namespace], int]


@dataclass(frozen=True, slots=True)
class Command:
    """A subcommand: its name, what it says of itself, its arguments, and what it does."""

    name: str
    help: str
    arguments: Callable[[argparse.ArgumentParser], None]
    run: Handler


class _Parser(argparse.ArgumentParser):
    @override
    def error(self, message: str) -> NoReturn:
        """Wrong usage: a Chinese line and the short help, exit 2."""
        print(f"用法不对：{message}", file=sys.stderr)
        self.print_usage(sys.stderr)
        raise SystemExit(WRONG_USAGE)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"日期“{text}”请写成 2020-03-20 的样子") from error


def _add_globals(parser: argparse.ArgumentParser, *, as_default: bool) -> None:
    """The global options, accepted before and after the subcommand; the later one wins."""
    default = None if as_default else argparse.SUPPRESS
    parser.add_argument("--db", type=Path, default=default, metavar="PATH", help="数据库（默认：用户数据文件夹）")
    parser.add_argument("--key-file", type=Path, default=default, metavar="FILE", help="第一行是密码或恢复码的文本文件")
    parser.add_argument(
        "--json", action="store_true", default=False if as_default else argparse.SUPPRESS, help="输出一个 JSON 值"
    )
    parser.add_argument("--by", default=default, metavar="NAME", help="签办人")
    parser.add_argument("--on-behalf-of", default=default, metavar="WHO", help="代表哪个单位")
    parser.add_argument("--today", type=_day, default=default, metavar="DATE", help="办理日期（只用于培训库）")


def build_parser(commands: Sequence[Command]) -> argparse.ArgumentParser:
    """The whole grammar of the command line."""
    parser = _Parser(prog="shouwang", description="守望：防止返贫致贫监测和帮扶工作台。不带子命令时打开窗口。")
    parser.add_argument("--version", action="version", version=f"守望 {__version__}")
    _add_globals(parser, as_default=True)
    subparsers = parser.add_subparsers(dest="command", metavar="命令")
    for command in commands:
        child = subparsers.add_parser(command.name, help=command.help, description=command.help)
        _add_globals(child, as_default=False)
        command.arguments(child)
        child.set_defaults(handler=command.run)
    return parser


def run(argv: Sequence[str], *, open_office: OpenOffice, commands: Sequence[Command]) -> int | None:
    """Run a command and return its exit status; None when no subcommand was named (open the window)."""
    try:
        arguments = build_parser(commands).parse_args(argv)
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else DONE
    if arguments.command is None:
        return None
    options = Globals(
        db=arguments.db or default_database(),
        key_file=arguments.key_file,
        is_json=arguments.json,
        by=arguments.by,
        on_behalf_of=arguments.on_behalf_of,
        today=arguments.today,
    )
    session = Session(options, open_office)
    try:
        return arguments.handler(session, arguments)
    except Refused as refused:
        _say(refused, is_json=options.is_json)
        return REFUSED
    finally:
        session.close()


def _say(refused: Refused, *, is_json: bool) -> None:
    if is_json:
        print(to_json(refusal_json(refused)))
    else:
        print("\n".join(sentences(refused)), file=sys.stderr)
