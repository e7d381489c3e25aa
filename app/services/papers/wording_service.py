"""The office's wording for the window and the command line: what stands, its versions, saving, looking at a paper."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import islice
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.audit import AuditEntry
from app.models.papers import PaperSnapshot, PaperSubject
from app.models.region import Region
from app.models.wording import OfficeWording
from app.services import plans
from app.services.changes import ChangeSet
from app.services.context import Actor
from app.services.errors import NotFound, Reason, refuse, refuse_all
from app.services.ledger import Ledger, Transaction
from app.services.papers import noticing
from app.services.papers.finishing import default_signers, takes_signers
from app.services.papers.kinds import PaperKind, kinds
from app.services.papers.office_wording import BLANK, Words, default_committee, words_in
from app.services.papers.printing import PrintedFile, document, print_documents
from app.services.papers.queries.asking import Draft, Scope, query_of
from app.services.papers.questions import question_in
from app.services.papers.stamp import Stamp
from app.services.papers.wording_registry import (
    KIND,
    VILLAGE,
    WordingKey,
    placeholder_names,
    problems,
    shown,
    stored,
    wording_keys,
)
from app.services.workflow.plan import Plan

_REASON = 200
_FARTHEST = timedelta(days=20 * 366)


@dataclass(frozen=True, slots=True)
class WordingRow:
    """A wording as it stands on a day, placeholders by their names; ``scope`` a village's uid or a kind's code."""

    key: str
    scope: str
    group: str
    title: str
    text: str
    default: str
    is_own: bool
    about: str
    kinds: tuple[tuple[str, str], ...]  # code and name of the papers that print it
    placeholders: tuple[tuple[str, str], ...]  # what is inserted, what it will say today
    required: tuple[str, ...]
    words: tuple[str, ...]
    lines: int
    most: int
    own: bool  # 单位信息
    valid_from: date | None
    versions: int


@dataclass(frozen=True, slots=True)
class WordingVersion:
    """One saved version; ``text`` None where the program's wording was restored."""

    text: str | None
    valid_from: date
    reason: str
    saved_at: datetime | None
    saved_by: str


@dataclass(frozen=True, slots=True)
class NewWording:
    """What is to be said from a day on; no ``text``: as the program has it."""

    key: str
    text: str | None
    valid_from: date
    reason: str
    scope: str = ""


