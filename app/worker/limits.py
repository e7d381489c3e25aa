"""How much memory and processor time a child may take: resource limits on Linux, a Job Object on Windows."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import Protocol

_NOT_ENOUGH_QUOTA = 1816  # ERROR_NOT_ENOUGH_QUOTA: what a Job Object gives a process whose time is over


@dataclass(frozen=True, slots=True)
class Limits:
    """What one child may use before it is ended: seconds by the clock on the wall, megabytes, processor seconds.

    A hostile file is known by the processor time it wants; the clock on the wall is generous, because an honest file
    on a slow disk beside a virus scanner takes long as well. ``cpu_seconds`` None sets no limit.
    """

    seconds: float = 120.0
    memory_mb: int = 1024
    cpu_seconds: int | None = None


class Fence(Protocol):
    """Something that holds a running child within its memory; closed when the child is done."""

    def close(self) -> None:
        """Let go of it; a child that still runs is ended where the system allows it."""


class _NoFence:
    def close(self) -> None:
        """Nothing to let go of: the child limits itself on this system."""


def limit_oneself(megabytes: int, cpu_seconds: int | None) -> None:
    """Called by the child before it touches a file. On Windows the parent does it from outside."""
    if sys.platform == "win32":
        return
    import resource

    wanted = megabytes * 1024 * 1024
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a core file would hold names and ID numbers
    if cpu_seconds is not None:
        resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds + 1))


def ended_for_time(exit_status: int) -> bool:
    """Whether the system ended a child because its processor time was used up."""
    if sys.platform == "win32":
        return exit_status == _NOT_ENOUGH_QUOTA
    import signal

    return exit_status == -signal.SIGXCPU


def fence(process_id: int, limits: Limits) -> Fence:
    """Called by the parent right after the start, before the child gets its request."""
    if sys.platform != "win32":
        return _NoFence()
    from app.worker.windows_job import JobObject

    return JobObject(process_id, megabytes=limits.memory_mb, cpu_seconds=limits.cpu_seconds)
