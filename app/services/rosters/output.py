"""A roster on its way out: sheets of a workbook, or papers to print."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from app.services.errors import refuse
from app.services.files.sheets import ColumnKind, PaperFormat, SheetColumn, SheetSpec, SheetValue
from app.services.papers.layouts.listing import ListColumn, ListData, ListRow, RowKind, Sort
from app.services.papers.layouts.roster import RosterPage, RosterPaper
from app.services.papers.toolkit import geometry
from app.services.papers.toolkit.geometry import Geometry
from app.services.papers.toolkit.ink import MM
from app.services.papers.wording import day
from app.services.rosters.catalogue import FieldKind
from app.services.rosters.design import PaperSize, RosterDesign
from app.services.rosters.showing import Heading, RosterShape, Section

MOST_PRINTED_ROWS = 20_000
_SORTS = {ColumnKind.ID: Sort.ID, ColumnKind.NUMBER: Sort.NUMBER, ColumnKind.FEN: Sort.YUAN, ColumnKind.DAY: Sort.DAY}
_LONG_TEXT = 14.0
_GEOMETRIES = {
    PaperSize.A4_WIDE: geometry.LIST,
    PaperSize.A4_TALL: geometry.TALL_LIST,
    PaperSize.A3_WIDE: geometry.LARGE_LIST,
}
# The least that a column can be narrowed to, in characters of the smallest type.
_SMALLEST = geometry.LIST_STYLES.table_sizes[-1][1].size
_LEAST = {
    FieldKind.ID: 9.5,
    FieldKind.PHONE: 6.0,
    FieldKind.CODE: 9.0,
    FieldKind.NUMBER: 2.2,
    FieldKind.AREA: 3.5,
    FieldKind.FEN: 5.0,
    FieldKind.DAY: 5.2,
    FieldKind.TRUTH: 2.2,
    FieldKind.TEXT: 3.5,
    FieldKind.CHOICE: 3.5,
    FieldKind.CODES: 3.5,
}
_FOR_WRITING = 5.5


@dataclass(frozen=True, slots=True)
class Office:
    """Who signs, and when."""

    township: str
    today: date

    def title_of(self, design: RosterDesign) -> str:
        """What stands above the roster."""
        return design.title or f"{self.township}{design.name}"


# -- workbook ----------------------------------------------------------------------------------------


def sheets(
    design: RosterDesign, shape: RosterShape, sections: Iterable[Section], office: Office
) -> Iterator[SheetSpec]:
    """The sheets, one after the other; the rows are read while they are written."""
    columns = [SheetColumn(h.title, h.kind, h.width) for h in shape.headings]
    signers = ["　　　　　　　".join(f"{signer}：" for signer in design.signers)] if design.signers else []
    for section in sections:
        yield SheetSpec(
            name=section.name or design.name,
            columns=columns,
            rows=_rows(section, len(columns)),
            title=office.title_of(design),
            lines=_lead(design, section, office),
            foot=[*signers, *design.notes],
            landscape=design.paper is not PaperSize.A4_TALL,
            paper=PaperFormat.A3 if design.paper is PaperSize.A3_WIDE else PaperFormat.A4,
        )


def _lead(design: RosterDesign, section: Section, office: Office) -> list[str]:
    line = [f"填报单位：{office.township}", day(office.today)] if design.office_line else []
    parts = [design.subtitle, section.name, *line]
    text = "　　".join(part for part in parts if part)
    return [text] if text else []


def _rows(section: Section, width: int) -> Iterator[Sequence[SheetValue]]:
    for line in section.lines:
        yield [*line.cells, *[None] * (width - 1)] if line.is_group else line.cells


# -- paper -------------------------------------------------------------------------------------------


def check_width(design: RosterDesign, shape: RosterShape) -> None:
    """Refuse what cannot be read on the paper: ``rosters.too_wide`` with the widths and what would help."""
    page = _GEOMETRIES[design.paper]
    needed = sum(map(_least_width, shape.headings))
    if needed > page.width:
        raise refuse(
            "rosters.too_wide",
            count=len(shape.headings),
            needed=round(needed / MM),
            paper=design.paper.label,
            width=round(page.width / MM),
            columns=_fitting(shape.headings, page),
        )


def _least_width(heading: Heading) -> float:
    if heading.field is None:
        characters = _FOR_WRITING if heading.is_for_writing else 2.2
    else:
        characters = _LEAST[heading.field.kind]
    return characters * _SMALLEST + 2 * geometry.LIST_STYLES.pad


def _fitting(headings: Sequence[Heading], page: Geometry) -> int:
    width, count = 0.0, 0
    for heading in headings:
        width += _least_width(heading)
        if width > page.width:
            break
        count += 1
    return count


def pages(
    design: RosterDesign, shape: RosterShape, sections: Iterable[Section], office: Office
) -> Iterator[RosterPage]:
    """One paper for each section."""
    columns = tuple(
        ListColumn(h.title, max(round(h.width), 1), Sort.HAND if h.is_for_writing else _sort(h)) for h in shape.headings
    )
    for section in sections:
        rows = tuple(
            ListRow(
                tuple(shape.text(heading, value) for heading, value in zip(shape.headings, line.cells, strict=False)),
                RowKind.GROUP if line.is_group else RowKind.TOTAL if line.is_sum else RowKind.LINE,
            )
            for line in section.lines
        )
        listed = ListData(
            title=office.title_of(design),
            columns=columns,
            rows=rows,
            subtitle="　　".join(part for part in (design.subtitle, section.name) if part),
            office=office.township if design.office_line else "",
            day=office.today if design.office_line else None,
            signers=design.signers,
            notes=design.notes,
            portrait=design.paper is PaperSize.A4_TALL,
        )
        yield RosterPage(listed, RosterPaper(design.paper.value))


def _sort(heading: Heading) -> Sort:
    found = _SORTS.get(heading.kind)
    return found or (Sort.TEXT if heading.width >= _LONG_TEXT else Sort.WORD)
