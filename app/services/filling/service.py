"""Filling the superior's blank: look into it, match it once, preview, write; what leaves is audited."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path
from typing import Any, cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.filling import FillingTemplate
from app.models.household import HouseholdSummary
from app.services.changes import ChangeSet
from app.services.children import Cancelled, Progress, child
from app.services.context import Actor
from app.services.errors import NotFound, Reason, refuse
from app.services.exports.told import tell
from app.services.files.atomic import free_name, replacing
from app.services.filling.catalogue import Level, fields
from app.services.filling.homes import Homes
from app.services.filling.inputs import Blank, BlankSheet, Copies, Filled, Ids, Place, Remembered, Wanted
from app.services.households import HouseholdService, RosterQuery
from app.services.ledger import Ledger
from app.services.papers.selecting import scope_in
from app.services.rosters.catalogue import FieldKind
from app.services.storage import refuse_write
from app.worker.limits import Limits
from app.worker.parent import Worker

_READING = Limits(seconds=60, memory_mb=1024, cpu_seconds=30)


class FillingService:
    """Blanks of the superior."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def look_into(self, path: Path) -> Blank:
        """The blank's places with the fields proposed, or remembered from the last time; changes nothing.

        Refused: ``files.*``, ``filling.only_xlsx``, ``filling.no_place`` when nothing in it could be filled.
        """
        sheets: list[Mapping[str, Any]] = []
        losses: Sequence[str] = ()
        request = {"path": str(path.absolute()), "name": path.name}
        with child("read-blank", request, about=path.name, limits=_READING) as worker:
            for message in worker.messages():
                if message["type"] == "sheet":
                    sheets.append(message)
                elif message["type"] == "losses":
                    losses = cast("list[str]", message["losses"])
        with self._ledger.reading() as session:
            made = tuple(_sheet(session, told) for told in sheets if told["slots"])
        if not any(sheet.places for sheet in made):
            raise refuse("filling.no_place", file=path.name)
        return Blank(path, made, tuple(losses))

    def choose(self, query: RosterQuery, *, villages: Sequence[str] = (), codes: Sequence[str] = ()) -> Sequence[int]:
        """The households of a filter, of these villages and with these codes, by place; NotFound names strangers."""
        with self._ledger.reading() as session:
            scope = scope_in(session, villages=villages, households=codes)
            ids = HouseholdService(self._ledger).find_ids(query)
            of_village: set[int] | None = None
            if scope.villages is not None:
                statement = select(HouseholdSummary.household_id).where(HouseholdSummary.village_id.in_(scope.villages))
                of_village = set(session.scalars(statement))
        named = scope.households
        return [id_ for id_ in ids if (of_village is None or id_ in of_village) and (named is None or id_ in named)]

    def remember(
        self, sheet: BlankSheet, mapping: Mapping[str, str], *, name: str, actor: Actor, today: date
    ) -> ChangeSet | None:
        """Keep this matching for the next blank with the same headings."""
        with self._ledger.transaction("filling.remember", actor=actor, today=today) as tx:
            row = tx.session.scalars(
                select(FillingTemplate).where(FillingTemplate.fingerprint == sheet.fingerprint)
            ).one_or_none()
            if row is None:
                row = FillingTemplate(fingerprint=sheet.fingerprint)
                tx.session.add(row)
            kept = {place.key: mapping.get(place.key) for place in sheet.places}
            row.name, row.mapping, row.matched_on = name[:200], json.dumps(kept, ensure_ascii=False), today
            tx.note(fields=len(mapping))
        return tx.changes

    def remembered(self) -> tuple[Remembered, ...]:
        """The blanks that were matched, the latest first."""
        with self._ledger.reading() as session:
            rows = session.scalars(
                select(FillingTemplate).order_by(FillingTemplate.matched_on.desc(), FillingTemplate.id.desc())
            )
            return tuple(
                Remembered(
                    row.id,
                    row.name,
                    sum(field is not None for field in json.loads(row.mapping or "{}").values()),
                    row.matched_on.isoformat(),
                )
                for row in rows
            )

    def forget(self, template_id: int, *, actor: Actor, today: date) -> ChangeSet | None:
        """Match this blank anew the next time."""
        with self._ledger.transaction("filling.forget", actor=actor, today=today) as tx:
            row = tx.session.get(FillingTemplate, template_id)
            if row is None:
                raise NotFound(Reason("filling.template_gone"))
            tx.session.delete(row)
        return tx.changes

    def preview(self, wanted: Wanted, *, actor: Actor, today: date, cancelled: Cancelled = lambda: False) -> Filled:
        """Fill without writing: the first rows, what would not fit, how many rows would be put in."""
        return self._fill(wanted, out=None, actor=actor, today=today, on_progress=None, cancelled=cancelled)

    def fill(
        self,
        wanted: Wanted,
        out: Path,
        *,
        actor: Actor,
        today: date,
        on_progress: Progress | None = None,
        cancelled: Cancelled = lambda: False,
    ) -> Filled:
        """Write the filled blank to ``out`` (a folder for one file a household) at once or not at all; one audit entry.

        Refused: ``filling.*`` (nothing matched, rows that do not fit, losses not accepted, purpose missing),
        ``files.*``, ``disk.*``.
        """
        if out.resolve() == wanted.blank.resolve():
            raise refuse("filling.same_file", file=out.name)
        if _has_whole_ids(wanted) and not wanted.purpose.strip():
            raise refuse("filling.purpose_missing")
        made = self._fill(wanted, out=out, actor=actor, today=today, on_progress=on_progress, cancelled=cancelled)
        rows, whole = made.rows or made.households, _has_whole_ids(wanted)
        tell(self._ledger, "filling", rows, whole_ids=whole, purpose=wanted.purpose, actor=actor, today=today)
        return made

    # -- the work ------------------------------------------------------------------------------------------------------

    def _fill(
        self,
        wanted: Wanted,
        *,
        out: Path | None,
        actor: Actor,
        today: date,
        on_progress: Progress | None,
        cancelled: Cancelled,
    ) -> Filled:
        blank = self.look_into(wanted.blank)
        sheet = next((s for s in blank.sheets if s.index == wanted.sheet), None)
        mapping = _checked(wanted, sheet)
        if blank.losses and not wanted.accepts_losses and out is not None:
            raise refuse("filling.would_lose", file=wanted.blank.name, things=list(blank.losses))
        if not wanted.household_ids:
            raise refuse("filling.nobody")
        assert sheet is not None
        is_form = _is_form(sheet, mapping)
        shape = wanted.copies.value if is_form else "table"
        homes = Homes(wanted, mapping, is_form=is_form, actor=actor, today=today)
        request = {
            "path": str(wanted.blank.absolute()),
            "name": wanted.blank.name,
            "sheet": wanted.sheet,
            "mapping": dict(mapping),
            "constants": {},
            "shape": shape,
            "insert": wanted.may_insert,
            "dry": out is None,
        }
        with _target(out, is_folder=shape == Copies.FILES.value) as target:
            request["out"] = str(target or "")
            with self._ledger.reading() as session:
                request["constants"] = homes.constants(session)
                told = _run(request, homes.messages(session), homes.count, on_progress, cancelled)
        headings = tuple(p.title for p in sheet.places if p.in_table and p.key in mapping)
        return _answer(told, homes.sent, headings, is_form=is_form)


