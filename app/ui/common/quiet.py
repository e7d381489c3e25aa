"""Work in threads beside the window: what would stop every thread for longer than an eye notices."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

_lock = Lock()
_running = 0


@contextmanager
def without_long_collections() -> Iterator[None]:
    """Keep the collector from walking the whole program (120 to 300 ms, measured) while some work comes and goes.

    What exists when the first of several works begins is set aside until the last one ends; what the works
    themselves leave is collected as usual.
    """
    global _running
    with _lock:
        _running += 1
        if _running == 1:
            gc.freeze()
    try:
        yield
    finally:
        with _lock:
            _running -= 1
            if _running == 0:
                gc.unfreeze()
