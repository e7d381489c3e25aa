"""任何一天的台账: town, village and household as the ledger stood in the evening of a day, and what changed since."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models.audit import AuditEntry
from app.models.enums import CaseState, Category, HouseholdType
from app.models.history import HISTORY, VERSIONED
from app.models.region import Region
from app.services import audit, clock
from app.services.context import Actor
from app.services.errors import NotFound, Reason, refuse
from app.services.exports.told import tell
from app.services.files.sheets import ColumnKind, SheetColumn, SheetSpec, SheetValue, write_workbook
from app.services.ledger import Ledger
from app.services.past.changes import changes_of, last_changes
from app.services.past.reading import Evening, are_places_unchanged, evening_at, present
from app.services.past.records import (
    Change,
    Difference,
    PastHousehold,
    PastTown,
    PastVillage,
    Shown,
    Standing,
)
from app.services.workflow.judge import TABLES

_KIND = "past_day"
_NOTHING = Standing()


def action_name(code: str) -> str:
    """The name of a step; what is no step is said by its own code."""
    bare = code.rpartition(".")[2]
    names = {row.action: row.name for table in TABLES.values() for row in table}
    return names.get(bare, code)


class PastService:
    """Any evening of the ledger."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def town(self, on: date, *, today: date, village_id: int | None = None) -> PastTown:
        """Counts and households of an evening beside today's; refused: ``past.future``, ``past.nothing``."""
        if on > today:
            raise refuse("past.future", on=on, today=today)
        with self._ledger.reading() as session:
            seq = _seq_of(session, on)
            return _town(session, on, seq, village_id=village_id)

    def village_id(self, name: str) -> int:
        """The village of this name; NotFound names those there are."""
        with self._ledger.reading() as session:
            rows = session.execute(select(Region.id, Region.name).where(Region.kind == "village")).all()
        found = [row.id for row in rows if row.name == name]
        if not found:
            raise NotFound(Reason("past.no_village", {"name": name, "known": [row.name for row in rows]}))
        return found[0]

    def changes(self, household_id: int, since: date) -> tuple[Change, ...]:
        """Every transaction that touched a household after the evening of this day, newest first."""
        with self._ledger.reading() as session:
            return changes_of(session, household_id, _seq_of(session, since))

    def export(
        self,
        past: PastTown,
        rows: Sequence[PastHousehold],
        out: Path,
        *,
        word: Callable[[str], str] = action_name,
        actor: Actor,
        today: date,
    ) -> int:
        """Write the evening as a workbook: counts by village, and these households; returns how many households."""
        if not rows:
            raise refuse("papers.nothing", kind="当天台账")
        sheets = [_village_sheet(past), _household_sheet(past, rows, word)]
        write_workbook(out, sheets)
        tell(self._ledger, _KIND, len(rows), whole_ids=False, actor=actor, today=today)
        return len(rows)


def _seq_of(session: Session, on: date) -> int:
    seq = audit.seq_at(session, clock.end_of(on))
    if not seq:
        first = session.scalar(select(func.min(AuditEntry.recorded_at)))
        day = first.astimezone(clock.OFFICE_ZONE).date() if first else None
        raise NotFound(Reason("past.nothing", {"on": on, "first": day or "—"}))
    return seq


def _town(session: Session, on: date, seq: int, *, village_id: int | None) -> PastTown:
    since = audit.head(session).seq - seq
    then = evening_at(session, seq, village_id=village_id)
    changed = last_changes(session, seq) if since else {}
    # What nobody has touched stands as it stood; only the others are looked up.
    same = are_places_unchanged(session, seq)
    now = present(session, changed.keys() if same else {*changed, *then.standings})
    rows = []
    for id_ in _order(then, now, village_id):
        before = then.standings.get(id_, _NOTHING)
        after = now.standings.get(id_, _NOTHING if id_ in changed else before)
        code = then.codes.get(id_) or now.codes[id_]
        told = tuple(_differences(before, after)) if after is not before else ()
        rows.append(PastHousehold(id_, code, before, after, told, changed.get(id_)))
    return PastTown(
        on=on,
        seq=seq,
        entries_since=since,
        late_steps=_late_steps(session, on, seq) if since else 0,
        total=_count(None, "", then.standings.values()),
        villages=_villages(session, then),
        households=tuple(rows),
    )


def _order(then: Evening, now: Evening, village_id: int | None) -> list[int]:
    """Those that were there that evening or are there now, by village, group and head."""
    ids = {id_ for id_, standing in then.standings.items() if standing.exists}
    ids |= {
        id_
        for id_, standing in now.standings.items()
        if standing.exists and (village_id is None or now.villages[id_] == village_id)
    }

    def place(id_: int) -> tuple[int, str, str, int]:
        known = then if id_ in then.standings else now
        standing = known.standings[id_]
        return known.villages[id_], standing.group, standing.head, id_

    return sorted(ids, key=place)


