"""The first start keeps everything that its assistant asked for."""

from __future__ import annotations

from pathlib import Path

from app.bootstrap import OfficeDoors
from app.services.office import Office
from app.ui.start.doors import Founding


def no_training(database: Path, **_: object) -> Office:
    raise AssertionError(database)


def test_township_and_district_are_kept(tmp_path: Path) -> None:
    doors = OfficeDoors(tmp_path / "ledger.db", no_training)
    asked = Founding("石门镇", "某某区", "王某", "2020", 2020, "Stone-2020-gate")
    office = doors.found(asked).office
    try:
        assert office.settings.township() == "石门镇"
        assert office.settings.district() == "某某区"
    finally:
        office.database.close()
