"""行政村信息: what each village says of itself, one profile for each day (domain 4.6)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Date, String, func, literal, select, update
from sqlalchemy.orm import Session

from app.models.history import VERSIONED
from app.services.files.columns import column_set
from app.services.imports.entries import count_outcomes, refuse_repeated, settle_outcomes, write_entries
from app.services.imports.kinds import Findings, all_rejections
from app.services.imports.results import Question
from app.services.imports.sql import Expression, said_only
from app.services.imports.staging import Staged
from app.services.imports.subjects import NO_VILLAGE, SUBJECT, Names, forget_subjects, match_subjects, refused_rows
from app.services.ledger import Transaction

_FRAME = frozenset({"village", "township", "data_on", "year"})
_COUNTS = frozenset({"household_count", "person_count"})


@dataclass(frozen=True, slots=True)
class VillagePlan:
    """The list's fields, and the day that profiles without a date of their own are taken for."""

    names: Names
    day: date


@dataclass(frozen=True, slots=True)
class VillageProfileImport:
    """One row for each village."""

    name: str = "village-profile"
    columns: str = "village-profile"
    child_kind: str = "read-table"
    added: tuple[str, ...] = ()

    def plan(self, session: Session, staged: Staged, *, today: date) -> VillagePlan:
        """Find each row's village and its profile of the same day."""
        names = match_subjects(session, staged, year=today.year)
        plan = VillagePlan(names, max((day for day in staged.data_on if day), default=today))
        session.execute(update(SUBJECT).where(SUBJECT.c.village_id.is_(None)).values(problem=NO_VILLAGE))
        refuse_repeated(session, SUBJECT.c.village_id, SUBJECT.c.data_on, stage=names.stage)
        profile = VERSIONED["village_profile"]
        same = (
            select(func.max(profile.c.id))
            .where(profile.c.village_id == SUBJECT.c.village_id, profile.c.observed_on == _day(plan))
            .correlate(SUBJECT)
            .scalar_subquery()
        )
        session.execute(update(SUBJECT).where(SUBJECT.c.problem.is_(None)).values(existing_id=same))
        settle_outcomes(session, names.stage, profile, _values(plan))
        return plan

    def findings(self, session: Session, staged: Staged, plan: VillagePlan) -> Findings:
        """Profiles by outcome, unknown villages."""
        refused = refused_rows(session, staged, what="村", codes={NO_VILLAGE: (NO_VILLAGE, "village")})
        return Findings(entries=count_outcomes(session), rejected=all_rejections(staged, refused))

    def apply(self, tx: Transaction, staged: Staged, plan: VillagePlan, *, batch_id: int) -> Sequence[Question]:
        """Write profiles."""
        fixed: dict[str, Expression] = {"village_id": SUBJECT.c.village_id, "observed_on": _day(plan)}
        profile = VERSIONED["village_profile"]
        write_entries(tx.session, plan.names.stage, profile, fixed=fixed, values=_values(plan), batch=literal(batch_id))
        return ()

    def forget(self, session: Session) -> None:
        """Drop the plan's tables."""
        forget_subjects(session)


def _day(plan: VillagePlan) -> Expression:
    return func.coalesce(SUBJECT.c.data_on, literal(plan.day, Date))


def _values(plan: VillagePlan) -> dict[str, Expression]:
    """The two counts as columns, everything that the sheet says as one JSON text."""
    names = plan.names
    own = [field.name for field in column_set("village-profile").fields if field.name not in _FRAME]
    present = [name for name in own if names.has(name)]
    pairs: list[Expression] = []
    for name in present:
        pairs += [literal(name, String), names.stage.c[name]]
    values = {name: names.stage.c[name] for name in present if name in _COUNTS}
    return {**values, "values": said_only(pairs)}
