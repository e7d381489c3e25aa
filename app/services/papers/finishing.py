"""What the office says of every paper of a kind, put on the data that a query made: who signs, letterhead, contact."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import zip_longest
from typing import TYPE_CHECKING

from app.services.papers.kinds import PaperData, PaperKind, kinds
from app.services.papers.layouts.letter import LetterData
from app.services.papers.layouts.listing import ListData
from app.services.papers.layouts.sections import SectionsData
from app.services.papers.layouts.slip import SlipData, SlipPlace
from app.services.papers.wording_registry import render, signers_by_default

if TYPE_CHECKING:
    from app.services.papers.queries.asking import Question

_TWO = "（两人）"
_UNSIGNED = ("日期", "电话")


def takes_signers(kind: PaperKind) -> bool:
    """Whether a kind has places to sign whose titles the office may name."""
    return kind.shape.data in (LetterData, ListData, SlipData, SectionsData) and bool(default_signers(kind))


def default_signers(kind: PaperKind) -> str:
    """The titles of a kind as the program has them: 填表人；审核人；分管领导."""
    return signers_by_default().get(kind.code, "；".join(kind.signers))


def labels(titles: Sequence[str]) -> tuple[str, ...]:
    """分管领导 as 分管领导（签字）; 走访人（两人） are two places; a day or a phone is not signed."""
    found: list[str] = []
    for title in titles:
        if title.endswith(_TWO):
            found += [f"{title.removesuffix(_TWO)}（签字）"] * 2
        else:
            found.append(title if "（" in title or title.endswith(_UNSIGNED) else f"{title}（签字）")
    return tuple(found)


def finished(question: Question, kind: str, data: PaperData) -> PaperData:
    """The data with what the office says of this kind; as they are where it says nothing."""
    titles = question.words.signers(kind, question.today) if kind in kinds() else None
    signers = None if titles is None else labels(titles)
    match data:
        case LetterData():
            return finished_letter(question, kind, data)
        case ListData() if signers is not None:
            return replace(data, signers=signers)
        case SlipData() | SectionsData() if signers is not None:
            return replace(data, places=_places(data.places, signers))
        case _:
            return data


def finished_letter(question: Question, kind: str, data: LetterData) -> LetterData:
    """A letter with its signers, and with letterhead and contact where it goes to the district, as of its day."""
    question = question.on(data.day) if data.day else question
    titles = question.words.signers(kind, question.today)
    made = data if titles is None else replace(data, signers=labels(titles))
    if data.office != question.government or not data.addressee:
        return made
    words, day = question.words, question.today
    values = words.common(day, question.running.plan, township=question.township)
    preprinted = words.text("office.preprinted", day) != ""
    letterhead = "" if preprinted else render(words.text("office.letterhead", day), values)
    contact = made.contact or words.text("office.contact", day)
    return replace(made, letterhead=letterhead, preprinted=preprinted, contact=contact)


def _places(places: Sequence[SlipPlace], signers: Sequence[str]) -> tuple[SlipPlace, ...]:
    """The titles in turn on the places of persons; a name that is known keeps its place, seals stay behind."""
    persons, seals = [p for p in places if not p.is_seal], [p for p in places if p.is_seal]
    found: list[SlipPlace] = []
    for place, label in zip_longest(persons, signers):
        if label is None:
            if place is not None and place.name:
                found.append(place)
        else:
            found.append(SlipPlace(label) if place is None else replace(place, label=label))
    return (*found, *seals)
