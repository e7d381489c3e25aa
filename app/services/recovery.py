"""Showing a fresh recovery code and asking some of it back: what set-up needs of it, without any key."""

from __future__ import annotations

from collections.abc import Mapping

from app.models import recovery_code
from app.services.errors import refuse


def groups(code: str) -> tuple[str, ...]:
    """The nine groups of a code in order, as they are shown and printed."""
    return recovery_code.groups_of(code)


def groups_to_ask(code: str) -> tuple[int, int]:
    """The numbers (from 1) of two groups to be typed back from paper."""
    return recovery_code.groups_to_ask(code)


def check_typed_back(code: str, answers: Mapping[int, str]) -> None:
    """Refuse (``password.not_typed_back``) unless the answers are the groups asked for."""
    if not recovery_code.is_typed_back(code, answers):
        raise refuse("password.not_typed_back")
