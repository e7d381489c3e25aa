"""The training township: a database of its own, filled through the same import that an office uses."""

from __future__ import annotations

import csv
import secrets
import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

from app.demo.simple_town import COLUMNS, TOWNSHIP, roster_rows
from app.services import opening
from app.services.context import Actor
from app.services.office import Office

Report = Callable[[int, int], None]
OpenOffice = Callable[[Path, str], Office]
HOUSEHOLDS = 3_000
FIRST_DAY = date(2020, 3, 20)


def key_file(database: Path) -> Path:
    """Where the training database's password lies: it guards invented people only."""
    return database.with_suffix(".key.txt")


def open_training(
    database: Path, *, open_office: OpenOffice, report: Report, households: int = HOUSEHOLDS, seed: int = 2020
) -> Office:
    """Open the training township, made first if it is not there."""
    if database.exists() and key_file(database).exists():
        return open_office(database, key_file(database).read_text(encoding="utf-8").strip())
    report(0, 3)
    password = f"Demo-{secrets.token_hex(4)}-9x"
    database.parent.mkdir(parents=True, exist_ok=True)
    opening.create_office_database(database, password, "演示员", office=TOWNSHIP).database.close()
    key_file(database).write_text(password + "\n", encoding="utf-8")
    office = open_office(database, password)
    actor = Actor("演示员", "演示员", TOWNSHIP)
    office.settings.found(TOWNSHIP, is_training=True, actor=actor, today=FIRST_DAY)
    office.plans.create_from_preset("2020", year=2020, actor=actor, today=FIRST_DAY)
    report(1, 3)
    with tempfile.TemporaryDirectory(dir=database.parent) as folder:
        file = write_roster(Path(folder) / "石门镇花名册.csv", households=households, seed=seed)
        office.imports.run("roster", [file], actor=actor, today=FIRST_DAY)
    report(3, 3)
    return office


def write_roster(file: Path, *, households: int, seed: int) -> Path:
    """The invented township's roster as a UTF-8 csv with a header, one row per person."""
    with file.open("w", encoding="utf-8-sig", newline="") as target:
        writer = csv.writer(target)
        writer.writerow(COLUMNS)
        writer.writerows(roster_rows(households=households, seed=seed))
    return file
