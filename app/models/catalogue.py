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
    papers,
    plans,
    province,
    region,
    rollover,
    rosters,
    screening,
    visits,
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
    papers,
    plans,
    province,
    region,
    rollover,
    rosters,
    screening,
    visits,
)
metadata = Base.metadata
