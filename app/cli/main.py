"""The command line of design 6: the same services as the window, for scripts and for people at a prompt."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app import __version__
from app.cli.answers import put, refusal_json, say, to_json
from app.cli.parsing import Parser, add_globals
from app.cli.session import DONE, REFUSED, Globals, OpenOffice, Session
from app.paths import default_database
from app.services.errors import Refused
from app.services.wording import sentences

Handler = Callable[[Session, argparse.Namespace], int]


def no_arguments(_parser: argparse.ArgumentParser) -> None:
    """The arguments of a command that has none of its own."""


@dataclass(frozen=True, slots=True)
class Command:
    """A subcommand: its name, what it says of itself, what it does, and its arguments."""

    name: str
    help: str
    run: Handler
    arguments: Callable[[argparse.ArgumentParser], None] = no_arguments


def build_parser(commands: Sequence[Command]) -> Parser:
    """The whole grammar of the command line."""
    parser = Parser(prog="shouwang", description="守望：防止返贫致贫监测和帮扶工作台。不带命令时打开窗口。")
    parser.add_argument("--version", action="version", version=f"守望 {__version__}", help="显示版本")
    # Answered before this grammar is built (app.__main__); stands here to be found by --help.
    parser.add_argument("--self-test", action="store_true", help="自检：在本机试一遍全部功能，不留下文件")
    add_globals(parser, default=None)
    subparsers = parser.add_subparsers(dest="command", metavar="命令", title="命令", parser_class=Parser)
    for command in commands:
        child = subparsers.add_parser(command.name, help=command.help, description=command.help)
        add_globals(child)
        command.arguments(child)
        child.set_defaults(handler=command.run)
    return parser


def run(argv: Sequence[str], *, open_office: OpenOffice, commands: Sequence[Command]) -> int:
    """Run a command and return its exit status; without one the window is meant (``app.cli.window``)."""
    try:
        parser = build_parser(commands)
        arguments = parser.parse_args(argv)
        if arguments.command is None:
            parser.error("the following arguments are required: 命令（打开窗口时只用 --db 和 --key-file）")
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else DONE
    options = Globals(
        db=(arguments.db or default_database()).absolute(),
        key_file=arguments.key_file,
        is_json=bool(arguments.json),
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
        put(to_json(refusal_json(refused)))
    else:
        say("\n".join(sentences(refused)))
