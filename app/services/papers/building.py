"""Parts to blocks: the ruled parts of forms and lists. Official paragraphs stand in ``paragraphs``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.services.papers.charts import chart_blocks
from app.services.papers.paragraphs import paragraph_blocks
from app.services.papers.parts import (
    Blank,
    Chart,
    Field,
    Fields,
    Heading,
    Lead,
    Note,
    Paragraph,
    Part,
    Rule,
    Signatures,
    Table,
    Title,
    Writing,
)
from app.services.papers.tables import TableBuilder
from app.services.papers.toolkit.blocks import (
    Block,
    Gap,
    PlacesRow,
    RuledRow,
    RuleRow,
    SignaturePlace,
    TextRow,
    ruled_row,
)
from app.services.papers.toolkit.geometry import OFFICIAL_PITCH, Geometry, Styles
from app.services.papers.toolkit.typeset import Align, Style, Typesetter

_HANDWRITTEN_LINE = 22.0


@dataclass(frozen=True, eq=False)
class Builder:
    """Turns the parts of one sheet into blocks of its width and styles."""

    typesetter: Typesetter
    geometry: Geometry
    styles: Styles

    def blocks(self, parts: Sequence[Part]) -> Iterator[Block]:
        """All parts in order. Signatures never stand alone on a page: the last row above goes with them."""
        for number, part in enumerate(parts):
            made = list(self._part(part))
            followed = number + 1 < len(parts) and isinstance(parts[number + 1], Signatures)
            if followed and made and isinstance(made[-1], RuledRow):
                made[-1].keeps = True
            yield from made

    def _part(self, part: Part) -> Iterator[Block]:
        match part:
            case Table():
                yield from self._table(part)
            case Fields():
                yield from self._fields(part)
            case Heading():
                yield self._heading(part)
            case Writing():
                yield self._writing(part)
            case Signatures():
                yield from self._signatures(part)
            case Title() | Lead() | Note():
                yield from self._unruled(part)
            case Paragraph() | Rule() | Chart() | Blank():
                yield from self._of_letters(part)

    def _of_letters(self, part: Paragraph | Rule | Chart | Blank) -> Iterator[Block]:
        width = self.geometry.width
        match part:
            case Paragraph():
                yield from paragraph_blocks(self.typesetter, part, width)
            case Rule():
                yield RuleRow(OFFICIAL_PITCH / 2, width)
            case Chart():
                yield from chart_blocks(self.typesetter, part, width)
            case Blank():
                pitch = OFFICIAL_PITCH if self.geometry.official else self.styles.row
                yield Gap(part.lines * pitch, keeps=part.keeps)

    def _heading(self, part: Heading) -> RuledRow:
        cell = (part.text, self.geometry.width, self.styles.heading, Align.LEFT)
        return ruled_row(self.typesetter, [cell], pad=self.styles.pad, least=self.styles.row, keeps=True)

    def _fields(self, part: Fields) -> Iterator[Block]:
        least = self.styles.tall if part.tall else self.styles.row
        for row in part.rows:
            yield ruled_row(self.typesetter, self._field_cells(row), pad=self.styles.pad, least=least)

    def _field_cells(self, row: tuple[Field, ...]) -> list[tuple[str, float, Style, Align]]:
        styles = self.styles
        unit = self.geometry.width / sum(field.span for field in row)
        cells: list[tuple[str, float, Style, Align]] = []
        for field in row:
            cells.append((field.label, styles.label_width, styles.label, Align.CENTRE))
            cells.append((field.value, unit * field.span - styles.label_width, styles.value, field.align))
        return cells

    def _table(self, part: Table) -> Iterator[Block]:
        yield from TableBuilder(self.typesetter, self.styles, self.geometry.width, part).blocks()

    def _writing(self, part: Writing) -> RuledRow:
        styles, width = self.styles, self.geometry.width
        row = ruled_row(
            self.typesetter,
            [
                (part.label, styles.label_width, styles.label, Align.CENTRE),
                (part.text, width - styles.label_width, styles.value, Align.LEFT),
            ],
            pad=styles.pad,
            least=part.lines * _HANDWRITTEN_LINE,
        )
        row.top_aligned = True
        return row

    def _signatures(self, part: Signatures) -> Iterator[Block]:
        styles = self.styles
        for first in range(0, len(part.places), part.per_row):
            row = part.places[first : first + part.per_row]
            width = self.geometry.width / len(row)
            places: list[SignaturePlace] = []
            for place in row:
                head = f"{place.label}：{place.name}"
                label = self.typesetter.lines(head, styles.label, width - 2 * styles.pad)
                below = f"（公章）　{place.day}" if place.is_seal else place.day
                foot = self.typesetter.lines(below, styles.label, width - 2 * styles.pad)
                places.append(SignaturePlace(label, foot, width))
            height = max(styles.place, *(len(p.label) * styles.label.leading + styles.place / 2 for p in places))
            more = first + part.per_row < len(part.places)
            yield PlacesRow(places, height, styles.pad, styles.label, keeps=more)

    def _unruled(self, part: Title | Lead | Note) -> Iterator[Block]:
        match part:
            case Title():
                if part.text:
                    yield from self._centred(part.text, self.styles.title)
                if part.subtitle:
                    yield from self._centred(part.subtitle, self.styles.subtitle)
            case Lead():
                yield self._lead(part)
            case Note():
                yield Gap(2)
                style = self.styles.note
                for text, _ in self.typesetter.lines(part.text, style, self.geometry.width):
                    yield TextRow([(text, 0.0, style)], style.leading)

    def _centred(self, text: str, style: Style) -> Iterator[Block]:
        for line, width in self.typesetter.lines(text, style, self.geometry.width):
            yield TextRow([(line, (self.geometry.width - width) / 2, style)], style.leading, keeps=True)

    def _lead(self, part: Lead) -> TextRow:
        style, width = self.styles.lead, self.geometry.width
        middle = (width - self.typesetter.width(part.middle, style)) / 2
        right = width - self.typesetter.width(part.right, style)
        pieces = [(part.left, 0.0, style), (part.middle, middle, style), (part.right, right, style)]
        return TextRow([piece for piece in pieces if piece[0]], style.leading + 2, keeps=True)
