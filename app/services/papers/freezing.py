"""❄ What leaves the office is kept: the data of the paper as they were, numbered, with their digest (workflow 1).

A service that takes a step calls ``freeze_in`` inside its transaction, after the step was recorded: the paper is made
by the same query and layout as any other, so the snapshot is printed again identically for ever.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from app.models.papers import PaperSnapshot, PaperSubject
from app.models.plans import PlanYear
from app.services import audit, derived, plans
from app.services.ledger import Transaction
from app.services.papers import codec
from app.services.papers.kinds import PaperData, PaperKind, kinds
from app.services.papers.layouts.listing import ListRow
from app.services.papers.layouts.lists import list_spec
from app.services.papers.office_wording import township_in
from app.services.papers.queries.asking import Draft, Question, Scope, query_of
from app.services.papers.queries.households import household_rows

_TITLE_LENGTH = 200


@dataclass(frozen=True, slots=True)
class Named:
    """A household on the paper, with its case or alert."""

    household_id: int
    case_id: int | None = None
    alert_id: int | None = None


def freeze_in(
    tx: Transaction, *, plan_id: int, kind: str, paper_no: str | None, issued_on: date, named: Sequence[Named]
) -> tuple[PaperSnapshot, ...]:
    """Store what leaves the office; one snapshot for each of ``named``, the same where they share a paper."""
    derived.refresh(tx)  # lists read the summaries: they must know what this transaction has written so far
    question = _question(tx, plan_id=plan_id, kind=kind, paper_no=paper_no, issued_on=issued_on, named=named)
    made = [(draft, _store(tx, question, draft, issued_on=issued_on, paper_no=paper_no)) for draft in _drafts(question)]
    snapshots: list[PaperSnapshot] = []
    for entry in named:
        snapshot = next((stored for draft, stored in made if _is_on(draft, entry)), made[0][1])
        subject = PaperSubject(
            paper_id=snapshot.id,
            household_id=entry.household_id,
            case_id=entry.case_id,
            alert_id=entry.alert_id,
        )
        tx.session.add(subject)
        snapshots.append(snapshot)
    tx.session.flush()
    return tuple(snapshots)


def _question(
    tx: Transaction, *, plan_id: int, kind: str, paper_no: str | None, issued_on: date, named: Sequence[Named]
) -> Question:
    session = tx.session
    cases = frozenset(entry.case_id for entry in named if entry.case_id)
    alerts = frozenset(entry.alert_id for entry in named if entry.alert_id)
    return Question(
        session=session,
        kind=kind,
        running=plans.plan_in(session, year=session.get_one(PlanYear, plan_id).year),
        township=township_in(session, issued_on),
        today=issued_on,
        scope=Scope(
            households=frozenset(entry.household_id for entry in named), cases=cases or None, alerts=alerts or None
        ),
        freezing=True,
        paper_no=paper_no or "",
    )


def _drafts(question: Question) -> list[Draft]:
    kind = kinds().get(question.kind)
    found = list(query_of(kind)(question).drafts) if kind is not None else []
    return found or [Draft(_plain_list(question, kind))]


def _plain_list(question: Question, kind: PaperKind | None) -> PaperData:
    """The households alone: for a paper that has no layout of its own yet."""
    rows = household_rows(question, question.scope.households or ())
    lines = tuple(
        ListRow((str(number), row.village, row.code, row.head, str(row.members), "", "", ""))
        for number, row in enumerate(rows.values(), start=1)
    )
    title = f"{question.township}{kind.name if kind else question.kind}"
    return list_spec("generic").data(title, lines, office=question.government, number=question.paper_no)


def _is_on(draft: Draft, entry: Named) -> bool:
    if entry.alert_id is not None and draft.alert_id is not None:
        return draft.alert_id == entry.alert_id
    return entry.case_id in draft.case_ids


def _store(
    tx: Transaction, question: Question, draft: Draft, *, issued_on: date, paper_no: str | None
) -> PaperSnapshot:
    own = (PaperSnapshot.plan_id == question.running.plan_id, PaperSnapshot.kind == question.kind)
    last = tx.session.scalar(select(func.max(PaperSnapshot.number)).where(*own)) or 0
    kind = kinds().get(question.kind)
    text = codec.encode(draft.data)
    snapshot = PaperSnapshot(
        plan_id=question.running.plan_id,
        kind=question.kind,
        number=last + 1,
        paper_no=paper_no,
        title=_title(draft.data),
        layout_version=kind.layout_version if kind else 1,
        village_id=draft.village_id,
        household_id=draft.household_id,
        issued_on=issued_on,
        data=text,
        data_digest=codec.digest(text),
        audit_head=audit.head(tx.session).short,
    )
    tx.session.add(snapshot)
    tx.session.flush()
    return snapshot


def _title(data: PaperData) -> str:
    title = getattr(data, "title", "")
    return str(title).replace("\n", "")[:_TITLE_LENGTH]
