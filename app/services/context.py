"""Who does something: carried by every service call that writes."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Actor:
    """The person at the keyboard, the person who answers for the act, and the office it is done for.

    Paper says "由某某代录" when ``name`` and ``session_user`` differ (workflow.md 1: parties, not logins).
    """

    session_user: str
    name: str
    on_behalf_of: str
