"""Batches: whose papers are wanted, in which order, and how they are parted into files."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.cases import Case
from app.models.enums import CaseState
from app.models.history import in_chunks
from app.models.household import HouseholdSummary
from app.models.region import Region
from app.models.visits import VisitAssignment, VisitTeam
from app.services.errors import NotFound, Reason, refuse
from app.services.files.atomic import file_name
from app.services.names import romanise
from app.services.papers.printing import Document
from app.services.papers.queries.asking import Scope
from app.services.papers.selecting import households_in
from app.services.plan_cases import of_plan

_LONGEST_BYTES = 160  # with the ending of a temporary file still below the 255 that file systems take
_VILLAGE_CHARACTERS = 16
_HEAD_CHARACTERS = 20


class Order(StrEnum):
    """In which order the documents of a batch come."""

    GIVEN = "given"  # as the kind gives them: by village, group and household, or by number
    VILLAGE = "village"  # village, group, name of the head by its sound
    NAME = "name"  # name of the head by its sound, whatever the village
    CODE = "code"  # number of the household


class Split(StrEnum):
    """How a batch is parted into files."""

    HOUSEHOLD = "household"
    VILLAGE = "village"


@dataclass(frozen=True, slots=True)
class Selection:
    """What narrows and orders a batch beside villages and households.

    ``teams`` are names of visiting teams, ``stages`` states of cases by code or word (listed, 初步名单);
    ``leave_out`` are codes of households that are not printed; ``year`` looks an earlier plan's papers up.
    """

    teams: tuple[str, ...] = ()
    stages: tuple[str, ...] = ()
    leave_out: tuple[str, ...] = ()
    order: Order = Order.GIVEN
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Bundle:
    """The documents of one file of a split batch; ``name`` without its ending."""

    name: str
    documents: tuple[Document, ...]


def narrowed(session: Session, scope: Scope, selection: Selection, *, plan_id: int) -> Scope:
    """The scope with the teams and stages that are wanted; NotFound names every one that is unknown."""
    reasons: list[Reason] = []
    among, named = None, scope.households
    if selection.teams:
        among = _of_teams(session, selection.teams, plan_id, reasons)
    if selection.stages:  # whoever names a stage names its households: their forms are printed although it is over
        found = _in_stages(session, selection.stages, plan_id, reasons)
        named = found if named is None else named & found
    left_out = households_in(session, selection.leave_out, reasons)
    if reasons:
        raise NotFound(*reasons)
    return replace(scope, households=named, among=among, left_out=left_out)


def _of_teams(session: Session, names: Sequence[str], plan_id: int, reasons: list[Reason]) -> frozenset[int]:
    known = {
        name: id_ for id_, name in session.execute(select(VisitTeam.id, VisitTeam.name).filter_by(plan_id=plan_id))
    }
    reasons += [
        Reason("papers.team_unknown", {"team": name, "known": list(known)}) for name in names if name not in known
    ]
    ids = [known[name] for name in names if name in known]
    statement = select(Case.household_id).join(VisitAssignment, VisitAssignment.case_id == Case.id)
    return frozenset(session.scalars(statement.where(of_plan(plan_id), VisitAssignment.team_id.in_(ids))))


def _in_stages(session: Session, words: Sequence[str], plan_id: int, reasons: list[Reason]) -> frozenset[int]:
    known = {word: state for state in CaseState for word in (state.value, state.label)}
    labels = [state.label for state in CaseState]
    reasons += [
        Reason("papers.case_stage_unknown", {"stage": word, "known": labels}) for word in words if word not in known
    ]
    states = [known[word].value for word in words if word in known]
    return frozenset(session.scalars(select(Case.household_id).where(of_plan(plan_id), Case.state.in_(states))))


@dataclass(frozen=True, slots=True)
class _Home:
    village_order: tuple[int, int]
    group: tuple[int, str]
    head: str
    code: str
    village: str


def _homes(session: Session, documents: Iterable[Document]) -> dict[int, _Home]:
    summary = HouseholdSummary
    ids = sorted({document.household_id for document in documents if document.household_id is not None})
    found: dict[int, _Home] = {}
    for chunk in in_chunks(ids):
        statement = select(summary, Region.position).join(Region, Region.id == summary.village_id)
        for row, position in session.execute(statement.where(summary.household_id.in_(chunk))):
            found[row.household_id] = _Home(
                (position, row.village_id), (row.group_order, row.group_name), row.head_name, row.code, row.village_name
            )
    return found


def ordered(session: Session, documents: Iterator[Document], order: Order) -> Iterator[Document]:
    """The documents in the order that is wanted; those without a household keep theirs, before the others."""
    if order is Order.GIVEN:
        return documents
    listed = list(documents)
    homes = _homes(session, listed)
    keys = {id_: _key(home, order) for id_, home in homes.items()}
    return iter(sorted(listed, key=lambda found: keys.get(found.household_id or 0, ())))


def _key(home: _Home, order: Order) -> tuple[object, ...]:
    sound = (romanise(home.head)[0], home.head)
    match order:
        case Order.VILLAGE:
            return (*home.village_order, *home.group, *sound, home.code)
        case Order.NAME:
            return (*sound, *home.village_order, home.code)
        case _:
            return (home.code,)


def bundles(session: Session, documents: Iterable[Document], split: Split, *, kind: str) -> list[Bundle]:
    """The documents parted into files, in the order of their first documents.

    Refused: ``papers.no_split`` for documents that are about no single household or village.
    """
    listed = list(documents)
    homes = _homes(session, listed)
    parts: dict[int, list[Document]] = {}
    for document in listed:
        key = document.household_id if split is Split.HOUSEHOLD else document.village_id
        if key is None or (split is Split.HOUSEHOLD and key not in homes):
            raise refuse("papers.no_split", name=kind, by="户" if split is Split.HOUSEHOLD else "村")
        parts.setdefault(key, []).append(document)
    if split is Split.HOUSEHOLD:
        names = [_household_name(homes[key]) for key in parts]
    else:
        regions = {row.id: row.name for row in session.execute(select(Region.id, Region.name))}
        names = [safe_name(f"{regions.get(key, '')}_{kind}") for key in parts]
    return [Bundle(n, tuple(p)) for n, p in zip(_distinct(names), parts.values(), strict=True)]


def _household_name(home: _Home) -> str:
    """村_户主_户编号: long names give way, the number never does."""
    village, head = home.village[:_VILLAGE_CHARACTERS], home.head[:_HEAD_CHARACTERS].strip()
    return safe_name(f"{village}_{head or '无户主'}_{home.code}")


def safe_name(words: str) -> str:
    """A file name for every system: no forbidden, control or invisible characters, no reserved word, not too long."""
    visible = "".join(char for char in words if unicodedata.category(char)[0] != "C" or char in "\t\n\r")
    name = file_name("".join(visible.split()))
    while len(name.encode()) > _LONGEST_BYTES:
        name = name[:-1]
    return name


def _distinct(names: Sequence[str]) -> Iterator[str]:
    """Names that differ even where capitals do not count; the second of a name gets （2）."""
    taken: set[str] = set()
    for name in names:
        candidate, number = name, 1
        while candidate.casefold() in taken:
            number += 1
            candidate = f"{name}（{number}）"
        taken.add(candidate.casefold())
        yield candidate
