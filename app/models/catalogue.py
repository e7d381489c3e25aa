"""Every mapped table in one import, for the metadata, the migrations and the history tables."""

from __future__ import annotations

from app.models import (
    audit,
    cases,
    comparison,
    cross_check,
    facts,
    filling,
    household,
    imports,
    meetings,
    objections,
    papers,
    plans,
    province,
    raising,
    region,
    rollover,
    rosters,
    screening,
    visits,
    wording,
)
from app.models.base import Base

MODULES = (
    audit,
    cases,
    comparison,
    cross_check,
    facts,
    filling,
    household,
    imports,
    meetings,
    objections,
    papers,
    plans,
    province,
    raising,
    region,
    rollover,
    rosters,
    screening,
    visits,
    wording,
)
metadata = Base.metadata
