"""What a command works with: the opened office, who acts, which day it is, and how to answer."""

from __future__ import annotations

import getpass
import json
import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Protocol

from app.services import clock
from app.services.context import Actor
from app.services.errors import Refused, refuse
from app.services.office import Office
from app.services.wording import sentence

DONE, REFUSED, WRONG_USAGE = 0, 1, 2


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
            opened = self.open_office(self.options.db, self.secret())
            self._office = opened
            if self.options.today and not opened.settings.is_training():
                raise refuse("today.not_training")
            if self.options.today:
                print(f"培训库：按 {self.options.today.isoformat()} 办理。", file=sys.stderr)
        return self._office

    def secret(self) -> str:
        """The password or recovery code: first line of the key file, else SHOUWANG_PASSWORD."""
        if self.options.key_file is not None:
            try:
                lines = self.options.key_file.read_text(encoding="utf-8-sig").splitlines()
            except (OSError, UnicodeDecodeError) as error:
                raise refuse("key.file_unreadable", path=self.options.key_file) from error
            if lines and lines[0].strip():
                return lines[0].strip()
            raise refuse("key.file_empty", path=self.options.key_file)
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
        office = self.options.on_behalf_of or self.office.settings.township()
        return Actor(user, self.options.by or user, office)

    def close(self) -> None:
        """Close what was opened."""
        if self._office is not None:
            self._office.database.close()

    def answer(self, value: object, *, text: Callable[[], str]) -> None:
        """Print the result: one JSON value, or Chinese for people."""
        print(to_json(value) if self.options.is_json else text())


def session_user() -> str:
    """Who sits at the keyboard, as the system knows him."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "clerk"


def to_json(value: object) -> str:
    """One JSON value as text; dates in ISO form."""
    return json.dumps(value, ensure_ascii=False, default=_plain, indent=None)


def _plain(value: object) -> object:
    if isinstance(value, (date, Path)):
        return str(value)
    if isinstance(value, (set, frozenset, tuple)):
        return list(value)
    raise TypeError(f"{type(value).__name__} has no JSON form")


def refusal_json(refused: Refused) -> dict[str, object]:
    """A refusal of the whole command (design 6)."""
    reasons = [{"codes": [r.code], "message": sentence(r)} for r in refused.reasons]
    return {"refused": reasons}


def read_json(path: Path | None) -> object:
    """The content of a ``--data`` or ``--permit`` file; an empty object without one."""
    if path is None:
        return {}
    try:
        return json.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, json.JSONDecodeError) as error:
        raise refuse("data.file_unreadable", path=path) from error


def as_mapping(value: object) -> Mapping[str, object]:
    """A JSON object; refused when it is something else."""
    if isinstance(value, Mapping):
        return value
    raise refuse("data.not_a_table")
