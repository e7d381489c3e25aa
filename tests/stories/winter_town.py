"""Where the winter begins: a training office whose households are watched and were looked at until November."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from app.bootstrap import compose
from app.models.enums import MonthlyFinding, MonthlyItem
from app.services import opening
from app.services.monitoring.months import Month
from app.services.monitoring.records import CheckEntry, Round
from tests.services.towns import ACTOR, Town, found

HOUSEHOLDS, MEMBERS = 6, 2
PASSWORD = "石门Shan2020!"
_ALL_NORMAL = dict.fromkeys(MonthlyItem, MonthlyFinding.NORMAL)


def winter_town(path: Path) -> tuple[str, ...]:
    """Make the office at ``path`` and close it; the codes of the watched households."""
    office = compose(opening.create_office_database(path, PASSWORD, ACTOR.name, office="石门镇").database)
    try:
        office.settings.found("石门镇", district="云岭区", is_training=True, actor=ACTOR, today=date(2020, 3, 20))
        town: Town = found(office.ledger, households=HOUSEHOLDS, members=MEMBERS)
        town.bring_to("monitored")
        entries = [CheckEntry(code, _ALL_NORMAL) for code in town.codes]
        for month in range(4, 12):
            day = date(2020, month, 20)
            told = Round(month=Month(2020, month), checked_on=day, checker="石监测")
            saved = office.monitoring.save(told, entries, actor=ACTOR, today=day)
            assert saved.refused == ()
        return town.codes
    finally:
        office.database.close()
