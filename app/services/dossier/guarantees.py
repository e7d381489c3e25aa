"""两不愁三保障 and water of one household: what counts, and everything that was ever said of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.household import HouseholdSummary
from app.services import effective as e
from app.services.dossier.parts import FactLine, GuaranteeLine, MemberLine

# The guarantee's own column, and the exported one that says the same (turned round where the flag is True).
_RECORDED: Mapping[str, tuple[tuple[str, bool], ...]] = {
    "housing_safe": (("housing_safe", False), ("dangerous_housing", True)),
    "water_safe": (("water_safe", False), ("safe_water", False)),
    "medical_covered": (("medical_covered", False),),
    "education_secured": (("education_secured", False),),
    "food_enough": (("food_enough", False),),
    "clothing_enough": (("clothing_enough", False),),
}


def guarantees_of(
    session: Session, household_id: int, summary: HouseholdSummary | None, members: Sequence[MemberLine]
) -> tuple[GuaranteeLine, ...]:
    """The six guarantees in the order of the papers, with source and day of every statement."""
    facts = _facts(session, household_id)
    lines = []
    for key in _RECORDED:
        value = getattr(summary, key) if summary else None
        said = _marked(facts[key])
        lines.append(GuaranteeLine(key, value, () if said else _why(key, members), said))
    return tuple(lines)


def _facts(session: Session, household_id: int) -> dict[str, list[FactLine]]:
    f = e.household_fact
    names = sorted({name for pairs in _RECORDED.values() for name, _ in pairs})
    columns = [f.c.source, f.c.observed_on, f.c.year, f.c.occasion, *(f.c[name] for name in names)]
    # The same order as ``effective`` takes: the first row that says anything counts.
    statement = select(*columns).where(f.c.household_id == household_id).order_by(e.key_of(f).desc())
    rows = session.execute(statement).mappings().all()
    found: dict[str, list[FactLine]] = {}
    for key, pairs in _RECORDED.items():
        own: list[FactLine] = []
        for row in rows:
            # Inside a row the guarantee's own column goes before the exported one.
            for name, is_turned in pairs:
                if row[name] is not None:
                    value = 1 - row[name] if is_turned else row[name]
                    own.append(
                        FactLine(value, row["source"], row["observed_on"], row["year"], row["occasion"], False, name)
                    )
        found[key] = own
    return found


def _marked(own: list[FactLine]) -> tuple[FactLine, ...]:
    """The first statement counts; the others stay visible."""
    return tuple(
        FactLine(f.value, f.source, f.observed_on, f.year, f.occasion, number == 0, f.shown)
        for number, f in enumerate(own)
    )


def _why(key: str, members: Sequence[MemberLine]) -> tuple[str, ...]:
    """The members on whom a guarantee by members hangs: not insured first, then those of whom nothing is known."""
    if key != "medical_covered":
        return ()
    living = [member for member in members if member.to_on is None]
    without = [member.name for member in living if member.insured == 0]
    return tuple(without or [member.name for member in living if member.insured is None])
