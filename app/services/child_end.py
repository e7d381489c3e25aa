"""The child's end of a refusal: what is refused there is refused in the parent with the same reasons."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from app.services.errors import Refused
from app.worker.channel import Channel


@contextmanager
def refusals_to(channel: Channel) -> Iterator[None]:
    """Refusals of the block go to the parent as such and end the block."""
    try:
        yield
    except Refused as refused:
        channel.refuse([(reason.code, dict(reason.values)) for reason in refused.reasons])
