"""The plan's own words for codes that are shown: categories are called differently from year to year."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sqlalchemy.orm import Session

from app.models.enums import Category
from app.services import plans
from app.services.errors import Refused

_FIELDS = ("monitoring.category", "spell.category")


def plan_words(session: Session, *, day: date) -> Mapping[str, Mapping[str, str]]:
    """Words by field and stored value; nothing before there is a plan."""
    try:
        plan = plans.plan_in(session, day=day).plan
    except Refused:
        return {}
    return {key: {c.value: plan.category_name(c) for c in Category} for key in _FIELDS}
