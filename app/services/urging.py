"""催报: what each village and department still owes, gathered for a message and for the 催办单.

A village owes its sheet, the monthly checks, alerts it marked and did not review, its findings and problems; a
department owes the answer to a hand-over, its measures and the finish of an alert. What only the township office can do
(typing, the platform, 销号 inspections, the backup) is nobody's to be urged.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeAlias

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.cases import Problem
from app.models.enums import AlertState
from app.models.household import HouseholdSummary
from app.models.plans import Department, Officer
from app.models.region import Region
from app.services import plans
from app.services.alerts.book import AlertLine, lines_in
from app.services.directory import in_term
from app.services.ledger import Ledger
from app.services.monitoring.grid import CellState, grid_in
from app.services.monitoring.months import watched_months
from app.services.papers.office_wording import words_in
from app.services.plans import RunningPlan
from app.services.status_late import Late, find_late

SOON_DAYS = 3
# Late work of a household that its village has to do.
_OF_VILLAGES = ("not_reported", "not_evaluated", "finding")


@dataclass(frozen=True, slots=True)
class Owed:
    """One thing that is owed: who owes it, whom it is about, where, its number (of an alert), and by when.

    ``name`` is empty for a village's own sheet.
    """

    owner: str
    village: str
    name: str
    number: str
    due_on: date


_Kind: TypeAlias = tuple[str, str, list[Owed]]  # kind, name, what is owed of it


@dataclass(frozen=True, slots=True)
class Urge:
    """A kind of work that is owed, the oldest first."""

    kind: str
    name: str
    owed: tuple[Owed, ...]


@dataclass(frozen=True, slots=True)
class Recipient:
    """A village or department with everything it owes; ``contact`` names the person and phone, where known."""

    key: str  # village/红星村, department/区水务局
    name: str
    contact: str
    village_id: int | None
    urges: tuple[Urge, ...]

    @property
    def count(self) -> int:
        """How many things it owes."""
        return sum(len(urge.owed) for urge in self.urges)

    @property
    def since(self) -> date:
        """The day of the oldest."""
        return min(owed.due_on for urge in self.urges for owed in urge.owed)


@dataclass(frozen=True, slots=True)
class Gathered:
    """The recipients, and the office that urges them."""

    office: str
    recipients: tuple[Recipient, ...]


class UrgingService:
    """Gathers what is owed."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def gather(self, *, today: date) -> Gathered:
        """Villages in the order of the tree, then departments; those that owe nothing are left out."""
        with self._ledger.reading() as session:
            running = plans.plan_in(session, day=today)
            office = words_in(session).desk(today, running.plan)
            return Gathered(office, recipients_in(session, running, today=today))


def message(recipient: Recipient, *, office: str, today: date, answer_by: date, with_names: bool) -> str:
    """The words of a message; at most twelve names a line, so that it fits a telephone."""
    lines = [f"{recipient.name}：截至{_day(today)}，以下工作未完成，请于{_day(answer_by)}前办结并回复。"]
    for number, urge in enumerate(recipient.urges, start=1):
        names = [owed.name for owed in urge.owed if owed.name]
        listed = f"：{'、'.join(names[:_NAMES])}{'等' if len(names) > _NAMES else ''}" if with_names and names else ""
        unit = f"{len(urge.owed)}{'件' if urge.kind in _COUNTED_BY_PIECE else '户'}" if names else ""
        lines.append(f"{number}. {urge.name}{unit}{listed}。")
    return "\n".join([*lines, f"（{office}）"])


_NAMES = 12
_COUNTED_BY_PIECE = frozenset({"review", "response", "measure", "finish", "soon", "problem"})


def _day(day: date) -> str:
    return f"{day.month}月{day.day}日"


def recipients_in(session: Session, running: RunningPlan, *, today: date) -> tuple[Recipient, ...]:
    """Everything that villages and departments owe on this day."""
    lines = lines_in(session)
    return (*_villages(session, running, lines, today), *_departments(session, lines, today))


# -- villages ---------------------------------------------------------------------------------------


def _villages(session: Session, running: RunningPlan, lines: Sequence[AlertLine], today: date) -> Iterator[Recipient]:
    kinds = _owed_by_villages(session, running, lines, today)
    contacts = _contacts(session, today)
    villages = (
        select(Region.id, Region.name)
        .where(Region.kind == "village", Region.merged_into_id.is_(None))
        .order_by(Region.position, Region.id)
    )
    for id_, name in session.execute(villages):
        if urges := tuple(_urges(kinds, name)):
            yield Recipient(f"village/{name}", name, contacts.get(id_, ""), id_, urges)


def _owed_by_villages(session: Session, running: RunningPlan, lines: Sequence[AlertLine], today: date) -> list[_Kind]:
    late = {found.kind: found for found in find_late(session, running, today)}
    places = _villages_of(session, late)
    sheets = [Owed(e.name, e.name, "", "", e.since) for e in _entries(late, "village_sheet")]
    kinds: list[_Kind] = [("village_sheet", "村级排查上报表未交", sheets)]
    for kind in _OF_VILLAGES:
        own = [_of(places[e.subject], e.name, e.since) for e in _entries(late, kind) if e.subject in places]
        kinds.append((kind, late[kind].name if kind in late else "", own))
    kinds += _unchecked(session, running, today)
    marked = [line for line in lines if line.state is AlertState.MARKED]
    kinds.append(("review", "已标注的预警未初审", [_of_alert(x, x.household.village_name, x.found_on) for x in marked]))
    kinds.append(("problem", "问题整改超期", _problems(session, today)))
    return kinds


