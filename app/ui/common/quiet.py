"""Work in threads beside the window: nobody looks for reference cycles until it is over."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

_lock = Lock()
_running = 0


@contextmanager
def without_collector() -> Iterator[None]:
    """Keep the collector away while any task runs; afterwards it is the window's own thread that sets it off again.

    A walk through the whole program stops every thread for 120 to 300 ms (measured). And widgets that nobody needs
    any more have to be taken apart in the window's thread: those found by another one are queued by Qt's binding,
    which then frees a child once more after its parent.
    """
    global _running
    with _lock:
        _running += 1
        gc.disable()
    try:
        yield
    finally:
        with _lock:
            _running -= 1
            if _running == 0:
                gc.enable()
