"""月监测 in the book: the households of the month, what was said last month, and room for the seven items."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.cases import MonthlyCheck
from app.models.enums import MonthlyFinding, MonthlyItem
from app.models.history import in_chunks
from app.services import plans
from app.services.context import Actor
from app.services.errors import Reason
from app.services.ledger import Ledger
from app.services.monitoring.grid import CheckWay, Watched, watched_in
from app.services.monitoring.months import opens_on
from app.services.monitoring.records import CheckEntry, CheckPage, Round
from app.services.monitoring.undoing import WORKBOOK
from app.services.monitoring.writing import household_problems, page_of, round_problems, store, stored, typed
from app.services.village_book.cells import choice_word, day_word, read_day
from app.services.village_book.homes import LEAD, homes_in
from app.services.village_book.parts import PartTaken, RowWanted
from app.services.village_book.records import BookColumn, BookRow, BookSheet, Place, Signing

KEY, NAME = "months", "月监测"
_FINDINGS = tuple(finding.label for finding in MonthlyFinding)
_WAYS = tuple(way.label for way in CheckWay)
_COLUMNS = (
    *LEAD,
    BookColumn("category", "监测类别", 12),
    BookColumn("last", "上月情况", 22),
    BookColumn("known", "本月已登记", 22),
    *(BookColumn(item.value, item.label, 9, is_fill=True, choices=_FINDINGS) for item in MonthlyItem),
    BookColumn("note", "变化或缺项说明", 26, is_fill=True),
    BookColumn("day", "监测日期", 12, is_fill=True, is_day=True),
    BookColumn("way", "方式", 7, is_fill=True, choices=_WAYS),
    BookColumn("checker", "监测人", 9, is_fill=True),
)
_ITEMS = {item.value: item for item in MonthlyItem}


class _NothingSavedError(Exception):
    """Rolls an empty write back."""


class MonthsPart:
    """The monthly check of the running month."""

    key, name, columns = KEY, NAME, _COLUMNS

    def is_due(self, place: Place) -> bool:
        """Whether the plan watches this month already."""
        first = opens_on(place.running.plan, place.month)
        return first is not None and first <= place.today

    def sheet(self, session: Session, place: Place) -> BookSheet:
        """Every household that is to be checked this month."""
        month = place.month
        lines = (
            "白底灰格为台账现值，请勿改动；黄格由村填写。七项都填正常、有变化或缺项，缺项须写明缺什么。没有填的格不改动台账。",
            "日期、方式、监测人不填的，按交回时一次填写的为准。外出户可电话监测。请勿增删行、改表头、改工作表。",
        )
        title = f"{place.village}{month.year}年{month.number}月动态监测填报表"
        return BookSheet(KEY, NAME, title, lines, _COLUMNS, self.rows(session, place, None))

    def rows(self, session: Session, place: Place, keys: Collection[str] | None) -> tuple[BookRow, ...]:
        """The rows as they stand now; all that are due, or those of these keys."""
        watched = [w for w in watched_in(session, village_id=place.village_id) if w.covers(place.month)]
        homes = homes_in(session, [w.household.household_id for w in watched])
        checks = _checks(session, place, [w.spell_id for w in watched])
        found: list[BookRow] = []
        for number, one in enumerate(watched, start=1):
            home = homes[one.household.household_id]
            if keys is None or home.uid in keys:
                found.append(self._row(place, one, home.uid, home.lead(number, place), checks))
        return tuple(found)

    def _row(
        self,
        place: Place,
        one: Watched,
        uid: str,
        lead: tuple[str, ...],
        checks: Mapping[tuple[int, str], CheckPage],
    ) -> BookRow:
        last, known = (checks.get((one.spell_id, str(month))) for month in (place.month.previous, place.month))
        group = f"{one.household.group_name}（外出）" if one.is_away else one.household.group_name
        cells = (
            *lead[:4],
            group,
            lead[5],
            place.running.plan.category_name(one.category),
            _said(last) if last else "没有记录",
            _said(known) if known else "",
        )
        return BookRow(uid, one.household.head_name or one.household.code, cells, _values(known))

    def read(self, place: Place, row: BookRow, column: str, text: str) -> str | Reason:
        """A typed cell as it is compared."""
        if column in _ITEMS:
            return choice_word(text, _FINDINGS)
        if column == "way":
            return choice_word(text, _WAYS)
        return day_word(text, year=place.month.year) if column == "day" else text

    def take(
        self, ledger: Ledger, place: Place, rows: Sequence[RowWanted], signing: Signing, *, actor: Actor, today: date
    ) -> PartTaken:
        """Save the checks in one transaction, which can be taken back as one."""
        taken = PartTaken()
        saved = 0
        try:
            with ledger.transaction(WORKBOOK, actor=actor, today=today) as tx:
                plan = plans.plan_in(tx.session, day=today).plan
                watched = {w.household.code: w for w in watched_in(tx.session, village_id=place.village_id)}
                for row in rows:
                    one = watched.get(row.code)
                    round_, entry = _entry(place, row, signing, _known(one, tx.session, place))
                    filled = typed(entry)
                    reasons = [*round_problems(plan, round_, today=today), *household_problems(one, round_, filled)]
                    if reasons or one is None or isinstance(filled, Reason):
                        taken.refuse(row, reasons)
                        continue
                    store(tx, one, round_, filled, carried=False)
                    saved += 1
                    taken.done(row)
                if not saved:
                    raise _NothingSavedError
                tx.note(month=str(place.month), saved=saved, refused=len(taken.refused))
        except _NothingSavedError:
            return taken
        taken.wrote(tx.changes)
        return taken


def _checks(session: Session, place: Place, spells: Collection[int]) -> Mapping[tuple[int, str], CheckPage]:
    """The checks of this month and the one before."""
    months = [str(place.month.previous), str(place.month)]
    found: dict[tuple[int, str], CheckPage] = {}
    for chunk in in_chunks(spells):
        statement = select(MonthlyCheck).where(MonthlyCheck.spell_id.in_(chunk), MonthlyCheck.month.in_(months))
        found |= {(row.spell_id, row.month): page_of(row) for row in session.scalars(statement)}
    return found


def _known(one: Watched | None, session: Session, place: Place) -> CheckPage | None:
    row = stored(session, one, place.month) if one else None
    return page_of(row) if row else None


def _values(page: CheckPage | None) -> Mapping[str, str]:
    if page is None:
        return dict.fromkeys((*_ITEMS, "note", "day", "way", "checker"), "")
    return {
        **{key: page.findings[item].label if item in page.findings else "" for key, item in _ITEMS.items()},
        "note": "；".join(dict.fromkeys(page.notes.values())),
        "day": page.checked_on.isoformat(),
        "way": page.way.label,
        "checker": page.checker,
    }


def _said(page: CheckPage) -> str:
    """What a check says in few words: everything that is not 正常, with its note."""
    found = [
        f"{item.label}{finding.label}{f'（{page.notes[item]}）' if item in page.notes else ''}"
        for item, finding in page.findings.items()
        if finding is not MonthlyFinding.NORMAL
    ]
    said = "；".join(found) or "七项正常"
    return f"{said}，沿用" if page.is_carried else said


def _entry(place: Place, row: RowWanted, signing: Signing, known: CheckPage | None) -> tuple[Round, CheckEntry]:
    """What is stored now with what the book says laid over it; a blank leaves what stands there."""
    values = {**_values(known), **row.values}
    day = read_day(values["day"], year=place.month.year) or signing.on
    checker = values["checker"] or "、".join(signer.name for signer in signing.signers)
    way = next((way for way in CheckWay if way.label == values["way"]), signing.way)
    findings = {item: _finding(values[key]) for key, item in _ITEMS.items() if values[key]}
    if "note" in row.values:
        noted = [item for item, finding in findings.items() if finding is not MonthlyFinding.NORMAL]
        notes = dict.fromkeys(noted or [MonthlyItem.LIVING], row.values["note"])
    else:
        notes = dict(known.notes) if known else {}
    return Round(month=place.month, checked_on=day, checker=checker, way=way), CheckEntry(row.code, findings, notes)


def _finding(label: str) -> MonthlyFinding:
    return next(finding for finding in MonthlyFinding if finding.label == label)
