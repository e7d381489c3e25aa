"""What a roster's plan comes to, in words: counts, refused rows, questions, values before and after."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sqlalchemy import Row, Select, String, cast, func, literal, select
from sqlalchemy.orm import Session

from app.models.history import VERSIONED
from app.services.errors import Reason
from app.services.files.codes import code_list
from app.services.files.columns import FieldKind
from app.services.imports import roster_fields as fields
from app.services.imports.kinds import Placed, all_rejections, rejection
from app.services.imports.results import Counts, FieldChange, Question, Rejection
from app.services.imports.roster_match import NO_HOUSEHOLD, REPEATED
from app.services.imports.roster_plan import HAS_LEFT, MOVES, STAYS
from app.services.imports.roster_tables import DIFFERENCE, HOUSEHOLD, MEMBER, PLACE, STAGE
from app.services.imports.sql import Expression, count_rows
from app.services.imports.staging import Staged
from app.services.wording import sentence

# A preview shows so many; the count is always whole.
SHOWN = 500

HOUSEHOLDS, PERSONS, MEMBERSHIPS = (VERSIONED[name] for name in ("household", "person", "membership"))
_PLACE_FIELDS = {"village_id": "行政村", "group_id": "村民小组"}
_REASONS: Mapping[str, tuple[str, str]] = {
    REPEATED: ("row.repeated", "id_number"),
    NO_HOUSEHOLD: ("row.no_household", "name"),
}


def counts_of(session: Session) -> tuple[Counts, Counts]:
    """Households and members by outcome."""
    return _counts(session, HOUSEHOLD.c.outcome), _counts(session, MEMBER.c.outcome)


def _counts(session: Session, outcome: Expression) -> Counts:
    found = dict(session.execute(select(outcome, func.count()).where(outcome.is_not(None)).group_by(outcome)).all())
    return Counts(**{str(name): number for name, number in found.items()})


def rejections_of(session: Session, staged: Staged) -> tuple[Rejection, ...]:
    """Every refused row, in the order of files and rows."""
    statement = (
        select(STAGE.c.n, MEMBER.c.problem, MEMBER.c.problem_row, STAGE.c.name, STAGE.c.village, STAGE.c.township)
        .join(MEMBER, MEMBER.c.n == STAGE.c.n)
        .where(MEMBER.c.problem.is_not(None))
    )
    planned: list[Placed] = []
    for n, problem, first_row, name, village, township in session.execute(statement).all():
        code, field = _REASONS.get(problem, (problem, "village"))
        values = {"first_row": first_row, "name": name, "village": village, "township": township}
        planned.append(rejection(session, staged, n, field=field, code=code, **values))
    return all_rejections(staged, planned)


def changes_of(session: Session, staged: Staged) -> tuple[int, tuple[FieldChange, ...]]:
    """How many values change (or are kept against the file), and the first of them."""
    total = count_rows(session, DIFFERENCE)
    shown = _with_place(select(DIFFERENCE)).order_by(DIFFERENCE.c.kept.desc(), DIFFERENCE.c.n, DIFFERENCE.c.field)
    words = _Words(session, staged)
    return total, tuple(words.change(row) for row in session.execute(shown.limit(SHOWN)))


def _with_place(statement: Select[*tuple[object, ...]]) -> Select[*tuple[object, ...]]:
    """Beside each difference: where it stands in the file, and whose it is."""
    code = select(HOUSEHOLDS.c.code).where(HOUSEHOLDS.c.id == HOUSEHOLD.c.household_id).scalar_subquery()
    return (
        statement.add_columns(STAGE.c.file, STAGE.c.sheet, STAGE.c.row, STAGE.c.name, code.label("code"))
        .join(STAGE, STAGE.c.n == DIFFERENCE.c.n)
        .outerjoin(HOUSEHOLD, HOUSEHOLD.c.key == DIFFERENCE.c.key)
    )


def questions_of(session: Session, staged: Staged) -> Iterator[Question]:
    """What a person should look at; the import goes on without an answer."""
    words = _Words(session, staged)
    kept = _with_place(select(DIFFERENCE).where(DIFFERENCE.c.kept == 1)).order_by(DIFFERENCE.c.n)
    for row in session.execute(kept):
        change = words.change(row)
        values = {"label": change.label, "field": change.field, "ours": change.old, "theirs": change.new}
        yield words.question("newer_here", row, **values)
    for moves, kind in ((MOVES, "moved"), (STAYS, "stays_here"), (HAS_LEFT, "has_left")):
        for row in session.execute(_moving(moves)):
            values = {"label": row.name, "ours": row.ours or "—", "theirs": row.theirs or "新户"}
            yield words.question(kind, row, **values)
    for row in session.execute(_missing()):
        message = sentence(Reason("question.member_missing", {"label": row.name, "ours": row.ours}))
        yield Question("member_missing", "、".join(staged.names), "", None, message)


def _moving(moves: int) -> Select[*tuple[object, ...]]:
    home = HOUSEHOLDS.alias("home")
    target = HOUSEHOLDS.alias("target")
    last_reason = (
        select(MEMBERSHIPS.c.end_reason)
        .where(MEMBERSHIPS.c.person_id == MEMBER.c.person_id)
        .order_by(MEMBERSHIPS.c.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    ours = last_reason if moves == HAS_LEFT else home.c.code
    theirs = func.coalesce(target.c.code, HOUSEHOLD.c.code)
    return (
        select(STAGE.c.file, STAGE.c.sheet, STAGE.c.row, STAGE.c.name, ours.label("ours"), theirs.label("theirs"))
        .select_from(MEMBER)
        .join(STAGE, STAGE.c.n == MEMBER.c.n)
        .outerjoin(HOUSEHOLD, HOUSEHOLD.c.key == MEMBER.c.key)
        .outerjoin(home, home.c.id == MEMBER.c.home_id)
        .outerjoin(target, target.c.id == HOUSEHOLD.c.household_id)
        .where(MEMBER.c.moves == moves)
        .order_by(MEMBER.c.n)
    )


def _missing() -> Select[*tuple[object, ...]]:
    """Living members of the file's households whom the file does not name."""
    named = select(MEMBER.c.person_id).where(MEMBER.c.person_id.is_not(None))
    return (
        select(PERSONS.c.name, HOUSEHOLDS.c.code.label("ours"))
        .select_from(HOUSEHOLD)
        .join(HOUSEHOLDS, HOUSEHOLDS.c.id == HOUSEHOLD.c.household_id)
        .join(MEMBERSHIPS, MEMBERSHIPS.c.household_id == HOUSEHOLDS.c.id)
        .join(PERSONS, PERSONS.c.id == MEMBERSHIPS.c.person_id)
        .where(
            HOUSEHOLD.c.outcome.in_(("updated", "unchanged")),
            MEMBERSHIPS.c.to_on.is_(None),
            MEMBERSHIPS.c.person_id.not_in(named),
        )
        .order_by(HOUSEHOLDS.c.code, MEMBERSHIPS.c.position)
    )


