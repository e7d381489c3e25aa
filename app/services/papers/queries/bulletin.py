"""通报: villages and departments ranked by how much of what was due they did in time, with the facts behind it.

Only what had come due by the day of the bulletin counts; whoever had nothing due is named without a rank. Equal
shares have the same rank. Late recordings by permit (补办) and overruns of 补录 are told beside the ranking.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import select

from app.models.cases import WorkflowStep
from app.models.household import HouseholdSummary
from app.models.plans import Permit
from app.services.cases.clocks import running_clocks
from app.services.papers.layouts.letter import LetterData, LetterPart
from app.services.papers.layouts.listing import ListColumn, ListData, ListRow, Sort
from app.services.papers.parts import Level
from app.services.papers.queries.as_of import AlertOn
from app.services.papers.queries.asking import Question
from app.services.papers.queries.listing import make_list, numbered
from app.services.papers.queries.period import Period
from app.services.papers.queries.watch_flow import AlertFlow, MonthFlow, alert_flow, is_late, month_flows
from app.services.papers.wording import UNKNOWN, day, short_day
from app.services.workflow.alert_table import ALERT_TABLE
from app.services.workflow.case_table import CASE_TABLE

_NAMES = {row.action: row.name for row in (*CASE_TABLE, *ALERT_TABLE)}


@dataclass(frozen=True, slots=True)
class Standing:
    """How one village or department did: ``in_time`` of ``due``, and the figures that its line shows."""

    name: str
    due: int
    in_time: int
    cells: tuple[int, ...]

    @property
    def share(self) -> float | None:
        """The part done in time; None where nothing was due."""
        return self.in_time / self.due if self.due else None


@dataclass(frozen=True, slots=True)
class LateRecording:
    """A step that was taken by permit."""

    village: str
    code: str
    head: str
    step: str
    occurred_on: date
    paper_no: str
    reason: str
    signer: str


def bulletin(question: Question, period: Period) -> LetterData | None:
    """The bulletin of a period, up to today while it runs; None where nothing was due in it."""
    until = min(period.last, question.today)
    asked = replace(question, today=until)
    months, alerts = month_flows(asked, period, until=until), alert_flow(asked, period, until=until)
    permits = late_recordings(asked, period, until=until)
    villages = village_standings(months, alerts, permits, until=until)
    departments = department_standings(alerts, period, until=until)
    if not villages and not departments and not permits:
        return None
    return LetterData(
        title=f"{question.desk}关于{period.name}\n防止返贫监测帮扶工作及时情况的通报",
        addressee="各村（社区），各责任部门",
        body=(
            LetterPart("一、各村日常监测及时情况", Level.FIRST),
            LetterPart(_village_text(villages), table=_table("表1　各村", _VILLAGE_WORDS, villages)),
            LetterPart("二、各部门预警处置及时情况", Level.FIRST),
            LetterPart(_department_text(departments), table=_table("表2　各部门", _DEPARTMENT_WORDS, departments)),
            LetterPart("三、补办和补录超期", Level.FIRST),
            LetterPart(_late_text(asked, permits, until)),
        ),
        office=question.desk,
        day=until,
        attachments=_lists(asked, period, months, alerts, permits, until),
    )


# -- villages ---------------------------------------------------------------------------------------

_VILLAGE_WORDS = ("应监测", "按时完成", "沿用上月", "未监测", "未结预警", "超期预警", "补办")


def village_standings(
    months: Sequence[MonthFlow], alerts: AlertFlow, permits: Sequence[LateRecording], *, until: date
) -> list[Standing]:
    """The villages, the best first: checks of months that are over, dated within their month."""
    names = dict.fromkeys(w.household.village_name for m in months for w, _ in m.told)
    names |= dict.fromkeys(a.row.village for a in alerts.all)
    found = []
    for name in names:
        own = [m.of(name) for m in months if m.month.last <= until]
        due = sum(m.due for m in own)
        in_time = sum(check.checked_on <= m.month.last for m in own for check in m.checks)
        carried = sum(bool(check.is_carried) for m in own for check in m.checks)
        missing = sum(len(m.missing) for m in own)
        flow = alerts.of(village=name)
        used = sum(permit.village == name for permit in permits)
        found.append(
            Standing(name, due, in_time, (due, in_time, carried, missing, len(flow.closing), len(flow.late), used))
        )
    return ranked(found)


def ranked(found: Sequence[Standing]) -> list[Standing]:
    """The largest share first; nothing due stands last."""
    return sorted(found, key=lambda s: (s.share is None, -(s.share or 0.0), s.due - s.in_time))


# -- departments ------------------------------------------------------------------------------------

_DEPARTMENT_WORDS = ("到期事项", "按时办理", "超期接收", "超期未结", "本期销号", "催办次数", "提请协调")


def department_standings(alerts: AlertFlow, period: Period, *, until: date) -> list[Standing]:
    """The departments, the best first: answers and finishes whose day had come."""
    handed = [a for a in alerts.all if a.row.department]
    found = []
    for name in dict.fromkeys(a.row.department for a in handed):
        own = [a for a in handed if a.row.department == name]
        told = [due for a in own for due in (_answer(a, until), _finish(a, until)) if due is not None]
        steps = [step for a in own for step in a.steps if step.occurred_on in period]
        late_answers = sum(_answer(a, until) is False for a in own)
        closed = sum(any(a is other for other in alerts.closed) for a in own)
        cells = (
            *(len(told), sum(told), late_answers, sum(a.is_open and is_late(a, until) for a in own), closed),
            *(sum(step.action == action for step in steps) for action in ("remind", "escalate")),
        )
        found.append(Standing(name, len(told), sum(told), cells))
    return ranked(found)


def _answer(alert: AlertOn, until: date) -> bool | None:
    """Whether the hand-over was answered in time; None while its day has not come."""
    row = alert.row.alert
    if row.response_due_on is None:
        return None
    if row.responded_on is not None and row.responded_on <= until:
        return row.responded_on <= row.response_due_on
    return False if alert.is_open and row.paused_on is None and row.response_due_on < until else None


def _finish(alert: AlertOn, until: date) -> bool | None:
    """Whether it was finished in time; None while its day has not come."""
    row = alert.row.alert
    if row.due_on is None:
        return None
    if row.closed_on is not None and row.closed_on <= until and not alert.is_open:
        return row.closed_on <= row.due_on
    return False if alert.is_open and is_late(alert, until) else None


# -- permits ----------------------------------------------------------------------------------------


def late_recordings(question: Question, period: Period, *, until: date) -> list[LateRecording]:
    """Every step of the period that was taken by permit and stands."""
    rows = question.session.execute(
        select(WorkflowStep, Permit, HouseholdSummary)
        .join(Permit, Permit.id == WorkflowStep.permit_id)
        .join(HouseholdSummary, HouseholdSummary.household_id == WorkflowStep.household_id)
        .where(
            WorkflowStep.occurred_on >= period.first,
            WorkflowStep.occurred_on <= until,
            WorkflowStep.taken_back_on.is_(None),
        )
        .order_by(WorkflowStep.occurred_on, WorkflowStep.id)
    )
    return [
        LateRecording(
            village=home.village_name,
            code=home.code,
            head=home.head_name,
            step=_NAMES.get(step.action, step.action),
            occurred_on=step.occurred_on,
            paper_no=permit.paper_no,
            reason=permit.reason,
            signer=permit.signer,
        )
        for step, permit, home in rows
    ]


# -- paper ------------------------------------------------------------------------------------------


def _village_text(villages: Sequence[Standing]) -> str:
    due, in_time = sum(s.due for s in villages), sum(s.in_time for s in villages)
    if not due:
        return "本期没有到期的月监测。"
    share = f"{in_time * 100 / due:.1f}%"
    return f"到期应监测{due}户次，按时完成{in_time}户次（{share}）。按及时率排名如下，及时率相同的名次相同。"


def _late_text(question: Question, permits: Sequence[LateRecording], until: date) -> str:
    clocks = running_clocks(question.session, question.running.plan, today=until)
    late = [f"{c.head_name}（第{c.days}天，其中区级{c.district_days}天）" for c in clocks if c.is_overrun(until)]
    used = f"本期经批准补办{len(permits)}户次{'（名单见附件）' if permits else ''}"
    return f"{used}；截至{day(until)}补录和绿色通道手续超期{len(late)}户{'：' if late else ''}{'、'.join(late)}。"


def _department_text(departments: Sequence[Standing]) -> str:
    due, in_time = sum(s.due for s in departments), sum(s.in_time for s in departments)
    if not due:
        return "本期没有到期的交办事项。"
    return (
        f"到期的接收和办结共{due}项，按时{in_time}项（{in_time * 100 / due:.1f}%）。"
        f"按及时率排名如下；未到期的不计，中止期间不计。"
    )


def _table(title: str, words: Sequence[str], standings: Sequence[Standing]) -> ListData:
    columns = (
        ListColumn("名次", 4),
        ListColumn("单位", 8),
        *(ListColumn(word, 5, Sort.NUMBER) for word in words),
        ListColumn("及时率", 6),
    )
    rows = [
        ListRow((_place(standing, standings), standing.name, *map(str, standing.cells), _percent(standing.share)))
        for standing in standings
    ]
    return ListData(title, columns, tuple(rows), empty="没有到期的事项。")


def _place(standing: Standing, standings: Sequence[Standing]) -> str:
    """1, 2, 2, 4; a dash where nothing was due."""
    if standing.share is None:
        return UNKNOWN
    return str(1 + sum(other.share is not None and other.share > standing.share for other in standings))


def _percent(share: float | None) -> str:
    return "" if share is None else f"{share * 100:.1f}%"


def _lists(
    question: Question,
    period: Period,
    months: Sequence[MonthFlow],
    alerts: AlertFlow,
    permits: Sequence[LateRecording],
    until: date,
) -> tuple[ListData, ...]:
    title = f"{question.township}{period.name}"
    missing = numbered(
        (f"{m.month.year}年{m.month.number}月", home.village_name, home.group_name, home.code, home.head_name)
        for m in months
        if m.month.last <= until
        for home in (watched.household for watched in m.missing)
    )
    late = numbered(
        (
            *(a.row.alert.number, a.row.village, a.row.head, a.row.gap, a.row.department),
            *(short_day(a.row.alert.due_on or a.row.alert.limit_on), a.state.label),
        )
        for a in alerts.late
    )
    used = numbered(
        (p.village, p.code, p.head, p.step, short_day(p.occurred_on), p.paper_no, p.reason, p.signer) for p in permits
    )
    made = (
        ("到期未监测名单", "bulletin_missing", missing),
        ("超期未结预警名单", "bulletin_late", late),
        ("补办名单", "bulletin_permits", used),
    )
    return tuple(make_list(question, f"{title}{name}", rows, kind=kind) for name, kind, rows in made if rows)
