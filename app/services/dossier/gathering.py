"""一户一档: what a household's file holds now, item by item, read from one snapshot."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.cases import Alert, Case, WorkflowStep
from app.models.household import HouseholdSummary
from app.models.papers import Attachment
from app.services import audit, clock, plans
from app.services.dossier.contents import Item, Need, items_in, needs_reached
from app.services.errors import NotFound, Reason
from app.services.papers import snapshots
from app.services.papers.kinds import PaperKind, Subject, kinds
from app.services.papers.office_wording import township_in
from app.services.papers.printing import Document, document
from app.services.papers.queries.asking import Draft, Question, Scope, query_of
from app.services.papers.stamp import Stamp


class Standing:
    """What became of an item: there, missing, or not this household's."""

    HERE, MISSING, APART = "有", "缺", "不涉及"


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file in the vault that is bound into the dossier."""

    file_key: str
    name: str
    media_type: str
    taken_on: date | None
    remark: str


@dataclass(frozen=True, slots=True)
class Gathered:
    """An item of a household with its papers and files."""

    item: Item
    standing: str
    papers: tuple[Document, ...]
    files: tuple[KeptFile, ...]


@dataclass(frozen=True, slots=True)
class Cover:
    """What stands on the cover."""

    household_id: int
    code: str
    head: str
    village: str
    group: str
    category: str
    members: int
    year: int
    township: str
    today: date

    @property
    def name(self) -> str:
        """The household in lists and bookmarks; a household without a head says so."""
        return f"{self.village}　{self.head or '（无户主）'}　{self.code}"


class Gatherer:
    """Gathers household after household from one snapshot."""

    def __init__(self, session: Session, *, today: date) -> None:
        self._session = session
        self._question = Question(
            session=session,
            kind="",
            running=plans.plan_in(session, day=today),
            township=township_in(session, today),
            today=today,
        )
        moment = clock.instant_on(today).astimezone(clock.OFFICE_ZONE)
        self._stamp = Stamp(audit.head(session).short, f"打印 {moment:%Y-%m-%d %H:%M}")
        self.items = items_in(session)

    def cover(self, household_id: int) -> Cover:
        """The household's cover; NotFound for an id that no household has."""
        row = self._session.get(HouseholdSummary, household_id)
        if row is None:
            raise NotFound(Reason("household.not_found", {"code": household_id}))
        return Cover(
            household_id=household_id,
            code=row.code,
            head=row.head_name,
            village=row.village_name,
            group=row.group_name,
            category=self._question.category(row.category),
            members=row.member_count,
            year=self._question.year,
            township=self._question.township,
            today=self._question.today,
        )

    def gather(self, household_id: int) -> tuple[Gathered, ...]:
        """Every item in order with its papers and files."""
        row = self._session.get_one(HouseholdSummary, household_id)
        cases = self._cases(household_id)
        reached = self._reached(household_id, cases)
        files = self._files(household_id)
        found: list[Gathered] = []
        for position, item in enumerate(self.items):
            papers = tuple(
                paper
                for code in item.kinds
                for paper in self._papers(kinds()[code], household_id, row.village_id, frozenset(cases))
            )
            own = tuple(file for file, place in files if place == position)
            found.append(Gathered(item, _standing(item, reached, here=bool(papers or own)), papers, own))
        return tuple(found)

    def _cases(self, household_id: int) -> list[int]:
        statement = select(Case.id).where(
            Case.household_id == household_id, Case.plan_id == self._question.running.plan_id
        )
        return list(self._session.scalars(statement))

    def _reached(self, household_id: int, cases: Sequence[int]) -> frozenset[Need]:
        states = list(self._session.scalars(select(Case.state).where(Case.id.in_(cases))))
        steps = select(WorkflowStep.to_state).where(
            WorkflowStep.case_id.in_(cases), WorkflowStep.taken_back_on.is_(None)
        )
        states += [state for state in self._session.scalars(steps) if state]
        alerts = select(Alert.id).where(
            Alert.household_id == household_id, Alert.plan_id == self._question.running.plan_id
        )
        return needs_reached(states, has_alert=self._session.scalar(alerts.limit(1)) is not None)

    def _papers(self, kind: PaperKind, household_id: int, village_id: int, cases: frozenset[int]) -> Iterator[Document]:
        scope = Scope(households=frozenset({household_id}))
        question = replace(self._question, kind=kind.code, scope=scope)
        made = [d for d in query_of(kind)(question).drafts if _concerns(kind, d, household_id, village_id, cases)]
        if kind.frozen:
            plan_id = question.running.plan_id
            yield from snapshots.latest(self._session, kind, plan_id=plan_id, scope=scope, pending=made)
        for draft in made:
            yield document(kind.code, draft.data, self._stamp)

    def _files(self, household_id: int) -> list[tuple[KeptFile, int]]:
        """The kept files with the position of their item; what belongs nowhere stands with the last."""
        statement = select(Attachment).where(Attachment.household_id == household_id)
        rows = self._session.scalars(statement.order_by(Attachment.taken_on, Attachment.id)).all()
        return [(_kept(row), self._place(row)) for row in rows]

    def _place(self, row: Attachment) -> int:
        words = f"{row.original_name} {row.remark or ''}"
        by_words = (n for n, item in enumerate(self.items) if item.takes(words))
        by_kind = (n for n, item in enumerate(self.items) if row.kind in item.files)
        return next(by_words, next(by_kind, len(self.items) - 1))


def _kept(row: Attachment) -> KeptFile:
    return KeptFile(row.file_key, row.original_name, row.media_type or "", row.taken_on, row.remark or "")


def _standing(item: Item, reached: frozenset[Need], *, here: bool) -> str:
    if here:
        return Standing.HERE
    return Standing.MISSING if item.needed in reached else Standing.APART


def _concerns(kind: PaperKind, draft: Draft, household_id: int, village_id: int, cases: frozenset[int]) -> bool:
    """Whether a paper is about this household: by household, by case, else by its village."""
    if draft.household_id is not None:
        return draft.household_id == household_id
    if draft.case_ids:
        return not cases.isdisjoint(draft.case_ids)
    if kind.subject is Subject.MEETING or kind.frozen:
        return draft.alert_id is not None
    return draft.village_id in (None, village_id)
