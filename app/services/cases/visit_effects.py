"""What a visit brings: facts, an itemised statement, the visit itself; nothing is typed twice (rows 11-13, 31a)."""

from __future__ import annotations

import json
from collections.abc import Mapping

from sqlalchemy import func, select

from app.models.facts import HouseholdFact
from app.models.household import IncomeItem, IncomeStatement, Membership
from app.models.visits import Visit
from app.services.cases.doing import Doing
from app.services.workflow.case_guards import GUARANTEES
from app.services.workflow.common_guards import a_day, integer, persons, truth


def expected_income(doing: Doing) -> None:
    """Row 11: what the household said on the way is its expected income until somebody reckons it."""
    heads, income = _heads(doing), integer(doing.data.get("expected_income_fen"))
    if income is not None and heads:
        _statement(doing, net_fen=income, heads=heads, occasion="expected", basis="走访时户主陈述")


def attempted(doing: Doing) -> None:
    """Row 12: nobody met, refused, or away."""
    doing.traces.add(
        Visit(
            case_id=doing.case.id,
            household_id=doing.case.household_id,
            step_id=doing.step.id,
            visited_on=doing.on,
            outcome=str(doing.data["outcome"]),
            visitors=_visitors(doing),
            next_on=a_day(doing.data.get("next_on")),
        )
    )


def visited(doing: Doing) -> None:
    """Rows 13 and 31a: what the form says becomes facts of the visit."""
    clearing = doing.step.action == "record_clear_visit"
    occasion = "elimination" if clearing else "identification"
    fact = doing.traces.add(_fact(doing, occasion))
    statement = _statement(
        doing,
        net_fen=integer(doing.data["net_income_fen"]) or 0,
        heads=integer(doing.data["heads"]) or 0,
        occasion=occasion if clearing else "expected",
        basis="入户走访核算",
    )
    _items(doing, statement)
    doing.traces.add(
        Visit(
            case_id=doing.case.id,
            household_id=doing.case.household_id,
            step_id=doing.step.id,
            purpose="clearing" if clearing else "identification",
            visited_on=doing.on,
            outcome=str(doing.data.get("outcome") or "visited"),
            visitors=_visitors(doing),
            statement_id=statement.id,
            fact_id=fact.id,
            risk_found=truth(doing.data.get("risk_found")),
            risks=",".join(str(risk) for risk in _listed(doing.data.get("risks"))),
            difficulty=_text(doing, "difficulty") or "",
            household_signature=_text(doing, "household_signature"),
            no_signature_reason=_text(doing, "no_signature_reason"),
        )
    )


def _fact(doing: Doing, occasion: str) -> HouseholdFact:
    return HouseholdFact(
        household_id=doing.case.household_id,
        year=doing.on.year,
        occasion=occasion,
        source="visit",
        observed_on=doing.on,
        step_id=doing.step.id,
        **{name: truth(doing.data[name]) for name in GUARANTEES},
    )


def _heads(doing: Doing) -> int:
    counted = select(func.sum(Membership.counts_per_head)).where(
        Membership.household_id == doing.case.household_id, Membership.to_on.is_(None)
    )
    return doing.session.scalar(counted) or 0


def _visitors(doing: Doing) -> str:
    visitors = persons(doing.data.get("visitors"))
    return json.dumps([{"name": v.name, "office": v.office} for v in visitors], ensure_ascii=False)


def _text(doing: Doing, name: str) -> str | None:
    return str(doing.data.get(name) or "").strip() or None


def _listed(value: object) -> list[object]:
    return list(value) if isinstance(value, (list, tuple)) else []


def _statement(doing: Doing, *, net_fen: int, heads: int, occasion: str, basis: str) -> IncomeStatement:
    return doing.traces.add(
        IncomeStatement(
            household_id=doing.case.household_id,
            year=doing.on.year,
            occasion=occasion,
            source="visit",
            basis=basis,
            observed_on=doing.on,
            heads=heads,
            net_fen=net_fen,
        )
    )


def _items(doing: Doing, statement: IncomeStatement) -> None:
    rows = [item for item in _listed(doing.data.get("income_items")) if isinstance(item, Mapping)]
    for position, item in enumerate(rows):
        code = str(item.get("code") or item.get("item_code") or "other")
        doing.traces.add(
            IncomeItem(
                statement_id=statement.id,
                position=position,
                item_code=code,
                label=str(item.get("label") or code),
                amount_fen=integer(item.get("amount_fen")),
                formula=str(item["formula"]) if item.get("formula") else None,
                basis=str(item["basis"]) if item.get("basis") else None,
            )
        )
