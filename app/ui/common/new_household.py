"""The wish for a new household in 农户台账, from elsewhere: what is known of it goes with the navigator."""

from __future__ import annotations

_NEW, _BETWEEN = "new:", "\t"


def new_household(*, village: str = "", head: str = "") -> str:
    """What ``navigator.open_tab("roster", …)`` is told to open the form of a new household."""
    return _NEW + _BETWEEN.join((village, head))


def wanted_household(what: str) -> tuple[str, str] | None:
    """(village, head's name) of a wish for a new household; None where something else was asked for."""
    if not what.startswith(_NEW):
        return None
    village, _, head = what.removeprefix(_NEW).partition(_BETWEEN)
    return village, head
