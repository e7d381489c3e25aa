"""The chips of comparison outcomes and of the buckets of result rows."""

from __future__ import annotations

from app.services.cross_check.words import Bucket, ItemOutcome
from app.ui.common.chips import Chip, Shape
from app.ui.theme import Tone

_OUTCOMES = {
    ItemOutcome.CLEAR: (Shape.CHECK, Tone.DONE),
    ItemOutcome.SUSPECT: (Shape.TRIANGLE, Tone.DUE),
    ItemOutcome.UNANSWERED: (Shape.RING, Tone.NEUTRAL),
    ItemOutcome.EXEMPT: (Shape.CROSS, Tone.NEUTRAL),
}
_BUCKETS = {
    Bucket.MATCHED: (Shape.CHECK, Tone.DONE),
    Bucket.REPAIRED: (Shape.CHECK, Tone.ACCENT),
    Bucket.NAME_DIFFERS: (Shape.TRIANGLE, Tone.DUE),
    Bucket.NOT_FOUND: (Shape.RING, Tone.DUE),
    Bucket.DUPLICATE: (Shape.HALF, Tone.NEUTRAL),
    Bucket.MALFORMED: (Shape.CROSS, Tone.DUE),
}


def outcome_chip(outcome: ItemOutcome) -> Chip:
    """无疑点, 疑似, 未答复, 免比对."""
    return Chip(outcome.label, *_OUTCOMES[outcome])


def bucket_chip(bucket: Bucket) -> Chip:
    """Where a row of a result file belongs."""
    return Chip(bucket.label, *_BUCKETS[bucket])
