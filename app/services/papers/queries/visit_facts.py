"""What a visit found, as papers print it beside what another visit found; empty where there was no visit."""

from __future__ import annotations

from app.services.papers.queries.case_rows import Step
from app.services.papers.wording import yuan


def fact_of(step: Step | None, name: str) -> bool | None:
    """A truth that the visit found; None where it was not asked or nobody knew."""
    value = step.data.get(name) if step else None
    return None if value is None else bool(value)


def net_income(step: Step | None) -> str:
    """The household's net income of the year in yuan."""
    value = step.data.get("net_income_fen") if step else None
    return yuan(value) if isinstance(value, int) else ""


def per_head(step: Step | None) -> str:
    """The same per counted head."""
    net, heads = (step.data.get(name) if step else None for name in ("net_income_fen", "heads"))
    return yuan(net // heads) if isinstance(net, int) and isinstance(heads, int) and heads else ""
