"""The words and chips of clues."""

from __future__ import annotations

from app.models.enums import ClueChannel, ClueState
from app.ui.common.chips import Chip, Shape
from app.ui.theme import Tone

_STATES = {
    ClueState.UNVERIFIED: (Shape.RING, Tone.DUE),
    ClueState.VERIFIED: (Shape.CHECK, Tone.DONE),
    ClueState.PROPOSED: (Shape.DIAMOND, Tone.ACCENT),
    ClueState.UNFOUNDED: (Shape.CROSS, Tone.NEUTRAL),
    ClueState.DUPLICATE: (Shape.HALF, Tone.NEUTRAL),
}


def clue_chip(state: ClueState) -> Chip:
    """未核, 已核, 转拟新增, 不属实, 重复."""
    return Chip(state.label, *_STATES[state])


def channel_word(channel: str) -> str:
    """信访, 12345 …; unknown ones keep their code."""
    return next((known.label for known in ClueChannel if known.value == channel), channel)
