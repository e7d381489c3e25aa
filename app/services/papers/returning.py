"""Papers that come home: found by code, ticked as returned, counted where missing, marked out of date."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TypeAlias

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.cases import Alert
from app.models.enums import AlertState
from app.models.household import Household, HouseholdSummary
from app.models.papers import Attachment, PrintRecord
from app.models.region import Region
from app.models.visits import Visit
from app.services import clock
from app.services.attachments import AttachmentInput, AttachmentKind, AttachmentService
from app.services.changes import ChangeSet
from app.services.context import Actor
from app.services.errors import Reason, refuse, refuse_all
from app.services.ledger import Ledger
from app.services.papers import codec, codes
from app.services.papers.kinds import PaperKind, kinds
from app.services.papers.printed_values import Change, changes_between, unpack
from app.services.papers.queries.asking import Scope, query_of
from app.services.papers.questions import question_in

Subject: TypeAlias = tuple[str, int | None, int | None, str]

_CHECKED = frozenset({AlertState.CLOSED, AlertState.UPDATED, AlertState.FOLLOWED_UP})
_HOME_BY_STATE: Mapping[str, frozenset[AlertState]] = {
    "closure_inspection": _CHECKED,
    "follow_up_sheet": frozenset({AlertState.FOLLOWED_UP}),
}


class Whereabouts(StrEnum):
    """Where a printed paper is."""

    MISSING = "missing"
    HOME = "home"


@dataclass(frozen=True, slots=True)
class PaperRow:
    """The last print of one paper, and whether it came home: ticked, scanned or typed in."""

    record_id: int
    code: str
    kind: str
    name: str
    title: str  # of a village's sheet, with its month; else empty
    position: int  # of the village
    household_id: int | None
    household_code: str
    head_name: str
    village_id: int | None
    village: str
    alert_number: str
    printed_on: date
    returned_on: date | None
    returned_by: str
    has_scan: bool
    typed_in: bool
    outdated: bool = False

    @property
    def whereabouts(self) -> Whereabouts:
        """Home once it was ticked, scanned or typed in."""
        is_home = self.returned_on is not None or self.has_scan or self.typed_in
        return Whereabouts.HOME if is_home else Whereabouts.MISSING


@dataclass(frozen=True, slots=True)
class CountRow:
    """One kind in one village: printed = home + missing; ``outdated`` of the missing say something else by now."""

    village_id: int | None
    village: str
    kind: str
    name: str
    printed: int
    home: int
    missing: int
    outdated: int


@dataclass(frozen=True, slots=True)
class FoundPaper:
    """What a scanned or typed code means: the paper as it was printed, and what its values are now."""

    row: PaperRow
    is_latest: bool  # no newer print took its place
    changes: tuple[Change, ...]

    @property
    def outdated(self) -> bool:
        """Whether what is printed on it is no longer so."""
        return self.row.outdated


class ReturningService:
    """Papers that come home. A tick, its undoing and a scan are one audit entry each."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def find(self, code: str, *, today: date) -> FoundPaper:
        """The paper of a code.

        Refused: ``papers.code_mistyped``, ``.code_unknown``, ``.code_ambiguous``.
        """
        exact = codes.read(code)
        with self._ledger.reading() as session:
            record = _record_in(session, exact)
            kind = kinds()[record.kind]
            (row,) = _rows(session, [record])
            now = _texts_now(session, kind, [record], today=today).get(_subject(record))
            is_outdated = now is not None and codec.digest(now) != record.data_digest
            changes: tuple[Change, ...] = ()
            if is_outdated and now is not None and record.printed_values:
                changes = changes_between(kind, unpack(record.printed_values), record.layout_version, now)
            is_latest = _is_latest(session, record)
        return FoundPaper(replace(row, outdated=is_outdated), is_latest, changes)

    def papers(self, *, today: date, with_outdated: bool = True) -> tuple[PaperRow, ...]:
        """The last print of every paper that was to come home, by village, kind and household."""
        with self._ledger.reading() as session:
            records = _last_records(session)
            rows = _rows(session, records)
            late = _outdated_ids(session, records, today=today) if with_outdated else frozenset[int]()
        marked = [
            replace(row, outdated=True) if row.record_id in late and row.whereabouts is Whereabouts.MISSING else row
            for row in rows
        ]
        order = {kind: number for number, kind in enumerate(kinds())}
        return tuple(
            sorted(
                marked, key=lambda row: (row.position, row.village, order[row.kind], row.household_code, row.record_id)
            )
        )

    def tick(
        self, code: str, *, returned_on: date | None = None, by: str = "", actor: Actor, today: date
    ) -> tuple[PaperRow, ChangeSet | None]:
        """A paper came home; again is no fault. Refused as ``find``, and days that cannot be."""
        day = returned_on or today
        with self._ledger.transaction("paper.returned", actor=actor, today=today) as tx:
            record = _record_in(tx.session, codes.read(code))
            printed = _day(record)
            refuse_all(_wrong_days(day, printed, today))
            if record.returned_on is None:
                record.returned_on, record.returned_by = day, by.strip() or actor.name
            tx.note(kind=record.kind, code=record.code)
            tx.session.flush()
            (row,) = _rows(tx.session, [record])
        return row, tx.changes

    def untick(self, code: str, *, actor: Actor, today: date) -> ChangeSet | None:
        """It did not come home after all. Refused: ``papers.not_returned`` and as ``find``."""
        with self._ledger.transaction("paper.return_undone", actor=actor, today=today) as tx:
            record = _record_in(tx.session, codes.read(code))
            if record.returned_on is None:
                raise refuse("papers.not_returned", paper=record.code)
            record.returned_on = record.returned_by = None
            tx.note(kind=record.kind, code=record.code)
        return tx.changes

    def attach_scan(self, code: str, file: Path, *, actor: Actor, today: date) -> ChangeSet | None:
        """Keep a scan or photo of the paper with its household; the paper is home with it.

        Refused: ``papers.scan_needs_household``, ``attachment.*`` and as ``find``.
        """
        with self._ledger.reading() as session:
            record = _record_in(session, codes.read(code))
            record_id, household_id, exact = record.id, record.household_id, record.code
            name = kinds()[record.kind].name
        if household_id is None:
            raise refuse("papers.scan_needs_household", paper=exact)
        given = AttachmentInput(file=file, kind=AttachmentKind.SCAN, remark=f"{name} {exact}")
        AttachmentService(self._ledger).add(household_id, given, actor=actor, today=today)
        with self._ledger.transaction("paper.scan_attached", actor=actor, today=today) as tx:
            own = select(Attachment.id).where(Attachment.household_id == household_id).order_by(Attachment.id.desc())
            found = tx.session.get_one(PrintRecord, record_id)
            found.scan_id = tx.session.scalars(own.limit(1)).first()
            tx.note(kind=found.kind, code=exact)
        return tx.changes


