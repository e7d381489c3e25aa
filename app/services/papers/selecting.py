"""Names and codes of what somebody wants printed or exported, resolved to a scope."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.models.cases import Alert
from app.models.household import Household
from app.models.region import Region, RegionName
from app.services.errors import NotFound, Reason
from app.services.papers.queries.asking import Scope
from app.services.regions import match_name


def scope_in(
    session: Session, *, villages: Sequence[str] = (), households: Sequence[str] = (), alerts: Sequence[str] = ()
) -> Scope:
    """The villages by any name they carried, the households by their own or national code, alerts by number.

    NotFound names every one that is unknown.
    """
    reasons: list[Reason] = []
    village_ids = _villages(session, villages, reasons) if villages else None
    household_ids = households_in(session, households, reasons) if households else None
    alert_ids = _alerts(session, alerts, reasons) if alerts else None
    if reasons:
        raise NotFound(*reasons)
    return Scope(village_ids, household_ids, alerts=alert_ids)


def _villages(session: Session, names: Sequence[str], reasons: list[Reason]) -> frozenset[int]:
    known: dict[str, int] = {}
    statement = (
        select(RegionName.match_name, Region.id, Region.merged_into_id)
        .join(Region, Region.id == RegionName.region_id)
        .where(Region.kind == "village")
        .order_by(Region.merged_into_id.is_(None), Region.id)
    )
    for row in session.execute(statement):
        known[row.match_name] = row.merged_into_id or row.id
    current = session.scalars(
        select(Region.name).where(Region.kind == "village", Region.merged_into_id.is_(None)).order_by(Region.position)
    ).all()
    found = set[int]()
    for name in names:
        region = known.get(match_name(name))
        if region is None:
            reasons.append(Reason("papers.village_unknown", {"village": name, "known": list(current)}))
        else:
            found.add(region)
    return frozenset(found)


def households_in(session: Session, codes: Sequence[str], reasons: list[Reason]) -> frozenset[int]:
    """The households by their own or national code; unknown ones are added to the reasons."""
    known: dict[str, int] = {}
    wanted = list(dict.fromkeys(codes))
    for chunk in _chunks(wanted):
        statement = select(Household.id, Household.code, Household.national_code).where(
            or_(Household.code.in_(chunk), Household.national_code.in_(chunk))
        )
        for row in session.execute(statement):
            known.setdefault(row.national_code or "", row.id)
            known[row.code] = row.id
    for code in wanted:
        if code not in known:
            reasons.append(Reason("papers.household_unknown", {"household": code}))
    return frozenset(known[code] for code in wanted if code in known)


def _alerts(session: Session, numbers: Sequence[str], reasons: list[Reason]) -> frozenset[int]:
    known: dict[str, int] = {}
    wanted = list(dict.fromkeys(numbers))
    for chunk in _chunks(wanted):
        known.update(
            {row[0]: row[1] for row in session.execute(select(Alert.number, Alert.id).where(Alert.number.in_(chunk)))}
        )
    reasons += [Reason("alert.not_found", {"number": number}) for number in wanted if number not in known]
    return frozenset(known.values())


def _chunks(values: Sequence[str]) -> list[Sequence[str]]:
    return [values[first : first + 400] for first in range(0, len(values), 400)]
