"""What a command works with: the opened office, who acts, which day it is, and how to answer."""

from __future__ import annotations

import getpass
import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from app.cli.answers import put, say, to_json
from app.services import clock
from app.services.context import Actor
from app.services.errors import refuse

if TYPE_CHECKING:
    from app.services.office import Office

DONE, REFUSED = 0, 1


class OpenOffice(Protocol):
    """How the composition opens a database with a secret."""

    def __call__(self, path: Path, secret: str) -> Office:
        """The opened office; Refused when it cannot be opened."""
        ...


@dataclass(frozen=True, slots=True)
class Globals:
    """The options that may stand before or after the subcommand (design 6)."""

    db: Path
    key_file: Path | None
    is_json: bool
    by: str | None
    on_behalf_of: str | None
    today: date | None


@dataclass(slots=True)
class Session:
    """A command under way. The office is opened on first use and closed at the end."""

    options: Globals
    open_office: OpenOffice
    _office: Office | None = None

    @property
    def office(self) -> Office:
        """The opened office; refuses a ``--today`` on anything but a training database."""
        if self._office is None:
            self._office = self.open_office(self.options.db, self.secret())
            self.accept_today(is_training=self._office.settings.is_training())
        return self._office

    def accept_today(self, *, is_training: bool) -> None:
        """Refuse ``--today`` where the real day counts; say so where it is accepted."""
        if self.options.today is None:
            return
        if not is_training:
            raise refuse("today.not_training")
        say(f"培训库：按 {self.options.today.isoformat()} 办理。")

    def secret(self) -> str:
        """The password or recovery code: first line of the key file, else SHOUWANG_PASSWORD."""
        if self.options.key_file is not None:
            return read_secret(self.options.key_file)
        found = os.environ.get("SHOUWANG_PASSWORD", "")
        if not found:
            raise refuse("key.missing")
        return found

    @property
    def today(self) -> date:
        """The day of the command."""
        return self.options.today or clock.today()

    @property
    def actor(self) -> Actor:
        """The session user types; ``--by`` and ``--on-behalf-of`` say whose act it is."""
        user = session_user()
        on_behalf_of = self.options.on_behalf_of or self.office.settings.township()
        return Actor(user, self.options.by or user, on_behalf_of)

    def close(self) -> None:
        """Close what was opened."""
        if self._office is not None:
            self._office.database.close()

    def answer(self, value: object, *, text: Callable[[], str]) -> None:
        """Print the result: one JSON value, or Chinese for people."""
        put(to_json(value) if self.options.is_json else text())


def read_secret(key_file: Path) -> str:
    """The first line of a key file."""
    try:
        lines = key_file.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise refuse("key.file_unreadable", path=key_file) from error
    if lines and lines[0].strip():
        return lines[0].strip()
    raise refuse("key.file_empty", path=key_file)


def session_user() -> str:
    """Who sits at the keyboard, as the system knows him."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "clerk"
