"""A list of the province against our findings (both, only theirs, only ours) and the list before (still, new, gone)."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from app.models.household import HouseholdSummary, Person
from app.models.imports import Finding
from app.models.province import ProvinceEntry, ProvinceFile, ProvinceList
from app.services.files.columns import title_key
from app.services.findings.rule_words import rule_title
from app.services.findings.rules import rules
from app.services.province.words import AnswerState, Matched


class Side(StrEnum):
    """Who has it."""

    BOTH = "both"
    THEIRS = "theirs"
    OURS = "ours"


class Since(StrEnum):
    """Against the list before."""

    FIRST = ""  # there is no list before
    STILL = "still"
    NEW = "new"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Proposal:
    """What we know that would answer an entry, and from where: ``finding`` or ``previous`` list."""

    state: AnswerState
    note: str
    source: str


@dataclass(frozen=True, slots=True)
class EntryRow:
    """One line of the worklist; ``id`` is negative for a finding that only we have."""

    id: int
    row_version: int
    sheet: str
    row: int
    rule_text: str
    rule_code: str | None
    title: str
    message: str
    name: str
    id_number: str
    household_code: str
    village: str
    household_id: int | None
    person_id: int | None
    matched: Matched
    state: AnswerState
    note: str
    answered_by: str
    answered_on: date | None
    side: Side = Side.THEIRS
    since: Since = Since.FIRST
    finding_state: str = ""
    proposal: Proposal | None = None

    @property
    def is_matched(self) -> bool:
        """Whether it is known whom it means."""
        return self.matched is Matched.MATCHED


@dataclass(frozen=True, slots=True)
class ListSummary:
    """A list with its counts."""

    id: int
    title: str
    file_name: str
    form: str
    received_on: date
    previous_id: int | None
    entries: int
    states: Mapping[str, int]
    unmatched: int
    unmapped: int


@dataclass(frozen=True, slots=True)
class Worklist:
    """A list reconciled: every entry, our findings that it lacks, and the entries of the list before that are gone."""

    summary: ListSummary
    rows: tuple[EntryRow, ...]
    gone: tuple[EntryRow, ...]

    def counts(self) -> Mapping[str, int]:
        """Lines by side, and by standing against the list before."""
        found = Counter(row.side.value for row in self.rows)
        found.update(row.since.value for row in self.rows if row.since is not Since.FIRST)
        return {**found, Since.GONE.value: len(self.gone)}


def list_rows(session: Session) -> list[ListSummary]:
    """Every list, the newest first."""
    statement = select(ProvinceList, ProvinceFile.name, ProvinceFile.form).join(
        ProvinceFile, ProvinceFile.id == ProvinceList.file_id
    )
    newest = statement.order_by(ProvinceList.received_on.desc(), ProvinceList.id.desc())
    return [_summary(session, *row) for row in session.execute(newest)]


def _summary(session: Session, one: ProvinceList, name: str, form: str) -> ListSummary:
    entry = ProvinceEntry
    counted = session.execute(
        select(entry.state, entry.matched, entry.rule_code.is_(None), func.count())
        .where(entry.list_id == one.id)
        .group_by(entry.state, entry.matched, entry.rule_code.is_(None))
    ).all()
    states: Counter[str] = Counter()
    for state, _, _, count in counted:
        states[state] += count
    return ListSummary(
        id=one.id,
        title=one.title,
        file_name=name,
        form=form,
        received_on=one.received_on,
        previous_id=one.previous_id,
        entries=sum(states.values()),
        states=states,
        unmatched=sum(count for _, matched, _, count in counted if matched != Matched.MATCHED),
        unmapped=sum(count for _, _, without, count in counted if without),
    )


def worklist(session: Session, summary: ListSummary) -> Worklist:
    """The list against our findings and the list before."""
    findings = _Findings(session)
    rows = [_with_finding(row, findings) for row in _entries(session, summary.id)]
    if summary.previous_id is not None:
        rows, gone = _compared(rows, _entries(session, summary.previous_id))
    else:
        gone = []
    return Worklist(summary, (*rows, *_only_ours(session, rows, findings)), tuple(gone))


def _entries(session: Session, list_id: int) -> list[EntryRow]:
    layout = json.loads(session.scalars(select(ProvinceList.layout).where(ProvinceList.id == list_id)).one())
    sheets = {int(index): str(sheet["name"]) for index, sheet in layout.items()}
    home = HouseholdSummary
    statement = (
        select(ProvinceEntry, home.code, home.village_name, Person.name, Person.id_number)
        .outerjoin(home, home.household_id == ProvinceEntry.household_id)
        .outerjoin(Person, Person.id == ProvinceEntry.person_id)
        .where(ProvinceEntry.list_id == list_id)
        .order_by(ProvinceEntry.sheet, ProvinceEntry.row)
    )
    return [_entry_row(row, sheets) for row in session.execute(statement)]


def _entry_row(row: Row[*tuple[Any, ...]], sheets: Mapping[int, str]) -> EntryRow:
    entry: ProvinceEntry = row[0]
    return EntryRow(
        id=entry.id,
        row_version=entry.row_version,
        sheet=sheets.get(entry.sheet, ""),
        row=entry.row,
        rule_text=entry.rule_text or "",
        rule_code=entry.rule_code,
        title=rule_title(entry.rule_code),
        message=entry.message or "",
        name=entry.name or row[3] or "",
        id_number=entry.id_number or row[4] or "",
        household_code=entry.household_code or row[1] or "",
        village=row[2] or entry.village or "",
        household_id=entry.household_id,
        person_id=entry.person_id,
        matched=Matched(entry.matched),
        state=AnswerState(entry.state),
        note=entry.note or "",
        answered_by=entry.answered_by or "",
        answered_on=entry.answered_on,
    )


class _Findings:
    """Our findings by rule and subject; an entry of a household meets any of its members' findings."""

    def __init__(self, session: Session) -> None:
        self._by_person: dict[tuple[str, int], Finding] = {}
        self._by_home: dict[tuple[str, int], list[Finding]] = {}
        for finding in session.scalars(select(Finding)):
            if finding.person_id is not None:
                self._by_person[finding.rule_code, finding.person_id] = finding
            if finding.household_id is not None:
                self._by_home.setdefault((finding.rule_code, finding.household_id), []).append(finding)

    def of(self, row: EntryRow) -> list[Finding]:
        """The findings that the entry speaks of."""
        if row.rule_code is None or row.matched is not Matched.MATCHED or row.household_id is None:
            return []
        if row.person_id is not None:
            own = self._by_person.get((row.rule_code, row.person_id))
            if own is not None:
                return [own]
        at_home = self._by_home.get((row.rule_code, row.household_id), [])
        # Of a person nothing is known: another member's finding says nothing of them.
        return [f for f in at_home if row.person_id is None or f.person_id is None]