class _Words:
    """Stored values as people read them."""

    def __init__(self, session: Session, staged: Staged) -> None:
        self._session, self._staged = session, staged
        self._kinds = {field.name: field for field in staged.columns.fields}
        self._columns = {t.table.name: t.columns for t in fields.TARGETS}

    def change(self, row: Row[*tuple[object, ...]]) -> FieldChange:
        """One difference with its label and its values in words."""
        field = self._columns[row.subject].get(row.field, row.field)
        is_person = row.subject in ("person", "membership", "person_fact")
        label = f"{row.name}（{row.code}）" if is_person and row.code else row.name if is_person else str(row.code)
        return FieldChange(
            subject="person" if is_person else "household",
            label=label,
            field=_PLACE_FIELDS.get(field) or self._staged.title_of(row.file, row.sheet, field),
            old=self._shown(field, row.old),
            new=self._shown(field, row.new),
            file=self._staged.names[row.file],
            sheet=self._staged.sheet_of(row.file, row.sheet).seen.name,
            row=row.row,
            kept=bool(row.kept),
        )

    def question(self, kind: str, row: Row[*tuple[object, ...]], **values: object) -> Question:
        """A question with its place."""
        sheet = self._staged.sheet_of(row.file, row.sheet).seen.name
        return Question(
            kind, self._staged.names[row.file], sheet, row.row, sentence(Reason(f"question.{kind}", values))
        )

    def _shown(self, field: str, value: str | None) -> str | None:
        if value is None:
            return None
        if field in _PLACE_FIELDS:
            return self._region_name(int(value))
        kind = self._kinds[field]
        if kind.kind == FieldKind.TRUTH:
            return "是" if value == "1" else "否"
        if kind.kind == FieldKind.FEN:
            return f"{int(value) / 100:.2f}"
        return code_list(kind.code_list).label(value) if kind.code_list else value

    def _region_name(self, region_id: int) -> str:
        region = VERSIONED["region"]
        if region_id > 0:
            return self._session.scalar(select(region.c.name).where(region.c.id == region_id)) or "—"
        new = select(PLACE.c.group_name).where(PLACE.c.group_id == literal(region_id)).limit(1)
        return str(self._session.scalar(cast_text(new)) or "—")


def cast_text(statement: Select[*tuple[object, ...]]) -> Select[str]:
    """A one-column select as text."""
    return select(cast(statement.scalar_subquery(), String))
