"""Paragraphs of an official document by GB/T 9704-2012: 28 characters a line, 22 lines a page."""

from __future__ import annotations

from collections.abc import Iterator

from app.services.papers.parts import Level, Paragraph
from app.services.papers.toolkit.blocks import Block, TextRow
from app.services.papers.toolkit.fonts import Role
from app.services.papers.toolkit.geometry import OFFICIAL_PITCH, OFFICIAL_SIZE, OFFICIAL_SPACING
from app.services.papers.toolkit.typeset import Align, Style, Typesetter

_BODY = Style(Role.FANG, OFFICIAL_SIZE, OFFICIAL_PITCH)
_TITLE = Style(Role.TITLE, 22, OFFICIAL_PITCH + 4, bold=True)
_STYLES = {
    Level.TITLE: _TITLE,
    Level.ADDRESSEE: _BODY,
    Level.BODY: _BODY,
    Level.FIRST: Style(Role.HEI, OFFICIAL_SIZE, OFFICIAL_PITCH),
    Level.SECOND: Style(Role.KAI, OFFICIAL_SIZE, OFFICIAL_PITCH),
    Level.ATTACHMENT: _BODY,
    Level.SIGNATURE: _BODY,
    Level.NUMBER: _BODY,
    Level.MARK: Style(Role.HEI, OFFICIAL_SIZE, OFFICIAL_PITCH),
}
_WITH_NEXT = frozenset({Level.TITLE, Level.FIRST, Level.SECOND, Level.MARK, Level.NUMBER})
_INDENTED = frozenset({Level.BODY, Level.FIRST, Level.SECOND, Level.ATTACHMENT})
_ALIGNED = {Level.TITLE: Align.CENTRE, Level.NUMBER: Align.CENTRE, Level.SIGNATURE: Align.RIGHT}
_SEALED_INDENT = 4  # characters between the signature and the right edge, where the seal goes
# A line is stretched to the edge only if that takes less than this many characters.
_STRETCHED_BELOW = 1.9


def paragraph_blocks(typesetter: Typesetter, paragraph: Paragraph, width: float) -> Iterator[Block]:
    """The lines of a paragraph, each a block of one line pitch."""
    style, level = _STYLES[paragraph.level], paragraph.level
    pitch = style.size + OFFICIAL_SPACING
    align = _ALIGNED.get(level, Align.LEFT)
    for text in paragraph.text.split("\n"):
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
            keeps = paragraph.keeps or level in _WITH_NEXT or (level is Level.SIGNATURE and number == 0)
            yield TextRow([(line, max(indent, 0.0), style)], style.leading, spacing=spacing, keeps=keeps)
