"""风险消除: a second visit, a second meeting, the proposal, and what the district says of it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, timedelta

from app.demo.clerk import meetings, visits
from app.demo.clerk.calendar import Story
from app.demo.clerk.desk import DISTRICT, Desk
from app.demo.clerk.meetings import Evaluated
from app.services.meetings.rules import Conclusion
from app.services.visits.income import IncomeLine


def clear(desk: Desk, codes: Sequence[str], on: date, *, refused: Collection[str] = (), waits: str = "") -> Story:
    """Visit, meet, propose, decide; ``refused`` stay watched, ``waits`` is not decided with the others."""
    yield on
    for code in codes:
        _visit(desk, code, on)
    desk.take("propose_clear", codes[:1], on, {"way": "helped"}, expects=("clearing.meeting_missing",))
    yield on + timedelta(days=2)
    on += timedelta(days=2)
    for village in desk.by_village(codes):
        meetings.meet(desk, village, on, lambda _: Conclusion.INCLUDE, Evaluated(), clearing=True)
    yield on + timedelta(days=1)
    on += timedelta(days=1)
    proposed = [
        code
        for place, code in enumerate(codes)
        if desk.take("propose_clear", [code], on, {"way": "natural" if place % 4 == 3 else "helped"})
    ]
    yield on + timedelta(days=8)
    on += timedelta(days=8)
    decide(desk, [code for code in proposed if code != waits], on, refused=refused)


def decide(desk: Desk, codes: Sequence[str], on: date, *, refused: Collection[str] = ()) -> None:
    """Row 33."""
    district = desk.actor("区审定", DISTRICT)
    number = {"decision_no": f"区脱贫〔2020〕消{on:%m%d}号"}
    yes = [code for code in codes if code not in refused]
    desk.take("approve_clear", yes, on, number, by=district)
    no = [code for code in codes if code in refused]
    desk.take("refuse_clear", no, on, {**number, "reason": "收入来源单一，继续监测"}, by=district)


def _visit(desk: Desk, code: str, on: date) -> None:
    heads = int(str(desk.facts(code).get("counted_heads") or 1))
    income = (
        IncomeLine(code="wage.migrant", label="务工收入", amount_fen=heads * 620_000, basis="工资流水"),
        IncomeLine(code="business.crops", label="种植业收入", amount_fen=heads * 120_000),
    )
    truths = dict.fromkeys(("housing_safe", "water_safe", "medical_covered", "education_secured"), True)
    form = visits.form(desk, code, on, income=income, risk_found=False, risks=(), difficulty="", **truths)
    desk.attempt(
        "record_clear_visit",
        on,
        lambda: desk.office.visits.record_visit(code, form, actor=desk.actor(), today=on, clearing=True),
        subject=code,
    )


def no_labour(desk: Desk, code: str, on: date) -> Story:
    """整户无劳动力 is never marked as cleared, however well it stands."""
    yield on
    _visit(desk, code, on)
    expects = ("clearing.no_labour", "clearing.meeting_missing")
    desk.take("propose_clear", [code], on, {"way": "natural"}, expects=expects)