def counts_of(rows: Sequence[PaperRow]) -> tuple[CountRow, ...]:
    """The rows by village and kind."""
    groups: dict[tuple[int | None, str], list[PaperRow]] = {}
    for row in rows:
        groups.setdefault((row.village_id, row.kind), []).append(row)
    return tuple(_count(own) for own in groups.values())


def outdated_codes(rows: Sequence[PaperRow], kind: str) -> tuple[Sequence[str], Sequence[str]]:
    """The households, or the alerts, whose paper of this kind is to be printed again."""
    late = [row for row in rows if row.kind == kind and row.outdated]
    alerts = tuple(row.alert_number for row in late if row.alert_number)
    households = dict.fromkeys(row.household_code for row in late if row.household_code and not row.alert_number)
    return tuple(households), alerts


def _count(own: Sequence[PaperRow]) -> CountRow:
    home = sum(row.whereabouts is Whereabouts.HOME for row in own)
    return CountRow(
        own[0].village_id,
        own[0].village,
        own[0].kind,
        own[0].name,
        printed=len(own),
        home=home,
        missing=len(own) - home,
        outdated=sum(row.outdated for row in own),
    )


def _wrong_days(day: date, printed: date, today: date) -> list[Reason]:
    reasons = []
    if day > today:
        reasons.append(Reason("papers.returned_in_future", {"day": day}))
    if day < printed:
        reasons.append(Reason("papers.returned_before_print", {"day": day, "printed": printed}))
    return reasons


def _record_in(session: Session, code: str) -> PrintRecord:
    """The newest print with this code: the same values printed twice are one paper."""
    found = session.scalars(select(PrintRecord).where(PrintRecord.code == code).order_by(PrintRecord.id.desc())).all()
    if not found:
        raise refuse("papers.code_unknown", paper=code)
    if len({record.data_digest for record in found}) > 1:
        raise refuse("papers.code_ambiguous", paper=code)
    return next((record for record in found if record.returned_on or record.scan_id), found[0])


def _day(record: PrintRecord) -> date:
    return record.printed_at.astimezone(clock.OFFICE_ZONE).date()


def _subject(record: PrintRecord) -> Subject:
    """What the paper is about: the alert, the household, or the village with the sheet's title (its month)."""
    if record.household_id or not record.printed_values:
        return record.kind, record.household_id or record.village_id, record.alert_id, ""
    return record.kind, record.village_id, record.alert_id, _title(unpack(record.printed_values))


def _last_records(session: Session) -> list[PrintRecord]:
    wanted = [kind.code for kind in kinds().values() if kind.letters]
    statement = select(PrintRecord).where(PrintRecord.kind.in_(wanted), PrintRecord.code.is_not(None))
    last: dict[Subject, PrintRecord] = {}
    for record in session.scalars(statement.order_by(PrintRecord.id)):
        before = last.get(_subject(record))
        same = before is not None and before.data_digest == record.data_digest
        if before is None or not (same and (before.returned_on or before.scan_id)):
            last[_subject(record)] = record
    return list(last.values())


