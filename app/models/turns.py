"""Turns: threads that need the same thing get it in the order in which they asked."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager


class Turns:
    """A fair lock. Asking again in the thread that has the turn is a mistake in the program and raises."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._condition = threading.Condition()
        self._queue: deque[object] = deque()
        self._holder: int | None = None

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Wait for the turn, keep it for the block."""
        self._take()
        try:
            yield
        finally:
            with self._condition:
                self._holder = None
                self._condition.notify_all()

    def _take(self) -> None:
        me, place = threading.get_ident(), object()
        with self._condition:
            if self._holder == me:
                raise RuntimeError(f"{self._name}: asked again by the thread that has the turn")
            self._queue.append(place)
            try:
                self._condition.wait_for(lambda: self._holder is None and self._queue[0] is place)
                self._holder = me
            finally:
                self._queue.remove(place)
                self._condition.notify_all()
