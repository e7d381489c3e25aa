"""The composition: a file and a secret become an office; an office gets a window or answers a command."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from app.cli.main import Command
    from app.models.engine import Database
    from app.services.office import Office
    from app.ui.start.doors import Founded, Founding


class OpenTraining(Protocol):
    """How the training township is made or opened; given by the demo, which stands above this floor."""

    def __call__(
        self,
        database: Path,
        *,
        open_office: Callable[[Path, str], Office],
        report: Callable[[int, int], None],
    ) -> Office:
        """The opened training office."""
        ...


def open_office(path: Path, secret: str) -> Office:
    """Unlock, check and compose; Refused when the database cannot be opened."""
    from app.services.opening import open_database

    return compose(open_database(path, secret))


def compose(database: Database) -> Office:
    """Every service of one opened database, over one ledger."""
    from app.services.following import follow
    from app.services.ledger import Ledger
    from app.services.office import Office

    return Office(database, Ledger(database, derive=follow))


def speak_utf8() -> None:
    """Say everything in UTF-8: Windows consoles speak the local code page; 守望.exe has none."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8")


def run(arguments: Sequence[str], *, extra: Sequence[Command] = ()) -> int:
    """Answer a command."""
    from app.cli import main as cli
    from app.cli.commands import COMMANDS

    return cli.run(arguments, open_office=open_office, commands=(*COMMANDS, *extra))


def open_window(
    path: Path,
    open_training: OpenTraining,
    *,
    office: Office | None = None,
    secret: Callable[[], str] | None = None,
) -> int:
    """Open the window on a database; the first start makes one. ``office`` is shown at once when it is open.

    With a secret it is unlocked without asking: the ledger opens in a thread while Qt is loaded.
    """
    with ThreadPoolExecutor(1, "unlock") as pool:
        opening = pool.submit(lambda: open_office(path, secret())) if secret else None
        from app.cli.session import session_user
        from app.ui.application import run_window

        return run_window(OfficeDoors(path, open_training), user=session_user(), office=office, opening=opening)


class OfficeDoors:
    """What stands behind the first windows (``app.ui.start.doors.Doors``)."""

    def __init__(self, path: Path, open_training: OpenTraining) -> None:
        self._path = path
        self._open_training = open_training

    @property
    def database(self) -> Path:
        """The file that is meant."""
        return self._path

    def exists(self) -> bool:
        """Whether there is an office to unlock."""
        return self._path.exists()

    def found(self, founding: Founding) -> Founded:
        """Make the database, name the office, take over the plan."""
        from app.services import clock, opening
        from app.services.context import Actor
        from app.ui.start.doors import Founded

        made = opening.create_office_database(self._path, founding.password, founding.user, office=founding.township)
        office, today = compose(made.database), clock.today()
        actor = Actor(founding.user, founding.user, founding.township)
        office.settings.found(
            founding.township, district=founding.district, is_training=False, actor=actor, today=today
        )
        office.plans.create_from_preset(founding.preset, year=founding.year, actor=actor, today=today)
        return Founded(office, made.recovery_code)

    def open(self, secret: str) -> Office:
        """Unlock with a password or the recovery code."""
        return open_office(self._path, secret)

    def restore(self, file: Path, secret: str, *, report: Callable[[int, int], None]) -> Office:
        """Put a backup in place and open it."""
        from app.services import clock
        from app.services.backup import restoring
        from app.services.context import Actor

        restored = restoring.restore(file, self._path, secret, report=report)
        office = open_office(self._path, secret)
        office.backup.record_restored(restored, actor=Actor("clerk", "clerk", ""), today=clock.today())
        return office

    def demo(self, *, report: Callable[[int, int], None]) -> Office:
        """The training township, apart from the office's own database."""
        return self._open_training(self._path.with_name("training.db"), open_office=open_office, report=report)
