"""The roster: households and persons from national exports and village books (design 4, issue: roster)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from app.services.errors import Reason
from app.services.imports.kinds import Findings
from app.services.imports.results import Question
from app.services.imports.roster_apply import apply_plan
from app.services.imports.roster_child import ADDED
from app.services.imports.roster_plan import RosterPlan, forget_plan, make_plan
from app.services.imports.roster_questions import of_new_records, questions_of
from app.services.imports.roster_report import changes_of, counts_of, rejections_of
from app.services.imports.staging import Staged
from app.services.ledger import Transaction
from app.services.wording import sentence


@dataclass(frozen=True, slots=True)
class RosterImport:
    """32- and 47-column exports, and household books without national numbers."""

    name: str = "roster"
    columns: str = "roster"
    child_kind: str = "read-roster"
    added: tuple[str, ...] = tuple(ADDED)

    def plan(self, session: Session, staged: Staged, *, today: date) -> RosterPlan:
        """Match rows, households and places; find every value that would change."""
        return make_plan(session, staged, today=today)

    def findings(self, session: Session, staged: Staged, plan: RosterPlan) -> Findings:
        """Counts, refused rows, questions and changes."""
        households, members = counts_of(session)
        questions = tuple(questions_of(session, staged))
        change_count, changes = changes_of(session, staged)
        return Findings(
            households=households,
            members=members,
            rejected=rejections_of(session, staged),
            questions=questions,
            question_counts=tuple(Counter(question.kind for question in questions).items()),
            changes=changes,
            change_count=change_count,
        )

    def apply(self, tx: Transaction, staged: Staged, plan: RosterPlan, *, batch_id: int) -> Sequence[Question]:
        """Write the plan; founded villages and groups are listed, and questions get the numbers of new records."""
        founded = apply_plan(tx, plan, batch_id=batch_id)
        numbered = tuple(of_new_records(tx.session, staged))
        if not founded:
            return numbered
        kind = "founded" if plan.founding else "new_groups"
        message = sentence(Reason(f"question.{kind}", {"ours": founded}))
        return (*numbered, Question(kind, "、".join(staged.names), "", None, message))

    def forget(self, session: Session) -> None:
        """Drop the plan's tables."""
        forget_plan(session)
