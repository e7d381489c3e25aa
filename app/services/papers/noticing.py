"""Notices are looked through before they leave: the finished file is read back and judged by the guard."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from app.models.facts import ListEntry, PersonFact
from app.models.household import Household, Person
from app.services.errors import Reason, Refused
from app.services.papers.guard import Leak, LeakKind, PageText, Rules, find_leaks, tokens
from app.services.papers.kinds import PaperKind, Subject
from app.services.papers.office_wording import Words, words_in
from app.services.papers.printing import Document, print_documents
from app.services.settings import setting_in
from app.worker.temp import private_folder

SHOWS_RISK = "notice.shows_risk"
SHOWS_ID_TAIL = "notice.shows_id_tail"
_AT_ONCE = 500
_BREAKS = re.compile(r"[,，、;；\s]+")
_ORDINARY = frozenset({"无", "否", "正常", "健康", "不详", "其他"})


def look_through(session: Session, file: Path, kind: PaperKind, *, words: Words | None = None) -> None:
    """Refuse a finished notice that carries what must not hang in public. Refused: ``notice.leak``.

    What is handed to one household may tell it why in words; numbers of persons must not stand there either.
    """
    pages, rules = read_pages(file), rules_in(session, words)
    codes = _codes(session, tokens(pages, rules))
    found = find_leaks(pages, rules, own_codes=codes, reads_words=kind.subject is not Subject.STEP)
    found += [leak for leak in _known(session, pages, rules) if leak not in found]
    if found:
        raise Refused(*(Reason("notice.leak", {"page": leak.page, "kind": leak.kind.label}) for leak in sorted(found)))


def look_through_documents(session: Session, documents: Sequence[Document], kind: PaperKind) -> None:
    """The same for papers that are about to be frozen: printed for this look alone."""
    with private_folder() as folder:
        out = folder / "notice.pdf"
        print_documents(out, documents, title=kind.name, inspect=lambda file: look_through(session, file, kind))


def read_pages(file: Path) -> list[PageText]:
    """The text of each page, along its lines and down its columns."""
    from pypdf import PdfReader

    return [_page(page) for page in PdfReader(file).pages]


def _page(page: object) -> PageText:
    pieces: list[tuple[int, float, str]] = []

    def note(text: str, cm: Sequence[float], tm: Sequence[float], *_: object) -> None:
        if text.strip():
            x, y = tm[4] * cm[0] + cm[4], tm[5] * cm[3] + cm[5]
            pieces.append((round(x / 4), -y, text))

    lines = page.extract_text(visitor_text=note)  # type: ignore[attr-defined]
    return PageText(lines, " ".join(text for _, _, text in sorted(pieces)))


def rules_in(session: Session, words: Words | None = None) -> Rules:
    """What the office allows on its notices, and the illnesses and disabilities that the ledger knows."""
    said = session.scalars(select(PersonFact.disability_kind).where(PersonFact.disability_kind.is_not(None)).distinct())
    health = session.scalars(select(PersonFact.health).where(PersonFact.health.is_not(None)).distinct())
    return Rules(
        phones=(words or words_in(session)).phones(),
        shows_risk=setting_in(session, SHOWS_RISK) is True,
        shows_id_tail=setting_in(session, SHOWS_ID_TAIL) is True,
        illnesses=_words(health) | _names_of_illnesses(session),
        disabilities=_words(said),
    )


def _chunks(values: Sequence[str]) -> Iterator[Sequence[str]]:
    return (values[start : start + _AT_ONCE] for start in range(0, len(values), _AT_ONCE))


def _words(values: Iterable[str | None]) -> frozenset[str]:
    parts = (part.strip() for value in values for part in _BREAKS.split(value or ""))
    return frozenset(part for part in parts if len(part) > 1) - _ORDINARY


def _names_of_illnesses(session: Session) -> frozenset[str]:
    """What departments' lists of the seriously ill call the illness: the columns whose heading speaks of it."""
    found: set[str | None] = set()
    for details in session.scalars(select(ListEntry.details).where(ListEntry.list_kind == "serious_illness")):
        row = json.loads(details or "{}")
        found.update(str(value) for heading, value in row.items() if "病" in str(heading))
    return _words(found)


def _codes(session: Session, found: frozenset[str]) -> frozenset[str]:
    codes: set[str] = set()
    for chunk in _chunks(sorted(found)):
        codes.update(session.scalars(select(Household.code).where(Household.code.in_(chunk))))
    return frozenset(codes)


def _known(session: Session, pages: Sequence[PageText], rules: Rules) -> list[Leak]:
    """The ledger's own ID numbers and phones, in whatever form they were typed."""
    leaks: list[Leak] = []
    for number, page in enumerate(pages, start=1):
        for chunk in _chunks(sorted(tokens([page], rules))):
            if _stands(session, Person.id_number.in_(chunk)):
                leaks.append(Leak(number, LeakKind.ID_NUMBER))
            if _stands(session, Person.phone.in_(chunk)) or session.scalar(
                select(Household.id).where(Household.phone.in_(chunk)).limit(1)
            ):
                leaks.append(Leak(number, LeakKind.PHONE))
    return leaks


def _stands(session: Session, condition: ColumnElement[bool]) -> bool:
    return session.scalar(select(Person.id).where(condition).limit(1)) is not None
