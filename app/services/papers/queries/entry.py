"""录入: the list for the platform's operator, the ledgers, and what has to be corrected there (workflow 2 and 5)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from sqlalchemy import select

from app.models.cases import PlatformTask
from app.models.enums import CaseState, Category
from app.models.household import Household, HouseholdSummary
from app.models.region import Region
from app.services.entry.completeness import missing_of
from app.services.entry.platform import TaskKind
from app.services.papers.layouts.listing import ListData
from app.services.papers.queries.asking import NOTHING_FOUND, Draft, Found, Question, drafts, risk_labels
from app.services.papers.queries.case_rows import CaseRow, case_rows, in_states, last, steps_of_cases, wanted_cases
from app.services.papers.queries.gone import LastKnown, last_known
from app.services.papers.queries.listing import by_village, make_list, numbered, one_list, sums
from app.services.papers.wording import short_day

ON_THE_LEDGER = (CaseState.ENTERED, CaseState.MONITORED, CaseState.CLEARING_PROPOSED)


def entry_list(question: Question) -> Found:
    """录入清单: what was entered or marked, and what is still to be."""
    cases = case_rows(question, in_states(CaseState.APPROVED, *ON_THE_LEDGER))
    steps = steps_of_cases(question, (row.case_id for row in cases), "record_approval", "record_entry")
    own = [row for row in cases if row.case_id in steps]
    if not own:
        return drafts(NOTHING_FOUND)
    open_ = [row.household_id for row in own if not last(steps, row.case_id, "record_entry")]
    missing = missing_of(question.session, open_, year=question.year)
    rows = []
    for row in own:
        step = last(steps, row.case_id, "record_entry")
        lacking = "、".join(field.text for field in missing.get(row.household_id, ()) if field.is_required)
        kind = "录入" if row.category_code == Category.MARGINAL else "标注"
        rows.append(
            (
                *(row.village, row.code, row.head, row.id_number, str(row.members), row.category, kind),
                row.national_code,
                short_day(step.occurred_on) if step else "",
                step.text("operator") if step else "",
                "" if step else lacking or "齐全，待录入",
            )
        )
    title = f"{question.township}{question.year}年国家系统录入（标注）清单"
    return one_list(make_list(question, title, numbered(rows)), own)


def township_ledger(question: Question) -> Found:
    """监测对象台账 of the township: everybody who is watched."""
    cases = wanted_cases(question, *ON_THE_LEDGER)
    if not cases:
        return drafts(NOTHING_FOUND)
    data = ledger(question, cases, place=question.township, office=question.government)
    if question.freezing:  # what was compared with the platform's export in one step, not everybody who is watched
        data = replace(data, subtitle="（本次与国家系统核对一致的对象）")
    return one_list(data, cases)


def village_ledgers(question: Question) -> Found:
    """The same, one for each village."""
    cases = case_rows(question, in_states(*ON_THE_LEDGER))
    return drafts(
        [
            Draft(
                ledger(question, own, place=village, office=f"{question.township}{village}"),
                village_id=village_id,
                case_ids=tuple(row.case_id for row in own),
            )
            for village_id, village, own in by_village(cases)
        ]
    )


def ledger(question: Question, cases: Sequence[CaseRow], *, place: str, office: str) -> ListData:
    """The ledger of these cases."""
    rows = [
        (
            *(row.village, row.group, row.code, row.national_code, row.head, row.id_number, str(row.members)),
            *(row.category, risk_labels(row.risks), row.identified, row.entered, row.income),
            *(str(row.open_alerts or ""), row.state.label, ""),
        )
        for row in cases
    ]
    households, persons = sums(cases)
    notes = (f"共{households}户{persons}人。",)
    title = f"{place}{question.year}年防止返贫监测对象台账"
    return make_list(question, title, numbered(rows), kind="ledger", office=office, notes=notes)


def corrections(question: Question) -> Found:
    """国家系统待办和待修改清单: what is to be done on the platforms, and what was done when."""
    statement = (
        select(PlatformTask, HouseholdSummary.village_name, HouseholdSummary.code, HouseholdSummary.head_name)
        .join(HouseholdSummary, HouseholdSummary.household_id == PlatformTask.household_id)
        .join(Household, Household.id == PlatformTask.household_id)
        .join(Region, Region.id == Household.village_id)
        .where(PlatformTask.is_void.is_(None))
        .order_by(Region.position, Region.id, HouseholdSummary.head_name, PlatformTask.id)
    )
    statement = statement.where(*question.within(village=Household.village_id, household=Household.id))
    tasks = list(question.session.execute(statement))
    known = last_known(question.session, (row.PlatformTask.household_id for row in tasks if not row.head_name))
    rows = [
        (
            *(village, code, head or _last_head(known, task.household_id), TaskKind(task.kind).label, task.field or ""),
            *(task.old_value or "", task.new_value or ""),
            *(short_day(task.opened_on), short_day(task.done_on), task.done_by or ""),
        )
        for task, village, code, head in tasks
    ]
    if not rows:
        return drafts(NOTHING_FOUND)
    return one_list(make_list(question, f"{question.township}国家系统待办和待修改清单", numbered(rows)))


def _last_head(known: Mapping[int, LastKnown], household_id: int) -> str:
    found = known.get(household_id)
    return found.head if found else ""
