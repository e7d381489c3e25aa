"""Official documents by GB/T 9704: 请示, 报告, 函, with lists as attachments on turned pages (domain 8)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from app.services.papers.codec import LATER
from app.services.papers.layouts.figures import Figure
from app.services.papers.layouts.listing import ListData, parts_of, table_of
from app.services.papers.parts import (
    Blank,
    Chart,
    FigureMark,
    Level,
    Look,
    Note,
    Paper,
    Paragraph,
    Part,
    Place,
    Rule,
    Sheet,
    Signatures,
    Title,
)
from app.services.papers.wording import day

_PREPRINTED = 5  # lines


@dataclass(frozen=True, slots=True)
class LetterPart:
    """A paragraph, and a small table below it where there is one."""

    text: str
    level: Level = Level.BODY
    table: ListData | None = None
    marks: tuple[FigureMark, ...] = field(default=(), metadata=LATER)
    chart: Chart | None = field(default=None, metadata=LATER)


@dataclass(frozen=True, slots=True)
class LetterData:
    """Everything that is printed on an official document and its attached lists."""

    title: str
    addressee: str
    body: tuple[LetterPart, ...]
    office: str
    day: date | None
    number: str = ""
    closing: str = ""  # 妥否，请批示。
    attachments: tuple[ListData, ...] = ()
    signers: tuple[str, ...] = ()
    contact: str = ""
    letterhead: str = field(default="", metadata=LATER)
    preprinted: bool = field(default=False, metadata=LATER)  # room for the head of the sheet
    figures: tuple[Figure, ...] = field(default=(), metadata=LATER)


@dataclass(frozen=True, slots=True)
class _Edition:
    """What differs between the versions of this layout."""

    number: int
    title: Level
    attachment: Level
    signature: Level
    loose: bool


_FIRST = _Edition(1, Level.TITLE, Level.ATTACHMENT, Level.SIGNATURE, loose=False)
_SECOND = _Edition(2, Level.SHAPED_TITLE, Level.HANGING, Level.SEALED, loose=True)


def lay_out(data: LetterData) -> Paper:
    """The letter, then every attached list on pages of its own."""
    return _paper(data, _FIRST)


def lay_out_2(data: LetterData) -> Paper:
    """The second version: titles broken between words, names of lists that hang, office centred on the day."""
    return _paper(data, _SECOND)


def _paper(data: LetterData, edition: _Edition) -> Paper:
    letter = Sheet(Look.OFFICIAL, tuple(_letter(data, edition)))
    several = len(data.attachments) > 1
    lists = [
        Sheet(
            Look.OFFICIAL if attached.portrait else Look.OFFICIAL_WIDE,
            (Paragraph(f"附件{number if several else ''}", Level.MARK), *parts_of(attached)),
        )
        for number, attached in enumerate(data.attachments, start=1)
    ]
    return Paper((letter, *lists), edition=edition.number)


def _letter(data: LetterData, edition: _Edition) -> list[Part]:
    parts = _top(data)
    parts += [Paragraph(data.title, edition.title), Blank(1)]
    if data.addressee:
        parts.append(Paragraph(f"{data.addressee}：", Level.ADDRESSEE))
    for number, part in enumerate(data.body, start=1):
        if part.text:
            # Office and date never stand alone on a page: the last words of the text go with them.
            last = number == len(data.body) and not data.closing
            # Nor do words that announce a table stay behind on the page before it.
            keeps = last or part.table is not None or part.chart is not None
            parts.append(Paragraph(part.text, part.level, keeps=keeps, loose=edition.loose, marks=part.marks))
        if part.table is not None:
            parts += _small_table(part.table)
        if part.chart is not None:
            parts.append(part.chart)
    if data.closing:
        parts.append(Paragraph(data.closing, keeps=True))
    parts += _attachments(data.attachments, edition.attachment)
    signed, more = f"{data.office}\n{day(data.day)}".rstrip("\n"), bool(data.contact or data.signers)
    # A letter without a day has nothing to be centred on.
    signature = edition.signature if data.office and data.day else Level.SIGNATURE
    parts += [Blank(2, keeps=True), Paragraph(signed, signature, keeps=more)]
    if data.contact:
        parts += [Blank(1, keeps=True), Paragraph(f"（联系人及电话：{data.contact}）")]
    if data.signers:
        parts += [Blank(0.5, keeps=True), Signatures(tuple(Place(label) for label in data.signers), per_row=2)]
    return parts


def _top(data: LetterData) -> list[Part]:
    """Letterhead and number, above the title; nothing where a letter has neither."""
    parts: list[Part] = []
    if data.preprinted:
        parts.append(Blank(_PREPRINTED))
    elif data.letterhead:
        parts += [Blank(0.5), Paragraph(data.letterhead, Level.LETTERHEAD), Blank(1)]
    if data.number:
        parts.append(Paragraph(data.number, Level.NUMBER))
    if data.letterhead and not data.preprinted:
        parts.append(Rule())
    return [*parts, Blank(1)] if parts else parts


def _small_table(table: ListData) -> list[Part]:
    parts: list[Part] = [Blank(0.3, keeps=True), table_of(table)]
    if table.title:
        parts.insert(1, Title("", table.title))
    parts += [Note(note) for note in table.notes]
    return [*parts, Blank(0.3)]


def _attachments(lists: tuple[ListData, ...], level: Level) -> list[Part]:
    if not lists:
        return []
    if len(lists) == 1:
        return [Blank(1, keeps=True), Paragraph(f"附件：{lists[0].title}", level, keeps=True)]
    first, *others = (f"{number}. {attached.title}" for number, attached in enumerate(lists, start=1))
    lines = "\n".join([f"附件：{first}", *(f"　　　{other}" for other in others)])
    return [Blank(1, keeps=True), Paragraph(lines, level, keeps=True)]
