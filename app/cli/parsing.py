"""argparse that speaks Chinese: help in groups, wrong usage as a sentence and exit status 2."""

from __future__ import annotations

import argparse
import re
import sys
from datetime import date
from pathlib import Path
from typing import Any, NoReturn

from typing_extensions import override

from app.cli.answers import put

WRONG_USAGE = 2

# What argparse says, and how a clerk reads it; the first pattern that fits is taken.
_SENTENCES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), sentence)
    for pattern, sentence in (
        (r"the following arguments are required: (.+)", r"缺少参数：\1"),
        (r"unrecognized arguments: (.+)", r"不认识的参数：\1"),
        (r"invalid choice: (.+?) \(choose from (.+)\)", r"没有\1这个选项，可选：\2"),
        (r"invalid int value: '(.*)'", r"“\1”不是整数"),
        (r"expected one argument", "后面要写一个值"),
        (r"expected at least one argument", "后面至少要写一个值"),
        (r"not allowed with argument (.+)", r"不能与 \1 同时使用"),
        (r"ignored explicit argument '(.*)'", r"不需要写值“\1”"),
        (r"one of the arguments (.+) is required", r"必须写明其中之一：\1"),
    )
)
_ABOUT = re.compile(r"argument (?P<name>.+?): (?P<rest>.*)", re.DOTALL)


class _Help(argparse.RawDescriptionHelpFormatter):
    @override
    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
        super().add_usage(usage, actions, groups, "用法：" if prefix is None else prefix)


class Parser(argparse.ArgumentParser):
    """A parser whose help, groups and errors are Chinese; options are never abbreviated."""

    def __init__(self, **settings: Any) -> None:
        settings.setdefault("formatter_class", _Help)
        super().__init__(**settings, add_help=False, allow_abbrev=False)
        self._about: dict[str, argparse._ArgumentGroup] = {}
        self.add_argument("-h", "--help", action="help", help="显示这段说明")

    @override
    def add_argument(self, *names: str, **settings: Any) -> argparse.Action:  # type: ignore[override]
        """The same as always, listed under 参数 or 选项."""
        title = "选项" if names and names[0].startswith("-") else "参数"
        if title not in self._about:
            self._about[title] = self.add_argument_group(title)
        return self._about[title].add_argument(*names, **settings)

    @override
    def _print_message(self, message: str, file: Any = None) -> None:
        """Help may be piped into a reader that stops reading."""
        if message and file in (None, sys.stdout):
            put(message.rstrip("\n"))
        else:
            super()._print_message(message, file)

    @override
    def error(self, message: str) -> NoReturn:
        """A Chinese sentence and the short help on stderr, exit 2."""
        print(f"用法不对：{_in_chinese(message)}", file=sys.stderr)
        self.print_usage(sys.stderr)
        raise SystemExit(WRONG_USAGE)


def _in_chinese(message: str) -> str:
    if about := _ABOUT.fullmatch(message):
        return f"{about['name']} {_in_chinese(about['rest'])}"
    for pattern, sentence in _SENTENCES:
        if found := pattern.fullmatch(message):
            return found.expand(sentence)
    return message


def a_date(text: str) -> date:
    """The type of every date on the command line."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"日期“{text}”不对，请写成 2020-03-20 的样子") from None


def add_globals(parser: argparse.ArgumentParser, *, default: str | None = argparse.SUPPRESS) -> None:
    """The global options, accepted before and after the subcommand (and its own subcommand); the later one wins.

    ``default`` is what stands for "not given"; a subcommand's options leave what stood before it alone.
    """
    parser.add_argument("--db", type=Path, default=default, metavar="PATH", help="数据库（默认：用户数据文件夹）")
    parser.add_argument("--key-file", type=Path, default=default, metavar="FILE", help="第一行是密码或恢复码的文本文件")
    parser.add_argument("--json", action="store_const", const=True, default=default, help="输出一个 JSON 值")
    parser.add_argument("--by", default=default, metavar="NAME", help="签办人（默认：登录用户）")
    parser.add_argument("--on-behalf-of", default=default, metavar="WHO", help="代表哪个单位（默认：本镇）")
    parser.add_argument("--today", type=a_date, default=default, metavar="DATE", help="办理日期（只用于培训库）")
