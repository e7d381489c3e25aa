"""Fields in which ledger and list differ: statements bring the candidates, the reading of words decides.

A list's empty cell says nothing. Of several facts of ours the effective one is compared (``app.services.effective``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from typing import cast as type_cast

from sqlalchemy import Column, FromClause, Integer, String, Table, Text, cast, func, insert, literal, null, or_, select
from sqlalchemy.orm import Session

from app.models.audit import AuditEntry
from app.models.enums import Category
from app.models.history import VERSIONED
from app.models.household import HouseholdSummary
from app.models.imports import ImportBatch
from app.models.region import Region
from app.services import effective as e
from app.services.clock import OFFICE_ZONE
from app.services.comparison.kinds import Draft, ItemKind, ListKind
from app.services.comparison.presence import Sides, heads_that_differ
from app.services.comparison.same import is_same, shown
from app.services.files.codes import code_list
from app.services.files.columns import Field, column_set
from app.services.imports import roster_fields as fields
from app.services.imports.roster_tables import HOUSEHOLD, MEMBER, STAGE
from app.services.imports.sql import Expression, build_indexes, drop, make_empty, temporary_table
from app.services.imports.staging import Staged

_SPELL = VERSIONED["monitoring_spell"]
_SUMMARY = type_cast("Table", HouseholdSummary.__table__)
_DAY_AT, _DAY_LENGTH = 7, 10
# Where nothing of ours is written, the list's word for the usual is no news.
_ONLY_IF_OURS = frozenset({"id_kind"})
# Of the export's own columns of monitoring only the category is compared, with the category that is running here.
_NOT_COMPARED = frozenset({"village_id", "group_id"}) | frozenset(
    {
        "net_per_head_fen",
        "exported_category",
        "exported_risk_cleared",
        "exported_identified",
        "exported_cleared",
        "exported_member_count",
    }
)
PLACE_GROUP, PLACE_VILLAGE, CATEGORY = "household.group_id", "household.village_id", "monitoring_spell.category"


def _facts_table(name: str, columns: Sequence[str]) -> Table:
    made = [Column("owner_id", Integer, primary_key=True), *(Column(column, Text) for column in columns)]
    return temporary_table(name, *made)


_OF_PERSONS = _facts_table("compared_person_fact", list(fields.PERSON_FACT_COLUMNS))
_OF_HOUSEHOLDS = _facts_table(
    "compared_household_fact", [c for c in fields.HOUSEHOLD_FACT_COLUMNS if c not in _NOT_COMPARED]
)


@dataclass(frozen=True, slots=True)
class _Candidate:
    subject_id: int
    row_id: int
    n: int
    ours: str | None
    ours_on: date | None
    seq: int | None
    theirs: str | None
    theirs_on: date | None


def differing_fields(session: Session, staged: Staged, sides: Sides, kind: ListKind) -> list[Draft]:
    """Every field that says something else; of persons and households in the scope."""
    compared = _Compared(session, staged, sides)
    found = [*compared.persons(), *compared.households(), *compared.places(), *compared.categories()]
    if kind.column:
        found += compared.of_the_list(kind)
    drop(session, _OF_PERSONS)
    drop(session, _OF_HOUSEHOLDS)
    return found


class _Compared:
    def __init__(self, session: Session, staged: Staged, sides: Sides) -> None:
        self._session, self._staged, self._sides = session, staged, sides
        self._fields = {field.name: field for field in column_set("roster").fields}
        in_scope = sides.rows_in_scope()
        self._rows = {row.n: row for row in in_scope if row.person_id and row.home_id in sides.matched.households}
        self._other_head = self._heads_differ()
        self._days = _Days(session)

    def _heads_differ(self) -> frozenset[int]:
        return frozenset(draft.household_id for draft in heads_that_differ(self._sides) if draft.household_id)

    # -- persons -------------------------------------------------------------------------------------

    def persons(self) -> Iterator[Draft]:
        """Identity, relation and facts of the persons on both sides."""
        for target in (fields.PERSON, fields.MEMBERSHIP):
            for column in self._columns(target.columns):
                for found in self._stored(target, column):
                    yield from self._person(target.table.name, column, target.columns[column], found)
        yield from self._person_facts()

    def _columns(self, columns: Mapping[str, str]) -> list[str]:
        present = self._sides.fields
        return [name for name, field in columns.items() if field in present and name not in _NOT_COMPARED]

    def _stored(self, target: fields.Target, column: str) -> Iterator[_Candidate]:
        """Where a column of the row itself says something else than the list."""
        ours, theirs = target.table.c[column], target.source.c[target.columns[column]]
        of_person = target.source is STAGE
        source = MEMBER.join(STAGE, STAGE.c.n == MEMBER.c.n) if of_person else HOUSEHOLD
        subject, n = (MEMBER.c.person_id, MEMBER.c.n) if of_person else (HOUSEHOLD.c.household_id, HOUSEHOLD.c.first_n)
        statement = (
            select(
                *(subject, target.table.c.id, n, cast(ours, String), literal(None), target.table.c.seq),
                *(cast(theirs, String), cast(target.plan.c.data_on, String)),
            )
            .select_from(source.join(target.table, target.table.c.id == target.row_id))
            .where(theirs.is_not(None), theirs.is_distinct_from(ours))
        )
        return self._candidates(statement)

    def _candidates(self, statement: object) -> Iterator[_Candidate]:
        for subject, row_id, n, ours, ours_on, seq, theirs, theirs_on in self._session.execute(statement):  # type: ignore[call-overload]
            yield _Candidate(subject, row_id, n, ours, _read_day(ours_on), seq, theirs, _read_day(theirs_on))

    def _person_facts(self) -> Iterator[Draft]:
        columns = self._columns(fields.PERSON_FACT_COLUMNS)
        if not columns:
            return
        persons = select(MEMBER.c.person_id).where(MEMBER.c.person_id.is_not(None))
        _gather(self._session, _OF_PERSONS, e.person_fact, "person_id", persons, columns)
        source = MEMBER.join(STAGE, STAGE.c.n == MEMBER.c.n).outerjoin(
            _OF_PERSONS, _OF_PERSONS.c.owner_id == MEMBER.c.person_id
        )
        for column in columns:
            theirs = STAGE.c[fields.PERSON_FACT_COLUMNS[column]]
            where = MEMBER.c.person_id.is_not(None)
            parts = (MEMBER.c.person_id, MEMBER.c.n, MEMBER.c.data_on)
            for found in self._candidates(_facts(source, _OF_PERSONS.c[column], theirs, parts).where(where)):
                yield from self._person("person_fact", column, fields.PERSON_FACT_COLUMNS[column], found)

    def _person(self, table: str, column: str, name: str, found: _Candidate) -> Iterator[Draft]:
        row = self._rows.get(found.n)
        field = self._fields[name]
        if row is None or row.home_id is None or row.person_id is None or not self._differs(field, column, found):
            return
        target = self._sides.matched.target_of(row)
        if table == "membership" and (target not in (None, row.home_id) or row.home_id in self._other_head):
            return
        ours = self._sides.matched.households[row.home_id]
        yield Draft(
            kind=ItemKind.FIELD,
            key=f"field|p{row.person_id}|{table}.{column}",
            household_id=ours.household_id,
            person_id=row.person_id,
            village_id=ours.village_id,
            name=row.name,
            id_number=row.id_number,
            household_code=ours.code,
            **self._values(table, column, field, found),
        )

    @staticmethod
    def _differs(field: Field, column: str, found: _Candidate) -> bool:
        if found.ours is None and column in _ONLY_IF_OURS:
            return False
        return not is_same(field, found.ours, found.theirs)

    def _values(self, table: str, column: str, field: Field, found: _Candidate) -> dict[str, Any]:
        n = found.n
        return {
            "column": f"{table}.{column}",
            "field": self._title(field),
            "ours": shown(field, found.ours),
            "theirs": shown(field, found.theirs),
            "value": found.theirs,
            "ours_on": found.ours_on or (self._days.of(found.seq) if found.ours is not None else None),
            "theirs_on": found.theirs_on,
            "n": n,
        }

    @staticmethod
    def _title(field: Field) -> str:
        return field.titles[0]

    # -- households ----------------------------------------------------------------------------------

    def households(self) -> Iterator[Draft]:
        """The household's own columns and its facts."""
        for column in self._columns(fields.HOUSEHOLD_COLUMNS):
            for found in self._stored(fields.HOUSEHOLDS, column):
                yield from self._household("household", column, fields.HOUSEHOLD_COLUMNS[column], found)
        if "net_per_head" in self._sides.fields:
            yield from self._incomes()
        columns = self._columns(fields.HOUSEHOLD_FACT_COLUMNS)
        if not columns:
            return
        homes = select(HOUSEHOLD.c.household_id).where(HOUSEHOLD.c.household_id.is_not(None))
        _gather(self._session, _OF_HOUSEHOLDS, e.household_fact, "household_id", homes, columns)
        source = HOUSEHOLD.outerjoin(_OF_HOUSEHOLDS, _OF_HOUSEHOLDS.c.owner_id == HOUSEHOLD.c.household_id)
        for column in columns:
            name = fields.HOUSEHOLD_FACT_COLUMNS[column]
            parts = (HOUSEHOLD.c.household_id, HOUSEHOLD.c.first_n, HOUSEHOLD.c.data_on)
            statement = _facts(source, _OF_HOUSEHOLDS.c[column], HOUSEHOLD.c[name], parts)
            for found in self._candidates(statement.where(HOUSEHOLD.c.household_id.is_not(None))):
                yield from self._household("household_fact", column, name, found)

    def _incomes(self) -> Iterator[Draft]:
        """The effective income per head, whatever it was reckoned from."""
        ours, plan = _SUMMARY.c.net_per_head_fen, HOUSEHOLD.c
        statement = (
            select(plan.household_id, plan.household_id, plan.first_n, cast(ours, String), null(), null())
            .add_columns(cast(plan.net_per_head, String), cast(plan.data_on, String))
            .join(_SUMMARY, _SUMMARY.c.household_id == plan.household_id)
            .where(plan.net_per_head.is_not(None), plan.net_per_head.is_distinct_from(ours))
        )
        for found in self._candidates(statement):
            yield from self._household("household_fact", "net_per_head_fen", "net_per_head", found)

    def _household(self, table: str, column: str, name: str, found: _Candidate) -> Iterator[Draft]:
        field = self._fields[name]
        if found.subject_id in self._sides.scope.households and self._differs(field, column, found):
            made = self._of_household(found.subject_id, f"{table}.{column}")
            for key, value in self._values(table, column, field, found).items():
                setattr(made, key, value)
            yield made

    def _of_household(self, household_id: int, column: str) -> Draft:
        ours = self._sides.matched.households[household_id]
        head = self._sides.matched.heads.get(household_id)
        return Draft(
            kind=ItemKind.FIELD,
            key=f"field|h{household_id}|{column}",
            household_id=household_id,
            village_id=ours.village_id,
            name=head.name if head else "",
            household_code=ours.code,
            column=column,
        )

    def places(self) -> Iterator[Draft]:
        """Village and group, where the list names ones that we know."""
        names = dict(self._session.execute(select(Region.id, Region.name)).all())
        for home in self._sides.matched.homes.values():
            if home.household_id not in self._sides.scope.households:
                continue
            ours = self._sides.matched.households[home.household_id]
            pairs: list[tuple[str, str, int | None, int | None]] = [
                (PLACE_VILLAGE, "行政村", ours.village_id, home.village_id)
            ]
            if home.village_id in (None, ours.village_id) and (home.group_id or 0) > 0:
                pairs.append((PLACE_GROUP, "村民小组", ours.group_id, home.group_id))
            for column, title, here, there in pairs:
                if there is None or here == there:
                    continue
                made = self._of_household(ours.household_id, column)
                made.field, made.ours, made.theirs = title, names.get(here or 0, ""), names.get(there, "")
                made.value, made.theirs_on, made.n = str(there), home.day, home.head_n
                yield made

    def categories(self) -> Iterator[Draft]:
        """The category under which a household is watched here, beside the list's."""
        if "category" not in self._sides.fields:
            return
        statement = (
            select(HOUSEHOLD.c.household_id, HOUSEHOLD.c.first_n, HOUSEHOLD.c.category, _SPELL.c.category)
            .join(_SPELL, _SPELL.c.household_id == HOUSEHOLD.c.household_id)
            .where(_SPELL.c.closed_on.is_(None), HOUSEHOLD.c.category.is_not(None))
            .add_columns(_SPELL.c.identified_on, cast(HOUSEHOLD.c.data_on, String))
        )
        for household_id, n, theirs, ours, since, day in self._session.execute(statement):
            known = Category(ours)
            found = code_list("monitoring_category").find(known.label)
            if household_id not in self._sides.scope.households or (found and found[0] == theirs):
                continue
            made = self._of_household(household_id, CATEGORY)
            made.field, made.ours, made.theirs, made.value = "监测对象类别", known.label, theirs, theirs
            made.ours_on, made.theirs_on, made.n = since, _read_day(day), n
            yield made

    # -- a list that says one thing of everybody on it ----------------------------------------------

    def of_the_list(self, kind: ListKind) -> Iterator[Draft]:
        """Who is on it and not known for it, and who is known for it and not on it."""
        column, matched, scope = kind.column, self._sides.matched, self._sides.scope
        persons = select(VERSIONED["person"].c.id)
        _gather(self._session, _OF_PERSONS, e.person_fact, "person_id", persons, [column])
        keyed = dict(self._session.execute(select(_OF_PERSONS.c.owner_id, _OF_PERSONS.c[column])).all())
        field = self._fields[fields.PERSON_FACT_COLUMNS[column]]
        is_truth = field.kind.value == "truth"
        on_list = {row.person_id: row for row in matched.rows if row.person_id}
        for member in matched.members.values():
            if member.household_id not in scope.households:
                continue
            row, known = on_list.get(member.person_id), keyed.get(member.person_id)
            ours = known[e.KEY_LENGTH :] if known else None
            holds = ours is not None and ours not in ("0", "", "无")
            if (row is not None) == holds or (row is not None and not is_truth and field.name in self._sides.fields):
                continue
            home = matched.households[member.household_id]
            yield Draft(
                kind=ItemKind.FIELD,
                key=f"field|p{member.person_id}|person_fact.{column}",
                household_id=home.household_id,
                person_id=member.person_id,
                village_id=home.village_id,
                name=row.name if row else member.name,
                id_number=row.id_number if row else member.id_number,
                household_code=home.code,
                column=f"person_fact.{column}",
                field=self._title(field),
                ours=shown(field, ours),
                theirs="在名单上" if row else "不在名单上",
                value=("1" if row else "0") if is_truth else None,
                ours_on=_day_in(known),
                theirs_on=row.day if row else None,
                n=row.n if row else None,
            )


