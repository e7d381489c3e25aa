"""What a row of a workflow table is. The rows stand in ``case_table`` and ``alert_table``; nobody else has ifs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from app.models.enums import AlertState, CaseState, Labelled, Party, PlanStage
from app.services.errors import Reason
from app.services.workflow.facts import AlertFacts, CaseFacts, Request
from app.services.workflow.plan import Plan

State = CaseState | AlertState
Facts = CaseFacts | AlertFacts
Guard = Callable[[CaseFacts, Plan, Request], Reason | None]
AlertGuard = Callable[[AlertFacts, Plan, Request], Reason | None]
BOTH = ("sc2020", "cn2021")
LATER = ("cn2021",)

_AnyGuard = TypeVar("_AnyGuard", Guard, AlertGuard, Callable[[object, Plan, Request], Reason | None])
_OF_FORM: set[object] = set()


def of_form(guard: _AnyGuard) -> _AnyGuard:
    """Mark a guard that reads what is typed for the step: it cannot answer before the form is filled in."""
    _OF_FORM.add(guard)
    return guard


def reads_form(guard: Guard | AlertGuard) -> bool:
    """Whether a guard was marked by ``of_form``."""
    return guard in _OF_FORM


@dataclass(frozen=True, slots=True)
class Need:
    """A field that the row stores: its name in ``--data``, its type, and whether it must be there.

    ``choices`` names the codes (their Chinese words are taken too). With ``is_closed`` another value is refused;
    otherwise it is stored as it came, for causes that no list foresees.
    """

    field: str
    type: str = "text"  # text, date, integer, money, choice, list, signers, boolean, object
    required: bool = True
    choices: type[Labelled] | None = None
    is_closed: bool = True


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper of the row; ❄ frozen papers are numbered snapshots."""

    kind: str
    name: str
    is_frozen: bool = False


@dataclass(frozen=True, slots=True)
class Transition:
    """One row of a table: from these states, by this party, in these stages, under these guards, to that state.

    ``to`` None means that the state stays; ``windows`` empty means any day. ``from_states`` empty means that the
    row makes a new case or alert.
    """

    row: str
    action: str
    name: str
    from_states: tuple[State, ...]
    to: State | None
    parties: tuple[Party, ...]
    windows: tuple[PlanStage, ...] = ()
    guards: tuple[Guard | AlertGuard, ...] = ()
    needs: tuple[Need, ...] = ()
    papers: tuple[Paper, ...] = ()
    variants: tuple[str, ...] = BOTH
    # What another office sends is recordable on any day and is no own step that could be taken back.
    own: bool = True
    opens_from: tuple[int, int] | None = None  # (month, day) of the plan's year from which the row is open: 12-1
    reopens: bool = False  # what another office answered: opens the next own steps for three working days
    answer_field: str | None = None  # the field with the day of that answer, where it is not the row's own day
    opened_by: str | None = None  # a field that, filled in, opens the row on any day (a late list from above)
    is_return: bool = False  # sends the case back: what an earlier answer had opened is closed again
    window_of_last: bool = False  # judged by the window of the step that it takes back
