"""What a person said that a sender's columns are: kept by the file's set of titles, and used again by itself."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.imports import ColumnChoice
from app.services.context import Actor
from app.services.errors import NotFound, Reason, Refused, refuse
from app.services.files.columns import column_set, fingerprint, title_key
from app.services.imports.staging import Staged, StagedSheet
from app.services.ledger import Ledger, Transaction

Mapped = Mapping[str, str | None]
# A file whose header was found only with a person's help is tried with the latest choices of its kind.
_TRIED = 5


@dataclass(frozen=True, slots=True)
class RememberedColumns:
    """One sender's columns: what its titles are, and what a person said of them (title or letter, field's title)."""

    id: int
    kind: str
    sender: str
    titles: tuple[str, ...]
    choices: tuple[tuple[str, str], ...]
    used_on: date | None


class ColumnMemory:
    """Lists what is remembered of the senders' columns, names senders, forgets."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def rows(self) -> Sequence[RememberedColumns]:
        """Everything remembered, the last used first."""
        with self._ledger.reading() as session:
            found = session.scalars(select(ColumnChoice).order_by(ColumnChoice.used_on.desc(), ColumnChoice.id.desc()))
            return tuple(map(_row, found))

    def name_sender(self, id_: int, *, sender: str, actor: Actor, today: date) -> None:
        """Say whose lists these are."""
        with self._ledger.transaction("import.name_sender", actor=actor, today=today) as tx:
            row = _stored(tx.session, id_)
            row.sender = sender.strip() or None
            tx.about("column_choice", row.uid)

    def forget(self, id_: int, *, actor: Actor, today: date) -> None:
        """Read the next file with these titles by its titles alone."""
        with self._ledger.transaction("import.forget_columns", actor=actor, today=today) as tx:
            row = _stored(tx.session, id_)
            tx.about("column_choice", row.uid)
            tx.session.delete(row)


def _stored(session: Session, id_: int) -> ColumnChoice:
    row = session.get(ColumnChoice, id_)
    if row is None:
        raise NotFound(Reason("import.columns_not_found", {"id": id_}))
    return row


def _row(stored: ColumnChoice) -> RememberedColumns:
    titles = {field.name: field.titles[0] for field in column_set(_columns_of(stored.kind)).fields}
    shown = {title_key(title): title for title in json.loads(stored.titles)}
    choices = tuple(
        (shown.get(key, key), str(titles.get(field, field)) if field else "")
        for key, field in json.loads(stored.choices).items()
    )
    return RememberedColumns(
        stored.id, stored.kind, stored.sender or "", tuple(json.loads(stored.titles)), choices, stored.used_on
    )


def _columns_of(kind: str) -> str:
    from app.services.imports.service import columns_of

    return columns_of(kind)


def parse_mapping(kind: str, pairs: Sequence[str]) -> Mapped:
    """``title=field`` texts as a mapping; a field by its name or one of its titles, nothing = leave the column out."""
    fields = column_set(_columns_of(kind))
    names = {field.name: field.name for field in fields.fields} | dict(fields.by_title())
    mapping: dict[str, str | None] = {}
    for pair in pairs:
        title, _, wanted = pair.partition("=")
        field = names.get(wanted.strip()) or names.get(title_key(wanted))
        if not title.strip() or (wanted.strip() and field is None):
            known = [field.titles[0] for field in fields.fields]
            raise refuse("import.unknown_column", pair=pair, known=known)
        mapping[_key(title)] = field
    return mapping


def _key(title: str) -> str:
    is_letter = title.isascii() and title.isalpha() and title.isupper()
    return title if is_letter else title_key(title)


def recall(session: Session, kind: str, staged: Staged) -> dict[int, Mapped]:
    """What was said before of files with these titles, by the file's place."""
    found: dict[int, Mapped] = {}
    for sheet in staged.sheets:
        if stored := _of(session, kind, _print_of(sheet)):
            found.setdefault(sheet.file, json.loads(stored.choices))
    return found


def recall_without_header(
    ledger: Ledger, kind: str, refused: Refused, read: Callable[[Mapped], Staged]
) -> Staged | None:
    """The file again with the latest choices of its kind, when its titles alone do not show where it begins."""
    if "files.no_header" not in refused.codes:
        return None
    with ledger.reading() as session:
        latest = select(ColumnChoice).where(ColumnChoice.kind == kind).order_by(ColumnChoice.used_on.desc())
        known = [(row.fingerprint, json.loads(row.choices)) for row in session.scalars(latest.limit(_TRIED))]
    for print_, choices in known:
        try:
            staged = read(choices)
        except Refused:
            continue
        if any(_print_of(sheet) == print_ for sheet in staged.sheets):
            return staged
    return None


def remember_in(tx: Transaction, kind: str, staged: Staged, *, sender: str) -> None:
    """Keep what a person said of the columns of the files that are being taken in."""
    for sheet in staged.sheets:
        chosen = staged.chosen[sheet.file]
        if not chosen:
            continue
        titles = [column.title for column in sheet.seen.columns if column.title]
        letters = {column.letter for column in sheet.seen.columns}
        here = {key: field for key, field in chosen.items() if key in letters | set(map(title_key, titles))}
        if not here:
            continue
        stored = _of(tx.session, kind, _print_of(sheet))
        if stored is None:
            stored = ColumnChoice(kind=kind, fingerprint=_print_of(sheet))
            tx.session.add(stored)
        stored.titles = json.dumps(titles, ensure_ascii=False)
        stored.choices = json.dumps(here, ensure_ascii=False, sort_keys=True)
        stored.sender = sender.strip() or stored.sender
        stored.used_on = tx.today
        tx.session.flush()


def _print_of(sheet: StagedSheet) -> str:
    return fingerprint([column.title for column in sheet.seen.columns])


def _of(session: Session, kind: str, print_: str) -> ColumnChoice | None:
    return session.scalars(
        select(ColumnChoice).where(ColumnChoice.kind == kind, ColumnChoice.fingerprint == print_)
    ).first()