def _run(
    request: Mapping[str, object],
    messages: Iterator[dict[str, object]],
    count: int,
    on_progress: Progress | None,
    cancelled: Cancelled,
) -> Mapping[str, Any]:
    limits = Limits(seconds=120 + count / 10, memory_mb=2048)
    told: Mapping[str, Any] = {}
    with child("fill-blank", request, about=str(request["name"]), limits=limits, cancelled=cancelled) as worker:
        _send(worker, messages)
        for message in worker.messages():
            if message["type"] == "progress" and on_progress:
                on_progress(cast("int", message["done"]), cast("int", message["total"]))
            elif message["type"] == "filled":
                told = message
    return told


def _send(worker: Worker, messages: Iterator[dict[str, object]]) -> None:
    for message in messages:
        worker.send(message)
    worker.send({"type": "end"})


def _answer(told: Mapping[str, Any], households: int, headings: tuple[str, ...], *, is_form: bool) -> Filled:
    notes = [dict(note) for note in told["notes"]]
    return Filled(
        households=households,
        rows=told["rows"],
        inserted=told["inserted"],
        notes=tuple(Reason(note.pop("code"), note) for note in notes),
        more_notes=told["left_off"],
        headings=headings,
        shown=tuple(tuple(row) for row in told["shown"]),
        labels=tuple((title, text) for title, text in told["labels"]),
        files=tuple(told["files"]),
        is_form=is_form,
    )


