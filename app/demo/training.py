"""The training township: a database of its own, filled from invented files by the import that every office uses."""

from __future__ import annotations

import secrets
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from app.demo.people import TOWNSHIP
from app.demo.township import DEFAULT_HOUSEHOLDS, DEFAULT_SEED
from app.demo.year import Invented, invent
from app.services import opening
from app.services.context import Actor
from app.services.imports.results import ImportResult
from app.services.office import Office

Report = Callable[[int, int], None]
OpenOffice = Callable[[Path, str], Office]
FIRST_DAY = date(2020, 3, 20)
USER = "演示员"
_ACTOR = Actor(USER, USER, TOWNSHIP)


@dataclass(frozen=True, slots=True)
class Founded:
    """The opened office, what was invented for it, and what each import came to, in their order."""

    office: Office
    invented: Invented
    imports: tuple[ImportResult, ...]


def key_file(database: Path) -> Path:
    """Where the training database's password lies: it guards invented people only."""
    return database.with_suffix(".key.txt")


def open_training(
    database: Path,
    *,
    open_office: OpenOffice,
    report: Report,
    households: int = DEFAULT_HOUSEHOLDS,
    seed: int = DEFAULT_SEED,
) -> Office:
    """Open the training township, made first if it is not there."""
    if database.exists() and key_file(database).exists():
        return open_office(database, key_file(database).read_text(encoding="utf-8").strip())
    database.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=database.parent) as folder:
        made = found_training(
            database,
            open_office=open_office,
            files=Path(folder),
            password=new_password(database),
            report=report,
            households=households,
            seed=seed,
        )
    return made.office


def new_password(database: Path) -> str:
    """A password of its own, kept beside the database."""
    password = f"Demo-{secrets.token_hex(4)}-9x"
    database.parent.mkdir(parents=True, exist_ok=True)
    key_file(database).write_text(password + "\n", encoding="utf-8")
    return password


def found_training(
    database: Path,
    *,
    open_office: OpenOffice,
    files: Path,
    password: str,
    report: Report,
    households: int = DEFAULT_HOUSEHOLDS,
    seed: int = DEFAULT_SEED,
) -> Founded:
    """Make the database and take every invented file in, in the order in which an office gets them."""
    opening.create_office_database(database, password, USER, office=TOWNSHIP).database.close()
    office = open_office(database, password)
    office.settings.found(TOWNSHIP, is_training=True, actor=_ACTOR, today=FIRST_DAY)
    office.plans.create_from_preset("2020", year=2020, actor=_ACTOR, today=FIRST_DAY)
    invented = invent(files, seed=seed, households=households)
    batches = _batches(invented)
    results: list[ImportResult] = []
    for number, (kind, paths) in enumerate(batches, start=1):
        report(number, len(batches) + 1)
        results.append(office.imports.run(kind, paths, actor=_ACTOR, today=FIRST_DAY))
    report(len(batches) + 1, len(batches) + 1)
    return Founded(office, invented, tuple(results))


def _batches(invented: Invented) -> list[tuple[str, list[Path]]]:
    rosters, lists = invented.rosters, invented.lists
    return [
        ("roster", [rosters.export]),
        ("roster", [rosters.roster]),
        ("roster", [rosters.survey]),
        ("roster", list(rosters.books)),
        *(("category-list", [path]) for path in lists.categories),
        ("carried-over", [lists.carried_over]),
        ("incomes", [lists.incomes]),
        ("clues", [lists.clues]),
    ]
