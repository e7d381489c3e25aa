"""Long work in a thread beside the window: what would stop every thread for longer than an eye notices."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without_long_collections() -> Iterator[None]:
    """Keep the collector from walking the whole program (120–200 ms, measured) while a chunk of rows comes and goes.

    What exists now is set aside until the end; what the work itself leaves is collected as usual.
    """
    if gc.get_freeze_count():
        yield  # the program has set its long-lived part aside already
        return
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()
