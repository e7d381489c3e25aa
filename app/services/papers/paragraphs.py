"""Paragraphs of an official document by GB/T 9704-2012: 28 characters a line, 22 lines a page."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.services.papers.parts import FigureMark, Level, Paragraph, figure_target
from app.services.papers.titles import shaped
from app.services.papers.toolkit.blocks import Block, TextRow
from app.services.papers.toolkit.fonts import Role, without_invisible
from app.services.papers.toolkit.geometry import OFFICIAL_PITCH, OFFICIAL_SIZE, OFFICIAL_SPACING
from app.services.papers.toolkit.typeset import Align, Style, Typesetter

_BODY = Style(Role.FANG, OFFICIAL_SIZE, OFFICIAL_PITCH)
_TITLE = Style(Role.TITLE, 22, OFFICIAL_PITCH + 4, bold=True)
_STYLES = {
    Level.TITLE: _TITLE,
    Level.SHAPED_TITLE: Style(Role.TITLE, 22, OFFICIAL_PITCH, bold=True),
    Level.ADDRESSEE: _BODY,
    Level.BODY: _BODY,
    Level.FIRST: Style(Role.HEI, OFFICIAL_SIZE, OFFICIAL_PITCH),
    Level.SECOND: Style(Role.KAI, OFFICIAL_SIZE, OFFICIAL_PITCH),
    Level.ATTACHMENT: _BODY,
    Level.HANGING: _BODY,
    Level.SEALED: _BODY,
    Level.SIGNATURE: _BODY,
    Level.NUMBER: _BODY,
    Level.LETTERHEAD: Style(Role.TITLE, 30, OFFICIAL_PITCH * 1.5, bold=True),
    Level.MARK: Style(Role.HEI, OFFICIAL_SIZE, OFFICIAL_PITCH),
}
_WITH_NEXT = frozenset({Level.TITLE, Level.SHAPED_TITLE, Level.FIRST, Level.SECOND, Level.MARK, Level.NUMBER})
_INDENTED = frozenset({Level.BODY, Level.FIRST, Level.SECOND, Level.ATTACHMENT})
_ALIGNED = {Level.TITLE: Align.CENTRE, Level.NUMBER: Align.CENTRE, Level.SIGNATURE: Align.RIGHT}
_LEAD_OF_ATTACHMENT = re.compile(r"(?:附件：|　　　)(?:[0-9]+\. ?)?")
_SEALED_INDENT = 4  # characters between the signature and the right edge, where the seal goes
# A line is stretched to the edge only if that takes less than this many characters.
_STRETCHED_BELOW = 1.9


def paragraph_blocks(typesetter: Typesetter, paragraph: Paragraph, width: float) -> Iterator[Block]:
    """The lines of a paragraph, each a block of one line pitch."""
    style, level = _STYLES[paragraph.level], paragraph.level
    match level:
        case Level.SHAPED_TITLE | Level.LETTERHEAD:
            yield from _title(typesetter, paragraph.text, style, width)
        case Level.HANGING:
            yield from _hanging(typesetter, paragraph, style, width)
        case Level.SEALED:
            yield from _sealed(typesetter, paragraph, style, width)
        case _:
            yield from _plain(typesetter, paragraph, width)


def _title(typesetter: Typesetter, text: str, style: Style, width: float) -> Iterator[Block]:
    """Centred lines between words; where words leave no choice, as any text is broken."""
    for line in shaped(text, lambda found: typesetter.width(found, style), width, style.size):
        for part, used in typesetter.lines(line, style, width):
            yield TextRow([(part, (width - used) / 2, style)], style.leading, keeps=True)


def _hanging(typesetter: Typesetter, paragraph: Paragraph, style: Style, width: float) -> Iterator[Block]:
    """附件：1. 名单: two characters in; what does not fit goes on below the first character of the name."""
    pitch = style.size + OFFICIAL_SPACING
    left = 2 * pitch
    for text in paragraph.text.split("\n"):
        lead = _LEAD_OF_ATTACHMENT.match(text)
        head = lead.group() if lead else ""
        hang = left + typesetter.width(head, style) + len(head) * OFFICIAL_SPACING
        room = (width - hang) * style.size / pitch
        for number, (line, _) in enumerate(typesetter.lines(text[len(head) :], style, room)):
            shown = (f"{head}{line}", left) if number == 0 else (line, hang)
            yield TextRow([(*shown, style)], style.leading, spacing=OFFICIAL_SPACING, keeps=paragraph.keeps)


def _sealed(typesetter: Typesetter, paragraph: Paragraph, style: Style, width: float) -> Iterator[Block]:
    """Office, and below it the day, four characters from the edge; the office is centred on the day."""
    pitch = style.size + OFFICIAL_SPACING
    *offices, day = paragraph.text.split("\n")

    def used(text: str) -> float:
        return typesetter.width(text, style) + (len(text) - 1) * OFFICIAL_SPACING

    right = width - _SEALED_INDENT * pitch
    middle = right - used(day) / 2
    for office in offices:
        for line, _ in typesetter.lines(office, style, width * style.size / pitch):
            indent = max(min(middle - used(line) / 2, width - used(line)), 0.0)
            yield TextRow([(line, indent, style)], style.leading, spacing=OFFICIAL_SPACING, keeps=True)
    indent = max(right - used(day), 0.0)
    yield TextRow([(day, indent, style)], style.leading, spacing=OFFICIAL_SPACING, keeps=paragraph.keeps)


def _plain(typesetter: Typesetter, paragraph: Paragraph, width: float) -> Iterator[Block]:
    style, level = _STYLES[paragraph.level], paragraph.level
    pitch = style.size + OFFICIAL_SPACING
    align = _ALIGNED.get(level, Align.LEFT)
    is_sentence = paragraph.loose and level is Level.SECOND and paragraph.text.endswith("。")
    heads = level in _WITH_NEXT and not is_sentence
    marks = _on_lines(paragraph, indent="　　" if level in _INDENTED else "")
    for row, text in enumerate(paragraph.text.split("\n")):
        first = 0
        indented = f"　　{text}" if level in _INDENTED else text
        # Characters stand 28 to the line, a little closer than their size.
        lines = typesetter.lines(indented, style, width * style.size / pitch)
        for number, (line, natural) in enumerate(lines):
            used = natural + len(line) * OFFICIAL_SPACING
            room = width - used
            spacing = OFFICIAL_SPACING
            indent = 0.0
            if align is Align.CENTRE:
                indent = room / 2
            elif align is Align.RIGHT:
                indent = room - _SEALED_INDENT * pitch
            elif number < len(lines) - 1 and 0 < room < _STRETCHED_BELOW * pitch and len(line) > 1:
                spacing += room / (len(line) - 1)
            keeps = paragraph.keeps and (not paragraph.loose or number == len(lines) - 1)
            keeps = keeps or heads or (level is Level.SIGNATURE and number == 0)
            indent = max(indent, 0.0)
            measure = _Measure(typesetter, style, spacing, indent)
            links = measure.links(line, first, marks.get(row, ()))
            first += len(line)
            yield TextRow([(line, indent, style)], style.leading, spacing=spacing, keeps=keeps, links=links)


def _on_lines(paragraph: Paragraph, *, indent: str) -> dict[int, list[FigureMark]]:
    """The marks by the line of the text on which they stand, counted as characters of that line that are seen."""
    found: dict[int, list[FigureMark]] = {}
    for mark in paragraph.marks:
        before = paragraph.text[: mark.start].split("\n")
        start = len(indent) + len(without_invisible(before[-1]))
        end = start + len(without_invisible(paragraph.text[mark.start : mark.end]))
        found.setdefault(len(before) - 1, []).append(FigureMark(start, end, mark.key))
    return found


@dataclass(frozen=True, slots=True)
class _Measure:
    """Where characters of one set line stand."""

    typesetter: Typesetter
    style: Style
    spacing: float
    indent: float

    def links(self, line: str, first: int, marks: Sequence[FigureMark]) -> list[tuple[float, float, str]]:
        """The parts of the marks on this line, whose first character is number ``first`` of its text."""
        found: list[tuple[float, float, str]] = []
        for mark in marks:
            start, end = max(mark.start - first, 0), min(mark.end - first, len(line))
            if start < end:
                left = self._wide(line[:start])
                found.append((self.indent + left, self._wide(line[:end]) - left, figure_target(mark.key)))
        return found

    def _wide(self, text: str) -> float:
        return self.typesetter.width(text, self.style) + len(text) * self.spacing
