"""The registry: every kind of paper with its name, its data, its layouts and the query that fills it.

What is fixed of a kind stands in ``resources/papers/kinds.toml``. Light on purpose: the printing child reads it.
Queries are named, not imported: only the parent has a database. A layout is never changed once papers of it were
frozen; a new version stands beside it under the next number.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from types import MappingProxyType
from typing import TypeAlias

from app.paths import resource
from app.services.papers.layouts import letter, listing, roster, sections, slip, visit_form
from app.services.papers.parts import Paper

PaperData: TypeAlias = (
    visit_form.VisitForm
    | listing.ListData
    | slip.SlipData
    | letter.LetterData
    | sections.SectionsData
    | roster.RosterPage
)
Layout: TypeAlias = Callable[..., Paper]

# Named in the workflow tables of a later order: not printed yet, this registry is where they go.
LATER: frozenset[str] = frozenset()


class Subject(StrEnum):
    """What one document of a kind is about: how batches are cut."""

    HOUSEHOLD = "household"
    VILLAGE = "village"
    TOWNSHIP = "township"
    MEETING = "meeting"
    TEAM = "team"
    ALERT = "alert"
    STEP = "step"  # a step of a case or alert that leaves a slip


@dataclass(frozen=True, slots=True)
class Shape:
    """Frozen data of one type and the layouts that were ever used for it."""

    data: type[PaperData]
    layouts: Mapping[int, Layout]


_SHAPES: Mapping[str, Shape] = MappingProxyType(
    {
        "visit_form": Shape(visit_form.VisitForm, {1: visit_form.lay_out}),
        "list": Shape(listing.ListData, {1: listing.lay_out}),
        "slip": Shape(slip.SlipData, {1: slip.lay_out}),
        "sections": Shape(sections.SectionsData, {1: sections.lay_out}),
        "letter": Shape(letter.LetterData, {1: letter.lay_out, 2: letter.lay_out_2}),
        "roster": Shape(roster.RosterPage, {1: roster.lay_out}),
    }
)


@dataclass(frozen=True, slots=True)
class PaperKind:
    """One kind. ``query`` is ``module:function`` under ``app.services.papers.queries``."""

    code: str
    name: str
    subject: Subject
    shape: Shape
    query: str
    notice: bool = False
    frozen: bool = False
    signers: tuple[str, ...] = ()
    lists: bool = True  # whether a letter of this kind carries lists
    blank: str = ""  # the query of an empty form
    letters: str = ""  # of a paper that comes home: its code begins with them

    @property
    def layout_version(self) -> int:
        """The version that new papers are printed with."""
        return max(self.shape.layouts)

    def lay_out(self, data: PaperData, *, version: int | None = None) -> Paper:
        """The paper of these data; KeyError for a version that never was."""
        return self.shape.layouts[self.layout_version if version is None else version](data)


@cache
def kinds() -> Mapping[str, PaperKind]:
    """Every kind by its code, in the order of the year."""
    entries = tomllib.loads(resource("papers", "kinds.toml").read_text(encoding="utf-8"))
    return MappingProxyType({code: _kind(code, entry) for code, entry in entries.items()})


# What the office designs itself is no kind of the year: it is printed, and stands in no list of kinds.
ROSTER = PaperKind("designed_roster", "名册", Subject.TOWNSHIP, _SHAPES["roster"], query="")
# 抽查: what is missing in the dossiers of the households drawn.
DOSSIER_GAPS = PaperKind("dossier_gaps", "抽查缺项清单", Subject.TOWNSHIP, _SHAPES["list"], query="")
_BESIDE = MappingProxyType({kind.code: kind for kind in (ROSTER, DOSSIER_GAPS)})


def printable(code: str) -> PaperKind:
    """A kind by its code, those beside the year's included; KeyError for one that never was."""
    return _BESIDE[code] if code in _BESIDE else kinds()[code]


def _kind(code: str, entry: Mapping[str, object]) -> PaperKind:
    signers = entry.get("signers", [])
    assert isinstance(signers, list)
    return PaperKind(
        code=code,
        name=str(entry["name"]),
        subject=Subject(str(entry["subject"])),
        shape=_SHAPES[str(entry["shape"])],
        query=str(entry["query"]),
        notice=bool(entry.get("notice", False)),
        frozen=bool(entry.get("frozen", False)),
        signers=tuple(signers),
        lists=bool(entry.get("lists", True)),
        blank=str(entry.get("blank", "")),
        letters=str(entry.get("letters", "")),
    )
