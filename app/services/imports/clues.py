"""线索: petitions, hotline slips, department lists into the clue register; unmatched ones are kept too (workflow 5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Integer, String, and_, case, cast, func, literal, or_, select, update
from sqlalchemy.orm import Session

from app.models.enums import ClueChannel, ClueState
from app.models.history import VERSIONED
from app.services.errors import Reason
from app.services.imports.entries import count_outcomes, refuse_repeated, settle_outcomes, write_entries
from app.services.imports.kinds import Findings, all_rejections
from app.services.imports.results import Question
from app.services.imports.sql import Expression
from app.services.imports.staging import Staged
from app.services.imports.subjects import (
    SUBJECT,
    Names,
    forget_subjects,
    match_subjects,
    place_of,
    refuse_empty,
    refused_rows,
)
from app.services.ledger import Transaction
from app.services.wording import sentence

_NOTHING = "says_nothing"
_DIGITS = 4


@dataclass(frozen=True, slots=True)
class CluePlan:
    """The list's fields, and the day of the import."""

    names: Names
    today: date


@dataclass(frozen=True, slots=True)
class CluesImport:
    """One row for each clue; the same number, or the same day, channel, subject and content, is the same clue."""

    name: str = "clues"
    columns: str = "clues"
    child_kind: str = "read-table"
    added: tuple[str, ...] = ()

    def plan(self, session: Session, staged: Staged, *, today: date) -> CluePlan:
        """Find each row's household, if it names one, and the clue that is registered already."""
        names = match_subjects(session, staged, year=today.year)
        plan = CluePlan(names, today)
        # Anonymous clues, and clues about nobody we know, are clues.
        session.execute(update(SUBJECT).values(problem=None))
        refuse_empty(session, names.stage, [names.field("content"), _subject(names)], problem=_NOTHING)
        refuse_repeated(session, *_identity(plan), stage=names.stage)
        clue = VERSIONED["clue"]
        number = names.field("number")
        alike = and_(
            number.is_(None),
            clue.c.channel == _channel(names),
            clue.c.received_on.is_not_distinct_from(_received(plan)),
            clue.c.subject_name.is_not_distinct_from(_subject(names)),
            clue.c.content.is_not_distinct_from(names.field("content")),
        )
        same = (
            select(func.max(clue.c.id))
            .where(or_(clue.c.number == number, alike))
            .correlate(SUBJECT, names.stage)
            .scalar_subquery()
        )
        here = (names.stage.c.n == SUBJECT.c.n, SUBJECT.c.problem.is_(None))
        session.execute(update(SUBJECT).where(*here).values(existing_id=same))
        settle_outcomes(session, names.stage, clue, _values(plan))
        return plan

    def findings(self, session: Session, staged: Staged, plan: CluePlan) -> Findings:
        """Clues by outcome; those without a household as questions."""
        codes = {_NOTHING: ("row.missing_value", "content")}
        refused = refused_rows(session, staged, what="线索", codes=codes)
        stage = plan.names.stage
        unmatched = (
            select(SUBJECT.c.n, _subject(plan.names))
            .join(stage, stage.c.n == SUBJECT.c.n)
            .where(SUBJECT.c.outcome.is_not(None), SUBJECT.c.household_id.is_(None))
            .order_by(SUBJECT.c.n)
        )
        questions: list[Question] = []
        for n, name in session.execute(unmatched).all():
            message = sentence(Reason("question.clue_unmatched", {"name": name or "未指明对象"}))
            questions.append(Question("clue_unmatched", *place_of(session, staged, n), message))
        return Findings(
            entries=count_outcomes(session),
            rejected=all_rejections(staged, refused),
            questions=tuple(questions),
            question_counts=(("clue_unmatched", len(questions)),) if questions else (),
        )

    def apply(self, tx: Transaction, staged: Staged, plan: CluePlan, *, batch_id: int) -> Sequence[Question]:
        """Register the clues; those without a number get the next ones of the year."""
        fixed: dict[str, Expression] = {
            "number": func.coalesce(plan.names.field("number"), _next_numbers(tx.session, plan)),
            "state": literal(ClueState.UNVERIFIED.value, String),
        }
        clue = VERSIONED["clue"]
        write_entries(tx.session, plan.names.stage, clue, fixed=fixed, values=_values(plan), batch=literal(batch_id))
        return ()

    def forget(self, session: Session) -> None:
        """Drop the plan's tables."""
        forget_subjects(session)


def _subject(names: Names) -> Expression:
    return names.field("name", "head_name", "household_code")


def _channel(names: Names) -> Expression:
    """One of the register's channels; a word that is none of them is 其他 (the raw text is in the batch's notes)."""
    known = [channel.value for channel in ClueChannel]
    named = names.field("channel")
    return case((named.in_(known), named), else_=literal(ClueChannel.OTHER.value, String))


def _received(plan: CluePlan) -> Expression:
    return func.coalesce(plan.names.field("received_on"), SUBJECT.c.data_on)


def _identity(plan: CluePlan) -> tuple[Expression, ...]:
    names = plan.names
    return (names.field("number"), _channel(names), _received(plan), _subject(names), names.field("content"))


def _values(plan: CluePlan) -> dict[str, Expression]:
    names, household = plan.names, VERSIONED["household"]
    village = select(household.c.village_id).where(household.c.id == SUBJECT.c.household_id).scalar_subquery()
    return {
        "channel": _channel(names),
        "received_on": _received(plan),
        "household_id": SUBJECT.c.household_id,
        "village_id": func.coalesce(SUBJECT.c.village_id, village),
        "informant": names.field("informant"),
        "subject_name": _subject(names),
        "subject_id_number": names.field("id_number", "head_id_number"),
        "content": names.field("content"),
        "answer": names.field("answer"),
    }


def _next_numbers(session: Session, plan: CluePlan) -> Expression:
    """2020-0001, 2020-0002 …: behind the last number of this year's own series."""
    clue, prefix = VERSIONED["clue"], f"{plan.today.year}-"
    own = clue.c.number.like(prefix + "_" * _DIGITS)
    tail = cast(func.substr(clue.c.number, len(prefix) + 1), Integer)
    last = session.scalar(select(func.max(tail)).where(own)) or 0
    count = func.row_number().over(partition_by=plan.names.field("number").is_(None), order_by=SUBJECT.c.n)
    return literal(prefix) + func.substr(cast(literal(10**_DIGITS + last, Integer) + count, String), 2)
