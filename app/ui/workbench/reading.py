"""Everything the page 今天 says, read in one go."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from app.services.clock import OFFICE_ZONE
from app.services.households import RosterQuery
from app.services.office import Office
from app.services.problems import ProblemRow
from app.services.status import Ahead, Status, VillageProgress


@dataclass(frozen=True, slots=True)
class Health:
    """The state of the data: open findings, households with unknown guarantees, the last backup."""

    open_findings: int
    unknown: int
    backed_up_at: datetime | None
    backup_days: int | None


@dataclass(frozen=True, slots=True)
class Reading:
    """The workbench of a day."""

    status: Status
    ahead: tuple[Ahead, ...]
    villages: tuple[VillageProgress, ...]
    health: Health
    problems: tuple[ProblemRow, ...]


def read_workbench(office: Office, today: date) -> Reading:
    """Read where the year stands on this day."""
    kept = office.backup.automatic.kept()
    made = max((entry.made_at for entry in kept), default=None)
    days = (today - made.astimezone(OFFICE_ZONE).date()).days if made else None
    status = office.status.now(today=today, days_since_backup=days)
    facets = office.households.facets(RosterQuery())
    return Reading(
        status,
        office.status.ahead(today=today),
        office.status.villages(today=today),
        Health(facets["finding"], facets["unknown"], made, days),
        office.problems.problems(include_done=True),
    )
