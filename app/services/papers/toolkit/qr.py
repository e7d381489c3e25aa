"""QR codes of short texts as filled paths; a fixed mask makes them quick and always the same."""

from __future__ import annotations

from functools import lru_cache
from itertools import groupby

import segno

from app.services.papers.toolkit.ink import Ink

_MASK = 2
_QUIET = 2  # modules of white around it; the paper itself is white beyond


@lru_cache(maxsize=2_000)
def _path(text: str) -> tuple[int, str]:
    """Modules on a side, and the dark runs as rectangles in modules, the first row just below the origin."""
    rows = segno.make_qr(text, error="m", mask=_MASK, boost_error=False).matrix
    found: list[str] = []
    for number, row in enumerate(rows, start=1):
        first = 0
        for is_dark, run in groupby(row):
            count = len(list(run))
            if is_dark:
                # A hair higher than a module, so that no printer leaves white lines between rows.
                found.append(f"{first} {-number} {count} 1.02 re")
            first += count
    return len(rows), " ".join(found)


def draw(ink: Ink, text: str, x: float, y: float, side: float) -> None:
    """Draw the code into a square of ``side`` points, white edge included, with its lower left corner at (x, y)."""
    modules, path = _path(text)
    unit = side / (modules + 2 * _QUIET)
    ink.fill(path, x + _QUIET * unit, y + side - _QUIET * unit, unit)
