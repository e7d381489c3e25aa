"""Names and codes as a file writes them, and the ids that the services ask for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from app.services.errors import refuse

if TYPE_CHECKING:
    from app.services.dossier.parts import MemberLine
    from app.services.office import Office


def village_ids(office: Office, names: Sequence[str]) -> list[int]:
    """The villages of these names; an unknown one is refused by its name."""
    known = {region.name: region.id for region in office.regions.tree() if region.kind == "village"}
    for name in names:
        if name not in known:
            raise refuse("region.unknown_village", village=name)
    return [known[name] for name in names]


def village_id(office: Office, name: str) -> int | None:
    """The village of a name; None where none was written."""
    return village_ids(office, [name])[0] if name else None


def group_id(office: Office, village: int | None, name: str) -> int | None:
    """The group of a name in a village; None where none was written."""
    if not name:
        return None
    for region in office.regions.tree():
        if region.kind == "group" and region.parent_id == village and region.name == name:
            return region.id
    raise refuse("record_file.no_such_group", group=name)


def members_of(office: Office, household_id: int) -> tuple[MemberLine, ...]:
    """The living members of a household."""
    return office.dossiers.get(household_id).members


def member_of(office: Office, household_id: int, named: str) -> MemberLine:
    """The member of this name or ID number; refused when there is none, or more than one of the name."""
    members = members_of(office, household_id)
    found = [m for m in members if m.id_number == named] or [m for m in members if m.name == named]
    if not found:
        raise refuse("record_file.no_such_member", name=named, names=[m.name for m in members])
    if len(found) > 1:
        raise refuse("record_file.two_members", name=named)
    return found[0]
