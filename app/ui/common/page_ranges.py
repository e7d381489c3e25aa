"""Pages as people write them: "1-3,5,8-" (also with ， 、 至 and full-width figures), odd or even, backwards."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

_PART = re.compile(r"(\d*)(-?)(\d*)")
_COMMAS = re.compile(r"[,，、;；\s]+")
_DASHES = re.compile(r"[-－–—~～至到]+")
_MOST = 1_000_000


class Sides(StrEnum):
    """Which pages of those chosen come out: printers without a duplexer print odd and even ones apart."""

    ALL = "all"
    ODD = "odd"
    EVEN = "even"


@dataclass(frozen=True, slots=True)
class PageChoice:
    """Which pages, in which order; nothing written = all of them."""

    text: str = ""
    sides: Sides = Sides.ALL
    backwards: bool = False

    @property
    def is_readable(self) -> bool:
        """Whether the pages are written in a way that can be read."""
        return _spans(self.text) is not None

    def of(self, count: int) -> tuple[int, ...]:
        """The pages of a file of ``count`` pages, from 0, each once, in the order in which they come out."""
        spans = _spans(self.text) or ()
        named = [n for first, last in spans for n in range(first, min(last, count) + 1)]
        wanted = dict.fromkeys(named if self.text.strip() else range(1, count + 1))
        if self.sides is not Sides.ALL:
            wanted = dict.fromkeys(n for n in wanted if bool(n % 2) is (self.sides is Sides.ODD))
        pages = tuple(n - 1 for n in wanted)
        return tuple(reversed(pages)) if self.backwards else pages


def written(pages: Collection[int]) -> str:
    """These pages (from 0) as people write them: "3-7,9"."""
    spans: list[list[int]] = []
    for page in sorted(set(pages)):
        if spans and page == spans[-1][1]:
            spans[-1][1] = page + 1
        else:
            spans.append([page + 1, page + 1])
    return ",".join(str(first) if first == last else f"{first}-{last}" for first, last in spans)


def _spans(text: str) -> tuple[tuple[int, int], ...] | None:
    """First and last page of every part; None when a part cannot be read."""
    plain = _DASHES.sub("-", unicodedata.normalize("NFKC", text).strip())
    plain = re.sub(r"\s*-\s*", "-", plain)
    found: list[tuple[int, int]] = []
    for part in filter(None, _COMMAS.split(plain)):
        match = _PART.fullmatch(part)
        if match is None or not (match[1] or match[3]) or len(part) > 15:
            return None
        first = int(match[1] or 1)
        last = int(match[3] or _MOST) if match[2] else first
        if not 1 <= first <= last:
            return None
        found.append((first, last))
    return tuple(found)
