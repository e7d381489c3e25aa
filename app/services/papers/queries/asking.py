"""What a query of papers is asked, and what it answers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from importlib import import_module
from typing import TypeAlias, cast

from sqlalchemy import ColumnElement, SQLColumnExpression
from sqlalchemy.orm import Session

from app.models.enums import Category, Risk
from app.services.papers.finishing import finished
from app.services.papers.kinds import PaperData, PaperKind
from app.services.papers.office_wording import UNREAD, Words, worded, words_in
from app.services.plans import RunningPlan


@dataclass(frozen=True, slots=True)
class Scope:
    """Which part of the township is wanted; None = all of it. ``cases`` and ``alerts`` are what a step names.

    ``among`` narrows without naming: a form of a household that is named is printed whatever its case, one of a
    household that is only among the wanted is printed where its case asks for it. ``left_out`` is never printed.
    """

    villages: frozenset[int] | None = None
    households: frozenset[int] | None = None
    cases: frozenset[int] | None = None
    alerts: frozenset[int] | None = None
    among: frozenset[int] | None = None
    left_out: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Question:
    """One query: a snapshot to read, the plan that is in force, the office that prints, and the scope.

    ``freezing`` is set while a step stores what leaves the office: the query then names exactly the step's cases.
    """

    session: Session
    kind: str
    running: RunningPlan
    township: str
    today: date
    scope: Scope = field(default=Scope())
    freezing: bool = False
    paper_no: str = ""
    words: Words = UNREAD

    def __post_init__(self) -> None:
        """The office's words are read once; questions made from this one share them."""
        if self.words is UNREAD:
            object.__setattr__(self, "words", words_in(self.session))

    def on(self, day: date) -> Question:
        """The same question on another day, with the office as it was called then."""
        return replace(self, today=day, township=self.words.township(day))

    def text(self, key: str, **values: object) -> str:
        """What the office's wording says today, with these placeholders filled in."""
        plan = self.running.plan
        return worded(self.words, key, self.today, plan, values, township=self.township)

    def notes(self, key: str, **values: object) -> tuple[str, ...]:
        """The same as small print; nothing where the office left it empty."""
        text = self.text(key, **values)
        return (text,) if text else ()

    def committee(self, village: str) -> str:
        """The office whose seal a village's papers carry; empty without a village."""
        return self.words.committee(village, self.today)

    @property
    def government(self) -> str:
        """The office that signs to the district."""
        return self.words.government(self.today, township=self.township)

    @property
    def desk(self) -> str:
        """The office that does the work: 镇脱贫办 of this township."""
        return self.words.desk(self.today, self.running.plan, township=self.township)

    @property
    def district(self) -> str:
        """The office that decides."""
        return self.words.district(self.today, self.running.plan)

    @property
    def year(self) -> int:
        """The plan's year."""
        return self.running.plan.year

    def category(self, code: str | None) -> str:
        """The plan's word for a category."""
        return self.running.plan.category_name(Category(code)) if code else ""

    def within(
        self, *, village: SQLColumnExpression[int], household: SQLColumnExpression[int]
    ) -> list[ColumnElement[bool]]:
        """Conditions for the villages and households that are wanted."""
        conditions: list[ColumnElement[bool]] = []
        if self.scope.villages is not None:
            conditions.append(village.in_(self.scope.villages))
        if self.scope.households is not None:
            conditions.append(household.in_(self.scope.households))
        if self.scope.among is not None:
            conditions.append(household.in_(self.scope.among))
        if self.scope.left_out:
            conditions.append(household.not_in(self.scope.left_out))
        return conditions


@dataclass(frozen=True, slots=True)
class Draft:
    """The data of one document, and whom it is about."""

    data: PaperData
    household_id: int | None = None
    village_id: int | None = None
    case_ids: tuple[int, ...] = ()
    alert_id: int | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """The documents that can be printed now: how many, and their data, read as they are asked for."""

    count: int
    drafts: Iterator[Draft]


PaperQuery: TypeAlias = Callable[[Question], Found]


def drafts(made: Sequence[Draft]) -> Found:
    """An answer that has all its data already."""
    return Found(len(made), iter(made))


NOTHING_FOUND: Sequence[Draft] = ()


def query_of(kind: PaperKind, *, blank: bool = False) -> PaperQuery:
    """The function that ``kinds.toml`` names for a kind, or for its empty form."""
    module, _, function = (kind.blank if blank else kind.query).partition(":")
    made = cast("PaperQuery", getattr(import_module(f"app.services.papers.queries.{module}"), function))

    def asked(question: Question) -> Found:
        found = made(question)
        if not question.words.versions:
            return found
        finish = (replace(draft, data=finished(question, kind.code, draft.data)) for draft in found.drafts)
        return Found(found.count, finish)

    return asked


def risk_labels(codes: str | Sequence[str] | None) -> str:
    """Risk codes, in a list or joined by commas, as words."""
    listed = codes.split(",") if isinstance(codes, str) else codes or ()
    known = {risk.value: risk.label for risk in Risk}
    return "、".join(known.get(code.strip(), code.strip()) for code in listed if code.strip())
