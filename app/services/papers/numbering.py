"""发文字号: the running numbers of the office's letters by series and year; offered, and given out once."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.papers import PaperSnapshot
from app.models.wording import DocumentNumber
from app.services.changes import ChangeSet
from app.services.context import Actor
from app.services.errors import Reason, refuse, refuse_all
from app.services.ledger import Ledger
from app.services.papers.office_wording import Words, words_in
from app.services.papers.wording_registry import render

SERIES: Mapping[str, str] = {"request": "请示", "report": "报告", "letter": "函"}
_HIGHEST = 9999
_LENGTH = 200


@dataclass(frozen=True, slots=True)
class NumberRow:
    """A number that was given out, or that stands on a paper that left."""

    text: str
    subject: str
    given_on: date


@dataclass(frozen=True, slots=True)
class Offer:
    """The next number of a series; ``text`` is empty while the office has no pattern for it."""

    series: str
    name: str
    number: int
    text: str


class NumberService:
    """Offers numbers and gives them out."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def offers(self, *, today: date) -> tuple[Offer, ...]:
        """The next number of every series in the year of this day."""
        with self._ledger.reading() as session:
            words = words_in(session)
            return tuple(_offer(session, words, series, today) for series in SERIES)

    def given(self, *, year: int) -> tuple[NumberRow, ...]:
        """The numbers of a year that were given out, the latest first."""
        rows = select(DocumentNumber).where(DocumentNumber.year == year)
        with self._ledger.reading() as session:
            found = session.scalars(rows.order_by(DocumentNumber.given_on.desc(), DocumentNumber.id.desc()))
            return tuple(NumberRow(row.text, row.subject or "", row.given_on) for row in found)

    def take(
        self, series: str, *, subject: str, number: int | None = None, actor: Actor, today: date
    ) -> tuple[str, ChangeSet | None]:
        """Give a number out, the next one unless another is asked for. Refused: ``document_number.*``."""
        if series not in SERIES:
            raise refuse("document_number.unknown_series", series=series, known=list(SERIES))
        with self._ledger.transaction("wording.number", actor=actor, today=today) as tx:
            words = words_in(tx.session)
            offer = _offer(tx.session, words, series, today)
            refuse_all(_reasons(offer, subject, number))
            wanted = offer.number if number is None else number
            text = _text(words, series, today, wanted)
            before = _given_before(tx.session, text)
            if before is not None:
                raise refuse("document_number.given", text=text, subject=before or "—", next=offer.text)
            row = DocumentNumber(
                series=series, year=today.year, number=wanted, text=text, given_on=today, subject=subject.strip()
            )
            tx.session.add(row)
            tx.note(series=series, number=wanted)
        return text, tx.changes


def _reasons(offer: Offer, subject: str, number: int | None) -> list[Reason]:
    found: list[Reason] = []
    if not offer.text:
        found.append(Reason("document_number.no_pattern", {"series": offer.name}))
    if not subject.strip() or len(subject) > _LENGTH:
        found.append(Reason("document_number.no_subject", {}))
    if number is not None and not 1 <= number <= _HIGHEST:
        found.append(Reason("document_number.too_low", {}))
    return found


def _text(words: Words, series: str, day: date, number: int) -> str:
    pattern = words.text(f"number.{series}", day)
    return render(pattern, {"year": str(day.year), "number": str(number)}) if pattern else ""


def _offer(session: Session, words: Words, series: str, day: date) -> Offer:
    """One more than the highest that was given out or stands on a paper that left."""
    own = select(DocumentNumber.number).where(DocumentNumber.series == series, DocumentNumber.year == day.year)
    taken = [0, *session.scalars(own)]
    pattern = words.text(f"number.{series}", day)
    if pattern:
        left, _, right = render(pattern, {"year": str(day.year), "number": "\0"}).partition("\0")
        shape = re.compile(re.escape(left) + r"0*([0-9]{1,4})" + re.escape(right))
        printed = session.scalars(select(PaperSnapshot.paper_no).where(PaperSnapshot.paper_no.is_not(None)).distinct())
        taken += [int(match[1]) for text in printed if (match := shape.fullmatch((text or "").strip()))]
    number = max(taken) + 1
    return Offer(series, SERIES[series], number, _text(words, series, day, number))


def _given_before(session: Session, text: str) -> str | None:
    """What a number was given to; None while it is free."""
    given = session.scalars(select(DocumentNumber).where(DocumentNumber.text == text)).first()
    if given is not None:
        return given.subject or ""
    return session.scalar(select(PaperSnapshot.title).where(PaperSnapshot.paper_no == text).limit(1))