class WordingService:
    """Reads and changes the office's wording."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def rows(self, *, today: date) -> tuple[WordingRow, ...]:
        """Every wording as it stands today, those per village and per kind one by one."""
        with self._ledger.reading() as session:
            words, plan = words_in(session), plans.plan_in(session, day=today).plan
            common = words.common(today, plan)
            return tuple(
                _row(key, scope, name, words, plan, common, today)
                for key in wording_keys().values()
                for scope, name in _scopes(session, key)
            )

    def history(self, key: str, scope: str = "") -> tuple[WordingVersion, ...]:
        """The versions of a wording, that which is valid last first."""
        statement = (
            select(OfficeWording, AuditEntry)
            .outerjoin(AuditEntry, AuditEntry.seq == OfficeWording.seq)
            .where(OfficeWording.key == key, OfficeWording.scope == scope)
            .order_by(OfficeWording.valid_from.desc(), OfficeWording.id.desc())
        )
        with self._ledger.reading() as session:
            return tuple(_version(row, entry) for row, entry in session.execute(statement))

    def village_uid(self, name: str) -> str | None:
        """The scope of a village by its name of today; None where there is none."""
        with self._ledger.reading() as session:
            return {found: uid for uid, found in _villages(session)}.get(name)

    def save(self, wanted: Sequence[NewWording], *, actor: Actor, today: date) -> ChangeSet | None:
        """Add these versions, all or none. Refused with every reason: ``office_wording.*``."""
        with self._ledger.transaction("wording.save", actor=actor, today=today) as tx:
            reasons = [reason for new in wanted for reason in _reasons(tx.session, new, today=today)]
            refuse_all(reasons)
            for new in wanted:
                _add(tx, new)
            tx.note(keys=sorted({new.key for new in wanted}), count=len(wanted))
        return tx.changes

    def preview(self, key: str, kind: str, text: str | None, out: Path, *, scope: str = "", today: date) -> PrintedFile:
        """A real paper of the kind with this text, not yet saved, in a file; nothing is remembered.

        Refused: ``office_wording.*`` as saving is, ``office_wording.no_paper`` where nothing of the kind can be shown.
        """
        chosen = _kind_of(kind)
        plain = None if text is None else stored(text)
        with self._ledger.reading() as session:
            known = _known_key(key)
            refuse_all(() if plain is None else problems(known, plain))
            words = words_in(session).trying(key, scope, plain)
            draft = _sample(session, chosen, words, today=today)
            if draft is None:
                raise refuse("office_wording.no_paper", kind=chosen.name)
            # What the guard would hold back at the print is said while the text is being written.
            inspect = (
                (lambda file: noticing.look_through(session, file, chosen, words=words)) if chosen.notice else None
            )
            made = [document(chosen.code, draft.data, Stamp())]
            return print_documents(out, made, title=chosen.name, inspect=inspect)


def check(key: str, text: str) -> tuple[Reason, ...]:
    """Every reason why a text, as it was typed, cannot be this wording."""
    return tuple(problems(_known_key(key), stored(text)))


def kinds_that_print(key: WordingKey, scope: str = "") -> tuple[PaperKind, ...]:
    """The kinds of paper on which a wording can be looked at."""
    if key.per == KIND:
        return (kinds()[scope],) if scope in kinds() else ()
    if key.own:
        wanted = _SHOWN_ON.get(key.key, ("district_list", "cross_check_request", "stage_report"))
        return tuple(kinds()[code] for code in wanted)
    return tuple(kinds()[code] for code in key.kinds)


_SHOWN_ON = {
    "office.phone": ("notification", "clearing_notice", "public_notice"),
    "office.village_committee": ("village_report", "public_notice"),
    "office.desk": ("reason_letter", "notification", "assignment"),
}


def _row(
    key: WordingKey, scope: str, name: str, words: Words, plan: Plan, common: Mapping[str, str], today: date
) -> WordingRow:
    valid = [first for first, _ in words.versions.get((key.key, scope), ()) if first <= today]
    own, default = words.own(key.key, today, scope), _default(key, scope, name, words, plan, today)
    names = placeholder_names()
    return WordingRow(
        key=key.key,
        scope=scope,
        group=key.title if name else key.group,
        title=name or key.title,
        text=shown(default if own is None else own),
        default=shown(default),
        is_own=own is not None,
        about=key.about,
        kinds=tuple((kind.code, kind.name) for kind in kinds_that_print(key, scope)),
        placeholders=tuple((names[code], common.get(code, "")) for code in key.placeholders),
        required=tuple(names[code] for code in key.required),
        words=key.words,
        lines=key.lines,
        most=key.most,
        own=key.own,
        valid_from=valid[-1] if valid else None,
        versions=len(words.versions.get((key.key, scope), ())),
    )


def _default(key: WordingKey, scope: str, name: str, words: Words, plan: Plan, today: date) -> str:
    if key.default is not None:
        return key.default
    bare = Words(founded=words.founded, phone=words.phone)
    match key.key:
        case "office.township":
            return words.founded
        case "office.government":
            return bare.government(today, township=words.township(today))
        case "office.desk":
            return bare.desk(today, plan, township=words.township(today))
        case "office.district":
            return bare.district(today, plan)
        case "office.phone":
            phone = bare.complaint_phone(today)
            return "" if phone == BLANK else phone
        case "office.village_committee":
            return default_committee(name)
        case _:
            return default_signers(kinds()[scope])


def _scopes(session: Session, key: WordingKey) -> Sequence[tuple[str, str]]:
    if key.per == VILLAGE:
        return _villages(session)
    if key.per == KIND:
        return [(kind.code, kind.name) for kind in kinds().values() if takes_signers(kind)]
    return [("", "")]


def _villages(session: Session) -> list[tuple[str, str]]:
    villages = (
        select(Region.uid, Region.name)
        .where(Region.kind == "village", Region.merged_into_id.is_(None))
        .order_by(Region.position, Region.id)
    )
    return [(row.uid, row.name) for row in session.execute(villages)]


def _version(row: OfficeWording, entry: AuditEntry | None) -> WordingVersion:
    told = json.loads(entry.body) if entry is not None else {}
    actor, typist = str(told.get("actor") or ""), str(told.get("session_user") or "")
    by = actor if actor == typist or not typist else f"{actor}（{typist}代录）"
    text = None if row.text is None else shown(row.text)
    return WordingVersion(text, row.valid_from, row.reason, entry.recorded_at if entry else None, by)


def _known_key(key: str) -> WordingKey:
    found = wording_keys().get(key)
    if found is None:
        raise NotFound(Reason("office_wording.unknown_key", {"key": key}))
    return found


def _kind_of(code: str) -> PaperKind:
    found = kinds().get(code)
    if found is None:
        raise NotFound(Reason("papers.unknown_kind", {"kind": code}))
    return found


def _reasons(session: Session, new: NewWording, *, today: date) -> list[Reason]:
    key = _known_key(new.key)
    found = [] if new.text is None else list(problems(key, stored(new.text)))
    if new.scope not in [scope for scope, _ in _scopes(session, key)]:
        found.append(Reason("office_wording.unknown_scope", {"title": key.title, "scope": new.scope}))
    reason = new.reason.strip()
    if not reason:
        found.append(Reason("office_wording.no_reason", {}))
    elif len(reason) > _REASON:
        found.append(Reason("office_wording.reason_too_long", {}))
    if abs(new.valid_from - today) > _FARTHEST:
        found.append(Reason("office_wording.day_before_start", {"day": new.valid_from}))
    if not found and _says_the_same(session, new):
        found.append(Reason("office_wording.unchanged", {"title": key.title, "day": new.valid_from}))
    return found


def _says_the_same(session: Session, new: NewWording) -> bool:
    own = words_in(session).own(new.key, new.valid_from, new.scope)
    return own == (None if new.text is None else stored(new.text))


def _add(tx: Transaction, new: NewWording) -> None:
    text = None if new.text is None else stored(new.text)
    row = OfficeWording(key=new.key, scope=new.scope, valid_from=new.valid_from, text=text, reason=new.reason.strip())
    tx.session.add(row)


def _sample(session: Session, kind: PaperKind, words: Words, *, today: date) -> Draft | None:
    """The first paper of the kind that can be printed; else the last that left, made again; else the empty form."""
    question = question_in(session, kind, today=today, scope=Scope(), words=words)
    found = next(islice(query_of(kind)(question).drafts, 1), None)
    if found is None and kind.frozen:
        found = _made_again(session, kind, words)
    if found is None and kind.blank:
        found = next(islice(query_of(kind, blank=True)(question).drafts, 1), None)
    return found


def _made_again(session: Session, kind: PaperKind, words: Words) -> Draft | None:
    last = session.scalars(
        select(PaperSnapshot)
        .where(PaperSnapshot.kind == kind.code, PaperSnapshot.voided_on.is_(None))
        .order_by(PaperSnapshot.id.desc())
        .limit(1)
    ).first()
    if last is None:
        return None
    subjects = session.scalars(select(PaperSubject).where(PaperSubject.paper_id == last.id)).all()
    cases = frozenset(s.case_id for s in subjects if s.case_id)
    alerts = frozenset(s.alert_id for s in subjects if s.alert_id)
    scope = Scope(households=frozenset(s.household_id for s in subjects), cases=cases or None, alerts=alerts or None)
    question = question_in(session, kind, today=last.issued_on, scope=scope, words=words)
    question = replace(question, freezing=True, paper_no=last.paper_no or "")
    return next(islice(query_of(kind)(question).drafts, 1), None)
