"""What ``record KIND`` can note that is no step of a workflow table: one module for each corner of the office."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from app.cli.records.entry import RecordKind


@cache
def record_kinds() -> Mapping[str, RecordKind]:
    """Every kind by its name, in the order of the year."""
    from app.cli.records import (
        clues,
        comparing,
        comparison,
        knowledge,
        life,
        measures,
        meetings,
        persons,
        persons_who_act,
        plan,
        platform,
        problems,
        rosters,
        screening,
        visits,
        watching,
    )

    the_year = (screening, comparison, visits, meetings, platform, comparing, watching, measures)
    groups = (*the_year, clues, knowledge, problems, rosters, plan, persons_who_act, life, persons)
    return {kind.name: kind for group in groups for kind in group.KINDS}
