"""Taking the province's list in, answering it, and giving it back."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.history import VERSIONED, bulk_insert, in_chunks
from app.models.household import Household, Person
from app.models.province import ProvinceEntry, ProvinceFile, ProvinceList
from app.services.changes import ChangeSet
from app.services.children import Cancelled, Progress
from app.services.context import Actor
from app.services.errors import Conflict, NotFound, Reason, refuse
from app.services.files.columns import title_key
from app.services.findings.rule_words import rule_of
from app.services.findings.rules import rules
from app.services.ledger import Ledger, Transaction
from app.services.province.book import ListSummary, Worklist, list_rows, worklist
from app.services.province.matching import Meant, People, member_of, people_in
from app.services.province.reading import ListFile, ListRow, ListSheet, read_list
from app.services.province.words import AnswerState, Matched
from app.services.province.writing import Filled, Filling, write_back
from app.services.settings import set_in, setting_in

RULES, COLUMNS = "province.rules", "province.columns"


@dataclass(frozen=True, slots=True)
class RuleSeen:
    """What a file calls a rule, how many rows of it, and the rule of ours that it means."""

    text: str
    rows: int
    code: str | None


@dataclass(frozen=True, slots=True)
class Look:
    """A file before it is taken in."""

    name: str
    sheets: tuple[ListSheet, ...]
    skipped: tuple[tuple[str, str], ...]
    rules: tuple[RuleSeen, ...]
    rows: int
    matched: Mapping[str, int]
    known_as: str | None  # the list that was taken in from the same file


@dataclass(frozen=True, slots=True)
class Taken:
    """A list after it was taken in."""

    list_id: int
    look: Look
    changes: ChangeSet | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The answer to an entry; ``row_version`` is the one that was looked at."""

    entry_id: int
    row_version: int
    state: AnswerState
    note: str = ""


