"""What one record leaves for the next: the day and who went. Asked once, never twice."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.services.visits.teams import Team
from app.services.workflow.facts import Signer


@dataclass(frozen=True, slots=True)
class Kept:
    """Day and visitors of the last record, and the team they belong to."""

    day: date | None = None
    visitors: tuple[Signer, ...] = ()
    team_id: int | None = None

    def for_team(self, team: Team | None) -> Kept:
        """The same for a household of this team: another team brings its own people."""
        if self.visitors and (team is None or team.id == self.team_id):
            return self
        if team is None:
            return self
        return Kept(self.day, team.members[:2], team.id)