def _differences(then: Standing, now: Standing) -> Iterable[Difference]:
    if then.exists != now.exists:
        yield Difference(Shown.EXISTS, _exists(then), _exists(now))
    # Not yet known then, or taken out of the ledger altogether since: nothing of it can be compared.
    if not then.exists or not now.village:
        return
    pairs = (
        (Shown.HEAD, then.head, now.head),
        (Shown.PLACE, f"{then.village}{then.group}", f"{now.village}{now.group}"),
        (Shown.MEMBERS, str(then.members), str(now.members)),
        (Shown.TYPE, _type(then), _type(now)),
        (Shown.CATEGORY, _category(then), _category(now)),
        (Shown.STATE, _state(then), _state(now)),
        (Shown.ALERTS, str(then.alerts), str(now.alerts)),
    )
    for what, before, after in pairs:
        if before != after:
            yield Difference(what, before or "无", after or "无")


def _exists(standing: Standing) -> str:
    return "在册" if standing.exists else "不在册"


def _type(standing: Standing) -> str:
    return HouseholdType(standing.household_type).label if standing.household_type else ""


def _category(standing: Standing) -> str:
    return standing.category.label if standing.category else ""


def _state(standing: Standing) -> str:
    return standing.state.label if standing.state else ""


def _count(village_id: int | None, village: str, standings: Iterable[Standing]) -> PastVillage:
    every = list(standings)
    living = [standing for standing in every if standing.exists]
    categories: Counter[Category] = Counter(s.category for s in living if s.category is not None)
    states: Counter[CaseState] = Counter(s.state for s in every if s.state is not None)
    return PastVillage(
        village_id=village_id,
        village=village,
        households=len(living),
        members=sum(s.members for s in living),
        categories=categories,
        states=states,
        alerts=sum(s.alerts for s in living),
    )


def _villages(session: Session, then: Evening) -> tuple[PastVillage, ...]:
    order = {row.id: row.position for row in session.execute(select(Region.id, Region.position))}
    names: dict[int, str] = {}
    own: dict[int, list[Standing]] = {}
    for id_, standing in then.standings.items():
        village = then.villages[id_]
        names[village] = standing.village
        own.setdefault(village, []).append(standing)
    return tuple(_count(id_, names[id_], own[id_]) for id_ in sorted(own, key=lambda v: (order.get(v, 0), v)))


def _late_steps(session: Session, on: date, seq: int) -> int:
    """Steps that happened by the day and were typed after its evening."""
    step, history = VERSIONED["workflow_step"], HISTORY["workflow_step"]
    known = select(history.c.id).where(history.c.seq <= seq)
    counted = select(func.count()).where(step.c.occurred_on <= on, step.c.seq > seq, step.c.id.not_in(known))
    return session.scalar(counted) or 0


# -- workbook

_TEXT, _ID, _NUMBER = ColumnKind.TEXT, ColumnKind.ID, ColumnKind.NUMBER


def _village_sheet(past: PastTown) -> SheetSpec:
    states = [state for state in CaseState if any(state in village.states for village in past.villages)]
    columns = [
        SheetColumn("村", _TEXT),
        *(SheetColumn(title, _NUMBER) for title in ("户数", "人数", "监测户", *(c.label for c in Category))),
        *(SheetColumn(state.label, _NUMBER) for state in states),
        SheetColumn("未结预警", _NUMBER),
    ]

    def cells(village: PastVillage, name: str) -> list[SheetValue]:
        return [
            *(name, village.households, village.members, village.watched),
            *(village.categories.get(category, 0) for category in Category),
            *(village.states.get(state, 0) for state in states),
            village.alerts,
        ]

    rows = [cells(village, village.village) for village in past.villages] + [cells(past.total, "合计")]
    return SheetSpec(name="各村", columns=columns, rows=rows, title=f"{past.on.isoformat()}当晚台账（各村）")


def _household_sheet(past: PastTown, rows: Sequence[PastHousehold], word: Callable[[str], str]) -> SheetSpec:
    columns = [
        SheetColumn(title, kind)
        for title, kind in (
            *(("户编号", _ID), ("户主", _TEXT), ("村", _TEXT), ("组", _TEXT), ("人口", _NUMBER), ("户类型", _TEXT)),
            *(("监测类别", _TEXT), ("办理状态", _TEXT), ("未结预警", _NUMBER), ("在册", _TEXT)),
            *(("与现在不同", _TEXT), ("之后改动次数", _NUMBER)),
            *(("最后一次改动", _TEXT), ("改动人", _TEXT), ("录入时间", _TEXT)),
        )
    ]

    def cells(row: PastHousehold) -> list[SheetValue]:
        then, last = row.then, row.last
        told = "；".join(f"{d.what.label}：{d.then}→{d.now}" for d in row.differences)
        when = last.recorded_at.astimezone(clock.OFFICE_ZONE).strftime("%Y-%m-%d %H:%M") if last else ""
        return [
            *(row.code, then.head or row.now.head, then.village or row.now.village, then.group, then.members),
            *(_type(then), _category(then), _state(then), then.alerts, _exists(then), told),
            *(last.count if last else 0, word(last.action) if last else "", last.by if last else "", when),
        ]

    title = f"{past.on.isoformat()}当晚台账（逐户）"
    return SheetSpec(name="逐户", columns=columns, rows=map(cells, rows), title=title)
