"""What stands behind the first windows: making, opening, restoring an office, and the training township."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from app.services.office import Office

Report = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Founding:
    """What the assistant asked for."""

    township: str
    district: str
    user: str
    preset: str
    year: int
    password: str


@dataclass(frozen=True, slots=True)
class Founded:
    """An office just made, and its recovery code that is shown this one time."""

    office: Office
    recovery_code: str


class Doors(Protocol):
    """Given by the composition; every method may take seconds, runs in a thread and refuses kindly."""

    @property
    def database(self) -> Path:
        """The file that is meant."""
        ...

    def exists(self) -> bool:
        """Whether there is an office to unlock."""
        ...

    def found(self, founding: Founding) -> Founded:
        """Make the database, the plan and the first user."""
        ...

    def open(self, secret: str) -> Office:
        """Unlock with a password or the recovery code."""
        ...

    def restore(self, file: Path, secret: str, *, report: Report) -> Office:
        """Put a backup in place and open it."""
        ...

    def demo(self, *, report: Report) -> Office:
        """Make or open the training township, apart from the office's own database."""
        ...
