"""Known problems of the stored files, as refusals that both clients can show."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.models.problems import StorageProblem
from app.services.errors import Reason, Refused, refuse


def as_refusal(problem: StorageProblem) -> Refused:
    """The same problem for the user: code and values stay what they are."""
    return Refused(Reason(problem.code, dict(problem.values)))


@contextmanager
def refusing() -> Iterator[None]:
    """Turn every ``StorageProblem`` of the block into a ``Refused``."""
    try:
        yield
    except StorageProblem as problem:
        raise as_refusal(problem) from problem


def refuse_write(error: OSError, path: Path) -> Refused:
    """What it means to the user that ``path`` could not be written."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return refuse("disk.full", path=path)
    if error.errno == errno.EFBIG:
        return refuse("disk.too_big", path=path)
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOENT, errno.ENOTDIR, errno.EISDIR):
        return refuse("disk.not_writable", path=path)
    return refuse("disk.failed", path=path)
