"""走访: teams and whom they visit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.cli.records.entry import Entry, Field, RecordKind, optional
from app.cli.records.lookups import village_ids

if TYPE_CHECKING:
    from app.services.office import Office


def _team(office: Office, entry: Entry) -> None:
    known = {team.name: team.id for team in office.teams.teams(today=entry.today)}
    team_id = office.teams.save_team(
        entry.text("name"),
        leader=entry.text("leader"),
        members=entry.signers("members"),
        team_id=known.get(entry.text("name")),
        actor=entry.actor,
        today=entry.today,
    )
    villages = entry.texts("villages")
    if villages:
        ids = village_ids(office, villages)
        office.teams.assign(team_id, village_ids=ids, take_over=True, actor=entry.actor, today=entry.today)


KINDS = (
    RecordKind(
        "team",
        "走访组及其负责的村",
        (
            Field("name", "组名"),
            Field("leader", "组长"),
            Field("members", "组员（两人以上）", "signers"),
            optional("villages", "负责的村", "list"),
        ),
        _team,
    ),
)
