"""动态监测: the sheet of a village and month, filled where it was checked, empty where it is still to be."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from sqlalchemy import select

from app.models.cases import Alert, MonthlyCheck
from app.models.enums import MonthlyFinding, MonthlyItem
from app.models.history import in_chunks
from app.services.papers.queries.asking import Draft, Found, Question, drafts
from app.services.papers.queries.case_rows import CaseRow, case_rows, in_states
from app.services.papers.queries.entry import ON_THE_LEDGER
from app.services.papers.queries.listing import by_hand, by_village, make_list, numbered
from app.services.papers.wording import month as month_text
from app.services.papers.wording import short_day


def monthly_sheets(question: Question) -> Found:
    """月监测表: for every village this month, then the earlier months that were checked."""
    cases = case_rows(question, in_states(*ON_THE_LEDGER))
    checks = _checks(question, cases)
    this_month = f"{question.today:%Y-%m}"
    months = sorted({this_month, *(month for month, _ in checks)}, reverse=True)
    alerts = _alert_months(question, cases)
    found: list[Draft] = []
    for month in months:
        for village_id, village, own in by_village(cases):
            known = [row for row in own if (month, row.spell_id) in checks]
            if month != this_month and not known:
                continue
            rows = [_row(row, checks.get((month, row.spell_id)), (row.household_id, month) in alerts) for row in own]
            title = f"{village}{month_text(month)}防止返贫动态监测表"
            office = f"{question.township}{village}"
            data = make_list(question, title, numbered(rows), kind="monthly_sheet", office=office)
            found.append(Draft(data, village_id=village_id, case_ids=tuple(row.case_id for row in own)))
    return drafts(found)


def blank(question: Question) -> Found:
    """月监测表 without a village, to be copied by hand."""
    rows = numbered([("",) * 16] * _BLANK_ROWS)
    data = make_list(question, "村（社区）　　　年　　月防止返贫动态监测表", rows, kind="monthly_sheet", office="")
    return drafts([Draft(replace(data, day=None, columns=by_hand(data.columns), tall=True))])


_BLANK_ROWS = 15


def _checks(question: Question, cases: list[CaseRow]) -> dict[tuple[str, int | None], MonthlyCheck]:
    found: dict[tuple[str, int | None], MonthlyCheck] = {}
    for chunk in in_chunks(sorted({row.spell_id for row in cases if row.spell_id})):
        for check in question.session.scalars(select(MonthlyCheck).where(MonthlyCheck.spell_id.in_(chunk))):
            found[check.month, check.spell_id] = check
    return found


def _alert_months(question: Question, cases: list[CaseRow]) -> set[tuple[int, str]]:
    """(household, month) of every alert that was raised."""
    found: set[tuple[int, str]] = set()
    for chunk in in_chunks(sorted({row.household_id for row in cases})):
        statement = select(Alert.household_id, Alert.found_on).where(Alert.household_id.in_(chunk))
        found |= {(row.household_id, f"{row.found_on:%Y-%m}") for row in question.session.execute(statement)}
    return found


def finding_label(code: str | None) -> str:
    """正常, 有变化, 缺项; nothing where it was not checked."""
    return MonthlyFinding(code).label if code else ""


def _row(row: CaseRow, check: MonthlyCheck | None, alerted: bool) -> tuple[str, ...]:
    lead = (row.group, row.head, str(row.members), row.category)
    if check is None:
        return (*lead, *("",) * 8, "是" if alerted else "", "", "", "")
    items = (finding_label(getattr(check, item.value)) for item in MonthlyItem)
    told = "是" if alerted else "否"
    return (*lead, *items, notes_text(check.notes), told, _day(check.checked_on), check.checker, "")


def _day(value: date) -> str:
    return short_day(value)


def notes_text(text: str | None) -> str:
    """The notes of a check, each with the name of its item."""
    notes: Mapping[str, object] = json.loads(text) if text else {}
    labels = {item.value: item.label for item in MonthlyItem}
    return "；".join(f"{labels.get(name, name)}：{note}" for name, note in notes.items() if note)