def _gather(session: Session, table: Table, facts: Table, owner: str, owners: object, columns: Sequence[str]) -> None:
    """The effective value of each column and owner with its key in front, in one pass over the facts."""
    make_empty(session, table)
    key = e.key_of(facts)
    values = [func.max(key + cast(facts.c[column], String)) for column in columns]
    rows = select(facts.c[owner], *values).where(facts.c[owner].in_(owners)).group_by(facts.c[owner])  # type: ignore[arg-type]
    session.execute(insert(table).from_select(["owner_id", *columns], rows))
    build_indexes(session, table)


def _facts(source: FromClause, keyed: Expression, theirs: Expression, parts: Sequence[Expression]):
    subject, n, day = parts
    ours = e.value_in(keyed)
    ours_on = func.substr(keyed, _DAY_AT, _DAY_LENGTH)
    told = cast(theirs, String)
    return (
        select(subject, subject, n, ours, ours_on, null(), told, cast(day, String))
        .select_from(source)
        .where(theirs.is_not(None), or_(keyed.is_(None), ours != told))
    )


def _day_in(keyed: str | None) -> date | None:
    return _read_day(keyed[_DAY_AT - 1 : _DAY_AT - 1 + _DAY_LENGTH]) if keyed else None


def _read_day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


class _Days:
    """The day of a version: its file's where an import wrote it, else the day on which it was typed."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._known: dict[int, date | None] = {}
        self._batches = {
            seq: day for seq, day in session.execute(select(ImportBatch.applied_seq, ImportBatch.data_on)) if day
        }

    def of(self, seq: int | None) -> date | None:
        """The day of a version's number."""
        if seq is None:
            return None
        if seq not in self._known:
            typed = self._session.scalar(select(AuditEntry.recorded_at).where(AuditEntry.seq == seq))
            self._known[seq] = self._batches.get(seq) or (typed.astimezone(OFFICE_ZONE).date() if typed else None)
        return self._known[seq]
