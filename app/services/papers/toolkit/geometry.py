"""Where text may stand on a page, and the styles that belong to each look."""

from __future__ import annotations

from dataclasses import dataclass

from app.services.papers.toolkit.fonts import Role
from app.services.papers.toolkit.ink import A3_LANDSCAPE, A4, A4_LANDSCAPE, MM, PageSize
from app.services.papers.toolkit.typeset import Style

# GB/T 9704-2012: 3 号 at 28 characters on 156 mm and 22 lines on 225 mm.
OFFICIAL_SIZE = 16.0
OFFICIAL_PITCH = 28.99
OFFICIAL_SPACING = 156 * MM / 28 - OFFICIAL_SIZE
PAGE_NUMBER = Style(Role.SONG, 14, 18)
SMALL = Style(Role.SONG, 7.5, 9)
ACROSS = Style(Role.HEI, 150, 180)


@dataclass(frozen=True)
class Geometry:
    """A page and its margins in points."""

    page: PageSize
    top: float
    right: float
    bottom: float
    left: float
    official: bool = False

    @property
    def width(self) -> float:
        """Width of the text block."""
        return self.page.width - self.left - self.right

    @property
    def height(self) -> float:
        """Height of the text block."""
        return self.page.height - self.top - self.bottom

    @property
    def wide(self) -> bool:
        """Whether the page lies on its side."""
        return self.page.width > self.page.height


FORM = Geometry(A4, top=14 * MM, right=15 * MM, bottom=15 * MM, left=22 * MM)
LIST = Geometry(A4_LANDSCAPE, top=20 * MM, right=14 * MM, bottom=14 * MM, left=14 * MM)
TALL_LIST = Geometry(A4, top=16 * MM, right=12 * MM, bottom=14 * MM, left=18 * MM)
LARGE_LIST = Geometry(A3_LANDSCAPE, top=20 * MM, right=14 * MM, bottom=14 * MM, left=14 * MM)
OFFICIAL = Geometry(A4, top=37 * MM, right=26 * MM, bottom=35 * MM, left=28 * MM, official=True)
# The upright page turned a quarter to the right, head of the table at the binding.
OFFICIAL_WIDE = Geometry(A4_LANDSCAPE, top=28 * MM, right=37 * MM, bottom=26 * MM, left=35 * MM, official=True)


@dataclass(frozen=True)
class Styles:
    """The styles of ruled parts on one look."""

    title: Style
    subtitle: Style
    lead: Style
    heading: Style
    label: Style
    value: Style
    cell: Style
    table_sizes: tuple[tuple[Style, Style], ...]  # headings and values, the largest first
    note: Style
    pad: float
    row: float  # least height of a ruled line
    tall: float  # least height of a line with room for handwriting
    label_width: float
    place: float  # height of a signature place


FORM_STYLES = Styles(
    title=Style(Role.TITLE, 18, 26, bold=True),
    subtitle=Style(Role.SONG, 11, 16),
    lead=Style(Role.SONG, 9.5, 14),
    heading=Style(Role.HEI, 10, 13, bold=True),
    label=Style(Role.HEI, 8.8, 10.8),
    value=Style(Role.SONG, 9.5, 11.4),
    cell=Style(Role.SONG, 9, 10.6),
    table_sizes=((Style(Role.HEI, 8.5, 10), Style(Role.SONG, 9, 10.6)),),
    note=Style(Role.SONG, 8, 10.5),
    pad=2.6,
    row=17.5,
    tall=24,
    label_width=56,
    place=50,
)
LIST_STYLES = Styles(
    title=Style(Role.TITLE, 20, 30, bold=True),
    subtitle=Style(Role.SONG, 12, 18),
    lead=Style(Role.SONG, 10.5, 16),
    heading=Style(Role.HEI, 11, 15, bold=True),
    label=Style(Role.HEI, 10, 13),
    value=Style(Role.SONG, 10.5, 13),
    cell=Style(Role.SONG, 10, 12.5),
    table_sizes=(
        (Style(Role.HEI, 10, 12.5), Style(Role.SONG, 10.5, 13)),
        (Style(Role.HEI, 9, 11), Style(Role.SONG, 9.5, 11.8)),
        (Style(Role.HEI, 8, 9.8), Style(Role.SONG, 8.5, 10.4)),
        (Style(Role.HEI, 7.2, 8.8), Style(Role.SONG, 7.6, 9.4)),
    ),
    note=Style(Role.SONG, 9, 12.5),
    pad=3,
    row=20,
    tall=28,
    label_width=70,
    place=56,
)
SLIP_STYLES = Styles(
    title=Style(Role.TITLE, 20, 32, bold=True),
    subtitle=Style(Role.SONG, 12, 18),
    lead=Style(Role.SONG, 11, 17),
    heading=Style(Role.HEI, 11, 15, bold=True),
    label=Style(Role.HEI, 10.5, 13.5),
    value=Style(Role.SONG, 11.5, 15.5),
    cell=Style(Role.SONG, 10.5, 13.5),
    table_sizes=LIST_STYLES.table_sizes,
    note=Style(Role.SONG, 9.5, 13),
    pad=4,
    row=25,
    tall=31,
    label_width=78,
    place=76,
)
OFFICIAL_STYLES = Styles(
    title=Style(Role.TITLE, 22, 34, bold=True),
    subtitle=Style(Role.KAI, 14, 20),
    lead=Style(Role.FANG, 12, 18),
    heading=Style(Role.HEI, 12, 17),
    label=Style(Role.HEI, 11, 14),
    value=Style(Role.FANG, 12, 15),
    cell=Style(Role.FANG, 11.5, 14.5),
    table_sizes=(
        (Style(Role.HEI, 11, 14), Style(Role.FANG, 12, 15)),
        (Style(Role.HEI, 10, 12.5), Style(Role.FANG, 10.5, 13)),
        (Style(Role.HEI, 9, 11), Style(Role.FANG, 9.5, 11.8)),
        (Style(Role.HEI, 8, 9.8), Style(Role.FANG, 8.5, 10.4)),
        (Style(Role.HEI, 7.2, 8.8), Style(Role.FANG, 7.6, 9.4)),
    ),
    note=Style(Role.FANG, 10.5, 15),
    pad=3.2,
    row=22,
    tall=30,
    label_width=76,
    place=62,
)