def _of(village: str, name: str, due_on: date) -> Owed:
    return Owed(village, village, name, "", due_on)


def _entries(late: dict[str, Late], kind: str) -> Sequence:
    return late[kind].entries if kind in late else ()


def _villages_of(session: Session, late: dict[str, Late]) -> dict[str, str]:
    """The village of every household that is late with something its village has to do."""
    codes = {entry.subject for kind in _OF_VILLAGES for entry in _entries(late, kind)}
    if not codes:
        return {}
    rows = session.execute(select(HouseholdSummary.code, HouseholdSummary.village_name))
    return {code: village for code, village in rows if code in codes}


def _unchecked(session: Session, running: RunningPlan, today: date) -> Iterator[_Kind]:
    """Every month that is watched: the households not looked at yet, the running month by its last day."""
    months = watched_months(running.plan, until=today)
    if not months:
        return
    grid = grid_in(session, months, today=today)
    for number, month in enumerate(grid.months):
        rows = [row for row in grid.rows if row.cells[number].state in (CellState.DUE, CellState.OVERDUE)]
        word = "未监测" if month.last < today else f"未监测（{_day(month.last)}截止）"
        owed = [_of(row.household.village_name, row.household.head_name, month.last) for row in rows]
        yield "not_monitored", f"{month.number}月{word}", owed


def _problems(session: Session, today: date) -> list[Owed]:
    rows = session.execute(
        select(Region.name, Problem.content, Problem.due_on)
        .join(Region, Region.id == Problem.village_id)
        .where(Problem.done_on.is_(None), Problem.due_on < today)
    )
    return [_of(village, content or "", due) for village, content, due in rows if due is not None]


# -- departments ------------------------------------------------------------------------------------


def _departments(session: Session, lines: Sequence[AlertLine], today: date) -> Iterator[Recipient]:
    soon = today + timedelta(days=SOON_DAYS)
    own = [line for line in lines if line.is_open and line.department]
    kinds: list[_Kind] = [
        ("response", "交办未接收", [_to_do(x, x.response_due_on) for x in own if x.is_response_late(today)]),
        ("measure", "帮扶措施超期", [_to_do(x, x.next_measure_due_on) for x in own if x.is_measure_late(today)]),
        ("finish", "预警超期未办结", [_to_do(x, _finish(x)) for x in own if _is_finish_late(x, today)]),
        ("soon", f"预警{SOON_DAYS}天内到期", [_to_do(x, _finish(x)) for x in own if _is_soon(x, today, soon)]),
    ]
    contacts = {line.department: line.contact for line in own if line.contact}
    phones = {row.name: row.phone or "" for row in session.scalars(select(Department))}
    for name in dict.fromkeys(line.department for line in own):
        if urges := tuple(_urges(kinds, name)):
            contact = " ".join(filter(None, (contacts.get(name, ""), phones.get(name, ""))))
            yield Recipient(f"department/{name}", name, contact, None, urges)


def _to_do(line: AlertLine, due_on: date | None) -> Owed:
    return _of_alert(line, line.department, due_on or line.found_on)


def _of_alert(line: AlertLine, owner: str, due_on: date) -> Owed:
    return Owed(owner, line.household.village_name, line.household.head_name, line.number, due_on)


def _finish(line: AlertLine) -> date | None:
    return line.due_on or line.limit_on


def _is_finish_late(line: AlertLine, today: date) -> bool:
    """Past its finish while the department has it; what waits for an inspection is the township's."""
    due = _finish(line)
    return _is_with_department(line) and due is not None and due < today


def _is_soon(line: AlertLine, today: date, soon: date) -> bool:
    due = _finish(line)
    return _is_with_department(line) and due is not None and today <= due <= soon


def _is_with_department(line: AlertLine) -> bool:
    return line.state in (AlertState.ASSIGNED, AlertState.HELPING) and line.paused_on is None


# -- both -------------------------------------------------------------------------------------------


def _urges(kinds: Iterable[_Kind], owner: str) -> Iterator[Urge]:
    for kind, name, owed in kinds:
        own = sorted((one for one in owed if one.owner == owner), key=lambda one: (one.due_on, one.name))
        if own:
            yield Urge(kind, name, tuple(own))


def _contacts(session: Session, today: date) -> dict[int, str]:
    """Whom to call in each village: its secretary, else whoever of it has a phone."""
    rows = session.scalars(select(Officer).where(Officer.village_id.is_not(None), in_term(today)).order_by(Officer.id))
    found: dict[int, tuple[bool, str]] = {}
    for officer in rows:
        assert officer.village_id is not None
        leads = "书记" in (officer.post or "")
        if officer.village_id not in found or (leads and not found[officer.village_id][0]):
            found[officer.village_id] = leads, f"{officer.name} {officer.phone or ''}".strip()
    return {village: words for village, (_, words) in found.items()}
