"""分类名单: persons whom a department helps, as entries of a day; who is not found stays visible (domain 11.24)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Date, Select, String, and_, case, func, literal, or_, select, update
from sqlalchemy.orm import Session

from app.models.history import VERSIONED
from app.services.errors import Reason
from app.services.files.codes import code_list
from app.services.id_number import masked
from app.services.imports.entries import count_outcomes, refuse_repeated, settle_outcomes, write_entries
from app.services.imports.kinds import Findings, all_rejections
from app.services.imports.results import Question
from app.services.imports.sql import Expression, count_rows, insert_from, said_only
from app.services.imports.staging import NOTES, Staged
from app.services.imports.subjects import SUBJECT, Names, forget_subjects, match_subjects, place_of, refused_rows
from app.services.ledger import Transaction
from app.services.wording import sentence

OTHER = "other"
DEPARTMENT = "department"
# What a list of this kind proves of a person, as a fact of the department (never its opposite: a list may be partial).
_PROVES = {"subsistence": "subsistence_allowance", "extreme_poverty": "extreme_poverty_support"}


@dataclass(frozen=True, slots=True)
class ListPlan:
    """The list's fields, its kind where the rows do not say it, its day."""

    names: Names
    kind: str
    day: date
    year: int


@dataclass(frozen=True, slots=True)
class CategoryListImport:
    """Every row is kept, in one bucket: matched, repaired, name_differs, not_found."""

    name: str = "category-list"
    columns: str = "category-list"
    child_kind: str = "read-table"
    added: tuple[str, ...] = ()

    def plan(self, session: Session, staged: Staged, *, today: date) -> ListPlan:
        """Find each row's person and the entry of the same list and day."""
        names = match_subjects(session, staged, year=today.year)
        # Whoever has two households of one name is still on the list; only the household is open.
        session.execute(update(SUBJECT).values(problem=None))
        day = max((day for day in staged.data_on if day), default=today)
        plan = ListPlan(names, _kind_of(staged), day, today.year)
        refuse_repeated(session, *_identity(plan), stage=names.stage)
        entry = VERSIONED["list_entry"]
        same = (
            select(func.max(entry.c.id))
            .where(
                entry.c.list_kind == _list_kind(plan),
                entry.c.as_of_on == _day(plan),
                entry.c.name.is_not_distinct_from(names.field("name", "head_name")),
                entry.c.id_number.is_not_distinct_from(names.field("id_number", "head_id_number")),
            )
            .correlate(SUBJECT, names.stage)
            .scalar_subquery()
        )
        here = (names.stage.c.n == SUBJECT.c.n, SUBJECT.c.problem.is_(None))
        session.execute(update(SUBJECT).where(*here).values(existing_id=same))
        settle_outcomes(session, names.stage, entry, _values(plan))
        return plan

    def findings(self, session: Session, staged: Staged, plan: ListPlan) -> Findings:
        """Entries by outcome; the buckets that need eyes as questions."""
        refused = refused_rows(session, staged, what="人", codes={})
        questions: list[Question] = []
        for bucket in ("not_found", "name_differs"):
            found = _in_bucket(plan, bucket)
            for n, ours, theirs, number, person_id, household_id in session.execute(found).all():
                values = {"name": theirs, "ours": ours, "number": masked(number)}
                about = {"person_id": person_id, "household_id": household_id, "ours": ours, "theirs": theirs}
                message = sentence(Reason(f"question.list_{bucket}", values))
                questions.append(Question(f"list_{bucket}", *place_of(session, staged, n), message, **about))
        counts = {q.kind: sum(other.kind == q.kind for other in questions) for q in questions}
        return Findings(
            entries=count_outcomes(session),
            rejected=all_rejections(staged, refused),
            questions=tuple(questions),
            question_counts=tuple(counts.items()),
        )

    def apply(self, tx: Transaction, staged: Staged, plan: ListPlan, *, batch_id: int) -> Sequence[Question]:
        """Write the entries, and what they prove as facts of the department."""
        fixed: dict[str, Expression] = {
            "list_kind": _list_kind(plan),
            "as_of_on": _day(plan),
            "name": plan.names.field("name", "head_name"),
            "id_number": plan.names.field("id_number", "head_id_number"),
        }
        write_entries(
            tx.session,
            plan.names.stage,
            VERSIONED["list_entry"],
            fixed=fixed,
            values=_values(plan),
            batch=literal(batch_id),
        )
        for kind, column in _PROVES.items():
            _prove(tx.session, plan, kind, column, batch_id=batch_id)
        return ()

    def forget(self, session: Session) -> None:
        """Drop the plan's tables."""
        forget_subjects(session)


