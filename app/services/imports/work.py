"""务工月监测: who works where and who plans to, one spell for each job (domain 4.5)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import case, func, literal, select, update
from sqlalchemy.orm import Session

from app.models.history import VERSIONED
from app.services.imports.entries import count_outcomes, refuse_repeated, settle_outcomes, write_entries
from app.services.imports.kinds import Findings, all_rejections
from app.services.imports.results import Question
from app.services.imports.roster_match import When
from app.services.imports.sql import Expression
from app.services.imports.staging import Staged
from app.services.imports.subjects import (
    SUBJECT,
    Names,
    forget_subjects,
    match_subjects,
    refuse_empty,
    refuse_other_names,
    refuse_strangers,
    refused_rows,
)
from app.services.ledger import Transaction

_NOTHING = "says_nothing"
_COLUMNS: Mapping[str, str] = {
    "is_working": "is_working",
    "from_text": "from_text",
    "to_text": "to_text",
    "county": "county",
    "monthly_pay_fen": "monthly_pay",
    "employer": "employer",
    "industry": "industry",
    "channel": "channel",
    "point_to_point": "point_to_point",
    "traffic_subsidy_fen": "traffic_subsidy",
    "planned": "planned",
    "planned_county": "planned_county",
    "service_needed": "service_needed",
}


@dataclass(frozen=True, slots=True)
class WorkImport:
    """One row for each job of a known person, or for a plan; the same job, or another plan, is an update."""

    name: str = "work"
    columns: str = "work"
    child_kind: str = "read-table"
    added: tuple[str, ...] = ()

    def plan(self, session: Session, staged: Staged, *, today: date) -> Names:
        """Find each row's person and the spell that it continues."""
        names = match_subjects(session, staged, year=today.year)
        stage, spell = names.stage, VERSIONED["work_spell"]
        refuse_strangers(session, needs_household=False)
        refuse_other_names(session, names)
        refuse_empty(session, stage, [names.field(name) for name in _COLUMNS.values()], problem=_NOTHING)
        start, employer = names.field("from_text"), names.field("employer")
        # 计划外出务工 tells of one plan of a person; who plans no longer has changed it.
        is_plan = case((names.field("planned").is_not(None), literal(1)), else_=literal(0))
        refuse_repeated(session, SUBJECT.c.person_id, start, employer, is_plan, stage=stage)
        same = (
            select(func.max(spell.c.id))
            .where(
                spell.c.person_id == SUBJECT.c.person_id,
                spell.c.from_text.is_not_distinct_from(start),
                spell.c.employer.is_not_distinct_from(employer),
                case((spell.c.planned.is_not(None), 1), else_=0) == is_plan,
            )
            .correlate(SUBJECT, stage)
            .scalar_subquery()
        )
        session.execute(
            update(SUBJECT).where(stage.c.n == SUBJECT.c.n, SUBJECT.c.problem.is_(None)).values(existing_id=same)
        )
        settle_outcomes(session, stage, spell, _values(names))
        return names

    def findings(self, session: Session, staged: Staged, plan: Names) -> Findings:
        """Spells by outcome, refused rows."""
        codes = {_NOTHING: ("row.missing_value", "is_working")}
        refused = refused_rows(session, staged, what="人员", codes=codes)
        return Findings(entries=count_outcomes(session), rejected=all_rejections(staged, refused))

    def apply(self, tx: Transaction, staged: Staged, plan: Names, *, batch_id: int) -> Sequence[Question]:
        """Write spells."""
        day = When(staged.data_on, year=tx.today.year, stage=plan.stage).day
        fixed: dict[str, Expression] = {"person_id": SUBJECT.c.person_id, "observed_on": day}
        write_entries(
            tx.session, plan.stage, VERSIONED["work_spell"], fixed=fixed, values=_values(plan), batch=literal(batch_id)
        )
        return ()

    def forget(self, session: Session) -> None:
        """Drop the plan's tables."""
        forget_subjects(session)


def _values(names: Names) -> dict[str, Expression]:
    return {column: names.stage.c[field] for column, field in _COLUMNS.items() if names.has(field)}
