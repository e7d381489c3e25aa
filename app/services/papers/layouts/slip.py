"""Slips and one-household forms: numbered, a few fields, texts with room to write, check boxes, signatures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.services.papers.layouts.listing import Fact, ListData, table_of
from app.services.papers.parts import (
    Field,
    Fields,
    Heading,
    Lead,
    Look,
    Note,
    Paper,
    Part,
    Place,
    Sheet,
    Signatures,
    Title,
    Writing,
    choices,
)
from app.services.papers.wording import day


@dataclass(frozen=True, slots=True)
class WideFact:
    """A label and a value over the whole width."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class SlipText:
    """A label with what is known, and room for ``lines`` lines of handwriting."""

    label: str
    text: str = ""
    lines: int = 3


@dataclass(frozen=True, slots=True)
class SlipChoice:
    """Check boxes of which at most one is ticked."""

    label: str
    options: tuple[str, ...]
    chosen: str | None = None


@dataclass(frozen=True, slots=True)
class SlipPlace:
    """Where somebody signs, with the name if it is known."""

    label: str
    name: str = ""
    signed_on: date | None = None
    is_seal: bool = False


@dataclass(frozen=True, slots=True)
class SlipData:
    """Everything that is printed on a slip."""

    title: str
    subtitle: str = ""
    office: str = ""
    number: str = ""
    day: date | None = None
    facts: tuple[Fact, ...] = ()  # two beside each other
    wide_facts: tuple[WideFact, ...] = ()
    table_heading: str = ""
    table: ListData | None = None
    choices: tuple[SlipChoice, ...] = ()
    texts: tuple[SlipText, ...] = ()
    places: tuple[SlipPlace, ...] = ()
    notes: tuple[str, ...] = ()


def lay_out(data: SlipData) -> Paper:
    """The slip on pages of its own."""
    number = f"编号：{data.number}" if data.number else ""
    parts: list[Part] = [Title(data.title, data.subtitle), Lead(data.office, "", number or day(data.day))]
    parts += fields_of(data.facts, data.wide_facts, per_row=2)
    if data.table is not None:
        parts += [Heading(data.table_heading), table_of(data.table)]
    if data.choices:
        parts.append(Fields(tuple((Field(c.label, _boxes(c)),) for c in data.choices), tall=True))
    parts += [Writing(text.label, text.text, text.lines) for text in data.texts]
    if data.places:
        parts.append(Signatures(tuple(map(place_of, data.places))))
    parts += [Note(note) for note in data.notes]
    return Paper((Sheet(Look.SLIP, tuple(parts)),))


def fields_of(facts: Sequence[Fact], wide_facts: Sequence[WideFact], *, per_row: int) -> list[Fields]:
    """The fields of a form, so many beside each other, then those over the whole width; nothing without any."""
    fields = [Field(fact.label, fact.value) for fact in facts]
    rows = [tuple(fields[i : i + per_row]) for i in range(0, len(fields), per_row)]
    rows += [(Field(fact.label, fact.value),) for fact in wide_facts]
    return [Fields(tuple(rows))] if rows else []


def _boxes(choice: SlipChoice) -> str:
    return choices(tuple((option, option) for option in choice.options), choice.chosen)


def place_of(place: SlipPlace) -> Place:
    """The place as the press draws it."""
    if place.signed_on is None:
        return Place(place.label, place.name, is_seal=place.is_seal)
    return Place(place.label, place.name, day(place.signed_on), is_seal=place.is_seal)
