"""Whether the window is meant and not a command: found out before the commands and what they need are loaded."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from app.cli.parsing import Parser, add_globals
from app.cli.session import read_secret
from app.paths import default_database

_NAMED = ("--db", "--key-file")


@dataclass(frozen=True, slots=True)
class WindowAsked:
    """Which database the window opens; with a key file it is unlocked at once."""

    database: Path
    key_file: Path | None

    @property
    def secret(self) -> Callable[[], str] | None:
        """Reads the password or recovery code; Refused when the key file cannot be read."""
        return partial(read_secret, self.key_file) if self.key_file else None


def window_asked(arguments: Sequence[str]) -> WindowAsked | None:
    """What the window is to open; None when something else is asked for than a database and its key."""
    rest = iter(arguments)
    for word in rest:
        if word in _NAMED:
            next(rest, None)
        elif not word.startswith(tuple(f"{name}=" for name in _NAMED)):
            return None
    parser = Parser(prog="shouwang")
    add_globals(parser, default=None)
    options = parser.parse_args(arguments)
    return WindowAsked((options.db or default_database()).absolute(), options.key_file)
