"""What the page 月监测 reads: the whole grid at once, and what belongs to the month under the cursor."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.services.monitoring.grid import Grid
from app.services.monitoring.months import Month
from app.services.monitoring.records import AlertOffer, Coverage
from app.services.office import Office
from app.services.workflow.facts import Signer


@dataclass(frozen=True, slots=True)
class GridReading:
    """The grid, and the persons who may have looked."""

    grid: Grid
    officers: tuple[Signer, ...]


@dataclass(frozen=True, slots=True)
class MonthReading:
    """A month's coverage by village, and its gaps without an alert."""

    month: Month
    coverage: tuple[Coverage, ...]
    offers: tuple[AlertOffer, ...]


def read_grid(office: Office, today: date) -> GridReading:
    """Read the grid of the plan's months up to today."""
    officers = tuple(Signer(row.name, row.organisation) for row in office.directory.officers(on=today))
    return GridReading(office.monitoring.grid(today=today), officers)


def read_month(office: Office, month: Month, today: date) -> MonthReading:
    """Read what belongs to one month."""
    coverage = office.monitoring.coverage(month, today=today)
    return MonthReading(month, coverage, office.monitoring.offers(month, today=today))
