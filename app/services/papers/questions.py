"""A question to a kind's query, with the plan and the office of today."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from app.services import plans
from app.services.papers.kinds import PaperKind
from app.services.papers.queries.asking import Question, Scope
from app.services.settings import TOWNSHIP, setting_in


def question_in(session: Session, kind: PaperKind, *, today: date, scope: Scope) -> Question:
    """What a kind's query is asked on this day."""
    return Question(
        session=session,
        kind=kind.code,
        running=plans.plan_in(session, day=today),
        township=str(setting_in(session, TOWNSHIP) or "本镇"),
        today=today,
        scope=scope,
    )
