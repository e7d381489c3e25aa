"""What may be written down about an error: where it happened and its kind, never the words it carries."""

from __future__ import annotations

import traceback
from pathlib import Path


def technical_text(error: BaseException) -> str:
    """The chain of an error as kinds, files, lines and function names.

    The error's own words are left out: they may hold a name or a number of a person (a key of a dictionary, a value
    that could not be converted).
    """
    lines = [f"{type(error).__module__}.{type(error).__qualname__}"]
    seen: BaseException | None = error
    known = {id(error)}
    while seen is not None:
        for frame in traceback.extract_tb(seen.__traceback__):
            lines.append(f"  {Path(frame.filename).name}:{frame.lineno} {frame.name}")
        seen = seen.__cause__ or seen.__context__
        if seen is None or id(seen) in known:
            break
        known.add(id(seen))
        lines.append(f"from {type(seen).__module__}.{type(seen).__qualname__}")
    return "\n".join(lines)
