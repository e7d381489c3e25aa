"""A roster that the office designed: a list on the paper that was chosen for it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from app.services.papers.layouts.listing import ListData, parts_of
from app.services.papers.parts import Look, Paper, Sheet, Table


class RosterPaper(StrEnum):
    """The paper of a roster."""

    A4_WIDE = "a4_wide"
    A4_TALL = "a4_tall"
    A3_WIDE = "a3_wide"


_LOOKS = {RosterPaper.A4_WIDE: Look.LIST, RosterPaper.A4_TALL: Look.TALL_LIST, RosterPaper.A3_WIDE: Look.LARGE_LIST}


@dataclass(frozen=True, slots=True)
class RosterPage:
    """A list and its paper."""

    listed: ListData
    paper: RosterPaper


def lay_out(data: RosterPage) -> Paper:
    """The list on pages of its own."""
    parts = (replace(part, tight=True) if isinstance(part, Table) else part for part in parts_of(data.listed))
    return Paper((Sheet(_LOOKS[data.paper], tuple(parts)),))
