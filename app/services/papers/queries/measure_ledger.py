"""帮扶措施台账: every measure with its responsible and where it stands, of alerts and of households without one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

from sqlalchemy import select

from app.models.cases import Measure
from app.models.enums import MeasureGroup, MeasureState
from app.models.household import Household, HouseholdSummary
from app.models.plans import Department
from app.models.region import Region
from app.services.papers.queries.alerts import alert_rows, measures_of
from app.services.papers.queries.asking import NOTHING_FOUND, Found, Question, drafts
from app.services.papers.queries.listing import make_list, numbered, one_list
from app.services.papers.wording import short_day, yuan

_Line = tuple[str, ...]


def measures(question: Question) -> Found:
    """Those of alerts by number, then the others by village."""
    lines = [*_of_alerts(question), *(_of_households(question) if question.scope.alerts is None else ())]
    if not lines:
        return drafts(NOTHING_FOUND)
    return one_list(
        make_list(question, f"{question.township}防返贫帮扶措施台账", numbered(lines), kind="measure_ledger")
    )


def _of_alerts(question: Question) -> Iterator[_Line]:
    rows = alert_rows(question)
    by_alert = measures_of(question, (row.alert.id for row in rows))
    for row in rows:
        for measure in by_alert.get(row.alert.id, ()):
            yield _cells(measure, row.village, row.head, row.alert.number, row.department)


def _of_households(question: Question) -> Iterator[_Line]:
    columns = (Measure, Region.name.label("village"), HouseholdSummary.head_name, Department.name.label("department"))
    statement = (
        select(*cast("tuple[Any, ...]", columns))
        .join(Household, Household.id == Measure.household_id)
        .join(HouseholdSummary, HouseholdSummary.household_id == Household.id)
        .join(Region, Region.id == Household.village_id)
        .outerjoin(Department, Department.id == Measure.department_id)
        .where(Measure.alert_id.is_(None))
        .where(*question.within(village=Household.village_id, household=Household.id))
        .order_by(Region.position, Region.id, HouseholdSummary.head_name, Measure.id)
    )
    for row in question.session.execute(statement):
        yield _cells(row.Measure, row.village, row.head_name or "", "", row.department or "")


def _cells(m: Measure, village: str, head: str, alert: str, department: str) -> _Line:
    return (
        *(village, head, alert, MeasureGroup(m.group).label, m.description or ""),
        *(department, m.responsible or "", yuan(m.amount_fen), short_day(m.due_on), short_day(m.done_on)),
        *(m.evidence or m.cancelled_reason or "", MeasureState(m.state).label),
    )
