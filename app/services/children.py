"""Children from a service's point of view: refusals in the child are refusals here, deaths have a sentence."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from app.services.errors import Reason, Refused, refuse
from app.services.storage import refuse_write
from app.worker.frames import Message
from app.worker.limits import Limits
from app.worker.parent import (
    Worker,
    WorkerCancelledError,
    WorkerCrashError,
    WorkerDiskError,
    WorkerMemoryError,
    WorkerRefusalError,
    WorkerTimeoutError,
)

Progress = Callable[[int, int], None]
Cancelled = Callable[[], bool]


class CancelledByUser(Refused):
    """Somebody pressed Cancel; nothing was changed."""

    def __init__(self) -> None:
        super().__init__(Reason("work.cancelled"))


@contextmanager
def child(
    kind: str,
    request: Message,
    *,
    about: str,
    limits: Limits | None = None,
    cancelled: Cancelled = lambda: False,
) -> Iterator[Worker]:
    """A running child; ``about`` names the file or paper in the sentence when the child does not survive it.

    A bug in the child stays a bug (``WorkerBugError``) and reaches the crash handler.
    """
    try:
        with Worker(kind, request, limits=limits, cancelled=cancelled) as worker:
            yield worker
    except WorkerRefusalError as refusal:
        raise Refused(*(Reason(code, values) for code, values in refusal.reasons)) from None
    except WorkerCancelledError:
        raise CancelledByUser from None
    except WorkerDiskError as error:
        raise refuse_write(OSError(error.errno, ""), error.path or Path(about)) from error
    except WorkerCrashError:
        raise refuse("work.crashed", file=about) from None
    except WorkerTimeoutError:
        raise refuse("work.too_long", file=about) from None
    except WorkerMemoryError:
        raise refuse("work.too_much_memory", file=about) from None
