"""Blocks down a page and on to the next: repeated headers, torn rows, the frame around what is ruled."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import chain

from app.services.papers.toolkit.blocks import Block, Gap
from app.services.papers.toolkit.geometry import Geometry
from app.services.papers.toolkit.ink import Ink, PageSize

_SLACK = 0.3  # rounding of sums of heights
# A row taller than this share of the page is torn rather than moved.
_TORN_ABOVE = 0.4


class Flow:
    """The pages of one sheet."""

    def __init__(self, geometry: Geometry, new_page: Callable[[PageSize], Ink]) -> None:
        self._geometry = geometry
        self._new_page = new_page
        self.pages: list[Ink] = []
        self._y = 0.0
        self._frame_top: float | None = None
        self._turn_page()

    def place(self, blocks: Iterable[Block]) -> None:
        """Put the blocks one below the other; what must not be parted from its follower moves with it."""
        waiting = list(blocks)
        for number, block in enumerate(waiting):
            if block.keeps and self._needed(waiting, number) > self._room + _SLACK and not self._is_top:
                self._turn_page(block.header)
            self._put(block)
        self._close_frame()

    def _needed(self, blocks: Sequence[Block], first: int) -> float:
        needed = 0.0
        for block in blocks[first:]:
            needed += min(block.height, self._geometry.height * _TORN_ABOVE)
            if not block.keeps:
                break
        # A group that would not fit on an empty page either gains nothing by moving.
        return needed if needed <= self._geometry.height else 0.0

    @property
    def _room(self) -> float:
        return self._y - self._geometry.bottom

    @property
    def _is_top(self) -> bool:
        return self._y >= self._geometry.page.height - self._geometry.top - _SLACK

    def _put(self, block: Block) -> None:
        if isinstance(block, Gap) and block.height > self._room:
            return
        while block.height > self._room + _SLACK:
            torn = block.split(self._room) if block.height > self._geometry.height * _TORN_ABOVE else None
            if torn:
                upper, block = torn
                self._draw(upper)
            elif self._is_top:
                break  # nothing makes it fit: it may run into the margin, but it is drawn
            self._turn_page(block.header)
        self._draw(block)

    def _draw(self, block: Block) -> None:
        if block.ruled and self._frame_top is None:
            self._frame_top = self._y
        elif not block.ruled:
            self._close_frame()
        block.draw(self.pages[-1], self._geometry.left, self._y)
        self._y -= block.height

    def _close_frame(self) -> None:
        if self._frame_top is not None:
            geometry = self._geometry
            self.pages[-1].box(geometry.left, self._y, geometry.width, self._frame_top - self._y, thick=True)
            self._frame_top = None

    def _turn_page(self, header: Sequence[Block] = ()) -> None:
        if self.pages:
            self._close_frame()
        self.pages.append(self._new_page(self._geometry.page))
        self._y = self._geometry.page.height - self._geometry.top
        for block in chain(header):
            self._draw(block)
