"""One font file: which characters it carries and how wide they are."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reportlab.pdfbase.ttfonts import TTFontFace

EM = 1000
TICKED, UNTICKED = "☑", "□"  # no text font carries a ticked box: it is shown as an empty one with a drawn tick


class UnusableFontError(Exception):
    """The file is no TrueType font that can be embedded (CFF outlines, damaged, forbidden)."""


@dataclass(frozen=True, eq=False)
class Face:
    """A TrueType face. Compared and hashed by identity: ``load`` gives one object for one file."""

    path: Path
    source: TTFontFace

    @cached_property
    def widths(self) -> dict[str, float]:
        """Every character that has a glyph, with its width in thousandths of the type size."""
        default = float(self.source.defaultWidth)
        found = self.source.charWidths
        widths = {chr(code): float(found.get(code, default)) for code in self.source.charToGlyph}
        if UNTICKED in widths:
            widths[TICKED] = widths[UNTICKED]
        return widths

    @cached_property
    def characters(self) -> frozenset[str]:
        """Every character that has a glyph."""
        return frozenset(self.widths)

    @property
    def name(self) -> str:
        """The PostScript name, for the font's entry in the file."""
        return self.source.name.decode("ascii", "replace").replace("?", "_")


@cache
def load(path: Path) -> Face:
    """The first face of a font file; UnusableFontError if it cannot be embedded."""
    # Every command knows the layouts, and they come down to here; only who draws waits for reportlab.
    from reportlab.pdfbase.ttfonts import TTFError, TTFontFace

    try:
        return Face(path, TTFontFace(str(path)))
    except (TTFError, OSError, KeyError, ValueError, IndexError) as error:
        raise UnusableFontError(path.name) from error
