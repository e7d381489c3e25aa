"""Everything the tab shows, read in one go in the background: teams, households, directory, places."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from app.models.enums import CaseState, Party
from app.services.households import RosterQuery
from app.services.office import Office
from app.services.regions import RegionRow
from app.services.visits.teams import UNASSIGNED, Team
from app.services.workflow.facts import Signer
from app.ui.visits.rows import VisitRow, listed_row, monitored_row


@dataclass(frozen=True, slots=True)
class Survey:
    """What the tab stands on. ``teams`` without the place where forms wait that were printed before anybody went."""

    teams: tuple[Team, ...] = ()
    waiting_team_id: int | None = None
    rows: tuple[VisitRow, ...] = ()
    monitored: tuple[VisitRow, ...] = ()
    line_fen: int | None = None
    directory: tuple[Signer, ...] = ()
    regions: tuple[RegionRow, ...] = ()
    _by_code: Mapping[str, VisitRow] = field(default_factory=dict)

    def by_code(self, code: str) -> VisitRow | None:
        """The household of this code, if the tab knows it."""
        return self._by_code.get(code)

    def team_of(self, row: VisitRow) -> Team | None:
        """The team that visits a household."""
        return next((team for team in self.teams if row.work and team.id == row.work.team_id), None)

    def rows_of(self, team_id: int) -> tuple[VisitRow, ...]:
        """The households of a team."""
        return tuple(row for row in self.rows if row.work and row.work.team_id == team_id)

    def unassigned(self) -> tuple[VisitRow, ...]:
        """The households that no team has."""
        return tuple(row for row in self.rows if row.work and row.work.team_id in (None, self.waiting_team_id))


def read_survey(office: Office, today: date) -> Survey:
    """Read it; the lists of one township are a few thousand rows at most."""
    rows = tuple(listed_row(work) for work in office.teams.work(today=today))
    ids = office.households.find_ids(RosterQuery(case_states=(CaseState.MONITORED.value,)))
    found = office.households.rows(ids)
    monitored = tuple(monitored_row(found[id_]) for id_ in ids if id_ in found)
    teams = office.teams.teams(today=today)
    return Survey(
        teams=tuple(team for team in teams if team.name != UNASSIGNED),
        waiting_team_id=next((team.id for team in teams if team.name == UNASSIGNED), None),
        rows=rows,
        monitored=monitored,
        line_fen=office.plans.current(today).plan.line_fen,
        directory=_persons(office, today),
        regions=tuple(office.regions.tree()),
        _by_code={row.code: row for row in (*monitored, *rows)},
    )


def _persons(office: Office, today: date) -> tuple[Signer, ...]:
    """Who may go: the directory's persons in office, without those of the district and the departments."""
    elsewhere = (Party.DISTRICT, Party.DEPARTMENT)
    found = (row for row in office.directory.officers(on=today) if row.party not in elsewhere)
    return tuple(dict.fromkeys(Signer(row.name, row.post or row.organisation) for row in found))
