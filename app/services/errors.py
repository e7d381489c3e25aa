"""The known refusals: what the user or the world did, said kindly. Anything else is a bug."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason against an action: a stable dotted code and the values its sentence needs.

    ``values`` holds what the wording names (a date, a window, a file, a row). It may hold personal data
    that the user must see, so it goes to the screen and to standard output, never to a log.
    """

    code: str
    values: Mapping[str, object] = field(default_factory=dict)


class Refused(Exception):  # noqa: N818 - a refusal is not an error of the program
    """The action was not done, nothing was changed, and every reason is named at once."""

    def __init__(self, *reasons: Reason) -> None:
        if not reasons:
            raise ValueError("a refusal needs a reason")
        self.reasons: tuple[Reason, ...] = reasons
        super().__init__(", ".join(reason.code for reason in reasons))

    @property
    def codes(self) -> tuple[str, ...]:
        """The dotted codes, in the order in which they were found."""
        return tuple(reason.code for reason in self.reasons)


class NotFound(Refused):
    """Nothing is stored under what was asked for."""


class Conflict(Refused):
    """What was to be changed has been changed by somebody else in the meantime."""


def refuse(code: str, **values: object) -> Refused:
    """A refusal with one reason, ready to be raised."""
    return Refused(Reason(code, values))


def refuse_all(reasons: Iterable[Reason]) -> None:
    """Raise one refusal naming every reason; return quietly when there is none."""
    found = tuple(reasons)
    if found:
        raise Refused(*found)
