"""Collection forms: sections of fields and tables one below the other, on wide pages (domain 4.1)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.services.papers.layouts.listing import Fact, ListData, table_of
from app.services.papers.layouts.slip import SlipPlace, WideFact, fields_of, place_of
from app.services.papers.parts import (
    Heading,
    Lead,
    Look,
    Note,
    Paper,
    Part,
    Sheet,
    Signatures,
    Title,
)
from app.services.papers.wording import day

_FACTS_PER_ROW = 4


@dataclass(frozen=True, slots=True)
class Section:
    """A named part: fields beside each other, fields over the whole width, a table."""

    heading: str
    facts: tuple[Fact, ...] = ()
    wide_facts: tuple[WideFact, ...] = ()
    table: ListData | None = None


@dataclass(frozen=True, slots=True)
class SectionsData:
    """Everything that is printed on a collection form; ``running`` and ``code`` say whose pages they are."""

    title: str
    sections: tuple[Section, ...]
    subtitle: str = ""
    office: str = ""
    day: date | None = None
    places: tuple[SlipPlace, ...] = ()
    notes: tuple[str, ...] = ()
    running: str = ""
    code: str = ""


def lay_out(data: SectionsData) -> Paper:
    """The form on pages of its own."""
    parts: list[Part] = [Title(data.title, data.subtitle), Lead(data.office, day(data.day))]
    for section in data.sections:
        parts.append(Heading(section.heading))
        parts += fields_of(section.facts, section.wide_facts, per_row=_FACTS_PER_ROW)
        if section.table is not None:
            parts.append(table_of(section.table))
    if data.places:
        parts.append(Signatures(tuple(map(place_of, data.places)), per_row=4))
    parts += [Note(note) for note in data.notes]
    return Paper((Sheet(Look.LIST, tuple(parts)),), running=data.running, code=data.code)