@contextmanager
def _target(out: Path | None, *, is_folder: bool) -> Iterator[Path | None]:
    """Where the child writes; it becomes ``out`` when the block ends well, else nothing is left."""
    if out is None:
        yield None
    elif is_folder:
        with _folder(out) as made:
            yield made
    else:
        with replacing(out) as temporary:
            yield temporary.absolute()


@contextmanager
def _folder(out: Path) -> Iterator[Path]:
    making = out / ".filling.tmp"
    try:
        out.mkdir(exist_ok=True)
        shutil.rmtree(making, ignore_errors=True)
        making.mkdir()
        yield making.absolute()
        for file in sorted(making.iterdir()):
            file.replace(free_name(out / file.name))
    except OSError as error:
        raise refuse_write(error, out) from error
    finally:
        with suppress(OSError):
            shutil.rmtree(making)


def _has_whole_ids(wanted: Wanted) -> bool:
    kinds = fields()
    is_id = any(field in kinds and kinds[field].kind is FieldKind.ID for field in wanted.mapping.values())
    return wanted.ids is Ids.WHOLE and is_id


def _is_form(sheet: BlankSheet, mapping: Mapping[str, str]) -> bool:
    """A form speaks of one household: some labelled cell asks for what only a household or its head has."""
    kinds = fields()
    asked = [mapping[p.key] for p in sheet.places if not p.in_table and p.key in mapping]
    return any(kinds[field].level in (Level.HOUSEHOLD, Level.PERSON) for field in asked)


def _checked(wanted: Wanted, sheet: BlankSheet | None) -> Mapping[str, str]:
    """The matching, once it names places of this sheet and fields that we have."""
    if sheet is None:
        raise refuse("filling.sheet_gone", file=wanted.blank.name)
    places = {place.key: place for place in sheet.places}
    reasons = [Reason("filling.place_unknown", {"place": key}) for key in wanted.mapping if key not in places]
    reasons += [
        Reason("filling.field_unknown", {"name": field}) for field in wanted.mapping.values() if field not in fields()
    ]
    if reasons:
        raise NotFound(*reasons)
    if not wanted.mapping:
        raise refuse("filling.nothing_matched", file=wanted.blank.name)
    return {key: field for key, field in wanted.mapping.items() if not places[key].has_formula}


def _sheet(session: Session, told: Mapping[str, Any]) -> BlankSheet:
    stored = session.scalar(select(FillingTemplate.mapping).where(FillingTemplate.fingerprint == told["fingerprint"]))
    kept: Mapping[str, str | None] = json.loads(stored) if stored else {}
    places = tuple(
        Place(
            slot["key"],
            slot["title"],
            slot["where"],
            in_table=not slot["row"],
            has_formula=slot["has_formula"],
            field=_known(kept[slot["key"]]) if slot["key"] in kept else slot["field"],
        )
        for slot in told["slots"]
    )
    table = told["table"]
    given = table["last"] - table["first"] + 1 if table else 0
    return BlankSheet(
        told["index"], told["name"], places, given, told["fingerprint"], told["is_protected"], stored is not None
    )


def _known(field: str | None) -> str | None:
    """A field that was remembered and still exists."""
    return field if field in fields() else None
