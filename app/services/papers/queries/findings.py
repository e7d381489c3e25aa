"""疑点核查单: a village's open findings on paper, with room for what it finds out."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from sqlalchemy import select

from app.models.region import Region
from app.services.findings.service import OPEN, FindingFilter, FindingRow, rows_in
from app.services.id_number import masked
from app.services.papers.layouts.listing import ListData
from app.services.papers.queries.asking import Draft, Found, Question, drafts
from app.services.papers.queries.listing import make_list, numbered


def finding_sheets(question: Question) -> Found:
    """One sheet for every village with open findings, as the last run of the checks left them."""
    villages = select(Region.name, Region.id).where(Region.kind == "village", Region.merged_into_id.is_(None))
    ids = {row.name: row.id for row in question.session.execute(villages)}
    rows = rows_in(question.session, FindingFilter(states=(OPEN,)))
    wanted = [row for row in rows if _is_wanted(question, row, ids.get(row.village))]
    ordered = sorted(wanted, key=lambda row: (row.village, row.level, row.code, row.household_code))
    return drafts(
        [
            Draft(_sheet(question, village, list(own)), village_id=ids.get(village))
            for village, own in groupby(ordered, key=lambda row: row.village)
        ]
    )


def _is_wanted(question: Question, row: FindingRow, village_id: int | None) -> bool:
    villages, households = question.scope.villages, question.scope.households
    return (villages is None or village_id in villages) and (households is None or row.household_id in households)


def _sheet(question: Question, village: str, rows: Sequence[FindingRow]) -> ListData:
    cells = numbered(
        (row.head_name, row.member_name or "", masked(row.member_id_number), row.title, row.message, "", "", "")
        for row in rows
    )
    title = f"{question.township}疑点核查单"
    return make_list(question, title, cells, office=question.committee(village), subtitle=village, village=village)
