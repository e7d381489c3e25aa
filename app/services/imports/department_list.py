"""部门推送名单: what happened to whom, as a department says; who is not found stays visible (domain 10)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import String, and_, case, distinct, func, literal, select, update
from sqlalchemy.orm import Session

from app.models.history import VERSIONED
from app.models.household import HouseholdSummary
from app.services.errors import Reason
from app.services.id_number import masked
from app.services.imports.entries import count_outcomes, refuse_repeated, settle_outcomes, write_entries
from app.services.imports.kinds import Findings, all_rejections
from app.services.imports.results import Question
from app.services.imports.roster_tables import KNOWN
from app.services.imports.sql import Expression
from app.services.imports.staging import Staged
from app.services.imports.subjects import SUBJECT, Names, forget_subjects, match_subjects, place_of, refused_rows
from app.services.ledger import Transaction
from app.services.raising.list_kinds import OTHER, kind_of_word
from app.services.wording import sentence

_LONGEST = 200
_summary = HouseholdSummary.__table__


@dataclass(frozen=True, slots=True)
class PushPlan:
    """The list's fields; the kind of each row and the name of its sheet as expressions over the stage."""

    names: Names
    kind: Expression
    list_name: Expression


@dataclass(frozen=True, slots=True)
class DepartmentListImport:
    """Every row is kept; the same department, kind, person, days, amount and text are the same row again."""

    name: str = "department-list"
    columns: str = "department-list"
    child_kind: str = "read-table"
    added: tuple[str, ...] = ()

    def plan(self, session: Session, staged: Staged, *, today: date) -> PushPlan:
        """Find each row's person and household, and the row that is kept already."""
        names = match_subjects(session, staged, year=today.year)
        session.execute(update(SUBJECT).values(problem=None))
        _match_by_name(session, names)
        plan = PushPlan(names, _kinds(session, staged), _list_names(staged))
        refuse_repeated(session, *_identity(plan).values(), stage=names.stage)
        row = VERSIONED["department_row"]
        same = (
            select(func.max(row.c.id))
            .where(*(row.c[name].is_not_distinct_from(value) for name, value in _identity(plan).items()))
            .correlate(SUBJECT, names.stage)
            .scalar_subquery()
        )
        here = (names.stage.c.n == SUBJECT.c.n, SUBJECT.c.problem.is_(None))
        session.execute(update(SUBJECT).where(*here).values(existing_id=same))
        settle_outcomes(session, names.stage, row, _values(plan))
        return plan

    def findings(self, session: Session, staged: Staged, plan: PushPlan) -> Findings:
        """Rows by outcome; whoever is not found, or has another name, as a question."""
        refused = refused_rows(session, staged, what="人", codes={})
        names, bucket = plan.names, _bucket(plan.names)
        told = (names.field("name", "head_name"), names.field("id_number", "head_id_number"))
        statement = (
            select(SUBJECT.c.n, bucket, SUBJECT.c.ours, *told, names.field("village"))
            .join(names.stage, names.stage.c.n == SUBJECT.c.n)
            .where(SUBJECT.c.outcome.is_not(None), bucket.in_(("not_found", "name_differs")))
            .order_by(SUBJECT.c.n)
        )
        questions: list[Question] = []
        for n, kind, ours, theirs, number, village in session.execute(statement).all():
            values = {
                "name": theirs,
                "ours": ours,
                "number": masked(number) or "无号码",
                "village": village or "未写村",
            }
            message = sentence(Reason(f"question.push_{kind}", values))
            questions.append(Question(f"push_{kind}", *place_of(session, staged, n), message))
        counts = {q.kind: sum(other.kind == q.kind for other in questions) for q in questions}
        return Findings(
            entries=count_outcomes(session),
            rejected=all_rejections(staged, refused),
            questions=tuple(questions),
            question_counts=tuple(counts.items()),
        )

    def apply(self, tx: Transaction, staged: Staged, plan: PushPlan, *, batch_id: int) -> Sequence[Question]:
        """Keep the rows."""
        write_entries(
            tx.session,
            plan.names.stage,
            VERSIONED["department_row"],
            fixed={**_identity(plan), "list_name": plan.list_name, "list_row": plan.names.stage.c.row},
            values=_values(plan),
            batch=literal(batch_id),
        )
        return ()

    def forget(self, session: Session) -> None:
        """Drop the plan's tables."""
        forget_subjects(session)