def _is_latest(session: Session, record: PrintRecord) -> bool:
    """Whether no later print of the same paper says something else."""
    later = select(PrintRecord).where(
        PrintRecord.kind == record.kind,
        PrintRecord.id > record.id,
        PrintRecord.code != record.code,
        PrintRecord.village_id == record.village_id,
        PrintRecord.household_id.is_not_distinct_from(record.household_id),
    )
    return not any(_subject(other) == _subject(record) for other in session.scalars(later))


def _texts_now(session: Session, kind: PaperKind, records: Sequence[PrintRecord], *, today: date) -> dict[Subject, str]:
    """What the papers of these records would say today, by subject; a paper no longer printed has no answer."""
    wanted = {_subject(record) for record in records}
    households = frozenset(record.household_id for record in records if record.household_id is not None)
    villages = frozenset(record.village_id for record in records if record.village_id is not None)
    scope = Scope(households=households) if households else Scope(villages=villages)
    question = question_in(session, kind, today=today, scope=scope)
    found: dict[Subject, str] = {}
    for draft in query_of(kind)(question).drafts:
        text = codec.encode(draft.data)
        title = "" if draft.household_id else _title(text)
        subject = (kind.code, draft.household_id or draft.village_id, draft.alert_id, title)
        if subject in wanted and subject not in found:
            found[subject] = text
    return found


def _title(text: str) -> str:
    return str(json.loads(text).get("title", ""))


def _outdated_ids(session: Session, records: Sequence[PrintRecord], *, today: date) -> frozenset[int]:
    by_kind: dict[str, list[PrintRecord]] = {}
    for record in records:
        # A village's sheet is filled line by line, in the ledger as on paper: nobody prints it again for that.
        if record.household_id is not None and record.returned_on is None and record.scan_id is None:
            by_kind.setdefault(record.kind, []).append(record)
    found = set[int]()
    for code, own in by_kind.items():
        now = _texts_now(session, kinds()[code], own, today=today)
        for record in own:
            text = now.get(_subject(record))
            if text is not None and codec.digest(text) != record.data_digest:
                found.add(record.id)
    return frozenset(found)


def _rows(session: Session, records: Sequence[PrintRecord]) -> list[PaperRow]:
    households = {record.household_id for record in records if record.household_id is not None}
    whole = len(records) > 1
    heads = select(HouseholdSummary.household_id, HouseholdSummary.head_name)
    codes_of = select(Household.id, Household.code)
    visits = select(Visit.household_id, Visit.visited_on).where(Visit.outcome == "visited")
    if not whole:
        heads = heads.where(HouseholdSummary.household_id.in_(households))
        codes_of = codes_of.where(Household.id.in_(households))
        visits = visits.where(Visit.household_id.in_(households))
    head_names = {row[0]: row[1] for row in session.execute(heads)}
    household_codes = {row[0]: row[1] for row in session.execute(codes_of)}
    visited: dict[int, date] = {}
    for household_id, on in session.execute(visits):
        visited[household_id] = max(on, visited.get(household_id, on))
    regions = select(Region.id, Region.name, Region.position)
    villages = {row[0]: (row[1], row[2]) for row in session.execute(regions)}
    alerts = {row[0]: (row[1], row[2]) for row in session.execute(select(Alert.id, Alert.number, Alert.state))}
    return [_row(record, head_names, household_codes, visited, villages, alerts) for record in records]


def _row(
    record: PrintRecord,
    heads: Mapping[int, str | None],
    household_codes: Mapping[int, str],
    visited: Mapping[int, date],
    villages: Mapping[int, tuple[str, int]],
    alerts: Mapping[int, tuple[str, AlertState | str]],
) -> PaperRow:
    household_id, printed = record.household_id, _day(record)
    number, state = alerts.get(record.alert_id or 0, ("", ""))
    typed = str(state) in _HOME_BY_STATE.get(record.kind, frozenset())
    if record.kind == "visit_form" and household_id is not None and household_id in visited:
        typed = visited[household_id] >= printed
    return PaperRow(
        record_id=record.id,
        code=record.code or "",
        kind=record.kind,
        name=kinds()[record.kind].name,
        title=_subject(record)[-1],
        position=villages.get(record.village_id or 0, ("", 0))[1],
        household_id=household_id,
        household_code=household_codes.get(household_id or 0, ""),
        head_name=heads.get(household_id or 0) or "",
        village_id=record.village_id,
        village=villages.get(record.village_id or 0, ("", 0))[0],
        alert_number=number,
        printed_on=printed,
        returned_on=record.returned_on,
        returned_by=record.returned_by or "",
        has_scan=record.scan_id is not None,
        typed_in=typed,
    )
