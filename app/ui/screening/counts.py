"""Where the stage stands: one figure for each of its six tasks and for the register of clues."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.models.enums import CaseState, ClueState
from app.services.clues import ClueFilter
from app.services.office import Office


@dataclass(frozen=True, slots=True)
class StageCounts:
    """What is done and what is due in 排查."""

    carried: int
    hits: int
    unanswered: int
    villages: int
    villages_in: int
    proposed: int
    reported: int
    checking: int
    open_suspects: int
    checked: int
    listed: int
    open_clues: int


def read_counts(office: Office, *, today: date) -> StageCounts:
    """Read all figures; for a task, not for the window's thread."""
    summary = office.screening.summary(today=today)
    states = office.households.case_state_counts()
    return StageCounts(
        carried=len(office.screening.carried_over(today=today)),
        hits=len(office.screening.hits(today=today)),
        unanswered=summary.unanswered,
        villages=summary.villages,
        villages_in=summary.villages_in,
        proposed=states.get(CaseState.PROPOSED.value, 0),
        reported=states.get(CaseState.REPORTED_BY_VILLAGE.value, 0),
        checking=states.get(CaseState.CROSS_CHECKING.value, 0),
        open_suspects=len(office.cross_check.open_suspects(today=today)),
        checked=states.get(CaseState.CROSS_CHECKED.value, 0),
        listed=len(office.cross_check.confirmed(today=today)),
        open_clues=len(office.clues.find(ClueFilter(states=(ClueState.UNVERIFIED,)))),
    )
