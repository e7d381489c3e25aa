"""How much memory a child may take: RLIMIT_AS on Linux, a Job Object on Windows."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Limits:
    """What one child may use before it is ended: seconds by the clock on the wall, and megabytes."""

    seconds: float = 120.0
    memory_mb: int = 1024


class Fence(Protocol):
    """Something that holds a running child within its memory; closed when the child is done."""

    def close(self) -> None:
        """Let go of it; a child that still runs is ended where the system allows it."""


class _NoFence:
    def close(self) -> None:
        """Nothing to let go of: the child limits itself on this system."""


def limit_own_memory(megabytes: int) -> None:
    """Called by the child before it touches a file. On Windows the parent does it from outside."""
    if sys.platform == "win32":
        return
    import resource

    wanted = megabytes * 1024 * 1024
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a core file would hold names and ID numbers


def fence(process_id: int, *, megabytes: int) -> Fence:
    """Called by the parent right after the start, before the child gets its request."""
    if sys.platform != "win32":
        return _NoFence()
    from app.worker.windows_job import JobObject

    return JobObject(process_id, megabytes=megabytes)
