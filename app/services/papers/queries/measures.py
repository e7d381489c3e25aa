"""帮扶措施台账: of the township, of each village, of each household; whether an alert asked for the help or not."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, cast

from sqlalchemy import func, select

from app.models.cases import Alert, Measure
from app.models.enums import MeasureGroup, MeasureState
from app.models.household import Household, HouseholdSummary
from app.models.plans import Department
from app.models.region import Region
from app.services.papers.queries.asking import NOTHING_FOUND, Draft, Found, Question, drafts
from app.services.papers.queries.gone import last_known
from app.services.papers.queries.listing import make_list, numbered, one_list
from app.services.papers.wording import short_day, yuan


@dataclass(frozen=True, slots=True)
class _Helped:
    """A measure and the household it helps."""

    household_id: int
    village_id: int
    village: str
    head: str
    cells: tuple[str, ...]


def township(question: Question) -> Found:
    """One ledger with every measure, by village and household."""
    rows = _helped(question)
    if not rows:
        return drafts(NOTHING_FOUND)
    title = f"{question.township}防返贫帮扶措施台账"
    return one_list(make_list(question, title, numbered(row.cells for row in rows), kind="measure_ledger"))


def villages(question: Question) -> Found:
    """One ledger for each village that is helped."""
    return _split(question, lambda row: row.village_id, lambda row: row.village, is_household=False)


def households(question: Question) -> Found:
    """One ledger for each household that is helped."""
    return _split(question, lambda row: row.household_id, lambda row: f"{row.village}{row.head}户", is_household=True)


def _split(
    question: Question, key: Callable[[_Helped], int], name: Callable[[_Helped], str], *, is_household: bool
) -> Found:
    found: list[Draft] = []
    for _, group in groupby(_helped(question), key=key):
        rows = list(group)
        first = rows[0]
        data = make_list(
            question,
            f"{name(first)}帮扶措施台账",
            numbered(row.cells for row in rows),
            kind="measure_ledger",
            office=f"{question.township}{first.village}",
        )
        household_id = first.household_id if is_household else None
        found.append(Draft(data, household_id=household_id, village_id=first.village_id))
    return drafts(found)


def _helped(question: Question) -> list[_Helped]:
    """Every measure of the villages and households that are wanted, in the order of villages, groups and heads."""
    summary = HouseholdSummary
    columns = (
        *(Measure, Household.village_id, Region.name.label("village"), summary.head_name),
        *(Alert.number, Department.name.label("department")),
    )
    statement = (
        select(*cast("tuple[Any, ...]", columns))
        .join(Household, Household.id == Measure.household_id)
        .join(summary, summary.household_id == Household.id)
        .join(Region, Region.id == Household.village_id)
        .outerjoin(Alert, Alert.id == Measure.alert_id)
        .outerjoin(Department, Department.id == func.coalesce(Measure.department_id, Alert.department_id))
        .where(*question.within(village=Household.village_id, household=Household.id))
        .order_by(Region.position, Region.id, summary.group_order, summary.group_name, Household.id, Measure.id)
    )
    rows: Sequence[Any] = question.session.execute(statement).all()
    known = last_known(question.session, (row.Measure.household_id for row in rows if not row.head_name))
    found: list[_Helped] = []
    for row in rows:
        measure = row.Measure
        head = known[measure.household_id].head if measure.household_id in known else row.head_name
        cells = _cells(measure, row.village, head, row.number or "", row.department or "")
        found.append(_Helped(measure.household_id, row.village_id, row.village, head, cells))
    return found


def _cells(measure: Measure, village: str, head: str, number: str, department: str) -> tuple[str, ...]:
    return (
        *(village, head, number, MeasureGroup(measure.group).label, measure.description or "", department),
        *(measure.responsible or "", yuan(measure.amount_fen), short_day(measure.due_on), short_day(measure.done_on)),
        *(measure.evidence or measure.cancelled_reason or "", MeasureState(measure.state).label),
    )
