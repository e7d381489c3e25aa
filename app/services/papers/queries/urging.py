"""工作催办单 for whoever owes something, and 全镇一页, the town by village for the leader."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date

from sqlalchemy import func, or_, select

from app.models.household import HouseholdSummary
from app.models.imports import Finding
from app.services.monitoring.grid import CellState, Grid, grid_in
from app.services.monitoring.months import Month, watched_months
from app.services.papers.layouts.listing import Fact, ListColumn, ListData, ListRow, Sort
from app.services.papers.layouts.slip import SlipData, SlipPlace, SlipText
from app.services.papers.queries.asking import Draft, Found, Question, drafts
from app.services.papers.queries.listing import make_list, numbered, one_list, total
from app.services.papers.wording import UNKNOWN, day, short_day
from app.services.status_ahead import VillageProgress, village_progress
from app.services.status_late import find_late
from app.services.urging import Recipient, recipients_in
from app.services.workflow.plan import day_of_stage

_COLUMNS = (
    ListColumn("序号", 3, Sort.NUMBER),
    ListColumn("未完成的工作", 11, Sort.TEXT),
    ListColumn("村", 6),
    ListColumn("户主或内容", 9, Sort.TEXT),
    ListColumn("预警编号", 8, Sort.ID),
    ListColumn("期限", 7, Sort.DAY),
    ListColumn("办理情况", 10, Sort.HAND),
)


def slips(question: Question) -> Found:
    """One slip for every village and department that owes something; a scope of villages keeps theirs only."""
    villages = question.scope.villages
    found = recipients_in(question.session, question.running, today=question.today)
    wanted = [r for r in found if villages is None or r.village_id in villages]
    return drafts([Draft(_slip(question, recipient), village_id=recipient.village_id) for recipient in wanted])


def _slip(question: Question, recipient: Recipient) -> SlipData:
    rows = numbered(
        (urge.name, owed.village, owed.name, owed.number, short_day(owed.due_on), "")
        for urge in recipient.urges
        for owed in urge.owed
    )
    asked = question.text("urging_slip.demand")
    return SlipData(
        title=f"{question.township}防返贫监测帮扶工作催办单",
        office=question.desk,
        day=question.today,
        facts=(
            Fact("催办对象", recipient.name),
            Fact("联系人", recipient.contact),
            Fact("未完成事项", f"{recipient.count}项"),
            Fact("最早到期", day(recipient.since)),
        ),
        table_heading=f"截至{day(question.today)}未完成的工作",
        table=ListData("", _COLUMNS, rows, tall=True),
        texts=(SlipText("办理要求", asked, 2),),
        places=(
            SlipPlace("催办人（签字）"),
            SlipPlace("分管领导（签字）"),
            SlipPlace("接收人（签字）"),
            SlipPlace("办结日期"),
        ),
    )


def leader_page(question: Question) -> Found:
    """The whole town on one page: stage, watch, alerts and what each village still owes."""
    session, today = question.session, question.today
    months = watched_months(question.running.plan, until=today)
    grid = grid_in(session, months, today=today) if months else Grid((), ())
    progress = village_progress(session, question.running, today)
    owed = {r.village_id: r.count for r in recipients_in(session, question.running, today=today) if r.village_id}
    findings = _findings(question)
    rows = [_row(one, grid, owed.get(one.village_id, 0), findings.get(one.village_id, 0)) for one in progress]
    sums = total("合计", *_sums(rows))
    data = make_list(
        question,
        f"{question.township}{question.year}年防止返贫监测帮扶工作一页清",
        [*(ListRow(cells) for cells in rows), sums],
        kind="leader_page",
        subtitle=f"（{day(today)}）",
    )
    return one_list(replace(data, facts=_facts(question, grid)))


def _row(one: VillageProgress, grid: Grid, owed: int, findings: int) -> tuple[str, ...]:
    own = [row for row in grid.rows if row.household.village_id == one.village_id]
    now = [row.cells[-1] for row in own if row.cells and row.cells[-1].state is not CellState.NOT_DUE]
    done = [cell for cell in now if cell.state is CellState.DONE]
    overdue = sum(any(cell.state is CellState.OVERDUE for cell in row.cells) for row in own)
    figures = (len(now), len(done), sum(cell.is_carried for cell in done), overdue)
    stage = (str(one.done), str(one.total)) if one.total else (UNKNOWN, UNKNOWN)
    return (one.name, *stage, *map(str, (*figures, one.open_alerts, one.late_alerts, findings, owed)))


def _sums(rows: list[tuple[str, ...]]) -> tuple[str, ...]:
    columns = list(zip(*rows, strict=True))[1:]
    return tuple(str(sum(int(cell) for cell in column if cell != UNKNOWN)) for column in columns)


def _findings(question: Question) -> Counter[int]:
    """Households with an open finding, by village."""
    is_open = or_(Finding.exempt_digest.is_(None), Finding.exempt_digest != Finding.evidence_digest)
    homes = select(Finding.household_id).where(Finding.state == "open", is_open)
    statement = (
        select(HouseholdSummary.village_id, func.count())
        .where(HouseholdSummary.household_id.in_(homes))
        .group_by(HouseholdSummary.village_id)
    )
    return Counter({row[0]: row[1] for row in question.session.execute(statement)})


def _facts(question: Question, grid: Grid) -> tuple[Fact, ...]:
    today, plan = question.today, question.running.plan
    window = plan.stage_on(today)
    _, left = day_of_stage(window, today) if window else (0, 0)
    stage = f"{window.name}（还剩{left}天）" if window else "接续"
    late = find_late(question.session, question.running, today)
    words = "；".join(f"{found.name}{len(found.entries)}" for found in late) or "没有逾期的工作"
    month = _month_share(grid, today)
    return (Fact("工作阶段", stage), Fact("本月监测", month), Fact("逾期和待处理", words))


def _month_share(grid: Grid, today: date) -> str:
    if not grid.months or grid.months[-1] != Month.of(today):
        return "不在监测时间内"
    cells = [row.cells[-1] for row in grid.rows if row.cells[-1].state is not CellState.NOT_DUE]
    done = [cell for cell in cells if cell.state is CellState.DONE]
    carried = sum(cell.is_carried for cell in done)
    share = f"，沿用上月占{carried * 100 / len(done):.0f}%" if done else ""
    return f"应监测{len(cells)}户，已监测{len(done)}户{share}"