def _kind_of(staged: Staged) -> str:
    """The kind that a sheet's name, its title or its file's name speaks of: 2025年9月份农村低保备案表."""
    texts = [text for sheet in staged.sheets for text in (sheet.seen.name, *sheet.seen.above)]
    listed = code_list("list_kind")
    words = sorted(listed.own, key=len, reverse=True)
    for text in (*texts, *staged.names):
        for word in words:
            if word in text and listed.own[word] != OTHER:
                return listed.own[word]
    return OTHER


def _list_kind(plan: ListPlan) -> Expression:
    return func.coalesce(plan.names.field("list_kind"), literal(plan.kind, String))


def _day(plan: ListPlan) -> Expression:
    return func.coalesce(SUBJECT.c.data_on, literal(plan.day, Date))


def _identity(plan: ListPlan) -> tuple[Expression, ...]:
    names = plan.names
    return (
        _list_kind(plan),
        SUBJECT.c.data_on,
        SUBJECT.c.id_key,
        names.field("person_code"),
        names.field("name", "head_name"),
    )


def _bucket(plan: ListPlan) -> Expression:
    """Which bucket a row falls into; a repaired number is a match that somebody may want to see."""
    name = plan.names.field("name", "head_name")
    repaired = (
        select(literal(1))
        .where(
            NOTES.c.file == plan.names.stage.c.file,
            NOTES.c.sheet == plan.names.stage.c.sheet,
            NOTES.c.row == plan.names.stage.c.row,
            NOTES.c.field == "id_number",
        )
        .correlate(plan.names.stage)
        .exists()
    )
    unknown = and_(SUBJECT.c.person_id.is_(None), SUBJECT.c.household_id.is_(None))
    other = and_(SUBJECT.c.ours.is_not(None), name.is_not(None), SUBJECT.c.ours != name)
    return case((unknown, "not_found"), (other, "name_differs"), (repaired, "repaired"), else_="matched")


def _known_bucket() -> Expression:
    """The bucket of the entry that a row repeats: a number that was repaired stays so when it comes again as it is."""
    entry = VERSIONED["list_entry"].alias("known_entry")
    return select(entry.c.matched).where(entry.c.id == SUBJECT.c.existing_id).correlate(SUBJECT).scalar_subquery()


def _values(plan: ListPlan) -> dict[str, Expression]:
    names = plan.names
    told = [name for name in ("since", "amount", "disability_kind", "disability_grade", "remark") if names.has(name)]
    pairs: list[Expression] = []
    for name in told:
        pairs += [literal(name, String), names.stage.c[name]]
    certain = _bucket(plan) != "name_differs"
    values: dict[str, Expression] = {
        "person_id": case((certain, SUBJECT.c.person_id)),
        "household_id": case((certain, SUBJECT.c.household_id)),
        "matched": case(
            (and_(_bucket(plan) == "matched", _known_bucket() == "repaired"), "repaired"), else_=_bucket(plan)
        ),
    }
    return {**values, "details": said_only(pairs)} if pairs else values


def _in_bucket(plan: ListPlan, bucket: str) -> Select[int, str, str, str, int | None, int | None]:
    names = plan.names
    return (
        select(
            *(SUBJECT.c.n, SUBJECT.c.ours, names.field("name", "head_name")),
            *(names.field("id_number", "head_id_number"), SUBJECT.c.person_id, SUBJECT.c.household_id),
        )
        .join(names.stage, names.stage.c.n == SUBJECT.c.n)
        .where(SUBJECT.c.outcome.is_not(None), _bucket(plan) == bucket)
        .order_by(SUBJECT.c.n)
    )


def _prove(session: Session, plan: ListPlan, kind: str, column: str, *, batch_id: int) -> None:
    fact = VERSIONED["person_fact"]
    known = (
        select(fact.c.id)
        .where(
            fact.c.person_id == SUBJECT.c.person_id,
            fact.c.source == DEPARTMENT,
            fact.c.year == SUBJECT.c.year,
            fact.c[column] == 1,
        )
        .correlate(SUBJECT)
        .exists()
    )
    rows = (_list_kind(plan) == kind, _bucket(plan).in_(("matched", "repaired")), SUBJECT.c.person_id.is_not(None))
    stage = plan.names.stage
    if not count_rows(session, SUBJECT.join(stage, stage.c.n == SUBJECT.c.n), *rows):
        return
    values: dict[str, Expression] = {
        "person_id": SUBJECT.c.person_id,
        "year": SUBJECT.c.year,
        "occasion": literal("annual", String),
        "source": literal(DEPARTMENT, String),
        "observed_on": _day(plan),
        column: literal(1),
        "batch_id": literal(batch_id),
    }
    source = SUBJECT.join(stage, stage.c.n == SUBJECT.c.n)
    first = or_(SUBJECT.c.outcome == "created", SUBJECT.c.outcome == "updated")
    insert_from(session, fact, values, source, *rows, first, ~known)