def _match_by_name(session: Session, names: Names) -> None:
    """Rows without any number: the only living member of that name in the village that they name, else nobody."""
    stage = names.stage.c
    numbers = [names.field(name) for name in ("household_code", "person_code", "id_number", "head_id_number")]
    nameless = and_(stage.n == SUBJECT.c.n, func.coalesce(*numbers, literal(None)).is_(None))
    named = (
        KNOWN.c.name == names.field("name", "head_name"),
        KNOWN.c.household_id == _summary.c.household_id,
        _summary.c.status == "active",
        _summary.c.village_id == SUBJECT.c.village_id,
    )

    def only(column: Expression) -> Expression:
        found = case((func.count(distinct(KNOWN.c.person_id)) == 1, func.min(column)))
        return select(found).where(*named).correlate(SUBJECT, names.stage).scalar_subquery()

    session.execute(
        update(SUBJECT)
        .where(nameless)
        .values(person_id=only(KNOWN.c.person_id), household_id=only(KNOWN.c.household_id))
    )


def _kinds(session: Session, staged: Staged) -> Expression:
    """What a row says it is, else what its sheet or file is about."""
    stage = staged.table.c
    own = literal(None, String)
    if "push_kind" in staged.fields:
        said = session.scalars(select(stage.push_kind).distinct()).all()
        known = [(stage.push_kind == word, kind_of_word(word)) for word in said if word and kind_of_word(word)]
        own = case(*known) if known else own
    whens = [
        (and_(stage.file == sheet.file, stage.sheet == sheet.seen.index), kind)
        for sheet in staged.sheets
        if (kind := _kind_of_sheet(staged, sheet.file, sheet.seen.index))
    ]
    return func.coalesce(own, case(*whens) if whens else literal(None, String), literal(OTHER, String))


def _kind_of_sheet(staged: Staged, file: int, sheet: int) -> str | None:
    seen = staged.sheet_of(file, sheet).seen
    telling = ("push_amount", "push_text", "happened_on")
    titles = [column.title for column in seen.columns if column.field in telling]
    texts = (seen.name, *seen.above, staged.names[file], *titles)
    return next((kind for text in texts if (kind := kind_of_word(text))), None)


def _list_names(staged: Staged) -> Expression:
    whens = [
        (
            and_(staged.table.c.file == sheet.file, staged.table.c.sheet == sheet.seen.index),
            f"{staged.names[sheet.file]} {sheet.seen.name}".strip()[:_LONGEST],
        )
        for sheet in staged.sheets
    ]
    return case(*whens, else_=literal("", String))


def _content(plan: PushPlan) -> Expression:
    """The text of the row behind the department's own word for it, where that is not one of ours."""
    names = plan.names
    text: Expression = func.coalesce(names.field("push_text"), names.field("remark"))
    if not names.has("push_kind"):
        return text
    word: Expression = case((plan.kind == OTHER, names.field("push_kind")))
    return func.coalesce(word + "：" + text, text, names.field("push_kind"))


def _identity(plan: PushPlan) -> dict[str, Expression]:
    names = plan.names
    return {
        "department": names.field("department"),
        "kind": plan.kind,
        "as_of_on": SUBJECT.c.data_on,
        "happened_on": names.field("happened_on"),
        "name": names.field("name", "head_name"),
        "id_number": names.field("id_number", "head_id_number"),
        "village": names.field("village"),
        "amount_fen": names.field("push_amount"),
        "content": _content(plan),
    }


def _bucket(names: Names) -> Expression:
    name = names.field("name", "head_name")
    unknown = and_(SUBJECT.c.person_id.is_(None), SUBJECT.c.household_id.is_(None))
    other = and_(SUBJECT.c.ours.is_not(None), name.is_not(None), SUBJECT.c.ours != name)
    return case((unknown, "not_found"), (other, "name_differs"), else_="matched")


def _values(plan: PushPlan) -> dict[str, Expression]:
    """Whom the row speaks of; what a person has matched by hand since is not taken back by a list that knows nobody."""
    certain = _bucket(plan.names) == "matched"
    row = VERSIONED["department_row"].alias("kept_row")
    kept = select(row.c.matched).where(row.c.id == SUBJECT.c.existing_id).correlate(SUBJECT).scalar_subquery()
    return {
        "person_id": case((certain, SUBJECT.c.person_id)),
        "household_id": case((certain, SUBJECT.c.household_id)),
        "matched": case((kept.in_(("matched", "by_hand")), kept), else_=_bucket(plan.names)),
    }
