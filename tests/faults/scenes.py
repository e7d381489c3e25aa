"""What is done while a system call fails: run as a child, ``python -m tests.faults.scenes NAME FOLDER``."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

from app.models.region import Region
from app.services.backup import restoring
from app.services.backup.making import back_up
from app.services.context import Actor
from app.services.errors import Refused
from app.services.keyring import KeyringService
from app.services.ledger import Ledger
from app.services.opening import create_office_database, open_database

PASSWORD, NEW_PASSWORD = "春耕Shui渠7", "新的Mima渠72"
ACTOR, TODAY = Actor("王测", "王测", "石门镇"), date(2020, 3, 20)
ROWS = 300


def write(folder: Path) -> None:
    database = open_database(folder / "office.db", PASSWORD)
    with Ledger(database).transaction("test.write", actor=ACTOR, today=TODAY) as tx:
        tx.session.add_all(Region(kind="village", name=f"村{n}", match_name=str(n)) for n in range(ROWS))
    database.close()


def backup(folder: Path) -> None:
    database = open_database(folder / "office.db", PASSWORD)
    back_up(database, folder / "out.swbak", replace=True)
    database.close()


def restore(folder: Path) -> None:
    restoring.restore(folder / "in.swbak", folder / "office.db", PASSWORD)


def password(folder: Path) -> None:
    database = open_database(folder / "office.db", PASSWORD)
    service = KeyringService(Ledger(database))
    service.change_password("王芳", old=PASSWORD, new=NEW_PASSWORD, actor=ACTOR, today=TODAY)
    database.close()


def create(folder: Path) -> None:
    create_office_database(folder / "new" / "office.db", PASSWORD, "王芳").database.close()


SCENES = {scene.__name__: scene for scene in (write, backup, restore, password, create)}

if __name__ == "__main__":
    try:
        SCENES[sys.argv[1]](Path(sys.argv[2]))
        print("done")
    except Refused as refused:
        print("refused", *refused.codes)
