"""A question to a kind's query, with the plan and the office of today."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from app.services import plans
from app.services.papers.kinds import PaperKind
from app.services.papers.office_wording import Words, words_in
from app.services.papers.queries.asking import Question, Scope


def question_in(
    session: Session,
    kind: PaperKind,
    *,
    today: date,
    scope: Scope,
    year: int | None = None,
    words: Words | None = None,
) -> Question:
    """What a kind's query is asked on this day; of an earlier ``year`` on the last day that its plan judged."""
    words = words_in(session) if words is None else words
    running, today = plans.looked_up_in(session, today=today, year=year)
    return Question(
        session=session,
        kind=kind.code,
        running=running,
        township=words.township(today),
        today=today,
        scope=scope,
        words=words,
    )
