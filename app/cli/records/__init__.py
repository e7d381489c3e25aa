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
        dossiers,
        knowledge,
        life,
        measures,
        meetings,
        notices,
        persons,
        persons_who_act,
        plan,
        platform,
        problems,
        raising,
        returning,
        rosters,
        screening,
        visits,
        voiding,
        watching,
        wording,
    )

    groups = (
        *(screening, comparison, visits, meetings, notices, platform, comparing, watching, raising, clues),
        *(knowledge, problems, rosters, plan, persons_who_act, life, persons, dossiers, returning, voiding),
        *(wording, measures),
    )
    return {kind.name: kind for group in groups for kind in group.KINDS}
