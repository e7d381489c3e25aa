"""What may be typed into a cell of a table: how it is read, how it is shown, what completes it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from app.ui.common.choice_editors import Option
from app.ui.common.values import count_of_text, day_of_text

if TYPE_CHECKING:
    from datetime import date

translate = QCoreApplication.translate

MARK = "√"
_SEPARATORS = re.compile(r"[、,，;；/\s]+")
_MARKED = frozenset({"1", "√", "y", "x", "v"})


@dataclass(frozen=True, slots=True)
class CellKind:
    """``read`` gives the value of a text (None = nothing said) and raises ValueError for what it cannot read.

    ``show`` writes a value in the usual form; ``problem`` is the sentence for what cannot be read; ``words`` complete
    what is typed; ``choices`` are offered to a double click; a ``is_mark`` cell is ticked and unticked by a press.
    """

    read: Callable[[str], object]
    show: Callable[[object], str]
    problem: str = ""
    words: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    is_mark: bool = False


def text_cell(words: Sequence[str] = ()) -> CellKind:
    """Words as they come."""
    return CellKind(lambda text: text.strip() or None, _plain, words=tuple(words))


def count_cell() -> CellKind:
    """A whole number, not below nothing."""

    def read(text: str) -> int | None:
        number = count_of_text(text)
        if number is not None and number < 0:
            raise ValueError(text)
        return number

    return CellKind(read, _plain, translate("cells", "请填不小于 0 的整数。"))


def day_cell(year: Callable[[], int]) -> CellKind:
    """A day as clerks write it: 4-6, 0406, 2020-04-06."""

    def show(value: object) -> str:
        day: date | None = value  # type: ignore[assignment]
        return day.isoformat() if day else ""

    problem = translate("cells", "日期看不懂。请按 4-6 或 2020-04-06 填写。")
    return CellKind(lambda text: day_of_text(text, year=year()), show, problem)


def choice_cell(options: Sequence[Option]) -> CellKind:
    """One of several by its number, its word or the word's beginning; the value is its code."""
    words = tuple(f"{number} {option.word}" for number, option in enumerate(options, 1))
    problem = translate("cells", "请填编号或名称：{choices}。").format(choices="，".join(words))
    names = tuple(option.word for option in options)
    return CellKind(
        lambda text: _one_of(text, options), lambda code: _word(code, options), problem, (*words, *names), names
    )


def many_cell(options: Sequence[Option]) -> CellKind:
    """Any of several, by numbers or words with 、 or , between; the value is a tuple of codes."""
    words = tuple(f"{number} {option.word}" for number, option in enumerate(options, 1))

    def read(text: str) -> tuple[str, ...] | None:
        codes = [_one_of(part, options) for part in _SEPARATORS.split(text.strip()) if part]
        return tuple(dict.fromkeys(code for code in codes if code)) or None

    def show(value: object) -> str:
        codes = value if isinstance(value, tuple) else ()
        return "、".join(_word(code, options) for code in codes)

    problem = translate("cells", "请填编号或名称，多项用“、”隔开：{choices}。").format(choices="，".join(words))
    return CellKind(read, show, problem)


def mark_cell() -> CellKind:
    """A tick: Space, 1 or a press sets it and takes it away."""

    def read(text: str) -> bool:
        bare = text.strip().lower()
        if bare in ("", "0"):
            return False
        if bare in _MARKED:
            return True
        raise ValueError(text)

    problem = translate("cells", "请按空格勾选，或填 1、0。")
    return CellKind(read, lambda value: MARK if value else "", problem, is_mark=True)


def _plain(value: object) -> str:
    return "" if value is None else str(value)


def _one_of(text: str, options: Sequence[Option]) -> str | None:
    bare = text.strip()
    if not bare:
        return None
    number, _, word = bare.partition(" ")
    if number.isdecimal():
        if 1 <= int(number) <= len(options) and (not word or options[int(number) - 1].word == word.strip()):
            return options[int(number) - 1].code
        raise ValueError(text)
    exact = [option.code for option in options if option.word == bare]
    fitting = exact or [option.code for option in options if option.word.startswith(bare)]
    if len(fitting) != 1:
        raise ValueError(text)
    return fitting[0]


def _word(code: object, options: Sequence[Option]) -> str:
    return next((option.word for option in options if option.code == code), "")