class ProvinceService:
    """Lists of the province, from the file to the file."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    # -- reading ---------------------------------------------------------------------------------------

    def look(
        self,
        path: Path,
        *,
        columns: Mapping[str, str | None] = {},
        rule_codes: Mapping[str, str] = {},
        on_progress: Progress | None = None,
        cancelled: Cancelled = lambda: False,
    ) -> Look:
        """What a file holds, with what was mapped by hand; nothing is written. Refused: ``files.*``."""
        with self._ledger.reading() as session:
            mapping = {**_remembered(session, COLUMNS), **columns}
        file = read_list(path, mapping=mapping, on_progress=on_progress, cancelled=cancelled)
        with self._ledger.reading() as session:
            return _look(session, file, _matched(session, file), _codes(session, rule_codes))

    def lists(self) -> Sequence[ListSummary]:
        """Every list that was taken in, the newest first."""
        with self._ledger.reading() as session:
            return list_rows(session)

    def worklist(self, list_id: int) -> Worklist:
        """A list against our findings and the list before."""
        with self._ledger.reading() as session:
            return worklist(session, _one(session, list_id))

    # -- writing ---------------------------------------------------------------------------------------

    def take_in(
        self,
        path: Path,
        *,
        title: str = "",
        columns: Mapping[str, str | None] = {},
        rule_codes: Mapping[str, str] = {},
        previous_id: int | None = None,
        actor: Actor,
        today: date,
        on_progress: Progress | None = None,
        cancelled: Cancelled = lambda: False,
    ) -> Taken:
        """Take a list in; what was mapped by hand is remembered.

        It is compared with list ``previous_id``; None = the newest one, 0 = none.
        Refused: ``files.*``, ``province.known_file``, ``province.changed_file``.
        """
        with self._ledger.reading() as session:
            mapping = {**_remembered(session, COLUMNS), **columns}
        file = read_list(path, mapping=mapping, on_progress=on_progress, cancelled=cancelled)
        content = path.read_bytes()
        if hashlib.sha256(content).hexdigest() != file.sha256:
            raise refuse("province.changed_file", file=path.name)
        with self._ledger.transaction("province.import", actor=actor, today=today) as tx:
            _remember(tx, COLUMNS, {title_key(key) or key: field for key, field in columns.items()})
            _remember(tx, RULES, {title_key(text): code for text, code in rule_codes.items()})
            meant = _matched(tx.session, file)
            look = _look(tx.session, file, meant, _codes(tx.session, {}))
            if look.known_as:
                raise refuse("province.known_file", file=path.name, list=look.known_as)
            key = self._ledger.database.vault.put(content)
            made = _keep(tx, file, key, title=title.strip() or path.stem, previous_id=previous_id)
            _keep_rows(tx, made.id, file, meant)
            tx.about("province_list", made.uid)
            tx.note(rows=len(file.rows), **{f"rows_{name}": count for name, count in look.matched.items()})
            list_id = made.id
        return Taken(list_id, look, tx.changes)

    def answer(self, answers: Sequence[Answer], *, actor: Actor, today: date) -> ChangeSet | None:
        """Answer entries, one or many; open takes an answer back.

        Refused: ``province.note_missing`` (属实 needs its reason), ``province.entry_changed``.
        """
        if any(one.state is AnswerState.TRUE and not one.note.strip() for one in answers):
            raise refuse("province.note_missing")
        with self._ledger.transaction("province.answer", actor=actor, today=today) as tx:
            entries = _entries(tx, [one.entry_id for one in answers])
            for one in answers:
                entry = entries[one.entry_id]
                if entry.row_version != one.row_version:
                    raise Conflict(Reason("province.entry_changed", {"row": entry.row}))
                is_open = one.state is AnswerState.OPEN
                entry.state, entry.note = one.state.value, None if is_open else one.note.strip() or None
                entry.answered_by = None if is_open else actor.name
                entry.answered_on = None if is_open else today
            tx.note(answers=len(answers))
        return tx.changes

    def accept(self, list_id: int, entry_ids: Collection[int], *, actor: Actor, today: date) -> ChangeSet | None:
        """Answer these entries with what we propose; ``province.nothing_proposed`` if there is nothing for any."""
        rows = [row for row in self.worklist(list_id).rows if row.id in entry_ids and row.proposal is not None]
        if not rows:
            raise refuse("province.nothing_proposed")
        answers = [
            Answer(entry_id=row.id, row_version=row.row_version, state=row.proposal.state, note=row.proposal.note)
            for row in rows
            if row.proposal is not None
        ]
        return self.answer(answers, actor=actor, today=today)

    def map_rule(self, list_id: int, text: str, code: str | None, *, actor: Actor, today: date) -> ChangeSet | None:
        """Say which of our rules their words mean, here and in later lists; None = none of ours."""
        if code is not None and code not in rules():
            raise refuse("finding.unknown_rule", rules=[code])
        with self._ledger.transaction("province.map_rule", actor=actor, today=today) as tx:
            _remember(tx, RULES, {title_key(text): code or ""})
            statement = select(ProvinceEntry).where(ProvinceEntry.list_id == list_id, ProvinceEntry.rule_text == text)
            for entry in tx.session.scalars(statement):
                entry.rule_code = code
        return tx.changes

    def match(
        self, entry_id: int, *, household_id: int, person_id: int | None = None, actor: Actor, today: date
    ) -> ChangeSet | None:
        """Say by hand whom an entry means; without a person it is the member of its number or name, if there is one."""
        with self._ledger.transaction("province.match", actor=actor, today=today) as tx:
            household = tx.session.get(Household, household_id)
            if household is None or (person_id is not None and tx.session.get(Person, person_id) is None):
                raise NotFound(Reason("province.no_such_household"))
            entry = _entries(tx, [entry_id])[entry_id]
            entry.household_id = household_id
            entry.person_id = person_id or member_of(tx.session, household_id, entry.id_number, entry.name)
            entry.matched = Matched.MATCHED.value
            tx.about("household", household.uid)
        return tx.changes

    def remove(self, list_id: int, *, actor: Actor, today: date) -> ChangeSet | None:
        """Take a list out with its answers; the history keeps them. Later lists are compared with the one before it."""
        with self._ledger.transaction("province.remove", actor=actor, today=today) as tx:
            _one(tx.session, list_id)
            stored = tx.session.get_one(ProvinceList, list_id)
            for later in tx.session.scalars(select(ProvinceList).where(ProvinceList.previous_id == list_id)):
                later.previous_id = stored.previous_id
            tx.session.flush()
            for entry in tx.session.scalars(select(ProvinceEntry).where(ProvinceEntry.list_id == list_id)):
                tx.session.delete(entry)
            tx.session.flush()
            tx.about("province_list", stored.uid)
            kept = tx.session.get_one(ProvinceFile, stored.file_id)
            tx.session.delete(stored)
            tx.session.flush()
            tx.session.delete(kept)
        return tx.changes

    def export(
        self,
        list_id: int,
        out: Path,
        *,
        purpose: str,
        actor: Actor,
        today: date,
        on_progress: Progress | None = None,
        cancelled: Cancelled = lambda: False,
    ) -> Filled:
        """Their file with our answers filled in; nothing else on it differs. The purpose is kept in the audit.

        Refused: ``province.purpose_missing``, ``files.*``.
        """
        if not purpose.strip():
            raise refuse("province.purpose_missing")
        with self._ledger.reading() as session:
            summary = _one(session, list_id)
            work = worklist(session, summary)
            stored = session.get_one(ProvinceList, list_id)
            kept = session.get_one(ProvinceFile, stored.file_id)
            of_list = select(ProvinceEntry.id, ProvinceEntry.sheet).where(ProvinceEntry.list_id == list_id)
            places = {row.id: row.sheet for row in session.execute(of_list)}
            filling = Filling(
                kept.name, kept.form, self._ledger.database.vault.get(kept.file_key), json.loads(stored.layout)
            )
        answers = [(places[row.id], row) for row in work.rows if row.id in places]
        filled = write_back(out, filling, answers, on_progress=on_progress, cancelled=cancelled)
        with self._ledger.transaction("province.export", actor=actor, today=today) as tx:
            tx.about("province_list", stored.uid)
            tx.note(rows=filled.answered, whole_ids=True, purpose=purpose.strip()[:100])
        return filled


def _one(session: Session, list_id: int) -> ListSummary:
    found = next((row for row in list_rows(session) if row.id == list_id), None)
    if found is None:
        raise NotFound(Reason("province.no_such_list", {"list": list_id}))
    return found


def _remembered(session: Session, key: str) -> dict[str, str | None]:
    value = setting_in(session, key)
    return dict(value) if isinstance(value, dict) else {}


def _remember(tx: Transaction, key: str, more: Mapping[str, str | None]) -> None:
    if more:
        set_in(tx, key, {**_remembered(tx.session, key), **more})


def _codes(session: Session, more: Mapping[str, str]) -> dict[str, str]:
    kept = {text: code or "" for text, code in _remembered(session, RULES).items()}
    return {**kept, **{title_key(text): code for text, code in more.items()}}


def _matched(session: Session, file: ListFile) -> list[tuple[ListRow, Meant]]:
    people: People = people_in(session, file.rows)
    return [(row, people.meant(row)) for row in file.rows]


def _look(session: Session, file: ListFile, meant: Sequence[tuple[ListRow, Meant]], codes: Mapping[str, str]) -> Look:
    texts: dict[str, int] = {}
    matched: dict[str, int] = {}
    for row, who in meant:
        texts[row.rule_text] = texts.get(row.rule_text, 0) + 1
        matched[who.matched.value] = matched.get(who.matched.value, 0) + 1
    seen = tuple(RuleSeen(text, count, rule_of(text, codes)) for text, count in texts.items())
    known = session.scalars(
        select(ProvinceList.title)
        .join(ProvinceFile, ProvinceFile.id == ProvinceList.file_id)
        .where(ProvinceFile.sha256 == file.sha256)
    ).first()
    return Look(file.name, file.sheets, file.skipped, seen, len(file.rows), matched, known)


def _keep(tx: Transaction, file: ListFile, file_key: str, *, title: str, previous_id: int | None) -> ProvinceList:
    if previous_id is None:
        previous_id = next((row.id for row in list_rows(tx.session)), 0)
    elif previous_id:
        _one(tx.session, previous_id)
    kept = ProvinceFile(name=file.name, sha256=file.sha256, form=file.form, file_key=file_key)
    tx.session.add(kept)
    tx.session.flush()
    layout = {
        str(sheet.index): {"name": sheet.name, "header_row": sheet.header_row, "columns": sheet.columns}
        for sheet in file.sheets
    }
    made = ProvinceList(
        file_id=kept.id,
        title=title[:200],
        received_on=tx.today,
        previous_id=previous_id or None,
        layout=json.dumps(layout, ensure_ascii=False),
    )
    tx.session.add(made)
    tx.session.flush()
    return made


def _keep_rows(tx: Transaction, list_id: int, file: ListFile, meant: Sequence[tuple[ListRow, Meant]]) -> None:
    codes = _codes(tx.session, {})
    known = {text: rule_of(text, codes) for text in {row.rule_text for row in file.rows}}
    rows = [
        {
            "list_id": list_id,
            "sheet": row.sheet,
            "row": row.row,
            "rule_text": row.rule_text or None,
            "rule_code": known[row.rule_text],
            "message": row.message or None,
            "name": row.name or None,
            "id_number": row.id_number or None,
            "household_code": row.household_code or None,
            "village": row.village or None,
            "matched": who.matched.value,
            "household_id": who.household_id,
            "person_id": who.person_id,
            "state": AnswerState.OPEN.value,
        }
        for row, who in meant
    ]
    for first in range(0, len(rows), 5_000):
        bulk_insert(tx.session, VERSIONED["province_entry"], rows[first : first + 5_000])


def _entries(tx: Transaction, ids: Sequence[int]) -> dict[int, ProvinceEntry]:
    found: dict[int, ProvinceEntry] = {}
    for chunk in in_chunks(dict.fromkeys(ids)):
        found |= {e.id: e for e in tx.session.scalars(select(ProvinceEntry).where(ProvinceEntry.id.in_(chunk)))}
    missing = [id_ for id_ in ids if id_ not in found]
    if missing:
        raise NotFound(Reason("province.no_such_entry", {"entry": missing[0]}))
    return found
