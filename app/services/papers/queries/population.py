"""自然增减台账 of each village, and the township's sums; 补录和绿色通道台账 with its clocks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import groupby

from sqlalchemy import select

from app.models.enums import Arrival
from app.models.region import Region
from app.services.natural_changes import Departure, NaturalChange, VillageTally, changes_in, tally
from app.services.papers.layouts.listing import ListRow, RowKind
from app.services.papers.queries.asking import NOTHING_FOUND, Draft, Found, Question, drafts
from app.services.papers.queries.listing import make_list, numbered, total
from app.services.papers.wording import sex_word
from app.services.tracks import TrackRow, rows_in

# The columns of the sums between 村 and 净增减: the words of the reasons that change the population.
_CAME = (Arrival.BORN, Arrival.ADOPTED, Arrival.MARRIED_IN, Arrival.MOVED_IN, Arrival.RETURNED)
_LEFT = (Departure.DIED, Departure.MARRIED_OUT, Departure.MOVED_OUT)


def _years(question: Question) -> list[int]:
    """The plan's year, then the calendar's where the plan goes on into it (接续)."""
    return sorted({min(question.year, question.today.year), question.today.year}, reverse=True)


def _changes(question: Question, year: int) -> list[NaturalChange]:
    scope, last = question.scope, min(question.today, date(year, 12, 31))
    return [
        change
        for change in changes_in(question.session, date(year, 1, 1), last)
        if (scope.villages is None or change.village_id in scope.villages)
        and (scope.households is None or change.household_id in scope.households)
    ]


def village_registers(question: Question) -> Found:
    """自然增减台账: for every village with a change in the year, by month."""
    found: list[Draft] = []
    for year in _years(question):
        changes = sorted(_changes(question, year), key=lambda c: (c.village_id, c.on, c.household_code, c.name))
        for _, group in groupby(changes, key=lambda c: c.village_id):
            found.append(_register(question, year, list(group)))
    return drafts(found)


def _register(question: Question, year: int, own: Sequence[NaturalChange]) -> Draft:
    name = own[0].village_name
    (sums,) = tally(own)
    last = total("", "合计", f"增{sums.came}减{sums.left}", *("",) * 8, _net(sums))
    title, office = f"{name}{year}年人口自然增减台账", f"{question.township}{name}"
    data = make_list(question, title, (*_by_month(own), last), kind="natural_changes", office=office, village=name)
    return Draft(data, village_id=own[0].village_id)


def _by_month(changes: Sequence[NaturalChange]) -> tuple[ListRow, ...]:
    rows: list[ListRow] = []
    number = 0
    for month, group in groupby(changes, key=lambda c: (c.on.year, c.on.month)):
        rows.append(ListRow((f"{month[0]}年{month[1]}月",), RowKind.GROUP))
        for change in group:
            number += 1
            rows.append(ListRow((str(number), *_cells(change))))
    return tuple(rows)


def _cells(change: NaturalChange) -> tuple[str, ...]:
    return (
        change.on.isoformat(),
        change.way.label,
        change.kind,
        change.name,
        sex_word(change.sex),
        change.id_number or "",
        change.relation,
        change.group_name,
        change.head_name,
        change.household_code,
        change.proof,
    )


def _net(sums: VillageTally) -> str:
    """净增3人，镇内调出2人."""
    words = [f"净{'增' if sums.net >= 0 else '减'}{abs(sums.net)}人"]
    if sums.within:
        words.append(f"镇内调{'入' if sums.within > 0 else '出'}{abs(sums.within)}人")
    return "，".join(words)


def township_sums(question: Question) -> Found:
    """自然增减统计表: a line for every village, the township's sum at the end."""
    made = [_sums(question, year) for year in _years(question)]
    return drafts([draft for draft in made if draft is not None])


def _sums(question: Question, year: int) -> Draft | None:
    tallies = {sums.village_id: sums for sums in tally(_changes(question, year))}
    if not tallies:
        return None
    statement = select(Region.id, Region.name).where(Region.kind == "village", Region.merged_into_id.is_(None))
    lines = [
        (name, _numbers(tallies.get(village_id)))
        for village_id, name in question.session.execute(statement.order_by(Region.position, Region.id))
        if question.scope.villages is None or village_id in question.scope.villages
    ]
    rows = numbered((name, *map(str, numbers)) for name, numbers in lines)
    sums = [sum(column) for column in zip(*(numbers for _, numbers in lines), strict=True)]
    title = f"{question.township}{year}年人口自然增减统计表"
    return Draft(make_list(question, title, (*rows, total("", "合计", *map(str, sums)))))


def _numbers(sums: VillageTally | None) -> tuple[int, ...]:
    if sums is None:
        return (0,) * (len(_CAME) + len(_LEFT) + 5)
    came, left = [sums.by_kind[one.label] for one in _CAME], [sums.by_kind[one.label] for one in _LEFT]
    unsaid_came = sums.came - sum(came)
    return (*came, unsaid_came, sums.came, *left, sums.left, sums.net, sums.within)


# -- 补录, 绿色通道 ------------------------------------------------------------------------------------------


def track_ledger(question: Question) -> Found:
    """补录和绿色通道台账: the running clocks first."""
    scope = question.scope
    rows = [
        row
        for row in rows_in(question.session, question.running, today=question.today)
        if (scope.villages is None or row.household.village_id in scope.villages)
        and (scope.households is None or row.household.household_id in scope.households)
    ]
    if not rows:
        return drafts(NOTHING_FOUND)
    title = f"{question.township}{question.year}年补录和绿色通道台账"
    data = make_list(question, title, numbered(_track_cells(question, row) for row in rows))
    return drafts([Draft(data, case_ids=tuple(row.case_id for row in rows))])


def _track_cells(question: Question, row: TrackRow) -> tuple[str, ...]:
    home, stopped = row.household, row.stopped_on
    return (
        home.village_name,
        home.head_name,
        home.code,
        row.track.label,
        question.category(row.category),
        row.from_on.isoformat(),
        row.due_on.isoformat(),
        row.state.label,
        str(row.days),
        str(row.district_days),
        str(row.own_days),
        stopped.isoformat() if stopped else "",
        f"超{-row.left}天" if row.is_overrun else "" if stopped else f"还剩{row.left}天",
    )