def _with_finding(row: EntryRow, findings: _Findings) -> EntryRow:
    found = findings.of(row)
    if not found:
        return row
    state = min((f.state for f in found), key=("open", "exempt", "fixed").index)
    side = Side.THEIRS if state == "fixed" else Side.BOTH
    return replace(row, side=side, finding_state=state, proposal=_proposed(row, state, found))


def _proposed(row: EntryRow, state: str, found: Sequence[Finding]) -> Proposal | None:
    if row.state is not AnswerState.OPEN or state == "open":
        return None
    if state == "fixed":
        return Proposal(AnswerState.MENDED, "已按实际情况修改，重新检查无此问题", "finding")
    reasons = dict.fromkeys(f.reason for f in found if f.state == "exempt" and f.reason)
    return Proposal(AnswerState.TRUE, "；".join(reasons), "finding") if reasons else None


def _only_ours(session: Session, rows: Iterable[EntryRow], findings: _Findings) -> list[EntryRow]:
    """Open findings of the rules that the list speaks of, on nobody in it."""
    known = list(rows)
    codes = {row.rule_code for row in known if row.rule_code}
    met = {finding.id for row in known for finding in findings.of(row)}
    home = HouseholdSummary
    statement = (
        select(Finding, home.code, home.village_name, home.head_name, Person.name, Person.id_number)
        .join(home, home.household_id == Finding.household_id)
        .outerjoin(Person, Person.id == Finding.person_id)
        .where(Finding.state == "open", Finding.rule_code.in_(codes & rules().keys()))
        .order_by(home.village_id, home.code, Finding.id)
    )
    return [
        EntryRow(
            *(-finding.id, finding.row_version, "", 0, "", finding.rule_code, rule_title(finding.rule_code)),
            *(finding.message or "", name or head, number or "", code, village),
            *(finding.household_id, finding.person_id, Matched.MATCHED, AnswerState.OPEN, "", "", None),
            side=Side.OURS,
            finding_state="open",
        )
        for finding, code, village, head, name, number in session.execute(statement)
        if finding.id not in met
    ]


def _subject(row: EntryRow) -> tuple[object, ...]:
    """By what an entry is known again in a later list."""
    rule = row.rule_code or title_key(row.rule_text)
    if row.matched is Matched.MATCHED:
        return rule, row.household_id, row.person_id
    return rule, row.id_number or row.household_code, row.name


def _compared(rows: Sequence[EntryRow], before: Sequence[EntryRow]) -> tuple[list[EntryRow], list[EntryRow]]:
    known = {_subject(row): row for row in before}
    now = {_subject(row) for row in rows}
    result: list[EntryRow] = []
    for row in rows:
        earlier = known.get(_subject(row))
        since = Since.STILL if earlier is not None else Since.NEW
        proposal = row.proposal
        if proposal is None and row.state is AnswerState.OPEN and earlier and earlier.state is AnswerState.TRUE:
            proposal = Proposal(earlier.state, earlier.note, "previous")
        result.append(replace(row, since=since, proposal=proposal))
    return result, [replace(row, since=Since.GONE) for row in before if _subject(row) not in now]
